"""What a catalog keeps of text, packed: a third of the room, where unpacking takes no time to speak of.

A briefing says the same thing up to four times: as it was read, in the row of a list, as things with rows of their own, and in
its sections. Each is packed knowing of what is unpacked before it, so that what is said again takes next to no room.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.model.decoders import decoder_of

LARGEST = 200_000
"""Bytes up to which something is packed: to unpack more takes longer than anybody should wait for a page."""

SMALLEST, SMALLEST_THINGS = 300, 200
"""Bytes from which on: of what is shorter next to nothing would be saved. Of things most is known beforehand."""

KNOWN = 24_000
"""Bytes of what is known that the packer is told of."""

NEAR, BESIDE = 60_000, 8_000
"""Bytes of a briefing that is unpacked for one of its sections, and those of them that the packer is told of."""

ALONE = -1
"""Where a section is packed without the text of its briefing."""

THINGS_AT_ONCE = 8
"""Things of a briefing that are packed together: whoever wants one of them unpacks them all."""

_SMALL, _LARGE = (13, 6), (15, 8)
"""Powers of two, of the window and of the memory: most of what is packed is short, and a larger state takes longer to set up
than to use."""

_SMALL_ENOUGH = 12_000
"""Bytes up to which the small window is enough."""

_PACKED = 0x80
"""First bytes below it are those of what is packed: no list of msgpack begins so."""

_NO_THING = b"\xc0"
"""Msgpack for nothing, in the place of a row that stands for no thing."""

_AT_ONCE = 400

USUAL = (
    b"\xdc\x00\x13\xa2j1\n\xc2\xc0\xa0\x95\xa3The\x00\x00\x00\xc3\x96\xa6likely\x057P\xa6icd203\x01\xa8moderate\x95\xa0\x00"
    b"\x00\x00\xc2\x90\x90\x90\xc0\x91\xa6Report\x90\x90\xc0\xc0\xa0\xdc\x00\x13\xa2j2\x0b\xc2\xc0\xa0\x95\xa3The\x00\x00\x00"
    b"\xc3\x96\xabvery likely\x06P_\xa6icd203\x01\xa4high\x95\xa0\x00\x00\x00\xc2\x90\x90\x90\x94\xa42025\xcegt\x85\x80\xceiU"
    b"\xb8\xff\xa42025\x90\x90\x90\xc0\xc0\xa0\xdc\x00\x13\xa2j3\x0c\xc2\xa5GREEN\xa0\x95\xa3The\x00\x00\x00\xc3\x96\xb3rough"
    b"ly even chance\x04-7\xa6icd203\x01\xa3low\x95\xa0\x00\x00\x00\xc2\x90\x90\x90\xc0\x90\x90\x90\xc0\xc0\xa0\x9e\xa2f1\r"
    b"\xc2\xa5CLEAR\xa0\x95\xa3The\x00\x00\x00\xc3\xa0\x92\xa6Report\xa6Report\xa0\x94\xaa2024-01-01\xcee\x92\x00\x80\xcee"
    b"\x93Q\xff\xaa1 Jan 2024\xa8reported\xa0\xa0\x95\xa0\x00\x00\x00\xc2\x9d\xa2e1\x0e\xc2\xc0\xa0\x94\xaa2024-01-01\xcee"
    b"\x92\x00\x80\xcee\x93Q\xff\xaa1 Jan 2024\xa0\xa3The\xa8happened\x90\xa0\x91\xa6Report\x95\xa0\x00\x00\x00\xc2\x9d\xa2e2"
    b"\x0e\xc2\xc0\xa0\x94\xa72025-06\xceh;\x98\x00\xcehc$\xff\xa8Jun 2025\xa0\xa3The\xc0\x90\xa0\x90\x95\xa0\x00\x00\x00\xc2"
    b"\x99\xa2a1\x0f\xc2\xc0\xa0\x95\xa3The\x00\x00\x00\xc3\xa2J3\x94\xaa2025-01-01\xcegt\x85\x80\xcegu\xd6\xff\xaa1 Jan 2025"
    b"\xa4open\x93\x9f\xa2us\x10\xc2\xc0\xa0\xadUnited States\xa2US\x90\xa5state\xa0\xa0\x95\xa0\x00\x00\x00\xc2\x90\x90\x90"
    b"\x90\x00\x93\x9f\xa1x\x10\xc2\xc0\xa0\xa1X\xa0\x90\xacorganisation\xa0\xa0\x95\xa0\x00\x00\x00\xc2\x90\x90\x90\x90\x00"
    b"\x93\x9f\xa1y\x10\xc2\xc0\xa0\xa1Y\xa0\x90\xa4unit\xa0\xa0\x95\xa0\x00\x00\x00\xc2\x91\xa1X\x90\x90\x90\x00\x93\x9f\xa1"
    b"z\x10\xc2\xc0\xa0\xa1Z\xa0\x90\xa6person\xa0\xa9Commander\x95\xa0\x00\x00\x00\xc2\x90\x90\x90\x90\x00\xdc\x00\x10\xa0"
    b"\x11\xc2\xc0\xa0\xa1X\xa8commands\xa1Y\xc0\xc0\xa0\xc0\x94\xa42024\xcee\x92\x00\x80\xcegt\x85\x7f\xa42024\xc0\x90\x95"
    b"\xa0\x00\x00\x00\xc2\xdc\x00\x10\xa1y\x10\xc2\xc0\xa0\xa1Y\xaareports to\xa1X\xc0\xc0\xa0\xc0\xc0\xc0\x90\x95\xa0\x00"
    b"\x00\x00\xc2\x9d\xa1g\x12\xc2\xc0\xa0\xa0\xa0\x92\xa1X\xa1Y\xc0\x90\xa8in force\x95\xa0\x00\x00\x00\xc2\x90\x9a\xa1t"
    b"\x13\xc2\xc0\xa0\xa3The\xa0\xa0\x95\xa3The\x00\x00\x00\xc3\x90\x94\xdc\x00\x14\xa2s1\x14\xc2\xc0\xa0\xa6Report\xb3Minis"
    b"try of Defense\x90\x94\xaa2024-01-01\xcee\x92\x00\x80\xcee\x93Q\xff\xaa1 Jan 2024\xc0\xb8https://www.example.org/\xa0"
    b"\xa0\xa1B\xa12\x90\xa0\xa0\xc0\x95\xa0\x00\x00\x00\xc2\x01\x01\x01\x94\xdc\x00\x14\xa2s2\x14\xc2\xc0\xa0\xa6Report\xa0"
    b"\x90\x94\xa72024-02\xcee\xba\xdf\x00\xcee\xe1\x1a\x7f\xa8Feb 2024\xc0\xa0\xa0\xa0\xa1A\xa11\x90\xa0\xa0\xc0\x95\xa0\x00"
    b"\x00\x00\xc2\x00\x01\x00"
)
"""Things as most are: judgments, a fact, events, an action, actors, relations, an agreement, a term and sources.

