"""Starts on what was opened before, which show what one left; on a library that never was; and what a first screen sends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from tests.benchmarks import generate
from tests.benchmarks.generate import SOUGHT, TITLE, WORD
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs
from tests.benchmarks.terminal import Terminal

QUIET = 1.0
"""Seconds without output after which a start counts as settled."""

BLINK = 0.4
"""The same where a caret blinks, twice a second."""

LISTED = b"in all"
"""Stands above a list."""


def measure(setting: Setting) -> list[Row]:
    """What is kept, what is cold, what is sent."""
    index = [*setting.program, "index", "-L", str(setting.thousand)]
    subprocess.run(index, check=True, capture_output=True, env=setting.environment)
    return [
        _kept(setting, "3 KB", setting.reader("3 KB"), WORD.encode()),
        _kept(setting, "5 MB", setting.reader("5 MB"), WORD.encode()),
        _kept(setting, "list of 1,000", [*setting.program, str(setting.thousand)], LISTED),
        _kept_search(setting),
        *(_cold(setting, count) for count in (300, 10_000)),
        _sent(setting),
    ]


def _quit(terminal: Terminal) -> None:
    terminal.wait_for_end(terminal.send(b"q"))


def _hang_up(terminal: Terminal) -> None:
    """Close the window: a search that is left with keys is left for its list."""
    os.kill(terminal.pid, signal.SIGHUP)
    terminal.wait_for_end(time.perf_counter())


def _kept_search(setting: Setting) -> Row:
    command = [*setting.program, str(setting.thousand)]
    with setting.open(command, same_reader=True) as terminal:
        terminal.first(LISTED)
        terminal.press(b"s", quiet=0.5)
        terminal.press(SOUGHT.encode(), quiet=0.4)
        _hang_up(terminal)
    return _kept(setting, "a search", command, SOUGHT.encode(), _hang_up, BLINK)


def _kept(
    setting: Setting, what: str, command: list[str], word: bytes, leave: Callable[[Terminal], None] = _quit, quiet: float = QUIET
) -> Row:
    """From starting the program to a known word of what was on the screen when one left, beside a Python that prints a word."""
    shown: list[float] = []
    python: list[float] = []
    for _ in range(2 + setting.runs):
        with setting.open([sys.executable, "-c", f"print({TITLE!r})"]) as terminal:
            python.append(terminal.first(TITLE.encode()) - terminal.started)
        with setting.open(command, same_reader=True) as terminal:
            shown.append(terminal.first(word) - terminal.started)
            terminal.settle(terminal.started, quiet=quiet, patience=QUIET)
            leave(terminal)
    return pairs(f"first text as one left it, {what}", "ms", shown[2:], python[2:], "python", Target(30, absolute=True))


def _cold(setting: Setting, count: int) -> Row:
    """The first row of a library that was never opened."""
    library = generate.library(setting.folder / f"cold-{count}", count)
    first: list[float] = []
    bare: list[float] = []
    for number in range(1 + max(5, setting.runs // 4)):
        with setting.open(setting.bare()) as terminal:
            bare.append(terminal.first(WORD.encode()) - terminal.started)
        cache = {**setting.environment, "XDG_CACHE_HOME": str(setting.folder / f"cache-{count}-{number}")}
        with Terminal([*setting.program, str(library)], cache) as terminal:
            first.append(terminal.first(b" min ") - terminal.started)
            terminal.wait_for_end(terminal.send(b"q"))
    return pairs(f"first row of {count:,}, never opened", "ms", first[1:], bare[1:], "bare app", Target(500, absolute=True))


def _sent(setting: Setting) -> Row:
    """Bytes until the first screen has settled."""
    sent: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(3):
        for ours in (True, False):
            with setting.open(setting.reader("3 KB") if ours else setting.bare()) as terminal:
                sent[ours].append(float(terminal.settle(terminal.started, quiet=QUIET, patience=20.0).sent))
    return pairs("sent for the first screen", "B", sent[True], sent[False], "bare app", Target(12_000, absolute=True))
