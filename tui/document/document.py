"""A briefing composed for reading: sections, and their blocks in parts that are made when first needed."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any
from zlib import compress, decompress

import msgspec

from tui.document.block import Block, DocumentSection
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of

SMALL = 150_000
"""Characters of source that are parsed before anybody notices."""

RUN_PARTS, RUN_SIZE = 64, 32_768
"""Parts, or characters of source, that a run has at most, unless one part has more."""


UNPACKED = 16
"""Runs of parts, of all documents, whose blocks are kept as they are: more than a window shows, and one before and one behind."""


class PackedBlocks:
    """The blocks of some parts that follow each other, as bytes: most of what a long page holds is never looked at again."""

    __slots__ = ("_packed",)

    def __init__(self, parts: Sequence[Sequence[Block]]) -> None:
        """Pack the blocks of each part."""
        self._packed = compress(msgspec.msgpack.encode(parts), 1)

    def of(self, place: int) -> Sequence[Block]:
        """The blocks of the part of that place. May be asked in any thread."""
        return _unpacked(self._packed)[place]


@lru_cache(maxsize=UNPACKED)
def _unpacked(packed: bytes) -> list[tuple[Block, ...]]:
    return decoder_of(list[tuple[Block, ...]]).decode(decompress(packed))


class Part:
    """A run of blocks of one section, made on first use.

    Parts keep a large document cheap to open: what nobody has scrolled to is neither parsed nor
    laid out. A section starts a new part, and a long text is cut into several.
    """

    __slots__ = ("_blocks", "_make", "_of", "lines", "section", "size")

    def __init__(self, section: int, make: Callable[..., Sequence[Block]], size: int, lines: int = 1, of: object = None) -> None:
        """Make a part.

        Args:
            section: index of the owning section in `Document.sections`.
            make: gives the blocks; called once, with the section and what they are of where that is given. It must not raise on
                any text.
            size: characters of source, for estimates.
            lines: lines of source, for estimates.
            of: what the blocks are made of, where many parts share one function.
        """
        self.section = section
        self.size = size
        self.lines = lines
        self._make: Callable[..., Sequence[Block]] | None = make
        self._of: Any = of
        self._blocks: Sequence[Block] | PackedBlocks = ()

    @property
    def made(self) -> bool:
        """Whether the blocks exist already, packed or not."""
        return self._make is None

    @property
    def blocks(self) -> Sequence[Block]:
        """The blocks, made now if they were not yet."""
        if self._make is not None:
            self._blocks = self._make() if self._of is None else self._make(self.section, self._of)
            self._make = self._of = None
        held = self._blocks
        return held.of(self._of) if isinstance(held, PackedBlocks) else held

    def hold(self, blocks: Sequence[Block]) -> None:
        """Have blocks that were made elsewhere."""
        self._blocks = blocks
        self._make = self._of = None

    def keep_packed(self, blocks: PackedBlocks, place: int) -> None:
        """Hold the blocks, which are made, no other way than packed, at a place among those of other parts."""
        # In this order: another thread may ask for them.
        self._of = place
        self._blocks = blocks


class Document:
    """What is read: an ordered list of sections, and the parts that hold their blocks."""

    def __init__(self, briefing: Briefing, sections: Sequence[DocumentSection], parts: Sequence[Part]) -> None:
        self.briefing = briefing
        self.sections = sections
        self.parts = parts

    def warm(self) -> None:
        """Do what can be done before a part is needed that is not made yet. Safe in another thread."""

    def is_at_hand(self, part: int) -> bool:
        """Whether a part is made, or can be made without making all others; else `warm` does that in another thread."""
        return True

    @property
    def is_small(self) -> bool:
        """Whether all of it can be made while somebody waits, or has been made already."""
        return self.complete or not self.is_large

    @cached_property
    def is_large(self) -> bool:
        """Whether making all of it takes so long that somebody who waits would notice."""
        return sum(part.size for part in self.parts) > SMALL

    @property
    def complete(self) -> bool:
        """Whether every part has been made, so that find sees the whole text."""
        return all(part.made for part in self.parts)

    def made(self) -> bytearray:
        """By part, whether it has been made."""
        return bytearray([part._make is None for part in self.parts])

    @cached_property
    def run_starts(self) -> array[int]:
        """The first part of each run of parts that are held together, and at the end how many parts there are."""
        starts, size = array("I"), 0
        for number, part in enumerate(self.parts):
            if not starts or number - starts[-1] == RUN_PARTS or size + part.size > RUN_SIZE:
                starts.append(number)
                size = 0
            size += part.size
        starts.append(len(self.parts))
        return starts

    def run_number(self, part: int) -> int:
        """Which run of parts one is of, from 0."""
        return bisect_right(self.run_starts, part) - 1

    def run_of(self, part: int) -> range:
        """The run of parts that one is of."""
        starts, run = self.run_starts, self.run_number(part)
        return range(starts[run], starts[run + 1])

    def pack(self, run: range) -> None:
        """Hold the blocks of a run of parts, all of which are made, in a tenth of the room; they are as fast to be had."""
        parts = self.parts[run.start : run.stop]
        try:
            packed = PackedBlocks([part.blocks for part in parts])
        except UnicodeEncodeError:
            return
        for place, part in enumerate(parts):
            part.keep_packed(packed, place)

    def section_of(self, section_id: str) -> int | None:
        """The index of a section by its id or a former id; None when there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section.index
        for section in self.sections:
            if section_id in section.formerly:
                return section.index
        return None

    def first_part(self, section: int) -> int:
        """The index of the first part of a section, or of what follows where it has none."""
        return max(0, min(bisect_left(self.parts, section, key=attrgetter("section")), len(self.parts) - 1))
