"""Which briefings of a library another one replaces (`supersedes`, or a higher number of the series), and which share an id."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from tui.model.decoders import decoder_of
from tui.model.late_pattern import late_pattern
from tui.model.text import fold

if TYPE_CHECKING:
    import sqlite3
    from array import array

_NUMBERS = late_pattern(r"\d+|\D+")


class Claim(NamedTuple):
    """What a briefing says of its place in a lineage."""

    n: int
    id: str
    formerly: tuple[str, ...]
    series: str
    number: str
    supersedes: tuple[str, ...]
    date: int
    """Of its newest date, in seconds: tells which is the newest where briefings claim to replace each other."""


def _rank(number: str) -> tuple[tuple[int, int, str], ...]:
    """Orders numbers of a series as people count: 9 before 10, 2024-2 before 2024-10."""
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part.casefold()) for part in _NUMBERS.findall(number))


def replaced(claims: Iterable[Claim]) -> set[int]:
    """The numbers of the briefings that another one replaces.

    Of some that replace each other in a circle, the newest stays.

    Args:
        claims: of every briefing of a library; those that claim nothing may be left out where no other one names them.
    """
    known = list(claims)
    older = _older(replacements(known))
    found = {old for olds in older.values() for old in olds}
    if found:
        dates = {claim.n: (claim.date, claim.n) for claim in known}
        reached = _below([claim.n for claim in known if claim.n not in found], older)
        # What no newest one leads to is a circle, or hangs on one.
        for n in sorted(found - reached, key=lambda n: dates[n], reverse=True):
            if n not in reached:
                found.discard(n)
                reached |= _below([n], older)
    return found


def replacements(claims: Sequence[Claim]) -> list[tuple[int, int]]:
    """Pairs of briefings of which the first replaces the second, by what they claim; there may be circles."""
    return [*_by_name(claims), *_by_series(claims)]


def _older(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """By briefing, those that it replaces."""
    older: dict[int, list[int]] = defaultdict(list)
    for new, old in pairs:
        older[new].append(old)
    return older


MOST_OLDER = 100
"""Briefings that are named of those that one replaces."""


def lines_of(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """For every briefing that replaces others and is not replaced itself: those others, the nearest first.

    Args:
        pairs: of the library, by `replacements`.
    """
    older = _older(pairs)
    old = {n for olds in older.values() for n in olds}
    return {n: _line(n, older) for n in older if n not in old}


def line_of(n: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """The briefings that one replaces, directly or by others between; the nearest first."""
    return _line(n, _older(pairs))


def _line(n: int, older: Mapping[int, Sequence[int]]) -> list[int]:
    found: dict[int, None] = {n: None}
    waiting = deque([n])
    while waiting and len(found) <= MOST_OLDER:
        for old in older.get(waiting.popleft(), ()):
            if old not in found:
                found[old] = None
                waiting.append(old)
    return list(found)[1:]


def _by_name(claims: Sequence[Claim]) -> Iterator[tuple[int, int]]:
    """Pairs of new and old, by `supersedes`."""
    wanted = {name for claim in claims for name in claim.supersedes}
    if not wanted:
        return
    named: dict[str, list[int]] = defaultdict(list)
    for claim in claims:
        for name in (claim.id, *claim.formerly):
            if name in wanted:
                named[name].append(claim.n)
    for claim in claims:
        for name in claim.supersedes:
            if name != claim.id:
                yield from ((claim.n, old) for old in named.get(name, ()) if old != claim.n)


def _by_series(claims: Sequence[Claim]) -> Iterator[tuple[int, int]]:
    """Pairs of new and old: every number of a series but the highest is replaced by the next one."""
    series: dict[str, dict[tuple[tuple[int, int, str], ...], list[int]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        if claim.series and claim.number:
            series[" ".join(fold(claim.series).split())][_rank(claim.number)].append(claim.n)
    for numbers in series.values():
        ranks = sorted(numbers)
        for lower, higher in pairwise(ranks):
            yield from ((numbers[higher][0], old) for old in numbers[lower])


def _below(heads: Iterable[int], older: Mapping[int, Sequence[int]]) -> set[int]:
    """Some briefings and all that they replace, those included that are replaced by these."""
    found: set[int] = set()
    waiting = list(heads)
    while waiting:
        n = waiting.pop()
        if n not in found:
            found.add(n)
            waiting += older.get(n, ())
    return found


def lineage(db: sqlite3.Connection) -> tuple[array[int], array[int]]:
    """The numbers of the briefings of a catalog that another one replaces, in order; and pairs of one that replaces another."""
    from array import array

    claims = list(_claims(db))
    pairs = (n for pair in replacements(claims) for n in pair)
    return array("q", sorted(replaced(claims))), array("q", pairs)


def _claims(db: sqlite3.Connection) -> Iterator[Claim]:
    """What the briefings of a catalog claim, in the order of paths: of those that claim anything, and of those that these name."""
    decode = decoder_of(tuple[str, ...]).decode
    rows = db.execute("SELECT n, series, number, supersedes FROM claims").fetchall()
    claiming = {n: (series, number, decode(supersedes)) for n, series, number, supersedes in rows}
    names = {name for _, _, supersedes in claiming.values() for name in supersedes}
    wanted = {n for name in names for (n,) in db.execute("SELECT n FROM ids WHERE id = ?", (name,))} | claiming.keys()
    ids: dict[int, list[str]] = defaultdict(list)
    dates: dict[int, int] = {}
    query = "SELECT n, id, by_date FROM files JOIN briefings USING (n) JOIN ids USING (n) WHERE n IN ({}) ORDER BY former"
    places = "SELECT n FROM files WHERE n IN ({}) ORDER BY root, folder, name, part"
    order = _of_many(db, places, sorted(wanted)) if len(wanted) <= AT_ONCE else db.execute(_ALL_PLACES)
    for n, name, date in _of_many(db, query, sorted(wanted)):
        ids[n].append(name)
        dates[n] = date
    for (n,) in order:
        if n in ids:
            series, number, supersedes = claiming.get(n, ("", "", ()))
            yield Claim(n, ids[n][0], tuple(ids[n][1:]), series, number, supersedes, dates[n])


AT_ONCE = 10_000
"""Numbers that are asked for together."""

_ALL_PLACES = "SELECT n FROM files WHERE state = 1 ORDER BY root, folder, name, part"


def _of_many(db: sqlite3.Connection, query: str, numbers: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """What a query says of some numbers, which stand for `{}` in it."""
    for start in range(0, len(numbers), AT_ONCE):
        # Numbers are written out, since few may be bound.
        yield from db.execute(query.format(",".join(map(str, numbers[start : start + AT_ONCE]))))


def claimed(db: sqlite3.Connection) -> array[int]:
    """The numbers of the briefings of a catalog whose id another one claims too, in order."""
    from array import array

    query = "SELECT n FROM ids WHERE former = 0 AND id IN (SELECT id FROM ids WHERE former = 0 GROUP BY id HAVING count(*) > 1)"
    return array("q", sorted(n for (n,) in db.execute(query)))
