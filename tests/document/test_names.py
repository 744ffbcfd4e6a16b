"""What ids stand for."""

from __future__ import annotations

import msgspec
import pytest

from tests.document.everything import bare, everything, numbered
from tui.document.compose import compose
from tui.document.names import Names, Target
from tui.model.briefing import Action, Actor, Agreement, Event, Fact, Judgment, Prose, Section, Source, Term
from tui.model.dates import parse_date
from tui.model.names import names_of
from tui.model.scales import SCALES
from tui.store.lint import check

BRIEFING = bare(
    id="here",
    formerly=("was-here",),
    actions=(Action(id="a1", text=Prose("Decide *soon*."), owner="Desk", due=parse_date("2024-08-02")),),
    judgments=(Judgment(id="j1", text=Prose("It **will** open."), likelihood=SCALES["icd203"]["unlikely"], confidence="low"),),
    facts=(Fact(id="f1", text=Prose("Three stars."), status="disputed", said_by="An official"),),
    actors=(
        Actor(id="usfj", name="United States Forces Japan", short="USFJ", type="unit", aliases=("在日米軍",)),
        Actor(id="paparo", name="Samuel Paparo", rank="Admiral", role="Commander", type="person"),
    ),
    agreements=(Agreement(id="tscf", name="Memorandum of Cooperation", short="TSCF", status="signed"),),
    events=(Event(id="e1", title="Talks", date=parse_date("2024-07-28"), status="planned", place="Tokyo"),),
    terms=(Term(id="ed", term="extended deterrence", short="ED", meaning=Prose("Protection of\nan *ally*.")),),
    sources=(
        Source(
            id="seed",
            title="U.S. to overhaul",
            publisher="Gazette",
            date=parse_date("2024-07-27"),
            reliability="F",
            credibility="3",
            status="recalled",
        ),
    ),
    sections=(Section(title="A joint HQ", id="hq", formerly=("headquarters",)),),
)
NAMES = Names(BRIEFING, {"seoul": "Seoul at the table", "here": "Bare"}, compose(BRIEFING).sections)


@pytest.mark.parametrize(
    ("target", "label"),
    [
        ("usfj", "USFJ"),
        ("[[usfj]]", "USFJ"),
        ("[[usfj|the command]]", "USFJ"),
        ("USFJ", "USFJ"),
        ("united states  forces JAPAN", "USFJ"),
        ("在日米軍", "USFJ"),
        ("paparo", "Samuel Paparo"),
        ("@seed", "U.S. to overhaul"),
        ("seed", "U.S. to overhaul"),
        ("ed", "extended deterrence"),
        ("Extended Deterrence", "extended deterrence"),
        ("tscf", "TSCF"),
        ("e1", "Talks"),
        ("j1", "It will open."),
        ("seoul", "Seoul at the table"),
        ("here", "Bare"),
        ("was-here", "Bare"),
        ("#hq", "A joint HQ"),
        ("#headquarters", "A joint HQ"),
        ("here#hq", "A joint HQ"),
        ("seoul#talks", "Seoul at the table § talks"),
        ("#~actors", "Actors"),
        ("hq", None),
        ("#nowhere", None),
        ("nowhere", None),
        ("nowhere#x", None),
        ("", None),
        ("@", None),
        ("https://example.org", None),
    ],
)
def test_a_target_has_the_shortest_name_readers_know(target: str, label: str | None) -> None:
    assert NAMES.label(target) == label


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("usfj", "USFJ: United States Forces Japan, unit"),
        ("paparo", "Samuel Paparo, person, Admiral, Commander"),
        ("ed", "extended deterrence (ED): Protection of an ally."),
        ("@seed", "U.S. to overhaul · Gazette · 27 Jul 2024 · F3: reliability cannot be judged, possibly true · recalled"),
        ("e1", "28 Jul 2024: Talks (planned), Tokyo"),
        ("j1", "It will open. · unlikely, 20–45% · low confidence"),
        ("f1", "Three stars. · disputed · said by An official"),
        ("a1", "Decide soon. · Desk · due 2 Aug 2024"),
        ("tscf", "Memorandum of Cooperation · signed"),
        ("seoul", "Seoul at the table"),
        ("nowhere", None),
    ],
)
def test_a_peek_is_one_line(target: str, line: str | None) -> None:
    assert NAMES.peek(target) == line


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("usfj", ("~actors", "usfj")),
        ("USFJ", ("~actors", "usfj")),
        ("@seed", ("~sources", "seed")),
        ("e1", ("~timeline", "e1")),
        ("#headquarters", ("hq", "")),
        ("here", ("~top", "")),
        ("seoul", None),
        ("seoul#hq", None),
        ("nowhere", None),
    ],
)
def test_a_target_has_a_place_in_the_document(target: str, place: tuple[str, str] | None) -> None:
    assert NAMES.place(target) == (Target(*place) if place else None)


def test_every_item_can_be_gone_to() -> None:
    word, _ = numbered()
    briefing = everything(word)
    document = compose(briefing)
    names = Names(briefing)
    for item in briefing.items():
        place = names.place(item.id)
        assert place is not None
        section = document.section_of(place.section)
        assert any(block.about == place.item for part in document.parts if part.section == section for block in part.blocks)


def test_other_briefings_are_elsewhere() -> None:
    assert NAMES.elsewhere("seoul") == ("seoul", "")
    assert NAMES.elsewhere("[[seoul#talks|there]]") == ("seoul", "talks")
    assert NAMES.elsewhere("here") is None
    assert NAMES.elsewhere("usfj") is None


def test_an_item_comes_before_a_briefing_of_the_same_id() -> None:
    names = Names(BRIEFING, {"usfj": "A briefing on USFJ"})
    assert names.label("usfj") == "USFJ"


def test_two_items_of_one_name_are_called_by_it() -> None:
    names = Names(bare(actors=(Actor(id="x", name="Same"), Actor(id="y", name="same"))))
    assert names.label("Same") == "Same"


def test_a_citation_prefers_sources() -> None:
    names = Names(bare(actors=(Actor(id="x", name="Gazette"),), sources=(Source(id="y", title="Gazette"),)))
    assert names.place("@Gazette") == ("~sources", "y")
    assert names.place("Gazette") == ("~actors", "x")


def test_symbols_alone_do_not_name_each_other() -> None:
    names = Names(bare(terms=(Term(id="t", term="→"), Term(id="u", term="←"))))
    assert names.place("←") == ("~terms", "u")
    assert names.label("section") is None


def test_an_actor_field_that_names_nobody_stands_for_itself() -> None:
    assert NAMES.actor("USFJ") == "usfj"
    assert NAMES.actor(" Somebody ") == "Somebody"


def test_what_a_link_finds_by_name_the_check_finds_too() -> None:
    items = BRIEFING.items()
    for name in {name for item in items for name in names_of(item) if name}:
        linked = msgspec.structs.replace(BRIEFING, bluf=Prose(f"[[{name}]]"))
        dead = [
            problem for problem in check(linked, library_ids=()) if problem.code == "dead-reference" and name in problem.message
        ]
        assert Names(linked).place(name) is not None
        assert dead == [], name
