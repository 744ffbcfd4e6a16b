"""A query as a pattern for the reader, so that the next match is the next thing that was searched for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from tui.model.late_pattern import late_pattern
from tui.model.text import fold, fold_with_map, folds_in_place
from tui.search.fields import TEXT_FIELDS
from tui.search.folded import FoldedTexts
from tui.search.query import ExactPhrase, Query, Word
from tui.search.stem import beginning, stem
from tui.search.words import GLUED, Placed, has_signs, is_paired, placed_tokens, tokens

_ENDING = 8
"""Letters at most after the beginning that words of one stem share."""

_KANA_MARKS = late_pattern("[\u3099\u309a]")


class QueryPattern:
    """The words and phrases of a query as `tui.search.patterns.Pattern`: whole words, beginnings, stems, phrases."""

    case = False

    def __init__(self, leaves: list[Word | ExactPhrase]) -> None:
        """Make the pattern; there must be at least one leaf."""
        # The longest first: of two that begin at one place, a reader sees the longer. A word by its stem comes
        # last, since what it takes may turn out to have another stem.
        self._leaves = sorted(leaves, key=lambda leaf: (isinstance(leaf, Word), -len(leaf.text)))
        self._stems = frozenset(leaf.stem for leaf in leaves if isinstance(leaf, Word) and leaf.stem)
        self._literals = tuple(dict.fromkeys(one for leaf in self._leaves for one in literals(leaf)))
        plain = [leaf for leaf in self._leaves if leaf.text.isascii()]
        alternatives = [expression for leaf in plain for expression in _expressions(leaf)]
        alternatives += [
            rf"{_begun(beginning(leaf.stem), 'a-z0-9')}[a-z]{{0,{_ENDING}}}(?![a-z])()"
            for leaf in plain
            if isinstance(leaf, Word) and leaf.stem
        ]
        self._expression = re.compile("|".join(alternatives)) if alternatives else None
        self._firsts = frozenset(first for leaf in self._leaves for first in _first_tokens(leaf))
        self._beginnings = tuple({begun for leaf in self._leaves for begun in _beginnings(leaf)})

    def count(self, texts: FoldedTexts) -> int:
        """How many matches a run of texts holds."""
        joined = texts.joined(False)
        if not self._may_be_in(joined):
            return 0
        several_in_one = any(len(tokens(folded)) > 1 for folded in texts.expansions(False))
        if several_in_one or _KANA_MARKS.search(joined):
            return sum(len(self.spans(text)) for text in texts.texts)
        pieces = (joined,) if joined.isascii() and not has_signs(joined) else joined.split("\n")
        return sum(len(self._found(piece)) for piece in pieces)

    def _may_be_in(self, folded: str) -> bool:
        """Whether a folded text holds anything that every match holds: most texts do not."""
        if any(literal in folded for literal in self._literals):
            return True
        bare = folded.replace("'", "").replace(".", "").replace(",", "").replace('"', "")
        return len(bare) < len(folded) and any(literal in bare for literal in self._literals)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The matches in one text, as spans of the text itself: sorted, not overlapping, never empty."""
        folded = fold(text)
        found = self._found(folded)
        if not found or folds_in_place(text, folded):
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
        if not self._may_be_in(folded):
            return []
        if not folded.isascii() or has_signs(folded):
            own, apart = placed_tokens(folded)
            found = self._by_tokens(own)
            return _together(found, self._by_tokens(apart)) if apart else found
        if self._expression is None:
            return []
        return [
            match.span()
            for match in self._expression.finditer(folded)
            if match.lastindex is None or stem(match.group()) in self._stems
        ]

    def _by_tokens(self, placed: Sequence[Placed]) -> list[tuple[int, int]]:
        """The matches in a folded text of any script, token by token."""
        forms = [token for token, _, _ in placed]
        starts = [start for _, start, _ in placed]
        found: list[tuple[int, int]] = []
        firsts, beginnings, after = self._firsts, self._beginnings, 0
        for at in [at for at, form in enumerate(forms) if form in firsts or form.startswith(beginnings)]:
            if at < after:
                continue
            end = max((placed[last].start + length for last, length in self._at(placed, forms, at)), default=-1)
            if end >= 0:
                found.append((starts[at], end))
                after = bisect_left(starts, end, at + 1)
        return found

    def _at(self, placed: Sequence[Placed], forms: list[str], at: int) -> list[tuple[int, int]]:
        """For each word or phrase that begins at a token: which one is its last, and how much of that belongs to it."""
        found: list[tuple[int, int]] = []
        for leaf in self._leaves:
            if isinstance(leaf, ExactPhrase):
                for wanted in leaf.spellings:
                    last = at + len(wanted) - 1
                    form = forms[last] if last < len(forms) else ""
                    same = form == wanted[-1] or (leaf.prefix and form.startswith(wanted[-1]))
                    if form and same and forms[at:last] == list(wanted[:-1]):
                        found.append((last, _length(placed[last], wanted[-1])))
            elif _is_word(leaf, forms[at]):
                found.append((at, _length(placed[at], leaf.text)))
        return found


