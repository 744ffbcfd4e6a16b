"""What is looked for in a document: a folded substring, or a regular expression with a time limit."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_right
from itertools import islice
from time import process_time
from typing import TYPE_CHECKING, Any, Protocol

from tui.model.text import fold, fold_with_map, folds_in_place

if TYPE_CHECKING:
    from tui.search.folded import FoldedRun, FoldedTexts

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

    def total(self, run: FoldedRun) -> int | None:
        """How many matches a run of parts holds; None where that cannot be told from the folded string alone."""
        found = run.joined(self.case).count(self.needle)
        return None if found and self._may_repeat_in_one_character(run) else found

    def counts(self, run: FoldedRun) -> array[int] | None:
        """The same of each of its parts."""
        joined, starts = run.pieces(self.case)
        first = joined.find(self.needle)
        if first < 0:
            return array("q", bytes(8 * len(run.run)))
        if self._may_repeat_in_one_character(run):
            return None
        needle, count, before = self.needle, joined.count, bisect_right(starts, first) - 1
        counts, ends = array("q", bytes(8 * before)), islice(starts, before + 1, None)
        counts.extend([count(needle, start, end) for start, end in zip(islice(starts, before, None), ends, strict=False)])
        return counts

    def narrows(self, other: Pattern | None) -> bool:
        """Whether this matches nowhere but in texts in which another pattern does: more was typed of a word."""
        return isinstance(other, Substring) and other.case == self.case and other.needle in self.needle

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
