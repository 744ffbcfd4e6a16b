"""Conditions that are sets of briefings already: lists apply them themselves, without asking the index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tui.search.query import And, Node, Not, Numbered, Query, both


class Condition(NamedTuple):
    """Numbers of the only briefings that may match, or of those that must not."""

    numbers: frozenset[int]
    negated: bool


def apart(query: Query) -> tuple[Query, list[Condition]]:
    """A query without its sets of briefings, as far as all of them must hold; and these sets."""
    rest: list[Node] = []
    conditions: list[Condition] = []
    for part in query.root.parts if isinstance(query.root, And) else (query.root,):
        if isinstance(part, Numbered):
            conditions.append(Condition(part.numbers, negated=False))
        elif isinstance(part, Not) and isinstance(part.leaf, Numbered):
            conditions.append(Condition(part.leaf.numbers, negated=True))
        else:
            rest.append(part)
    return Query(both(rest), query.text, query.notes), conditions


def narrowed(numbers: Iterable[int], conditions: Iterable[Condition]) -> frozenset[int]:
    """Those of some briefings that meet all conditions."""
    found = frozenset(numbers)
    for condition in conditions:
        found = found - condition.numbers if condition.negated else found & condition.numbers
    return found
