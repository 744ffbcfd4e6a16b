"""All judgments of a library, and their track record: of briefings whose answers are known."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.catalog.libraries import on_disk, private_cache, write
from tests.reading.asked import asked, held, said, under
from tui.catalog.sorted_items import OutcomeSum
from tui.model.handling import Marking, shown_up_to
from tui.model.scales import SCALES
from tui.reading.composed import Composition
from tui.reading.library_pages.track_record import score

FLEET = """
title: The fleet
id: fleet
date: 2024-06-01
producer: Sea desk
tags: [navy, japan]
tlp: GREEN
judgments:
  old: {text: The pier will be open by summer., likelihood: likely, confidence: low, horizon: by 2024-06-30}
  soon:
    {text: The carrier will sail., likelihood: unlikely, horizon: 2024-12, was: {likelihood: likely, date: 2024-05, why: A crack.}}
  later: {text: A fourth dock will be built., likelihood: very likely, horizon: by 2026}
  never: {text: The treaty holds., confidence: high}
  endless: {text: Work ends only afterwards., horizon: after 2020}
  done: {text: The admiral will go., likelihood: likely, status: borne out, resolved: 2024-05-20, outcome: He went.}
"""
ARMY = """
title: The army
id: army
producer: Land desk
tlp: AMBER
judgments:
  - {text: The brigade will move., likelihood: almost certain, horizon: 2025-03-31, dissent: {by: Sea desk, likelihood: likely}}
