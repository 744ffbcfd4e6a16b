"""The sources of a library as a page shows them: which there are and in what order, what rests on each, and where they stand.

All of it comes from sums (`tui.catalog.source_sums`): those that the catalog keeps, where they count what is asked for, else
such that are made for the question.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from tui.catalog.items import DERIVED, KIND, KIND_BITS, grade_and_status, grade_number
from tui.catalog.library_items import LibraryItems, marking_of_label
from tui.catalog.lists import kept_order
from tui.catalog.source_sums import SourcePlace, all_places, make_sums, places_in
from tui.catalog.tables import SECTIONS_PER_BRIEFING, SOURCE_TABLES, empty_in_memory
from tui.model.briefing import Source, SourceStatus
from tui.model.handling import Marking, strictest
from tui.model.recalls import Recall

LISTED = 100
"""Places of a source up to which all of them are looked at to find the newest."""

LOOKED_AT = 2_000
"""Briefings that are looked at, the newest first, for the newest that name sources with more places."""

MOST_ORIGINS = 200
"""Places of a source that are looked at for what it is derived from."""


class SourceGroup(NamedTuple):
    """What is known of a source, wherever it stands."""

    briefings: int
    """How many briefings name it."""
    judgments: int
    facts: int
    others: int
    """How many of them rest on it."""
    grades: Sequence[str]
    """The one that most briefings give it first."""
    status: SourceStatus | None
    """`recalled` or `corrected`, where any briefing says so; None else."""
    marking: Marking
    """The one that holds for it in all of them together."""


class Origins(NamedTuple):
    """What is behind some sources."""

    number: int
    """Sources that rest on no other, and circles of sources that rest on each other alone."""
    circular: frozenset[int]
    """Sources that are derived from themselves, by others between."""


class SourceGroups:
    """The sources of a library, each once, by their numbers."""

    def __init__(self, items: LibraryItems) -> None:
        """Ask a library for those of its briefings that count."""
        self._items = items
        self._db, self._counts, self._values = items.counting()
        self._named = "item_names CROSS JOIN items USING (key)" if self._counts else "item_names"
        self._sums = self._db if items.are_all else self._made()

    def _made(self) -> sqlite3.Connection:
        """Sums of what counts here, in memory alone."""
        made = empty_in_memory()
        made.executescript(SOURCE_TABLES)
        make_sums(made, self._places)
        return made

    def _places(self) -> Iterable[SourcePlace]:
        among = self._items.among
        if among is None:
            return all_places(self._db, self._counts, self._values)
        counted = (n for n in sorted(among) if n in self._items)
        return (place for n in counted for place in places_in(self._db, n, self._counts, self._values))

    def named(self, names: Iterable[int]) -> set[int]:
        """The sources that are known by any of some names."""
        query = "SELECT source FROM source_names WHERE name IN (SELECT value FROM json_each(?))"
        return {source for (source,) in self._sums.execute(query, (str(list(names)),))}

    @cached_property
    def recalls(self) -> Mapping[int, Recall]:
        """What briefings say was recalled or corrected, by the source."""
        told = self._items.recalls()
        return {source: told[name] for name in told for source in self.named((name,))}

    @cached_property
    def in_order(self) -> tuple[list[int], list[int]]:
        """Those that were recalled or corrected, and the others; those that most briefings name first."""
        query = "SELECT source, max(told) >= ? FROM source_sums GROUP BY source ORDER BY sum(briefings) DESC, source"
        rows = self._sums.execute(query, (grade_number(Source(status="corrected")),)).fetchall()
        recalls = self.recalls
        first = [source for source, settled in rows if settled or source in recalls]
        out = set(first)
        return first, [source for source, _ in rows if source not in out]

    def marking(self, sources: Collection[int]) -> Marking:
        """The marking that holds for all of some sources together."""
        query = "SELECT DISTINCT label, restricted FROM source_sums WHERE source IN (SELECT value FROM json_each(?))"
        return strictest(marking_of_label(*row) for row in self._sums.execute(query, (str(list(sources)),)))

    def groups(self, sources: Sequence[int]) -> dict[int, SourceGroup]:
        """What is known of some of them; those that are gone are left out."""
        columns = "source, label, restricted, told, briefings, judgments, facts, others"
        query = f"SELECT {columns} FROM source_sums WHERE source IN (SELECT value FROM json_each(?))"
        rows: dict[int, list[tuple[int, str, int, int, int, int, int]]] = {}
        for source, *row in self._sums.execute(query, (str(list(sources)),)):
            rows.setdefault(source, []).append(tuple(row))
        return {source: _group(own) for source, own in rows.items()}

    # where they stand

    def places(self, sources: Sequence[int]) -> dict[int, list[int]]:
        """By the source the keys of all its places, those of the newest briefing first."""
        query = "SELECT source, name FROM source_names WHERE source IN (SELECT value FROM json_each(?))"
        found: dict[int, set[int]] = {}
        keys = f"SELECT key FROM {self._named} WHERE name = :name{self._counts}"
        for source, name in self._sums.execute(query, (str(list(sources)),)).fetchall():
            found.setdefault(source, set()).update(key for (key,) in self._db.execute(keys, {**self._values, "name": name}))
        order = self._order({key // SECTIONS_PER_BRIEFING for keys in found.values() for key in keys})
        return {source: sorted(keys, key=lambda key: (order[key // SECTIONS_PER_BRIEFING], key)) for source, keys in found.items()}

    def _order(self, numbers: Collection[int]) -> dict[int, tuple[int, str, int]]:
        """What puts some briefings in the order of a list, the newest first."""
        query = "SELECT n, -by_date, by_title FROM briefings WHERE n IN (SELECT value FROM json_each(?))"
        return {n: (date, title, n) for n, date, title in self._db.execute(query, (str(list(numbers)),))}

    def newest(self, sources: Sequence[int], most: int) -> dict[int, list[int]]:
        """By the source where it stands first in the newest briefings that name it, by key: in so many, if there are."""
        query = "SELECT source FROM source_sums WHERE source IN (SELECT value FROM json_each(?)) GROUP BY source"
        large = {source for (source,) in self._sums.execute(f"{query} HAVING sum(places) > ?", (str(list(sources)), LISTED))}
        found: dict[int, list[int]] = {source: [] for source in large}
        wanted = set(large)
        for key, source in self._from_the_newest() if wanted else ():
            own = found.get(source, [])
            if source in wanted and not (own and own[-1] // SECTIONS_PER_BRIEFING == key // SECTIONS_PER_BRIEFING):
                own.append(key)
                if len(own) >= most:
                    wanted.remove(source)
                    if not wanted:
                        break
        places = self.places([source for source in sources if source not in large or source in wanted])
        return found | {source: list(_first_of_each(keys))[:most] for source, keys in places.items()}

    def _from_the_newest(self) -> Iterator[tuple[int, int]]:
        """The places of the newest briefings, each with its source."""
        query = f"SELECT key, min(name) FROM {self._named} WHERE name & {_BITS} = {_KIND}"
        query = f"{query} AND key >= :start AND key < :end{self._counts} GROUP BY key ORDER BY key"
        source_of: dict[int, int | None] = {}
        for n in kept_order(self._db, "date")[:LOOKED_AT]:
            if n in self._items:
                bounds = {**self._values, "start": n * SECTIONS_PER_BRIEFING, "end": (n + 1) * SECTIONS_PER_BRIEFING}
                for key, name in self._db.execute(query, bounds):
                    if name not in source_of:
                        source_of[name] = next(iter(self.named((name,))), None)
                    source = source_of[name]
                    if source is not None:
                        yield key, source

    # what they are derived from

    def derived_at(self, source: int) -> list[int]:
        """The keys of places that say what a source is derived from, at most `MOST_ORIGINS` for each of those."""
        query = f"SELECT key FROM {self._named} WHERE name = :name{self._counts} ORDER BY key DESC"
        found: dict[int, None] = {}
        for (origin,) in self._sums.execute("SELECT origin FROM source_origins WHERE source = ?", (source,)).fetchall():
            values = {**self._values, "name": origin >> KIND_BITS << KIND_BITS | DERIVED}
            rows = self._db.execute(query, values)
            own = (key for (key,) in rows if self._is_of(key, source))
            found |= dict.fromkeys(key for key, _ in zip(own, range(MOST_ORIGINS), strict=False))
        return list(found)

    def _is_of(self, key: int, source: int) -> bool:
        query = f"SELECT name FROM item_names WHERE key = ? AND name & {_BITS} = ? LIMIT 1"
        return any(source in self.named(row) for row in self._db.execute(query, (key, _KIND)))

    @cached_property
    def origins(self) -> Origins:
        """What is behind all of them."""
        other = "coalesce((SELECT source FROM source_names WHERE name = origin), -1 - origin)"
        edge = f"SELECT source, {other} AS other FROM source_origins"
        edge = f"SELECT DISTINCT source, other FROM ({edge}) WHERE source != other"
        number = self._sums.execute("SELECT count(*) FROM (SELECT DISTINCT source FROM source_sums)").fetchone()[0]
        derived, outside = self._sums.execute(
            f"SELECT count(DISTINCT source), count(DISTINCT CASE WHEN other < 0 THEN other END) FROM ({edge})"
        ).fetchone()
        if not derived:
            return Origins(number, frozenset())
        # What stands in a circle is derived, and something else is derived from it.
        within = f"WITH edge AS ({edge}) SELECT source, other FROM edge WHERE source IN (SELECT other FROM edge)"
        edges: dict[int, set[int]] = {}
        for source, other in self._sums.execute(within):
            edges.setdefault(source, set()).add(other)
        closed, circular = circles(edges)
        return Origins(number - derived + outside + closed, frozenset(circular))


_BITS = (1 << KIND_BITS) - 1
_KIND = KIND[Source]


def _group(rows: Sequence[tuple[int, str, int, int, int, int, int]]) -> SourceGroup:
    """One source, by its rows: label, restriction, what is told of it, and how many briefings and things there are."""
    grades: dict[str, int] = {}
    for _, _, told, briefings, *_ in rows:
        grade, _ = grade_and_status(told)
        grades[grade] = grades.get(grade, 0) + briefings
    grades.pop("", None)
    _, status = grade_and_status(max(row[2] for row in rows))
    briefings, judgments, facts, others = map(sum, list(zip(*rows, strict=True))[3:])
    marking = strictest(marking_of_label(label, restricted) for label, restricted, *_ in rows)
    by_number = sorted(grades, key=lambda grade: (-grades[grade], grade))
    return SourceGroup(briefings, judgments, facts, others, by_number, status, marking)


def _first_of_each(keys: Sequence[int]) -> Iterator[int]:
    """Of the places in each briefing the first."""
    n = -1
    for key in keys:
        if key // SECTIONS_PER_BRIEFING != n:
            n = key // SECTIONS_PER_BRIEFING
            yield key


def circles(edges: Mapping[int, set[int]]) -> tuple[int, set[int]]:
    """How many circles nothing leads out of, and what stands in any circle (Tarjan, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    standing: set[int] = set()
    closed, circular = 0, set[int]()
    for start in edges:
        if start in index:
            continue
        work: list[tuple[int, Iterator[int]]] = []
        waiting: int | None = start
        while waiting is not None or work:
            if waiting is not None:
                index[waiting] = low[waiting] = len(index)
                stack.append(waiting)
                standing.add(waiting)
                work.append((waiting, iter(sorted(edges.get(waiting, ())))))
                waiting = None
            place, rest = work[-1]
            for other in rest:
                if other not in index:
                    waiting = other
                    break
                if other in standing:
                    low[place] = min(low[place], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[place])
                if low[place] == index[place]:
                    circle: set[int] = set()
                    while place not in circle:
                        circle.add(stack.pop())
                    standing -= circle
                    if len(circle) > 1:
                        circular |= circle
                        closed += all(edges[one] <= circle for one in circle)
    return closed, circular
