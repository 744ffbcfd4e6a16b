"""Bringing over what can still be read of a damaged journal into the copy that takes its place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tui.journal.numbers import TIMES, moment
from tui.journal.rows import count_change
from tui.journal.tables import UNREADABLE, decoded
from tui.journal.troubles import any_text
from tui.store.private_files import make_private_file

_BROUGHT_OVER = {
    "notes": "modified",
    "marks": "at",
    "reads": "at",
    "kept": "",
    "bases": "",
    "visits": "",
    "closed": "at",
    "readings": "",
    "spent": "",
}
"""Tables, each with the column by which the newer of two rows is told; "" where a row that is there stays."""

_NUMBERED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "entries": ("n", {"entries_seen": "key", "entries_by_path": "path", "entries_by_id": "id"}),
    "notes": ("rowid", {"notes_by_entry": "n", "sqlite_autoindex_notes_1": "id"}),
    "kept": ("rowid", {"sqlite_autoindex_kept_1": "n"}),
    "bases": ("n", {}),
    "visits": ("v", {"visits_by_entry": "n"}),
    "readings": ("rowid", {"sqlite_autoindex_readings_1": "n"}),
}
"""Tables whose rows have numbers, each with the number's name and the indexes that know it as well: index -> first column."""

_COPIED = {
    "entries_seen": ("key", "digest", "done_at", "read", "sections", "opened_at"),
    "entries_by_path": ("path",),
    "entries_by_id": ("id",),
    "sqlite_autoindex_entries_1": ("key",),
}
"""What the indexes of `entries` hold themselves."""

_KEYS: Mapping[str, tuple[str, ...]] = {
    "notes": ("id",),
    "marks": ("letter",),
    "visits": ("v",),
    "bases": ("n",),
    "closed": ("n", "item"),
    "readings": ("n", "at"),
}
"""The columns that tell a row; of the other tables the entry and the section."""

_MOST_TRIED = 100_000
"""How many numbers between two that can be read are tried one by one."""


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
        old.text_factory = any_text
        # The tables whose definitions can be read are read, where others cannot.
        old.execute("PRAGMA writable_schema = ON")
        db.execute("BEGIN IMMEDIATE")
        try:
            # A copy of the journal has its numbers.
            numbers = {n: n for (n,) in db.execute("SELECT n FROM entries").fetchall()}
            if not numbers:
                _take_secret(old, db)
            for row in _entries(old):
                n = row.pop("n")
                here = db.execute("SELECT n FROM entries WHERE key = ?", (row["key"],)).fetchone()
                number = int(here[0]) if here else _insert(db, "entries", {**row, "read": 0})
                if number is not None:
                    numbers[n] = number
            for table, newer in _BROUGHT_OVER.items():
                for row in _rows(old, table):
                    if table == "notes" and row.get("n") not in numbers:
                        numbers[row["n"]] = _insert(db, "entries", {"key": f"recovered-{row['n']}"}) or 0
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


_PAGE = 4_096


def is_headless(damaged: Path) -> bool:
    """Whether the first page of a journal is empty, as after it was cut off and its log was moved into it."""
    with damaged.open("rb") as file:
        return not any(file.read(_PAGE)) and (file.tell() > 0 or Path(f"{damaged}-wal").exists())


_MOST_ADDED = 1 << 31
"""Bytes that are added to a file that was cut off; they take no room on the disk."""


_HEAD = b"SQLite format 3\0" + _PAGE.to_bytes(2, "big") + b"\2\2\0\x40\x20\x20"
"""How every journal begins."""


def is_beheaded(damaged: Path) -> bool:
    """Whether a journal does not begin as all do, or is not as long as that says: SQLite reads nothing of such a file."""
    with damaged.open("rb") as file:
        head = file.read(100)
        size = file.seek(0, os.SEEK_END)
    return len(head) == 100 and (head[: len(_HEAD)] != _HEAD or size != int.from_bytes(head[28:32], "big") * _PAGE)


