"""Keys over a slow line: it takes so many bits a second, and what is written waits on it, as it does with ssh."""

from __future__ import annotations

import shutil
import time
from statistics import median

from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target
from tests.benchmarks.terminal import Terminal

SLOW, FASTER = 40_000, 200_000
"""Bits a second."""

HELD = 3.0
"""Seconds that a key is held."""
RATE = 30
"""How often a second it comes meanwhile."""

STOPS = {(SLOW, b"j"): 1000, (SLOW, b" "): 2000, (FASTER, b"j"): 300, (FASTER, b" "): 300}
"""Milliseconds after which the screen is to be at rest once a key was let go."""

SILENCE = 0.4
"""Seconds without output after which the screen is at rest."""


def measure(setting: Setting) -> list[Row]:
    """One key, and keys held, at two speeds, in terminals with and without margins, beside `less`."""
    rows: list[Row] = []
    for bits in (SLOW, FASTER):
        less = _less(setting, bits)
        for has_margins in (True, False):
            where = f"{bits // 1000} kbit/s{'' if has_margins else ', no margins'}"
            with setting.ready(setting.reader("5 MB"), has_margins=has_margins, bits=bits) as reader:
                one = _one(reader, b"j")
                limit = 150 if has_margins else 300
                target = Target(limit, absolute=True) if bits == SLOW else None
                rows.append(Row(f"one j, {where}", one, "ms", less and less[0], "less", _ratio(one, less and less[0]), target))
                for number, (key, name) in enumerate(((b"j", "j"), (b" ", "Space")), 1):
                    after = _after_holding(reader, key)
                    theirs = less and less[number]
                    target = Target(STOPS[bits, key], absolute=True)
                    rows.append(Row(f"after {name} held, {where}", after, "ms", theirs, "less", _ratio(after, theirs), target))
    return rows


def _ratio(ours: float, theirs: float | None) -> float | None:
    return ours / theirs if theirs else None


def _less(setting: Setting, bits: int) -> tuple[float, float, float] | None:
    """The same of `less`; None where it is not installed."""
    if shutil.which("less") is None:
        return None
    command = ["env", "LESS=", "LESSHISTFILE=-", "less", str(setting.text("5 MB"))]
    with setting.ready(command, bits=bits) as less:
        return _one(less, b"j"), _after_holding(less, b"j"), _after_holding(less, b" ")


def _one(terminal: Terminal, key: bytes) -> float:
    """Seconds until a key was answered in full; the first are not counted, as they change more than one line."""
    return median([terminal.press(key, quiet=SILENCE).seconds for _ in range(8)][3:])


def _after_holding(terminal: Terminal, key: bytes) -> float:
    """Seconds from letting a key go to the last byte."""
    due = time.perf_counter()
    for _ in range(int(HELD * RATE)):
        while (left := due - time.perf_counter()) > 0:
            terminal.read(left)
        sent = terminal.send(key)
        due += 1 / RATE
    return terminal.settle(sent, quiet=SILENCE, patience=3.0).seconds
