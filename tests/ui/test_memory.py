"""What a screen held is given back when it is closed."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from pathlib import Path

from textual.strip import Strip

from tests.ui.screens import opened


def strips() -> int:
    """How many painted lines are held anywhere."""
    gc.collect()
    return sum(isinstance(thing, Strip) for thing in gc.get_objects())


def test_of_briefings_that_were_opened_and_closed_no_painted_line_is_held(library: Path) -> None:
    async def run() -> tuple[int, int]:
        async with opened(library) as seen:
            counts = []
            for _ in range(2):
                for _ in range(6):
                    await seen.keys("enter")
                    await seen.settle()
                    await seen.keys("space", "escape")
                    await seen.keys("q")
                    await seen.settle()
                counts.append(strips())
            return counts[0], counts[1]

    first, second = asyncio.run(run())
    assert second <= first + 20


def test_a_list_imports_nothing_ahead_that_reads_or_writes_files() -> None:
    """A list imports what opening and searching need while nobody waits; it is held as long as the list."""
    heavy = ("yaml", "markdown_it", "regex", "zipfile")
    code = f"import sys, tui.ui.screens.search, tui.ui.screens.reader; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
