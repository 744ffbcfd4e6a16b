"""The library as lists and searches see it: rows, hits, and a way to open them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from tui.model.dates import DAY, MONTHS, civil_of
from tui.model.problem import Problem
from tui.model.text import fold
from tui.reading.reader import Reader
from tui.reading.searching import HITS, Line, listed, meant
from tui.reading.session import Entry, Session

if TYPE_CHECKING:
    from tui.catalog.catalog import Sort
    from tui.catalog.in_memory import InMemory
    from tui.catalog.tables import Row
    from tui.search.query import Query

SORTS = ("date", "updated", "title")
SORT_TITLES = {"date": "by date", "updated": "by last change", "title": "by title"}
GROUPINGS = ("", "date", "series")
GROUP_TITLES = {"": "Not grouped", "date": "Grouped by month", "series": "Grouped by series"}


class Group(NamedTuple):
    """A heading in a list."""

    start: int
    """Index of its first row."""
    title: str


class Search(NamedTuple):
    """What a query found, as far as it is shown."""

    query: Query
    total: int
    """How many briefings match."""
    rows: Sequence[Row]
    """Those that are shown, best first."""
    lines: Sequence[Line]
    """A line for each of them, followed by its best sections."""
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
        """The rows that answer a query, grouped by one of `GROUPINGS`, newest first in each group."""

    def search(self, words: str, limit: int) -> Search:
        """Search as somebody types: the last word may be a beginning. Safe in another thread."""

    def open(self, row: Row) -> Reader:
        """Read a briefing. Raises OSError, with a sentence, when it cannot be read."""

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
        self._asked: tuple[Sequence[Entry], InMemory] | None = None

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
        return next((entry.row for entry in self._session.entries if entry.briefing is briefing), None)

    def rows(self, words: str, sort: str) -> Sequence[Row]:
        """The rows that answer a query, in an order of `SORTS`."""
        from tui.search.parse import parse

        return self._in_memory.rows_matching(parse(words, typing=True), cast("Sort", sort))

    @property
    def _in_memory(self) -> InMemory:
        """The briefings as they were last read."""
        from tui.catalog.in_memory import InMemory

        entries = self._session.entries
        if self._asked is None or self._asked[0] is not entries:
            self._asked = entries, InMemory([entry.briefing for entry in entries])
        return self._asked[1]

    def grouped(self, words: str, by: str) -> tuple[Sequence[Row], list[Group]]:
        """The rows that answer a query, grouped."""
        rows = list(self.rows(words, "date"))
        dates = {entry.briefing.path: entry.briefing.newest for entry in self._session.entries}
        newest = [dates.get(row.path) for row in rows]
        order, groups = group([date.sort_key[1] if date else UNDATED for date in newest], [row.series for row in rows], by)
        return [rows[place] for place in order], groups

    def search(self, words: str, limit: int) -> Search:
        """Search by looking through every briefing."""
        from tui.search.parse import parse

        started = self._clock()
        query = parse(words, typing=True)
        if query.everything:
            return Search(query, 0, (), (), self._clock() - started, query.notes)
        found = self._in_memory.search(query, limit * HITS)
        rows, lines = listed(found, limit)
        total = found.briefings if found.briefings is not None else len(rows)
        return Search(query, total, rows, lines, self._clock() - started, [*query.notes, *meant(found)])

    def open(self, row: Row) -> Reader:
        """Read a briefing."""
        known = next((entry.briefing for entry in self._session.entries if entry.briefing.path == row.path), None)
        return self._session.open(known) if known is not None else self._session.open_path(row.path)


def place_of(rows: Sequence[Row], path: str, near: int) -> int | None:
    """The index of a briefing by its path, `near` first; None where it is not (or not among the rows at hand)."""
    if near < len(rows) and rows[near].path == path:
        return near
    at_hand: Callable[[str], int | None] | None = getattr(rows, "place_of", None)
    if at_hand is not None:
        return at_hand(path)
    return next((place for place, row in enumerate(rows) if row.path == path), None)


UNDATED = -(1 << 62)
"""Stands for the date of what has none."""


def group(dates: Sequence[int], series: Sequence[str], by: str) -> tuple[list[int], list[Group]]:
    """Group rows that are in order of date, newest first.

    Args:
        dates: of each row, in seconds.
        series: of each row.
        by: one of `GROUPINGS`.

    Returns:
        The order of the rows, as indexes, and the headings over them.
    """
    if by == "date":
        titles = [month_of(date) for date in dates]
        order = list(range(len(dates)))
    else:
        titles = [name or "Without a series" for name in series]
        # Series by name, those without one last; the order by date holds within each.
        order = sorted(range(len(series)), key=lambda place: (not series[place], fold(series[place])))
    groups: list[Group] = []
    for index, place in enumerate(order):
        if not groups or groups[-1].title != titles[place]:
            groups.append(Group(index, titles[place]))
    return order, groups


@lru_cache(maxsize=4096)
def _month(day: int) -> str:
    year, month, _ = civil_of(day)
    return f"{MONTHS[month - 1]} {year:04d}"


def month_of(seconds: int) -> str:
    """The month of a moment, `Jul 2024`."""
    return "Undated" if abs(seconds) > 1 << 60 else _month(seconds // DAY)
