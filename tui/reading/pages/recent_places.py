"""The places one was at last, as a page: under their days, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tui.journal.records import Visited
from tui.model.apparatus import TOP
from tui.model.counted import counted
from tui.model.digests import is_digest
from tui.model.handling import Marking, strictest
from tui.model.place import Place
from tui.model.text import fold
from tui.reading.pages.notebook import day

if TYPE_CHECKING:
    from tui.changes.edition import Edition
    from tui.document.apparatus.entry import Context
    from tui.document.block import Block
    from tui.document.document import Document

MOST = 100
"""Places that are shown."""

QUOTE = 64
"""Characters of the text of a place that are shown."""

DAY = 86_400


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


def recent_places_document(places: Sequence[Visited], edition: Callable[[str], Edition | None], now: float) -> Document:
    """Compose the page; every block of a place has its index in `places` as `about`.

    Args:
        places: newest first.
        edition: gives what was last read of the briefing of a key, for the words of a place; None where nothing is kept.
        now: seconds since 1970.
    """
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import DocumentSection
    from tui.document.document import Document, Part
    from tui.document.names import Names
    from tui.model.briefing import Briefing

    editions = {key: edition(key) for key in {visit.key for visit in places}}
    words = [words_at(visit.place, editions[visit.key]) for visit in places]
    whole = strictest(marking for _, _, marking in words)
    title = "Where you were"
    briefing = Briefing(title=title, id="~recent", tlp=whole.tlp, marking=whole.text)
    sections = [DocumentSection(0, TOP, title, group="front")]
    names = Names(briefing, None, sections)
    top = Context(briefing, names, 0)
    said = f"{counted(len(places), 'place')}, the last one first" if places else "No place yet."
    first = [Phrase(title).block("title", top, role="title"), Phrase(said).block("meta", top, role="meta")]
    parts = [Part(0, lambda: first, 100, 2)]
    for name, group in groupby(enumerate(places), key=lambda one: day_name(one[1].at, now)):
        held = list(group)
        context = Context(briefing, names, len(sections))
        sections.append(DocumentSection(context.section, f"~day/{context.section}", name, count=len(held)))

        def make(context: Context = context, held: Sequence[tuple[int, Visited]] = held, name: str = name) -> list[Block]:
            heading = Phrase(name).block("heading", context, role="heading1", level=1, space=2)
            return [heading, *(block for n, visit in held for block in _place(context, n, visit, *words[n][:2]))]

        parts.append(Part(context.section, make, 120 * len(held), 2 * len(held)))
    return Document(briefing, sections, parts)


def day_name(at: float, now: float) -> str:
    """The day of a moment: `Today`, `Yesterday`, `3 Jul 2024`, in the time of the place."""
    from time import localtime

    that, this = localtime(at), localtime(now)
    if (that.tm_year, that.tm_yday) == (this.tm_year, this.tm_yday):
        return "Today"
    before = localtime(now - (this.tm_hour + 1) * 3600 - this.tm_min * 60)
    return "Yesterday" if (that.tm_year, that.tm_yday) == (before.tm_year, before.tm_yday) else day(at)


def _place(context: Context, number: int, visit: Visited, title: str, quote: str) -> list[Block]:
    from time import localtime

    from tui.document.apparatus.entry import Phrase

    about = str(number)
    then = localtime(visit.at)
    row = Phrase(f"{then.tm_hour:02}:{then.tm_min:02}", "date").label()
    row.add(visit.title or visit.briefing_id or "Untitled", "strong")
    row.add(title, "link", before=" › ")
    blocks = [row.block("row", context, about=about, hang=7, space=1)]
    if quote:
        blocks.append(Phrase(quote, "muted").block("detail", context, about=about, hang=7, space=0))
    return blocks


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
