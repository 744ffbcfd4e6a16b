"""Everything dated of a library on one axis: events, horizons of judgments, due dates of actions, and where briefings disagree."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.catalog.items import OPEN_END, STANDING
from tui.catalog.library_items import FoundItem, ItemKey, LibraryItems
from tui.document.today_rule import today_in_words
from tui.model.briefing import Action, Event, Judgment
from tui.model.counted import counted
from tui.model.dates import DAY, MONTHS, Date, civil_of, day_number, parse_date
from tui.model.handling import strictest
from tui.reading.composed import Composition, PageEntry, PageSection
from tui.reading.library_pages.question import PageQuestion, asked_of, date_text, details_of, item_entry, listed_section, said_in

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

MOST_MONTHS = 36
"""Months from the first to the last date up to which each has a heading of its own; of more each year has one."""

MOST_ALIKE = 64
"""Events of one title up to which their dates are compared."""

MOST_OTHERS = 5
"""Other dates that an entry names; of more it says how many."""

LABEL = 16
"""Cells of the column of dates; a longer one has a line of its own."""


class _Axis(NamedTuple):
    """What the entries of a timeline need to know of each other."""

    items: LibraryItems
    day: int
    """The first second of today."""
    after: int
    """Key of the first thing of today or later; 0 where there is none."""
    before: int
    """Key of the last thing, where all lie before today; 0 where they do not."""
    others: Mapping[int, Sequence[int]]
    """By the key of an event, those of the same event of other briefings with a date that it cannot have as well."""
    beside: Mapping[int, ItemKey]
    """All of those others, by their keys."""


def answer(question: PageQuestion) -> Composition:
    """Events, horizons and due dates from the earliest to the latest, then the events without a date."""
    items = question.items
    since, until = [parse_date(said) if (said := question.option(name)) else None for name in ("since", "until")]
    first, last = since.lower if since is not None else None, until.upper if until is not None else None
    events = items.keys(Event, since=first, until=last)
    undated = next((place for place, one in enumerate(events) if one.at is not None), len(events))
    dated = events[undated:]
    for kind in (Judgment, Action):
        ends = items.keys(kind, state=STANDING, since=first, until=last)
        dated += [one for one in ends if one.at is not None and one.at < OPEN_END]
    # Each kind comes in order, which sorting makes use of; tuples are compared by `at` and then by key.
    dated.sort()
    here = bisect_left(dated, question.day, key=_order)
    others = disagreements(items)
    axis = _Axis(
        items,
        question.day,
        dated[here].key if here < len(dated) else 0,
        dated[-1].key if dated and here == len(dated) else 0,
        others,
        {one.key: one for one in items.keys_of([other for own in others.values() for other in own])},
    )
    sections = [_section(axis, id, title, keys) for id, title, keys in _stretches(dated)]
    if undated:
        sections.append(_section(axis, "~undated", "Without a date", events[:undated]))
    start = _place(sections, dated, here)
    return Composition(
        "~timeline-of-library",
        "Timeline",
        sections,
        partial(_summary, question, len(axis.others)),
        "There is nothing dated here.",
        "A briefing says what happens when under `events:`; horizons of judgments and due dates of actions stand here as well.",
        start=start,
    )


def _section(axis: _Axis, id: str, title: str, keys: Sequence[ItemKey]) -> PageSection:
    named = [other for one in keys for other in axis.others.get(one.key, ())] if axis.others else []
    beside = [axis.beside[key] for key in dict.fromkeys(named) if key in axis.beside]
    return listed_section(axis.items, id, title, keys, partial(_entry, axis), size=200, lines=3, beside=beside)


def _order(key: ItemKey) -> int:
    return key.at or 0


def _place(sections: Sequence[PageSection], dated: Sequence[ItemKey], here: int) -> tuple[str, int]:
    """The section of today, and the index of its entry there."""
    left = min(here, len(dated) - 1)
    for section in sections:
        if left < len(section.entries):
            return section.id, max(0, left)
        left -= len(section.entries)
    return "", 0


def _stretches(dated: Sequence[ItemKey]) -> Iterator[tuple[str, str, Sequence[ItemKey]]]:
    """What is dated by months, or by years where there are many: id, title, keys."""
    if not dated:
        return
    (first, month, _), (last, until, _) = [civil_of(_order(key) // DAY) for key in (dated[0], dated[-1])]
    by_month = 12 * (last - first) + until - month < MOST_MONTHS
    start = 0
    while start < len(dated):
        year, month, _ = civil_of(_order(dated[start]) // DAY)
        following = (year + (month == 12), month % 12 + 1) if by_month else (year + 1, 1)
        end = bisect_left(dated, DAY * day_number(*following, 1), start + 1, key=_order)
        yield (
            f"~{year}-{month:02}" if by_month else f"~{year}",
            f"{MONTHS[month - 1]} {year}" if by_month else str(year),
            dated[start:end],
        )
        start = end


def disagreements(items: LibraryItems) -> dict[int, list[int]]:
    """Events to which briefings give dates that cannot be the same, by their keys, each with those of the others.

    An event is the same where its title is, case, accents and punctuation aside. What happens again and again is none that
    briefings disagree about: each date of it needs a possible one in the other briefing, and what has more than `MOST_ALIKE`
    is not looked at.
    """
    found: dict[int, list[int]] = {}
    for name in items.names_of_several(Event):
        spans = items.spans(Event, name)
        if len(spans) > MOST_ALIKE:
            continue
        for key, lower, upper in spans:
            n = items.number_of(key)
            others = [other for other in spans if items.number_of(other[0]) != n]
            agreeing = {items.number_of(other) for other, low, high in others if low <= upper and lower <= high}
            against = [other for other, _, _ in others if items.number_of(other) not in agreeing]
            if against:
                found[key] = against
    return found


def _summary(question: PageQuestion, differing: int, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    undated = sum(len(section.entries) for section in shown.sections if section.id == "~undated")
    phrase = Phrase(f"{counted(shown.count - undated, 'date')} of events, horizons and due actions")
    phrase.add(f"{undated:,} undated" if undated else "", before=DOT)
    if differing:
        phrase.add(f"{counted(differing, 'event')} with another date in another briefing", "problem", before=DOT)
    return asked_of(question, phrase)


# one entry


def _entry(axis: _Axis, found: FoundItem) -> PageEntry:
    item, others = found.item, axis.items.found(axis.others.get(found.key, ()))
    section = "~timeline" if isinstance(item, Event) else "~judgments" if isinstance(item, Judgment) else "~actions"
    evidence = item.title if isinstance(item, Event) else item.text.text
    made = item_entry(found, section, evidence, partial(_blocks, axis, others), partial(_fields, others))
    return made._replace(marking=strictest([made.marking, *[other.marking for other in others]]))


def _date(item: Event | Judgment | Action) -> Date | None:
    return item.date if isinstance(item, Event) else item.horizon if isinstance(item, Judgment) else item.due


def _fields(others: Sequence[FoundItem], found: FoundItem) -> dict[str, object]:
    item = found.item
    date = _date(item)
    told: dict[str, object] = {
        "what": "event" if isinstance(item, Event) else "horizon" if isinstance(item, Judgment) else "due",
        "when": date_text(date),
        "from": date.lower if date is not None else None,
        "to": date.upper if date is not None else None,
        "text": item.title if isinstance(item, Event) else item.text.text,
        "status": item.status,
    }
    if isinstance(item, Event):
        told |= {"said": item.when or None, "place": item.place or None, "actors": list(item.actors), "sources": list(item.sources)}
        told["differs"] = [
            {
                "briefing": other.row.id,
                "title": other.row.title,
                "path": other.row.real_path,
                "when": date_text(other.item.date),
                "sources": list(other.item.sources),
                "marking": str(other.marking),
            }
            for other in others
        ]
    elif isinstance(item, Judgment):
        told["likelihood"] = item.likelihood.word if item.likelihood else None
    else:
        told["owner"] = item.owner or None
    return told


def _blocks(axis: _Axis, others: Sequence[FoundItem], context: Context, found: FoundItem) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Entry, Phrase
    from tui.document.apparatus.timeline import ROLES

    item = found.item
    date = _date(item)
    if found.key == axis.after:
        yield _today(axis, context)
    entry = Entry(context, column=LABEL)
    label = Phrase(date.day if date else "undated", "date" if date else "muted")
    details = Phrase()
    if isinstance(item, Event):
        role = "" if item.status in (None, "happened") else ROLES[item.status]
        row = Phrase(item.title or "Untitled", f"strong {role}".strip())
        row.add(str(item.status) if role else "", role, before=" — ")
        details.add(f"“{item.when}”" if item.when else "", before=DOT).add(item.place, before=DOT)
        for actor in item.actors:
            details.add(actor, before=DOT)
    elif isinstance(item, Judgment):
        row = Phrase("horizon", "muted").add(item.text.text, before=": ")
        details.add(item.likelihood.word if item.likelihood else "", "likelihood", before=DOT)
    else:
        row = Phrase("due", "muted").add(item.text.text, before=": ")
        details.add(item.owner, "strong", before=DOT)
    entry.labelled(label, row).detail(details, role="muted")
    for other in others[:MOST_OTHERS]:
        against = Phrase("elsewhere", "problem").add(other.item.date.day if other.item.date else "", "date", before=" ")
        against.add("in", "muted", before=" ").add(other.row.title or other.row.id, "strong", before=" ")
        against.add(str(other.marking), "marking", before=DOT)
        for source in other.item.sources:
            against.add(source, "cite", before=DOT)
        entry.detail(against)
    if len(others) > MOST_OTHERS:
        entry.detail(Phrase(f"and {len(others) - MOST_OTHERS} more", "problem"))
    yield from entry.detail(said_in(found)).blocks
    if found.key == axis.before:
        yield _today(axis, context)


def _today(axis: _Axis, context: Context) -> Block:
    from tui.document.apparatus.entry import Phrase

    return Phrase(today_in_words(axis.day // DAY), "status").block("row", context, space=1)


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
    yield from details_of("", event.sources, found, context)
