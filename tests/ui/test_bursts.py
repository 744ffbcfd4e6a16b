"""Keys typed ahead: whatever comes at once is handled in its order, ends nothing, and leaves no prompt that no key closes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.bursts import Keyboard, leave, odd_library, session, state_of
from tests.ui.desk import Desk, report, short
from tests.ui.screens import Seen, app_on, opened
from tui.cli.inputs import Inputs
from tui.reading.session import Session
from tui.ui.app import BriefingApp
from tui.ui.destinations import Opened
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen
from tui.ui.screens.search import SearchScreen
from tui.ui.start import composed_document, library_in_memory


async def burst(seen: Seen, data: bytes) -> None:
    await Keyboard(seen.app, seen.pilot).send(data)
    await seen.settle()


async def test_a_filter_typed_behind_space_goes_into_the_briefing_that_space_opened(library: Path) -> None:
    async with opened(library) as seen:
        await burst(seen, b"j\r/headquarters\rn")
        assert seen.screen.reader is not None
        assert seen.reader.find.query == "headquarters"


@pytest.mark.parametrize("data", [b"j /x", b"/x\r /y", b"\r\r\r\r", b"j\rqj\rq"])
async def test_keys_typed_ahead_in_the_list_end_nothing(library: Path, data: bytes) -> None:
    async with opened(library) as seen:
        await burst(seen, data)
        assert seen.app.failure is None
        await leave(seen.app, Keyboard(seen.app, seen.pilot))


@pytest.mark.parametrize("data", [b"\x10\x1b[6~\x1b[5~", b"T\r\r\r\r\r", b"\x10\r\r\r", b"T\x1b[6~\x1b\x1b", b"\x10abc\x1b\x1b"])
async def test_the_palette_takes_keys_before_it_is_filled_and_after_it_is_closed(library: Path, data: bytes) -> None:
    async with opened(library) as seen:
        await burst(seen, data)
        await leave(seen.app, Keyboard(seen.app, seen.pilot))


@pytest.mark.parametrize("data", [b"v/", b"v/abc", b"z/", b"\t/", b"f/", b"/\x1b[O\x1b[I", b"\x1b[O/\x1b[I"])
async def test_esc_closes_a_prompt_whatever_was_typed_before_it(library: Path, data: bytes) -> None:
    async with opened(library / "talks.yaml") as seen:
        await burst(seen, data)
        for _ in range(4):
            await burst(seen, b"\x1b")
        assert not seen.screen.prompting
        await burst(seen, b"/Deterrence\r")
        assert seen.reader.find.query == "Deterrence"


async def test_a_note_typed_ahead_is_whole(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await burst(seen, b"iquite long: a/b?x\r")
        await desk.kept(seen)
        assert [note.text for note in desk.journal.notes()] == ["quite long: a/b?x"]


LISTS = {
    "the list": b"j\r\r",
    "the list, and on": b"\r\r\r\r",
    "hits": b"sharbour\r\r",
    "hits chosen with the arrows": b"sharbour\x1b[B\x1b[B\r\r",
    "titles": b"oalpha\r\r",
    "the last places": b"jjj\rq\rqP\r\r",
    "notes": b"jjj\riabout it\rqM\r\r",
    "one note, to change it": b"jjj\riabout it\rqMii more\r",
    "a note kept twice": b"jjj\riabout it\r\r",
    "a note deleted twice": b"jjj\riabout it\rqMxx",
    "links": b"jjj\rf\r\r",
    "the palette": b"\x10themes\r\r\x1b",
    "themes": b"T\r\r",
    "changes": b"jjj\rD\r\r",
    "sections": b"jjj\rt\r\r",
}


def where(seen: Seen, desk: Desk) -> list[object]:
    """The screens that are open, what each shows, and the notes there are."""
    readers = [getattr(screen, "reader", None) for screen in seen.app.screen_stack]
    shown = [reader.briefing.title if reader is not None else "" for reader in readers]
    return [
        [type(screen).__name__ for screen in seen.app.screen_stack],
        shown,
        getattr(seen.app.screen, "prompting", None),
        [note.text for note in desk.journal.notes()],
    ]


@pytest.mark.parametrize("keys", LISTS.values(), ids=LISTS.keys())
async def test_keys_at_once_do_what_the_same_keys_do_one_after_the_other(desk: Desk, keys: bytes) -> None:
    for title in ("Alpha", "Beta"):
        desk.write(f"{title}.yaml", short(title, text="See [[coast]], the harbour."))
    desk.write("coast.yaml", report())
    ends: list[list[object]] = []
    for at_once in (False, True):
        async with desk.opened() as seen:
            if at_once:
                await burst(seen, keys)
            else:
                whole = re.findall(rb"\x1b\[.|.", keys, re.S)
                for key in whole:
                    await burst(seen, key)
            await desk.kept(seen)
            ends.append(where(seen, desk))
            for note in desk.journal.notes():
                desk.journal.delete_note(note.id).result(20)
    assert ends[0] == ends[1]


async def test_a_title_typed_ahead_is_opened(library: Path) -> None:
    async with opened(library) as seen:
        await burst(seen, b"oforum\r")
        assert seen.reader.briefing.id == "forum"


async def test_a_search_typed_ahead_shows_what_was_typed(library: Path) -> None:
    async with opened(library) as seen:
        await burst(seen, b"smissiles")
        assert isinstance(seen.app.screen, SearchScreen)
        assert seen.app.screen.prompt.text == "missiles"


async def test_the_program_can_be_left_at_any_size(library: Path) -> None:
    for size in [(20, 5), (8, 3), (1, 1)]:
        async with opened(app_on(library), size) as seen:
            keyboard = Keyboard(seen.app, seen.pilot)
            await keyboard.send(b"jk \x1b[6~G/x\r?q\x10\x1b\x1b")
            for again in [(100, 30), (1, 1), (3, 8), size]:
                await seen.pilot.resize_terminal(*again)
            await leave(seen.app, keyboard)


@pytest.mark.parametrize("seed", range(4))
async def test_random_bursts_end_nothing_and_change_no_file(tmp_path: Path, seed: int) -> None:
    """The whole of it is in tests/long."""
    odd_library(tmp_path / "library")
    before = state_of(tmp_path / "library")
    shelf = Inputs([tmp_path / "library"])

    def make() -> BriefingApp:
        session = Session(shelf, composed_document)
        if seed % 2:
            session.library = library_in_memory(session, shelf)
            return BriefingApp(LibraryScreen(session, "library", load=True))
        one = Inputs([tmp_path / "library" / "long.md"])
        session = Session(one, composed_document)
        return BriefingApp(ReaderScreen(session, Opened(load=lambda: session.open(*one.opened()))))

    assert await session(make, seed, 5)
    assert state_of(tmp_path / "library") == before
