"""One open briefing: sections, places held through edits, and what leaves the program."""

from __future__ import annotations

import time

import pytest

from tests.reading.briefings import TALKS, ShelfOf, lines, long_text, reader_of, spot_of
from tui.document.compose import compose
from tui.reading.reader import Reader
from tui.reading.selection import citation_of
from tui.reading.session import Session
from tui.store.read import read_text

LONG = long_text(60)


def title_here(reader: Reader) -> str:
    """The title of the section one is in."""
    return reader.document.sections[reader.section].title


def edited(before: str, after: str, words: str, *, rows: int = 8, find: str = "", at_top: bool = True) -> Reader:
    """A reader that stood at some words, after its file was changed and read again."""
    shelf = ShelfOf({"x.yaml": before})
    session = Session(shelf, lambda briefing, titles: compose(briefing, library=titles), clock=lambda: 0.0)
    reader = session.open_path("x.yaml")
    reader.view.resize(60, rows)
    reader.read_ahead(1)
    if find:
        reader.find.begin()
        reader.find.type(find)
        reader.find.accept()
    reader.view.show(spot_of(reader.document, words), at_top=at_top)
    shelf.texts["x.yaml"] = after
    return session.files.reload(reader)


# sections


def test_sections_are_walked_forward_to_the_last_one() -> None:
    reader = reader_of()
    seen = [title_here(reader)]
    while reader.step_section(1):
        seen.append(title_here(reader))
    titles = [section.title for section in reader.document.sections]
    # The bottom line stands under the title, in sight from the start, and so is not stepped to.
    assert seen == [titles[0], *titles[2:]]


def test_the_section_before_is_first_the_start_of_this_one() -> None:
    reader = reader_of()
    reader.view.show(spot_of(reader.document, "Deterrence rests"))
    assert reader.step_section(-1)
    assert (title_here(reader), reader.view.current_block.kind) == ("Deterrence", "heading")
    assert reader.step_section(-1)
    assert title_here(reader) == "A joint headquarters"
    reader.view.go_top()
    assert not reader.step_section(-1)


def test_every_section_can_be_gone_to_even_those_that_fit_on_the_last_page() -> None:
    reader = reader_of(rows=100)
    for section in reader.document.sections:
        reader.go_to_section(section.index)
        assert reader.section == section.index


def test_a_section_is_put_at_the_top_of_the_window() -> None:
    reader = reader_of(LONG)
    reader.go_to_section(2)
    assert lines(reader.view)[0] == "2 Section 1"


def test_going_to_a_section_that_is_filtered_out_shows_everything_again() -> None:
    reader = reader_of(LONG)
    reader.find.begin()
    reader.find.type("paragraph 58")
    reader.find.accept()
    reader.find.show_only_matching(True)
    reader.go_to_section(1)
    assert not reader.find.only_matching
    assert lines(reader.view)[0] == "1 Section 0"


def test_an_item_is_gone_to_by_its_section_and_id() -> None:
    reader = reader_of()
    assert reader.go_to_item("~actors", "indopacom")
    assert "INDOPACOM" in reader.view.current_block.text
    assert reader.go_to_item("korea")
    assert title_here(reader) == "Seoul"
    assert not reader.go_to_item("nowhere")


# edits


def test_reading_again_holds_the_line_at_the_top() -> None:
    reader = edited(LONG, LONG, "Paragraph 33 ")
    assert lines(reader.view)[0].startswith("Paragraph 33 ")


def test_text_put_before_does_not_move_what_one_reads() -> None:
    reader = edited(LONG, LONG.replace("Paragraph 2 ", "Much new text.\n\n      Paragraph 2 "), "Paragraph 33 ")
    assert lines(reader.view)[0].startswith("Paragraph 33 ")
    assert reader.view.current_block.text.startswith("Paragraph 33 ")


