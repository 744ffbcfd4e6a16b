"""Changes of rows inside a transaction, with what is needed to undo them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, get_args

from tui.journal.records import Deed, DeedKind
from tui.journal.tables import FRESH, TABLES, UNREADABLE, Image, Patch, encoded, pack_images, unpack_images

DEEDS_KEPT = 300
"""How many levels of undo there are."""

VISITS_KEPT = 200


def count_change(db: sqlite3.Connection) -> None:
    """Count a transaction after which lists may be others, so that every program can tell in no time (`JournalReader.stamp`)."""
    db.execute("INSERT INTO meta VALUES ('changes', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1")


class RowChanges:
    """Applies patches to a database; the caller begins and ends the transaction."""

    def __init__(self, db: sqlite3.Connection, images: list[Image] | None = None) -> None:
        """Remember in `images` what the rows were before, where it is given."""
        self.db = db
        self._images = images
        self._numbers: dict[str, int] = {}

    def apply(self, patch: Patch) -> None:
        """Change one row, or remove rows."""
        if patch.table == "entries":
            self._entry(patch)
            return
        stored = self._stored(patch)
        columns = _key_columns(patch.table)[: len(stored)]
        if patch.values is None:
            self._remove(patch.table, columns, stored)
            return
        values = dict(patch.values)
        if "key" in values:
            values["n"] = self.number(values.pop("key"))
        raw = encoded(patch.table, values)
        if self._images is not None or patch.new:
            before = self._before(patch.table, columns, stored, raw)
            if patch.new and before is not None:
                return
            if self._images is not None:
                self._images.append((patch.table, stored, before))
        put(self.db, patch.table, columns, stored, raw)

    def number(self, key: str) -> int:
        """The number of a briefing's entry, which is made where there is none; a former key leads to it as well."""
        n = self._numbers.get(key) or number_of(self.db, key)
        if not n:
            n = int(self.db.execute("INSERT INTO entries (key) VALUES (?)", (key,)).lastrowid or 0)
        self._numbers[key] = n
        return n

    def rename(self, old: str, new: str) -> None:
        """Give an entry another key; the old one goes on leading to it. Does nothing where the new one is taken."""
        n = number_of(self.db, old)
        if not n or number_of(self.db, new):
            return
        self.db.execute("UPDATE entries SET key = ? WHERE n = ?", (new, n))
        self.db.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", (old, n))

    def _entry(self, patch: Patch) -> None:
        (key,) = patch.key
        known = key in self._numbers or bool(number_of(self.db, key))
        if patch.values is None or (patch.new and known):
            return
        n = self.number(key)
        raw = encoded("entries", patch.values)
        if self._images is not None:
            # An entry is never removed again: later notes may hang on it.
            before = self._before("entries", ["n"], [n], raw) if known else {name: FRESH[name] for name in raw}
            self._images.append(("entries", [n], before))
        put(self.db, "entries", ["n"], [n], raw)

    def _stored(self, patch: Patch) -> list[Any]:
        names = TABLES[patch.table].key
        return [
            self.number(value) if name == "key" else encoded(patch.table, {name: value})[name]
            for name, value in zip(names, patch.key, strict=False)
        ]

    def _before(self, table: str, columns: Sequence[str], key: Sequence[Any], raw: dict[str, Any]) -> dict[str, Any] | None:
        names = list(raw)
        found = self.db.execute(f"SELECT {', '.join(names) or '1'} FROM {table} WHERE {_where(columns)}", key).fetchone()
        return None if found is None else dict(zip(names, found, strict=False))

    def _remove(self, table: str, columns: Sequence[str], key: Sequence[Any]) -> None:
        if self._images is not None:
            found = self.db.execute(f"SELECT * FROM {table} WHERE {_where(columns)}", key)
            names = [column[0] for column in found.description]
            keys = _key_columns(table)
            for row in found.fetchall():
                values = dict(zip(names, row, strict=True))
                self._images.append((table, [values.pop(name) for name in keys], values))
        self.db.execute(f"DELETE FROM {table} WHERE {_where(columns)}", key)


def number_of(db: sqlite3.Connection, key: str) -> int:
    """The number of a briefing's entry by its key or a former one; 0 where there is none."""
    found = db.execute("SELECT n FROM entries WHERE key = ?", (key,)).fetchone()
    found = found or db.execute("SELECT n FROM aliases WHERE key = ?", (key,)).fetchone()
    return int(found[0]) if found else 0


