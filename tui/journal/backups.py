"""Copies of the journal: one a day, and one before its tables change."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tui.journal.errors import Damaged, is_damage
from tui.journal.location import BACKUPS, make_file, make_folder, unique

BACKUPS_KEPT = 3
A_DAY = 86_400.0


class Stopped(Exception):
    """A backup was given up, since the program is to end."""


class Backups:
    """The folder of copies beside a journal."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        """The copies of the journal in a folder; `now` tells seconds since 1970."""
        self.folder = folder / BACKUPS
        self._now = now

    def all(self) -> list[Path]:
        """The backups there are, newest first."""
        try:
            found = [(path.stat().st_mtime, path) for path in (self.folder).glob("journal-*.db")]
        except OSError:
            return []
        return [path for _, path in sorted(found, reverse=True)]

    def due(self) -> bool:
        """Whether the newest backup is older than a day."""
        rolling = [path for path in self.all() if not path.name.startswith("journal-before-")]
        try:
            return not rolling or not 0 <= self._now() - rolling[0].stat().st_mtime < A_DAY
        except OSError:
            return True

    def make(self, db: sqlite3.Connection, name: str = "", stopped: Callable[[], bool] = lambda: False) -> Path:
        """Copy the journal as it is now; the newest few copies stay.

        Raises:
            Damaged: the copy is not whole, so the journal is not either. Older copies stay.
            Stopped: `stopped` said so.
            sqlite3.Error, OSError: it cannot be written.
        """
        folder = self.folder
        make_folder(folder)
        path = folder / f"journal-{name}{stamp(self._now())}.db"
        made = folder / f"new-{unique()}.db"
        with suppress(FileNotFoundError):
            made.unlink()
        make_file(made)

        def progress(_status: int, _remaining: int, _total: int) -> None:
            if stopped():
                raise Stopped

        try:
            copy = sqlite3.connect(made, isolation_level=None)
            try:
                db.backup(copy, pages=2_000, progress=progress)
                copy.execute("PRAGMA journal_mode = DELETE")
                if not is_whole(copy):
                    raise Damaged("a copy of it is not whole")
            finally:
                copy.close()
            os.utime(made, (self._now(), self._now()))
            sync(made)
            os.replace(made, path)
        finally:
            for leftover in folder.glob(f"{made.name}*"):
                with suppress(OSError):
                    leftover.unlink()
        rolling = [old for old in self.all() if old.name.startswith("journal-before-") == bool(name)]
        for old in rolling[BACKUPS_KEPT:]:
            with suppress(OSError):
                old.unlink()
        return path


def is_whole(db: sqlite3.Connection) -> bool:
    """Whether nothing in a database is damaged."""
    try:
        return bool(db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return False
        raise


def stamp(now: float) -> str:
    """A moment as names of files have it, `2024-07-03T0946` (UTC)."""
    return f"{datetime.fromtimestamp(now, UTC):%Y-%m-%dT%H%M}"


def sync(path: Path) -> None:
    """Have a file's bytes written to the disk."""
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)
