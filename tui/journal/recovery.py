"""A damaged journal is set aside, a copy takes its place, and what can still be read is brought over."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from tui.journal.backups import Backups, stamp
from tui.journal.database_file import ENDINGS, DatabaseFile, checked_version
from tui.journal.files import know_the_log
from tui.journal.location import LOCK
from tui.store.private_files import locked


class Recovery:
    """What is done where the journal is damaged, or gone."""

    def __init__(self, file: DatabaseFile, backups: Backups, now: Callable[[], float], tell: Callable[[str], None]) -> None:
        """Nothing is wrong yet; `now` tells seconds since 1970, `tell` takes sentences for the person."""
        self._file = file
        self._backups = backups
        self._now = now
        self._tell = tell
        self.is_lost = False
        """Whether something that was kept may not be there any more."""

    def aside_files(self) -> list[Path]:
        """Damaged journals that were set aside, with what belongs to them."""
        return sorted(self._file.folder.glob("journal-corrupt-*"))

    def tell_if_gone(self) -> bool:
        """Whether there is no journal, also where another process was just making it; the person is told where its copy is."""
        path, copies = self._file.path, self._backups.all()
        if not copies:
            return True
        with suppress(OSError), locked(self._file.folder / LOCK):
            if path.exists():
                return False
        self.is_lost = True
        self._tell(
            f"The journal {path} is gone; a new one is begun when there is something to keep. A copy of "
            f"{taken(copies[0])} is in {copies[0]}: to use it, end the program and copy it to {path}."
        )
        return True

    def start_anew(self) -> None:
        """Set a damaged journal aside with its date, and put the newest whole copy in its place; the person is told.

        Does nothing where another process has done so already.

        Raises:
            OSError: it cannot be set aside.
        """
        from tui.journal.restoring import restored

        path = self._file.path
        with locked(self._file.folder / LOCK):
            if self._file.is_whole():
                return
            self.is_lost = True
            aside = put_aside(path, self._now())
            told = f"The journal was damaged. It is set aside as {aside}"
            for copy in self._backups.all():
                if restored(copy, path, checked_version):
                    know_the_log(self._file.folder)
                    when = taken(copy)
                    self._salvage(aside)
                    self._tell(f"{told}, and the copy of {when} is used in its place: what you did since then may be missing.")
                    return
            with suppress(sqlite3.Error, OSError):
                self._file.make()
                self._salvage(aside)
            self._tell(f"{told}. There is no copy of it, so a new one is begun.")

    def _salvage(self, aside: Path) -> None:
        """Bring over what can still be read."""
        from tui.journal.restoring import readable
        from tui.journal.salvage import salvage

        copies = self._backups.all()
        copy = copies[0] if copies else None
        with (
            suppress(sqlite3.Error, OSError),
            readable(aside, copy, self._file.secret) as damaged,
            closing(self._file.connect("rw")) as db,
        ):
            db.execute("PRAGMA synchronous = FULL")
            salvage(damaged, db)


def put_aside(path: Path, now: float) -> Path:
    """Give what there is of a journal a name with the date. Returns that name."""
    moment, count = stamp(now), 1
    aside = path.with_name(f"journal-corrupt-{moment}.db")
    while any(Path(f"{aside}{ending}").exists() for ending in ENDINGS):
        count += 1
        aside = path.with_name(f"journal-corrupt-{moment}-{count}.db")
    for ending in ENDINGS:
        with suppress(FileNotFoundError):
            os.rename(f"{path}{ending}", f"{aside}{ending}")
    return aside


def taken(copy: Path) -> str:
    """When a copy was made, for people."""
    try:
        at = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
    except FileNotFoundError:
        # Another process has made newer ones since it was read.
        return "an earlier day"
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
