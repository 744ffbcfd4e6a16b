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


_SOME: dict[tuple[type[msgspec.Struct], tuple[str, ...]], msgspec.msgpack.Decoder[Any]] = {}


def decoder_of_some(kind: type[msgspec.Struct], names: tuple[str, ...]) -> msgspec.msgpack.Decoder[Any]:
    """The decoder of some fields of a struct that was kept as an array; the others are left as they are, which takes no time.

    Args:
        kind: the struct.
        names: of its attributes; what is decoded has these, and no methods.
    """
    made = _SOME.get((kind, names))
    if made is None:
        with _MAKING:
            fields = msgspec.structs.fields(kind)
            last = max(place for place, field in enumerate(fields) if field.name in names)
            kept = [(field.name, field.type if field.name in names else msgspec.Raw) for field in fields[: last + 1]]
            struct = msgspec.defstruct(f"Some{kind.__name__}", kept, array_like=True)
            made = _SOME[kind, names] = _SOME.get((kind, names)) or msgspec.msgpack.Decoder(struct)
    return made


def json_decoder_of(kind: type[Kind] | UnionType) -> msgspec.json.Decoder[Kind]:
    """The same of JSON."""
    made = _JSON.get(kind)
    if made is None:
        with _MAKING:
            made = _JSON[kind] = _JSON.get(kind) or msgspec.json.Decoder(kind)
    return made
