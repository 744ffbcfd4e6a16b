"""The agreements of a library: by how they stand, or of one party."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.catalog.items import AGREEMENT_STATES, name_number
from tui.catalog.library_items import FoundItem, ItemKey
from tui.model.briefing import Actor, Agreement, AgreementStatus
from tui.model.counted import counted
from tui.model.names import name_key
from tui.reading.composed import Composition, PageEntry, PageSection
from tui.reading.library_pages.question import PageQuestion, asked_of, date_text, item_entry, listed_section, said_in

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

STATES: tuple[tuple[AgreementStatus | None, str], ...] = (
    ("in force", "In force"),
    ("signed", "Signed"),
    ("proposed", "Proposed"),
    ("suspended", "Suspended"),
    ("ended", "Ended"),
    (None, "Without a state"),
)
"""How agreements may stand, in the order in which they are listed."""


def answer(question: PageQuestion) -> Composition:
    """Agreements by their states or their parties, the last one signed first; of one party or in one state, where that is asked."""
    items, party, state = question.items, question.option("party"), question.option("state")
    wanted = [(status, title) for status, title in STATES if state in ("", status or "none")]
    if party or question.option("sort") == "party":
        keys = {one.key: one for one in _of_party(question, party)}
        order = sorted(keys.values(), key=lambda one: (one.at is None, -(one.at or 0), one.key))
        contents: list[tuple[int, Agreement]] = items.contents([one.key for one in order])
        contents = [(key, one) for key, one in contents if not state or one.status == state]
        grouped = _by_party if question.option("sort") == "party" else _by_state
        groups = [(id, title, [keys[key] for key in own]) for id, title, own in grouped(contents)]
        count = len(contents)
    else:
        states = [(status, title, _last_first(question, status)) for status, title in wanted]
        groups = [(_id_of(title), title, own) for _, title, own in states if own]
        count = sum(len(own) for _, _, own in groups)
    sections = [listed_section(items, id, title, own, agreement_entry, size=250, lines=5) for id, title, own in groups]
    empty = " ".join(filter(None, ("No agreement", f"that is “{state}”" if state else "", f"names “{party}”" if party else "")))
    return Composition(
        "~agreements-of-library",
        "Agreements",
        sections,
        partial(_summary, question, count),
        f"{empty}." if party or state else "There are no agreements here.",
        "" if party or state else "A briefing lists them under `agreements:`, each with its parties and how it stands.",
    )


def _id_of(title: str) -> str:
    return f"~{title.lower().replace(' ', '-')}"


def _last_first(question: PageQuestion, status: str | None) -> list[ItemKey]:
    """The agreements that stand so, the last one signed first, those without a date at the end."""
    keys = question.items.keys(Agreement, rank=AGREEMENT_STATES.index(status or ""))
    undated = next((place for place, one in enumerate(keys) if one.at is not None), len(keys))
    return [*keys[undated:][::-1], *keys[:undated]]


def _of_party(question: PageQuestion, party: str) -> Sequence[ItemKey]:
    items = question.items
    if not party:
        return items.keys(Agreement)
    from tui.reading.library_pages.actor_names import actors_called, keys_naming

    called = actors_called(items, party)
    found = {key.key: key for one in called.meant for key in keys_naming(items, Agreement, one, called.around)}
    # A party may be named that no briefing lists among its actors.
    found |= {key.key: key for key in items.named(Agreement, [name_number(Actor, party)])}
    return list(found.values())


_Groups = list[tuple[str, str, list[int]]]


def _by_state(contents: Sequence[tuple[int, Agreement]]) -> _Groups:
    groups: dict[str | None, list[int]] = {}
    for key, agreement in contents:
        groups.setdefault(agreement.status, []).append(key)
    return [(_id_of(title), title, groups[state]) for state, title in STATES if state in groups]


MOST_PARTIES = 400
"""Parties that have a heading of their own; the agreements of all others stand together."""


def _by_party(contents: Sequence[tuple[int, Agreement]]) -> _Groups:
    groups: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for key, agreement in contents:
        for party in agreement.parties or ("",):
            own = name_key(party)
            names.setdefault(own, party)
            some = groups.setdefault(own, [])
            if not some or some[-1] != key:
                some.append(key)
    order = sorted(groups, key=lambda own: (not own, names[own].casefold()))
    made = [(f"~party/{number}", names[own] or "Without parties", groups[own]) for number, own in enumerate(order[:MOST_PARTIES])]
    rest = list(dict.fromkeys(key for own in order[MOST_PARTIES:] for key in groups[own]))
    return [*made, ("~party/others", "Other parties", rest)] if rest else made


def _summary(question: PageQuestion, number: int, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    phrase = Phrase(counted(number, "agreement"))
    party = question.option("party")
    phrase.add(f"of “{party}”" if party else "", before=DOT)
    counts: list[PageSection] = [section for section in shown.sections if section.id in ("~in-force", "~proposed", "~suspended")]
    for section in counts:
        phrase.add(f"{len(section.entries):,} {section.title.lower()}", "status", before=DOT)
    return asked_of(question, phrase)


# one agreement


def agreement_entry(found: FoundItem) -> PageEntry:
    """The entry of an agreement, which leads to it in its briefing."""
    agreement: Agreement = found.item
    return item_entry(found, "~agreements", agreement.name or agreement.short, _blocks, _fields)


def _fields(found: FoundItem) -> dict[str, object]:
    agreement: Agreement = found.item
    return {
        "name": agreement.name or agreement.short or agreement.id,
        "short": agreement.short or None,
        "status": agreement.status,
        "parties": list(agreement.parties),
        "signed": date_text(agreement.signed),
        "signed_by": list(agreement.signed_by),
        "text": agreement.text.text or None,
        "sources": list(agreement.sources),
    }


def _blocks(context: Context, found: FoundItem) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    agreement: Agreement = found.item
    row = Phrase(agreement.name or agreement.short or agreement.id or "Untitled", "strong")
    row.add(f"({agreement.short})" if agreement.short and agreement.name else "", before=" ")
    yield row.add(agreement.status or "", "status", before=" — ").block("row", context, space=1)
    details = Phrase().date("signed", agreement.signed)
    details.word("by", ", ".join(agreement.signed_by), before=" ")
    parties = Phrase("parties", "muted").add(", ".join(agreement.parties), before=" ") if agreement.parties else Phrase()
    for phrase in (parties, details, Phrase(agreement.text.text)):
        if phrase:
            yield phrase.block("detail", context, first="  ")
    cited = Phrase()
    for source in agreement.sources:
        cited.add(source, "cite", before=DOT)
    if cited:
        yield cited.block("detail", context, first="  ")
    yield said_in(found).block("detail", context, first="  ")
