"""Lines of a PDF that are not read from the left to the right: Hebrew and Arabic, and Japanese and Chinese in columns.

A PDF says where each sign stands, not in which order they are read. Letters of a word come in their order; signs beside
them, numbers and words of other scripts stand where the eye sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEFT_TO_RIGHT = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f]")
_UPRIGHT = re.compile("[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\ufe30-\ufe4f]")
_SPACED = re.compile(f"{_UPRIGHT.pattern}(?: +{_UPRIGHT.pattern})*")
_END_OF_NUMBER = re.compile(r"[.,:;!?]\d")
_BRACKETS = str.maketrans("()[]{}<>«»", ")(][}{><»«")

_NEAR = 0.12
"""White between two pieces of a word, in heights of the line, at the most."""

_FEWEST = 40
"""Characters of a page from which on it may be written from the top to the bottom."""

_IN_COLUMNS = 0.7
"""Share of these that stand apart from their neighbours on the left and the right."""

_LAST = 0.9
"""Share of the height of the longest column that one fills which goes on in the next."""


class PlacedWord(NamedTuple):
    """A word, or a part of one, where it stands."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


def has_right_to_left(text: str) -> bool:
    """Whether any letter of a text is read from the right to the left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def is_right_to_left(text: str) -> bool:
    """Whether more letters of a line are read from the right to the left than from the left to the right."""
    return len(_RIGHT_TO_LEFT.findall(text)) > len(_LEFT_TO_RIGHT.findall(text))


def from_the_right(pieces: Sequence[PlacedWord]) -> str:
    """A line that is read from the right to the left, in the order in which it is read."""
    ordered = sorted(pieces, key=lambda piece: -piece.right)
    said: list[str] = []
    at = 0
    while at < len(ordered):
        end = _end_of_run(ordered, at)
        run = ordered[at:end]
        if at and not _touch(ordered[at], ordered[at - 1]):
            said.append(" ")
        if end - at > 1 or _LEFT_TO_RIGHT.search(run[0].text):
            run.reverse()
            parts = [one.text if not place or _touch(run[place - 1], one) else f" {one.text}" for place, one in enumerate(run)]
            said.append("".join(parts))
        else:
            said.append(_read(run[0].text))
        at = end
    line = "".join(said)
    return _with_brackets_turned(line)


def _end_of_run(ordered: Sequence[PlacedWord], at: int) -> int:
    """Where words that are read from the left to the right end, with the numbers between them."""
    end = at + 1
    if _LEFT_TO_RIGHT.search(ordered[at].text) or ordered[at].text[:1].isdigit():
        for place in range(at, len(ordered)):
            if _RIGHT_TO_LEFT.search(ordered[place].text):
                break
            if _LEFT_TO_RIGHT.search(ordered[place].text):
                end = place + 1
    return end


def _read(text: str) -> str:
    """A piece in the order in which it is read: one that begins with a sign stands there as the eye sees it."""
    if _END_OF_NUMBER.match(text):
        return text[1:] + text[0]
    if not text[:1].isalnum() and (_RIGHT_TO_LEFT.search(text) or not any(map(str.isalnum, text))):
        return text[::-1]
    return text


def _touch(left: PlacedWord, right: PlacedWord) -> bool:
    return right.left - left.right < _NEAR * (right.bottom - right.top)


def _with_brackets_turned(line: str) -> str:
    """A line whose brackets open before they close: some programs write down what is seen, others what is meant."""
    opened, closed = line.find("("), line.find(")")
    return line.translate(_BRACKETS) if 0 <= closed < opened or (opened < 0 <= closed and line.startswith(")")) else line


def is_in_columns(texts: Sequence[str]) -> bool:
    """Whether a page is written from the top to the bottom, by its lines: then each of their signs stands apart."""
    upright = sum(len(_UPRIGHT.findall(text)) for text in texts)
    apart = sum(len(_UPRIGHT.findall(text)) for text in texts if _SPACED.fullmatch(text.strip()))
    return upright >= _FEWEST and apart > _IN_COLUMNS * upright


def from_the_top(pieces: Sequence[PlacedWord]) -> str:
    """The text of a page that is written from the top to the bottom, its columns from the right to the left: paragraphs."""
    return "\n\n".join(paragraph for tier in _tiers(pieces) for paragraph in _paragraphs(tier))


def _tiers(pieces: Sequence[PlacedWord]) -> Iterator[list[PlacedWord]]:
    """The columns that stand above one another, with white through the whole page between them."""
    tier: list[PlacedWord] = []
    end = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.top):
        if tier and piece.top - end > piece.bottom - piece.top:
            yield tier
            tier = []
        end = max(end, piece.bottom) if tier else piece.bottom
        tier.append(piece)
    if tier:
        yield tier


def _paragraphs(tier: Sequence[PlacedWord]) -> list[str]:
    columns: list[list[PlacedWord]] = []
    for piece in sorted(tier, key=lambda piece: -(piece.left + piece.right)):
        if columns and columns[-1][0].left <= (piece.left + piece.right) / 2 <= columns[-1][0].right:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    top, bottom = min(piece.top for piece in tier), max(piece.bottom for piece in tier)
    paragraphs: list[str] = []
    goes_on = False
    for column in columns:
        column.sort(key=lambda piece: piece.top)
        said = "".join(piece.text for piece in column)
        if goes_on and column[0].top - top < (column[0].bottom - column[0].top) / 2:
            paragraphs[-1] += said
        else:
            paragraphs.append(said)
        goes_on = column[-1].bottom - top > _LAST * (bottom - top)
    return paragraphs
