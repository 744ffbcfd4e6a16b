"""Going through the queue, signs of rows, and the page of what changed."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest

from tests.reading.briefings import briefing_of
from tui.catalog.file_changes import ReadTask
from tui.catalog.files import Files
from tui.catalog.memory import RowsAlone
from tui.catalog.parsing import Parsed
from tui.catalog.record import catalog_record
from tui.catalog.rows import row_of
from tui.catalog.tables import BRIEFING, Row, connect_in_memory
from tui.catalog.writer import CatalogWriter
from tui.changes.document_edition import edition_of, outline, section_of
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.journal.records import Identity, identity_of
from tui.model.briefing import Briefing
from tui.model.file_stamp import FileStamp
from tui.reading.last_read import Comparison, identity_of_row
from tui.reading.looking_back import page_of_changes, since_when
from tui.reading.queue_run import QueueRun
from tui.reading.rows import BEGUN, CHANGED, DONE, ReadSigns
from tui.reading.way import AROUND, ListWalk

DAY = 86_400.0
NOON = 1_721_995_200.0
"""26 July 2024, 12:00 UTC."""

TEXT = "title: Talks\nid: talks\nsections:\n  - {title: One, body: First.}\n  - {title: Two, body: Second.}\n"


class Shelf:
    """A library in which files come, go and change; what is asked of it is asked by identity."""

    def __init__(self, *names: str) -> None:
        """Hold briefings without ids of their own, each in the file of its name."""
        self.rows: dict[str, Row] = {}
        self.states = 0
        for name in names:
            self.write(name)

    def write(self, name: str, text: str = "", *, id: str = "") -> None:
        """Save a file; every row gets another number, as in a catalog that was made anew."""
        briefing = Briefing(title=name, id=id or name, named=bool(id), path=f"/l/{name}", digest=f"{name}{text}".encode())
        self.rows[name] = row_of(briefing)
        self._renumber()

    def remove(self, name: str) -> None:
        """Delete a file."""
        del self.rows[name]
        self._renumber()

    def rename(self, name: str, other: str) -> None:
        """Rename a file, in the place of another where there is one."""
        row = self.rows.pop(name)
        row.path, row.id = f"/l/{other}", row.id if row.named else other
        self.rows[other] = row
        self._renumber()

    def _renumber(self) -> None:
        self.states += 1
        for n, row in enumerate(sorted(self.rows.values(), key=lambda row: hash((self.states, row.path))), 1):
            row.n = n

    def row_of(self, identity: Identity) -> Row | None:
        """The row of a briefing now, as a library finds it."""
        db = connect_in_memory()
        writer = CatalogWriter(db, RowsAlone)
        for name, row in self.rows.items():
            briefing = Briefing(title=row.title, id=row.id, named=row.named, digest=row.digest)
            parsed = Parsed(0, BRIEFING, row.digest, briefing=catalog_record(briefing, b"", text=False))
            writer.store(ReadTask(0, 0, b"/l", name.encode(), named=False), parsed, FileStamp(1, 1, 1, 1))
        writer.commit()
        n = Files(db, ["/l"]).number(identity.path, identity.id, named=identity.named, digest=identity.digest)
        return list(self.rows.values())[n - 1] if n is not None else None

    def identity(self, name: str) -> Identity:
        """What a briefing is."""
        return identity_of_row(self.rows[name])

    def round(self, *names: str) -> QueueRun:
        """A round through some briefings, or all."""
        return QueueRun([self.identity(name) for name in names or self.rows], self.row_of, lambda row: f"since {row.title}")


def walked(way: QueueRun, *, until: int = 20) -> list[str]:
    """The titles that are shown on the way to the end, each done with."""
    shown: list[str] = []
    for _ in range(until):
        found = way.next()
        if found is None:
            return shown
        shown.append(found[0].title)
        way.finish(identity_of_row(found[0]), found[0].title)
    raise AssertionError("there is no end")


def test_a_round_goes_from_one_to_the_next_until_all_are_done() -> None:
    way = Shelf("a", "b", "c").round()
    assert (way.position, way.said) == ("", "0 of 3 done.")
    seen = []
    while (found := way.next()) is not None:
        seen.append((found[0].title, found[1], way.position))
        way.finish(identity_of_row(found[0]), found[0].title)
    assert seen == [("a", "since a", "1 of 3"), ("b", "since b", "2 of 3"), ("c", "since c", "3 of 3")]
    assert way.said == "Done. 3 of 3."
    assert way.is_done


def test_a_round_begins_where_one_is_and_comes_back_to_what_was_passed_over() -> None:
    shelf = Shelf("a", "b", "c")
    way = shelf.round()
    shelf.write("d")
    assert not way.begin(shelf.identity("d"))
    assert way.begin(shelf.identity("b"))
    assert way.position == "2 of 3"
    way.finish(shelf.identity("b"), "b")
    assert walked(way) == ["c", "a"]
    assert way.said == "Done. 3 of 3."
    assert QueueRun([], shelf.row_of, lambda row: "").said == "Done. 0 of 0."


def test_what_is_not_done_after_all_is_taken_back() -> None:
    shelf = Shelf("a", "b")
    way = shelf.round()
    for name in ("a", "b"):
        way.finish(shelf.identity(name), name)
    way.check(lambda key: key == "a")
    assert way.said == "1 of 2 done."
    assert walked(way) == ["b"]


def test_what_is_saved_while_one_walks_is_shown_in_its_place_in_its_newest_text() -> None:
    shelf = Shelf("a", "b", "c")
    way = shelf.round()
    way.begin(shelf.identity("a"))
    way.finish(shelf.identity("a"), "a")
    shelf.write("b", "another text")
    found = way.next()
    assert found is not None
    assert (found[0].title, found[0].digest) == ("b", shelf.rows["b"].digest)
    way.finish(identity_of_row(found[0]), "b")
    assert walked(way) == ["c"]
    assert way.said == "Done. 3 of 3."


def test_what_is_renamed_while_one_walks_is_followed_by_its_id_or_its_bytes() -> None:
    shelf = Shelf("a", "b")
    shelf.write("c", id="the-c")
    way = shelf.round()
    shelf.rename("b", "x")
    shelf.rename("c", "y")
    shelf.write("y", "changed too", id="the-c")
    assert walked(way) == ["a", "b", "y"]
    assert way.said == "Done. 3 of 3."


def test_what_is_gone_is_named_once_and_does_not_count() -> None:
    shelf = Shelf("a", "b", "c", "d")
    way = shelf.round()
    way.begin(shelf.identity("a"))
    shelf.remove("b")
    found = way.next()
    assert found is not None
    assert found[0].title == "c"
    assert (way.position, way.said) == ("2 of 3", "0 of 3 done. “b” is gone.")
    assert way.said == "0 of 3 done."
    shelf.remove("d")
    assert walked(way) == ["a", "c"]
    assert way.said == "Done. 2 of 2. “d” is gone."


def test_what_was_deleted_and_made_again_is_shown_after_all() -> None:
    shelf = Shelf("a", "b", "c")
    way = shelf.round()
    way.begin(shelf.identity("a"))
    shelf.remove("b")
    assert way.next() is not None
    shelf.write("b", "made again")
    assert walked(way) == ["a", "b", "c"]
    assert way.said.startswith("Done. 3 of 3.")


def test_a_file_moved_over_another_is_shown_once() -> None:
    shelf = Shelf("a", "b", "c")
    way = shelf.round()
    shelf.rename("c", "a")
    assert walked(way) == ["c", "b"]
    assert way.said == "Done. 2 of 2. “c” is gone."


def test_two_files_with_one_id_are_two_briefings_of_a_round() -> None:
    shelf = Shelf()
    shelf.write("a", id="same")
    shelf.write("b", id="same")
    way = shelf.round()
    assert walked(way) == ["a", "b"]
    assert way.said == "Done. 2 of 2."


def test_what_came_in_or_changed_since_is_offered_at_the_end() -> None:
    shelf = Shelf("a", "b")
    way = shelf.round()
    assert walked(way) == ["a", "b"]
    assert way.offer(map(identity_of_row, shelf.rows.values())) == 0
    shelf.write("a", "a correction")
    shelf.write("c")
    assert way.offer(map(identity_of_row, shelf.rows.values())) == 2
    assert way.said == "1 of 3 done."
    assert walked(way) == ["c", "a"]
    assert way.said == "Done. 3 of 3."


def test_a_long_queue_is_taken_piece_by_piece_and_counted_whole() -> None:
    shelf = Shelf(*"abcdef")
    way = QueueRun([shelf.identity(name) for name in "cd"], shelf.row_of, lambda row: "", before=2, beyond=2)
    way.begin(shelf.identity("c"))
    assert way.position == "3 of 6"
    assert walked(way) == ["d", "c"]
    assert way.said == "2 of 6 done."
    assert way.offer([shelf.identity(name) for name in "ab"], beyond=2) == 4
    assert walked(way) == ["a", "b"]
    assert way.said == "4 of 6 done."


# along a list


def test_a_list_is_walked_as_it_was_when_a_briefing_was_opened_from_it() -> None:
    shelf = Shelf("a", "b", "c")
    way = ListWalk(list(map(copy, shelf.rows.values())), 0, shelf.row_of)
    shelf.write("0")
    shelf.write("b", "changed")
    found = way.step(1)
    assert found is not None
    assert (found.title, found.digest, way.position) == ("b", shelf.rows["b"].digest, "2 of 3")
    shelf.remove("c")
    assert way.step(1) is None
    assert (way.passed_over(), way.position) == (["c"], "2 of 2")
    found = way.step(-1)
    assert found is not None
    assert (found.title, way.position) == ("a", "1 of 2")
    assert way.step(-1) is None


def test_what_came_into_a_list_is_walked_after_its_end() -> None:
    shelf = Shelf("a", "b")
    way = ListWalk(list(map(copy, shelf.rows.values())), 1, shelf.row_of, lambda: list(shelf.rows.values()))
    assert way.step(1) is None
    assert way.take_up() == 0
    shelf.write("c")
    shelf.rename("a", "z")
    assert way.take_up() == 1
    found = way.step(1)
    assert found is not None
    assert (found.title, way.position) == ("c", "3 of 3")
    assert way.take_up() == 0


def test_a_long_list_is_walked_from_one_end_to_the_other() -> None:
    names = [f"{n:04}" for n in range(3 * AROUND)]
    shelf = Shelf(*names)
    rows = list(shelf.rows.values())
    way = ListWalk(rows, 0, lambda one: shelf.rows[one.title])
    seen = ["0000"]
    while (found := way.step(1)) is not None:
        seen.append(found.title)
        assert way.position == f"{len(seen)} of {len(names)}"
    assert seen == names
    while (found := way.step(-1)) is not None:
        seen.append(found.title)
    assert seen == [*names, *names[-2::-1]]


class Desk:
    """A journal at a moment that can be set."""

    def __init__(self, folder: Path) -> None:
        """Begin with an empty journal."""
        self.now = NOON
        self.journal = Journal(folder / "data", now=lambda: self.now)

    def back(self, text: str = TEXT) -> Comparison:
        """The briefing opened again."""
        return Comparison(self.journal, compose(briefing_of(text)), self.now)

    def finish(self, text: str = TEXT) -> None:
        """Be done with a text."""
        document = compose(briefing_of(text))
        self.journal.set_done([(identity_of(document.briefing), edition_of(document))], True, "done").result(20)


@pytest.fixture
def desk(tmp_path: Path, utc: None) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.journal.close()


def test_a_row_has_the_sign_of_what_was_read(desk: Desk) -> None:
    known = ReadSigns(desk.journal, lambda: {1: "due today"})

    def standings(row: Row) -> tuple[str, str]:
        known.renew()
        return known(row)

    shown = row_of(briefing_of(TEXT), 1)
    assert standings(shown) == ("", "due today")
    document = compose(briefing_of(TEXT))
    desk.journal.read(identity_of(document.briefing), outline(document), [section_of(document, 1)]).result(20)
    assert standings(shown)[0] == BEGUN
    desk.finish()
    assert standings(shown)[0] == DONE
    assert standings(row_of(briefing_of(TEXT.replace("First", "Other")), 1))[0] == CHANGED
    desk.journal.undo()
    assert standings(shown)[0] == BEGUN
    assert standings(row_of(briefing_of("title: Other\nid: other\n"), 2)) == ("", "")


def test_a_row_whose_sections_were_all_read_is_done(desk: Desk) -> None:
    document = compose(briefing_of(TEXT))
    sections = [section_of(document, section.index) for section in document.sections if not section.id.startswith("~")]
    desk.journal.read(identity_of(document.briefing), outline(document), sections).result(20)
    assert ReadSigns(desk.journal, dict)(row_of(briefing_of(TEXT), 1))[0] == DONE


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "yesterday"), (3, "on 26 Jul"), (400, "on 26 Jul 2024")])
def test_when_it_was_read_is_said_in_words(desk: Desk, days: int, said: str) -> None:
    desk.finish()
    desk.now += days * DAY
    assert since_when(desk.back(), desk.now) == f"you read it {said}"


def test_the_page_of_changes_names_what_changed_and_there_is_none_without_a_reading(desk: Desk) -> None:
    back = desk.back()
    assert since_when(back, desk.now) == ""
    assert page_of_changes(back, briefing_of(TEXT), desk.now) is None
    desk.finish()
    desk.now += DAY
    changed = TEXT.replace("Second.", "Second and third.")
    document = page_of_changes(desk.back(changed), briefing_of(changed), desk.now)
    assert document is not None
    texts = [block.text for part in document.parts for block in part.blocks]
    assert "What changed: Talks" in texts[0]
    assert any("you read it yesterday" in text for text in texts)
    assert any("{+" in text for text in texts)
