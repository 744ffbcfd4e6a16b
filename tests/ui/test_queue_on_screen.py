"""The queue as the library's first screen: its order, what is done in the list, and the way through it."""

from __future__ import annotations

import pytest

from tests.ui.desk import DAY, Desk, report, short
from tests.ui.screens import Seen, opened
from tests.ui.test_coming_back import open_row
from tui.catalog.refresh import refresh
from tui.journal.journal import Journal
from tui.reading.last_read import identity_of_row
from tui.reading.library import Library
from tui.reading.personal_filters import QueueMaker
from tui.ui.screens.library import PREVIEW_AFTER, LibraryScreen

ASKED = "title: Asked\nid: asked\ndate: 2024-05-01\nactions: {text: Answer the letter., due: 2024-07-27, status: open}\n"
FLASH = "title: Flash\nid: flash\ndate: 2024-04-01\npriority: flash\nbody: Now.\n"
REVIEW = "title: Review\nid: review\ndate: 2024-03-01\nreview_by: 2024-07-01\nbody: Again.\n"


def rows(seen: Seen) -> list[str]:
    """The list, line by line, without what stands at the right."""
    screen = seen.app.screen
    assert isinstance(screen, LibraryScreen)
    lines = seen.lines[2 : 1 + screen.list.size.height]
    return [line[:60].rstrip() for line in lines if line.strip()]


def row(seen: Seen, title: str) -> str:
    """The line of a briefing in the list, without what stands beside the list."""
    screen = seen.app.screen
    assert isinstance(screen, LibraryScreen)
    return next(line for line in (line[: screen.list.size.width] for line in seen.lines[1:]) if title in line)


async def select(seen: Seen, title: str) -> None:
    """Select a briefing of the list."""
    screen = seen.app.screen
    assert isinstance(screen, LibraryScreen)
    place = next(place for place, known in enumerate(screen.listing.rows) if known.title == title)
    screen.list.action_row(place - screen.list.cursor)
    await seen.pilot.pause()


async def some(desk: Desk) -> None:
    """A library with something in every group: one begun, one updated, the rest not read, one of them done."""
    desk.write("asked.yaml", ASKED)
    desk.write("flash.yaml", FLASH)
    desk.write("review.yaml", REVIEW)
    desk.write("coast.yaml", report())
    updated = desk.write("hills.yaml", short("Hills"))
    desk.write("plain.yaml", short("Plain", "2024-06-01"))
    async with desk.opened() as seen:
        for title in ("Hills", "Review", "Plain"):
            await select(seen, title)
            await desk.press(seen, "library.done")
        await open_row(seen, "Report on the coast")
        await desk.rest(seen)
        await desk.kept(seen)
    desk.now += DAY
    updated.write_text(short("Hills", text="It is quite short."), encoding="utf-8")


async def test_the_groups_of_the_queue_stand_in_their_order_with_reasons(desk: Desk) -> None:
    await some(desk)
    async with desk.opened(size=(120, 40)) as seen:
        titles = ("Continue", "Report on the coast", "Asked of you", "Asked", "Updated", "Hills", "New", "Flash")
        at = [next(n for n, line in enumerate(rows(seen)) if line.strip().endswith(title)) for title in titles[::2]]
        assert at == sorted(at)
        assert "due" in row(seen, " Asked  ")
        assert "◐" in row(seen, "Report on the coast")
        assert "~" in row(seen, "Hills")
        assert "FLASH" in row(seen, "Flash")
        assert "✓" in row(seen, "Plain")
        assert "passage" in row(seen, "Hills") or "paragraph" in row(seen, "Hills")
        assert "in the queue · 6 in all" in seen.lines[0]


async def test_a_list_shows_what_is_done_with_on_another_screen(desk: Desk) -> None:
    desk.write("flash.yaml", FLASH)
    desk.write("hills.yaml", short("Hills"))
    async with desk.opened(size=(120, 30)) as seen:
        assert "2 in the queue · 2 in all" in seen.lines[0]
        screen = seen.app.screen
        assert isinstance(screen, LibraryScreen)
        there = next(row for row in screen.listing.rows if row.title == "Hills")
        other = Journal(desk.data, now=lambda: desk.now)
        other.set_done([(identity_of_row(there), None)], True, "done with it").result(20)
        other.close()
        for _ in range(200):
            if "1 in the queue · 2 in all" in seen.lines[0]:
                break
            await seen.pilot.pause(0.05)
        assert "1 in the queue · 2 in all" in seen.lines[0]
        assert "✓" in row(seen, "Hills")


