"""The journal's file: opening, making, backing up, and setting aside one that is damaged."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tui.journal import migrations
from tui.journal.backups import Backups, is_whole, stamp
from tui.journal.errors import JournalDamaged, any_text, is_busy, is_damage, is_refused
from tui.journal.files import OpenFiles, file_at, know_the_log, locked, see_that_the_log_is_its_own
from tui.journal.location import DATABASE, LOCK, make_folder, why_not_locked
from tui.journal.tables import TABLES

PATIENCE = 5.0
"""Seconds to wait for another process to end a write."""

SHORT_PATIENCE = 0.5
"""The same for whoever only asks: nobody writes for so long that a reader must wait."""

_EXPECTED = frozenset({"meta", "deeds", "aliases", *TABLES})
"""The tables without which a file of this version is no journal."""

_FILES = ("", "-wal", "-shm")
"""What the names of the database, its log and the log's index end with."""


class Newer(Exception):
    """The file was written by a newer version of the program."""


class Database:
    """The file `journal.db` of a folder."""

    def __init__(self, folder: Path, now: Callable[[], float], tell: Callable[[str], None], secret: bytes) -> None:
        """Nothing is opened yet.

        Args:
            folder: made when something is first written.
            now: seconds since 1970.
            tell: takes sentences for the person.
            secret: of a journal that is made: 32 random bytes.
        """
        self.folder = folder
        self.path = folder / DATABASE
        self._now = now
        self._tell = tell
        self.secret = secret
        self.backups = Backups(folder, now)
        self.is_lost = False
        """Whether something that was kept may not be there any more."""
        self.obstacle = ""
        """Why it can only be read, in words, where that was found when it was opened."""
        self.replaced: Callable[[sqlite3.Connection, OpenFiles], None] = lambda _db, _held: None
        """Told of a connection that has a file open which is not at the journal's path any more."""

    def is_at_its_place(self, held: OpenFiles | None) -> bool:
        """Whether a connection that has these files open has the journal open. Raises OSError where that cannot be told."""
        return held is not None and file_at(self.path) == held.journal

    # opening

    def reader(self) -> sqlite3.Connection | None:
        """A connection to ask; None where nothing was kept yet. A damaged file is set aside first.

        Raises:
            OSError, sqlite3.Error: it cannot be opened, or a damaged one cannot be set aside.
        """
        for last in (False, True):
            try:
                return self._reader()
            except (JournalDamaged, sqlite3.DatabaseError) as error:
                if last or not is_damage(error):
                    raise
                self.repair()
        return None

    def _reader(self) -> sqlite3.Connection | None:
        if not any(file_at(self.path)) and self._is_gone():
            return None
        if _is_emptied(self.path):
            raise JournalDamaged("it is empty")
        see_that_the_log_is_its_own(self.folder, self._replaced_name())
        try:
            mode = "rw" if os.access(self.folder, os.W_OK) and os.access(self.path, os.W_OK) else "ro"
            db = self._connect(mode, SHORT_PATIENCE)
            self._check(db)
        except sqlite3.OperationalError as error:
            self.obstacle = why_not_locked(self.folder) if is_busy(error) else ""
            if is_damage(error) or (is_busy(error) and not self.obstacle):
                raise
            # In a folder that cannot be written to or locked, what is in the log is not seen.
            db = self._connect("ro&immutable=1")
            self._check(db)
            if _size(f"{self.path}-wal"):
                self._tell("What was last written to the journal cannot be seen here, since its log cannot be used.")
        if migrations.version_of(db) < migrations.latest():
            _bring_up_to_date(self, db)
        db.execute("PRAGMA query_only = ON")
        return db

    def writer(self) -> sqlite3.Connection:
        """A connection to write with; folder, file and tables are made or brought up to date.

        Raises:
            Newer: a newer version of the program made it; nothing was changed.
            Damaged, sqlite3.Error, OSError: it cannot be used.
        """
        make_folder(self.folder)
        if reason := why_not_locked(self.folder):
            raise OSError(errno.ENOLCK, reason)
        if not any(file_at(self.path)):
            with locked(self.folder / LOCK):
                if not self.path.exists():
                    # A log that is left would be taken for that of the new one.
                    _put_aside(self.path, self._now())
                    self._make()
        if _is_emptied(self.path):
            raise JournalDamaged("it is empty")
        see_that_the_log_is_its_own(self.folder, self._replaced_name())
        for ending in _FILES:
            # Another program may take the log away at any moment.
            with suppress(FileNotFoundError):
                path = Path(f"{self.path}{ending}")
                if path.stat().st_mode & 0o077:
                    path.chmod(0o600)
        db = self._connect("rw")
        try:
            version = self._check(db)
            if version > migrations.latest():
                raise Newer
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            # What is removed is overwritten: it may have been marked.
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA temp_store = MEMORY")
            db.text_factory = any_text
            if version < migrations.latest():
                self.backups.make(db, f"before-version-{migrations.latest()}-")
                migrations.migrate(db, self.secret)
        except BaseException:
            db.close()
            raise
        return db

    def _connect(self, mode: str, patience: float = PATIENCE) -> sqlite3.Connection:
        from urllib.parse import quote

        address = f"file:{quote(os.fsencode(self.path))}?mode={mode}"
        return sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)

    def _check(self, db: sqlite3.Connection) -> int:
        """See cheaply that it is a journal, and which version of one."""
        try:
            version = migrations.version_of(db)
            names = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        except UnicodeDecodeError as error:
            # What SQLite says of a damaged definition quotes it.
            raise JournalDamaged("the definition of a table is damaged") from error
        if not version or (version == migrations.latest() and not names >= _EXPECTED):
            raise JournalDamaged("it has not the tables of a journal")
        return version

    def _make(self) -> None:
        """Make an empty journal beside, and put it in place whole; another process may be the first to do so."""
        from tui.journal.restoring import empty_journal, put_in_place

        with empty_journal(self.folder, self.secret) as made:
            put_in_place(made, self.path)
        know_the_log(self.folder)

    def _replaced_name(self) -> Path:
        return self.folder / f"journal-replaced-{stamp(self._now())}.db"

    def set_aside(self) -> list[Path]:
        """Damaged journals that were set aside, with what belongs to them."""
        return sorted(self.folder.glob("journal-corrupt-*"))

    # damage

    def _is_gone(self) -> bool:
        """Whether there is no journal, also where another process was just making it; the person is told where its copy is."""
        if not self.backups.all():
            return True
        with suppress(OSError), locked(self.folder / LOCK):
            if self.path.exists():
                return False
        for backup in self.backups.all()[:1]:
            self.is_lost = True
            self._tell(
                f"The journal {self.path} is gone; a new one is begun when there is something to keep. A copy of "
                f"{_taken(backup)} is in {backup}: to use it, end the program and copy it to {self.path}."
            )
        return True

    def repair(self) -> None:
        """Set a damaged journal aside with its date, and put the newest whole backup in its place; the person is told.

        Does nothing where another process has done so already.

        Raises:
            OSError: it cannot be set aside.
        """
        from tui.journal.restoring import restored

        with locked(self.folder / LOCK):
            if self._is_whole():
                return
            self.is_lost = True
            aside = _put_aside(self.path, self._now())
            told = f"The journal was damaged. It is set aside as {aside}"
            for backup in self.backups.all():
                if restored(backup, self.path, self._check):
                    know_the_log(self.folder)
                    when = _taken(backup)
                    self._salvage(aside)
                    self._tell(f"{told}, and the copy of {when} is used in its place: what you did since then may be missing.")
                    return
            with suppress(sqlite3.Error, OSError):
                self._make()
                self._salvage(aside)
            self._tell(f"{told}. There is no copy of it, so a new one is begun.")

    def _is_whole(self) -> bool:
        if not self.path.exists():
            return True
        if _is_emptied(self.path):
            return False
        try:
            # A connection that can write would move the log into the file, or delete it, when it closes.
            db = self._connect("ro")
            try:
                self._check(db)
                return is_whole(db)
            finally:
                db.close()
        except (JournalDamaged, sqlite3.DatabaseError) as error:
            if is_damage(error):
                return False
            raise

    def _salvage(self, aside: Path) -> None:
        """Bring over what can still be read."""
        from tui.journal.restoring import readable
        from tui.journal.salvage import salvage

        copies = self.backups.all()
        with suppress(sqlite3.Error, OSError), readable(aside, copies[0] if copies else None, self.secret) as damaged:
            db = self._connect("rw")
            try:
                db.execute("PRAGMA synchronous = FULL")
                salvage(damaged, db)
            finally:
                db.close()


