"""The rows of the things in briefings: what of them a catalog keeps, and how pages ask for them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.catalog.libraries import BOTH, Door, in_memory, on_disk, private_cache, write
from tui.catalog.catalog import Catalog
from tui.catalog.items import SETTLED, STANDING, name_number
from tui.catalog.library_items import LibraryItems
from tui.catalog.location import DATABASE, location_of
from tui.catalog.refresh import refresh
from tui.catalog.state import DAMAGE
from tui.catalog.statements import forget_statements
from tui.model.briefing import Action, Actor, Agreement, Event, Fact, Judgment, Relation, Source, Term
from tui.model.dates import parse_date
from tui.model.handling import Marking, shown_up_to
from tui.search.parse import parse
from tui.store.withholding import Shown

COMMAND = """
title: Command in Japan
id: command
date: 2024-07-28
producer: East Asia desk
tlp: GREEN
judgments:
  j1: {text: "**The headquarters** of [[usfj]] will work by March.", likelihood: unlikely, horizon: by 2025-03-31,
    was: {likelihood: likely, date: 2024-07-21}, sources: seed}
  j2: {text: Seoul will object., likelihood: likely, status: borne out, resolved: 2024-09-01, tlp: RED}
facts: [{text: Japan asked for four stars., sources: seed}]
actions: [{text: Raise the question., owner: Deputy director, due: 2024-08-02}, {text: Nothing more., status: done}]
actors:
  usfj: {name: United States Forces Japan, short: USFJ, type: unit, reports_to: indopacom}
  indopacom: {name: United States Indo-Pacific Command, short: INDOPACOM, type: unit}
