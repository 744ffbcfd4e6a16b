"""Keys handed on in turn: none before what the one before it has begun is done, and nobody waits where nothing is behind."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event

import pytest
from textual import events
from textual.strip import Strip

from tests.ui.screens import Seen, opened
from tui.cli.inputs import Inputs
from tui.reading.reader import Reader
from tui.reading.session import Session
from tui.ui import key_dispatch
from tui.ui.app import BriefingApp
from tui.ui.destinations import Opened
from tui.ui.key_dispatch import REST, KeyQueue
from tui.ui.screens.actions import ActionSheet
from tui.ui.screens.reader import ReaderScreen
from tui.ui.start import composed_document
from tui.ui.widgets.document_view import DocumentView


async def press(seen: Seen, *keys: str) -> None:
    """Hand keys to the program at once, as its driver does, and wait until it has taken the first."""
    driver = seen.app._driver
    assert driver is not None
    for key in keys:
        driver.process_message(events.Key(key, "\r" if key == "enter" else key))
    async with asyncio.timeout(10):
        while not seen.app.keys_waiting:
            await asyncio.sleep(0)


async def settled(seen: Seen) -> None:
    """Wait until everything that keys have begun is done."""
    async with asyncio.timeout(10):
        while seen.app.keys_waiting:
            await asyncio.sleep(0.001)


@pytest.fixture
def messengers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many events waited whenever a messenger was sent for the first time behind a key."""
    sent: list[int] = []
    send = KeyQueue._send

    def noted(self: KeyQueue, times: int, settled: int) -> None:
        if not times:
            sent.append(len(self._waiting))
        send(self, times, settled)

    monkeypatch.setattr(KeyQueue, "_send", noted)
    return sent


async def test_the_frame_of_a_key_with_none_behind_it_comes_before_its_messenger(
    library: Path, messengers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    paint = DocumentView.paint

    def noted(self: DocumentView, y: int) -> Strip:
        painted.append(len(messengers))
        return paint(self, y)

    async with opened(library / "talks.yaml", (100, 12)) as seen:
        await settled(seen)
        messengers.clear()
        monkeypatch.setattr(DocumentView, "paint", noted)
        await press(seen, "j")
        await settled(seen)
        assert painted
        assert not any(painted), "a messenger was under way while the page was painted"
        assert messengers == [0]


async def test_a_key_behind_another_sends_the_messenger_at_once(library: Path, messengers: list[int]) -> None:
    async with opened(library) as seen:
        await settled(seen)
        messengers.clear()
        await press(seen, "o", "f", "o", "r")
        await settled(seen)
        assert messengers == [1, 2, 1, 0]


async def test_a_key_that_comes_while_the_one_before_it_rests_waits_for_what_that_began(library: Path) -> None:
    async with opened(library) as seen:
        await settled(seen)
        await press(seen, "o")
        await asyncio.sleep(REST / 3)
        assert seen.app.keys_waiting
        await press(seen, *"forum", "enter")
        await settled(seen)
        await seen.settle()
        assert isinstance(seen.app.screen, ReaderScreen)
        assert seen.reader.briefing.id == "forum"


def loaded_when(ready: Event, path: Path) -> BriefingApp:
    """The program on a briefing that takes until then to be read."""
    inputs = Inputs([path])
    session = Session(inputs, composed_document)

    def load() -> Reader:
        assert ready.wait(10)
        return session.open(*inputs.opened())

    return BriefingApp(ReaderScreen(session, Opened(load=load)))


async def test_keys_that_come_before_the_page_is_read_are_done_on_it(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_dispatch, "UNREAD", 0.0)
    ready = Event()
    async with opened(loaded_when(ready, library / "forum.yaml")) as seen:
        await press(seen, "slash", *"café", "enter")
        await asyncio.sleep(3 * REST)
        assert seen.app.keys_waiting >= 6
        ready.set()
        await settled(seen)
        assert seen.reader.find.query == "café"


async def test_keys_wait_no_longer_than_so_long_for_a_page(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_dispatch, "UNREAD", 2 * REST)
    ready = Event()
    async with opened(loaded_when(ready, library / "forum.yaml")) as seen:
        await press(seen, "question_mark")
        await settled(seen)
        assert isinstance(seen.app.screen, ActionSheet)
        ready.set()


async def test_leaving_waits_for_nothing_to_be_read(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_dispatch, "UNREAD", 10.0)
    ready = Event()
    async with opened(loaded_when(ready, library / "forum.yaml")) as seen:
        await press(seen, "q")
        async with asyncio.timeout(5):
            while not seen.app._exit:
                await asyncio.sleep(0.001)
        ready.set()
