"""Searching a library against ripgrep over the same files."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.table import Row, Target

SOUGHT = {
    "common word": ("deterrence", ["-w", "deterrence"]),
    "rare word": ("vuwaxe", ["-w", "vuwaxe"]),
    "phrase": ('"the alliance"', ["the alliance"]),
    "two words": ("deterrence alliance", ["-w", "-e", "deterrence", "-e", "alliance"]),
}
"""For each kind our query, and the arguments that come nearest."""


def rows(library: Path, name: str) -> list[Row]:
    """Seconds until the best twenty hits are there with their passages, against those of `rg` for its lines.

    Our time is that of a program that runs, as when somebody types; that of `rg` is without its start. No rows where
    there is no `rg`.

    Args:
        library: whose catalog is up to date.
        name: of its size.
    """
    from tui.catalog.catalog import Catalog
    from tui.search.parse import parse

    if shutil.which("rg") is None:
        return []
    catalog = Catalog([library])
    found = []
    for kind, (text, arguments) in SOUGHT.items():
        ours, theirs = [], []
        for _ in range(7):
            started = time.perf_counter()
            catalog.search(parse(text), limit=20)
            ours.append(time.perf_counter() - started)
            theirs.append(_rg("--no-messages", "-i", *arguments, os.fspath(library)) - _rg("--version"))
        ratio = median(other / one for one, other in zip(ours, theirs, strict=True))
        figures = median(ours), "ms", median(theirs), "rg", ratio, Target(10, at_least=True)
        found.append(Row(f"search, {kind}, {name}, times as fast", *figures))
    catalog.close()
    return found


def _rg(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run(["rg", *arguments], check=False, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
