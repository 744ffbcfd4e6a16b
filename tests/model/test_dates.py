"""Dates: every form of the format, with its bounds and the words that people see."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.dates import civil_of, day_number, days_in_month, parse_date


def at(text: str) -> int:
    """Seconds from 1970 of a moment in UTC, by the standard library."""
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC).timestamp())


@pytest.mark.parametrize(
    ("text", "lower", "upper", "display"),
    [
        ("2024", "2024-01-01", "2024-12-31T23:59:59", "2024"),
        ("2024-07", "2024-07-01", "2024-07-31T23:59:59", "Jul 2024"),
        ("2024-02", "2024-02-01", "2024-02-29T23:59:59", "Feb 2024"),
        ("2024-07-28", "2024-07-28", "2024-07-28T23:59:59", "28 Jul 2024"),
        ("  2024-07-28 ", "2024-07-28", "2024-07-28T23:59:59", "28 Jul 2024"),
        ("2024-07-28T06:00Z", "2024-07-28T06:00:00", "2024-07-28T06:00:59", "28 Jul 2024 06:00 UTC"),
        ("2024-07-28 06:00 UTC", "2024-07-28T06:00:00", "2024-07-28T06:00:59", "28 Jul 2024 06:00 UTC"),
        ("2024-07-28 6:00", "2024-07-28T06:00:00", "2024-07-28T06:00:59", "28 Jul 2024 06:00"),
        ("2024-07-28T06:00:30Z", "2024-07-28T06:00:30", "2024-07-28T06:00:30", "28 Jul 2024 06:00:30 UTC"),
        ("2024-07-28T06:00+05:30", "2024-07-28T00:30:00", "2024-07-28T00:30:59", "28 Jul 2024 06:00 +05:30"),
        ("2024-07-28T06:00-04", "2024-07-28T10:00:00", "2024-07-28T10:00:59", "28 Jul 2024 06:00 -04"),
        ("2024-07-28T24:00Z", "2024-07-29T00:00:00", "2024-07-29T00:00:59", "28 Jul 2024 24:00 UTC"),
        ("2024~", "2024-01-01", "2024-12-31T23:59:59", "about 2024"),
        ("2024-07?", "2024-07-01", "2024-07-31T23:59:59", "Jul 2024 (uncertain)"),
        ("2024-07-28%", "2024-07-28", "2024-07-28T23:59:59", "about 28 Jul 2024 (uncertain)"),
        ("202X", "2020-01-01", "2029-12-31T23:59:59", "2020s"),
        ("20XX", "2000-01-01", "2099-12-31T23:59:59", "20XX"),
        ("20xx", "2000-01-01", "2099-12-31T23:59:59", "20XX"),
        ("2024-XX", "2024-01-01", "2024-12-31T23:59:59", "2024, month unknown"),
        ("2024-1X", "2024-10-01", "2024-12-31T23:59:59", "2024, month unknown"),
        ("2024-XX-XX", "2024-01-01", "2024-12-31T23:59:59", "2024, month unknown"),
        ("2024-07-XX", "2024-07-01", "2024-07-31T23:59:59", "Jul 2024, day unknown"),
        ("2024-02-2X", "2024-02-20", "2024-02-29T23:59:59", "Feb 2024, day unknown"),
        ("2024-07/2024-09", "2024-07-01", "2024-09-30T23:59:59", "Jul – Sep 2024"),
        ("2024-07-03/2024-07-09", "2024-07-03", "2024-07-09T23:59:59", "3–9 Jul 2024"),
        ("2024-07-03/2024-08-09", "2024-07-03", "2024-08-09T23:59:59", "3 Jul – 9 Aug 2024"),
        ("2023-12/2024-01", "2023-12-01", "2024-01-31T23:59:59", "Dec 2023 – Jan 2024"),
        ("2024/2025~", "2024-01-01", "2025-12-31T23:59:59", "2024 – about 2025"),
        ("2024-07/..", "2024-07-01", None, "from Jul 2024"),
        ("2024-07/", "2024-07-01", None, "from Jul 2024, end unknown"),
        ("../2025-03", None, "2025-03-31T23:59:59", "by Mar 2025"),
        ("/2025-03", None, "2025-03-31T23:59:59", "start unknown, until Mar 2025"),
        ("by 2025-03", None, "2025-03-31T23:59:59", "by Mar 2025"),
        ("By 2025-03", None, "2025-03-31T23:59:59", "by Mar 2025"),
        ("before 2025-03", None, "2025-02-28T23:59:59", "before Mar 2025"),
        ("after 2025-03", "2025-04-01", None, "after Mar 2025"),
        ("about 2025", "2025-01-01", "2025-12-31T23:59:59", "about 2025"),
        ("circa 2025", "2025-01-01", "2025-12-31T23:59:59", "about 2025"),
        ("by 2024-07/2024-09", None, "2024-09-30T23:59:59", "by Jul – Sep 2024"),
        ("9999-12-31", "9999-12-31", "9999-12-31T23:59:59", "31 Dec 9999"),
    ],
)
def test_a_form_of_the_format_has_these_bounds_and_words(text: str, lower: str | None, upper: str | None, display: str) -> None:
    date = parse_date(text)
    assert (date.lower, date.upper) == (lower and at(lower), upper and at(upper))
    assert date.display == display
    assert date.text == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "28 July 2024",
        "2024-13",
        "2024-00",
        "2023-02-29",
        "2024-04-31",
        "2024/07/28",
        "2024-7-8",
        "12024",
        "2024-07-28T25:00Z",
        "2024-07-28T24:30",
        "2024-07-28T06:61",
        "2024-07-28T06:00+15",
        "2024-09/2024-07",
        "../..",
        "/",
        "20X4",
        "X024",
        "2024-2X",
        "2024-02-3X",
        "2024-XX-32",
        "2024-1X-00",
        "by",
        "by by 2024",
        "\x1b[31m",
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence_that_quotes_it(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date") as refusal:
        parse_date(text)
    assert f"“{text}”" in str(refusal.value)


def test_a_refusal_says_why_where_there_is_a_reason() -> None:
    with pytest.raises(ValueError, match="Feb 2023 has 28 days"):
        parse_date("2023-02-29")
    with pytest.raises(ValueError, match="there is no month 13"):
        parse_date("2024-13")
    with pytest.raises(ValueError, match="ends before it begins"):
        parse_date("2024-09/2024-07")


def test_dates_sort_by_their_lower_bound_and_open_ones_by_the_end_they_have() -> None:
    texts = ["2024-03", "by 2024-02", "2024-01/2024-12", "2024-01", "after 2024-05"]
    assert sorted(texts, key=lambda text: parse_date(text).sort_key) == [
        "2024-01",
        "2024-01/2024-12",
        "by 2024-02",
        "2024-03",
        "after 2024-05",
    ]


@given(st.dates())
def test_a_day_is_the_day_that_the_standard_library_knows(day: datetime.date) -> None:
    assert day_number(day.year, day.month, day.day) == (day - datetime.date(1970, 1, 1)).days
    date = parse_date(day.isoformat())
    assert date.lower == at(day.isoformat())
    assert date.upper == at(day.isoformat()) + 86_399


@given(st.integers(1, 9998), st.integers(1, 12))
def test_months_are_as_long_as_the_calendar_says(year: int, month: int) -> None:
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    assert days_in_month(year, month) == (following - datetime.timedelta(1)).day


@given(st.text(st.sampled_from("0123456789X-/.~?% T:Zby"), max_size=24))
def test_any_text_is_a_date_or_a_refusal_and_bounds_are_in_order(text: str) -> None:
    try:
        date = parse_date(text)
    except ValueError:
        return
    assert date.lower is not None or date.upper is not None
    if date.lower is not None and date.upper is not None:
        assert date.lower <= date.upper
    assert date.display


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-07-28T06:00Z", "28 Jul 2024"),
        ("2024-07-28T06:00:30+05:30", "28 Jul 2024"),
        ("2024-07-28 6:00", "28 Jul 2024"),
        ("before 2024-07-28T06:00-04", "before 28 Jul 2024"),
        ("2024-07-28T06:00Z/2024-07-29T07:00Z", "28 Jul 2024 – 29 Jul 2024"),
        ("2024-07-28%", "about 28 Jul 2024 (uncertain)"),
        ("2024-07", "Jul 2024"),
    ],
)
def test_a_day_is_the_date_without_its_time(text: str, day: str) -> None:
    assert parse_date(text).day == day


@given(st.integers(min_value=-1_000_000, max_value=4_000_000))
def test_a_day_number_leads_back_to_its_day(number: int) -> None:
    assert day_number(*civil_of(number)) == number
