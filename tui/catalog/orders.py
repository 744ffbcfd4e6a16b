"""The orders of a catalog's list, each kept as an array of numbers; a few changes are put in their places, many are sorted anew."""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import TypeAlias

FEW = 64
"""Changes up to which an order is mended: each takes some twenty looks at the database."""

ORDERS = {
    "date": "SELECT n FROM briefings ORDER BY by_date DESC, by_title, n",
    "updated": "SELECT n FROM briefings ORDER BY by_updated DESC, by_title, n",
    "title": "SELECT n FROM briefings ORDER BY by_title, n",
}

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
    for name, query in ORDERS.items():
        numbers = _mended(db, name, out, into) if len(out) + len(into) <= FEW else None
        if numbers is None:
            numbers = array("q", [n for (n,) in db.execute(query)])
        db.execute("INSERT OR REPLACE INTO orders VALUES (?, ?)", (name, numbers.tobytes()))


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
