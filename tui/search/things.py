"""Conditions on one thing of a briefing: which of those in a query are about the same one, and where they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any

from tui.model.actions import is_open
from tui.model.briefing import Action, Actor, Event, Fact, Item, Judgment, Relation, Source
from tui.model.dates import Date
from tui.search.fields import THING_STATUS, THINGS, WORDS_OF_THINGS
from tui.search.query import (
    Condition,
    Dated,
    ExactPhrase,
    Leaf,
    Node,
    Or,
    Query,
    Ranked,
    Thing,
    Value,
    Word,
    either,
    kinds_of,
)
from tui.search.record import RecordThing

MOST_ALTERNATIVES = 64
"""Things that `field:((a OR b) (c OR d))` may be taken apart into."""


def with_status(condition: Value) -> Thing | None:
    """A thing that has a status; None where no thing can."""
    kinds = kinds_of(condition)
    return Thing(kinds=kinds, conditions=(condition,)) if kinds else None


def together(nodes: Sequence[Node], closed: Iterable[int] = (), field: str = "") -> list[Node]:
    """What stands side by side, with the conditions joined that are about the same thing.

    Each word of a field of `THINGS` begins a thing of its own, but for those within `field:( )`, which are about one; what is said
    besides of things of its kind (`on:`, `status:`) holds of it. Without such a word all that is said of one kind is of one thing.

    Args:
        nodes: what stands in one pair of parentheses.
        closed: indices of those that stood in parentheses of their own.
        field: the field before the parentheses, "" for none.
    """
    if field in THINGS:
        return _of_one(nodes, field)
    made = list(nodes)
    open_ = [at for at in range(len(made)) if at not in set(closed)]
    gone: set[int] = set()
    for kind in THINGS:
        subjects = [at for at in open_ if _subject(nodes[at], kind)]
        said = [at for at in open_ if at not in subjects and kind in _said_of(nodes[at])]
        if subjects:
            more = [condition for at in said for condition in _conditions(nodes[at])]
            for at in subjects:
                made[at] = _with(made[at], kind, more)
            gone.update(said)
    for kind in THINGS:
        said = [at for at in open_ if at not in gone and kind in _said_of(nodes[at])]
        # Nothing is said of a thing by what can be said of the briefing alone.
        first = next((at for at in said if isinstance(nodes[at], Thing | Word | ExactPhrase)), None)
        if first is not None and len(said) > 1:
            made[first] = _with(nodes[first], kind, [one for at in said if at != first for one in _conditions(nodes[at])])
            gone.update(at for at in said if at != first)
            open_.remove(first)
    return [node for at, node in enumerate(made) if at not in gone]


def _of_one(nodes: Sequence[Node], field: str) -> list[Node]:
    """The words within the parentheses of a field, as one thing, or as the alternatives to it."""
    ways = [node.parts if isinstance(node, Or) else (node,) for node in nodes]
    plain = all(isinstance(part, Word | ExactPhrase | Thing) for parts in ways for part in parts)
    count = 1
    for parts in ways:
        count *= len(parts)
    if len(nodes) < 2 or not plain or count > MOST_ALTERNATIVES:
        return list(nodes)
    return [either([_with(first, field, [one for part in rest for one in _conditions(part)]) for first, *rest in product(*ways)])]


def _subject(node: Node, kind: str) -> bool:
    """Whether a node asks for a thing of a kind by its words, or each of its alternatives does."""
    if isinstance(node, Or):
        return all(_subject(part, kind) for part in node.parts)
    if isinstance(node, Thing):
        return node.kinds == (kind,) and any(one.field == kind for one in node.conditions)
    return isinstance(node, Word | ExactPhrase) and node.field == kind


def _said_of(node: Node) -> tuple[str, ...]:
    """The kinds of things of which a node says something besides."""
    if isinstance(node, Thing):
        return node.kinds if not any(one.field in THINGS for one in node.conditions) else ()
    return kinds_of(node) if isinstance(node, Word | ExactPhrase | Value | Ranked) and node.field not in THINGS else ()


def _conditions(node: Node) -> tuple[Condition, ...]:
    if isinstance(node, Thing):
        return node.conditions
    return (node,) if isinstance(node, Word | ExactPhrase | Value | Ranked | Dated) else ()


def _with(node: Node, kind: str, more: Iterable[Condition]) -> Node:
    if isinstance(node, Or):
        return Or(tuple(_with(part, kind, more) for part in node.parts))
    conditions = tuple(dict.fromkeys((*_conditions(node), *more)))
    first = conditions[0]
    return first if len(conditions) == 1 and isinstance(first, Word | ExactPhrase) else Thing(kinds=(kind,), conditions=conditions)


# what they hold of


def thing_of(item: Item) -> RecordThing | None:
    """A thing as search sees it; None where nothing asks for such things.

    Args:
        item: with plain texts, and names in the place of references (`tui.catalog.items`).
    """
    make = _MADE.get(type(item))
    return make(item) if make is not None else None


def _thing(kind: str, texts: Iterable[str], date: Date | None = None, *, last: bool = False, **values: str | None) -> RecordThing:
    fields = {kind: tuple([text for text in texts if text])}
    fields |= {name: (value,) for name, value in values.items() if value}
    if date is None:
        return RecordThing(kind, fields)
    # A deadline without a first moment is where it ends: what is due by October is not due before September.
    return RecordThing(kind, fields, (date.upper if last and date.lower is None else date.lower, date.upper))


def _judgment(one: Judgment) -> RecordThing:
    texts = (one.text.text, one.outcome, *[dissent.text.text for dissent in one.dissent])
    word = one.likelihood.word if one.likelihood else ""
    status = one.status or "standing"
    return _thing("judgment", texts, one.horizon, last=True, status=status, likelihood=word, confidence=one.confidence)


def _fact(one: Fact) -> RecordThing:
    return _thing("fact", (one.text.text, one.value, one.said_by), status=one.status, credibility=one.credibility)


def _event(one: Event) -> RecordThing:
    return _thing("event", (one.title, one.when, one.place, *one.actors, one.note.text), one.date, status=one.status)


def _action(one: Action) -> RecordThing:
    status = one.status or ("open" if is_open(one) else "")
    return _thing("action", (one.text.text,), one.due, last=True, status=status, owner=one.owner)


def _actor(one: Actor) -> RecordThing:
    return _thing("actor", (one.name, one.short, *one.aliases, one.id))


def _relation(one: Relation) -> RecordThing:
    return _thing("relation", (one.type, one.from_, one.to, one.authority, one.note.text), status=one.status)


def _source(one: Source) -> RecordThing:
    status = one.status or "active"
    texts = (one.title, one.publisher, *one.author, one.id)
    return _thing("source", texts, status=status, reliability=one.reliability, credibility=one.credibility)


_MADE: dict[type[Item], Callable[[Any], RecordThing]] = {
    Judgment: _judgment,
    Fact: _fact,
    Event: _event,
    Action: _action,
    Actor: _actor,
    Relation: _relation,
    Source: _source,
}


def thing_fields(things: Iterable[RecordThing]) -> dict[str, tuple[str, ...]]:
    """What a briefing has of the fields of things, beside what `tui.search.record.fields_of` gives."""
    found: dict[str, list[str]] = {}
    for thing in things:
        for name, values in thing.fields.items():
            if name == "status":
                found.setdefault(THING_STATUS, []).extend(f"{thing.kind} {status}" for status in values)
            elif name in WORDS_OF_THINGS and (name not in THINGS or (name == thing.kind and name not in ("actor", "source"))):
                found.setdefault(name, []).extend(values)
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items() if values}


def of_things(query: Query) -> list[Leaf]:
    """What of a query asks for things, those under a `Not` left out."""
    return [leaf for leaf in query.leaves() if isinstance(leaf, Thing) or _names_thing(leaf)]


def _names_thing(leaf: Leaf) -> bool:
    return isinstance(leaf, Word | ExactPhrase) and leaf.field in WORDS_OF_THINGS
