"""Pages of a library whose numbers come from the catalog, held against a plain look at its files."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.catalog.libraries import in_memory, on_disk, private_cache, write
from tests.reading.asked import NOW, said
from tui.catalog.catalog import Catalog
from tui.model.handling import NO_CEILING, Ceiling, shown_up_to, strictest, strictness
from tui.reading.composed import Composition
from tui.reading.library_pages import timeline
from tui.reading.library_pages.question import PageQuestion
from tui.reading.library_pages.registry import made_page

LABELS = ("CLEAR", "GREEN", "AMBER", "RED")
RANGES = {"unlikely": (20, 45), "likely": (55, 80), "almost certain": (95, 99)}
"""Of some words the ranges, in hundredths."""

CEILINGS: dict[str, tuple[Ceiling, Callable[[str | None, str | None], bool]]] = {
    "no ceiling": (NO_CEILING, lambda tlp, words: True),
    "up to GREEN": (shown_up_to("GREEN"), lambda tlp, words: tlp in LABELS[:2] and not words),
    "up to AMBER or unmarked": (shown_up_to("AMBER", unmarked=True), lambda tlp, words: tlp in (None, *LABELS[:3])),
}
"""By name the ceiling, and what it lets through."""

Files = dict[str, dict[str, Any]]


def random_file(rng: random.Random, number: int) -> dict[str, Any]:
    """A briefing of judgments, events, actions and terms, many of which others have as well."""

    def day() -> str:
        return f"202{rng.randint(3, 5)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}"

    def maybe(**fields: Any) -> dict[str, Any]:
        return {name: value for name, value in fields.items() if rng.random() < 0.7}

    def own() -> dict[str, Any]:
        return {"tlp": rng.choice(LABELS)} if rng.random() < 0.2 else {}

    made: dict[str, Any] = {
        "title": f"Briefing {number}",
        "id": f"b{number}",
        **maybe(producer=rng.choice(("Sea desk", "Land desk"))),
    }
    made |= maybe(tags=rng.sample(["navy", "army", "fuel"], rng.randint(1, 3)), tlp=rng.choice(LABELS))
    made |= {"marking": rng.choice(("Not for B", "Ours alone"))} if rng.random() < 0.15 else {}
    made |= {"series": f"Weekly {number // 4}", "number": number % 4} if number % 4 < 2 else {}
    made |= {"status": "recalled"} if number % 11 == 10 else {}
    made["judgments"] = [
        {"text": f"Claim {rng.randint(1, 4)}."}
        | maybe(likelihood=rng.choice([*RANGES]), confidence=rng.choice(("low", "high")), horizon=day())
        | maybe(status=rng.choice(("borne out", "not borne out", "withdrawn")))
        | own()
        for _ in range(rng.randint(0, 5))
    ]
    made["events"] = [{"title": f"Event {rng.randint(1, 9)}"} | maybe(date=day()) | own() for _ in range(rng.randint(0, 4))]
    made["actions"] = [{"text": "Do it."} | maybe(due=day(), owner="J3") | own() for _ in range(rng.randint(0, 2))]
    names = rng.sample(["alpha", "Bravo", "charlie"], rng.randint(0, 2))
    made["terms"] = [{"term": name, "meaning": rng.choice(("One.", "one", "Two"))} | own() for name in names]
    return made


class Scan:
    """What files say, under a ceiling."""

    def __init__(self, files: Files, ceiling: str) -> None:
        """Look at files by their names."""
        self._allows = CEILINGS[ceiling][1]
        self.shown = [one for one in files.values() if one.get("status") != "recalled"]
        newest: dict[str, dict[str, Any]] = {}
        for one in files.values():
            line = _line(one)
            if line not in newest or one["number"] > newest[line]["number"]:
                newest[line] = one
        self.newest = newest
        self.standing = [one for one in self.shown if newest[_line(one)] is one]

    def things(self, briefings: list[dict[str, Any]], kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """The things of a kind that may be shown, each behind its briefing."""
        found = [(one, thing) for one in briefings for thing in one[kind]]
        return [(one, thing) for one, thing in found if self._allows(_label(one, thing), one.get("marking"))]

    def outcomes(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """The judgments that count in a track record."""
        known: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}
        settled = [(one, judgment) for one, judgment in self.things(self.shown, "judgments") if "status" in judgment]
        # Of two editions the newer one says what holds.
        for one, judgment in sorted(settled, key=lambda each: each[0] is not self.newest[_line(each[0])]):
            known.setdefault((_line(one), judgment["text"].casefold()), (one, judgment))
        return [each for each in known.values() if each[1]["status"] != "withdrawn" and "likelihood" in each[1]]


def _line(briefing: dict[str, Any]) -> str:
    """What its editions have in common."""
    return str(briefing["series"] if "series" in briefing else briefing["id"])


def _label(briefing: dict[str, Any], thing: dict[str, Any]) -> str | None:
    labels = [one["tlp"] for one in (briefing, thing) if "tlp" in one]
    return max(labels, key=LABELS.index) if labels else None


def scored(judgments: list[dict[str, Any]]) -> tuple[int, int, float]:
    """How many, how many borne out, and the score of Brier."""
    errors = [(sum(RANGES[one["likelihood"]]) / 200 - (one["status"] == "borne out")) ** 2 for one in judgments]
    return len(judgments), sum(one["status"] == "borne out" for one in judgments), round(sum(errors) / len(errors), 4)


def expected_record(scan: Scan) -> dict[tuple[str, str], tuple[int, int, float]]:
    """The lines of a track record."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for one, judgment in scan.outcomes():
        names = [("All together", "All judgments"), ("By likelihood", judgment["likelihood"])]
        names += [("By desk", str(one.get("producer")))] * ("producer" in one) + [("By topic", tag) for tag in one.get("tags", ())]
        names += [("By confidence", f"{judgment.get('confidence')} confidence")] * ("confidence" in judgment)
        for name in names:
            groups[name].append(judgment)
    return {name: scored(own) for name, own in groups.items()}


