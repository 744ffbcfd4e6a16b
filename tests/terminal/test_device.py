"""What a terminal is known to do, and when it is sent the next frame."""

from __future__ import annotations

import os

import pytest

from tests.terminal.emulator import Emulator
from tui.terminal.device import (
    ANSWER,
    Abilities,
    Pace,
    by_name,
    expands_tabs,
    ground_question,
    has_light_ground,
    learnt,
    light_by_name,
    questions,
    way,
)


@pytest.mark.parametrize(
    ("environment", "abilities"),
    [
        ({"TERM": "xterm-256color"}, Abilities(erases_to_colour=True)),
        ({"TERM": "xterm-kitty"}, Abilities(erases_to_colour=True)),
        ({"TERM": "linux"}, Abilities(erases_to_colour=True)),
        ({"TERM": "xterm-256color", "TERMINAL_EMULATOR": "JetBrains-JediTerm"}, Abilities()),
        ({"TERM": "screen-256color"}, Abilities()),
        ({"TERM": "screen-256color", "COLORTERM": "truecolor"}, Abilities(keeps_looks=False)),
        ({"TERM": "xterm-256color", "STY": "1.pts"}, Abilities()),
        (
            {"TERM": "tmux-256color", "TMUX": "/tmp/s,1,0", "TERM_PROGRAM": "tmux"},
            Abilities(erases_to_colour=True, copies_what_is_written=True),
        ),
        ({"TERM": "screen", "TMUX": "/tmp/s,1,0"}, Abilities()),
        ({"TERM": "vt100"}, None),
        ({"TERM": "stterm"}, None),
        ({}, None),
    ],
)
def test_only_what_is_certain_of_a_terminal_is_made_use_of(environment: dict[str, str], abilities: Abilities | None) -> None:
    assert by_name(environment) == abilities


def test_margins_are_used_where_the_terminal_says_that_it_has_them() -> None:
    known = Abilities(erases_to_colour=True)
    assert learnt(known, "\x1b[?69;2$y").has_margins
    assert learnt(known, "\x1b[?69;1$y").has_margins
    for answer in ("\x1b[?69;0$y", "\x1b[?69;3$y", "\x1b[?69;4$y", "\x1b[>41;380;0c"):
        assert learnt(known, answer) == known


@pytest.mark.parametrize(("tab", "known"), [(8, True), (4, False), (1, False), (16, False)])
def test_tabs_are_used_where_their_stops_are_found_to_stand_where_they_do_from_the_beginning(tab: int, known: bool) -> None:
    terminal = Emulator(30, 7, tab=tab, is_strict=False)
    terminal.feed("\x1b[4;6H" + questions({"TERM": "xterm-256color"}))
    assert (terminal.y, terminal.x) == (3, 5), "the cursor is where it was"
    answer = terminal.answers[terminal.answers.index("\x1b[2") :]
    assert ANSWER.fullmatch(answer)
    assert learnt(Abilities(), answer).has_tabs is known


