"""Pages made from the things of a library on the screen: opened by a key of the list, live, leading to what they say."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.store.test_withholding import SECRET, WHOLE
from tests.ui.desk import Desk
from tests.ui.screens import Seen, opened, read_into_memory
from tests.ui.test_true_pages import swap
from tui.catalog.location import DATABASE, location_of
from tui.catalog.refresh import refresh
from tui.cli.inputs import Inputs
from tui.document.apparatus.entry import Phrase
from tui.model.handling import shown_up_to
from tui.reading.composed import Composition
from tui.reading.library_pages import asking, registry
from tui.reading.library_pages.question import PageQuestion
from tui.reading.library_pages.registry import PAGE_OF
from tui.reading.session import Preferences, Session
from tui.ui.app import BriefingApp
from tui.ui.keys import BY_ID
from tui.ui.pages import library as page_module
from tui.ui.pages.composed import RestOfPage
from tui.ui.screens.library import PREVIEW_AFTER, LibraryScreen
from tui.ui.start import composed_document

FLEET = """\
title: The fleet
id: fleet
date: 2024-07-01
producer: Sea desk
tlp: GREEN
judgments:
  old: {text: The pier will be open by summer., likelihood: likely, horizon: by 2024-06-30}
  soon: {text: The carrier will sail., likelihood: unlikely, horizon: 2024-08}
  done: {text: The admiral will go., likelihood: likely, status: borne out, resolved: 2024-05-20}
"""
ARMY = """\
title: The army
id: army
date: 2024-07-02
tlp: GREEN
judgments:
  move: {text: The brigade will move., likelihood: almost certain, horizon: 2025-03-31}
"""


async def go(seen: Seen, name: str) -> None:
    """Open a page from the list: by its key, or as the palette does where it has none."""
    if BY_ID[f"page.{name}"].keys:
        await seen.press(f"page.{name}")
    else:
        seen.app.navigation.page.act("listing.page", name)
    await seen.settle()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two briefings, in a catalog on disk."""
    desk = Desk(tmp_path)
    desk.catalog = True
    desk.write("fleet.yaml", FLEET)
    desk.write("army.yaml", ARMY)
    yield desk
    desk.journal.close()


