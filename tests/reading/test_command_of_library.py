"""Who reports to whom on a date, by all briefings of a library whose answers are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.reading.asked import asked, held, said
from tui.reading.composed import Composition

SUMMER = """
title: Summer
id: summer
date: 2024-07-28
tlp: GREEN
actors:
  usfj: {name: Forces Japan, short: USFJ, type: unit}
  pacom: {name: Pacific Command, short: PACOM, type: unit}
  jfhq: {name: Joint Headquarters, short: JFHQ, type: unit, reports_to: pacom}
  rupp: {name: Ricky Rupp, type: person}
relations:
  - {from: usfj, type: reports to, to: pacom, until: 2025-03-31, sources: [seed]}
  - {from: usfj, type: reports to, to: jfhq, since: 2025-04-01, status: planned}
  - {from: usfj, type: led by, to: rupp, until: 2024-10-08}
  - {from: usfj, type: reports to, to: Tokyo, status: refused}
sources: {seed: {title: The report}}
"""
WINTER = """
title: Winter
id: winter
date: 2024-12-01
tlp: AMBER
actors:
  usfj: {name: Forces Japan, short: USFJ, type: unit, led_by: jost}
  jost: {name: Stephen Jost, type: person}
  fleet: {name: Fleet, reports_to: usfj}
