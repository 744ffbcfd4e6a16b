"""A library that was read into memory, asked as a catalog is: the same texts, the same matches, no index."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import msgspec

from tui.catalog.catalog import Results, Sort, words_of
from tui.catalog.contexts import Hit, hit_of
from tui.catalog.keeping import UNDATED
from tui.catalog.lineage import Claim, replaced
from tui.catalog.ranking import Ranking
from tui.catalog.rows import row_of
from tui.catalog.spelling import near_words
from tui.catalog.tables import Row
from tui.catalog.texts import SectionSource, section_sources
from tui.model.briefing import Briefing
from tui.model.dates import Date
from tui.model.problem import Problem
from tui.model.text import fold
from tui.search.briefing_record import dates_of, fields_of, flags_of
from tui.search.match import matches, sections
from tui.search.pattern import Pattern
from tui.search.query import Query
from tui.search.query_pattern import query_pattern
from tui.search.record import Record, SectionText


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
        return [self._row(number) for number in found]

    def _row(self, number: int) -> Row:
        row = row_of(self._briefings[number], number + 1)
        row.superseded = number in self._replaced
        return row

    @cached_property
    def _replaced(self) -> set[int]:
        """The briefings that another one of them replaces."""
        return replaced(
            Claim(number, one.id, one.formerly, one.series, one.number, one.supersedes, _newest((one.date, one.updated)))
            for number, one in enumerate(self._briefings)
        )

    def count_matching(self, query: Query) -> int:
        """How many briefings match."""
        return sum(self._matches(query, number) for number in range(len(self._briefings)))

    def search(self, query: Query, limit: int = 50) -> Results:
        """The best sections that answer a query, with the text in which the words stand."""
        pattern = query_pattern(query)
        ranking = self._ranking
        scores = ranking.scores(query)
        found: list[tuple[float, int, int, int]] = []
        matching = [number for number in range(len(self._briefings)) if self._matches(query, number)]
        matching.sort(key=lambda number: self._key(number, "date"))
        for place, number in enumerate(matching):
            shown = set(sections(query, self._record(number)[1]))
            if (number, 0) in scores or not shown:
                # The front of a briefing stands for its title and its fields.
                shown.add(0)
            found += [(-scores.get((number, ordinal), 0.0), place, ordinal, number) for ordinal in shown]
        found.sort()
        hits = [self._hit(-negative, ordinal, number, pattern) for negative, _, ordinal, number in found[:limit]]
        near = {} if hits else {word: tuple(near_words(ranking, word)) for word in words_of(query)}
        meant = tuple([(word, offered) for word, offered in near.items() if offered])
        return Results(tuple(hits), len(matching), len(found), meant)

    @cached_property
    def _ranking(self) -> Ranking:
        return Ranking([self._record(number)[1] for number in range(len(self._briefings))])

    def _hit(self, score: float, ordinal: int, number: int, pattern: Pattern | None) -> Hit:
        source = self._record(number)[0][ordinal]
        text = (source.id, source.title, source.line, msgspec.msgpack.encode(source.blocks))
        return hit_of(self._row(number), score, text, pattern)

    def _matches(self, query: Query, number: int) -> bool:
        return query.everything or matches(query, self._record(number)[1])

    def _record(self, number: int) -> tuple[list[SectionSource], Record]:
        kept = self._kept.get(number)
        if kept is None:
            briefing = self._briefings[number]
            sources = section_sources(briefing)
            texts = [SectionText(source.id, _own_title(source), tuple(source.blocks)) for source in sources]
            flags = flags_of(briefing) | ({"superseded"} if number in self._replaced else set())
            record = Record(briefing.title, tuple(texts), fields_of(briefing), dates_of(briefing), flags, number + 1)
            kept = self._kept[number] = sources, record
        return kept

    def _key(self, number: int, sort: Sort) -> tuple[int, str, int]:
        briefing = self._briefings[number]
        dates: tuple[Date | None, ...] = ()
        if sort == "date":
            dates = (briefing.date, briefing.updated)
        elif sort == "updated":
            dates = (briefing.updated,)
        return -_newest(dates), fold(briefing.title).strip(), number


def _newest(dates: Sequence[Date | None]) -> int:
    return max((date.sort_key[1] for date in dates if date is not None), default=UNDATED)


def _own_title(source: SectionSource) -> str:
    """The title that the author gave a section; "" where the program made it."""
    return "" if source.id.startswith("~") else source.title
