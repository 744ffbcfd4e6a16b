"""Opening by title."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.reading.searching import choices, named

TITLES = ["Seoul at the table", "The table of Seoul", "A scattered t-a-b-l-e", "Tablets", "Étude: stable ground"]


def _found(typed: str) -> list[str]:
    return [choice.title for choice in choices(typed, named(TITLES), 10)]


def test_what_begins_a_title_comes_before_what_begins_a_word_and_that_before_the_rest() -> None:
    assert _found("tab") == ["Tablets", "The table of Seoul", "Seoul at the table", "Étude: stable ground", "A scattered t-a-b-l-e"]


def test_letters_in_order_are_enough() -> None:
    assert "Seoul at the table" in _found("slttb")


def test_words_may_come_in_any_order() -> None:
    assert _found("table seoul")[0] in ("Seoul at the table", "The table of Seoul")


def test_accents_and_capitals_do_not_matter() -> None:
    assert _found("etude") == ["Étude: stable ground"]


def test_nothing_typed_shows_the_first() -> None:
    assert [choice.place for choice in choices(" ", named(TITLES), 2)] == [0, 1]


@given(st.text(max_size=12), st.lists(st.text(max_size=20), max_size=8))
def test_every_choice_was_among_the_titles_and_its_spans_lie_in_it(typed: str, titles: list[str]) -> None:
    for choice in choices(typed, named(titles), 5):
        assert titles[choice.place] == choice.title
        assert all(0 <= start < end <= len(choice.title) for start, end in choice.spans)
