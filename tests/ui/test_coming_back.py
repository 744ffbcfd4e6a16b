"""Coming back to a briefing: the place, what was read, being done, what changed, and marks."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest
from textual import events

from tests.ui.desk import DAY, FRONT, NAMES, Desk, report, section, short
from tests.ui.screens import FORUM, TALKS, Seen, opened, read_into_memory
from tui.cli.inputs import Inputs
from tui.document.folds import FoldState
from tui.reading.session import FoldsLeft, Session
from tui.ui.app import BriefingApp
from tui.ui.destinations import Opened
from tui.ui.kept_screen import left_at
from tui.ui.reader.changes import ChangeController
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen
from tui.ui.start import _behind_search, composed_document

WORDS = "Paragraph 2 of Village"


def at(seen: Seen, words: str) -> bool:
    """Whether the current block holds some words."""
    return words in seen.reader.view.current_block.text


async def to(seen: Seen, words: str) -> None:
    """Make the block with some words the current one."""
    from tests.reading.briefings import spot_of

    seen.reader.view.show(spot_of(seen.reader.document, words))
    seen.screen.repaint()
    await seen.pilot.pause()
    assert at(seen, words)


def ticked(seen: Seen) -> list[str]:
    """What stands in the section list with a tick."""
    left = [line.split("▌")[0].split("▏")[0][:28] for line in seen.lines]
    return [line.replace("✓", "").strip() for line in left if line.startswith("✓")]


# the place


async def test_a_briefing_opens_where_one_stopped(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
        await seen.press("app.leave")
    async with desk.opened(path) as seen:
        assert at(seen, WORDS)


async def test_the_place_is_found_after_an_edit_above_it(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
    desk.write("coast.yaml", report("A new paragraph.", "And another one that is new."))
    async with desk.opened(path) as seen:
        assert at(seen, WORDS)


async def test_the_place_is_found_at_another_width_and_after_a_resize(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, (140, 20)) as seen:
        await to(seen, WORDS)
        await seen.pilot.resize_terminal(50, 14)
        await seen.pilot.pause()
        assert at(seen, WORDS)
    async with desk.opened(path, (44, 12)) as seen:
        assert at(seen, WORDS)


async def test_where_the_block_is_gone_the_nearest_one_of_its_section_is_found(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
    desk.write("coast.yaml", report().replace(WORDS + " says that village goes on.", ""))
    async with desk.opened(path) as seen:
        assert at(seen, "Paragraph 3 of Village") or at(seen, "Paragraph 1 of Village")


async def test_from_the_library_the_place_is_found_too_and_a_briefing_that_is_done_begins_at_its_top(desk: Desk) -> None:
    desk.write("coast.yaml", report())
    desk.write("hills.yaml", short("Hills"))
    async with desk.opened() as seen:
        await open_row(seen, "Report on the coast")
        await to(seen, WORDS)
    async with desk.opened() as seen:
        await open_row(seen, "Report on the coast")
        assert at(seen, WORDS)
        await desk.press(seen, "read.done")
        await seen.press("app.leave")
        await open_row(seen, "Report on the coast")
        assert seen.reader.view.current == (0, 0)


async def open_row(seen: Seen, title: str) -> None:
    """Read a briefing of the list."""
    screen = seen.app.screen
    assert isinstance(screen, LibraryScreen)
    place = next(place for place, row in enumerate(screen.listing.rows) if row.title == title)
    screen.list.action_row(place - screen.list.cursor)
    await seen.press("library.open")
    await seen.settle()


async def test_a_place_that_was_asked_for_goes_before_the_one_that_was_kept(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
    async with desk.opened(path) as seen:
        session = seen.screen.session
        seen.app.push_screen(ReaderScreen(session, Opened(session.open(seen.reader.briefing), at="river")))
        await seen.settle()
        assert seen.reader.document.sections[seen.reader.section].id == "river"


# what was read


async def test_a_section_is_ticked_when_it_has_been_on_the_screen_for_as_long_as_its_words_take(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, (100, 40)) as seen:
        assert ticked(seen) == []
        await desk.rest(seen, 0.9)
        assert ticked(seen) == []
        await desk.rest(seen)
        await seen.press("move.bottom")
        assert "1 Harbour" in ticked(seen)
        assert "6 Forest" not in ticked(seen)
    async with desk.opened(path, (100, 40)) as seen:
        await seen.press("move.bottom")
        assert "1 Harbour" in ticked(seen)


async def test_a_key_that_is_held_reads_nothing_and_ends_nothing(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        for _ in range(40):
            desk.seconds += 0.05
            await seen.pilot.press("space")
        await seen.pilot.pause()
        assert "This is the end" in seen.status
        assert "done" in seen.status
        await desk.kept(seen)
        standing = desk.journal.standing("coast")
        assert standing is not None
        assert not standing.done_at
        # At the end, where nothing moves any more, the page does rest.
        assert not {"harbour", "island", "mountain", "village"} & set(standing.read)


async def test_space_at_the_end_is_done_where_there_is_no_queue(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await desk.read_all(seen)
        await desk.press(seen, "move.page-down")
        assert "Done with it · U undoes" in seen.status
        assert desk.journal.seen()["coast"][1]
        await desk.press(seen, "move.page-down")
        assert seen.app.is_running


async def test_space_goes_through_the_whole_queue_and_says_when_nothing_is_left(desk: Desk) -> None:
    desk.write("hills.yaml", short("Hills", "2024-07-02"))
    desk.write("plain.yaml", short("Plain", "2024-07-01"))
    async with desk.opened() as seen:
        await seen.press("library.read-on")
        await seen.settle()
        assert "Hills" in seen.lines[0]
        assert "queue 1 of 2" in seen.status
        await desk.read_all(seen)
        await desk.press(seen, "move.page-down")
        assert "Plain" in seen.lines[0]
        assert "2 of 2" in seen.status or "1 of 2 done" in seen.status
        # The same key once more, too soon: nothing has been read yet.
        await desk.press(seen, "move.page-down")
        assert not desk.journal.seen().get("plain", (b"", 0))[1]
        await desk.read_all(seen)
        await desk.press(seen, "move.page-down")
        assert "Done. 2 of 2." in seen.status
        await desk.press(seen, "move.page-down")
        assert "Done. 2 of 2." in seen.status
        await seen.press("undo.undo", "move.page-down")
        assert "Done. 2 of 2." not in seen.status


async def test_done_and_unread_by_key_are_shown_kept_and_undone(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await desk.press(seen, "read.done")
        assert "Done with it; 8 of 8 sections were not read · U undoes" in seen.status
        assert ticked(seen) == []
        await desk.press(seen, "undo.undo")
        await desk.read_all(seen)
        await desk.press(seen, "read.done")
        assert "Done with it · U undoes" in seen.status
        assert len(ticked(seen)) >= len(NAMES)
        await desk.press(seen, "read.unread")
        assert "Unread again" in seen.status
        assert ticked(seen) == []
        await desk.press(seen, "undo.undo")
        assert "Undone: “Report on the coast” unread again" in seen.status
        assert len(ticked(seen)) >= len(NAMES)
        await desk.press(seen, "undo.undo")
        assert "Undone: done with “Report on the coast”" in seen.status
        assert not desk.journal.seen()["coast"][1]
        await desk.press(seen, "undo.undo")
        assert "nothing to undo" in seen.status


async def test_what_was_done_is_undone_after_a_restart_too(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await desk.press(seen, "read.done")
    async with desk.opened(path) as seen:
        assert desk.journal.seen()["coast"][1]
        await desk.press(seen, "undo.undo")
        assert not desk.journal.seen().get("coast", (b"", 0))[1]


async def test_the_next_unread_section_is_one_key_away_and_then_the_next_briefing(desk: Desk) -> None:
    desk.write("coast.yaml", report())
    desk.write("hills.yaml", short("Hills", "2024-06-01"))
    async with desk.opened(size=(100, 30)) as seen:
        await open_row(seen, "Report on the coast")
        await desk.rest(seen)
        await seen.press("read.next-unread")
        first = seen.reader.document.sections[seen.reader.section].id
        assert first not in seen.screen.reading_log.read_sections
        await desk.press(seen, "read.done")
        await seen.press("read.next-unread")
        await seen.settle()
        assert "Hills" in seen.lines[0]


# what changed


def edited() -> str:
    """The report a day later: a judgment moved, a paragraph changed, one added, one removed, and a section moved."""
    text = report("A paragraph that is wholly new.").replace("likelihood: likely", "likelihood: unlikely")
    text = text.replace("Paragraph 2 of Village says that", "Paragraph 2 of Village denies that")
    return text.replace("      Paragraph 4 of River says that river goes on.\n\n", "")


async def read_then_edit(desk: Desk, text: str) -> Path:
    """Read the report to its end, and save another text of it a day later."""
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await desk.read_all(seen)
        await desk.press(seen, "read.done")
    desk.now += DAY
    return desk.write("coast.yaml", text)


async def test_an_updated_briefing_opens_at_its_first_change_and_says_what_it_is(desk: Desk) -> None:
    path = await read_then_edit(desk, edited().replace("likelihood: unlikely", "likelihood: likely"))
    async with desk.opened(path, (140, 24)) as seen:
        assert at(seen, "A paragraph that is wholly new.")
        assert "Changed: 3 paragraphs" in seen.status
        assert "D" in seen.status


async def test_it_stays_where_one_is_when_one_has_begun_to_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    compare = ChangeController.compare
    monkeypatch.setattr(ChangeController, "compare", lambda self: None)
    path = await read_then_edit(desk, edited())
    async with desk.opened(path) as seen:
        await seen.press("move.down")
        before = seen.reader.view.top
        compare(seen.screen.changes)
        await seen.settle()
        assert seen.screen.changes.changed is not None
        assert seen.reader.view.top == before


async def test_who_comes_for_one_place_is_not_led_away_to_a_change(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await to(seen, WORDS)
        await seen.keys("m", "a")
        await desk.press(seen, "read.done")
    desk.write("coast.yaml", report().replace("The coast is quiet.", "The coast is loud."))
    async with desk.opened(desk.write("hills.yaml", short("Hills"))) as seen:
        await seen.keys("apostrophe", "a")
        await seen.settle()
        assert at(seen, WORDS)
        assert seen.screen.changes.changed is not None


async def test_what_is_saved_while_it_is_open_is_compared_and_the_place_held(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, (140, 24)) as seen:
        await desk.read_all(seen)
        await to(seen, WORDS)
        desk.write("coast.yaml", edited())
        await seen.press("file.reload")
        await seen.settle()
        assert "Read again" in seen.status
        assert at(seen, "Paragraph 2 of Village")
        assert sign_of(seen.lines, "Village denies") == "~"
        await seen.press("change.show")
        assert "What changed" in seen.text


async def test_an_undo_of_something_else_leaves_what_changed_as_it_is(desk: Desk) -> None:
    path = await read_then_edit(desk, edited())
    async with desk.opened(path, (140, 60)) as seen:
        await seen.keys("m", "a")
        await desk.press(seen, "undo.undo")
        assert seen.screen.changes.changed is not None
        assert "village" not in seen.screen.reading_log.read_sections
        assert "harbour" in seen.screen.reading_log.read_sections


async def test_changes_are_stepped_through_with_signs_in_the_gutter(desk: Desk) -> None:
    path = await read_then_edit(desk, edited())
    async with desk.opened(path, (140, 60)) as seen:
        await seen.press("move.top")
        seen.screen.say("")
        found = []
        for _ in range(12):
            await seen.press("change.next")
            found.append(seen.reader.view.current_block.text)
            if "last change" in seen.status:
                break
        assert any("wholly new" in text for text in found)
        assert any("Village denies" in text for text in found)
        assert any("It stays quiet." in text for text in found)
        await seen.press("change.previous")
        assert seen.reader.view.current_block.text == found[-3 if found[-1] == found[-2] else -2]
        for _ in range(12):
            await seen.press("change.previous")
        assert "first change" in seen.status
        await seen.press("move.top")
        lines = await every_line(seen)
        assert sign_of(lines, "wholly new") == "+"
        assert sign_of(lines, "Village denies") == "~"
        assert sign_of(lines, "Paragraph 5 of River") == "-"
        assert sign_of(lines, "Paragraph 1 of Harbour") == " "


async def test_a_section_that_moved_has_an_arrow(desk: Desk) -> None:
    names = (NAMES[5], *NAMES[:5])
    path = await read_then_edit(desk, report(names=names))
    async with desk.opened(path, (140, 60)) as seen:
        lines = await every_line(seen)
        assert sign_of(lines, "1 Forest") == "→"


async def test_an_item_of_the_apparatus_has_one_sign(desk: Desk) -> None:
    front = FRONT.replace("confidence: low", "confidence: low, basis: Reports agree., indicators: [One, Two], horizon: by 2025")
    path = desk.write("coast.yaml", report(front=front))
    async with desk.opened(path) as seen:
        await desk.press(seen, "read.done")
    desk.write("coast.yaml", report(front=front.replace("likely", "unlikely")))
    async with desk.opened(path, (140, 60)) as seen:
        await seen.press("go.judgments")
        signs = [line[34:].lstrip()[:1] for line in seen.lines if line[34:].lstrip().startswith("~")]
        assert len(signs) == 1
        assert sign_of(seen.lines, "It stays quiet.") == "~" or sign_of(seen.lines, "unlikely") == "~"


async def every_line(seen: Seen) -> list[str]:
    """All lines of the page, window after window."""
    await seen.press("move.top")
    lines = list(seen.lines)
    while seen.reader.view.page(1):
        seen.screen.repaint()
        await seen.pilot.pause()
        lines += seen.lines
    return lines


def sign_of(lines: list[str], words: str) -> str:
    """What stands in the gutter beside the first line with some words, on a very wide screen."""
    line = next(line for line in lines if words in line[34:])
    before = line[34 : 34 + line[34:].index(words)].replace("▌", " ").replace("▏", " ")
    return before.strip()[:1] or " "


async def test_a_page_of_what_changed_is_one_key_away_and_leads_back(desk: Desk) -> None:
    path = await read_then_edit(desk, edited())
    async with desk.opened(path, (120, 50)) as seen:
        await seen.press("change.show")
        assert "What changed" in seen.text
        assert "likely → unlikely" in seen.text
        text = "\n".join(block.text for part in seen.reader.document.parts for block in part.blocks)
        assert "[-says-]{+denies+}" in text
        await seen.press("change.next")
        assert "What changed" in seen.text
        await seen.press("app.leave")
        assert "Report on the coast" in seen.lines[0]
        assert seen.reader.document.sections[1].id == "~bottom-line"


async def test_links_of_the_page_of_changes_lead_into_the_briefing(desk: Desk) -> None:
    path = await read_then_edit(desk, edited())
    async with desk.opened(path, (120, 50)) as seen:
        await seen.press("change.show")
        seen.screen.links.follow("#village")
        await seen.settle()
        assert seen.reader.briefing.title == "Report on the coast"
        assert seen.reader.document.sections[seen.reader.section].id == "village"


async def test_what_d_says_where_there_is_nothing_to_show(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await seen.press("change.show")
        assert "You have not read this before" in seen.status
        await desk.press(seen, "read.done")
    async with desk.opened(path) as seen:
        await seen.press("change.show")
        assert "Nothing that is shown has changed since you read it today" in seen.status
    async with desk.opened(path, journal=False) as seen:
        await seen.press("change.show")
        assert "Without the journal" in seen.status


async def test_what_changed_is_shown_since_the_readings_before_as_well(desk: Desk) -> None:
    path = await read_then_edit(desk, edited())
    async with desk.opened(path, (140, 40)) as seen:
        await desk.read_all(seen)
    desk.now += DAY
    desk.write("coast.yaml", edited().replace("Paragraph 1 of Harbour", "Paragraph one of Harbour"))
    async with desk.opened(path, (140, 40)) as seen:
        await seen.press("change.show")
        assert "you read it yesterday" in seen.text
        assert "one" in seen.text
        assert "wholly new" not in seen.text
        await seen.press("change.show")
        await seen.settle()
        assert "wholly new" in seen.text
        await seen.press("change.show")
        await seen.settle()
        assert "Nothing further is kept" in seen.status
        await seen.press("app.leave")
        await desk.read_all(seen)
    desk.now += DAY
    async with desk.opened(path, (140, 40)) as seen:
        await seen.press("change.show")
        await seen.settle()
        assert "Harbour" in seen.text


async def test_a_changed_section_is_unread_until_it_is_read_again(desk: Desk) -> None:
    path = await read_then_edit(desk, edited())
    async with desk.opened(path, (100, 40)) as seen:
        await seen.press("move.bottom")
        assert "village" not in seen.screen.reading_log.read_sections
        assert "1 Harbour" in ticked(seen)
        await seen.press("move.top")
        await desk.read_all(seen)
        assert "village" in seen.screen.reading_log.read_sections


async def test_the_next_number_of_a_series_is_compared_with_the_one_that_was_read(desk: Desk) -> None:
    weekly = "title: Weekly {n}\nid: weekly-{n}\nseries: Weekly\nnumber: {n}\ndate: 2024-07-0{n}\nbluf: {text}\n"
    desk.write("w1.yaml", weekly.format(n=1, text="All is quiet."))
    desk.write("w2.yaml", weekly.format(n=2, text="Ships were seen."))
    desk.write("hills.yaml", short("Hills"))
    first = desk.library / "w1.yaml"
    async with desk.opened(first) as seen:
        await desk.press(seen, "read.done")
    async with desk.opened() as seen:
        await open_row(seen, "Weekly 2")
        assert "the one before it" in seen.status


async def test_the_same_file_opened_by_itself_and_from_its_library_has_not_changed(desk: Desk) -> None:
    path = desk.write("coast.yaml", report("See [[hills]] for more."))
    desk.write("hills.yaml", short("Hills"))
    async with desk.opened() as seen:
        await open_row(seen, "Report on the coast")
        await desk.press(seen, "read.done")
    async with desk.opened(path) as seen:
        assert "Changed" not in seen.status
        await seen.press("change.show")
        assert "Nothing that is shown has changed" in seen.status


# marks


async def test_marks_lead_back_within_a_briefing_and_across_briefings(desk: Desk) -> None:
    desk.write("coast.yaml", report())
    desk.write("hills.yaml", short("Hills"))
    async with desk.opened(size=(140, 24)) as seen:
        await open_row(seen, "Report on the coast")
        await to(seen, WORDS)
        await seen.press("mark.set")
        assert "Mark this place: type a letter" in seen.status
        await seen.keys("a")
        await desk.kept(seen)
        assert "a" in desk.journal.marks()
        await seen.press("move.top", "mark.go")
        assert "Go to: a Report on the co" in seen.status
        await seen.keys("a")
        assert at(seen, WORDS)
        await seen.keys("apostrophe", "apostrophe")
        assert seen.reader.view.current == (0, 0)
        await seen.press("app.leave")
        await open_row(seen, "Hills")
        await seen.keys("apostrophe", "a")
        await seen.settle()
        assert at(seen, WORDS)
    async with desk.opened() as seen:
        await seen.keys("apostrophe", "a")
        await seen.settle()
        assert at(seen, WORDS)


async def test_a_mark_and_its_letter_may_come_at_once_as_over_a_slow_line(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        for key, character in (("m", "m"), ("a", "a")):
            seen.app.post_message(events.Key(key, character))
        await seen.pilot.pause()
        await desk.kept(seen)
        assert "a" in desk.journal.marks()
        assert not seen.screen.marks.prefix


async def test_nothing_is_said_to_be_kept_before_it_is(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        seen.screen.say("Note kept")
        coming: Future[None] = Future()
        seen.screen.when_kept(coming, "Note kept")
        await seen.pilot.pause()
        assert "Note kept" not in seen.status
        coming.set_result(None)
        await seen.pilot.pause()
        assert "Note kept" in seen.status


async def test_a_mark_waits_for_its_letter_and_nothing_else_happens_meanwhile(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, (120, 24)) as seen:
        await seen.press("mark.set")
        await seen.keys("escape")
        assert "Mark this place" not in seen.status
        assert desk.journal.marks() == {}
        await seen.press("mark.set")
        await seen.keys("5")
        assert "A mark is a letter from a to z" in seen.status
        await seen.press("mark.set")
        await seen.keys("q")
        await desk.kept(seen)
        assert seen.app.is_running
        assert list(desk.journal.marks()) == ["q"]
        await seen.press("mark.go")
        await seen.keys("z")
        assert "There is no mark z: m z sets it" in seen.status
        await desk.press(seen, "undo.undo")
        assert desk.journal.marks() == {}


async def test_a_mark_to_a_file_that_is_gone_says_so(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    other = desk.write("hills.yaml", short("Hills"))
    async with desk.opened(path) as seen:
        await seen.keys("m", "a")
        await desk.kept(seen)
    path.unlink()
    async with desk.opened(other, (140, 24)) as seen:
        await seen.keys("apostrophe", "a")
        await seen.settle()
        assert "There is no file" in seen.status
        assert "is kept still" in seen.status


async def test_there_is_no_place_to_go_back_to_at_first(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await seen.keys("apostrophe", "apostrophe")
        assert "There is no place to go back to yet" in seen.status


# where nothing can be kept


async def test_where_the_journal_cannot_be_used_reading_works_and_it_is_said(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    assert desk.data is not None
    desk.data.write_text("a file where the folder should be", encoding="utf-8")
    async with desk.opened(path, (140, 24)) as seen:
        assert "not being saved" in seen.status
        await seen.press("read.done")
        await seen.settle()
        assert "Done with it" not in seen.status
        assert seen.screen.reading_log.log is not None
        assert seen.screen.reading_log.log.done
        await seen.keys("m", "a")
        await seen.press("undo.undo", "app.leave")


async def test_the_library_says_first_that_nothing_is_saved(desk: Desk) -> None:
    desk.write("coast.yaml", report())
    desk.write("hills.yaml", short("Hills"))
    assert desk.data is not None
    desk.data.write_text("a file where the folder should be", encoding="utf-8")
    async with desk.opened(size=(140, 24)) as seen:
        assert "not being saved" in seen.status


async def test_without_a_journal_every_key_says_what_it_needs_and_reading_works(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, journal=False) as seen:
        for action, said in (
            ("read.done", "Without the journal nothing is kept"),
            ("read.unread", "Without the journal nothing is kept"),
            ("mark.set", "Marks need the journal"),
            ("mark.go", "Marks need the journal"),
            ("note.write", "Without the journal nothing is kept"),
            ("note.next", "Without the journal nothing is kept"),
            ("note.list", "Without the journal there are no notes"),
            ("undo.undo", "There is nothing to undo"),
            ("change.next", "Without the journal"),
        ):
            await seen.press(action)
            assert said in seen.status, action
        await seen.press("read.next-unread", "move.bottom")
        assert ticked(seen) == []
        await seen.press("move.page-down")
        assert "This is the end" in seen.status


def test_sections_are_told_apart_in_these_tests() -> None:
    assert section("One") != section("Two")


async def test_what_was_read_behind_a_search_comes_back_with_it_at_its_place(desk: Desk) -> None:
    desk.write("talks.yaml", TALKS)
    desk.write("forum.yaml", FORUM)
    async with desk.opened() as seen:
        await seen.press("library.search")
        await seen.type("deterrence")
        await seen.press("search.accept", "move.next-section", "move.next-block")
        await seen.settle()
        left = left_at(seen.app.screen_stack)
        assert left == (seen.reader.briefing.id, "seoul", "deterrence")
        at = seen.reader.view.current
    async with desk.opened() as seen:
        assert isinstance(seen.app.screen, LibraryScreen)
        behind = _behind_search(seen.app.screen.session, left[2], f"{left[0]}#{left[1]}", resumed=True)
        seen.app.resting.search_for(left[2], behind)
        seen.app.resting.begin()
        await seen.settle()
        await seen.pilot.pause()
        assert (seen.reader.view.current, seen.reader.find.active) == (at, True)
        await seen.press("app.leave")
        assert "Briefings with words" in seen.text


TWO = "".join(f"- {{text: It holds {n}, basis: Reason {n}}}\n" for n in (1, 2))
ALL_FOLDED = FoldState(True, frozenset())


async def test_what_is_folded_is_known_before_the_journal_is_opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.ui.reader.reading_log.JOURNAL_AFTER", 600.0)
    inputs = Inputs([desk.write("a.yaml", short("a") + f"judgments:\n{TWO}")])
    session = Session(inputs, composed_document, open_journal=desk.open_journal, folds=FoldsLeft(dict))
    async with opened(BriefingApp(ReaderScreen(session, Opened(session.open(inputs.only()))))) as seen:
        seen.screen.panes.fold_all(1)
        assert session.journal_waits
    assert session.folds is not None
    assert session.folds.states == {"a": ALL_FOLDED}


async def test_what_is_folded_is_known_of_every_briefing_that_one_went_on_from(desk: Desk) -> None:
    for name in ("a", "b"):
        desk.write(f"{name}.yaml", short(name) + f"judgments:\n{TWO}")
    session = Session(Inputs([desk.library]), composed_document, folds=FoldsLeft(dict))
    session.library = read_into_memory(session, Inputs([desk.library]))
    async with opened(BriefingApp(LibraryScreen(session, "library"))) as seen:
        await seen.press("library.open")
        for _ in range(2):
            seen.screen.panes.fold_all(1)
            await seen.press("library.next")
    assert session.folds is not None
    assert session.folds.states == dict.fromkeys("ab", ALL_FOLDED)
