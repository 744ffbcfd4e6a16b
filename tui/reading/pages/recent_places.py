"""The places one was at last, as a page: under their days, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from tui.journal.records import Visited
from tui.model.counted import counted
from tui.model.digests import is_digest
from tui.model.handling import Marking
from tui.model.place import Place
from tui.model.text import fold
from tui.reading.composed import Composition, EntryTarget, PageEntry, PageSection
from tui.reading.kept_briefings import KeptMarkings, marking_with_title
from tui.reading.moments import day_name, in_utc, time_of_day

if TYPE_CHECKING:
    from tui.changes.edition import Edition
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block

MOST = 100
"""Places that are shown."""

QUOTE = 64
"""Characters of the text of a place that are shown."""


def recent(visits: Iterable[Visited], most: int = MOST) -> list[Visited]:
    """The last places, newest first; of several in one section of a briefing the newest alone.

    Args:
        visits: oldest first.
        most: how many.
    """
    found: dict[tuple[str, str], Visited] = {}
    for visit in reversed(list(visits)):
        if len(found) == most:
            break
        found.setdefault((visit.key, visit.place.section), visit)
    return list(found.values())


def recent_places_page(places: Sequence[Visited], journal: KeptMarkings, now: float) -> Composition:
    """A page of places under their days; the id of an entry is its index in `places`.

    Args:
        places: newest first.
        journal: knows what was read there.
        now: seconds since 1970.
    """
    editions = {key: journal.edition(key) for key in {visit.key for visit in places}}
    sections = []
    for number, (name, group) in enumerate(groupby(enumerate(places), key=lambda one: day_name(one[1].at, now)), 1):
        entries = [_entry(index, visit, editions[visit.key], journal) for index, visit in group]
        sections.append(PageSection(f"~day/{number}", name, entries))
    return Composition("~recent", "Where you were", sections, _summary, "No place yet.")


def _entry(number: int, visit: Visited, edition: Edition | None, journal: KeptMarkings) -> PageEntry:
    title, quote, marking = words_at(visit.place, edition)
    marking = marking_with_title(journal, visit.key, marking)
    section = "" if is_digest(visit.place.section) else visit.place.section
    target = EntryTarget(visit.briefing_id, visit.path, section, evidence=quote)
    fields = {"title": visit.title, "section_title": title, "at": in_utc(visit.at)}
    return PageEntry(str(number), partial(_place, visit, title, quote), target, marking, fields, size=120, lines=2)


def _summary(shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import Phrase

    return Phrase(f"{counted(shown.count, 'place')}, the last one first")


def _place(visit: Visited, title: str, quote: str, context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import Phrase

    row = Phrase(time_of_day(visit.at), "date").label()
    row.add(visit.title or visit.briefing_id or "Untitled", "strong")
    row.add(title, "link", before=" › ")
    yield row.block("row", context, hang=7, space=1)
    if quote:
        yield Phrase(quote, "muted").block("detail", context, hang=7, space=0)


def words_at(place: Place, edition: Edition | None) -> tuple[str, str, Marking]:
    """The title of the section a place is in, the beginning of its text, and their marking; "" for what is not kept."""
    from tui.changes.edition import edition_id
    from tui.model.apparatus import TITLES

    hidden = is_digest(place.section)
    section = edition.section(edition_id(place.section)) if edition is not None and not hidden else None
    if section is None or section.digested:
        return TITLES.get(place.section, "" if hidden or place.section.startswith("~") else place.section), "", Marking()
    texts = (block.text for block in section.blocks or ())
    text = next((text for text in texts if place.quote and fold(text[: 2 * QUOTE])[:QUOTE] == place.quote[:QUOTE]), "")
    return section.title or TITLES.get(place.section, ""), f"{text[:QUOTE]}…" if len(text) > QUOTE else text, section.marking
