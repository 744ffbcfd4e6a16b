"""The rows of a list, fetched when they are looked at."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar, cast, overload

import msgspec

from tui.catalog.catalog import Catalog, NoCatalog
from tui.catalog.tables import Row
from tui.reading.last_read import identity_of_row

TROUBLE = (NoCatalog, sqlite3.Error, msgspec.DecodeError, OSError)
"""What a catalog raises that was deleted or damaged under way."""

Answer = TypeVar("Answer")

PAGE = 64
"""Rows that are fetched together."""


class CatalogLoss:
    """Notices that the catalog of a library was deleted or damaged under way, and goes on with what it answered last."""

    def __init__(self) -> None:
        self.noticed = False
        """Whether it was, and none was opened since."""
        self.on_notice: Callable[[], None] = lambda: None
        """Told so, in any thread, once for each loss."""
        self._answers: dict[str, object] = {}

    def notice(self) -> None:
        """The catalog cannot be read."""
        if not self.noticed:
            self.noticed = True
            self.on_notice()

    def answered(self, name: str, question: Callable[[], Answer], default: Answer) -> Answer:
        """What the catalog answers to a question of a name; what it answered last, where it cannot be read."""
        try:
            answer = question()
        except TROUBLE:
            self.notice()
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
