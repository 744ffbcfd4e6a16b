"""Tags of MISP that a briefing has fields for (MISP/misp-taxonomies); all others stay tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tui.store.formats import markdown_writer as write
from tui.store.formats.handling_lines import tlp_named
from tui.store.formats.json_values import mappings, string
from tui.store.formats.rendition import Rendition

LIKELIHOODS = {
    "almost-no-chance": "almost no chance",
    "very-unlikely": "very unlikely",
    "unlikely": "unlikely",
    "roughly-even-chance": "roughly even chance",
    "likely": "likely",
    "very-likely": "very likely",
    "almost-certain": "almost certain",
}
"""`estimative-language:likelihood-probability` (MISP/misp-taxonomies), one to one with ICD 203."""

_PRIORITIES = {
    "priority-level:emergency": "flash",
    "priority-level:severe": "immediate",
    "priority-level:high": "priority",
    "priority-level:medium": "routine",
    "priority-level:low": "routine",
    "priority-level:baseline-minor": "routine",
    "priority-level:baseline-negligible": "routine",
}
"""Levels of the CISA's system of scores, soonest first. There are seven for four, so that the tag stays too."""


def tag_names(holder: dict[str, Any]) -> list[str]:
    """The tags on something."""
    return [string(tag.get("name")) for tag in mappings(holder.get("Tag")) if string(tag.get("name"))]


def take_tags(made: Rendition, tags: Sequence[str]) -> list[str]:
    """The tags that are left once labels were taken for what they are."""
    left = []
    for tag in tags:
        if tag.lower().startswith("tlp:"):
            made.handling.append(tlp_named(tag))
            if "white" in tag.lower():
                made.problems.add("warning", "tlp-white", "WHITE was renamed CLEAR in TLP 2.0; it is read as CLEAR.")
        elif tag == 'workflow:todo="review"':
            made.fields.setdefault("actions", []).append({"text": "Review (from MISP)"})
        else:
            made.fields["priority"] = _sooner(made.fields.get("priority", ""), _PRIORITIES.get(tag.lower(), ""))
            left.append(tag)
    return left


def _sooner(*priorities: str) -> str:
    return min(filter(None, priorities), key=list(_PRIORITIES.values()).index, default="")


_GRADES = {"reliability": "source-reliability", "credibility": "information-credibility"}


def graded(tags: list[str]) -> tuple[dict[str, str], list[str]]:
    """The grade that tags of the Admiralty scale give what they are on, and the tags left; `g` and two of a kind are."""
    grade: dict[str, str] = {}
    for field, name in _GRADES.items():
        named = {tag: value for value in "abcdef123456" for tag in tags if tag == f'admiralty-scale:{name}="{value}"'}
        if len(named) == 1 and named[next(iter(named))].isalpha() == (field == "reliability"):
            grade[field] = named[next(iter(named))].upper()
            tags = [tag for tag in tags if tag not in named]
    return grade, tags


def estimate(tags: Sequence[str]) -> dict[str, str]:
    """The likelihood and confidence that tags give something; what they say besides is a note."""
    found: dict[str, str] = {}
    left = []
    for tag in tags:
        name, _, value = tag.partition("=")
        value = value.strip('"')
        if name == "estimative-language:likelihood-probability" and value in LIKELIHOODS:
            found["likelihood"] = LIKELIHOODS[value]
        elif name == "estimative-language:confidence-in-analytic-judgment" and value in ("low", "moderate", "high"):
            found["confidence"] = value
        else:
            left.append(tag)
    return found | ({"note": write.escaped(", ".join(left))} if left else {})
