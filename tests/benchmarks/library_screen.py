"""The running screen on a whole library: first paint, scrolling the list, searching as somebody types, memory.

Run for other sizes with `python -m tests.benchmarks.library_screen 1000 10000 100000`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks.generate import WORD
from tests.benchmarks.keys import Measured, in_turn
from tests.benchmarks.library import generate
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs, percentile
from tests.benchmarks.terminal import Terminal

USUAL = (1_000, 10_000)
"""Briefings; what a run of all benchmarks measures."""

TYPED = ("deterrence alliance", "command of", "tag:japan lasipa")
"""Searches, typed letter by letter."""

SILENCE = 0.1
"""Seconds without output after which the hits of a letter are all painted."""

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
    """From each letter of a search to its painted hits."""
    took: list[float] = []
    for _ in range(max(2, setting.runs // 10)):
        for text in TYPED:
            screen.press(b"s", quiet=0.5)
            took += [screen.press(bytes([letter]), quiet=SILENCE).seconds for letter in text.encode()]
            screen.press(b"\x1b", quiet=0.5)
            screen.press(b"\x1b", quiet=0.5)
    return [
        Row(f"search, key to painted hits, {name}, p50", median(took), "ms", target=Target(30, absolute=True)),
        Row(f"search, key to painted hits, {name}, p99", percentile(took, 99), "ms", target=Target(80, absolute=True)),
    ]


def main() -> None:
    """Measure libraries of the sizes that are named."""
    from tests.benchmarks.table import printed

    for argument in sys.argv[1:] or map(str, USUAL):
        with tempfile.TemporaryDirectory(prefix="briefing-screen-", ignore_cleanup_errors=True) as folder:
            print(printed(list(measured(Setting(Path(folder), 20), int(argument)))), flush=True)


if __name__ == "__main__":
    main()
