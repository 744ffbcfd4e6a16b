"""Decoders of msgspec, made by one thread at a time and kept.

What msgspec finds out about a type it notes on the type, and others may come upon it half done: two threads that make
decoders of one type at once end the process without an exception. Whoever decodes gets the decoder here.
"""

from __future__ import annotations

import threading
from types import UnionType
from typing import Any, TypeVar

import msgspec

Kind = TypeVar("Kind")

_MAKING = threading.RLock()
_PACKED: dict[Any, msgspec.msgpack.Decoder[Any]] = {}
_JSON: dict[Any, msgspec.json.Decoder[Any]] = {}


def decoder_of(kind: type[Kind] | UnionType) -> msgspec.msgpack.Decoder[Kind]:
    """The decoder of what was kept of a type as msgpack. Safe in any thread."""
    made = _PACKED.get(kind)
    if made is None:
        with _MAKING:
            made = _PACKED[kind] = _PACKED.get(kind) or msgspec.msgpack.Decoder(kind)
    return made


def json_decoder_of(kind: type[Kind] | UnionType) -> msgspec.json.Decoder[Kind]:
    """The same of JSON."""
    made = _JSON.get(kind)
    if made is None:
        with _MAKING:
            made = _JSON[kind] = _JSON.get(kind) or msgspec.json.Decoder(kind)
    return made
