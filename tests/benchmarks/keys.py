"""From a key to the settled frame, against the bare app, and in a large briefing against a small one."""

from __future__ import annotations

from tests.benchmarks.generate import SOUGHT
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs
from tests.benchmarks.terminal import Silent, Terminal

ON = {"j": b"j", "space": b" ", "]": b"]", "n": b"n"}
BACK = {"j": b"k", "space": b"b", "]": b"[", "n": b"N"}
STRIDE = {"j": 8, "space": 1, "]": 3, "n": 3}
"""How often a key is pressed before the same number of presses back: as far as 3 KB go."""


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
            on = [ON[key]] * times
            ours, theirs = _in_turn(on, large, bare)
            rows += [pairs(f"{key}, 5 MB", "ms", ours, theirs, "bare app", Target(1.5), p95=p95) for p95 in (False, True)]
            there_and_back = ([ON[key]] * STRIDE[key] + [BACK[key]] * STRIDE[key]) * (times // (2 * STRIDE[key]) + 1)
            ours, theirs = _in_turn(there_and_back, large, small)
            rows += [pairs(f"{key} and back, 5 MB", "ms", ours, theirs, "3 KB", Target(1.1), p95=p95) for p95 in (False, True)]
    return rows


def _find(reader: Terminal) -> None:
    """Find a word and stay at its first match."""
    reader.press(b"g", quiet=0.3)
    reader.press(b"/", quiet=0.3)
    reader.press(SOUGHT.encode(), quiet=0.5)
    reader.press(b"\r", quiet=0.5)


def _in_turn(keys: list[bytes], ours: Terminal, theirs: Terminal) -> tuple[list[float], list[float]]:
    """Seconds to the settled frame for every key, pressed in one terminal and then in the other."""
    pairs_of_seconds = []
    for key in keys:
        one, other = ours.press(key), theirs.press(key)
        if not one.sent or not other.sent:
            raise Silent(f"pressing {key!r} painted nothing")
        pairs_of_seconds.append((one.seconds, other.seconds))
    first, second = zip(*pairs_of_seconds, strict=True)
    return list(first), list(second)
