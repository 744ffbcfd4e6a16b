"""Memory of the running screen that is its own (RssAnon): once it has read everything, with its children, and after use."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from statistics import median

from tests.benchmarks.generate import SOUGHT
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target
from tests.benchmarks.terminal import Terminal

USED = 300
"""Briefings that are opened and closed, then searches, then changes of the window's size."""


def measure(setting: Setting) -> list[Row]:
    """The bare app, 3 KB, 5 MB, then a library in use. Nothing where the system does not tell."""
    commands = {"bare": setting.bare(), "3 KB": setting.reader("3 KB"), "5 MB": setting.reader("5 MB")}
    found: dict[str, list[int]] = {name: [] for name in commands}
    for _ in range(3):
        for name, command in commands.items():
            with setting.ready(command) as terminal:
                held = terminal.anonymous_memory()
            if held is None:
                return []
            found[name].append(held)
    bare, small, large = (median(values) for values in found.values())
    return [
        Row("memory, 3 KB", small, "MB", bare, "bare app", small / bare, Target(1.5)),
        Row("memory, 5 MB", large, "MB", bare, "bare app", large / bare),
        *_in_use(setting, bare),
    ]


def _in_use(setting: Setting, bare: float) -> Iterator[Row]:
    """A library of 1,000, from its first seconds on; every figure with that of its children, as they are at that moment."""
    library = str(setting.thousand)
    subprocess.run([*setting.program, "index", "-L", library], check=True, capture_output=True, env=setting.environment)
    with setting.open([*setting.program, library]) as terminal:
        most = 0
        for _ in range(60):
            # While the catalog is looked after.
            terminal.settle(0.0, quiet=0.05, patience=0.05)
            most = max(most, _held(terminal))
        yield Row("memory, 1,000 briefings, first seconds, the most with children", most, "MB", bare, "bare app", most / bare)
        terminal.rest()
        _read(terminal, 3)
        first = _held(terminal)
        yield Row("memory, 1,000 briefings, first minute", first, "MB", bare, "bare app", first / bare, Target(1.6))
        _read(terminal, USED)
        yield _row(f"memory after {USED} briefings", _held(terminal), first)
        for number in range(USED):
            terminal.press(b"s", quiet=0.05)
            terminal.press(SOUGHT[: 3 + number % 7].encode(), quiet=0.05)
            terminal.press(b"\x1b", quiet=0.05)
            terminal.press(b"\x1b", quiet=0.05)
        yield _row(f"memory after {USED} searches more", _held(terminal), first)
        for number in range(USED):
            terminal.resize(80 + number % 60, 24 + number % 20)
            terminal.settle(0.0, quiet=0.05, patience=0.2)
        yield _row(f"memory after {USED} sizes more", _held(terminal), first)


def _row(what: str, held: int, first: int) -> Row:
    return Row(what, held, "MB", first, "first minute", held / first, Target(1.3))


def _held(terminal: Terminal) -> int:
    return terminal.anonymous_memory(children=True) or 0


def _read(terminal: Terminal, count: int) -> None:
    """Open briefings from the list, one after another, and go back."""
    for _ in range(count):
        terminal.press(b"\r", quiet=0.05)
        terminal.press(b" ")
        terminal.press(b"q", quiet=0.05)
        terminal.press(b"j")
