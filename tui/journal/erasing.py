"""Taking the last traces of what was removed off the disk: copies, free pages, the log.

That something is to be erased is noted in the transaction that removes it. Whatever ends a program in between, the next
one that opens the journal goes on.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import NamedTuple

from tui.journal.errors import is_damage, reason_of
from tui.journal.files import remove_copies

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


def note(db: sqlite3.Connection) -> None:
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