def test_a_section_renamed_with_formerly_is_still_where_one_reads() -> None:
    renamed = LONG.replace("title: Section 1", "title: Renamed\n    formerly: section-1")
    reader = edited(LONG, renamed, "Paragraph 33 ")
    assert (title_here(reader), lines(reader.view)[0][:12]) == ("Renamed", "Paragraph 33")


def test_when_the_paragraph_is_gone_one_reads_where_it_stood() -> None:
    start = LONG.index("      Paragraph 33 ")
    gone = LONG[:start] + LONG[LONG.index("      Paragraph 34") :]
    reader = edited(LONG, gone, "Paragraph 33 ")
    assert reader.view.current_block.text.startswith("Paragraph 34")


def test_when_the_section_is_gone_one_is_still_in_the_document() -> None:
    reader = edited(LONG, "title: Short", "Paragraph 33 ")
    assert lines(reader.view)[0] == "Short"
    assert reader.view.current == (0, 0)


def test_find_goes_with_the_reader_through_an_edit() -> None:
    reader = edited(LONG, LONG.replace("Paragraph 40", "Item 40"), "Paragraph 33 ", find="paragraph")
    assert (reader.find.query, reader.find.active) == ("paragraph", True)
    reader.read_ahead(1)
    assert reader.find.total == 59
    assert lines(reader.view)[0].startswith("Paragraph 33 ")


def test_a_broken_edit_opens_with_its_problem() -> None:
    reader = edited(LONG, "title: [", "Paragraph 33 ")
    assert reader.briefing.problems
    assert reader.view.window()


def test_a_file_that_is_gone_leaves_the_old_reader_as_it_was() -> None:
    shelf = ShelfOf({"x.yaml": LONG})
    session = Session(shelf, lambda briefing, titles: compose(briefing, library=titles))
    reader = session.open_path("x.yaml")
    reader.view.scroll(10)
    before = lines(reader.view)
    shelf.texts.clear()
    with pytest.raises(OSError, match="There is no file"):
        session.files.reload(reader)
    assert lines(reader.view) == before


# what leaves the program


def test_a_copied_section_carries_its_marking_before_and_after_and_the_citation() -> None:
    reader = reader_of()
    reader.go_to_section(reader.document.section_of("a-joint-headquarters") or 0)
    text, what = reader.selected_passage()
    assert what == "section “A joint headquarters”"
    first, *_, last, citation = text.splitlines()
    assert (first, last) == ("[TLP:GREEN]", "[end of TLP:GREEN]")
    assert citation == "— “Talks in Tokyo”, Desk, 28 Jul 2024, § 1 A joint headquarters (talks)"
    assert "Washington will set up a headquarters" in text


@pytest.mark.parametrize(
    ("words", "marking"),
    [
        ("Washington will", "TLP:GREEN"),
        ("Extended deterrence", "TLP:AMBER"),
        ("Missile warning", "TLP:GREEN · NOFORN"),
        ("Japan asked for four stars", "TLP:RED"),
        ("Indo-Pacific Command", "TLP:GREEN"),
    ],
)
def test_a_copied_block_carries_the_strictest_marking_that_holds_for_it(words: str, marking: str) -> None:
    reader = reader_of()
    reader.view.show(spot_of(reader.document, words))
    reader.selection.start()
    text, what = reader.selected_passage()
    assert what == "1 block"
    assert text.startswith(f"[{marking}]\n")
    assert f"\n[end of {marking}]\n— " in text


def test_blocks_of_different_marking_are_copied_under_the_strictest() -> None:
    reader = reader_of()
    reader.view.show(spot_of(reader.document, "another point"))
    reader.selection.start()
    for _ in range(2):
        reader.selection.extend(1)
    text, what = reader.selected_passage()
    assert what == "3 blocks"
    assert text.startswith("[TLP:AMBER]\n")


