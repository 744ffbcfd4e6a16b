"""What is done where another program has put other bytes in the journal's place while it is open, or deleted it.

A program that keeps folders of several machines alike does so, and a copy that somebody puts back. It may be another file of
the same name: what was in the old one can still be read through the connection that has it open. Or it may be the same file
with other bytes in it: then what was there is known from the last copy, and what this program wrote from its transcript.
Either is brought into what is there now by the rules of an import, so that nothing of either is lost.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from tui.journal import migrations
from tui.journal.backups import is_whole, stamp, sync
from tui.journal.database import WRITING, Database
from tui.journal.database_file import checked_version
from tui.journal.export import exported, parse_export
from tui.journal.files import OpenFiles, file_at, know_the_log, state_at
from tui.journal.forget import remove_rows
from tui.journal.location import LOCK
from tui.journal.merge import JournalMerge
from tui.journal.recovery import taken
from tui.journal.redaction import Redaction
from tui.journal.restoring import beside, empty_journal
from tui.journal.rows import RowChanges, count_change, keep_deed
from tui.journal.stored_rows import StoredRows
from tui.journal.tables import Image, Patch
from tui.journal.tasks import Task
from tui.journal.transcript import change_count
from tui.journal.troubles import JournalDamaged, Troubles, any_text, is_damage
from tui.store.private_files import locked, write_private

_NEWER = {"notes": ("id", "modified"), "marks": ("letter", "at")}
"""Tables whose rows are of two versions, with the columns that tell a row and the newer of the two."""


class Knowledge:
    """Gives what is known, and writes it into a journal by the rules of an import."""

    def __init__(self, database: Database, redaction: Redaction, now: Callable[[], float]) -> None:
        """`redaction` keeps out what is marked too strictly; `now` tells seconds since 1970."""
        self._database = database
        self._redaction = redaction
        self._now = now

    def of_the_copy(self) -> tuple[list[bytes], str]:
        """What the newest whole copy holds, as lines, and in words what is kept where something may be missing; "" for all."""
        begun = self._database.transcript.begun
        for copy in self._database.backups.all():
            address = f"{copy.as_uri()}?mode=ro&immutable=1"
            with (
                suppress(JournalDamaged, sqlite3.Error, OSError, UnicodeDecodeError),
                closing(sqlite3.connect(address, uri=True)) as db,
            ):
                checked_version(db)
                if is_whole(db):
                    kept = f"what you did since you began and what the copy of {taken(copy)} holds are kept"
                    gap = "" if change_count(db) >= begun else f"What it wrote, {kept}; what you did between may be missing"
                    return export_of(db), gap
        return [], "What it wrote and what you did since you began are kept; what you did before may be missing" if begun else ""

    def as_lines(self, lines: Sequence[bytes]) -> list[bytes]:
        """All that is known of the journal as it was, as lines."""
        empty = empty_journal(self._database.folder, self._redaction.secret)
        with empty as made, closing(sqlite3.connect(made, isolation_level=None)) as db:
            self.merge(db, lines)
            return export_of(db)

    def write(self, lines: Sequence[bytes] = ()) -> int:
        """Bring what is known, and some lines of an export, into the journal there is. Returns how many things the lines changed.

        Raises:
            OSError, sqlite3.Error: it cannot be written.
        """
        if not lines and not self._database.transcript.tasks:
            return 0
        with closing(self._database.writer()) as db:
            changed = self.merge(db, lines)
        self._database.transcript.seen = 0
        return changed

    def merge(self, db: sqlite3.Connection, lines: Sequence[bytes]) -> int:
        """Bring in lines, and do again what this program did. Returns how many things the lines changed."""
        transcript, secret = self._database.transcript, self._redaction.secret
        db.execute("BEGIN IMMEDIATE")
        try:
            (found,) = db.execute("SELECT value FROM meta WHERE name = 'secret'").fetchone() or (secret,)
            self._redaction.secret = bytes(found)
            counts = JournalMerge(db, self._redaction).merge(parse_export(lines)[0], "", self._now())
            for task in transcript.tasks:
                _do(db, task)
            if transcript.number:
                transcript.sign(db)
            count_change(db)
            db.execute("COMMIT")
        except BaseException:
            self._redaction.secret = secret
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        transcript.signed()
        return sum(counts)


def export_of(db: sqlite3.Connection) -> list[bytes]:
    """All that a connection sees of a journal, as an export."""
    found = db.execute("SELECT value FROM meta WHERE name = 'secret'").fetchone()
    return list(exported(StoredRows(None, Troubles(), db=db), bytes(found[0]) if found else b""))


def _do(db: sqlite3.Connection, task: Task) -> None:
    """Do once more what was done, but where something newer stands there."""
    images: list[Image] | None = [] if task.said else None
    applying = RowChanges(db, images)
    if task.forgets:
        remove_rows(db, task.forgets)
    for patch in task.patches:
        if not _is_older(db, patch, task.at):
            applying.apply(patch)
    if images:
        keep_deed(db, task.kind, task.said, task.at, images)
    if task.call is not None and not task.alone:
        task.call(db)


def _is_older(db: sqlite3.Connection, patch: Patch, at: float) -> bool:
    """Whether what is there now is newer than a change that was made at a moment."""
    if patch.table not in _NEWER:
        return False
    key, column = _NEWER[patch.table]
    found = db.execute(f"SELECT {column} FROM {patch.table} WHERE {key} = ?", patch.key).fetchone()
    return bool(found) and found[0] > (patch.values or {}).get(column, at)


_PAUSE = 0.05
_STILL = 3
"""How many looks apart by that pause, in seconds, a file that is being copied must be the same."""

_MOST_WAITED = 10.0
"""Seconds to wait until nobody writes to it."""

_OVERWRITTEN = "overwritten"
"""Row of `meta` that says which file this one was made of, and when: what others still see of that are pages of two journals."""


class Takeover:
    """Brings what was known into what is at the journal's place now, once for each file that is there."""

    def __init__(
        self,
        database: Database,
        redaction: Redaction,
        tell: Callable[[str], None],
        now: Callable[[], float],
        done_again: Callable[[], object],
    ) -> None:
        """Nothing has been replaced yet.

        Args:
            database: the file.
            redaction: keeps out what is marked too strictly.
            tell: takes sentences for the person.
            now: seconds since 1970.
            done_again: called when there is something to be done again that makes its own transactions (`Transcript.to_do_again`).
        """
        self._database = database
        self._knowledge = Knowledge(database, redaction, now)
        self._tell = tell
        self._now = now
        self._done_again = done_again
        self._brought: dict[tuple[int, int], float] = {}
        """Files of which everything was brought over, and when."""
        self._open: list[int] = []

    def __call__(self, db: sqlite3.Connection | None, held: OpenFiles) -> OpenFiles | None:
        """What a connection has open now (`Database.still`); the caller has the journal's turn.

        Raises:
            OSError, sqlite3.Error: nothing can be locked in the folder, or read.
        """
        if self._brought.get(held.journal, 0.0) >= held.since:
            return None
        path, transcript = self._database.path, self._database.transcript
        if file_at(path) == held.journal:
            if not transcript.can_tell:
                return None
            state = self._own_state(held)
            if state is not None:
                return held._replace(state=state)
        if not self._take_over(held):
            self._bring(db, held)
        return None

    def close(self) -> None:
        """Let go of the files that were written over."""
        while self._open:
            os.close(self._open.pop())

    # the same file

    def _own_state(self, held: OpenFiles) -> tuple[int, int, int] | None:
        """The state of the file where it is the journal that this program wrote; None where it is not, and is finished."""
        path, transcript = self._database.path, self._database.transcript
        until, same, before = time.monotonic() + _MOST_WAITED, 0, (0, 0, 0)
        while True:
            file, state = state_at(path)
            if file != held.journal:
                return None
            # In this order: what is not in the log at one moment is in the file at the next.
            log = state_at(f"{path}-wal")[1][0]
            number = transcript.number_in(path)
            if number >= (max(transcript.seen, 1) if log else transcript.expected):
                transcript.seen = number
                return state
            same = same + 1 if state == before else 0
            if same >= _STILL or time.monotonic() > until:
                return None
            before = state
            time.sleep(_PAUSE)

    def _take_over(self, held: OpenFiles) -> bool:
        """Put a file in the place of the one that another program wrote over, with what is there and what is known.

        Returns:
            Whether that was done; not where another file is there.
        """
        database, path = self._database, self._database.path
        lines, gap = self._knowledge.of_the_copy()
        with locked(database.folder / LOCK):
            if file_at(path) != held.journal:
                return False
            with beside(database.folder) as made:
                self._copy(path, made)
                try:
                    with closing(sqlite3.connect(made, isolation_level=None)) as db:
                        newer = checked_version(db) > migrations.latest()
                        if not newer:
                            self._fill(db, held, lines)
                except (JournalDamaged, sqlite3.Error) as error:
                    if not is_damage(error):
                        raise
                    damaged = True
                else:
                    damaged = False
                    sync(made)
                    self._remove_log(held)
                    os.replace(made, path)
                    know_the_log(database.folder)
                    database.transcript.seen = database.transcript.number
        self._brought[held.journal] = time.time()
        how = "Another program has written over the journal while it was open"
        if damaged:
            database.recovery.start_anew()
            self._write()
        elif newer:
            self._tell(f"{how}, with one of a newer version: {self._set_aside(self._knowledge.as_lines(lines))}.")
        else:
            self._tell(f"{how}. {gap or 'What was in it is kept as well, and nothing is lost'}.")
            self._do_again()
        return True

    def _copy(self, path: Path, made: Path) -> None:
        """Copy the bytes that are there now. The file stays open: closing it would give up the locks that SQLite has on it."""
        self._open.append(os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0)))
        with open(self._open[-1], "rb", closefd=False) as source, made.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)

    def _fill(self, db: sqlite3.Connection, held: OpenFiles, lines: Sequence[bytes]) -> None:
        """Bring into a copy of what is there what is known.

        Raises:
            JournalDamaged: it is not whole.
        """
        if not is_whole(db):
            raise JournalDamaged("it is not whole")
        for pragma in WRITING:
            db.execute(pragma)
        db.text_factory = any_text
        migrations.migrate(db, self._database.file.secret)
        self._knowledge.merge(db, lines)
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_OVERWRITTEN, repr((*held.journal, time.time()))))
        db.execute("PRAGMA journal_mode = WAL")

    # another file

    def _bring(self, old: sqlite3.Connection | None, held: OpenFiles) -> None:
        database = self._database
        with locked(database.folder / LOCK):
            now = file_at(database.path)
            self._brought[held.journal] = time.time()
            repaired = any(file_at(aside) == held.journal for aside in database.recovery.aside_files())
            lines: list[bytes] = []
            if self._was_overwritten(held):
                lines, _ = self._knowledge.of_the_copy()
            elif old is not None and not repaired:
                lines = export_of(old)
            self._remove_log(held)
            know_the_log(database.folder)
        if repaired:
            # It was damaged, this program has set it aside, and said so.
            self._write()
            return
        how = "Another program has put another version of the journal in its place" if any(now) else "The journal was deleted"
        try:
            changed = self._write(lines)
        except Exception as error:
            kept = self._set_aside(self._knowledge.as_lines(lines))
            self._tell(f"{how} while it was open. They could not be brought together ({error}): {kept}.")
            return
        if changed or not any(now):
            self._tell(f"{how} while it was open; what was in it is kept as well, and nothing is lost.")

    def _was_overwritten(self, held: OpenFiles) -> bool:
        """Whether another run of the program has taken over from a file that was written over, which this one still has open."""
        with suppress(sqlite3.Error, UnicodeDecodeError, ValueError, OSError), closing(self._database.file.connect("ro")) as db:
            found = db.execute("SELECT value FROM meta WHERE name = ?", (_OVERWRITTEN,)).fetchone()
            device, inode, at = str(found[0]).strip("()").split(",") if found else ("0", "0", "0")
            return (int(device), int(inode)) == held.journal and float(at) >= held.since
        return False

    def _remove_log(self, held: OpenFiles) -> None:
        """Take the old file's log away: it would be taken for that of the new one, and its pages put among the others."""
        for ending, file in (("-wal", held.log), ("-shm", held.log_index)):
            path = Path(f"{self._database.path}{ending}")
            if file_at(path) == file:
                path.unlink(missing_ok=True)

    def _write(self, lines: Sequence[bytes] = ()) -> int:
        """Write what is known into what is at the journal's place. Returns how many things the lines changed."""
        changed = self._knowledge.write(lines)
        self._do_again()
        return changed

    def _do_again(self) -> None:
        """Have done once more what makes its own transactions: what was to be forgotten, and what may not be kept."""
        self._database.transcript.is_to_do_again = True
        self._done_again()

    def _set_aside(self, lines: list[bytes]) -> str:
        """Write what was known beside, to be imported. Returns where, in words."""
        path = self._database.folder / f"journal-replaced-{stamp(self._now())}.jsonl"
        try:
            write_private(path, b"".join(lines), new=True)
        except OSError as error:
            with suppress(OSError):
                path.unlink()
            return f"and what was in it could not be written either ({error.strerror})"
        return f"what was in it is in {path}, and `briefing journal import` brings it in"
