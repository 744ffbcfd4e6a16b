"""What happened on one's shift: what is open and due, what came in, what changed, what one read and noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.catalog.items import KIND
from tui.catalog.queue_facts import PRIORITIES
from tui.catalog.sorted_items import keys_by_priority
from tui.model.briefing import Action, Judgment, Was
from tui.model.counted import counted
from tui.model.dates import DAY
from tui.model.handling import Marking, strictest
from tui.reading.composed import Composition, EntryTarget, FetchedEntries, PageEntry, PageSection
from tui.reading.kept_briefings import marking_with_title
from tui.reading.library_pages.actions import SOON, closed_by_reader
from tui.reading.library_pages.question import PageQuestion, asked_of, date_text

if TYPE_CHECKING:
    from tui.catalog.library_items import FoundItem
    from tui.catalog.tables import Row
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block
    from tui.reading.personal_filters import PersonalFilters

SHIFT = 12 * 3_600
"""Seconds that are looked back where nothing else is asked for."""

MOST = 500
"""Entries of a section."""

SIZE, LINES = 200, 3
"""About how many characters and lines a thing takes."""


def answer(question: PageQuestion) -> Composition:
    """The shift that ends now; `since` is the second at which it began, from 1970."""
    since = float(question.option("since") or question.now - SHIFT)
    sections: list[tuple[str, str, Sequence[PageEntry]]] = [
        ("~open", "Open and due, by priority", _open(question)),
        ("~came", "Came in", []),
        ("~changed", "Changed", []),
        ("~moved", "Judgments that moved", _moved(question, since)),
        ("~read", "Read", []),
        ("~noted", "Noted", []),
    ]
    if question.held is not None:
        found = dict(_of_briefings(question, since))
        sections = [(id, title, found.get(id, entries)) for id, title, entries in sections]
    return Composition(
        "~handover",
        "Handover",
        [_section(id, title, entries) for id, title, entries in sections if entries],
        partial(_summary, question, since),
        "Nothing happened, and nothing is open.",
    )


def _section(id: str, title: str, entries: Sequence[PageEntry]) -> PageSection:
    if isinstance(entries, FetchedEntries):
        return PageSection(id, title, entries, SIZE, LINES)
    return PageSection(id, title, entries[:MOST])


def _summary(question: PageQuestion, since: float, shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import DOT, Phrase
    from tui.reading.moments import day, time_of_day

    phrase = Phrase(f"since {day(since)}, {time_of_day(since)}")
    phrase.add(counted(shown.count, "thing"), before=DOT)
    return asked_of(question, phrase)


# things


def _open(question: PageQuestion) -> FetchedEntries:
    """Actions that are overdue or due soon, then judgments past their horizon, each by the priority of their briefing."""
    items, closed = question.items, closed_by_reader(question)
    soon = question.day + (SOON + 1) * DAY
    due = [key for key in keys_by_priority(items, Action, soon, MOST + len(closed)) if key not in closed][:MOST]
    past = keys_by_priority(items, Judgment, question.day, MOST - len(due)) if len(due) < MOST else []
    keys = [*due, *past]
    return FetchedEntries(keys, partial(_open_entries, question), items.marking(items.keys_of(keys)))


def _open_entries(question: PageQuestion, keys: Sequence[int]) -> list[PageEntry]:
    return [_open_entry(question, found) for found in question.items.found(keys)]


def _open_entry(question: PageQuestion, found: FoundItem) -> PageEntry:
    item = found.item
    is_action = isinstance(item, Action)
    date = item.due if is_action else item.horizon
    last = date.upper if date is not None else None
    late = last is not None and last < question.day
    said = [item.owner if is_action else "judgment past its horizon"]
    said.append(f"{'overdue since' if late and is_action else 'due' if is_action else 'horizon'} {date.display}" if date else "")
    said.append(found.row.priority)
    return _thing_entry(
        str(found.key), found, "~actions" if is_action else "~judgments", said, {"when": date_text(date), "overdue": late}
    )


def _moved(question: PageQuestion, since: float) -> list[PageEntry]:
    """Judgments that said something else before, by a date since the beginning."""
    where, values = f"kind = {KIND[Judgment]} AND moved >= ?", (since,)
    keys = [key for (key,) in question.items.select("key", where, values, rest=" ORDER BY moved, key")]
    made = []
    for found in reversed(question.items.found(keys[-MOST:])):
        judgment: Judgment = found.item
        was = max((one for one in judgment.was if one.date is not None), key=lambda one: one.date.sort_key if one.date else (0, 0))
        before, now = _held_for(was), _held_for(judgment)
        said = [f"now {now}" if now else "", f"was {before}" if before else "", was.why]
        made.append(
            _thing_entry(
                f"~moved{found.key}", found, "~judgments", said, {"was": before or None, "now": now or None, "why": was.why or None}
            )
        )
    return made


def _held_for(judgment: Judgment | Was) -> str:
    likelihood = judgment.likelihood.word if judgment.likelihood else ""
    return " · ".join(text for text in (likelihood, f"{judgment.confidence} confidence" if judgment.confidence else "") if text)


def _thing_entry(id: str, found: FoundItem, section: str, said: Sequence[str], fields: dict[str, object]) -> PageEntry:
    row, text = found.row, found.item.text.text
    target = EntryTarget(row.id, row.real_path, section, found.item.id, text)
    line = " · ".join(part for part in said if part)
    told = {"title": row.title, "said": line or None, **fields}
    return PageEntry(
        id,
        partial(_blocks, text, line, row.title or row.id, found.marking),
        target,
        found.marking,
        told,
        SIZE,
        LINES,
    )


# briefings


def _of_briefings(question: PageQuestion, since: float) -> Iterator[tuple[str, list[PageEntry]]]:
    from tui.reading.personal_filters import PersonalFilters

    held, journal = question.held, question.journal
    assert held is not None
    filters = PersonalFilters(held, journal, question.now)
    known = filters.readings.of
    saved = [n for n in held.files.came_since(since) if n in question.items]
    came = [n for n in saved if n not in known or known[n].state == "new"]
    yield "~came", [_briefing_entry("came", row, row.kind) for row in _rows(question, came)]
    changed = [n for n in saved if n in known and known[n].state != "new"]
    affected = {row.n for row in _rows(question, saved) if row.affected}
    entries = []
    for row in _rows(question, [n for n in dict.fromkeys([*changed, *affected]) if n not in came or n in affected]):
        reading = known.get(row.n)
        said = reading.summary.summary if reading is not None and reading.summary else ""
        said = said or ("saved, and not compared yet" if reading is not None and reading.state == "updated" else "")
        leaning = "leans on what was recalled or corrected" if row.affected else ""
        entries.append(_briefing_entry("changed", row, " · ".join(text for text in (leaning, said) if text)))
    yield "~changed", entries
    if journal is not None:
        yield "~read", list(_read(question, filters, since))
        yield "~noted", list(_noted(question, since))


def _rows(question: PageQuestion, numbers: Sequence[int]) -> list[Row]:
    assert question.held is not None
    rows = question.held.rows_of(list(dict.fromkeys(numbers))[:MOST])
    return sorted(rows, key=lambda row: -(PRIORITIES.index(row.priority) if row.priority else 0))


def _read(question: PageQuestion, filters: PersonalFilters, since: float) -> Iterator[PageEntry]:
    journal = question.journal
    assert journal is not None
    keys = {
        filters.readings.keys[key]: key for key in journal.read_between(since, question.now + 1) if key in filters.readings.keys
    }
    for row in _rows(question, [n for n in keys if n in question.items]):
        reading = filters.readings.of.get(row.n)
        said = reading.state if reading is not None else ""
        entry = _briefing_entry("read", row, said)
        yield entry._replace(marking=strictest([entry.marking, journal.marking_read(keys[row.n])]))


def _noted(question: PageQuestion, since: float) -> Iterator[PageEntry]:
    journal = question.journal
    assert journal is not None
    for note in journal.notes():
        if max(note.created, note.modified) < since:
            continue
        quote = "" if note.anchor.digested else note.anchor.exact
        text = note.text or quote
        target = EntryTarget(note.briefing_id, note.path, "", "", quote)
        told = {"title": note.title or None, "said": note.text or None, "tags": list(note.tags)}
        marking = marking_with_title(journal, note.key, note.marking)
        line = f"on “{quote}”" if note.text and quote else ""
        yield PageEntry(
            f"~note{note.id}", partial(_blocks, text, line, note.title or note.briefing_id, marking), target, marking, told, 200, 3
        )


def _briefing_entry(id: str, row: Row, said: str) -> PageEntry:
    target = EntryTarget(row.id, row.real_path, evidence=row.title)
    told: dict[str, object] = {
        "title": row.title,
        "date": row.date_text or None,
        "priority": row.priority or None,
        "said": said or None,
    }
    line = " · ".join(text for text in (said, row.updated if row.was_updated else row.date, row.priority) if text)
    return PageEntry(
        f"~{id}{row.n}", partial(_blocks, row.title or row.id, line, "", row.marking), target, row.marking, told, 150, 2
    )


def _blocks(text: str, line: str, title: str, marking: Marking, context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import DOT, Phrase

    yield Phrase(text or "Without words").block("row", context, space=1)
    said = Phrase(line).add(title, "link", before=DOT).add(str(marking), "marking", before=DOT)
    if said:
        yield said.block("detail", context, first="  ")
