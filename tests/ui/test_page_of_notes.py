"""The page of notes: filtered, handed out, deleted from, and looked up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.strings import TABLE, Hostile, harm_in, quoted
from tests.ui.desk import Desk
from tests.ui.screens import Seen
from tui.catalog.refresh import refresh
from tui.document.compose import compose
from tui.journal.records import Note, identity_of
from tui.model.handling import Marking
from tui.model.text import cleaned
from tui.reading.notes.anchors import make_anchor
from tui.store.read import read_file
from tui.ui.pages.notes import NotesPage

TALKS = """\
title: Talks in Tokyo
id: talks
body: |
  Ships will sail in May.

  Harbours stay open.
"""
FORUM = "title: The forum\nid: forum\nbody: Factories make ships.\n"


def note_on(desk: Desk, name: str, words: str, text: str, *tags: str, marking: Marking | None = None) -> None:
    """Somebody wrote a note on some words of a file."""
    briefing = read_file(desk.library / name)
    document = compose(briefing)
    part, block = next(
        (part, block)
        for part, held in enumerate(document.parts)
        for block, made in enumerate(held.blocks)
        if words in made.text and made.kind == "paragraph"
    )
    start = document.parts[part].blocks[block].text.index(words)
    anchor = make_anchor(document, (part, block, start), (part, block, start + len(words)))
    identity = identity_of(briefing)
    key = desk.journal.key_of(identity, make=True)
    desk.now += 60
    section = document.sections[document.parts[part].section].title
    names = (f"id-{desk.now}", key, briefing.id, identity.path, briefing.title, section)
    note = Note(*names, anchor, text, tags, marking or Marking(), "cited", desk.now, desk.now)
    desk.journal.add_note(note).result(20)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two briefings with three notes."""
    desk = Desk(tmp_path)
    desk.write("talks.yaml", TALKS)
    desk.write("forum.yaml", FORUM)
    note_on(desk, "talks.yaml", "Ships will sail", "Ask when. #navy", "navy")
    note_on(desk, "talks.yaml", "Harbours stay open", "Check. #trade", "trade", marking=Marking("AMBER"))
    note_on(desk, "forum.yaml", "Factories make ships", "How many?")
    yield desk
    desk.journal.close()


async def all_notes(seen: Seen) -> None:
    """Open the page of all notes, and wait until they have been looked up."""
    await seen.press("note.list")
    await seen.settle()


async def test_the_filter_takes_words_and_tags(desk: Desk) -> None:
    async with desk.opened() as seen:
        await all_notes(seen)
        assert "3 notes in 2 briefings" in seen.text
        await seen.press("notes.filter")
        await seen.type("ships")
        assert "2 of 3 notes in 2 briefings" in seen.text
        await seen.type("ships #na")
        assert "1 of 3 notes in 1 briefing" in seen.text
        assert "Factories" not in seen.text
        assert "1 of 3" in seen.status
        await seen.keys("enter")
        assert "&ships #na   1 of 3 notes · y copies them · Esc shows all" in seen.status
        await seen.press("link.follow")
        assert seen.reader.briefing.id == "talks"
        await seen.press("app.leave", "app.cancel")
        assert "3 notes in 2 briefings" in seen.text
        await seen.press("notes.filter")
        await seen.type("zebra")
        assert "None of 3." in seen.text
        await seen.keys("down", "ctrl+r")
        assert "plain words" in seen.status
        await seen.keys("escape")
        assert "3 notes in 2 briefings" in seen.text


async def test_a_click_on_the_page_closes_the_filter_and_keeps_it(desk: Desk) -> None:
    async with desk.opened() as seen:
        await all_notes(seen)
        await seen.press("notes.filter")
        await seen.type("ships")
        await seen.click("Factories make")
        assert "&ships   2 of 3 notes" in seen.status
        await seen.press("app.leave")
        assert not isinstance(seen.composed, NotesPage)


async def test_all_that_are_listed_are_copied_as_markdown(desk: Desk, copied: list[str]) -> None:
    async with desk.opened() as seen:
        await all_notes(seen)
        await seen.press("notes.copy")
        assert copied[-1].startswith("TLP:AMBER\n\n# Notes\n")
        assert copied[-1].count("\n> ") == 3
        assert "Copied 3 notes as Markdown to the clipboard (of the test)" in seen.status
        await seen.press("notes.filter")
        await seen.type("#navy")
        await seen.keys("enter")
        await seen.press("notes.copy")
        assert copied[-1].startswith("# Notes\n")
        assert "> Ships will sail" in copied[-1]
        assert "Factories" not in copied[-1]
        assert "Copied 1 note as Markdown" in seen.status
        await seen.press("copy.select", "notes.copy")
        assert "# Notes" not in copied[-1]


