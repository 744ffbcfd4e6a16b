"""A library that was read into memory, asked as a catalog is: the same texts, the same matches, no index."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from tui.catalog.agenda import asking_of, leaning_of, open_actions_of
from tui.catalog.asks import Asking, OpenAction
from tui.catalog.catalog import Results, Sort, words_of
from tui.catalog.contexts import Hit, hit_of, passage_of
from tui.catalog.keeping import UNDATED
from tui.catalog.lineage import Claim, line_of, lines_of, replaced, replacements
from tui.catalog.lines import with_lines
from tui.catalog.ranking import Ranking
from tui.catalog.rows import row_of
from tui.catalog.section_source import SectionSource
from tui.catalog.spelling import near_words
from tui.catalog.tables import Row
from tui.catalog.texts import section_sources
from tui.document.document import Document
from tui.model.briefing import Briefing
from tui.model.dates import Date
from tui.model.problem import Problem
from tui.model.recalls import Leaning, Recall, affected, recalled_first, recalled_names
from tui.model.text import fold
from tui.search.briefing_record import dates_of, fields_of, flags_of
from tui.search.match import matches, sections
from tui.search.pattern import Pattern
from tui.search.query import Query
from tui.search.query_pattern import query_pattern
from tui.search.record import Record, RecordSection


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
        row.affected = number in self._recalls
        return row

    @cached_property
    def _claims(self) -> list[Claim]:
        return [
            Claim(number, one.id, one.formerly, one.series, one.number, one.supersedes, _newest((one.date, one.updated)))
            for number, one in enumerate(self._briefings)
        ]

    @cached_property
    def _replaced(self) -> set[int]:
        """The briefings that another one of them replaces."""
        return replaced(self._claims)

    @cached_property
    def _recalls(self) -> Mapping[int, tuple[Recall, ...]]:
        """The briefings that lean on something recalled or corrected, each with what that is."""
        return affected(self._leanings)

    @cached_property
    def _leanings(self) -> list[Leaning]:
        return [leaning_of(number, briefing) for number, briefing in enumerate(self._briefings)]

    # what the queue asks; numbers are those of rows

    @property
    def replaced(self) -> frozenset[int]:
        """The numbers of the briefings that another one replaces."""
        return frozenset(number + 1 for number in self._replaced)

    @property
    def affected(self) -> frozenset[int]:
        """The numbers of the briefings that lean on something recalled or corrected."""
        return frozenset(number + 1 for number in self._recalls)

    def recalls(self, n: int) -> tuple[Recall, ...]:
        """What a briefing leans on that was recalled or corrected."""
        return self._recalls.get(n - 1, ())

    def recalled_names(self) -> set[int]:
        """The names of all that the library says was recalled."""
        return recalled_names(one.recalls for one in self._leanings)

    def recalls_of_many(self, numbers: Collection[int]) -> Mapping[int, tuple[Recall, ...]]:
        """What each of some briefings leans on that was recalled or corrected."""
        return {n: self._recalls[n - 1] for n in numbers if n - 1 in self._recalls}

    def open_actions(self, n: int) -> list[OpenAction]:
        """The open actions of a briefing."""
        return open_actions_of(self._briefings[n - 1])

    def recalled(self) -> dict[int, int]:
        """The briefings that were recalled, or lean on what was (`tui.model.recalls.recalled_first`)."""
        return {number + 1: kind for number, kind in recalled_first(self._leanings, self._recalls).items()}

    def asking(self) -> Iterator[Asking]:
        """What the queue knows of every briefing, in the order of their numbers."""
        for number, one in enumerate(self._briefings):
            yield asking_of(number + 1, one, -self._key(number, "date")[0])

    @property
    def asks(self) -> InMemory:
        """What the queue asks, as of a catalog."""
        return self

    def paths(self, *, named: bool = False) -> dict[int, str]:
        """The absolute paths of the briefings whose ids come from them; of all others where `named`."""
        return {n: os.path.abspath(one.path) for n, one in enumerate(self._briefings, 1) if one.path and one.named == named}

    def formers(self) -> dict[int, list[str]]:
        """The former ids of the briefings that have any."""
        return {n: list(one.formerly) for n, one in enumerate(self._briefings, 1) if one.formerly}

    def document(self, n: int) -> Document:
        """A briefing composed for reading. Raises KeyError where there is none of that number."""
        from tui.document.compose import compose

        if not 0 < n <= len(self._briefings):
            raise KeyError(n)
        titles = {one.id: one.title for one in self._briefings}
        return compose(self._briefings[n - 1], library=titles, recalls=self.recalls(n))

    def older(self, n: int) -> list[int]:
        """The numbers of the briefings that one replaces, directly or by others between, the nearest first."""
        return line_of(n, self._pairs)

    def lines(self) -> dict[int, list[int]]:
        """For every briefing that replaces others and is not replaced itself: the numbers of those others, the nearest first."""
        return lines_of(self._pairs)

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        return [(new + 1, old + 1) for new, old in replacements(self._claims)]

    def row(self, n: int) -> Row:
        """The row of a briefing. Raises KeyError where there is none of that number."""
        if not 0 < n <= len(self._briefings):
            raise KeyError(n)
        return self._row(n - 1)

    def rows_of(self, numbers: Sequence[int]) -> list[Row]:
        """The rows of some briefings, in the order given; numbers that are gone are left out."""
        return [self._row(n - 1) for n in numbers if 0 < n <= len(self._briefings)]

    def order(self, sort: Sort = "date", *, newest_only: bool = False) -> list[int]:
        """The numbers of all briefings in an order; with `newest_only` without those that another one replaces."""
        every = [n for n in range(len(self._briefings)) if not (newest_only and n in self._replaced)]
        return [n + 1 for n in sorted(every, key=lambda number: self._key(number, sort))]

    def number_at(self, path: str) -> int | None:
        """The number of a briefing by its path as it is shown; None where there is none."""
        return next((n for n, one in enumerate(self._briefings, 1) if path in (one.path, one.real_path)), None)

    def number(self, path: str, briefing_id: str, *, named: bool, digest: bytes = b"") -> int | None:
        """The number of a briefing that was known in another state, as `tui.catalog.files.Files.number` finds it."""
        every = list(enumerate(self._briefings, 1))
        here = next(((n, one) for n, one in every if one.path and os.path.abspath(one.path) == path), None)
        if here is not None and (not named or here[1].id == briefing_id):
            return here[0]
        if named:
            found = [n for n, one in every if one.id == briefing_id] or [n for n, one in every if briefing_id in one.formerly]
            return found[0] if found else here[0] if here is not None else None
        same = [n for n, one in every if digest and one.digest == digest and not one.named]
        return same[0] if len(same) == 1 else None

    def matching(self, query: Query) -> frozenset[int]:
        """The numbers of all briefings that match."""
        return frozenset(n + 1 for n in range(len(self._briefings)) if self._matches(query, n))

    def count_matching(self, query: Query) -> int:
        """How many briefings match."""
        return sum(self._matches(query, number) for number in range(len(self._briefings)))

    def search(self, query: Query, limit: int = 50, *, lines: bool = False) -> Results:
        """The best sections that answer a query, with the text in which the words stand; `lines` as of a catalog."""
        found, matching = self._found(query)
        pattern = query_pattern(query)
        hits = tuple([self._hit(-negative, ordinal, number, pattern) for negative, _, ordinal, number in found[:limit]])
        if lines:
            hits = with_lines(hits, query, lambda n: self._briefings[n - 1])
        return Results(hits, matching, len(found), did_you_mean=() if hits else self._meant(query))

    def best(self, query: Query, briefings: int, each: int) -> Results:
        """The best briefings that answer a query, with their best sections; as of a catalog."""
        found, matching = self._found(query)
        inside: dict[int, list[tuple[float, int]]] = {}
        for negative, _, ordinal, number in found:
            inside.setdefault(number, []).append((-negative, ordinal))
        pattern = query_pattern(query)
        kept = list(inside)[:briefings]
        hits = tuple([self._hit(score, ordinal, number, pattern) for number in kept for score, ordinal in inside[number][:each]])
        totals = {number + 1: len(inside[number]) for number in kept}
        return Results(hits, matching, len(found), totals, () if hits else self._meant(query))

    def _meant(self, query: Query) -> tuple[tuple[str, tuple[str, ...]], ...]:
        near = {word: tuple(near_words(self._ranking, word)) for word in words_of(query)}
        return tuple([(word, offered) for word, offered in near.items() if offered])

    def _found(self, query: Query) -> tuple[list[tuple[float, int, int, int]], int]:
        """The sections that answer, best first: score below zero, place of the briefing, ordinal, index; and how many briefings."""
        scores = self._ranking.scores(query)
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
        return found, len(matching)

    @cached_property
    def _ranking(self) -> Ranking:
        return Ranking([self._record(number)[1] for number in range(len(self._briefings))])

    def _hit(self, score: float, ordinal: int, number: int, pattern: Pattern | None) -> Hit:
        return hit_of(self._row(number), score, passage_of(self._record(number)[0][ordinal]), pattern)

    def _matches(self, query: Query, number: int) -> bool:
        return query.everything or matches(query, self._record(number)[1])

    def _record(self, number: int) -> tuple[list[SectionSource], Record]:
        kept = self._kept.get(number)
        if kept is None:
            briefing = self._briefings[number]
            sources = section_sources(briefing)
            texts = [RecordSection(source.id, _own_title(source), tuple(source.values)) for source in sources]
            flags = flags_of(briefing) | ({"superseded"} if number in self._replaced else set())
            flags |= {"affected"} if number in self._recalls else set()
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