async def test_every_page_has_a_key_in_the_list_and_says_what_it_is(desk: Desk) -> None:
    async with desk.opened() as seen:
        for name, page in PAGE_OF.items():
            assert BY_ID[f"page.{name}"].where in ("library", "everywhere", "reader")
            await go(seen, name)
            assert page.title in seen.lines[0]
            await seen.press("app.leave")
            assert isinstance(seen.app.screen, LibraryScreen), name


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (200, 50), (5, 3)])
async def test_every_page_fits_into_any_terminal(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.opened(size=size) as seen:
        for name in PAGE_OF:
            await go(seen, name)
            assert seen.composed is not None, name
            await seen.press("move.page-down", "move.next-section", "focus.next", "move.bottom")
            assert len(seen.lines) == size[1], name
            assert all(len(line) <= size[0] + 1 for line in seen.lines), name
            await seen.press("app.leave")
            assert isinstance(seen.app.screen, LibraryScreen), name


async def test_enter_leads_to_the_very_judgment_and_back(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("page.judgments")
        assert "3 judgments stand" in seen.text
        await seen.press("move.next-block")
        await seen.press("link.follow")
        assert seen.reader.briefing.id == "fleet"
        assert seen.reader.view.current_block.about == "soon"
        await seen.press("app.leave")
        assert "3 judgments stand" in seen.text


async def test_what_the_catalog_holds_damaged_is_said_on_the_page_and_made_anew(desk: Desk) -> None:
    told: list[bool] = []
    # What was just written is read again; what is older is not.
    for file in desk.library.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    refresh([desk.library])
    with sqlite3.connect(location_of([desk.library]) / DATABASE) as db:
        db.execute("UPDATE things SET things = x'1234'")
    db.close()
    async with desk.opened() as seen:
        assert isinstance(seen.app.screen, LibraryScreen)
        library = seen.app.screen.session.library
        assert library is not None
        library.loss.on_notice = lambda: told.append(library.loss.damaged)
        await seen.press("page.timeline")
        await seen.settle()
        assert "the catalog is damaged" in " ".join(seen.text.split())
        assert told == [True]
        assert not library.renew(), "where it cannot be made anew, nobody tries for ever"
        refresh([desk.library], rebuild=True)
        assert library.renew()
        seen.screen.library_changed()
        await seen.settle()
        assert "the catalog is damaged" not in " ".join(seen.text.split())
        assert told == [True]
        assert seen.app.failure is None


async def test_what_is_saved_is_on_the_open_page_at_the_same_place(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("page.judgments", "move.next-block")
        place = seen.reader.place()
        desk.write("army.yaml", ARMY.replace("2025-03-31", "2024-06-01").replace("almost certain", "likely"))
        swap(seen, desk)
        await seen.settle()
        assert "2 past the horizon" in seen.text
        assert seen.reader.place() == place


async def test_what_is_read_in_another_thread_is_not_asked_before_it_is_on_screen(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("page.judgments", "move.next-block")
        page = seen.app.screen.composed  # type: ignore[attr-defined]
        before = page.shown
        for _ in range(2):
            fresh = page.read()
            assert page.shown is before
        seen.app.screen.show_reader(fresh)  # type: ignore[attr-defined]
        assert page.shown is not before


async def test_what_is_deleted_while_the_page_is_open_is_gone_from_it(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("page.judgments")
        (desk.library / "fleet.yaml").unlink()
        swap(seen, desk)
        await seen.settle()
        assert "The carrier" not in seen.text
        assert "1 judgment stands" in seen.text
        (desk.library / "army.yaml").unlink()
        swap(seen, desk)
        await seen.settle()
        assert "There are no judgments here." in seen.text


async def test_a_file_that_went_is_said_when_its_entry_is_opened(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("page.judgments")
        (desk.library / "fleet.yaml").unlink()
        await seen.press("link.follow")
        await seen.settle()
        assert "gone" in seen.text.casefold()


async def test_the_page_is_of_what_the_list_is_filtered_to(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("library.filter")
        await seen.type("brigade")
        await seen.keys("enter")
        await seen.press("page.judgments")
        assert "1 judgment stands" in seen.text
        assert "answer “brigade”" in seen.text


async def test_judgments_have_orders_and_a_record(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("page.judgments", "page.sort")
        assert "The likeliest first" in seen.text
        assert "By likelihood" in seen.status
        await seen.press("page.record")
        assert "1 of 1 borne out · too few to say" in seen.text
        await seen.press("link.follow")
        assert "several briefings" in seen.status
        await seen.press("page.record")
        assert "The likeliest first" in seen.text


async def test_the_timeline_begins_at_today_and_leads_to_events_and_actions(desk: Desk) -> None:
    years = "\n".join(f"  - {{date: {year}, title: Year {year}}}" for year in range(1900, 2100))
    desk.write("years.yaml", f"title: Years\nid: years\nevents:\n{years}\nactions: [{{text: Ask., id: ask, due: 2024-07-30}}]\n")
    async with desk.opened() as seen:
        await seen.press("page.timeline")
        assert "── today, 26 Jul 2024 ──" in seen.text
        assert seen.reader.view.current_block.about
        await seen.press("link.follow")
        assert (seen.reader.briefing.id, seen.reader.view.current_block.about) == ("years", "ask")


async def test_keys_in_one_burst_end_where_the_same_keys_end_one_by_one(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.keys("J", "S", "right_parenthesis", "enter")
        await seen.settle()
        assert seen.reader.briefing.id in ("fleet", "army")
        await seen.press("app.leave")
        assert "The likeliest first" in seen.text


async def test_what_is_made_while_one_types_or_selects_is_shown_behind_that(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "AT_ONCE", 1)
    monkeypatch.setattr(page_module, "LATER", 0.01)
    desk.write("fleet.yaml", FLEET)
    desk.write("army.yaml", ARMY)
    async with desk.opened() as seen:
        await go(seen, "judgments")
        page = seen.composed
        assert isinstance(page, page_module.LibraryItemsPage)
        for begin, end in (("find.open", "find.accept"), ("copy.select", "app.cancel")):
            fresh, before = page._read_whole(), seen.reader
            await seen.press(begin)
            page._asks += 1
            page._arrived(fresh, True, page._asks)
            assert seen.reader is before
            assert before.find.prompting or before.selection.active
            page._arrived(page._read_whole(), True, page._asks - 1)
            await seen.press(end)
            while seen.reader is before:
                await seen.pilot.pause(0.01)
            assert seen.reader is fresh, "not what was asked for before it"


async def test_a_large_library_is_asked_in_another_thread(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "AT_ONCE", 1)
    monkeypatch.setattr(asking, "MOST", 2)
    async with desk.opened() as seen:
        await seen.press("page.judgments")
        await seen.settle()
        assert "The first 2 of 4 are shown." in seen.text
        desk.write("army.yaml", ARMY.replace("2025-03-31", "2024-06-01"))
        swap(seen, desk)
        await seen.settle()
        await seen.settle()
        assert "The brigade will move." in seen.text


async def test_nothing_above_a_ceiling_is_on_any_page(tmp_path: Path) -> None:
    (tmp_path / "harbour.yaml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "red.yaml").write_text(f"title: T\ntlp: RED\njudgments: ['{SECRET}']\n", encoding="utf-8")
    inputs = Inputs([tmp_path], ceiling=shown_up_to("GREEN"))
    session = Session(inputs, composed_document, limit=inputs.shown.limit)
    session.library = read_into_memory(session, inputs)
    async with opened(BriefingApp(LibraryScreen(session, inputs.name))) as seen:
        for name in PAGE_OF:
            await go(seen, name)
            document = seen.reader.document
            told = "\n".join(block.text for part in document.parts for block in part.blocks)
            assert SECRET not in told
            assert "may not be shown" in told or not seen.reader.briefing.tlp
            await seen.press("app.leave")


async def test_two_screens_show_the_same_state(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("page.judgments")
        other: Seen = seen
        await seen.press("link.follow")
        desk.write("fleet.yaml", FLEET.replace("The carrier will sail", "The carrier stays"))
        swap(seen, desk)
        await seen.settle()
        await seen.press("app.leave")
        await other.settle()
        assert "The carrier stays." in "\n".join(block.text for part in other.reader.document.parts for block in part.blocks)


async def test_the_command_steps_to_the_next_change_and_back(desk: Desk) -> None:
    told = "relations:\n  - {from: Fleet, type: reports to, to: Navy, until: 2024-08-31}\n"
    told += "  - {from: Fleet, type: reports to, to: Army, since: 2024-09-01}\n"
    desk.write("command.yaml", f"title: Command\nid: command\ndate: 2024-07-01\n{told}")
    async with desk.opened() as seen:
        await seen.press("page.command")
        assert "Command on 26 Jul 2024" in seen.text
        await seen.press("page.later")
        assert "Command on 1 Sep 2024" in seen.text
        assert "today under Navy" in seen.text
        await seen.press("page.later")
        assert "No change is known later" in seen.status
        await seen.press("page.earlier")
        assert "Navy" in seen.text
        await seen.press("link.follow")
        assert seen.reader.briefing.id == "command"


CREW = """\
title: The crew
id: crew
date: 2024-07-03
tlp: GREEN
actors:
  fleet: {name: Northern Fleet, short: NFL, type: unit, reports_to: staff}
  staff: {name: Joint Staff, type: organisation}
body: |
  The NFL sailed.
"""


async def test_an_actor_opens_from_the_list_of_all_and_its_mentions_are_put_aside_and_taken_back(desk: Desk) -> None:
    desk.write("crew.yaml", CREW)
    async with desk.opened(size=(140, 40)) as seen:
        await seen.press("page.actors")
        assert "2 actors" in seen.text
        await seen.press("link.follow")
        assert "Northern Fleet" in seen.lines[0]
        assert "1 mention without a link" in seen.text
        await seen.press("page.aside")
        assert "Only mentions" in seen.status
        await seen.press(*["move.next-block"] * 3, "page.aside")
        await desk.kept(seen)
        assert "Put aside" in seen.status
        await seen.press("move.top")
        assert "1 put aside" in seen.text
        await desk.press(seen, "undo.undo")
        assert "1 mention without a link" in seen.text
        desk.write("crew.yaml", CREW.replace("The NFL sailed.", "Nobody sailed."))
        swap(seen, desk)
        await seen.settle()
        assert "without a link" not in seen.text
        await seen.press("app.leave")
        assert "2 actors" in seen.text


async def test_enter_on_an_actor_of_a_briefing_opens_its_page(desk: Desk) -> None:
    desk.write("crew.yaml", CREW)
    async with desk.opened() as seen:
        await seen.press("library.filter")
        await seen.type("sailed")
        await seen.keys("enter")
        await seen.press("library.open", "go.actors")
        await seen.press("move.next-block", "link.peek")
        await seen.settle()
        assert "Northern Fleet · NFL · unit · in 1 briefing" in seen.text
        assert "reports to Joint Staff" in seen.text
        assert "3 Jul 2024 · The crew: The NFL sailed." in seen.text
        await seen.press("link.peek")
        assert "listed in 1 briefing" in seen.text
        await seen.press("app.leave", "link.follow")
        assert "listed in 1 briefing" in seen.text
        await seen.press("app.leave")
        assert seen.reader.briefing.id == "crew"
        await seen.press("go.related")
        assert "Nothing here is like" in seen.text
        await seen.press("go.related")
        assert "made by the program" in seen.status


async def test_a_thing_that_was_found_opens_itself_and_goes_into_the_tray_with_what_one_reads(desk: Desk) -> None:
    async with desk.opened() as seen:
        await seen.press("tray.open")
        assert "The tray is empty." in seen.text
        assert seen.status.removesuffix("100%").strip() == "q: back · ? keys", "no keys for what is not there"
        await seen.press("app.leave", "library.search")
        await seen.type("judgment:carrier")
        await seen.press("tray.add-hit")
        assert "In the tray" in seen.text
        await seen.press("search.accept")
        assert seen.reader.view.current_block.about == "soon"
        await seen.press("tray.add")
        assert "in the tray already" in seen.text
        await seen.press("app.leave", "search.cancel")
        await seen.press("page.judgments", "tray.add-entry", "tray.open")
        assert "2 things, read anew" in seen.text
        assert seen.text.index("The carrier") < seen.text.index("The pier")
        await seen.press("tray.down")
        assert seen.text.index("The pier") < seen.text.index("The carrier")
        await seen.press("tray.note")
        await seen.type("Ask the desk.")
        await seen.press("find.accept")
        assert "note: Ask the desk." in seen.text
        await seen.press("tray.remove")
        assert "Ask the desk." not in seen.text
        await seen.press("undo.undo")
        assert "note: Ask the desk." in seen.text
        assert seen.text.index("The pier") < seen.text.index("The carrier")
        await seen.press("move.top", "move.next-block", "move.next-block")
        (desk.library / "fleet.yaml").write_text(FLEET.replace("soon:", "later:"), "utf-8")
        await seen.press("tray.remove", "app.leave", "tray.open")
        assert "1 thing, read anew" in seen.text


async def test_two_that_are_selected_are_compared_as_their_files_are(desk: Desk) -> None:
    desk.write("army.yaml", ARMY.replace("tlp: GREEN", "tlp: RED"))
    async with desk.opened(size=(140, 40)) as seen:
        await seen.press("library.compare")
        assert "Select from one to another first" in seen.status
        await seen.press("library.first", "library.select", "library.down", "library.compare")
        await seen.settle()
        assert "Compared: The army" in seen.text
        assert "with The fleet" in seen.text
        assert "TLP:RED" in seen.lines[0]
        first = seen.text
        desk.write("fleet.yaml", FLEET.replace("The carrier will sail.", "The brigade will move."))
        swap(seen, desk)
        await seen.settle()
        assert "Only in “The fleet”" in seen.text
        assert seen.text != first
        (desk.library / "fleet.yaml").unlink()
        swap(seen, desk)
        await seen.settle()
        assert "what was compared before" in seen.status
        assert "Only in “The fleet”" in seen.text


async def test_saved_pages_stand_beside_the_list_and_open_by_a_click(desk: Desk) -> None:
    shelf = Inputs([desk.library])
    session = Session(
        shelf, composed_document, preferences=Preferences(searches={"soon": "page:judgments horizon:..2999", "x": "carrier"})
    )
    session.library = read_into_memory(session, shelf)
    async with opened(BriefingApp(LibraryScreen(session, shelf.name)), size=(140, 40)) as seen:
        (line,) = [number for number, line in enumerate(seen.lines) if "Judgments: soon" in line]
        assert seen.lines[line + 1].rstrip().endswith("Search: x")
        await seen.pilot.click(offset=(seen.lines[line].index("soon"), line))
        await seen.settle()
        assert "horizon:..2999" in seen.text
        assert "carrier" in seen.text


async def test_where_there_is_no_room_the_briefing_stands_beside_the_list_alone(desk: Desk) -> None:
    shelf = Inputs([desk.library])
    session = Session(shelf, composed_document, preferences=Preferences(searches={f"s{n}": "carrier" for n in range(20)}))
    session.library = read_into_memory(session, shelf)
    for size in ((140, 12), (100, 40)):
        async with opened(BriefingApp(LibraryScreen(session, shelf.name)), size=size) as seen:
            await seen.press("library.last", "library.first")
            await seen.pilot.pause(2 * PREVIEW_AFTER)
            assert "Search: s" not in seen.text
            assert "1 judgment" in seen.text or size[0] < 120


# a page that opens before it is complete


def whole_text(seen: Seen) -> str:
    """All that the page says, seen or not."""
    return "\n".join(block.text for part in seen.reader.document.parts for block in part.blocks)


@pytest.fixture
def begun(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Pages begin with two entries, and the rest of them takes longer. What was asked for, a beginning or all of it."""
    asked: list[bool] = []
    made = registry.made_page

    def beginning(name: str, question: PageQuestion) -> Composition:
        asked.append(question.beginning)
        page = made(name, question)
        if not question.beginning:
            return page
        kept = page.some(2, "")
        sections = [section._replace(is_counted=False) for section in kept.sections]
        return msgspec.structs.replace(
            kept, sections=sections, summary=lambda shown: Phrase("Judgments"), cut="", is_beginning=True
        )

    monkeypatch.setattr(asking, "made_page", beginning)
    monkeypatch.setattr(page_module, "AT_ONCE", 1)
    return asked


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that makes the rest has not begun."""
    monkeypatch.setattr(RestOfPage, "_in_thread", lambda self, whole: None)


async def test_a_long_page_is_read_before_the_rest_of_it_is_made(desk: Desk, begun: list[bool], held_up: None) -> None:
    async with desk.opened() as seen:
        await seen.press("page.judgments")
        await seen.settle()
        assert begun == [True]
        assert "The carrier will sail." in seen.text
        assert "The brigade will move." not in whole_text(seen)
        assert "The rest of this page is being made." in whole_text(seen)
        assert "The rest is being made" in seen.status
        assert not any(section.count for section in seen.reader.document.sections)
        assert "3 judgments" not in seen.text


async def test_the_rest_comes_by_itself_and_the_place_is_held(desk: Desk, begun: list[bool]) -> None:
    async with desk.opened() as seen:
        await seen.press("page.judgments")
        for _ in range(3):
            await seen.settle()
        assert begun == [True, False]
        assert "3 judgments stand" in seen.text
        assert "The brigade will move." in whole_text(seen)
        assert "being made" not in whole_text(seen)
        assert seen.reader.view.current_block.text == "The pier will be open by summer."


@pytest.mark.parametrize(
    ("actions", "shown"),
    [
        (["move.bottom"], "He went."),
        (["find.open"], "The brigade will move."),
        (["move.next-section", "move.next-section"], "The brigade will move."),
        (["move.page-down", "move.page-down"], "The brigade will move."),
    ],
)
async def test_what_needs_all_of_a_page_has_it(
    desk: Desk, begun: list[bool], held_up: None, actions: list[str], shown: str
) -> None:
    desk.write("fleet.yaml", FLEET.replace("2024-05-20}", "2024-05-20, outcome: He went.}"))
    async with desk.opened() as seen:
        await seen.press("page.judgments")
        await seen.settle()
        await seen.press(*actions)
        assert begun == [True, False]
        assert shown in whole_text(seen)
        assert "being made" not in whole_text(seen)


async def test_a_timeline_says_how_many_dates_differ_once_all_were_compared(
    desk: Desk, held_up: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "AT_ONCE", 1)
    for number in (1, 2):
        desk.write(f"talks{number}.yaml", f"title: T{number}\nevents: [{{date: 2024-08-0{number}, title: Talks}}]\n")
    async with desk.opened(size=(100, 40)) as seen:
        await seen.press("page.timeline")
        await seen.settle()
        assert "elsewhere 2 Aug 2024 in T2" in seen.text
        assert "with another date" not in whole_text(seen)
        place = seen.reader.place()
        seen.composed.complete()  # type: ignore[union-attr]
        assert "2 events with another date in another briefing" in whole_text(seen)
        assert seen.reader.place() == place


async def test_what_was_saved_meanwhile_is_read_as_a_whole(desk: Desk, begun: list[bool], held_up: None) -> None:
    async with desk.opened() as seen:
        await seen.press("page.judgments")
        await seen.settle()
        desk.write("army.yaml", ARMY.replace("The brigade will move.", "The brigade stays."))
        swap(seen, desk)
        await seen.settle()
        await seen.settle()
        assert "The brigade stays." in whole_text(seen)
        assert "being made" not in whole_text(seen)
