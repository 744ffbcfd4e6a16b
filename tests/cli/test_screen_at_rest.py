"""The screen is kept as one rests on it too: whoever loses the terminal finds it again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.shell import process
from tests.cli.terminal import LIMIT, Terminal
from tests.cli.test_kept_frame import TEXT, at_once, edit, folder, frames, home, kill, leave, press_q_at_once, start
from tui.cli.kept_frames import wait_until_settled
from tui.terminal.kept_frame import file_state

__all__ = ["folder", "home"]


def until(condition: Callable[[], object], terminal: Terminal, what: str) -> None:
    """Read what is painted until something holds."""
    last = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < last, what
        terminal.read_for(0.05)


def kept(home: Path) -> set[tuple[Path, int]]:
    """The frames that are kept, each with its time."""
    return {(path, path.stat().st_mtime_ns) for path in frames(home)}


def rest(terminal: Terminal, home: Path, before: set[tuple[Path, int]]) -> None:
    """Press nothing until another frame is kept than before what one rests on: on a busy machine it may be there by now."""
    until(lambda: kept(home) - before, terminal, "no frame is kept")


def test_whoever_rests_on_a_briefing_finds_it_again_though_the_program_was_killed(
    folder: Path, home: Path, opened: list[Terminal]
) -> None:
    terminal = start(opened, folder, "tide.yaml")
    terminal.wait_for("min left")
    rest(terminal, home, set())
    before = kept(home)
    terminal.press("j" * 21)
    rest(terminal, home, before)
    (frame,) = frames(home)
    assert frame.stat().st_mode & 0o777 == 0o600
    lines = terminal.screen.lines
    kill(terminal)
    terminal = start(opened, folder, "tide.yaml")
    assert b"Paragraph 9 of the report" in at_once(terminal)
    terminal.press("/")
    terminal.wait_for("ords to find")
    assert terminal.output.count(b"Paragraph 9 of the report") == 1, "the program goes on from there"
    terminal.press("\x1b")
    until(lambda: terminal.screen.lines[:-1] == lines[:-1], terminal, "it is another screen")
    press_q_at_once(terminal)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=lambda number: number.name)
def test_a_terminal_that_is_closed_leaves_the_briefing_as_it_was(
    folder: Path, opened: list[Terminal], number: signal.Signals
) -> None:
    terminal = start(opened, folder, "tide.yaml")
    terminal.wait_for("min left")
    terminal.read_for(1.0)
    terminal.press("j" * 21)
    terminal.read_for(0.5)
    assert terminal.end_by(number) == 128 + number
    assert b"Paragraph 9 of the report" in at_once(start(opened, folder, "tide.yaml"))


def test_whoever_rests_on_a_list_finds_it_again_though_the_program_was_killed(
    folder: Path, home: Path, opened: list[Terminal]
) -> None:
    assert process("index", "-L", ".", cwd=folder).status == 0
    terminal = start(opened, folder, ".")
    terminal.wait_for("in all")
    rest(terminal, home, set())
    kill(terminal)
    assert b"Tide tables" in at_once(start(opened, folder, "."))


def search(opened: list[Terminal], folder: Path) -> Terminal:
    """Search a library for a word."""
    assert process("index", "-L", ".", cwd=folder).status == 0
    terminal = start(opened, folder, ".")
    terminal.wait_for("in all")
    terminal.press("spilots")
    terminal.wait_for("opens ·")
    return terminal


def test_a_search_that_is_open_when_the_terminal_is_closed_is_open_again(folder: Path, opened: list[Terminal]) -> None:
    terminal = search(opened, folder)
    terminal.read_for(0.5)
    assert terminal.end_by(signal.SIGHUP) == 128 + signal.SIGHUP
    terminal = start(opened, folder, ".")
    assert b"pilots" in at_once(terminal)
    # What is typed before the program is there is for the search.
    terminal.press("\x7f\x7fts\r")
    terminal.wait_for("min left")
    assert terminal.shows(TEXT)
    terminal.press("q")
    terminal.wait_for("opens ·")
    terminal.press("\x1b")
    terminal.read_for(0.5)
    assert terminal.shows("Another report"), "below the search is the list"
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []


def test_a_search_that_one_rests_on_is_open_again_though_the_program_was_killed(
    folder: Path, home: Path, opened: list[Terminal]
) -> None:
    terminal = search(opened, folder)
    until(lambda: any(b"pilots" in path.read_bytes() for path in frames(home)), terminal, "the search is not kept")
    lines = terminal.screen.lines
    kill(terminal)
    terminal = start(opened, folder, ".")
    sent = at_once(terminal)
    assert b"pilots" in sent
    terminal.wait_for("\x1b[5n")
    assert terminal.screen.lines[1:-1] == lines[1:-1]
    painted = len(terminal.output)
    terminal.press("\x1b")
    terminal.wait_for("in all", after=painted)
    press_q_at_once(terminal)


def test_a_search_whose_hits_may_be_others_by_now_is_not_shown(folder: Path, opened: list[Terminal]) -> None:
    terminal = search(opened, folder)
    terminal.read_for(0.5)
    assert terminal.end_by(signal.SIGHUP) == 128 + signal.SIGHUP
    edit(Path("tide.yaml"))(folder, pytest.MonkeyPatch())
    terminal = start(opened, folder, ".")
    assert b"pilots" not in at_once(terminal)
    terminal.wait_for("in all")
    press_q_at_once(terminal)


def test_a_catalog_that_another_program_renews_in_the_moment_one_leaves_is_no_part_of_what_is_kept(
    folder: Path, opened: list[Terminal]
) -> None:
    assert process("index", "-L", ".", cwd=folder).status == 0
    terminal = start(opened, folder, ".")
    terminal.wait_for("in all")
    terminal.read_for(1.0)
    below = folder / "below"
    below.mkdir()
    (below / "new.yaml").write_text("title: A newer report\ndate: 2026-11-01\nbody: Text.\n", encoding="utf-8")
    assert process("index", "-L", ".", cwd=folder).status == 0
    press_q_at_once(terminal)
    sent = at_once(start(opened, folder, "."))
    assert b"Another report" not in sent or b"A newer report" in sent


@pytest.mark.parametrize("config", ["keep_text_up_to: CLEAR\n", "x: [\n"])
def test_no_screen_is_kept_that_one_rests_on_once_a_ceiling_is_set(
    folder: Path, home: Path, opened: list[Terminal], config: str
) -> None:
    leave(opened, folder, "tide.yaml")
    (frame,) = frames(home)
    before = kept(home)
    terminal = start(opened, folder, "tide.yaml")
    terminal.wait_for("min left")
    rest(terminal, home, before)
    (home / "CONFIG_HOME" / "briefing").mkdir()
    (home / "CONFIG_HOME" / "briefing" / "config.yaml").write_text(config, encoding="utf-8")
    frame.unlink()
    terminal.press("jjj")
    terminal.read_for(3.0)
    assert frames(home) == []
    press_q_at_once(terminal)
    assert frames(home) == []


def test_a_key_is_answered_while_a_screen_is_kept(folder: Path, home: Path, opened: list[Terminal]) -> None:
    terminal = start(opened, folder, "tide.yaml")
    terminal.wait_for("min left")
    rest(terminal, home, set())
    before = kept(home)
    terminal.press("jk")
    rest(terminal, home, before)
    painted = len(terminal.output)
    terminal.press("G")
    terminal.wait_for("Paragraph 59 of the report", after=painted)
    press_q_at_once(terminal)


def test_a_file_that_was_written_in_this_moment_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    name = os.fsencode(path)
    state = file_state(path)
    assert state is not None
    assert wait_until_settled({name: state, os.fsencode(tmp_path / "none"): None})
    assert time.time_ns() > state[4], "what changes it now gives it another time"
    before = state
    path.write_bytes(b"two")
    assert file_state(path) != before
    assert not wait_until_settled({name: before}), "it is another one already"


def test_a_file_whose_times_nobody_can_trust_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    state = file_state(path)
    assert state is not None
    ahead = time.time_ns() + 3_600_000_000_000
    of_tomorrow = (*state[:4], ahead, state[5])
    monkeypatch.setattr("tui.cli.kept_frames.file_state", lambda _: of_tomorrow)
    assert not wait_until_settled({os.fsencode(path): of_tomorrow})