async def test_what_cannot_be_compared_is_not_tried_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await some(desk)
    tried: list[int] = []

    def settle(self: QueueMaker, stop: object = None) -> int:
        tried.append(1)
        return 0

    monkeypatch.setattr(QueueMaker, "settle", settle)
    async with desk.opened() as seen:
        for _ in range(5):
            await seen.settle()
        assert tried == [1]
        assert "changed" in row(seen, "Hills")


async def test_below_the_list_stands_why_the_selected_one_is_to_be_read(desk: Desk) -> None:
    await some(desk)
    async with desk.opened(size=(80, 30)) as seen:
        await select(seen, "Asked")
        await seen.pilot.pause(2 * PREVIEW_AFTER)
        assert "due" in "\n".join(seen.lines[-8:-1])


async def test_what_one_is_done_with_stays_in_its_line_until_the_list_is_made_anew(desk: Desk) -> None:
    desk.write("hills.yaml", short("Hills", "2024-07-02"))
    desk.write("plain.yaml", short("Plain", "2024-07-01"))
    desk.write("river.yaml", short("River", "2024-06-01"))
    async with desk.opened() as seen:
        before = [line[12:] for line in rows(seen)]
        await desk.press(seen, "library.done")
        assert "Done with it · U undoes" in seen.status
        assert [line[12:] for line in rows(seen)] == before
        assert "✓" in row(seen, "Hills")
        assert "▸" in row(seen, "Plain")
        # Nor does it go while something else is looked at.
        await seen.press("library.open")
        await seen.settle()
        await seen.press("app.leave")
        assert [line[12:] for line in rows(seen)] == before
        await seen.press("library.reload")
        await seen.settle()
        assert "Everything else" in seen.text
        assert seen.text.index("Hills") > seen.text.index("Everything else")


async def test_a_list_from_a_catalog_is_made_anew_though_no_file_has_changed(desk: Desk) -> None:
    desk.write("asked.yaml", ASKED)
    desk.write("flash.yaml", FLASH)
    async with opened(desk.app(catalog=True)) as seen:
        await seen.settle()
        assert [line.strip() for line in rows(seen) if "2024" not in line] == ["Asked of you", "New"]
        await desk.press(seen, "library.done")
        await seen.press("library.reload")
        await seen.settle()
        assert [line.strip() for line in rows(seen) if "2024" not in line] == ["New", "Asked of you, read already"]


async def test_what_is_asked_stays_when_it_was_read_until_it_is_closed_by_key(desk: Desk) -> None:
    desk.write("asked.yaml", ASKED)
    desk.write("hills.yaml", short("Hills"))
    async with desk.opened(size=(120, 30)) as seen:
        await seen.press("library.read-on")
        await seen.settle()
        await desk.read_all(seen)
        await desk.press(seen, "move.page-down")
        assert "1 of 2 done." in seen.status
        await desk.read_all(seen)
        await desk.press(seen, "move.page-down")
        assert "Done. 2 of 2." in seen.status
        await seen.press("app.leave", "library.reload")
        await seen.settle()
        assert [line.strip() for line in rows(seen) if "2024" not in line] == ["Asked of you, read already", "Everything else"]
        assert "1 in the queue, read already · 2 in all" in seen.lines[0]
        assert "due" in row(seen, " Asked  ")
        await select(seen, "Asked")
        await desk.press(seen, "library.close-actions")
        assert "1 action is closed: no longer asked of you" in seen.status
        await seen.press("library.reload")
        await seen.settle()
        assert "0 in the queue · 2 in all" in seen.lines[0]
        await desk.press(seen, "undo.undo")
        await seen.press("library.reload")
        await seen.settle()
        assert "1 in the queue, read already" in seen.lines[0]
        await seen.press("library.open")
        await seen.settle()
        await desk.press(seen, "action.close")
        assert "1 action is closed" in seen.status
        await desk.press(seen, "action.close")
        assert "1 action is asked of you again" in seen.status


async def test_an_action_that_was_closed_by_key_is_ticked_on_its_page(desk: Desk) -> None:
    path = desk.write("asked.yaml", ASKED)
    async with desk.opened(path) as seen:
        assert "☐ Answer the letter." in seen.text
        assert " · open" in seen.text
        await desk.press(seen, "action.close")
        assert "☑ Answer the letter." in seen.text
        assert " · closed by you" in seen.text
        assert " · open" not in seen.text
    async with desk.opened(path) as seen:
        assert "☑ Answer the letter." in seen.text
        await desk.press(seen, "action.close")
        assert "☐ Answer the letter." in seen.text
        await desk.press(seen, "undo.undo")
        assert "☑ Answer the letter." in seen.text