async def test_the_current_note_is_deleted_and_comes_back(desk: Desk) -> None:
    async with desk.opened() as seen:
        await all_notes(seen)
        await seen.press("move.top", "notes.delete")
        assert "Choose a note first" in seen.status
        await seen.press("move.next-block", "notes.delete")
        await desk.kept(seen)
        assert "Note deleted · U undoes" in seen.status
        assert "2 notes in 1 briefing" in seen.text
        assert "Factories" not in seen.text
        await seen.press("undo.undo")
        await desk.kept(seen)
        assert "3 notes in 2 briefings" in seen.text


async def test_a_note_that_is_deleted_on_the_page_leaves_the_briefing_below_it(desk: Desk) -> None:
    async with desk.opened(desk.library / "talks.yaml") as seen:
        assert seen.text.count("•") == 2
        await all_notes(seen)
        assert "Notes on Talks in Tokyo" in seen.text
        await seen.press("notes.delete")
        await desk.kept(seen)
        await seen.press("app.leave")
        assert seen.text.count("•") == 1


async def test_deleting_a_note_leaves_the_signs_of_what_changed(desk: Desk) -> None:
    desk.now += 60
    async with desk.opened(desk.library / "talks.yaml") as seen:
        await desk.read_all(seen)
        await seen.press("app.leave")
    desk.write("talks.yaml", TALKS.replace("in May", "in June"))
    async with desk.opened(desk.library / "talks.yaml") as seen:
        await desk.rest(seen, 5)
        await desk.kept(seen)
        assert "~" in seen.text
        await all_notes(seen)
        await seen.press("notes.delete")
        await desk.kept(seen)
        await seen.press("app.leave")
        assert "~" in seen.text


async def test_what_became_of_the_passages_is_looked_up(desk: Desk) -> None:
    desk.write("talks.yaml", TALKS.replace("Ships will sail in May.", "Ships will not sail in May.").replace("Harbours", "Ports"))
    (desk.library / "forum.yaml").unlink()
    async with desk.opened() as seen:
        await all_notes(seen)
        assert "1 not looked up" in seen.text
        assert "2 not looked up" not in seen.text
        assert "moved" in seen.text or "no longer found" in seen.text
        await seen.press("link.follow")
        assert "Your note is kept still" in seen.status or "kept" in seen.status


async def test_keys_of_the_page_of_notes_are_in_its_help(desk: Desk) -> None:
    async with desk.opened(size=(140, 60)) as seen:
        await all_notes(seen)
        await seen.press("app.help")
        assert "Page of notes" in seen.text
        assert "Copy all notes that are listed" in seen.text
        assert "Copy the selection, or this section" not in seen.text


@pytest.mark.parametrize("table", [TABLE[n::3] for n in range(3)], ids=lambda table: table[0].name)
async def test_hostile_notes_and_filters_are_harmless(tmp_path: Path, table: tuple[Hostile, ...], copied: list[str]) -> None:
    desk = Desk(tmp_path)
    for number, hostile in enumerate(table):
        text = quoted(hostile.text)
        desk.write(f"{number}.yaml", f"title: {text}\nsections:\n  - {{title: {text}, body: Plain words.}}\n")
        note_on(desk, f"{number}.yaml", "Plain words", cleaned(hostile.text), cleaned(hostile.text))
    async with desk.opened(size=(120, 100)) as seen:
        await all_notes(seen)
        await seen.press("notes.filter")
        for text in (*(f"{sign}{hostile.text}" for hostile in table for sign in ("", "#")), "plain"):
            await seen.type(cleaned(text))
            for strip in seen.app.screen._compositor.render_strips():
                for segment in strip:
                    assert harm_in(segment.text) == []
                    assert segment.style is None or segment.style.link is None
        await seen.keys("enter")
        assert f"{len(table)} of {len(table)} notes" in seen.text
        await seen.press("notes.copy")
        assert harm_in(copied[-1]) == []
        assert copied[-1].count("Plain words") == len(table)


async def test_the_page_is_marked_as_its_briefings_are_by_now(desk: Desk) -> None:
    desk.catalog = True
    refresh([desk.library])
    async with desk.opened() as seen:
        await all_notes(seen)
        assert "TLP:AMBER" in seen.lines[0]
        desk.write("talks.yaml", f"tlp: RED\n{TALKS}")
        refresh([desk.library])
        library = seen.screen.session.library
        assert library is not None
        library.renew()
        seen.screen.library_changed()
        await seen.settle()
        assert "TLP:RED" in seen.lines[0]
