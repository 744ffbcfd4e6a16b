"""What a catalog keeps of text, packed: half the room, where unpacking takes no time to speak of."""

from __future__ import annotations

import sqlite3
import zlib

LARGEST = 200_000
"""Bytes up to which something is packed: to unpack more takes longer than anybody should wait for a page."""

SMALLEST = 1_000
"""Bytes from which on: of what is shorter a third would be saved, for as much time as it takes to tokenize it."""

_SIGN = b"\x48"
"""First byte of what is packed with `_WINDOW`: no list of msgpack begins so."""

_WINDOW, _MEMORY = 12, 5
"""Powers of two: most of what is packed is short, and a larger state takes longer to set up than to use."""


def deflated(data: bytes) -> bytes:
    """Msgpack as a catalog keeps it."""
    if not SMALLEST <= len(data) <= LARGEST:
        return data
    packer = zlib.compressobj(1, zlib.DEFLATED, _WINDOW, _MEMORY)
    return packer.compress(data) + packer.flush()


def inflated(kept: bytes) -> bytes:
    """Msgpack of what was kept. Raises zlib.error where it was damaged."""
    return zlib.decompress(kept) if kept[:1] == _SIGN else kept


def content_in(db: sqlite3.Connection, n: int) -> bytes:
    """A briefing of a catalog as it was read, as msgpack. Raises KeyError where the number is gone."""
    found = db.execute("SELECT briefing FROM contents WHERE n = ?", (n,)).fetchone()
    if found is None:
        raise KeyError(n)
    return inflated(found[0])
