"""What is asked of one briefing in a library, and what one saved file takes to stand in its row, whatever else the library holds.

Run for other sizes with `python -m tests.benchmarks.one_thing 1000 10000 100000`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.generate import WORD
from tests.benchmarks.library import generate
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs
from tests.benchmarks.terminal import Terminal

USUAL = (1_000, 10_000)
"""Briefings; what a run of all benchmarks measures."""

SAVED = {1_000: 300.0, 10_000: 300.0, 100_000: 600.0}
"""Milliseconds that a saved file may take to its row, by the briefings of the library."""


def measure(setting: Setting) -> list[Row]:
    """Libraries of the usual sizes."""
    return [row for count in USUAL for row in measured(setting, count)]


def measured(setting: Setting, count: int) -> Iterator[Row]:
    """The rows of the table for a library of one size, whose catalog is up to date."""
    library = generate(setting.folder / f"one-{count}", count)
    _run(setting, ["index", "-L", str(library)])
    first = json.loads(_run(setting, ["list", "--json", "-L", str(library)]).split(b"\n", 1)[0])
    name, title, path = str(first["id"]), str(first["title"]), Path(first["path"])
    commands = {
        "show ID": ["show", name, "-L", str(library)],
        "--at ID, in a pipe": ["read", str(library), "--at", name],
        "the library, in a pipe": [str(library)],
        "changes --since 2025-12": ["changes", "--since", "2025-12", "-L", str(library)],
    }
    ours: dict[str, list[float]] = {what: [] for what in commands}
    listed: list[float] = []
    for _ in range(1 + max(3, setting.runs // 4)):
        listed.append(_seconds(setting, ["list", "-L", str(library)]))
        for what, command in commands.items():
            ours[what].append(_seconds(setting, command))
    for what, times in ours.items():
        yield pairs(f"{what}, {count:,} briefings", "ms", times[1:], listed[1:], "list", Target(2.0))
    yield from _opened_at(setting, library, name, title, count)
    yield from _saved(setting, library, path, title, count)


def _opened_at(setting: Setting, library: Path, name: str, title: str, count: int) -> Iterator[Row]:
    at: list[float] = []
    bare: list[float] = []
    command = [*setting.program, "read", str(library), "--at", name]
    for _ in range(1 + max(5, setting.runs)):
        for times, started, word in ((bare, setting.bare(), WORD), (at, command, title[:16])):
            with setting.open(started) as terminal:
                times.append(terminal.first(word.encode()) - terminal.started)
    yield pairs(f"first text with --at ID, {count:,} briefings", "ms", at[1:], bare[1:], "bare app", Target(1.25))


def _saved(setting: Setting, library: Path, path: Path, title: str, count: int) -> Iterator[Row]:
    """From writing a file to its new title on the screen."""
    took: list[float] = []
    text = path.read_text("utf-8")
    with setting.open([*setting.program, str(library)]) as terminal:
        terminal.first(title[:16].encode())
        terminal.rest()
        for number in range(max(5, setting.runs // 2)):
            # No letter stands where it stood: only what is another one is painted.
            word = "".join(chr(ord("A") + (place + number) % 26) for place in range(0, 24, 3))
            path.write_text(text.replace(title, f"{word} {title}"), "utf-8")
            started = time.perf_counter()
            took.append(terminal.first(word.encode()) - started)
            _quiet(terminal)
    baseline = [SAVED.get(count, 600.0) / 1000] * len(took)
    target = Target(SAVED.get(count, 600.0), absolute=True)
    yield pairs(f"a saved file in its row, {count:,} briefings", "ms", took, baseline, "wanted", target)


def _quiet(terminal: Terminal) -> None:
    """Wait until what came of the last save is all painted."""
    while terminal.read(1.0):
        pass


def _run(setting: Setting, arguments: Sequence[str]) -> bytes:
    return subprocess.run([*setting.program, *arguments], check=True, capture_output=True, env=setting.environment).stdout


def _seconds(setting: Setting, arguments: Sequence[str]) -> float:
    started = time.perf_counter()
    # That nothing was found is an answer.
    subprocess.run(
        [*setting.program, *arguments], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=setting.environment
    )
    return time.perf_counter() - started


def main() -> None:
    """Measure libraries of the sizes that are named."""
    from tests.benchmarks.table import printed

    for argument in sys.argv[1:] or map(str, USUAL):
        with tempfile.TemporaryDirectory(prefix="briefing-one-", ignore_cleanup_errors=True) as folder:
            print(printed(list(measured(Setting(Path(folder), 20), int(argument)))), flush=True)


if __name__ == "__main__":
    main()
