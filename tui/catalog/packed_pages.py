"""Composed pages as the catalog keeps them: packed where that is done in no time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tui.model.decoders import decoder_of

if TYPE_CHECKING:
    from tui.document.document import Document
    from tui.document.prepared import PreparedDocument

PACKED = 200_000
"""Bytes of a prepared page up to which it is kept packed, in a third of the room; unpacking a larger one takes too long."""

_SIGN = b"\x78"
"""First byte of what is packed, and of no page that is not."""


def pack(document: Document) -> bytes:
    """A page as the catalog keeps it."""
    import zlib

    from tui.document.prepared import prepare

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
    from tui.document.prepared import PreparedDocument

    return decoder_of(PreparedDocument).decode(data)
