"""What a page made from the library or the journal is: a title, sections of entries, a sentence where there are none.

Such a page is read like a briefing (`document`), told by its entries in the shell (`records`), and shown to somebody up to
a marking (`within`). It bears the strictest marking of its entries, each section that of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, overload

import msgspec

from tui.model.apparatus import TOP
from tui.model.handling import Ceiling, Marking, strictest

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block
    from tui.document.document import Document
    from tui.journal.records import Identity

Make = Callable[["Context"], Iterable["Block"]]
"""Makes the blocks of something where it is shown."""

PER_PART = 25
"""Entries that are made at once when somebody looks at one of them: more than a window shows."""

AT_ONCE = 250
"""Entries that are made at once where all of them are wanted."""


class EntryTarget(NamedTuple):
    """Where an entry leads, and what it rests on there."""

    briefing: str = ""
    """Id of the briefing; "" for one that has none."""
    path: str = ""
    """Where its file was last; "" where its id is enough."""
    section: str = ""
    """Id of the section of its document; "" for its beginning."""
    item: str = ""
    """Id of the thing in that section; "" for the section itself."""
    evidence: str = ""
    """The words there that bear the entry out, as they are on the page; "" where they may not be kept or there are none."""


class Aside(NamedTuple):
    """What is kept of something that the reader puts aside."""

    identity: Identity
    """Of its briefing."""
    stamps: tuple[str, ...]
    """Any of which tells that it was put aside."""


class PageOf(NamedTuple):
    """The page of the library that tells all of what an entry names."""

    line: str
    """What it is, in a line."""
    page: str
    """By its name in `tui.reading.library_pages.registry`."""
    options: Mapping[str, str]
    instead: bool = False
    """Whether Enter opens it, and not the briefing."""


class PageEntry(NamedTuple):
    """One entry of a page."""

    id: str
    """Unique on the page: the `about` of all its blocks."""
    make: Make
    target: EntryTarget = EntryTarget()
    marking: Marking = Marking()
    """The effective one, of all that its blocks say."""
    fields: Mapping[str, object] = {}
    """What `--json` says of it beside its target; names and meanings are stable."""
    size: int = 160
    """About how many characters it has."""
    lines: int = 3
    """About how many lines it takes."""
    aside: Aside | None = None
    """What the journal keeps of it where the reader puts it aside; None where that cannot be."""
    page: PageOf | None = None
    """That tells all of what it names; None where it names nothing of the kind."""


class FetchedEntries(Sequence[PageEntry]):
    """Entries that are made when somebody looks at them, since there may be a hundred thousand."""

    def __init__(self, keys: Sequence[int], fetch: Callable[[Sequence[int]], Sequence[PageEntry]], marking: Marking) -> None:
        """Make none yet.

        Args:
            keys: of what they are made, in order.
            fetch: makes some of them, whose ids are their keys; what is gone meanwhile is left out.
            marking: the one that holds for all of them together.
        """
        self._keys = keys
        self._fetch = fetch
        self._places = range(len(keys))
        """Of the keys whose entries these are."""
        self.marking = marking

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> PageEntry: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[PageEntry]: ...

    def __getitem__(self, index: int | slice) -> PageEntry | Sequence[PageEntry]:
        places = self._places[index]
        if isinstance(places, range):
            return self._fetch(self._keys[places.start : places.stop])
        return self._fetch([self._keys[places]])[0]

    def __iter__(self) -> Iterator[PageEntry]:
        for start in range(0, len(self), AT_ONCE):
            yield from self[start : start + AT_ONCE]

    def some(self, start: int, end: int) -> FetchedEntries:
        """Those from one place to another alone, under the marking of all."""
        some = FetchedEntries(self._keys, self._fetch, self.marking)
        some._places = self._places[start:end]
        return some

    def entry(self, id: str) -> PageEntry | None:
        """The entry of an id, wherever it is; None where it is gone."""
        return next(iter(self._fetch([int(id)])), None) if id.isascii() and id.isdigit() else None


class PageSection(NamedTuple):
    """Entries under one heading."""

    id: str
    """Unique on the page; it begins with `~`."""
    title: str
    entries: Sequence[PageEntry]
    size: int = 0
    """About how many characters an entry has, where they are fetched."""
    lines: int = 0
    """About how many lines it takes, where they are fetched."""
    per_part: int = PER_PART
    """Entries that are made at once: fewer where each is made of much."""
    is_counted: bool = True
    """Whether it is known how many entries it has; in the beginning of a page these may be the first ones alone."""

    @property
    def marking(self) -> Marking:
        """The strictest of its entries."""
        if isinstance(self.entries, FetchedEntries):
            return self.entries.marking
        return strictest(entry.marking for entry in self.entries)

    def room(self, start: int, end: int) -> tuple[int, int]:
        """About how many characters and lines some of its entries take."""
        some = self.entries[start:end] if not self.size else ()
        own = (sum(each.size for each in some), sum(each.lines for each in some))
        count = min(end, len(self.entries)) - start
        return own if not self.size else (self.size * count, self.lines * count)


class Composition(msgspec.Struct, frozen=True):
    """A page, before it is made."""

    id: str
    """Of the page; it begins with `~`."""
    title: str
    """Of the page as a whole, as a bar names it."""
    sections: Sequence[PageSection]
    summary: Callable[[Composition], Phrase]
    """The line below the title, of the page as it is shown, where it has entries."""
    empty: str
    """The sentence that stands there where there are none."""
    explained: str = ""
    """What is said below that sentence."""
    heading: str = ""
    """The title as it stands on the page, where it is another."""
    start: tuple[str, int] = ("", 0)
    """The section to begin at, and the index of the entry in it; the first of the page where there is none."""
    earlier: str = ""
    """The date of the state before this one, of a page that is made for a date; "" where there is none."""
    later: str = ""
    """The date of the state after it."""
    cut: str = ""
    """A sentence that says how many entries are not shown, and where they are; "" where all of them are."""
    is_beginning: bool = False
    """Whether there is more to it than was asked for (`PageQuestion.beginning`); it says nothing that is not known yet."""

    @property
    def entries(self) -> Iterator[PageEntry]:
        """All entries, in order."""
        return (entry for section in self.sections for entry in section.entries)

    @property
    def count(self) -> int:
        """How many entries there are."""
        return sum(len(section.entries) for section in self.sections)

    @property
    def marking(self) -> Marking:
        """The strictest of its entries."""
        return strictest(section.marking for section in self.sections)

    def entry(self, id: str) -> PageEntry | None:
        """The entry of an id; None where there is none."""
        for section in self.sections:
            held = section.entries
            found = held.entry(id) if isinstance(held, FetchedEntries) else next((one for one in held if one.id == id), None)
            if found is not None:
                return found
        return None

    def within(self, ceiling: Ceiling) -> tuple[Composition, int]:
        """The page without the entries that may not be shown, and without headings that have none left; and how many those were."""
        shown = [
            section
            if ceiling.allows_everything
            else section._replace(entries=[entry for entry in section.entries if ceiling.allows(entry.marking)], size=0)
            for section in self.sections
        ]
        kept = msgspec.structs.replace(self, sections=[section for section in shown if section.entries])
        return kept, self.count - kept.count

    def some(self, most: int, where: str) -> Composition:
        """The page with so many of its entries alone, at most: the first, or those around where it begins.

        `where` is a sentence that says how the others are reached.
        """
        count = self.count
        if count <= most:
            return self
        begin = self._begins_at()
        left_out = max(0, min(begin - most // 2, count - most)) if begin >= most else 0
        place, sections, start = 0, [], self.start
        for section in self.sections:
            held, size = section.entries, len(section.entries)
            own = max(0, left_out - place), min(size, left_out + most - place)
            if own[0] < own[1]:
                entries = held.some(*own) if isinstance(held, FetchedEntries) else held[own[0] : own[1]]
                sections.append(section._replace(entries=entries, is_counted=section.is_counted and own == (0, size)))
                if section.id == start[0]:
                    start = start[0], start[1] - own[0]
            place += size
        which = (
            f"{most:,} of {count:,} are shown, those around where it begins"
            if left_out
            else f"The first {most:,} of {count:,} are shown"
        )
        # What is said of the whole page holds for the whole.
        summary = partial(_said_of, self)
        return msgspec.structs.replace(self, sections=sections, summary=summary, start=start, cut=f"{which}. {where}")

    def _begins_at(self) -> int:
        """The place of the entry to begin at among all of them; 0 where none is named."""
        place = 0
        for section in self.sections:
            if section.id == self.start[0]:
                return place + self.start[1]
            place += len(section.entries)
        return 0

    def records(self) -> Iterator[dict[str, object]]:
        """What `--json` says of each entry: where it stands on the page, where it leads, its marking, and its own fields."""
        for section in self.sections:
            for entry in section.entries:
                yield {"under": section.title, **entry.target._asdict(), "marking": str(entry.marking), **entry.fields}

    def document(self, on_trouble: Callable[[Exception], None] | None = None) -> Document:
        """The page to be read: every block of an entry has its id as `about`.

        Args:
            on_trouble: told that the catalog cannot be read from which entries are fetched, which is said in their place; without,
                it is raised.
        """
        from tui.document.page_frame import PageFrame
        from tui.model.briefing import Briefing

        whole = self.marking
        frame = PageFrame(Briefing(title=self.title, id=self.id, tlp=whole.tlp, marking=whole.text))
        frame.open(TOP, self.title, group="front")
        frame.add(self._top, 200, 3)
        for section in self.sections:
            beside = section.marking if section.marking != whole else Marking()
            frame.open(section.id, section.title, handling=beside, count=len(section.entries) if section.is_counted else 0)
            for start in range(0, max(1, len(section.entries)), section.per_part):
                title, end = None if start else section.title, start + section.per_part
                size, lines = section.room(start, end)
                make = partial(_blocks, title, beside, section.entries, start, end)
                frame.add(make if on_trouble is None else partial(_or_said, make, on_trouble), size, 3 + lines)
        if self.is_beginning:
            frame.add(_going_on, 60, 2)
        return frame.document()

    def _top(self, context: Context) -> Iterator[Block]:
        from tui.document.apparatus.entry import Phrase
        from tui.document.block import Block

        yield Phrase(self.heading or self.title).block("title", context, role="title")
        shown = self.count
        yield (self.summary(self) if shown else Phrase(self.empty)).block("meta", context, role="meta")
        if self.cut:
            yield Block("paragraph", self.cut, section=context.section, role="status")
        if self.explained and not shown:
            yield Block("paragraph", self.explained, section=context.section, role="muted")


def _said_of(page: Composition, shown: Composition) -> Phrase:
    return page.summary(page)


def _going_on(context: Context) -> Iterator[Block]:
    from tui.document.apparatus.entry import Phrase

    yield Phrase("The rest of this page is being made.").block("paragraph", context, role="status", space=1)


def _or_said(make: Make, on_trouble: Callable[[Exception], None], context: Context) -> Iterator[Block]:
    """What is made of the catalog; where that is damaged, a sentence that says so."""
    from tui.document.apparatus.entry import Phrase
    from tui.reading.rows import TROUBLE

    try:
        yield from list(make(context))
    except TROUBLE as error:
        on_trouble(error)
        said = "What stands here cannot be read: the catalog is damaged, and is made anew."
        yield Phrase(said).block("paragraph", context, role="status", space=1)


def _blocks(
    title: str | None, beside: Marking, entries: Sequence[PageEntry], start: int, end: int, context: Context
) -> Iterator[Block]:
    """The blocks of the entries of a part, with the heading above them where these are the first."""
    from tui.document.apparatus.entry import Phrase

    if title is not None:
        heading = Phrase(title).add(str(beside), "marking", before=" ")
        yield heading.block("heading", context, role="heading1", level=1, space=2)
    for entry in entries[start:end]:
        for block in entry.make(context):
            yield block if block.about == entry.id else msgspec.structs.replace(block, about=entry.id)
