"""From starting the program to the first chunk of output that shows the frame, and a known word of the document."""

from __future__ import annotations

import os

from tests.benchmarks.generate import TITLE, WORD
from tests.benchmarks.setting import SIZES, Setting
from tests.benchmarks.table import Row, Target, pairs
from tests.benchmarks.terminal import Terminal

FRAME = (TITLE.encode(), b"Reading")
"""What shows that the frame is there: the title in the header bar, or a page that says that it is being read."""


TARGETS = {"3 KB": 1.2, "300 KB": 1.35, "5 MB": 1.45}
ON_ONE_CORE = {"3 KB": 1.5, "300 KB": 1.7, "5 MB": 1.9}
"""The same where no other process can read while the screen starts."""


def measure(setting: Setting) -> list[Row]:
    """With all cores there are, and with one."""
    rows = _measured(setting, TARGETS, "")
    if hasattr(os, "sched_setaffinity"):
        rows += _measured(setting, ON_ONE_CORE, ", one core")
    return rows


def _measured(setting: Setting, targets: dict[str, float], where: str) -> list[Row]:
    """The bare app and the three sizes in turn, at least 20 times."""
    bare: list[float] = []
    frames: dict[str, list[float]] = {size: [] for size in SIZES}
    texts: dict[str, list[float]] = {size: [] for size in SIZES}
    for _ in range(1 + max(20, setting.runs)):
        with _opened(setting, setting.bare(), where) as terminal:
            bare.append(terminal.first(WORD.encode()) - terminal.started)
        for size in SIZES:
            with _opened(setting, setting.reader(size), where) as terminal:
                frame, text = terminal.firsts(FRAME, (WORD.encode(),))
                frames[size].append(frame - terminal.started)
                texts[size].append(text - terminal.started)
    rows = [
        pairs(f"first text, {size}{where}", "ms", texts[size][1:], bare[1:], "bare app", Target(targets[size])) for size in SIZES
    ]
    if not where:
        rows.append(pairs("first frame, 5 MB", "ms", frames["5 MB"][1:], bare[1:], "bare app", Target(1.45)))
    return rows


def _opened(setting: Setting, command: list[str], where: str) -> Terminal:
    """Run a command in a terminal, on one core where that is meant; what measures may use all of them."""
    if not where:
        return setting.open(command)
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        return setting.open(command)
    finally:
        os.sched_setaffinity(0, before)