def _first_tokens(leaf: Word | ExactPhrase) -> Sequence[str]:
    """Tokens of which a match may begin with one."""
    return leaf.forms if isinstance(leaf, Word) else [spelling[0] for spelling in leaf.spellings]


def _beginnings(leaf: Word | ExactPhrase) -> Sequence[str]:
    """What the first token of a match may begin with."""
    if isinstance(leaf, Word):
        return [*(leaf.forms if leaf.prefix else ()), *([beginning(leaf.stem)] if leaf.stem else ())]
    return [spelling[0] for spelling in leaf.spellings if leaf.prefix and len(spelling) == 1]


def _is_word(leaf: Word, form: str) -> bool:
    if form in leaf.forms or (leaf.prefix and form.startswith(leaf.forms)):
        return True
    return leaf.stem != "" and stem(form) == leaf.stem


def _length(placed: Placed, wanted: str) -> int:
    """How much of a token belongs to a match: of a pair of characters only those that were asked for."""
    return len(wanted) if is_paired(placed.token) else placed.end - placed.start


def _together(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans of both lists, the longer of two that overlap."""
    found: list[tuple[int, int]] = []
    for start, end in sorted({*one, *other}, key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def query_pattern(query: Query) -> QueryPattern | None:
    """The pattern of what a query asks for in running text; None when it asks for no words there."""
    leaves = [leaf for leaf in query.leaves() if isinstance(leaf, Word | ExactPhrase) and leaf.field in TEXT_FIELDS]
    return QueryPattern(leaves) if leaves else None


def literals(leaf: Word | ExactPhrase) -> tuple[str, ...]:
    """Of which every folded text with a match holds one, as it is or without the signs inside words."""
    if isinstance(leaf, ExactPhrase):
        return tuple(max(tokens, key=len).removeprefix(GLUED) for tokens in leaf.spellings)
    return (beginning(leaf.stem) if leaf.stem else leaf.text,)


def _expressions(leaf: Word | ExactPhrase) -> list[str]:
    """Regular expressions for folded texts of ASCII without signs inside words."""
    if isinstance(leaf, Word):
        if leaf.stem and not leaf.prefix and leaf.stem != leaf.text and len(leaf.forms) == 1:
            return []
        kind = "0-9" if leaf.text.isdecimal() else "a-z"
        before = kind if len(leaf.forms) > 1 or kind == "0-9" else "a-z0-9"
        return [_begun(leaf.text, before) + _end(leaf.text, leaf.prefix)]
    return [_phrase(tokens, leaf.prefix) for tokens in leaf.spellings]


def _begun(word: str, kind: str) -> str:
    """An expression for letters or digits with none of a kind before them.

    It begins with the first of them and looks back from there: a text is then passed over fast.
    """
    return f"{word[0]}(?<![{kind}]{word[0]}){word[1:]}"


def _phrase(tokens: Sequence[str], prefix: bool) -> str:
    pieces: list[str] = []
    before = ""
    for token in tokens:
        bare = token.removeprefix(GLUED)
        if token.startswith(GLUED):
            pieces.append(bare if pieces else f"{bare[0]}(?<=[0-9]{bare[0]}){bare[1:]}")
        elif token.isdecimal():
            # A number may follow letters at once.
            pieces.append(("[^a-z0-9\n]*" if not before.isdecimal() else "[^a-z0-9\n]+") + bare if pieces else _begun(bare, "0-9"))
        else:
            pieces.append(f"[^a-z0-9\n]+{bare}" if pieces else _begun(bare, "a-z0-9"))
        before = token
    return "".join(pieces) + _end(tokens[-1], prefix)


def _end(token: str, prefix: bool) -> str:
    kind = "0-9" if token.isdecimal() else "a-z"
    return f"[{kind}]*" if prefix else f"(?![{kind}])"
