"""Random keys on the screen while files change and catalogs are swapped: what is shown and marked stays true."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache
from tests.reading.restless import Files, said_by
from tests.ui.desk import Desk
from tests.ui.screens import Seen, opened
from tests.ui.test_true_pages import swap
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen

KEYS = ("space", "space", "space", "j", "k", "greater_than_sign", "less_than_sign", "q", "enter", "x", "full_stop", "R", "v")


async def check(seen: Seen, files: Files, on_screen: set[bytes]) -> None:
    """A second passes: every open page is what its file says, or says that there is none."""
    for screen in seen.app.screen_stack:
        if isinstance(screen, ReaderScreen) and screen.reader is not None and not screen.is_composed:
            screen.file.look()
            # What is gone or empty is looked at again: now, and not in a moment.
            screen.file.look()
            await seen.pilot.pause()
            reader = screen.reader
            name = Path(reader.briefing.path).name
            if reader.doubt == "gone":
                assert name not in files.held
            else:
                assert said_by(reader) == files.held[name]
            on_screen.add(reader.briefing.digest)


@pytest.mark.parametrize("seed", [1, 2])
async def test_random_keys_show_and_mark_what_is_true(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    private_cache(monkeypatch, tmp_path)
    rng = random.Random(seed)
    desk.library.rmdir()
    files = Files(desk.library, rng, 5)
    on_screen: set[bytes] = set()
    async with opened(desk.app(catalog=True)) as seen:
        for _ in range(40):
            if rng.random() < 0.4:
                rng.choice([files.edit, files.edit, files.touch, files.delete, files.make])()
            elif rng.random() < 0.2:
                swap(seen, desk, rebuild=rng.random() < 0.3)
                files.rename()
                swap(seen, desk)
            key = rng.choice(KEYS)
            if key == "q" and isinstance(seen.app.screen, LibraryScreen):
                continue
            if key == "x" and not isinstance(seen.app.screen, ReaderScreen):
                # In the list this marks what nobody has read.
                continue
            await check(seen, files, on_screen)
            if isinstance(seen.app.screen, ReaderScreen):
                await desk.rest(seen)
            await seen.keys(key)
            await check(seen, files, on_screen)
        swap(seen, desk)
        await seen.settle()
    assert desk.journal.flush(20)
    done = {digest for digest, done_at, *_ in desk.journal.seen().values() if done_at}
    assert done <= on_screen
