"""Copies of the journal: one a day, which is renewed on the first, and one before its tables change."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tui.journal.files import COPYING
from tui.journal.location import BACKUPS, why_not_locked
from tui.journal.troubles import JournalDamaged, is_damage
from tui.model.late_pattern import late_pattern
from tui.store.private_files import locked, make_private_file, make_private_folder, unique_suffix

BACKUPS_KEPT = 3
A_DAY = 86_400.0

_RENEWED_UP_TO = 8_000_000
"""Bytes of a journal that is copied at the end of every program on its first day."""

_STAMP = "%Y-%m-%dT%H%M"

_PATIENCE, _PAUSE = 5.0, 0.05
"""Seconds to wait for another process that makes a copy, and between two looks."""

_NAME = late_pattern(r"(\d{4}-\d\d-\d\dT\d{4})(?:-(\d{6,9}))?$")
"""What the names of copies end with: when the first was made that it took the place of, and its number."""


class Stopped(Exception):
    """A backup was given up, since the program is to end."""


class Backups:
    """The folder of copies beside a journal."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        """The copies of the journal in a folder; `now` tells seconds since 1970."""
        self.folder = folder / BACKUPS
        self._now = now

    def all(self) -> list[Path]:
        """The backups there are, newest first: by their numbers, since a clock may have been wrong.

        Those of versions that did not number them are older; by their times, but what is from the future comes last.
        """
        now = self._now()
        if not os.path.isdir(self.folder):
            # Where nothing was kept yet, this is asked for every row of a list.
            return []
        try:
            times = [(path.stat().st_mtime, path) for path in self.folder.glob("journal-*.db")]
        except OSError:
            return []
        return [path for *_, path in sorted(((_number(path), time <= now, time, path) for time, path in times), reverse=True)]

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
            begun = datetime.strptime(_stamped(daily[0]), _STAMP).replace(tzinfo=UTC).timestamp()
            return daily[0] if 0 <= self._now() - begun < A_DAY and daily[0].stat().st_size <= _RENEWED_UP_TO else None
        except (OSError, ValueError):
            return None

    def of_today(self) -> Path | None:
        """The newest copy, where it is not older than a day."""
        daily = self._daily()
        return daily[0] if daily and not self.due() else None

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
            JournalDamaged: the copy is not whole, so the journal is not either. Older copies stay.
            Stopped: `stopped` said so, or another process is at it.
            sqlite3.Error, OSError: it cannot be written.
        """
        folder = self.folder
        make_private_folder(folder)
        until = time.monotonic() + _PATIENCE
        while True:
            with locked(folder.parent / COPYING, wait=False) as mine:
                if mine or why_not_locked(folder.parent):
                    return self._make(db, name, stopped, instead)
            if stopped() or time.monotonic() > until:
                raise Stopped
            time.sleep(_PAUSE)

    def _make(self, db: sqlite3.Connection, name: str, stopped: Callable[[], bool], instead: Path | None) -> Path:
        folder = self.folder
        number = max(map(_number, self.all()), default=0) + 1
        # The number is new also where the copy takes another one's place, and the stamp that of the first.
        taken = (_stamped(instead) if instead is not None else "") or stamp(self._now())
        path = folder / f"journal-{name}{taken}-{number:06d}.db"
        made = folder / f"new-{unique_suffix()}.db"
        with suppress(FileNotFoundError):
            made.unlink()
        make_private_file(made)

        def progress(_status: int, _remaining: int, _total: int) -> None:
            if stopped():
                raise Stopped

        try:
            copy = sqlite3.connect(made, isolation_level=None)
            try:
                db.backup(copy, pages=2_000, progress=progress)
                copy.execute("PRAGMA journal_mode = DELETE")
                if not is_whole(copy):
                    raise JournalDamaged("a copy of it is not whole")
            finally:
                copy.close()
            os.utime(made, (self._now(), self._now()))
            sync(made)
            os.replace(made, path)
            if instead is not None:
                instead.unlink(missing_ok=True)
        finally:
            for leftover in folder.glob(f"{made.name}*"):
                with suppress(OSError):
                    leftover.unlink()
        rolling = [old for old in self.all() if old.name.startswith("journal-before-") == bool(name)]
        for old in rolling[BACKUPS_KEPT:]:
            with suppress(OSError):
                old.unlink()
        return path


def _number(path: Path) -> int:
    """The number of a copy, 0 where it has none."""
    found = _NAME.search(path.stem)
    return int(found[2] or 0) if found else 0


def _stamped(path: Path) -> str:
    """The stamp in the name of a copy; "" where it has none."""
    found = _NAME.search(path.stem)
    return found[1] if found else ""


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
