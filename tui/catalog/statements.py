"""Who stands below whom by every statement of a library: a row for each, so that what is believed on a date comes from an index.

The rows of an actor stand together, in the order in which they are believed. What is never believed, since it was refused or is
planned for no date, has no row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, starmap
from operator import itemgetter
from typing import NamedTuple

from tui.catalog.items import BELOW, KIND, KIND_BITS, OPEN_END
from tui.catalog.library_items import ItemKey, LibraryItems
from tui.catalog.packing import all_things_in_rows, things_in_rows
from tui.catalog.queue_facts import UNDATED
from tui.catalog.tables import SECTIONS_PER_BRIEFING
from tui.document.apparatus.hierarchy import NOT_DRAWN, ORDER_OF_TYPES, PLANNED, known_type
from tui.model.briefing import Actor, Relation
from tui.model.dates import DAY
from tui.model.decoders import decoder_of_some

TOLD = ("from_", "type", "to", "status", "since", "until")
"""Fields of a relation that say who stands where, and when."""

_BITS = (1 << KIND_BITS) - 1


def statement_row(key: int, label: int, content: bytes, names: Collection[int], said: int) -> tuple[int | None, ...] | None:
    """The row of a relation in the table `statements`; None where it says of nobody what can be believed.

    Args:
        key: of the relation.
        label: of its row (`tui.catalog.items.ItemRow`).
        content: what that holds.
        names: what it is known by: the numbers of both actors, and that of `below_number` where it orders them.
        said: the newest date of its briefing in seconds, `UNDATED` where it has none.
    """
    below = next((name - BELOW + KIND[Actor] for name in names if name & _BITS == BELOW), None)
    above = next((name for name in names if name & _BITS == KIND[Actor] and name != below), None)
    if below is None or above is None:
        return None
    relation: Relation = decoder_of_some(Relation, TOLD).decode(content)
    if not is_believable(relation):
        return None
    leads = ORDER_OF_TYPES[known_type(relation.type)][0] == "led by"
    since, until = relation.since, relation.until
    # What nobody dated stands behind everything.
    start = said if since is None else -OPEN_END if since.lower is None else since.lower
    return below, leads, said, start, key, above, None if until is None else until.upper, since is not None, label


def order_of(relation: Relation) -> tuple[str, str] | None:
    """Who a relation says stands below, and above whom; None where it orders nobody."""
    kind, inverse = ORDER_OF_TYPES.get(known_type(relation.type), (None, False))
    if kind is None or not relation.from_ or not relation.to:
        return None
    return (relation.to, relation.from_) if inverse else (relation.from_, relation.to)


def is_believable(relation: Relation) -> bool:
    """Whether there is any date on which a relation is believed."""
    if relation.status == "refused":
        return False
    ended = relation.until is not None and relation.until.upper is not None
    return (ended or relation.status not in NOT_DRAWN) and (relation.since is not None or relation.status not in PLANNED)


def forget_statements(db: sqlite3.Connection, n: int) -> None:
    """Take away the statements of a briefing, whose rows must still be there."""
    bounds = (n * SECTIONS_PER_BRIEFING, (n + 1) * SECTIONS_PER_BRIEFING)
    query = "SELECT key, label, by_date FROM items, briefings WHERE key >= ? AND key < ? AND +kind = ? AND n = ?"
    relations = db.execute(query, (*bounds, KIND[Relation], n)).fetchall()
    names: dict[int, list[int]] = {key: [] for key, *_ in relations}
    for key, name in db.execute("SELECT key, name FROM item_names WHERE key >= ? AND key < ?", bounds) if relations else ():
        if key in names:
            names[key].append(name)
    contents = all_things_in_rows(db, names)
    rows = [statement_row(key, label, contents[key], names[key], said) for key, label, said in relations]
    query = "DELETE FROM statements WHERE below = ? AND leads = ? AND said = ? AND start = ? AND key = ?"
    db.executemany(query, [row[:5] for row in rows if row is not None])


class StatedPlace(NamedTuple):
    """Where a briefing says that an actor stands."""

    above: int
    """The number of the name of the one above (`name_number`)."""
    key: int
    """Of the relation."""
    label: int
    """As in `tui.catalog.items.ItemRow`."""
    agrees: bool = False
    """Whether the briefing of the newest statement says it as well, so that nobody contradicts it."""

    @property
    def n(self) -> int:
        """The number of its briefing."""
        return self.key // SECTIONS_PER_BRIEFING


class BelievedPlace(NamedTuple):
    """What is believed of an actor's place."""

    first: StatedPlace
    """By the newest statement."""
    disputed: bool
    """Whether another briefing names another one above, which that of the newest statement does not."""
    most: int
    """The strictest label of all statements that are believed."""
    is_worded: bool
    """Whether any of them is restricted in words."""
    later: bool
    """Whether all of them were only made after the date."""


Below = tuple[int, bool]
"""The number of an actor's name, and whether it is about who leads it."""

_ORDER = "ORDER BY said DESC, start DESC, key"


