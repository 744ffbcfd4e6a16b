"""The source line of a hit: that of its first match where the text stands line by line in the file (`|`), else where it begins.

The catalog keeps no lines within sections. They are found for the few hits that somebody looks at, from the briefing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from tui.catalog.contexts import Hit, best_block
from tui.catalog.plain import PlacedBlock, block_so_far, placed_blocks
from tui.catalog.texts import labels_of, section_sources
from tui.model.briefing import Briefing, Prose
from tui.search.pattern import Pattern
from tui.search.query import Query
from tui.search.query_pattern import query_pattern


class Lines:
    """Lines of one briefing. What is found of a text is kept, so that any number of hits cost no more than reading it."""

    def __init__(self, briefing: Briefing) -> None:
        self._sections = {source.id: source for source in section_sources(briefing)}
        self._labels = labels_of(briefing)
        self._placed: dict[int, list[PlacedBlock]] = {}

    def line_of(self, section_id: str, pattern: Pattern | None) -> int:
        """The line of the first match in the passage that a hit shows; that of the section where none is in its text."""
        source = self._sections.get(section_id)
        if source is None:
            return 0
        index, spans = best_block(source.blocks, pattern)
        if not spans:
            return source.line
        origins = source.text.origins
        origin = origins[bisect_right(origins, index, key=lambda one: one.block) - 1]
        prose = origin.prose
        if not prose.line:
            return source.line
        if not prose.text or not prose.step:
            return prose.line
        offset = spans[0][0] - (origin.offset if index == origin.block else 0)
        return prose.source_line(self._line_in(prose, origin.ordinal + index - origin.block, max(0, offset)))

    def _line_in(self, prose: Prose, ordinal: int, offset: int) -> int:
        """Which line of a text, from 0, an offset of one of its blocks stands on: the first with which the block reaches so far."""
        placed = self._placed.get(id(prose))
        if placed is None:
            placed = self._placed[id(prose)] = placed_blocks(prose.text, self._labels)
        if ordinal >= len(placed):
            return 0
        _, source, start = placed[ordinal]
        lines = source.split("\n")
        low, high = 0, len(lines) - 1
        while low < high:
            middle = (low + high) // 2
            reached = len(block_so_far("\n".join(lines[: middle + 1]), self._labels)) > offset
            low, high = (low, middle) if reached else (middle + 1, high)
        return prose.text.count("\n", 0, start) + low


def with_lines(hits: Sequence[Hit], query: Query, briefing_of: Callable[[int], Briefing]) -> tuple[Hit, ...]:
    """Hits with the line of their first match.

    Args:
        hits: of a search.
        query: what was looked for.
        briefing_of: gives a briefing by the number of its row; KeyError where it is gone. Asked once for each, one at a time.
    """
    pattern = query_pattern(query)
    places: dict[int, list[int]] = {}
    for place, hit in enumerate(hits):
        places.setdefault(hit.row.n, []).append(place)
    found = list(hits)
    for n, own in places.items():
        try:
            lines = Lines(briefing_of(n))
        except KeyError:
            continue
        for place in own:
            hit = found[place]
            found[place] = replace(hit, line=lines.line_of(hit.section, pattern) or hit.line)
    return tuple(found)