def expected_timeline(scan: Scan) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Briefing, words, date and the briefings with another date of every entry; the dated ones in order of their dates."""
    events = scan.things(scan.standing, "events")
    found = []
    for one, event in events:
        others = [(b, e) for b, e in events if b is not one and e["title"] == event["title"] and "date" in e and "date" in event]
        agreeing = {b["id"] for b, e in others if e["date"] == event["date"]}
        found.append(
            (one["id"], event["title"], event.get("date", ""), tuple(sorted(b["id"] for b, _ in others if b["id"] not in agreeing)))
        )
    judged = [
        (b["id"], j["text"], j["horizon"], ())
        for b, j in scan.things(scan.standing, "judgments")
        if "horizon" in j and "status" not in j
    ]
    asked = [(b["id"], a["text"], a["due"], ()) for b, a in scan.things(scan.standing, "actions") if "due" in a]
    return sorted([*found, *judged, *asked])


def expected_terms(scan: Scan) -> dict[str, tuple[str, bool]]:
    """By a term under which heading it stands, and whether its meanings differ."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for _, term in scan.things(scan.standing, "terms"):
        meanings[term["term"]].add(term["meaning"].casefold().strip("."))
    return {name: ("With several meanings" if len(own) > 1 else "Terms", len(own) > 1) for name, own in meanings.items()}


def page(catalog: Catalog, name: str, ceiling: Ceiling, *, beginning: bool = False, **options: str) -> Composition:
    """A page of all briefings."""
    return made_page(name, PageQuestion(catalog.items(None, ceiling), NOW, "", options, catalog, beginning=beginning))


