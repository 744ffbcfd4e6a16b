"""Names in texts: whole words, case and accents aside; names in capitals alone only where they stand in capitals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from tui.model.text import fold, fold_with_map, folds_in_place
from tui.search.words import BREAK, Placed, folded_tokens, is_paired, placed_tokens

Named = TypeVar("Named")

SHORTEST = 3
"""Letters of a name at the least; two in scripts that are written without spaces."""


class _Known(NamedTuple, Generic[Named]):
    tokens: tuple[str, ...]
    capitals: bool
    whole: bool
    """Whether its last token is whole, and not the last character of a run in a script that is written without spaces."""
    value: Named


class NameAt(NamedTuple, Generic[Named]):
    """A name in a text."""

    start: int
    end: int
    value: Named
    """What the name is of."""


class NameFinder(Generic[Named]):
    """Finds names in texts, in a time that hangs on the texts alone."""

    def __init__(self, names: Iterable[tuple[str, Named]]) -> None:
        """Look for some names; those that are too short to tell anything are left out.

        Args:
            names: each with what it is of. What has the same name twice is found by the first.
        """
        self._by_first: dict[str, list[_Known[Named]]] = {}
        seen: set[tuple[tuple[str, ...], bool]] = set()
        for name, value in names:
            found = _tokens_of(name)
            if not found:
                continue
            capitals = in_capitals(name)
            if (found, capitals) in seen:
                continue
            seen.add((found, capitals))
            whole = not (is_paired(found[-1]) and len(found[-1]) == 1)
            first = found[0] if whole or len(found) > 1 else ""
            if first:
                self._by_first.setdefault(first, []).append(_Known(found, capitals, whole, value))
        for some in self._by_first.values():
            # Of two that begin alike a reader sees the longer.
            some.sort(key=lambda one: -len(one.tokens))

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def find(self, text: str) -> list[NameAt[Named]]:
        """The names in a text, from its beginning to its end, none over another."""
        if not self._by_first or not text:
            return []
        folded = fold(text)
        placed, _ = placed_tokens(folded)
        found: list[tuple[int, int, _Known[Named]]] = []
        at = 0
        while at < len(placed):
            known = self._at(text, placed, at)
            if known is None:
                at += 1
                continue
            last = placed[at + len(known.tokens) - 1]
            found.append((placed[at].start, last.end if known.whole else last.start + 1, known))
            at += len(known.tokens)
        if not found:
            return []
        source = None if folds_in_place(text, folded) else fold_with_map(text)
        named: list[NameAt[Named]] = []
        for start, end, known in found:
            if source is not None:
                start, end = source.source(start, end)
            if not known.capitals or not any(char.islower() for char in text[start:end]):
                named.append(NameAt(start, end, known.value))
        return named

    def _at(self, text: str, placed: Sequence[Placed], at: int) -> _Known[Named] | None:
        """The name that begins at a token; None where none does."""
        for known in self._by_first.get(placed[at].token, ()):
            tokens = known.tokens
            count = len(tokens)
            if count > len(placed) - at:
                continue
            own = placed[at : at + count]
            last = own[-1].token == tokens[-1] if known.whole else own[-1].token.startswith(tokens[-1])
            if last and all(one.token == token for one, token in zip(own[:-1], tokens, strict=False)):
                return known
        return None


def in_capitals(name: str) -> bool:
    """Whether a name is one of capitals alone, as an abbreviation is: small letters are another word then."""
    return any(char.isupper() for char in name) and not any(char.islower() for char in name) and " " not in name.strip()


def is_long_enough(name: str) -> bool:
    """Whether a name tells anything where it stands in a text without being linked."""
    return bool(_tokens_of(name))


def _tokens_of(name: str) -> tuple[str, ...]:
    letters = sum(char.isalnum() for char in name)
    if letters < (2 if any(is_paired(char) for char in name) else SHORTEST):
        return ()
    found = folded_tokens(fold(name))
    return tuple(found[: found.index(BREAK)] if BREAK in found else found)
