"""The thread that writes: in the order of what was done, many things at once, and nobody waits for it."""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from tui.journal.backups import Stopped
from tui.journal.database import Database, Newer, WritingConnection
from tui.journal.records import Deed, NotSaved
from tui.journal.tables import Patch
from tui.journal.tasks import Task
from tui.journal.transcript import briefing_of
from tui.journal.troubles import is_busy, is_damage, reason_of

PLACE_PAUSE = 0.25
"""Seconds for which a place waits for a later one."""

RETRY_PAUSE = 5.0
"""Seconds between attempts to save what could not be saved."""

BUSY_ATTEMPTS = 6
"""How often to wait for another process (`database_file.PATIENCE`) before a write counts as failed."""


class Writer:
    """What waits to be written, and the thread that writes it."""

    def __init__(self, database: Database | None, obstacle: str, told: Callable[[str, str], None]) -> None:
        """The thread starts with the first task.

        Args:
            database: where to write; None for nowhere.
            obstacle: why nothing can be written, known from the start; "" where nothing is known against it.
            told: takes a reason whenever saving stops, and "" when it works again; the second is a sentence about the latter.
        """
        self._database = database
        self._told = told
        self.obstacle = obstacle
        self._never = bool(obstacle)
        self._changed = threading.Condition()
        self._waiting: list[Task] = []
        self._places: dict[str, Task] = {}
        self._writing: list[Task] = []
        self._retained: list[Task] = []
        """What could not be saved and is tried again."""
        self._thread: threading.Thread | None = None
        self._connection = None if database is None else WritingConnection(database)
        self._due = 0.0
        self._closing = False
        self._end_by = 0.0
        self._wrote = False
        """Whether more than places was written."""
        self._backed_up = False
        """Whether it was seen to that there is a copy of the day."""
        self._busy = 0
        self.changes = 0
        """Grows with every task."""

    # for callers

    def add(self, task: Task) -> Future[Any]:
        """Have something written. Returns at once."""
        with self._changed:
            self.changes += 1
            if self._never or self._closing:
                self._retain([task] if task.patches else [])
                task.fail(NotSaved(f"This is not saved: {self.obstacle or 'the journal is closed'}."))
                return task.future
            if task.place_of:
                if not self._places and not self._waiting:
                    self._due = time.monotonic() + PLACE_PAUSE
                self._places.pop(task.place_of, None)
                self._places[task.place_of] = task
            else:
                self._waiting += [*self._places.values(), task]
                self._places.clear()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return task.future

    def pending(self) -> list[Patch]:
        """Rows that are not in the database yet, in order."""
        if not (self._waiting or self._places or self._writing or self._retained):
            return []
        with self._changed:
            tasks = [*self._retained, *self._writing, *self._waiting, *self._places.values()]
        return [patch for task in tasks for patch in task.patches]

    def settle(self, timeout: float) -> bool:
        """Wait until everything has been tried. Returns whether that was within the time, in seconds."""
        until = time.monotonic() + timeout
        with self._changed:
            if self._places:
                self._due = 0.0
                self._changed.notify_all()
            while self._waiting or self._places or self._writing:
                left = until - time.monotonic()
                if left <= 0 or self._thread is None:
                    return False
                self._changed.wait(left)
        return True

    def take_back(self) -> Deed | None:
        """Undo the newest deed among what could not be saved; None where there is none."""
        with self._changed:
            for task in reversed(self._retained):
                if task.said:
                    self._retained.remove(task)
                    self.changes += 1
                    return Deed(0, task.kind, task.said, task.at)
        return None

    def unsaved_deeds(self) -> list[Deed]:
        """Deeds that could not be saved, newest first."""
        with self._changed:
            return [Deed(0, task.kind, task.said, task.at) for task in reversed(self._retained) if task.said]

    def drop(self, key: str) -> None:
        """Give up what could not be saved of a briefing."""
        with self._changed:
            self._retained = [task for task in self._retained if not any(key in briefing_of(patch) for patch in task.patches)]

    def close(self, timeout: float) -> bool:
        """Write what there is and end the thread. Returns whether everything was saved within the time."""
        settled = self.settle(timeout)
        with self._changed:
            self._closing = True
            self._end_by = time.monotonic() + timeout / 2
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(max(timeout, 0.1))
        return settled and not self._retained

    # the thread

    def _run(self) -> None:
        looked = False
        while True:
            with self._changed:
                while not self._ready():
                    if self._closing:
                        break
                    if not looked and not self._places and not self._retained and self._is_connected:
                        break
                    if time.monotonic() >= _log_due(self._connection):
                        break
                    self._changed.wait(self._pause())
                self._writing = [*self._waiting, *self._places.values()]
                self._waiting = []
                self._places = {}
                ending = self._closing and not self._writing
            if ending:
                with suppress(Exception):
                    # What was written may be in a file that another has taken the place of meanwhile.
                    if self._connection is not None and self._connection.db is not None:
                        self._connection.connected()
                        self._connection.empty_log()
                self._back_up(at_end=True)
                self._disconnect()
                return
            if time.monotonic() >= _log_due(self._connection) and not self._writing and self._connection is not None:
                self._connection.empty_log()
            elif self._writing or self._retained:
                self._write()
                looked = self._backed_up and not self._is_long
            else:
                looked = True
                self._back_up()

    def _ready(self) -> bool:
        if self._waiting:
            return True
        if self._places or (self._retained and not self._closing):
            return self._closing or time.monotonic() >= self._due
        return False

    def _pause(self) -> float | None:
        due = min(self._due if self._places or self._retained else math.inf, _log_due(self._connection))
        return None if due == math.inf else max(0.0, due - time.monotonic())

    @property
    def _is_connected(self) -> bool:
        return self._connection is not None and self._connection.db is not None

    @property
    def _is_long(self) -> bool:
        return self._database is not None and self._database.transcript.is_long

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.disconnect()

    def _write(self) -> None:
        tasks = [*self._retained, *self._writing]
        self._wrote |= any(not task.place_of for task in tasks)
        try:
            assert self._connection is not None
            self._connection.all(tasks)
        except BaseException as error:
            self._failed(tasks, error)
            return
        with self._changed:
            self._retained, self._writing = [], []
            self._busy = 0
            self._changed.notify_all()
        if self.obstacle:
            self.obstacle = ""
            self._told("", "What could not be saved before is saved now.")

    def _failed(self, tasks: Sequence[Task], error: BaseException) -> None:
        """Keep in memory what could not be saved, and tell why; it is tried again."""
        if is_damage(error) or isinstance(error, sqlite3.Error | OSError):
            self._disconnect()
        if is_damage(error) and self._database is not None:
            try:
                self._database.repair()
            except (OSError, sqlite3.Error) as second:
                error = second
            else:
                with self._changed:
                    self._retained, self._writing = list(tasks), []
                    self._due = 0.0
                self._busy += 1
                if self._busy < BUSY_ATTEMPTS:
                    return
        if is_busy(error):
            self._busy += 1
            if self._busy < BUSY_ATTEMPTS and not self._closing:
                with self._changed:
                    self._waiting, self._writing = [*self._writing, *self._waiting], []
                return
        if isinstance(error, Newer):
            self._never = True
        reason = "a newer version of this program made the journal" if isinstance(error, Newer) else reason_of(error)
        known, self.obstacle = self.obstacle, reason
        for task in tasks:
            again = " It is kept in memory, and tried again." if task.patches else ""
            task.fail(NotSaved(f"This is not saved: {reason}.{again}"))
        with self._changed:
            self._retained = []
            self._retain([task for task in tasks if task.patches])
            self._writing = []
            self._due = time.monotonic() + RETRY_PAUSE
            self._changed.notify_all()
        if known != reason:
            self._told(reason, "")

    def _retain(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            if task.place_of:
                self._retained = [old for old in self._retained if old.place_of != task.place_of]
            self._retained.append(task)

    def _back_up(self, *, at_end: bool = False) -> None:
        """Copy the journal once a day, while there is nothing else to do; on its first day, also when the program ends."""
        if self._connection is None or (at_end and (self._retained or not self._wrote)):
            return
        try:
            self._backed_up |= self._connection.copy(self._late if at_end else self._wanted, at_end=at_end)
        except Stopped:
            self._backed_up = True
        except Exception as error:
            self._backed_up = True
            if is_damage(error):
                self._failed([], error)

    def _late(self) -> bool:
        return time.monotonic() > self._end_by

    def _wanted(self) -> bool:
        return self._closing or bool(self._waiting)


def _log_due(committing: WritingConnection | None) -> float:
    return math.inf if committing is None else committing.log_due
