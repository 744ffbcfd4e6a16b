"""Which numbers make sense in a journal: what comes from outside, or from a damaged page, may be anything."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

LATEST = 253_402_300_799.0
"""Seconds since 1970 at the end of the year 9999, the last that a calendar here knows."""

LARGEST = 1 << 53
"""Above this, JSON and the database do not agree about a number."""

TIMES = frozenset({"at", "opened_at", "done_at", "created", "modified", "read_at", "until"})
"""Fields and columns that hold times, in seconds since 1970; 0 stands for never."""


def is_time(value: object) -> bool:
    """Whether something is a time that can be told."""
    return isinstance(value, int | float) and math.isfinite(value) and 0 <= value <= LATEST


def moment(value: object) -> float:
    """A time; 0, which is never, for what is none."""
    return float(value) if isinstance(value, int | float) and is_time(value) else 0.0


def odd_number(value: object, name: str = "") -> str:
    """The first number at any depth that makes no sense, in a few words; "" where all do.

    Args:
        value: a struct, or what is in one.
        name: of the field.
    """
    if isinstance(value, bool) or value is None or isinstance(value, str | bytes):
        return ""
    if isinstance(value, float):
        return "" if is_time(value) else f"`{name}` is {value:g}, which is no time"
    if isinstance(value, int):
        return "" if -1 <= value <= LARGEST else f"`{name}` is {value}, which is out of range"
    parts: list[tuple[str, object]] = []
    if isinstance(value, msgspec.Struct):
        parts = [(field, getattr(value, field)) for field in value.__struct_fields__]
    elif isinstance(value, Mapping):
        parts = [(name, one) for one in value.values()]
    elif isinstance(value, list | tuple):
        parts = [(name, one) for one in value]
    return next((odd for field, one in parts if (odd := odd_number(one, field))), "")