relations: [{from: usfj, type: supplies, to: indopacom, since: 2024-01, until: 2024-06}]
events: [{date: by 2025-03, title: Headquarters due, actors: usfj}]
agreements: [{name: Treaty, parties: [usfj, Japan], signed: 1960-01-19}]
terms: {deterrence: Keeping from.}
sources: {seed: {title: "U.S. to overhaul", grade: F3, url: "https://www.example.org/a/"}}
"""


def library(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> Path:
    private_cache(monkeypatch, folder)
    place = folder / "library"
    place.mkdir()
    for name, text in files.items():
        write(place, f"{name}.yaml", text)
    return place


def held(things: LibraryItems, kind: type) -> list[object]:
    return [found.item for found in things.found([one.key for one in things.keys(kind)])]


@BOTH
def test_every_thing_has_a_row_with_plain_words_and_names(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    things = door(library(tmp_path, monkeypatch, command=COMMAND)).items()
    second, first = held(things, Judgment)
    assert isinstance(first, Judgment)
    assert isinstance(second, Judgment)
    assert first.text.text == "The headquarters of USFJ will work by March."
    assert first.sources == ("U.S. to overhaul",)
    assert [was.likelihood.word for was in first.was if was.likelihood] == ["likely"]
    relations = {(one.from_, one.type, one.to) for one in held(things, Relation) if isinstance(one, Relation)}
    whole = ("United States Forces Japan", "United States Indo-Pacific Command")
    assert relations == {(whole[0], "supplies", whole[1]), (whole[0], "reports to", whole[1])}
    (event,) = held(things, Event)
    assert isinstance(event, Event)
    assert event.actors == ("United States Forces Japan",)
    assert [len(held(things, kind)) for kind in (Fact, Action, Actor, Agreement, Term, Source)] == [1, 2, 2, 1, 1, 1]


@BOTH
def test_a_row_is_known_by_its_dates_its_state_and_its_marking(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    things = door(library(tmp_path, monkeypatch, command=COMMAND)).items()
    (standing,) = things.keys(Judgment, state=STANDING)
    assert standing.at == parse_date("2025-03-31").upper
    (settled,) = things.keys(Judgment, state=SETTLED)
    (moved,) = things.keys(Judgment, "moved", state=STANDING)
    assert moved.at == parse_date("2024-07-21").upper
    found = things.found([standing.key, settled.key])
    assert [one.marking for one in found] == [Marking("GREEN"), Marking("RED")]
    assert [one.said_by for one in found] == ["East Asia desk"] * 2
    assert things.marking([standing]) == Marking("GREEN")
    assert things.marking([standing, settled]) == Marking("RED")
    assert {one.row.id for one in found} == {"command"}


@BOTH
def test_what_may_be_before_a_day_is_found_before_it(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    things = door(library(tmp_path, monkeypatch, command=COMMAND)).items()

    def between(since: str, until: str) -> int:
        return len(things.keys(Event, since=parse_date(since).lower, until=parse_date(until).upper))

    assert [between("2024-01", "2024-02"), between("2025-03", "2025-12"), between("2025-04", "2025-12")] == [1, 1, 0]
    (supplies,) = [one for one in things.keys(Relation) if one.at is not None]
    assert supplies.at == parse_date("2024-01").lower


@BOTH
def test_things_are_found_by_any_of_their_names(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    things = door(library(tmp_path, monkeypatch, command=COMMAND)).items()
    for name in ("USFJ", "united states forces  japan"):
        (found,) = things.found([one.key for one in things.named(Actor, [name_number(Actor, name)])])
        assert found.item.actor.short == "USFJ"
    assert things.named(Actor, [name_number(Actor, "Nobody")]) == []


@BOTH
def test_what_was_replaced_or_recalled_does_not_count(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = "judgments: [{text: It will rain.}]\n"
    held = door(
        library(
            tmp_path,
            monkeypatch,
            first=f"title: First\nid: first\nseries: S\nnumber: 1\n{judged}",
            second=f"title: Second\nid: second\nseries: S\nnumber: 2\n{judged}",
            third=f"title: Third\nid: third\nstatus: recalled\n{judged}",
        )
    )
    things = held.items()
    assert [found.row.id for found in things.found([one.key for one in things.keys(Judgment)])] == ["second"]
    assert held.items(among=frozenset()).keys(Judgment) == []


def test_rows_follow_their_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = library(tmp_path, monkeypatch, command=COMMAND)
    assert len(on_disk(place).items().keys(Action)) == 2
    write(place, "command.yaml", COMMAND.replace(", {text: Nothing more., status: done}", ""), age=50)
    assert len(on_disk(place).items().keys(Action)) == 1
    (place / "command.yaml").unlink()
    catalog = on_disk(place)
    assert [len(catalog.items().keys(kind)) for kind in (Action, Actor, Judgment)] == [0, 0, 0]
    assert catalog.items().named(Actor, [name_number(Actor, "USFJ")]) == []


def test_a_catalog_under_a_ceiling_counts_what_it_left_out_and_has_no_row_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.catalog.catalog import Catalog

    place = library(tmp_path, monkeypatch, command=COMMAND)
    shown = Shown(shown_up_to("GREEN"))
    refresh([place], prepare=False, shown=shown)
    things = Catalog([place], limit=shown.limit).items()
    assert [found.item.id for found in things.found([one.key for one in things.keys(Judgment)])] == ["j1"]
    assert things.withheld == 1
    assert in_memory(place).items().withheld == 0


def test_a_text_of_any_length_is_cut_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "word " * 100_000
    things = in_memory(library(tmp_path, monkeypatch, long=f"title: T\njudgments: ['{long}']\n")).items()
    (found,) = held(things, Judgment)
    assert isinstance(found, Judgment)
    assert len(found.text.text) <= 2_000
    assert found.text.text.endswith("…")


@BOTH
def test_a_row_bears_the_marking_of_all_that_is_said_beside_it(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The title of its briefing may be marked more strictly than it is, and so may a source or an actor that it names."""
    text = """
title: Hidden talks
tlp: GREEN
judgments:
  - {text: Open., tlp: CLEAR}
  - {text: Cited., sources: seed}
events: [{title: Met., date: 2024-07-01, actors: agent}]
actors: {agent: {name: An agent, tlp: RED}}
sources: {seed: {title: A seed, tlp: AMBER}}
"""
    things = door(library(tmp_path, monkeypatch, hidden=text)).items()
    marked = {str(found.item.text.text): str(found.marking) for found in things.found([one.key for one in things.keys(Judgment)])}
    assert marked == {"Open.": "TLP:GREEN", "Cited.": "TLP:AMBER"}
    (event,) = things.found([one.key for one in things.keys(Event)])
    assert event.marking == Marking("RED")


def test_things_that_are_missing_altogether_are_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = library(tmp_path, monkeypatch, command=COMMAND)
    asked = parse("judgment:headquarters")
    assert [hit.kind for hit in on_disk(folder).search(asked).hits] == ["judgment"]
    database = location_of([folder]) / DATABASE
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("DELETE FROM things")
        with pytest.raises(sqlite3.DatabaseError):
            forget_statements(db, 1)
    with pytest.raises(DAMAGE):
        Catalog([str(folder)]).search(asked)
