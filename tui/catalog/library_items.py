"""The things of a library as pages read them: their keys in order from an index alone, their contents when somebody looks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

from tui.catalog.items import KIND, KIND_BITS, KINDS, SETTLED, STANDING, WITHHELD, ActorRules, HeldActor, HeldSource, source_number
from tui.catalog.packing import things_in_rows
from tui.catalog.queue_facts import QueueFacts, recalled
from tui.catalog.source_sums import are_kept
from tui.catalog.tables import SECTIONS_PER_BRIEFING, Row
from tui.model.briefing import Actor, Agreement, Item, Judgment, Source
from tui.model.decoders import decoder_of
from tui.model.handling import NO_CEILING, TLP_LABELS, Ceiling, Marking, strictest
from tui.model.recalls import Recall

AT_ONCE = 500
"""Rows that are asked for together."""

Column = Literal["at", "rank", "moved"]

RANKED: tuple[type[Item], ...] = (Judgment, Actor, Agreement)
"""What has a rank (`tui.catalog.items.ItemRow`)."""


class ItemKey(NamedTuple):
    """Where a thing is found, and what is known of it without its contents."""

    at: int | None
    """What it is sorted by, as it was asked for: seconds from 1970, or a rank."""
    key: int
    label: int
    """As in `tui.catalog.items.ItemRow`."""

    @property
    def n(self) -> int:
        """The number of its briefing."""
        return self.key // SECTIONS_PER_BRIEFING


class ItemGroup(NamedTuple):
    """Things that are sorted together."""

    at: int | None
    rank: int
    size: int
    """How many there are."""
    moved: int | None
    """The last one's."""
    key: int
    """The first one's."""
    most: int
    """The strictest label (`tui.catalog.items.ItemRow.label`)."""
    least: int
    """The mildest."""
    worded: bool = False
    """Whether any is restricted in words."""
    first_moved: int | None = None
    """The first one's."""


class FoundItem(NamedTuple):
    """A thing of a briefing of the library."""

    key: int
    item: Any
    """Of the model, with plain texts, and names in the place of references; a `HeldSource` or a `HeldActor` of those."""
    row: Row
    """Of its briefing."""
    marking: Marking
    """The one that holds for it."""
    said_by: str
    kind: type[Item]


