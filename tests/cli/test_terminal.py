"""The program in a terminal of its own: it opens, it leaves the terminal as it was, whatever ends it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli.shell import environment
from tests.hostile.strings import TABLE, briefing_with
from tests.terminal.emulator import Emulator

pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")

LIMIT = 20.0
"""Seconds to wait for anything."""


class Terminal:
    """A program and the terminal it runs in."""

    def __init__(
        self, *arguments: str, cwd: Path, stdin: bytes | None = None, command: Sequence[str] = (), editor: str = "true"
    ) -> None:
        """Start the program with some arguments, or another `command`."""
        import fcntl
        import struct
        import termios

        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(theirs)
        self._theirs = theirs
        self.process = subprocess.Popen(
            list(command) or [sys.executable, "-m", "tui", *arguments],
            stdin=theirs if stdin is None else subprocess.PIPE,
            stdout=theirs,
            stderr=theirs,
            cwd=cwd,
            env=environment(TEXTUAL_ANIMATIONS="none", COLUMNS="80", LINES="24", EDITOR=editor),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(1, termios.TIOCSCTTY, 0) and None,
        )
        if stdin is not None:
            assert self.process.stdin is not None
            self.process.stdin.write(stdin)
            self.process.stdin.close()
        self.output = b""
        self.screen = Emulator(80, 24, has_margins=False, translates_newlines=False, is_strict=False)
        self._decoder = getincrementaldecoder("utf-8")("replace")

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._ours], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._ours, 65_536)
        except OSError:
            return False
        self.output += data
        self.screen.feed(self._decoder.decode(data))
        return bool(data)

    def shows(self, words: str) -> bool:
        """Whether some words stand on a line of the screen."""
        return any(words in line for line in self.screen.lines)

    def wait_for(self, words: str, *, after: int = 0) -> None:
        """Wait until some words have come behind so many bytes of output, or stand on the screen then."""
        until = time.monotonic() + LIMIT
        while words.encode() not in self.output[after:] and not (len(self.output) > after and self.shows(words)):
            assert time.monotonic() < until, f"{words!r} never came: {self.output[-400:]!r}"
            assert self.process.poll() is None or self._read(0.1), f"it has ended: {self.output[-400:]!r}"
            self._read(0.2)

    def read_for(self, seconds: float) -> None:
        """Take what is painted for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._read(max(0.0, until - time.monotonic()))

    def press(self, keys: str | bytes) -> None:
        """Type keys."""
        os.write(self._ours, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size."""
        import fcntl
        import struct
        import termios

        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(columns, rows)
        self.process.send_signal(signal.SIGWINCH)

    def ends_within(self, seconds: float) -> bool:
        """Take what is painted until the program has ended, for so long at the most. Returns whether it has."""
        until = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < until:
            self._read(0.02)
        return self.process.poll() is not None

    def end(self) -> int:
        """Wait for the end. Returns the exit status."""
        until = time.monotonic() + LIMIT
        while self.process.poll() is None:
            assert time.monotonic() < until, "it does not end"
            self._read(0.05)
        while self._read(0.05):
            pass
        return self.process.returncode

    @property
    def restored(self) -> list[str]:
        """What of the terminal is not as it was."""
        import termios

        wrong = []
        if self.output.rfind(b"\x1b[?1049l") < self.output.rfind(b"\x1b[?1049h"):
            wrong.append("the other screen is still shown")
        if self.output.rfind(b"\x1b[?25h") < self.output.rfind(b"\x1b[?25l"):
            wrong.append("the cursor is still hidden")
        for mode in (b"1000", b"1003", b"2004"):
            if self.output.rfind(b"\x1b[?" + mode + b"l") < self.output.rfind(b"\x1b[?" + mode + b"h"):
                wrong.append(f"mode {mode.decode()} is still on")
        if termios.tcgetattr(self._theirs)[3] != self.before[3]:
            wrong.append("the line settings are other ones")
        return wrong

    def hang_up(self) -> None:
        """Take the terminal away."""
        os.close(self._ours)
        os.close(self._theirs)
        self._ours = self._theirs = -1

    def close(self) -> None:
        """End it in any case."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(LIMIT)
        if self._ours >= 0:
            self.hang_up()


@pytest.fixture
def opened() -> Iterator[list[Terminal]]:
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.close()


def test_q_leaves_the_terminal_as_it_was(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal(str(library / "talks.yaml"), cwd=library)
    opened.append(terminal)
    terminal.wait_for("Talks in Tokyo")
    terminal.press("q")
    assert terminal.end() == 0
    assert b"\x1b[?1049h" in terminal.output
    assert terminal.restored == []
    assert b"Traceback" not in terminal.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_leaves_the_terminal_as_it_was(library: Path, opened: list[Terminal], number: signal.Signals) -> None:
    terminal = Terminal(str(library / "talks.yaml"), cwd=library)
    opened.append(terminal)
    terminal.wait_for("Talks in Tokyo")
    time.sleep(0.2)
    terminal.process.send_signal(number)
    if number is signal.SIGINT and not terminal.ends_within(0.3):
        terminal.press("q")
    terminal.end()
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


def test_bytes_that_are_no_utf_8_end_nothing(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal("talks.yaml", cwd=library)
    opened.append(terminal)
    terminal.wait_for("min left")
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
    terminal.wait_for("min left")
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
    terminal.wait_for("min left")
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
    terminal.wait_for("min left")
    terminal.press("?")
    terminal.wait_for("F2 opens the manual")
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
    terminal.wait_for("min left")
    terminal.resize(120, 40)
    terminal.wait_for("\x1b[40;")
    terminal.press("q")
    assert terminal.end() == 0


def test_a_program_whose_terminal_has_gone_ends(library: Path, opened: list[Terminal]) -> None:
    terminal = Terminal("talks.yaml", cwd=library)
    opened.append(terminal)
    terminal.wait_for("min left")
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
    terminal.wait_for("min left")
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
    terminal.wait_for("min left")
    terminal.press("e")
    terminal.wait_for("READY")
    terminal.press("x")
    terminal.wait_for("CLOSING")
    return terminal


def test_keys_typed_while_an_editor_closes_are_the_programs(library: Path, opened: list[Terminal]) -> None:
    terminal = in_an_editor(library, opened)
    painted = len(terminal.output)
    terminal.press("?")
    time.sleep(0.1)
    assert terminal.output[painted:].count(b"?") == 0
    (library / "go").touch()
    terminal.wait_for("Esc closes", after=painted)
    terminal.press("q")
    time.sleep(0.2)
    terminal.press("q")
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
    terminal.press("q")
    time.sleep(0.2)
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []
