"""The source line of a hit: that of its first match where the text stands line by line in the file (`|`), else where it begins.

The catalog keeps no lines within sections. They are found for the few hits that somebody looks at, from the briefing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import islice

from msgspec.structs import replace

from tui.catalog.contexts import Hit, best_block
from tui.catalog.plain_text import Labels, block_so_far, placed_blocks
from tui.catalog.section_source import SectionSource
from tui.catalog.texts import labels_of, sections_in_order
from tui.model.briefing import Briefing, Prose
from tui.search.pattern import Pattern
from tui.search.query import Query
from tui.search.query_pattern import query_pattern


def _line_of(source: SectionSource, labels: Labels, pattern: Pattern | None) -> int:
    """The line of the first match in the passage that a hit shows; that of the section where none is in its text."""
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
    return prose.source_line(_line_in(prose, labels, origin.ordinal + index - origin.block, max(0, offset)))


def _line_in(prose: Prose, labels: Labels, ordinal: int, offset: int) -> int:
    """Which line of a text, from 0, an offset of one of its blocks stands on: the first with which the block reaches so far."""
    placed = next(islice(placed_blocks(prose.text, labels), ordinal, None), None)
    if placed is None:
        return 0
    _, source, start = placed
    lines = source.split("\n")
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high) // 2
        reached = len(block_so_far("\n".join(lines[: middle + 1]), labels)) > offset
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
            briefing = briefing_of(n)
        except KeyError:
            continue
        wanted: dict[str, list[int]] = {}
        for place in own:
            wanted.setdefault(found[place].section, []).append(place)
        labels = labels_of(briefing)
        # One by one, so that the text of a long briefing is never held as a whole.
        for source in sections_in_order(briefing):
            if not wanted:
                break
            if places_in := wanted.pop(source.id, None):
                line = _line_of(source, labels, pattern)
                for place in places_in:
                    found[place] = replace(found[place], line=line or found[place].line)
    return tuple(found)
