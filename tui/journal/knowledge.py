"""What is known of the journal, whatever is at its place: from the last copy, and from this program's transcript."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress

from tui.journal.backups import is_whole
from tui.journal.database import Database
from tui.journal.database_file import checked_version
from tui.journal.errors import JournalDamaged
from tui.journal.exchange import Merging, exported, parse_export
from tui.journal.forget import remove_rows
from tui.journal.recovery import taken
from tui.journal.redaction import Redaction
from tui.journal.restoring import empty_journal
from tui.journal.rows import RowChanges, count_change, keep_deed
from tui.journal.stored_rows import StoredRows
from tui.journal.tables import Image, Patch
from tui.journal.tasks import Task
from tui.journal.transcript import change_count
from tui.journal.troubles import Troubles

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
            counts = Merging(db, self._redaction).merge(parse_export(lines)[0], "", self._now())
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
