"""Everything dated of a library on one axis, with the dates in which briefings disagree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading.asked import asked, held, said, under
from tui.reading.library_pages import timeline
from tui.reading.library_pages.timeline import disagreements

TOKYO = """
title: Talks in Tokyo
id: tokyo
date: 2024-07-28
tlp: GREEN
events:
  - {date: by 2025-03, when: by March, title: Joint headquarters due, status: disputed, actors: [USFJ], sources: [seed]}
  - {date: 2024-07-28, title: Ministers meet, place: Tokyo}
  - {date: 2024-08~, title: Orders go out}
  - {title: A fourth star is asked for}
judgments: [{text: It will be late., likelihood: likely, horizon: 2025-06}]
actions: [{text: Raise the rank., owner: Deputy, due: 2024-12-02}, {text: Done., due: 2024-01-01, status: done}]
sources: {seed: {title: The report}}
"""
SEOUL = """
title: Notes from Seoul
id: seoul
date: 2024-08-03
tlp: AMBER
events:
  - {date: 2025-06/2025-09, title: "Joint Headquarters: due!", sources: [cable]}
  - {date: 2024-07, title: Ministers meet}
sources: {cable: {title: A cable}}
"""


def test_everything_dated_stands_in_order_under_its_month(tmp_path: Path) -> None:
    page = asked(held(tmp_path, TOKYO, SEOUL), "timeline")
    assert under(page) == {
        "Jul 2024": ["Ministers meet", "Ministers meet"],
        "Aug 2024": ["Orders go out"],
        "Dec 2024": ["Raise the rank."],
        "Mar 2025": ["Joint headquarters due"],
        "Jun 2025": ["Joint Headquarters: due!", "It will be late."],
        "Without a date": ["A fourth star is asked for"],
    }
    text = said(page)
    assert "about Aug 2024  Orders go out" in text
    assert "“by March” · USFJ" in text
    assert "7 dates of events, horizons and due actions · 1 undated" in text
    assert text.index("Orders go out") < text.index("── today, 29 Nov 2024 ──") < text.index("Raise the rank")


def test_an_event_with_other_dates_elsewhere_names_both_and_their_sources(tmp_path: Path) -> None:
    page = asked(held(tmp_path, TOKYO, SEOUL), "timeline")
    text = " ".join(said(page).split())
    assert "2 events with another date in another briefing" in text
    assert "elsewhere Jun – Sep 2025 in Notes from Seoul · TLP:AMBER · A cable" in text
    assert "elsewhere by Mar 2025 in Talks in Tokyo · TLP:GREEN · The report" in text
    records = {(one["briefing"], one["text"]): one for one in page.records()}
    assert records["tokyo", "Joint headquarters due"]["differs"] == [
        {
            "briefing": "seoul",
            "title": "Notes from Seoul",
            "path": str(tmp_path / "b1.yaml"),
            "when": "2025-06/2025-09",
            "sources": ["A cable"],
            "marking": "TLP:AMBER",
        }
    ]
    assert records["seoul", "Ministers meet"]["differs"] == []


def test_an_entry_bears_the_marking_of_the_other_briefing_that_it_names(tmp_path: Path) -> None:
    page = asked(held(tmp_path, TOKYO, SEOUL), "timeline")
    markings = {entry.target.evidence: str(entry.marking) for entry in page.entries if entry.target.briefing == "tokyo"}
    assert markings["Joint headquarters due"] == "TLP:AMBER"
    assert markings["Orders go out"] == "TLP:GREEN"
    sections = {section.title: str(section.marking) for section in page.sections}
    assert sections["Mar 2025"] == "TLP:AMBER"
    assert sections["Aug 2024"] == "TLP:GREEN"


def test_what_happens_every_year_is_no_disagreement(tmp_path: Path) -> None:
    first = "title: A\nid: a\nevents: [{date: 2023, title: Talks}, {date: 2024, title: Talks}]\n"
    second = "title: B\nid: b\nevents: [{date: 2024-03, title: talks}, {date: 2023-03-02, title: talks}]\n"
    assert disagreements(held(tmp_path, first, second).items()) == {}


def test_many_of_one_name_cost_no_more_than_their_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_ALIKE", 3)
    texts = [f"title: T{n}\nid: t{n}\nevents: [{{date: 20{n:02}, title: Report due}}]\n" for n in range(10, 14)]
    assert disagreements(held(tmp_path, *texts[:3]).items())
    assert disagreements(held(tmp_path, *texts).items()) == {}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"since": "2025-01"}, {"Joint headquarters due", "Joint Headquarters: due!", "It will be late."}),
        ({"until": "2024-07"}, {"Ministers meet", "Joint headquarters due"}),
        ({"since": "2024-08", "until": "2024-08"}, {"Orders go out", "Joint headquarters due"}),
    ],
)
def test_a_stretch_holds_what_may_lie_within(tmp_path: Path, options: dict[str, str], found: set[str]) -> None:
    page = asked(held(tmp_path, TOKYO, SEOUL), "timeline", options=options)
    assert {entry.target.evidence for entry in page.entries} == found


def test_many_years_have_a_heading_each(tmp_path: Path) -> None:
    page = asked(
        held(tmp_path, "title: T\nevents: [{date: 1950, title: A}, {date: 1950-05, title: B}, {date: 2020, title: C}]\n"),
        "timeline",
    )
    assert under(page) == {"1950": ["A", "B"], "2020": ["C"]}
    assert said(page).index("C") < said(page).index("── today")


def test_nothing_dated_says_so(tmp_path: Path) -> None:
    assert "There is nothing dated here." in said(asked(held(tmp_path, "title: T\n"), "timeline"))
