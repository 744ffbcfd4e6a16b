"""A composed document as data: what another process made ready, so that this one can show it at once.

Parsing YAML and Markdown, and importing what parses them, is most of the time between a command and
its first screen. A prepared document needs neither: it has the sections, the sizes of all parts and
the blocks of the first ones. Whatever else is looked at is composed then. A catalog keeps it packed
where that is done in no time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
                    parts = [own if own.made else other for own, other in zip(self.parts, whole.parts, strict=True)]
                    self.parts = whole.parts = parts
                self._whole = whole
            return self._whole


PACKED = 200_000
"""Bytes of a prepared page up to which it is kept packed, in a fifteenth of the room; unpacking a larger one takes too long."""

_KNOWN = 20_000
"""Bytes of what a page was composed of that the packer is told of beforehand: nearly all text of a page is in them."""

_SIGN = b"\x78"
"""First byte of what is packed, and of no page that is not."""


_LIKELY = (
    ("━···················", "almost no chance, 01–05%", "low confidence"),
    ("·━━━················", "very unlikely, 05–20%", "moderate confidence"),
    ("····━━━━━···········", "unlikely, 20–45%", "high confidence"),
    ("·········━━·········", "roughly even chance, 45–55%", "low confidence"),
    ("···········━━━━━····", "likely, 55–80%", "moderate confidence"),
    ("················━━━·", "very likely, 80–95%", "high confidence"),
    ("···················━", "almost certain, 95–99%", "low confidence"),
)
_GRADES = (
    "F6 — reliability cannot be judged, truth cannot be judged",
    "D4 — not usually reliable, doubtful",
    "C3 — fairly reliable, possibly true",
    "A1 — completely reliable, confirmed by other sources",
    "B2 — usually reliable, probably true",
)


def _usual_blocks() -> Iterator[Block]:
    """Blocks of the apparatus, where all but a few words is the same in every briefing; what most pages have at the end."""
    for title in TITLES.values():
        yield Block("heading", title, (), 5, 0, "heading1", 1, space=2)
    yield Block("meta", ", ", (Span(0, 13, "muted"),), 1, 0, "meta")
    yield Block("item", "The", (Span(3, 21, "emphasis"),), 3, 12, "body", 0, "• ", "  ", space=0)
    yield Block("quote", "The", (Span(0, 3, "emphasis"),), 3, 12, "body", 0, "│ ", "│ ")
    yield Block("table", "", (), 3, 12, "body")
    yield Block("banner", "Draft: not issued yet.", (Span(0, 5, "strong"),), 0, 0, "banner")
    yield Block("row", "☐ ", (Span(7, 12, "link", "https://www.example.org/"),), 9, 31, "body", 0, "☐ ", "  ", about="a1")
    yield Block("detail", " · due 28 Jul 2024", (Span(8, 11, "muted"), Span(12, 23, "date")), 9, 31, "body", 0, "  ", "  ", space=0)
    yield Block("row", "Mar 2024 — planned", (Span(0, 8, "date"), Span(9, 30, "strong"), Span(33, 40, "planned")), 8, 33, hang=10)
    yield Block("row", "14 Jul 2024 ", (Span(0, 11, "date"), Span(12, 60, "strong")), 8, 33, label_end=11, hang=13, about="e1")
    yield Block("row", " — reports to ", (Span(8, 19, "muted"), Span(30, 38, "disputed")), 8, 35)
    yield Block("row", "", (Span(0, 13, "term strong"),), 9, 38, about="t1")
    yield Block("detail", "credibility 2, probably true", (Span(0, 28, "grade"),), 8, 36, hang=10, space=0, about="f1")
    yield Block(
        "row", " state organisation", (Span(0, 11, "strong"), Span(12, 24, "muted")), 6, 26, label_end=11, hang=13, about="a1"
    )
    for bar, likely, confidence in _LIKELY:
        start, end = bar.index("━"), len(bar.rstrip("·"))
        spans = (Span(0, start, "guide"), Span(start, end, "likelihood"), Span(end, 20, "guide"), Span(21, 34, "likelihood"))
        text = f"{bar} {likely} · {confidence}"
        yield Block(
            "detail", text, (*spans, Span(36, 42, "value"), Span(45, 59, "confidence")), 5, 21, "body", 0, "   ", "   ", space=0
        )
    cited = (Span(0, 7, "label"), Span(8, 9, "cite"), Span(9, 11, "cite", "@s1"), Span(11, 12, "cite"))
    yield Block("detail", "Sources [s1]", cited, 5, 21, "body", 0, "   ", "   ", 7, 15, 0, about="j1")
    yield Block("row", "The", (), 5, 21, "strong", 0, "1  ", "   ", about="j1")
    for grade in _GRADES:
        yield Block("row", "s1 ", (Span(0, 2, "label"), Span(3, 21, "strong")), 7, 28, label_end=2, hang=4, about="s1")
        yield Block("detail", grade, (Span(0, 2, "grade"),), 7, 28, hang=4, space=0, about="s1")
    for label in ("Precedence routine", "Cut-off 5 Aug 2024", "Marking", "By", "Tags"):
        yield Block("row", f"{label} ", (Span(0, len(label.split()[0]), "label"),), 8, 0, label_end=4, hang=12, space=0)
    yield Block("title", "The", (), 0, 1, "title", space=0)
    yield Block("meta", "TLP:CLEAR", (Span(0, 9, "marking"),), 0, 0, "meta", space=0)
    yield Block(
        "meta", "4 Oct 2024 · updated ", (Span(0, 10, "date"), Span(13, 20, "muted"), Span(21, 31, "date")), 0, 0, "meta", space=0
    )
    yield Block("meta", "4 Oct 2024 · assessment", (Span(0, 10, "date"), Span(13, 23, "strong")), 0, 0, "meta", space=0)
    yield Block("heading", "1 The", (Span(0, 1, "number"),), 2, 8, "heading1", 1, space=2)
    yield Block("heading", "Bottom line", (), 1, 6, "heading1", 1)
    link, cite = Span(204, 208, "link", "https://www.example.org/"), Span(209, 213, "cite", "@s1")
    yield Block("paragraph", "The", (Span(187, 189, "strong"), link, cite), 1, 6, "lead")
    yield Block("paragraph", "The", (), 2, 10)


@lru_cache(maxsize=1)
def _usual() -> bytes:
    """What most pages have in common: sections, and blocks of the apparatus."""
    own = [DocumentSection(n, f"the-{n}", f"The {n}", str(n), 1, -1, "text", line=8 + n) for n in (2, 3)]
    made = [DocumentSection(n, id, title, "", 1, -1, "reference", count=1) for n, (id, title) in enumerate(TITLES.items())]
    front = [
        DocumentSection(n, id, title, "", 1, -1, "front", line=n + 1) for n, (id, title) in enumerate(list(TITLES.items())[:2])
    ]
    parts = tuple([PreparedPart(n, 327, 6, (block,)) for n, block in enumerate(_usual_blocks())])
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
