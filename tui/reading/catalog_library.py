"""The library as its catalog has it: nothing is parsed to list, to search or to open."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast, overload

import msgspec

from tui.catalog.catalog import Catalog, NoCatalog, Sort
from tui.catalog.location import location_of
from tui.catalog.tables import Row
from tui.journal.records import Identity, identity_of
from tui.model.problem import Problem
from tui.reading.groups import Group, group_rows
from tui.reading.last_read import identity_of_row
from tui.reading.library import Search, identities, older_than, unfolded_in
from tui.reading.queue import filtered
from tui.reading.reader import Reader
from tui.reading.searching import HITS, listed_hits, meant
from tui.reading.session import Session
from tui.search.parse import parse

if TYPE_CHECKING:
    from tui.model.briefing import Briefing
    from tui.model.recalls import Recall
    from tui.reading.kept_briefings import LibraryAtHand
    from tui.reading.queue import Queue
    from tui.reading.queueing import Moment, Queueing
    from tui.search.query import Query

T = TypeVar("T")
TROUBLE = (NoCatalog, sqlite3.Error, msgspec.DecodeError, OSError)
"""What a catalog raises that was deleted or damaged under way."""

AT_ONCE = 2_000
"""Briefings of which the queue is made while one waits."""

PAGE = 64
"""Rows that are fetched together."""


class Rows(Sequence[Row]):
    """The rows of some briefings, fetched a page at a time when they are looked at."""

    def __init__(self, catalog: Catalog, numbers: Sequence[int], trouble: Callable[[], None]) -> None:
        self._catalog = catalog
        self._numbers = numbers
        self._trouble = trouble
        self._pages: dict[int, list[Row]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        page, at = divmod(index, PAGE)
        if page not in self._pages:
            numbers = self._numbers[page * PAGE : (page + 1) * PAGE]
            try:
                found = {row.n: row for row in self._catalog.rows_of(numbers)}
            except TROUBLE:
                self._trouble()
                found = {}
            # A briefing that has gone since keeps its line until the list is made anew.
            self._pages[page] = [found.get(n) or Row(n, "", "", "(gone)") for n in numbers]
        return self._pages[page][at]

    def place_of(self, wanted: Row) -> int | None:
        """The index of a briefing that had this row before; None where it is not in the library or not in this list."""
        one = identity_of_row(wanted)
        try:
            number = self._catalog.files.number(one.path, one.id, named=one.named, digest=one.digest)
        except TROUBLE:
            self._trouble()
            return None
        if number is not None and number in self._numbers:
            return self._numbers.index(number)
        return None


class CatalogLibrary:
    """A library read from its catalog."""

    def __init__(
        self,
        session: Session,
        name: str,
        paths: Iterable[str | os.PathLike[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the catalog of some files and folders.

        Raises:
            NoCatalog: there is none yet, or none that can be read.
        """
        self.name = name
        self._session = session
        self._paths = list(paths)
        self._clock = clock
        self._catalog = Catalog(self._paths)
        # Searches run in a thread, and a catalog is for one thread at a time.
        self._searched: Catalog | None = None
        self._searching = threading.Lock()
        self._answers: dict[str, object] = {}
        self.listed: Queue | None = None
        """The queue whose order `grouped` gave last, where it did."""
        self._lost = False
        self.on_lost: Callable[[], None] = lambda: None
        """Told, in any thread, that the catalog was deleted or damaged."""

    @property
    def complete(self) -> bool:
        """Whether every file has been read at least once."""
        return self._asked("complete", lambda: self._catalog.complete, False)

    def renew(self) -> bool:
        """Take the newest state of the catalog. Returns whether there was a newer one."""
        if not (self._lost or self._catalog.changed):
            return False
        try:
            fresh = Catalog(self._paths)
        except TROUBLE:
            self._trouble()
            return False
        # The old one is not closed: briefings that are open still look up titles in it.
        self._catalog, self._lost = fresh, False
        return True

    def _asked(self, name: str, question: Callable[[], T], default: T) -> T:
        """What the catalog answers; what it answered last, where it has been deleted or damaged meanwhile."""
        try:
            answer = question()
        except TROUBLE:
            self._trouble()
            return cast(T, self._answers.get(name, default))
        self._answers[name] = answer
        return answer

    def _trouble(self) -> None:
        if not self._lost:
            self._lost = True
            self.on_lost()

    @property
    def count(self) -> int:
        """How many briefings there are."""
        return self._asked("count", lambda: self._catalog.count(), 0)

    @property
    def others(self) -> int:
        """How many files are no briefings."""
        return self._asked("others", lambda: self._catalog.others, 0)

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with the library itself."""
        return self._asked("problems", lambda: self._catalog.problems, ())

    @property
    def titles(self) -> Mapping[str, str]:
        """Briefing id -> title, looked up when it is needed."""
        return self._catalog.titles

    def rows(self, words: str, sort: str) -> Sequence[Row]:
        """The rows that answer a query, in an order; of briefings that replace each other the newest alone."""
        query, order = parse(words, typing=True), cast(Sort, sort)

        def question() -> Sequence[Row]:
            asked = self.queueing.resolve(query)
            numbers = self._catalog.matching_order(asked, order, newest_only=not words.strip())
            return Rows(self._catalog, numbers, self._trouble)

        return self._asked("rows", question, ())

    def grouped(self, words: str, by: str) -> tuple[Sequence[Row], list[Group]]:
        """The rows that answer a query, grouped."""
        query = parse(words, typing=True)

        def question() -> tuple[Sequence[Row], list[Group]]:
            asked = self.queueing.resolve(query)
            queue = self.listed = self._queue() if by == "queue" else None
            if queue is not None:
                order_, groups = filtered(queue, self._catalog.matching(asked) if words.strip() else None)
                return Rows(self._catalog, order_, self._trouble), groups
            numbers = self._catalog.matching_order(asked, "date", newest_only=not words.strip())
            if by == "queue":
                return Rows(self._catalog, numbers, self._trouble), []
            dates = self._catalog.dates(numbers) if by == "date" else ()
            order, groups = group_rows(dates, () if dates else self._catalog.series(numbers), by)
            return Rows(self._catalog, array("q", [numbers[place] for place in order]), self._trouble), groups

        nothing: tuple[Sequence[Row], list[Group]] = ((), [])
        return self._asked("grouped", question, nothing)

    def _queue(self) -> Queue | None:
        """The queue where it is at hand, or made in no time."""
        if self._session.journal is None:
            return None
        found = self.queueing.at_hand()
        return self.queueing.make(here=True) if found is None and self._catalog.count() <= AT_ONCE else found

    @cached_property
    def queueing(self) -> Queueing:
        """The queue, and the reader's own conditions."""
        from tui.reading.queueing import Queueing

        folder = location_of(self._paths)
        return Queueing(
            lambda: self._moment(self._catalog),
            lambda: self._moment(Catalog(self._paths)),
            lambda: self._session.journal,
            self._session.now,
            folder,
        )

    def _moment(self, catalog: Catalog) -> Moment:
        from tui.reading.queueing import Moment

        return Moment(catalog.identity, catalog)

    def _number(self, identity: Identity) -> int | None:
        named, digest = identity.named, identity.digest
        return self._catalog.files.number(identity.path, identity.id, named=named, digest=digest)

    def rows_numbered(self, numbers: Sequence[int]) -> Sequence[Row]:
        """The rows with some numbers of the state that is shown."""
        return self._asked("rows numbered", lambda: self._catalog.rows_of(numbers), ())

    def row_of(self, identity: Identity) -> Row | None:
        """The row that a briefing has now, wherever its file went; None where it is gone."""
        try:
            n = self._number(identity)
            return next(iter(self._catalog.rows_of((n,))), None) if n is not None else None
        except TROUBLE:
            self._trouble()
            return None

    def asked(self, most: int) -> tuple[Sequence[Identity], int]:
        """The first briefings of the queue as things stand now, and how many more there are."""
        if self._session.journal is None:
            return (), 0

        def question() -> tuple[Sequence[Identity], int]:
            return identities(self._catalog, self.queueing.at_hand() or self.queueing.make(here=True), most)

        nothing: tuple[Sequence[Identity], int] = ((), 0)
        return self._asked("queue", question, nothing)

    def recalls(self, briefing: Briefing) -> Sequence[Recall]:
        """What a briefing leans on that was recalled or corrected."""
        try:
            n = self._number(identity_of(briefing))
            return self._catalog.asks.recalls(n) if n is not None else ()
        except TROUBLE:
            self._trouble()
            return ()

    def held_elsewhere(self) -> LibraryAtHand | None:
        """The catalog for another thread than that of the screen; None where it is gone or damaged."""
        try:
            return Catalog(self._paths)
        except TROUBLE:
            self._trouble()
            return None

    def older(self, briefing: Briefing) -> Sequence[Identity]:
        """What the journal knows those briefings by that one replaces, the nearest first."""
        return self._asked("older", lambda: older_than(self._catalog, briefing.real_path), ())

    def row_with_id(self, briefing_id: str) -> Row | None:
        """The row of a briefing by its id or a former one."""
        try:
            number = self._catalog.number_of(briefing_id)
            return self._catalog.row(number) if number is not None else None
        except (*TROUBLE, KeyError):
            self._trouble()
            return None

    def open(self, row: Row) -> Reader:
        """Read a briefing: from the catalog where its file says the same, else from the file."""
        try:
            n = self._number(identity_of_row(row))
            if n is not None:
                agreement = self._catalog.files.agreement(n)
                document = self._catalog.document(n)
                return self._session.files.open_held(document.briefing, agreement, document)
        except (*TROUBLE, KeyError):
            # It has gone from the catalog, or that itself has.
            pass
        return self._session.open_path(row.real_path)

    def search(self, words: str, limit: int, unfolded: str = "") -> Search:
        """Search; the hits come best first and are grouped by briefing. Safe in any thread, one at a time."""
        with self._searching:
            return self._search(words, limit, unfolded)

    def _search(self, words: str, limit: int, unfolded: str) -> Search:
        started = self._clock()
        query = parse(words, typing=True)
        notes = list(query.notes)
        if query.everything:
            return Search(query, 0, (), (), self._clock() - started, notes)
        try:
            if self._searched is None or self._searched.changed:
                self._searched = Catalog(self._paths)
            asked = self._resolved(query, self._searched)
            found = self._searched.best(asked, limit, HITS)
            rows, lines = listed_hits(found, unfolded_in(self._searched, found, asked, unfolded))
        except TROUBLE:
            self._searched = None
            self._trouble()
            notes.append("The catalog is gone or damaged and is being made anew; try again in a moment.")
            return Search(query, 0, (), (), self._clock() - started, notes)
        notes += meant(found)
        total = found.briefings if found.briefings is not None or len(rows) == limit else len(rows)
        return Search(query, total, rows, lines, self._clock() - started, notes)

    def _resolved(self, query: Query, catalog: Catalog) -> Query:
        """A query with sets of briefings in place of the reader's own conditions; for the thread that searches."""
        if not query.personal:
            return query
        from tui.reading.journal_filters import OwnSets

        return OwnSets(catalog, self._session.journal, self._session.now()).resolve(query)
