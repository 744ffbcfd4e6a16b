"""Finding inside one document: counts for every part at once, positions only where they are needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tui.document.document import Document
from tui.search.pattern import Folded, Pattern


class Match(NamedTuple):
    """One match: `document.parts[part].blocks[block].text[start:end]`. Ordered by position."""

    part: int
    block: int
    start: int
    end: int


class Finder:
    """What one pattern matches in one document.

    Parts that have not been made yet are not counted until `advance` is called after they are; so
    find answers at once on a large document and completes as the document is read.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._folded: dict[int, Folded] = {}
        self._counts: list[int | None] = [None] * len(document.parts)
        self._matches: dict[int, list[Match]] = {}
        self._before: list[int] | None = None
        self.pattern: Pattern | None = None

    def look_for(self, pattern: Pattern | None) -> None:
        """Begin with another pattern; nothing is counted yet."""
        self.pattern = pattern
        self._counts = [None] * len(self._document.parts)
        self._matches.clear()
        self._before = None

    def advance(self, seconds: float, clock: Callable[[], float]) -> bool:
        """Count for about `seconds`.

        Returns:
            Whether every part of the document has now been counted.

        Raises:
            BadPattern: a regular expression took too long.
        """
        if self.pattern is None:
            return True
        until = clock() + seconds
        complete = True
        for index, part in enumerate(self._document.parts):
            if self._counts[index] is not None:
                continue
            if not part.made:
                complete = False
                continue
            self.count(index)
            if clock() > until:
                return False
        return complete

    def known(self, part: int) -> int:
        """How many matches a part holds, as far as it has been counted."""
        return self._counts[part] or 0

    def fold_ahead(self, part: int) -> None:
        """Make a part and fold its text now, so that a later key press need not."""
        self._folding(part).joined(False)

    def _folding(self, part: int) -> Folded:
        folded = self._folded.get(part)
        if folded is None:
            folded = self._folded[part] = Folded([block.text for block in self._document.parts[part].blocks])
        return folded

    def count(self, part: int) -> int:
        """How many matches a part holds; makes the part if need be."""
        if self.pattern is None:
            return 0
        known = self._counts[part]
        if known is None:
            known = self._counts[part] = self.pattern.count(self._folding(part))
            self._before = None
        return known

    def matches(self, part: int) -> list[Match]:
        """The matches of a part, in order; makes the part if need be."""
        if self.pattern is None or not self.count(part):
            return []
        found = self._matches.get(part)
        if found is None:
            pattern = self.pattern
            found = self._matches[part] = [
                Match(part, number, start, end)
                for number, block in enumerate(self._document.parts[part].blocks)
                for start, end in pattern.spans(block.text)
            ]
        return found

    @property
    def counted(self) -> int:
        """How many parts have been counted, of `len(document.parts)`."""
        return sum(count is not None for count in self._counts)

    def _sums(self) -> list[int]:
        if self._before is None:
            total, sums = 0, [0]
            for count in self._counts:
                total += count or 0
                sums.append(total)
            self._before = sums
        return self._before

    @property
    def total(self) -> int:
        """How many matches are known."""
        return self._sums()[-1]

    def ordinal(self, match: Match) -> int:
        """The number of a match among those known, from 1."""
        return self._sums()[match.part] + self.matches(match.part).index(match) + 1

    def by_section(self) -> dict[int, int]:
        """Section index -> how many matches are known in it; sections without are left out."""
        found: dict[int, int] = {}
        for part, count in zip(self._document.parts, self._counts, strict=True):
            if count:
                found[part.section] = found.get(part.section, 0) + count
        return found

    def after(self, part: int, block: int, offset: int) -> Match | None:
        """The first known match at or after a position; None when there is none before the end."""
        for match in self.matches(part) if part < len(self._counts) and self._counts[part] else []:
            if (match.block, match.start) >= (block, offset):
                return match
        for index in range(part + 1, len(self._counts)):
            if self._counts[index]:
                return self.matches(index)[0]
        return None

    def before(self, part: int, block: int, offset: int) -> Match | None:
        """The last known match that starts before a position; None when there is none."""
        for match in reversed(self.matches(part)) if part < len(self._counts) and self._counts[part] else []:
            if (match.block, match.start) < (block, offset):
                return match
        for index in range(part - 1, -1, -1):
            if self._counts[index]:
                return self.matches(index)[-1]
        return None
