"""`python -m tests.benchmarks.profile FILE`: where a start and a key press spend their time.

Of a start, the modules that take longest to import; of a key, the functions that take longest, over a hundred presses.
The journal and the catalog are left alone.
"""

from __future__ import annotations

import asyncio
import cProfile
import pstats
import subprocess
import sys
from pathlib import Path

SHOWN = 20
"""Rows of each table."""

PRESSES = 100


def imports(code: str) -> list[tuple[float, str]]:
    """Milliseconds that each module takes to import by itself, the slowest first."""
    done = subprocess.run([sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=True)
    rows = []
    for line in done.stderr.splitlines():
        own, _, rest = line.removeprefix("import time:").partition("|")
        if own.strip().isdigit():
            rows.append((int(own) / 1000, rest.partition("|")[2].strip()))
    return sorted(rows, reverse=True)


async def press(path: Path, profile: cProfile.Profile) -> None:
    """Open a briefing without a terminal, and press `j` and `k` under the profiler."""
    from tests.ui.screens import app_on

    async with app_on(path).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        with profile:
            for number in range(PRESSES):
                await pilot.press("j" if number % 20 < 10 else "k")


def main() -> None:
    """Print both tables."""
    path = Path(sys.argv[1])
    print("What importing the screen takes, module by module (ms):")
    for milliseconds, name in imports("import tui.ui.start, tui.ui.screens.reader")[:SHOWN]:
        print(f"{milliseconds:8.1f}  {name}")
    profile = cProfile.Profile()
    asyncio.run(press(path, profile))
    print(f"\nWhat {PRESSES} presses of j and k call, by their own time:")
    pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)


if __name__ == "__main__":
    main()
