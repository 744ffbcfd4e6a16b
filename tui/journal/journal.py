"""The journal: what the reader did and read, kept durably, and never in the way of reading."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.journal.database import Database
from tui.journal.deeds import Deeds, NoteDeeds, ReadingDeeds
from tui.journal.enforcement import Enforcement
from tui.journal.identities import Keys, RealPaths
from tui.journal.location import obstacle
from tui.journal.reader import JournalReader
from tui.journal.recall_times import RecallTimes
from tui.journal.records import Deed, Identity, NotSaved
from tui.journal.redaction import KEEP_ALL, Keep, Redaction
from tui.journal.stored_rows import StoredRows
from tui.journal.tasks import Task, undo_task
from tui.journal.troubles import Troubles, Unsaved, unsaved
from tui.journal.writer import Writer

if TYPE_CHECKING:
    from tui.journal.files import OpenFiles
    from tui.journal.forget import Forgotten
    from tui.journal.merge import Imported
    from tui.journal.takeover import Takeover

WAIT = 5.0
"""Seconds that an undo may take before it is given up."""

LONG_WAIT = 600.0
"""The same for what goes through the whole journal."""


class Journal:
    """One reader's journal. May be used from any thread; writing happens in one of its own.

    What is asked is answered by its reader, what one reads and notes is written by its deeds. Every method that returns a
    future changes the journal for this program at once, and the future is done when the change is committed durably. It
    raises `NotSaved` where that is not possible; the change is then kept in memory and tried again.
    """

    def __init__(self, folder: Path | None, *, now: Callable[[], float] = time.time, keep: Keep = KEEP_ALL) -> None:
        """Open the journal of a folder. Never raises: `troubles` tells what is wrong.

        Args:
            folder: private to the user, made when something is first kept; None where there is none to be had.
            now: seconds since 1970.
            keep: up to which marking texts are kept.
        """
        self.folder = folder
        self._now = now
        self._troubles = Troubles()
        self._redaction = Redaction(keep, os.urandom(32), RealPaths())
        self._takeover: Takeover | None = None
        self._meta: Mapping[str, Any] = {}
        against = "there is no folder for it" if folder is None else obstacle(folder)
        self._database = None if folder is None else Database(folder, now, self._troubles.tell, self._redaction.secret)
        self._stored = StoredRows(self._database, self._troubles, self._opened_file)
        if self._database is not None:
            self._database.changed = self._changed_file
            against = self._stored.open() or against
        self._writer = Writer(self._database, against, self._troubles.not_saved)
        self._keys = Keys(self._stored.ask, self._writer, self._redaction)
        self.recall_times = RecallTimes(self._stored.ask, self._writer, now)
        self._enforcement = Enforcement(self._database, self._writer, self._redaction)
        reader = JournalReader(self._stored, self._writer, self._redaction)
        self._deeds = deeds = Deeds(self._writer, self._keys, self._redaction, reader.rows, now)
        self._answer_by(reader)
        self._keep_by(NoteDeeds(deeds), ReadingDeeds(deeds, reader, self._enforcement))
        if against:
            self._troubles.not_saved(against, "")
        else:
            self._enforcement.begin(self._meta)

    def _answer_by(self, reader: JournalReader) -> None:
        self.rows = reader.rows
        self.learn = reader.learn
        self.standing, self.standings, self.about, self.seen = reader.standing, reader.standings, reader.about, reader.seen
        self.edition, self.earlier, self.spent = reader.edition, reader.earlier, reader.spent
        self.marking_read = reader.marking_read
        self.kept_sections, self.read_between = reader.kept_sections, reader.read_between
        self.closed, self.is_closed = reader.closed, reader.is_closed
        self.change_summary, self.change_summaries = reader.change_summary, reader.change_summaries
        self.notes, self.marks, self.visits = reader.notes, reader.marks, reader.visits
        self.keys_with_notes, self.keys_with_marks, self.keys_named = (
            reader.keys_with_notes,
            reader.keys_with_marks,
            reader.keys_named,
        )
        self.deeds, self.version, self.stamp = reader.deeds, reader.version, reader.stamp

    def _keep_by(self, notes: NoteDeeds, readings: ReadingDeeds) -> None:
        self.mark, self.visit = notes.mark, notes.visit
        self.add_note, self.add_notes = notes.add_note, notes.add_notes
        self.change_note, self.delete_note = notes.change_note, notes.delete_note
        self.opened, self.keep_place, self.read, self.spend = readings.opened, readings.keep_place, readings.read, readings.spend
        self.set_done, self.set_unread, self.adopt = readings.set_done, readings.set_unread, readings.adopt
        self.close_actions, self.keep_change_summary = readings.close_actions, readings.keep_change_summary
        self.forget_closed = readings.forget_closed

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong, in sentences."""
        return self._troubles.sentences

    @property
    def unread(self) -> str:
        """Why what is kept cannot be read, in words; "" where it can be."""
        return self._stored.unread

    @property
    def secret(self) -> bytes:
        """The journal's own, for digests of what must not be kept."""
        return self._redaction.secret

    @property
    def keep(self) -> Keep:
        """Up to which marking it keeps texts."""
        return self._redaction.keep

    @property
    def saving(self) -> bool:
        """Whether what one does is saved. Where it is not, it is kept in memory."""
        return not self._writer.obstacle

    @property
    def is_lost(self) -> bool:
        """Whether something that was kept may not be there any more; `troubles` tells why."""
        return self._database is not None and self._database.recovery.is_lost

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
        if deed is None and self._database is not None and self._database.path.exists():
            deed = self._wait(undo_task(), WAIT)
        self._deeds.count -= deed is not None
        return deed

    @property
    def deeds_done(self) -> int:
        """Deeds of this run less those that it undid, which may be of a run before."""
        return self._deeds.count

    def forget(self, key: str) -> Forgotten:
        """Remove all of one briefing for good: also from older copies, which are deleted, and from the file's free space.

        Raises:
            NotSaved: nothing could be removed.
        """
        from tui.journal.drafts import forget_drafts
        from tui.journal.forget import Erased, Forgotten, forget_briefing

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
        from tui.journal.export import exported

        self._writer.settle(WAIT)
        count = 0
        for line in exported(self.rows, self.secret):
            write(line)
            count += 1
        return count

    def import_(self, lines: Iterable[bytes], said: str = "imported a journal") -> Imported:
        """Bring in what `export` wrote. Of two versions of a thing the newer one stays; it is one deed, to be undone.

        Raises:
            NotSaved: it could not be saved; nothing is changed.
        """
        from tui.journal.export import parse_export
        from tui.journal.merge import Imported, JournalMerge

        parsed, problems = parse_export(lines)
        now, secret = self._now(), self.secret
        try:
            briefings, notes, marks = self._wait(
                Task(call=lambda db: JournalMerge(db, self._redaction).merge(parsed, said, now), again=True), LONG_WAIT
            )
        except BaseException:
            self._redaction.secret = secret
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

    @property
    def is_written(self) -> bool:
        """Whether nothing waits to be written, or cannot be."""
        return self.saving and not self._writer.pending()

    def unsaved(self) -> Unsaved:
        """What is not saved at this moment; of what has been closed, what is lost when the program ends."""
        return unsaved(self._writer.pending(), self._writer.obstacle)

    def close(self, timeout: float = 2.0) -> bool:
        """Write what is left and let go of the file. Returns whether everything is saved, within the seconds given."""
        saved = self._writer.close(timeout)
        self._stored.close()
        if self._takeover is not None:
            self._takeover.close()
        return saved

    # keys

    def key_of(self, identity: Identity, *, make: bool = False) -> str:
        """The key under which a briefing is known; "" where it is not known.

        A briefing that was renamed, moved or copied is recognised, and its entry follows it.

        Args:
            identity: the briefing's.
            make: give the key that it will have where it has none yet. It is still "" for a text without file and id.
        """
        return self._keys.of(identity, make=make)

    def keys_of(self, identities: Iterable[Identity]) -> list[str]:
        """`key_of` for many at once, "" for those that are not known: one question for all of them."""
        return self._keys.of_all(list(identities))

    # the file

    def _opened_file(self, meta: Mapping[str, Any]) -> None:
        self._meta = meta
        self._redaction.secret = bytes(meta.get("secret", self._redaction.secret))
        if self._database is not None:
            self._database.file.secret = self._redaction.secret

    def _changed_file(self, db: sqlite3.Connection | None, held: OpenFiles) -> OpenFiles | None:
        """The file at the journal's path is not as a connection has seen it."""
        if self._takeover is None and self._database is not None:
            from tui.journal.takeover import Takeover

            tell, replaced = self._troubles.tell, self._enforcement.replaced
            self._takeover = Takeover(self._database, self._redaction, tell, self._now, replaced)
        return self._takeover(db, held) if self._takeover is not None else None
