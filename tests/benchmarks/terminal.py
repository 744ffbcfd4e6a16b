"""A terminal to measure in: runs a command in a pty, answers what terminals answer, notes when output came."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import NamedTuple

COLUMNS, ROWS = 120, 40

QUIET = 0.02
"""Seconds without output after which a frame counts as settled."""

IDLE = 1.0
"""Seconds over which a command that uses no more than `IDLE_SHARE` of a processor counts as resting."""
IDLE_SHARE = 0.03

ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[0c": b"\x1b[?62;22c",
    b"\x1b[>c": b"\x1b[>41;380;0c",
    b"\x1b[5n": b"\x1b[0n",
    b"\x1b[2H\t\x1b[6n": b"\x1b[2;9R",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
}
"""Queries and what a terminal with synchronised output (mode 2026) says to them."""

MARGINS = {b"\x1b[?69$p": b"\x1b[?69;2$y"}
"""The same for a terminal with left and right margins."""

_QUERY = re.compile(b"|".join(map(re.escape, [*ANSWERS, *MARGINS])))

STEP = 0.005
"""Seconds after which a slow line delivers again what it could."""


class Reaction(NamedTuple):
    """What came of a key."""

    seconds: float
    """From sending the key to the last byte before the output fell silent."""
    sent: int
    """Bytes that came."""


class Silent(RuntimeError):
    """Nothing came within the time there was."""


class Terminal:
    """A command in a terminal of its own. Leaving the context kills it if it still runs."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = COLUMNS,
        rows: int = ROWS,
        has_margins: bool = False,
        bits: int | None = None,
    ) -> None:
        """Start `command`, whose first word is looked up in the environment's PATH.

        Args:
            command: what to run.
            environment: its environment.
            columns: cells of a line.
            rows: lines.
            has_margins: whether the terminal has left and right margins.
            bits: how many a second the line takes; None for any number. What is written waits on the line, as it does with ssh.
        """
        self._answers = {**ANSWERS, **(MARGINS if has_margins else {})}
        self._pace = bits / 8 if bits is not None else None
        self._line = bytearray()
        self._ended = False
        self._delivered = time.perf_counter()
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            try:
                os.execvpe(command[0], list(command), dict(environment))
            finally:
                os._exit(127)
        self._tail = b""
        self._reaped = False

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Kill the command if it still runs, and hang up."""
        if not self._reaped:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self._reaped = True
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def read(self, seconds: float) -> bytes | None:
        """The next chunk of output; None when none comes in time, b"" when the command has gone."""
        data = self._taken(seconds) if self._pace is None else self._from_line(seconds)
        if data:
            held = self._tail + data
            asked = list(_QUERY.finditer(held))
            for found in asked:
                os.write(self._fd, self._answers.get(found[0], b""))
            self._tail = held[max(asked[-1].end() if asked else 0, len(held) - 16) :]
        return data

    def _taken(self, seconds: float) -> bytes | None:
        ready, _, _ = select.select([self._fd], [], [], max(0.0, seconds))
        if not ready:
            return None
        try:
            return os.read(self._fd, 65536)
        except OSError:
            return b""

    def _from_line(self, seconds: float) -> bytes | None:
        """What a slow line delivers of what was written to it."""
        assert self._pace is not None
        until = time.perf_counter() + seconds
        while True:
            left = until - time.perf_counter()
            written = self._taken(min(STEP, left) if self._line and not self._ended else 0 if self._ended else left)
            now = time.perf_counter()
            if not self._line:
                self._delivered = now
            if written == b"":
                self._ended = True
            self._line += written or b""
            count = min(len(self._line), int((now - self._delivered) * self._pace))
            if count:
                self._delivered += count / self._pace
                data = bytes(self._line[:count])
                del self._line[:count]
                return data
            if self._ended and not self._line:
                return b""
            if now >= until:
                return None

    def send(self, keys: bytes) -> float:
        """Press keys. Returns when, by `time.perf_counter`."""
        os.write(self._fd, keys)
        return time.perf_counter()

    def first(self, *words: bytes) -> float:
        """The time, by `time.perf_counter`, of the first chunk with which one of the words has come. Raises Silent."""
        return self.firsts(words)[0]

    def firsts(self, *groups: Sequence[bytes], seconds: float = 60.0) -> list[float]:
        """For each group the time, by `time.perf_counter`, of the first chunk with which one of its words has come.

        Raises:
            Silent: not every group had come after `seconds`, or when the command ended.
        """
        until, seen = time.perf_counter() + seconds, b""
        times = dict.fromkeys(range(len(groups)), 0.0)
        while (left := until - time.perf_counter()) > 0:
            data = self.read(left)
            now = time.perf_counter()
            if not data:
                break
            seen = seen[-256:] + data
            for number, words in enumerate(groups):
                if not times[number] and any(word in seen for word in words):
                    times[number] = now
            if all(times.values()):
                return list(times.values())
        missing = [words for number, words in enumerate(groups) if not times[number]]
        raise Silent(f"none of {missing!r} was painted; the last output was {seen[-200:]!r}")

    def settle(self, since: float, *, quiet: float = QUIET, patience: float = 1.0) -> Reaction:
        """Read until nothing comes for `quiet` seconds, or for `patience` at the start: then the reaction has no bytes."""
        came = self.chunks(since, quiet=quiet, patience=patience)
        return Reaction(came[-1][0] if came else 0.0, sum(len(data) for _, data in came))

    def chunks(self, since: float, *, quiet: float = QUIET, patience: float = 1.0) -> list[tuple[float, bytes]]:
        """What comes until nothing does any more, as in `settle`: each chunk with its seconds from `since`."""
        came: list[tuple[float, bytes]] = []
        while data := self.read(quiet if came else patience):
            came.append((time.perf_counter() - since, data))
        return came

    def press(self, keys: bytes, *, quiet: float = QUIET) -> Reaction:
        """Press keys and wait for the settled frame."""
        return self.settle(self.send(keys), quiet=quiet)

    def rest(self) -> None:
        """Wait until the command has nothing left to do: no output, and neither it nor a child used a processor for a while."""
        before = -1.0
        while before < 0 or (used := self.processor_seconds(children=True)) > before + IDLE_SHARE * IDLE:
            before = self.processor_seconds(children=True) if before < 0 else used
            until = time.perf_counter() + IDLE
            while (left := until - time.perf_counter()) > 0:
                if self.read(left) == b"":
                    return

    def processor_seconds(self, *, children: bool = False) -> float:
        """Processor time the command has used, and its children where wanted; 0 where the system does not tell."""
        return sum(map(_processor_seconds, [self.pid, *(_descendants(self.pid) if children else ())]))

    def wait_for_end(self, since: float) -> float:
        """Seconds from `since` until the command has ended."""
        while self.read(10.0):
            pass
        os.waitpid(self.pid, 0)
        self._reaped = True
        return time.perf_counter() - since

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def anonymous_memory(self, *, children: bool = False) -> int | None:
        """Bytes of the command's own memory (RssAnon), with that of all its children where wanted; None where it is not told."""
        own = _anonymous(self.pid)
        if own is None or not children:
            return own
        return own + sum(_anonymous(child) or 0 for child in _descendants(self.pid))


def _processor_seconds(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as status:
            fields = status.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _anonymous(pid: int) -> int | None:
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def _descendants(pid: int) -> Iterator[int]:
    """The processes that a process started, and those that they started."""
    parents: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as status:
                    parents.setdefault(int(status.read().rpartition(")")[2].split()[1]), []).append(int(name))
            except OSError:
                continue
    waiting = [pid]
    while waiting:
        found = parents.get(waiting.pop(), [])
        yield from found
        waiting += found
