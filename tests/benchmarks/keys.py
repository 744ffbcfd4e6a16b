"""From a key to the settled frame, against the bare app, and in a large briefing against a small one."""

from __future__ import annotations

import random
import time
from typing import NamedTuple

from tests.benchmarks.generate import SOUGHT
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs
from tests.benchmarks.terminal import Silent, Terminal

ON = {"j": b"j", "space": b" ", "]": b"]", "n": b"n"}
BACK = {"j": b"k", "space": b"b", "]": b"[", "n": b"N"}
STRIDE = {"j": 8, "space": 1, "]": 3, "n": 3}
"""How often a key is pressed before the same number of presses back: as far as 3 KB go."""


class Measured(NamedTuple):
    """Seconds to the settled frame for every key in two terminals, and the processor seconds that a key cost."""

    ours: list[float]
    theirs: list[float]
    our_work: float
    their_work: float


def measure(setting: Setting) -> list[Row]:
    """Three programs side by side in terminals of their own, each key pressed in one after the other."""
    times = max(40, 2 * setting.runs)
    rows = []
    with (
        setting.ready(setting.bare("5 MB")) as bare,
        setting.ready(setting.reader("3 KB")) as small,
        setting.ready(setting.reader("5 MB")) as large,
    ):
        for key in ON:
            if key == "n":
                for reader in (small, large):
                    _find(reader)
            on = in_turn([ON[key]] * times, large, bare)
            rows += _rows(f"{key}, 5 MB", on, "bare app", Target(1.5))
            there_and_back = [ON[key]] * STRIDE[key] + [BACK[key]] * STRIDE[key]
            back = in_turn(there_and_back * (times // len(there_and_back) + 1), large, small)
            rows += _rows(f"{key} and back, 5 MB", back, "3 KB", Target(1.1))
        with setting.ready([*setting.program, str(setting.structured("5 MB"))]) as facts:
            rows += _rows("j, 5 MB of facts", in_turn([b"j"] * times, facts, bare), "bare app", Target(1.5))
    return rows


def _rows(what: str, measured: Measured, name: str, target: Target) -> list[Row]:
    ours, theirs = measured.ours, measured.theirs
    rows = [pairs(what, "ms", ours, theirs, name, target, p95=p95) for p95 in (False, True)]
    work = measured.our_work, measured.their_work
    if all(work):
        rows.append(Row(f"{what}, processor time", work[0], "ms", work[1], name, work[0] / work[1]))
    return rows


def _find(reader: Terminal) -> None:
    """Find a word and stay at its first match."""
    reader.press(b"g", quiet=0.3)
    reader.press(b"/", quiet=0.3)
    reader.press(SOUGHT.encode(), quiet=0.5)
    reader.press(b"\r", quiet=0.5)


def in_turn(keys: list[bytes], ours: Terminal, theirs: Terminal) -> Measured:
    """Press every key in one terminal and then in the other.

    The keys come at uneven times: Textual holds back a frame that would come within 1/60 s of the last one.
    """
    chance = random.Random(0)
    before = ours.processor_seconds(), theirs.processor_seconds()
    seconds: list[tuple[float, float]] = []
    for key in keys:
        took = []
        for terminal in (ours, theirs):
            time.sleep(chance.random() / 60)
            # What was painted since the last frame settled, as what stands beside a row, is no answer to this key.
            terminal.settle(0.0, quiet=0.0, patience=0.0)
            reaction = terminal.press(key)
            if not reaction.sent:
                raise Silent(f"pressing {key!r} painted nothing")
            took.append(reaction.seconds)
        seconds.append((took[0], took[1]))
    return Measured(
        [one for one, _ in seconds],
        [other for _, other in seconds],
        (ours.processor_seconds() - before[0]) / len(keys),
        (theirs.processor_seconds() - before[1]) / len(keys),
    )
