"""The entries of what names an actor: relations, facts, events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import TYPE_CHECKING

from tui.catalog.library_items import FoundItem
from tui.document.apparatus.hierarchy import ORDER_OF_TYPES, known_type
from tui.model.briefing import Event, Fact, Relation
from tui.model.names import name_key
from tui.reading.composed import PageEntry
from tui.reading.library_pages.actor_names import OneActor
from tui.reading.library_pages.question import date_text, item_entry, said_in

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context
    from tui.document.block import Block


def relation_entry(one: OneActor, found: FoundItem) -> PageEntry:
    """The entry of a relation of an actor, which is the quiet end of it."""
    relation: Relation = found.item
    return item_entry(found, "~relations", relation.note.text, partial(_relation_blocks, one), _relation_fields)


def superior_entry(today: AbstractSet[int], found: FoundItem) -> PageEntry:
    """The entry of a relation that says who is above an actor; `today` has the keys of those that are believed now."""
    relation: Relation = found.item
    own = {**_relation_fields(found), "today": found.key in today}
    return item_entry(found, "~command", relation.note.text, partial(_superior_blocks, found.key in today), lambda _: own)


def _superior_blocks(today: bool, context: Context, found: FoundItem) -> Iterator[Block]:
    from tui.document.apparatus.entry import Phrase

    relation: Relation = found.item
    # What commands or leads it is said from above.
    kind, inverse = ORDER_OF_TYPES[known_type(relation.type)]
    word = (relation.type, f"{kind}")[inverse]
    row = Phrase(word, "muted").add(relation.from_ if inverse else relation.to, "strong", before=" ")
    yield row.add("today" if today else "", "status", before=" — ").block("row", context, space=1)
    yield from _relation_details(context, found)


def _relation_fields(found: FoundItem) -> dict[str, object]:
    relation: Relation = found.item
    return {
        "from": relation.from_,
        "type": relation.type,
        "to": relation.to,
        "likelihood": relation.likelihood.word if relation.likelihood else None,
        "confidence": relation.confidence,
        "status": relation.status,
        "authority": relation.authority or None,
        "since": date_text(relation.since),
        "until": date_text(relation.until),
        "stated": found.row.updated_text or found.row.date_text or None,
        "note": relation.note.text or None,
        "sources": list(relation.sources),
    }


def _relation_blocks(one: OneActor, context: Context, found: FoundItem) -> Iterator[Block]:
    from tui.document.apparatus.entry import Phrase

    relation: Relation = found.item
    here = [name_key(name) in one.known for name in (relation.from_, relation.to)]
    row = Phrase(relation.from_, "body" if here[0] else "strong").add(relation.type or "is related to", "muted", before=" ")
    row.add(relation.to, "body" if here[1] else "strong", before=" ")
    yield row.block("row", context, space=1)
    yield from _relation_details(context, found)


def _relation_details(context: Context, found: FoundItem) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    relation: Relation = found.item
    said = Phrase(relation.likelihood.word if relation.likelihood else "", "likelihood")
    said.add(f"{relation.confidence} confidence" if relation.confidence else "", "confidence", before=DOT)
    said.add(relation.authority, before=DOT).add("" if relation.status in (None, "current") else str(relation.status), before=DOT)
    said.date("since", relation.since).date("until", relation.until)
    if relation.since is None and relation.until is None:
        said.add("as stated", "muted", before=DOT)
    yield said.block("detail", context, first="  ")
    yield from _details(relation.note.text, relation.sources, found, context)


def _details(note: str, sources: Sequence[str], found: FoundItem, context: Context) -> Iterator[Block]:
    """What to know about it, what it rests on, and who says so."""
    from tui.document.apparatus.entry import DOT, Phrase

    if note:
        yield Phrase(note).block("detail", context, first="  ")
    cited = Phrase()
    for source in sources:
        cited.add(source, "cite", before=DOT)
    if cited:
        yield cited.block("detail", context, first="  ")
    yield said_in(found).block("detail", context, first="  ")


def fact_entry(found: FoundItem) -> PageEntry:
    """The entry of a fact."""
    return item_entry(found, "~facts", found.item.text.text, _fact_blocks, _fact_fields)


def _fact_fields(found: FoundItem) -> dict[str, object]:
    fact: Fact = found.item
    return {
        "text": fact.text.text,
        "status": fact.status,
        "said_by": fact.said_by or None,
        "as_of": date_text(fact.as_of),
        "value": fact.value or None,
        "credibility": fact.credibility or None,
        "sources": list(fact.sources),
    }


def _fact_blocks(context: Context, found: FoundItem) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    fact: Fact = found.item
    yield Phrase(fact.text.text or "Without words").block("row", context, space=1)
    said = Phrase(fact.status or "", "status").word("said by", fact.said_by).add(fact.value, before=DOT).date("as of", fact.as_of)
    if said:
        yield said.block("detail", context, first="  ")
    yield from _details("", fact.sources, found, context)


def event_entry(found: FoundItem) -> PageEntry:
    """The entry of an event."""
    return item_entry(found, "~timeline", found.item.title, _event_blocks, _event_fields)


def _event_fields(found: FoundItem) -> dict[str, object]:
    event: Event = found.item
    return {
        "text": event.title,
        "when": date_text(event.date),
        "said": event.when or None,
        "status": event.status,
        "place": event.place or None,
        "actors": list(event.actors),
        "sources": list(event.sources),
    }


def _event_blocks(context: Context, found: FoundItem) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    event: Event = found.item
    row = Phrase(event.date.day if event.date else "undated", "date" if event.date else "muted").add(event.title, before="  ")
    row.add("" if event.status in (None, "happened") else str(event.status), "planned", before=" — ")
    yield row.block("row", context, space=1)
    details = Phrase(f"“{event.when}”" if event.when else "").add(event.place, before=DOT)
    for actor in event.actors:
        details.add(actor, before=DOT)
    if details:
        yield details.block("detail", context, first="  ")
    yield from _details("", event.sources, found, context)
