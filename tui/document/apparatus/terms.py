"""What words mean here."""

from __future__ import annotations

from tui.document.apparatus.entry import DOT, Context, Entry, Phrase, Piece, listed
from tui.document.block import Block
from tui.model.briefing import Briefing, Term


def piece(briefing: Briefing) -> Piece | None:
    """The terms, in the author's order."""
    terms = briefing.terms

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return listed(lambda index: _entry(context, terms[index]), start, end)

    if not terms:
        return None
    return Piece("~terms", len(terms), entries, terms)


def _entry(context: Context, term: Term) -> list[Block]:
    entry = Entry(context, term, indent="  ")
    row = Phrase().marking(term).add(term.term or term.short or term.id or "Untitled", "term strong")
    row.add(term.short if term.term else "", before=DOT).add(term.expansion, before=DOT)
    for index, alias in enumerate(term.aliases):
        row.add(alias, before=", ") if index else row.word("also", alias)
    return entry.row(row).detail(Phrase(), term.meaning).blocks
