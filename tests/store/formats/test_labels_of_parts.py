"""A label of a part of a STIX bundle, an event of MISP or an advisory holds for all that is read of it, wherever that ends up."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from tui.model.briefing import Briefing
from tui.model.handling import Marking, shown_up_to
from tui.store.formats.stix_objects import JUDGED
from tui.store.read import read_text
from tui.store.withholding import within

SECRET = "zebra"
GREEN, RED, CLEAR = (
    {"object_marking_refs": [f"marking-definition--{key}"]}
    for key in (
        "bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        "e828b379-4e03-4974-9ac4-e53a884c97c1",
        "94868c89-83c2-464b-929b-a1a8aa3c8487",
    )
)
WHEN = "2024-05-01T00:00:00Z"
LEFT: dict[str, Any] = {
    "references": {"external_references": [{"source_name": SECRET, "description": "Said so"}]},
    "extensions": {"extensions": {"extension-definition--1": {"stripes": SECRET}}},
    "labels": {"labels": [SECRET]},
    "a property": {"x_stripes": {"of": [{"a": SECRET}]}},
}
"""What of an object has no home."""


def thing(kind: str, **given: Any) -> dict[str, Any]:
    return {"type": kind, "id": f"{kind}--1", "created": WHEN, "modified": WHEN, "name": f"The {kind}", **given}


OPEN = thing("threat-actor", id="threat-actor--7", name="Bear", **GREEN)
ENDS = {"source_ref": "threat-actor--7", "target_ref": "threat-actor--7", "relationship_type": "uses"}
OF: dict[str, dict[str, Any]] = {
    "malware": {},
    "identity": {},
    "relationship": ENDS,
    "note": {"abstract": "A note", "content": "Text"},
    "opinion": {"opinion": "agree", "explanation": "Text", "object_refs": ["threat-actor--7"]},
    "indicator": {"pattern": "[url:value = 'x']", "pattern_type": "stix"},
    "ipv4-addr": {"value": "192.0.2.1"},
    "sighting": {"sighting_of_ref": "threat-actor--7", "first_seen": WHEN},
    "observed-data": {"first_observed": WHEN},
    "incident": {},
    "x-odd": {},
}
"""Objects of each kind that is read in a way of its own."""

NAMED = thing("malware", name=SECRET, **RED)
"""Named in what is open, and itself not."""

_ABOUT = {"object_refs": ["malware--1"]}
NAMES = {
    "of a relation that leads out": thing("relationship", **{**ENDS, "target_ref": "malware--1"}, **GREEN),
    "of a relation with more": thing("relationship", **{**ENDS, "target_ref": "malware--1"}, **GREEN, x_more="y"),
    "of an opinion": thing("opinion", opinion="agree", **_ABOUT, **GREEN),
    "of a sighting": thing("sighting", sighting_of_ref="malware--1", first_seen=WHEN, x_more="y", **GREEN),
    "of where it was sighted": thing("sighting", sighting_of_ref="threat-actor--7", where_sighted_refs=["malware--1"], **GREEN),
}


def bundle(*objects: dict[str, Any], known: tuple[dict[str, Any], ...] = (), **report: Any) -> dict[str, Any]:
    refs = [one["id"] for one in (OPEN, *objects)]
    head = thing("report", name="A report", published=WHEN, description="Text.", object_refs=refs, **(GREEN | report))
    return {"type": "bundle", "id": "bundle--1", "objects": [OPEN, *objects, *known, head]}


def event(**parts: Any) -> dict[str, Any]:
    return {"Event": {"info": "An event", "date": "2024-05-03", "distribution": "3", "Tag": [{"name": "tlp:green"}], **parts}}


OURS: dict[str, dict[str, Any]] = {
    "a level": {"distribution": "0"},
    "a group": {"distribution": "4", "SharingGroup": {"name": "Few"}},
    "a number of a group": {"sharing_group_id": "7"},
    "a tag": {"Tag": [{"name": "tlp:red"}]},
}


def on_misp(ours: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """An event for each kind of part, which says of itself that few may have it."""

    def attribute(**more: Any) -> list[dict[str, Any]]:
        return [{"type": "url", "value": "x", "comment": "C", **more}]

    note = {"note": SECRET, "authors": "A", **ours}
    cluster = {"value": SECRET, "description": "D", **ours}
    galaxy = {"name": "G", "GalaxyCluster": [cluster]}
    found = {
        "attribute": event(Attribute=attribute(comment=SECRET, **ours)),
        "object": event(Object=[{"name": SECRET, "comment": SECRET, "Attribute": attribute(), **ours}]),
        "attribute of an object": event(Object=[{"name": "O", "Attribute": attribute(comment=SECRET, **ours)}]),
        "reference": event(Object=[{"name": "O", "ObjectReference": [{"comment": SECRET, "relationship_type": "r", **ours}]}]),
        "note": event(Note=[note]),
        "note on an attribute": event(Attribute=attribute(Note=[note])),
        "note on an object": event(Object=[{"name": "O", "Note": [note]}]),
        "opinion": event(Attribute=attribute(Opinion=[{"opinion": "50", "comment": SECRET, **ours}])),
        "opinion on a note": event(Note=[{"note": "N", "Opinion": [{"opinion": "50", "comment": SECRET, **ours}]}]),
        "relation of clusters": event(
            Galaxy=[
                {"GalaxyCluster": [{"value": "V", "GalaxyClusterRelation": [{"referenced_galaxy_cluster_uuid": SECRET, **ours}]}]}
            ]
        ),
        "relationship": event(Attribute=attribute(Relationship=[{"relationship_type": SECRET, **ours}])),
        "report": event(EventReport=[{"name": "R", "content": SECRET, **ours}]),
        "galaxy": event(Galaxy=[{"name": SECRET, "description": SECRET, **ours}]),
        "cluster": event(Galaxy=[galaxy]),
        "cluster on an attribute": event(Attribute=attribute(Galaxy=[galaxy])),
        "relation of a cluster": event(Galaxy=[{"name": "G", "GalaxyCluster": [{"value": "V", "R": [{"to": SECRET, **ours}]}]}]),
        "sighting": event(Attribute=attribute(Sighting=[{"type": "0", "source": SECRET, **ours}])),
        "proposal": event(Attribute=attribute(ShadowAttribute=[{"value": SECRET, **ours}])),
        "related event": event(RelatedEvent=[{"Event": {"info": SECRET, **ours}}]),
        "anything else": event(Whatever={"of": [{"it": SECRET, **ours}]}),
    }
    return {f"{place}, {json.dumps(ours)}": held for place, held in found.items()}


def advisory(**more: Any) -> dict[str, Any]:
    tracking = {"id": "A-1", "status": "final", "version": "1", "initial_release_date": WHEN, "current_release_date": WHEN}
    document = {"csaf_version": "2.0", "title": "Pumps", "tracking": tracking, "distribution": {"tlp": {"label": "GREEN"}}}
    return {"document": {**document, **more.pop("document", {})}, **more}


def judged(**own: Any) -> dict[str, Any]:
    said = {"extension_type": "property-extension", "likelihood": "likely", **own.pop("said", {})}
    return thing("note", abstract="Judgment 1", content="It rains", extensions={JUDGED: said}, **own)


_DISPUTED = {"opinion": "disagree", "object_refs": ["note--1"]}
_MARKED = {"tlp": "RED"}
PLACES: dict[str, dict[str, Any]] = {
    **{f"{kind}: {what}": bundle(thing(kind, **own, **RED, **left)) for kind, own in OF.items() for what, left in LEFT.items()},
    **{f"the name {where}": bundle(one, known=(NAMED,)) for where, one in NAMES.items()},
    "the name of who made it": bundle(known=(thing("identity", name=SECRET, **RED),), created_by_ref="identity--1"),
    "more of a judgment": bundle(judged(said={"stripes": SECRET}, **RED)),
    "a property of a judgment": bundle(judged(x_stripes=SECRET, **RED)),
    "who disputes a judgment": bundle(judged(**GREEN), thing("opinion", explanation=SECRET, **_DISPUTED, **RED)),
    "more of who disputes a judgment": bundle(judged(**GREEN), thing("opinion", x_stripes=SECRET, **_DISPUTED, **RED)),
    "a label in what is left": bundle(thing("malware", x_more={"stripes": SECRET, "tlp": "RED"})),
    "a label that is none in what is left": bundle(thing("malware", x_more=[{"stripes": SECRET, "tlp": "purple"}])),
    "a label in words in what is left": bundle(thing("malware", x_more={"stripes": SECRET, "marking": "Few"})),
    **{place: held for ours in OURS.values() for place, held in on_misp(ours).items()},
    "a part of an event that says nothing": {
        "Event": {"info": "E", "Tag": [{"name": "tlp:green"}], "Note": [{"note": SECRET, "distribution": "0"}]}
    },
    "a galaxy alone": {"name": "G", "values": [{"value": SECRET, "meta": {"x": "y"}, "Tag": [{"name": "tlp:red"}]}]},
    "a note of an advisory": advisory(document={"notes": [{"category": "general", "text": SECRET, **_MARKED}]}),
    "a reference of an advisory": advisory(document={"references": [{"summary": SECRET, "url": "https://x.org", **_MARKED}]}),
    "more of an advisory": advisory(x_more=[{"stripes": SECRET, "tlp": {"label": "TLP:RED", "url": "https://x.org"}}]),
    "a product": advisory(product_tree={"full_product_names": [{"product_id": "P", "name": SECRET, **_MARKED}]}),
    **{
        f"{key} of a vulnerability": advisory(vulnerabilities=[{"cve": "CVE-2024-1", key: [{name: SECRET, **_MARKED}]}])
        for key, name in (
            ("notes", "text"),
            ("threats", "details"),
            ("remediations", "details"),
            ("flags", "label"),
            ("ids", "text"),
        )
    },
}
"""Files that may be shown but for one part, which is marked, with what must not be seen in it."""


def read(held: object) -> Briefing:
    return read_text(json.dumps(held).encode(), name="a.json", kind="json")


@pytest.mark.parametrize("place", PLACES)
def test_what_is_read_of_a_marked_part_is_not_shown_without_its_label(place: str) -> None:
    briefing = read(PLACES[place])
    assert SECRET.encode() in msgspec.msgpack.encode(briefing)
    shown = within(briefing, shown_up_to("GREEN"))
    assert shown is None or SECRET.encode() not in msgspec.msgpack.encode(shown)


@pytest.mark.parametrize("kind", [kind for kind in OF if kind != "x-odd"])
def test_a_part_that_has_a_place_for_its_label_restricts_nothing_else(kind: str) -> None:
    held = bundle(thing(kind, **OF[kind], **RED, **LEFT["labels"], **LEFT["references"]))
    shown = within(read(held), shown_up_to("GREEN"))
    assert shown is not None
    assert [actor.name for actor in shown.actors] == ["Bear"]


@pytest.mark.parametrize(
    "held", [bundle(thing("x-odd", **GREEN), object_marking_refs=[]), {"Event": {"Attribute": [OURS["a tag"]]}}]
)
def test_the_label_of_a_part_is_not_that_of_a_whole_without_one(held: dict[str, Any]) -> None:
    handling = read(held).handling
    assert handling.text == "not marked as a whole"
    assert not shown_up_to("AMBER").allows(handling)


def test_a_part_that_is_clear_says_nothing_of_the_whole() -> None:
    assert read(bundle(thing("x-odd", **CLEAR), object_marking_refs=[])).handling == Marking()


def test_a_bundle_called_like_what_is_in_it_has_its_label() -> None:
    named = read({"type": "bundle", "id": "bundle--1", "objects": [NAMED]})
    assert named.title == SECRET
    assert within(named, shown_up_to("GREEN", unmarked=True)) is None


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"distribution": 0}, "Your organisation only"),
        ({"distribution": "5", "SharingGroup": {"name": "Port"}}, "Port"),
        ({"distribution": "4", "sharing_group_id": "7"}, "Sharing group: number 7"),
        ({"distribution": "5", "sharing_group_id": "0"}, ""),
    ],
)
def test_who_may_have_one_of_many_attributes_restricts_the_event(part: dict[str, object], words: str) -> None:
    """Those that say the same as others before are not judged again."""
    usual = [{"type": "text", "value": f"v{number}", "distribution": "5", "sharing_group_id": "0"} for number in range(3)]
    event = {
        "info": "Event",
        "uuid": "u",
        "distribution": "3",
        "Attribute": [*usual, {"type": "text", "value": "x", **part}, *usual],
    }
    briefing = read_text(json.dumps({"Event": event}).encode(), name="a.json")
    assert words in briefing.marking
    assert bool(briefing.marking) == bool(words)
