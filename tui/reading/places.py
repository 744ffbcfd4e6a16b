"""Places: positions in a briefing that survive edits and another layout, and the walk through them."""

from __future__ import annotations

import msgspec

from tui.document.block import Block
from tui.document.document import Document
from tui.model.text import fold

QUOTE = 64
"""Folded characters of a block's plain text that a place remembers."""


class Place(msgspec.Struct, frozen=True):
    """A position as text remembers it, not as a number of lines."""

    section: str
    kind: str
    quote: str
    """The first `QUOTE` folded characters of the block's plain text."""
    ordinal: int = 0
    """Which of the section's blocks of that kind and quote, from 0."""
    offset: int = 0
    """Code points into the block's plain text."""
    part: int = 0
    """Which part of the section it was in, from 0: where to look first."""
    block: int = 0
    """Which block of that part it was, from 0: the nearest one is taken when the block is gone."""


def _quote(block: Block) -> str:
    return fold(block.text[: QUOTE * 2])[:QUOTE]


def place_of(document: Document, part: int, block: int, offset: int = 0) -> Place:
    """The place of a character of a block."""
    section = document.parts[part].section
    first = document.first_part(section)
    blocks = document.parts[part].blocks
    if block >= len(blocks):
        return Place(document.sections[section].id, "", "", part=part - first)
    kind, quote = blocks[block].kind, _quote(blocks[block])
    alike = [n for n, other in enumerate(blocks) if other.kind == kind and _quote(other) == quote]
    return Place(document.sections[section].id, kind, quote, alike.index(block), offset, part - first, block)


def locate(document: Document, place: Place) -> tuple[int, int, int] | None:
    """Part, block and offset of a place in a document that may have changed since.

    The block itself if it is still there, in its part or in another of its section; else the block
    that stands where it stood; else the start of the section; None when the section is gone.
    """
    section = document.section_of(place.section)
    if section is None:
        return None
    first = document.first_part(section)
    parts = [n for n in range(first, len(document.parts)) if document.parts[n].section == section]
    if not parts:
        return first, 0, 0
    hint = min(max(0, place.part), len(parts) - 1)
    # The nearest parts come first: the others would have to be parsed only to be searched.
    for part in sorted(parts, key=lambda n: abs(n - parts[hint])):
        blocks = document.parts[part].blocks
        alike = [n for n, block in enumerate(blocks) if block.kind == place.kind and _quote(block) == place.quote]
        if alike:
            block = alike[min(place.ordinal, len(alike) - 1)]
            return part, block, min(place.offset, len(blocks[block].text))
    part = parts[hint]
    count = len(document.parts[part].blocks)
    return part, max(0, min(place.block, count - 1)), 0


class Visit(msgspec.Struct, frozen=True):
    """A place in one of the briefings of the session."""

    briefing: str
    """The path or id it was opened by."""
    place: Place


class History:
    """The places one has jumped from, walked back and forward like a browser's pages."""

    LIMIT = 200

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        self._at = 0

    def leave(self, visit: Visit) -> None:
        """Remember a place that is being jumped from; what was ahead is forgotten."""
        del self._visits[self._at :]
        if not self._visits or self._visits[-1] != visit:
            self._visits.append(visit)
        del self._visits[: -self.LIMIT]
        self._at = len(self._visits)

    def back(self, now: Visit) -> Visit | None:
        """The place before; `now` is where forward will lead. None when there is none."""
        if self._at == 0:
            return None
        if self._at == len(self._visits):
            self._visits.append(now)
        else:
            self._visits[self._at] = now
        self._at -= 1
        return self._visits[self._at]

    def forward(self, now: Visit) -> Visit | None:
        """The place after, undoing `back`. None when there is none."""
        if self._at + 1 >= len(self._visits):
            return None
        self._visits[self._at] = now
        self._at += 1
        return self._visits[self._at]
