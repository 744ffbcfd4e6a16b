"""Copies of the journal: one a day, which is renewed on the first, and one before its tables change."""

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

_RENEWED_UP_TO = 8_000_000
"""Bytes of a journal that is copied at the end of every program on its first day."""

_STAMP = "%Y-%m-%dT%H%M"


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
        rolling = self._daily()
        try:
            return not rolling or not 0 <= self._now() - rolling[0].stat().st_mtime < A_DAY
        except OSError:
            return True

    def renewable(self) -> Path | None:
        """The backup of the journal's first day, while that is not over: until there is another, it is all there is."""
        daily = self._daily()
        if len(daily) != 1:
            return None
        try:
            # Its name says when the first copy was made, and its time when the last was.
            begun = datetime.strptime(daily[0].stem.removeprefix("journal-"), _STAMP).replace(tzinfo=UTC).timestamp()
            return daily[0] if 0 <= self._now() - begun < A_DAY and daily[0].stat().st_size <= _RENEWED_UP_TO else None
        except (OSError, ValueError):
            return None

    def _daily(self) -> list[Path]:
        return [path for path in self.all() if not path.name.startswith("journal-before-")]

    def make(
        self,
        db: sqlite3.Connection,
        name: str = "",
        stopped: Callable[[], bool] = lambda: False,
        instead: Path | None = None,
    ) -> Path:
        """Copy the journal as it is now; the newest few copies stay.

        Args:
            db: the journal.
            name: why the copy is made, as a part of its name; "" for one of every day.
            stopped: whether to give it up.
            instead: a copy that this one takes the place of.

        Raises:
            Damaged: the copy is not whole, so the journal is not either. Older copies stay.
            Stopped: `stopped` said so.
            sqlite3.Error, OSError: it cannot be written.
        """
        folder = self.folder
        make_folder(folder)
        path = instead or folder / f"journal-{name}{stamp(self._now())}.db"
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


def worth_copying(db: sqlite3.Connection) -> bool:
    """Whether a journal holds more than places."""
    held = ("SELECT 1 FROM notes", "SELECT 1 FROM reads", "SELECT 1 FROM marks", "SELECT 1 FROM entries WHERE done_at > 0")
    return bool(db.execute(f"SELECT {' OR '.join(f'EXISTS ({one})' for one in held)}").fetchone()[0])


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
    return f"{datetime.fromtimestamp(now, UTC):{_STAMP}}"


def sync(path: Path) -> None:
    """Have a file's bytes written to the disk."""
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)
