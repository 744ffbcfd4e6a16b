"""A rule among the events of a briefing says where today is, by the day that the program was told."""

from __future__ import annotations

import pytest

from tests.reading.briefings import briefing_of, document_of, lines
from tui.document.compose import compose
from tui.document.plain import plain_text
from tui.document.today_rule import today_in_words
from tui.model.dates import day_number
from tui.reading.reader import Reader
from tui.reading.view import View, turn_to_day

EVENTS = """\
title: T
events:
  - {date: 2024-07-28, title: Talks, place: Tokyo}
  - {date: 2024-08-02, title: Decision}
  - {date: 2025-03, title: Opening}
  - {title: Some day}
"""
DAY = day_number(2024, 8, 2)


def page(day: int | None, text: str = EVENTS, width: int = 60) -> list[str]:
    return [line.strip() for line in lines(View(document_of(text), width, 2_000, day))]


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (day_number(2024, 7, 1), "Timeline", "Talks"),
        (DAY, "Tokyo", "Decision"),
        (DAY + 1, "Decision", "Opening"),
        (day_number(2026, 11, 30), "Opening", "undated"),
    ],
)
def test_the_rule_stands_before_the_first_event_of_today_or_later(day: int, before: str, after: str) -> None:
    made = [line for line in page(day) if line]
    at = made.index(today_in_words(day))
    assert before in made[at - 1]
    assert after in made[at + 1]
    assert len([line for line in made if line.startswith("──")]) == 1


def test_there_is_none_without_a_day_without_events_and_without_dates() -> None:
    assert not [line for line in page(None) if "today" in line]
    assert not [line for line in page(DAY, "title: T\nbluf: Today.") if "──" in line]
    assert not [line for line in page(DAY, "title: T\nevents: [{title: Some day}]") if "──" in line]


def test_the_rule_stands_alone_and_is_no_text() -> None:
    made = page(DAY)
    at = made.index(today_in_words(DAY))
    assert (made[at - 1], made[at + 1]) == ("", "")
    reader = Reader(briefing_of(EVENTS), compose(briefing_of(EVENTS)), clock=lambda: 0.0, day=DAY)
    reader.find.begin()
    reader.find.type("today")
    assert reader.find.total == 0
    assert "today" not in reader.selected_passage()[0]


def test_on_another_day_it_stands_elsewhere_and_the_place_is_held() -> None:
    view = View(document_of(EVENTS), 60, 4, DAY)
    view.show((view.document.first_part(1), 3), at_top=True)
    before = view.current
    turn_to_day(view, DAY + 400)
    assert view.current == before
    assert today_in_words(DAY + 400) in [line.strip() for line in lines(View(view.document, 60, 99, DAY + 400))]
    view.resize(40, 99)
    assert today_in_words(DAY + 400) in [line.strip() for line in lines(view)]


def test_in_a_long_timeline_it_stands_once() -> None:
    many = "title: T\nevents:\n" + "".join(f"  - {{date: {1900 + n}, title: Event {n}}}\n" for n in range(250))
    for year in (1890, 1999, 2000, 2001, 2300):
        made = [line for line in page(day_number(year, 1, 1), many) if line]
        assert [line for line in made if line.startswith("──")] == [today_in_words(day_number(year, 1, 1))]


@pytest.mark.parametrize("day", [day_number(2024, 7, 1), DAY, DAY + 1, day_number(2026, 11, 30)])
def test_what_is_printed_has_the_rule_where_the_screen_has_it(day: int) -> None:
    printed = [line.strip() for line in plain_text(document_of(EVENTS), 60, "~timeline", day=day)]
    shown = page(day)
    assert printed == shown[shown.index("Timeline") :]
    assert today_in_words(day) in printed
    assert not [line for line in plain_text(document_of(EVENTS), 60) if "──" in line]
