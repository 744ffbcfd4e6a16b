"""Forgetting a briefing for good: its rows, what an undo would bring back, and every trace of them on the disk.

That something is to be erased is noted in the transaction that removes it. Whatever ends a program in between, the next
one that opens the journal goes on.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import NamedTuple

from tui.journal.drafts import forget_drafts
from tui.journal.files import remove_copies
from tui.journal.rows import count_change, number_of
from tui.journal.tables import TABLES, UNREADABLE, Image, pack_images, unpack_images
from tui.journal.troubles import is_damage, reason_of

NOTE = "erasing"
"""Row of `meta` that says that something is to be erased."""

_ATTEMPTS = 30
_PAUSE = 0.1
"""Seconds between attempts to empty the log, which another program may be reading."""


class Erased(NamedTuple):
    """What came of it."""

    obstacle: str
    """Why the last traces may be on the disk until another program goes on, in words; "" where they are gone."""
    deleted: list[Path]
    """Journals that had been set aside, and were deleted as well."""

    def sentences(self) -> list[str]:
        """What the person must know of it."""
        told = [f"A journal that was set aside may have held what was forgotten, and is deleted: {aside}" for aside in self.deleted]
        if self.obstacle:
            told.append(f"What was forgotten may be on the disk until the program is started again: {self.obstacle}.")
        return told


def note_erasing(db: sqlite3.Connection) -> None:
    """Note, in the transaction that removes something, that it is to be erased."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, 1)", (NOTE,))


def erase(db: sqlite3.Connection, folder: Path) -> Erased:
    """Erase what was removed, where that was noted.

    Args:
        db: the writing connection, outside a transaction.
        folder: the journal's.

    Raises:
        sqlite3.Error: the journal is damaged.
    """
    if not db.execute("SELECT 1 FROM meta WHERE name = ?", (NOTE,)).fetchone():
        return Erased("", [])
    deleted: list[Path] = []
    try:
        deleted = remove_copies(folder)
        db.execute("VACUUM")
        if not _empty_log(db):
            return Erased("another program has the journal open", deleted)
        db.execute("DELETE FROM meta WHERE name = ?", (NOTE,))
    except (sqlite3.Error, OSError) as error:
        if is_damage(error):
            raise
        return Erased(reason_of(error), deleted)
    return Erased("", deleted)


def _empty_log(db: sqlite3.Connection) -> bool:
    """Bring what stands in the log into the file, and cut the log to nothing. Returns whether that was possible."""
    for _ in range(_ATTEMPTS):
        busy, _pages, _done = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return True
        time.sleep(_PAUSE)
    return False


class Forgotten(NamedTuple):
    """What came of forgetting a briefing."""

    removed: int
    """Rows and drafts."""
    traces: Erased


def forget_briefing(db: sqlite3.Connection, folder: Path, key: str) -> Forgotten:
    """Remove all that is known of a briefing, also from the free space of the file; whatever is a copy is deleted.

    Args:
        db: the writing connection, outside a transaction.
        folder: the journal's.
        key: the briefing's, or a former one.
    """
    n = number_of(db, key)
    # While the journal knows the briefing, it can be forgotten again.
    removed = forget_drafts(folder, {key, *_keys(db, n)})
    if n:
        db.execute("BEGIN IMMEDIATE")
        try:
            removed += remove_rows(db, key)
            note_erasing(db)
            count_change(db)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    return Forgotten(removed, erase(db, folder))


def _keys(db: sqlite3.Connection, n: int) -> set[str]:
    """All keys that lead to an entry."""
    return {
        str(key) for (key,) in db.execute("SELECT key FROM entries WHERE n = ? UNION SELECT key FROM aliases WHERE n = ?", (n, n))
    }


def remove_rows(db: sqlite3.Connection, key: str) -> int:
    """Remove the rows of a briefing. Returns how many."""
    n = number_of(db, key)
    title = db.execute("SELECT title FROM entries WHERE n = ?", (n,)).fetchone()
    if title is None:
        return 0
    forget_deeds(db, n, str(title[0]))
    removed = 1
    for table in TABLES:
        if table != "entries":
            removed += db.execute(f"DELETE FROM {table} WHERE n = ?", (n,)).rowcount
    db.execute("DELETE FROM aliases WHERE n = ?", (n,))
    db.execute("DELETE FROM entries WHERE n = ?", (n,))
    return removed


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
