"""A briefing as the catalog has it: taken back out whole, with what its library shares, or as little of it as is asked for."""

from __future__ import annotations

import sqlite3
from functools import lru_cache

from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of, decoder_of_some
from tui.model.scales import ScaleName


def shared_in(db: sqlite3.Connection, root: int) -> bytes:
    """What the briefings of a root of a catalog share, a `Shared` as msgpack; b"" for nothing."""
    found = db.execute("SELECT value FROM meta WHERE name = ?", (f"library-{root}",)).fetchone()
    return decoder_of(tuple[bytes, bytes]).decode(found[0])[1] if found is not None else b""


@lru_cache(maxsize=64)
def _shared(data: bytes) -> object:
    from tui.store.shared import Shared

    return decoder_of(Shared).decode(data)


def whole(briefing: Briefing, shared: bytes) -> Briefing:
    """The briefing with what its library shares, a `Shared` as msgpack; b"" for nothing."""
    if not shared:
        return briefing
    from tui.store.shared import Shared, with_shared

    found = _shared(shared)
    assert isinstance(found, Shared)
    return with_shared(briefing, found)


_TOLD = ("title", "id", "date", "updated", "judgments", "history")
"""Fields of a briefing that its author dates, and what it is called."""


def told_of(content: bytes) -> Briefing:
    """What the author dates of a briefing (`Briefing.dates`), its title and id; nothing else is decoded, which takes a twentieth.

    Args:
        content: the briefing as the catalog keeps it.
    """
    found = decoder_of_some(Briefing, _TOLD).decode(content)
    return Briefing(**{name: getattr(found, name) for name in _TOLD})


def scale_of(shared: bytes) -> ScaleName | None:
    """The scale of likelihoods that a library shares, from a `Shared` as msgpack."""
    if not shared:
        return None
    from tui.store.shared import Shared

    found = _shared(shared)
    assert isinstance(found, Shared)
    return found.scale
