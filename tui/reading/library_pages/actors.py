"""The actors of a library by what they are, those that most briefings list first; or one of them, or who may be meant by a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING

from tui.catalog.items import ACTOR_TYPES
from tui.catalog.library_items import FoundItem, ItemGroup, LibraryItems
from tui.catalog.queue_facts import UNDATED
from tui.catalog.sorted_items import strictest_keys
from tui.model.briefing import Actor
from tui.model.counted import counted
from tui.model.text import fold
from tui.reading.composed import Composition, EntryTarget, FetchedEntries, PageEntry, PageOf, PageSection
from tui.reading.library_pages.actor import actor_page, day_of_moment
from tui.reading.library_pages.actor_names import OneActor, actor_rows, actors_called, exact_name, told_apart
from tui.reading.library_pages.question import PageQuestion, asked_of, said_in

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

MOST_SUGGESTED = 50
"""Actors that are offered where none has the very name that was asked for."""

TITLES: dict[str, str] = {
    "person": "Persons",
    "post": "Posts",
    "unit": "Units",
    "organisation": "Organisations",
    "state": "States",
    "place": "Places",
    "system": "Systems",
    "other": "Others",
    "": "Without a type",
}


def answer(question: PageQuestion) -> Composition:
    """One actor, where a name is given that is one actor's; who may be meant, where it is several ones'; else all."""
    name = question.option("name")
    return _all(question) if not name else _called(question, name)


def _all(question: PageQuestion) -> Composition:
    items = question.items
    groups = [group for group in items.groups(Actor) if group.at is not None]
    wanted = question.option("type")
    by_type: dict[str, list[ItemGroup]] = {}
    for group in groups:
        by_type.setdefault(ACTOR_TYPES[group.rank], []).append(group)
    sections = [
        _section(items, f"~{type or 'untyped'}", title, by_type[type])
        for type, title in TITLES.items()
        if type in by_type and wanted in ("", type)
    ]
    return Composition(
        "~actors-of-library",
        "Actors",
        sections,
        partial(_summary, question),
        f"No actor here is “{wanted}”." if wanted else "There are no actors here.",
        "" if wanted else "A briefing lists them under `actors:`, each with its name, what it is, and who is above it.",
    )


def _section(items: LibraryItems, id: str, title: str, groups: Sequence[ItemGroup]) -> PageSection:
    order = sorted(groups, key=lambda group: (-group.size, -(group.moved or UNDATED), group.key))
    by_key = {group.key: group for group in order}

    def fetch(keys: Sequence[int]) -> list[PageEntry]:
        return [_listed(items, by_key[found.key], found) for found in items.found(keys) if found.key in by_key]

    marking = items.marking(strictest_keys(items, Actor, order))
    return PageSection(id, title, FetchedEntries([group.key for group in order], fetch, marking), 100, 2)


def _listed(items: LibraryItems, group: ItemGroup, found: FoundItem) -> PageEntry:
    """The entry of an actor on the page of all."""
    actor: Actor = found.item.actor
    name = actor.name or actor.id
    fields: dict[str, object] = {
        "actor": name,
        "short": actor.short or None,
        "type": actor.type,
        "listed": group.size,
        "last": day_of_moment(group.moved) or None if group.moved is not None else None,
    }
    marking = found.marking if group.size == 1 else items.marking(strictest_keys(items, Actor, [group]))
    target = EntryTarget(found.row.id, found.row.real_path, "~actors", actor.id, name)
    page = PageOf(name, "actors", {"name": name, "at": f"{found.row.id}#{actor.id}"}, instead=True)
    return PageEntry(str(found.key), partial(_blocks, actor, fields), target, marking, fields, 100, 2, page=page)


def _blocks(actor: Actor, fields: Mapping[str, object], context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    name = actor.name or actor.id
    row = Phrase(name, "strong").add(actor.short if actor.short != name else "", before=", ")
    row.add(", ".join(filter(None, (actor.rank, actor.role))), before=DOT)
    row.add(f"in {counted(int(str(fields['listed'])), 'briefing')}", "muted", before=DOT)
    last = str(fields["last"] or "")
    yield row.word("last", last, "date").block("row", context, rest="  ")


def _summary(question: PageQuestion, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    phrase = Phrase(counted(shown.count, "actor"))
    for section in shown.sections:
        type = section.id.removeprefix("~")
        said = f"{len(section.entries):,} without a type" if type == "untyped" else counted(len(section.entries), type)
        phrase.add(said, "muted", before=DOT)
    return asked_of(question, phrase)


# a name


def _called(question: PageQuestion, name: str) -> Composition:
    items = question.items
    # A briefing that does not count here lists nobody that is meant.
    listed = actors_called(items, at) if (at := question.option("at")) else None
    called = listed if listed is not None and listed.meant else actors_called(items, name)
    if len(called.meant) == 1:
        return actor_page(question, called.meant[0], called)
    if called.meant:
        several = [*called.meant, *called.others]
        return _choice(
            question,
            name,
            several,
            called.around,
            f"Several actors are called “{name}”; they are not taken for one. Which is meant?",
        )
    begun = _with_words(items, name)
    said = f"No actor is called “{name}”; these have such words in their names."
    return _choice(question, name, begun, begun, said) if begun else _nobody(question, name)


def _nobody(question: PageQuestion, name: str) -> Composition:
    title = f"No actor here is called “{name}”."
    return Composition("~actor-of-library", "Actor", [], partial(_summary, question), title)


def _with_words(items: LibraryItems, name: str) -> list[OneActor]:
    """The actors whose full name, short name or an alias holds all the words of a name, or their beginnings."""
    # An initial may be written with a stop: “George W. Bush” begins the words of “George Walker Bush”.
    words = [word for one in fold(name).split() if (word := one.strip(".,"))]
    groups = items.groups(Actor)
    keys = {group.key: group for group in groups}
    wanted = []
    for key, held in items.contents(list(keys)):
        actor: Actor = held.actor
        if any(_begins(words, fold(one)) for one in (actor.name or actor.id, actor.short, *actor.aliases)):
            wanted.append(keys[key].at or 0)
            if len(wanted) == MOST_SUGGESTED:
                break
    return told_apart(items, actor_rows(items, items.named(Actor, sorted(set(wanted)))))


def _begins(words: Sequence[str], folded: str) -> bool:
    own = folded.split()
    return bool(words) and all(any(one.startswith(word) for one in own) for word in words)


def _choice(question: PageQuestion, name: str, several: Sequence[OneActor], around: Sequence[OneActor], said: str) -> Composition:
    items = question.items
    entries = []
    for number, one in enumerate(sorted(several, key=lambda one: -len(one.numbers))):
        found = items.found([row.key.key for row in one.rows[-3:]])[::-1]
        exact = exact_name(one, items, around)
        fields: dict[str, object] = {
            "actor": one.name,
            "ask": exact,
            "type": one.type or None,
            "role": one.role or None,
            "names": one.spellings,
            "listed": len(one.numbers),
            "briefings": [{"briefing": each.row.id, "title": each.row.title, "marking": str(each.marking)} for each in found],
        }
        home = found[0] if found else None
        target = (
            EntryTarget(home.row.id, home.row.real_path, "~actors", one.rows[-1].held.actor.id, one.name) if home else EntryTarget()
        )
        marking = items.marking([row.key for row in one.rows])
        page = PageOf(one.name, "actors", {"name": exact, "at": ""}, instead=True)
        make = partial(_choice_blocks, one, found, exact)
        entries.append(PageEntry(f"actor/{number}", make, target, marking, fields, 150, 4, page=page))
    return Composition(
        "~actor-of-library",
        "Actor",
        [PageSection("~which", "Which one?", entries)],
        partial(_asked, question, said),
        said,
        heading=f"“{name}”",
    )


def _asked(question: PageQuestion, said: str, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import Phrase

    return asked_of(question, Phrase(said, "problem"))


def _choice_blocks(one: OneActor, found: Sequence[FoundItem], exact: str, context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    row = Phrase(one.name, "strong").add(one.type, "muted", before=DOT).add(one.role, before=DOT)
    yield row.add(f"in {counted(len(one.numbers), 'briefing')}", "muted", before=DOT).block("row", context, rest="  ", space=1)
    others = [name for name in one.spellings if name != one.name]
    if others:
        yield Phrase("also", "muted").add(", ".join(others[:8]), before=" ").block("detail", context, first="  ")
    for each in found:
        yield said_in(each).block("detail", context, first="  ")
    yield Phrase(f"briefing actors {quote(exact)}", "code").block("detail", context, first="  ")
