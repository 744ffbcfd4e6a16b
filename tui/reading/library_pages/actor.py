"""One actor across all briefings: its names and who uses which, its roles and superiors over time, and all that names it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import TYPE_CHECKING

from tui.catalog.library_items import FoundItem, ItemKey, LibraryItems
from tui.catalog.queue_facts import UNDATED
from tui.document.apparatus.hierarchy import ORDER_OF_TYPES, known_type
from tui.model.briefing import Agreement, Event, Fact, Judgment, Relation
from tui.model.counted import counted
from tui.model.dates import DAY, MONTHS, civil_of
from tui.model.handling import strictest
from tui.model.names import name_key
from tui.reading.composed import Composition, EntryTarget, PageEntry, PageSection
from tui.reading.library_pages.actor_names import ActorRow, CalledActors, OneActor, keys_by_kind
from tui.reading.library_pages.agreements import agreement_entry
from tui.reading.library_pages.judgments import fact_entry, judgment_entry
from tui.reading.library_pages.mentions import UnlinkedMentions, linked_mentions, unlinked_mentions
from tui.reading.library_pages.question import PageQuestion, asked_of, date_text, details_of, item_entry, listed_section, said_in
from tui.reading.library_pages.stated import believed, statements_of
from tui.reading.library_pages.timeline import event_entry

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

MOST_NAMED = 3
"""Briefings that an entry names; of more it says how many."""

MOST_RESTING = 300
"""Things of a kind of which the sources are counted."""

NAMED_BY: tuple[tuple[type[Judgment | Fact | Event | Agreement], str, str], ...] = (
    (Judgment, "~judgments-naming", "Judgments that name it"),
    (Fact, "~facts-naming", "Facts that name it"),
    (Event, "~events-naming", "Events"),
    (Agreement, "~agreements-naming", "Agreements"),
)


def actor_page(question: PageQuestion, one: OneActor, called: CalledActors) -> Composition:
    """All that a library says of an actor.

    Args:
        question: what is asked.
        one: the actor.
        called: who else has a name in common with it.
    """
    items = question.items
    named = keys_by_kind(items, one, called.around)
    relations = named.get(Relation, [])
    below = keys_by_kind(items, one, called.around, below=True).get(Relation, [])
    naming = {kind: named.get(kind, []) for kind, _, _ in NAMED_BY}
    every = [*[row.key for row in one.rows], *relations, *[key for keys in naming.values() for key in keys]]
    dates = items.dates(sorted({key.n for key in every}))
    stated = statements_of(items.contents([key.key for key in below]), dates)
    superiors = sorted((said for said in stated if said.below_key in one.known), key=lambda said: (said.start or UNDATED, said.key))
    today = {some[0].key for some in believed(superiors, question.day + DAY - 1).values()}
    by_key = {key.key: key for key in below}
    above = {key.key for key in below}
    others = _newest_first([key for key in relations if key.key not in above], dates)
    entry = partial(_relation_entry, one)
    sections = [
        PageSection("~names", "Names", _names(items, one, dates)),
        PageSection("~roles", "Roles and posts", _roles(items, one, dates)),
        listed_section(items, "~superiors", "Superiors", [by_key[said.key] for said in superiors], partial(_superior_entry, today)),
        listed_section(items, "~relations-of", "Relations", others, entry),
    ]
    entries = {Judgment: judgment_entry, Fact: fact_entry, Event: event_entry, Agreement: agreement_entry}
    for kind, id, title in NAMED_BY:
        sections.append(listed_section(items, id, title, _in_order(kind, naming[kind], dates), entries[kind]))
    mentions = unlinked_mentions(question, one, called.around)
    sections += [linked_mentions(question, one, dates), PageSection("~mentions", "Mentions without a link", mentions.shown)]
    if question.option("aside"):
        sections.append(PageSection("~aside", "Put aside", mentions.aside))
    sections.append(PageSection("~sources-of-actor", "Sources", _sources(items, [relations, *naming.values()])))
    return Composition(
        "~actor-of-library",
        one.name,
        [section for section in sections if section.entries],
        partial(_summary, question, one, called, (mentions, dates)),
        "Nothing is said of this actor.",
    )


def _told_of_others(called: CalledActors) -> str:
    if not called.others:
        return ""
    names = ", ".join(f"“{other.name}”" for other in called.others[:MOST_NAMED])
    return f"{names} {'is' if len(called.others) == 1 else 'are'} called so as well"


def _newest_first(keys: Sequence[ItemKey], dates: Mapping[int, int]) -> list[ItemKey]:
    return sorted(keys, key=lambda key: (-dates.get(key.n, UNDATED), key.key))


def _in_order(kind: type, keys: Sequence[ItemKey], dates: Mapping[int, int]) -> list[ItemKey]:
    """Events by their dates, those that have none last; all else by its briefings, the newest first."""
    if kind is Event:
        return sorted(keys, key=lambda key: (key.at is None, key.at or 0, key.key))
    return _newest_first(keys, dates)


def _summary(
    question: PageQuestion,
    one: OneActor,
    called: CalledActors,
    told: tuple[UnlinkedMentions, Mapping[int, int]],
    shown: Composition,
) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    mentions, dates = told
    phrase = Phrase(one.type).add(f"listed in {counted(len(one.numbers), 'briefing')}", before=DOT)
    last = max((dates.get(n, UNDATED) for n in one.numbers), default=UNDATED)
    phrase.word("last", day_of_moment(last), "date")
    count = next((len(section.entries) for section in shown.sections if section.id == "~mentions"), 0)
    phrase.add(f"{counted(count, 'mention')} without a link" if count else "", before=DOT)
    phrase.add(f"{len(mentions.aside):,} put aside" if mentions.aside else "", "muted", before=DOT)
    phrase.add(f"{counted(mentions.more, 'section')} more with its names" if mentions.more else "", "muted", before=DOT)
    phrase.add(_told_of_others(called), "problem", before=DOT)
    return asked_of(question, phrase)


def day_of_moment(moment: int) -> str:
    """The day of a second, for people; "" where it is of no date."""
    if moment <= UNDATED:
        return ""
    year, month, day = civil_of(moment // DAY)
    return f"{day} {MONTHS[month - 1]} {year}"


# what it is called, and what it does


def _names(items: LibraryItems, one: OneActor, dates: Mapping[int, int]) -> list[PageEntry]:
    """Each name once, the full ones first, with who uses it."""
    alike: dict[tuple[str, str, tuple[str, ...]], list[ActorRow]] = {}
    for row in one.rows:
        alike.setdefault((row.name, row.held.actor.short, row.held.actor.aliases), []).append(row)
    users: dict[str, dict[int, ActorRow]] = {}
    what: dict[str, dict[str, None]] = {}
    spelled: dict[str, Counter[str]] = {}
    for (full, short, aliases), rows in alike.items():
        for word, name in (("full name", full), ("short name", short), *[("alias", alias) for alias in aliases]):
            key = name_key(name) if name else ""
            if key:
                users.setdefault(key, {}).update({row.key.key: row for row in rows})
                what.setdefault(key, {})[word] = None
                spelled.setdefault(key, Counter())[name] += len(rows)
    order = sorted(users, key=lambda key: (next(iter(what[key])) != "full name", -len(users[key]), key))
    return [
        _stated(items, f"name/{number}", list(users[key].values()), dates, spelled[key].most_common(1)[0][0], ", ".join(what[key]))
        for number, key in enumerate(order)
    ]


def _roles(items: LibraryItems, one: OneActor, dates: Mapping[int, int]) -> list[PageEntry]:
    """What it is said to be and to do, each once, what was stated last first."""
    groups: dict[tuple[str, str], list[ActorRow]] = {}
    for row in one.rows:
        actor = row.held.actor
        if actor.role or actor.rank:
            groups.setdefault((actor.rank, actor.role), []).append(row)
    order = sorted(groups, key=lambda said: -max(dates.get(row.n, UNDATED) for row in groups[said]))
    return [
        _stated(items, f"role/{number}", groups[said], dates, ", ".join(filter(None, said)), "", described=True)
        for number, said in enumerate(order)
    ]


def _stated(
    items: LibraryItems,
    id: str,
    rows: Sequence[ActorRow],
    dates: Mapping[int, int],
    text: str,
    word: str,
    *,
    described: bool = False,
) -> PageEntry:
    """The entry of something that briefings state of an actor."""
    rows = sorted(rows, key=lambda row: -dates.get(row.n, UNDATED))
    found = items.found([row.key.key for row in rows[:MOST_NAMED]])
    dated = [dates[row.n] for row in rows if dates.get(row.n, UNDATED) > UNDATED]
    first, last = (day_of_moment(min(dated)), day_of_moment(max(dated))) if dated else ("", "")
    home = found[0] if found else None
    target = (
        EntryTarget(home.row.id, home.row.real_path, "~actors", home.item.actor.id, text) if home is not None else EntryTarget()
    )
    fields: dict[str, object] = {
        "what": word or "role",
        "text": text,
        "first": first or None,
        "last": last or None,
        "count": len({row.n for row in rows}),
        "briefings": [{"briefing": one.row.id, "title": one.row.title, "marking": str(one.marking)} for one in found],
    }
    about = home.item.actor.description.text if home is not None and described else ""
    marking = strictest([items.marking([row.key for row in rows]), *[one.marking for one in found]])
    make = partial(_stated_blocks, text, word, about, (first, last), found, len({row.n for row in rows}))
    return PageEntry(id, make, target, marking, fields, 100, 3)


def _stated_blocks(
    text: str, word: str, about: str, days: tuple[str, str], found: Sequence[FoundItem], count: int, context: Context
) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    yield Phrase(text, "strong").add(word, "muted", before=DOT).block("row", context, space=1)
    if about:
        yield Phrase(about).block("detail", context, first="  ")
    first, last = days
    said = Phrase(f"as stated {first}" if first == last and first else f"as stated {first} to {last}" if first else "", "muted")
    said.add(f"in {counted(count, 'briefing')}" if count > len(found) else "", before=DOT)
    if said:
        yield said.block("detail", context, first="  ")
    for one in found:
        yield said_in(one).block("detail", context, first="  ")
    if count > len(found):
        yield Phrase(f"and {count - len(found):,} more", "muted").block("detail", context, first="  ")


# what it is to others


def _relation_entry(one: OneActor, found: FoundItem) -> PageEntry:
    """The entry of a relation of an actor, which is the quiet end of it."""
    relation: Relation = found.item
    return item_entry(found, "~relations", relation.note.text, partial(_relation_blocks, one), _relation_fields)


def _superior_entry(today: AbstractSet[int], found: FoundItem) -> PageEntry:
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
    yield from details_of(relation.note.text, relation.sources, found, context)


# what all of that rests on


def _sources(items: LibraryItems, groups: Sequence[Sequence[ItemKey]]) -> list[PageEntry]:
    """The sources of what names it, those that most of it rests on first."""
    resting: Counter[str] = Counter()
    first: dict[str, ItemKey] = {}
    keys: dict[str, list[ItemKey]] = {}
    for group in groups:
        own = {key.key: key for key in group[:MOST_RESTING]}
        for key, item in items.contents(list(own)):
            for source in dict.fromkeys(item.sources):
                resting[source] += 1
                first.setdefault(source, own[key])
                keys.setdefault(source, []).append(own[key])
    homes = {found.key: found for found in items.found([key.key for key in first.values()])}
    entries = []
    for number, (source, count) in enumerate(resting.most_common()):
        home = homes.get(first[source].key)
        if home is not None:
            target = EntryTarget(home.row.id, home.row.real_path, "~sources", evidence=source)
            fields: dict[str, object] = {"source": source, "things": count}
            marking = strictest([items.marking(keys[source]), home.marking])
            entries.append(
                PageEntry(f"source/{number}", partial(_source_blocks, source, count), target, marking, fields, len(source) + 30, 1)
            )
    return entries


def _source_blocks(source: str, count: int, context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    said = Phrase(source, "cite").add(
        f"{counted(count, 'thing')} here {'rests' if count == 1 else 'rest'} on it", "muted", before=DOT
    )
    yield said.block("row", context)
