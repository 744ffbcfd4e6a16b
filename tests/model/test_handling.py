"""Markings: TLP 2.0 labels, and what holds for a whole briefing."""

from __future__ import annotations

from typing import get_args, get_origin

import msgspec
import pytest

from tui.model.briefing import Briefing, Fact, Item, Relation, Section
from tui.model.handling import TLP_LABELS, Marking, parse_tlp, shown_up_to, strictest, strictness
from tui.store.withholding import within


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("RED", "RED"),
        ("tlp:amber", "AMBER"),
        ("TLP: GREEN", "GREEN"),
        ("TLP:AMBER+STRICT", "AMBER+STRICT"),
        ("amber strict", "AMBER+STRICT"),
        ("amber-strict", "AMBER+STRICT"),
        ("WHITE", "CLEAR"),
        ("TLP-CLEAR", "CLEAR"),
    ],
)
def test_a_label_is_read_with_or_without_its_prefix(text: str, label: str) -> None:
    assert parse_tlp(text) == label


@pytest.mark.parametrize("text", ["", "TLP:", "YELLOW", "SECRET"])
def test_what_is_no_label_is_refused_with_the_labels_there_are(text: str) -> None:
    with pytest.raises(ValueError, match=r"RED, AMBER\+STRICT, AMBER, GREEN, CLEAR"):
        parse_tlp(text)


def test_labels_are_ordered_by_strictness_and_no_label_is_not_clear() -> None:
    ranks = [strictness(label) for label in TLP_LABELS]
    assert ranks == sorted(ranks, reverse=True)
    assert strictness(None) < strictness("CLEAR")
    assert not Marking()
    assert Marking("CLEAR")


def test_the_marking_of_several_is_the_strictest_label_and_every_restriction_once() -> None:
    parts = [Marking("GREEN", "NOFORN"), Marking(), Marking("AMBER", "EYES ONLY"), Marking("CLEAR", "NOFORN")]
    assert strictest(parts) == Marking("AMBER", "NOFORN; EYES ONLY")
    assert strictest([]) == Marking()


def test_a_marking_in_words_names_label_and_restriction() -> None:
    assert str(Marking("AMBER+STRICT", "no copies")) == "TLP:AMBER+STRICT · no copies"
    assert str(Marking(text="no copies")) == "no copies"
    assert str(Marking()) == ""


def of_items(kind: object) -> bool:
    """Whether a field of this type holds things that may have a marking of their own."""
    held = next(iter(get_args(kind)), None)
    return get_origin(kind) is tuple and isinstance(held, type) and issubclass(held, Item)


@pytest.mark.parametrize(
    "briefing",
    [
        Briefing(tlp="RED"),
        Briefing(tlp="GREEN", facts=(Fact(tlp="RED"),)),
        Briefing(tlp="GREEN", relations=(Relation(tlp="RED"),)),
        Briefing(tlp="GREEN", sections=(Section(sections=(Section(tlp="RED"),)),)),
    ],
    ids=["itself", "an item", "a relation", "a nested section"],
)
def test_the_effective_marking_is_the_strictest_inside(briefing: Briefing) -> None:
    assert briefing.effective_marking.tlp == "RED"


def test_an_unmarked_briefing_stays_unmarked() -> None:
    assert Briefing(sections=(Section(title="One"),)).effective_marking == Marking()


@pytest.mark.parametrize("field", [field.name for field in msgspec.structs.fields(Briefing) if of_items(field.type)])
def test_whatever_holds_things_of_a_marking_is_measured(field: str) -> None:
    (kind,) = [found.type for found in msgspec.structs.fields(Briefing) if found.name == field]
    briefing = msgspec.structs.replace(Briefing(), **{field: (get_args(kind)[0](tlp="RED"),)})
    assert briefing.effective_marking.tlp == "RED"
    kept = within(msgspec.structs.replace(briefing, tlp="GREEN"), shown_up_to("GREEN"))
    assert kept is not None
    assert getattr(kept, field) == ()
