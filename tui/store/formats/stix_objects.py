"""Objects of STIX 2.1: their labels, and what each kind of them is in a briefing (oasis-tcs/cti-stix2, version 2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tui.model.handling import Marking, strictest
from tui.model.scales import parse_likelihood
from tui.store.formats import markdown_writer as write
from tui.store.formats.handling_lines import label_on, tlp_named
from tui.store.formats.json_values import mapping_of, mappings, string, strings
from tui.store.formats.moments import edtf_of
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

OF_RELATION = ("relationship_type", "source_ref", "target_ref", "start_time", "stop_time")
OF_INDICATOR = ("pattern", "pattern_type", "valid_from", "valid_until", "indicator_types", "labels", "confidence")
OF_EVENTS = frozenset(
    (
        *("first_seen", "last_seen", "first_observed", "last_observed", "sighting_of_ref", "where_sighted_refs", "count"),
        *("number_observed", "object_refs"),
    )
)
PLACED = ("relationship", "note", "opinion", "indicator", "sighting", "observed-data", "incident", "marking-definition")
OBSERVABLES = frozenset(
    (
        *("artifact", "autonomous-system", "directory", "domain-name", "email-addr", "email-message", "file", "ipv4-addr"),
        *("ipv6-addr", "mac-addr", "mutex", "network-traffic", "process", "software", "url", "user-account"),
        *("windows-registry-key", "x509-certificate"),
    )
)
"""Properties of objects that are taken over, and types of them that have a place of their own."""

_OPENCTI = "extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba"
JUDGED = "extension-definition--539be648-6d99-54a7-b4f0-1ea371e4a7ef"
"""Of this program: what a judgment says that a note has no property for."""
AUTHOR = "identity--df50736f-f2ed-58f3-97de-6809a50b81d2"
"""This program, which says what it means by its extension."""
KNOWN_EXTENSIONS = ("extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d", JUDGED)
"""Extensions of which all is read: TLP 2.0, and the one of this program."""
CONFIDENCE = {"low": 15, "moderate": 50, "high": 85}
"""The middle of each band of the scale None, Low, Med, High (appendix A)."""


def confidence_word(value: object) -> str:
    """The word for a number from 0 to 100 by the scale None, Low, Med, High (appendix A); "" for none."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 100:
        return ""
    return "low" if value < 30 else "moderate" if value < 70 else "high"


_OF_JUDGMENTS = ("likelihood", "horizon", "status", "basis", "was")


def judged(note: dict[str, Any]) -> dict[str, Any]:
    """What this program says of a note that it made of a judgment; empty for any other object."""
    return mapping_of(mapping_of(note.get("extensions")).get(JUDGED))


def judgment_of(note: dict[str, Any], *opinions: dict[str, Any], left: Sequence[str]) -> dict[str, Any]:
    """A note that this program made of a judgment as one again, with those who disagree; labels apart.

    Args:
        note: the judgment.
        opinions: that it is wrong.
        left: what of them has no place of its own; it stands below the text.
    """
    said = judged(note)
    made = {key: said.get(key) for key in _OF_JUDGMENTS}
    known = {*_OF_JUDGMENTS, "scale", "likelihood_range", "extension_type"}
    more = [f"{key}: {value}" for key, value in said.items() if key not in known]
    if note.get("confidence") not in (None, *CONFIDENCE.values()):
        more.append(f"confidence: {note.get('confidence')}")
    texts = [string(note.get("content")), *map(write.plain_paragraphs, more), *left]
    made |= {"text": "\n\n".join(filter(None, texts)), "confidence": confidence_word(note.get("confidence"))}
    return made | {"dissent": [_dissent(one, string(said.get("scale"))) for one in opinions]}


def _dissent(opinion: dict[str, Any], scale: str) -> dict[str, str]:
    word, between, text = string(opinion.get("explanation")).partition(" · ")
    try:
        parse_likelihood(word, "phia" if scale == "phia" else "icd203")
    except ValueError:
        word, text = "", f"{word}{between}{text}"
    if string(opinion.get("opinion")) == "strongly-disagree":
        text = f"Strongly: {text}" if text else "Strongly"
    return {"by": ", ".join(strings(opinion.get("authors"))), "likelihood": word, "text": text}


