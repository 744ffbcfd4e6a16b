"""Finding a passage that is not as it was: the one made out of it by editing, or the same letters otherwise shown."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tui.changes.older import MARKUP, without_markup
from tui.model.place import Anchor

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_COMMON = 400
"""A word that stands at more places says nothing about where."""
_TRIED = 8
"""Windows that are compared closely."""
LONGEST = 1500
"""Words of a quote that are compared; longer ones by their first."""


class Alike(NamedTuple):
    """A passage and how alike it is."""

    likeness: float
    """0 to 1: the share of words, weighed by their length, that both have in one order."""
    start: int
    end: int


def note_words(text: str) -> list[str]:
    """The words of a text in order, small letters; one character of Chinese, Japanese or Korean is a word."""
    return [word.casefold() for word in _WORD.findall(text)]


def _weight_of(word: str) -> int:
    return 3 if not word.isascii() and len(word) == 1 else min(len(word), 8) if len(word) > 3 else 1


def weight(words: Sequence[str]) -> int:
    """How much some words say: about their letters; words of three letters and less say little."""
    return sum(map(_weight_of, words))


def run_likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two runs of words are, 0 to 1."""
    total = weight(one) + weight(other)
    if not total or one == other:
        return 1.0
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, one, other, autojunk=False)
    same = sum(weight(one[block.a : block.a + block.size]) for block in matcher.get_matching_blocks())
    return 2 * same / total


class Words:
    """The words of a text and where they stand, for finding passages by likeness."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: list[str] = []
        self._spans: list[tuple[int, int]] = []
        for match in _WORD.finditer(text):
            self._words.append(match.group().casefold())
            self._spans.append(match.span())
        self._places: dict[str, list[int]] = {}
        for number, word in enumerate(self._words):
            self._places.setdefault(word, []).append(number)

    def likest(self, quote: str, apart: tuple[int, int] = (0, 0)) -> Alike | None:
        """The passage most like a quote; None where nothing is like it.

        Args:
            quote: what is looked for.
            apart: a piece of the text that does not count.
        """
        wanted = note_words(quote)[:LONGEST]
        low, high = (bisect_left(self._spans, (offset, offset)) for offset in apart)
        found = [alike for at in self._diagonals(wanted, low, high) if (alike := self._aligned(wanted, at, low, high))]
        return self._with_signs(quote, max(found)) if found else None

    def _with_signs(self, quote: str, alike: Alike) -> Alike:
        """A passage with the signs around its words that the quote has too: its full stop, its quotation marks."""
        spans = [match.span() for match in _WORD.finditer(quote)]
        before, after = quote[: spans[0][0]], quote[spans[-1][1] :]
        start = alike.start - len(before) * self._text.endswith(before, 0, alike.start)
        return Alike(alike.likeness, start, alike.end + len(after) * self._text.startswith(after, alike.end))

    def _diagonals(self, wanted: Sequence[str], low: int, high: int) -> list[int]:
        """Where the quote's first word would stand, by the votes of its words; the best few, apart from each other."""
        votes: Counter[int] = Counter()
        step = max(2, len(wanted) // 4)
        for ordinal, word in enumerate(wanted):
            places = self._places.get(word, ())
            if 0 < len(places) <= _COMMON:
                share = _weight_of(word)
                for place in places:
                    if low <= place < high:
                        continue
                    votes[(place - ordinal) // step] += share
        best = sorted(((votes[at] + votes.get(at + 1, 0), at) for at in votes), reverse=True)
        kept: list[int] = []
        for _, at in best:
            if all(abs(at - other) > 1 for other in kept):
                kept.append(at)
                if len(kept) >= _TRIED:
                    break
        return [at * step for at in kept]

    def _aligned(self, wanted: Sequence[str], at: int, apart: int, until: int) -> Alike | None:
        from difflib import SequenceMatcher

        margin = len(wanted) // 2 + 4
        low = max(0, at - margin)
        high = at + len(wanted) + 2 * margin
        window = [word if not apart <= low + n < until else "" for n, word in enumerate(self._words[low:high])]
        blocks = [block for block in SequenceMatcher(None, wanted, window, autojunk=False).get_matching_blocks() if block.size]
        if not blocks:
            return None
        said = weight(wanted)
        gains = [weight(wanted[block.a : block.a + block.size]) for block in blocks]
        first, last = 0, len(blocks) - 1

        def score(first: int, last: int) -> float:
            inside = window[blocks[first].b : blocks[last].b + blocks[last].size]
            return 2 * sum(gains[first : last + 1]) / (said + weight(inside))

        best = score(first, last)
        while first < last:
            shorter = max((score(first + 1, last), first + 1, last), (score(first, last - 1), first, last - 1))
            if shorter[0] <= best:
                break
            best, first, last = shorter
        start = low + blocks[first].b
        end = low + blocks[last].b + blocks[last].size - 1
        return Alike(best, self._spans[start][0], self._spans[end][1])


_LEAST = 6
"""Letters of a side that say anything."""
_MANY = 24
"""Letters of one side that say enough where the other one is not as it was."""
_CUT = 6
"""Letters at the far end of a side that may be a piece of a tag or an escape."""
_MOST = 200
"""Places at which a quote is looked at."""


class Letters:
    """The letters and digits of a text, and where each of them stands."""

    def __init__(self, text: str) -> None:
        """Take them.

        Args:
            text: flat; what stands in tags counts as white space.
        """
        shown = MARKUP.sub(lambda found: " " * len(found[0]), text) if "<" in text else text
        self._shown = text
        self._at = array("L", (at for at, char in enumerate(shown) if char.isalnum()))
        self._text = "".join(filter(str.isalnum, shown))

    def passage(self, anchor: Anchor, *, had_rivals: bool) -> tuple[int, int] | None:
        """The one place that has the letters of a quote and of what stood beside it, as a span of the text; else None.

        Args:
            anchor: what was remembered.
            had_rivals: whether there was something like it when the note was made; else it is known by itself.
        """
        quote, before, after = map(_letters, (anchor.exact, anchor.prefix, anchor.suffix))
        before, after = (
            before[_CUT if len(before) >= _CUT + _LEAST else 0 :],
            after[: -_CUT if len(after) >= _CUT + _LEAST else None],
        )
        found: list[tuple[int, bool]] = []
        at = self._text.find(quote) if quote else -1
        while at >= 0 and len(found) < _MOST:
            sides = (self._text.endswith(before, 0, at), before), (self._text.startswith(after, at + len(quote)), after)
            said = [len(side) for agrees, side in sides if agrees and len(side) >= _LEAST]
            alone = not had_rivals and (bool(said) or len(quote) >= 2 * _LEAST)
            found.append((at, len(said) == 2 or max(said, default=0) >= _MANY or alone))
            at = self._text.find(quote, at + 1)
        sure = [start for start, is_sure in found if is_sure]
        if len(sure) != 1 or at >= 0:
            return None
        start = sure[0]
        return self._with_signs(anchor.exact, self._at[start], self._at[start + len(quote) - 1] + 1)

    def _with_signs(self, quote: str, first: int, last: int) -> tuple[int, int]:
        """A span with the signs at the ends of a quote, where they are there."""
        letters = [at for at, char in enumerate(quote) if char.isalnum()]
        head, tail = quote[: letters[0]], quote[letters[-1] + 1 :]
        first -= len(head) if self._shown.endswith(head, 0, first) else 0
        last += len(tail) if self._shown.startswith(tail, last) else 0
        return first, last


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, without_markup(text)))
