"""What we were told, and by whom."""

from __future__ import annotations

from tui.document.apparatus.entry import DOT, Context, Entry, Phrase, Piece, cite, column, listed, once
from tui.document.block import Block
from tui.model.briefing import Briefing, Fact
from tui.model.scales import CREDIBILITY

_ROLES = {"reported": "muted", "confirmed": "status", "disputed": "disputed", "denied": "former"}


def piece(briefing: Briefing) -> Piece | None:
    """The facts, in the author's order, with how each stands in the left column."""
    facts = briefing.facts
    if not facts:
        return None

    @once
    def hang() -> int:
        words = {fact.status for fact in facts if fact.status}
        return column(words) if words else 0

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return listed(lambda index: _entry(context, facts[index], hang()), start, end)

    return Piece("~facts", len(facts), entries, facts, size=250, rows=4)


def _entry(context: Context, fact: Fact, hang: int) -> list[Block]:
    entry = Entry(context, fact, indent="" if hang else "  ", column=hang)
    if fact.status:
        entry.labelled(Phrase(fact.status, _ROLES[fact.status]), Phrase().marking(fact), fact.text)
    elif hang:
        entry.unlabelled(Phrase().marking(fact), fact.text)
    else:
        entry.row(Phrase().marking(fact), fact.text, first="• ")
    details = Phrase(fact.value, "value")
    details.add(f"(was {fact.was})" if fact.was else "", "former", before=" ")
    details.word("said by", fact.said_by).date("as of", fact.as_of)
    if fact.credibility:
        words = CREDIBILITY.get(fact.credibility, "")
        details.add(f"credibility {fact.credibility}, {words}" if words else fact.credibility, "grade", before=DOT)
    return entry.detail(cite(details, fact.sources)).detail(Phrase(), fact.note, role="muted").blocks
