"""A composed document as data: what another process made ready, so that this one can show it at once.

Parsing YAML and Markdown, and importing what parses them, is most of the time between a command and
its first screen. A prepared document needs neither: it has the sections, the sizes of all parts and
the blocks of the first ones. Whatever else is looked at is composed then. A catalog keeps it packed
where that is done in no time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Lock

import msgspec

from tui.document.block import Block, DocumentSection, Span
from tui.document.document import Document, Part
from tui.model.apparatus import TITLES
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of
from tui.model.garbage import nothing_collected

WHOLE = 400_000
"""Characters of source up to which all parts are prepared."""

FIRST_BLOCKS, FIRST_SIZE = 120, 20_000
"""Blocks, or characters of source, that are prepared of a larger document: more than any screen shows."""

AT_ONCE = 60_000
"""Characters of source up to which somebody who waits for the first page is given all parts at once."""


class PreparedPart(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A part: its section, its size for estimates, and its blocks if they have been made."""

    section: int
    size: int
    lines: int
    blocks: tuple[Block, ...] | None


class PreparedDocument(msgspec.Struct, frozen=True, array_like=True):
    """The sections and parts of a document."""

    sections: tuple[DocumentSection, ...]
    parts: tuple[PreparedPart, ...]

    @property
    def has_rest(self) -> bool:
        """Whether parts were left out that are worth preparing."""
        return any(part.blocks is None for part in self.parts) and sum(part.size for part in self.parts) <= WHOLE


PreparedRest = tuple[tuple[Block, ...] | None, ...]
"""For each part its blocks; None where they were prepared before."""


def prepare(document: Document, most: int = WHOLE) -> PreparedDocument:
    """The document as data, with the blocks of all its parts if it is small, else of the first ones.

    Args:
        document: what was composed.
        most: characters of source up to which it is small.
    """
    whole = sum(part.size for part in document.parts) <= most
    parts: list[PreparedPart] = []
    made = size = 0
    for part in document.parts:
        blocks = tuple(part.blocks) if whole or (made < FIRST_BLOCKS and size < FIRST_SIZE) else None
        made += len(blocks) if blocks is not None else 0
        size += part.size
        parts.append(PreparedPart(part.section, part.size, part.lines, blocks))
    return PreparedDocument(tuple(document.sections), tuple(parts))


def prepare_left_out(document: Document, prepared: PreparedDocument) -> PreparedRest:
    """The blocks of all parts that were left out when the document was prepared."""
    both = zip(document.parts, prepared.parts, strict=True)
    return tuple(tuple(part.blocks) if known.blocks is None else None for part, known in both)


class RestoredDocument(Document):
    """A document from prepared data; what is missing is composed when it is first needed."""

    def __init__(
        self,
        briefing: Briefing,
        prepared: PreparedDocument,
        compose: Callable[[Briefing], Document],
        rest: Callable[[], PreparedRest | None] = lambda: None,
    ) -> None:
        """Restore.

        Args:
            briefing: what was composed.
            prepared: its document as data.
            compose: composes the briefing the same way, for the parts that are missing.
            rest: gives the blocks that were prepared later, None where there are none; it is asked once, and may take a while.
        """
        self._compose = compose
        self._rest: Callable[[], PreparedRest | None] | None = rest
        self._whole: Document | None = None
        self._composing = Lock()
        with nothing_collected():
            missing = self._missing
            parts = [Part(part.section, missing, part.size, part.lines, n) for n, part in enumerate(prepared.parts)]
            for own, part in zip(parts, prepared.parts, strict=True):
                if part.blocks is not None:
                    own.hold(part.blocks)
            super().__init__(briefing, prepared.sections, parts)

    def _missing(self, _: int, number: int) -> Sequence[Block]:
        self._take_rest()
        part = self.parts[number]
        return part.blocks if part.made else self.whole().parts[number].blocks

    def warm(self) -> None:
        """Take what was prepared later, and compose what was not, where anything is missing."""
        self._take_rest()
        if not self.complete:
            self.whole()

    def _take_rest(self) -> None:
        with self._composing:
            rest, self._rest = self._rest, None
            blocks = rest() if rest is not None else None
            if blocks is None or len(blocks) != len(self.parts):
                return
            parts = []
            with nothing_collected():
                for part, made in zip(self.parts, blocks, strict=True):
                    if made is not None and not part.made:
                        # Another thread may ask the one that is not made for its blocks at this moment.
                        part = Part(part.section, tuple, part.size, part.lines)
                        part.hold(made)
                    parts.append(part)
            self.parts = parts

    def is_at_hand(self, part: int) -> bool:
        """Whether a part was prepared, or everything has been composed here."""
        return self._whole is not None or self.parts[part].made

    def whole(self) -> Document:
        """The document composed in this process; takes a while the first time, and is done once, whichever threads ask."""
        with self._composing:
            if self._whole is None:
                whole = self._compose(self.briefing)
                if len(whole.parts) == len(self.parts):
                    # What was prepared of the others is in the way now: tens of thousands of them are most of what a page holds.
                    self.sections = whole.sections
                    self.parts = [own if own.made else other for own, other in zip(self.parts, whole.parts, strict=True)]
                self._whole = whole
            return self._whole


