"""Holding a query against records one by one: for what stands in no index, and what the index is tested against."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tui.search.fields import TEXT_FIELDS
from tui.search.query import (
    And,
    Condition,
    Dated,
    ExactPhrase,
    Flag,
    Leaf,
    Node,
    Not,
    Numbered,
    Or,
    Query,
    Ranked,
    Thing,
    Value,
    Word,
    has_status,
)
from tui.search.record import Record, RecordSection, RecordThing
from tui.search.stem import stem
from tui.search.words import tokens_of


def matches(query: Query, record: Record) -> bool:
    """Whether a briefing as a whole answers a query."""
    return _holds(query.root, record)


def sections(query: Query, record: Record) -> list[int]:
    """The hits in a briefing: indices of the sections that hold words or phrases asked for, those with most of them first.

    Empty where only the title or fields answer the query, or it asks for no words.
    """
    wanted = [leaf for leaf in query.leaves() if isinstance(leaf, Word | ExactPhrase) and leaf.field in ("", "section", "body")]
    counts = {index: sum(_in_section(leaf, section) for leaf in wanted) for index, section in enumerate(record.sections)}
    return sorted((index for index, count in counts.items() if count), key=lambda index: (-counts[index], index))


def _holds(node: Node, record: Record) -> bool:
    if isinstance(node, And):
        return all(_holds(part, record) for part in node.parts)
    if isinstance(node, Or):
        return any(_holds(part, record) for part in node.parts)
    if isinstance(node, Not):
        return not _leaf_holds(node.leaf, record)
    return _leaf_holds(node, record)


def _leaf_holds(leaf: Leaf, record: Record) -> bool:
    if isinstance(leaf, Word | ExactPhrase):
        return _words_hold(leaf, record)
    if isinstance(leaf, Value):
        return any(has_value(leaf, value) for value in record.fields.get(leaf.field, ()))
    if isinstance(leaf, Ranked):
        return _ranked_holds(leaf, record)
    if isinstance(leaf, Dated):
        bounds = record.dates.get(leaf.field)
        return bounds is not None and in_bounds(leaf, *bounds)
    if isinstance(leaf, Numbered):
        return record.number in leaf.numbers
    if isinstance(leaf, Thing):
        return any(thing_holds(leaf, thing) for thing in record.things)
    return holds_flag(leaf, record.flags)


def thing_holds(leaf: Leaf, thing: RecordThing) -> bool:
    """Whether a thing is one that is asked for: by a `Thing`, or by words of a field that is about such things."""
    if isinstance(leaf, Thing):
        return thing.kind in leaf.kinds and all(_said_of(one, thing) for one in leaf.conditions)
    return isinstance(leaf, Word | ExactPhrase) and leaf.field in thing.fields and _said_of(leaf, thing)


def _said_of(condition: Condition, thing: RecordThing) -> bool:
    if isinstance(condition, Dated):
        return thing.bounds is not None and in_bounds(condition, *thing.bounds)
    values = thing.fields.get(condition.field, ())
    if isinstance(condition, Word | ExactPhrase):
        return _found(condition, tokens_of(values))
    if isinstance(condition, Value):
        return any(has_status(condition, value) for value in values)
    return any(value in condition.allowed for value in values)


def holds_flag(leaf: Flag, flags: Iterable[str]) -> bool:
    """Whether a flag is set."""
    return leaf.field == "is" and leaf.name in flags


def has_value(leaf: Value, value: str) -> bool:
    """Whether a folded value is the one asked for."""
    if leaf.prefix:
        return value.startswith(leaf.value)
    return value == leaf.value or (leaf.field == "lang" and value.startswith(f"{leaf.value}-"))


def in_bounds(leaf: Dated, lower: int | None, upper: int | None) -> bool:
    """Whether a date with these bounds can lie within those asked for: whether the two can mean the same moment."""
    return (leaf.upper is None or lower is None or lower <= leaf.upper) and (
        leaf.lower is None or upper is None or upper >= leaf.lower
    )


def _ranked_holds(leaf: Ranked, record: Record) -> bool:
    values = record.fields.get(leaf.field, ())
    if leaf.field == "tlp" and not values:
        return leaf.unmarked
    if not leaf.restricted and "restricted" in record.flags:
        return False
    return any(value in leaf.allowed for value in values)


def _words_hold(leaf: Word | ExactPhrase, record: Record) -> bool:
    if leaf.field not in TEXT_FIELDS:
        return _found(leaf, tokens_of(record.fields.get(leaf.field, ())))
    if leaf.field in ("", "title") and _found(leaf, record.title_tokens):
        return True
    return leaf.field != "title" and any(_in_section(leaf, section) for section in record.sections)


def _in_section(leaf: Word | ExactPhrase, section: RecordSection) -> bool:
    if leaf.field != "body" and _found(leaf, section.title_tokens):
        return True
    return leaf.field != "section" and _found(leaf, section.tokens)


def _found(leaf: Word | ExactPhrase, tokens: list[str]) -> bool:
    if isinstance(leaf, ExactPhrase):
        return _phrase_found(leaf, tokens)
    return any(map(_test(leaf), tokens))


def _test(word: Word) -> Callable[[str], bool]:
    """What one token must be for a word to be found there."""
    forms, stemmed = word.forms, word.stem
    if word.prefix:
        return lambda token: token.startswith(forms) or (stemmed != "" and stem(token) == stemmed)
    if stemmed:
        return lambda token: token in forms or stem(token) == stemmed
    return lambda token: token in forms


def _phrase_found(phrase: ExactPhrase, tokens: list[str]) -> bool:
    for *fixed, last in phrase.spellings:
        for start in range(len(tokens) - len(fixed)):
            if tokens[start : start + len(fixed)] == fixed:
                token = tokens[start + len(fixed)]
                if token == last or (phrase.prefix and token.startswith(last)):
                    return True
    return False
