"""What a screen held is given back when it is closed."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest
from textual.strip import Strip

from tests.ui.screens import opened
from tui.model import garbage
from tui.ui.app import BriefingApp
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen


def strips() -> int:
    """How many painted lines are held anywhere."""
    gc.collect()
    return sum(isinstance(thing, Strip) for thing in gc.get_objects())


def test_of_briefings_that_were_opened_and_closed_no_painted_line_is_held(library: Path) -> None:
    async def run() -> list[int]:
        async with opened(library) as seen:
            counts: list[int] = []
            # What leaks grows with every round; what one leaves by chance, as a frame that was about to be sent, does not.
            while len(counts) < 2 or (counts[-1] > counts[-2] + 20 and len(counts) < 6):
                for _ in range(3):
                    await seen.keys("enter")
                    await seen.settle()
                    await seen.keys("space", "escape")
                    await seen.keys("q")
                    await seen.settle()
                counts.append(strips())
            return counts

    counts = asyncio.run(run())
    assert counts[-1] <= counts[-2] + 20, counts


def test_a_program_that_was_left_is_given_back_and_so_is_the_next_of_its_loop(library: Path) -> None:
    async def one() -> weakref.ref[BriefingApp]:
        async with opened(library) as seen:
            seen.app._come_to_rest()
            await seen.keys("enter")
            await seen.settle()
        return weakref.ref(seen.app)

    async def run() -> list[weakref.ref[BriefingApp]]:
        # A task each, since the framework tells what is begun in one which program it belongs to.
        return [await asyncio.create_task(one()) for _ in range(2)]

    frozen = gc.get_freeze_count()
    left = asyncio.run(run())
    for thread in set(threading.enumerate()) - {threading.current_thread()}:
        thread.join(10)
    gc.collect()
    assert gc.get_freeze_count() <= frozen, "what is garbage by then stays for good"
    assert [program() for program in left] == [None, None]


def test_what_closed_screens_held_is_collected_while_nobody_waits(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last one may still be under way out when it is; the next time it is gone."""
    monkeypatch.setattr(garbage, "LONG", 60.0)

    async def run() -> bool:
        left = []
        async with opened(library) as seen:
            for _ in range(2):
                await seen.keys("enter")
                await seen.settle()
                left.append(weakref.ref(seen.app.screen))
                await seen.keys("q")
                await asyncio.sleep(0.3)
            for _ in range(40):
                if left[0]() is not None:
                    await asyncio.sleep(0.1)
        return left[0]() is None

    # Now and then they would be collected anyway.
    usual = gc.get_threshold()
    gc.set_threshold(0)
    try:
        assert asyncio.run(run())
    finally:
        gc.set_threshold(*usual)


def test_a_list_imports_nothing_ahead_that_reads_or_writes_files() -> None:
    """A list imports what opening and searching need while nobody waits; it is held as long as the list."""
    heavy = ("yaml", "markdown_it", "regex", "zipfile")
    code = f"import sys, tui.ui.screens.search, tui.ui.screens.reader; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_can_be_undone_on_closed_pages_holds_none_of_them(library: Path) -> None:
    def held() -> int:
        gc.collect()
        return sum(isinstance(thing, ReaderScreen) for thing in gc.get_objects())

    async def run() -> tuple[int, int]:
        async with opened(library) as seen:
            counts = []
            for _ in range(2):
                for key in ("=", "z", ">") * 2:
                    await seen.keys("enter")
                    await seen.settle()
                    await seen.keys(key)
                    await seen.keys("q")
                    await seen.settle()
                counts.append(held())
            assert isinstance(seen.app.screen, LibraryScreen)
            assert len(seen.app.screen.session.steps) >= 6
            await seen.press("undo.undo")
            return counts[0], counts[1]

    first, second = asyncio.run(run())
    assert second <= first + 1
