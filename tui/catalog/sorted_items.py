"""The things of a library in order, by numbers alone: how many there are at each moment, and their keys when somebody looks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any, NamedTuple, overload

from tui.catalog.items import KIND, KIND_BITS, LIKELIHOODS, STANDING
from tui.catalog.library_items import AT_ONCE, Column, ItemGroup, ItemKey, LibraryItems, marking_together
from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.model.briefing import Event, Item
from tui.model.handling import Marking
from tui.model.scales import CONFIDENCES, Confidence, Likelihood


class SortedItems:
    """Things of some kinds in one order; those that have nothing to be sorted by come first."""

    def __init__(
        self,
        items: LibraryItems,
        kinds: Sequence[type[Item]],
        column: Column = "at",
        *,
        state: int = STANDING,
        within: str = "",
        since: int | None = None,
        until: int | None = None,
    ) -> None:
        """Count them; which they are is asked when somebody looks.

        Args:
            items: of the library.
            kinds: of the model.
            column: what they are sorted by, and then by their keys.
            state: `STANDING` or `SETTLED`.
            within: a condition on `at` in SQL; "" for all.
            since: only those whose date may reach this second or a later one.
            until: only those whose date may reach this second or an earlier one.
        """
        self._items = items
        self._column = column
        conditions = f"state = {state}{f' AND {within}' if within else ''}"
        conditions += f" AND upper >= {since}" * (since is not None) + f" AND lower <= {until}" * (until is not None)
        self._where = f"kind IN ({', '.join(str(KIND[kind]) for kind in kinds)}) AND {conditions}"
        groups: dict[int | None, tuple[int, int, int]] = {}
        # One kind after the other: the index has each in order.
        for kind in kinds:
            where = f"kind = {KIND[kind]} AND {conditions}"
            columns = f"{column}, count(*), max(label), max(label & 1)"
            for at, size, most, worded in items.select(columns, where, rest=f" GROUP BY {column}"):
                known = groups.get(at)
                groups[at] = (size, most, worded) if known is None else (known[0] + size, max(known[1], most), known[2] | worded)
        first = (None,) if None in groups else ()
        self._ats: list[int | None] = [*first, *sorted(at for at in groups if at is not None)]
        self._groups = [groups[at] for at in self._ats]
        self._ends = list(accumulate(size for size, _, _ in self._groups))
        self._held: tuple[tuple[int, int], list[int]] = ((0, 0), [])
        """The groups whose keys were asked for last, and those keys."""

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def place(self, moment: int) -> int:
        """The place of the first thing at a moment, or behind it."""
        group = bisect_left(self._ats, moment, lo=self._undated_groups, key=_moment)
        return self._ends[group - 1] if group else 0

    @property
    def undated(self) -> int:
        """How many have nothing to be sorted by; they stand at the head."""
        return self._ends[0] if self._undated_groups else 0

    @property
    def _undated_groups(self) -> int:
        return int(bool(self._ats) and self._ats[0] is None)

    def at(self, place: int) -> int:
        """What the thing at a place is sorted by; 0 where it has nothing."""
        return self._ats[bisect_right(self._ends, place)] or 0

    def stretch(self, start: int, end: int, *, backwards: bool = False) -> ItemStretch:
        """The things from one place to another, in the opposite order where that is wanted."""
        return ItemStretch(self, start, end, backwards=backwards)

    def keys(self, start: int, end: int) -> list[int]:
        """The keys of the things from one place to another; of another state of the catalog they may be others."""
        start, end = max(0, start), min(end, len(self))
        if start >= end:
            return []
        groups = bisect_right(self._ends, start), bisect_right(self._ends, end - 1) + 1
        held = self._held
        if held[0] != groups:
            # Many may have the same moment: those are looked at again and again.
            held = self._held = groups, self._keys_of(*groups)
        skipped = self._ends[groups[0] - 1] if groups[0] else 0
        return held[1][start - skipped : end - skipped]

    def _keys_of(self, first: int, last: int) -> list[int]:
        found: list[int] = []
        if self._ats[first] is None:
            found += [
                key for (key,) in self._items.select("key", f"{self._where} AND {self._column} IS NULL", rest=" ORDER BY key")
            ]
            first += 1
        if first < last:
            bounds = f"{self._where} AND {self._column} BETWEEN {self._ats[first]} AND {self._ats[last - 1]}"
            rest = f" ORDER BY {self._column}, key"
            found += [key for (key,) in self._items.select("key", bounds, rest=rest)]
        return found

    def marking(self, start: int, end: int) -> Marking:
        """The marking that holds for the things from one place to another together, both of them between two moments."""
        if start >= end:
            return Marking()
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, end - 1) + 1
        groups = self._groups[first:last]
        words: set[str] = set()
        for at, (_, _, worded) in zip(self._ats[first:last], groups, strict=True):
            if worded:
                same = "IS NULL" if at is None else f"= {at}"
                where = f"{self._where} AND {self._column} {same} AND label & 1"
                words.update(text for (text,) in self._items.select("DISTINCT restricted", where))
        return marking_together(max(most for _, most, _ in groups), words)


def _moment(at: int | None) -> int:
    return at or 0


class ItemStretch(Sequence[int]):
    """The keys of some things that follow each other, which are asked for when somebody looks."""

    def __init__(self, of: SortedItems, start: int, end: int, *, backwards: bool = False) -> None:
        """Ask for none yet."""
        self._of = of
        self._start, self._end = start, max(start, end)
        self._backwards = backwards

    def __len__(self) -> int:
        return self._end - self._start

    @property
    def marking(self) -> Marking:
        """The one that holds for all of them together."""
        return self._of.marking(self._start, self._end)

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...

    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        if not isinstance(index, slice):
            place = range(len(self))[index]
            return self[place : place + 1][0]
        start, end, step = index.indices(len(self))
        if self._backwards:
            found = self._of.keys(self._end - end, self._end - start)[::-1]
        else:
            found = self._of.keys(self._start + start, self._start + end)
        return found[::step]


def keys_at(items: LibraryItems, kind: type[Item], at: int) -> list[int]:
    """The keys of the things of a kind that have the same `at`."""
    return [
        key for (key,) in items.select("key", f"kind = {KIND[kind]} AND state = {STANDING} AND at = {at}", rest=" ORDER BY key")
    ]


def keys_named(items: LibraryItems, kind: type[Item], name: int) -> Iterator[int]:
    """The keys of the things of a kind that are known by a name, in order, one after the other: there may be very many."""
    where, tables = f"name = {name} AND kind = {KIND[kind]}", "item_names CROSS JOIN items USING (key)"
    return (key for (key,) in items.select("key", where, tables=tables))


def keys_by_priority(items: LibraryItems, kind: type[Item], before: int, most: int) -> list[int]:
    """The keys of what stands and is due before a second, by the priority of its briefing, then what was due first."""
    where = f"kind = {KIND[kind]} AND state = {STANDING} AND at < {before}"
    urgent = dict(items.ask("SELECT n, priority FROM agenda WHERE priority > 0"))
    theirs = f"key / {SECTIONS_PER_BRIEFING} IN (SELECT value FROM json_each(?))"
    values = (str(list(urgent)),)
    found = items.select(f"key / {SECTIONS_PER_BRIEFING}, at, key", f"{where} AND {theirs}", values) if urgent else ()
    first = [key for _, _, key in sorted((-urgent[n], at, key) for n, at, key in found)][:most]
    # Of all others the index has the order.
    rest = items.select("key", f"{where} AND NOT {theirs}", values, rest=f" ORDER BY at, key LIMIT {most - len(first)}")
    return [*first, *[key for (key,) in rest]]


def strictest_keys(items: LibraryItems, kind: type[Item], groups: Sequence[ItemGroup]) -> list[ItemKey]:
    """Keys that bear the markings of all rows of some groups: where words restrict several, those of all its rows."""
    found = [ItemKey(group.at, group.key, group.most) for group in groups if group.size == 1 or not group.worded]
    mixed = [group.at for group in groups if group.size > 1 and group.worded and group.at is not None]
    for start in range(0, len(mixed), AT_ONCE):
        where = f"kind = {KIND[kind]} AND state = {STANDING} AND at IN ({', '.join(map(str, mixed[start : start + AT_ONCE]))})"
        found += [ItemKey(*row) for row in items.select("at, key, label", where)]
    return found


# events of one name


class DatedEvent(NamedTuple):
    """What is known of a dated event without its contents."""

    key: int
    at: int
    label: int
    """As in `tui.catalog.items.ItemRow`."""
    lower: int
    upper: int
    n: int
    """The number of its briefing."""


_EVENT_NAMES = f"name & {(1 << KIND_BITS) - 1} = {KIND[Event]}"
"""As the index of the names of events says it."""
_COLUMNS = f"key, at, label, lower, upper, key / {SECTIONS_PER_BRIEFING}"
_DATED = f"kind = {KIND[Event]} AND lower IS NOT NULL"


def events_of_one_name(items: LibraryItems) -> Iterator[list[DatedEvent]]:
    """The dated events that have their name in common with one of another briefing, those of one name together."""
    several = f"SELECT name FROM item_names INDEXED BY item_names_of_events WHERE {_EVENT_NAMES} GROUP BY name"
    several += f" HAVING min(key) / {SECTIONS_PER_BRIEFING} != max(key) / {SECTIONS_PER_BRIEFING}"
    tables = f"({several}) CROSS JOIN item_names USING (name) CROSS JOIN items USING (key)"
    found = items.select(f"name, {_COLUMNS}", _DATED, tables=tables)
    for _, events in groupby(found, itemgetter(0)):
        yield [DatedEvent(*event[1:]) for event in events]


def events_named_like(items: LibraryItems, keys: Sequence[int], most: int) -> Iterator[list[DatedEvent]]:
    """The dated events of the names of some, those of one name together; none of a name that more than `most` have."""
    wanted = str(list(keys))
    names = f"SELECT DISTINCT name FROM item_names NOT INDEXED WHERE key IN (SELECT value FROM json_each(?)) AND {_EVENT_NAMES}"
    for (name,) in items.ask(names, (wanted,)):
        tables = "item_names CROSS JOIN items USING (key)"
        found = items.select(_COLUMNS, f"name = {name} AND {_DATED}", tables=tables)
        events = [DatedEvent(*event) for _, event in zip(range(most + 1), found, strict=False)]
        if 1 < len(events) <= most:
            yield events


# what came of judgments


class OutcomeSum(NamedTuple):
    """Judgments with a likelihood of which it is known whether they were borne out, and the same of each."""

    likelihood: Likelihood
    borne_out: bool
    confidence: Confidence | None
    said_by: str
    number: int
    """How many they are."""
    marking: Marking
    """The one that holds for all of them together."""


_RESOLVED = "came IS NOT NULL AND likelihood > 0"
_ALONE = f"(key / {SECTIONS_PER_BRIEFING} IN (SELECT value FROM json_each(?)) OR label & 1)"
"""What is not summed: of briefings that may state the same twice, and what is restricted in words."""


def outcome_sums(
    items: LibraryItems, newest: Mapping[int, int], *, topics: bool = True
) -> tuple[list[OutcomeSum], list[tuple[str, OutcomeSum]]]:
    """What came of the judgments of a library; and of them by topics, each with its name, where that is wanted.

    What the newest edition of a briefing states again counts there alone, and what one briefing states twice counts once.

    Args:
        items: of the library, those of briefings that others replace among them.
        newest: for every briefing that others replace the number of the newest of them.
    """
    twice = items.select(f"DISTINCT key / {SECTIONS_PER_BRIEFING}", "again", tables="outcomes")
    special = (str(sorted({n for (n,) in twice}.union(newest, newest.values()))),)
    summed = f"{_RESOLVED} AND NOT {_ALONE}"
    by = "likelihood, came, confidence, said_by"
    columns = f"{by}, count(*), max(label)"
    everything = [_sum(*row) for row in items.select(columns, summed, special, tables="outcomes", rest=f" GROUP BY {by}")]
    tables = f"outcomes CROSS JOIN topics ON n = key / {SECTIONS_PER_BRIEFING}"
    columns = "topic, likelihood, came, 0, '', count(*), max(label)"
    found = items.select(columns, summed, special, tables=tables, rest=" GROUP BY topic, likelihood, came") if topics else ()
    by_topic = [(topic, _sum(*row)) for topic, *row in found]
    alone = _counted_once(items, newest, special)
    own: dict[int, list[str]] = {}
    for n, topic in items.ask(
        "SELECT n, topic FROM topics WHERE n IN (SELECT value FROM json_each(?))", (str(list(alone) if topics else []),)
    ):
        own.setdefault(n, []).append(topic)
    for n, sums in alone.items():
        everything += sums
        by_topic += [(topic, each) for topic in own.get(n, ()) for each in sums]
    return everything, by_topic


def _counted_once(items: LibraryItems, newest: Mapping[int, int], special: tuple[str]) -> dict[int, list[OutcomeSum]]:
    """By the number of a briefing the outcomes that are not summed."""
    restricted = "CASE WHEN label & 1 THEN (SELECT restricted FROM items WHERE items.key = outcomes.key) ELSE '' END"
    columns = f"key / {SECTIONS_PER_BRIEFING}, name, came, likelihood, confidence, said_by, label, {restricted}"
    known: dict[tuple[int, int], tuple[Any, ...]] = {}
    for row in items.select(columns, _ALONE, special, tables="outcomes", rest=" ORDER BY key"):
        name = newest.get(row[0], row[0]), row[1]
        if name not in known or (row[0] not in newest and known[name][0] in newest):
            known[name] = row
    found: dict[int, list[OutcomeSum]] = {}
    for n, _, came, likelihood, confidence, said_by, label, words in known.values():
        if came is not None and likelihood:
            found.setdefault(n, []).append(_sum(likelihood, came, confidence, said_by, 1, label, words))
    return found


def _sum(likelihood: int, came: int, confidence: int, said_by: str, number: int, label: int, words: str = "") -> OutcomeSum:
    word = LIKELIHOODS[likelihood - 1]
    sure = CONFIDENCES[confidence - 1] if confidence else None
    return OutcomeSum(word, bool(came), sure, said_by, number, marking_together(label, (words,) if words else ()))
