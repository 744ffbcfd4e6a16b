"""A query as a pattern for the reader, so that the next match is the next thing that was searched for."""

from __future__ import annotations

import re
from bisect import bisect_left

from tui.model.text import fold, fold_with_map
from tui.search.fields import TEXT_FIELDS
from tui.search.pattern import Folded
from tui.search.query import Phrase, Query, Word
from tui.search.stem import beginning, stem
from tui.search.words import is_cjk, placed_tokens, tokens

_ENDING = 8
"""Letters at most after the beginning that words of one stem share."""

_KANA_MARKS = re.compile("[\u3099\u309a]")


class QueryPattern:
    """The words and phrases of a query as `tui.search.pattern.Pattern`: whole words, beginnings, stems, phrases."""

    case = False

    def __init__(self, leaves: list[Word | Phrase]) -> None:
        """Make the pattern; there must be at least one leaf."""
        # The longest first: of two that begin at one place, a reader sees the longer. A word by its stem comes
        # last, since what it takes may turn out to have another stem.
        self._leaves = sorted(leaves, key=lambda leaf: (isinstance(leaf, Word), -len(leaf.text)))
        self._stems = frozenset(leaf.stem for leaf in leaves if isinstance(leaf, Word) and leaf.stem)
        self._literals = tuple(dict.fromkeys(map(literal, self._leaves)))
        plain = [leaf for leaf in self._leaves if leaf.text.isascii()]
        alternatives = [_expression(leaf) for leaf in plain if not _by_stem_only(leaf)]
        alternatives += [
            rf"({re.escape(beginning(leaf.stem))}[a-z]{{0,{_ENDING}}})(?![a-z0-9])"
            for leaf in plain
            if isinstance(leaf, Word) and leaf.stem
        ]
        self._expression = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(alternatives)})") if alternatives else None

    def count(self, texts: Folded) -> int:
        """How many matches a run of texts holds."""
        joined = texts.joined(False)
        if not any(literal in joined for literal in self._literals):
            return 0
        several_in_one = any(len(tokens(folded)) > 1 for folded in texts.expansions(False))
        if several_in_one or _KANA_MARKS.search(joined):
            return sum(len(self.spans(text)) for text in texts.texts)
        pieces = (joined,) if joined.isascii() else joined.split("\n")
        return sum(len(self._found(piece)) for piece in pieces)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The matches in one text, as spans of the text itself: sorted, not overlapping, never empty."""
        folded = fold(text)
        found = self._found(folded)
        if not found or (text.isascii() and len(folded) == len(text)):
            return found
        source = fold_with_map(text)
        spans: list[tuple[int, int]] = []
        for begin, finish in found:
            start, end = source.source(begin, finish)
            start = max(start, spans[-1][1]) if spans else start
            if start < end:
                spans.append((start, end))
        return spans

    def _found(self, folded: str) -> list[tuple[int, int]]:
        """The matches in a folded text; newlines part what no phrase may cross."""
        if not any(literal in folded for literal in self._literals):
            return []
        if not folded.isascii():
            return self._by_tokens(folded)
        if self._expression is None:
            return []
        return [
            match.span()
            for match in self._expression.finditer(folded)
            if match.lastindex is None or stem(match.group(match.lastindex)) in self._stems
        ]

    def _by_tokens(self, folded: str) -> list[tuple[int, int]]:
        """The matches in a folded text of any script, token by token."""
        placed = placed_tokens(folded)
        forms = [token for token, _ in placed]
        starts = [start for _, start in placed]
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(forms):
            end = max((starts[at + offset] + length for offset, length in self._at(forms, at)), default=-1)
            if end >= 0:
                found.append((starts[at], end))
                at = bisect_left(starts, end, at + 1)
            else:
                at += 1
        return found

    def _at(self, forms: list[str], at: int) -> list[tuple[int, int]]:
        """For every leaf found at a token: how many tokens on its last one stands, and how many characters of it count."""
        found: list[tuple[int, int]] = []
        for leaf in self._leaves:
            wanted = leaf.tokens if isinstance(leaf, Phrase) else (leaf.text,)
            last = len(wanted) - 1
            form = forms[at + last] if at + last < len(forms) else ""
            same = form == wanted[-1] or (leaf.prefix and form.startswith(wanted[-1]))
            if isinstance(leaf, Word) and leaf.stem:
                same = same or stem(form) == leaf.stem
            if form and same and forms[at : at + last] == list(wanted[:-1]):
                found.append((last, len(wanted[-1]) if is_cjk(form) else len(form)))
        return found


def query_pattern(query: Query) -> QueryPattern | None:
    """The pattern of what a query asks for in running text; None when it asks for no words there."""
    leaves = [leaf for leaf in query.leaves() if isinstance(leaf, Word | Phrase) and leaf.field in TEXT_FIELDS]
    return QueryPattern(leaves) if leaves else None


def _by_stem_only(leaf: Word | Phrase) -> bool:
    return isinstance(leaf, Word) and bool(leaf.stem) and not leaf.prefix


def literal(leaf: Word | Phrase) -> str:
    """What every folded text with a match holds."""
    if isinstance(leaf, Phrase):
        return max(leaf.tokens, key=len)
    return beginning(leaf.stem) if leaf.stem else leaf.text


def _expression(leaf: Word | Phrase) -> str:
    """A regular expression for folded text that is ASCII, from the beginning of a word."""
    wanted = leaf.tokens if isinstance(leaf, Phrase) else (leaf.text,)
    end = "[a-z0-9]*" if leaf.prefix else "(?![a-z0-9])"
    return r"[^a-z0-9\n]+".join(map(re.escape, wanted)) + end
