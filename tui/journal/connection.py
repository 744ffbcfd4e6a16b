"""Writing tasks to the database: together what belongs together, each whole or not at all."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from tui.journal.backups import worth_copying
from tui.journal.database import Database
from tui.journal.database_file import PATIENCE
from tui.journal.files import OpenFiles, remove_half_made
from tui.journal.records import NotSaved
from tui.journal.rows import VISITS_KEPT, RowChanges, count_change, keep_deed
from tui.journal.tables import Image
from tui.journal.tasks import Task
from tui.journal.troubles import is_damage, reason_of

LOG_PAUSE = 0.5
"""Seconds without a write after which the log is emptied. While one thing follows another, it would be made anew each time."""


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
