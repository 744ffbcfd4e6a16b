"""The journal: what the reader did and read, kept durably, and never in the way of reading."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tui.journal import migrations
from tui.journal.database import Database
from tui.journal.editions import baseline, before_each
from tui.journal.errors import reason_of
from tui.journal.identities import RealPaths
from tui.journal.keep import KEEP_ALL, Keep
from tui.journal.keys import Keys
from tui.journal.location import obstacle
from tui.journal.noting import Noting
from tui.journal.records import Deed, Identity, NotSaved
from tui.journal.row_making import RowMaking
from tui.journal.tables import Patch
from tui.journal.tasks import Task, undo_task
from tui.journal.writing import Writer
from tui.model.digests import id_digest
from tui.model.edition import Edition, KeptSection, counts
from tui.model.handling import Marking
from tui.model.place import Place

WAIT = 5.0
"""Seconds that an undo may take before it is given up."""


class Journal(Noting):
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
        self.keep = keep
        self.secret = os.urandom(32)
        self.troubles: tuple[str, ...] = ()
        self._now = now
        against = "there is no folder for it" if folder is None else obstacle(folder)
        self._database = None if folder is None else Database(folder, now, self._tell, self.secret)
        if self._database is not None:
            against = self._open(self._database) or against
        self._writer = Writer(self._database, against, self._told)
        real = RealPaths()
        self._rows = RowMaking(keep, self.secret, real)
        self._keys = Keys(self._ask, self._writer, real, self.secret)
        if against:
            self._told(against, "")

    def _open(self, database: Database) -> str:
        """Read what every use needs. Returns why nothing can be written, "" where nothing is known against it."""
        try:
            db = self._connected()
            if db is not None:
                if migrations.version_of(db) > migrations.latest():
                    return "a newer version of this program made it"
                for (secret,) in self._ask("SELECT value FROM meta WHERE name = 'secret'"):
                    self.secret = database.secret = bytes(secret)
                if not os.access(database.path, os.W_OK):
                    return f"{database.path} cannot be written to"
        except (sqlite3.Error, OSError) as error:
            self._let_go()
            return reason_of(error)
        except Exception as error:
            self._let_go()
            return str(error)
        return ""

    @property
    def saving(self) -> bool:
        """Whether what one does is saved. Where it is not, it is kept in memory."""
        return not self._writer.obstacle

    @property
    def clashes(self) -> tuple[str, ...]:
        """Sentences about ids that two files claim."""
        return self._keys.clashes

    # reading

    def opened(self, identity: Identity) -> None:
        """A briefing was opened."""
        key = self.key_of(identity, make=True)
        if key:
            self._writer.add(Task([self._rows.entry(key, identity, opened_at=self._now())]))

    def keep_place(self, identity: Identity, place: Place) -> None:
        """Keep where one stands in a briefing. Of many in a row the last is kept."""
        key = self.key_of(identity, make=True)
        if key:
            self._writer.add(Task([self._rows.entry(key, identity, place=self._rows.place(place, identity.marking))], place_of=key))

    def read(self, identity: Identity, now_edition: Edition, sections: Sequence[KeptSection], *, said: str = "") -> Future[None]:
        """Keep that sections were read, and what they say.

        Args:
            identity: the briefing's.
            now_edition: the briefing as it is now; its prose may be left out.
            sections: those that were read, with their text.
            said: the deed in words, where it can be undone; "" for reading itself.
        """
        key = self.key_of(identity, make=True)
        if not key:
            return self._nothing()
        now = self._now()
        patches = [
            self._rows.entry(key, identity, digest=now_edition.digest, sections=_to_read(now_edition)),
            Patch("bases", (key,), {"data": self._rows.edition(baseline(now_edition))}, new=True),
        ]
        before = before_each(now_edition)
        for section in sections:
            kept = self._rows.section(replace(section, read_at=section.read_at or now))
            after = before.get(section.id, "")
            after = id_digest(after, self.secret) if kept.digested else after
            patches.append(Patch("reads", (key, kept.id), {"at": now, "counts": int(counts(kept.id))}))
            patches.append(Patch("kept", (key, kept.id), {"data": kept, "after": after}))
        return self._do(patches, "read", self._rows.said(said, identity.title, identity.marking))

    def set_done(self, items: Sequence[tuple[Identity, Edition | None]], done: bool, said: str) -> Future[None]:
        """Mark briefings done, or not done.

        Args:
            items: identities, each with the whole edition as it is now where what it says is to be kept as read.
            done: whether they are done.
            said: the deed in words.
        """
        now = self._now()
        patches: list[Patch] = []
        for identity, edition in items:
            key = self.key_of(identity, make=True)
            if not key:
                continue
            said = self._rows.said(said, identity.title, identity.marking)
            values: dict[str, Any] = {"done_at": now if done else 0.0}
            if done and edition is not None:
                read = [replace(section, read_at=section.read_at or now) for section in edition.sections]
                whole = self._rows.edition(replace(edition, sections=tuple(read)))
                values |= {"digest": edition.digest, "sections": _to_read(edition)}
                patches.append(Patch("kept", (key,)))
                patches.append(Patch("bases", (key,), {"data": whole}))
                for section in whole.sections:
                    patches.append(Patch("reads", (key, section.id), {"at": now, "counts": int(counts(section.id))}, new=True))
            elif done and identity.digest:
                values["digest"] = identity.digest
            patches.append(self._rows.entry(key, identity, **values))
        return self._do(patches, "done", said)

    def set_unread(self, identities: Iterable[Identity], said: str) -> Future[None]:
        """Mark briefings as not read at all. What they said when they were read is kept."""
        patches: list[Patch] = []
        for identity in identities:
            key = self.key_of(identity)
            if key:
                said = self._rows.said(said, identity.title, identity.marking)
                patches += [Patch("reads", (key,)), Patch("entries", (key,), {"done_at": 0.0})]
        return self._do(patches, "unread", said)

    def adopt(self, identity: Identity, digest: bytes) -> None:
        """Take a file for the one last read, since nothing that is shown differs."""
        key = self.key_of(identity)
        if key:
            self._writer.add(Task([self._rows.entry(key, identity, digest=digest)]))

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
        undone = self._writer.add(undo_task())
        try:
            found: Deed | None = undone.result(WAIT)
        except TimeoutError:
            raise NotSaved("The undo takes too long; it may still happen.") from None
        return found

    def keep_verdict(self, key: str, digest: bytes, data: bytes) -> None:
        """Keep what came out of comparing what was read with the file of that digest; not where it may hold too strict text."""
        rows = self._of("entries", key)
        marking = next((row.get("marking", Marking()) for row in rows.values()), Marking())
        if rows and self.keep.allows(marking):
            self._writer.add(Task([Patch("verdicts", (key,), {"digest": digest, "data": data})]))

    def flush(self, timeout: float = 5.0) -> bool:
        """Wait until everything is written. Returns whether it is, within the seconds given."""
        return self._writer.settle(timeout) and self.saving

    def close(self, timeout: float = 2.0) -> bool:
        """Write what is left and let go of the file. Returns whether everything is saved, within the seconds given."""
        saved = self._writer.close(timeout)
        with self._lock:
            self._let_go()
            self._database = None
        return saved

    # troubles

    def _tell(self, sentence: str) -> None:
        if sentence not in self.troubles:
            self.troubles += (sentence,)

    def _told(self, reason: str, better: str) -> None:
        """Say that nothing is saved, or that it is again."""
        begins = "Your places, notes and read marks are not being saved: "
        kept = tuple(trouble for trouble in self.troubles if not trouble.startswith(begins))
        self.troubles = (*kept, f"{begins}{reason}.") if reason else (*kept, better)


def _to_read(edition: Edition) -> int:
    return sum(counts(section.id) for section in edition.sections)
