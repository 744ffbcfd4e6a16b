"""Hits as they are shown: the section, the passage in which the words stand, and where that is in the file."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from tui.catalog.packing import ALONE, content_in, inflated, told_at
from tui.catalog.tables import SECTIONS_PER_BRIEFING, Row, meta
from tui.catalog.titles import among_titles
from tui.model.apparatus import TOP
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of

if TYPE_CHECKING:
    from tui.catalog.plain_inline import Label
    from tui.catalog.section_source import Origin, SectionSource
    from tui.search.folded import Folded
    from tui.search.patterns import Pattern
    from tui.search.query import Query
    from tui.search.query_pattern import QueryPattern

LOOKED_AT = 60_000
"""Characters of a section that are looked through for the best passage."""

PASSAGE = 400
"""Characters of a passage at most: what is longer is cut around the first match."""

BEFORE = 120
"""Characters before the first match that a cut passage keeps."""

MOST_REMEMBERED = 32
"""Short briefings whose sections are remembered: the next letter of a search mostly finds the same ones."""


class SectionText(NamedTuple):
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
    kind: str = ""
    """Of the thing that it is, one of `tui.search.fields.THINGS`, its sentence in `context`; "" where a section is the hit."""
    item: str = ""
    """The id of that thing."""
    date: str = ""
    """Its date as written; "" where it has none."""


def hit_of(row: Row, score: float, section: SectionText, pattern: Pattern | None) -> Hit:
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
        best = _bottom_line(row) if section_id == TOP else next(iter(blocks), "")
    return Hit(row, section_id, title, line, score, entry, *cut_around(best, spans))


def _bottom_line(row: Row) -> str:
    """The bottom line of a briefing as its row has it; with a sign where that is the beginning of a longer one."""
    from tui.catalog.plain_text import plain_blocks
    from tui.catalog.rows import BOTTOM_LINE

    # Of a briefing in memory the row has it as it was written.
    said = " ".join(plain_blocks(row.bottom_line))
    return f"{said.rpartition(' ')[0] or said}…" if len(row.bottom_line) >= BOTTOM_LINE else said


def section_text_of(source: SectionSource) -> SectionText:
    """The text of a section as it was made."""
    return SectionText(source.id, source.title, source.line, source.blocks, source.text.entries)


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


def cut_around(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
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


class SectionTexts:
    """The sections of one state of a catalog."""

    def __init__(self, db: sqlite3.Connection, shared_of: Callable[[int], bytes]) -> None:
        """Begin.

        Args:
            db: the catalog's database.
            shared_of: gives what the briefings of a root share, as msgpack.
        """
        self._db = db
        self._shared_of = shared_of
        self._keeps = not meta(db, "limited")
        """Whether what is kept of long sections may be shown."""
        self._made: dict[int, _Sections] = {}
        self._last: tuple[int, bytes] = -1, b""

    def at(self, key: int, pattern: QueryPattern | None) -> SectionText | None:
        """The section of a key of the index; None where it is gone. Its text may be left out where the pattern is not in it."""
        n, ordinal = divmod(key, SECTIONS_PER_BRIEFING)
        made = self._made.get(n)
        if made is None:
            query = "SELECT id, title, line, at, blocks FROM sections WHERE key = ?"
            kept = self._keeps and self._db.execute(query, (key,)).fetchone()
            if kept:
                section_id, title, line, at, packed = kept
                text = inflated(packed, told_at(self._content(n), at) if at != ALONE else b"")
                return SectionText(section_id, title, line, *decoder_of(tuple[list[str], list[tuple[int, str]]]).decode(text))
            made = self._made[n] = _Sections(self._briefing(n))
            if len(self._made) > MOST_REMEMBERED:
                del self._made[next(iter(self._made))]
        source = made.at(ordinal)
        if source is not None and ordinal == 0 and (pattern is None or not pattern.count(made.front)):
            # Most such hits are of words in the title. Beside those the bottom line is shown, not the text of the front.
            return SectionText(source.id, source.title, source.line, [], [])
        return section_text_of(source) if source is not None else None

    def lines_of(self, n: int, wanted: Mapping[str, Hit], pattern: Pattern | None) -> dict[str, int]:
        """By their ids, the lines of the first matches in sections of a briefing; what is gone is left out.

        Args:
            n: the briefing.
            wanted: hits of its sections by their ids.
            pattern: what they are hits of.
        """
        from tui.catalog.section_texts import link_words, sections_in_order

        made = self._made.get(n)
        briefing = made.briefing if made is not None else self._briefing(n)
        if briefing is None:
            return {}
        # Of a long briefing they are made one by one, so that its text is never held as a whole.
        missing, lines = set(wanted), dict[str, int]()
        sources = made.in_order() if made is not None else sections_in_order(briefing, frozenset(missing))
        label = link_words(briefing)
        for source in sources:
            if source.id in missing:
                missing.discard(source.id)
                lines[source.id] = _line_of(source, label, pattern, wanted[source.id])
            if not missing:
                break
        return lines

    def _content(self, n: int) -> bytes:
        """A briefing as msgpack, of which that of the last hit is remembered: they come briefing by briefing."""
        if self._last[0] != n:
            self._last = n, content_in(self._db, n)
        return self._last[1]

    def _briefing(self, n: int) -> Briefing | None:
        from tui.catalog.taken_back import whole

        found = self._db.execute("SELECT root FROM briefings WHERE n = ?", (n,)).fetchone()
        if found is None:
            return None
        return among_titles(self._db, whole(decoder_of(Briefing).decode(content_in(self._db, n)), self._shared_of(found[0])))


class _Sections:
    """The sections of a briefing, as far as one was asked for; none of one that is gone."""

    def __init__(self, briefing: Briefing | None) -> None:
        from tui.catalog.section_texts import sections_in_order

        self.briefing = briefing
        self._rest = sections_in_order(briefing) if briefing is not None else iter(())
        self._known: list[SectionSource] = []

    def in_order(self) -> Iterator[SectionSource]:
        """All of them."""
        ordinal = 0
        while (source := self.at(ordinal)) is not None:
            yield source
            ordinal += 1

    @cached_property
    def front(self) -> Folded:
        """The text of the first section, which stands on the front of a briefing."""
        from tui.search.folded import Folded

        first = self.at(0)
        return Folded(first.values if first is not None else [])

    def at(self, ordinal: int) -> SectionSource | None:
        missing = ordinal + 1 - len(self._known)
        if missing > 0:
            self._known += islice(self._rest, missing)
        return self._known[ordinal] if ordinal < len(self._known) else None


def with_things(things: Mapping[int, Sequence[Hit]], sections: Sequence[Hit]) -> tuple[Hit, ...]:
    """Things before the sections of their briefing, whose front is no hit where nothing is marked in it.

    Args:
        things: by the number of the briefing, each of which has a section.
        sections: briefing by briefing.
    """
    found: dict[int, list[Hit]] = {}
    for hit in sections:
        own = found.setdefault(hit.row.n, list(things.get(hit.row.n, ())))
        if hit.row.n not in things or hit.section != TOP or hit.spans:
            own.append(hit)
    return tuple([hit for own in found.values() for hit in own])


def _line_of(source: SectionSource, label: Label, pattern: Pattern | None, hit: Hit) -> int:
    """The line of the first match in the passage that a hit shows; that of the section where none is in its text."""
    if hit.spans and hit.context in source.blocks:
        # The passage is a whole block: what is in it is known.
        index, spans = source.blocks.index(hit.context), hit.spans
    else:
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
    return prose.source_line(_line_in(origin, label, origin.ordinal + index - origin.block, max(0, offset)))


def _line_in(origin: Origin, label: Label, ordinal: int, offset: int) -> int:
    """Which line of a text, from 0, an offset of one of its blocks stands on: the first with which the block reaches so far."""
    from tui.catalog.plain_text import length_so_far, placed_blocks, written_blocks

    text = origin.prose.text
    blocks = written_blocks(text) if origin.prose.plain else placed_blocks(text, label, origin.references)
    placed = next(islice(blocks, ordinal, None), None)
    if placed is None:
        return 0
    lines = placed.source.split("\n")
    low, high = 0, len(lines) - 1
    while low < high:
        middle = (low + high) // 2
        reached = length_so_far("\n".join(lines[: middle + 1]), placed.raw, label) > offset
        low, high = (low, middle) if reached else (middle + 1, high)
    return text.count("\n", 0, placed.start) + low


def with_lines(hits: Sequence[Hit], query: Query, texts: SectionTexts) -> tuple[Hit, ...]:
    """Hits with the line of their first match.

    The catalog keeps no lines within sections: they are found for the few hits that somebody looks at, from the briefing. A match
    has a line of its own where the text stands line by line in the file (`|`), else it has that where its text begins.

    Args:
        hits: of a search.
        query: what was looked for.
        texts: of the state that was searched.
    """
    from tui.search.query_pattern import query_pattern

    pattern = query_pattern(query)
    places: dict[int, list[int]] = {}
    for place, hit in enumerate(hits):
        # A thing knows its own line.
        if not hit.kind:
            places.setdefault(hit.row.n, []).append(place)
    found = list(hits)
    for n, own in places.items():
        lines = texts.lines_of(n, {found[place].section: found[place] for place in own}, pattern)
        for place in own:
            found[place] = replace(found[place], line=lines.get(found[place].section) or found[place].line)
    return tuple(found)
