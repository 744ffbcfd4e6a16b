"""Rows as the program handles them, and as the database holds them: texts, numbers, and packed structs."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from tui.changes.edition import Edition, KeptSection
from tui.journal.numbers import TIMES, is_time
from tui.model.decoders import decoder_of
from tui.model.handling import Marking
from tui.model.place import Anchor, Place


class Patch(NamedTuple):
    """A change of one row, or the removal of all rows whose key begins so."""

    table: str
    key: tuple[Any, ...]
    """Values of the table's key columns; a briefing is named by its key in the journal."""
    values: Mapping[str, Any] | None = None
    """Column -> value, of those that change; None to remove."""
    new: bool = False
    """Only where there is no such row yet."""


class Column(NamedTuple):
    """How the values of a column go into the database and come back."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


class TableShape(NamedTuple):
    """One table: its key columns, `key` for the briefing's, and those of its columns that need packing."""

    key: tuple[str, ...]
    columns: Mapping[str, Column] = {}


def packed_struct(value: object) -> bytes:
    """A struct as bytes."""
    return msgspec.msgpack.encode(value)


def squeeze(value: object) -> bytes:
    """A struct that holds much text as compressed bytes."""
    return zlib.compress(msgspec.msgpack.encode(value), 6)


def _packed(kind: Any) -> Column:
    decoder = decoder_of(kind)
    return Column(packed_struct, decoder.decode)


def _squeezed(kind: Any) -> Column:
    decoder = decoder_of(kind)
    return Column(squeeze, lambda data: _sound(decoder.decode(zlib.decompress(data))))


def _sound(kept: Any) -> Any:
    """What was read, without times that make no sense; an older version took them from an import."""
    if isinstance(kept, KeptSection):
        return kept if is_time(kept.read_at) else replace(kept, read_at=0.0)
    if isinstance(kept, Edition) and not all(is_time(section.read_at) for section in kept.sections):
        return replace(kept, sections=tuple(map(_sound, kept.sections)))
    return kept


_PATH = Column(os.fsencode, os.fsdecode)
_PLACE = _packed(Place)
_MAYBE_PLACE = _packed(Place | None)

TABLES: Mapping[str, TableShape] = {
    "entries": TableShape(("key",), {"path": _PATH, "marking": _packed(Marking), "place": _MAYBE_PLACE}),
    "reads": TableShape(("key", "section")),
    "bases": TableShape(("key",), {"data": _squeezed(Edition)}),
    "kept": TableShape(("key", "section"), {"data": _squeezed(KeptSection)}),
    "notes": TableShape(("id",), {"anchor": _packed(Anchor), "tags": _packed(tuple[str, ...]), "marking": _packed(Marking)}),
    "marks": TableShape(("letter",), {"place": _PLACE}),
    "visits": TableShape(("v",), {"place": _PLACE}),
    "verdicts": TableShape(("key",)),
    "spent": TableShape(("key", "section"), {"data": _packed(tuple[int, ...])}),
    "closed": TableShape(("key", "item")),
    "readings": TableShape(("key", "at"), {"data": _squeezed(Edition)}),
}

FRESH: Mapping[str, Any] = {
    "id": "",
    "path": b"",
    "title": "",
    "title_digest": "",
    "marking": packed_struct(Marking()),
    "digest": b"",
    "file_digest": b"",
    "opened_at": 0.0,
    "done_at": 0.0,
    "sections": 0,
    "begun": 0,
    "place": None,
}
"""The columns of an entry that nothing is known of, as the database holds them."""


def encoded(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the database holds them."""
    columns = TABLES[table].columns
    return {name: columns[name].encode(value) if name in columns else _storable(value) for name, value in values.items()}


def decoded(table: str, name: str, value: Any) -> Any:
    """A value as the program handles it."""
    column = TABLES[table].columns.get(name)
    if column is None and name in TIMES and not is_time(value):
        return 0.0
    return value if column is None or value is None else column.decode(value)


UNREADABLE = (msgspec.MsgspecError, ValueError, TypeError, OSError, zlib.error)
"""What decoding raises where a row is damaged, or was written by a bug or another program."""

_INSTEAD: Mapping[str, Any] = {"anchor": Anchor("", ""), "tags": (), "marking": Marking("RED"), "place": None, "path": ""}
"""What stands for a column that cannot be read; for a marking the strictest."""


def decoded_in_part(table: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """A damaged row as far as it can be read; None where what cannot be read is all that it is about."""
    found = {}
    for name, value in values.items():
        try:
            found[name] = decoded(table, name, value)
        except UNREADABLE:
            if name not in _INSTEAD or table in ("marks", "visits"):
                return None
            found[name] = _INSTEAD[name]
    return found


def _storable(value: Any) -> Any:
    """A text without lone surrogates, which the database cannot hold; anything else as it is."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value


Image = tuple[str, list[Any], dict[str, Any] | None]
"""A row before it was changed: table, key as the database holds it, the columns that changed; None where there was no row."""


def pack_images(images: list[Image]) -> bytes:
    """What an undo needs, compressed."""
    return squeeze(images)


def unpack_images(data: bytes) -> list[Image]:
    """What `pack_images` made."""
    return decoder_of(list[Image]).decode(zlib.decompress(data))
