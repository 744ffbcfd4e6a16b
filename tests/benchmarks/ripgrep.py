"""Searching a library against ripgrep over the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks.table import Row, Target

SOUGHT = {
    "common word": ("deterrence", ["deterrence"]),
    "rare word": ("vuwaxe", ["vuwaxe"]),
    "phrase": ('"the alliance"', ["the alliance"]),
    "two words": ("deterrence alliance", ["deterrence", "alliance"]),
}
"""For each kind our query, and what must all be in a file."""


AT_ONCE = 10_000
"""Names of files in one command."""


def rows(library: Path, name: str) -> list[Row]:
    """Seconds until the lines of a search on the screen are there, against those of `rg` for the names of the files alone.

    Our time is that of a program that runs, as when somebody types, each time in a catalog that was just opened; that of `rg`
    is without its start. Then both as commands from start to end. No rows where there is no `rg`.

    Args:
        library: whose catalog is up to date.
        name: of its size.
    """
    from tests.benchmarks.library import searched
    from tui.catalog.catalog import Catalog

    if shutil.which("rg") is None:
        return []
    found = []
    for kind, (text, words) in SOUGHT.items():
        ours, theirs, commands, whole = [], [], [], []
        for _ in range(7):
            catalog = Catalog([library])
            ours.append(_seconds(partial(searched, catalog, text)))
            catalog.close()
            start = _seconds(lambda: subprocess.run(["rg", "--version"], check=False, stdout=subprocess.DEVNULL))
            whole.append(_seconds(partial(_files_with, words, library)))
            theirs.append(whole[-1] - len(words) * start)
            command = [sys.executable, "-m", "tui", "search", "-L", os.fspath(library), text]
            commands.append(_seconds(partial(subprocess.run, command, check=False, stdout=subprocess.DEVNULL)))
        for what, one, other, target in (
            ("as typed", ours, theirs, Target(10, at_least=True)),
            ("whole commands", commands, whole, None),
        ):
            ratio = median(theirs / mine for mine, theirs in zip(one, other, strict=True))
            found.append(
                Row(f"search, {kind}, {name}, times as fast, {what}", median(one), "ms", median(other), "rg", ratio, target)
            )
    return found


def _files_with(words: Sequence[str], library: Path) -> None:
    """Have `rg` name the files that hold all of some words: each further word in the files of the last."""
    among = [os.fspath(library)]
    for word in words:
        found: list[str] = []
        for start in range(0, len(among), AT_ONCE):
            command = ["rg", "--no-messages", "-ilw", word, *among[start : start + AT_ONCE]]
            found += subprocess.run(command, check=False, capture_output=True, text=True).stdout.splitlines()
        among = found


def _seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started
