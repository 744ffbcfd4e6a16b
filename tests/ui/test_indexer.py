"""What happens behind the screen: it is told in the screen's own thread, and to nobody once the program has ended."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

from tests.ui.screens import app_on
from tui.cli.inputs import Inputs
from tui.reading.session import Session
from tui.ui.indexer import Changed, Indexer
from tui.ui.start import composed_document


def indexer(told: list[Changed]) -> Indexer:
    """Of nothing but a watch, whose one end is handed out."""

    def watch(changed: Changed) -> Callable[[], None]:
        told.append(changed)
        return lambda: None

    return Indexer(Session(Inputs([]), composed_document), "library", [], watch, index=False)


def test_what_a_watch_says_is_on_the_screen_and_after_the_end_nobody_is_told(library: Path) -> None:
    told: list[Changed] = []
    kept = indexer(told)
    app = app_on(library)

    async def run() -> None:
        async with app.run_test() as pilot:
            await pilot.pause()
            kept.start(app)
            while not told:
                await pilot.pause(0.01)
            await asyncio.to_thread(told[0], frozenset(), False, "The watch has ended")
            await pilot.pause()
            assert app._first.status.notice == "The watch has ended"

    asyncio.run(run())
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        thread = threading.Thread(target=told[0], args=(frozenset(), False, "Too late"))
        thread.start()
        thread.join(10)
        gc.collect()
    assert not thread.is_alive()
    assert not [str(warning.message) for warning in warned]
