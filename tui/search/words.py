"""Words and tokens: what the index holds and what a query looks for.

A word is a run of letters or digits, with the marks that belong to them. Chinese and Japanese are written
without spaces: there, every character is a token together with the next one of its run (`日本の` gives `日本`, `本の`,
`の`), so that two or more characters are a phrase of pairs and one character is a prefix. Every token stands at the
next position after the one before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from tui.model.text import fold

VERSION = 1
"""Goes up when the tokens of any text change, so that an index made with other ones is made anew."""

BREAK = "¶"
"""Stands between the tokens of two blocks or two values, where no phrase may cross; no token is like it."""

CJK_RANGES = (
    "\u3005\u3007\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Han, kana and bopomofo, as ranges for a character class; Hangul is written with spaces and is not among them."""

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_CJK = re.compile(f"[{CJK_RANGES}]")
_MARK_BLOCKS = (
    (0x0300, 0x2000),
    (0x20D0, 0x2100),
    (0x2CEF, 0x2E00),
    (0xA66F, 0xABF0),
    (0xFB1E, 0xFB1F),
    (0xFE20, 0xFE30),
    (0x10A00, 0x12000),
    (0x1E000, 0x1E960),
)


@lru_cache(maxsize=1)
def marks() -> str:
    """The marks that belong to the letter before them, as ranges for a character class; kana's are among `CJK_RANGES`."""
    ranges: list[str] = []
    for first, end in _MARK_BLOCKS:
        start = -1
        for point in range(first, end + 1):
            inside = point < end and unicodedata.category(chr(point))[0] == "M"
            if inside and start < 0:
                start = point
            elif not inside and start >= 0:
                ranges.append(f"{chr(start)}-{chr(point - 1)}")
                start = -1
    return "".join(ranges)


@lru_cache(maxsize=1)
def _any_word() -> re.Pattern[str]:
    letter = rf"[^\W_{CJK_RANGES}]"
    return re.compile(rf"[{CJK_RANGES}]+|{letter}+(?:[{marks()}]+{letter}*)*")


def words(folded: str) -> list[str]:
    """The words of a folded text, in order; a run of Chinese or Japanese is one of them."""
    return (_ASCII_WORD if folded.isascii() else _any_word()).findall(folded)


def is_cjk(word: str) -> bool:
    """Whether a word is a run of Chinese or Japanese."""
    return _CJK.match(word) is not None


def word_tokens(word: str) -> list[str]:
    """The tokens of one word: the word, or for a run of Chinese or Japanese each character with the next."""
    if word.isascii() or not is_cjk(word):
        return [word]
    return [word[at : at + 2] for at in range(len(word))]


def folded_tokens(folded: str) -> list[str]:
    """The tokens of a folded text, in order."""
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    found = words(folded)
    if _CJK.search(folded) is None:
        return found
    return [token for word in found for token in word_tokens(word)]


def placed_tokens(folded: str) -> list[tuple[str, int]]:
    """The tokens of a folded text, each with its offset there."""
    found: list[tuple[str, int]] = []
    for match in _any_word().finditer(folded):
        word, start = match.group(), match.start()
        if word.isascii() or not is_cjk(word):
            found.append((word, start))
        else:
            found += [(word[at : at + 2], start + at) for at in range(len(word))]
    return found


def tokens(text: str) -> list[str]:
    """The tokens of any cleaned text, in order."""
    return folded_tokens(fold(text))


def tokens_of(texts: Iterable[str]) -> list[str]:
    """The tokens of several blocks or values, with `BREAK` between them."""
    found: list[str] = []
    for text in texts:
        if found:
            found.append(BREAK)
        found += tokens(text)
    return found
