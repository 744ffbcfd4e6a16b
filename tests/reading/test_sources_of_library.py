"""Every source of a library once, and how many origins there are behind all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading.asked import asked, held, said, under
from tui.catalog.source_groups import circles

WIRE = "https://www.wire.example/story/"
FIRST = f"""
title: First
id: first
date: 2024-07-01
tlp: GREEN
judgments: [{{text: A., sources: [wire, paper]}}]
facts: [{{text: B., sources: wire}}, {{text: C., sources: wire}}]
sources:
  wire: {{title: The wire, url: "{WIRE}", grade: B2}}
  paper: {{title: The paper, derived_from: wire}}
  blog: {{title: The blog, derived_from: [paper]}}
  post: {{title: The post, derived_from: wire}}
  cable: {{title: A cable, grade: A1}}
"""
SECOND = """
title: Second
id: second
date: 2024-08-01
tlp: AMBER
sources:
  other: {title: Wire report, url: "http://wire.example/story?utm_source=x", grade: C3}
"""


def test_five_sources_have_two_origins(tmp_path: Path) -> None:
    page = asked(held(tmp_path, FIRST), "sources")
    assert page.count == 5
    assert "5 sources, 2 origins" in said(page)


def test_a_source_with_one_address_is_one_in_every_briefing(tmp_path: Path) -> None:
    page = asked(held(tmp_path, FIRST, SECOND), "sources")
    assert page.count == 5
    wire = next(page.entries)
    assert [one["briefing"] for one in wire.fields["briefings"]] == ["second", "first"]  # type: ignore[attr-defined]
    assert (wire.fields["judgments"], wire.fields["facts"], wire.fields["grades"]) == (1, 2, ["C3", "B2"])
    assert str(wire.marking) == "TLP:AMBER"
    text = said(page)
    assert "graded C3 and B2" in text
    assert "in 2 briefings · 1 judgment · 2 facts" in text


def test_an_address_and_a_title_in_a_third_briefing_make_two_sources_one(tmp_path: Path) -> None:
    texts = [
        "title: A\nsources: {s: {title: One, url: 'https://a.example'}}\n",
        "title: B\nsources: {s: {title: Two}}\n",
        "title: C\nsources: {s: {title: Two, url: 'https://a.example/'}}\n",
    ]
    assert asked(held(tmp_path, *texts[:2]), "sources").count == 2
    assert asked(held(tmp_path, *texts), "sources").count == 1


def test_what_was_recalled_comes_first_with_what_is_required(tmp_path: Path) -> None:
    entry = "{date: 2024-07-03, type: recall, summary: 'Forged. [@cable]', reason: A forgery, action: Delete all copies}"
    recalled = FIRST.replace("grade: A1", "grade: A1, status: recalled") + f"history: [{entry}]\n"
    page = asked(held(tmp_path, recalled), "sources")
    assert under(page)["Recalled or corrected"] == ["A cable"]
    text = said(page)
    assert "A cable — recalled" in text
    assert "because A forgery · Delete all copies" in text
    assert "1 recalled or corrected" in text


def test_a_source_that_one_briefing_recalls_is_recalled_for_all(tmp_path: Path) -> None:
    page = asked(held(tmp_path, FIRST, SECOND.replace("grade: C3", "grade: C3, status: recalled")), "sources", "id:first")
    assert under(page)["Recalled or corrected"] == ["The wire"]


def test_sources_that_rest_on_each_other_alone_are_one_origin_and_said_to_be_a_circle(tmp_path: Path) -> None:
    circle = (
        "title: T\nsources:\n  a: {title: A, derived_from: b}\n  b: {title: B, derived_from: c}\n  c: {title: C, derived_from: a}\n"
    )
    page = asked(held(tmp_path, circle + "  d: {title: D, derived_from: a}\n"), "sources")
    text = said(page)
    assert "4 sources, 1 origin · 3 in a circle" in text
    assert {record["title"]: record["circular"] for record in page.records()} == {"A": True, "B": True, "C": True, "D": False}
    (tmp_path / "two").mkdir()
    out = asked(held(tmp_path / "two", circle.replace("derived_from: c", "derived_from: [c, e]") + "  e: {title: E}\n"), "sources")
    assert "4 sources, 1 origin" in said(out)


def test_a_briefing_that_a_source_is_derived_from_is_an_origin(tmp_path: Path) -> None:
    page = asked(
        held(tmp_path, "title: T\nsources:\n  a: {title: A, derived_from: other}\n  b: {title: B, derived_from: other}\n"),
        "sources",
    )
    assert "2 sources, 1 origin" in said(page)


def test_sources_without_title_or_address_are_told_apart(tmp_path: Path) -> None:
    texts = [f"title: T{n}\nid: t{n}\nsources: [{{id: a, grade: B2}}, {{id: b, grade: B2, derived_from: a}}]\n" for n in range(2)]
    assert "4 sources, 2 origins" in said(asked(held(tmp_path, *texts), "sources"))


@pytest.mark.parametrize("circle", [False, True])
def test_a_long_chain_is_followed_to_its_end(circle: bool) -> None:
    count = 20_000
    edges = {n: {n + 1} for n in range(count - 1)} | ({count - 1: {0}} if circle else {})
    closed, circular = circles(edges)
    assert (closed, len(circular)) == ((1, count) if circle else (0, 0))


def test_no_source_says_so(tmp_path: Path) -> None:
    assert "There are no sources here." in said(asked(held(tmp_path, "title: T\n"), "sources"))
