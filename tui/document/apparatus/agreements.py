"""What was signed, or is about to be."""

from __future__ import annotations

from tui.document.apparatus.entry import Context, Entry, Phrase, Piece, cite, listed, refer
from tui.document.block import Block
from tui.model.briefing import Agreement, Briefing

_ROLES = {"proposed": "planned", "suspended": "disputed", "ended": "former"}


def piece(briefing: Briefing) -> Piece | None:
    """The agreements, in the author's order."""
    agreements = briefing.agreements

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return listed(lambda index: _entry(context, agreements[index]), start, end)

    if not agreements:
        return None
    return Piece("~agreements", len(agreements), entries, agreements, size=300, rows=5)


def _entry(context: Context, agreement: Agreement) -> list[Block]:
    entry = Entry(context, agreement, indent="  ")
    row = Phrase().marking(agreement).add(agreement.name or agreement.short or agreement.id, "strong")
    if agreement.short and agreement.name:
        row.add(f"({agreement.short})", before=" ")
    entry.row(row)
    state = Phrase(agreement.status or "", _ROLES.get(agreement.status or "", "status"))
    state.date("signed", agreement.signed)
    entry.detail(cite(refer(state, agreement.signed_by, context, "signed by"), agreement.sources))
    entry.detail(refer(Phrase(), agreement.parties, context, "parties"))
    return entry.detail(Phrase(), agreement.text).blocks
