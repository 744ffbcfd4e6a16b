"""From plain texts to what the full-text index holds: tokens separated by spaces.

The index cuts at spaces only; everything that needs thought has been done here, by the tokenizer of
`tui.search.words`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui.model.text import fold
from tui.search.words import BREAK, folded_tokens

SPACE = "␠"
"""Stands for a space within the value of a field."""

LONGEST = 2_000
"""Characters of a token; nobody looks for a longer one, and the index takes none of 64 KB."""

_EDGE = "\0"
"""Between blocks until their words are apart: no cleaned text holds it."""

_NEXT = "\1"
"""Between texts that are kept apart until their words are: no cleaned text holds it either."""

_APART = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(1, 128)}
_APART_BUT_NEXT = {code: char for code, char in _APART.items() if code != ord(_NEXT)}
_BETWEEN = f" {BREAK} "


def token_texts(given: Sequence[Sequence[str]]) -> list[str]:
    """`token_text` of each of several texts, together where all is ASCII: most of what that costs is going about it."""
    joined = _NEXT.join([texts[0] if len(texts) == 1 else _EDGE.join(texts) for texts in given])
    edges = sum([len(texts) - 1 for texts in given if texts])
    if joined.isascii() and joined.count(_NEXT) == len(given) - 1 and joined.count(_EDGE) == edges:
        apart = joined.translate(_APART_BUT_NEXT)
        if _none_is_long(apart):
            return (apart.replace(_EDGE, _BETWEEN) if _EDGE in apart else apart).split(_NEXT)
    # Folding passes over whatever is no letter, so what stands between the texts stays where it is.
    folded = fold(joined)
    if folded.isascii() or folded.count(_NEXT) != len(given) - 1 or folded.count(_EDGE) != edges:
        return [token_text(texts) for texts in given]
    return [_BETWEEN.join([_folded_text(block) for block in text.split(_EDGE)]) for text in folded.split(_NEXT)]


def _folded_text(folded: str) -> str:
    if folded.isascii() and len(folded) <= LONGEST:
        return folded.translate(_APART)
    return _shortened(folded_tokens(folded))


def _none_is_long(apart: str) -> bool:
    """Whether it is sure that no token is longer than `LONGEST`: such a one fills half of that from some half to the next."""
    half = LONGEST // 2
    return all(apart.find(" ", start, start + half) >= 0 for start in range(0, len(apart) - half, half))


def token_text(texts: Sequence[str]) -> str:
    """The tokens of some blocks or values, with a break between them, separated by spaces."""
    joined = texts[0] if len(texts) == 1 else _EDGE.join(texts)
    if joined.isascii() and joined.count(_EDGE) == len(texts) - 1:
        apart = joined.translate(_APART)
        if _none_is_long(apart) or len(max(apart.split(), key=len, default="")) <= LONGEST:
            return apart.replace(_EDGE, _BETWEEN)
    return _BETWEEN.join([_tokens(text) for text in texts])


def _tokens(text: str) -> str:
    if text.isascii():
        apart = text.replace(_EDGE, " ").translate(_APART)
        return apart if len(apart) <= LONGEST else _shortened(apart.split())
    folded = fold(text)
    return _shortened(folded_tokens(folded))


def _shortened(tokens: list[str]) -> str:
    if max(map(len, tokens), default=0) > LONGEST:
        tokens = [token[:LONGEST] for token in tokens]
    return " ".join(tokens)


def fact(field: str, value: str) -> str:
    """The token that says that a field has a value as a whole; `value` is folded or a word of the model."""
    return f"{field}={value[:LONGEST].replace(' ', SPACE)}"
