"""From starting the program to the first chunk of output that shows the frame, and a known word of the document."""

from __future__ import annotations

from tests.benchmarks.generate import TITLE, WORD
from tests.benchmarks.setting import SIZES, Setting
from tests.benchmarks.table import Row, Target, pairs

FRAME = (TITLE.encode(), b"Reading")
"""What shows that the frame is there: the title in the header bar, or a page that says that it is being read."""


def measure(setting: Setting) -> list[Row]:
    """The bare app and the three sizes in turn, at least 20 times."""
    bare: list[float] = []
    frames: dict[str, list[float]] = {size: [] for size in SIZES}
    texts: dict[str, list[float]] = {size: [] for size in SIZES}
    for _ in range(1 + max(20, setting.runs)):
        with setting.open(setting.bare()) as terminal:
            bare.append(terminal.first(WORD.encode()) - terminal.started)
        for size in SIZES:
            with setting.open(setting.reader(size)) as terminal:
                frame, text = terminal.firsts(FRAME, (WORD.encode(),))
                frames[size].append(frame - terminal.started)
                texts[size].append(text - terminal.started)
    targets = {"3 KB": Target(1.2), "300 KB": Target(1.35), "5 MB": Target(1.45)}
    rows = [pairs(f"first text, {size}", "ms", texts[size][1:], bare[1:], "bare app", targets.get(size)) for size in SIZES]
    rows.append(pairs("first frame, 5 MB", "ms", frames["5 MB"][1:], bare[1:], "bare app", Target(1.45)))
    return rows
