"""Going through the queue, signs of rows, and the page of what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.reading.briefings import briefing_of
from tui.catalog.rows import row_of
from tui.catalog.tables import Row
from tui.document.changes.editions import edition_of, outline, section_of
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.journal.records import identity_of
from tui.model.briefing import Briefing
from tui.reading.changes_page import page, since
from tui.reading.returning import Return
from tui.reading.round import Round, Walk
from tui.reading.standings import BEGUN, CHANGED, DONE, Standings

DAY = 86_400.0
NOON = 1_721_995_200.0
"""26 July 2024, 12:00 UTC."""

TEXT = "title: Talks\nid: talks\nsections:\n  - {title: One, body: First.}\n  - {title: Two, body: Second.}\n"


def row(n: int) -> Row:
    """The row of a briefing."""
    return row_of(Briefing(title=f"Number {n}", id=f"b{n}"), n)


def round_of(*numbers: int, gone: tuple[int, ...] = (), reasons: Mapping[int, str] | None = None) -> Round:
    """A round through briefings, some of which are gone meanwhile."""
    known = reasons or {}
    return Round(numbers, lambda n: None if n in gone else row(n), lambda n: known.get(n, ""))


def test_a_walk_goes_from_one_to_the_next_until_all_are_done() -> None:
    walk = Walk([7, 5, 9])
    assert (walk.position, walk.said) == ("", "0 of 3 done.")
    seen = []
    while (n := walk.next()) is not None:
        seen.append((n, walk.position))
        walk.finish(n)
    assert seen == [(7, "1 of 3"), (5, "2 of 3"), (9, "3 of 3")]
    assert walk.said == "Done. 3 of 3."


def test_what_was_passed_over_comes_again_after_the_last_one() -> None:
    walk = Walk([7, 5, 9], at=5)
    assert walk.position == "2 of 3"
    walk.finish(5)
    assert walk.next() == 9
    walk.finish(9)
    assert walk.next() == 7
    walk.take_back(9)
    walk.finish(7)
    assert walk.next() == 9


def test_next_unread_passes_over_what_was_read_elsewhere() -> None:
    walk = Walk([7, 5, 9])
    assert walk.next(lambda n: n == 9) == 9
    assert walk.next(lambda n: False) is None
    assert walk.position == "3 of 3"


def test_a_walk_knows_what_is_not_on_it() -> None:
    walk = Walk([7], at=100)
    assert walk.position == ""
    assert not walk.go(100)
    walk.finish(100)
    assert walk.said == "0 of 1 done."
    assert Walk([]).said == "Done. 0 of 0."


def test_a_round_begins_where_one_is_and_ends_when_all_are_done() -> None:
    way = round_of(7, 8, 9, reasons={9: "due today"})
    assert not way.begin(1)
    assert way.begin(8)
    assert way.position == "2 of 3"
    way.finish(8, "key8")
    found = way.next()
    assert found is not None
    assert (found[0].n, found[1]) == (9, "due today")
    way.finish(9, "key9")
    found = way.next()
    assert found is not None
    assert found[0].n == 7
    assert way.said == "2 of 3 done."
    way.finish(7, "key7")
    assert way.next() is None
    assert way.said == "Done. 3 of 3."


def test_what_is_not_done_after_all_is_taken_back() -> None:
    way = round_of(7, 8)
    way.begin(7)
    way.finish(7, "key7")
    way.finish(8, "key8")
    way.check(lambda key: key == "key7")
    assert way.said == "1 of 2 done."
    found = way.next()
    assert found is not None
    assert found[0].n == 8
    way.check(lambda key: True)
    assert way.said == "1 of 2 done."


def test_a_briefing_that_is_gone_does_not_stop_the_round() -> None:
    way = round_of(7, 8, 9, gone=(8,))
    way.begin(7)
    found = way.next()
    assert found is not None
    assert found[0].n == 9
    way.finish(7, "a")
    way.finish(9, "b")
    assert way.next() is None
    assert way.said == "Done. 3 of 3."


def test_one_that_is_skipped_comes_again_at_the_end() -> None:
    way = round_of(7, 8)
    way.begin(7)
    assert way.next() is not None
    way.finish(8, "key8")
    found = way.next()
    assert found is not None
    assert found[0].n == 7


class Desk:
    """A journal at a moment that can be set."""

    def __init__(self, folder: Path) -> None:
        """Begin with an empty journal."""
        self.now = NOON
        self.journal = Journal(folder / "data", now=lambda: self.now)

    def back(self, text: str = TEXT) -> Return:
        """The briefing opened again."""
        return Return(self.journal, compose(briefing_of(text)), self.now)

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
    known = Standings(desk.journal, lambda: {1: "due today"})

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
    assert Standings(desk.journal, dict)(row_of(briefing_of(TEXT), 1))[0] == DONE


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "yesterday"), (3, "on 26 Jul"), (400, "on 26 Jul 2024")])
def test_when_it_was_read_is_said_in_words(desk: Desk, days: int, said: str) -> None:
    desk.finish()
    desk.now += days * DAY
    assert since(desk.back(), desk.now) == f"you read it {said}"


def test_the_page_of_changes_names_what_changed_and_there_is_none_without_a_reading(desk: Desk) -> None:
    back = desk.back()
    assert since(back, desk.now) == ""
    assert page(back, briefing_of(TEXT), desk.now) is None
    desk.finish()
    desk.now += DAY
    changed = TEXT.replace("Second.", "Second and third.")
    document = page(desk.back(changed), briefing_of(changed), desk.now)
    assert document is not None
    texts = [block.text for part in document.parts for block in part.blocks]
    assert "What changed: Talks" in texts[0]
    assert any("you read it yesterday" in text for text in texts)
    assert any("{+" in text for text in texts)