Whoever packs things is told of it, and so must whoever unpacks them: another text is another `FORMAT`.
"""


def deflated(data: bytes, known: bytes = b"") -> bytes:
    """Msgpack as a catalog keeps it.

    Args:
        data: what is kept.
        known: what says nearly the same, and will be at hand when it is unpacked.
    """
    if not SMALLEST <= len(data) <= LARGEST:
        return data
    window, memory = _SMALL if len(data) + len(known) <= _SMALL_ENOUGH else _LARGE
    if known:
        packer = zlib.compressobj(1, zlib.DEFLATED, window, memory, zlib.Z_DEFAULT_STRATEGY, known[:KNOWN])
    else:
        packer = zlib.compressobj(1, zlib.DEFLATED, window, memory)
    return packer.compress(data) + packer.flush()


def inflated(kept: bytes, known: bytes = b"") -> bytes:
    """Msgpack of what was kept. Raises sqlite3.DatabaseError where it was damaged, or packed with something else that was known."""
    if kept and kept[0] >= _PACKED:
        return kept
    packer = zlib.decompressobj(zdict=known[:KNOWN]) if known else zlib.decompressobj()
    try:
        found = packer.decompress(kept)
    except zlib.error as error:
        raise sqlite3.DatabaseError(f"what a catalog keeps of a briefing is damaged: {error}") from None
    if not packer.eof:
        raise sqlite3.DatabaseError("what a catalog keeps of a briefing is damaged: it ends too early")
    return found


_LEFT = "SELECT briefing, row, things FROM contents JOIN briefings USING (n) LEFT JOIN things ON key = n * ? WHERE n = ?"


@lru_cache(maxsize=1)
def _of_things() -> zlib._Compress:
    """A packer of things that has been told of `USUAL`; to copy it takes less time than to make one."""
    return zlib.compressobj(1, zlib.DEFLATED, 12, 5, zlib.Z_DEFAULT_STRATEGY, USUAL)


def things_deflated(things: bytes) -> bytes:
    """Things as a catalog keeps them, of what `in_batches` gives."""
    if not SMALLEST_THINGS <= len(things) <= LARGEST:
        return things
    packer = _of_things().copy()
    return packer.compress(things) + packer.flush()


def content_in(db: sqlite3.Connection, n: int) -> bytes:
    """A briefing of a catalog as it was read, as msgpack. Raises KeyError where the number is gone."""
    found = db.execute(_LEFT, (SECTIONS_PER_BRIEFING, n)).fetchone()
    if found is None:
        raise KeyError(n)
    kept, row, things = found
    return inflated(kept, told_by(row, inflated(things, USUAL) if things is not None else b""))


def told_by(row: bytes, things: bytes) -> bytes:
    """What says nearly the same as a briefing: its first things, as they are packed together, and its row."""
    return things[: KNOWN - len(row)] + row


def place_in(content: bytes, blocks: Sequence[str], before: int) -> int:
    """About where the text of a section begins in a briefing: wrong, it costs room and nothing else.

    Args:
        content: the briefing as msgpack.
        blocks: of the section.
        before: where the section before it begins.
    """
    for block in blocks[:3]:
        said = block[:30].encode("utf-8", "surrogatepass")
        at = content.find(said, before) if len(said) > 8 else -1
        if at >= 0:
            return at
    return before


def told_at(content: bytes, at: int) -> bytes:
    """What of a briefing says nearly the same as a section that begins there."""
    return content[at : at + BESIDE]


def in_batches(things: Sequence[bytes]) -> list[bytes]:
    """Things of a briefing as they are packed together, so many at once; not packed yet."""
    batches = [things[start : start + THINGS_AT_ONCE] for start in range(0, len(things), THINGS_AT_ONCE)]
    return [_encode([msgspec.Raw(thing or _NO_THING) for thing in batch]) for batch in batches]


def things_in_rows(db: sqlite3.Connection, keys: Iterable[int]) -> dict[int, bytes]:
    """The things that have rows of some keys, as msgpack; those that are gone are left out."""
    wanted: dict[int, list[int]] = {}
    for key in keys:
        wanted.setdefault(key - key % SECTIONS_PER_BRIEFING % THINGS_AT_ONCE, []).append(key)
    batches = list(wanted)
    found: dict[int, bytes] = {}
    decode = decoder_of(list[msgspec.Raw]).decode
    for start in range(0, len(batches), _AT_ONCE):
        some = batches[start : start + _AT_ONCE]
        query = f"SELECT key, things FROM things WHERE key IN ({','.join('?' * len(some))})"
        for first, kept in db.execute(query, some):
            held = decode(inflated(kept, USUAL))
            for key in wanted[first]:
                if key - first < len(held):
                    found[key] = bytes(held[key - first])
    return found


def all_things_in_rows(db: sqlite3.Connection, keys: Iterable[int]) -> dict[int, bytes]:
    """The same of rows that are there. Raises sqlite3.DatabaseError where what one stands for is missing."""
    wanted = set(keys)
    found = things_in_rows(db, wanted)
    if len(found) < len(wanted):
        raise sqlite3.DatabaseError("what a catalog keeps of a briefing is damaged: things of it are missing")
    return found


_encode = msgspec.msgpack.Encoder().encode
