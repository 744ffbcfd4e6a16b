"""A key held down: it must stop when the finger does."""

from __future__ import annotations

import time
from statistics import median

from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target
from tests.benchmarks.terminal import Terminal

PRESSES = 200
CLOCK = 1 / 60
"""Seconds from one frame to the next at the least: Textual paints no faster."""
FASTER = 30.0
"""Keys a second more than frames can be drawn."""


def measure(setting: Setting) -> list[Row]:
    """How long the screen goes on painting after the last of 200 `j` that come faster than they can be drawn."""
    rows = []
    for size in ("300 KB", "5 MB"):
        with setting.ready(setting.reader(size)) as reader:
            frame = max(CLOCK, median(reader.press(key).seconds for key in (b"j", b"k") * 10))
            rate = 1 / frame + FASTER
            after = median(_after_holding(reader, key, rate) for key in (b"j", b"k", b"j"))
        rows.append(Row(f"after j held at {rate:.0f}/s, {size}", after, "ms", frame, "one frame", after / frame, Target(2.0)))
    return rows


def _after_holding(reader: Terminal, key: bytes, rate: float) -> float:
    """Seconds from the last key to the last byte."""
    due = time.perf_counter()
    for _ in range(PRESSES):
        while (left := due - time.perf_counter()) > 0:
            reader.read(left)
        sent = reader.send(key)
        due += 1 / rate
    return reader.settle(sent, quiet=0.2).seconds
