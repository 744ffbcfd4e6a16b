"""Find in a document: a folded substring, or a regular expression with a time limit, in all its sections."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from functools import cached_property
from itertools import islice
from time import process_time
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from tui.model.text import fold, fold_with_map, folds_in_place
from tui.search.folded import Folded, FoldedPart, FoldedRun, FoldedTexts

if TYPE_CHECKING:
    from tui.document.document import Document

TIME_LIMIT = 0.05
"""Seconds that a regular expression may take on one part of a document."""


class BadPattern(ValueError):
    """A regular expression that cannot be used; the message is a sentence for the prompt."""


class Pattern(Protocol):
    """What a finder needs of a pattern."""

    @property
    def case(self) -> bool:
        """Whether capitals and small letters differ."""

    def count(self, texts: FoldedTexts) -> int:
        """How many matches a run of texts holds. Raises BadPattern when it takes too long."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The matches in one text: sorted, not overlapping, never empty. Raises BadPattern when it takes too long."""


def _joins(char: str) -> bool:
    """Whether a character is folded together with the one before it: a mark, or a conjoining jamo."""
    point = ord(char)
    jamo = 0x1100 <= point <= 0x11FF or 0xA960 <= point <= 0xA97C or 0xD7B0 <= point <= 0xD7FB
    return point >= 0x300 and (jamo or unicodedata.category(char)[0] == "M")


class Substring:
    """Plain words: a substring of the folded text; capitals count when the query has one ("smart case")."""

    __slots__ = ("_joined", "case", "needle", "query")

    def __init__(self, query: str) -> None:
        """Make the pattern; `query` must hold something other than white space."""
        self.query = query
        self.case = any(char.isupper() for char in query)
        self.needle = fold(query, case=self.case)
        self._joined = any(map(_joins, self.needle))

    def count(self, texts: FoldedTexts) -> int:
        """How many matches a run of texts holds."""
        found = texts.joined(self.case).count(self.needle)
        if found and self._may_repeat_in_one_character(texts):
            return sum(len(self.spans(text)) for text in texts.texts)
        return found

    def counts(self, run: FoldedRun) -> list[int] | None:
        """How many matches each part of a run holds; None where that cannot be told from the folded string alone."""
        joined, starts = run.pieces(self.case)
        first = joined.find(self.needle)
        if first < 0:
            return [0] * len(run.run)
        if self._may_repeat_in_one_character(run):
            return None
        needle, count, before = self.needle, joined.count, bisect_right(starts, first) - 1
        ends = islice(starts, before + 1, None)
        return [0] * before + [count(needle, start, end) for start, end in zip(islice(starts, before, None), ends, strict=False)]

    def _may_repeat_in_one_character(self, texts: FoldedTexts) -> bool:
        """Whether one written character can hold more than one match (`.` in `…`), which is one match to a reader."""
        size = len(self.needle)
        return self._joined or any(len(folded) > size and self.needle in folded for folded in texts.expansions(self.case))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The matches in one text, as spans of the text itself."""
        folded = fold(text, case=self.case)
        found: list[tuple[int, int]] = []
        at = folded.find(self.needle)
        if at < 0:
            return found
        size = len(self.needle)
        source = None if folds_in_place(text, folded, case=self.case) else fold_with_map(text, case=self.case)
        while at >= 0:
            start, end = (at, at + size) if source is None else source.source(at, at + size)
            if found and start < found[-1][1]:
                start = found[-1][1]
            if start < end:
                found.append((start, end))
            at = folded.find(self.needle, at + size)
        return found


class Expression:
    """A regular expression over the unfolded text, run with a time limit (a bad one can take for ever)."""

    __slots__ = ("_compiled", "case", "query")

    def __init__(self, query: str) -> None:
        """Compile.

        Raises:
            BadPattern: the expression is malformed; the message says where.
        """
        import regex

        self.query = query
        # `\S` and its like are no capitals that somebody typed to be matched.
        self.case = any(char.isupper() for char in regex.sub(r"\\.", "", query))
        try:
            self._compiled: Any = regex.compile(query, regex.MULTILINE | (0 if self.case else regex.IGNORECASE))
        except (regex.error, OverflowError, RecursionError) as error:
            raise BadPattern(f"not a regular expression: {error}") from None

    def count(self, texts: FoldedTexts) -> int:
        """How many matches a run of texts holds, all of them within the time limit."""
        until = process_time() + TIME_LIMIT
        return sum(len(self._spans(text, until - process_time())) for text in texts.texts)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The matches in one text that are not empty."""
        return self._spans(text, TIME_LIMIT)

    def _spans(self, text: str, seconds: float) -> list[tuple[int, int]]:
        try:
            if seconds <= 0:
                raise TimeoutError
            found = self._compiled.finditer(text, timeout=seconds)
            return [match.span() for match in found if match.end() > match.start()]
        except TimeoutError:
            raise BadPattern("this regular expression takes too long; nothing was changed") from None
        except RecursionError:
            raise BadPattern("this regular expression nests too deep") from None


