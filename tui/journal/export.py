"""A journal handed out and read again: lines of JSON, one object a line, told apart by `type`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec.structs import asdict

from tui.changes.edition import Edition, KeptBlock, KeptItem, KeptSection, overridden
from tui.journal.numbers import odd_number
from tui.journal.stored_rows import RowSource
from tui.model.decoders import json_decoder_of
from tui.model.handling import Marking
from tui.model.place import Anchor, Place
from tui.model.text import cleaned, json_harmless_bytes

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


def exported(rows: RowSource, secret: bytes) -> Iterator[bytes]:
    """All of a journal, one line of JSON at a time; the same journal always gives the same lines."""
    encode = msgspec.json.Encoder(order="deterministic").encode

    def line(value: Line) -> bytes:
        return json_harmless_bytes(encode(value)) + b"\n"

    yield line(Head(FORMAT, secret))
    former: dict[str, list[str]] = {}
    for key, old in rows.ask("SELECT e.key, a.key FROM aliases a JOIN entries e USING (n) ORDER BY a.key"):
        former.setdefault(key, []).append(old)
    reads: dict[str, dict[str, float]] = {}
    for (key, section), row in rows.of("reads").items():
        reads.setdefault(key, {})[section] = row["at"]
    apart = ("key", "read", "formerly", "closed")
    names = [field.name for field in msgspec.structs.fields(BriefingLine) if field.name not in apart]
    closed: dict[str, dict[str, float]] = {}
    for (key, item), row in rows.of("closed").items():
        closed.setdefault(key, {})[item] = row["at"]
    keys = []
    for (key,), row in sorted(rows.of("entries").items()):
        keys.append(key)
        values = {name: row[name] for name in names if row.get(name) is not None}
        values["path"] = _printable(values.get("path", ""))
        own = closed.get(key, {})
        yield line(BriefingLine(key, read=reads.get(key, {}), formerly=tuple(former.get(key, ())), closed=own, **values))
    for key in keys:
        for row in rows.of("bases", key).values():
            kept = [(section["data"], section["after"]) for section in rows.of("kept", key).values()]
            yield line(edition_line(key, overridden(row["data"], kept)))
        for (_, until), row in sorted(rows.of("readings", key).items()):
            yield line(edition_line(key, row["data"], until))
    for (note_id,), row in sorted(rows.of("notes").items()):
        yield line(NoteLine(note_id, *(row[name] for name in NoteLine.__struct_fields__[1:])))
    for (letter,), row in sorted(rows.of("marks").items()):
        yield line(MarkLine(letter, row["key"], row["place"], row["at"]))
    for (moment,), row in sorted(rows.of("visits").items()):
        yield line(VisitLine(moment, row["key"], row["place"], row["at"]))


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def parse_export(data: Iterable[bytes]) -> tuple[list[Line], list[str]]:
    """The lines of an export, and a sentence for each that cannot be used."""
    lines: list[Line] = []
    problems: list[str] = []
    for number, text in enumerate(data, 1):
        if not text.strip():
            continue
        try:
            found = DECODER.decode(_cleaned(text))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            problems.append(f"line {number} is left out: {error}")
            continue
        if isinstance(found, Head) and found.format > FORMAT:
            problems.append(f"line {number}: a newer version of this program wrote the file; what is not understood is left out")
        if not isinstance(found, Head) and not found.key:
            problems.append(f"line {number} is left out: it names no briefing")
            continue
        if odd := odd_number(found):
            problems.append(f"line {number} is left out: {odd}")
            continue
        lines.append(found)
    return lines, problems


_KEPT = ("key", "path", "formerly")
"""Fields that say which file it is: they are compared with the names of files, and cleaned wherever they are shown."""

_MAY_BE_DIRTY = re.compile(rb"[^\x20-\x7e\r\n]|\\[ubfr]")


def _cleaned(line: bytes) -> bytes:
    """A line of JSON with the text in it cleaned as that of files is."""
    if _MAY_BE_DIRTY.search(line) is None:
        return line
    found = msgspec.json.decode(line)
    if not isinstance(found, dict):
        return line
    return msgspec.json.encode({name: value if name in _KEPT else _cleaned_value(value) for name, value in found.items()})


def _cleaned_value(value: Any) -> Any:
    """Texts cleaned, at any depth; the parser of JSON has a limit to that."""
    if isinstance(value, str):
        return cleaned(value.replace("\r\n", "\n"))
    if isinstance(value, list):
        return [_cleaned_value(one) for one in value]
    if isinstance(value, dict):
        return {cleaned(name): _cleaned_value(one) for name, one in value.items()}
    return value
