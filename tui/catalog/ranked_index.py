"""What the index finds, in an order that does not hang on how it lies on disk: by score or date, then by number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from heapq import nsmallest
from math import log
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tantivy import DocAddress, Schema, Searcher
    from tantivy import Query as IndexQuery

FEW = 1_000
"""Hits that are fetched before it is known how many there are."""

MORE = 100
"""Sections beyond those asked for that are looked at: which of equals come first must not hang on how the index lies on disk."""

EQUALS = 5_000
"""Sections among which equals are still put in order."""


class FoundSection(NamedTuple):
    """A section that answers a query."""

    key: int
    """`number of the briefing * SECTIONS_PER_BRIEFING + ordinal`."""
    score: float


class Ranking(NamedTuple):
    """Documents as the index gives them, the best first."""

    ranks: list[float]
    """Scores, or how new they are."""
    addresses: list[DocAddress]
    total: int
    """How many there are in all; 0 where that was not asked."""


class RankedIndex:
    """One state of an index, asked for the best of what it finds."""

    def __init__(self, searcher: Searcher) -> None:
        """Ask a searcher."""
        self._searcher = searcher

    def ranked(self, query: IndexQuery, limit: int, *, count: bool = True, alike: bool = False) -> tuple[list[FoundSection], int]:
        """Sections by their score, then by their date, then by their number, and how many there are in all.

        Args:
            query: what is looked for.
            limit: how many at most.
            count: whether it is to be known how many there are.
            alike: whether most of them have the same score, as those with the beginning of a word have, wherever it stands.
        """
        return self._in_order(query, limit, "", count, alike)

    def newest(self, query: IndexQuery, limit: int) -> tuple[list[FoundSection], int]:
        """Sections by their date, then by their number, and how many there are in all."""
        return self._in_order(query, limit, "newness", True, False)

    def _in_order(self, query: IndexQuery, limit: int, field: str, count: bool, alike: bool) -> tuple[list[FoundSection], int]:
        wanted = max(1, limit)
        most = max(EQUALS, wanted + MORE)
        size = most if alike else wanted + MORE
        found = self.ranking(query, size, count=count, field=field)
        total = found.total
        ranks = self.values("newness", found.addresses) if field else found.ranks
        if size <= len(ranks) < most and even(ranks[-1]) == even(ranks[wanted - 1]):
            found = self.ranking(query, most, field=field)
            ranks = self.values("newness", found.addresses) if field else found.ranks
        return self.ordered(ranks, found.addresses, wanted, field)[:limit], total

    def ordered(self, ranks: Sequence[float], addresses: list[DocAddress], wanted: int, field: str = "") -> list[FoundSection]:
        """The first ones wanted by their rank, then by their date, then by their number."""
        kept = _first(ranks, max(1, wanted), None if field else lambda start, end: self.values("newness", addresses[start:end]))
        scores = [0.0 if field else even(ranks[place]) for place in kept]
        addresses = [addresses[place] for place in kept]
        found = zip(scores, self.values("newness", addresses), self.values("key", addresses), strict=True)
        # Of thousands of equals few are wanted: the others are not put in order.
        ranked = nsmallest(wanted, found, key=lambda hit: (-hit[0], -hit[1], hit[2]))
        return [FoundSection(key, score) for score, _, key in ranked]

    def ranking(self, query: IndexQuery, limit: int, offset: int = 0, *, count: bool = False, field: str = "") -> Ranking:
        """What the index finds, in its order."""
        found = self._searcher.search(query, limit=limit, offset=offset, count=count, order_by_field=field or None)
        # Taken once: the library makes the list anew each time.
        hits = found.hits
        return Ranking([rank for rank, _ in hits], [address for _, address in hits], _count_of(found) if count else 0)

    def count(self, query: IndexQuery) -> int:
        """How many documents a query finds."""
        return _count_of(self._searcher.search(query, limit=1))

    def all_numbers(self, query: IndexQuery) -> list[int]:
        """The numbers of the briefings of all that a query finds, one for each document."""
        found = self.ranking(query, FEW, count=True)
        return self.numbers_of(query, found.total) if found.total > FEW else self.values("n", found.addresses)

    def numbers_of(self, query: IndexQuery, most: int) -> list[int]:
        """The numbers of the briefings of what a query finds, `most` documents or fewer."""
        if not most:
            return []
        return self.values("n", self.ranking(query, most).addresses)

    def values(self, field: str, addresses: list[DocAddress]) -> list[int]:
        """What documents have in a column of the index."""
        return self._searcher.fast_field_values(field, addresses) if addresses else []  # type: ignore[return-value]


class WordIndex:
    """The words of one state of an index: which briefings hold them, and how rare they are."""

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        """Ask what a searcher of an index of this schema sees."""
        self._schema = schema
        self._searcher = searcher
        self._index = RankedIndex(searcher)

    def rarest(self, words: Mapping[str, int], most: int) -> dict[str, float]:
        """Words by what they weigh: how often they were counted, damped, times how rare they are.

        What no other briefing holds, or half of all do, tells of none that is like it, and is left out.

        Args:
            words: how often each was counted in a briefing.
            most: how many are given.
        """
        from tantivy import Query

        every = self._index.count(Query.term_query(self._schema, "head", 1))
        found: dict[str, float] = {}
        for word, count in words.items():
            holding = self._searcher.doc_freq("everything", word)
            if 2 <= holding <= max(2, every // 2):
                found[word] = (1 + log(count)) * log(1 + every / holding)
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0]))[:most])

    def with_words(self, weights: Mapping[str, float], limit: int) -> list[int]:
        """The numbers of the briefings that hold most of some words, by what these weigh."""
        from tantivy import Occur, Query

        terms = [
            (Occur.Should, Query.boost_query(Query.const_score_query(self._holding(word), 1.0), weight))
            for word, weight in weights.items()
        ]
        found = self._index.ranked(Query.boolean_query(terms), limit)[0] if terms else []
        return [section.key >> 20 for section in found]

    def holding(self, word: str, numbers: Sequence[int]) -> list[int]:
        """Which of some briefings hold a word."""
        from tantivy import Occur, Query

        named = Query.term_set_query(self._schema, "n", sorted(numbers))
        both = Query.boolean_query([(Occur.Must, self._holding(word)), (Occur.Must, named)])
        return self._index.all_numbers(both) if numbers else []

    def _holding(self, word: str) -> IndexQuery:
        from tantivy import Query

        return Query.term_query(self._schema, "everything", word)


def _first(ranks: Sequence[float], wanted: int, newness_of: Callable[[int, int], list[int]] | None) -> Sequence[int]:
    """The places of those that may be among the first ones wanted, given their ranks in falling order.

    Many may be equal to the last one wanted; of those the newest come first, where `newness_of` tells how new they are.
    """
    if len(ranks) <= wanted:
        return range(len(ranks))
    edge = -even(ranks[wanted - 1])
    start = bisect_left(ranks, edge, key=lambda rank: -even(rank))
    end = bisect_right(ranks, edge, key=lambda rank: -even(rank))
    if newness_of is None or end == wanted:
        return range(end)
    newness = newness_of(start, end)
    oldest = sorted(newness, reverse=True)[wanted - start - 1]
    return [*range(start), *[start + place for place, new in enumerate(newness) if new >= oldest]]


def even(score: float) -> float:
    """A score without its last digits, in which equals differ: alternatives are added up in another order here and there."""
    return float(f"{score:.5g}")


def _count_of(found: object) -> int:
    """How many documents a search that counts has found; the library's own types leave the attribute out."""
    count: int = getattr(found, "count", 0)
    return count
