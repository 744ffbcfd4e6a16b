"""Who is what to whom, as a list: the relations that order nobody."""

from __future__ import annotations

from collections.abc import Sequence

from tui.document.apparatus.entry import DOT, Context, Entry, Phrase, Piece, cite, listed, refer
from tui.document.apparatus.hierarchy import ordering
from tui.document.block import Block
from tui.model.briefing import Briefing, Relation

ROLES = {"planned": "planned", "proposed": "planned", "refused": "former", "disputed": "disputed", "former": "former"}
"""Roles of relations that do not simply hold."""


def piece(briefing: Briefing) -> Piece | None:
    """The relations that order nobody, in the author's order."""
    relations = ordering(briefing)[1]
    if not relations:
        return None

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return listed(lambda index: sentence(context, relations[index]).blocks, start, end)

    return Piece("~relations", len(relations), entries, relations, rows=2)


def sentence(context: Context, relation: Relation) -> Entry:
    """A relation as a row: `A — counterpart of — B · planned [source]`, and its note below."""
    entry = Entry(context, relation, indent="  ")
    row = Phrase().marking(relation)
    refer(row, [relation.from_ or "?"], context, before="")
    row.add(relation.type or "related to", "muted", before=" — ", after=" — ")
    refer(row, [relation.to or "?"], context, before="")
    relation_conditions(row, relation)
    cite(row, relation.sources, " ")
    return entry.row(row).detail(Phrase(), relation.note, role="muted")


def relation_conditions(phrase: Phrase, relation: Relation, quiet: Sequence[str] = ("current",), before: str = DOT) -> Phrase:
    """Add how it stands, by what authority and how long, in words.

    Args:
        quiet: statuses that need no word.
        before: goes before each, unless the phrase is still empty.
    """
    if relation.status and relation.status not in quiet:
        phrase.add(relation.status, ROLES.get(relation.status, "muted"), before=before)
    if relation.likelihood:
        phrase.add(f"{relation.likelihood.word}, {relation.likelihood.range}", "likelihood", before=before)
    phrase.add(f"{relation.confidence} confidence" if relation.confidence else "", "confidence", before=before)
    phrase.word("authority:", relation.authority, before=before)
    return phrase.date("since", relation.since, before=before).date("until", relation.until, before=before)
