"""The terms of a library, each once, with every meaning that briefings give it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.catalog.items import meaning_number, name_number
from tui.catalog.library_items import FoundItem, ItemGroup, LibraryItems
from tui.catalog.sorted_items import keys_at, strictest_keys
from tui.model.briefing import Term
from tui.model.counted import counted
from tui.model.handling import strictest
from tui.model.names import name_key
from tui.reading.composed import Composition, EntryTarget, FetchedEntries, PageEntry, PageOf, PageSection
from tui.reading.library_pages.question import PageQuestion, asked_of, said_in

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

TERMS_PER_PART = 5
"""Terms that are made at once, each of all that briefings say of it."""

MOST_MEANINGS = 8
"""Meanings that an entry gives; of more it says how many."""


def answer(question: PageQuestion) -> Composition:
    """The terms in the order of the alphabet, or those that are known by a word; those that mean several things come first."""
    items, word = question.items, question.option("word")
    called = [one.key for one in items.named(Term, [name_number(Term, word)])] if word else None
    groups = items.groups(Term, called)
    names = {key: name_key(term.term or term.id) for key, term in items.contents([group.key for group in groups])}
    known = sorted([group for group in groups if group.key in names], key=lambda group: names[group.key])
    several = [group for group in known if group.moved != group.first_moved]
    single = [group for group in known if group.moved == group.first_moved]
    sections = [
        _section(items, id, title, some, called)
        for id, title, some in (("~several", "With several meanings", several), ("~terms-of-all", "Terms", single))
    ]
    return Composition(
        "~terms-of-library",
        "Terms",
        [section for section in sections if section.entries],
        partial(_summary, question),
        f"No briefing here says what “{word}” means." if word else "No briefing here says what a term means.",
        "" if word else "A briefing does so under `terms:`.",
    )


def _section(items: LibraryItems, id: str, title: str, groups: Sequence[ItemGroup], called: Sequence[int] | None) -> PageSection:
    """Terms, of which none is read before somebody looks at it; each is known by the first key of its group."""
    names = {group.key: group.at for group in groups}

    def fetch(firsts: Sequence[int]) -> list[PageEntry]:
        own = {first: keys_at(items, Term, names[first] or 0) for first in firsts if first in names}
        if called is not None:
            own = {first: [key for key in keys if key in called] for first, keys in own.items()}
        found = {one.key: one for one in items.found([key for keys in own.values() for key in keys])}
        some = [(first, [found[key] for key in keys if key in found]) for first, keys in own.items()]
        return [_entry(first, each) for first, each in some if each]

    return PageSection(
        id, title, FetchedEntries(list(names), fetch, items.marking(strictest_keys(items, Term, groups))), 300, 5, TERMS_PER_PART
    )


def _summary(question: PageQuestion, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    several = sum(len(section.entries) for section in shown.sections if section.id == "~several")
    phrase = Phrase(counted(shown.count, "term"))
    phrase.add(f"{several:,} with several meanings" if several else "", "problem", before=DOT)
    return asked_of(question, phrase)


def _meanings(found: Sequence[FoundItem]) -> list[list[FoundItem]]:
    """Who gives which meaning, the newest briefing first."""
    groups: dict[int, list[FoundItem]] = {}
    for one in sorted(found, key=lambda each: each.row.date_text, reverse=True):
        groups.setdefault(meaning_number(one.item), []).append(one)
    return list(groups.values())


def _entry(key: int, found: Sequence[FoundItem]) -> PageEntry:
    meanings = _meanings(found)
    first = meanings[0][0]
    term: Term = first.item
    fields: dict[str, object] = {
        "term": term.term or term.id,
        "short": term.short or None,
        "expansion": term.expansion or None,
        "differs": len(meanings) > 1,
        "meanings": [
            {
                "meaning": some[0].item.meaning.text,
                "briefings": [{"briefing": one.row.id, "title": one.row.title, "marking": str(one.marking)} for one in some],
            }
            for some in meanings
        ],
    }
    target = EntryTarget(first.row.id, first.row.real_path, "~terms", term.id, term.meaning.text)
    marking = strictest(one.marking for one in found)
    size = sum(len(some[0].item.meaning.text) for some in meanings[:MOST_MEANINGS]) + 100
    word = term.term or term.id
    shown = meanings[:MOST_MEANINGS]
    page = PageOf(word, "terms", {"word": word})
    return PageEntry(str(key), partial(_blocks, meanings), target, marking, fields, size, 2 + 3 * len(shown), page=page)


def _blocks(meanings: Sequence[Sequence[FoundItem]], context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    term: Term = meanings[0][0].item
    row = Phrase(term.term or term.id, "term strong").add(term.short, before=", ").add(term.expansion, before=", ")
    yield row.add(f"{len(meanings)} meanings" if len(meanings) > 1 else "", "problem", before=DOT).block("row", context, space=1)
    for some in meanings[:MOST_MEANINGS]:
        yield Phrase(some[0].item.meaning.text or "No meaning is given").block("detail", context, first="  ")
        said = said_in(some[0])
        said.add(f"and {len(some) - 1:,} more" if len(some) > 1 else "", "muted", before=DOT)
        yield said.block("detail", context, first="    ")
    if len(meanings) > MOST_MEANINGS:
        yield Phrase(f"and {len(meanings) - MOST_MEANINGS:,} more", "problem").block("detail", context, first="  ")
