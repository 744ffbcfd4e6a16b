"""Forgetting a briefing for good: its rows, what an undo would bring back, freed pages, the log, and older copies."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import NamedTuple

from tui.journal.applying import count_change, number_of
from tui.journal.files import remove_copies
from tui.journal.tables import TABLES, UNREADABLE, Image, pack_images, unpack_images

_ATTEMPTS = 30
_PAUSE = 0.1
"""Seconds between attempts to empty the log, which another program may be reading."""


class Forgotten(NamedTuple):
    """What came of forgetting a briefing."""

    removed: int
    """Rows."""
    gone: bool
    """Whether the last traces are gone from the disk: another program that has the journal open may hold them until it ends."""
    deleted: list[Path]
    """Journals that had been set aside, and were deleted as well."""


def forget(db: sqlite3.Connection, folder: Path, key: str) -> Forgotten:
    """Remove all that is known of a briefing, also from the free space of the file; whatever is a copy is deleted.

    Args:
        db: the writing connection, outside a transaction.
        folder: the journal's.
        key: the briefing's, or a former one.
    """
    db.execute("BEGIN IMMEDIATE")
    n = number_of(db, key)
    if not n:
        db.execute("ROLLBACK")
        return Forgotten(0, True, [])
    removed = 1
    forget_deeds(db, n, str(db.execute("SELECT title FROM entries WHERE n = ?", (n,)).fetchone()[0]))
    for table in TABLES:
        if table != "entries":
            removed += db.execute(f"DELETE FROM {table} WHERE n = ?", (n,)).rowcount
    db.execute("DELETE FROM aliases WHERE n = ?", (n,))
    db.execute("DELETE FROM entries WHERE n = ?", (n,))
    count_change(db)
    db.execute("COMMIT")
    deleted = remove_copies(folder)
    db.execute("VACUUM")
    return Forgotten(removed, empty_log(db), deleted)


def empty_log(db: sqlite3.Connection) -> bool:
    """Bring what stands in the log into the file, and cut the log to nothing. Returns whether that was possible."""
    for _ in range(_ATTEMPTS):
        busy, _pages, _done = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return True
        time.sleep(_PAUSE)
    return False


def forget_deeds(db: sqlite3.Connection, n: int, title: str) -> None:
    """Take from every deed what concerns a briefing, its title as well; a deed that concerned no other goes."""
    for deed, said, data in db.execute("SELECT d, said, images FROM deeds").fetchall():
        try:
            images = unpack_images(data)
        except UNREADABLE:
            # It cannot be told what it is about.
            db.execute("DELETE FROM deeds WHERE d = ?", (deed,))
            continue
        left = [image for image in images if _number(db, image) != n]
        if not left:
            db.execute("DELETE FROM deeds WHERE d = ?", (deed,))
        elif len(left) < len(images):
            said = said.replace(title, "a briefing") if title else said
            db.execute("UPDATE deeds SET said = ?, images = ? WHERE d = ?", (said, pack_images(left), deed))


def _number(db: sqlite3.Connection, image: Image) -> int:
    """The entry that a row belongs to; 0 where that cannot be told, since the row is nowhere any more."""
    table, key, before = image
    if table == "entries" or TABLES[table].key[0] == "key":
        return int(key[0])
    if before is not None and "n" in before:
        return int(before["n"])
    found = db.execute(f"SELECT n FROM {table} WHERE {TABLES[table].key[0]} = ?", key).fetchone()
    return int(found[0]) if found else 0
