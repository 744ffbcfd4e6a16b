"""The journal: what the reader did and read, kept durably, and never in the way of reading."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.journal import migrations
from tui.journal.database import Database
from tui.journal.errors import is_busy, reason_of
from tui.journal.identities import RealPaths
from tui.journal.keep import KEEP_ALL, Keep
from tui.journal.keys import Keys
from tui.journal.location import obstacle
from tui.journal.read_keeping import ReadKeeping
from tui.journal.recall_times import RecallTimes
from tui.journal.records import Deed, NotSaved
from tui.journal.row_making import RowMaking
from tui.journal.tasks import Task, undo_task
from tui.journal.troubles import Unsaved, unsaved
from tui.journal.writing import Writer

if TYPE_CHECKING:
    from tui.journal.exchange import Imported
    from tui.journal.files import OpenFiles
    from tui.journal.forgetting import Forgotten
    from tui.journal.replacing import Replacing

WAIT = 5.0
"""Seconds that an undo may take before it is given up."""

LONG_WAIT = 600.0
"""The same for what goes through the whole journal."""

RULES = 2
"""Version of what is taken out of a journal for a configuration: where it has grown, a journal is gone through again."""


class Journal(ReadKeeping):
    """One reader's journal. May be used from any thread; writing happens in one of its own.

    Every method that returns a future changes the journal for this program at once, and the future is done when the
    change is committed durably. It raises `NotSaved` where that is not possible; the change is then kept in memory
    and tried again.
    """

    def __init__(self, folder: Path | None, *, now: Callable[[], float] = time.time, keep: Keep = KEEP_ALL) -> None:
        """Open the journal of a folder. Never raises: `troubles` tells what is wrong.

        Args:
            folder: private to the user, made when something is first kept; None where there is none to be had.
            now: seconds since 1970.
            keep: up to which marking texts are kept.
        """
        super().__init__()
        self.folder = folder
        self._rows = RowMaking(keep, os.urandom(32), RealPaths())
        self._replacing: Replacing | None = None
        self._erasing = False
        """Whether a program was ended while it erased what it had removed."""
        self._setting = ""
        """What may be kept, as the journal was last tightened."""
        self._now = now
        against = "there is no folder for it" if folder is None else obstacle(folder)
        self._database = self._file = None if folder is None else Database(folder, now, self._troubles.tell, self._rows.secret)
        if self._database is not None:
            self._database.changed = self._changed_file
            against = self._open(self._database) or against
        self._writer = Writer(self._database, against, self._troubles.not_saved)
        self._keys = Keys(self.ask, self._writer, self._rows)
        self.recall_times = RecallTimes(self.ask, self._writer, now)
        if against:
            self._troubles.not_saved(against, "")
        else:
            self._go_on_erasing()
            self._tighten_all()

    def _open(self, database: Database) -> str:
        """Read what every use needs. Returns why nothing can be written, "" where nothing is known against it."""
        try:
            db = self._connected()
            if db is not None:
                if migrations.version_of(db) > migrations.latest():
                    return "a newer version of this program made it"
                if not os.access(database.path, os.W_OK):
                    return f"{database.path} cannot be written to"
                return database.obstacle
        except (sqlite3.Error, OSError) as error:
            self._let_go()
            self.unread = reason_of(error)
            self._troubles.tell(f"What you kept before cannot be read: {self.unread}.")
            # Another program that has it locked lets go of it.
            return "" if is_busy(error) else self.unread
        except Exception as error:
            self._let_go()
            return str(error)
        return ""

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong, in sentences."""
        return self._troubles.sentences

    @property
    def secret(self) -> bytes:
        """The journal's own, for digests of what must not be kept."""
        return self._rows.secret

    @property
    def keep(self) -> Keep:
        """Up to which marking it keeps texts."""
        return self._rows.keep

    @property
    def saving(self) -> bool:
        """Whether what one does is saved. Where it is not, it is kept in memory."""
        return not self._writer.obstacle

    @property
    def is_lost(self) -> bool:
        """Whether something that was kept may not be there any more; `troubles` tells why."""
        return self._file is not None and self._file.recovery.is_lost

    @property
    def clashes(self) -> tuple[str, ...]:
        """Sentences about ids that two files claim."""
        return self._keys.clashes

    # undo, and the rest

    def undo(self) -> Deed | None:
        """Undo the newest deed that is not undone yet. Returns it; None where there is none.

        Raises:
            NotSaved: it could not be done.
        """
        self._writer.settle(WAIT)
        deed = self._writer.take_back()
        if deed is not None:
            return deed
        if self._database is None or not self._database.path.exists():
            return None
        found: Deed | None = self._wait(undo_task(), WAIT)
        return found

    def forget(self, key: str) -> Forgotten:
        """Remove all of one briefing for good: also from older copies, which are deleted, and from the file's free space.

        Raises:
            NotSaved: nothing could be removed.
        """
        from tui.journal.drafts import forget_drafts
        from tui.journal.erasing import Erased
        from tui.journal.forgetting import Forgotten, forget_briefing

        database = self._database
        self._writer.settle(WAIT)
        self._writer.drop(key)
        self._keys.forget(key)
        if database is None or not database.path.exists():
            return Forgotten(forget_drafts(database.folder, {key}) if database is not None else 0, Erased("", []))
        done: Forgotten = self._wait(
            Task(call=lambda db: forget_briefing(db, database.folder, key), alone=True, again=True, forgets=key), LONG_WAIT
        )
        for sentence in done.traces.sentences():
            self._troubles.tell(sentence)
        return done

    def export(self, write: Callable[[bytes], object]) -> int:
        """Hand out everything as lines of JSON. Returns how many. What is being undone or compared is left out.

        Args:
            write: takes each line, its end included; what it raises ends the export.
        """
        from tui.journal.exchange import exported

        self._writer.settle(WAIT)
        count = 0
        for line in exported(self, self.secret):
            write(line)
            count += 1
        return count

    def import_(self, lines: Iterable[bytes], said: str = "imported a journal") -> Imported:
        """Bring in what `export` wrote. Of two versions of a thing the newer one stays; it is one deed, to be undone.

        Raises:
            NotSaved: it could not be saved; nothing is changed.
        """
        from tui.journal.exchange import Imported, Merging, parse_export

        parsed, problems = parse_export(lines)
        now, secret = self._now(), self.secret
        try:
            briefings, notes, marks = self._wait(
                Task(call=lambda db: Merging(db, self._rows).merge(parsed, said, now), again=True), LONG_WAIT
            )
        except BaseException:
            self._rows.secret = secret
            raise
        return Imported(briefings, notes, marks, tuple(problems))

    def _wait(self, task: Task, seconds: float) -> Any:
        """Have something done and wait for it.

        Raises:
            NotSaved: it failed, or takes longer.
        """
        try:
            return self._writer.add(task).result(seconds)
        except TimeoutError:
            raise NotSaved("It takes too long; it may still happen.") from None

    def flush(self, timeout: float = 5.0) -> bool:
        """Wait until everything is written. Returns whether it is, within the seconds given."""
        return self._writer.settle(timeout) and self.saving

    def unsaved(self) -> Unsaved:
        """What is not saved at this moment; of what has been closed, what is lost when the program ends."""
        return unsaved(self._writer.pending(), self._writer.obstacle)

    def close(self, timeout: float = 2.0) -> bool:
        """Write what is left and let go of the file. Returns whether everything is saved, within the seconds given."""
        saved = self._writer.close(timeout)
        with self._lock:
            self._let_go()
            self._database = None
        if self._replacing is not None:
            self._replacing.close()
        return saved

    # what may not be kept any longer

    def _go_on_erasing(self) -> None:
        """See that what a killed program removed is gone from the disk as well."""
        database = self._database
        if database is not None and self._erasing:
            from tui.journal.erasing import erase

            self._writer.add(Task(call=lambda db: erase(db, database.folder), alone=True))

    def _tighten_all(self) -> None:
        """See that nothing is kept any longer which the configuration has forbidden since."""
        keep, due = self._rows.keep, self._due_setting != self._setting
        if not keep.certain:
            return
        if self._database is not None and self._reader is not None and due and (self._setting or not keep.allows_everything):
            self._writer.add(self._tightening(self._database.folder))

    def _tighten_replaced(self) -> None:
        """The same for a file that another program has put in the journal's place; what else is due is done with it."""
        if self._database is not None:
            strict = self._rows.keep.certain and not self._rows.keep.allows_everything
            self._writer.add(self._tightening(self._database.folder) if strict else Task())

    def _tightening(self, folder: Path) -> Task:
        from tui.journal.tightening import Tightening

        return Task(call=lambda db: Tightening(db, self._rows, folder).all(self._due_setting), alone=True)

    @property
    def _due_setting(self) -> str:
        return f"{self._rows.keep.up_to or 'RED'} {self._rows.keep.unmarked} {RULES}"

    def _opened_file(self, db: sqlite3.Connection) -> None:
        meta = dict(db.execute("SELECT name, value FROM meta").fetchall())
        self._rows.secret = bytes(meta.get("secret", self._rows.secret))
        self._setting = str(meta.get("keep", ""))
        self._erasing = "erasing" in meta
        if self._database is not None:
            self._database.file.secret = self._rows.secret

    def _changed_file(self, db: sqlite3.Connection | None, held: OpenFiles) -> OpenFiles | None:
        """The file at the journal's path is not as a connection has seen it."""
        if self._replacing is None and self._database is not None:
            from tui.journal.replacing import Replacing

            self._replacing = Replacing(self._database, self._rows, self._troubles.tell, self._now, self._tighten_replaced)
        return self._replacing(db, held) if self._replacing is not None else None
