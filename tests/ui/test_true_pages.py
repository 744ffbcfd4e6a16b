"""The page on the screen is the file, and lists, rounds and messages are about briefings, whatever happens to files and catalog."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.catalog.libraries import write
from tests.ui.desk import DAY, Desk, report, short
from tests.ui.screens import Seen, opened
from tests.ui.test_coming_back import edited, open_row, read_then_edit
from tui.catalog.refresh import refresh
from tui.cli.inputs import Inputs
from tui.reading.library import Library
from tui.reading.session import Session
from tui.ui.app import BriefingApp
from tui.ui.pages import changes
from tui.ui.reader import file as page_file
from tui.ui.reader.file import OpeningController
from tui.ui.screens.base import BaseScreen
from tui.ui.screens.library import LibraryScreen
from tui.ui.start import composed_document, library_in_memory
from tui.ui.widgets.library_list import LibraryList


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment is a short one."""
    monkeypatch.setattr(page_file, "SOON", 0.02)


async def look(seen: Seen) -> None:
    """Let a second pass for the file of the open page."""
    seen.screen.file.look(busy=seen.screen.prompting)
    await seen.pilot.pause(2 * page_file.SOON)
    await seen.settle()


def swap(seen: Seen, desk: Desk, *, rebuild: bool = False) -> None:
    """Bring the catalog up to date and take it, as is done behind the screen."""
    screens = [screen for screen in seen.app.screen_stack if isinstance(screen, BaseScreen)]
    session = screens[0].session
    refresh([desk.library], rebuild=rebuild)
    assert session.library is not None
    if session.library.on_disk:
        session.library.renew()
    else:
        assert session.library.move_to_disk()
    for screen in screens:
        screen.library_changed()


