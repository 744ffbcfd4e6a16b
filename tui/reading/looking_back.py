"""What changed since the last reading, or an earlier one: a change that was seen for a moment is not gone for good."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tui.model.dates import DAY, Date, civil_of, parse_date, today
from tui.reading.last_read import Comparison, LastReading, ReadingJournal
from tui.reading.moments import time_of_day
from tui.reading.queue import day_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.changes.other_pages import TwoNames
    from tui.changes.results import Changes
    from tui.document.document import Document
    from tui.journal.records import Earlier
    from tui.model.briefing import Briefing
    from tui.reading.reading_log import ReadingLog


_WORDS = {"today": 0, "yesterday": 1}


class EarlierBooks(ReadingJournal, Protocol):
    """What is asked of the journal here."""

    def earlier(self, key: str) -> list[Earlier]:
        """A briefing as it was read before the last reading, the newest first."""


class Further(NamedTuple):
    """What came of looking further back."""

    page: Document | None
    """None where nothing changed since any reading that is kept."""
    step: int
    """How many readings back that was."""
    before: str
    """The reading before that one, to follow the word "since", "" for none; without a page the first that is kept."""


def readings_of(journal: EarlierBooks, last: LastReading) -> list[LastReading]:
    """What a briefing may be compared with: the last reading, then those before it, the newest first.

    Args:
        journal: knows what was read.
        last: what it is compared with first.
    """
    found = [last]
    for edition, until in journal.earlier(last.key):
        read = max((section.read_at for section in edition.sections), default=0.0)
        # What was marked as done without being opened was read when it was marked.
        found.append(LastReading(edition, last.key, min(read or until, until), own=last.own))
    return found


def as_of(journal: EarlierBooks, last: LastReading, moment: float) -> LastReading:
    """What was known of a briefing at a moment, in seconds since 1970: by the last reading before it, else by the first one."""
    found = readings_of(journal, last)
    return next((reading for reading in found if reading.since <= moment), found[-1])


def time_of_reading(reading: LastReading, now: float, *, last: bool = True) -> str:
    """When a reading was, to follow the word "since": `you read it on 3 Jul`.

    Args:
        reading: the reading.
        now: seconds since 1970.
        last: whether it is the last one; of those before it, the time of day is told as well where they are of late.
    """
    day, here = today(reading.since), today(now)
    said = "today" if day == here else "yesterday" if day == here - 1 else f"on {day_in_words(day, here)}"
    if not last and day >= here - 1:
        said += f" at {time_of_day(reading.since)}"
    return f"you read {'it' if reading.own else 'the one before it'} {said}"


def date_of(said: str, now: float) -> Date:
    """A date as people say it.

    Args:
        said: `yesterday`, `today`, `3 Nov`, `November 3rd 2025`, `Nov 2025`, or a date of the format.
        now: seconds since 1970.

    Raises:
        ValueError: it is no date.
    """
    from tui.search.query_dates import named_date

    said = " ".join(said.split())
    here = today(now)
    if said.casefold() in _WORDS:
        return parse_date(_iso(*civil_of(here - _WORDS[said.casefold()])))
    named = named_date(said.casefold())
    if named is None:
        return parse_date(said)
    if not named.day:
        return parse_date(f"{named.year}-{named.month:02}")
    year = int(named.year or civil_of(here)[0])
    if not named.year and (named.month, named.day) > civil_of(here)[1:]:
        year -= 1
    return parse_date(_iso(year, named.month, named.day))


def _iso(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}"


def moment_of(date: Date) -> float:
    """The moment at which a date begins where the reader is, in seconds since 1970."""
    if date.lower is None:
        return 0.0
    try:
        return time.mktime((*civil_of(date.lower // DAY), 0, 0, 0, 0, 0, -1))
    except (OverflowError, ValueError):
        return float(date.lower)


def since_when(back: Comparison, now: float) -> str:
    """When it was last read, to follow the word "since": `you read it on 3 Jul`.

    Args:
        back: what it is compared with.
        now: seconds since 1970.
    """
    return time_of_reading(back.last_reading, now) if back.last_reading is not None else ""


def page_of_changes(back: Comparison, briefing: Briefing, now: float, *, last: bool = True) -> Document | None:
    """Compose the page of what changed; None where there is nothing to compare with.

    Args:
        back: what it is compared with.
        briefing: as it is now.
        now: seconds since 1970.
        last: whether that is the last reading.
    """
    from tui.changes.page import changes_document

    changes = back.changes
    if changes is None or back.last_reading is None:
        return None
    return changes_document(changes, briefing, back.last_reading.edition, time_of_reading(back.last_reading, now, last=last))


def further_back(log: ReadingLog, compose: Callable[[], Document], step: int, now: float) -> Further:
    """The page of what changed since one of the readings before the last one, where anything did since.

    Args:
        log: of the briefing.
        compose: gives the briefing as it is now, for the thread that compares.
        step: how many readings back to begin; 0 for the last one.
        now: seconds since 1970.
    """
    last = log.back.last_reading
    found = readings_of(log.journal, last) if last is not None else []
    document: Document | None = None
    for at in range(step, len(found)):
        document = document or compose()
        back = log.returned(document, found[at])
        if back.changes:
            made = page_of_changes(back, document.briefing, now, last=at == 0)
            after = time_of_reading(found[at + 1], now, last=False) if at + 1 < len(found) else ""
            return Further(made, at, after)
    return Further(None, step, time_of_reading(found[-1], now, last=len(found) == 1) if found else "")


class Compared(NamedTuple):
    """Two briefings compared."""

    changes: Changes
    """What differs."""
    page: Document
    """The page of it."""
    names: TwoNames | None
    """What they are called, where neither is an earlier state of the other."""


def compared_documents(before: Document, after: Document, when: str = "") -> Compared:
    """Two briefings compared, whatever they are to each other, under the markings of both.

    Args:
        before: the one that is taken for the earlier.
        after: the one whose sections links lead to.
        when: what state of the same briefing the earlier one is, to follow the word "since"; "" where that is not known.
    """
    from msgspec.structs import replace

    from tui.changes.compare import compare
    from tui.changes.document_edition import edition_of
    from tui.changes.other_pages import TwoNames, apart_document, are_apart
    from tui.changes.page import changes_document
    from tui.model.apparatus import UNTITLED
    from tui.model.handling import strictest
    from tui.model.text import collapsed

    # Which number of a series they are says nothing of what somebody read.
    old = replace(edition_of(before), number="")
    changes = compare(old, replace(edition_of(after), number=""))
    marking = strictest([before.briefing.effective_marking, after.briefing.effective_marking])
    briefing = replace(after.briefing, tlp=marking.tlp, marking=marking.text)
    earlier = before.briefing
    if not when and are_apart(earlier, after.briefing):
        names = TwoNames(*[collapsed(one.title or UNTITLED) for one in (earlier, after.briefing)])
        return Compared(changes, apart_document(changes, briefing, old, names), names)
    date = (earlier.updated or earlier.date) if earlier.updated or earlier.date else None
    since = f"“{collapsed(earlier.title or UNTITLED)}”" + (f" of {date.display}" if date is not None else "")
    return Compared(changes, changes_document(changes, briefing, old, when or since), None)