def _second(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def compare(catalog: Catalog, files: Files, ceiling: str) -> None:
    """Hold all pages against a look at the files."""
    allowed, scan = CEILINGS[ceiling][0], Scan(files, ceiling)
    record = list(page(catalog, "judgments", allowed, record="yes").records())
    assert {(str(one["under"]), str(one["name"])): (one["n"], one["borne_out"], one["brier"]) for one in record} == expected_record(
        scan
    )

    begun = list(page(catalog, "judgments", allowed, beginning=True, record="yes").records())
    assert begun == [one for one in record if one["under"] != "By topic"]

    whole = page(catalog, "timeline", allowed)
    told: list[tuple[str, str, str, tuple[str, ...]]] = []
    for one in whole.records():
        others: Any = one.get("differs", ())
        told.append((str(one["briefing"]), str(one["text"]), str(one["when"] or ""), tuple(sorted(o["briefing"] for o in others))))
    expected = expected_timeline(scan)
    assert sorted(told) == expected
    dates = [when for _, _, when, _ in told]
    assert dates == sorted(filter(None, dates)) + [""] * dates.count("")
    differing = sum(bool(others) for *_, others in expected)
    told_of = re.findall(r"([0-9]+) events? with another date in another briefing", said(whole, 200))
    assert told_of == [str(differing)] * bool(differing)

    early_page = page(catalog, "timeline", allowed, beginning=True)
    assert "another date in another" not in said(early_page, 200)
    assert [entry.id for entry in early_page.entries] == [entry.id for entry in whole.entries]
    for section, early in zip(whole.sections, early_page.sections, strict=True):
        held = strictest(entry.marking for entry in section.entries)
        assert (section.marking.tlp, bool(section.marking.text)) == (held.tlp, bool(held.text))
        assert strictness(early.marking.tlp) >= strictness(held.tlp)
        assert bool(early.marking.text) >= bool(held.text)

    found = {str(one["term"]): (str(one["under"]), bool(one["differs"])) for one in page(catalog, "terms", allowed).records()}
    assert found == expected_terms(scan)

    listed = page(catalog, "judgments", allowed)
    past = [str(one["text"]) for one in listed.records() if one["under"] == "Past their horizon, and not resolved"]
    standing = [j for _, j in scan.things(scan.standing, "judgments") if "status" not in j]
    assert sorted(past) == sorted(j["text"] for j in standing if "horizon" in j and _second(j["horizon"]) < _second("2024-11-29"))
    assert listed.count == len(scan.things(scan.standing, "judgments"))


@pytest.mark.parametrize("seed", range(3))
def test_pages_say_what_files_say_whatever_happens_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    private_cache(monkeypatch, tmp_path)
    rng, library = random.Random(seed), tmp_path / "library"
    files: Files = {f"f{number}.json": random_file(rng, number) for number in range(16)}
    for name, one in files.items():
        write(library, name, json.dumps(one))
    for ceiling in CEILINGS:
        compare(on_disk(library), files, ceiling)
    saved, gone, renamed = rng.sample(sorted(files), 3)
    files[saved] = random_file(rng, int(files[saved]["id"][1:]))
    write(library, saved, json.dumps(files[saved]), age=50)
    (library / gone).unlink()
    del files[gone]
    (library / renamed).rename(library / "renamed.json")
    files["renamed.json"] = files.pop(renamed)
    compare(on_disk(library), files, rng.choice([*CEILINGS]))
    files["new.json"] = random_file(rng, 16)
    write(library, "new.json", json.dumps(files["new.json"]))
    compare(on_disk(library), files, "no ceiling")
    compare(in_memory(library), files, rng.choice([*CEILINGS]))


def test_many_events_of_one_name_are_compared_up_to_a_number_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_ALIKE", 2)
    for number in range(3):
        write(tmp_path, f"{number}.json", json.dumps({"title": "T", "events": [{"title": "Talks", "date": f"202{number}"}]}))
    assert not any(one["differs"] for one in page(in_memory(tmp_path), "timeline", NO_CEILING).records())
    (tmp_path / "0.json").unlink()
    assert all(one["differs"] for one in page(in_memory(tmp_path), "timeline", NO_CEILING).records())
