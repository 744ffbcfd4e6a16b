"""The rows of a list, fetched when they are looked at; the headings over them, and signs for where one stands with each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast, overload

import msgspec

from tui.catalog.catalog import Catalog
from tui.catalog.state import DAMAGE
from tui.catalog.tables import Row
from tui.model.apparatus import is_to_read
from tui.model.dates import DAY, MONTHS, civil_of
from tui.model.text import fold
from tui.reading.last_read import identity_of_row

if TYPE_CHECKING:
    from tui.journal.journal import Journal
    from tui.journal.records import Identity
    from tui.model.briefing import Judgment


TROUBLE = (*DAMAGE, OSError)
"""What a catalog raises that was deleted or damaged under way."""

Answer = TypeVar("Answer")

PAGE = 64
"""Rows that are fetched together."""

PAGES = 8
"""Pages of rows that are held: more than a window shows, and not all that was ever scrolled past."""


class CatalogLoss:
    """Notices that the catalog of a library was deleted or damaged under way, and goes on with what it answered last."""

    def __init__(self) -> None:
        self.noticed = False
        """Whether it was, and none was opened since."""
        self.on_notice: Callable[[], None] = lambda: None
        """Told so, in any thread, once for each loss."""
        self.damaged = False
        """Whether something could not be read that is there: to look at the files again would not mend that."""
        self._answers: dict[str, object] = {}

    def notice(self, error: Exception | None = None) -> None:
        """The catalog cannot be read, for a reason that is handed in where it is known."""
        self.damaged |= isinstance(error, sqlite3.DatabaseError | msgspec.DecodeError) and not isinstance(
            error, sqlite3.OperationalError
        )
        if not self.noticed:
            self.noticed = True
            self.on_notice()

    def tried(self, question: Callable[[], Answer], default: Answer) -> Answer:
        """What the catalog answers to a question; a default, where it cannot be read."""
        try:
            return question()
        except TROUBLE as error:
            self.notice(error)
            return default

    def answered(self, name: str, question: Callable[[], Answer], default: Answer) -> Answer:
        """What the catalog answers to a question of a name; what it answered last, where it cannot be read."""
        try:
            answer = question()
        except TROUBLE as error:
            self.notice(error)
            return cast(Answer, self._answers.get(name, default))
        self._answers[name] = answer
        return answer


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
            if len(self._pages) > PAGES:
                del self._pages[next(iter(self._pages))]
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


DONE, BEGUN, CHANGED = "✓", "◐", "~"
"""Signs for what was read to the end, what was begun, and what is not the file that was read."""


class ReadSigns:
    """Signs and reasons for rows; asks the journal once for each, until it is told to ask anew."""

    def __init__(self, journal: Journal, reasons: Callable[[], Mapping[int, str]]) -> None:
        """Nothing is asked yet.

        Args:
            journal: knows what was read.
            reasons: why briefings are in the queue, by number.
        """
        self._journal = journal
        self._reasons = reasons
        self._signs: dict[tuple[str, bytes], str] = {}
        self._version = -1

    def renew(self) -> None:
        """Ask the journal anew where it has changed."""
        version = self._journal.version()
        if version != self._version:
            self._version = version
            self._signs.clear()

    def __call__(self, row: Row) -> tuple[str, str]:
        """The sign of a row, "" for one that is new, and why it is to be read."""
        known = row.path, row.digest
        sign = self._signs.get(known)
        if sign is None:
            sign = self._signs[known] = self._sign(row)
        return sign, self._reasons().get(row.n, "")

    def _sign(self, row: Row) -> str:
        if not self._version:
            # Nothing was ever kept: each question would look for the file anew.
            return ""
        key = self._journal.key_of(identity_of_row(row))
        standing = self._journal.standing(key) if key else None
        if standing is None:
            return ""
        read = sum(is_to_read(section) for section in standing.read)
        if not (read or standing.done_at or standing.begun):
            return ""
        if standing.digest and standing.digest != row.digest:
            return CHANGED
        return DONE if standing.done_at or (standing.read and read >= standing.sections) else BEGUN


class Group(NamedTuple):
    """A heading in a list."""

    start: int
    """Index of its first row."""
    title: str


def group_rows(dates: Sequence[int], series: Sequence[str], by: str) -> tuple[list[int], list[Group]]:
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


def judgments_of(held: Catalog, row: Row) -> Sequence[Judgment]:
    """The judgments of one briefing, in its author's order, with plain texts."""
    from tui.model.briefing import Judgment

    items = held.items(frozenset((row.n,))).with_replaced()
    return [judgment for _, judgment in items.contents([one.key for one in items.of_briefings(Judgment, (row.n,))])]


def older_than(held: Catalog, path: str) -> Sequence[Identity]:
    """What the journal knows those briefings by that one replaces, the nearest first; none where it is not in the library."""
    n = held.number_at(path) if path else None
    return [identity_of_row(row) for row in held.rows_of(held.queue_facts.older(n))] if n is not None else ()
