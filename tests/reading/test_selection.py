"""Selecting blocks by keyboard, and the text that is copied."""

from __future__ import annotations

from tests.reading.briefings import long_text, reader_of, spot_of
from tui.document.flow import Flow
from tui.reading.selection import text_of

LONG = long_text(30)


def test_v_selects_the_current_block_and_j_extends() -> None:
    reader = reader_of(LONG)
    first = spot_of(reader.document, "Paragraph 3 ")
    reader.view.show(first)
    reader.selection.start()
    assert (reader.selection.active, reader.selection.count, reader.selection.spots()) == (True, 1, [first])
    reader.selection.extend(1)
    reader.selection.extend(1)
    assert reader.selection.count == 3
    assert [reader.selection.covers(*spot) for spot in reader.selection.spots()] == [True] * 3
    reader.selection.extend(-1)
    assert reader.selection.count == 2


def test_extending_up_past_the_start_selects_what_is_above() -> None:
    reader = reader_of(LONG)
    first = spot_of(reader.document, "Paragraph 3 ")
    reader.view.show(first)
    reader.selection.start()
    for _ in range(2):
        reader.selection.extend(-1)
    assert reader.selection.spots()[-1] == first
    assert reader.selection.count == 3


def test_the_cursor_end_stays_in_the_window_and_is_the_current_block() -> None:
    reader = reader_of(LONG, rows=6)
    reader.view.show(spot_of(reader.document, "Paragraph 3 "))
    reader.selection.start()
    for _ in range(12):
        reader.selection.extend(1)
        cursor = reader.selection.spots()[-1]
        assert reader.view.current == cursor
        assert any((line.part, line.block) == cursor for line in reader.view.window())


def test_extending_stops_at_the_ends_of_the_document() -> None:
    reader = reader_of("title: x\nbody: |\n  one\n\n  two")
    reader.view.go_top()
    reader.selection.start()
    for _ in range(10):
        reader.selection.extend(1)
    everything = [(part, block) for part, made in enumerate(reader.document.parts) for block in range(len(made.blocks))]
    assert reader.selection.spots() == everything
    for _ in range(20):
        reader.selection.extend(-1)
    assert reader.selection.spots() == everything[:1]


def test_extending_goes_on_from_the_cursor_after_scrolling() -> None:
    reader = reader_of(LONG, rows=6)
    reader.view.show(spot_of(reader.document, "Paragraph 3 "))
    reader.selection.start()
    reader.view.scroll(30)
    reader.selection.extend(1)
    assert reader.selection.count == 2


def test_clearing_selects_nothing() -> None:
    reader = reader_of(LONG)
    reader.selection.start()
    reader.selection.clear()
    assert (reader.selection.active, reader.selection.count, reader.selection.covers(0, 0)) == (False, 0, False)
    reader.selection.extend(1)
    assert not reader.selection.active


def test_blocks_that_are_hidden_are_not_selected() -> None:
    reader = reader_of(LONG)
    first = spot_of(reader.document, "Paragraph 3 ")
    shown = {first, spot_of(reader.document, "Paragraph 6 ")}
    reader.view.show(first)
    reader.view.replace_flow(Flow(reader.document, 60, lambda part: sorted(block for p, block in shown if p == part)))
    reader.selection.start()
    reader.selection.extend(1)
    assert set(reader.selection.spots()) == shown


def test_copied_text_keeps_the_marks_of_lists_and_the_blank_lines() -> None:
    reader = reader_of("title: x\nbody: |\n  Before.\n\n  - one\n  - two\n\n  ```\n  a = 1\n  b = 2\n  ```")
    spots = [spot_of(reader.document, words) for words in ("Before", "one", "two", "a = 1")]
    text = text_of(reader.document, spots)
    assert [line.strip() for line in text.splitlines()] == ["Before.", "", "• one", "• two", "", "a = 1", "b = 2"]
    assert text_of(reader.document, []) == ""