class LibraryItems:
    """The things of one state of a catalog, of briefings that nothing replaced and that were not recalled."""

    def __init__(
        self,
        db: sqlite3.Connection,
        rows_of: Callable[[Sequence[int]], list[Row]],
        facts: QueueFacts,
        among: frozenset[int] | None = None,
        *,
        replaced: bool = False,
        ceiling: Ceiling = NO_CEILING,
    ) -> None:
        """Look at some briefings.

        Args:
            db: of the catalog.
            rows_of: gives rows of briefings by their numbers (`Catalog.rows_of`).
            facts: know which were replaced or recalled.
            among: numbers of the only ones that count; all when None.
            replaced: whether those count as well that others replace.
            ceiling: things above it are as if they were not there.
        """
        self._db = db
        self.rows_of = rows_of
        """Gives rows of briefings by their numbers."""
        self._facts = facts
        self._out = facts.withdrawn if replaced else facts.withdrawn.union(facts.replaced)
        self.among = among
        """Numbers of the only ones that count; None for all."""
        self._ceiling = ceiling
        self._allowed = _Allowed(ceiling)

    def number_of(self, key: int) -> int:
        """The number of the briefing that a thing is of."""
        return key // SECTIONS_PER_BRIEFING

    def with_replaced(self) -> LibraryItems:
        """The same with the things of briefings that others replace."""
        return LibraryItems(self._db, self.rows_of, self._facts, self.among, replaced=True, ceiling=self._ceiling)

    def newest(self) -> dict[int, int]:
        """For every briefing that others replace the number of the newest of them."""
        return {older: newest for newest, others in self._facts.lines().items() for older in others}

    def __contains__(self, n: int) -> bool:
        """Whether a briefing counts."""
        return n not in self._out and (self.among is None or n in self.among)

    @property
    def withheld(self) -> int:
        """How many parts of these briefings a ceiling left out."""
        query = "SELECT at, key, label FROM items WHERE kind = ?"
        # What was left out has no label here.
        return sum(at or 0 for at, key, _ in self._db.execute(query, (WITHHELD,)) if key // SECTIONS_PER_BRIEFING in self)

    def keys(
        self,
        kind: type[Item],
        column: Column = "at",
        *,
        state: int | None = None,
        rank: int | None = None,
        since: int | None = None,
        until: int | None = None,
    ) -> list[ItemKey]:
        """The things of a kind, by a column, those that have nothing there first.

        Args:
            kind: of the model.
            column: what they are sorted by.
            state: `STANDING` or `SETTLED`; either when None.
            rank: as in `tui.catalog.items.ItemRow`; any when None.
            since: only those whose date may reach this second or a later one.
            until: only those whose date may reach this second or an earlier one.
        """
        where, values = "kind = ?", [KIND[kind]]
        if rank is not None:
            where, values = f"{where} AND rank = ?", [*values, rank]
        # Each state is a stretch of the index in order.
        states = (STANDING, SETTLED) if state is None else (state,)
        if since is not None:
            where, values = f"{where} AND upper >= ?", [*values, since]
        if until is not None:
            where, values = f"{where} AND lower <= ?", [*values, until]
        found: list[ItemKey] = []
        for one in states:
            query = f"SELECT {column}, key, label FROM items WHERE {where} AND state = ? ORDER BY state, {column}"
            found += self._counting(self._db.execute(query, (*values, one)))
        if len(states) > 1:
            # Those without anything there stand at the head of each stretch.
            found.sort(key=lambda each: (each[0] is not None, each[0] or 0))
        return found

    def named(self, kind: type[Item], names: Iterable[int]) -> list[ItemKey]:
        """The things of a kind that are known by any of some names (`tui.catalog.items.name_number`), by their keys."""
        query = "SELECT at, key, label FROM item_names CROSS JOIN items USING (key) WHERE name = ? AND kind = ?"
        found = {one.key: one for name in names for one in self._counting(self._db.execute(query, (name, KIND[kind])))}
        return [found[key] for key in sorted(found)]

    def named_by_kind(self, name: int) -> dict[type[Item], list[ItemKey]]:
        """The things of every kind that are known by a name: looking them up kind by kind takes as long for each."""
        query = "SELECT at, key, label, kind FROM item_names CROSS JOIN items USING (key) WHERE name = ? AND kind < ?"
        groups: dict[int, list[tuple[int | None, int, int]]] = {}
        for at, key, label, kind in self._db.execute(query, (name, WITHHELD)):
            groups.setdefault(kind, []).append((at, key, label))
        return {KINDS[kind]: self._counting(rows) for kind, rows in groups.items()}

    def of_briefings(self, kind: type[Item], numbers: Iterable[int]) -> list[ItemKey]:
        """The things of a kind in some briefings, in the order in which they stand there."""
        query = "SELECT at, key, label FROM items WHERE key >= ? AND key < ? AND +kind = ? ORDER BY key"
        found: list[ItemKey] = []
        for n in sorted(set(numbers)):
            bounds = (n * SECTIONS_PER_BRIEFING, (n + 1) * SECTIONS_PER_BRIEFING)
            found += self._counting(self._db.execute(query, (*bounds, KIND[kind])))
        return found

    def keys_of(self, keys: Iterable[int]) -> list[ItemKey]:
        """Things by their keys, in the order given."""
        wanted = list(dict.fromkeys(keys))
        query = "SELECT at, key, label FROM items WHERE key IN (SELECT value FROM json_each(?))"
        found = {one.key: one for one in self._allowed.among(self._db.execute(query, (str(wanted),)))} if wanted else {}
        return [found[key] for key in wanted if key in found]

    def groups(self, kind: type[Item], keys: Sequence[int] | None = None) -> list[ItemGroup]:
        """The things of a kind, or some of them, those together that have the same `at` and the same `rank`, in that order."""
        columns = "at, rank, count(*), max(moved), min(key), max(label), min(label), max(label & 1), min(moved)"
        some, values = ("", ()) if keys is None else (" AND key IN (SELECT value FROM json_each(?))", (str(list(keys)),))
        # The index has them by `at`; what has no rank need not be sorted.
        by = "at, rank" if kind in RANKED else "at"
        found = self.select(columns, f"kind = {KIND[kind]} AND state = 0{some}", values, rest=f" GROUP BY {by}")
        return [ItemGroup(*one) for one in found]

    def select(
        self, columns: str, where: str, values: Sequence[object] = (), *, tables: str = "items", rest: str = ""
    ) -> Iterator[tuple[Any, ...]]:
        """Columns of things that count, of which a condition holds; the tables have their `key`, and their `label`."""
        counting, numbers = "", self._out if self.among is None else self.among - self._out
        if numbers or self.among is not None:
            sign = "NOT IN" if self.among is None else "IN"
            counting = f" AND key / {SECTIONS_PER_BRIEFING} {sign} (SELECT value FROM json_each(?))"
            values = (*values, str(list(numbers)))
        return self.ask(f"SELECT {columns} FROM {tables} WHERE {where}{self._allowed.condition}{counting}{rest}", values)

    def ask(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows that answer a query of the tables, whether they count or not."""
        return self._db.execute(query, values)

    def rules(self) -> ActorRules:
        """What the libraries say of actors with like names."""
        decode = decoder_of(ActorRules).decode
        own = [decode(data) for (data,) in self._db.execute("SELECT value FROM meta WHERE name GLOB 'actors-*' ORDER BY name")]
        return ActorRules([pair for one in own for pair in one.same], [pair for one in own for pair in one.apart])

    def names_in(self, n: int, kinds: Iterable[type[Item]]) -> list[tuple[type[Item], int]]:
        """What the things of some kinds in a briefing are known by, each once; actors by their full names."""
        found: dict[tuple[type[Item], int], None] = {}
        bounds = (n * SECTIONS_PER_BRIEFING, (n + 1) * SECTIONS_PER_BRIEFING)
        for kind in kinds:
            wanted = ("at FROM items", "kind") if kind is Actor else ("name FROM item_names", f"name & {(1 << KIND_BITS) - 1}")
            if self._allowed.labels is not None:
                wanted = (wanted[0].replace("item_names", "item_names CROSS JOIN items USING (key)"), wanted[1])
            query = f"SELECT {wanted[0]} WHERE key >= ? AND key < ? AND {wanted[1]} = ?{self._allowed.condition}"
            found |= dict.fromkeys((kind, name) for (name,) in self._db.execute(query, (*bounds, KIND[kind])))
        return list(found)

    def ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """By the number of a briefing its id, of some."""
        query = "SELECT n, id FROM ids WHERE former = 0 AND n IN (SELECT value FROM json_each(?))"
        return dict(self._db.execute(query, (str(list(numbers)),)))

    def recalls(self) -> dict[int, Recall]:
        """What the briefings of the library say was recalled or corrected, by the names of sources; under a ceiling nothing.

        It is not kept how it is marked.
        """
        return _recalls(self._db) if self._allowed.labels is None else {}

    def _counting(self, rows: Iterable[tuple[int | None, int, int]]) -> list[ItemKey]:
        # Of a large library there are hundreds of thousands: this is the shortest way to make them.
        new, out, among = tuple.__new__, self._out, self.among
        if self._allowed.labels is not None:
            rows = self._allowed.among(rows)
        if among is not None:
            wanted = among - out
            return [new(ItemKey, row) for row in rows if row[1] // SECTIONS_PER_BRIEFING in wanted]
        if out:
            return [new(ItemKey, row) for row in rows if row[1] // SECTIONS_PER_BRIEFING not in out]
        return [new(ItemKey, row) for row in rows]

    def found(self, keys: Sequence[int]) -> list[FoundItem]:
        """Things by their keys, in the order given; those that are gone are left out."""
        items: dict[int, tuple[int, int, str, str]] = {}
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, kind, label, restricted, said_by FROM items WHERE key IN ({marks}){self._allowed.condition}"
            items |= {key: rest for key, *rest in self._db.execute(query, some)}
        contents = things_in_rows(self._db, items)
        rows = {row.n: row for row in self.rows_of(list(dict.fromkeys(key // SECTIONS_PER_BRIEFING for key in items)))}
        found: list[FoundItem] = []
        for key in keys:
            row = rows.get(key // SECTIONS_PER_BRIEFING)
            if key in contents and row is not None:
                kind, label, restricted, said_by = items[key]
                content = held_content(kind, contents[key])
                found.append(FoundItem(key, content, row, marking_of_label(label, restricted), said_by, KINDS[kind]))
        return found

    def contents(self, keys: Sequence[int]) -> list[tuple[int, Any]]:
        """Things by their keys without their briefings, which takes a fifth of the time; those that are gone are left out."""
        kinds: dict[int, int] = {}
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, kind FROM items WHERE key IN ({marks}){self._allowed.condition}"
            kinds |= dict(self._db.execute(query, some))
        contents = things_in_rows(self._db, kinds)
        return [(key, held_content(kinds[key], contents[key])) for key in keys if key in contents]

    @property
    def are_all(self) -> bool:
        """Whether no query, no ceiling and nothing else leaves out what the sums of the catalog count (`source_sums`)."""
        return self.among is None and self._allowed.labels is None and are_kept(self._db, self._out)

    def counting(self) -> tuple[sqlite3.Connection, str, dict[str, object]]:
        """The database, the end of a condition on `key` and `label` of a row that lets only what counts through, and its values."""
        condition, values = self._allowed.condition, dict[str, object]()
        for name, sign, numbers in (("out", "NOT IN", self._out or None), ("among", "IN", self.among)):
            if numbers is not None:
                condition += f" AND key / {SECTIONS_PER_BRIEFING} {sign} (SELECT value FROM json_each(:{name}))"
                values[name] = str(sorted(numbers))
        return self._db, condition, values

    def dates(self, numbers: Sequence[int] | None = None) -> dict[int, int]:
        """By the number of a briefing, of some or of all, the last second of its newest date, far below zero where it has none."""
        if numbers is None:
            return dict(self._db.execute("SELECT n, by_date FROM briefings"))
        found = self._db.execute(
            "SELECT n, by_date FROM briefings WHERE n IN (SELECT value FROM json_each(?))", (str(list(numbers)),)
        )
        return dict(found)

    def marking(self, keys: Sequence[ItemKey]) -> Marking:
        """The marking that holds for all of some things together; nothing of them is decoded but their restrictions in words."""
        labels = {label for _, _, label in keys}
        restricted = [key for _, key, label in keys if label & 1] if any(label & 1 for label in labels) else []
        return marking_together(max(labels, default=0), _restrictions(self._db, restricted))


class _Allowed:
    """The labels whose things count under a ceiling."""

    def __init__(self, ceiling: Ceiling) -> None:
        """Hold every label against a ceiling."""
        self.labels = None if ceiling.allows_everything else frozenset(filter(partial(_is_allowed, ceiling), _EVERY_LABEL))
        """None for all."""
        self.condition = "" if self.labels is None else f" AND label IN ({','.join(map(str, sorted(self.labels)))})"
        """The end of a condition that lets only such things through."""

    def among(self, rows: Iterable[tuple[int | None, int, int]]) -> list[ItemKey]:
        """Those of some things that count."""
        labels = self.labels
        return [ItemKey(*row) for row in rows if labels is None or row[2] in labels]


def _recalls(db: sqlite3.Connection) -> dict[int, Recall]:
    found: dict[int, Recall] = {}
    for told in sorted(one for recalls in recalled(db).values() for one in recalls if one.of == "source"):
        for name in told.names:
            known = found.get(source_number(name))
            if known is None or (told.action and not known.action):
                found[source_number(name)] = told
    return found


def _restrictions(db: sqlite3.Connection, keys: Sequence[int]) -> set[str]:
    """What some things are restricted by in words."""
    words: set[str] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        query = f"SELECT DISTINCT restricted FROM items WHERE key IN ({','.join('?' * len(some))})"
        words.update(text for (text,) in db.execute(query, some))
    return words


_HELD: dict[type[Item], Any] = {Source: HeldSource, Actor: HeldActor}
"""What a row holds in the place of a thing itself."""


_DECODE: dict[int, Callable[[bytes], Any]] = {}
"""Decoders by the place of the kind, since many things are decoded for one page."""


def held_content(kind: int, data: bytes) -> Any:
    """What the row of a thing holds: the thing, or what is held in its place."""
    decode = _DECODE.get(kind)
    if decode is None:
        own = KINDS[kind]
        decode = _DECODE[kind] = decoder_of(_HELD.get(own, own)).decode
    return decode(data)


_EVERY_LABEL = range(2 * len(TLP_LABELS) + 2)


def _is_allowed(ceiling: Ceiling, label: int) -> bool:
    return ceiling.allows(Marking(_label(label // 2), "restricted" if label & 1 else ""))


def marking_of_label(label: int, restricted: str) -> Marking:
    """The marking of a thing by the columns that keep it (`tui.catalog.items.ItemRow`)."""
    return Marking(_label(label // 2), restricted)


def marking_together(most: int, words: Iterable[str]) -> Marking:
    """The marking that holds for things together: by their strictest label, and the words that restrict any of them."""
    return strictest([Marking(_label(most // 2)), *[Marking(text=text) for text in sorted(words)]])


def _label(strictness: int) -> Any:
    return TLP_LABELS[len(TLP_LABELS) - strictness] if strictness else None