def test_unmarked_text_is_copied_without_a_marking() -> None:
    reader = reader_of("title: Plain\nid: plain\nbody: Some text.")
    text, _ = reader.selected_passage()
    assert "TLP" not in text
    assert "[" not in text
    assert text.endswith("— “Plain” (plain)\n")


def test_text_selected_with_the_mouse_is_marked_and_cited_too() -> None:
    reader = reader_of()
    reader.view.show(spot_of(reader.document, "Extended deterrence"))
    assert reader.marked("deterrence", []).startswith("[TLP:AMBER]\ndeterrence\n[end of TLP:AMBER]\n— “Talks in Tokyo”")


def test_a_citation_names_origin_date_section_and_id() -> None:
    reader = reader_of()
    assert reader.citation() == "“Talks in Tokyo”, Desk, 28 Jul 2024 (talks)"
    reader.view.show(spot_of(reader.document, "Japan asked"))
    assert reader.citation() == "“Talks in Tokyo”, Desk, 28 Jul 2024, § Facts (talks)"
    bare = reader_of("title: Plain\nauthors: [A. One, B. Two]").briefing
    assert citation_of(bare) == "“Plain”, A. One, B. Two (talks)"


def test_a_copy_of_the_section_one_reads_does_not_reach_into_the_next() -> None:
    reader = reader_of()
    reader.view.show(spot_of(reader.document, "Deterrence rests"))
    text, _ = reader.selected_passage()
    assert "Extended deterrence" in text
    assert "Missile" not in text


# reading on


def test_minutes_left_go_down_to_none() -> None:
    reader = reader_of("title: x\nbody: |\n" + "  word word word word\n\n" * 1200)
    at_first = reader.progress.minutes_left
    assert at_first > 10
    reader.view.go_to(0.5)
    assert at_first * 0.3 < reader.progress.minutes_left < at_first * 0.7
    reader.view.go_bottom()
    assert reader.progress.minutes_left == 0


def test_reading_ahead_stops_when_its_time_is_over() -> None:
    ticks = iter(range(10_000))
    reader = reader_of(LONG, clock=lambda: float(next(ticks)), ready=False)
    reader.read_ahead(2.5)
    assert 0 < reader.read_so_far < 1
    while not reader.read_ahead_done:
        reader.read_ahead(2.5)
    assert reader.document.complete


def test_a_peek_says_what_is_linked_cited_and_shown() -> None:
    reader = reader_of()
    reader.view.show(spot_of(reader.document, "Washington will"))
    assert len(reader.peek.here()) == 1
    assert "The report" in reader.peek.here()[0].line
    reader.view.show(spot_of(reader.document, "It reports to"))
    first, second = [thing.line for thing in reader.peek.here()]
    assert "Indo-Pacific Command" in first
    assert "https://example.org/release" in second


def test_a_peek_at_a_block_without_names_is_at_the_next_one_that_has_some() -> None:
    reader = reader_of(rows=20)
    reader.view.show(spot_of(reader.document, "1 A joint headquarters"), at_top=True)
    assert "The report" in reader.peek.here()[0].line
    assert reader_of("title: x\nbody: Nothing is named here.").peek.here() == []


def test_the_source_line_is_the_line_of_the_file_one_reads() -> None:
    reader = reader_of()
    reader.view.show(spot_of(reader.document, "It reports to"))
    source = TALKS.splitlines()
    assert "It reports to" in source[reader.source_line - 1]
    reader.view.go_top()
    assert reader.source_line >= 1


@pytest.mark.parametrize("text", [">", "> \n[^1]: n\n", "#\n\n>\n"])
def test_a_section_that_shows_nothing_can_be_walked_through(text: str) -> None:
    reader = Reader(briefing := read_text(text, name="x.md", kind="md"), compose(briefing), clock=time.monotonic)
    steps = 0
    while reader.step_section(1):
        steps += 1
        assert steps < len(reader.document.sections)
    assert reader.go_to_place(reader.place())
    reader.view.go_top()
    reader.selected_passage()