PACKED = 200_000
"""Bytes of a prepared page up to which it is kept packed, in a fifteenth of the room; unpacking a larger one takes too long."""

_KNOWN = 20_000
"""Bytes of what a page was composed of that the packer is told of beforehand: nearly all text of a page is in them."""

_SIGN = b"\x78"
"""First byte of what is packed, and of no page that is not."""


@lru_cache(maxsize=1)
def _usual() -> bytes:
    """What most pages have in common: the names of fields and of roles, and what they mostly hold."""
    own = [DocumentSection(n, f"the-{n}", f"The {n}", str(n), 1, -1, "text", line=8 + n) for n in (2, 3)]
    made = [DocumentSection(n, id, title, "", 1, -1, "reference", count=1) for n, (id, title) in enumerate(TITLES.items())]
    front = [
        DocumentSection(n, id, title, "", 1, -1, "front", line=n + 1) for n, (id, title) in enumerate(list(TITLES.items())[:2])
    ]
    link, cite = Span(204, 208, "link", "https://www.example.org/"), Span(209, 213, "cite", "@s1")
    blocks = [
        *[Block("heading", title, (), 5, 0, "heading1", 1, space=2) for title in TITLES.values()],
        Block("title", "The", (), 0, 1, "title", 0, space=0),
        Block("meta", "", (Span(0, 6, "strong"), Span(9, 20, "date")), 0, 0, "meta", space=0),
        Block("meta", "TLP:CLEAR", (Span(0, 9, "marking"),), 0, 0, "meta", space=0),
        Block("meta", ", ", (Span(0, 13, "muted"),), 1, 0, "meta"),
        Block("item", "The", (link, cite), 3, 12, "body", 0, "• ", "  ", space=0),
        Block("quote", "The", (Span(0, 3, "emphasis"),), 3, 12, "body", 0, "│ ", "│ "),
        Block("table", "", (), 3, 12, "body"),
        Block("row", "", (Span(0, 11, "strong"), Span(12, 24, "muted")), 6, 26, "body", label_end=11, hang=13, about="a1"),
        Block("row", "", (Span(0, 2, "label"), Span(3, 21, "strong")), 7, 28, "body", label_end=2, hang=4, about="s1"),
        Block("detail", "", (Span(0, 2, "grade"),), 7, 28, "body", hang=4, space=0, about="s1"),
        Block(
            "detail",
            "",
            (Span(0, 8, "likelihood"), Span(9, 24, "value"), Span(27, 40, "confidence")),
            5,
            21,
            "body",
            0,
            "   ",
            "   ",
        ),
        Block("row", "", (Span(111, 115, "strong"), link, cite), 5, 21, "body", 0, "1  ", "   ", about="j1"),
        Block("heading", "1 The", (Span(0, 1, "number"),), 2, 8, "heading1", 1, space=2),
        Block("heading", "Bottom line", (), 1, 6, "heading1", 1),
        Block("paragraph", "The", (Span(187, 189, "strong"), link, cite), 1, 6, "lead"),
        Block("paragraph", "The", (), 2, 10),
    ]
    parts = tuple(PreparedPart(n, 327, 6, tuple(blocks[n : n + 1])) for n in range(len(blocks)))
    return msgspec.msgpack.encode(PreparedDocument((*own, *made, *front), parts))


def pack(document: Document, known: bytes, level: int = 3) -> bytes:
    """A page as the catalog keeps it.

    Args:
        document: the page.
        known: what it was composed of, with its texts; it is needed to unpack the page.
        level: of zlib.
    """
    import zlib

    data = msgspec.msgpack.encode(prepare(document))
    if len(data) > PACKED:
        return data
    packer = zlib.compressobj(level, zdict=_usual() + known[:_KNOWN])
    return packer.compress(data) + packer.flush()


def unpack(data: bytes, known: bytes) -> PreparedDocument:
    """A page from what was kept, and what it was composed of. Raises msgspec.DecodeError where it is none."""
    if data[:1] == _SIGN:
        import zlib

        try:
            data = zlib.decompressobj(zdict=_usual() + known[:_KNOWN]).decompress(data)
        except zlib.error as error:
            raise msgspec.DecodeError(str(error)) from None

    return decoder_of(PreparedDocument).decode(data)