"""


def tree(page: Composition) -> dict[str, tuple[Any, Any, Any]]:
    """By its name, under whom an actor is, who leads it, and under whom it is today."""
    return {str(one["actor"]): (one["reports_to"], one["led_by"], one["today"]) for one in page.records()}


def command(folder: Path, date: str, *texts: str, root: str = "") -> Composition:
    """The page of a date, asked for on 29 November 2024."""
    folder.mkdir(exist_ok=True)
    return asked(held(folder, *texts), "command", options={"as_of": date, "root": root})


def test_each_date_has_the_superiors_that_held_then(tmp_path: Path) -> None:
    assert tree(command(tmp_path, "2025-01-01", SUMMER))["Forces Japan"] == ("Pacific Command", None, None)
    assert tree(command(tmp_path, "2025-06", SUMMER))["Forces Japan"] == ("Joint Headquarters", None, "Pacific Command")
    assert tree(command(tmp_path, "2024-08-01", SUMMER))["Forces Japan"] == ("Pacific Command", "Ricky Rupp", None)
    assert "Tokyo" not in said(command(tmp_path, "2025-06", SUMMER))


def test_the_newest_briefing_says_who_leads(tmp_path: Path) -> None:
    found = tree(command(tmp_path, "2024-12-05", SUMMER, WINTER))
    assert found["Forces Japan"] == ("Pacific Command", "Stephen Jost", None)
    assert found["Fleet"][0] == "Forces Japan"


def test_what_was_only_stated_later_is_shown_where_nobody_says_anything_earlier(tmp_path: Path) -> None:
    found = tree(command(tmp_path, "2024-08-01", SUMMER, WINTER))
    assert found["Fleet"][0] == "Forces Japan"
    assert found["Forces Japan"][1] == "Ricky Rupp"


def test_the_tree_is_drawn_with_who_says_so_and_until_when(tmp_path: Path) -> None:
    text = said(command(tmp_path, "2025-01-01", SUMMER, WINTER))
    assert "Command on 1 Jan 2025" in text
    assert "├─ Forces Japan, led by Stephen Jost\n" in text
    assert "until 31 Mar 2025 · Summer · 28 Jul 2024 · TLP:GREEN" in text
    assert "led · as stated · Winter · 1 Dec 2024 · TLP:AMBER" in text
    assert "│  └─ Fleet" in text


def test_briefings_that_disagree_stand_side_by_side_the_newest_in_the_tree(tmp_path: Path) -> None:
    other = "title: Other\nid: other\ndate: 2024-11-01\nactors: [{id: u, name: forces japan, reports_to: Space Command}]\n"
    page = command(tmp_path, "2024-11-15", SUMMER, other)
    assert tree(page)["forces japan"][0] == "Space Command"
    text = " ".join(said(page).split())
    assert "briefings disagree about 1" in text
    assert "otherwise under Pacific Command · until 31 Mar 2025 · Summer" in text
    record = next(one for one in page.records() if one["actor"] == "forces japan")
    assert [(one["above"], one["briefing"]) for one in record["said"]] == [  # type: ignore[attr-defined]
        ("Space Command", "other"),
        ("Pacific Command", "summer"),
    ]


def test_two_superiors_in_one_briefing_are_no_disagreement(tmp_path: Path) -> None:
    both = "title: T\nid: t\ndate: 2024-01-01\nactors: [{id: u, name: Unit, reports_to: [Army, Fleet]}]\n"
    text = said(command(tmp_path, "2024-11-15", both))
    assert "also under Fleet" in text
    assert "disagree" not in text


def test_the_changes_before_and_after_are_known(tmp_path: Path) -> None:
    page = command(tmp_path, "2025-01-01", SUMMER)
    assert (page.earlier, page.later) == ("2024-10-09", "2025-04-01")
    last = command(tmp_path, "2025-04-01", SUMMER)
    assert (last.earlier, last.later) == ("2024-10-09", "")


def test_one_actor_is_asked_for_by_any_name_and_namesakes_are_asked_about(tmp_path: Path) -> None:
    assert list(tree(command(tmp_path, "2024-12-05", SUMMER, WINTER, root="usfj"))) == ["Forces Japan", "Fleet"]
    namesake = "title: N\nid: n\ndate: 2024-01-01\nactors: [{id: x, name: Football Juniors, short: USFJ, reports_to: League}]\n"
    page = command(tmp_path / "two", "2024-12-05", SUMMER, namesake, root="USFJ")
    assert page.count == 0
    assert "“USFJ” may be Football Juniors, or Forces Japan: give the whole name." in said(page)
    assert "Nobody says who reports to “Nobody”" in said(command(tmp_path / "three", "2024-12-05", SUMMER, root="Nobody"))


def test_a_circle_is_drawn_once(tmp_path: Path) -> None:
    circle = "title: T\nid: t\ndate: 2024-01-01\nactors: [{id: a, name: A, reports_to: b}, {id: b, name: B, reports_to: a}]\n"
    page = command(tmp_path, "2024-11-01", circle)
    assert [one["actor"] for one in page.records()] == ["A", "B"]
    assert "A\n│  under B · as stated" in said(page)


def test_whom_the_actor_reports_to_that_was_asked_for_is_said(tmp_path: Path) -> None:
    assert "Fleet\n   under Forces Japan · " in said(command(tmp_path, "2024-12-05", SUMMER, WINTER, root="Fleet"))
    assert "under Forces Japan" not in said(command(tmp_path / "two", "2024-12-05", SUMMER, WINTER)), "it is drawn below it"


def test_a_long_chain_is_drawn_whole_and_not_ever_further_to_the_right(tmp_path: Path) -> None:
    chain = "".join(f"  - {{id: a{n}, name: Unit {n:04}, reports_to: a{n + 1}}}\n" for n in range(2_000))
    page = command(
        tmp_path, "2024-11-01", f"title: T\nid: t\ndate: 2024-01-01\nactors:\n{chain}  - {{id: a2000, name: Unit 2000}}\n"
    )
    assert page.count == 2_001
    text = said(page, 120)
    assert "Unit 0000" in text
    assert max(map(len, text.splitlines())) <= 121


def test_an_entry_bears_the_marking_of_all_that_it_says(tmp_path: Path) -> None:
    page = command(tmp_path, "2024-12-05", SUMMER, WINTER)
    markings = {entry.fields["actor"]: str(entry.marking) for entry in page.entries}
    assert (markings["Forces Japan"], markings["Joint Headquarters"]) == ("TLP:AMBER", "TLP:GREEN")


def test_nothing_stated_says_so(tmp_path: Path) -> None:
    assert "Nobody says who reported to whom on 1 Jan 2025." in said(command(tmp_path, "2025-01-01", "title: T\n"))
