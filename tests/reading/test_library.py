"""The library as lists and searches see it: in memory and from its catalog, with the same answers."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from tui.catalog.memory import CatalogInMemory
from tui.catalog.queue_facts import UNDATED
from tui.catalog.refresh import refresh
from tui.cli.inputs import Inputs
from tui.journal.journal import Journal
from tui.reading import rows
from tui.reading.last_read import identity_of_row
from tui.reading.library import Library
from tui.reading.rows import Group, group_rows
from tui.reading.session import Session
from tui.reading.way import index_near
from tui.ui.start import composed_document

FILES = {
    "one.yaml": "title: Ferry fares\ndate: 2024-03-05\nseries: Islands\nnumber: 1\nbluf: Fares rise in April.\n",
    "two.yaml": "title: Ferry timetable\ndate: 2024-04-02\nseries: Islands\nnumber: 2\nbody: |\n  # Winter\n\n"
    "  The timetable is cut; see [[air]].\n",
    "air.yaml": "title: Air bridge\nid: air\ndate: 2024-04-20\ntags: [transport]\nbody: Flights replace the ferry.\n",
    "undated.yaml": "title: Zebra crossing\n",
    "notes.yaml": "a: 1\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    library = tmp_path / "library"
    library.mkdir()
    for name, text in FILES.items():
        (library / name).write_text(text, encoding="utf-8")
    return library


@pytest.fixture(params=["memory", "catalog"])
def library(request: pytest.FixtureRequest, folder: Path) -> Library:
    session = Session(Inputs([folder]), composed_document)
    if request.param == "memory":
        session.library = Library(session, "x", [folder], memory=CatalogInMemory([folder]))
    else:
        refresh([folder])
        session.library = Library(session, "x", [folder])
    look_again(session.library, folder)
    return session.library


def look_again(library: Library, folder: Path) -> None:
    """Have a library show its files as they are now."""
    if library.on_disk:
        refresh([folder])
    library.look()
    library.renew()


def test_everything_is_listed_newest_first_and_counted(library: Library) -> None:
    titles = [row.title for row in library.rows("", "date")]
    assert titles[0] == "Air bridge"
    assert titles[-1] == "Zebra crossing"
    assert library.count == 4
    assert library.others == 1


def test_a_filter_is_a_query(library: Library) -> None:
    assert [row.title for row in library.rows("ferry -flights", "title")] == ["Ferry fares", "Ferry timetable"]
    assert [row.title for row in library.rows("tag:transport", "date")] == ["Air bridge"]
    assert list(library.rows("nothinglikethis", "date")) == []


def test_a_search_gives_sections_with_the_words_in_their_context(library: Library) -> None:
    found = library.search("timeta", 10)
    assert found.total == 1
    heading, *hits = found.lines
    assert heading.title == "Ferry timetable"
    hit = next(line for line in hits if line.title == "Winter")
    start, end = hit.context.spans[0]
    assert hit.context.text[start:end] == "timetable"


def test_no_query_wrecks_a_search(library: Library) -> None:
    for words in ('"', "-", "OR", "title:", "date:never", "(((", "tlp:<=", "*", "\x1b[31m", "一"):
        found = library.search(words, 5)
        assert found.total is None or found.total >= len(found.rows)
        assert {line.briefing for line in found.lines} == set(range(len(found.rows)))


def test_a_briefing_opens_from_its_row_and_by_its_id(library: Library) -> None:
    row = library.rows("zebra", "date")[0]
    assert library.open(row).briefing.title == "Zebra crossing"
    found = library.row_with_id("air")
    assert found is not None
    assert found.title == "Air bridge"
    assert library.row_with_id("nowhere") is None
    assert library.titles["air"] == "Air bridge"


def test_rows_are_grouped_by_month_and_by_series(library: Library) -> None:
    rows, groups = library.grouped("ferry", "date")
    assert [(heading.title, rows[heading.start].title) for heading in groups] == [
        ("Apr 2024", "Air bridge"),
        ("Mar 2024", "Ferry fares"),
    ]
    rows, groups = library.grouped("ferry", "series")
    assert [(heading.title, rows[heading.start].title) for heading in groups] == [
        ("Islands", "Ferry timetable"),
        ("Without a series", "Air bridge"),
    ]


def test_what_is_replaced_is_left_out_of_the_list_but_found(library: Library) -> None:
    assert "Ferry fares" not in [row.title for row in library.rows("", "date")]
    assert "Ferry fares" in [row.title for row in library.rows("series:Islands", "date")]


def test_a_briefing_keeps_its_place_in_another_order(library: Library) -> None:
    rows = library.rows("", "date")
    path = rows[1].path
    other = library.rows("", "title")
    place = index_near(other, rows[1], 0)
    assert place is not None
    assert other[place].path == path


def test_what_was_saved_renamed_or_deleted_is_listed_found_and_opened_so(library: Library, folder: Path) -> None:
    assert not library.renew()
    assert library.search("flights", 5).total == 1
    air, zebra = library.rows("flights", "date")[0], library.rows("zebra", "date")[0]
    (folder / "new.yaml").write_text("title: Brand new\nbluf: Zeppelins replace the ferry.\n", encoding="utf-8")
    (folder / "air.yaml").unlink()
    (folder / "undated.yaml").rename(folder / "moved.yaml")
    (folder / "two.yaml").write_text(FILES["two.yaml"].replace("timetable is cut", "timetable is longer"), encoding="utf-8")
    look_again(library, folder)
    assert [row.title for row in library.rows("", "title")] == ["Brand new", "Ferry timetable", "Zebra crossing"]
    assert [row.title for row in library.search("zeppelins", 5).rows] == ["Brand new"]
    assert library.search("flights", 5).total == 0
    assert library.search("cut", 5).total == 0
    assert library.search("longer", 5).total == 1
    assert library.open(zebra).briefing.path == str(folder / "moved.yaml")
    assert library.row_of(identity_of_row(air)) is None
    assert library.count == 4


def test_files_whose_names_are_shown_alike_open_each(library: Library, folder: Path) -> None:
    for name in (b"caf\xe9.md", b"caf\xe8.md"):
        try:
            Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_text(f"# Named {name[3]}\n\nText.\n", encoding="utf-8")
        except OSError:
            pytest.skip("this file system refuses such a name")
    look_again(library, folder)
    rows = [row for row in library.rows("", "title") if row.title.startswith("Named")]
    assert [library.open(row).briefing.title for row in rows] == ["Named 232", "Named 233"]


def test_a_word_that_is_nowhere_has_others_offered(library: Library) -> None:
    assert any("did you mean ferry" in note for note in library.search("ferrry ", 5).notes)


def test_what_is_in_memory_alone_leaves_nothing_on_disk(folder: Path, tmp_path: Path) -> None:
    session = Session(Inputs([folder]), composed_document, journal=Journal(None))
    library = Library(session, "x", [folder], memory=CatalogInMemory([folder]))
    library.look()
    library.renew()
    library.grouped("", "queue")
    library.search("ferry", 5)
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


def test_a_library_in_memory_is_read_from_disk_as_soon_as_all_of_it_is_there(folder: Path) -> None:
    library = Library(Session(Inputs([folder]), composed_document), "x", [folder], memory=CatalogInMemory([folder]))
    assert library.count == 0
    assert not library.move_to_disk()
    refresh([folder], stop=lambda: True)
    assert library.move_to_disk(), "something is better than nothing"
    library = Library(Session(Inputs([folder]), composed_document), "x", [folder], memory=CatalogInMemory([folder]))
    library.look()
    library.renew()
    assert not library.move_to_disk()
    refresh([folder])
    assert library.move_to_disk()
    assert library.on_disk
    assert library.search("ferry", 5).total == 3


def test_what_was_searched_before_the_catalog_was_there_is_found_when_it_is(folder: Path) -> None:
    library = Library(Session(Inputs([folder]), composed_document), "x", [folder], memory=CatalogInMemory([folder]))
    assert library.search("ferry", 5).total == 0
    refresh([folder])
    assert library.move_to_disk()
    assert library.search("ferry", 5).total == 3


def test_groups_of_nothing_are_none_and_undated_stand_together() -> None:
    assert group_rows((), (), "series") == ([], [])
    assert group_rows([0, UNDATED, UNDATED], (), "date") == ([0, 1, 2], [Group(0, "Jan 1970"), Group(1, "Undated")])


def test_nothing_is_looked_through_for_garbage_while_a_search_is_made(library: Library) -> None:
    library.search("ferry", 5)
    looked: list[str] = []
    threshold = gc.get_threshold()
    gc.callbacks.append(lambda phase, _: looked.append(phase))
    try:
        gc.set_threshold(5)
        found = library.search("ferr", 5)
        within = len(looked)
        kept: list[list[int]] = [[] for _ in range(20)]
    finally:
        gc.callbacks.pop()
        gc.set_threshold(*threshold)
    assert found.rows
    assert kept
    assert within <= 4, "at its beginning and its end, at most"
    assert looked, "garbage is collected again afterwards"


def test_what_a_search_needs_is_opened_ahead_and_let_go_when_it_is_over(library: Library) -> None:
    searcher = library.searcher
    searcher.open()
    opened = searcher._catalog
    assert opened is not None
    assert library.search("ferry", 5).total == 3
    assert searcher._catalog is opened
    with searcher._busy:
        searcher.close()
    assert searcher._catalog is opened, "somebody searches in it"
    searcher.close()
    assert searcher._catalog is None
    assert library.search("ferry", 5).total == 3


def test_rows_that_were_scrolled_past_are_let_go_and_read_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PAGE", 1)
    monkeypatch.setattr(rows, "PAGES", 2)
    listed = library.rows("", "date")
    titles = [row.title for row in listed]
    assert len(titles) == 3
    assert isinstance(listed, rows.Rows)
    assert sum(map(len, listed._pages.values())) == 2
    assert [listed[place].title for place in (2, 0, 1, 2)] == [titles[place] for place in (2, 0, 1, 2)]
