"""The library as lists and searches see it: rows, hits, and a way to open them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from tui.model.problem import Problem
from tui.reading.groups import UNDATED, group_rows
from tui.reading.groups import Group as Group
from tui.reading.queue import filtered
from tui.reading.reader import Reader
from tui.reading.searching import HITS, UNFOLDED, Line, listed_hits, meant
from tui.reading.session import Entry, Session

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog, Results, Sort
    from tui.catalog.in_memory import InMemory
    from tui.catalog.tables import Row
    from tui.journal.records import Identity
    from tui.model.briefing import Briefing
    from tui.model.recalls import Recall
    from tui.reading.kept_briefings import LibraryAtHand
    from tui.reading.queue import Queue
    from tui.reading.queueing import Moment, Queueing
    from tui.search.query import Query

SORTS = ("date", "updated", "title")
SORT_TITLES = {"date": "by date", "updated": "by last change", "title": "by title"}
GROUPINGS = ("queue", "", "date", "series")
GROUP_TITLES = {"queue": "In the order of the queue", "": "Not grouped", "date": "Grouped by month", "series": "Grouped by series"}


class Search(NamedTuple):
    """What a query found, as far as it is shown."""

    query: Query
    total: int | None
    """How many briefings match; None where it is only known that there are more than are shown."""
    rows: Sequence[Row]
    """Those that are shown, best first."""
    lines: Sequence[Line]
    """A line for each of them, followed by its best sections, or of one by all."""
    seconds: float
    notes: Sequence[str]
    """Sentences: what was not understood, what may have been meant, what was left out."""


class Library(Protocol):
    """Any number of briefings."""

    @property
    def name(self) -> str:
        """What to call it."""

    @property
    def count(self) -> int:
        """How many briefings there are."""

    def rows(self, words: str, sort: str) -> Sequence[Row]:
        """The rows that answer a query ("" for all), in an order of `SORTS`."""

    def grouped(self, words: str, by: str) -> tuple[Sequence[Row], list[Group]]:
        """The rows that answer a query, grouped by one of `GROUPINGS`, newest first in each group.

        In the order of the queue where that is at hand (`queueing`); newest first without headings where it is not.
        """

    @property
    def queueing(self) -> Queueing:
        """The queue, and the reader's own conditions."""

    def older(self, briefing: Briefing) -> Sequence[Identity]:
        """What the journal knows those briefings by that one replaces, the nearest first."""

    @property
    def listed(self) -> Queue | None:
        """The queue whose order `grouped` gave last, where it did; its numbers are those of the rows that it gave."""

    def rows_numbered(self, numbers: Sequence[int]) -> Sequence[Row]:
        """The rows with some numbers of the state of the library that is shown; those that are gone are left out."""

    def row_of(self, identity: Identity) -> Row | None:
        """The row that a briefing has now, wherever its file went; None where it is gone (`tui.reading.way`)."""

    def asked(self, most: int) -> tuple[Sequence[Identity], int]:
        """The briefings of the queue as things stand now, at most so many of the first, and how many more there are."""

    def recalls(self, briefing: Briefing) -> Sequence[Recall]:
        """What a briefing leans on that was recalled or corrected."""

    def renew(self) -> bool:
        """Take the newest state of the library where that is at hand. Returns whether there was a newer one."""

    def held_elsewhere(self) -> LibraryAtHand | None:
        """Its briefings for another thread than that of the screen; None where they cannot be had."""

    def search(self, words: str, limit: int, unfolded: str = "") -> Search:
        """Search as somebody types: the last word may be a beginning. Safe in another thread.

        Args:
            words: the query.
            limit: briefings that are shown at most, the best first.
            unfolded: path of the briefing of which all hits are shown.
        """

    def open(self, row: Row) -> Reader:
        """Read a briefing as its file is now. Where the file is gone, as it was last read (`Reader.doubt`).

        Raises:
            OSError: nothing is held of it, and it cannot be read; the message is a sentence.
        """

    def row_with_id(self, briefing_id: str) -> Row | None:
        """The row of a briefing by its id or a former one."""

    @property
    def titles(self) -> Mapping[str, str]:
        """Briefing id -> title, for the words of links."""

    @property
    def others(self) -> int:
        """How many files are no briefings."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with the library itself."""