"""


def test_judgments_stand_under_what_their_horizon_says_of_them_today(tmp_path: Path) -> None:
    page = asked(held(tmp_path, FLEET, ARMY), "judgments")
    assert under(page) == {
        "Past their horizon, and not resolved": ["The pier will be open by summer."],
        "Expiring this quarter": ["The carrier will sail."],
        "Later": ["The brigade will move.", "A fourth dock will be built.", "Work ends only afterwards."],
        "Without a horizon": ["The treaty holds."],
        "Settled": ["The admiral will go."],
    }
    text = said(page)
    assert "6 judgments stand · 1 past the horizon · 1 expiring this quarter · 1 settled" in text
    assert "unlikely, 20–45% · horizon Dec 2024" in text
    assert "was likely until May 2024: A crack." in text
    assert "dissent Sea desk, likely" in text
    assert "borne out · settled 20 May 2024: He went." in text
    assert "The fleet · 1 Jun 2024 · TLP:GREEN" in text


@pytest.mark.parametrize(("order", "first"), [("likelihood", "The brigade will move."), ("change", "The carrier will sail.")])
def test_they_can_be_put_in_another_order(tmp_path: Path, order: str, first: str) -> None:
    groups = under(asked(held(tmp_path, FLEET, ARMY), "judgments", options={"sort": order}))
    assert next(iter(groups.values()))[0] == first
    assert sum(map(len, groups.values())) == 7


def test_a_query_chooses_the_briefings_and_is_named(tmp_path: Path) -> None:
    catalog = held(tmp_path, FLEET, ARMY)
    page = asked(catalog, "judgments", "tag:navy")
    assert page.count == 6
    assert "of briefings that answer “tag:navy”" in said(page)
    assert str(page.marking) == "TLP:GREEN"
    none = asked(catalog, "judgments", "tag:air")
    assert none.count == 0
    assert "There are no judgments here." in said(none)


def test_the_page_and_its_sections_bear_the_strictest_marking_of_what_they_show(tmp_path: Path) -> None:
    page = asked(held(tmp_path, FLEET, ARMY), "judgments")
    assert str(page.marking) == "TLP:AMBER"
    assert {section.title: str(section.marking) for section in page.sections}["Settled"] == "TLP:GREEN"
    shown, left_out = page.within(shown_up_to("GREEN"))
    assert left_out == 1
    assert "brigade" not in said(shown)


def test_every_entry_leads_to_its_judgment_and_tells_programs_all_of_it(tmp_path: Path) -> None:
    page = asked(held(tmp_path, FLEET, ARMY), "judgments")
    record = next(one for one in page.records() if one["item"] == "soon")
    assert (record["briefing"], record["section"], record["under"]) == ("fleet", "~judgments", "Expiring this quarter")
    assert (
        record
        | {
            "likelihood": "unlikely",
            "low": 20,
            "high": 45,
            "horizon": "2024-12",
            "was": [{"likelihood": "likely", "confidence": None, "date": "2024-05", "why": "A crack."}],
            "said_by": "Sea desk",
            "marking": "TLP:GREEN",
        }
        == record
    )


def test_what_lost_its_briefing_since_the_page_was_made_is_left_out_when_somebody_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private_cache(monkeypatch, tmp_path)
    file = write(tmp_path / "library", "fleet.yaml", FLEET)
    page = asked(on_disk(file.parent), "judgments")
    file.unlink()
    on_disk(file.parent)
    assert "The pier" not in said(page)


# the track record


def judged(number: int, borne_out: int, likelihood: str) -> str:
    """Judgments of a word, of which the first so many were borne out."""
    states = ["borne out" if n < borne_out else "not borne out" for n in range(number)]
    return "".join(
        f"  - {{text: {likelihood} {n}., likelihood: {likelihood}, status: {state}}}\n" for n, state in enumerate(states)
    )


def record_of(folder: Path, *texts: str) -> Composition:
    """The track record of a library."""
    folder.mkdir(exist_ok=True)
    return asked(held(folder, *texts), "judgments", options={"record": "yes"})


RESOLVED = judged(18, 12, "likely") + judged(6, 3, "very unlikely")
"""Of 18 that were likely (67.5%) 12 were borne out, of 6 that were very unlikely (12.5%) 3."""


def test_a_track_record_counts_by_word_against_the_words_own_range(tmp_path: Path) -> None:
    page = record_of(tmp_path, f"title: T\nproducer: Sea desk\ntags: [navy]\njudgments:\n{RESOLVED}")
    records = {(one["under"], one["name"]): one for one in page.records()}
    everything = records["All together", "All judgments"]
    assert (everything["n"], everything["borne_out"], everything["enough"]) == (24, 15, True)
    assert everything["brier"] == pytest.approx((12 * 0.325**2 + 6 * 0.675**2 + 3 * 0.875**2 + 3 * 0.125**2) / 24, abs=1e-4)
    reliability, resolution, uncertainty = (float(str(everything[name])) for name in ("reliability", "resolution", "uncertainty"))
    assert everything["brier"] == pytest.approx(reliability - resolution + uncertainty, abs=2e-4)
    likely = records["By likelihood", "likely"]
    assert (likely["n"], likely["share"], likely["low"], likely["high"], likely["enough"]) == (18, 0.6667, 55, 80, False)
    assert records["By desk", "Sea desk"]["n"] == records["By topic", "navy"]["n"] == 24
    assert [one for one in records if one[0] == "By confidence"] == []
    text = said(page)
    assert "15 of 24 borne out · 62%" in text
    assert "likely (55–80%): 12 of 18 borne out · too few to say" in text


@pytest.mark.parametrize(("borne_out", "verdict"), [(12, "60% · inside its range"), (18, "90% · outside its range")])
def test_a_word_is_inside_or_outside_its_range_once_there_are_enough(tmp_path: Path, borne_out: int, verdict: str) -> None:
    text = said(record_of(tmp_path, f"title: T\njudgments:\n{judged(20, borne_out, 'likely')}"))
    assert f"{borne_out} of 20 borne out · {verdict}" in text


def test_what_a_newer_edition_states_again_counts_once_and_what_it_drops_counts_still(tmp_path: Path) -> None:
    old = "title: Weekly\nid: w1\nseries: Weekly\nnumber: 1\njudgments:\n"
    old += "  a: {text: A., likelihood: likely, status: not borne out}\n  b: {text: B., likelihood: likely, status: borne out}\n"
    new = "title: Weekly\nid: w2\nseries: Weekly\nnumber: 2\njudgments:\n  a: {text: A., likelihood: likely, status: borne out}\n"
    everything = next(record_of(tmp_path, old, new).records())
    assert (everything["n"], everything["borne_out"]) == (2, 2)


def test_the_parts_of_the_score_add_up_whatever_was_judged() -> None:
    rng = random.Random(5)
    words = [word for scale in SCALES.values() for word in scale.values()]
    for _ in range(50):
        judged = [(rng.choice(words), rng.random() < 0.4, rng.randint(1, 9)) for _ in range(rng.randint(1, 60))]
        found = score([OutcomeSum(word, came, None, "", number, Marking()) for word, came, number in judged])
        assert found.n == sum(number for _, _, number in judged)
        assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty)


def test_nothing_resolved_says_so_and_how_to(tmp_path: Path) -> None:
    page = record_of(tmp_path, ARMY)
    assert "No judgment here was resolved." in said(page)
    assert "status: borne out" in said(page)
