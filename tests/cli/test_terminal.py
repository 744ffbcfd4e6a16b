"""The program in a terminal of its own: it opens, it leaves the terminal as it was, whatever ends it."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.shell import environment
from tests.cli.terminal import LIMIT, Terminal
from tests.hostile.strings import TABLE, briefing_with


def test_q_leaves_the_terminal_as_it_was(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal(str(library / "talks.yaml"), cwd=library, fresh=True)
    opened.append(terminal)
    terminal.wait_for("Talks in Tokyo")
    terminal.press("q")
    assert terminal.end() == 0
    assert b"\x1b[?1049h" in terminal.output
    assert terminal.restored == []
    assert b"Traceback" not in terminal.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_leaves_the_terminal_as_it_was(library: Path, opened: list[Terminal], number: signal.Signals) -> None:
    terminal = Terminal(str(library / "talks.yaml"), cwd=library, fresh=True)
    opened.append(terminal)
    terminal.wait_for("Talks in Tokyo")
    time.sleep(0.2)
    terminal.end_by(number)
    assert terminal.restored == []
    assert b"Traceback" not in terminal.output


def test_no_key_is_lost_that_is_typed_faster_than_the_prompt_opens(tmp_path: Path, opened: list[Terminal]) -> None:
    (tmp_path / "x.yaml").write_text("title: Fast\nbody: |\n  Fast typing.\n\n  Typing again, typing on.\n", encoding="utf-8")
    terminal = Terminal("x.yaml", cwd=tmp_path)
    opened.append(terminal)
    terminal.wait_for("Fast typing.")
    terminal.press("/typing\rn")
    terminal.wait_for("2/3 matches")
    terminal.press("q")
    assert terminal.end() == 0


def test_what_is_typed_before_the_first_list_is_there_is_done_in_it(tmp_path: Path, opened: list[Terminal]) -> None:
    for day in range(1, 13):
        (tmp_path / f"{day}.yaml").write_text(f"title: Watch {day}\ndate: 2024-05-{day:02}\nbody: Day {day}.\n", encoding="utf-8")
    terminal = Terminal(".", "--no-journal", cwd=tmp_path)
    opened.append(terminal)
    terminal.press("jj\r")
    terminal.wait_for("Day 10.")
    terminal.press("qq")
    assert terminal.end() == 0
    assert terminal.restored == []


READ_SLOWLY = """
import sys, time
from tui.cli import read_ahead
answer = read_ahead._answer
read_ahead._answer = lambda *given: (time.sleep(1.0), answer(*given))
from tui.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_what_is_typed_before_a_file_has_been_read_is_done_on_its_page(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal(cwd=library, command=[sys.executable, "-c", READ_SLOWLY, "talks.yaml"])
    opened.append(terminal)
    terminal.press("/headquarters\r")
    terminal.wait_for("1/2 matches")
    terminal.press("q")
    assert terminal.end() == 0


def test_bytes_that_are_no_utf_8_end_nothing(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal("talks.yaml", cwd=library)
    opened.append(terminal)
    terminal.wait_for_page()
    for number, data in enumerate((b"\xe9a", b"\xf8", b"\x1b[M \x98!", b"\x1b[97:65;2:1u", b"\xff" * 50)):
        painted = len(terminal.output)
        terminal.press(b"/x" + data + b"yz%d" % number)
        terminal.wait_for(f"yz{number}", after=painted)
        terminal.press("\x1b")
        time.sleep(0.2)
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []


def test_what_a_terminal_answers_late_is_not_typed(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal(str(library), "--at", "talks", "--no-journal", cwd=library)
    opened.append(terminal)
    terminal.wait_for_page()
    for answer in (
        b"\x1bP>|tmux 3.3a\x1b\\",
        b"\x1b]lmyhost\x1b\\",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1b[?1;2c",
        b"\x1b[>0;276;0c",
    ):
        terminal.press(answer[:4])
        time.sleep(0.02)
        terminal.press(answer[4:])
    time.sleep(0.5)
    painted = len(terminal.output)
    terminal.wait_for_page()
    terminal.press("?")
    terminal.wait_for("Esc closes")
    assert b"No editor" not in terminal.output[painted:]
    assert b"Done with it" not in terminal.output[painted:]
    terminal.press("q")
    time.sleep(0.2)
    terminal.press("q")
    assert terminal.end() == 0


def test_the_manual_opens_over_the_screen_and_leads_back_to_it(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal("talks.yaml", "--no-journal", cwd=library)
    opened.append(terminal)
    terminal.wait_for_page()
    terminal.press("?")
    terminal.wait_for("F2 manual")
    terminal.press("\x1bOQ")
    terminal.wait_for("heading will do. In a pipe both print.")
    time.sleep(0.3)
    painted = len(terminal.output)
    terminal.press("q")
    terminal.wait_for("Esc closes", after=painted)
    terminal.press("q")
    time.sleep(0.3)
    terminal.press("q")
    assert terminal.end() == 0


def test_help_opens_the_manual_at_a_topic(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal("help", "tlp", cwd=library)
    opened.append(terminal)
    terminal.wait_for("Traffic Light Protocol 2.0")
    terminal.press("q")
    assert terminal.end() == 0


def test_the_size_is_the_windows_and_not_what_was_once_exported(library: Path, opened: list[Terminal]) -> None:
    """The environment says 80 by 24."""
    terminal = Terminal("talks.yaml", cwd=library)
    opened.append(terminal)
    terminal.wait_for_page()
    terminal.resize(120, 40)
    terminal.wait_for("\x1b[40;")
    terminal.press("q")
    assert terminal.end() == 0


def test_a_program_whose_terminal_has_gone_ends(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal("talks.yaml", cwd=library)
    opened.append(terminal)
    terminal.wait_for_page()
    terminal.hang_up()
    assert terminal.process.wait(LIMIT) != 0


@pytest.mark.skipif(not hasattr(signal, "SIGCONT"), reason="needs job control")
def test_a_continue_signal_out_of_the_blue_does_no_harm(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal(".", cwd=library)
    opened.append(terminal)
    terminal.wait_for("in all")
    terminal.process.send_signal(signal.SIGCONT)
    # Keys that wait while the terminal is taken anew are thrown away by the framework.
    time.sleep(1.0)
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []


def test_a_pipe_on_standard_input_is_read_and_keys_come_from_the_terminal(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal("-", cwd=library, stdin=b"# Piped in\n\nSome text.\n")
    opened.append(terminal)
    terminal.wait_for("Piped in")
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []


def test_no_escape_of_a_briefing_reaches_the_terminal(tmp_path: Path, opened: list[Terminal]) -> None:
    for number, hostile in enumerate(TABLE):
        (tmp_path / f"{number}.yaml").write_text(briefing_with(hostile.text), encoding="utf-8")
    terminal = Terminal(str(tmp_path), cwd=tmp_path)
    opened.append(terminal)
    terminal.wait_for(f"{len(TABLE)} in all")
    terminal.press("\r")
    terminal.wait_for_page()
    terminal.press("qq")
    assert terminal.end() == 0
    for sequence in (b"\x1b]0;owned", b"\x1b]52;c;b3duZWQ=", b"\x1b]8;;file:", b"\x9b31m", b"\x1bc", "\u202eevil".encode()):
        assert sequence not in terminal.output


EDITOR = """#!/bin/sh
kept=$(stty -g)
stty raw -echo
printf READY
dd bs=1 count=1 2>/dev/null >&2
stty "$kept"
printf CLOSING
while [ ! -e go ]; do sleep 0.02; done
"""


def in_an_editor(library: Path, opened: list[Terminal]) -> Terminal:
    """The program with its editor open, whose next key ends it, but for a file `go`."""
    editor = library / "vim"
    editor.write_text(EDITOR)
    editor.chmod(0o700)
    terminal = Terminal(str(library / "talks.yaml"), "--no-journal", cwd=library, editor=str(editor))
    opened.append(terminal)
    terminal.wait_for_page()
    terminal.press("e")
    terminal.wait_for("READY")
    terminal.press("x")
    terminal.wait_for("CLOSING")
    return terminal


def leave_help(terminal: Terminal) -> None:
    """Close the help that is shown, and leave the program."""
    shown = len(terminal.output)
    terminal.press("q")
    # Help covers the title too.
    terminal.wait_for("Talks in Tokyo", after=shown)
    terminal.press("q")


@pytest.mark.parametrize("key", ["\x03", "\x1c"], ids=["ctrl+c", "ctrl+backslash"])
def test_what_interrupts_an_editor_does_not_end_the_program(library: Path, opened: list[Terminal], key: str) -> None:
    terminal = in_an_editor(library, opened)
    painted = len(terminal.output)
    # The editor has put the terminal back by now: the key is a signal to whoever has it.
    terminal.press(key)
    terminal.wait_for("The editor vim ended with status", after=painted)
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []


def test_an_editor_that_cannot_be_started_gives_the_terminal_back(library: Path, opened: list[Terminal]) -> None:
    editor = library / "vim"
    editor.write_text("#!/nowhere/interpreter\n")
    editor.chmod(0o700)
    terminal = Terminal(str(library / "talks.yaml"), "--no-journal", cwd=library, editor=str(editor))
    opened.append(terminal)
    terminal.wait_for_page()
    painted = len(terminal.output)
    terminal.press("e")
    terminal.wait_for("could not be started", after=painted)
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []


def test_suspending_without_a_shell_to_come_back_from_is_refused(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal(str(library / "talks.yaml"), "--no-journal", cwd=library)
    opened.append(terminal)
    terminal.wait_for_page()
    terminal.press("\x1a")
    terminal.wait_for("There is no shell here to come back from")
    terminal.press("q")
    assert terminal.end() == 0


def test_keys_typed_while_an_editor_closes_are_the_programs(library: Path, opened: list[Terminal]) -> None:
    terminal = in_an_editor(library, opened)
    painted = len(terminal.output)
    terminal.press("?")
    time.sleep(0.1)
    assert terminal.output[painted:].count(b"?") == 0
    (library / "go").touch()
    terminal.wait_for("Esc closes", after=painted)
    leave_help(terminal)
    assert terminal.end() == 0
    assert terminal.restored == []


@pytest.mark.parametrize(
    "answer", [b"\x1b]11;rgb:0000/0000/0000\x07", b"\x1b[?1;2c", b"1;2c", b"rgb:1111/2222/3333\x1b\\", b"q\x1b[0n"]
)
def test_an_answer_to_the_editor_is_not_typed(library: Path, opened: list[Terminal], answer: bytes) -> None:
    terminal = in_an_editor(library, opened)
    painted = len(terminal.output)
    terminal.press(answer)
    (library / "go").touch()
    terminal.wait_for("Read again after editing", after=painted)
    terminal.press("?")
    terminal.wait_for("Esc closes", after=painted)
    leave_help(terminal)
    assert terminal.end() == 0
    assert terminal.restored == []


def test_tmux_has_its_cursor_where_one_is_and_shows_it_when_asked(tmp_path: Path) -> None:
    tmux = shutil.which("tmux")
    if tmux is None:
        pytest.skip("needs tmux")
    server = [tmux, "-S", str(tmp_path / "server"), "-f", os.devnull]
    (tmp_path / "a.yaml").write_text("title: Alpha\ndate: 2024-05-02\nbody: First.\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("title: Beta\ndate: 2024-05-01\nbody: Second.\n", encoding="utf-8")
    program = shlex.join([sys.executable, "-m", "tui", "a.yaml", "b.yaml"])
    env = environment(TERM="xterm-256color", BRIEFING_ACCESSIBLE="screen")

    def ask(*arguments: str) -> str:
        return subprocess.run([*server, *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout

    def line_at_cursor(words: str) -> str:
        until = time.monotonic() + LIMIT
        while time.monotonic() < until:
            x, y, is_shown = map(int, ask("display", "-p", "#{cursor_x} #{cursor_y} #{cursor_flag}").split())
            line = ask("capture-pane", "-p").split("\n")[y][x:]
            if line.lstrip("▸ ").startswith(words) and is_shown:
                return line
            time.sleep(0.05)
        pytest.fail(f"the cursor never stood on {words!r}: {ask('capture-pane', '-p')}")

    try:
        ask("new-session", "-d", "-x", "60", "-y", "20", program)
        assert line_at_cursor("Alpha")
        ask("send-keys", "j")
        assert line_at_cursor("Beta")
        ask("send-keys", "Enter")
        assert line_at_cursor("Beta")
        ask("send-keys", "/", "s", "e", "c", "Enter")
        assert line_at_cursor("Second.")
    finally:
        subprocess.run([*server, "kill-server"], check=False, capture_output=True)