class MemoryLibrary:
    """A library that has been read into memory; what is searched without a catalog."""

    def __init__(self, session: Session, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._session = session
        self._clock = clock
        self.listed: Queue | None = None
        """The queue whose order `grouped` gave last, where it did."""
        self._asked: tuple[Sequence[Entry], InMemory] | None = None
        self._counted = 0

    @property
    def count(self) -> int:
        """How many briefings there are."""
        return len(self._session.entries)

    @property
    def titles(self) -> Mapping[str, str]:
        """Briefing id -> title."""
        return {entry.briefing.id: entry.briefing.title for entry in self._session.entries}

    @property
    def others(self) -> int:
        """How many files are no briefings."""
        return self._session.others

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with the library itself."""
        return self._session.problems

    def row_with_id(self, briefing_id: str) -> Row | None:
        """The row of a briefing by its id or a former one."""
        briefing = self._session.find_id(briefing_id)
        entries = self._session.entries
        number = next((number for number, entry in enumerate(entries, 1) if entry.briefing is briefing), None)
        return self._in_memory.row(number) if number is not None else None

    def rows(self, words: str, sort: str) -> Sequence[Row]:
        """The rows that answer a query, in an order of `SORTS`."""
        return self._in_memory.rows_matching(self._understood(words), cast("Sort", sort))

    def _understood(self, words: str) -> Query:
        from tui.search.parse import parse

        query = parse(words, typing=True)
        return self.queueing.resolve(query) if query.personal else query

    @cached_property
    def queueing(self) -> Queueing:
        """The queue, and the reader's own conditions."""
        from tui.reading.queueing import Queueing

        return Queueing(self._held, self._held, lambda: self._session.journal, self._session.now)

    def _held(self) -> Moment:
        from tui.reading.queueing import Moment

        return Moment(str(self._counted).encode(), self._in_memory)

    def rows_numbered(self, numbers: Sequence[int]) -> Sequence[Row]:
        """The rows with some numbers."""
        return self._in_memory.rows_of(numbers)

    def row_of(self, identity: Identity) -> Row | None:
        """The row that a briefing has now."""
        held = self._in_memory
        n = held.number(identity.path, identity.id, named=identity.named, digest=identity.digest)
        return held.row(n) if n is not None else None

    def asked(self, most: int) -> tuple[Sequence[Identity], int]:
        """The first briefings of the queue as things stand now, and how many more there are."""
        if self._session.journal is None:
            return (), 0
        queue = self.queueing.at_hand() or self.queueing.make(here=True)
        return identities(self._in_memory, queue, most)

    def recalls(self, briefing: Briefing) -> Sequence[Recall]:
        """What a briefing leans on that was recalled or corrected."""
        n = self._in_memory.number_at(briefing.path)
        return self._in_memory.recalls(n) if n is not None else ()

    def renew(self) -> bool:
        """There is no newer state than what was read."""
        return False

    def held_elsewhere(self) -> LibraryAtHand | None:
        """Its briefings for another thread than that of the screen."""
        return self._in_memory

    def older(self, briefing: Briefing) -> Sequence[Identity]:
        """What the journal knows those briefings by that one replaces, the nearest first."""
        return older_than(self._in_memory, briefing.real_path)

    @property
    def _in_memory(self) -> InMemory:
        """The briefings as they were last read."""
        from tui.catalog.in_memory import InMemory

        entries = self._session.entries
        if self._asked is None or self._asked[0] is not entries:
            self._asked = entries, InMemory([entry.briefing for entry in entries])
            self._counted += 1
        return self._asked[1]

    def grouped(self, words: str, by: str) -> tuple[Sequence[Row], list[Group]]:
        """The rows that answer a query, grouped."""
        self.listed = None
        if by == "queue" and self._session.journal is not None:
            queue = self.listed = self.queueing.at_hand() or self.queueing.make(here=True)
            order, groups = filtered(queue, self._in_memory.matching(self._understood(words)) if words.strip() else None)
            return self._in_memory.rows_of(order), groups
        rows = list(self.rows(words, "date"))
        dates = {entry.briefing.path: entry.briefing.newest for entry in self._session.entries}
        newest = [dates.get(row.path) for row in rows]
        if by == "queue":
            return rows, []
        order, groups = group_rows([date.sort_key[1] if date else UNDATED for date in newest], [row.series for row in rows], by)
        return [rows[place] for place in order], groups

    def search(self, words: str, limit: int, unfolded: str = "") -> Search:
        """Search by looking through every briefing."""
        from tui.search.parse import parse

        started = self._clock()
        query = parse(words, typing=True)
        if query.everything:
            return Search(query, 0, (), (), self._clock() - started, query.notes)
        asked = self.queueing.resolve(query)
        found = self._in_memory.best(asked, limit, HITS)
        rows, lines = listed_hits(found, unfolded_in(self._in_memory, found, asked, unfolded))
        return Search(query, found.briefings, rows, lines, self._clock() - started, [*query.notes, *meant(found)])

    def open(self, row: Row) -> Reader:
        """Read a briefing as its file is now."""
        files = self._session.files
        known = next((entry.briefing for entry in self._session.entries if entry.briefing.real_path == row.real_path), None)
        if known is None:
            return self._session.open_path(row.real_path)
        return files.open_held(known, files.agreement(known)) if known.path else self._session.open(known)


def unfolded_in(held: Catalog | InMemory, found: Results, query: Query, path: str) -> Results | None:
    """All hits of one of the briefings that were found, by its path; None where it is not among them."""
    from tui.search.query import Numbered, both

    n = next((hit.row.n for hit in found.hits if hit.row.path == path), 0) if path else 0
    if not n:
        return None
    only = Numbered(numbers=frozenset((n,)), said="")
    return held.search(type(query)(both([query.root, only]), query.text, query.notes), UNFOLDED)


def identities(held: Catalog | InMemory, queue: Queue, most: int) -> tuple[Sequence[Identity], int]:
    """What the first briefings are that a queue asks to be read, at most so many, and how many more there are.

    Args:
        held: the state of the library for which the queue was made.
        queue: its own.
        most: how many are wanted.
    """
    from tui.reading.last_read import identity_of_row

    numbers = queue.to_read[:most]
    return [identity_of_row(row) for row in held.rows_of(numbers)], queue.reading - len(numbers)


def older_than(held: Catalog | InMemory, path: str) -> Sequence[Identity]:
    """What the journal knows those briefings by that one replaces, the nearest first; none where it is not in the library."""
    from tui.reading.last_read import identity_of_row

    n = held.number_at(path) if path else None
    return [identity_of_row(row) for row in held.rows_of(held.asks.older(n))] if n is not None else ()


def index_near(rows: Sequence[Row], wanted: Row, near: int) -> int | None:
    """The index of a briefing in another state of a list, `near` first; None where it is not among the rows.

    Args:
        rows: of the list.
        wanted: the row that it had.
        near: where it is likely to be.
    """
    if near < len(rows) and rows[near].path == wanted.path and (not wanted.named or rows[near].id == wanted.id):
        return near
    at_hand: Callable[[Row], int | None] | None = getattr(rows, "place_of", None)
    if at_hand is not None:
        return at_hand(wanted)
    from tui.reading.last_read import identity_of_row
    from tui.reading.way import Way

    return Way(map(identity_of_row, rows), lambda identity: None).index(identity_of_row(wanted))