def _is_emptied(path: Path) -> bool:
    """Whether nothing is left but the log. SQLite deletes the log of an empty file, also from under another process."""
    try:
        return not path.stat().st_size and Path(f"{path}-wal").stat().st_size > 0
    except OSError:
        return False


def _bring_up_to_date(database: Database, db: sqlite3.Connection) -> None:
    """Make the tables those of this version; in a folder that cannot be written to, what there is can be read."""
    try:
        database.writer().close()
    except (OSError, sqlite3.Error) as error:
        if not is_refused(error):
            db.close()
            raise


def _put_aside(path: Path, now: float) -> Path:
    """Give what there is of a journal a name with the date. Returns that name."""
    taken, count = stamp(now), 1
    aside = path.with_name(f"journal-corrupt-{taken}.db")
    while any(Path(f"{aside}{ending}").exists() for ending in _FILES):
        count += 1
        aside = path.with_name(f"journal-corrupt-{taken}-{count}.db")
    for ending in _FILES:
        with suppress(FileNotFoundError):
            os.rename(f"{path}{ending}", f"{aside}{ending}")
    return aside


def _taken(backup: Path) -> str:
    """When a copy was made, for people."""
    taken = datetime.fromtimestamp(backup.stat().st_mtime, UTC)
    return f"{taken.day} {taken:%B %Y, %H:%M} UTC"


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
