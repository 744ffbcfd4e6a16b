"""What shows that a passage is the one of a note: its exact words and what stands beside them, else how alike it is to them.

A passage may stand where it stood, in other words after editing, or in the same letters otherwise shown.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tui.changes.older import MARKUP, without_markup
from tui.model.place import AROUND, Anchor

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_COMMON = 400
"""A word that stands at more places says nothing about where."""
_TRIED = 8
"""Windows that are compared closely."""
LONGEST = 1500
"""Words of a quote that are compared; longer ones by their first."""
MOST = 1000
"""Places where a quote is looked at; a quote of more is found only where nothing has changed."""
CLOSE = 60
"""Percent of likeness from which a rival asks for more evidence."""
NEAR = 24
"""Characters beside a quote that must still be there where not all are."""
BETWEEN = "\x00"
"""Stands before every section in the text of the whole; no document holds it."""


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


def occurrences(needle: str, text: str, most: int = 1000) -> list[int]:
    """Where a string begins in a text, overlapping ones too; `most` at most."""
    found: list[int] = []
    at = text.find(needle) if needle else -1
    while at >= 0 and len(found) < most:
        found.append(at)
        at = text.find(needle, at + 1)
    return found


def common_end(one: str, text: str, end: int) -> int:
    """How many characters at the end of `one` also end `text[:end]`."""
    most = min(len(one), end)
    count = 0
    while count < most and one[-1 - count] == text[end - 1 - count]:
        count += 1
    return count


def common_start(one: str, text: str, start: int) -> int:
    """How many characters at the start of `one` also start `text[start:]`."""
    most = min(len(one), len(text) - start)
    count = 0
    while count < most and one[count] == text[start + count]:
        count += 1
    return count


class FlatSpan(NamedTuple):
    """A piece of a flat text."""

    start: int
    end: int


class Exact:
    """Where a quote stands in a text, and how much of what stood beside it still does."""

    def __init__(self, anchor: Anchor, quote: str, text: str) -> None:
        """Look for a quote.

        Args:
            anchor: whose quote it is.
            quote: white space collapsed.
            text: flat; of a section, or of the whole document with `BETWEEN` between sections.
        """
        self._anchor = anchor
        self.quote = quote
        self._text = text
        self.places = occurrences(quote, text, MOST)
        words = note_words(quote)
        self.said = weight(words)
        """How much the quote says by itself."""
        self.different = len(set(words))
        self._before = [at for at in self.places if self._has_prefix(at)]
        self._after = [at for at in self.places if self._has_suffix(at)]

    def _has_prefix(self, at: int) -> bool:
        prefix = self._anchor.prefix
        if not prefix or not self._text.endswith(prefix, 0, at):
            return False
        start = at - len(prefix)
        return len(prefix) >= AROUND or start == 0 or self._text[start - 1] == BETWEEN

    def _has_suffix(self, at: int) -> bool:
        suffix, end = self._anchor.suffix, at + len(self.quote)
        if not suffix or not self._text.startswith(suffix, end):
            return False
        end += len(suffix)
        return len(suffix) >= AROUND or end == len(self._text) or self._text[end] == BETWEEN

    def agreement(self, at: int) -> int:
        """How many characters directly before and after a place still agree."""
        before = common_end(self._anchor.prefix, self._text, at)
        return before + common_start(self._anchor.suffix, self._text, at + len(self.quote))

    def _whole_block(self, at: int) -> bool:
        """Whether all that is known of the quote's own paragraph is still around it, wherever that has gone."""
        _, line, before = self._anchor.prefix.rpartition("\n")
        after, end, _ = self._anchor.suffix.partition("\n")
        before, after = line + before, after + end
        behind = at + len(self.quote)
        if self._text.endswith(before, 0, at) and self._text.startswith(after, behind):
            return True
        # Signs and spaces may be shown otherwise by now.
        left = _bare(self._text[max(0, at - 2 * len(before) - 8) : at])
        right = _bare(self._text[behind : behind + 2 * len(after) + 8])
        return left.endswith(_bare(before)) and right.startswith(_bare(after))

    def both(self) -> FlatSpan | None:
        """The one place where all that stood beside the quote still does."""
        found = [at for at in self._before if at in self._after]
        return self._clear(found[0], 0.75) if len(found) == 1 else None

    def one(self) -> FlatSpan | None:
        """The one place where all that stood on one side of it still does, and enough besides."""
        found = {*self._before, *self._after}
        if len(found) != 1:
            return None
        at = found.pop()
        other = self.agreement(at) - max(
            len(self._anchor.prefix) * (at in self._before), len(self._anchor.suffix) * (at in self._after)
        )
        if self.said + other < 16 or not (0 <= self._anchor.rival < CLOSE or (other >= 24 and self._whole_block(at))):
            return None
        return self._clear(at, 0.6)

    def _clear(self, at: int, share: float) -> FlatSpan | None:
        """A place, unless another has a full side too, or much of what this one has."""
        if len({*self._before, *self._after}) > 1 or len(self.places) >= MOST:
            return None
        if not self._whole_block(at) and any(self._whole_block(other) for other in self.places):
            return None
        most = share * self.agreement(at)
        # What agrees in more than so much agrees in more than half of it on one side: most places fall at the first look.
        half = int(most // 2) + 1
        before, after = self._anchor.prefix[-half:], self._anchor.suffix[:half]
        for other in self.places:
            if other == at:
                continue
            end = other + len(self.quote)
            like_before = len(before) == half and self._text.endswith(before, 0, other)
            like_after = len(after) == half and self._text.startswith(after, end)
            if (like_before or like_after) and self.agreement(other) > most:
                return None
        return self._span(at)

    def alone(self) -> FlatSpan | None:
        """The one place of a quote that stood nowhere else, where a little of what was beside it still is."""
        if len(self.places) != 1 or not 0 <= self._anchor.rival < 100:
            return None
        agrees = self.agreement(self.places[0])
        if self._anchor.rival >= CLOSE and not self._whole_block(self.places[0]):
            return None
        return self._span(self.places[0]) if self.said >= 8 and agrees >= 8 and self.said + agrees >= 32 else None

    def unique(self) -> FlatSpan | None:
        """The one place in a whole document of a quote that says enough to be known again anywhere."""
        if len(self.places) != 1 or not 0 <= self._anchor.rival < CLOSE:
            return None
        said, different = (16, 3) if self._fills_block(self.places[0]) else (28, 5)
        return self._span(self.places[0]) if self.said >= said and self.different >= different else None

    def _fills_block(self, at: int) -> bool:
        """Whether the quote is the whole of a paragraph, as it was."""
        end = at + len(self.quote)
        bounds = ("\n", BETWEEN)
        was = self._anchor.prefix[-1:] in ("\n", "") and self._anchor.suffix[:1] in ("\n", "")
        return was and self._text[at - 1 : at] in bounds and self._text[end : end + 1] in bounds

    def _span(self, at: int) -> FlatSpan:
        return FlatSpan(at, at + len(self.quote))


def _bare(text: str) -> str:
    """The letters and digits of a text, its lines kept apart."""
    return "".join(character for character in text if character.isalnum() or character in ("\n", BETWEEN))


def text_between(anchor: Anchor, flat: str, length: int, near: int = 0) -> tuple[int, int] | None:
    """What stands now between the text that stood before the quote and the text after it, where that is one passage.

    Args:
        anchor: whose quote is no longer there.
        flat: the text of its section.
        length: of the quote.
        near: how many characters of either side must still be there; 0 for all that are known.
    """
    before, after = anchor.prefix[-near:], anchor.suffix[: near or None]
    if len(before) < 8 or len(after) < 8:
        return None
    starts = [at + len(before) for at in occurrences(before, flat, 100)]
    ends = occurrences(after, flat, 100)
    pairs = [(start, end) for start in starts for end in ends if start < end and length // 3 <= end - start <= 3 * length + 20]
    return pairs[0] if len(pairs) == 1 else None


def agreement_beside(anchor: Anchor, text: str, start: int, end: int) -> int:
    """How many characters beside a passage agree with what stood beside the quote, on the better side."""
    return max(common_end(anchor.prefix, text, start), common_start(anchor.suffix, text, end))
