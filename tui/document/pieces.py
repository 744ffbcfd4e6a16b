"""All of the apparatus: the pieces that a briefing has something for."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from functools import cache
from importlib import import_module

from tui.document.apparatus.entry import Piece
from tui.model.apparatus import APPARATUS
from tui.model.briefing import Briefing


def apparatus_of(briefing: Briefing, wanted: Container[str] | None = None) -> Iterator[Piece]:
    """The apparatus of a briefing, in the order of `tui.model.apparatus.APPARATUS`.

    What makes a piece is imported when a briefing first has something to show there: most have little of it.

    Args:
        briefing: whose it is.
        wanted: ids of the pieces that are asked for; all when None.
    """
    for piece_id, shown in _SHOWN:
        if wanted is not None and piece_id not in wanted:
            continue
        for name in shown:
            if name is None or getattr(briefing, name):
                piece = _maker(piece_id)(briefing)
                if piece is not None:
                    yield piece
                break


_SHOWN: tuple[tuple[str, tuple[str | None, ...]], ...] = tuple((row.id, row.shows or (None,)) for row in APPARATUS)
"""The ids of the pieces, each with the names of what it shows of a briefing; None for a piece that is always asked for."""


@cache
def _maker(piece_id: str) -> Callable[[Briefing], Piece | None]:
    piece: Callable[[Briefing], Piece | None] = import_module(f"tui.document.apparatus.{piece_id.removeprefix('~')}").piece
    return piece
