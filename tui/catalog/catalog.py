"""Reading a catalog: rows of lists, briefings, documents and hits, without parsing anything."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from tui.catalog.hits import Hit, hit_of, with_things
from tui.catalog.lists import Lists, Sort
from tui.catalog.packing import content_in
from tui.catalog.state import NoCatalog
from tui.catalog.tables import SECTIONS_PER_BRIEFING, Row
from tui.catalog.titles import Titles, among_titles
from tui.model.apparatus import TOP
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of
from tui.model.handling import NO_CEILING, Ceiling
from tui.model.problem import Problem
from tui.search.query import ExactPhrase, Query, Thing, Word

if TYPE_CHECKING:
    import sqlite3

    from tui.catalog.asked_things import AskedThings
    from tui.catalog.hits import SectionTexts
    from tui.catalog.library_items import LibraryItems
    from tui.catalog.queue_facts import QueueFacts
    from tui.catalog.ranked_index import FoundSection
    from tui.catalog.searching import Searching
    from tui.document.document import Document
    from tui.model.recalls import Recall
    from tui.search.query_pattern import QueryPattern

__all__ = ["Catalog", "NoCatalog", "Results", "Sort"]

TOLD_AT_ONCE = 500
"""Briefings whose rows are fetched together."""


class Results(msgspec.Struct, frozen=True):
    """What a search found."""

    hits: tuple[Hit, ...]
    briefings: int | None
    """How many briefings match in all; None where that would take long to count."""
    sections: int | None
    """How many sections; None where it is not known."""
    each: Mapping[int, int] = {}
    """By the number of a row: how many sections of its briefing answer, where that was asked for."""
    did_you_mean: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Words that the library does not have, each with words it has that are nearly the same."""
    cut: bool = False
    """Whether hits of the last briefings were left out, since those before them fill all lines."""
    unfinished: bool = False
    """Whether more may answer than `each` counts: a word that is still being typed was taken for the commonest ones."""


