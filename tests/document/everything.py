"""Briefings for tests: one that uses every field of the format, with words that occur nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.model.briefing import Briefing, Item, OtherField, Prose
from tui.model.dates import parse_date
from tui.model.fields import FIELDS, Field, Shape
from tui.model.handling import parse_tlp
from tui.model.problem import Problem
from tui.model.scales import SCALES

Word = Callable[[str], str]
"""From the name of a field to the text that stands in it."""

HIDDEN = ("id", "formerly")
"""Fields that are for links, not for readers."""


def numbered() -> tuple[Word, list[str]]:
    """A source of words that occur once each, and the list of those it gave."""
    given: list[str] = []

    def word(field: str) -> str:
        given.append(f"{field.replace('_', '')}{len(given)}w")
        return given[-1]

    return word, given


def filled(kind: type[Any], word: Word, depth: int = 2) -> Any:
    """A struct of the format with every field filled, lists with two elements."""
    values: dict[str, Any] = {}
    for field in FIELDS[kind]:
        if field.key in HIDDEN:
            continue
        if field.shape is Shape.THINGS:
            if depth and field.of:
                values[field.attribute] = tuple(filled(field.of, word, depth - 1) for _ in range(2))
        elif field.shape is Shape.GRADE:
            continue
        else:
            values[field.attribute] = _value(field, word)
    if issubclass(kind, Item):
        values["id"] = f"{kind.__name__.lower()}-{id(values)}"
    return kind(**values)


def _value(field: Field, word: Word) -> Any:
    match field.shape:
        case Shape.PROSE:
            return Prose(f"{word(field.key)} and {word(field.key)}\n\n- {word(field.key)}\n", line=1, step=1)
        case Shape.TEXTS | Shape.SLUGS:
            return (word(field.key), word(field.key))
        case Shape.DATE:
            return parse_date("2024-07-28")
        case Shape.CHOICE:
            return field.values[-1]
        case Shape.LIKELIHOOD:
            return SCALES["icd203"]["very likely"]
        case Shape.CONFIDENCE:
            return "moderate"
        case Shape.TLP:
            return parse_tlp("GREEN")
        case Shape.RELIABILITY:
            return "B"
        case Shape.CREDIBILITY:
            return "2"
        case _:
            return word(field.key)


def everything(word: Word) -> Briefing:
    """A briefing with every field filled, a problem, and a field that could not be read."""
    briefing: Briefing = filled(Briefing, word)
    values = {name: getattr(briefing, name) for name in briefing.__struct_fields__}
    values["other"] = (OtherField(word("path"), word("text"), 3, word("problem")), OtherField(word("path"), "a: b\nc: d"))
    values["problems"] = (Problem("error", "bad-date", "This is not a date."),)
    values["id"] = "everything"
    return Briefing(**values)


def bare(**fields: Any) -> Briefing:
    """A briefing with a title and what is given."""
    return Briefing(**{"title": "Bare", **fields})
