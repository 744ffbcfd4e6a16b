"""Texts folded for finding: once, and a run of parts of a document as one string."""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from tui.model.text import fold

if TYPE_CHECKING:
    from tui.document.document import Document


class FoldedTexts(Protocol):
    """Texts that are folded once, so that counting is one pass over one string."""

    @property
    def texts(self) -> list[str]:
        """As they are."""

    def joined(self, case: bool) -> str:
        """All texts folded, separated by newlines, which folding never leaves inside a text."""

    def expansions(self, case: bool) -> frozenset[str]:
        """What single characters of the texts fold to where that is more than one: `ﬁ` gives `fi`, `…` gives `...`."""


class Folded:
    """Some texts, folded when that is first asked."""

    __slots__ = ("_expansions", "_joined", "texts")

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self._joined: dict[bool, str] = {}
        self._expansions: dict[bool, frozenset[str]] = {}

    def joined(self, case: bool) -> str:
        """All texts folded, separated by newlines."""
        known = self._joined.get(case)
        if known is None:
            known = self._joined[case] = "\n".join([fold(text, case=case) for text in self.texts])
        return known

    def expansions(self, case: bool) -> frozenset[str]:
        """What single characters of the texts fold to where that is more than one."""
        known = self._expansions.get(case)
        if known is None:
            known = self._expansions[case] = _expansions(self.texts, case)
        return known


def _expansions(texts: list[str], case: bool) -> frozenset[str]:
    rare = {char for text in texts if not text.isascii() for char in set(text) if char > "\x7f"}
    return frozenset(folded for char in rare if len(folded := _folded_char(char, case)) > 1)


class FoldedRun:
    """The texts of a run of parts, folded as one string: one for each part would be most of what a long page holds."""

    __slots__ = ("_document", "_expansions", "_strings", "run")

    def __init__(self, document: Document, run: range) -> None:
        """Fold what is made of the run, all of it."""
        self._document = document
        self.run = run
        self._strings: dict[bool, tuple[str, array[int]]] = {}
        self.joined(False)
        texts = self.texts
        self._expansions = (_NONE, _NONE) if all(map(str.isascii, texts)) else (_expansions(texts, False), _expansions(texts, True))

    def forget_case(self) -> None:
        """Hold no capitals: they are asked for less often."""
        self._strings.pop(True, None)

    @property
    def texts(self) -> list[str]:
        """Those of all parts."""
        return [text for part in self.run for text in self.of(part)]

    def of(self, part: int) -> list[str]:
        """The texts of one part."""
        return [block.text for block in self._document.parts[part].blocks]

    def joined(self, case: bool) -> str:
        """All texts folded, separated by newlines."""
        return self.pieces(case)[0]

    def pieces(self, case: bool) -> tuple[str, array[int]]:
        """The same, and where in it each part begins; at the end, where another one would."""
        known = self._strings.get(case)
        if known is None:
            strings = ["\n".join([fold(text, case=case) for text in self.of(part)]) for part in self.run]
            starts = array("I", accumulate((len(string) + 1 for string in strings), initial=0))
            known = self._strings[case] = "\n".join(strings), starts
        return known

    def piece(self, part: int, case: bool) -> str:
        """What is folded of one part."""
        joined, starts = self.pieces(case)
        place = part - self.run.start
        return joined[starts[place] : starts[place + 1] - 1]

    def expansions(self, case: bool) -> frozenset[str]:
        """What single characters of the texts fold to where that is more than one."""
        return self._expansions[case]


_NONE: frozenset[str] = frozenset()


class FoldedPart:
    """The texts of one part of a run."""

    __slots__ = ("_part", "_run")

    def __init__(self, run: FoldedRun, part: int) -> None:
        self._run = run
        self._part = part

    @property
    def texts(self) -> list[str]:
        """As they are."""
        return self._run.of(self._part)

    def joined(self, case: bool) -> str:
        """All texts folded, separated by newlines."""
        return self._run.piece(self._part, case)

    def expansions(self, case: bool) -> frozenset[str]:
        """Those of the whole run: of this part it may be fewer."""
        return self._run.expansions(case)


@lru_cache(maxsize=8192)
def _folded_char(char: str, case: bool) -> str:
    return fold(char, case=case)