class Catalog(Lists):
    """One library as it was last seen. For one thread at a time; `changed` tells when to call `reload`."""

    # briefings

    def briefing(self, n: int) -> Briefing:
        """A briefing as it was last read, with what its library shares. Raises KeyError where the number is gone."""
        found = self._db.execute("SELECT root, row FROM briefings WHERE n = ?", (n,)).fetchone()
        if found is None:
            raise KeyError(n)
        from msgspec.structs import force_setattr, replace

        from tui.catalog.taken_back import whole

        briefing = among_titles(self._db, whole(decoder_of(Briefing).decode(content_in(self._db, n)), self._shared_of(found[0])))
        row = self._row(n, found[0], found[1])
        problems = (*self._claims(briefing.id, n, row.path), *[replace(problem, path=row.path) for problem in briefing.problems])
        force_setattr(briefing, "path", row.path)
        force_setattr(briefing, "hidden", row.hidden)
        force_setattr(briefing, "problems", problems)
        return briefing

    def _claims(self, briefing_id: str, n: int, path: str) -> tuple[Problem, ...]:
        """The problem of a briefing whose id others claim."""
        if n not in self._claimed:
            return ()
        from tui.store.duplicate_ids import claim_problem

        query = "SELECT n FROM ids JOIN files USING (n) WHERE id = ? AND former = 0 AND n != ? ORDER BY root, folder, name"
        others = [other for (other,) in self._db.execute(query, (briefing_id, n))]
        rows = self.rows_of(others[:1])
        return (claim_problem(briefing_id, path, [rows[0].path, *[""] * (len(others) - 1)]),) if rows else ()

    def _shared_of(self, root: int) -> bytes:
        found = self._shared.get(root)
        if found is None:
            from tui.catalog.taken_back import shared_in

            found = self._shared[root] = shared_in(self._db, root)
        return found

    def document(self, n: int) -> Document:
        """A briefing composed for reading: as it was prepared, or composed now. Raises KeyError where the number is gone."""
        briefing = self.briefing(n)
        found = self._db.execute("SELECT prepared FROM documents WHERE n = ?", (n,)).fetchone()
        if n in self._affected:
            return self._compose(briefing, self.queue_facts.recalls(n))
        if found is None or n in self._claimed:
            # What others claim changes without the briefing.
            return self._compose(briefing)
        from tui.document.prepared import RestoredDocument, unpack

        return RestoredDocument(briefing, unpack(found[0], content_in(self._db, n)), self._compose)

    def told_since(self, start: int) -> Iterator[tuple[Row, Briefing]]:
        """The briefings of which the author says that anything changed at a second or later, what changed last first.

        Args:
            start: seconds from 1970.

        Yields:
            The row, and of the briefing what `tui.catalog.taken_back.told_of` gives.
        """
        from tui.catalog.taken_back import told_of

        query = "SELECT n FROM agenda JOIN briefings USING (n) WHERE told >= ? ORDER BY told DESC, by_title, n"
        numbers = [n for (n,) in self._db.execute(query, (start,))]
        for first in range(0, len(numbers), TOLD_AT_ONCE):
            for row in self.rows_of(numbers[first : first + TOLD_AT_ONCE]):
                yield row, among_titles(self._db, told_of(content_in(self._db, row.n)))

    @property
    def titles(self) -> Titles:
        """Titles of all briefings by id."""
        return Titles(self._db)

    def _compose(self, briefing: Briefing, recalls: Sequence[Recall] = ()) -> Document:
        from tui.document.compose import compose

        return compose(briefing, library=self.titles, recalls=recalls)

    @property
    def queue_facts(self) -> QueueFacts:
        """What the queue asks of the catalog as it is now."""
        from tui.catalog.queue_facts import QueueFacts

        return QueueFacts(self._db, self._older, self._affected)

    def items(self, among: frozenset[int] | None = None, ceiling: Ceiling = NO_CEILING) -> LibraryItems:
        """The things in the briefings that nothing replaced and that were not recalled: in some or in all, up to a ceiling."""
        from tui.catalog.library_items import LibraryItems

        return LibraryItems(self._db, self.rows_of, self.queue_facts, among, ceiling=ceiling)

    # search

    def _forget(self) -> None:
        super()._forget()
        for name in ("_section_texts", "_things"):
            self.__dict__.pop(name, None)

    @cached_property
    def _section_texts(self) -> SectionTexts:
        from tui.catalog.hits import SectionTexts

        return SectionTexts(self._db, self._shared_of)

    @cached_property
    def _things(self) -> AskedThings:
        from tui.catalog.asked_things import AskedThings

        return AskedThings(self._db, self.order)

    @contextmanager
    def searching(self) -> Iterator[Searching]:
        """What searches this state of the index."""
        with self._state.searching() as searching:
            searching.know({"superseded": self._older, "affected": self._affected})
            yield searching

    def search(self, query: Query, limit: int = 50, *, lines: bool = False) -> Results:
        """The best sections that answer a query, with the text in which the words stand.

        Args:
            query: what is looked for.
            limit: how many sections at most.
            lines: give hits the line of their first match instead of that of their section; takes longer.

        Raises:
            NoCatalog: the index is gone or damaged.
        """
        with self.searching() as searching:
            found = searching.search(_numbered(query, searching, lambda: self._things), limit)
            meant = () if found.sections else _did_you_mean(query, searching)
        numbers = sorted({section.key // SECTIONS_PER_BRIEFING for section in found.sections})
        rows = {row.n: row for row in self.rows_of(numbers)}
        hits, total = _hits(lambda: self._section_texts, _pattern(query), found.sections, rows), found.total
        if things := _hits_of_things(self._db, query, rows):
            hits, total = with_things(things, hits), None
        if lines and hits:
            from tui.catalog.hits import with_lines

            hits = with_lines(hits, query, self._section_texts)
        return Results(hits, found.briefings, total, did_you_mean=meant)

    def hits(self, query: Query, sections: Sequence[FoundSection]) -> tuple[Hit, ...]:
        """Sections that were found with the text in which the words of a query stand; what is gone is left out."""
        numbers = list(dict.fromkeys(section.key // SECTIONS_PER_BRIEFING for section in sections))
        return _hits(lambda: self._section_texts, _pattern(query), sections, {row.n: row for row in self.rows_of(numbers)})

    def best(self, query: Query, briefings: int, each: int, lines: int | None = None) -> Results:
        """The best briefings that answer a query, with their best sections.

        Args:
            query: what is looked for.
            briefings: how many at most, the best first.
            each: how many sections of one at most.
            lines: how many lines are to be filled, one for each briefing and for each hit: no passages are made for those below;
                for all when None.

        Raises:
            NoCatalog: the index is gone or damaged.
        """
        with self.searching() as searching:
            found = searching.best(_numbered(query, searching, lambda: self._things), briefings, each)
            meant = () if found.sections else _did_you_mean(query, searching)
        rows = {row.n: row for row in self.rows_of(list(found.each))}
        things, counts, pattern = _hits_of_things(self._db, query, rows), dict(found.each), _pattern(query)
        hits, filled = list[Hit](), 0
        for n, own in groupby(found.sections, key=lambda section: section.key // SECTIONS_PER_BRIEFING):
            if lines is not None and filled >= lines:
                return Results(tuple(hits), found.briefings, None, counts, meant, cut=True, unfinished=found.unfinished)
            every = with_things(things, sections := _hits(lambda: self._section_texts, pattern, own, rows))
            counts[n] += len(every) - len(sections)
            hits += (made := every[:each])
            filled += bool(made) + sum(hit.section != TOP or bool(hit.spans) for hit in made)
        return Results(tuple(hits), found.briefings, None, counts, meant, unfinished=found.unfinished)

    def matching(self, query: Query) -> frozenset[int]:
        """The numbers of all briefings that match."""
        from tui.catalog.query_compiler import apart, narrowed

        with self.searching() as searching:
            query = _numbered(query, searching, lambda: self._things)
        rest, conditions = apart(query)
        if conditions:
            return narrowed(frozenset(self.order()) if rest.everything else self.matching(rest), conditions)
        with self.searching() as searching:
            return frozenset(searching.numbers(query))

    def matching_order(self, query: Query, sort: Sort = "date", *, newest_only: bool = False) -> array[int]:
        """The numbers of the briefings that match, in an order: what a filtered list shows."""
        order = self.order(sort, newest_only=newest_only)
        if query.everything:
            return order
        return array("q", filter(self.matching(query).__contains__, order))

    def rows_matching(self, query: Query, sort: Sort = "date") -> list[Row]:
        """The rows of the briefings that match, in an order."""
        return self.rows_of(self.matching_order(query, sort))

    def count_matching(self, query: Query) -> int:
        """How many briefings match."""
        from tui.catalog.query_compiler import apart

        if apart(query)[1]:
            return len(self.matching(query))
        with self.searching() as searching:
            return searching.count(_numbered(query, searching, lambda: self._things))


def _pattern(query: Query) -> QueryPattern | None:
    from tui.search.query_pattern import query_pattern

    return query_pattern(query)


def _numbered(query: Query, searching: Searching, things: Callable[[], AskedThings]) -> Query:
    """A query as the index can be asked; most ask for no things, and what answers for these is not loaded then."""
    asks = any(isinstance(leaf, Thing) for leaf in query.all_leaves())
    return things().numbered(query, searching.numbers) if asks else query


def _hits_of_things(db: sqlite3.Connection, query: Query, rows: Mapping[int, Row]) -> dict[int, list[Hit]]:
    from tui.search.things import of_things

    if not (leaves := of_things(query)):
        return {}
    from tui.catalog.asked_things import hits_in

    return hits_in(db, leaves, rows)


def _hits(
    texts: Callable[[], SectionTexts],
    pattern: QueryPattern | None,
    sections: Iterable[FoundSection],
    rows: Mapping[int, Row],
) -> tuple[Hit, ...]:
    """The sections as hits of the pattern of a query, given the rows of their briefings; what is gone is left out.

    What `texts` gives is not asked for before there is a section: a search that finds nothing need not load it.
    """
    hits = []
    for section in sections:
        row = rows.get(section.key // SECTIONS_PER_BRIEFING)
        found = texts().at(section.key, pattern) if row is not None else None
        if row is not None and found is not None:
            hits.append(hit_of(row, section.score, found, pattern))
    return tuple(hits)


def words_of(query: Query) -> list[str]:
    """The first words of a query that are looked for in text: those for which others may be offered."""
    words: list[str] = []
    for leaf in query.leaves():
        if isinstance(leaf, Word | ExactPhrase) and leaf.field in ("", "title", "section", "body"):
            words += [leaf.text] if isinstance(leaf, Word) else leaf.tokens
    return words[:8]


def _did_you_mean(query: Query, searching: Searching) -> tuple[tuple[str, tuple[str, ...]], ...]:
    near = {word: tuple(searching.close_to(word)) for word in words_of(query)}
    return tuple((word, found) for word, found in near.items() if found)
