"""Bringing over what can still be read of a damaged journal into the copy that takes its place."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tui.journal.applying import count_change

_BROUGHT_OVER = {"notes": "modified", "marks": "at", "reads": "at", "kept": "", "bases": "", "visits": ""}
"""Tables, each with the column by which the newer of two rows is told; "" where a row that is there stays."""


def salvage(damaged: Path, db: sqlite3.Connection) -> int:
    """Add the rows of a damaged journal that the journal does not have, or has older ones of.

    Args:
        damaged: the file that was set aside.
        db: the journal, outside a transaction.

    Returns:
        How many rows were added or replaced.
    """
    count = 0
    with suppress(sqlite3.Error, ValueError):
        old = sqlite3.connect(damaged, isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        try:
            numbers: dict[int, int] = {}
            for row in _rows(old, "entries"):
                n = row.pop("n")
                here = db.execute("SELECT n FROM entries WHERE key = ?", (row["key"],)).fetchone()
                number = int(here[0]) if here else _insert(db, "entries", {**row, "read": 0})
                if number is not None:
                    numbers[n] = number
            for table, newer in _BROUGHT_OVER.items():
                for row in _rows(old, table):
                    if row.get("n") in numbers:
                        row["n"] = numbers[row["n"]]
                        count += _add(db, table, newer, row)
            count_change(db)
            db.execute("COMMIT")
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
            old.close()
    return count


def _rows(old: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    """The rows that can be read, from the first to the damage and from the last back to it."""
    for order in ("ASC", "DESC"):
        try:
            cursor = old.execute(f"SELECT * FROM {table} ORDER BY 1 {order}")
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))
            return
        except (sqlite3.Error, UnicodeDecodeError):
            continue


def _add(db: sqlite3.Connection, table: str, newer: str, row: dict[str, Any]) -> int:
    key = {"notes": ("id",), "marks": ("letter",), "visits": ("v",), "bases": ("n",)}.get(table, ("n", "section"))
    where = " AND ".join(f"{name} = ?" for name in key)
    here = db.execute(f"SELECT {newer or '0'} FROM {table} WHERE {where}", [row[name] for name in key]).fetchone()
    if here and (not newer or here[0] >= row[newer]):
        return 0
    if here:
        db.execute(f"DELETE FROM {table} WHERE {where}", [row[name] for name in key])
    return int(bool(_insert(db, table, row)))


def _insert(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> int | None:
    marks = ", ".join("?" * len(row))
    try:
        return db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values())).lastrowid or 1
    except sqlite3.Error:
        return None
