"""What is done where another program has put another file in the journal's place, or deleted it, while it is open.

A program that keeps folders of several machines alike does so. What was in the old file can still be read through the
connection that has it open, and is brought into the new one by the rules of an import, so that nothing of either is lost.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tui.journal.backups import stamp
from tui.journal.database import Database
from tui.journal.exchange import Merging, exported, parse_export
from tui.journal.files import OpenFiles, file_at, know_the_log, locked
from tui.journal.location import LOCK
from tui.journal.row_making import RowMaking
from tui.journal.row_reading import RowReading
from tui.journal.writing import Writer

_ONE_AT_A_TIME = threading.Lock()


class Replacing:
    """Brings the old file's rows into the one that took its place, once for each that did."""

    def __init__(self, database: Database, rows: RowMaking, tell: Callable[[str], None], now: Callable[[], float]) -> None:
        """Nothing has been replaced yet.

        Args:
            database: the file.
            rows: keeps out what is marked too strictly.
            tell: takes sentences for the person.
            now: seconds since 1970.
        """
        self._database = database
        self._rows = rows
        self._tell = tell
        self._now = now
        self._brought: set[OpenFiles] = set()

    def __call__(self, old: sqlite3.Connection, held: OpenFiles) -> None:
        """Bring over what a connection still sees.

        Args:
            old: to a file that is not at the journal's path any more.
            held: what it has open.

        Raises:
            OSError: nothing can be locked in the folder.
        """
        # Whoever comes second goes on when all is there, not while the first is at it.
        with _ONE_AT_A_TIME:
            self._bring(old, held)

    def _bring(self, old: sqlite3.Connection, held: OpenFiles) -> None:
        database = self._database
        if held.journal in {one.journal for one in self._brought}:
            return
        with locked(database.folder / LOCK):
            now = file_at(database.path)
            if now == held.journal:
                return
            self._brought.add(held)
            if any(file_at(aside) == held.journal for aside in database.set_aside()):
                # It was damaged, and this program has set it aside.
                return
            lines = list(exported(_Stored(old), _secret(old)))
            for ending, file in (("-wal", held.log), ("-shm", held.log_index)):
                # The log of the old file would be taken for that of the new one, and its pages put among the others.
                path = Path(f"{database.path}{ending}")
                if file_at(path) == file:
                    path.unlink(missing_ok=True)
            know_the_log(database.folder)
        how = "Another program has put another version of the journal in its place" if any(now) else "The journal was deleted"
        try:
            changed = self._merge(lines)
        except Exception as error:
            kept = self._set_aside(lines)
            self._tell(f"{how} while it was open. They could not be brought together ({error}): {kept}.")
            return
        if changed or not any(now):
            self._tell(f"{how} while it was open; what was in it is kept as well, and nothing is lost.")

    def _merge(self, lines: list[bytes]) -> int:
        db = self._database.writer()
        try:
            db.execute("BEGIN IMMEDIATE")
            secret = self._rows.secret
            try:
                (found,) = db.execute("SELECT value FROM meta WHERE name = 'secret'").fetchone() or (secret,)
                self._rows.secret = bytes(found)
                counts = Merging(db, self._rows).merge(parse_export(lines)[0], "", self._now())
                db.execute("COMMIT")
            except BaseException:
                self._rows.secret = secret
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
        finally:
            db.close()
        return sum(counts)

    def _set_aside(self, lines: list[bytes]) -> str:
        """Write the old file's rows beside the new one, to be imported. Returns where, in words."""
        path = self._database.folder / f"journal-replaced-{stamp(self._now())}.jsonl"
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.writelines(lines)
        except OSError as error:
            with suppress(OSError):
                path.unlink()
            return f"and what was in it could not be written either ({error.strerror})"
        return f"what was in it is in {path}, and `briefing journal import` brings it in"


class _Stored(RowReading):
    """The rows that one connection sees, whatever is at the journal's path."""

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__()
        self._database = None
        self._writer = Writer(None, "it is only read", lambda _reason, _better: None)
        self._reader = db


def _secret(db: sqlite3.Connection) -> bytes:
    found = db.execute("SELECT value FROM meta WHERE name = 'secret'").fetchone()
    return bytes(found[0]) if found else b""
