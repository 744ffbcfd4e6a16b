"""A hit as it is shown: the section, and the passage in which the words stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from tui.catalog.tables import Row
from tui.search.pattern import Pattern

if TYPE_CHECKING:
    from tui.catalog.section_source import SectionSource

LOOKED_AT = 60_000
"""Characters of a section that are looked through for the best passage."""

PASSAGE = 400
"""Characters of a passage at most: what is longer is cut around the first match."""

BEFORE = 120
"""Characters before the first match that a cut passage keeps."""


class Passage(NamedTuple):
    """The text of a section; see `tui.catalog.section_source.SectionSource` and its `PlainText`."""

    id: str
    title: str
    line: int
    blocks: list[str]
    entries: list[tuple[int, str]]


class Hit(msgspec.Struct, frozen=True):
    """A section that answers a query."""

    row: Row
    """Its briefing."""
    section: str
    """Its id in the document, `~timeline` for a piece of the apparatus."""
    section_title: str
    """"" for the front of a briefing, where its title and fields matched."""
    line: int
    """Where the section starts in the file, or where that is asked for, the line of the first match; 0 for no line."""
    score: float
    """Higher is better; of no meaning from one search to another."""
    entry: str
    """Of which thing of the section the passage tells, where it does not say so itself: a judgment, an event; "" in prose."""
    context: str
    """A passage of the section's text; "" where it has none."""
    spans: tuple[tuple[int, int], ...]
    """What matched in `context`, as offsets."""


def hit_of(row: Row, score: float, section: Passage, pattern: Pattern | None) -> Hit:
    """A hit with its passage: the block of the section with most matches, the first of several.

    Args:
        row: the briefing.
        score: of the hit.
        section: where the words stand.
        pattern: what to look for; None where only fields were asked for.
    """
    section_id, title, line, blocks, entries = section
    index, spans = best_block(blocks, pattern)
    best, entry = (blocks[index], entry_at(entries, index)) if spans else ("", "")
    if not spans:
        from tui.catalog.plain_text import plain_blocks

        # Of a briefing in memory the row has the bottom line as it was written.
        best = " ".join(plain_blocks(row.bottom_line, {})) if section_id == "~top" else next(iter(blocks), "")
    return Hit(row, section_id, title, line, score, entry, *_cut(best, spans))


def passage_of(source: SectionSource) -> Passage:
    """The text of a section as it was made."""
    return Passage(source.id, source.title, source.line, source.blocks, source.text.entries)


def entry_at(entries: Sequence[tuple[int, str]], block: int) -> str:
    """What is said beside a block."""
    place = bisect_right(entries, block, key=lambda entry: entry[0])
    return entries[place - 1][1] if place else ""


def best_block(blocks: Sequence[str], pattern: Pattern | None) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The index of the block with most matches, the first of several, and the matches; 0 and none where nothing matches."""
    best = 0
    spans: tuple[tuple[int, int], ...] = ()
    looked = 0
    for index, block in enumerate(blocks if pattern is not None else ()):
        assert pattern is not None
        found = pattern.spans(block[:LOOKED_AT])
        if len(found) > len(spans):
            best, spans = index, tuple(found)
        looked += len(block)
        if looked > LOOKED_AT and spans:
            break
    return best, spans


def _cut(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """At most `PASSAGE` characters around the first match, cut between words where there are any."""
    if len(text) <= PASSAGE:
        return text, spans
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    if start:
        space = text.find(" ", start, spans[0][0])
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + PASSAGE)
    if end < len(text):
        space = text.rfind(" ", max(start, spans[0][1] if spans else start), end)
        end = space if space > start else end
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    kept = tuple((first + shift, last + shift) for first, last in spans if start <= first and last <= end)
    return f"{before}{text[start:end]}{after}", kept
