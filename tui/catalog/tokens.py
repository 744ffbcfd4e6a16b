"""From plain texts to what the full-text index holds: tokens separated by spaces, and the stems that differ from them.

The index cuts at spaces only; everything that needs thought has been done here, by the tokenizer of
`tui.search.words`. Stems stand behind the tokens of a text, marked, where no phrase reaches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.model.text import fold
from tui.search.stem import stem
from tui.search.words import BREAK, folded_tokens

STEM = "≈"
"""Stands before a stem; no token begins with it."""

SPACE = "␠"
"""Stands for a space within the value of a field."""

LONGEST = 2_000
"""Characters of a token; nobody looks for a longer one, and the index takes none of 64 KB."""

_APART = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
_BETWEEN = f" {BREAK} "


class _Stems(dict[str, str]):
    """Words and their marked stems; "" where the stem is the word."""

    def __missing__(self, word: str) -> str:
        found = stem(word) if word.isascii() else word
        marked = STEM + found if found != word else ""
        if len(self) > 400_000:
            self.clear()
        self[word] = marked
        return marked


_stems = _Stems()


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


def stems_of(tokens: Iterable[str]) -> list[str]:
    """The marked stems of some tokens, where they differ from them."""
    known = _stems
    return [marked for token in tokens if (marked := known[token])]


def with_stems(tokens: str) -> str:
    """A text of tokens with the stems behind it."""
    found = stems_of(set(tokens.split()))
    return f"{tokens}{_BETWEEN}{' '.join(found)}" if found else tokens


def fact(field: str, value: str) -> str:
    """The token that says that a field has a value as a whole; `value` is folded or a word of the model."""
    return f"{field}={value[:LONGEST].replace(' ', SPACE)}"
