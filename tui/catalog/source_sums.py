"""Every source of a library once, with what rests on it: sums that a catalog keeps, mended where little changed.

Sources that share a name are the same (`tui.model.recalls.source_names`): those that share an address, or id and title. What is
counted is what `LibraryItems` counts, without what was replaced or recalled. The sums are right where `are_kept` says so.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from tui.catalog.items import DERIVED, KIND, KIND_BITS, rests_in
from tui.catalog.tables import SECTIONS_PER_BRIEFING, meta, set_meta
from tui.model.briefing import Source

SOURCE = KIND[Source]

FEW = 64
"""Briefings up to which sums are mended; of more they are made anew."""

AT_ONCE = 100_000
"""Rows that are held before they are written."""

_BITS = (1 << KIND_BITS) - 1


class SourcePlace(NamedTuple):
    """Where a source stands."""

    key: int
    label: int
    restricted: str
    told: int
    rests: int
    """As `tui.catalog.items.ItemRow.rank`."""
    names: tuple[int, ...]
    """What it is known by."""
    origins: tuple[int, ...]
    """Names of what it is derived from."""

    @property
    def n(self) -> int:
        """The number of its briefing."""
        return self.key // SECTIONS_PER_BRIEFING


_PLACES = "SELECT key, label, CASE WHEN label & 1 THEN restricted ELSE '' END, coalesce(moved, 0), rank FROM items WHERE"
_NAMES = f"SELECT key, name FROM item_names WHERE name & {_BITS} IN ({SOURCE}, {DERIVED}) AND"


def places_in(db: sqlite3.Connection, n: int, condition: str = "", values: Mapping[str, object] = {}) -> list[SourcePlace]:
    """Where sources stand in a briefing: those that a condition lets through."""
    bounds = {**values, "start": n * SECTIONS_PER_BRIEFING, "end": (n + 1) * SECTIONS_PER_BRIEFING, "kind": SOURCE}
    places = db.execute(f"{_PLACES} key >= :start AND key < :end AND +kind = :kind{condition} ORDER BY key", bounds).fetchall()
    return list(_joined(places, db.execute(f"{_NAMES} key >= :start AND key < :end ORDER BY key", bounds))) if places else []


def all_places(db: sqlite3.Connection, condition: str = "", values: Mapping[str, object] = {}) -> Iterator[SourcePlace]:
    """Where sources stand in all briefings, by key: those that a condition lets through."""
    places = db.execute(f"{_PLACES} kind = :kind{condition} ORDER BY key", {**values, "kind": SOURCE})
    return _joined(places, db.execute(f"{_NAMES} 1 ORDER BY key"))


def _joined(places: Iterable[tuple[int, int, str, int, int]], names: Iterable[tuple[int, int]]) -> Iterator[SourcePlace]:
    known = groupby(names, itemgetter(0))
    at, own = next(known, (-1, iter(())))
    for place in places:
        while at < place[0]:
            at, own = next(known, (1 << 63, iter(())))
        found = [name for _, name in own] if at == place[0] else []
        origins = tuple([name - DERIVED + SOURCE for name in found if name & _BITS == DERIVED])
        yield SourcePlace(*place, tuple([name for name in found if name & _BITS == SOURCE]), origins)


class Joined:
    """Names that belong together."""

    def __init__(self) -> None:
        """None does yet."""
        self._above: dict[int, int] = {}

    def __iter__(self) -> Iterator[int]:
        """All of them, in the order in which they were told."""
        return iter(list(self._above))

    def first(self, name: int) -> int:
        """One name for all that belong to it."""
        above = self._above
        while (up := above.setdefault(name, name)) != name:
            above[name] = above[up]
            name = up
        return name

    def join(self, names: Iterable[int]) -> None:
        """They belong together."""
        first: int | None = None
        for name in names:
            top = self.first(name)
            if first is None:
                first = top
            elif top != first:
                self._above[top] = first


class Sums:
    """What is said of sources, to be added to tables or taken from them."""

    def __init__(self) -> None:
        """Nothing is said yet."""
        self._said: dict[tuple[int, int, str, int], list[int]] = {}
        self._names: dict[int, int] = {}
        self._places: Counter[int] = Counter()
        self._origins: Counter[tuple[int, int]] = Counter()

    @property
    def size(self) -> int:
        """How many rows there are of it."""
        return len(self._said) + len(self._places)

    def add(self, places: Iterable[SourcePlace], source_of: Mapping[int, int], sign: int = 1) -> None:
        """Count the places of one briefing.

        Args:
            places: by key.
            source_of: the numbers of sources by their names.
            sign: -1 to take them away.
        """
        known: set[int] = set()
        for place in places:
            source = source_of[place.names[0]]
            key = (source, place.label, place.restricted, place.told)
            sums = self._said.get(key)
            if sums is None:
                sums = self._said[key] = [0, 0, 0, 0, 0]
            if source not in known:
                known.add(source)
                sums[0] += sign
            sums[1] += sign
            if place.rests:
                for at, number in enumerate(rests_in(place.rests), 2):
                    sums[at] += sign * number
            for name in place.names:
                self._names[name] = source
                self._places[name] += sign
            for origin in place.origins:
                self._origins[source, origin] += sign

    def write(self, db: sqlite3.Connection) -> None:
        """Add it to the tables; what comes to nothing has no row."""
        rows = [(name, self._names[name], number) for name, number in self._places.items() if number]
        _add(db, "source_names", ("name",), ("source",), ("places",), rows)
        said: list[tuple[int | str, ...]] = [(*key, *sums) for key, sums in self._said.items() if any(sums)]
        numbers = ("briefings", "places", "judgments", "facts", "others")
        _add(db, "source_sums", ("source", "label", "restricted", "told"), (), numbers, said)
        origins = [(*key, number) for key, number in self._origins.items() if number]
        _add(db, "source_origins", ("source", "origin"), (), ("places",), origins)


def _add(
    db: sqlite3.Connection,
    table: str,
    key: Collection[str],
    fixed: Collection[str],
    numbers: Collection[str],
    rows: Iterable[tuple[int | str, ...]],
) -> None:
    columns = (*key, *fixed, *numbers)
    at = columns.index("places")
    more = ", ".join(f"{name} = {name} + excluded.{name}" for name in numbers)
    query = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    # In the order of their keys: else the table's pages are split in halves, and stay half empty.
    db.executemany(f"{query} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {more}", sorted(rows))
    gone = " AND ".join(f"{name} = ?" for name in key)
    db.executemany(f"DELETE FROM {table} WHERE {gone} AND places = 0", [row[: len(key)] for row in rows if _takes(row, at)])


def _takes(row: tuple[int | str, ...], at: int) -> bool:
    number = row[at]
    return isinstance(number, int) and number < 0


def make_sums(into: sqlite3.Connection, places: Callable[[], Iterable[SourcePlace]], first: int = 1) -> int:
    """Fill empty tables, or those that hold none of these sources.

    Args:
        into: the database that has the tables.
        places: gives all places of some sources, by key; asked twice.
        first: number that no source had.

    Returns:
        The next such number.
    """
    joined = Joined()
    for place in places():
        joined.join(place.names)
    numbers: dict[int, int] = {}
    source_of = {name: numbers.setdefault(joined.first(name), first + len(numbers)) for name in joined}
    sums = Sums()
    for _, own in groupby(places(), lambda place: place.n):
        sums.add(own, source_of)
        if sums.size > AT_ONCE:
            sums.write(into)
            sums = Sums()
    sums.write(into)
    return first + len(numbers)


class ChangedSources:
    """What was changed of the sources of a catalog since its sums were right."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Nothing yet, where the last to write came to its end.

        Args:
            db: of the catalog.
        """
        self._db = db
        self._left: dict[int, list[SourcePlace]] | None = None if meta(db, "unfinished") else {}
        """What stood in briefings that are gone; None for too much to be mended."""
        self._came: set[int] = set()

    def leave(self, n: int) -> None:
        """A briefing is going, whose rows are still there."""
        if n in self._came:
            self._came.remove(n)
        elif self._left is not None:
            self._left[n] = places_in(self._db, n)
            self._see_size()

    def come(self, n: int) -> None:
        """A briefing is new."""
        if self._left is not None:
            self._came.add(n)
            self._see_size()

    def _see_size(self) -> None:
        if self._left is not None and len(self._left) + len(self._came) > FEW:
            self._left, self._came = None, set()

    def settle(self, out: Collection[int]) -> None:
        """Put the sums right.

        Args:
            out: numbers of the briefings that do not count from now on.
        """
        db, now, before = self._db, frozenset(out), _uncounted(self._db)
        left, came = self._left, self._came
        self._left, self._came = {}, set()
        gone, back = now - before - came, before - now - came
        done = False
        if left is not None and meta(db, "sums") and len(left) + len(came) + len(gone) + len(back) <= 2 * FEW:
            taken = [places for n, places in left.items() if n not in before]
            taken += [places_in(db, n) for n in sorted(gone - left.keys())]
            done = _mended(db, taken, [places_in(db, n) for n in sorted(came - now | back)], now)
        if not done:
            for table in ("source_names", "source_sums", "source_origins"):
                db.execute(f"DELETE FROM {table}")
            condition = f" AND key / {SECTIONS_PER_BRIEFING} NOT IN (SELECT value FROM json_each(:out))" if now else ""
            values = {"out": str(sorted(now))}
            set_meta(db, "next_source", make_sums(db, lambda: all_places(db, condition, values), meta(db, "next_source", 1)))
        if now != before or not meta(db, "sums"):
            db.execute("INSERT OR REPLACE INTO orders VALUES ('uncounted', ?)", (array("q", sorted(now)).tobytes(),))
        set_meta(db, "sums", 1)


def are_kept(db: sqlite3.Connection, out: Collection[int]) -> bool:
    """Whether the sums that a catalog keeps are right, and leave out these briefings and no others."""
    return bool(meta(db, "sums")) and not meta(db, "unfinished") and _uncounted(db) == out


def _uncounted(db: sqlite3.Connection) -> frozenset[int]:
    found = db.execute("SELECT numbers FROM orders WHERE name = 'uncounted'").fetchone()
    return frozenset(array("q", found[0] if found is not None else b""))


def _mended(
    db: sqlite3.Connection, taken: Collection[list[SourcePlace]], added: Collection[list[SourcePlace]], out: Collection[int]
) -> bool:
    """Take the places of some briefings away and add those of others. Returns whether it could be done."""
    names = {name for places in (*taken, *added) for place in places for name in place.names}
    query = "SELECT name, source FROM source_names WHERE name IN (SELECT value FROM json_each(?))"
    source_of: dict[int, int] = dict(db.execute(query, (str(list(names)),)))
    if any(name not in source_of for places in taken for place in places for name in place.names):
        return False
    joined = Joined()
    for places in added:
        for place in places:
            joined.join(place.names)
    met: dict[int, set[int]] = {}
    for name in joined:
        if name in source_of:
            met.setdefault(joined.first(name), set()).add(source_of[name])
    number = meta(db, "next_source", 1)
    for name in joined:
        sources = met.setdefault(joined.first(name), set())
        if not sources:
            sources.add(number)
            number += 1
        source_of.setdefault(name, min(sources))
    set_meta(db, "next_source", number)
    sums = Sums()
    for sign, some in ((-1, taken), (1, added)):
        for places in some:
            sums.add(places, source_of, sign)
    sums.write(db)
    # Sources that became one, and those of which a part may rest on nothing any more but its own names.
    torn = {source for sources in met.values() if len(sources) > 1 for source in sources}
    for places in taken:
        for place in places:
            source = source_of[place.names[0]]
            if source not in torn and len(place.names) > 1 and not _hold_together(db, place.names, out):
                torn.add(source)
    if torn:
        _make_again(db, torn, out)
    return True


def _hold_together(db: sqlite3.Connection, names: Collection[int], out: Collection[int]) -> bool:
    """Whether those of some names that are still there stand together somewhere."""
    query = "SELECT name FROM source_names WHERE name IN (SELECT value FROM json_each(?)) ORDER BY places"
    left = [name for (name,) in db.execute(query, (str(list(names)),))]
    joined = Joined()
    query = "SELECT a.key FROM item_names a CROSS JOIN item_names b WHERE a.name = ? AND b.key = a.key AND b.name = ?"
    for at, one in enumerate(left):
        for other in left[at + 1 :]:
            if any(key // SECTIONS_PER_BRIEFING not in out for (key,) in db.execute(query, (one, other))):
                joined.join((one, other))
    return len({joined.first(name) for name in left}) <= 1


def _make_again(db: sqlite3.Connection, sources: Collection[int], out: Collection[int]) -> None:
    """Tell some sources apart anew by all places where they stand."""
    wanted = (str(list(sources)),)
    among = "IN (SELECT value FROM json_each(?))"
    query = f"SELECT DISTINCT key FROM source_names CROSS JOIN item_names USING (name) WHERE source {among}"
    keys = {key for (key,) in db.execute(query, wanted) if key // SECTIONS_PER_BRIEFING not in out}
    for table in ("source_names", "source_sums", "source_origins"):
        db.execute(f"DELETE FROM {table} WHERE source {among}", wanted)
    numbers = sorted({key // SECTIONS_PER_BRIEFING for key in keys})
    places = [place for n in numbers for place in places_in(db, n) if place.key in keys]
    set_meta(db, "next_source", make_sums(db, lambda: places, meta(db, "next_source", 1)))
