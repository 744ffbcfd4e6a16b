"""Which briefings of a library are replaced by others: `supersedes`, or the same series with a higher number."""

from __future__ import annotations

import re
import sqlite3
from array import array

import msgspec

from tui.catalog.tables import Row

_NUMBERS = re.compile(r"\d+|\D+")


def _rank(number: str) -> tuple[tuple[int, int, str], ...]:
    """Orders numbers of a series as people count: 9 before 10, 2024-2 before 2024-10."""
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part.casefold()) for part in _NUMBERS.findall(number))


def superseded(db: sqlite3.Connection) -> array[int]:
    """The numbers of the briefings that another one replaces, in order."""
    older: set[int] = set()
    newest: dict[str, tuple[tuple[tuple[int, int, str], ...], int]] = {}
    replaced: set[str] = set()
    decode = msgspec.msgpack.Decoder(Row).decode
    for n, data in db.execute("SELECT n, row FROM briefings"):
        row = decode(data)
        replaced.update(name for name in row.supersedes if name != row.id)
        if row.series and row.number:
            mine = (_rank(row.number), n)
            other = newest.get(row.series)
            if other is None:
                newest[row.series] = mine
            elif other[0] != mine[0]:
                older.add(min(other, mine)[1])
                newest[row.series] = max(other, mine)
    for name in replaced:
        older.update(n for (n,) in db.execute("SELECT n FROM ids WHERE id = ?", (name,)))
    return array("q", sorted(older))
