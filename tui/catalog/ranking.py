"""How well sections of briefings in memory answer a query, reckoned as the full-text index does (BM25).

A word counts most in the title of a briefing, less in the title of a section, least in its text;
rare words count more than common ones, and other forms of a word less than the word itself.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from tui.search.fields import TEXT_FIELDS
from tui.search.query import ExactPhrase, Query, Word
from tui.search.record import Record
from tui.search.stem import beginning, stem
from tui.search.words import BREAK

TITLE_WEIGHT, SECTION_WEIGHT, STEM_WEIGHT, TOGETHER = 6.0, 3.0, 0.4, 1_000.0
"""As `tui.catalog.compiling` has them; the last one is for sections that hold all words."""

K1, B = 1.2, 0.75
"""Of BM25: how soon more of the same word counts no more, and how much long texts count less."""

Place = tuple[int, int]
"""Index of a briefing, and the ordinal of a section in it."""


class _Field:
    """One field of all sections: which hold a token, and how often."""

    def __init__(self, tokens: dict[Place, list[str]], documents: int) -> None:
        self.tokens = tokens
        self.documents = documents
        self._average = sum(map(len, tokens.values())) / max(1, documents) or 1.0
        self._holding: dict[str, dict[Place, int]] = {}
        for place, own in tokens.items():
            for token, count in Counter(own).items():
                self._holding.setdefault(token, {})[place] = count
        self._words = sorted(word for word in self._holding if word != BREAK)

    def holding(self, token: str) -> dict[Place, int]:
        """The sections that hold a token, with how often."""
        return self._holding.get(token, {})

    def beginning_with(self, text: str) -> list[str]:
        """The words that begin so."""
        start = bisect_left(self._words, text)
        end = start
        while end < len(self._words) and self._words[end].startswith(text):
            end += 1
        return self._words[start:end]

    def rarity(self, count: int) -> float:
        """What a word counts that so many sections hold."""
        return math.log(1 + (self.documents - count + 0.5) / (count + 0.5))

    def scores(self, counts: dict[Place, int], rarity: float) -> dict[Place, float]:
        """BM25 of each section, from how often it holds something."""
        scores = {}
        for place, count in counts.items():
            length = len(self.tokens[place]) / self._average
            scores[place] = rarity * (1 + K1) * count / (count + K1 * (1 - B + B * length))
        return scores


class Ranking:
    """Scores of the sections of some briefings; it holds all their words."""

    def __init__(self, records: Sequence[Record]) -> None:
        documents = sum(max(1, len(record.sections)) for record in records)
        text: dict[Place, list[str]] = {}
        section: dict[Place, list[str]] = {}
        title: dict[Place, list[str]] = {}
        self._briefings: Counter[str] = Counter()
        for number, record in enumerate(records):
            title[number, 0] = record.title_tokens
            for ordinal, own in enumerate(record.sections):
                text[number, ordinal] = own.tokens
                section[number, ordinal] = own.title_tokens
            words = set(record.title_tokens).union(*[(*own.tokens, *own.title_tokens) for own in record.sections])
            self._briefings.update(words - {BREAK})
        self._text, self._section, self._title = (_Field(tokens, documents) for tokens in (text, section, title))
        self._words = sorted(self._briefings)

    def doc_freq(self, field_name: str, field_value: str, /) -> int:
        """How many briefings hold a word, whatever the field."""
        return self._briefings[field_value]

    def terms_with_prefix(self, field_name: str, prefix: str, *, limit: int | None = None) -> list[tuple[str, int]]:
        """Words that begin so, whatever the field, each with the number of briefings that hold it."""
        start = bisect_left(self._words, prefix)
        found = []
        for word in self._words[start : None if limit is None else start + limit]:
            if not word.startswith(prefix):
                break
            found.append((word, self._briefings[word]))
        return found

    def scores(self, query: Query) -> dict[Place, float]:
        """The sections that hold words or phrases of a query, the first one of a briefing standing for its title too."""
        wanted = []
        for leaf in query.leaves():
            if isinstance(leaf, Word | ExactPhrase) and leaf.field in TEXT_FIELDS:
                scores: dict[Place, float] = {}
                for name, field, weight in (
                    ("body", self._text, 1.0),
                    ("section", self._section, SECTION_WEIGHT),
                    ("title", self._title, TITLE_WEIGHT),
                ):
                    if leaf.field in ("", name):
                        _add(scores, self._leaf(leaf, field), weight)
                wanted.append(scores)
        total: dict[Place, float] = {}
        for scores in wanted:
            _add(total, scores, 1.0)
        if len(wanted) > 1:
            for place in set(wanted[0]).intersection(*wanted[1:]):
                total[place] += TOGETHER
        return total

    def _leaf(self, leaf: Word | ExactPhrase, field: _Field) -> dict[Place, float]:
        if isinstance(leaf, ExactPhrase):
            return _phrase(leaf, field)
        scores: dict[Place, float] = {}
        weights: dict[str, float] = {}
        if leaf.stem:
            candidates = field.beginning_with(beginning(leaf.stem))
            weights = {word: STEM_WEIGHT for word in candidates if stem(word) == leaf.stem}
        for text in leaf.forms:
            if leaf.prefix:
                begun = field.beginning_with(text)
                if len(begun) > 1:
                    _add(scores, dict.fromkeys({place for word in begun for place in field.holding(word)}, 1.0), 1.0)
                weights |= dict.fromkeys(begun if len(begun) == 1 else (), 1.0)
            weights[text] = 2.0 if leaf.prefix else 1.0
        for word, weight in weights.items():
            counts = field.holding(word)
            _add(scores, field.scores(counts, field.rarity(len(counts))), weight)
        return scores


def _phrase(phrase: ExactPhrase, field: _Field) -> dict[Place, float]:
    scores: dict[Place, float] = {}
    for *fixed, last in phrase.spellings:
        lasts = field.beginning_with(last) if phrase.prefix else [last]
        endings = {place for word in lasts for place in field.holding(word)}
        counts: dict[Place, int] = {}
        for place in endings.intersection(*(field.holding(word) for word in fixed)):
            tokens = field.tokens[place]
            count = sum(
                tokens[at : at + len(fixed)] == fixed
                and (tokens[at + len(fixed)] == last or (phrase.prefix and tokens[at + len(fixed)].startswith(last)))
                for at in range(len(tokens) - len(fixed))
            )
            if count:
                counts[place] = count
        rarity = sum(field.rarity(len(field.holding(word))) for word in fixed) + field.rarity(len(endings))
        _add(scores, field.scores(counts, rarity), 1.0)
    return scores


def _add(scores: dict[Place, float], more: dict[Place, float], weight: float) -> None:
    for place, score in more.items():
        scores[place] = scores.get(place, 0.0) + weight * score
