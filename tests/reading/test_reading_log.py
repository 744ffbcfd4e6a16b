"""The log of one open briefing: what the journal is told while it is read, and what it knew before."""

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

    def rest(self, log: ReadingLog, seconds: float = 30) -> bool:
        """Look at what is shown for some time. Returns whether something was read."""
        log.look()
        self.seconds += seconds
        return log.look()

    def through(self, log: ReadingLog, first: str, last: str) -> bool:
        """Read from some words to others, page by page. Returns whether something was read."""
        section(log, first)
        end = spot_of(log.reader.document, last)
        read = self.rest(log)
        while not any((line.part, line.block) == end for line in log.reader.view.window()):
            log.reader.view.page(1)
            read |= self.rest(log)
        return read


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Books]:
    desk = Books(tmp_path)
    yield desk
    desk.journal.close()


def progress(log: ReadingLog) -> tuple[int, int]:
    """How many of the sections that count have been read, and how many there are."""
    return len(log.read.intersection(log.to_read)), len(log.to_read)


def section(log: ReadingLog, words: str) -> None:
    """Show a block."""
    log.reader.view.show(spot_of(log.reader.document, words), at_top=True)


def test_what_rested_on_the_screen_is_read_and_known_the_next_time(desk: Books) -> None:
    log = desk.open()
    assert log.place is None
    assert not log.read
    desk.rest(log)
    section(log, "Section 1")
    assert not desk.rest(log, MOMENT / 2)
    log.reader.view.scroll(-4)
    desk.rest(log)
    assert "section-0" not in log.read
    assert desk.through(log, "Section 0", "Section 1")
    assert log.read - {"~top"} == {"section-0"}
    assert progress(log) == (1, 3)
    again = desk.open()
    assert again.read == log.read
    assert progress(again) == (1, 3)
    assert not desk.rest(again)


def test_a_place_is_kept_once_and_found_again(desk: Books) -> None:
    log = desk.open()
    section(log, "Paragraph 40 ")
    log.keep_place()
    kept: list[object] = []
    desk.journal.keep_place = lambda *given, **more: kept.append(given)
    log.keep_place()
    assert kept == []
    log.reader.view.scroll(3)
    log.reader.view.release()
    log.keep_place()
    assert len(kept) == 1
    place = desk.open().place
    assert place is not None
    assert place.section == "section-1"


def test_what_is_covered_is_not_read(desk: Books) -> None:
    log = desk.open("title: Short\nid: short\nbody: One line.\n")
    log.look()
    log.look_away()
    desk.seconds += 60
    assert not log.look()
    desk.seconds += MOMENT
    assert log.look()


def test_the_end_is_reached_when_it_has_rested_on_the_screen(desk: Books) -> None:
    log = desk.open()
    log.look()
    assert not log.at_end
    log.reader.view.go_bottom()
    log.look()
    assert not log.at_end
    desk.seconds += MOMENT
    assert log.at_end


def test_done_is_done_whether_or_not_all_was_read_says_what_was_not_and_is_taken_back(desk: Books) -> None:
    log = desk.open()
    desk.through(log, "Section 0", "Section 1")
    assert log.unread == 2
    log.set_done().result(20)
    assert log.done
    assert progress(log) == (1, 3)
    assert log.next_unread() is None
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
    log = desk.open(text)
    assert [action.text.text for action in log.actions.left] == ["Go.", "Come."]
    kept, said = log.actions.close_or_open("a1")
    assert kept is not None
    kept.result(20)
    assert said == "1 action is closed: no longer asked of you · ⟦action.close⟧ asks again · ⟦undo.undo⟧ undoes"
    assert [action.text.text for action in log.actions.left] == ["Come."]
    log = desk.open(text.replace("Go.", "Go now."))
    assert len(log.actions.left) == 2
    log = desk.open(text)
    log.actions.close_or_open()
    assert log.actions.left == []
    kept, said = log.actions.close_or_open()
    assert said == "2 actions are asked of you again · ⟦undo.undo⟧ undoes"
    assert len(log.actions.left) == 2
    assert desk.open("title: None\nid: none\n").actions.close_or_open()[0] is None


def test_what_was_read_on_beyond_its_first_page_is_begun(desk: Books) -> None:
    log = desk.open()
    log.keep_place()
    assert not desk.open().standing.begun  # type: ignore[union-attr]
    log = desk.open()
    log.reader.view.page(1)
    log.keep_place()
    standing = desk.open().standing
    assert standing is not None
    assert standing.begun


def test_done_that_is_composed_in_another_thread_is_kept_and_its_failure_told(desk: Books) -> None:
    log = desk.open()
    log.set_done_later(lambda: compose(briefing_of(LONG))).result(20)
    assert desk.open().done

    def broken() -> object:
        raise OSError("It is gone.")

    log = desk.open()
    with pytest.raises(OSError, match="gone"):
        log.set_done_later(broken).result(20)  # type: ignore[arg-type]


def test_unread_forgets_what_was_read_and_it_can_be_read_again(desk: Books) -> None:
    log = desk.open("title: Short\nid: short\nbody: One line.\n")
    assert desk.rest(log)
    log.set_unread().result(20)
    assert not log.read
    assert desk.rest(log)


def test_sections_that_changed_are_unread_in_whatever_words_an_edition_calls_them(desk: Books) -> None:
    desk.open().set_done().result(20)
    log = desk.open(LONG.replace("Paragraph 40 ", "Paragraph forty "))
    assert not log.done
    assert log.back.changes is not None
    log.changed(section.id for section in log.back.changes.sections)
    assert progress(log) == (0, 3)
    assert log.unread == 1
    index = log.next_unread()
    assert index is not None
    assert log.reader.document.sections[index].id == "section-1"
    assert desk.through(log, "Section 1", "Section 2")
    assert "section-1" in log.read


def test_the_next_unread_section_comes_after_the_current_one_and_then_from_the_start(desk: Books) -> None:
    log = desk.open()
    section(log, "Paragraph 40 ")
    sections = log.reader.document.sections
    found = log.next_unread()
    assert found is not None
    assert sections[found].id == "section-2"
    section(log, "Paragraph 80 ")
    found = log.next_unread()
    assert found is not None
    assert sections[found].id == "section-0"


def test_what_nobody_can_know_again_is_not_kept(desk: Books) -> None:
    briefing = briefing_of("title: Piped\nbody: One line.\n", name="")
    assert not briefing.named
    reader = Reader(briefing, compose(briefing), clock=lambda: desk.seconds)
    log = ReadingLog(reader, desk.journal, clock=lambda: desk.seconds, now=lambda: desk.now)
    assert not log.keeps
    log.opened()
    assert not desk.rest(log)
    log.keep_place()
    assert desk.journal.flush(20)
    assert not desk.journal.seen()
    assert log.key == ""


def test_a_restricted_section_is_read_like_any_other(desk: Books) -> None:
    log = desk.open(TALKS, rows=200)
    assert desk.rest(log)
    assert {"deterrence", "seoul"} <= log.read
    assert desk.open(TALKS).read == log.read
