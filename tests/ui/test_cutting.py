"""What is cut ends in an ellipsis, and never within a date or a number."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.ui.content import DATE, cut, cut_at_word, short_date


@pytest.mark.parametrize("width", range(30))
@pytest.mark.parametrize("date", ["31 Mar 2025", "2025-03-31", "March 2025", "1–3 Aug 2024", "28 Jul 2024 06:00"])
def test_a_date_is_whole_or_not_there(date: str, width: int) -> None:
    text = f"review was due {date}, and more words behind it"
    for shown in (cut(text, width), cut_at_word(text, width)):
        assert cell_len(shown) <= width
        assert not re.search(r"\d", shown) or date in shown
        assert not width or shown.endswith("…")


@pytest.mark.parametrize("number", ["1,234.56", "12%", "06:30", "2024", "10.4.2"])
def test_a_number_is_whole_or_not_there(number: str) -> None:
    text = f"about {number} tonnes"
    assert all(number in cut(text, width) or not re.search(r"\d", cut(text, width)) for width in range(len(text)))


@given(st.text(alphabet="ab 12:\u65e5\u0301", max_size=40), st.integers(0, 30))
def test_what_is_cut_is_a_beginning_with_an_ellipsis(text: str, width: int) -> None:
    shown = cut(text, width)
    assert cell_len(shown) <= width or shown == text == ""
    if shown != text and width:
        assert shown.endswith("…")
        assert text.startswith(shown[:-1])


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("28 Jul 2024", "28 Jul 2024"),
        ("28 Jul 2024 06:00 UTC", "28 Jul 2024"),
        ("1–3 Aug 2024", "1 Aug 2024…"),
        ("21 Jul 2024 – 3 Aug 2024", "Jul 2024…"),
        ("before 2 Aug 2024", "before…"),
        ("2024", "2024"),
    ],
)
def test_a_date_in_its_column_is_whole_or_says_that_it_goes_on(date: str, shown: str) -> None:
    assert short_date(date) == shown
    assert len(shown) <= DATE
