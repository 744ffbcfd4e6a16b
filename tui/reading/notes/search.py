"""The rules by which exact words are taken for the passage of a note."""

from __future__ import annotations

from typing import NamedTuple

from tui.model.place import AROUND, Anchor
from tui.reading.notes.likeness import note_words, weight
from tui.reading.notes.texts import BETWEEN, common_end, common_start, occurrences

MOST = 1000
"""Places where a quote is looked at; a quote of more is found only where nothing has changed."""

CLOSE = 60
"""Percent of likeness from which a rival asks for more evidence."""


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


class Side:
    """What can be said from the text beside a quote that is no longer there."""

    NEAR = 24

    @staticmethod
    def between(anchor: Anchor, flat: str, length: int, near: int = 0) -> tuple[int, int] | None:
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

    @staticmethod
    def agreeing(anchor: Anchor, text: str, start: int, end: int) -> int:
        """How many characters beside a passage agree with what stood beside the quote, on the better side."""
        return max(common_end(anchor.prefix, text, start), common_start(anchor.suffix, text, end))