class Beliefs:
    """What is believed on a date of the places of all actors."""

    def __init__(self, items: LibraryItems, moment: int) -> None:
        """Ask a library.

        Args:
            items: those that count.
            moment: the date's last second.
        """
        self._db, self._counts, self._values = items.counting()
        self._values["moment"] = moment
        self.earlier, self.later, any_later = self._turns(moment)
        """First seconds of the days on which the state before this one and the one after it begin; None for none."""
        self.places: dict[Below, BelievedPlace] = {}
        """By the actor."""
        for later in (False, True) if any_later else (False,):
            self.places |= {below: place for below, place in self._first(later) if below not in self.places}

    def _turns(self, moment: int) -> tuple[int | None, int | None, bool]:
        before, after = moment // DAY * DAY, (moment // DAY + 1) * DAY
        ends = "CASE WHEN start > :none AND start {0} THEN start END", "CASE WHEN until + 1 {0} THEN until + 1 END"
        columns = [f"{of}({end.format(sign)})" for of, sign in (("max", "< :before"), ("min", ">= :after")) for end in ends]
        query = f"SELECT {', '.join(columns)}, max(start > :moment AND NOT dated) FROM statements WHERE 1{self._counts}"
        values = {**self._values, "none": UNDATED, "before": before, "after": after}
        *found, later = self._db.execute(query, values).fetchone()
        started, ended, starts, end = [None if one is None else one // DAY * DAY for one in found]
        earlier = max((one for one in (started, ended) if one is not None), default=None)
        return earlier, min((one for one in (starts, end) if one is not None), default=None), bool(later)

    def _believed(self, later: bool) -> str:
        start = "start > :moment AND NOT dated" if later else "start <= :moment"
        return f"{start} AND (until IS NULL OR until >= :moment){self._counts}"

    def _first(self, later: bool) -> Iterator[tuple[Below, BelievedPlace]]:
        believed = self._believed(later)
        columns = (
            "below, leads, max(said) AS said, min(above) AS low, max(above) AS high, max(label) AS most, max(label & 1) AS worded"
        )
        actors = f"(SELECT {columns} FROM statements WHERE {believed} GROUP BY below, leads)"
        query = f"SELECT below, leads, low, high, most, worded, above, key, label FROM {actors} CROSS JOIN statements"
        query = f"{query} USING (below, leads, said) WHERE {believed} {_ORDER.replace('BY', 'BY below, leads,')}"
        for below, rows in groupby(self._db.execute(query, self._values), itemgetter(0, 1)):
            head, *tied = rows
            _, leads, low, high, most, worded, above, key, label = head
            n, own, others = key // SECTIONS_PER_BRIEFING, {above}, {low, high}
            for row in tied:
                # What was said at the same time as the newest statement.
                (own if row[7] // SECTIONS_PER_BRIEFING == n else others).add(row[6])
            disputed = not leads and not own.issuperset(others)
            if not disputed and low != high and not leads:
                disputed = not own.issuperset(one.above for one in self._rows((below[0], False), later))
            first = StatedPlace(above, key, label)
            yield (below[0], bool(leads)), BelievedPlace(first, disputed, most, bool(worded), later)

    def _rows(self, below: Below, later: bool) -> Iterator[StatedPlace]:
        """The statements of an actor's place that are believed, the newest first."""
        query = f"SELECT above, key, label FROM statements WHERE below = :below AND leads = :leads AND {self._believed(later)}"
        values = {**self._values, "below": below[0], "leads": below[1]}
        return starmap(StatedPlace, self._db.execute(f"{query} {_ORDER}", values))

    def all_of(self, below: Below) -> list[StatedPlace]:
        """What is believed of an actor's place, each one above once, the newest statement first."""
        place = self.places.get(below)
        if place is None:
            return []
        found: dict[int, StatedPlace] = {}
        for one in self._rows(below, place.later):
            if one.above not in found:
                found[one.above] = one
            elif one.n == place.first.n:
                # The briefing that says so last says this as well.
                found[one.above] = found[one.above]._replace(agrees=True)
        return [one if one.n != place.first.n else one._replace(agrees=True) for one in found.values()]

    def keys(self, actors: Iterable[Below]) -> list[ItemKey]:
        """Things whose marking together is that of all that is believed of the places of some actors."""
        wanted = [(self.places[one].most, one) for one in actors if one in self.places]
        keys = [ItemKey(None, self.places[one].first.key, self.places[one].first.label) for _, one in wanted]
        most = max((key.label // 2 for key in keys), default=0)
        for label, one in sorted(wanted, reverse=True):
            if label // 2 > most or self.places[one].is_worded:
                own = self.all_of(one)
                keys += [ItemKey(None, each.key, each.label) for each in own]
                most = max(most, *[each.label // 2 for each in own])
        return keys


def names_above(items: LibraryItems, keys: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """By the keys of relations the names of the actors that they order: the one below, and the one above."""
    db, _, _ = items.counting()
    decode = decoder_of_some(Relation, ("from_", "type", "to")).decode
    found = {key: order_of(decode(content)) for key, content in things_in_rows(db, keys).items()}
    return {key: order for key, order in found.items() if order is not None}
