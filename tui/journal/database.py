"""Opening the journal: to read, to write, and again where its file is not the one that was open."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tui.journal import migrations
from tui.journal.backups import Backups, stamp
from tui.journal.database_file import ENDINGS, DatabaseFile, checked_version
from tui.journal.files import OpenFiles, file_at, held_at, see_that_the_log_is_its_own, state_at
from tui.journal.location import LOCK, why_not_locked
from tui.journal.recovery import Recovery, put_aside
from tui.journal.transcript import Transcript
from tui.journal.troubles import JournalDamaged, any_text, is_busy, is_damage, is_refused
from tui.store.private_files import close_to_others, locked, make_private_folder

SHORT_PATIENCE = 0.5
"""Seconds to wait for whoever only asks: nobody writes for so long that a reader must wait."""


class Newer(Exception):
    """The file was written by a newer version of the program."""


class Database:
    """The journal of a folder, and this program's connections to it."""

    def __init__(self, folder: Path, now: Callable[[], float], tell: Callable[[str], None], secret: bytes) -> None:
        """Nothing is opened yet.

        Args:
            folder: made when something is first written.
            now: seconds since 1970.
            tell: takes sentences for the person.
            secret: of a journal that is made: 32 random bytes.
        """
        self.folder = folder
        self.file = DatabaseFile(folder, secret)
        self.path = self.file.path
        self._now = now
        self._tell = tell
        self.backups = Backups(folder, now)
        self.recovery = Recovery(self.file, self.backups, now, tell)
        self.obstacle = ""
        """Why it can only be read, in words, where that was found when it was opened."""
        self.turn = threading.RLock()
        """OpenFiles while something is written, and while another file is put in the place of this one."""
        self.transcript = Transcript()
        self.held: OpenFiles | None = None
        """What a connection of this program was last seen to have open."""
        self.changed: Callable[[sqlite3.Connection | None, OpenFiles], OpenFiles | None] = lambda _db, _held: None
        """Asked where the journal is not as a connection has seen it, and answers as `still`."""

    # whose file it is

    def still(self, db: sqlite3.Connection | None, held: OpenFiles) -> OpenFiles | None:
        """What a connection has open, where that is the journal as this program and others of its kind have written it.

        Where another program has put other bytes there, what this one knows is brought into them first.

        Args:
            db: the connection; None where it is closed already.
            held: what it had open.

        Returns:
            What it has open now; None where it has to be opened anew.

        Raises:
            OSError, sqlite3.Error: that cannot be told, or nothing can be brought over.
        """
        if state_at(self.path) == held[:2]:
            return held
        with self.turn:
            self.held = self.changed(db, held)
            return self.held

    def opened(self, db: sqlite3.Connection) -> OpenFiles:
        """What a new connection has open, which has read from it."""
        self.transcript.met(db)
        self.held = held_at(self.path)
        return self.held

    def repair(self) -> None:
        """Put a copy in the place of a damaged journal (`Recovery.start_anew`), unless it is another program that wrote over it.

        Raises:
            OSError, sqlite3.Error: that is not possible.
        """
        if self._look():
            self.recovery.start_anew()

    def _look(self) -> bool:
        """See that the file that is there is the one that this program had open, before another connection takes it for that.

        Returns:
            Whether it is, as far as that can be told; where it was not, what is known has been brought into it.
        """
        held = self.held
        return held is None or file_at(self.path) != held.journal or self.still(None, held) is not None

    def _see_to_the_log(self) -> None:
        see_that_the_log_is_its_own(self.folder, self.folder / f"journal-replaced-{stamp(self._now())}.db")

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
        self._look()
        if not any(file_at(self.path)) and self.recovery.is_gone():
            return None
        if self.file.is_emptied():
            raise JournalDamaged("it is empty")
        self._see_to_the_log()
        try:
            mode = "rw" if os.access(self.folder, os.W_OK) and os.access(self.path, os.W_OK) else "ro"
            db = self.file.connect(mode, SHORT_PATIENCE)
            checked_version(db)
        except sqlite3.OperationalError as error:
            self.obstacle = why_not_locked(self.folder) if is_busy(error) else ""
            if is_damage(error) or (is_busy(error) and not self.obstacle):
                raise
            # In a folder that cannot be written to or locked, what is in the log is not seen.
            db = self.file.connect("ro&immutable=1")
            checked_version(db)
            if self.file.log_size:
                self._tell("What was last written to the journal cannot be seen here, since its log cannot be used.")
        if migrations.version_of(db) < migrations.latest():
            self._bring_up_to_date(db)
        db.execute("PRAGMA query_only = ON")
        return db

    def _bring_up_to_date(self, db: sqlite3.Connection) -> None:
        """Make the tables those of this version; in a folder that cannot be written to, what there is can be read."""
        try:
            self.writer().close()
        except (OSError, sqlite3.Error) as error:
            if not is_refused(error):
                db.close()
                raise

    def writer(self) -> sqlite3.Connection:
        """A connection to write with; folder, file and tables are made or brought up to date.

        Raises:
            Newer: a newer version of the program made it; nothing was changed.
            JournalDamaged, sqlite3.Error, OSError: it cannot be used.
        """
        make_private_folder(self.folder)
        self._look()
        if reason := why_not_locked(self.folder):
            raise OSError(errno.ENOLCK, reason)
        if not any(file_at(self.path)):
            with locked(self.folder / LOCK):
                if not self.path.exists():
                    # A log that is left would be taken for that of the new one.
                    put_aside(self.path, self._now())
                    self.file.make()
        if self.file.is_emptied():
            raise JournalDamaged("it is empty")
        self._see_to_the_log()
        for ending in ENDINGS:
            # Another program may take the log away at any moment.
            with suppress(FileNotFoundError):
                close_to_others(f"{self.path}{ending}")
        db = self.file.connect("rw")
        try:
            version = checked_version(db)
            if version > migrations.latest():
                raise Newer
            for pragma in WRITING:
                db.execute(pragma)
            db.text_factory = any_text
            if version < migrations.latest():
                self.backups.make(db, f"before-version-{migrations.latest()}-")
                migrations.migrate(db, self.file.secret)
        except BaseException:
            db.close()
            raise
        return db


WRITING = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is removed is overwritten: it may have been marked.
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)
"""What is set on every connection that writes."""
