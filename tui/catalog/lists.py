"""The lists of a catalog: rows, their orders, mended where little changed, and the numbers of briefings by id and path."""

from __future__ import annotations

import os
import sqlite3
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Literal, TypeAlias, TypeVar

from tui.catalog.files import Files, number_at
from tui.catalog.location import location_of, roots_of
from tui.catalog.state import CatalogState, DiskState
from tui.catalog.tables import LOOSE, Row, meta
from tui.model.decoders import decoder_of
from tui.model.part_path import part_of, part_path
from tui.model.problem import Problem
from tui.model.text import cleaned, hidden_name, nfc_name, shown_path

FEW = 64
"""Changes up to which an order is mended: each takes some twenty looks at the database."""

ORDERS = ("date", "updated", "title")

_Key: TypeAlias = tuple[int, str, int]

_KEYS = {
    "date": "SELECT -by_date, by_title, n FROM briefings WHERE n = ?",
    "updated": "SELECT -by_updated, by_title, n FROM briefings WHERE n = ?",
    "title": "SELECT 0, by_title, n FROM briefings WHERE n = ?",
}
"""What the orders are sorted by. SQLite compares texts by their bytes in UTF-8, which is the order of their code points."""


def write_orders(db: sqlite3.Connection, gone: Iterable[int], new: Iterable[int]) -> None:
    """Keep the orders of all briefings.

    Args:
        db: of the catalog, to be written to.
        gone: numbers of briefings that went since the orders were kept last.
        new: numbers of those that came.
    """
    out, into = sorted(set(gone)), sorted(set(new))
    orders = [_mended(db, name, out, into) if len(out) + len(into) <= FEW else None for name in ORDERS]
    whole = _sorted(db) if None in orders else orders
    for name, mended, found in zip(ORDERS, orders, whole, strict=True):
        numbers = found if mended is None else mended
        assert numbers is not None
        db.execute("INSERT OR REPLACE INTO orders VALUES (?, ?)", (name, numbers.tobytes()))


def _sorted(db: sqlite3.Connection) -> list[array[int]]:
    """All orders, made anew: one index has them by title, and what sorts them by dates keeps that order among equals."""
    rows = db.execute("SELECT n, -by_date, -by_updated FROM briefings ORDER BY by_title, n").fetchall()
    return [
        array("q", [row[0] for row in found]) for found in (sorted(rows, key=itemgetter(1)), sorted(rows, key=itemgetter(2)), rows)
    ]


def kept_order(db: sqlite3.Connection, name: str) -> array[int]:
    """The numbers that are kept under a name, as one of `ORDERS`; none where nothing is."""
    found = db.execute("SELECT numbers FROM orders WHERE name = ?", (name,)).fetchone()
    return array("q", found[0] if found is not None else b"")


def _mended(db: sqlite3.Connection, name: str, gone: Iterable[int], new: Iterable[int]) -> array[int] | None:
    """An order with some changes; None where what is kept is not of the state before them."""
    found = db.execute("SELECT numbers FROM orders WHERE name = ?", (name,)).fetchone()
    if found is None:
        return None
    numbers = array("q", found[0])

    def key(n: int) -> _Key:
        row: _Key = db.execute(_KEYS[name], (n,)).fetchone()
        return row

    try:
        for n in gone:
            numbers.remove(n)
        for n in new:
            numbers.insert(bisect_left(numbers, key(n), key=key), n)
    except (ValueError, TypeError):
        return None
    return numbers if len(numbers) == db.execute("SELECT count(*) FROM briefings").fetchone()[0] else None


MOST_OTHERS = 20_000
"""Files that are no briefings up to which their kinds are counted."""

T = TypeVar("T")
Sort: TypeAlias = Literal["date", "updated", "title"]


