"""The journal's file itself: where it is, a connection to it, and whether it is one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from tui.journal import migrations
from tui.journal.backups import is_whole
from tui.journal.files import know_the_log
from tui.journal.location import DATABASE
from tui.journal.tables import TABLES
from tui.journal.troubles import JournalDamaged, is_damage

PATIENCE = 5.0
"""Seconds to wait for another process to end a write."""

_EXPECTED = frozenset({"meta", "deeds", "aliases", *TABLES})
"""The tables without which a file of this version is no journal."""

ENDINGS = ("", "-wal", "-shm")
"""What the names of the database, its log and the log's index end with."""


class DatabaseFile:
    """The file `journal.db` of a folder."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        """Nothing is opened yet.

        Args:
            folder: made when something is first written.
            secret: of a journal that is made: 32 random bytes.
        """
        self.folder = folder
        self.path = folder / DATABASE
        self.secret = secret

    def connect(self, mode: str, patience: float = PATIENCE) -> sqlite3.Connection:
        """A connection, of one of SQLite's modes, that waits for others for some seconds. Raises sqlite3.Error."""
        from urllib.parse import quote

        address = f"file:{quote(os.fsencode(self.path))}?mode={mode}"
        return sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)

    def make(self) -> None:
        """Make an empty journal beside, and put it in place whole; another process may be the first to do so."""
        from tui.journal.restoring import empty_journal, put_in_place

        with empty_journal(self.folder, self.secret) as made:
            put_in_place(made, self.path)
        know_the_log(self.folder)

    def is_whole(self) -> bool:
        """Whether there is nothing, or nothing that is damaged. Raises sqlite3.Error where that cannot be told."""
        if not self.path.exists():
            return True
        if self.is_emptied():
            return False
        try:
            # A connection that can write would move the log into the file, or delete it, when it closes.
            with closing(self.connect("ro")) as db:
                checked_version(db)
                return is_whole(db)
        except (JournalDamaged, sqlite3.DatabaseError) as error:
            if is_damage(error):
                return False
            raise

    def is_emptied(self) -> bool:
        """Whether nothing is left but the log. SQLite deletes the log of an empty file, also from under another process."""
        try:
            return not self.path.stat().st_size and self.log_size > 0
        except OSError:
            return False

    @property
    def log_size(self) -> int:
        """Bytes in the log; 0 where there is none."""
        try:
            return os.stat(f"{self.path}-wal").st_size
        except OSError:
            return 0


def checked_version(db: sqlite3.Connection) -> int:
    """See cheaply that a database is a journal, and which version of one. Raises JournalDamaged, sqlite3.Error: it is none."""
    try:
        version = migrations.version_of(db)
        names = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except UnicodeDecodeError as error:
        # What SQLite says of a damaged definition quotes it.
        raise JournalDamaged("the definition of a table is damaged") from error
    if not version or (version == migrations.latest() and not names >= _EXPECTED):
        raise JournalDamaged("it has not the tables of a journal")
    return version
