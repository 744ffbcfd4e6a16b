"""A library that was read into memory, asked as a catalog is: the same texts, the same matches, no index."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tui.catalog.catalog import Results, Sort
from tui.catalog.contexts import Hit, hit_of
from tui.catalog.keeping import UNDATED
from tui.catalog.rows import row_of
from tui.catalog.tables import Row
from tui.catalog.texts import SectionSource, section_sources
from tui.model.briefing import Briefing
from tui.model.dates import Date
from tui.model.problem import Problem
from tui.model.text import fold
from tui.search.briefing_record import dates_of, fields_of, flags_of
from tui.search.match import matches, sections
from tui.search.pattern import Pattern
from tui.search.query import Phrase, Query, Word
from tui.search.query_pattern import query_pattern
from tui.search.record import Record, SectionText

IN_TITLE = 6.0
"""What a word counts in the title of a briefing, against 1 in its text."""


class InMemory:
    """Briefings that can be listed and searched where there is no catalog; every question looks through all of them."""

    def __init__(self, briefings: Sequence[Briefing], others: int = 0, problems: Sequence[Problem] = ()) -> None:
        """Keep what was read.

        Args:
            briefings: of the library, in any order.
            others: how many files are no briefings.
            problems: of the library itself.
        """
        self.others = others
        self.problems = tuple(problems)
        self._briefings = list(briefings)
        self._kept: dict[int, tuple[list[SectionSource], Record]] = {}

    def count(self) -> int:
        """How many briefings there are."""
        return len(self._briefings)

    def rows_matching(self, query: Query, sort: Sort = "date") -> list[Row]:
        """The rows of the briefings that match, in an order of a catalog."""
        found = [number for number in range(len(self._briefings)) if self._matches(query, number)]
        found.sort(key=lambda number: self._key(number, sort))
        return [row_of(self._briefings[number], number + 1) for number in found]

    def count_matching(self, query: Query) -> int:
        """How many briefings match."""
        return sum(self._matches(query, number) for number in range(len(self._briefings)))

    def search(self, query: Query, limit: int = 50) -> Results:
        """The best sections that answer a query, with the text in which the words stand."""
        pattern = query_pattern(query)
        found: list[tuple[float, int, int, int]] = []
        matching = [number for number in range(len(self._briefings)) if self._matches(query, number)]
        matching.sort(key=lambda number: self._key(number, "date"))
        for place, number in enumerate(matching):
            scores = self._scores(query, pattern, number)
            found += [(-score, place, ordinal, number) for ordinal, score in scores.items()]
        found.sort()
        hits = [self._hit(-negative, ordinal, number, pattern) for negative, _, ordinal, number in found[:limit]]
        return Results(tuple(hits), len(matching), len(found))

    def _scores(self, query: Query, pattern: Pattern | None, number: int) -> dict[int, float]:
        """The sections to show of a briefing that matches, by ordinal: those that hold words, or else the first one."""
        sources, record = self._record(number)
        scores = dict.fromkeys(sections(query, record), 0.0)
        for ordinal in scores:
            texts = [sources[ordinal].title, *sources[ordinal].blocks]
            scores[ordinal] = float(sum(len(pattern.spans(text)) for text in texts)) if pattern is not None else 0.0
        if pattern is not None and _in_title(query, record.title):
            scores[0] = scores.get(0, 0.0) + IN_TITLE
        return scores or {0: 0.0}

    def _hit(self, score: float, ordinal: int, number: int, pattern: Pattern | None) -> Hit:
        source = self._record(number)[0][ordinal]
        text = (source.id, source.title, source.line, msgspec.msgpack.encode(source.blocks))
        return hit_of(row_of(self._briefings[number], number + 1), score, text, pattern)

    def _matches(self, query: Query, number: int) -> bool:
        return query.everything or matches(query, self._record(number)[1])

    def _record(self, number: int) -> tuple[list[SectionSource], Record]:
        kept = self._kept.get(number)
        if kept is None:
            briefing = self._briefings[number]
            sources = section_sources(briefing)
            texts = [SectionText(source.id, _own_title(source), tuple(source.blocks)) for source in sources]
            record = Record(briefing.title, tuple(texts), fields_of(briefing), dates_of(briefing), flags_of(briefing))
            kept = self._kept[number] = sources, record
        return kept

    def _key(self, number: int, sort: Sort) -> tuple[int, str, int]:
        briefing = self._briefings[number]
        dates: tuple[Date | None, ...] = ()
        if sort == "date":
            dates = (briefing.date, briefing.updated)
        elif sort == "updated":
            dates = (briefing.updated,)
        newest = max((date.sort_key[1] for date in dates if date is not None), default=UNDATED)
        return -newest, fold(briefing.title).strip(), number


def _own_title(source: SectionSource) -> str:
    """The title that the author gave a section; "" where the program made it."""
    return "" if source.id.startswith("~") else source.title


def _in_title(query: Query, title: str) -> bool:
    """Whether the title of a briefing holds any of the words that may stand there."""
    wanted = [leaf for leaf in query.leaves() if isinstance(leaf, Word | Phrase) and leaf.field in ("", "title")]
    record = Record(title)
    return any(matches(Query(leaf), record) for leaf in wanted)