def compile_pattern(query: str, *, regex: bool = False) -> Pattern | None:
    """A pattern for what somebody typed; None when there is nothing to look for.

    Raises:
        BadPattern: a malformed regular expression.
    """
    if not query.strip():
        return None
    if regex:
        return Expression(query)
    substring = Substring(query)
    return substring if substring.needle.strip() else None


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
        self.pattern: Pattern | None = None
        self._folded: dict[int, FoldedRun] = {}
        """By their first part, the runs of which every part is made."""
        self.look_for(None)

    def look_for(self, pattern: Pattern | None) -> None:
        """Begin with another pattern; nothing is counted yet."""
        parts = len(self._document.parts)
        if self.pattern is not None and self.pattern.case and not (pattern is not None and pattern.case):
            for run in self._folded.values():
                run.forget_case()
        self.pattern = pattern
        self._counts = array("q", bytes(8 * parts))
        self._is_counted = bytearray(parts)
        self.counted = 0
        """How many parts have been counted, of `len(document.parts)`."""
        self.total = 0
        """How many matches are known."""
        self._matching: list[int] = []
        """The parts with matches, in order."""
        self._matches: dict[int, list[Match]] = {}
        self._by_section: dict[int, int] = {}
        self._told: dict[int, int] | None = None

    def advance(self, seconds: float, clock: Callable[[], float]) -> bool:
        """Count for about `seconds`.

        Returns:
            Whether every part of the document has now been counted.

        Raises:
            BadPattern: a regular expression took too long.
        """
        if self.pattern is None:
            return True
        until, parts = clock() + seconds, self._document.parts
        index = self._is_counted.find(0)
        complete = True
        while index >= 0:
            run = self._document.run_of(index)
            if not self._counted_at_once(run):
                for part in range(index, run.stop):
                    if not parts[part].made:
                        complete = False
                    elif not self._is_counted[part]:
                        self.count(part)
                        if clock() > until:
                            return False
            elif clock() > until:
                return False
            index = self._is_counted.find(0, run.stop)
        return complete

    def known(self, part: int) -> int:
        """How many matches a part holds, as far as it has been counted."""
        return self._counts[part]

    def fold_ahead(self, part: int) -> None:
        """Make a part and, with the last one of its run, fold their texts now, so that a later key press need not.

        A large document holds the blocks of the run packed from then on.
        """
        _ = self._document.parts[part].blocks
        run = self._document.run_of(part)
        if part == run.stop - 1 and self._run(run) is not None and self._is_large:
            self._document.pack(run)

    @cached_property
    def _is_large(self) -> bool:
        return self._document.is_large

    def _run(self, run: range) -> FoldedRun | None:
        """A run of parts, folded; None while not every part of it is made."""
        known = self._folded.get(run.start)
        if known is None and all(part.made for part in self._document.parts[run.start : run.stop]):
            known = self._folded[run.start] = FoldedRun(self._document, run)
        return known

    def _counted_at_once(self, run: range) -> bool:
        """Whether one look tells what every part of a run holds; then they are counted."""
        # An expression has its time for each part.
        pattern = self.pattern
        folded = self._run(run) if not isinstance(pattern, Expression) else None
        if folded is None or pattern is None:
            return False
        counts = pattern.counts(folded) if isinstance(pattern, Substring) else None if pattern.count(folded) else ()
        if counts is None:
            return False
        for part, found in zip(run, counts, strict=False):
            if found and not self._is_counted[part]:
                self._take(part, found)
        self.counted += self._is_counted.count(0, run.start, run.stop)
        self._is_counted[run.start : run.stop] = b"\1" * len(run)
        return True

    def _take(self, part: int, found: int) -> None:
        self._counts[part], self._is_counted[part] = found, 1
        self.counted += 1
        if found:
            self.total += found
            insort(self._matching, part)
            section = self._document.parts[part].section
            self._by_section[section] = self._by_section.get(section, 0) + found
            self._told = None

    def count(self, part: int) -> int:
        """How many matches a part holds; makes the part if need be."""
        if self.pattern is None:
            return 0
        if not self._is_counted[part]:
            blocks = self._document.parts[part].blocks
            run = self._run(self._document.run_of(part))
            found = self.pattern.count(FoldedPart(run, part) if run is not None else Folded([block.text for block in blocks]))
            self._take(part, found)
        return self._counts[part]

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
        return sum(self._counts[: match.part]) + self.matches(match.part).index(match) + 1

    def by_section(self) -> dict[int, int]:
        """Section index -> how many matches are known in it; sections without are left out. Another one when that changes."""
        if self._told is None:
            self._told = dict(sorted(self._by_section.items()))
        return self._told

    def after(self, part: int, block: int, offset: int) -> Match | None:
        """The first known match at or after a position; None when there is none before the end."""
        for match in self.matches(part) if part < len(self._counts) and self._counts[part] else []:
            if (match.block, match.start) >= (block, offset):
                return match
        place = bisect_right(self._matching, part)
        return self.matches(self._matching[place])[0] if place < len(self._matching) else None

    def before(self, part: int, block: int, offset: int) -> Match | None:
        """The last known match that starts before a position; None when there is none."""
        for match in reversed(self.matches(part)) if part < len(self._counts) and self._counts[part] else []:
            if (match.block, match.start) < (block, offset):
                return match
        place = bisect_left(self._matching, part)
        return self.matches(self._matching[place - 1])[-1] if place else None
