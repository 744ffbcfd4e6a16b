"""The source line of a hit: that of its first match where the text stands line by line in the file (`|`), else where it begins.

The catalog keeps no lines within sections. They are found for the few hits that somebody looks at, from the briefing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from tui.catalog.contexts import Hit, best_block
from tui.catalog.plain import Labels, plain_blocks
from tui.catalog.texts import Plain, SectionSource, section_sources
from tui.model.briefing import Briefing, Prose
from tui.search.pattern import Pattern
from tui.search.query import Query
from tui.search.query_pattern import query_pattern


class _Placed(str):
    """A block that knows which one it is of its text."""

    prose: Prose
    ordinal: int
    labels: Labels


def _placing(labels: Labels) -> Plain:
    def plain(prose: Prose) -> list[str]:
        blocks: list[str] = []
        for ordinal, text in enumerate(plain_blocks(prose.text, labels)):
            block = _Placed(text)
            block.prose, block.ordinal, block.labels = prose, ordinal, labels
            blocks.append(block)
        return blocks

    return plain


class Lines:
    """Lines of one briefing."""

    def __init__(self, briefing: Briefing) -> None:
        self._sections = {source.id: source for source in section_sources(briefing, _placing)}

    def line_of(self, section_id: str, pattern: Pattern | None) -> int:
        """The line of the first match in the passage that a hit shows; that of the section where none is in its text."""
        source = self._sections.get(section_id)
        if source is None:
            return 0
        block, spans = best_block(source.blocks, pattern)
        if not spans:
            return source.line
        if isinstance(block, _Placed) and block.prose.line:
            return block.prose.source_line(_line_in(block, spans[0][0]) if block.prose.step else 0)
        return _line_of_entry(source, block)


def _line_of_entry(source: SectionSource, block: str) -> int:
    """The line of the thing that a block tells of."""
    index = next(index for index, one in enumerate(source.blocks) if one is block)
    found = source.line
    for first, line in source.entries:
        if first > index:
            break
        found = line or found
    return found


def _line_in(block: _Placed, offset: int) -> int:
    """Which line of its text, from 0, an offset of a block stands on: the first with which the block reaches so far."""
    lines = block.prose.text.split("\n")
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high) // 2
        blocks = plain_blocks("\n".join(lines[: middle + 1]), block.labels)
        reached = len(blocks) > block.ordinal + 1 or (len(blocks) == block.ordinal + 1 and len(blocks[-1]) > offset)
        low, high = (low, middle) if reached else (middle + 1, high)
    return low


def with_lines(hits: Sequence[Hit], query: Query, briefing_of: Callable[[int], Briefing]) -> tuple[Hit, ...]:
    """Hits with the line of their first match.

    Args:
        hits: of a search.
        query: what was looked for.
        briefing_of: gives a briefing by the number of its row; KeyError where it is gone.
    """
    pattern = query_pattern(query)
    known: dict[int, Lines | None] = {}
    found = []
    for hit in hits:
        if hit.row.n not in known:
            try:
                known[hit.row.n] = Lines(briefing_of(hit.row.n))
            except KeyError:
                known[hit.row.n] = None
        lines = known[hit.row.n]
        found.append(replace(hit, line=lines.line_of(hit.section, pattern) or hit.line) if lines is not None else hit)
    return tuple(found)