OF_JUDGED = {
    "note": ("abstract", "content", "object_refs", "confidence"),
    "opinion": ("opinion", "explanation", "authors", "object_refs"),
}
"""Properties that a judgment and those who disagree with it are made of."""


def dissent_on(notes: Sequence[dict[str, Any]], opinions: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The opinions that say that a judgment is wrong, and nothing of anything else, by the id of each judgment."""
    found: dict[str, list[dict[str, Any]]] = {string(note.get("id")): [] for note in notes if judged(note)}
    for one in opinions:
        refs = strings(one.get("object_refs"))
        if len(refs) == 1 and refs[0] in found and string(one.get("opinion")) in ("disagree", "strongly-disagree"):
            found[refs[0]].append(one)
    return found


def undisputing(notes: Sequence[dict[str, Any]], opinions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """All other opinions."""
    placed = {id(one) for some in dissent_on(notes, opinions).values() for one in some}
    return [one for one in opinions if id(one) not in placed]


def cells_of_indicator(one: dict[str, Any]) -> list[str]:
    """An indicator as a row of a table, whose pattern is no link."""
    valid = " – ".join(edtf_of(string(one.get(key))) for key in ("valid_from", "valid_until") if string(one.get(key)))
    pattern = f"`{string(one.get('pattern')).replace('`', '′')}`" if string(one.get("pattern")) else ""
    kinds = ", ".join([*strings(one.get("indicator_types")), *strings(one.get("labels"))])
    name = string(one.get("name")) or string(one.get("id"))
    rest = map(write.escaped, (valid, kinds, string(one.get("confidence")), string(one.get("description"))))
    return [write.escaped(name), pattern, *rest]


def words_of_opinion(one: dict[str, Any], about: str) -> str:
    """An opinion on something as a line of Markdown."""
    word, who = string(one.get("opinion")).replace("-", " ").capitalize(), ", ".join(strings(one.get("authors")))
    text = f"{word}{f' ({who})' if who else ''}, on {about}: {string(one.get('explanation'))}".removesuffix(": ")
    return write.escaped(" ".join(text.split()))


ALIASES = ("aliases", "x_mitre_aliases", "x_opencti_aliases")


def called_of(held: dict[str, Any]) -> str:
    """What an object is called; a place without a name after where it is; "" for nothing."""
    for key in ("name", "value", "abstract", "city", "administrative_area", "country", "region"):
        if name := string(held.get(key)):
            return name
    return ""


def times_of(one: dict[str, Any], observed: Iterable[str]) -> str:
    """How often something was seen, and what it was where that is no name of it, as a line of Markdown; "" for nothing."""
    count = string(one.get("count")) or string(one.get("number_observed"))
    times = "" if not count else "once" if count == "1" else f"{count} times"
    return write.escaped(": ".join(filter(None, (times, ", ".join(observed)))))


def span_of(one: dict[str, Any]) -> str:
    """From when to when something was seen; "" where nothing says it."""
    keys = ("first_observed", "last_observed") if one.get("type") == "observed-data" else ("first_seen", "last_seen")
    first, last = (edtf_of(string(one.get(key))) for key in keys)
    return f"{first}/{last}" if first and last and first != last else first or last


def address_of(reference: dict[str, Any]) -> dict[str, str]:
    """An external reference as a source."""
    name, outside = string(reference.get("source_name")), string(reference.get("external_id"))
    hashes = mapping_of(reference.get("hashes"))
    others = ", ".join(f"{key} {string(value)}" for key, value in hashes.items() if key != "SHA-256")
    return {
        "title": " ".join(filter(None, (name, outside))) or string(reference.get("url")),
        "url": string(reference.get("url")),
        "note": "\n\n".join(filter(None, (string(reference.get("description")), write.escaped(others)))),
        "sha256": string(hashes.get("SHA-256")),
    }


def opencti(held: dict[str, Any], name: str) -> str:
    """What OpenCTI keeps of an object beyond the standard."""
    extended = mapping_of(mapping_of(held.get("extensions")).get(_OPENCTI))
    return string(extended.get(name)) or string(held.get(f"x_opencti_{name}"))


_OF_TEXTS = frozenset(("name", "description", "labels", "aliases", "content", "abstract", "explanation", "goals", "roles"))
_OF_TEXTS |= {"x_opencti_content", "external_references", "objective", "primary_motivation", "statement"}
"""Properties that are in a language: a translation changes nothing else, no reference and no marking above all."""


def translated(held: dict[str, Any], texts: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """An object in another language, and what of the texts in that language is not of it."""
    made, left = dict(held), {}
    for key, value in texts.items():
        given = _in_place_of(held.get(key), value) if key in _OF_TEXTS else None
        if given is None:
            left[key] = value
        else:
            made[key] = given
    return made, left


def _in_place_of(held: object, given: object) -> Any:
    """A value where a text that is given stands for each there was; an empty one, or none, for none; None if shapes differ."""
    if isinstance(given, str):
        return (given if given.strip() else held) if held is None or isinstance(held, str) else None
    if isinstance(given, list) and isinstance(held, list) and len(given) == len(held):
        both = [_in_place_of(*pair) for pair in zip(held, given, strict=True)]
        return None if None in both else both
    if isinstance(given, dict) and isinstance(held, dict):
        all_of = {key: _in_place_of(held.get(key), value) for key, value in given.items()}
        return None if None in all_of.values() else held | all_of
    return None


def languages_of(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What a `language-content` says of its object, by the language; empty for any other object."""
    if content.get("type") != "language-content":
        return {}
    return {key: texts for key, texts in mapping_of(content.get("contents")).items() if isinstance(texts, dict) and texts}


def reliability_of(held: dict[str, Any]) -> str:
    """The letter that OpenCTI grades an object with; "" for none."""
    letter = opencti(held, "reliability")[:1].upper()
    return letter if letter and letter in "ABCDEF" else ""


def beyond(report: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A report and its extensions without what OpenCTI says that is its text or its grade."""
    extensions = {key: value for key, value in mapping_of(report.get("extensions")).items() if key not in KNOWN_EXTENSIONS}
    said = mapping_of(extensions.get(_OPENCTI))
    taken = {"content", "extension_type", *(("reliability",) if reliability_of(report) else ())}
    if said:
        extensions[_OPENCTI] = {key: value for key, value in said.items() if key not in taken}
    names = {f"x_opencti_{name}" for name in taken if string(report.get(f"x_opencti_{name}")) == opencti(report, name)}
    return {key: value for key, value in report.items() if key not in names}, {key: one for key, one in extensions.items() if one}


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

    def together(self, held: dict[str, Any], content: dict[str, Any], whole: dict[str, Any]) -> list[str]:
        """The markings of an object with a translation of it.

        Where only one of them has any, the other has those of the whole, and none is clear by the one alone.
        """
        refs = [*_refs(held), *_refs(content)]
        if bool(self.of(held)) == bool(self.of(content)):
            return refs
        return [*(ref for ref in refs if self.of({"object_marking_refs": [ref]}) != Marking("CLEAR")), *_refs(whole)]

    def _strictest(self, held: dict[str, Any]) -> Marking:
        refs = _refs(held)
        found = []
        for ref in refs[:1_000]:
            marking = self._known.get(ref) or label_in(ref)
            if not marking and ref not in self._known:
                self.unknown += 1
                marking = Marking(None, f"unknown marking {ref.removeprefix('marking-definition--')[:8]}")
            if marking:
                found.append(marking)
        return strictest(found)


def _refs(held: dict[str, Any]) -> list[str]:
    within = [ref for one in mappings(held.get("granular_markings")) for ref in strings(one.get("marking_ref"))]
    return strings(held.get("object_marking_refs")) + within


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
