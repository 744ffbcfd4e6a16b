"""Searching the library as somebody types: hits grouped by briefing, each with its context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tui.search.pattern import Pattern
from tui.search.query import Query

CONTEXT = 160
"""Characters of context around the first match of a hit."""

BEFORE = 40
"""Of these, at most so many stand before the match."""


class FoundSection(Protocol):
    """One section that a query was found in."""

    @property
    def id(self) -> str:
        """The section's id."""

    @property
    def title(self) -> str:
        """Its title as shown."""

    @property
    def blocks(self) -> Sequence[str]:
        """The plain texts of its blocks."""


class Context(NamedTuple):
    """A piece of a section's text around its first match."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """The matches in `text`."""


def context_of(blocks: Sequence[str], pattern: Pattern | None, size: int = CONTEXT) -> Context:
    """The text around the first match in some blocks, cut at spaces; the beginning where nothing matches.

    Args:
        blocks: plain texts.
        pattern: what to look for; None to take the beginning.
        size: characters.
    """
    if pattern is not None:
        for block in blocks:
            spans = pattern.spans(block)
            if spans:
                return _around(block, spans, size)
    first = next((block for block in blocks if block.strip()), "")
    return Context(_flat(first[:size]) + ("…" if len(first) > size else ""), ())


def _flat(text: str) -> str:
    """One line, one character for one."""
    return text.replace("\n", " ").replace("\t", " ")


def _around(block: str, spans: list[tuple[int, int]], size: int) -> Context:
    start = max(0, spans[0][0] - BEFORE)
    if start:
        space = block.find(" ", start, spans[0][0])
        start = space + 1 if space >= 0 else start
    end = min(len(block), start + size)
    before, after = ("…" if start else ""), ("…" if end < len(block) else "")
    shift = len(before) - start
    inside = tuple((max(first, start) + shift, min(last, end) + shift) for first, last in spans if last > start and first < end)
    return Context(before + _flat(block[start:end]) + after, inside)


class Line(NamedTuple):
    """A line of the list of hits: a briefing's title, or one of its sections with context."""

    briefing: int
    """Index of the briefing in the results."""
    section: str
    """Id of the section; "" for the line of the briefing itself."""
    title: str
    context: Context


class Results(NamedTuple):
    """What a query found, as far as it is shown."""

    query: Query
    briefings: int
    """How many briefings match."""
    lines: Sequence[Line]
    seconds: float = 0.0
    notes: Sequence[str] = ()
    """Sentences: what was not understood, what may have been meant."""


def step(lines: Sequence[Line], at: int, by: int) -> int:
    """The index of the line `by` lines further on that can be opened; stays inside the list."""
    return max(0, min(len(lines) - 1, at + by)) if lines else 0
