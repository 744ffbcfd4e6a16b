"""Names in texts: whole words, case and accents aside; names in capitals alone only where they stand in capitals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from tui.model.text import fold, fold_with_map, folds_in_place
from tui.search.words import BREAK, GLUED, Placed, folded_tokens, is_paired, placed_tokens

Named = TypeVar("Named")

SHORTEST = 3
"""Letters of a name at the least; two in scripts that are written without spaces."""


LONGEST = 200
"""Characters of a name that are looked for."""

FEW = 12
"""Names that are looked for as they are before a text is cut into tokens: most texts have none of those of their briefing."""

_SIGNS = {ord(sign): None for sign in ".,'\""}
"""What may stand inside a word and is in no token."""


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
        self._known: dict[tuple[str, ...], list[_Known[Named]]] = {}
        """By the tokens of a name, of which the last may be the first character of one alone."""
        self._lengths: dict[str, set[int]] = {}
        """By the first token of names how many tokens they have."""
        for name, value in names:
            found = _tokens_of(name)
            capitals = in_capitals(name)
            if not found or any(one.capitals == capitals for one in self._known.get(found, ())):
                continue
            whole = not (is_paired(found[-1]) and len(found[-1]) == 1)
            if whole or len(found) > 1:
                self._known.setdefault(found, []).append(_Known(found, capitals, whole, value))
                self._lengths.setdefault(found[0], set()).add(len(found))

    def __bool__(self) -> bool:
        return bool(self._known)

    def find(self, text: str) -> list[NameAt[Named]]:
        """The names in a text, from its beginning to its end, none over another."""
        if not self._known or not text:
            return []
        folded = fold(text)
        if len(self._known) <= FEW and not self._may_hold_any(folded):
            return []
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

    def _may_hold_any(self, folded: str) -> bool:
        """Whether all tokens of a name are somewhere in a folded text, in other words or not."""
        bare = folded.translate(_SIGNS)
        return any(all(token.lstrip(GLUED) in bare for token in tokens) for tokens in self._known)

    def _at(self, text: str, placed: Sequence[Placed], at: int) -> _Known[Named] | None:
        """The longest name that begins at a token; None where none does."""
        for count in sorted(self._lengths.get(placed[at].token, ()), reverse=True):
            own = tuple([one.token for one in placed[at : at + count]])
            if len(own) < count:
                continue
            for tokens in (own, (*own[:-1], own[-1][:1])):
                for known in self._known.get(tokens, ()):
                    if known.whole == (tokens is own) or (not known.whole and tokens == own):
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
    folded = fold(name[:LONGEST])
    if folded.isascii() and folded.replace(" ", "").isalpha():
        return tuple(folded.split())
    found = folded_tokens(folded)
    return tuple(found[: found.index(BREAK)] if BREAK in found else found)