async def test_a_page_is_what_its_file_says_though_nobody_tells(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        seen.reader.go_to_section(4)
        seen.screen.repaint()
        place = seen.reader.place()
        status = path.stat()
        path.write_text(report().replace("The coast is quiet.", "The coast is noisy."), encoding="utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        await seen.pilot.pause(page_file.EVERY + 0.3)
        assert seen.reader.briefing.bluf.text == "The coast is noisy."
        assert page_file.CHANGED in seen.status
        assert seen.reader.place() == place


async def test_what_has_not_changed_but_in_its_times_is_not_shown_anew(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await look(seen)
        reader = seen.reader
        path.touch()
        path.chmod(0o640)
        path.with_name("copy").write_bytes(path.read_bytes())
        path.with_name("copy").replace(path)
        await look(seen)
        assert seen.reader is reader
        assert "read again" not in seen.status


async def test_a_file_that_is_gone_is_marked_until_it_is_there_again(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await look(seen)
        path.rename(path.with_name("away"))
        await look(seen)
        assert "FILE GONE" in seen.lines[0]
        assert page_file.GONE in seen.status
        assert "The coast is quiet." in seen.text
        path.mkdir()
        await look(seen)
        assert "FILE GONE" in seen.lines[0]
        path.rmdir()
        path.with_name("away").rename(path)
        await look(seen)
        assert "FILE GONE" not in seen.lines[0]
        assert "The file is there again" in seen.status


async def test_a_file_that_is_written_anew_does_not_flicker(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await look(seen)
        for gone in (False, True):
            reader = seen.reader
            path.unlink() if gone else path.write_bytes(b"")
            seen.screen.file.look()
            assert seen.reader is reader
            path.write_text(report(f"Said {gone}."), encoding="utf-8")
            await look(seen)
            assert seen.reader is not reader
            assert "FILE GONE" not in seen.lines[0]
        path.write_bytes(b"")
        await look(seen)
        assert seen.reader.briefing.title == "coast.yaml"
        path.write_text(report(), encoding="utf-8")
        await look(seen)
        assert seen.reader.briefing.title == "Report on the coast"


async def test_while_something_is_typed_the_page_is_marked_and_shown_anew_afterwards(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await seen.press("find.open")
        path.write_text(report("More."), encoding="utf-8")
        await look(seen)
        assert "FILE CHANGED" in seen.lines[0]
        await seen.keys("escape")
        await look(seen)
        assert "FILE CHANGED" not in seen.lines[0]
        assert page_file.CHANGED in seen.status


async def test_a_file_that_cannot_be_read_any_more_says_so_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await look(seen)

        def refuse(self: Inputs, path: str) -> bytes:
            raise PermissionError("You have no permission to read it.")

        with monkeypatch.context() as patch:
            patch.setattr(Inputs, "digest", refuse)
            patch.setattr(Inputs, "read", refuse)
            path.chmod(0o600 if path.stat().st_mode & 0o77 else 0o644)
            await look(seen)
            assert "CANNOT BE READ" in seen.lines[0]
            assert "no permission" in seen.status
            seen.screen.say("")
            await look(seen)
            assert "no permission" not in seen.status
        path.touch()
        await look(seen)
        assert "CANNOT BE READ" not in seen.lines[0]


@pytest.mark.parametrize("catalog", [True, False], ids=["from a catalog", "from memory"])
async def test_what_opens_is_the_file_and_not_what_was_kept_of_it(desk: Desk, catalog: bool) -> None:
    path = desk.write("convoy.yaml", "title: Convoy\ntlp: GREEN\nbluf: It leaves on 3 May.\n")
    desk.write("other.yaml", short("Other"))
    app = desk.app(catalog=catalog)
    status = path.stat()
    path.write_text("title: Convoy\ntlp: AMBER\nbluf: A deception.\n", encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    async with opened(app) as seen:
        await open_row(seen, "Convoy")
        assert "A deception." in seen.text
        assert "TLP:AMBER" in seen.lines[0]


async def test_what_opens_is_what_the_library_shares_now(desk: Desk) -> None:
    shared = desk.write("library.yaml", "defaults: {tlp: GREEN}\n")
    desk.write("convoy.yaml", "title: Convoy\nbluf: It leaves.\n")
    desk.write("other.yaml", short("Other"))
    app = desk.app(catalog=True)
    shared.write_text("defaults: {tlp: RED}\n", encoding="utf-8")
    async with opened(app) as seen:
        await open_row(seen, "Convoy")
        assert "TLP:RED" in seen.lines[0]


async def test_what_opens_from_a_catalog_and_is_gone_is_marked(desk: Desk) -> None:
    path = desk.write("convoy.yaml", "title: Convoy\nbluf: It leaves on 3 May.\n")
    desk.write("other.yaml", short("Other"))
    app = desk.app(catalog=True)
    path.unlink()
    async with opened(app) as seen:
        await open_row(seen, "Convoy")
        assert "It leaves on 3 May." in seen.text
        assert "FILE GONE" in seen.lines[0]
        assert page_file.GONE in seen.status


async def test_what_a_page_says_of_another_briefing_is_renewed_with_the_catalog(desk: Desk) -> None:
    desk.write("convoy.yaml", "title: Convoy\nid: convoy\nbody: See [[port]].\n")
    port = desk.write("port.yaml", short("Port"))
    async with opened(desk.app(catalog=True)) as seen:
        await open_row(seen, "Convoy")
        assert "See Port." in seen.text
        port.write_text(short("Port").replace("title: Port", "title: Harbour"), encoding="utf-8")
        swap(seen, desk)
        await seen.settle()
        assert "See Harbour." in seen.text


LONG = "title: Convoy\nid: convoy\nbody: |\n" + "".join(
    f"  # Head {number}\n\n" + "  The convoy goes on and on, see [[port]] and [[quay]].\n\n" * 31 for number in range(90)
)


@pytest.mark.parametrize("warm", [True, False], ids=["read ahead", "just opened"])
async def test_a_large_page_renews_what_it_says_of_others_place_held(
    desk: Desk, warm: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("convoy.yaml", LONG)
    port = desk.write("port.yaml", short("Port"))
    if not warm:
        monkeypatch.setattr(OpeningController, "warm", lambda self, reader: None)
    async with opened(desk.app(catalog=True)) as seen:
        await open_row(seen, "Convoy")
        assert seen.reader.document.is_large
        seen.reader.go_to_section(40)
        seen.screen.repaint()
        await seen.settle()
        place, reader = seen.reader.place(), seen.reader
        desk.write("other.yaml", short("Other"))
        swap(seen, desk)
        await seen.settle()
        assert seen.reader is reader, "what it says of others is the same"
        port.write_text(short("Port").replace("title: Port", "title: Harbour"), encoding="utf-8")
        swap(seen, desk)
        await seen.settle()
        assert "see Harbour and" in seen.text
        assert page_file.OTHERS in seen.status
        assert seen.reader.place() == place
        desk.write("quay.yaml", short("Quay"))
        await seen.press("find.open")
        swap(seen, desk)
        await seen.settle()
        await seen.press("find.cancel")
        await look(seen)
        await seen.settle()
        assert "see Harbour and Quay" in seen.text
        port.write_text(short("Port").replace("title: Port", "title: Port\nstatus: recalled"), encoding="utf-8")
        swap(seen, desk)
        await seen.settle()
        await seen.press("move.top")
        assert "ecalled" in seen.text


async def test_a_file_that_is_renamed_is_followed(desk: Desk) -> None:
    path = desk.write("convoy.yaml", "title: Convoy\nbluf: It leaves on 3 May.\n")
    desk.write("other.yaml", short("Other"))
    async with opened(desk.app(catalog=True)) as seen:
        await open_row(seen, "Convoy")
        path.rename(path.with_name("ships.yaml"))
        swap(seen, desk)
        await seen.settle()
        assert "The file is “ships.yaml” now" in seen.status
        assert Path(seen.reader.briefing.path).name == "ships.yaml"
        assert "FILE GONE" not in seen.lines[0]


async def test_a_file_that_is_renamed_is_followed_before_the_catalog_knows(desk: Desk) -> None:
    path = desk.write("convoy.yaml", "title: Convoy\nbluf: It leaves on 3 May.\n")
    desk.write("other.yaml", short("Other"))
    async with opened(desk.app(catalog=True)) as seen:
        for name in ("ships.yaml", "fleet.yaml"):
            path = path.rename(path.with_name(name))
            await open_row(seen, "Convoy")
            await look(seen)
            assert "FILE GONE" not in seen.lines[0]
            assert Path(seen.reader.briefing.path).name == name
            path = path.rename(path.with_name(f"old-{name}"))
            await look(seen)
            assert f"The file is “old-{name}” now" in seen.status
            assert "FILE GONE" not in seen.lines[0]
            swap(seen, desk)
            await seen.settle()
            assert Path(seen.reader.briefing.path).name == f"old-{name}"
            await seen.press("app.leave")


async def test_a_single_file_that_is_renamed_is_followed(desk: Desk) -> None:
    path = desk.write("convoy.yaml", "title: Convoy\nbluf: It leaves on 3 May.\n")
    async with desk.opened(path) as seen:
        await look(seen)
        path.rename(path.with_name("ships.yaml"))
        await look(seen)
        assert "The file is “ships.yaml” now" in seen.status
        assert "FILE GONE" not in seen.lines[0]


async def test_hits_places_and_the_round_follow_what_is_renamed_this_moment(desk: Desk) -> None:
    for number in range(1, 4):
        path = desk.write(f"b{number}.yaml", short(f"Briefing{number}", f"2024-07-{30 - number}").replace("id:", "other:"))
    async with opened(desk.app(catalog=True)) as seen:
        await seen.press("library.search")
        await seen.type("briefing3")
        await seen.settle()
        path = path.rename(desk.library / "c.yaml")
        await seen.keys("enter")
        assert Path(seen.reader.briefing.path).name == "c.yaml"
        assert "FILE GONE" not in seen.lines[0]
        await seen.keys("q", "escape")
        await seen.press("library.read-on")

        def happens() -> None:
            (desk.library / "b2.yaml").rename(desk.library / "b8.yaml")
            path.rename(desk.library / "b9.yaml")

        assert await read_round(seen, desk, {1: happens}) == [f"Briefing{number}" for number in range(1, 4)]
        assert "Done. 3 of 3." in seen.status
        assert "FILE GONE" not in seen.lines[0]
        (desk.library / "b8.yaml").rename(desk.library / "b7.yaml")
        await seen.press("place.recent")
        await seen.settle()
        for _ in range(3):
            if "Briefing2" in seen.reader.view.current_block.text:
                break
            await seen.keys("down")
        await seen.keys("enter")
        assert Path(seen.reader.briefing.path).name == "b7.yaml"


async def test_a_file_that_is_renamed_while_a_note_is_written_is_followed_when_it_is_kept(desk: Desk) -> None:
    path = desk.write("convoy.yaml", "title: Convoy\nid: convoy\nbluf: It leaves on 3 May.\n")
    desk.write("other.yaml", short("Other"))
    async with opened(desk.app(catalog=True)) as seen:
        await open_row(seen, "Convoy")
        await seen.press("note.write")
        path.rename(path.with_name("ships.yaml"))
        await look(seen)
        swap(seen, desk)
        await seen.settle()
        assert "FILE GONE" in seen.lines[0]
        await desk.press(seen, "note.keep")
        await look(seen)
        assert "FILE GONE" not in seen.lines[0]
        assert Path(seen.reader.briefing.path).name == "ships.yaml"


async def test_what_a_page_says_of_another_briefing_is_renewed_when_one_has_done_with_typing(desk: Desk) -> None:
    desk.write("convoy.yaml", "title: Convoy\nid: convoy\nbody: See [[port]].\n")
    port = desk.write("port.yaml", short("Port"))
    async with opened(desk.app(catalog=True)) as seen:
        await open_row(seen, "Convoy")
        await seen.press("find.open")
        port.write_text(short("Port").replace("title: Port", "title: Harbour"), encoding="utf-8")
        swap(seen, desk)
        await seen.settle()
        assert "See Port." in seen.text
        await seen.press("find.cancel")
        await look(seen)
        assert "See Harbour." in seen.text


async def read_round(seen: Seen, desk: Desk, between: dict[int, object] | None = None) -> list[str]:
    """Space until the end; the titles that were shown. `between`: what happens after so many."""
    titles: list[str] = []
    for _ in range(40):
        if not titles or titles[-1] != seen.reader.briefing.title:
            titles.append(seen.reader.briefing.title)
            what = (between or {}).pop(len(titles), None)
            if callable(what):
                what()
        await desk.rest(seen, 2.0)
        await desk.press(seen, "move.page-down")
        if "Done. " in seen.status:
            break
    return titles


@pytest.mark.parametrize("rebuild", [False, True], ids=["a newer catalog", "one that was made anew"])
async def test_the_round_shows_each_once_in_its_newest_text_whatever_becomes_of_files_and_catalog(
    desk: Desk, rebuild: bool
) -> None:
    for number in range(1, 6):
        desk.write(f"b{number}.yaml", short(f"Briefing{number}", f"2024-07-{30 - number}"))
    async with opened(desk.app(catalog=True)) as seen:
        await seen.press("library.read-on")

        def happens() -> None:
            desk.write("b2.yaml", short("Briefing2", "2024-07-28", "It was corrected."))
            (desk.library / "b4.yaml").rename(desk.library / "b9.yaml")
            (desk.library / "b5.yaml").unlink()
            desk.write("b0.yaml", short("Briefing0", "2024-07-30"))
            swap(seen, desk, rebuild=rebuild)

        titles = await read_round(seen, desk, {1: happens})
        assert titles == [f"Briefing{number}" for number in range(1, 5)]
        assert "Done. 4 of 4. “Briefing5” is gone. 1 more asks to be read" in seen.status
        await desk.press(seen, "move.page-down")
        assert seen.reader.briefing.title == "Briefing0"
        assert "queue 5 of 5" in seen.status
        assert await read_round(seen, desk) == ["Briefing0"]
        assert "Done. 5 of 5." in seen.status


async def test_what_was_saved_while_one_pressed_space_is_not_done_but_shown(desk: Desk) -> None:
    path = desk.write("a.yaml", short("Alpha"))
    desk.write("b.yaml", short("Beta"))
    async with opened(desk.app(catalog=True)) as seen:
        await open_row(seen, "Alpha")
        await desk.rest(seen, 2.0)
        path.write_text(short("Alpha", text="It was corrected."), encoding="utf-8")
        await desk.press(seen, "move.page-down")
        assert "It was corrected." in seen.text
        assert page_file.CHANGED in seen.status
        assert not desk.journal.seen().get("alpha", (b"", 0.0))[1]


async def test_the_way_along_the_list_passes_over_what_is_gone_and_offers_what_came_in(desk: Desk) -> None:
    for number in range(1, 5):
        desk.write(f"b{number}.yaml", short(f"Briefing{number}", f"2024-07-{30 - number}"))
    async with opened(desk.app(catalog=True)) as seen:
        await open_row(seen, "Briefing1")
        (desk.library / "b2.yaml").unlink()
        desk.write("b3.yaml", short("Briefing3", "2024-07-01", "It was corrected."))
        desk.write("b0.yaml", short("Briefing0", "2024-07-30"))
        swap(seen, desk)
        await seen.press("library.next")
        assert "It was corrected." in seen.text
        assert "List 2 of 3. “Briefing2” is gone." in seen.status
        await seen.press("library.next", "library.next")
        assert "1 came in meanwhile: > goes on with it." in seen.status
        await seen.press("library.next")
        assert seen.reader.briefing.title == "Briefing0"
        assert "List 4 of 4" in seen.status


async def test_the_first_keys_are_right_though_the_library_is_read_and_indexed_meanwhile(desk: Desk) -> None:
    for number in range(320):
        write(desk.library, f"b{number:03}.yaml", short(f"Briefing{number:03}", "2024-07-01"))
    shelf = Inputs([desk.library])
    session = Session(shelf, composed_document, clock=lambda: desk.seconds, journal=desk.journal, now=lambda: desk.now)
    session.library = library_in_memory(session, shelf)
    async with opened(BriefingApp(LibraryScreen(session, "library", load=True))) as seen:
        await seen.keys("j", "space")
        await seen.settle()
        swap(seen, desk)
        await seen.settle()
        if isinstance(seen.app.screen, LibraryScreen):
            await seen.press("library.read-on")
        first = seen.reader.briefing.title
        titles = [first]
        for rebuild in (False, True, False):
            swap(seen, desk, rebuild=rebuild)
            await desk.rest(seen, 2.0)
            await desk.press(seen, "move.page-down")
            titles.append(seen.reader.briefing.title)
        number = int(first.removeprefix("Briefing"))
        assert titles == [f"Briefing{number + step:03}" for step in range(4)]
        assert "320" in seen.status
        await seen.press("app.leave")
        await open_row(seen, "Briefing010")
        swap(seen, desk, rebuild=True)
        await seen.press("library.next")
        assert seen.reader.briefing.title == "Briefing011"


async def test_a_message_of_the_list_is_about_a_briefing_and_not_a_place(desk: Desk) -> None:
    desk.write("a.yaml", short("Alpha", "2024-07-02"))
    desk.write("b.yaml", short("Beta", "2024-07-01"))
    async with opened(desk.app(catalog=True)) as seen:
        screen = seen.app.screen
        assert isinstance(screen, LibraryScreen)
        message = LibraryList.Opened(screen.listing.rows[1])
        desk.write("0.yaml", short("Zero", "2024-07-03"))
        (desk.library / "a.yaml").unlink()
        swap(seen, desk, rebuild=True)
        screen.on_library_list_opened(message)
        await seen.settle()
        assert seen.reader.briefing.title == "Beta"


async def test_the_selected_row_is_held_by_what_it_is(desk: Desk) -> None:
    for name in ("Alpha", "Beta", "Gamma", "Delta"):
        desk.write(f"{name}.yaml", f"title: {name}\ndate: 2024-07-01\nbody: It is short.\n")
    async with opened(desk.app(catalog=True)) as seen:
        screen = seen.app.screen
        assert isinstance(screen, LibraryScreen)
        await seen.press("library.down")
        selected = screen.list.selected
        assert selected is not None
        (desk.library / f"{selected.title}.yaml").rename(desk.library / "0.yaml")
        desk.write("new.yaml", "title: Aaron\ndate: 2024-08-01\n")
        swap(seen, desk)
        assert screen.list.selected is not None
        assert screen.list.selected.title == selected.title
        await seen.press("library.select", "library.down")
        assert len(screen.list.range) == 2
        swap(seen, desk)
        assert len(screen.list.range) == 2
        (desk.library / "0.yaml").unlink()
        swap(seen, desk)
        assert not screen.list.selecting


async def test_two_screens_on_one_library_show_each_what_the_files_say(desk: Desk, tmp_path: Path) -> None:
    path = desk.write("a.yaml", short("Alpha"))
    desk.write("b.yaml", short("Beta"))
    apart = tmp_path / "apart"
    apart.mkdir()
    (apart / "c.yaml").write_text(short("Gamma"), encoding="utf-8")
    several = [desk.library, apart, path]
    refresh(several)
    sessions = [Session(Inputs(several), composed_document, journal=desk.journal, now=lambda: desk.now) for _ in range(2)]
    for session in sessions:
        session.library = Library(session, "library", several)
    first, second = sessions
    for session in sessions:
        assert session.library is not None
        assert sorted(row.title for row in session.library.rows("", "title")) == ["Alpha", "Beta", "Gamma"]
    assert first.library is not None
    assert second.library is not None
    row = next(row for row in first.library.rows("", "title") if row.title == "Alpha")
    path.write_text(short("Alpha", text="It was corrected."), encoding="utf-8")
    refresh(several)
    assert first.library.renew()
    for session in sessions:
        assert session.library is not None
        assert "corrected" in session.library.open(row).briefing.body.text


async def test_it_is_said_that_another_program_wrote_over_the_journal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine it would be gone before it is looked for.
    monkeypatch.setattr("tui.ui.widgets.bars.NOTICE_SECONDS", 600.0)
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await desk.press(seen, "note.write")
        await seen.keys(*"Before")
        await seen.keys("enter")
        await desk.kept(seen)
        assert desk.data is not None
        file, log = desk.data / "journal.db", desk.data / "journal.db-wal"
        for _ in range(200):
            if not log.stat().st_size:
                break
            await seen.pilot.pause(0.02)
        with file.open("r+b") as written:
            written.write(b"no journal at all" * 2_000)
        await desk.press(seen, "move.down", "note.write")
        await seen.keys(*"After")
        await seen.keys("enter")
        await desk.kept(seen)
        await desk.rest(seen)
        trouble = desk.journal.troubles[-1][:30]
        for _ in range(200):
            if trouble in seen.status:
                break
            await seen.pilot.pause(0.05)
        assert trouble in seen.status
        assert {note.text for note in desk.journal.notes()} == {"Before", "After"}


async def test_the_page_of_changes_says_what_changed_by_now(desk: Desk) -> None:
    path = await read_then_edit(desk, edited())
    async with desk.opened(path, (140, 60)) as seen:
        briefing = seen.screen
        await seen.press("change.show")
        await seen.settle()
        assert "denies" in seen.text

        async def saved(text: str) -> None:
            desk.write("coast.yaml", text)
            briefing.file.look(busy=briefing.prompting)
            await seen.settle()

        await saved(edited().replace("denies", "doubts").replace("tlp: GREEN", "tlp: RED", 1))
        assert seen.screen is not briefing
        assert "doubts" in seen.text
        assert "denies" not in seen.text
        assert "TLP:RED" in seen.lines[0]
        await seen.press("find.open")
        await saved(edited())
        assert "doubts" in seen.text
        await seen.keys("escape")
        await seen.pilot.pause(2 * changes.LATER)
        await seen.settle()
        assert "denies" in seen.text
        path.rename(path.with_name("away"))
        for _ in range(2):
            briefing.file.look(busy=briefing.prompting)
            await seen.pilot.pause(2 * page_file.SOON)
        await seen.settle()
        assert "FILE GONE" in seen.lines[0]
        await saved(report())
        assert "FILE GONE" not in seen.lines[0]
        assert "denies" not in seen.text


async def test_the_page_of_changes_since_the_reading_before_is_renewed_as_that(desk: Desk) -> None:
    path = await read_then_edit(desk, edited())
    async with desk.opened(path) as seen:
        await desk.read_all(seen)
        await desk.press(seen, "read.done")
    desk.now += DAY
    async with desk.opened(path, (140, 60)) as seen:
        briefing = seen.screen
        await seen.press("change.show")
        await seen.settle()
        assert "denies" in seen.text
        desk.write("coast.yaml", edited().replace("denies", "doubts"))
        briefing.file.look(busy=briefing.prompting)
        await seen.settle()
        assert "doubts" in seen.text
        assert "says" in seen.text
