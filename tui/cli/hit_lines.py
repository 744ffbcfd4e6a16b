"""The text around a match and what matched in it, of a search in the library and of one in what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui.cli.output import Pieces


class ShownPassage(NamedTuple):
    """A passage as a line of hits shows it."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """Of what matched in the text, as offsets."""


def around(passage: str, spans: Sequence[tuple[int, int]], size: int) -> ShownPassage:
    """At most `size` characters of a passage around its first match, cut between words, and what matched in them.

    Signs of a cut are not counted.
    """
    text = passage.replace("\n", " ").replace("\t", " ")
    if len(text) <= size or not size:
        return ShownPassage(text, tuple(spans)) if size else ShownPassage("", ())
    first, last = spans[0] if spans else (0, 0)
    start = max(0, min(first - size // 4, len(text) - size))
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = min(len(text), start + size)
    if end < len(text):
        space = text.rfind(" ", max(start, last), end)
        end = space if space > start else end
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = tuple((max(a, start) + shift, min(b, end) + shift) for a, b in spans if b > start and a < end)
    return ShownPassage(before + text[start:end] + after, inside)


def with_bold(text: str, spans: Sequence[tuple[int, int]]) -> Pieces:
    """The pieces of a text, those that matched in bold."""
    at = 0
    for start, end in spans:
        yield text[at:start], False
        yield text[start:end], True
        at = end
    yield text[at:], False
