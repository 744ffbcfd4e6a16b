"""What happens behind the screen: it is told in the screen's own thread, and to nobody once the program has ended."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.screens import app_on, opened
from tui.catalog.refresh import refresh, refresh_saved
from tui.catalog.update import Outcome
from tui.cli.inputs import Inputs
from tui.reading.session import Session
from tui.ui.app import BriefingApp
from tui.ui.indexer import Changed, Indexer, catalog_of
from tui.ui.screens.library import LibraryScreen
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


async def test_files_saved_one_after_another_are_in_their_rows_without_another_process(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh([library])
    inputs = Inputs([library])
    session = Session(inputs, composed_document)
    session.library = catalog_of(session, "library", inputs.paths)
    assert session.library is not None
    told: list[Changed] = []
    taken: list[frozenset[str]] = []
    children: list[bool] = []

    def watch(changed: Changed) -> Callable[[], None]:
        told.append(changed)
        return lambda: None

    def index_saved(files: frozenset[str]) -> Outcome | None:
        taken.append(files)
        return refresh_saved([library], files)

    kept = Indexer(session, "library", inputs.paths, watch, index_saved=index_saved)
    monkeypatch.setattr(kept, "refresh", lambda *, tidy=True: children.append(tidy))
    file = (library / "forum.yaml").absolute()
    async with asyncio.timeout(60), opened(BriefingApp(LibraryScreen(session, "library"))) as seen:
        kept.start(seen.app)
        assert children == [True]
        while not told:
            await seen.settle()
        for title, before in (("The new forum", "The industry forum"), ("The newest forum", "The new forum")):
            file.write_text(file.read_text("utf-8").replace(before, title), "utf-8")
            await asyncio.to_thread(told[0], frozenset([str(file)]), False, "")
            while title not in seen.text:
                await seen.settle()
        assert taken == [frozenset([str(file)])] * 2
        assert children == [True], "the index still holds words of what was replaced, but whoever saves does not wait for that"
        # A file that is gone takes a look at all, and not that either.
        monkeypatch.setattr("tui.ui.indexer.QUIET", 0.01)
        file.unlink()
        await asyncio.to_thread(told[0], frozenset([str(file)]), False, "")
        while len(children) < 3:
            await seen.settle()
        assert children == [True, False, True], "once all is quiet it is written anew"
        kept.stop()
