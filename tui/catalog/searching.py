"""Searching one state of the index: which briefings match, and which of their sections to show, best first."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tui.catalog.index import OF_THINGS
from tui.catalog.query_compiler import TOGETHER, Compiler, is_certain, is_plain, leaves_of, likely
from tui.catalog.ranked_index import EQUALS, MORE, FoundSection, RankedIndex, Ranking, WordIndex, even
from tui.search.query import ExactPhrase, Leaf, Node, Query, Word

if TYPE_CHECKING:
    from tantivy import DocAddress, Schema, Searcher
    from tantivy import Query as IndexQuery

NAMED = 2
"""Briefings are named one by one to the index up to this many times as many as sections would have to be looked through."""

COUNTED = 20_000
"""Sections with a phrase, in which the briefings are still counted."""

SHORT_BEGINNING = 2
"""Letters of the beginning of a word up to which it is found everywhere, where nothing tells one place from another."""

ROUNDS = 7
"""How often more sections are looked through before the briefings are named one by one after all."""

REMEMBERED = 200_000
"""Numbers of briefings with phrases that are remembered for the next letter of a search: 1.6 MB."""

NEAR = 2
"""Letters that a word may differ by from the one that is offered in its place."""


SHORTEST = 3
"""Letters of a word for which another one is offered."""

MOST_LOOKED_AT = 4_000
"""Words with the same beginning that are compared."""


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
    """Of each briefing the best few, briefing by briefing: what is text before lists of things, the best first."""
    each: dict[int, int]
    """Number of a briefing -> how many of its sections answer."""
    briefings: int | None
    """How many match; None where counting them would take longer than finding the best."""
    unfinished: bool = False
    """Whether there may be more, in these briefings too: a word that is still being typed was taken for the commonest ones."""


class Searching:
    """One state of an index. Its methods may be called from any thread, by one at a time."""

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        """Search what a searcher of an index of this schema sees."""
        self._schema = schema
        self._searcher = searcher
        self._index = RankedIndex(searcher)
        self._compiler = Compiler(self._schema, self._searcher)
        self._sets: dict[str, array[int]] = {}
        self._last: tuple[str, Ranking] = ("", Ranking([], [], 0))

    def know(self, flagged: Mapping[str, Collection[int]]) -> None:
        """Learn of which briefings a flag holds for what others of the library say: `superseded`, `affected`."""
        self._compiler.flagged = flagged

    def close_to(self, word: str) -> list[str]:
        """Words of the library that differ from one by a letter or two, the commonest first; empty where it has the word itself."""
        return near_words(self._searcher, word)

    def numbers(self, query: Query) -> list[int]:
        """The numbers of all briefings that match, in no order."""
        return self._index.all_numbers(self._briefings(query.root))

    def count(self, query: Query) -> int:
        """How many briefings match."""
        return self._index.count(self._briefings(query.root))

    def best(self, query: Query, briefings: int, each: int) -> Best:
        """The best briefings, whichever of them has how many sections that answer.

        Args:
            query: what is looked for.
            briefings: how many at most.
            each: how many sections of one at most.
        """
        begun = likely(query, self._searcher)
        if begun is not None:
            best = self._best(begun, briefings, each)
            if len(best.each) == briefings:
                return best._replace(briefings=None, unfinished=True)
        return self._best(query, briefings, each)

    def _best(self, query: Query, briefings: int, each: int) -> Best:
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
        things = self._things_among([n for n in kept if len(inside[n]) > each])
        for n in kept:
            inside[n].sort(key=lambda section: section.key in things)
        return Best(
            [section for n in kept for section in inside[n][:each]],
            {n: max(totals.get(n, 0), len(inside[n])) for n in kept},
            found.briefings,
        )

    def _things_among(self, numbers: list[int]) -> frozenset[int]:
        """The keys of those sections of some briefings that are lists of things: text is shown before them."""
        if not numbers:
            return frozenset()
        from tantivy import Query as IndexedQuery

        things = self._both(self._of(sorted(numbers)), IndexedQuery.term_query(self._schema, "facts", OF_THINGS))
        return frozenset(section.key for section in self._index.ranked(things, COUNTED, count=False)[0])

    def _rest(self, query: Query, numbers: list[int], sections: dict[int, FoundSection]) -> dict[int, int]:
        """Add to some sections the others that answer in some briefings. Returns how many there are in each."""
        hits = self._compiler.hits(query.root)
        if hits is None or not numbers:
            return {}
        other = self._compiler.other_hits(query.root)
        either = hits.either if other is None else self._either(hits.either, other)
        name, ranking = self._last
        if name == repr(either) and ranking.total <= len(ranking.addresses):
            keys = self._index.values("key", ranking.addresses)
            wanted = set(numbers)
            for key, score in zip(keys, ranking.ranks, strict=True):
                if key >> 20 in wanted:
                    sections.setdefault(key, FoundSection(key, even(score)))
            return {}
        named = self._of(sorted(numbers))
        rest, total = self._index.ranked(self._both(either, named), COUNTED)
        together: list[FoundSection] = []
        if hits.together is not None:
            together = self._index.ranked(self._both(hits.together, named), COUNTED, count=False)[0]
        for section in _joined(together, rest):
            sections.setdefault(section.key, section)
        if total > len(rest):
            return {n: self._index.count(self._both(either, self._of([n]))) for n in numbers}
        return {}

    def search(self, query: Query, limit: int, without: frozenset[int] = frozenset()) -> Found:
        """The best sections.

        Args:
            query: what is looked for.
            limit: how many sections at most.
            without: numbers of briefings that do not count as matching.
        """
        hits = self._compiler.hits(query.root)
        if hits is None:
            matching = self._apart_from(self._briefings(query.root), without)
            newest, total = self._index.newest(matching, limit)
            return Found(newest, total, total)
        if is_plain(query.root):
            asked = self._apart_from(hits.either, without)
            words = leaves_of(query.root)
            if all(isinstance(leaf, Word) or _is_begun(leaf) for leaf in words):
                alike = any(_is_begun(leaf) for leaf in words)
                sections, total = self._index.ranked(asked, limit, alike=alike)
                # Of words in titles and anywhere the index knows it at once, of others each section must be looked at.
                known = total <= EQUALS or all(isinstance(leaf, Word) and leaf.field in ("", "title") for leaf in words)
                return Found(sections, self.count(query) if known else None, total)
            ranking = self._phrases(asked, limit)
            found = self._index.ordered(ranking.ranks, ranking.addresses, limit)
            counted = ranking.total <= len(ranking.addresses) and not without
            return Found(found, len(set(self._index.values("n", ranking.addresses))) if counted else None, ranking.total)
        matching = self._apart_from(self._briefings(query.root), without)
        count = self._index.count(matching)
        other = self._compiler.other_hits(query.root)
        either = hits.either if other is None else self._either(hits.either, other)
        if count <= NAMED * self._looked_at(count, limit):
            named = self._of(self._index.numbers_of(matching, count))
            best = self._index.ranked(self._both(hits.together, named), limit)[0] if hits.together is not None else []
            if len(best) >= limit:
                return Found(_joined(best, [])[:limit], count, self._index.count(self._both(either, named)))
            rest, total = self._index.ranked(self._both(either, named), limit)
            return Found(_joined(best, rest)[:limit], count, total)
        best = []
        if hits.together is not None:
            if not without and is_certain(query.root):
                best = self._index.ranked(hits.together, limit, count=False)[0]
            else:
                best = self._look_through(hits.together, matching, count, limit)
        rest = [] if len(best) >= limit else self._look_through(either, matching, count, limit)
        return Found(_joined(best, rest)[:limit], count, None)

    def naming(self, query: Query, limit: int, listed: Sequence[int]) -> Found:
        """The best sections that hold any of some words and phrases, but for lists of things in some briefings.

        Args:
            query: alternatives that are looked for in texts.
            limit: how many sections at most.
            listed: numbers of the briefings of which only what is text counts.
        """
        from tantivy import Occur, Query

        hits = self._compiler.hits(query.root)
        if hits is None:
            return Found([], 0, 0)
        things = self._both(Query.term_query(self._schema, "facts", OF_THINGS), self._of(listed))
        asked = Query.boolean_query([(Occur.Must, hits.either), (Occur.MustNot, things)]) if listed else hits.either
        sections, total = self._index.ranked(asked, limit)
        return Found(sections, None, total)

    @property
    def words(self) -> WordIndex:
        """What its words tell of briefings that are alike."""
        return WordIndex(self._schema, self._searcher)

    def _looked_at(self, count: int, wanted: int) -> int:
        """How many sections should hold enough of those wanted, were the briefings that match spread evenly."""
        return 50 + 2 * wanted * max(2, self._briefings_in_all // max(1, count))

    def _look_through(self, hits: IndexQuery, matching: IndexQuery, count: int, wanted: int) -> list[FoundSection]:
        """The best sections of briefings that match, from the best sections of all while enough of those are such."""
        size, start = self._looked_at(count, wanted), 0
        ranks: list[float] = []
        addresses: list[DocAddress] = []
        for _ in range(ROUNDS):
            found = self._index.ranking(hits, size, start)
            numbers = self._index.values("n", found.addresses)
            seen = sorted(set(numbers))
            good = set(self._index.numbers_of(self._both(matching, self._of(seen)), len(seen)))
            kept = [place for place, n in enumerate(numbers) if n in good]
            ranks += [found.ranks[place] for place in kept]
            addresses += [found.addresses[place] for place in kept]
            start += len(numbers)
            if len(numbers) < size:
                return self._index.ordered(ranks, addresses, wanted)
            # Of equals all must have been seen, as far as that is possible: which come first must not hang on how the index lies.
            if len(ranks) >= wanted and (start >= EQUALS or even(found.ranks[-1]) < even(ranks[wanted - 1])):
                return self._index.ordered(ranks, addresses, wanted)
            size *= 2
        return self._index.ranked(self._both(hits, self._of(self._index.numbers_of(matching, count))), wanted, count=False)[0]

    def _phrases(self, query: IndexQuery, wanted: int) -> Ranking:
        """Sections with phrases, as many as are counted: to look for them takes long, and is done once."""
        name = repr(query)
        if self._last[0] != name or len(self._last[1].addresses) < min(wanted + MORE, self._last[1].total):
            self._last = name, self._index.ranking(query, max(COUNTED, wanted + MORE), count=True)
        return self._last[1]

    @cached_property
    def _briefings_in_all(self) -> int:
        from tantivy import Query

        return self._index.count(Query.term_query(self._schema, "head", 1))

    def _briefings(self, node: Node) -> IndexQuery:
        return self._compiler.briefings(node, self._briefings_of)

    def _briefings_of(self, sections: IndexQuery) -> IndexQuery:
        """The briefings of some sections, as a query."""
        name = repr(sections)
        known = self._sets.get(name)
        if known is None:
            known = array("q", sorted(set(self._index.all_numbers(sections))))
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

    def _apart_from(self, query: IndexQuery, without: frozenset[int]) -> IndexQuery:
        from tantivy import Occur, Query

        if not without:
            return query
        return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, self._of(sorted(without)))])


def _is_begun(leaf: Leaf) -> bool:
    """Whether a leaf is the first letter or two of a word, in quotes or not."""
    tokens = (leaf.text,) if isinstance(leaf, Word) else leaf.tokens if isinstance(leaf, ExactPhrase) else ()
    return isinstance(leaf, Word | ExactPhrase) and leaf.prefix and len(tokens) == 1 and len(tokens[0]) <= SHORT_BEGINNING


def _joined(best: list[FoundSection], rest: list[FoundSection]) -> list[FoundSection]:
    """Those that hold all that is looked for, and then the others."""
    known = {section.key for section in best}
    first = [FoundSection(section.key, section.score + TOGETHER) for section in best]
    return first + [section for section in rest if section.key not in known]


class Terms(Protocol):
    """The words of a library: an index, or a list of them."""

    def doc_freq(self, field_name: str, field_value: str, /) -> int:
        """How many documents hold a word."""

    def terms_with_prefix(self, field_name: str, prefix: str, *, limit: int | None = None) -> Sequence[tuple[str, int]]:
        """Words that begin so, each with the number of documents that hold it."""


_MOST_NEAR = 3
"""Words offered for one that is nowhere."""


def near_words(searcher: Terms, word: str) -> list[str]:
    """Words that differ from `word` by a letter or two (one in short words, two letters swapped count as one), the best first.

    Empty where the library has the word itself, or nothing near it.
    """
    if len(word) < SHORTEST or searcher.doc_freq("everything", word):
        return []
    most = 1 if len(word) < 6 else 2
    found: dict[str, tuple[int, int]] = {}
    # Nearly every slip leaves the first letter or the second one where it was.
    for beginning in dict.fromkeys((word[:2], word[0], word[1::-1], word[1])):
        for candidate, count in searcher.terms_with_prefix("everything", beginning, limit=MOST_LOOKED_AT):
            if abs(len(candidate) - len(word)) <= most and candidate not in found:
                distance = slips(word, candidate, most)
                if distance <= most:
                    found[candidate] = (distance, -count)
        if found:
            break
    return sorted(found, key=lambda candidate: (found[candidate], candidate))[:_MOST_NEAR]


def slips(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or swapped with the next; `most + 1` where more than `most`."""
    if one == other:
        return 0
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, row = row, [at]
        for place, wanted in enumerate(other, 1):
            cost = min(last[place] + 1, row[-1] + 1, last[place - 1] + (letter != wanted))
            if before and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                cost = min(cost, before[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = last
    return min(row[-1], most + 1)