class Lists:
    """One library as it was last seen: its briefings in rows and orders, and by id and path."""

    def __init__(
        self,
        paths: Iterable[str | os.PathLike[str]],
        newest: Callable[[], CatalogState] | None = None,
        *,
        limit: str = "",
    ) -> None:
        """Open the catalog of a library.

        Args:
            paths: files and folders; paths of briefings are shown as they are named here.
            newest: gives its newest state; that of the catalog on disk when None.
            limit: of the catalog on disk, as in `location_of`.

        Raises:
            NoCatalog: there is none that can be read.
        """
        named = [os.fspath(path) for path in paths]
        self._roots = roots_of(named)
        self._shown = [next(name for name in named if os.path.abspath(name) == root) for root in self._roots]
        self._newest = newest if newest is not None else lambda: DiskState(location_of(self._roots, limit))
        self._state = self._newest()
        self._forget()

    def close(self) -> None:
        """Let go of the files."""
        self._state.close()

    def reload(self) -> None:
        """Read the newest state from now on.

        Raises:
            NoCatalog: it has gone or is damaged; what was read before can no longer be relied on.
        """
        self._state.close()
        self._state = self._newest()
        self._forget()

    def _forget(self) -> None:
        self._db = self._state.db
        self.files = Files(self._db, self._roots)
        """The files behind it."""
        self._orders: dict[str, array[int]] = {}
        self._is_folder: dict[int, bool] = {}
        self.complete = meta(self._db, "complete") == 1
        """Whether every file of the library was read at least once: asked before anything is counted, since counts stand still."""
        self._older: frozenset[int] = frozenset(self._numbers("superseded"))
        self._affected: frozenset[int] = frozenset(self._numbers("affected"))
        self._claimed: frozenset[int] = frozenset(self._numbers("claimed"))
        self._shared: dict[int, bytes] = {}

    @property
    def generation(self) -> int:
        """Goes up whenever the catalog changes."""
        return self._state.generation

    @property
    def identity(self) -> bytes:
        """Tells this state of the catalog from all others, of one that was made anew as well."""
        return f"{self._state.generation}.{meta(self._db, 'committed')}".encode()

    @property
    def changed(self) -> bool:
        """Whether the catalog on disk is newer than what is being read. Costs some microseconds."""
        return self._state.changed

    def _numbers(self, name: str) -> array[int]:
        return kept_order(self._db, name)

    @property
    def others(self) -> int:
        """How many files are no briefings."""
        return meta(self._db, "others")

    @cached_property
    def other_kinds(self) -> Mapping[str, int]:
        """How many of them there are by the ends of their names, in small letters, the most first; none told of too many."""
        if self.others > MOST_OTHERS:
            return {}
        names = self._db.execute("SELECT name FROM files WHERE state = 0")
        found = Counter(os.path.splitext(os.fsdecode(name))[1].lower() for (name,) in names)
        return {cleaned(ending): found[ending] for ending in sorted(found, key=lambda one: (-found[one], one)) if ending}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the library itself: folders and files that cannot be read."""
        found = self._db.execute("SELECT value FROM meta WHERE name = 'problems'").fetchone()
        return decoder_of(tuple[Problem, ...]).decode(found[0]) if found is not None else ()

    # lists

    def count(self) -> int:
        """How many briefings there are."""
        return len(self.order("date"))

    def order(self, sort: Sort = "date", *, newest_only: bool = False) -> array[int]:
        """The numbers of all briefings in an order.

        Args:
            sort: newest first by the later of date and last change, by last change, or by title.
            newest_only: without those that another briefing of the library replaces.
        """
        name = f"{sort}/newest" if newest_only else sort
        found = self._orders.get(name)
        if found is None:
            found = self._numbers(sort)
            if newest_only and self._older:
                found = array("q", [n for n in found if n not in self._older])
            self._orders[name] = found
        return found

    def rows(self, start: int, stop: int, sort: Sort = "date", *, newest_only: bool = False) -> list[Row]:
        """The rows of a list from one index to before another."""
        return self.rows_of(self.order(sort, newest_only=newest_only)[start:stop])

    def rows_of(self, numbers: Sequence[int]) -> list[Row]:
        """The rows of some briefings, in the order given; numbers that are gone are left out."""
        found: dict[int, Row] = {}
        for start in range(0, len(numbers), 500):
            some = [int(n) for n in numbers[start : start + 500]]
            marks = ",".join("?" * len(some))
            for n, root, data in self._db.execute(f"SELECT n, root, row FROM briefings WHERE n IN ({marks})", some):
                found[n] = self._row(n, root, data)
        return [found[n] for n in numbers if n in found]

    def _row(self, n: int, root: int, data: bytes) -> Row:
        row = _decode_row(data)
        row.n, row.superseded, row.affected = n, n in self._older, n in self._affected
        # That another briefing claims its id is a problem of its own.
        row.warnings += n in self._claimed
        if root == LOOSE:
            return row
        path = self._path(root, row.real_path)
        row.path = shown_path(path)
        row.hidden = hidden_name(path, row.path)
        return row

    def _path(self, root: int, below: str) -> str:
        """The name by which a file can be opened."""
        named = self._shown[root]
        # A file that was named itself stands below the folder of its `library.yaml`, or its own.
        if not (self._is_folder.get(root) or self._is_folder.setdefault(root, os.path.isdir(named))):
            for file, key in ((below, ""), part_of(below)):
                if f"{os.sep}{self._roots[root]}".endswith(f"{os.sep}{file}"):
                    return part_path(named, key)
        return os.path.join(named, below)

    def row(self, n: int) -> Row:
        """The row of a briefing. Raises KeyError where the number is gone."""
        found = self.rows_of((n,))
        if not found:
            raise KeyError(n)
        return found[0]

    def number_of(self, briefing_id: str) -> int | None:
        """The number of a briefing by its id, a former one, or the one it had before its file moved; None where there is none.

        Of several that claim the id, the first by path.
        """
        query = "SELECT n FROM ids JOIN files USING (n) WHERE id = ? ORDER BY former, folder, name LIMIT 1"
        briefing_id = nfc_name(briefing_id)
        found = self._db.execute(query, (briefing_id,)).fetchone()
        if found is None:
            moved = self._db.execute("SELECT new FROM moved WHERE old = ?", (briefing_id,)).fetchone()
            found = self._db.execute(query, moved).fetchone() if moved is not None else None
        return int(found[0]) if found is not None else None

    @property
    def left_out(self) -> str:
        """A sentence that counts the files which may not be shown, of a catalog that was made under a ceiling; "" for none."""
        found = self._db.execute("SELECT value FROM meta WHERE name = 'left_out'").fetchone()
        return str(found[0]) if found is not None else ""

    def number_at(self, path: str) -> int | None:
        """The number of a briefing by its path as it is shown; None where there is none."""
        return number_at(self._db, path)

    def dates(self, numbers: Sequence[int]) -> list[int]:
        """For each of some briefings the seconds of its newest date, undated ones far below zero."""
        return _of(numbers, self._db.execute("SELECT n, by_date FROM briefings"), 0)

    def series(self, numbers: Sequence[int]) -> list[str]:
        """For each of some briefings its series, or ""."""
        rows = self._db.execute("SELECT n, row FROM briefings")
        return _of(numbers, ((n, _decode_row(data).series) for n, data in rows), "")


def _of(numbers: Sequence[int], pairs: Iterable[tuple[int, T]], absent: T) -> list[T]:
    found = dict(pairs)
    return [found.get(n, absent) for n in numbers]


_decode_row = decoder_of(Row).decode
