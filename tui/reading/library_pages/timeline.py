"""Everything dated of a library on one axis: events, horizons of judgments, due dates of actions, and where briefings disagree."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.catalog.items import OPEN_END
from tui.catalog.library_items import FoundItem, ItemKey, LibraryItems
from tui.catalog.sorted_items import DatedEvent, ItemStretch, SortedItems, events_named_like, events_of_one_name
from tui.document.today_rule import today_in_words
from tui.model.briefing import Action, Event, Judgment
from tui.model.counted import counted
from tui.model.dates import DAY, MONTHS, Date, civil_of, day_number, parse_date
from tui.model.handling import Marking, strictest
from tui.reading.composed import Composition, FetchedEntries, PageEntry, PageSection
from tui.reading.library_pages.question import PageQuestion, asked_of, date_text, details_of, item_entry, said_in

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
    others: Mapping[int, Sequence[DatedEvent]] | None = None
    """By the key of an event those of the same event of other briefings with a date that it cannot have as well; None before all
    were compared."""


def answer(question: PageQuestion) -> Composition:
    """Events, horizons and due dates from the earliest to the latest, then the events without a date.

    Which events have another date elsewhere is known of those that somebody looks at; how many those are, once all were compared.
    """
    items = question.items
    since, until = [parse_date(said) if (said := question.option(name)) else None for name in ("since", "until")]
    first, last = since.lower if since is not None else None, until.upper if until is not None else None
    dated = SortedItems(items, (Event, Judgment, Action), within=f"at < {OPEN_END}", since=first, until=last)
    undated = SortedItems(items, (Event,), within="at IS NULL") if first is None and last is None else None
    here = dated.place(question.day)
    differing = [] if question.beginning else _differing(items, first, last)
    axis = _Axis(
        items,
        question.day,
        next(iter(dated.keys(here, here + 1)), 0),
        next(iter(dated.keys(len(dated) - 1, len(dated))), 0) if here == len(dated) else 0,
        None if question.beginning else {one.event.key: one.others for one in differing},
    )
    # Before all were compared, any event may stand in the entry of another one.
    events = dated if first is None and last is None else SortedItems(items, (Event,))
    any_event = [events.stretch(0, len(events)).marking] if question.beginning else []
    sections = []
    for id, title, begins, ends in _stretches(dated):
        place = bisect_left(differing, dated.at(begins), key=_moment)
        some = differing[place : bisect_right(differing, dated.at(ends - 1), lo=place, key=_moment)]
        # One for each label; where words restrict them, all.
        named = {other.key if other.label & 1 else -other.label: other for one in some for other in one.others}
        keys = [ItemKey(other.at, other.key, other.label) for other in named.values()]
        beside = [items.marking(keys)] if keys else any_event
        sections.append(_section(axis, id, title, dated.stretch(begins, ends), beside))
    if undated:
        sections.append(_section(axis, "~undated", "Without a date", undated.stretch(0, len(undated)), ()))
    start = _place(sections, len(dated), here)
    return Composition(
        "~timeline-of-library",
        "Timeline",
        sections,
        partial(_summary, question, len(differing)),
        "There is nothing dated here.",
        "A briefing says what happens when under `events:`; horizons of judgments and due dates of actions stand here as well.",
        start=start,
        is_beginning=question.beginning and bool(sections),
    )


def _section(axis: _Axis, id: str, title: str, own: ItemStretch, beside: Sequence[Marking]) -> PageSection:
    entries = FetchedEntries(own, partial(_fetched, axis), strictest([own.marking, *beside]))
    return PageSection(id, title, entries, 200, 3)


def _place(sections: Sequence[PageSection], count: int, here: int) -> tuple[str, int]:
    """The section of today, and the index of its entry there."""
    left = min(here, count - 1)
    for section in sections:
        if left < len(section.entries):
            return section.id, max(0, left)
        left -= len(section.entries)
    return "", 0


def _stretches(dated: SortedItems) -> Iterator[tuple[str, str, int, int]]:
    """What is dated by months, or by years where there are many: id, title, and from where to where."""
    if not dated:
        return
    (first, month, _), (last, until, _) = [civil_of(dated.at(place) // DAY) for place in (0, len(dated) - 1)]
    by_month = 12 * (last - first) + until - month < MOST_MONTHS
    start = 0
    while start < len(dated):
        year, month, _ = civil_of(dated.at(start) // DAY)
        following = (year + (month == 12), month % 12 + 1) if by_month else (year + 1, 1)
        end = dated.place(DAY * day_number(*following, 1))
        yield (
            f"~{year}-{month:02}" if by_month else f"~{year}",
            f"{MONTHS[month - 1]} {year}" if by_month else str(year),
            start,
            end,
        )
        start = end


# the same event with other dates


class _Differing(NamedTuple):
    """An event to which another briefing gives a date that it cannot have as well."""

    event: DatedEvent
    others: Sequence[DatedEvent]


def _against(events: Sequence[DatedEvent]) -> Iterator[_Differing]:
    """Of the events of one name those whose date cannot be that of another briefing, with all of its events that say so.

    What happens again and again is none that briefings disagree about: each date of it needs a possible one in the other briefing,
    and what has more than `MOST_ALIKE` is not looked at.
    """
    if len(events) > MOST_ALIKE or max(one.lower for one in events) <= min(one.upper for one in events):
        return
    for event in events:
        others = [other for other in events if other.n != event.n]
        agreeing = {other.n for other in others if other.lower <= event.upper and event.lower <= other.upper}
        against = [other for other in others if other.n not in agreeing]
        if against:
            yield _Differing(event, against)


def disagreements(items: LibraryItems) -> dict[int, list[int]]:
    """Events to which briefings give dates that cannot be the same, by their keys, each with those of the others.

    An event is the same where its title is, case, accents and punctuation aside.
    """
    return {one.event.key: [other.key for other in one.others] for one in _differing(items, None, None)}


def _differing(items: LibraryItems, since: int | None, until: int | None) -> list[_Differing]:
    """All that may lie within two seconds, by their dates."""
    found = [one for events in events_of_one_name(items) for one in _against(events)]
    if since is not None or until is not None:
        since, until = -OPEN_END if since is None else since, OPEN_END if until is None else until
        found = [one for one in found if one.event.upper >= since and one.event.lower <= until]
    return sorted(found, key=_moment)


def _moment(one: _Differing) -> int:
    return one.event.at


def _summary(question: PageQuestion, differing: int, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase

    undated = sum(len(section.entries) for section in shown.sections if section.id == "~undated")
    phrase = Phrase(f"{counted(shown.count - undated, 'date')} of events, horizons and due actions")
    phrase.add(f"{undated:,} undated" if undated else "", before=DOT)
    if differing:
        phrase.add(f"{counted(differing, 'event')} with another date in another briefing", "problem", before=DOT)
    return asked_of(question, phrase)


# one entry


def _fetched(axis: _Axis, keys: Sequence[int]) -> list[PageEntry]:
    against = axis.others
    if against is None:
        named = events_named_like(axis.items, keys, MOST_ALIKE)
        against = {one.event.key: one.others for events in named for one in _against(events)}
    wanted = [*keys, *[other.key for key in keys for other in against.get(key, ())]]
    found = {one.key: one for one in axis.items.found(list(dict.fromkeys(wanted)))}
    others = {key: [found[other.key] for other in against.get(key, ()) if other.key in found] for key in keys}
    return [_entry(axis, found[key], others[key]) for key in keys if key in found]


def _entry(axis: _Axis, found: FoundItem, others: Sequence[FoundItem]) -> PageEntry:
    item = found.item
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
