"""Who appears."""

from __future__ import annotations

from tui.document.apparatus.entry import DOT, Context, Entry, Phrase, Piece, column, listed, once, refer, single_spaced
from tui.document.block import Block
from tui.model.briefing import Actor, Briefing


def piece(briefing: Briefing) -> Piece | None:
    """The actors, in the author's order, with the name readers know them by in the left column."""
    actors = briefing.actors
    if not actors:
        return None

    @once
    def hang() -> int:
        return column((actor.label for actor in actors), 22)

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return listed(lambda index: _entry(context, actors[index], hang()), start, end)

    return Piece("~actors", len(actors), entries, actors, size=120, rows=3)


def _entry(context: Context, actor: Actor, hang: int) -> list[Block]:
    entry = Entry(context, actor, column=hang)
    row = Phrase().marking(actor)
    if single_spaced(actor.name) != single_spaced(actor.label):
        row.add(actor.name)
    row.add(actor.rank, before=DOT).add(actor.role, before=DOT).add(actor.type or "", "muted", before=DOT)
    entry.labelled(Phrase(actor.label or "Untitled", "strong"), row)
    entry.detail(Phrase(), actor.description)
    also = Phrase()
    for alias in actor.aliases:
        also.add(alias, before=", " if also else "")
    if also:
        entry.detail(Phrase("also", "muted").literal(" ").inline(also.text, also.spans))
    ties = Phrase()
    refer(ties, actor.reports_to, context, "reports to")
    refer(ties, actor.led_by, context, "led by")
    refer(ties, actor.part_of, context, "part of")
    return entry.detail(ties).blocks
