"""What counts as read: ends of sections that stood in the window for a moment."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.briefings import TALKS, document_of, long_text
from tui.document.flow import Flow
from tui.reading.attention import FASTEST, HELD, MOMENT, Attention, to_read
from tui.reading.view import View

LONG = """
    title: Long
    id: long
    bluf: The bottom line.
    sections:
      - title: First
        body: |
          {first}
      - {title: Second, body: Two words.}
      - {title: Third, body: Three words.}
      - title: Fourth
        body: |
          {fourth}
"""


def long_view(rows: int = 12) -> View:
    """A page with two long sections, and two short ones between them."""
    text = "\n\n          ".join(f"Paragraph {n} says something." for n in range(30))
    return View(document_of(LONG.replace("{first}", text).replace("{fourth}", text)), 60, rows)


def rested(attention: Attention, since: float, seconds: float) -> list[str]:
    """What is read when the window rests, looked at every tenth of a second."""
    found: list[str] = []
    for tenth in range(int(seconds * 10) + 1):
        found += attention.look(since + tenth / 10)
    return found


def test_a_section_is_read_when_its_end_has_been_in_the_window_for_a_moment() -> None:
    attention = Attention(long_view())
    assert rested(attention, 100.0, MOMENT - 0.1) == []
    assert attention.look(100.0 + MOMENT) == ["~top", "~bottom-line"]
    assert rested(attention, 101.0, 5) == []


def test_a_section_whose_end_is_below_the_window_is_not_read_however_long_it_is_looked_at() -> None:
    view = long_view()
    attention = Attention(view)
    view.page(1)
    assert "first" not in rested(attention, 0.0, 100)


def test_several_short_sections_are_read_at_once() -> None:
    view = long_view()
    second = view.document.section_of("second")
    assert second is not None
    view.show((view.document.first_part(second), 0), at_top=True)
    assert rested(Attention(view), 0.0, 1) == ["second", "third"]


def test_a_key_held_down_reads_nothing() -> None:
    view = long_view()
    attention = Attention(view)
    now = 0.0
    while view.scroll(1):
        now += 0.03
        assert attention.look(now) == []


def test_pages_turned_faster_than_one_can_look_read_nothing() -> None:
    view = long_view()
    attention = Attention(view)
    now = 0.0
    while view.page(1):
        now += HELD - 0.01
        assert attention.look(now) == []
    assert not attention.ended(now)


def test_lines_stepped_at_the_pace_of_reading_read_what_passes() -> None:
    view = long_view()
    attention = Attention(view)
    found, now = rested(attention, 0.0, 1), 1.0
    while view.scroll(1):
        now += 0.3
        found += attention.look(now)
    found += rested(attention, now, 1)
    assert found == [section.id for section in view.document.sections]
    assert attention.ended(now + 1)


def test_what_is_read_adds_up_over_visits() -> None:
    view = long_view()
    attention = Attention(view)
    assert rested(attention, 0.0, 0.4) == []
    view.page(2)
    attention.look(0.4)
    view.go_top()
    attention.look(0.8)
    assert attention.look(0.8 + MOMENT - 0.4 - 0.1) == []
    assert attention.look(0.8 + MOMENT - 0.4 + 0.1) == ["~top", "~bottom-line"]


def test_a_filtered_page_reads_nothing() -> None:
    view = long_view()
    view.replace_flow(Flow(view.document, 60, lambda part: [0], lambda part: 1))
    attention = Attention(view)
    assert rested(attention, 0.0, 10) == []
    assert attention.wait(10.0) is None


def test_a_window_without_lines_reads_nothing() -> None:
    # A prompt can take the last line of a tiny terminal.
    view = long_view(0)
    assert view.window() == []
    assert rested(Attention(view), 0.0, 100) == []


def test_a_covered_window_reads_nothing() -> None:
    attention = Attention(long_view())
    attention.look(0.0)
    attention.look_away(0.1)
    assert attention.wait(0.1) is None
    assert attention.look(100.0) == []
    assert attention.look(100.0 + MOMENT) == ["~top", "~bottom-line"]


WORDS = "word " * 350
FOUR = "title: Four\nid: four\nsections:\n" + "".join(f"  - title: Section {n}\n    body: {WORDS}\n" for n in range(4))


def wide_view(rows: int = 60) -> View:
    """Four sections of 350 words on one page."""
    return View(document_of(FOUR), 190, rows)


def test_a_page_that_is_passed_by_is_not_read() -> None:
    view = wide_view()
    attention = Attention(view)
    found = rested(attention, 0.0, 0.9)
    view.page(1)
    assert [section for section in [*found, *rested(attention, 0.9, 0.9)] if section.startswith("section")] == []


def test_sections_are_read_one_after_the_other_in_the_time_that_their_words_take() -> None:
    attention = Attention(wide_view())
    read_at = {section: second for second in range(120) for section in attention.look(float(second))}
    each = 350 / FASTEST * 60
    for n in range(4):
        assert read_at[f"section-{n}"] == pytest.approx((n + 1) * each, rel=0.25)


def test_time_beyond_what_the_words_on_screen_need_counts_for_nothing_else() -> None:
    view = wide_view(rows=8)
    attention = Attention(view)
    assert [section for section in rested(attention, 0.0, 1000) if section.startswith("section")] == []
    view.go_bottom()
    assert rested(attention, 1000.0, 2) == []


def test_hopping_from_section_to_section_reads_none_of_them() -> None:
    view = View(document_of(long_text(40)), 60, 20)
    attention = Attention(view)
    now, found = 0.0, []
    for section in view.document.sections:
        view.show((view.document.first_part(section.index), 0), at_top=True)
        found += attention.look(now)
        now += 0.9
        found += attention.look(now)
    assert [section for section in found if not section.startswith("~")] == []


def test_time_spent_is_kept_between_two_sessions_and_only_of_what_is_not_read() -> None:
    view = wide_view()
    attention = Attention(view)
    half = 350 / FASTEST * 30
    rested(attention, 0.0, half + 2)
    attention.look_away(half + 2)
    spent = attention.take_spent()
    assert spent["~top"] == ()
    assert sum(spent["section-0"][3::4]) / 100 == pytest.approx(half, abs=2.5)
    assert attention.take_spent() == {}
    again = Attention(wide_view(), told=["~top"], spent=spent)
    assert "section-0" in rested(again, 0.0, half + 2)
    assert "section-0" not in rested(Attention(wide_view(), told=["~top"]), 0.0, half + 2)


def test_time_that_was_kept_of_another_text_does_no_harm() -> None:
    attention = Attention(wide_view(), spent={"section-0": (0, 0, 99, 10, 7, 7, 0, -5, 1), "gone": (0, 0, 0, 1)})
    assert "section-0" not in rested(attention, 0.0, 5)


def test_it_says_how_long_to_wait_for_the_next_section() -> None:
    attention = Attention(long_view())
    assert attention.look(5.0) == []
    assert attention.wait(5.0) == pytest.approx(MOMENT)
    assert attention.wait(5.5) == pytest.approx(MOMENT - 0.5)
    assert attention.look(5.0 + MOMENT)
    assert attention.wait(6.0) is None


def test_what_was_forgotten_is_told_again() -> None:
    attention = Attention(long_view(), told=["~top"])
    assert rested(attention, 0.0, 1) == ["~bottom-line"]
    attention.forget()
    assert rested(attention, 2.0, 1) == ["~top", "~bottom-line"]


def test_sections_where_things_are_looked_up_are_not_counted() -> None:
    sections = document_of(TALKS).sections
    assert to_read(sections) == ["~bottom-line", "a-joint-headquarters", "deterrence", "seoul", "~facts"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-40, 40), st.floats(0, 2)), max_size=25), st.integers(1, 60))
def test_only_what_was_in_the_window_is_read_and_each_section_once(moves: list[tuple[int, float]], rows: int) -> None:
    view = View(document_of(long_text(20)), 50, rows)
    attention = Attention(view)
    found: list[str] = []
    now = 0.0
    for lines, seconds in moves:
        found += attention.look(now)
        now += seconds
        shown = {view.document.parts[line.part].section for line in view.window()}
        new = attention.look(now)
        assert {view.document.section_of(section) for section in new} <= shown
        found += new
        view.scroll(lines)
    assert len(found) == len(set(found))
