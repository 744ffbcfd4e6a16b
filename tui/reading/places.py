"""Places: positions in a briefing that survive edits and another layout, and the walk through them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from tui.model.place import QUOTE
from tui.model.place import Place as Place
from tui.model.text import fold

if TYPE_CHECKING:
    from tui.document.block import Block
    from tui.document.document import Document

NEARBY = 100
"""Parts on either side in which a block is looked for whose section is gone."""


def _quote(block: Block) -> str:
    return fold(block.text[: QUOTE * 2])[:QUOTE]


def place_of(document: Document, part: int, block: int, offset: int = 0) -> Place:
    """The place of a character of a block."""
    section = document.parts[part].section
    first = document.first_part(section)
    blocks = document.parts[part].blocks
    if block >= len(blocks):
        return Place(document.sections[section].id, "", "", part=part - first, whole=part)
    kind, quote = blocks[block].kind, _quote(blocks[block])
    alike = [n for n, other in enumerate(blocks) if other.kind == kind and _quote(other) == quote]
    return Place(document.sections[section].id, kind, quote, alike.index(block), offset, part - first, block, part)


def locate(document: Document, place: Place) -> tuple[int, int, int]:
    """Part, block and offset of a place in a document that may have changed since.

    The block itself if it is still there: in its part, in another of its section, or (when the section
    is gone, as one without an id is when its title changes) near where it stood in the whole. Else the
    block that stands where it stood.
    """
    section = document.section_of(place.section)
    if section is None:
        return _nearby(document, place)
    first = document.first_part(section)
    parts = [n for n in range(first, len(document.parts)) if document.parts[n].section == section]
    if not parts:
        return first, 0, 0
    hint = min(max(0, place.part), len(parts) - 1)
    # The nearest parts come first: the others would have to be parsed only to be searched.
    for part in sorted(parts, key=lambda n: abs(n - parts[hint])):
        found = _in_part(document, place, part)
        if found is not None:
            return found
    return _where_it_stood(document, place, parts[hint])


def _nearby(document: Document, place: Place) -> tuple[int, int, int]:
    last = len(document.parts) - 1
    hint = min(max(0, place.whole), last)
    for part in sorted(range(max(0, hint - NEARBY), min(last, hint + NEARBY) + 1), key=lambda n: abs(n - hint)):
        found = _in_part(document, place, part)
        if found is not None:
            return found
    return _where_it_stood(document, place, hint)


def _in_part(document: Document, place: Place, part: int) -> tuple[int, int, int] | None:
    blocks = document.parts[part].blocks
    alike = [n for n, block in enumerate(blocks) if block.kind == place.kind and _quote(block) == place.quote]
    if not alike:
        return None
    block = alike[min(place.ordinal, len(alike) - 1)]
    return part, block, min(place.offset, len(blocks[block].text))


def _where_it_stood(document: Document, place: Place, part: int) -> tuple[int, int, int]:
    return part, max(0, min(place.block, len(document.parts[part].blocks) - 1)), 0


def is_there(document: Document, place: Place, part: int, block: int) -> bool:
    """Whether a place that was located was really found: its section still exists, or its text does."""
    if document.section_of(place.section) is not None:
        return True
    blocks = document.parts[part].blocks
    return block < len(blocks) and (blocks[block].kind, _quote(blocks[block])) == (place.kind, place.quote)


class Visit(msgspec.Struct, frozen=True):
    """A place in one of the briefings of the session."""

    path: str
    """Of the briefing's file; "" where it has none."""
    place: Place
    id: str = ""
    """The briefing's id, which may look like a path and is never taken for one."""

    @property
    def where(self) -> tuple[str, str]:
        """What tells its briefing from others: the absolute path of its file, else its id."""
        return (os.path.abspath(self.path), "") if self.path else ("", self.id)


class History:
    """The places one has jumped from, walked back and forward like a browser's pages."""

    LIMIT = 200

    def __init__(self, earlier: Callable[[], Sequence[Visit]] = tuple) -> None:
        """Begin with nothing.

        Args:
            earlier: gives the places of earlier runs, oldest first; asked when they are first needed.
        """
        self._earlier: Callable[[], Sequence[Visit]] | None = earlier
        self._visits: list[Visit] = []
        self._at = 0

    def _recall(self) -> None:
        """Put the places of earlier runs before those of this one."""
        if self._earlier is not None:
            earlier, self._earlier = self._earlier, None
            before = list(earlier())[-self.LIMIT :]
            self._visits[:0] = before
            self._at += len(before)

    def leave(self, visit: Visit) -> None:
        """Remember a place that is being jumped from; what was ahead is forgotten."""
        self._recall()
        del self._visits[self._at :]
        if not self._visits or self._visits[-1] != visit:
            self._visits.append(visit)
        del self._visits[: -self.LIMIT]
        self._at = len(self._visits)

    @property
    def behind(self) -> int:
        """How many places lie behind."""
        self._recall()
        return self._at

    def back(self, now: Visit) -> Visit | None:
        """The place before; `now` is where forward will lead. None when there is none."""
        self._recall()
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


HISTORY = 50


def keep_typed(past: list[str], text: str) -> None:
    """Put what was typed at the end of what was typed before, once, and let go of the oldest."""
    if not text.strip():
        return
    if text in past:
        past.remove(text)
    past.append(text)
    del past[:-HISTORY]
