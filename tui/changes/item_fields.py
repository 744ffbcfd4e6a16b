"""Fields of structured things as an edition keeps them, from the one table of the format."""

from __future__ import annotations

from functools import cache
from typing import Any

from tui.model import briefing as b
from tui.model.dates import parse_date
from tui.model.fields import FIELDS, Field, Shape

KINDS: dict[type[Any], str] = {
    b.Briefing: "briefing",
    b.Action: "action",
    b.Judgment: "judgment",
    b.Fact: "fact",
    b.Actor: "actor",
    b.Relation: "relation",
    b.Agreement: "agreement",
    b.Event: "event",
    b.Term: "term",
    b.Source: "source",
    b.HistoryEntry: "history",
}
"""What each struct of the format is called in an edition."""

STRUCTS = {kind: struct for struct, kind in KINDS.items()}

_ELSEWHERE: dict[type[Any], set[str]] = {
    b.Briefing: {"id", "formerly", "bluf", "why_it_matters", "body", "sections", "source_summary", "related", "questions"},
    b.Source: {"reliability", "credibility"},
}
"""Fields that are shown as text or in sections of their own, and the halves of a grade."""

JOINED = "; "
"""Between the values of a list."""


def kept_fields(struct: type[Any]) -> tuple[Field, ...]:
    """The fields of a struct that an edition keeps as values."""
    return _FIELDS[struct]


def _kept_fields(struct: type[Any]) -> tuple[Field, ...]:
    left_out = _ELSEWHERE.get(struct, set()) | {"id", "formerly"}
    things = struct is b.Briefing
    return tuple(field for field in FIELDS[struct] if field.key not in left_out and not (things and field.shape is Shape.THINGS))


_FIELDS = {struct: _kept_fields(struct) for struct in KINDS}


@cache
def shapes(kind: str) -> dict[str, Shape]:
    """The shape of each field of a kind of item."""
    struct = STRUCTS.get(kind)
    return {field.key: field.shape for field in FIELDS[struct]} if struct else {}


def shown_value(kind: str, key: str, value: str) -> str:
    """A value as a document shows it: dates in one spelling, all else as it is kept."""
    if shapes(kind).get(key) is Shape.DATE and value:
        try:
            return parse_date(value).display
        except ValueError:
            return value
    return value


def values_of(text: str) -> list[str]:
    """The values of a list field, as an edition keeps them."""
    return [value for value in text.split(JOINED) if value]
