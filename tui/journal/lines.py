"""The lines of an exported journal: JSON, one object a line, told apart by `type`."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import asdict

from tui.changes.edition import Edition, KeptBlock, KeptItem, KeptSection
from tui.model.decoders import json_decoder_of
from tui.model.handling import Marking
from tui.model.place import Anchor, Place

FORMAT = 1


class Head(msgspec.Struct, tag="journal", frozen=True):
    """The first line."""

    format: int
    secret: bytes
    """Of the digests that stand for texts which may not be kept, in base64."""


class BriefingLine(msgspec.Struct, tag="briefing", frozen=True):
    """What is known of a briefing; times in seconds since 1970, 0 for never."""

    key: str
    id: str = ""
    path: str = ""
    title: str = ""
    title_digest: str = ""
    marking: Marking = Marking()
    digest: bytes = b""
    file_digest: bytes = b""
    opened_at: float = 0.0
    done_at: float = 0.0
    sections: int = 0
    begun: int = 0
    place: Place | None = None
    read: dict[str, float] = {}
    """Section -> when it was read."""
    formerly: tuple[str, ...] = ()
    """Former keys."""
    closed: dict[str, float] = {}
    """Action that the reader closed -> when (`tui.model.actions.action_stamp`, or a digest of that)."""

    @property
    def newest(self) -> float:
        """When something was last done with it."""
        return max(self.opened_at, self.done_at, *self.read.values(), 0.0)


class BlockLine(msgspec.Struct, frozen=True):
    """A block of prose."""

    kind: str
    text: str
    links: tuple[tuple[int, int, str], ...] | None = None
    """Words that the program put in the place of links: start, end, where the link leads."""


class ItemLine(msgspec.Struct, frozen=True):
    """A structured thing."""

    kind: str
    id: str
    name: str
    fields: dict[str, str]


class SectionLine(msgspec.Struct, frozen=True):
    """A section as it was read."""

    id: str
    title: str = ""
    parent: str = ""
    formerly: tuple[str, ...] = ()
    marking: Marking = Marking()
    blocks: tuple[BlockLine, ...] | None = None
    items: tuple[ItemLine, ...] = ()
    digest: bytes = b""
    digested: bool = False
    read_at: float = 0.0
    version: int = 1
    """Of the composition that its text came from."""


class EditionLine(msgspec.Struct, tag="edition", frozen=True):
    """A briefing as it was last read, or before that."""

    key: str
    sections: tuple[SectionLine, ...]
    title: str = ""
    number: str = ""
    digest: bytes = b""
    until: float = 0.0
    """When another file of it was read, for an earlier reading; 0 for the last one."""

    @property
    def edition(self) -> Edition:
        """As the program handles it."""
        return Edition(tuple(map(_section, self.sections)), self.title, self.number, self.digest)


class NoteLine(msgspec.Struct, tag="note", frozen=True):
    """A note; `id` is a UUID."""

    id: str
    key: str
    anchor: Anchor
    section_title: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()
    marking: Marking = Marking()
    citation: str = ""
    created: float = 0.0
    modified: float = 0.0


class MarkLine(msgspec.Struct, tag="mark", frozen=True):
    """A mark."""

    letter: str
    key: str
    place: Place
    at: float


class VisitLine(msgspec.Struct, tag="visit", frozen=True):
    """A place one was at; `v` is its time in microseconds, by which visits are told apart."""

    v: int
    key: str
    place: Place
    at: float


Line = Head | BriefingLine | EditionLine | NoteLine | MarkLine | VisitLine

DECODER: msgspec.json.Decoder[Line] = json_decoder_of(Line)


def edition_line(key: str, edition: Edition, until: float = 0.0) -> EditionLine:
    """The line of an edition, of the last reading or of one that was over at a moment."""
    sections = tuple(map(_section_line, edition.sections))
    return EditionLine(key, sections, edition.title, edition.number, edition.digest, until)


def _section_line(section: KeptSection) -> SectionLine:
    values: dict[str, Any] = asdict(section)
    values["blocks"] = (
        None if section.blocks is None else tuple(BlockLine(block.kind, block.text, block.links) for block in section.blocks)
    )
    values["items"] = tuple(ItemLine(item.kind, item.id, item.name, dict(item.fields)) for item in section.items)
    return SectionLine(**values)


def _section(line: SectionLine) -> KeptSection:
    values: dict[str, Any] = asdict(line)
    values["blocks"] = (
        None if line.blocks is None else tuple(KeptBlock(block.kind, block.text, block.links) for block in line.blocks)
    )
    values["items"] = tuple(KeptItem(item.kind, item.id, item.name, item.fields) for item in line.items)
    return KeptSection(**values)
