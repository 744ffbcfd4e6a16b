"""The running screen on a whole library: first paint, scrolling the list, searching as somebody types, memory.

Run for other sizes with `python -m tests.benchmarks.library_screen 1000 10000 100000`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks.generate import WORD
from tests.benchmarks.keys import Measured, in_turn
from tests.benchmarks.library import generate
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs, percentile
from tests.benchmarks.terminal import COLUMNS, ROWS, Terminal
from tests.terminal.emulator import Cell, Emulator

USUAL = (1_000, 10_000)
"""Briefings; what a run of all benchmarks measures."""

TYPED = ("deterrence alliance", "command of", "tag:japan lasipa")
"""Searches, typed letter by letter."""

SILENCE = 0.2
"""Seconds without output after which all is painted that comes of a letter."""

FROM, BESIDE = 4, 72
"""The line and the column from which on the section of a hit stands beside the hits: the last two of five parts of the width."""

KEYS = {"j": [b"j"] * 30 + [b"k"] * 10, "page": [b"\x1b[6~"] * 20 + [b"b"] * 10}


def measure(setting: Setting) -> list[Row]:
    """Libraries of the usual sizes."""
    return [row for count in USUAL for row in measured(setting, count)]


def measured(setting: Setting, count: int) -> Iterator[Row]:
    """The rows of the table for a library of one size, whose catalog is up to date."""
    library = generate(setting.folder / f"library-{count}", count)
    subprocess.run([*setting.program, "index", "-L", str(library)], check=True, capture_output=True, env=setting.environment)
    listed = subprocess.run(
        [*setting.program, "list", "--json", "-L", str(library)], check=True, capture_output=True, env=setting.environment
    )
    title = str(json.loads(listed.stdout.split(b"\n", 1)[0])["title"])[:16].encode()
    command = [*setting.program, str(library)]
    name = f"{count:,} briefings"

    ours: list[float] = []
    bare: list[float] = []
    for _ in range(1 + max(20, setting.runs)):
        for times, started, word in ((bare, setting.bare(), WORD.encode()), (ours, command, title)):
            with setting.open(started) as terminal:
                times.append(terminal.first(word) - terminal.started)
    yield pairs(f"first list, {name}", "ms", ours[1:], bare[1:], "bare app", Target(1.3))

    with _ready(setting, command, title) as screen, setting.ready(setting.bare("5 MB")) as other:
        held, theirs = screen.anonymous_memory(), other.anonymous_memory()
        for key, presses in KEYS.items():
            yield from _scrolled(f"{key} in the list, {name}", in_turn(presses, screen, other))
        yield from _typed(setting, screen, name)
        after = screen.anonymous_memory()
    with setting.ready(setting.bare()) as other:
        theirs = other.anonymous_memory()
    for what, bytes_ in (("listed", held), ("scrolled and searched", after)):
        if bytes_ and theirs:
            yield Row(f"memory, {name}, {what}", bytes_, "MB", theirs, "bare app", bytes_ / theirs, Target(1.6))


def _ready(setting: Setting, command: list[str], title: bytes) -> Terminal:
    terminal = setting.open(command)
    terminal.first(title)
    terminal.rest()
    return terminal


def _scrolled(what: str, measured: Measured) -> list[Row]:
    return [pairs(what, "ms", measured.ours, measured.theirs, "bare app", Target(1.5), p95=p95) for p95 in (False, True)]


def _typed(setting: Setting, screen: Terminal, name: str) -> list[Row]:
    """From each letter of a search to its painted hits, and to the section beside them where that is another one."""
    hits: list[float] = []
    sections: list[float] = []
    for _ in range(max(2, setting.runs // 10)):
        for text in TYPED:
            screen.press(b"s", quiet=0.5)
            # All is sent anew, so that it is known what stands where.
            shown = Emulator(COLUMNS, ROWS, is_strict=False)
            _changes(shown, screen.chunks(screen.send(b"\x0c"), quiet=0.5))
            for letter in text:
                other, beside = _changes(shown, screen.chunks(screen.send(letter.encode()), quiet=SILENCE))
                hits.append(other)
                sections += [beside] * bool(beside)
            screen.press(b"\x1b", quiet=0.5)
            screen.press(b"\x1b", quiet=0.5)
    what = "search, key to painted hits"
    return [
        Row(f"{what}, {name}, p50", median(hits), "ms", target=Target(30, absolute=True)),
        Row(f"{what}, {name}, p99", percentile(hits, 99), "ms", target=Target(80, absolute=True)),
        Row(f"search, key to the section beside the hits, {name}, p50", median(sections), "ms", target=Target(60, absolute=True)),
    ]


def _changes(shown: Emulator, came: Iterable[tuple[float, bytes]]) -> tuple[float, float]:
    """When the terminal last showed something else, but for the section beside the hits, and when there; 0 where it never did."""
    last, beside = 0.0, 0.0
    for seconds, data in came:
        before = _halves(shown)
        shown.feed(data.decode("utf-8", "replace"))
        left, right = (one != other for one, other in zip(before, _halves(shown), strict=True))
        last, beside = seconds if left else last, seconds if right else beside
    return last, beside


def _halves(shown: Emulator) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """The cells of all but the section beside the hits, and of that."""
    right = [shown.cells[y][BESIDE:] for y in range(FROM, ROWS - 1)]
    return [shown.cells[y][: BESIDE if FROM <= y < ROWS - 1 else COLUMNS] for y in range(ROWS)], right


def main() -> None:
    """Measure libraries of the sizes that are named."""
    from tests.benchmarks.table import printed

    for argument in sys.argv[1:] or map(str, USUAL):
        with tempfile.TemporaryDirectory(prefix="briefing-screen-", ignore_cleanup_errors=True) as folder:
            print(printed(list(measured(Setting(Path(folder), 20), int(argument)))), flush=True)


if __name__ == "__main__":
    main()
