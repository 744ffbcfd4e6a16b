"""CSAF, STIX and MISP: every value is on the page, under the strictest label that stands in it; what has no home is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.store.formats.words import CORPORA, kept
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.store.check_library import check_library
from tui.store.read import held_by, read_file, read_text

LINE = "2024-09-02T08:00:00.000Z"


def read(held: object) -> Briefing:
    return read_text(json.dumps(held).encode(), name="a.json", kind="json")


def texts_of(value: object) -> list[str]:
    """Every text in a JSON value."""
    found, waiting = [], [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            found.append(one)
    return found


def other(briefing: Briefing) -> dict[str, str]:
    return {field.path: field.text for field in briefing.other}


# CSAF


def advisory(**document: Any) -> dict[str, Any]:
    return {
        "document": {
            "csaf_version": "2.1",
            "category": "csaf_vex",
            "title": "Pumps",
            "publisher": {"name": "Maker", "category": "vendor", "namespace": "https://x.org"},
            "tracking": {
                "id": "M-1",
                "status": "final",
                "version": "2",
                "initial_release_date": LINE,
                "current_release_date": "2024-09-03T08:00:00Z",
                "revision_history": [{"date": LINE, "number": "1", "summary": "First"}],
            },
            "distribution": {"tlp": {"label": "AMBER+STRICT"}, "text": "Members only"},
            "notes": [
                {"category": "summary", "text": "The bottom *line*."},
                {"category": "general", "title": "More", "text": "Text.", "audience": "operators"},
                {"category": "general", "title": "More", "text": "And more.", "audience": "operators"},
                {"category": "legal_disclaimer", "text": "No warranty."},
            ],
            "references": [{"category": "self", "summary": "This", "url": "https://x.org/1"}],
            **document,
        },
        "product_tree": {
            "branches": [{"name": "P", "branches": [{"product": {"product_id": "p1", "name": "Pump 1"}}]}],
            "full_product_names": [{"product_id": "p2", "name": "Pump 2"}],
        },
        "vulnerabilities": [
            {
                "cve": "CVE-2024-1",
                "cwe": {"id": "CWE-1", "name": "Weak"},
                "metrics": [{"content": {"cvss_v3": {"version": "3.1", "baseScore": 9.8, "vectorString": "CVSS:3.1/AV:N"}}}],
                "product_status": {"known_affected": ["p1"], "known_not_affected": ["p2"], "fixed": []},
                "flags": [{"label": "component_not_present", "product_ids": ["p2"]}],
                "remediations": [{"category": "vendor_fix", "details": "Update.", "product_ids": ["p1"]}],
                "threats": [{"category": "exploit_status", "details": "Seen in the wild"}],
            }
        ],
    }


def test_an_advisory_is_read_by_the_tables_of_csaf() -> None:
    briefing = read(advisory())
    assert (briefing.title, briefing.id, briefing.named, briefing.number) == ("Pumps", "m-1", True, "2")
    assert (briefing.producer, briefing.status, briefing.bluf.text) == ("Maker", "issued", "The bottom \\*line\\*.")
    assert briefing.handling == Marking("AMBER+STRICT", "Members only")
    assert [section.title for section in briefing.sections] == [
        "More (for operators)",
        "CVE-2024-1",
        "Products",
        "Legal disclaimer",
    ]
    assert briefing.sections[0].body.text == "Text.\n\nAnd more."
    assert [(fact.text.text, fact.status, fact.note.text) for fact in briefing.facts] == [
        ("CVE-2024-1, known affected: Pump 1", "confirmed", ""),
        ("CVE-2024-1, known not affected: Pump 2", "denied", "component not present"),
        ("CVE-2024-1, exploit status: Seen in the wild", "reported", ""),
    ]
    assert [action.text.text for action in briefing.actions] == ["Vendor fix, CVE-2024-1: Update. (Pump 1)"]
    assert [(entry.type, entry.summary.text) for entry in briefing.history] == [("update", "1: First")]
    assert [source.url for source in briefing.sources] == ["https://x.org/1", "https://x.org/1"]
    assert not briefing.problems


def test_what_tells_products_apart_and_what_is_said_of_no_product_is_kept() -> None:
    pump = {"product_id": "p1", "name": "Pump 1", "product_identification_helper": {"cpe": "cpe:/h:pump", "purl": "pkg:p"}}
    held = advisory()
    held["product_tree"] = {"branches": [{"category": "vendor", "name": "Maker", "branches": [{"product": pump}]}]}
    (vulnerability,) = held["vulnerabilities"]
    vulnerability["flags"] = [{"label": "component_not_present", "group_ids": ["g"]}]
    vulnerability["threats"][0] |= {"product_ids": ["p1"], "group_ids": ["g"]}
    vulnerability["metrics"].append({"content": {"epss": {"percentile": "0.97"}}})
    vulnerability["ids"] = [{"system_name": "Bugs", "text": "#7"}]
    briefing = read(held)
    assert other(briefing)["products"] == "Pump 1 · Maker · cpe:/h:pump, pkg:p"
    assert other(briefing)["CVE-2024-1.flag"] == "label: component_not_present\ngroup_ids: g"
    assert other(briefing)["CVE-2024-1.threat"] == "group_ids: g"
    assert other(briefing)["CVE-2024-1.metrics"] == "epss:\n  percentile: 0.97"
    assert "CVE-2024-1, exploit status: Seen in the wild (Pump 1)" in [fact.text.text for fact in briefing.facts]
    assert "7 (Bugs) |" in briefing.sections[1].body.text


def test_a_vulnerability_names_what_is_affected_what_is_fixed_and_what_each_score_is_of() -> None:
    held = advisory()
    (vulnerability,) = held["vulnerabilities"]
    vulnerability["product_status"] = {"known_affected": ["p1"], "fixed": [f"f{number}" for number in range(9)]}
    vulnerability["scores"] = [
        {"cvss_v3": {"version": "3.1", "baseScore": 5, "vectorString": "CVSS:3.1/X"}, "products": ["p2"]},
        {"cvss_v2": {"baseScore": 4}, "products": ["p1"]},
    ]
    vulnerability["metrics"][0] |= {"products": ["p1"], "source": "https://x.org/2"}
    briefing = read(held)
    rows = briefing.sections[1].body.text.splitlines()
    assert rows[-4:] == [
        "| CVSS | 3.1 5 CVSS:3.1/X (Pump 2) |",
        "| CVSS | 3.1 9.8 CVSS:3.1/AV:N (Pump 1) |",
        "| Affected | Pump 1 |",
        "| Fixed | 9 products |",
    ]
    assert other(briefing)["CVE-2024-1.scores"] == "cvss_v2:\n  baseScore: 4\nproducts: p1"
    assert other(briefing)["CVE-2024-1.metrics"] == "source: https://x.org/2"


def test_a_group_of_products_stands_for_the_products_in_it() -> None:
    held = advisory(aggregate_severity={"text": "High", "namespace": "https://x.org/levels"})
    held["product_tree"]["product_groups"] = [{"group_id": "g", "product_ids": ["p1", "p2"]}]
    (vulnerability,) = held["vulnerabilities"]
    vulnerability["flags"] = [{"label": "component_not_present", "group_ids": ["g"]}]
    vulnerability["remediations"] = [{"category": "mitigation", "details": "Wait.", "group_ids": ["g", "gone"]}]
    briefing = read(held)
    assert [action.text.text for action in briefing.actions] == ["Mitigation, CVE-2024-1: Wait. (Pump 1; Pump 2)"]
    assert [fact.note.text for fact in briefing.facts if fact.status == "denied"] == ["component not present"]
    assert other(briefing)["CVE-2024-1.remediation"] == "group_ids: gone"
    assert other(briefing)["aggregate_severity"] == "namespace: https://x.org/levels"


def test_groups_of_products_are_read_up_to_a_number_of_products() -> None:
    held = advisory()
    held["product_tree"]["product_groups"] = [{"group_id": "g", "product_ids": ["p1"] * 60_000}]
    remedy = {"category": "mitigation", "details": "Wait.", "group_ids": ["g"]}
    held["vulnerabilities"][0]["remediations"] = [remedy, {**remedy, "details": "Stop."}]
    briefing = read(held)
    said = [action.text.text for action in briefing.actions]
    assert said == ["Mitigation, CVE-2024-1: Wait. (Pump 1)", "Mitigation, CVE-2024-1: Stop."]
    assert other(briefing)["CVE-2024-1.remediation"] == "group_ids: g"


def test_a_white_advisory_is_clear_and_says_so() -> None:
    briefing = read(advisory(distribution={"tlp": {"label": "WHITE"}}))
    assert briefing.handling == Marking("CLEAR")
    assert [problem.code for problem in briefing.problems] == ["tlp-white"]


@pytest.mark.parametrize("distribution", [{}, {"tlp": {}}, {"tlp": {"label": ""}}])
def test_an_advisory_without_a_label_is_not_clear(distribution: dict[str, Any]) -> None:
    assert read(advisory(distribution=distribution)).handling == Marking()


# STIX

TLP_RED_1 = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
TLP_WHITE_1 = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
STRICT_2 = {
    "type": "marking-definition",
    "id": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "extensions": {"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": {"tlp_2_0": "amber+strict"}},
}


def bundle(*objects: dict[str, Any], marks: list[str] | None = None, reports: int = 1) -> dict[str, Any]:
    made = [
        {
            "type": "report",
            "id": f"report--{number}",
            "name": f"Report {number}",
            "description": "The *text*.",
            "published": LINE,
            "report_types": ["threat-report"],
            "labels": ["fuel"],
            "confidence": 70,
            "created_by_ref": "identity--1",
            "object_marking_refs": marks or [],
            "object_refs": [one["id"] for one in objects],
        }
        for number in range(1, reports + 1)
    ]
    author = {"type": "identity", "id": "identity--1", "name": "The Desk", "identity_class": "organization"}
    return {"type": "bundle", "id": "bundle--1", "objects": [*made, author, *objects]}


ACTOR = {
    "type": "threat-actor",
    "id": "threat-actor--1",
    "name": "BEAR",
    "aliases": ["Ursa"],
    "first_seen": LINE,
    "goals": ["steal"],
}
MALWARE = {"type": "malware", "id": "malware--1", "name": "Claw", "is_family": True}
USES = {
    "type": "relationship",
    "id": "relationship--1",
    "relationship_type": "uses",
    "source_ref": "threat-actor--1",
    "target_ref": "malware--1",
    "start_time": "2024-01-01T00:00:00Z",
    "confidence": 85,
}


def test_a_report_is_read_by_the_table_of_stix() -> None:
    briefing = read(bundle(ACTOR, MALWARE, USES))
    assert (briefing.title, briefing.id, briefing.producer) == ("Report 1", "report-1-22ab9c40"[:8] + briefing.id[8:], "The Desk")
    assert (briefing.tags, briefing.kind, briefing.body.text) == (("fuel", "type/threat-report"), "assessment", "The *text*.")
    assert [(actor.name, actor.type) for actor in briefing.actors] == [
        ("The Desk", "organisation"),
        ("BEAR", "organisation"),
        ("Claw", "system"),
    ]
    (relation,) = briefing.relations
    assert (relation.from_, relation.type, relation.to, relation.confidence) == ("bear", "uses", "claw", "high")
    assert relation.likelihood is None
    assert relation.since is not None
    held = other(briefing)
    assert held["confidence"] == "70 (STIX)"
    assert "goals: steal" in held["BEAR"]
    assert not briefing.problems


@pytest.mark.parametrize(
    ("objects", "marks", "marking"),
    [
        ([], [TLP_RED_1], Marking("RED")),
        ([], [TLP_WHITE_1], Marking("CLEAR")),
        ([STRICT_2], [STRICT_2["id"], TLP_WHITE_1], Marking("AMBER+STRICT")),
        ([{"type": "marking-definition", "id": "m--1", "definition": {"tlp": "green"}}], ["m--1"], Marking("GREEN")),
        ([{"type": "marking-definition", "id": "m--1", "definition": {"statement": "Ours"}}], ["m--1"], Marking(None, "Ours")),
        ([{"type": "marking-definition", "id": "m--1", "name": "TLP:AMBER"}], ["m--1"], Marking("AMBER")),
        ([], [], Marking()),
    ],
)
def test_the_strictest_marking_holds(objects: list[dict[str, Any]], marks: list[str], marking: Marking) -> None:
    assert read(bundle(*objects, marks=marks)).handling == marking


def test_a_marking_that_nobody_knows_is_a_restriction() -> None:
    briefing = read(bundle(marks=["marking-definition--gone"]))
    assert briefing.handling == Marking(None, "unknown marking gone")
    assert [problem.code for problem in briefing.problems] == ["unknown-marking"]


def test_a_bundle_about_one_object_or_of_a_collection_is_called_like_it() -> None:
    maker = {"type": "identity", "id": "identity--1", "name": "Maker"}
    whole = {"type": "x-mitre-collection", "id": "x-mitre-collection--1", "name": "All of it"}
    assert read({"type": "bundle", "id": "bundle--1", "objects": [maker, ACTOR]}).title == "BEAR"
    assert read({"type": "bundle", "id": "bundle--1", "objects": [whole, ACTOR, MALWARE]}).title == "All of it"
    assert read({"type": "bundle", "id": "bundle--1", "objects": [ACTOR, MALWARE]}).title == "a"


def test_what_is_in_a_report_keeps_its_own_label() -> None:
    briefing = read(bundle({**ACTOR, "object_marking_refs": [TLP_RED_1]}, marks=[TLP_WHITE_1]))
    assert briefing.handling == Marking("CLEAR")
    assert briefing.effective_marking == Marking("RED")


def test_several_reports_are_a_briefing_each_with_what_they_refer_to(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    file.write_text(json.dumps(bundle(ACTOR, MALWARE, USES, reports=3)))
    found = [held.read() for held in held_by(file)]
    assert [briefing.title for briefing in found] == ["Report 1", "Report 2", "Report 3"]
    assert all([actor.name for actor in briefing.actors] == ["BEAR", "Claw"] for briefing in found)


def test_indicators_sightings_and_notes_have_their_places_and_the_rest_is_kept() -> None:
    indicator = {
        "type": "indicator",
        "id": "indicator--1",
        "name": "I",
        "pattern": "[url:value = 'http://x.org']",
        "valid_from": LINE,
    }
    sighting = {"type": "sighting", "id": "sighting--1", "sighting_of_ref": "malware--1", "first_seen": LINE, "count": 3}
    note = {"type": "note", "id": "note--1", "abstract": "A note", "content": "Its **text**", "authors": ["N"]}
    odd = {"type": "x-odd", "id": "x-odd--1", "colour": "green"}
    briefing = read(bundle(MALWARE, indicator, sighting, note, odd))
    assert [section.title for section in briefing.sections] == ["Report", "A note", "Indicators"]
    assert [event.title for event in briefing.events] == ["Sighting of Claw"]
    assert other(briefing)["x-odd--1"] == "type: x-odd\ncolour: green"
    assert [problem.code for problem in briefing.problems] == ["objects-not-taken"]


def test_objects_in_no_report_are_a_briefing_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    alone = {"type": "malware", "id": "malware--2", "name": "Left", "description": "Nobody refers to it"}
    file.write_text(json.dumps(bundle(ACTOR, MALWARE, USES, alone, reports=2)))
    held = json.loads(file.read_text())
    for report in held["objects"][:2]:
        report["object_refs"] = [ref for ref in report["object_refs"] if ref != "malware--2"]
    file.write_text(json.dumps(held))
    found = [one.read() for one in held_by(file)]
    assert [[actor.name for actor in briefing.actors] for briefing in found] == [["BEAR", "Claw"], ["BEAR", "Claw"], ["Left"]]


def test_what_of_a_stix_object_has_no_home_is_kept() -> None:
    outside = [{"source_name": "Study", "description": "Who said so", "url": "https://x.org/1"}]
    said = {"external_references": outside, "extensions": {"extension-definition--x": {"colour": "green"}}}
    note = {"type": "note", "id": "note--1", "abstract": "A note", "content": "Text", "labels": ["odd"], **said}
    away = {**USES, "id": "relationship--2", "target_ref": "malware--gone", "description": "Words of it"}
    held = other(read(bundle(ACTOR, MALWARE, {**USES, **said}, note, away)))
    assert held["BEAR uses Claw: references"] == held["A note: references"] == "Study https://x.org/1 Who said so"
    assert "colour: green" in held["BEAR uses Claw: extensions"]
    assert held["A note"] == "labels: odd"
    assert held["relation"] == "BEAR uses malware--gone\nWords of it"


def test_what_was_observed_and_where_has_its_name() -> None:
    seen = {"type": "observed-data", "id": "observed-data--1", "first_observed": LINE, "number_observed": 1}
    address = {"type": "ipv4-addr", "id": "ipv4-addr--1", "value": "192.0.2.1", "object_marking_refs": [TLP_RED_1]}
    place = {"type": "location", "id": "location--1", "country": "DE", "x_opencti_aliases": ["Germany"]}
    opinion = {"type": "opinion", "id": "opinion--1", "opinion": "neutral", "object_refs": ["location--1"]}
    briefing = read(bundle({**seen, "object_refs": ["ipv4-addr--1"]}, address, place, opinion))
    assert [(event.note.text, event.tlp) for event in briefing.events] == [("once: 192.0.2.1", "RED")]
    assert [(actor.name, actor.aliases) for actor in briefing.actors[1:]] == [("DE", ("Germany",))]
    assert briefing.sections[1].body.text == "- Neutral, on DE"


OPENCTI = "extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba"


def test_what_opencti_says_of_a_report_is_its_text_and_its_grade_and_the_rest_is_kept() -> None:
    held = bundle()
    said = {"content": "All of it", "reliability": "B - Usually reliable", "extension_type": "property-extension", "stripes": "7"}
    held["objects"][0]["extensions"] = {OPENCTI: said, "extension-definition--x": {"colour": "green"}}
    briefing = read(held)
    assert briefing.body.text == "The *text*.\n\nAll of it"
    assert [source.reliability for source in briefing.sources] == ["B"]
    assert "stripes: 7" in other(briefing)["report: extensions"]
    assert "colour: green" in other(briefing)["report: extensions"]
    assert "All of it" not in other(briefing)["report: extensions"]
    held["objects"][0] |= {"extensions": {}, "x_opencti_content": "More", "x_opencti_reliability": "Z"}
    assert other(read(held))["report"] == "x_opencti_reliability: Z"


def test_digests_of_a_reference_are_kept_with_it() -> None:
    held = bundle()
    hashes = {"SHA-256": "ab" * 32, "MD5": "ff"}
    held["objects"][0]["external_references"] = [{"source_name": "S", "url": "https://x.org", "description": "D", "hashes": hashes}]
    (_, source) = read(held).sources
    assert (source.sha256, source.note.text) == ("ab" * 32, "D\n\nMD5 ff")


# MISP

EVENT = {
    "Event": {
        "info": "Phishing",
        "date": "2024-09-02",
        "uuid": "u-1",
        "analysis": "2",
        "threat_level_id": "1",
        "distribution": "0",
        "Orgc": {"name": "CERT"},
        "Tag": [{"name": "tlp:amber+strict"}, {"name": 'workflow:todo="review"'}, {"name": "fuel"}],
        "EventReport": [{"name": "Report", "content": "# Head\n\nThe **text**"}],
        "Galaxy": [
            {
                "name": "Threat Actor",
                "GalaxyCluster": [{"value": "BEAR", "meta": {"synonyms": ["Ursa"], "refs": ["https://x.org"]}}],
            }
        ],
        "Attribute": [
            {"category": "Network", "type": "url", "value": "http://x.org", "to_ids": True, "Tag": [{"name": "tlp:red"}]}
        ],
        "Object": [{"name": "file", "Attribute": [{"type": "md5", "value": "abc", "comment": "c"}]}],
        "Opinion": [{"opinion": "30", "authors": "A", "comment": "Hardly"}],
        "extends_uuid": "e-1",
    }
}


def test_an_event_is_read_by_the_table_of_misp() -> None:
    briefing = read(EVENT)
    assert (briefing.title, briefing.producer, briefing.status) == ("Phishing", "CERT", "issued")
    assert briefing.tags == ("fuel", "threat-level/high")
    assert briefing.handling == Marking("RED", "Your organisation only")
    assert [section.title for section in briefing.sections] == ["Report", "Indicators", "Opinions"]
    assert "| file |  | md5 | abc |" in briefing.sections[1].body.text
    assert [(actor.name, actor.aliases) for actor in briefing.actors] == [("BEAR", ("Ursa",))]
    assert [action.text.text for action in briefing.actions] == ["Review (from MISP)"]
    assert other(briefing)["Event"] == "extends_uuid: e-1"
    assert not briefing.problems


@pytest.mark.parametrize(
    ("levels", "priority"),
    [
        (["high"], "priority"),
        (["low", "emergency"], "flash"),
        (["severe"], "immediate"),
        (["baseline-minor"], "routine"),
        (["x"], None),
    ],
)
def test_the_level_of_an_event_is_its_priority_and_stays_a_tag(levels: list[str], priority: str | None) -> None:
    tags = tuple(f"priority-level:{level}" for level in levels)
    briefing = read({"Event": {"info": "E", "Tag": [{"name": tag} for tag in tags]}})
    assert (briefing.priority, briefing.tags) == (priority, tags)


def test_what_analysts_said_names_what_they_said_it_of() -> None:
    def said(number: int) -> dict[str, Any]:
        return {"Opinion": [{"opinion": number, "authors": "A", "comment": "Why"}]}

    event = {
        "info": "E",
        "uuid": "u",
        "Attribute": [{"type": "url", "value": "http://x.org", "uuid": "a", "Note": [{"note": "N", "authors": "B", **said(1)}]}],
        "Object": [{"name": "file", **said(2)}],
        "EventReport": [{"name": "R", "content": "C", **said(3)}],
        "Galaxy": [{"name": "Tool", "GalaxyCluster": [{"value": "CLAW", **said(4)}]}],
        **said(5),
    }
    sections = {section.title: section.body.text for section in read({"Event": event}).sections}
    assert sections["Note on http://x.org"] == "N\n\n— B"
    assert sections["Opinions"].splitlines() == [
        "- 5 of 100 (A): Why",
        "- 2 of 100 (A), on file: Why",
        "- 3 of 100 (A), on R: Why",
        "- 4 of 100 (A), on CLAW: Why",
        "- 1 of 100 (A), on a note by B: Why",
    ]


def test_what_analysts_relate_are_relations_of_actors_or_rows() -> None:
    likely = [{"name": 'estimative-language:likelihood-probability="likely"'}, {"name": "seen"}]
    bear: dict[str, Any] = {"value": "BEAR", "uuid": "b"}
    bear["GalaxyClusterRelation"] = [
        {"referenced_galaxy_cluster_uuid": "c", "referenced_galaxy_cluster_type": "uses", "Tag": likely},
        {"referenced_galaxy_cluster_uuid": "gone", "referenced_galaxy_cluster_type": "similar", "default": True},
    ]
    bear["Relationship"] = [{"object_uuid": "b", "related_object_uuid": "c", "relationship_type": "made-by", "authors": "A"}]
    event: dict[str, Any] = {
        "info": "E",
        "uuid": "u",
        "Galaxy": [{"name": "G", "GalaxyCluster": [bear, {"value": "CLAW", "uuid": "c"}]}],
    }
    event["Attribute"] = [{"type": "url", "value": "v"}, {"type": "url", "value": "http://x.org", "uuid": "a"}]
    event["Attribute"][0]["Relationship"] = [{"related_object_uuid": "a", "relationship_type": "near"}]
    briefing = read({"Event": event})
    assert [(one.from_, one.type, one.to, one.likelihood and one.likelihood.word, one.note.text) for one in briefing.relations] == [
        ("bear", "made by", "claw", None, "— A"),
        ("bear", "uses", "claw", "likely", "seen"),
    ]
    assert briefing.sections[-1].body.text.splitlines()[2:] == ["| v | near | http://x.org |", "| BEAR | similar | gone |"]
    assert other(briefing)["BEAR similar gone"] == "default: true"


def test_what_else_tags_say_of_a_relation_of_a_galaxy_is_its_note() -> None:
    tag = 'vocabulaire-des-probabilites-estimatives:degre-de-probabilite="probable"'
    related = [{"dest-uuid": "b", "type": "similar", "tags": [tag]}]
    briefing = read({"name": "G", "values": [{"value": "A", "uuid": "a", "related": related}, {"value": "B", "uuid": "b"}]})
    assert [one.note.text for one in briefing.relations] == [tag]


def test_an_event_that_is_graded_is_a_source_of_that_grade() -> None:
    tags = ['source-reliability="b"', 'information-credibility="2"', 'source-reliability="g"']
    briefing = read({"Event": {"info": "E", "Tag": [{"name": f"admiralty-scale:{tag}"} for tag in tags]}})
    assert (briefing.sources[0].reliability, briefing.sources[0].credibility) == ("B", "2")
    assert briefing.tags == ('admiralty-scale:source-reliability="g"',)


def test_all_that_hangs_on_attributes_and_objects_is_kept() -> None:
    def clusters(name: str) -> list[dict[str, Any]]:
        return [{"name": "Threat Actor", "description": "Of them all", "GalaxyCluster": [{"value": name, "source": "A book"}]}]

    sighting = {"date_sighting": "1725264000", "type": "1", "source": "honeypot", "Organisation": {"name": "ORG"}}
    attribute = {
        "uuid": "a-1",
        "type": "md5",
        "value": "abc",
        "object_relation": "checksum",
        "distribution": "1",
        "data": "QUJD",
        "first_seen": "2024-09-01T00:00:00Z",
        "Galaxy": clusters("CAT"),
        "Sighting": [sighting],
        "Opinion": [{"comment": "No"}],
    }
    held = {"name": "file", "description": "What a file is", "meta-category": "files", "uuid": "o-1", "Attribute": [attribute]}
    held["ObjectReference"] = [{"referenced_uuid": "a-1", "relationship_type": "drops", "comment": "At night"}]
    event = {"info": "E", "distribution": "3", "Galaxy": clusters("BEAR"), "Object": [held, {**held, "Attribute": []}]}
    briefing = read({"Event": event})
    assert [actor.name for actor in briefing.actors] == ["BEAR", "CAT"]
    assert briefing.handling == Marking(None, "This community only")
    tables = {section.title: section.body.text.splitlines()[-1] for section in briefing.sections}
    assert tables["Indicators"] == "| file | checksum | md5 | abc | 2024-09-01T00:00:00Z |"
    assert tables["Sightings"] == "| abc | 2024-09-02T08:00:00Z | false positive | ORG | honeypot |"
    assert tables["Relations of objects"] == "| file | drops | abc | At night |"
    kept_of = [(one.path, one.text) for one in briefing.other]
    assert kept_of.count(("file: description", "What a file is")) == kept_of.count(("file: meta-category", "files")) == 1
    assert ("Threat Actor", "description: Of them all") in kept_of
    assert ("CAT", "source: A book") in kept_of
    assert [problem.code for problem in briefing.problems] == ["embedded-files-not-taken"]


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        ("0", "3", "Your organisation only"),
        ("2", "0", "Your organisation only"),
        ("5", "1", "This community only"),
        ("1", "2", "Connected communities; This community only"),
    ],
)
def test_a_part_of_an_event_that_fewer_may_have_restricts_it(part: str, whole: str, text: str) -> None:
    event = {"info": "E", "distribution": whole, "Attribute": [{"type": "url", "value": "x", "distribution": part}]}
    assert read({"Event": event}).handling == Marking(None, text)


def test_several_events_are_a_briefing_each(tmp_path: Path) -> None:
    file = tmp_path / "e.json"
    file.write_text(json.dumps({"response": [EVENT, {"Event": {"info": "Two", "uuid": "u-2", "Attribute": []}}]}))
    assert [held.read().title for held in held_by(file)] == ["Phishing", "Two"]


def test_relations_of_a_galaxy_say_how_likely_they_are() -> None:
    galaxy = {
        "name": "Actors",
        "type": "threat-actor",
        "uuid": "g",
        "values": [
            {
                "value": "A",
                "uuid": "a",
                "related": [
                    {
                        "dest-uuid": "b",
                        "type": "similar",
                        "tags": ['estimative-language:likelihood-probability="almost-certain"'],
                    },
                    {"dest-uuid": "elsewhere", "type": "uses"},
                ],
            },
            {"value": "B", "uuid": "b", "meta": {"country": "XX"}},
        ],
    }
    briefing = read(galaxy)
    (relation,) = briefing.relations
    assert (relation.from_, relation.type, relation.to) == ("a", "similar", "b")
    assert relation.likelihood is not None
    assert relation.likelihood.word == "almost certain"
    assert other(briefing) == {"A: relation": "uses elsewhere", "B": "country: XX"}
    assert [problem.code for problem in briefing.problems] == ["relations-not-taken"]


def test_clusters_without_an_identity_are_actors_of_their_own() -> None:
    clusters = [{"value": "A", "related": [{"type": "similar"}]}, {"value": "B"}]
    briefing = read({"name": "G", "type": "threat-actor", "uuid": "g", "values": clusters})
    assert [actor.id for actor in briefing.actors] == ["a", "b"]
    assert not briefing.relations


# all of them


def test_public_files_keep_every_word_and_are_without_a_fault() -> None:
    files = [*(CORPORA / "json-as-yaml" / "cisa-csaf-tlp").glob("*.json"), *(CORPORA / "relations" / "misp-galaxy").glob("*.json")]
    if not files:
        pytest.skip("the public files are not here")
    lost = {}
    for file in files:
        briefing = read_file(file)
        texts = [text for text in texts_of(json.loads(file.read_text("utf-8"))) if " " in text]
        share = kept("\n".join(texts), briefing)
        faults = [problem for problem in check_library([file]).of_briefings if problem.severity == "error"]
        if share < 0.99 or faults:
            lost[file.name] = (share, faults)
    assert lost == {}


DEEP = "[" * 5_000 + "]" * 5_000


@pytest.mark.parametrize(
    "text",
    [
        '{"document": {"csaf_version": "2.0", "notes": ' + DEEP + "}}",
        '{"document": {"csaf_version": [], "title": 5, "tracking": [], "notes": {"a": 1}}, "vulnerabilities": [1, {"cve": []}]}',
        '{"id": "bundle--1", "objects": [' + DEEP + "]}",
        '{"id": "bundle--1", "objects": [1, {}, {"id": [], "type": {}}, {"id": "x", "type": "report", "object_refs": {"a": 1}}]}',
        '{"Event": {"info": [], "Attribute": {"a": 1}, "Galaxy": [[]], "Tag": "x", "date": 5}}',
        '{"values": [{"value": 1, "uuid": "u", "meta": [], "related": {}}, {"value": {}}]}',
        '{"id": "bundle--1", "objects": ['
        + ",".join(f'{{"id": "i--{n}", "type": "identity", "name": "N"}}' for n in range(20_000))
        + "]}",
    ],
    ids=["deep csaf", "odd csaf", "deep stix", "odd stix", "odd event", "odd galaxy", "many"],
)
def test_whatever_stands_in_such_a_file_it_opens(text: str) -> None:
    assert read_text(text.encode(), name="a.json", kind="json").title


# All of them


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_what_other_programs_export_is_known_in_any_unicode(encoding: str) -> None:
    briefing = read_text(json.dumps(advisory()).encode(encoding), name="a.json", kind="json")
    assert (briefing.title, briefing.producer, briefing.tlp) == ("Pumps", "Maker", "AMBER+STRICT")
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [{"id": "1", "title": "One"}]}
    assert read_text(json.dumps(feed).encode(encoding), name="a.json", kind="json").series == "Wire"


def test_a_restriction_in_words_holds_nothing_that_a_terminal_obeys() -> None:
    hostile = "Desk\x1b]0;x\x07 \u202e7\x9b31m\u2028only"
    for distribution in ({"text": hostile}, {"tlp": {"label": hostile}}):
        marking = read(advisory(distribution=distribution)).marking
        assert "only" in marking
        assert not set("\x1b\x07\u202e\x9b\u2028\n") & set(marking)


def test_a_label_of_an_attribute_that_is_not_understood_restricts_the_event() -> None:
    attribute = {"type": "url", "value": "http://x", "Tag": [{"name": "tlp:ex:chr"}]}
    briefing = read({"Event": {"info": "Pumps", "Attribute": [attribute]}})
    assert briefing.marking == "TLP label not understood: “tlp:ex:chr”"