@pytest.mark.parametrize("at_once", [1_000, 1])
async def test_the_header_counts_out_what_is_done_with_and_counts_it_in_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("tui.ui.library.queue.COUNTED", at_once)
    many = 212
    for number in range(many):
        desk.write(f"b{number}.yaml", short(f"B{number}"))
    desk.write("asked.yaml", ASKED)
    async with desk.opened(size=(120, 30)) as seen:
        assert f" {many + 1} in the queue · {many + 1} in all" in seen.lines[0]

        async def counted(expected: str) -> None:
            await seen.settle()
            await seen.settle()
            assert f" {expected} · {many + 1} in all" in seen.lines[0], seen.lines[0]

        await desk.press(seen, "library.done")
        await counted(f"{many + 1} in the queue, 1 of them read")
        await desk.press(seen, "library.done")
        await counted(f"{many} in the queue, 1 of them read")
        await desk.press(seen, "undo.undo")
        await counted(f"{many + 1} in the queue, 1 of them read")
        await select(seen, "Asked")
        await desk.press(seen, "library.close-actions")
        await counted(f"{many} in the queue")
        await desk.press(seen, "library.select", *["library.down"] * 11, "library.done")
        await counted(f"{many - 11} in the queue")
        await desk.press(seen, "undo.undo")
        await counted(f"{many} in the queue")


async def test_the_header_says_so_while_files_are_still_being_read(desk: Desk) -> None:
    for number in range(5):
        desk.write(f"b{number}.yaml", short(f"B{number}"))
    asked = iter([False, False, False])
    refresh([desk.library], stop=lambda: next(asked, True))
    app = desk.app()
    first = app._first
    library = first.session.library = Library(first.session, "library", [desk.library])
    read = library.count
    assert 0 < read < 5
    async with opened(app, size=(120, 30)) as seen:
        assert f" {read} in the queue · {read} so far" in seen.lines[0]
        await seen.press("library.sort")
        assert f" {read} briefings so far" in seen.lines[0]
        refresh([desk.library])
        library.renew()
        first.library_changed()
        await seen.pilot.pause()
        assert " 5 briefings " in seen.lines[0]
        assert "so far" not in seen.lines[0]


async def test_the_last_row_is_marked_too(desk: Desk) -> None:
    desk.write("hills.yaml", short("Hills", "2024-07-02"))
    desk.write("plain.yaml", short("Plain", "2024-07-01"))
    async with desk.opened() as seen:
        await seen.press("library.last")
        await desk.press(seen, "library.done")
        assert "✓" in row(seen, "Plain")


async def test_done_unread_and_all_done_are_undone_one_after_the_other_after_a_restart_too(desk: Desk) -> None:
    for number in range(4):
        desk.write(f"b{number}.yaml", short(f"Briefing{number}", f"2024-07-0{number + 1}"))
    async with desk.opened() as seen:
        await desk.press(seen, "library.done")
        assert "▸" in row(seen, "Briefing2")
        await desk.press(seen, "library.unread")
        await seen.press("library.all-done")
        await seen.settle()
        await desk.kept(seen)
        assert "Done with 4 briefings · U undoes" in seen.status
        assert all("✓" in row(seen, f"Briefing{number}") for number in range(4))
    async with desk.opened() as seen:
        assert all("✓" in row(seen, f"Briefing{number}") for number in range(4))
        await desk.press(seen, "undo.undo")
        assert "Undone: done with 4 briefings" in seen.status
        assert ["✓" in row(seen, f"Briefing{number}") for number in range(4)] == [False, False, False, True]
        await desk.press(seen, "undo.undo", "undo.undo")
        assert not any("✓" in line for line in rows(seen))
        await seen.press("undo.undo")
        assert "nothing to undo" in seen.status


async def test_several_rows_are_selected_and_marked_together(desk: Desk) -> None:
    for number in range(4):
        desk.write(f"b{number}.yaml", short(f"Briefing{number}", f"2024-07-0{number + 1}"))
    async with desk.opened() as seen:
        await seen.press("library.select", "library.down")
        assert "2 selected" in seen.status
        await desk.press(seen, "library.done")
        assert "Done with 2 briefings · U undoes" in seen.status
        assert [number for number in range(4) if "✓" in row(seen, f"Briefing{number}")] == [2, 3]
        await seen.press("library.first", "library.select", "library.down")
        await desk.press(seen, "library.unread")
        assert "2 briefings unread again · U undoes" in seen.status
        await seen.press("library.select")
        await seen.keys("escape")
        assert "selected" not in seen.status


