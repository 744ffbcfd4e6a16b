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

_APART = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
_BETWEEN = f" {BREAK} "


def token_text(texts: Sequence[str]) -> str:
    """The tokens of some blocks or values, with a break between them, separated by spaces."""
    return _BETWEEN.join([_tokens(text) for text in texts]) if len(texts) != 1 else _tokens(texts[0])


def _tokens(text: str) -> str:
    if text.isascii():
        apart = text.lower().translate(_APART)
        return apart if len(apart) <= LONGEST else _shortened(apart.split())
    return _shortened(folded_tokens(fold(text)))


def _shortened(tokens: list[str]) -> str:
    if max(map(len, tokens), default=0) > LONGEST:
        tokens = [token[:LONGEST] for token in tokens]
    return " ".join(tokens)


def fact(field: str, value: str) -> str:
    """The token that says that a field has a value as a whole; `value` is folded or a word of the model."""
    return f"{field}={value[:LONGEST].replace(' ', SPACE)}"
