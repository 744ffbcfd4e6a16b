"""From plain texts to what the full-text index holds: tokens separated by spaces.

The index cuts at spaces only; everything that needs thought has been done here, by the tokenizer of
`tui.search.words`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui.model.text import fold, with_plain_signs
from tui.search.words import BREAK, GLUED, folded_tokens, without_signs

SPACE = "␠"
"""Stands for a space within the value of a field."""

LONGEST = 2_000
"""Characters of a token; nobody looks for a longer one, and the index takes none of 64 KB."""

_EDGE = "\0"
"""Between blocks until their words are apart: no cleaned text holds it."""

_NEXT = "\1"
"""Between texts that are kept apart until their words are: no cleaned text holds it either."""

_SPACES = {code: " " for code in range(2, 128) if not chr(code).isalnum() and chr(code) != GLUED}
_SPACES_AND_NEXT = _SPACES | {ord(_NEXT): " "}
_BETWEEN = f" {BREAK} "


def token_texts(given: Sequence[Sequence[str]]) -> list[str]:
    """`token_text` of each of several texts, all that are ASCII together: most of what that costs is going about it."""
    joined = with_plain_signs(_NEXT.join([texts[0] if len(texts) == 1 else _EDGE.join(texts) for texts in given]))
    found = joined.split(_NEXT)
    if len(found) != len(given):
        return [token_text(texts) for texts in given]
    if joined.isascii():
        plain: Sequence[int] = range(len(given))
    else:
        plain = [place for place, text in enumerate(found) if text.isascii()]
        joined = _NEXT.join([found[place] for place in plain])
    edges = sum([len(given[place]) - 1 for place in plain if given[place]])
    if joined.count(_NEXT) != len(plain) - 1 or joined.count(_EDGE) != edges:
        return [token_text(texts) for texts in given]
    text, apart = _cut(joined, _SPACES)
    if not _none_is_long(text):
        return [token_text(texts) for texts in given]
    if apart is text:
        pieces = (text.replace(_EDGE, _BETWEEN) if edges else text).split(_NEXT)
    else:
        pieces = [_both(one, other) for one, other in zip(text.split(_NEXT), apart.split(_NEXT), strict=True)]
    for place, piece in zip(plain, pieces, strict=True):
        found[place] = piece
    if len(plain) < len(given):
        for place in set(range(len(given))).difference(plain):
            found[place] = token_text(given[place])
    return found


def _cut(joined: str, spaces: dict[int, str]) -> tuple[str, str]:
    """An ASCII text with spaces for all that is between words, and one with words cut at the signs inside them; often the same."""
    text, apart = without_signs(joined.lower().replace("`", "'"))
    cut = text.translate(spaces)
    return cut, cut if apart is text else apart.translate(spaces)


def _both(text: str, apart: str) -> str:
    """Blocks of tokens, each followed by the same cut at the signs inside words where that differs."""
    if text == apart:
        return text.replace(_EDGE, _BETWEEN)
    blocks = zip(text.split(_EDGE), apart.split(_EDGE), strict=True)
    return _BETWEEN.join([one if one == other else f"{one}{_BETWEEN}{other}" for one, other in blocks])


def _none_is_long(apart: str) -> bool:
    """Whether it is sure that no token is longer than `LONGEST`: such a one fills half of that from some half to the next."""
    half = LONGEST // 2
    return all(apart.find(" ", start, start + half) >= 0 for start in range(0, len(apart) - half, half))


def token_text(texts: Sequence[str]) -> str:
    """The tokens of some blocks or values, with a break between them, separated by spaces."""
    joined = with_plain_signs(texts[0] if len(texts) == 1 else _EDGE.join(texts))
    if joined.isascii() and joined.count(_EDGE) == len(texts) - 1:
        text, apart = _cut(joined, _SPACES_AND_NEXT)
        if _none_is_long(text) or len(max(text.replace(_EDGE, " ").split(), key=len, default="")) <= LONGEST:
            return _both(text, apart)
    return _BETWEEN.join([_tokens(text) for text in texts])


def _tokens(text: str) -> str:
    return _shortened(folded_tokens(fold(text)))


def _shortened(tokens: list[str]) -> str:
    if max(map(len, tokens), default=0) > LONGEST:
        tokens = [token[:LONGEST] for token in tokens]
    return " ".join(tokens)


def value_token(field: str, value: str) -> str:
    """The token that says that a field has a value as a whole; `value` is folded or a word of the model."""
    return f"{field}={value[:LONGEST].replace(' ', SPACE)}"
