"""From a query to queries of the full-text index, and to sets of briefings where those need no index.

A query holds of a briefing as a whole, so most of it is asked of the one document that tells of the
whole briefing. Only what needs the order of words, or where in the briefing they stand, is asked of
the sections, and comes back as a set of briefings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from tui.catalog.index import NO_DATE
from tui.catalog.tokens import value_token
from tui.search.fields import TEXT_FIELDS
from tui.search.query import And, Dated, ExactPhrase, Flag, Leaf, Node, Not, Numbered, Or, Ranked, Thing, Value, Word, both
from tui.search.query import Query as ParsedQuery
from tui.search.stem import beginnings, stem

if TYPE_CHECKING:
    from tantivy import Occur, Query, Schema, Searcher

TITLE_WEIGHT, SECTION_WEIGHT, STEM_WEIGHT = 6.0, 3.0, 0.4
"""How much more a word counts in the title of the briefing and of the section, and less in another form."""

TOGETHER = 1_000.0
"""What a section that holds all that is looked for counts more, so that it comes before all others."""

LONGEST_ENDING = 8
"""Letters that a word may be longer than its stem."""

MOST_ENDINGS = 20
"""Words that the last word of a phrase may go on as and that are looked up one by one; of more the index makes one."""

COMMONEST = 400
"""Words among which those are that the last word of a phrase is first taken for."""

LOOKED_THROUGH = 45_000
"""Sections in which a phrase is looked for while its last word is typed, if its best briefings are found in them."""

RARE = 5_000
"""Sections with the rarest word of a phrase up to which all of them are looked through at once."""

REMEMBERED = 256
"""Words, and beginnings of words, of which is remembered how the index is asked: a search asks for the same ones several times."""

BriefingsOf = Callable[["Query"], "Query"]
"""Makes of a query for sections one for the briefings they are in."""


class HitQueries(NamedTuple):
    """Index queries for the sections that are hits."""

    either: Query
    """Those that hold any of the words or phrases."""
    together: Query | None
    """Those that hold all of them; None where there is but one."""


class Compiler:
    """Makes index queries for one state of an index."""

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        self._schema = schema
        self._searcher = searcher
        self._known_forms: dict[tuple[str, str], list[str]] = {}
        self._known_parts: dict[Word | ExactPhrase, list[Query]] = {}
        self._known_begun: dict[tuple[str, str, int], list[str]] = {}
        self.flagged: Mapping[str, Collection[int]] = {}
        """Numbers of the briefings of which a flag holds for what others of the library say, not for what they say themselves."""

    # briefings

    def briefings(self, node: Node, briefings_of: BriefingsOf) -> Query:
        """A query whose documents are the first sections of the briefings of which `node` holds.

        Args:
            node: the query's tree.
            briefings_of: finds the briefings of sections, where something must be asked of those.
        """
        from tantivy import Occur, Query

        clauses: list[tuple[Occur, Query]] = []
        if not _only_first(node):
            clauses.append((Occur.Must, Query.term_query(self._schema, "head", 1)))
        self._briefings(node, briefings_of, clauses)
        return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)

    def _briefings(self, node: Node, briefings_of: BriefingsOf, clauses: list[tuple[Occur, Query]]) -> None:
        from tantivy import Occur, Query

        if isinstance(node, And):
            for part in node.parts:
                self._briefings(part, briefings_of, clauses)
        elif isinstance(node, Not):
            clauses.append((Occur.MustNot, self._leaf(node.leaf, briefings_of)))
        elif isinstance(node, Or):
            parts = [self.briefings(part, briefings_of) for part in node.parts]
            clauses.append((Occur.Must, Query.boolean_query([(Occur.Should, part) for part in parts])))
        else:
            clauses.append((Occur.Must, self._leaf(node, briefings_of)))

    def _leaf(self, leaf: Leaf, briefings_of: BriefingsOf) -> Query:
        if isinstance(leaf, Value):
            return self._value(leaf)
        if isinstance(leaf, Ranked):
            return self._ranked(leaf)
        if isinstance(leaf, Dated):
            return self._dated(leaf)
        if isinstance(leaf, Numbered):
            return self._numbered(leaf.numbers)
        if isinstance(leaf, Flag):
            return self._flag(leaf.name) if leaf.field == "is" else self._numbered(())
        if isinstance(leaf, Thing):
            raise TypeError("a thing has become the numbers of briefings before (tui.catalog.asked_things)")
        if leaf.field == "" and isinstance(leaf, Word):
            return self._words(leaf, "everything")
        if leaf.field in ("", "section", "body"):
            found = briefings_of(self.sections(leaf))
            return self._any([found, self._words(leaf, "title")]) if leaf.field == "" else found
        return self._words(leaf, leaf.field)

    def _flag(self, name: str) -> Query:
        found = self._fact("is", name)
        numbers = self.flagged.get(name)
        return self._any([found, self._numbered(numbers)]) if numbers else found

    def _numbered(self, numbers: Collection[int]) -> Query:
        from tantivy import Query

        return Query.term_set_query(self._schema, "n", sorted(numbers)) if numbers else Query.empty_query()

    def _fact(self, field: str, value: str) -> Query:
        from tantivy import Query

        return Query.term_query(self._schema, "facts", value_token(field, value))

    def _value(self, leaf: Value) -> Query:
        exact = self._fact(leaf.field, leaf.value)
        if leaf.prefix:
            return self._prefix("facts", value_token(leaf.field, leaf.value))
        if leaf.field == "lang":
            return self._any([exact, self._prefix("facts", value_token("lang", f"{leaf.value}-"))])
        return exact

    def _ranked(self, leaf: Ranked) -> Query:
        from tantivy import Occur, Query

        allowed = self._any([self._fact(leaf.field, value) for value in leaf.allowed])
        if not leaf.restricted:
            allowed = Query.boolean_query([(Occur.Must, allowed), (Occur.MustNot, self._fact("is", "restricted"))])
        return self._any([allowed, self._fact("tlp", "")]) if leaf.field == "tlp" and leaf.unmarked else allowed

    def _dated(self, leaf: Dated) -> Query:
        from tantivy import FieldType, Occur, Query

        # A clause that always holds where there is a date keeps those out that have none.
        starts = Query.range_query(
            self._schema, f"{leaf.field}_from", FieldType.Integer, NO_DATE[0], NO_DATE[1] if leaf.upper is None else leaf.upper
        )
        ends = Query.range_query(
            self._schema, f"{leaf.field}_to", FieldType.Integer, NO_DATE[0] if leaf.lower is None else leaf.lower, NO_DATE[1]
        )
        return Query.boolean_query([(Occur.Must, starts), (Occur.Must, ends)])

    # sections

    def sections(self, leaf: Word | ExactPhrase) -> Query:
        """The sections that hold a word or phrase, in their title or their text, as its field says."""
        return self._any(self._section_parts(leaf))

    def _section_parts(self, leaf: Word | ExactPhrase) -> list[Query]:
        known = self._known_parts.get(leaf)
        if known is None:
            if len(self._known_parts) >= REMEMBERED:
                self._known_parts.clear()
            known = self._parts(leaf, "section", SECTION_WEIGHT) if leaf.field in ("", "section") else []
            known += self._parts(leaf, "text") if leaf.field in ("", "body") else []
            self._known_parts[leaf] = known
        return known

    def hits(self, node: Node) -> HitQueries | None:
        """The sections to show of the briefings that match, ranked; None where no text is looked for.

        Alternatives stand side by side and not one in another: the index then passes over most of those that
        cannot be among the best.
        """
        from tantivy import Occur, Query

        leaves = [leaf for leaf in leaves_of(node) if isinstance(leaf, Word | ExactPhrase) and leaf.field in TEXT_FIELDS]
        if not leaves:
            return None
        wanted: list[list[Query]] = []
        for leaf in leaves:
            parts = [] if leaf.field == "title" else self._section_parts(leaf)
            wanted.append(parts + self._parts(leaf, "title", TITLE_WEIGHT) if leaf.field in ("", "title") else parts)
        either = self._any([part for parts in wanted for part in parts])
        together = Query.boolean_query([(Occur.Must, self._any(parts)) for parts in wanted]) if len(wanted) > 1 else None
        return HitQueries(either, together)

    def other_hits(self, node: Node) -> Query | None:
        """First sections of briefings that a field answers where words might have instead (`tag:x OR word`)."""
        from tantivy import Query

        found = [
            self.briefings(part, lambda query: query)
            for alternatives in _alternatives(node)
            for part in alternatives.parts
            if not any(isinstance(leaf, Word | ExactPhrase) and leaf.field in TEXT_FIELDS for leaf in leaves_of(part))
        ]
        return Query.const_score_query(self._any(found), 0.01) if found else None

    # words

    def _words(self, leaf: Word | ExactPhrase, field: str) -> Query:
        """What has a word or phrase in a field, whatever it scores."""
        if isinstance(leaf, ExactPhrase) or not leaf.prefix:
            return self._any(self._parts(leaf, field))
        others = [word for word in self._forms(leaf.stem, field) if not word.startswith(leaf.forms)] if leaf.stem else []
        return self._any([self._prefix(field, text) for text in leaf.forms] + [self._term(field, word, 1.0) for word in others])

    def _parts(self, leaf: Word | ExactPhrase, field: str, weight: float = 1.0) -> list[Query]:
        """Queries of which each finds a word or phrase in a field."""
        if isinstance(leaf, ExactPhrase):
            return [self._boosted(self._phrase(leaf, field), weight)]
        weights = dict.fromkeys(self._forms(leaf.stem, field) if leaf.stem else (), STEM_WEIGHT)
        parts: list[Query] = []
        for text in leaf.forms:
            if leaf.prefix:
                begun = self._begun(field, text, 2)
                if len(begun) > 1:
                    parts.append(self._boosted(self._prefix(field, text), weight))
                weights |= dict.fromkeys(begun if len(begun) == 1 else (), 1.0)
                if text == leaf.text or text in begun:
                    weights[text] = 2.0
            elif text == leaf.text or self._searcher.doc_freq(field, text):
                weights[text] = 1.0
        return parts + [self._term(field, word, weight * own) for word, own in weights.items()]

    def _term(self, field: str, text: str, weight: float) -> Query:
        from tantivy import Query

        return self._boosted(Query.term_query(self._schema, field, text), weight)

    def _forms(self, stemmed: str, field: str) -> list[str]:
        """The words of a field that have a stem."""
        if field in ("title", "section", "text"):
            return [word for word in self._forms(stemmed, "everything") if self._searcher.doc_freq(field, word)]
        known = self._known_forms.get((stemmed, field))
        if known is None:
            most = len(stemmed) + LONGEST_ENDING
            candidates = [word for begun in beginnings(stemmed) for word, _ in self._searcher.terms_with_prefix(field, begun)]
            known = [word for word in candidates if len(word) <= most and stem(word) == stemmed]
            known += [stemmed] if stemmed not in known and self._searcher.doc_freq(field, stemmed) else []
            self._known_forms[stemmed, field] = known
        return known

    def _prefix(self, field: str, text: str) -> Query:
        from tantivy import Query

        return Query.fuzzy_term_query(self._schema, field, text, distance=0, prefix=True)

    def _phrase(self, leaf: ExactPhrase, field: str) -> Query:
        return self._any(
            [self._spelling(tokens, field, leaf.prefix) for tokens in leaf.spellings if self._has(tokens, field, leaf)]
        )

    def _has(self, tokens: tuple[str, ...], field: str, leaf: ExactPhrase) -> bool:
        """Whether a field has all of these words anywhere: of most spellings of a date it has not."""
        count = self._searcher.doc_freq
        return all(count(field, token) for token in (tokens[:-1] if leaf.prefix else tokens))

    def _begun(self, field: str, beginning: str, limit: int) -> list[str]:
        """Words of a field that begin with something, the commonest first."""
        known = self._known_begun.get((field, beginning, limit))
        if known is None:
            if len(self._known_begun) >= REMEMBERED:
                self._known_begun.clear()
            known = [word for word, _ in self._searcher.terms_with_prefix(field, beginning, limit=limit)]
            self._known_begun[field, beginning, limit] = known
        return known

    def _spelling(self, tokens: tuple[str, ...], field: str, prefix: bool) -> Query:
        from tantivy import Query

        if len(tokens) == 1:
            return self._prefix(field, tokens[0]) if prefix else Query.term_query(self._schema, field, tokens[0])
        words: list[str | tuple[int, str]] = list(tokens)
        if not prefix:
            return Query.phrase_query(self._schema, field, words)
        *fixed, last = tokens
        endings = self._begun(field, last, MOST_ENDINGS)
        if len(endings) == MOST_ENDINGS:
            patterns: list[str | tuple[int, str]] = [*map(re.escape, fixed), f"{re.escape(last)}.*"]
            return Query.regex_phrase_query(self._schema, field, patterns)
        return self._any([Query.phrase_query(self._schema, field, [*fixed, ending]) for ending in endings])

    def _boosted(self, query: Query, weight: float) -> Query:
        from tantivy import Query

        return query if weight == 1.0 else Query.boost_query(query, weight)

    def _any(self, queries: Sequence[Query]) -> Query:
        from tantivy import Occur, Query

        if len(queries) == 1:
            return queries[0]
        return Query.boolean_query([(Occur.Should, query) for query in queries]) if queries else Query.empty_query()


def likely(query: ParsedQuery, searcher: Searcher) -> ParsedQuery | None:
    """A phrase whose last word is still being typed, with the commonest words that begin so; None for any other query.

    None also where those are all, or where all of them are found in no time.
    """
    leaf = query.root
    if not (isinstance(leaf, ExactPhrase) and leaf.prefix and leaf.field in ("", "body") and len(leaf.tokens) > 1):
        return None
    *fixed, last = leaf.tokens
    held = min(searcher.doc_freq("text", token) for token in fixed)
    endings, spent = list[str](), 0
    for ending, often in searcher.terms_with_prefix("text", last, limit=COMMONEST) if held > RARE else ():
        spent += min(held, often)
        if endings and spent > LOOKED_THROUGH:
            first, *others = [(*fixed, ending) for ending in endings]
            phrase = replace(leaf, tokens=first, others=tuple(others), prefix=False)
            return ParsedQuery(phrase, query.text, query.notes)
        endings.append(ending)
    return None


def leaves_of(node: Node) -> list[Leaf]:
    """The leaves of a tree, those under a `Not` left out."""
    if isinstance(node, And | Or):
        return [leaf for part in node.parts for leaf in leaves_of(part)]
    return [] if isinstance(node, Not) else [node]


def _alternatives(node: Node) -> list[Or]:
    if isinstance(node, Or):
        return [node]
    return [found for part in node.parts for found in _alternatives(part)] if isinstance(node, And) else []


def _only_first(node: Node) -> bool:
    """Whether only first sections have what a node asks for, so that they need not be asked for themselves."""
    if isinstance(node, And):
        return any(_only_first(part) for part in node.parts)
    if isinstance(node, Word):
        return node.field not in ("section", "body")
    if isinstance(node, ExactPhrase):
        return node.field not in ("", "section", "body")
    if isinstance(node, Flag):
        return node.name not in ("superseded", "affected")
    return isinstance(node, Or | Value | Ranked | Dated)


def is_certain(node: Node) -> bool:
    """Whether every section that holds all that is looked for is one of a briefing that matches."""
    leaves = node.parts if isinstance(node, And) else (node,)
    return all(isinstance(leaf, Word | ExactPhrase) and leaf.field in TEXT_FIELDS for leaf in leaves)


def is_plain(node: Node) -> bool:
    """Whether any section that holds what is looked for makes its briefing match: one word or phrase, or one of several."""
    if isinstance(node, Or):
        return all(is_plain(part) for part in node.parts)
    return isinstance(node, Word | ExactPhrase) and node.field in TEXT_FIELDS


class BriefingSet(NamedTuple):
    """Numbers of the only briefings that may match, or of those that must not."""

    numbers: frozenset[int]
    negated: bool


def apart(query: ParsedQuery) -> tuple[ParsedQuery, list[BriefingSet]]:
    """A query without its sets of briefings, as far as all of them must hold; and these sets."""
    rest: list[Node] = []
    conditions: list[BriefingSet] = []
    for part in query.root.parts if isinstance(query.root, And) else (query.root,):
        if isinstance(part, Numbered):
            conditions.append(BriefingSet(part.numbers, negated=False))
        elif isinstance(part, Not) and isinstance(part.leaf, Numbered):
            conditions.append(BriefingSet(part.leaf.numbers, negated=True))
        else:
            rest.append(part)
    return ParsedQuery(both(rest), query.text, query.notes), conditions


def narrowed(numbers: Iterable[int], conditions: Iterable[BriefingSet]) -> frozenset[int]:
    """Those of some briefings that meet all conditions."""
    found = frozenset(numbers)
    for condition in conditions:
        found = found - condition.numbers if condition.negated else found & condition.numbers
    return found