def keep_deed(db: sqlite3.Connection, kind: DeedKind, said: str, at: float, images: list[Image]) -> None:
    """Keep what undoes something; the oldest deeds are dropped."""
    db.execute("INSERT INTO deeds (kind, said, at, images) VALUES (?, ?, ?, ?)", (kind, said, at, pack_images(images)))
    oldest = "SELECT d FROM deeds ORDER BY d DESC LIMIT 1 OFFSET ?"
    db.execute(f"DELETE FROM deeds WHERE d <= ({oldest})", (DEEDS_KEPT,))


_UNUSED = " AND ".join(f"NOT EXISTS (SELECT 1 FROM {table} t WHERE t.n = entries.n)" for table in TABLES if table != "entries")
"""That nothing hangs on an entry."""


def undo_newest(db: sqlite3.Connection) -> Deed | None:
    """Put the rows of the newest deed back as they were, and drop it. Returns it; None where there is none."""
    while True:
        found = db.execute("SELECT d, kind, said, at, images FROM deeds ORDER BY d DESC LIMIT 1").fetchone()
        if found is None:
            return None
        try:
            images = unpack_images(found[4])
            break
        except UNREADABLE:
            # It is damaged, and would be in the way of all before it.
            db.execute("DELETE FROM deeds WHERE d = ?", (found[0],))
    for table, key, before in reversed(images):
        columns = ["n"] if table == "entries" else _key_columns(table)
        n = key[0] if columns[0] == "n" else (before or {}).get("n")
        if n is not None and not db.execute("SELECT 1 FROM entries WHERE n = ?", (n,)).fetchone():
            continue
        if before is None:
            db.execute(f"DELETE FROM {table} WHERE {_where(columns)}", key)
        else:
            put(db, table, columns, key, before)
            if table == "entries":
                db.execute(f"DELETE FROM entries WHERE n = ? AND id = '' AND path = x'' AND opened_at = 0 AND {_UNUSED}", key)
    db.execute("DELETE FROM deeds WHERE d = ?", (found[0],))
    return deed_of(found[:4])


def deed_of(row: Sequence[Any]) -> Deed:
    """A deed from its number, kind, words and time."""
    kind: DeedKind = row[1] if row[1] in get_args(DeedKind) else "done"
    return Deed(int(row[0]), kind, str(row[2]), float(row[3]))


def put(db: sqlite3.Connection, table: str, columns: Sequence[str], key: Sequence[Any], raw: dict[str, Any]) -> None:
    """Write the columns of a row, which is made where there is none."""
    if table == "entries":
        if raw:
            changes = ", ".join(f"{name} = ?" for name in raw)
            db.execute(f"UPDATE entries SET {changes} WHERE n = ?", (*raw.values(), *key))
        return
    names = [*columns, *raw]
    marks = ", ".join("?" * len(names))
    if set(names) >= set(_needed(table)):
        changes = ", ".join(f"{name} = excluded.{name}" for name in raw) or f"{columns[0]} = excluded.{columns[0]}"
        insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
        db.execute(f"{insert} ON CONFLICT ({', '.join(columns)}) DO UPDATE SET {changes}", (*key, *raw.values()))
    elif raw:
        changes = ", ".join(f"{name} = ?" for name in raw)
        db.execute(f"UPDATE {table} SET {changes} WHERE {_where(columns)}", (*raw.values(), *key))


_NEEDED = {
    "reads": ("at",),
    "bases": ("data",),
    "kept": ("data",),
    "notes": ("n", "anchor", "section_title", "text", "tags", "marking", "citation", "created", "modified"),
    "marks": ("n", "place", "at"),
    "visits": ("n", "place", "at"),
    "verdicts": ("digest", "data"),
    "spent": ("data",),
    "closed": ("at",),
    "readings": ("data",),
}


def _needed(table: str) -> tuple[str, ...]:
    """Columns without which there can be no row."""
    return _NEEDED[table]


def _key_columns(table: str) -> list[str]:
    return ["n" if name == "key" else name for name in TABLES[table].key]


def _where(columns: Sequence[str]) -> str:
    return " AND ".join(f"{name} = ?" for name in columns)
