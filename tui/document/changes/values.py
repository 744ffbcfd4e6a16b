"""Fields of structured things in words, from the one table of the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from tui.document.apparatus.entry import Context, prose_blocks
from tui.model import briefing as b
from tui.model.dates import Date, parse_date
from tui.model.edition import KeptItem
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

NAME_LENGTH = 80
"""Characters of a text that stands for a name."""

_ELSEWHERE: dict[type[Any], set[str]] = {
    b.Briefing: {"id", "formerly", "bluf", "why_it_matters", "body", "sections", "source_summary", "related", "questions"},
    b.Source: {"reliability", "credibility"},
}
"""Fields that are shown as text or in sections of their own, and the halves of a grade."""

JOINED = "; "
"""Between the values of a list."""


def fields_of(struct: type[Any]) -> tuple[Field, ...]:
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


def one_line(text: str) -> str:
    """The text with all its white space collapsed."""
    return " ".join(text.split())


def shown(kind: str, key: str, value: str) -> str:
    """A value as a document shows it: dates in one spelling, all else as it is kept."""
    if shapes(kind).get(key) is Shape.DATE and value:
        try:
            return parse_date(value).display
        except ValueError:
            return value
    return value


def kept_item(thing: Any, context: Context) -> KeptItem:
    """A struct of the format as an edition keeps it.

    Args:
        thing: an item of the briefing, or the briefing itself.
        context: for the words of links in its prose.
    """
    struct = type(thing)
    values = {}
    for field in fields_of(struct):
        value = _words(getattr(thing, field.attribute), context)
        if value:
            values[field.key] = value
    kind = KINDS[struct]
    return KeptItem(kind, getattr(thing, "id", "") if kind != "briefing" else "", _name(thing, values, context), values)


def plain_prose(prose: b.Prose, context: Context) -> str:
    """Markdown as plain text, its blocks on lines of their own."""
    return "\n".join(one_line(block.text) for block in prose_blocks(prose, context) if block.text.strip())


def _words(value: Any, context: Context) -> str:
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, b.Prose):
        return plain_prose(value, context)
    if isinstance(value, Date):
        return one_line(value.text)
    if isinstance(value, tuple):
        return JOINED.join(words for one in value if (words := _words(one, context)))
    if type(value) in FIELDS:
        return ", ".join(_of_thing(value, context))
    return one_line(str(getattr(value, "word", value)))


def _of_thing(thing: Any, context: Context) -> Iterator[str]:
    for field in FIELDS[type(thing)]:
        value = getattr(thing, field.attribute)
        words = value.display if isinstance(value, Date) else _words(value, context)
        if words:
            yield f"{words} confidence" if field.shape is Shape.CONFIDENCE else words


def _text(values: dict[str, str]) -> str:
    return values.get("text", "")


_NAMES: dict[str, Callable[[dict[str, str]], str]] = {
    "briefing": lambda values: values.get("title", ""),
    "actor": lambda values: values.get("short") or values.get("name", ""),
    "agreement": lambda values: values.get("short") or values.get("name", ""),
    "event": lambda values: values.get("title", ""),
    "source": lambda values: values.get("title", ""),
    "term": lambda values: values.get("term") or values.get("short", ""),
    "history": lambda values: values.get("summary", ""),
}


def _name(thing: Any, values: dict[str, str], context: Context) -> str:
    kind = KINDS[type(thing)]
    if kind == "relation":
        ends = (context.names.label(end) or one_line(end) or "?" for end in (thing.from_, thing.to))
        return " → ".join(ends)
    name = _NAMES.get(kind, _text)(values)
    return clipped(name) or getattr(thing, "id", "")


def clipped(text: str, length: int = NAME_LENGTH) -> str:
    """The beginning of a text on one line, cut between words where it is longer."""
    text = one_line(text)
    if len(text) <= length:
        return text
    head, space, _ = text[:length].rpartition(" ")
    return (head if space and len(head) > length // 2 else text[: length - 1]) + "…"
