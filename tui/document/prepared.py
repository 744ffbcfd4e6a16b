"""A composed document as data: what another process made ready, so that this one can show it at once.

Parsing YAML and Markdown, and importing what parses them, is most of the time between a command and
its first screen. A prepared document needs neither: it has the sections, the sizes of all parts and
the blocks of the first ones. Whatever else is looked at is composed then. A catalog keeps it packed
where that is done in no time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import msgspec

from tui.document.block import Block, DocumentSection
from tui.document.document import Document, Part
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of
from tui.model.garbage import nothing_collected

WHOLE = 400_000
"""Characters of source up to which all parts are prepared."""

FIRST_BLOCKS, FIRST_SIZE = 120, 40_000
"""Blocks, or characters of source, that are prepared of a larger document: more than any screen shows."""


class PreparedPart(msgspec.Struct, frozen=True, array_like=True):
    """A part: its section, its size for estimates, and its blocks if they have been made."""

    section: int
    size: int
    lines: int
    blocks: tuple[Block, ...] | None


class PreparedDocument(msgspec.Struct, frozen=True, array_like=True):
    """The sections and parts of a document."""

    sections: tuple[DocumentSection, ...]
    parts: tuple[PreparedPart, ...]


def prepare(document: Document) -> PreparedDocument:
    """The document as data, with the blocks of all its parts if it is small, else of the first ones."""
    whole = sum(part.size for part in document.parts) <= WHOLE
    parts: list[PreparedPart] = []
    made = size = 0
    for part in document.parts:
        blocks = tuple(part.blocks) if whole or (made < FIRST_BLOCKS and size < FIRST_SIZE) else None
        made += len(blocks) if blocks is not None else 0
        size += part.size
        parts.append(PreparedPart(part.section, part.size, part.lines, blocks))
    return PreparedDocument(tuple(document.sections), tuple(parts))


class RestoredDocument(Document):
    """A document from prepared data; what is missing is composed when it is first needed."""

    def __init__(self, briefing: Briefing, prepared: PreparedDocument, compose: Callable[[Briefing], Document]) -> None:
        """Restore.

        Args:
            briefing: what was composed.
            prepared: its document as data.
            compose: composes the briefing the same way, for the parts that are missing.
        """
        self._compose = compose
        self._whole: Document | None = None
        self._composing = Lock()
        with nothing_collected():
            super().__init__(briefing, prepared.sections, [self._part(n, part) for n, part in enumerate(prepared.parts)])

    def _part(self, number: int, prepared: PreparedPart) -> Part:
        def make() -> Sequence[Block]:
            return prepared.blocks if prepared.blocks is not None else self.whole().parts[number].blocks

        part = Part(prepared.section, make, prepared.size, prepared.lines)
        if prepared.blocks is not None:
            _ = part.blocks
        return part

    def warm(self) -> None:
        """Compose what was not prepared, where anything is missing."""
        if not self.complete:
            self.whole()

    def is_at_hand(self, part: int) -> bool:
        """Whether a part was prepared, or everything has been composed here."""
        return self._whole is not None or self.parts[part].made

    def whole(self) -> Document:
        """The document composed in this process; takes a while the first time, and is done once, whichever threads ask."""
        with self._composing:
            if self._whole is None:
                self._whole = self._compose(self.briefing)
            return self._whole


PACKED = 200_000
"""Bytes of a prepared page up to which it is kept packed, in a third of the room; unpacking a larger one takes too long."""

_SIGN = b"\x78"
"""First byte of what is packed, and of no page that is not."""


def pack(document: Document) -> bytes:
    """A page as the catalog keeps it."""
    import zlib

    data = msgspec.msgpack.encode(prepare(document))
    return zlib.compress(data, 1) if len(data) <= PACKED else data


def unpack(data: bytes) -> PreparedDocument:
    """A page from what was kept. Raises msgspec.DecodeError where it is none."""
    if data[:1] == _SIGN:
        import zlib

        try:
            data = zlib.decompress(data)
        except zlib.error as error:
            raise msgspec.DecodeError(str(error)) from None

    return decoder_of(PreparedDocument).decode(data)
