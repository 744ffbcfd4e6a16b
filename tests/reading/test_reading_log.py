"""The books of one open briefing: what the journal is told while it is read, and what it knew before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reading.briefings import TALKS, briefing_of, long_text, spot_of
from tui.document.compose import compose
from tui.journal.journal import Journal
from tui.reading.attention import MOMENT
from tui.reading.reader import Reader
from tui.reading.reading_log import ReadingLog

LONG = "id: long\n" + long_text(90)


class Books:
    """A journal, two clocks, and readers of one text after the other."""

    def __init__(self, folder: Path) -> None:
        """Begin with an empty journal."""
        self.now, self.seconds = 1_721_995_200.0, 50.0
        self.folder = folder
        self.journal = Journal(folder / "data", now=lambda: self.now)

    def open(self, text: str = LONG, rows: int = 20) -> ReadingLog:
        """Open a text, with the journal as the run before left it."""
        self.journal.close()
        self.now += 100
        self.journal = Journal(self.folder / "data", now=lambda: self.now)
        briefing = briefing_of(text)
        reader = Reader(briefing, compose(briefing), clock=lambda: self.seconds)
        reader.view.resize(60, rows)
        return ReadingLog(reader, self.journal, clock=lambda: self.seconds, now=lambda: self.now)

    def rest(self, books: ReadingLog, seconds: float = 30) -> bool:
        """Look at what is shown for some time. Returns whether something was read."""
        books.look()
        self.seconds += seconds
        return books.look()

    def through(self, books: ReadingLog, first: str, last: str) -> bool:
        """Read from some words to others, page by page. Returns whether something was read."""
        section(books, first)
        end = spot_of(books.reader.document, last)
        read = self.rest(books)
        while not any((line.part, line.block) == end for line in books.reader.view.window()):
            books.reader.view.page(1)
            read |= self.rest(books)
        return read


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Books]:
    desk = Books(tmp_path)
    yield desk
    desk.journal.close()


def progress(books: ReadingLog) -> tuple[int, int]:
    """How many of the sections that count have been read, and how many there are."""
    return len(books.read.intersection(books.to_read)), len(books.to_read)


def section(books: ReadingLog, words: str) -> None:
    """Show a block."""
    books.reader.view.show(spot_of(books.reader.document, words), at_top=True)


def test_what_rested_on_the_screen_is_read_and_known_the_next_time(desk: Books) -> None:
    books = desk.open()
    assert books.place is None
    assert not books.read
    desk.rest(books)
    section(books, "Section 1")
    assert not desk.rest(books, MOMENT / 2)
    books.reader.view.scroll(-4)
    desk.rest(books)
    assert "section-0" not in books.read
    assert desk.through(books, "Section 0", "Section 1")
    assert books.read - {"~top"} == {"section-0"}
    assert progress(books) == (1, 3)
    again = desk.open()
    assert again.read == books.read
    assert progress(again) == (1, 3)
    assert not desk.rest(again)


def test_a_place_is_kept_once_and_found_again(desk: Books) -> None:
    books = desk.open()
    section(books, "Paragraph 40 ")
    books.keep_place()
    kept: list[object] = []
    desk.journal.keep_place = lambda *given, **more: kept.append(given)
    books.keep_place()
    assert kept == []
    books.reader.view.scroll(3)
    books.reader.view.release()
    books.keep_place()
    assert len(kept) == 1
    place = desk.open().place
    assert place is not None
    assert place.section == "section-1"


def test_what_is_covered_is_not_read(desk: Books) -> None:
    books = desk.open("title: Short\nid: short\nbody: One line.\n")
    books.look()
    books.look_away()
    desk.seconds += 60
    assert not books.look()
    desk.seconds += MOMENT
    assert books.look()


def test_the_end_is_reached_when_it_has_rested_on_the_screen(desk: Books) -> None:
    books = desk.open()
    books.look()
    assert not books.at_end
    books.reader.view.go_bottom()
    books.look()
    assert not books.at_end
    desk.seconds += MOMENT
    assert books.at_end


def test_done_is_done_whether_or_not_all_was_read_says_what_was_not_and_is_taken_back(desk: Books) -> None:
    books = desk.open()
    desk.through(books, "Section 0", "Section 1")
    assert books.unread == 2
    books.set_done().result(20)
    assert books.done
    assert progress(books) == (1, 3)
    assert books.next_unread() is None
    again = desk.open()
    assert again.done
    assert progress(again) == (1, 3)
    deed = desk.journal.undo()
    assert deed is not None
    assert deed.said == "done with “Long”"
    again.renew()
    assert not again.done
    assert progress(again) == (1, 3)


def test_time_spent_on_a_section_adds_up_over_sessions_and_goes_with_the_text(desk: Books) -> None:
    text = "title: One\nid: one\nbody: " + "word " * 400
    first = desk.open(text, rows=60)
    desk.rest(first, 12)
    first.look_away()
    second = desk.open(text, rows=60)
    assert not desk.rest(second, 4)
    second.look_away()
    third = desk.open(text, rows=60)
    assert desk.rest(third, 5)
    assert "~text" in third.read
    third.look_away()
    third.set_unread().result(20)
    again = desk.open(text, rows=60)
    desk.rest(again, 12)
    again.look_away()
    other = desk.open(text.replace("word", "wood"), rows=60)
    desk.rest(other, 12)
    assert "~text" not in other.read


def test_an_action_is_closed_for_the_reader_and_opened_again(desk: Books) -> None:
    text = (
        "title: Acts\nid: acts\nactions:\n- {id: a1, text: Go.}\n- {text: Come., due: 2024-07-01}\n- {text: Been., status: done}\n"
    )
    books = desk.open(text)
    assert [action.text.text for action in books.actions.left] == ["Go.", "Come."]
    kept, said = books.actions.close_or_open("a1")
    assert kept is not None
    kept.result(20)
    assert said == "1 action is closed: no longer asked of you · ⟦action.close⟧ asks again · ⟦undo.undo⟧ undoes"
    assert [action.text.text for action in books.actions.left] == ["Come."]
    books = desk.open(text.replace("Go.", "Go now."))
    assert len(books.actions.left) == 2
    books = desk.open(text)
    books.actions.close_or_open()
    assert books.actions.left == []
    kept, said = books.actions.close_or_open()
    assert said == "2 actions are asked of you again · ⟦undo.undo⟧ undoes"
    assert len(books.actions.left) == 2
    assert desk.open("title: None\nid: none\n").actions.close_or_open()[0] is None


def test_what_was_read_on_beyond_its_first_page_is_begun(desk: Books) -> None:
    books = desk.open()
    books.keep_place()
    assert not desk.open().standing.begun  # type: ignore[union-attr]
    books = desk.open()
    books.reader.view.page(1)
    books.keep_place()
    standing = desk.open().standing
    assert standing is not None
    assert standing.begun


def test_done_that_is_composed_in_another_thread_is_kept_and_its_failure_told(desk: Books) -> None:
    books = desk.open()
    books.set_done_later(lambda: compose(briefing_of(LONG))).result(20)
    assert desk.open().done

    def broken() -> object:
        raise OSError("It is gone.")

    books = desk.open()
    with pytest.raises(OSError, match="gone"):
        books.set_done_later(broken).result(20)  # type: ignore[arg-type]


def test_unread_forgets_what_was_read_and_it_can_be_read_again(desk: Books) -> None:
    books = desk.open("title: Short\nid: short\nbody: One line.\n")
    assert desk.rest(books)
    books.set_unread().result(20)
    assert not books.read
    assert desk.rest(books)


def test_sections_that_changed_are_unread_in_whatever_words_an_edition_calls_them(desk: Books) -> None:
    desk.open().set_done().result(20)
    books = desk.open(LONG.replace("Paragraph 40 ", "Paragraph forty "))
    assert not books.done
    assert books.back.changes is not None
    books.changed(section.id for section in books.back.changes.sections)
    assert progress(books) == (0, 3)
    assert books.unread == 1
    index = books.next_unread()
    assert index is not None
    assert books.reader.document.sections[index].id == "section-1"
    assert desk.through(books, "Section 1", "Section 2")
    assert "section-1" in books.read


def test_the_next_unread_section_comes_after_the_current_one_and_then_from_the_start(desk: Books) -> None:
    books = desk.open()
    section(books, "Paragraph 40 ")
    sections = books.reader.document.sections
    found = books.next_unread()
    assert found is not None
    assert sections[found].id == "section-2"
    section(books, "Paragraph 80 ")
    found = books.next_unread()
    assert found is not None
    assert sections[found].id == "section-0"


def test_what_nobody_can_know_again_is_not_kept(desk: Books) -> None:
    briefing = briefing_of("title: Piped\nbody: One line.\n", name="")
    assert not briefing.named
    reader = Reader(briefing, compose(briefing), clock=lambda: desk.seconds)
    books = ReadingLog(reader, desk.journal, clock=lambda: desk.seconds, now=lambda: desk.now)
    assert not books.keeps
    books.opened()
    assert not desk.rest(books)
    books.keep_place()
    assert desk.journal.flush(20)
    assert not desk.journal.seen()
    assert books.key == ""


def test_a_restricted_section_is_read_like_any_other(desk: Books) -> None:
    books = desk.open(TALKS, rows=200)
    assert desk.rest(books)
    assert {"deterrence", "seoul"} <= books.read
    assert desk.open(TALKS).read == books.read
