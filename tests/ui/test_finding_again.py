"""Finding again what one read, and the places one was at, on the screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.strings import TABLE, Hostile, harm_in, quoted
from tests.ui.desk import Desk
from tests.ui.screens import Seen
from tui.changes.document_edition import edition_of
from tui.document.compose import compose
from tui.journal.records import Note, identity_of
from tui.model.handling import Marking
from tui.reading.notes.anchors import make_anchor
from tui.reading.places import place_of
from tui.store.library import briefings
from tui.ui.pages.read_again import ReadAgainPage
from tui.ui.pages.recent_places import PlacesPage
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.search import SearchScreen

TALKS = """\
title: Talks in Tokyo
id: talks
date: 2024-07-28
tlp: GREEN
sections:
  - title: A joint headquarters
    body: |
      Washington will set up a headquarters in Japan.

      Harbours stay open.
  - title: Deterrence
    tlp: AMBER
    body: Deterrence rests on ships.
"""
FORUM = "title: The industry forum\nid: forum\ndate: 2024-06\nbody: Factories make ships.\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Two briefings, both of which were read on 26 July 2024."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    desk = Desk(tmp_path)
    desk.write("talks.yaml", TALKS)
    desk.write("forum.yaml", FORUM)
    read_all(desk)
    yield desk
    desk.journal.close()


def read_all(desk: Desk) -> None:
    """Read everything, and be done with it."""
    documents = [compose(briefing) for briefing in briefings([desk.library]).briefings]
    for one in documents:
        edition = edition_of(one)
        desk.journal.read(identity_of(one.briefing), edition, edition.sections).result(20)
    desk.journal.set_done([(identity_of(one.briefing), edition_of(one)) for one in documents], True, "done").result(20)


async def look_again(seen: Seen, words: str) -> None:
    """Search, and look in what was read."""
    await seen.press("library.search")
    await seen.type(words)
    await seen.settle()
    await seen.press("search.read")
    await seen.settle()


async def test_what_was_removed_is_found_and_leads_to_where_it_stood(desk: Desk) -> None:
    desk.write("talks.yaml", TALKS.replace("Washington will set up a headquarters in Japan.", "Nothing is known."))
    async with desk.opened() as seen:
        await seen.press("library.search")
        await seen.type("washington")
        await seen.settle()
        assert "^R looks for it in what you read" in seen.lines[2]
        await seen.press("search.read")
        await seen.settle()
        assert isinstance(seen.composed, ReadAgainPage)
        assert "What you read: washington" in seen.lines[0]
        assert "1 passage in 1 briefing · 1 removed since" in seen.text
        assert "│ Washington will set up a headquarters in Japan." in seen.text
        assert "A joint headquarters · You read this on 26 Jul 2024; it has been" in seen.text
        assert seen.lines[0].startswith(" TLP:GREEN")
        await seen.press("link.follow")
        assert "Nothing is known." in seen.text
        assert seen.reader.document.sections[seen.reader.section].title == "A joint headquarters"
        assert "removed since; q leads back to it" in seen.status
        await seen.press("app.leave")
        assert isinstance(seen.composed, ReadAgainPage)
        await seen.press("app.leave")
        assert isinstance(seen.app.screen, SearchScreen)


async def test_what_is_there_still_opens_at_the_words(desk: Desk) -> None:
    async with desk.opened() as seen:
        await look_again(seen, "ships")
        assert "2 passages in 2 briefings" in seen.text
        assert "2 matches" in seen.status
        await seen.press("move.next-block", "link.follow")
        titles = {seen.reader.briefing.title}
        assert "ships" in seen.reader.view.current_block.text
        assert seen.reader.find.total == 1
        await seen.press("app.leave", "move.previous-block", "link.follow")
        titles.add(seen.reader.briefing.title)
        assert titles == {"Talks in Tokyo", "The industry forum"}


async def test_back_leads_from_a_hit_to_the_hits_whatever_lies_behind(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("library.open", "move.next-section", "app.leave")
        await desk.kept(seen)
    async with desk.opened() as seen:
        await seen.press("library.search")
        await seen.type("ships")
        await seen.settle()
        await seen.press("search.accept", "place.back")
        assert isinstance(seen.app.screen, SearchScreen)
        await seen.press("search.read")
        await seen.settle()
        await seen.press("link.follow", "find.open")
        await seen.type("a")
        await seen.keys("enter")
        await seen.press("place.back")
        assert not isinstance(seen.composed, ReadAgainPage)
        await seen.press("place.back")
        assert isinstance(seen.composed, ReadAgainPage)


async def test_what_is_gone_altogether_is_kept_here(desk: Desk) -> None:
    (desk.library / "forum.yaml").unlink()
    async with desk.opened() as seen:
        await look_again(seen, "factories")
        assert "not to be found now" in seen.text
        await seen.press("link.follow")
        assert isinstance(seen.composed, ReadAgainPage)
        assert "What is here is all that is left of it." in seen.status


async def test_a_section_that_is_gone_is_said_to_be(desk: Desk) -> None:
    desk.write("talks.yaml", TALKS.split("  - title: Deterrence")[0])
    async with desk.opened() as seen:
        await look_again(seen, "rests")
        await seen.press("link.follow")
        assert "The section is no longer there" in seen.status
        assert seen.reader.briefing.title == "Talks in Tokyo"


async def test_nothing_found_says_how_it_was_understood(desk: Desk) -> None:
    async with desk.opened() as seen:
        await look_again(seen, "zebra")
        assert "Nothing of what you read has this." in seen.text
        assert "Nothing found for “zebra” · q goes back" in seen.status
        await seen.press("link.follow", "app.leave")
        assert isinstance(seen.app.screen, SearchScreen)
        await seen.type("")
        await seen.press("search.read")
        assert "Type words first" in seen.status


async def test_without_a_journal_the_key_is_not_offered(desk: Desk) -> None:
    async with desk.opened(journal=False) as seen:
        await look_again(seen, "zebra")
        assert isinstance(seen.app.screen, SearchScreen)
        assert "without the journal" in seen.status
        assert "^R" not in seen.text
        await seen.keys("escape")
        await seen.press("place.recent")
        assert "without the journal" in seen.status


async def test_the_last_places_lead_back(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("place.recent")
        assert "There is no place to go back to yet" in seen.status
        await seen.press("library.first", "library.open", "move.next-section", "move.next-section")
        first = seen.reader.briefing.title
        await seen.press("app.leave", "library.last", "library.open", "app.leave")
        await desk.kept(seen)
        await seen.press("place.recent")
        assert isinstance(seen.composed, PlacesPage)
        assert "Where you were" in seen.text
        assert "Today" in seen.text
        assert seen.text.index("The industry forum") != seen.text.index("Talks in Tokyo")
        await seen.press("move.next-block", "link.follow")
        assert seen.reader.briefing.title == first
        await seen.press("app.leave")
        assert isinstance(seen.app.screen, LibraryScreen)


async def test_back_and_forward_leave_a_page_that_was_made_as_it_is(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("library.first", "library.open", "move.bottom", "app.leave", "library.last", "library.open", "move.bottom")
        await desk.kept(seen)
        screen = seen.app.screen
        await seen.press("place.recent")
        assert isinstance(seen.composed, PlacesPage)
        await seen.press("place.back")
        assert seen.app.screen is screen
        await seen.press("place.recent", "move.next-block", "link.follow", "move.bottom", "place.recent", "place.forward")
        assert isinstance(seen.composed, PlacesPage)
        await seen.press("file.reload")
        assert "there is no file to read again" in seen.status
        await seen.press("link.follow")
        assert seen.composed is None


async def test_back_on_a_page_that_was_made_leads_to_a_briefing_on_a_screen_of_its_own(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("library.first", "library.open", "app.leave", "place.recent")
        page = seen.app.screen
        # Another briefing was read from here, and left behind.
        seen.screen.session.leave(seen.screen.session.open_path(str(desk.library / "forum.yaml")))
        await seen.press("place.back")
        assert seen.app.screen is not page
        assert seen.reader.briefing.title == "The industry forum"
        await seen.press("app.leave", "link.follow")
        assert seen.composed is None


async def test_a_place_whose_file_is_gone_says_so(desk: Desk) -> None:
    async with desk.opened(desk.library / "forum.yaml") as seen:
        await seen.press("app.leave")
    (desk.library / "forum.yaml").unlink()
    async with desk.opened() as seen:
        await seen.press("place.recent", "link.follow")
        assert isinstance(seen.composed, PlacesPage)
        assert "You cannot go back to “The industry forum”." in seen.status


@pytest.mark.parametrize("table", [TABLE[n::3] for n in range(3)], ids=lambda table: table[0].name)
async def test_hostile_text_that_was_read_is_harmless_on_these_pages(tmp_path: Path, table: tuple[Hostile, ...]) -> None:
    desk = Desk(tmp_path)
    for number, hostile in enumerate(table):
        text = quoted(hostile.text)
        body = quoted(f"zebra {hostile.text}")
        desk.write(f"{number}.yaml", f"title: {text}\nmarking: {text}\nsections:\n  - {{title: {text}, body: {body}}}\n")
    read_all(desk)
    for briefing in briefings([desk.library]).briefings:
        document = compose(briefing)
        desk.journal.visit(identity_of(briefing), place_of(document, len(document.parts) - 1, 0))
    desk.write("0.yaml", "title: Plain\n")
    async with desk.opened(size=(120, 80)) as seen:
        for key in ("place.recent", ""):
            await (seen.press(key) if key else look_again(seen, "zebra"))
            assert isinstance(seen.composed, PlacesPage if key else ReadAgainPage)
            assert seen.reader.document.sections[-1].count > 0
            while True:
                for strip in seen.app.screen._compositor.render_strips():
                    for segment in strip:
                        assert harm_in(segment.text) == []
                        assert segment.style is None or segment.style.link is None
                if not seen.reader.view.page(1):
                    break
                seen.screen.repaint()
            await seen.press("app.leave")


async def test_every_page_of_the_journals_bears_the_marking_of_the_titles_on_it(desk: Desk, copied: list[str]) -> None:
    """A section may be marked more loosely than the briefing whose title stands above what is shown of it."""
    desk.write("forum.yaml", "title: The hidden forum\nid: hidden\ntlp: AMBER\nsections: [{title: S, tlp: CLEAR, body: Zebras.}]\n")
    read_all(desk)
    (forum,) = [one for one in briefings([desk.library]).briefings if one.id == "hidden"]
    identity, document = identity_of(forum), compose(forum)
    part, block = next(
        (part, block)
        for part, held in enumerate(document.parts)
        for block, made in enumerate(held.blocks)
        if made.text == "Zebras."
    )
    desk.journal.visit(identity, place_of(document, part, block))
    anchor = make_anchor(document, (part, block, 0), (part, block, 6))
    names = ("n1", desk.journal.key_of(identity), "hidden", identity.path, forum.title, "S")
    desk.journal.add_note(Note(*names, anchor, "Mine.", (), Marking("CLEAR"), "cited", 1.0, 1.0)).result(20)
    async with desk.opened() as seen:
        for open_page in (["place.recent"], ["note.list"]):
            await seen.press(*open_page)
            await seen.settle()
            assert "The hidden forum" in seen.text
            assert seen.lines[0].startswith(" TLP:AMBER"), seen.lines[0]
            if seen.app.screen.query("NotesPanes"):
                await seen.press("notes.copy")
                assert copied[-1].startswith("TLP:AMBER\n")
            await seen.press("app.leave")
        await look_again(seen, "zebras")
        assert "The hidden forum" in seen.text
        assert seen.lines[0].startswith(" TLP:AMBER"), seen.lines[0]
