"""Searching one state of the index: which briefings match, and which of their sections to show, best first."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tui.catalog.query_compiler import TOGETHER, Compiler, is_certain, is_plain, leaves_of
from tui.search.query import Node, Query, Word

if TYPE_CHECKING:
    from tantivy import DocAddress, Schema, Searcher
    from tantivy import Query as IndexQuery

FEW = 1_000
"""Briefings that are named one by one to the index; of more, the best sections are looked through instead."""

COUNTED = 5_000
"""Sections with a phrase, in which the briefings are still counted."""

ROUNDS = 7
"""How often more sections are looked through before the briefings are named one by one after all."""

REMEMBERED = 200_000
"""Numbers of briefings with phrases that are remembered for the next letter of a search: 1.6 MB."""

MORE = 100
"""Sections beyond those asked for that are looked at: which of equals come first must not hang on how the index lies on disk."""

EQUALS = 5_000
"""Sections among which equals are still put in order."""

NEAR = 2
"""Letters that a word may differ by from the one that is offered in its place."""


class FoundSection(NamedTuple):
    """A section that answers a query."""

    key: int
    """`number of the briefing * SECTIONS_PER_BRIEFING + ordinal`."""
    score: float


class Found(NamedTuple):
    """The sections that answer a query, and how many there are."""

    sections: list[FoundSection]
    briefings: int | None
    """How many match; None where counting them would take longer than finding the best."""
    total: int | None
    """How many sections; None where it is not known."""


class Best(NamedTuple):
    """The best briefings that answer a query."""

    sections: list[FoundSection]
    """Of each briefing the best few, briefing by briefing, the best first."""
    each: dict[int, int]
    """Number of a briefing -> how many of its sections answer."""
    briefings: int | None
    """How many match; None where counting them would take longer than finding the best."""


class Searching:
    """One state of an index. Its methods may be called from any thread, by one at a time."""

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        """Search what a searcher of an index of this schema sees."""
        self._schema = schema
        self._searcher = searcher
        self._compiler = Compiler(self._schema, self._searcher)
        self._sets: dict[str, array[int]] = {}

    def know(self, flagged: Mapping[str, Collection[int]]) -> None:
        """Learn of which briefings a flag holds for what others of the library say: `superseded`, `affected`."""
        self._compiler.flagged = flagged

    def close_to(self, word: str) -> list[str]:
        """Words of the library that differ from one by a letter or two, the commonest first; empty where it has the word itself."""
        from tui.catalog.spelling import near_words

        return near_words(self._searcher, word)

    def numbers(self, query: Query, among: frozenset[int] | None = None) -> list[int]:
        """The numbers of all briefings that match, in no order."""
        return self._all_numbers(self._among(self._briefings(query.root), among))

    def newest(self, query: Query, limit: int, offset: int, among: frozenset[int] | None = None) -> list[int]:
        """The numbers of some of the briefings that match, newest first."""
        matching = self._among(self._briefings(query.root), among)
        return [section.key >> 20 for section in self._newest(matching, limit, offset)[0]]

    def count(self, query: Query, among: frozenset[int] | None = None) -> int:
        """How many briefings match."""
        return self._count(self._among(self._briefings(query.root), among))

    def best(self, query: Query, briefings: int, each: int) -> Best:
        """The best briefings, whichever of them has how many sections that answer.

        Args:
            query: what is looked for.
            briefings: how many at most.
            each: how many sections of one at most.
        """
        size = briefings * each
        found = self.search(query, size)
        sections = {section.key: section for section in found.sections}
        numbers = dict.fromkeys(key >> 20 for key in sections)
        last = len(sections)
        while last == size and len(numbers) < briefings and (found.briefings is None or len(numbers) < found.briefings):
            # A few long briefings have taken all the places.
            more = self.search(query, size, without=frozenset(numbers)).sections
            last = len(more)
            sections |= {section.key: section for section in more}
            numbers |= dict.fromkeys(section.key >> 20 for section in more)
        kept = list(numbers)[:briefings]
        totals = self._rest(query, kept, sections)
        inside: dict[int, list[FoundSection]] = {n: [] for n in kept}
        for section in sorted(sections.values(), key=lambda section: -section.score):
            if section.key >> 20 in inside:
                inside[section.key >> 20].append(section)
        return Best(
            [section for n in kept for section in inside[n][:each]],
            {n: max(totals.get(n, 0), len(inside[n])) for n in kept},
            found.briefings,
        )

    def _rest(self, query: Query, numbers: list[int], sections: dict[int, FoundSection]) -> dict[int, int]:
        """Add to some sections the others that answer in some briefings. Returns how many there are in each."""
        hits = self._compiler.hits(query.root)
        if hits is None or not numbers:
            return {}
        other = self._compiler.other_hits(query.root)
        either = hits.either if other is None else self._either(hits.either, other)
        rest, total = self._ranked(self._both(either, self._of(sorted(numbers))), COUNTED)
        together: list[FoundSection] = []
        if hits.together is not None:
            together = self._ranked(self._both(hits.together, self._of(sorted(numbers))), COUNTED, count=False)[0]
        for section in _joined(together, rest):
            sections.setdefault(section.key, section)
        if total > len(rest):
            return {n: self._count(self._both(either, self._of([n]))) for n in numbers}
        return {}

    def search(
        self,
        query: Query,
        limit: int,
        offset: int = 0,
        among: frozenset[int] | None = None,
        without: frozenset[int] = frozenset(),
    ) -> Found:
        """The best sections.

        Args:
            query: what is looked for.
            limit: how many sections at most.
            offset: how many of the best are passed over.
            among: numbers of the only briefings that may match; all when None.
            without: numbers of briefings that do not count as matching.
        """
        hits = self._compiler.hits(query.root)
        if hits is None:
            matching = self._among(self._briefings(query.root), among, without)
            newest, total = self._newest(matching, limit, offset)
            return Found(newest, total, total)
        if is_plain(query.root):
            sections, total = self._ranked(self._among(hits.either, among, without), limit, offset)
            counted = all(isinstance(leaf, Word) for leaf in leaves_of(query.root)) or total <= COUNTED
            return Found(sections, self.count(query, among) if counted else None, total)
        matching = self._among(self._briefings(query.root), among, without)
        count = self._count(matching)
        other = self._compiler.other_hits(query.root)
        either = hits.either if other is None else self._either(hits.either, other)
        wanted = limit + offset
        if count <= FEW:
            named = self._of(self._numbers_of(matching, count))
            best = self._ranked(self._both(hits.together, named), wanted)[0] if hits.together is not None else []
            if len(best) >= wanted:
                return Found(_joined(best, [])[offset:wanted], count, self._count(self._both(either, named)))
            rest, total = self._ranked(self._both(either, named), wanted)
            return Found(_joined(best, rest)[offset:wanted], count, total)
        best = []
        if hits.together is not None:
            if among is None and not without and is_certain(query.root):
                best = self._ranked(hits.together, wanted, count=False)[0]
            else:
                best = self._look_through(hits.together, matching, count, wanted)
        rest = [] if len(best) >= wanted else self._look_through(either, matching, count, wanted)
        return Found(_joined(best, rest)[offset:wanted], count, None)

    def _look_through(self, hits: IndexQuery, matching: IndexQuery, count: int, wanted: int) -> list[FoundSection]:
        """The best sections of briefings that match, from the best sections of all while enough of those are such."""
        # As many as should hold enough, were the matching ones spread evenly.
        size, start = 50 + 2 * wanted * max(2, self._briefings_in_all // count), 0
        kept: list[FoundSection] = []
        for _ in range(ROUNDS):
            found, _ = self._ranked(hits, size, start, count=False)
            numbers = {section.key >> 20 for section in found}
            good = set(self._numbers_of(self._both(matching, self._of(sorted(numbers))), len(numbers))) if numbers else set()
            kept += [section for section in found if section.key >> 20 in good]
            if len(kept) >= wanted or len(found) < size:
                return kept[:wanted]
            start += size
            size *= 2
        return self._ranked(self._both(hits, self._of(self._numbers_of(matching, count))), wanted, count=False)[0]

    @cached_property
    def _briefings_in_all(self) -> int:
        from tantivy import Query

        return self._count(Query.term_query(self._schema, "head", 1))

    def _ranked(self, query: IndexQuery, limit: int, offset: int = 0, *, count: bool = True) -> tuple[list[FoundSection], int]:
        """Sections by their score, then by their date, then by their number, and how many there are in all."""
        return self._in_order(query, limit, offset, "", count)

    def _newest(self, query: IndexQuery, limit: int, offset: int) -> tuple[list[FoundSection], int]:
        """Sections by their date, then by their number, and how many there are in all."""
        return self._in_order(query, limit, offset, "newness", True)

    def _in_order(self, query: IndexQuery, limit: int, offset: int, field: str, count: bool) -> tuple[list[FoundSection], int]:
        wanted = max(1, limit + offset)
        size, most = wanted + MORE, max(EQUALS, wanted + MORE)
        found = self._searcher.search(query, limit=size, count=count, order_by_field=field or None)
        total = _count_of(found) if count else 0
        while True:
            addresses = [address for _, address in found.hits]
            ranks = self._values("newness", addresses) if field else [score for score, _ in found.hits]
            if len(ranks) < size or size >= most or _even(ranks[-1]) < _even(ranks[wanted - 1]):
                break
            size = min(16 * size, most)
            found = self._searcher.search(query, limit=size, count=False, order_by_field=field or None)
        kept = _first(ranks, wanted, None if field else lambda start, end: self._values("newness", addresses[start:end]))
        scores = [0.0 if field else _even(ranks[place]) for place in kept]
        addresses = [addresses[place] for place in kept]
        ranked = sorted(
            zip(scores, self._values("newness", addresses), self._values("key", addresses), strict=True),
            key=lambda hit: (-hit[0], -hit[1], hit[2]),
        )
        return [FoundSection(key, score) for score, _, key in ranked[offset : offset + limit]], total

    def _briefings(self, node: Node) -> IndexQuery:
        return self._compiler.briefings(node, self._briefings_of)

    def _briefings_of(self, sections: IndexQuery) -> IndexQuery:
        """The briefings of some sections, as a query."""
        name = repr(sections)
        known = self._sets.get(name)
        if known is None:
            known = array("q", sorted(set(self._all_numbers(sections))))
            while self._sets and sum(map(len, self._sets.values())) + len(known) > REMEMBERED:
                del self._sets[next(iter(self._sets))]
            self._sets[name] = known
        return self._of(known)

    def _of(self, numbers: Sequence[int]) -> IndexQuery:
        from tantivy import Query

        return Query.term_set_query(self._schema, "n", list(numbers)) if numbers else Query.empty_query()

    def _both(self, one: IndexQuery, other: IndexQuery) -> IndexQuery:
        from tantivy import Occur, Query

        return Query.boolean_query([(Occur.Must, one), (Occur.Must, Query.const_score_query(other, 0.0))])

    def _either(self, one: IndexQuery, other: IndexQuery) -> IndexQuery:
        from tantivy import Occur, Query

        return Query.boolean_query([(Occur.Should, one), (Occur.Should, other)])

    def _among(self, query: IndexQuery, among: frozenset[int] | None, without: frozenset[int] = frozenset()) -> IndexQuery:
        from tantivy import Occur, Query

        wanted = query if among is None else self._both(query, self._of(sorted(among)))
        if not without:
            return wanted
        return Query.boolean_query([(Occur.Must, wanted), (Occur.MustNot, self._of(sorted(without)))])

    def _count(self, query: IndexQuery) -> int:
        return _count_of(self._searcher.search(query, limit=1))

    def _all_numbers(self, query: IndexQuery) -> list[int]:
        found = self._searcher.search(query, limit=FEW)
        count = _count_of(found)
        return self._numbers_of(query, count) if count > FEW else self._values("n", [address for _, address in found.hits])

    def _numbers_of(self, query: IndexQuery, most: int) -> list[int]:
        """The numbers of the briefings of what a query finds, `most` documents or fewer."""
        if not most:
            return []
        found = self._searcher.search(query, limit=most, count=False)
        return self._values("n", [address for _, address in found.hits])

    def _values(self, field: str, addresses: list[DocAddress]) -> list[int]:
        return self._searcher.fast_field_values(field, addresses) if addresses else []  # type: ignore[return-value]


def _joined(best: list[FoundSection], rest: list[FoundSection]) -> list[FoundSection]:
    """Those that hold all that is looked for, and then the others."""
    known = {section.key for section in best}
    first = [FoundSection(section.key, section.score + TOGETHER) for section in best]
    return first + [section for section in rest if section.key not in known]


def _first(ranks: Sequence[float], wanted: int, newness_of: Callable[[int, int], list[int]] | None) -> Sequence[int]:
    """The places of those that may be among the first ones wanted, given their ranks in falling order.

    Many may be equal to the last one wanted; of those the newest come first, where `newness_of` tells how new they are.
    """
    if len(ranks) <= wanted:
        return range(len(ranks))
    edge = -_even(ranks[wanted - 1])
    start = bisect_left(ranks, edge, key=lambda rank: -_even(rank))
    end = bisect_right(ranks, edge, key=lambda rank: -_even(rank))
    if newness_of is None or end == wanted:
        return range(end)
    newness = newness_of(start, end)
    oldest = sorted(newness, reverse=True)[wanted - start - 1]
    return [*range(start), *[start + place for place, new in enumerate(newness) if new >= oldest]]


def _even(score: float) -> float:
    """A score without its last digits, in which equals differ: alternatives are added up in another order here and there."""
    return float(f"{score:.5g}")


def _count_of(found: object) -> int:
    """How many documents a search that counts has found; the library's own types leave the attribute out."""
    count: int = getattr(found, "count", 0)
    return count
