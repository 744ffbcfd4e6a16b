"""Other briefings that go with this one."""

from __future__ import annotations

from tui.document.apparatus.entry import Context, Phrase, Piece
from tui.document.block import Block
from tui.model.briefing import Briefing


def piece(briefing: Briefing) -> Piece | None:
    """The related briefings, by title where the library knows them."""
    related = briefing.related

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return [_row(context, target, index == start) for index, target in enumerate(related[start:end], start)]

    if not related:
        return None
    return Piece("~related", len(related), entries, size=60, rows=1)


def _row(context: Context, target: str, is_first: bool) -> Block:
    title = context.names.label(target)
    phrase = Phrase(title or target, "link", target)
    if title and title != target:
        phrase.add(target, "muted", before=" · ")
    return phrase.block("row", context, first="→ ", space=1 if is_first else 0)
