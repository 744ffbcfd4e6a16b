"""The journal of a folder and what a program has open of it: to read, to write, and anew where its file is another by then.

Tasks are written together where they may be, each whole or not at all.
"""

from __future__ import annotations

import errno
import math
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tui.journal import migrations
from tui.journal.backups import Backups, stamp, worth_copying
from tui.journal.database_file import ENDINGS, PATIENCE, DatabaseFile, checked_version
from tui.journal.files import OpenFiles, file_at, held_at, remove_half_made, see_that_the_log_is_its_own, state_at
from tui.journal.location import LOCK, why_not_locked
from tui.journal.records import NotSaved
from tui.journal.recovery import Recovery, put_aside
from tui.journal.rows import VISITS_KEPT, RowChanges, count_change, keep_deed
from tui.journal.tables import Image
from tui.journal.tasks import Task
from tui.journal.transcript import Transcript
from tui.journal.troubles import JournalDamaged, any_text, is_busy, is_damage, is_refused, reason_of
from tui.store.private_files import close_to_others, locked, make_private_folder

SHORT_PATIENCE = 0.5
"""Seconds to wait for whoever only asks: nobody writes for so long that a reader must wait."""

LOG_PAUSE = 0.5
"""Seconds without a write after which the log is emptied. While one thing follows another, it would be made anew each time."""

WRITING = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is removed is overwritten: it may have been marked.
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)
"""What is set on every connection that writes."""


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
        """Held while something is written, and while another file is put in the place of this one."""
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
        if not any(file_at(self.path)) and self.recovery.tell_if_gone():
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


class WritingConnection:
    """The one connection of a program that writes to the journal; used by one thread."""

    def __init__(self, database: Database) -> None:
        """Nothing is opened yet."""
        self._database = database
        self.db: sqlite3.Connection | None = None
        self._held: OpenFiles | None = None
        self.log_due = math.inf
        """When the log is to be emptied, by the monotonic clock; never where it is empty."""

    def all(self, tasks: Sequence[Task]) -> None:
        """Write everything: what belongs together in one transaction."""
        start = 0
        while start < len(tasks):
            end = start + 1
            if not tasks[start].alone:
                while end < len(tasks) and not tasks[end].alone:
                    end += 1
            self._together(tasks[start:end])
            self.log_due = time.monotonic() + LOG_PAUSE
            start = end

    def _together(self, tasks: Sequence[Task]) -> None:
        with self._database.turn:
            self._in_turn(tasks)

    def _in_turn(self, tasks: Sequence[Task]) -> None:
        db, transcript = self.connected(), self._database.transcript
        if tasks[0].alone:
            (task,) = tasks
            if task.future.done():
                return
            try:
                assert task.call is not None
                result = task.call(db)
            except (sqlite3.Error, OSError) as error:
                if is_damage(error):
                    raise
                task.fail(NotSaved(f"This is not done: {reason_of(error)}."))
            except BaseException as error:
                task.fail(error)
            else:
                transcript.keep(task, result)
                task.succeed(result)
            if db.in_transaction:
                db.execute("ROLLBACK")
            return
        only_places = all(task.place_of for task in tasks)
        db.execute(f"PRAGMA synchronous = {'NORMAL' if only_places else 'FULL'}")
        db.execute("BEGIN IMMEDIATE")
        results = []
        try:
            for task in tasks:
                results.append(self._one(db, task))
            db.execute("DELETE FROM visits WHERE v <= (SELECT v FROM visits ORDER BY v DESC LIMIT 1 OFFSET ?)", (VISITS_KEPT,))
            transcript.sign(db)
            if not only_places:
                count_change(db)
            db.execute("COMMIT")
            transcript.signed()
        except BaseException:
            with suppress(sqlite3.Error):
                if db.in_transaction:
                    db.execute("ROLLBACK")
            raise
        for task, result in zip(tasks, results, strict=True):
            if isinstance(result, _Refused):
                task.fail(NotSaved(f"This cannot be saved: {result.error}."))
            else:
                transcript.keep(task, result)
                task.succeed(result)

    def _one(self, db: sqlite3.Connection, task: Task) -> Any:
        """Do one thing; an error of its own takes only itself back."""
        images: list[Image] | None = [] if task.said else None
        db.execute("SAVEPOINT one")
        try:
            applying = RowChanges(db, images)
            for patch in task.patches:
                applying.apply(patch)
            if images:
                keep_deed(db, task.kind, task.said, task.at, images)
            result = task.call(db) if task.call is not None and not task.future.done() else None
        except (sqlite3.OperationalError, sqlite3.InternalError, OSError):
            raise
        except Exception as error:
            if is_damage(error):
                raise
            db.execute("ROLLBACK TO one")
            result = _Refused(error)
        db.execute("RELEASE one")
        return result

    def connected(self) -> sqlite3.Connection:
        """The connection; a new one where somebody else has replaced the file, or written over it."""
        if self._held is not None:
            self._held = self._database.still(self.db, self._held)
            if self._held is None:
                self.disconnect()
        if self.db is None:
            try:
                self.db = self._database.writer()
            except Exception as error:
                if not is_damage(error):
                    raise
                self._database.repair()
                self.db = self._database.writer()
            self._held = self._database.opened(self.db)
            remove_half_made(self._database.folder)
        for task in self._database.transcript.to_do_again():
            assert task.call is not None
            task.call(self.db)
        return self.db

    def empty_log(self) -> None:
        """Bring the log into the file, where nobody else is at it.

        Programs that copy or replace the file know nothing of the log: what stands there would be lost with them, or
        worse, be put among the pages of another file.
        """
        self.log_due = math.inf
        with suppress(sqlite3.Error, OSError), self._database.turn:
            if self.db is not None:
                db = self.connected()
                with suppress(sqlite3.OperationalError):
                    db.execute("PRAGMA busy_timeout = 0")
                    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                db.execute(f"PRAGMA busy_timeout = {PATIENCE * 1_000:.0f}")

    def copy(self, stopped: Callable[[], bool], *, at_end: bool) -> bool:
        """Copy the journal where the last copy is of another day, or the transcript has grown long.

        Args:
            stopped: whether to give it up.
            at_end: whether the program ends.

        Returns:
            Whether there was anything to copy.

        Raises:
            Stopped: it was given up.
            JournalDamaged, sqlite3.Error, OSError: it cannot be done.
        """
        backups, transcript = self._database.backups, self._database.transcript
        if self.db is None or not worth_copying(self.connected()):
            return False
        long = transcript.is_long
        instead = backups.renewable() if at_end else backups.of_today() if long else None
        if instead is not None or backups.due():
            backups.make(self.connected(), stopped=stopped, instead=instead)
            if long:
                transcript.shorten()
        return True

    def disconnect(self) -> None:
        """Let go of the file."""
        if self.db is not None:
            with suppress(sqlite3.Error):
                self.db.close()
            self.db = None


class _Refused:
    """A task that failed by itself."""

    def __init__(self, error: Exception) -> None:
        self.error = error
