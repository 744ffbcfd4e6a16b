"""The library as lists and searches see it: rows, hits, and a way to open them."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, cast

from tui.catalog.catalog import Catalog, Sort
from tui.catalog.location import location_of
from tui.catalog.tables import Row
from tui.journal.records import Identity, identity_of
from tui.model.problem import LEFT_OUT, Problem
from tui.reading.last_read import identity_of_row
from tui.reading.queue import filtered
from tui.reading.rows import TROUBLE, CatalogLoss, Group, Rows, group_rows, judgments_of, older_than
from tui.reading.searching import Search, typed_query

if TYPE_CHECKING:
    from tui.catalog.memory import CatalogInMemory
    from tui.catalog.update import Outcome
    from tui.journal.journal import Journal
    from tui.model.briefing import Briefing, Judgment
    from tui.model.file_stamp import FileStamp
    from tui.model.recalls import Recall
    from tui.reading.current_files import CurrentFiles
    from tui.reading.library_searcher import LibrarySearcher
    from tui.reading.personal_filters import QueueMaker
    from tui.reading.queue import Queue
    from tui.reading.reader import Reader

AT_ONCE = 2_000
"""Briefings of which the queue is made while one waits."""

SORTS = ("date", "updated", "title")
SORT_TITLES = {"date": "by date", "updated": "by last change", "title": "by title"}
GROUPINGS = ("queue", "", "date", "series")
GROUP_TITLES = {"queue": "In the order of the queue", "": "Not grouped", "date": "Grouped by month", "series": "Grouped by series"}


class ReadingSession(Protocol):
    """What a library asks of the run of the program that it is opened in."""

    journal: Journal | None
    """Knows what the reader did; None where nothing is kept."""

    @property
    def now(self) -> Callable[[], float]:
        """Seconds since 1970."""

    @property
    def clock(self) -> Callable[[], float]:
        """Seconds, monotonic."""

    @property
    def limit(self) -> str:
        """What of a library may be shown, as its catalog on disk is known by; "" for everything."""

    @property
    def files(self) -> CurrentFiles:
        """Briefings as their files are."""

    def open_path(self, path: str) -> Reader:
        """Read a file. Raises OSError."""


class Library:
    """Any number of briefings, as lists and searches see them: read from their catalog, on disk or in memory."""

    def __init__(
        self, session: ReadingSession, name: str, paths: Iterable[str | os.PathLike[str]], *, memory: CatalogInMemory | None = None
    ) -> None:
        """Open the catalog of some files and folders.

        Args:
            session: opens briefings.
            name: what to call the library.
            paths: its files and folders.
            memory: its catalog, where that is kept in memory alone.

        Raises:
            NoCatalog: there is none on disk yet, or none that can be read.
        """
        self.name = name
        self._session = session
        self._paths = list(paths)
        self._memory = memory
        self._catalog = self._open()
        self.loss = CatalogLoss()
        """What to do when the catalog is deleted or damaged under way."""
        self.listed: Queue | None = None
        """The queue whose order `grouped` gave last, where it did."""

    def _open(self) -> Catalog:
        return self._memory.open() if self._memory is not None else self._kept()

    def _kept(self) -> Catalog:
        return Catalog(self._paths, limit=self._session.limit)

    @property
    def on_disk(self) -> bool:
        """Whether its catalog is kept on disk, where another process brings it up to date."""
        return self._memory is None

    def look(self) -> Outcome | None:
        """Read what is new or changed, where the catalog is in memory; `renew` shows it. Safe in any thread; None on disk."""
        return self._memory.refresh() if self._memory is not None else None

    def make_index(self, *, only_ask: bool = False) -> bool:
        """See (or `only_ask`) that a search need not wait for the index of a catalog in memory. Safe in any thread."""
        return self._memory is None or self._memory.make_index(only_ask=only_ask)

    def move_to_disk(self) -> bool:
        """Read from the catalog on disk from now on, as soon as it holds more than what is shown. Returns whether it does."""
        try:
            fresh = self._kept()
        except (*TROUBLE, ValueError):
            return False
        if self.count and not fresh.complete and (self.complete or fresh.count() <= self.count):
            return False
        self._catalog, self._memory = fresh, None
        # They would go on with the catalog in memory, of which there will be no other state.
        for made in ("searcher", "queues"):
            self.__dict__.pop(made, None)
        return True

    @property
    def complete(self) -> bool:
        """Whether every file has been read at least once."""
        return self.loss.answered("complete", lambda: self._catalog.complete, False)

    def renew(self) -> bool:
        """Take the newest state of the catalog. Returns whether there was a newer one."""
        # What is damaged opens again, and would be found damaged again: only another state mends that.
        if not (self._catalog.changed or (self.loss.noticed and not self.loss.damaged)):
            return False
        try:
            fresh = self._open()
        except TROUBLE:
            self.loss.notice()
            return False
        # The old one is not closed: briefings that are open still look up titles in it.
        self._catalog, self.loss.noticed, self.loss.damaged = fresh, False, False
        return True

    @property
    def count(self) -> int:
        """How many briefings there are."""
        return self.loss.answered("count", lambda: self._catalog.count(), 0)

    @property
    def others(self) -> int:
        """How many files are no briefings."""
        return self.loss.answered("others", lambda: self._catalog.others, 0)

    @property
    def other_kinds(self) -> Mapping[str, int]:
        """How many of them there are by the ends of their names, the most first."""
        return self.loss.answered("kinds", lambda: self._catalog.other_kinds, dict[str, int]())

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong with the library itself; first how many briefings may not be shown."""
        found: Sequence[Problem] = self.loss.answered("problems", lambda: self._catalog.problems, tuple[Problem, ...]())
        left_out = self.loss.answered("left out", lambda: self._catalog.left_out, "")
        return (Problem("info", LEFT_OUT, left_out), *found) if left_out else found

    @property
    def titles(self) -> Mapping[str, str]:
        """Briefing id -> title, looked up when it is needed."""
        return self._catalog.titles

    def rows(self, words: str, sort: str) -> Sequence[Row]:
        """The rows that answer a query, in an order of `SORTS`; without a query of briefings that replace each other the newest."""
        query, order = typed_query(words), cast(Sort, sort)

        def question() -> Sequence[Row]:
            asked = self.queues.resolve(query)
            numbers = self._catalog.matching_order(asked, order, newest_only=not words.strip())
            return Rows(self._catalog, numbers, self.loss.notice)

        return self.loss.answered("rows", question, ())

    def grouped(self, words: str, by: str) -> tuple[Sequence[Row], list[Group]]:
        """The rows that answer a query, grouped by one of `GROUPINGS`, newest first in each group.

        In the order of the queue where that is at hand (`queues`); newest first without headings where it is not.
        """
        query = typed_query(words)

        def question() -> tuple[Sequence[Row], list[Group]]:
            asked = self.queues.resolve(query)
            queue = self.listed = self._queue() if by == "queue" else None
            if queue is not None:
                order_, groups = filtered(queue, self._catalog.matching(asked) if words.strip() else None)
                return Rows(self._catalog, order_, self.loss.notice), groups
            numbers = self._catalog.matching_order(asked, "date", newest_only=not words.strip())
            if by == "queue":
                return Rows(self._catalog, numbers, self.loss.notice), []
            dates = self._catalog.dates(numbers) if by == "date" else ()
            order, groups = group_rows(dates, () if dates else self._catalog.series(numbers), by)
            return Rows(self._catalog, array("q", [numbers[place] for place in order]), self.loss.notice), groups

        nothing: tuple[Sequence[Row], list[Group]] = ((), [])
        return self.loss.answered("grouped", question, nothing)

    def _queue(self) -> Queue | None:
        """The queue where it is at hand, or made in no time."""
        if self._session.journal is None:
            return None
        found = self.queues.at_hand()
        return self.queues.make(here=True) if found is None and self._catalog.count() <= AT_ONCE else found

    @cached_property
    def searcher(self) -> LibrarySearcher:
        """Searches it beside all else that is asked."""
        from tui.reading.library_searcher import LibrarySearcher

        return LibrarySearcher(self._open, lambda: self._session.journal, self._session.now, self._session.clock, self.loss)

    @cached_property
    def queues(self) -> QueueMaker:
        """Makes the queue, and sets of briefings of the reader's own conditions."""
        from tui.reading.personal_filters import QueueMaker

        # What is in memory alone is to leave nothing on disk.
        folder = location_of(self._paths, self._session.limit) if self.on_disk else None
        return QueueMaker(lambda: self._catalog, self._open, lambda: self._session.journal, self._session.now, folder)

    def _number(self, identity: Identity) -> int | None:
        named, digest = identity.named, identity.digest
        return self._catalog.files.number(identity.path, identity.id, named=named, digest=digest)

    def _is_row(self, row: Row) -> bool:
        """Whether a row is of this state: files whose names are shown alike are told apart by their numbers alone."""
        now = next(iter(self._catalog.rows_of((row.n,))), None)
        return now is not None and (now.real_path, now.id) == (row.real_path, row.id)

    def rows_numbered(self, numbers: Sequence[int]) -> Sequence[Row]:
        """The rows with some numbers of the state that is shown."""
        return self.loss.answered("rows numbered", lambda: self._catalog.rows_of(numbers), ())

    def row_of(self, identity: Identity) -> Row | None:
        """The row that a briefing has now, wherever its file went; None where it is gone."""
        return self.loss.tried(lambda: next(iter(self._catalog.rows_of(list(filter(None, (self._number(identity),))))), None), None)

    def judgments(self, row: Row) -> Sequence[Judgment]:
        """Those of a briefing that is listed."""
        return self.loss.tried(lambda: judgments_of(self._catalog, row), ())

    def stamp_of(self, row: Row) -> FileStamp | None:
        """The stamp that the file of a row had when it was read; None where the row is of another state."""
        return self.loss.answered("stamp", lambda: self._catalog.files.stamp(row.n) if self._is_row(row) else None, None)

    def asked(self, most: int) -> tuple[Sequence[Identity], int]:
        """The first briefings of the queue as things stand now, and how many more there are."""
        nothing: tuple[Sequence[Identity], int] = ((), 0)
        if self._session.journal is None:
            return nothing
        return self.loss.answered(
            "queue", lambda: identities(self._catalog, self.queues.at_hand() or self.queues.make(here=True), most), nothing
        )

    def recalls(self, briefing: Briefing) -> Sequence[Recall]:
        """What a briefing leans on that was recalled or corrected."""

        def known() -> Sequence[Recall]:
            n = self._number(identity_of(briefing))
            return self._catalog.queue_facts.recalls(n) if n is not None else ()

        return self.loss.tried(known, ())

    def held_elsewhere(self) -> Catalog | None:
        """The catalog for another thread than that of the screen; None where it is gone or damaged."""
        try:
            return self._open()
        except TROUBLE:
            self.loss.notice()
            return None

    def older(self, briefing: Briefing) -> Sequence[Identity]:
        """What the journal knows those briefings by that one replaces, the nearest first."""
        return self.loss.answered("older", lambda: older_than(self._catalog, briefing.real_path), ())

    def row_with_id(self, briefing_id: str) -> Row | None:
        """The row of a briefing by its id or a former one."""
        try:
            number = self._catalog.number_of(briefing_id)
            return self._catalog.row(number) if number is not None else None
        except (*TROUBLE, KeyError):
            self.loss.notice()
            return None

    def open(self, row: Row) -> Reader:
        """Read a briefing: from the catalog where its file says the same, else from the file.

        Where the file is gone, as it was last read (`Reader.doubt`).

        Raises:
            OSError: nothing is held of it, and it cannot be read; the message is a sentence.
        """
        try:
            n = row.n if self._is_row(row) else self._number(identity_of_row(row))
            if n is not None:
                agreement = self._catalog.files.agreement(n)
                document = self._catalog.document(n)
                return self._session.files.open_held(document.briefing, agreement, document)
        except (*TROUBLE, KeyError):
            # It has gone from the catalog, or that itself has.
            pass
        return self._session.open_path(row.real_path)

    def search(self, words: str, limit: int, unfolded: str = "", lines: int | None = None) -> Search:
        """What some words find, as in `LibrarySearcher.search`. Safe in any thread, one at a time."""
        return self.searcher.search(words, limit, unfolded, lines)


def identities(held: Catalog, queue: Queue, most: int) -> tuple[Sequence[Identity], int]:
    """What the first briefings are that a queue asks to be read, at most so many, and how many more there are.

    Args:
        held: the state of the library for which the queue was made.
        queue: its own.
        most: how many are wanted.
    """
    from tui.reading.last_read import identity_of_row

    numbers = queue.to_read[:most]
    return [identity_of_row(row) for row in held.rows_of(numbers)], queue.reading - len(numbers)


def linking_to(library: Library, id: str, most: int) -> tuple[Sequence[Row], int]:
    """The briefings of a library that link to the one with an id, newest first: so many, and how many there are besides."""
    rows = library.rows(f'links:"{id}" -id:"{id}"', "updated")
    return rows[:most], max(0, len(rows) - most)
