"""Objects of STIX 2.1: their labels, and what each kind of them is in a briefing (oasis-tcs/cti-stix2, version 2.1)."""

from __future__ import annotations

from typing import Any

from tui.model.handling import Marking, strictest
from tui.store.formats.handling_lines import label_on, tlp_named
from tui.store.formats.json_values import mapping_of, mappings, string, strings
from tui.store.labels import label_in

ACTORS = {
    "identity": "",
    "threat-actor": "organisation",
    "intrusion-set": "organisation",
    "campaign": "other",
    "malware": "system",
    "tool": "system",
    "infrastructure": "system",
    "location": "place",
    "attack-pattern": "other",
    "vulnerability": "other",
    "course-of-action": "other",
    "x-mitre-tactic": "other",
    "x-mitre-data-source": "other",
    "x-mitre-data-component": "other",
    "x-mitre-asset": "other",
}
"""Objects that are actors, with their type."""

CLASSES = {"individual": "person", "organization": "organisation", "group": "unit", "system": "system", "class": "other"}
"""Classes of identities."""

REPORTS = ("report", "grouping", "x-misp-event")

ENVELOPE = frozenset(
    (
        *("id", "type", "spec_version", "created", "modified", "created_by_ref", "object_marking_refs", "revoked", "defanged"),
        *("external_references", "granular_markings", "name", "description", "confidence", "extensions", "aliases", "lang"),
    )
)
"""Properties of every object that are taken over, or that only carry it."""

_OPENCTI = "extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba"
KNOWN_EXTENSIONS = ("extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d",)
"""Extensions of which all is read: TLP 2.0."""


def confidence_word(value: object) -> str:
    """The word for a number from 0 to 100 by the scale None, Low, Med, High (appendix A); "" for none."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 100:
        return ""
    return "low" if value < 30 else "moderate" if value < 70 else "high"


def address_of(reference: dict[str, Any]) -> dict[str, str]:
    """An external reference as a source."""
    name, outside = string(reference.get("source_name")), string(reference.get("external_id"))
    return {
        "title": " ".join(filter(None, (name, outside))) or string(reference.get("url")),
        "url": string(reference.get("url")),
        "note": string(reference.get("description")),
        "sha256": string(mapping_of(reference.get("hashes")).get("SHA-256")),
    }


def opencti(held: dict[str, Any], name: str) -> str:
    """What OpenCTI keeps of an object beyond the standard."""
    extended = mapping_of(mapping_of(held.get("extensions")).get(_OPENCTI))
    return string(extended.get(name)) or string(held.get(f"x_opencti_{name}"))


class Markings:
    """The marking definitions of a bundle, of TLP 1.0 and 2.0 and in words."""

    def __init__(self, objects: dict[str, dict[str, Any]]) -> None:
        self._known = {key: _marking(held) for key, held in objects.items() if held.get("type") == "marking-definition"}
        self._found: dict[int, tuple[dict[str, Any], Marking]] = {}
        """Of each object that was asked for, by its identity in memory."""
        self.unknown = 0
        """References to definitions that are not in the bundle and that nobody knows."""

    def of(self, held: dict[str, Any]) -> Marking:
        """The strictest that an object has, those of parts of it among them."""
        if id(held) not in self._found:
            self._found[id(held)] = held, self._strictest(held)
        return self._found[id(held)][1]

    def _strictest(self, held: dict[str, Any]) -> Marking:
        refs = strings(held.get("object_marking_refs"))
        refs += [ref for one in mappings(held.get("granular_markings")) for ref in strings(one.get("marking_ref"))]
        found = []
        for ref in refs[:1_000]:
            marking = self._known.get(ref) or label_in(ref)
            if not marking and ref not in self._known:
                self.unknown += 1
                marking = Marking(None, f"unknown marking {ref.removeprefix('marking-definition--')[:8]}")
            if marking:
                found.append(marking)
        return strictest(found)


def _marking(held: dict[str, Any]) -> Marking:
    definition = mapping_of(held.get("definition"))
    for one in mapping_of(held.get("extensions")).values():
        if label := string(mapping_of(one).get("tlp_2_0")):
            return tlp_named(label)
    named = [f"TLP:{string(definition.get('tlp'))}", string(held.get("name")), string(held.get("x_opencti_definition"))]
    found = next((marking for text in named if (marking := label_on(text))), Marking())
    if found:
        return found
    known = label_in(string(held.get("id")))
    words = string(definition.get("statement")) or string(held.get("x_opencti_definition")) or string(held.get("name"))
    return known or Marking(None, " ".join(words.split()))
