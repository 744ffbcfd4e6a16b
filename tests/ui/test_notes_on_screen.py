"""Notes on the screen: written beside a passage, changed, deleted, listed, found again, and said to be lost."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from textual import events
from textual.geometry import Offset
from textual.selection import Selection

from tests.hostile.strings import TABLE, Hostile, harm_in
from tests.hostile.test_screen import check
from tests.reading.briefings import spot_of
from tests.ui.desk import Desk, report, short
from tests.ui.screens import Seen
from tests.ui.test_coming_back import at, every_line, open_row, sign_of, to
from tui.journal.records import Note
from tui.ui.app import BriefingApp
from tui.ui.pages.notes import NotesPage
from tui.ui.screens.reader import ReaderScreen
from tui.ui.widgets.mouse_selection import BLOCKS

WORDS = "Paragraph 2 of Village"
PASSAGE = "Paragraph 2 of Village says that village goes on."


async def write(desk: Desk, seen: Seen, words: str, text: str) -> None:
    """Write a note on the block with some words."""
    await to(seen, words)
    await seen.press("note.write")
    editor = seen.screen.notes.editor
    assert editor is not None
    assert editor.is_open
    editor.replace(text)
    await seen.keys("enter")
    await desk.kept(seen)


def notes(desk: Desk) -> list[Note]:
    """All notes there are, in the order in which they were written."""
    return sorted(desk.journal.notes(), key=lambda note: note.created)


# writing


async def test_a_note_is_written_beside_the_current_block_and_kept(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, (140, 40)) as seen:
        await to(seen, WORDS)
        await seen.press("note.write")
        assert f"Note on {PASSAGE}" in seen.text
        assert "Enter keeps" in seen.text
        assert "Esc" in seen.text
        await seen.keys(*"check", "ctrl+j", *"qzx", "space", "number_sign", *"fleet")
        assert seen.app.is_running
        await seen.keys("enter")
        await desk.kept(seen)
        assert "Note kept" in seen.status
        assert sign_of(seen.lines, WORDS) == "•"
    (note,) = notes(desk)
    assert note.text == "check\nqzx #fleet"
    assert note.tags == ("fleet",)
    assert note.anchor.exact == PASSAGE
    assert (note.key, note.anchor.section, note.marking.tlp) == ("coast", "village", "GREEN")
    async with desk.opened(path, (140, 40)) as seen:
        assert sign_of(await every_line(seen), WORDS) == "•"


async def test_keys_that_are_typed_before_the_editor_is_there_are_not_lost(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
        await seen.pilot.press("i", *"quick")
        await seen.pilot.pause()
        assert seen.screen.notes.editor is not None
        assert seen.screen.notes.editor.text == "quick"
        assert seen.app.is_running


async def test_a_note_without_words_is_a_highlight(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await write(desk, seen, WORDS, "")
        assert "Highlighted" in seen.status
        assert [note.text for note in notes(desk)] == [""]
        base = await styles_of(seen, "Paragraph 1 of Village")
        assert await styles_of(seen, PASSAGE) != base


async def styles_of(seen: Seen, words: str) -> set[str]:
    """How some words on the screen are painted."""
    for strip in seen.app.screen._compositor.render_strips():
        text = "".join(segment.text for segment in strip)
        if words in text:
            found = {str(segment.style) for segment in strip if words in segment.text}
            assert found
            return found
    raise AssertionError(words)


async def test_a_note_on_several_blocks_holds_on_to_all_of_them(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, "Paragraph 2 of Village")
        await seen.press("copy.select", "move.down", "note.write")
        assert seen.screen.notes.editor is not None
        seen.screen.notes.editor.replace("both")
        await seen.keys("enter")
        await desk.kept(seen)
        assert not seen.reader.selection.active
    (note,) = notes(desk)
    assert "Paragraph 2 of Village" in note.anchor.exact
    assert "Paragraph 3 of Village" in note.anchor.exact


async def test_a_note_on_two_sections_is_kept_in_each(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, (140, 40)) as seen:
        await to(seen, "Paragraph 5 of Village")
        await seen.press("copy.select", "move.down", "move.down", "note.write")
        assert seen.screen.notes.editor is not None
        seen.screen.notes.editor.replace("across")
        await seen.keys("enter")
        await desk.kept(seen)
        assert {note.anchor.section for note in notes(desk)} == {"village", "river"}
        await desk.press(seen, "undo.undo", "undo.undo")
        assert notes(desk) == []
        assert sign_of(seen.lines, "Paragraph 5 of Village") == " "


async def test_what_the_mouse_selected_is_what_a_note_is_on(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
        part, block = spot_of(seen.reader.document, WORDS)
        start = PASSAGE.index("says")
        ordinal = part * BLOCKS + block
        seen.screen.selections = {
            seen.screen.page: Selection(Offset(start, ordinal), Offset(start + len("says that village"), ordinal))
        }
        await seen.pilot.pause()
        await seen.press("note.write")
        assert " Note on says that village" in seen.text.split("\n")
        assert seen.screen.notes.editor is not None
        seen.screen.notes.editor.replace("these words")
        await seen.keys("enter")
        await desk.kept(seen)
    (note,) = notes(desk)
    assert note.anchor.exact == "says that village"


async def test_a_note_is_changed_and_deleted_and_both_are_undone(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, (140, 40)) as seen:
        await write(desk, seen, WORDS, "first #one")
        await seen.press("note.write")
        assert "^D deletes" in seen.text
        editor = seen.screen.notes.editor
        assert editor is not None
        assert editor.text == "first #one "
        editor.replace("second #two")
        await seen.keys("enter")
        await desk.kept(seen)
        assert [(note.text, note.tags) for note in notes(desk)] == [("second #two", ("two",))]
        await seen.press("note.write")
        await seen.keys("ctrl+d")
        await desk.kept(seen)
        assert "Note deleted · U undoes" in seen.status
        assert notes(desk) == []
        assert sign_of(seen.lines, WORDS) == " "
        await desk.press(seen, "undo.undo")
        assert [note.text for note in notes(desk)] == ["second #two"]
        assert sign_of(seen.lines, WORDS) == "•"
    async with desk.opened(path) as seen:
        await desk.press(seen, "undo.undo")
        assert [note.text for note in notes(desk)] == ["first #one"]
        await desk.press(seen, "undo.undo")
        assert notes(desk) == []


async def test_esc_keeps_the_draft_and_offers_it_again(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
        await seen.press("note.write")
        await seen.keys(*"draft", "escape")
        assert "offers what you wrote again" in seen.status
        assert notes(desk) == []
        await seen.press("note.write")
        assert seen.screen.notes.editor is not None
        assert seen.screen.notes.editor.text == "draft"
        await seen.keys("enter")
        await desk.kept(seen)
        assert [note.text for note in notes(desk)] == ["draft"]
        await to(seen, "Paragraph 3 of Village")
        await seen.press("note.write")
        assert seen.screen.notes.editor.text == ""


async def test_what_was_changed_in_a_note_and_left_with_esc_is_offered_again_too(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await write(desk, seen, WORDS, "kept")
        await seen.press("note.write")
        await seen.keys(*" and more", "escape")
        assert [note.text for note in notes(desk)] == ["kept"]
        await seen.press("note.write")
        assert seen.screen.notes.editor is not None
        assert seen.screen.notes.editor.text == "kept and more"


async def test_while_a_note_is_written_no_other_key_works(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
        top = seen.reader.view.top
        await seen.press("note.write")
        await seen.keys(*"qUDMxXs", "slash", "question_mark", "apostrophe", "full_stop", "space", "down", "pagedown", "tab")
        assert seen.app.is_running
        assert isinstance(seen.app.screen, ReaderScreen)
        assert seen.reader.view.top == top
        assert seen.screen.notes.editor is not None
        assert seen.screen.notes.editor.is_open
        assert seen.screen.notes.editor.text.startswith("qUDMxXs/?'. ")


async def test_a_file_that_is_saved_while_a_note_is_written_costs_nothing(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
        await seen.press("note.write")
        await seen.keys(*"words")
        desk.write("coast.yaml", report("New."))
        seen.screen.files_changed(frozenset({str(path)}), "")
        await seen.pilot.pause()
        assert seen.screen.notes.editor is not None
        assert seen.screen.notes.editor.text == "words"
        await seen.keys("enter")
        await desk.kept(seen)
        assert [note.text for note in notes(desk)] == ["words"]


async def test_ones_own_editor_goes_on_with_the_note(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "edit"
    script.write_text(f'#!/bin/sh\ncp "$1" {tmp_path}/given\nprintf "from outside #far\\033[31m\\n\\nmore\\n" > "$1.new"\n'
                      'sed -n "/8<\\|>8/,\\$p" "$1" >> "$1.new"\nmv "$1.new" "$1"\n')  # fmt: skip
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.setattr(BriefingApp, "suspend", lambda self: nullcontext())
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
        await seen.press("note.write")
        await seen.keys(*"begun", "ctrl+e")
        given = (tmp_path / "given").read_text(encoding="utf-8")
        assert given.startswith("begun\n")
        assert f"> {PASSAGE}" in given
        assert "Report on the coast" in given
        assert seen.screen.notes.editor is not None
        assert seen.screen.notes.editor.text == "from outside #far␛[31m\n\nmore"
        await seen.keys("enter")
        await desk.kept(seen)
    (note,) = notes(desk)
    assert note.tags == ("far",)
    assert "\x1b" not in note.text


async def test_without_an_editor_it_is_said_and_nothing_is_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
        await seen.press("note.write")
        await seen.keys(*"begun", "ctrl+e")
        assert "No editor found" in seen.status
        assert seen.screen.notes.editor is not None
        assert seen.screen.notes.editor.text == "begun"


async def test_there_is_nothing_to_note_in_an_empty_briefing(desk: Desk) -> None:
    path = desk.write("empty.yaml", "")
    async with desk.opened(path) as seen:
        await seen.press("note.write")
        assert seen.app.is_running


async def test_the_editor_can_be_used_on_the_smallest_screen(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, (40, 12)) as seen:
        await to(seen, WORDS)
        await seen.press("note.write")
        await seen.keys(*"some words")
        assert "some words" in seen.text
        assert "Enter keeps · Esc leaves" in seen.text
        assert "Paragraph 2 of Village" in "\n".join(seen.lines[1:7])


# walking and listing


async def test_notes_of_a_briefing_are_walked_and_listed_and_lead_back(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, (120, 40)) as seen:
        await write(desk, seen, "Paragraph 1 of Harbour", "in the harbour")
        await write(desk, seen, WORDS, "in the village #two")
        await seen.press("move.top", "note.next")
        assert at(seen, "Paragraph 1 of Harbour")
        assert "in the harbour" in seen.status
        await seen.press("note.next")
        assert at(seen, WORDS)
        await seen.press("note.next")
        assert at(seen, "Paragraph 1 of Harbour")
        await seen.press("note.list")
        assert isinstance(seen.composed, NotesPage)
        assert "2 notes in 1 briefing" in seen.text
        assert PASSAGE in seen.text
        assert "in the village #two" in seen.text
        await to(seen, "in the village")
        await seen.press("link.follow")
        await seen.settle()
        assert not isinstance(seen.composed, NotesPage)
        assert at(seen, WORDS)
        await seen.press("app.leave")
        assert isinstance(seen.composed, NotesPage)


async def test_notes_of_all_briefings_are_listed_from_the_library_and_lead_into_them(desk: Desk) -> None:
    desk.write("coast.yaml", report())
    desk.write("hills.yaml", short("Hills"))
    async with desk.opened(size=(120, 40)) as seen:
        await seen.press("note.list")
        assert "There are no notes yet" in seen.status
        await open_row(seen, "Report on the coast")
        await write(desk, seen, WORDS, "in the village")
        await seen.press("app.leave")
        await open_row(seen, "Hills")
        await write(desk, seen, "It is short.", "in the hills")
        await seen.press("app.leave", "note.list")
        assert "2 notes in 2 briefings" in seen.text
        await to(seen, "in the village")
        await seen.press("link.follow")
        await seen.settle()
        assert "Report on the coast" in seen.lines[0]
        assert at(seen, WORDS)


async def test_the_name_of_a_section_on_the_notes_page_leads_into_the_briefing_beside_it(desk: Desk) -> None:
    desk.write("coast.yaml", report())
    desk.write("hills.yaml", short("Hills"))
    async with desk.opened(size=(120, 40)) as seen:
        await open_row(seen, "Report on the coast")
        await write(desk, seen, WORDS, "in the village")
        await seen.press("app.leave", "note.list")
        seen.screen.links.follow("[[coast#village]]")
        await seen.settle()
        assert not isinstance(seen.composed, NotesPage)
        assert seen.reader.document.sections[seen.reader.section].id == "village"
        assert seen.screen.reading_log.log is not None
        await seen.press("app.leave")
        assert isinstance(seen.composed, NotesPage)


async def test_a_note_is_deleted_behind_the_notes_page_and_the_page_shows_it(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, (120, 40)) as seen:
        await write(desk, seen, WORDS, "in the village")
        await write(desk, seen, "Paragraph 1 of Harbour", "in the harbour")
        await seen.press("note.list")
        await desk.press(seen, "undo.undo")
        assert "in the harbour" not in seen.text
        assert "in the village" in seen.text
        await desk.press(seen, "undo.undo")
        assert "No notes" in seen.text
        await seen.press("link.follow", "note.write", "app.leave")
        assert seen.app.is_running


async def test_a_passage_that_moved_or_is_gone_is_said_to_be(desk: Desk) -> None:
    ferry = "The ferry leaves at dawn with the mail for the northern islands and comes back by night."
    path = desk.write("coast.yaml", report(ferry))
    async with desk.opened(path, (140, 40)) as seen:
        await write(desk, seen, ferry, "on the ferry")
        await write(desk, seen, "Paragraph 3 of River", "on the river")
    text = report(ferry.replace("at dawn", "at dusk")).replace("Paragraph 3 of River says that river goes on.\n", "Nothing.\n")
    desk.write("coast.yaml", text)
    async with desk.opened(path, (140, 50)) as seen:
        assert sign_of(await every_line(seen), "The ferry leaves") == "•"
        await seen.press("note.list")
        assert "1 no longer found" in seen.text
        assert "now reads differently" in seen.text
        assert "The ferry leaves at dusk" in seen.text
        await to(seen, "on the river")
        await seen.press("link.follow")
        await seen.settle()
        assert "no longer in this section" in seen.status
        assert seen.reader.document.sections[seen.reader.section].id == "river"


async def test_a_note_in_a_file_that_is_gone_is_kept_and_that_is_said(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    other = desk.write("hills.yaml", short("Hills"))
    async with desk.opened(path) as seen:
        await write(desk, seen, WORDS, "on the village")
    path.unlink()
    async with desk.opened(other, (140, 30)) as seen:
        await seen.press("note.list")
        await to(seen, "on the village")
        await seen.press("link.follow")
        await seen.settle()
        assert "your note is kept still" in seen.status


# foreign text

TOGETHER = 6
"""Briefings in which all hostile strings stand together: a run of the program for each string would take minutes."""


@pytest.mark.parametrize("some", [TABLE[first::TOGETHER] for first in range(TOGETHER)], ids=lambda some: some[0].name)
async def test_notes_titles_and_reasons_are_harmless_through_every_door(desk: Desk, some: tuple[Hostile, ...]) -> None:
    written = " · ".join(hostile.text for hostile in some)
    title = "".join(f"\\U{ord(char):08x}" for char in written)
    text = f'title: "{title}"\nid: x\npriority: flash\nactions: "{title}"\nbody: |\n  One paragraph.\n\n  Another paragraph.\n'
    path = desk.write("x.yaml", text)
    desk.write("y.yaml", short("Hills"))
    async with desk.opened(size=(150, 50)) as seen:
        check(seen)
        await seen.press("library.open")
        if "One paragraph" not in seen.text:
            await seen.press("app.leave", "library.last", "library.open")
        await to(seen, "One paragraph.")
        await seen.press("note.write")
        assert seen.app.focused is not None
        seen.app.focused.post_message(events.Paste(written))
        await seen.pilot.pause()
        check(seen)
        await seen.keys("enter")
        await desk.kept(seen)
        check(seen)
        assert not harm_in(notes(desk)[0].text)
        await seen.keys("m", "a")
        await desk.press(seen, "read.done")
        check(seen)
        await seen.press("mark.go")
        check(seen)
        await seen.keys("escape")
        await seen.press("note.next")
        check(seen)
        await seen.press("note.list")
        check(seen)
        await seen.press("app.leave", "undo.undo")
        check(seen)
        await seen.press("app.leave")
        check(seen)
        path.write_text(text.replace("Another paragraph", "Another text"), encoding="utf-8")
        await seen.press("read.done")
    async with desk.opened(path, (150, 50)) as seen:
        check(seen)
        await seen.press("change.show")
        check(seen)