async def test_only_what_the_filter_leaves_is_marked_done(desk: Desk) -> None:
    desk.write("hills.yaml", short("Hills"))
    desk.write("plain.yaml", short("Plain"))
    async with desk.opened() as seen:
        await seen.press("library.filter")
        await seen.type("title:hills")
        await seen.keys("enter")
        await seen.press("library.all-done")
        await seen.settle()
        await desk.kept(seen)
        assert "U undoes" in seen.status
        await seen.keys("escape", "escape", "escape")
        seen_now = desk.journal.seen()
        assert seen_now["hills"][1]
        assert "plain" not in seen_now or not seen_now["plain"][1]


async def test_the_next_unread_row_is_one_key_away(desk: Desk) -> None:
    for number in range(4):
        desk.write(f"b{number}.yaml", short(f"Briefing{number}", f"2024-07-0{number + 1}"))
    async with desk.opened() as seen:
        await select(seen, "Briefing2")
        await desk.press(seen, "library.done")
        await seen.press("library.first", "library.next-unread")
        assert "▸" in row(seen, "Briefing1")
        await seen.press("library.all-done")
        await seen.settle()
        await desk.kept(seen)
        await seen.press("library.next-unread")
        assert "Everything that is listed has been read" in seen.status


async def test_space_goes_on_to_what_is_not_done_and_says_why_it_is_next(desk: Desk) -> None:
    await some(desk)
    async with desk.opened(size=(120, 30)) as seen:
        await seen.press("library.first", "library.read-on")
        await seen.settle()
        assert "Report on the coast" in seen.lines[0]
        assert "1 of 4" in seen.status
        await desk.read_all(seen)
        await desk.press(seen, "move.page-down")
        await seen.settle()
        assert "Asked" in seen.lines[0]
        assert "1 of 4 done." in seen.status
        assert "Now: due" in seen.status


async def test_a_link_that_is_followed_on_the_way_ends_nothing_but_itself(desk: Desk) -> None:
    desk.write("hills.yaml", short("Hills", "2024-07-02", "See [[plain]]."))
    desk.write("plain.yaml", short("Plain", "2024-07-01"))
    desk.write("river.yaml", short("River", "2024-06-01"))
    async with desk.opened() as seen:
        await seen.press("library.read-on")
        await seen.settle()
        seen.screen.links.follow("[[plain]]")
        await seen.settle()
        assert "Plain" in seen.lines[0]
        await desk.read_all(seen)
        await desk.press(seen, "move.page-down")
        await seen.settle()
        known = desk.journal.seen()
        assert known["plain"][1]
        assert not known.get("hills", (b"", 0))[1]
        assert "1 of 3 done." in seen.status
        await desk.read_all(seen)
        await desk.press(seen, "move.page-down")
        await seen.settle()
        await desk.read_all(seen)
        await desk.press(seen, "move.page-down")
        assert "Done. 3 of 3." in seen.status
        assert all(entry[1] for entry in desk.journal.seen().values())


async def test_without_a_journal_the_list_is_by_date_and_every_key_says_so(desk: Desk) -> None:
    desk.write("hills.yaml", short("Hills"))
    desk.write("plain.yaml", short("Plain"))
    async with desk.opened(journal=False) as seen:
        for action in ("library.done", "library.unread", "library.all-done", "undo.undo", "note.list", "mark.go"):
            await seen.press(action)
            assert seen.status.startswith(("Nothing", "There is nothing", "There are no", "Marks need", "Without the journal")), (
                action
            )
        await seen.press("library.next-unread", "library.read-on")
        assert seen.app.is_running


async def test_an_order_that_is_not_the_queues_pages_with_space(desk: Desk) -> None:
    for number in range(40):
        desk.write(f"b{number}.yaml", short(f"Briefing{number}", f"2024-06-{number % 28 + 1:02}"))
    async with desk.opened() as seen:
        await seen.press("library.sort", "library.read-on")
        screen = seen.app.screen
        assert isinstance(screen, LibraryScreen)
        assert screen.list.cursor > 5