def test_no_tab_is_sent_where_the_system_makes_spaces_of_it() -> None:
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    ours, theirs = pty.openpty()
    try:
        assert not expands_tabs(theirs)
        settings = termios.tcgetattr(theirs)
        settings[1] |= termios.TAB3
        termios.tcsetattr(theirs, termios.TCSANOW, settings)
        assert expands_tabs(theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert not expands_tabs(theirs), "it is closed"
    asked = questions({"TERM": "xterm-256color"}, has_tabs=False)
    assert asked
    assert "\t" not in asked


def test_gnu_screen_is_known_by_its_answer_whatever_it_calls_itself() -> None:
    assert learnt(Abilities(erases_to_colour=True), "\x1b[>83;40900;0c") == Abilities(keeps_looks=False)


SHY = ({"TERM": "linux"}, {"TERM": "screen"}, {"TERM": "xterm", "STY": "1"}, {"TERM": "xterm", "TERM_PROGRAM": "Apple_Terminal"})


@pytest.mark.parametrize("environment", SHY)
def test_nothing_is_asked_of_a_terminal_that_would_show_the_question(environment: dict[str, str]) -> None:
    assert questions(environment) == ""
    assert questions({"TERM": "xterm"}) != ""


def answering() -> Pace:
    """The pace of a terminal that has answered to a frame of 3,000 bytes after 0.6 seconds."""
    pace = Pace()
    assert pace.sent(3_000, 0.0)
    pace.answered(0.6)
    return pace


def test_the_next_frame_waits_for_the_answer_to_the_last() -> None:
    pace = answering()
    assert pace.is_free
    assert pace.sent(3_000, 1.0)
    assert not pace.is_free
    pace.written()
    assert not pace.is_free
    pace.answered(1.6)
    assert pace.is_free


def test_a_few_bytes_are_not_asked_about_but_many_times_a_few_are() -> None:
    pace = answering()
    assert not pace.sent(150, 1.0)
    assert not pace.sent(150, 1.0)
    assert pace.sent(150, 1.0)
    assert not pace.is_free


def test_a_terminal_that_never_answers_is_ready_when_all_is_written() -> None:
    pace = Pace()
    for number in range(20):
        pace.sent(3_000, number)
        assert not pace.is_free
        pace.written()
        assert pace.is_free


def test_a_terminal_that_takes_all_at_once_is_asked_seldom_and_a_slow_one_each_time() -> None:
    fast, slow = Pace(), answering()
    fast.sent(3_000, 0.0)
    fast.answered(0.001)
    asked = [fast.sent(3_000, number) for number in range(1, 10)]
    assert asked == [False] * 9
    assert [fast.sent(3_000, number) for number in range(10, 13)].count(True) == 1
    for number in range(1, 10):
        assert slow.sent(3_000, number)
        slow.answered(number + 0.6)


def test_an_answer_that_is_lost_is_waited_for_longer_over_a_slower_line() -> None:
    slow, fast = answering(), Pace()
    fast.sent(3_000, 0.0)
    fast.answered(0.001)
    for pace in (slow, fast):
        pace.sent(40_000, 10.0)
    assert slow.until is not None
    assert fast.until is not None
    assert slow.until > fast.until
    assert not slow.is_overdue(slow.until - 0.1)
    assert slow.is_overdue(slow.until)
    assert slow.is_free


def test_a_terminal_that_has_stopped_answering_is_not_asked_for_ever() -> None:
    pace, now = answering(), 1.0
    while pace.has_answered:
        pace.sent(3_000, now)
        assert pace.until is not None
        now = pace.until
        assert pace.is_overdue(now)
        assert now < 600, "it is waited for without end"
    pace.sent(3_000, now)
    pace.written()
    assert pace.is_free
    pace.sent(3_000, now)
    pace.answered(now)
    assert pace.has_answered


@pytest.mark.parametrize("has_tabs", [True, False])
@pytest.mark.parametrize("translates_newlines", [True, False])
def test_the_way_of_the_cursor_leads_where_it_should_and_is_never_longer_than_the_straight_one(
    translates_newlines: bool, has_tabs: bool
) -> None:
    places = [(y, x) for y in range(7) for x in range(0, 30, 3)]
    shown = Emulator(30, 7, translates_newlines=translates_newlines, tab=8 if has_tabs else 5)
    for start in places:
        for y, x in places:
            shown.feed(way(None, *start))
            steps = way(start, y, x, has_tabs=has_tabs)
            shown.feed(steps)
            assert (shown.y, shown.x) == (y, x), f"{start} to {y, x} by {steps!r}"
            assert len(steps) <= len(way(None, y, x))
    assert all(line.isspace() for line in shown.lines), "nothing has scrolled or was written"


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        ("\x1b]11;rgb:0000/0000/0000\x1b\\", False),
        ("\x1b]11;rgb:ffff/ffff/f0f0\x07", True),
        ("\x1b]11;rgb:2e/34/36\x1b\\", False),
        ("\x1b]11;rgba:ffff/ffff/ffff/8000\x1b\\", True),
        ("\x1b]11;?\x1b\\", None),
        ("\x1b]11;rgb:zz/00/00\x1b\\", None),
    ],
)
def test_what_a_terminal_says_of_its_ground_tells_light_from_dark(answer: str, light: bool | None) -> None:
    assert has_light_ground(answer) is light


def test_a_terminal_is_asked_of_its_ground_where_the_question_is_not_shown() -> None:
    assert ground_question({"TERM": "xterm-256color"})
    assert ground_question({"TERM": "screen-256color", "TMUX": "/tmp/x"})
    assert not any(ground_question({"TERM": name}) for name in ("linux", "vt100", "screen", "dumb", ""))
    assert not ground_question({"TERM": "xterm", "STY": "1.pts"})


def test_a_variable_may_tell_the_ground_as_well() -> None:
    assert [light_by_name({"COLORFGBG": said}) for said in ("15;0", "0;15", "0;default;7", "0;default", "")] == [
        False,
        True,
        True,
        None,
        None,
    ]