def filled_up(damaged: Path, made: Path) -> None:
    """Make a journal of one that was cut off or does not begin as it should, with empty pages in the place of those that are gone.

    Args:
        damaged: it is only read.
        made: an empty file that is there, to write to; its log is made as well.

    Raises:
        OSError: a file cannot be read or written.
    """
    data = damaged.read_bytes()
    pages = max(int.from_bytes(data[28:32], "big"), -(-len(data) // _PAGE))
    pages = min(pages, -(-len(data) // _PAGE) + _MOST_ADDED // _PAGE)
    with made.open("r+b") as file:
        file.write(_HEAD + data[len(_HEAD) : 28] + pages.to_bytes(4, "big") + data[32:])
        file.truncate(pages * _PAGE)
    _copy_log(damaged, made)


def copy_with_log(damaged: Path, made: Path) -> None:
    """Make a journal with the pages of another and its log. Raises OSError: a file cannot be read or written."""
    made.write_bytes(damaged.read_bytes())
    _copy_log(damaged, made)


def _copy_log(damaged: Path, made: Path) -> None:
    log = Path(f"{damaged}-wal")
    if log.exists():
        copy = Path(f"{made}-wal")
        make_private_file(copy)
        copy.write_bytes(log.read_bytes())


def graft(damaged: Path, base: Path, made: Path) -> None:
    """Make a journal of the pages that are left of one, and of its log; those that are lost are taken from another.

    Args:
        damaged: it is only read.
        base: a journal with the same pages in the same places.
        made: a file that is there, to write to; its log is made as well.

    Raises:
        OSError: a file cannot be read or written.
    """
    pages = bytearray(base.read_bytes())
    left = damaged.read_bytes()
    pages.extend(bytes(max(0, len(left) - len(pages))))
    for start in range(0, len(left), _PAGE):
        page = left[start : start + _PAGE]
        if any(page):
            pages[start : start + _PAGE] = page
    # As many pages as there are, and in the way of a journal with a log.
    pages[18:20] = b"\2\2"
    pages[28:32] = (len(pages) // _PAGE).to_bytes(4, "big")
    made.write_bytes(pages)
    _copy_log(damaged, made)


def _take_secret(old: sqlite3.Connection, db: sqlite3.Connection) -> None:
    """Give a new journal the secret of the damaged one, with which the digests in its rows were made."""
    for (secret,) in _read(old, "SELECT value FROM meta WHERE name = 'secret'", _Broken()):
        if isinstance(secret, bytes) and len(secret) == 32:
            db.execute("UPDATE meta SET value = ? WHERE name = 'secret'", (secret,))


def _entries(old: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The entries that can be read, and of the others what the indexes tell, as far as that is a key at least."""
    whole = set()
    for row in _rows(old, "entries"):
        whole.add(row["n"])
        yield row
    parts: dict[int, dict[str, Any]] = {}
    for index, columns in _COPIED.items():
        for n, *values in _both_ways(old, f"SELECT n, {', '.join(columns)} FROM entries INDEXED BY {index}", columns[0]):
            if n not in whole:
                parts.setdefault(n, {"n": n}).update(zip(columns, values, strict=True))
    yield from (row for row in parts.values() if "key" in row)


def _rows(old: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    """The rows that can be read: from the first to the damage, from the last back to it, and one by one those between."""
    number, indexes = _NUMBERED.get(table, ("", {}))
    try:
        names = [column[1] for column in old.execute(f"PRAGMA table_info({table})")]
    except sqlite3.Error:
        return
    if not names:
        return
    select = f"SELECT {number or 0}, {', '.join(names)} FROM {table}"
    found: set[int] = set()
    ends: list[int] = []
    for order in ("ASC", "DESC"):
        last, broken = 0, _Broken()
        for last, *values in _read(old, f"{select} ORDER BY {number or names[0]} {order}", broken):
            row = dict(zip(names, values, strict=True))
            if (not number or last not in found) and _makes_sense(table, row):
                found.add(last)
                yield row
        if not broken:
            return
        ends.append(last)
    if not number:
        return
    known = {n for index, by in indexes.items() for (n,) in _both_ways(old, f"SELECT {number} FROM {table} INDEXED BY {index}", by)}
    if 0 < ends[0] < ends[1] <= ends[0] + _MOST_TRIED:
        known.update(range(ends[0] + 1, ends[1]))
    for n in sorted(known - found):
        for _, *values in _read(old, f"{select} WHERE {number} = {n:d}", _Broken()):
            row = dict(zip(names, values, strict=True))
            if _makes_sense(table, row):
                yield row


def _makes_sense(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a row is what its table holds: a damaged page may hold anything."""
    try:
        for name, value in row.items():
            decoded(table, name, value)
    except UNREADABLE:
        return False
    texts = [row.get(name, "") for name in ("key", "id", "section", "letter", "title", "text")]
    return all(isinstance(text, str) for text in texts) and all(isinstance(row.get(name, 0), int) for name in ("n", "v"))


class _Broken(list[Exception]):
    """The errors that ended a reading; true where there was one."""


def _read(old: sqlite3.Connection, sql: str, broken: _Broken) -> Iterator[tuple[Any, ...]]:
    """The rows of an answer as far as they can be read."""
    try:
        yield from old.execute(sql)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        broken.append(error)


def _both_ways(old: sqlite3.Connection, sql: str, by: str) -> Iterator[tuple[Any, ...]]:
    """The rows of an index as far as they can be read from either end; some twice."""
    broken = _Broken()
    yield from _read(old, sql, broken)
    if broken:
        yield from _read(old, f"{sql} ORDER BY {by} DESC", broken)


def _add(db: sqlite3.Connection, table: str, newer: str, row: dict[str, Any]) -> int:
    key = _KEYS.get(table, ("n", "section"))
    where = " AND ".join(f"{name} = ?" for name in key)
    here = db.execute(f"SELECT {newer or '0'} FROM {table} WHERE {where}", [row[name] for name in key]).fetchone()
    if here and (not newer or here[0] >= row[newer]):
        return 0
    if here:
        db.execute(f"DELETE FROM {table} WHERE {where}", [row[name] for name in key])
    return int(bool(_insert(db, table, row)))


def _insert(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> int | None:
    row = {name: moment(value) if name in TIMES else value for name, value in row.items()}
    marks = ", ".join("?" * len(row))
    try:
        return db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values())).lastrowid or 1
    except sqlite3.Error:
        return None
