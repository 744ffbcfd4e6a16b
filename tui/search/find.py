"""Find in a document: how many matches there are, where the next one is, and how many each section holds."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from tui.document.document import RUN_PARTS
from tui.search.folded import Folded, FoldedPart, FoldedRun
from tui.search.patterns import Expression, Pattern, Substring

if TYPE_CHECKING:
    from tui.document.document import Document


FEW_PARTS = 32
"""Of a run of so few parts each is counted at once: most of that is looking through their text."""

_SECTION = attrgetter("section")


class Match(NamedTuple):
    """One match: `document.parts[part].blocks[block].text[start:end]`. Ordered by position."""

    part: int
    block: int
    start: int
    end: int


class SectionCounts:
    """How many matches sections hold, as far as is known; counted for those that somebody asks about."""

    __slots__ = ("_finder",)

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def within(self, section: int, below: int = 0) -> int:
        """The matches in a section and in so many behind it."""
        return self._finder.within(section, section + below + 1)


class Finder:
    """What one pattern matches in one document.

    Parts that have not been made yet are not counted until `advance` is called after they are; so
    find answers at once on a large document and completes as the document is read. A run of parts
    is counted as a whole, and part by part where somebody looks.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self.pattern: Pattern | None = None
        self._folded: dict[int, FoldedRun] = {}
        """By their number, the runs of which every part is made."""
        self._is_counted = bytearray()
        self._made = bytearray(len(document.parts))
        """By part, whether it was made when that was last looked at; nothing is unmade again."""
        self._matching: list[int] = []
        """The runs with matches, in order."""
        self.look_for(None)

    def look_for(self, pattern: Pattern | None, start: int = 0, direction: int = 1) -> None:
        """Begin with another pattern; nothing is counted yet but where a part of the word that was looked for is not found.

        Args:
            pattern: what is looked for.
            start: the part from which on parts are counted, round the end.
            direction: -1 to count backwards from there.
        """
        parts, before, starts = len(self._document.parts), self.pattern, self._document.run_starts
        if before is not None and before.case and not (pattern is not None and pattern.case):
            for folded in self._folded.values():
                folded.forget_case()
        self.pattern = pattern
        self._start, self._direction = starts[self._document.run_number(start) + (direction < 0)] if parts else 0, direction
        self._counts = array("q", bytes(8 * parts))
        if isinstance(pattern, Substring) and pattern.narrows(before):
            for run in self._matching:
                self._is_counted[starts[run] : starts[run + 1]] = bytes(starts[run + 1] - starts[run])
        else:
            self._is_counted = bytearray(parts)
        self.counted = self._is_counted.count(1)
        """How many parts have been counted, of `len(document.parts)`."""
        self.total = 0
        """How many matches are known."""
        self._of_runs = array("q", bytes(8 * (len(starts) - 1)))
        """By run, how many matches are known in it."""
        self._matching = []
        self._undivided: set[int] = set()
        """The runs of which it is not known yet how many matches each part holds."""
        self._matches: dict[int, list[Match]] = {}
        self._told: SectionCounts | None = None

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
        if self._made.find(0) >= 0:
            self._made = self._document.made()
        for run in self._uncounted():
            if self._counted_at_once(run):
                if clock() > until:
                    break
                continue
            for part in self._parts_of(run):
                if self._made[part] and not self._is_counted[part]:
                    self.count(part)
                    if clock() > until:
                        return False
        return self._is_counted.find(0) < 0

    def _uncounted(self) -> Iterator[int]:
        """The runs in which something is made and not counted, in the order in which they are looked at."""
        starts, size, number, ahead = self._document.run_starts, len(self._made), self._document.run_number, self._direction > 0
        both = int.from_bytes(self._made, "little") & ~int.from_bytes(self._is_counted, "little")
        left, halves = both.to_bytes(size, "little"), ((self._start, size), (0, self._start))
        for low, high in halves if ahead else halves[::-1]:
            while (part := left.find(1, low, high) if ahead else left.rfind(1, low, high)) >= 0:
                run = number(part)
                yield run
                low, high = (starts[run + 1], high) if ahead else (low, starts[run])

    def known(self, part: int) -> int:
        """How many matches a part holds, as far as it has been counted."""
        if self._undivided and (run := self._document.run_number(part)) in self._undivided:
            self._divide(run)
        return self._counts[part]

    def fold_ahead(self, part: int) -> None:
        """Make a part and, with the last one of its run, fold their texts now, so that a later key press need not.

        A large document holds the blocks of the run packed from then on.
        """
        _ = self._document.parts[part].blocks
        run = self._document.run_of(part)
        if part == run.stop - 1 and self._run(self._document.run_number(part)) is not None and self._document.is_large:
            self._document.pack(run)

    def _run(self, run: int) -> FoldedRun | None:
        """A run of parts, folded; None while not every part of it is made."""
        known = self._folded.get(run)
        if known is None:
            parts = self._parts_of(run)
            if all(part.made for part in self._document.parts[parts.start : parts.stop]):
                known = self._folded[run] = FoldedRun(self._document, parts)
        return known

    def _counted_at_once(self, run: int) -> bool:
        """Whether one look tells how many matches a run holds; then that is taken."""
        # An expression has its time for each part.
        pattern, parts = self.pattern, self._parts_of(run)
        folded = None if pattern is None or isinstance(pattern, Expression) else self._run(run)
        if pattern is None or folded is None:
            return False
        if not isinstance(pattern, Substring):
            total = None if pattern.count(folded) else 0
        elif len(parts) > FEW_PARTS:
            total = pattern.total(folded)
            if total:
                self._undivided.add(run)
        elif (counts := pattern.counts(folded)) is not None:
            total = sum(counts)
            self._counts[parts.start : parts.stop] = counts
        else:
            total = None
        if total is None:
            return False
        self.counted += self._is_counted.count(0, parts.start, parts.stop)
        self._is_counted[parts.start : parts.stop] = b"\1" * len(parts)
        self._add(run, total - self._of_runs[run])
        return True

    def _divide(self, run: int) -> None:
        """Take how many matches each part of a run holds that was counted at once."""
        self._undivided.discard(run)
        counts = self.pattern.counts(self._folded[run]) if isinstance(self.pattern, Substring) else None
        assert counts is not None
        parts = self._parts_of(run)
        self._counts[parts.start : parts.stop] = counts

    def _add(self, run: int, found: int) -> None:
        """More matches are known in a run."""
        if found:
            if not self._of_runs[run]:
                insort(self._matching, run)
            self._of_runs[run] += found
            self.total += found
            self._told = None

    def count(self, part: int) -> int:
        """How many matches a part holds; makes the part if need be."""
        if self.pattern is None:
            return 0
        if self._is_counted[part]:
            return self.known(part)
        blocks, run = self._document.parts[part].blocks, self._document.run_number(part)
        folded = self._run(run)
        found = self.pattern.count(FoldedPart(folded, part) if folded is not None else Folded([block.text for block in blocks]))
        self._counts[part], self._is_counted[part] = found, 1
        self.counted += 1
        self._add(run, found)
        return found

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

    def ordinal(self, match: Match) -> int:
        """The number of a match among those known, from 1."""
        return self._before(match.part) + self.matches(match.part).index(match) + 1

    def _before(self, part: int) -> int:
        """How many matches are known in the parts before one, which may be the number of parts."""
        if part >= len(self._counts):
            return self.total
        self.known(part)
        run = self._document.run_number(part)
        return sum(self._of_runs[:run]) + sum(self._counts[self._document.run_starts[run] : part])

    def within(self, first: int, end: int) -> int:
        """How many matches are known in the sections from one to the one before another."""
        if not self.total:
            return 0
        parts = self._document.parts
        begin = bisect_left(parts, first, key=_SECTION)
        stop = bisect_left(parts, end, begin, key=_SECTION)
        if stop - begin > RUN_PARTS:
            return self._before(stop) - self._before(begin)
        return sum(map(self.known, range(begin, stop)))

    def matching_parts(self) -> Iterator[int]:
        """The parts with matches, in order, as far as they have been counted."""
        for run in self._matching:
            yield from filter(self.known, self._parts_of(run))

    def in_sections(self) -> SectionCounts:
        """How many matches are known in the sections. Another one when that changes."""
        if self._told is None:
            self._told = SectionCounts(self)
        return self._told

    def after(self, part: int, block: int, offset: int) -> Match | None:
        """The first known match at or after a position; None when there is none before the end."""
        if part >= len(self._counts):
            return None
        for match in self.matches(part) if self.known(part) else []:
            if (match.block, match.start) >= (block, offset):
                return match
        further = self._matching_runs(part, 0, 1)
        found = next((other for run in further for other in self._parts_of(run) if other > part and self.known(other)), None)
        return self.matches(found)[0] if found is not None else None

    def before(self, part: int, block: int, offset: int) -> Match | None:
        """The last known match that starts before a position; None when there is none."""
        for match in reversed(self.matches(part)) if part < len(self._counts) and self.known(part) else []:
            if (match.block, match.start) < (block, offset):
                return match
        nearer = reversed(self._matching_runs(part, 1, 0))
        found = next((other for run in nearer for other in self._parts_of(run)[::-1] if other < part and self.known(other)), None)
        return self.matches(found)[-1] if found is not None else None

    def _matching_runs(self, part: int, before: int, after: int) -> list[int]:
        """The run of a part where it has matches, and so many with matches before it and after it."""
        matching, run = self._matching, self._document.run_number(part)
        return matching[max(0, bisect_left(matching, run) - before) : bisect_right(matching, run) + after]

    def _parts_of(self, run: int) -> range:
        return range(*self._document.run_starts[run : run + 2])
