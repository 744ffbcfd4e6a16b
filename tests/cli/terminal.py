"""A pseudo-terminal with the program in it, and what it shows there."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.cli.prepared import Prepared, begin
from tests.cli.shell import environment
from tests.terminal.emulator import Emulator

pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")

LIMIT = 20.0
"""Seconds to wait for anything."""


class Terminal:
    """A program and the terminal it runs in."""

    def __init__(
        self,
        *arguments: str,
        cwd: Path,
        stdin: bytes | None = None,
        command: Sequence[str] = (),
        editor: str = "true",
        fresh: bool = False,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Start the program with some arguments, or another `command`.

        What this interpreter runs begins with its libraries imported, unless it is to be `fresh`. What is in `environ` comes
        before the variables that every program gets here.
        """
        import fcntl
        import struct
        import termios

        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(theirs)
        self._theirs = theirs
        command = list(command) or [sys.executable, "-m", "tui", *arguments]
        environ = environment(TEXTUAL_ANIMATIONS="none", COLUMNS="80", LINES="24", EDITOR=editor) | dict(environ or {})
        self.process: Prepared | subprocess.Popen[bytes]
        if command[0] == sys.executable and stdin is None and not fresh:
            self.process = begin(command, [theirs] * 3, cwd, environ)
        else:
            self.process = subprocess.Popen(
                command,
                stdin=theirs if stdin is None else subprocess.PIPE,
                stdout=theirs,
                stderr=theirs,
                cwd=cwd,
                env=environ,
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

    def wait_for_page(self) -> None:
        """Wait until a briefing stands there: the last line says how far in it one is."""
        until = time.monotonic() + LIMIT
        while "%" not in self.screen.lines[-1]:
            assert time.monotonic() < until, f"no page came: {self.screen.lines[-1]!r}"
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
        while (status := self.process.poll()) is None:
            assert time.monotonic() < until, "it does not end"
            self._read(0.05)
        while self._read(0.05):
            pass
        return status

    def end_by(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; `q` leaves where ctrl+c was a key like any other. Returns the exit status."""
        self.process.send_signal(number)
        if number is signal.SIGINT and not self.ends_within(1.0):
            self.press("q")
        return self.end()

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
