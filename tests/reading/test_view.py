"""The window on a document: moves stay inside it, and another size keeps the place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.briefings import TALKS, document_of, lines, long_text, spot_of
from tui.document.document import Document
from tui.document.flow import KEPT_PARTS, Flow
from tui.reading.view import View

LONG = document_of(long_text(60))
SHORT = document_of("title: Short")


def view_of(document: Document, width: int = 40, rows: int = 10) -> View:
    """A view at the top of a document."""
    return View(document, width, rows)


def page(document: Document, width: int) -> list[str]:
    """Every line of a document at a width."""
    return lines(View(document, width, 100_000))


MOVES: dict[str, Callable[[View, int], object]] = {
    "scroll": lambda view, n: view.scroll(n),
    "page": lambda view, n: view.page(n % 7 - 3),
    "half page": lambda view, n: view.half_page(n % 7 - 3),
    "top": lambda view, n: view.go_top(),
    "bottom": lambda view, n: view.go_bottom(),
    "fraction": lambda view, n: view.go_to(abs(n) / 300),
    "block": lambda view, n: view.step_block(n % 5 - 2),
    "resize": lambda view, n: view.resize(1 + abs(n) % 100, 1 + abs(n) % 37),
    "show": lambda view, n: view.show((n % len(view.document.parts), 0), at_top=n % 2 == 0),
}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(-300, 300)), max_size=12), st.booleans())
def test_no_move_ever_leaves_the_document(moves: list[tuple[str, int]], short: bool) -> None:
    document = SHORT if short else LONG
    view = view_of(document)
    for name, amount in moves:
        MOVES[name](view, amount)
        window = view.window()
        assert 0 < len(window) <= view.rows
        height = len(page(document, view.flow.width))
        assert len(window) == min(view.rows, height)
        part, block = view.current
        assert block < len(document.parts[part].blocks)
        assert 0 <= view.fraction <= 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.integers(0, 30))
def test_scrolling_down_and_up_again_is_where_one_was(first: int, lines_down: int) -> None:
    view = view_of(LONG)
    view.scroll(first)
    before, shown = view.top, lines(view)
    height = len(page(LONG, 40))
    if first + lines_down + view.rows <= height:
        view.scroll(lines_down)
        view.scroll(-lines_down)
        assert (view.top, lines(view)) == (before, shown)


@settings(max_examples=25, deadline=None)
@given(st.integers(8, 90), st.integers(2, 20), st.integers(0, 100))
def test_the_window_shows_the_lines_of_the_page(width: int, rows: int, start: int) -> None:
    whole = page(LONG, width)
    view = view_of(LONG, width, rows)
    view.scroll(start)
    at = min(start, len(whole) - rows)
    assert lines(view) == whole[at : at + rows]


def test_paging_to_the_end_shows_every_line_and_keeps_one_of_each_page_in_sight() -> None:
    view = view_of(LONG)
    whole = page(LONG, 40)
    at = 0
    while at + view.rows < len(whole):
        assert lines(view) == whole[at : at + view.rows]
        assert view.page(1)
        at += view.rows - 1
    assert lines(view) == whole[-view.rows :]
    assert not view.page(1)


def test_moves_say_whether_they_moved() -> None:
    view = view_of(LONG)
    assert not view.scroll(-1)
    assert view.scroll(1)
    view.go_bottom()
    assert not view.scroll(1)
    assert not view.page(1)
    assert view.half_page(-1)
    assert not view_of(SHORT).scroll(5)


def test_the_bottom_puts_the_last_line_on_the_last_row() -> None:
    view = view_of(LONG)
    view.go_bottom()
    assert lines(view)[-1] == page(LONG, 40)[-1]
    assert len(lines(view)) == view.rows
    assert view.fraction == 1


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 150), st.integers(12, 100), st.integers(3, 30))
def test_another_size_keeps_the_text_at_the_top_in_the_window(start: int, width: int, rows: int) -> None:
    view = view_of(LONG, 40, 6)
    view.scroll(start)
    part, block, offset = view.reading_point()
    view.resize(width, rows)
    shown = [(line.part, line.block) for line in view.window()]
    assert (part, block) in shown
    if view.fraction < 1:
        assert view.reading_point()[:2] == (part, block)
        assert view.reading_point()[2] <= offset


def test_a_resize_there_and_back_is_where_one_was() -> None:
    view = view_of(LONG, 40, 6)
    view.show(spot_of(LONG, "Paragraph 33"), at_top=True)
    before = lines(view)
    for width in (12, 90, 33, 40):
        view.resize(width, 6)
    assert lines(view) == before


def test_the_current_block_is_the_topmost_one_that_is_wholly_in_the_window() -> None:
    view = view_of(LONG, 40, 10)
    view.show(spot_of(LONG, "Paragraph 6 "), at_top=True)
    view.release()
    assert view.current_block.text.startswith("Paragraph 6 ")
    view.scroll(1)
    assert view.current_block.text.startswith("Paragraph 7")


def test_where_no_block_is_wholly_in_the_window_the_topmost_is_current() -> None:
    document = document_of("title: x\nbody: |\n  " + "first " * 40 + "\n\n  " + "second " * 40)
    view = view_of(document, 20, 5)
    part, block = spot_of(document, "second")
    view.show((part, block), at_top=True)
    view.release()
    view.scroll(-3)
    assert any("second" in line for line in lines(view))
    assert view.current_block.text.startswith("first")


def test_a_block_taller_than_the_window_is_still_current() -> None:
    document = document_of("title: x\nbody: |\n  " + "word " * 300)
    view = view_of(document, 20, 5)
    view.scroll(30)
    assert view.current_block.text.startswith("word")


def test_stepping_visits_every_block_in_order_and_back() -> None:
    view = view_of(LONG, 40, 7)
    texts = [view.current_block.text]
    while view.step_block(1):
        texts.append(view.current_block.text)
        part, block = view.current
        rows = [line.row for line in view.window() if (line.part, line.block) == (part, block)]
        assert 0 in rows
    expected = [block.text for part in LONG.parts for block in part.blocks]
    assert texts == expected
    back = [view.current_block.text]
    while view.step_block(-1):
        back.append(view.current_block.text)
    assert back == expected[::-1]


def test_the_chosen_block_stays_current_until_it_is_scrolled_out() -> None:
    view = view_of(LONG, 40, 10)
    spot = spot_of(LONG, "Paragraph 30 ")
    view.show(spot)
    assert view.current == spot
    view.scroll(1)
    assert view.current == spot
    view.scroll(30)
    assert view.current != spot


def test_showing_a_block_that_is_in_the_window_moves_nothing() -> None:
    view = view_of(LONG, 40, 12)
    view.scroll(5)
    before = view.top
    last = view.window()[-1]
    view.show((last.part, last.block))
    assert view.top == before


def test_showing_a_character_brings_its_line_into_the_window() -> None:
    document = document_of("title: x\nbody: |\n  " + " ".join(f"w{n}" for n in range(400)))
    view = view_of(document, 20, 5)
    part, block = spot_of(document, "w399")
    offset = document.parts[part].blocks[block].text.index("w250")
    view.show((part, block), offset)
    assert any("w250" in line for line in lines(view))


def test_a_block_hidden_by_a_filter_is_not_shown_and_what_is_kept_is() -> None:
    view = view_of(LONG, 40, 10)
    spot = spot_of(LONG, "Paragraph 30 ")
    view.show(spot)
    view.replace_flow(Flow(LONG, 40, lambda part: [spot[1]] if part == spot[0] else []))
    assert next(line for line in lines(view) if line).startswith("Paragraph 30")
    assert view.step_block(1) is False
    view.replace_flow(Flow(LONG, 40))
    assert view.current == spot
    assert any("Paragraph 31" in line for line in lines(view))


def test_a_filter_that_keeps_nothing_leaves_an_empty_window() -> None:
    view = view_of(LONG)
    view.replace_flow(Flow(LONG, 40, lambda part: []))
    assert view.window() == []
    assert view.fraction == 1.0
    view.scroll(5)
    view.page(-1)
    assert view.step_block(1) is False
    assert view.current_block.text is not None


@pytest.mark.parametrize(("width", "rows"), [(1, 1), (2, 1), (20, 1), (1, 30)])
def test_the_smallest_windows_work(width: int, rows: int) -> None:
    view = view_of(document_of(TALKS), width, rows)
    for _ in range(5):
        view.page(1)
        view.step_block(1)
    view.go_bottom()
    assert len(view.window()) == rows


# a large document


def large() -> Document:
    """A document of some five megabytes."""
    paragraph = "The headquarters reports to the command in Hawaii, and the paragraph goes on for some time. " * 8
    body = "\n".join(f"      Paragraph {number}. {paragraph}\n" for number in range(700))
    return document_of("title: Large\nsections:\n" + "".join(f"  - title: Section {n}\n    body: |\n{body}" for n in range(10)))


@pytest.fixture(scope="module")
def five_megabytes() -> Document:
    return large()


def test_opening_a_large_document_makes_only_the_parts_that_are_looked_at(five_megabytes: Document) -> None:
    document = five_megabytes
    assert len(document.parts) > 100
    assert not any(part.made for part in document.parts)
    view = view_of(document, 80, 40)
    view.window()
    assert view.current == (0, 0)
    assert sum(part.made for part in document.parts) <= 5
    view.page(1)
    assert view.fraction < 0.1
    assert sum(part.made for part in document.parts) <= 6
    view.go_bottom()
    view.step_block(-1)
    assert sum(part.made for part in document.parts) <= 12
    view.show((document.first_part(5), 0), at_top=True)
    view.resize(60, 30)
    assert sum(part.made for part in document.parts) <= 20
    assert lines(view)[0] == "5 Section 4"


def test_a_part_that_shows_less_when_it_is_laid_out_again_is_no_fault() -> None:
    others = [f"  - {{title: Other {number}, body: Text.}}" for number in range(KEPT_PARTS + 5)]
    document = document_of("\n".join([long_text(30, 1), *others]))
    shows = 30
    view = View(document, 40, 10)
    part = next(number for number, each in enumerate(document.parts) if len(each.blocks) > 20)
    view.replace_flow(Flow(document, 40, lambda number: range(shows if number == part else len(document.parts[number].blocks))))
    view.show((part, 25))
    shows = 7
    for number in range(len(document.parts)):
        # What was laid out longest ago is laid out anew.
        if number != part:
            view.flow.height_of(number)
    view.resize(40, 12)
    assert view.top.line < view.flow.height_of(view.top.part)