async def test_an_empty_queue_and_an_empty_filter_say_what_they_are(desk: Desk) -> None:
    desk.write("hills.yaml", short("Hills"))
    desk.write("plain.yaml", short("Plain"))
    async with desk.opened() as seen:
        await seen.press("library.all-done")
        await seen.settle()
        await desk.kept(seen)
        await seen.press("library.reload")
        await seen.settle()
        assert "0 in the queue · 2 in all" in seen.lines[0]
        assert "Everything else" in seen.text
        await seen.press("library.filter")
        await seen.type("is:queue")
        assert "No briefing answers" in seen.text


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (80, 24), (120, 40), (200, 50)], ids=str)
async def test_no_reason_is_shown_in_scraps_at_any_size(desk: Desk, size: tuple[int, int]) -> None:
    desk.write("hills.yaml", short("Hills and what lies behind them, in more words than there is room"))
    desk.write("asked.yaml", ASKED)
    desk.write("review.yaml", REVIEW)
    async with opened(desk.app(), size) as seen:
        await seen.settle()
        assert len(seen.lines) == size[1]
        screen = seen.app.screen
        assert isinstance(screen, LibraryScreen)
        for place in range(len(screen.listing.rows)):
            line = row(seen, screen.listing.rows[place].title[:9])
            reason = screen.listing.standings(screen.listing.rows[place])[1] if screen.listing.standings else ""
            at = line.find(reason[:8]) if reason else -1
            assert at < 0 or reason[:24] in line or reason.partition(" · ")[0] + "…" in line, line


async def test_what_was_done_comes_back_when_its_source_is_recalled_elsewhere_until_it_is_read_again(desk: Desk) -> None:
    seed = "title: Seed\nid: seed\nsources: {s: {title: Seed article}}\nbody: One.\n"
    desk.write("leans.yaml", "title: Leans\nid: leans\nsources: {s: {title: Seed article}}\nbody: It says so [@s].\n")
    desk.write("seed.yaml", seed)
    async with desk.opened() as seen:
        await select(seen, "Leans")
        await desk.press(seen, "library.done")
        await desk.kept(seen)
    desk.now += DAY
    desk.write("seed.yaml", seed.replace("article}", "article, status: recalled}"))
    async with desk.opened() as seen:
        assert seen.lines[2].strip() == "Recalled"
        for _ in range(100):
            # What is said of the row comes once the list rests.
            await seen.settle()
            if "since you read it" in seen.text:
                break
            await seen.pilot.pause(0.02)
        assert "leans on a recalled source · since you read it" in seen.text, seen.text
        await open_row(seen, "Leans")
        await desk.rest(seen)
        for _ in range(3):
            await seen.pilot.press("space")
        await seen.pilot.pause()
        await desk.kept(seen)
    desk.now += DAY
    async with desk.opened() as seen:
        assert "Leans" not in "\n".join(rows(seen)).partition("Everything else")[0]


LOOKED_UP = """\
title: Sources of it
id: sources
date: 2024-07-20
bluf: It is short.
body: |
  Some text.
sources:
"""


async def test_space_stops_where_the_text_ends_and_another_one_is_done_with_it(desk: Desk) -> None:
    many = "".join(f"  s{number}: {{title: Source {number}}}\n" for number in range(60))
    desk.write("sources.yaml", LOOKED_UP + many)
    async with desk.opened(desk.library / "sources.yaml") as seen:
        assert "That is the text · Space: done · j reference" in seen.status
        top = seen.reader.view.top
        await desk.press(seen, "read.on")
        assert seen.reader.view.top == top
        assert not desk.journal.seen().get("sources", (b"", 0))[1]
        await desk.press(seen, "read.on")
        assert desk.journal.seen()["sources"][1]
        # One who is done with it goes on to what is looked up.
        await desk.press(seen, "read.on")
        assert seen.reader.view.top > top
        await desk.press(seen, "undo.undo", "move.top")
        # Page by page one reads the reference as before.
        await desk.press(seen, "move.page-down")
        assert seen.reader.view.top > top
        assert not desk.journal.seen().get("sources", (b"", 0))[1]


async def test_a_held_space_stops_where_the_text_ends(desk: Desk) -> None:
    many = "".join(f"  s{number}: {{title: Source {number}}}\n" for number in range(60))
    desk.write("sources.yaml", LOOKED_UP + many)
    async with desk.opened(desk.library / "sources.yaml") as seen:
        await seen.pilot.press(*["space"] * 9)
        await desk.kept(seen)
        assert not desk.journal.seen().get("sources", (b"", 0))[1]
