"""What a page of the library is asked, and the pieces that all such pages are made of."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.catalog.library_items import FoundItem, ItemKey, LibraryItems
from tui.model.dates import DAY, Date, today, without_clock
from tui.reading.composed import EntryTarget, FetchedEntries, PageEntry, PageSection

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.sorted_items import ItemStretch
    from tui.document.apparatus.entry import Context, Phrase
    from tui.document.block import Block
    from tui.journal.journal import Journal

LABEL = 18
"""Cells of the left column of dates and the like, at the most."""


class PageQuestion(NamedTuple):
    """What somebody wants to know of a library."""

    items: LibraryItems
    """Of the briefings that answer the query, where there is one."""
    now: float
    """Seconds since 1970."""
    words: str = ""
    """The query, as it was typed."""
    options: Mapping[str, str] = {}
    """What else was asked for, by the names of the options of the page's command; "" and what is missing are the same."""
    held: Catalog | None = None
    """The whole catalog, for what is asked of texts; None where nothing is."""
    journal: Journal | None = None
    """Knows what the reader put aside; None where nothing is kept."""
    beginning: bool = False
    """Whether the beginning of a page will do where all of it takes longer: it says that it is one
    (`Composition.is_beginning`), and the page is asked for again."""

    @property
    def day(self) -> int:
        """The first second of the day that it is where the reader is, as dates count seconds."""
        return DAY * today(self.now)

    def option(self, name: str) -> str:
        """The value of an option; "" where it was not given."""
        return self.options.get(name, "")


Blocks = Callable[["Context", FoundItem], "Iterator[Block]"]
"""Makes the blocks of a thing."""
Fields = Callable[[FoundItem], dict[str, object]]
"""What `--json` says of a thing beside where it stands."""


def listed_section(
    items: LibraryItems,
    id: str,
    title: str,
    keys: Sequence[ItemKey],
    entry: Callable[[FoundItem], PageEntry],
    *,
    size: int = 300,
    lines: int = 4,
    beside: Sequence[ItemKey] = (),
) -> PageSection:
    """A section of things, of which none is read before somebody looks at it; their entries may name others `beside` them."""
    numbers = array("q", [one.key for one in keys])
    fetch = partial(_fetched, items, entry)
    return PageSection(id, title, FetchedEntries(numbers, fetch, items.marking([*keys, *beside])), size, lines)


def sorted_section(
    items: LibraryItems, id: str, title: str, keys: ItemStretch, entry: Callable[[FoundItem], PageEntry], *, size: int, lines: int
) -> PageSection:
    """A section of things in order, of which not even the keys are asked for before somebody looks."""
    return PageSection(id, title, FetchedEntries(keys, partial(_fetched, items, entry), keys.marking), size, lines)


def _fetched(items: LibraryItems, entry: Callable[[FoundItem], PageEntry], keys: Sequence[int]) -> list[PageEntry]:
    return [entry(found) for found in items.found(keys)]


class LateFields(Mapping[str, object]):
    """What `--json` says of an entry, of which one field takes reading more: it is made when somebody asks for it."""

    def __init__(self, known: Mapping[str, object], name: str, make: Callable[[], object]) -> None:
        """Know all fields but one.

        Args:
            known: the others.
            name: of the one, which comes last.
            make: makes it.
        """
        self._known, self._name, self._make = known, name, make

    def __getitem__(self, name: str) -> object:
        return self._make() if name == self._name else self._known[name]

    def __iter__(self) -> Iterator[str]:
        yield from (*self._known, self._name)

    def __len__(self) -> int:
        return len(self._known) + 1


def item_entry(found: FoundItem, section: str, evidence: str, blocks: Blocks, fields: Fields) -> PageEntry:
    """The entry of a thing, which leads to it in its briefing.

    Args:
        found: the thing.
        section: where it stands in the document of its briefing.
        evidence: its own words.
        blocks: makes what is shown of it.
        fields: what `--json` says of it.
    """
    row = found.row
    target = EntryTarget(row.id, row.real_path, section, getattr(found.item, "id", ""), evidence)
    told = {"title": row.title, "date": row.date_text or None, **fields(found)}
    return PageEntry(str(found.key), partial(_blocks_of, blocks, found), target, found.marking, told)


def _blocks_of(blocks: Blocks, found: FoundItem, context: Context) -> Iterator[Block]:
    return blocks(context, found)


def said_in(found: FoundItem) -> Phrase:
    """Which briefing says so: its title, its date, and how it is marked."""
    from tui.document.apparatus.entry import DOT, Phrase

    row = found.row
    phrase = Phrase(row.title or row.id or "Untitled", "link")
    phrase.add(without_clock(row.updated if row.was_updated else row.date), "date", before=DOT)
    return phrase.add(str(found.marking), "marking", before=DOT)


def details_of(note: str, sources: Sequence[str], found: FoundItem, context: Context) -> Iterator[Block]:
    """What to know about it, what it rests on, and who says so."""
    from tui.document.apparatus.entry import DOT, Phrase

    if note:
        yield Phrase(note).block("detail", context, first="  ")
    cited = Phrase()
    for source in sources:
        cited.add(source, "cite", before=DOT)
    if cited:
        yield cited.block("detail", context, first="  ")
    yield said_in(found).block("detail", context, first="  ")


def date_text(date: Date | None) -> str | None:
    """A date as it was written, for `--json`."""
    return date.text if date is not None else None


def asked_of(question: PageQuestion, phrase: Phrase) -> Phrase:
    """Add to the line below a title which briefings were asked, and what of them may not be shown."""
    from tui.document.apparatus.entry import DOT
    from tui.model.counted import counted

    if question.words:
        phrase.add(f"of briefings that answer “{question.words}”", before=DOT)
    if left_out := question.items.withheld:
        phrase.add(f"{counted(left_out, 'part')} of these briefings may not be shown", "problem", before=DOT)
    return phrase
