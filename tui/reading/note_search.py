"""The rules by which exact words are taken for the passage of a note."""

from __future__ import annotations

from typing import NamedTuple

from tui.model.place import AROUND, Anchor
from tui.reading.note_likeness import weight, words_of
from tui.reading.note_texts import BETWEEN, common_end, common_start, occurrences

MOST = 1000
"""Places where a quote is looked at; a quote of more is found only where nothing has changed."""


class Span(NamedTuple):
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
        self._crowded = len(self.places) >= MOST
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

    def agreement(self, at: int) -> tuple[int, int]:
        """How many characters directly before and after still agree."""
        before = common_end(self._anchor.prefix, self._text, at)
        return before, common_start(self._anchor.suffix, self._text, at + len(self.quote))

    def both(self) -> Span | None:
        """The one place where all that stood beside the quote still does."""
        found = [at for at in self._before if at in self._after]
        return self._span(found[0]) if len(found) == 1 and not self._crowded else None

    def one(self) -> Span | None:
        """The one place where all that stood on one side of it still does, and enough besides."""
        found = {*self._before, *self._after}
        if len(found) != 1 or self._crowded:
            return None
        at = found.pop()
        other = min(self.agreement(at))
        return self._span(at) if weight(words_of(self.quote)) + other >= 16 else None

    def alone(self) -> Span | None:
        """The one place of a quote that stood nowhere else, where a little of what was beside it still is."""
        if len(self.places) != 1 or not 0 <= self._anchor.rival < 100:
            return None
        said, agrees = weight(words_of(self.quote)), sum(self.agreement(self.places[0]))
        return self._span(self.places[0]) if said >= 8 and agrees >= 8 and said + agrees >= 32 else None

    def _span(self, at: int) -> Span:
        return Span(at, at + len(self.quote))


def unique_exact(anchor: Anchor, exact: Exact) -> Span | None:
    """The one place in a whole document of a quote that says enough to be known again anywhere."""
    words = words_of(exact.quote)
    if len(exact.places) != 1 or not 0 <= anchor.rival < 100 or weight(words) < 32 or len(set(words)) < 5:
        return None
    return Span(exact.places[0], exact.places[0] + len(exact.quote))


class Side:
    """What can be said from the text beside a quote that is no longer there."""

    NEAR = 24

    @staticmethod
    def between(anchor: Anchor, flat: str, length: int) -> tuple[int, int] | None:
        """What stands now between the text that stood before the quote and the text after it, where that is one passage."""
        before, after = anchor.prefix[-Side.NEAR :], anchor.suffix[: Side.NEAR]
        if len(before) < 8 or len(after) < 8:
            return None
        starts = [at + len(before) for at in occurrences(before, flat, 100)]
        ends = occurrences(after, flat, 100)
        pairs = [(start, end) for start in starts for end in ends if start < end and length // 3 <= end - start <= 3 * length + 20]
        return pairs[0] if len(pairs) == 1 else None

    @staticmethod
    def agreeing(anchor: Anchor, text: str, start: int, end: int) -> int:
        """How many characters beside a passage agree with what stood beside the quote, on the better side."""
        return max(common_end(anchor.prefix, text, start), common_start(anchor.suffix, text, end))
