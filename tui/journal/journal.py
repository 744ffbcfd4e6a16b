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
from tui.journal.asking import Asking
from tui.journal.database import Database, reason_of
from tui.journal.editions import baseline, before_each, hidden
from tui.journal.identities import AllEntries, Entries, RealPaths, Resolved, StoredEntries, resolve
from tui.journal.keep import KEEP_ALL, Keep
from tui.journal.location import obstacle
from tui.journal.records import Deed, DeedKind, Identity, Note, NotSaved
from tui.journal.tables import Patch
from tui.journal.writing import Task, Writer, undo_task
from tui.model.digests import hidden_id, keyed
from tui.model.edition import Edition, KeptSection
from tui.model.handling import Marking
from tui.model.place import Anchor, Place

WAIT = 5.0
"""Seconds that an undo may take before it is given up."""


class Journal(Asking):
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
        self.clashes: tuple[str, ...] = ()
        """Sentences about ids that two files claim."""
        self._now = now
        self._real = RealPaths()
        self._made: dict[str, str] = {}
        """Keys of this session that may not be in the database yet -> paths."""
        self._newer = False
        against = "there is no folder for it" if folder is None else obstacle(folder)
        self._database = None if folder is None else Database(folder, now, self._tell, self.secret)
        if self._database is not None:
            against = self._open(self._database) or against
        self._writer = Writer(self._database, against, self._told)
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

    # whose it is

    def key_of(self, identity: Identity, *, make: bool = False) -> str:
        """The key under which a briefing is known; "" where it is not known.

        A briefing that was renamed, moved or copied is recognised, and its entry follows it.

        Args:
            identity: the briefing's.
            make: give the key that it will have where it has none yet. It is still "" for a text without file and id.
        """
        return self._key(identity, StoredEntries(self._ask), make)

    def keys_of(self, identities: Iterable[Identity]) -> list[str]:
        """`key_of` for many at once, "" for those that are not known: one question for all of them."""
        entries = AllEntries(self._ask)
        return [self._key(identity, entries, False) for identity in identities]

    def _key(self, identity: Identity, entries: Entries, make: bool) -> str:
        path = self._real(identity.path)
        if identity.path and self._made.get(identity.key) == path:
            return identity.key
        found = resolve(identity, path, entries, self.secret)
        if not found.known and found.key in self._made and self._made[found.key] != path and identity.named:
            # The other file of that id is known only since a moment.
            found = Resolved(found.key + f"@{path}", claimed_by=self._made[found.key])
        if found.claimed_by:
            said = f"“{identity.id}” is the id of two files, which are kept apart: {found.claimed_by} and {path}"
            if said not in self.clashes:
                self.clashes += (said,)
        if found.formerly:
            if not self.saving:
                return found.formerly
            self._writer.add(Task(call=_renaming(found.formerly, found.key, path)))
            return found.formerly if not self._writer.settle(0.05) else found.key
        if found.known:
            return found.key
        if not make:
            return found.key if found.key in self._made else ""
        if found.key:
            self._made[found.key] = path
            self._writer.add(Task(call=_claiming(found.key)))
        return found.key

    # reading

    def opened(self, identity: Identity) -> None:
        """A briefing was opened."""
        key = self.key_of(identity, make=True)
        if key:
            self._writer.add(Task([self._entry(key, identity, opened_at=self._now())]))

    def keep_place(self, identity: Identity, place: Place) -> None:
        """Keep where one stands in a briefing. Of many in a row the last is kept."""
        key = self.key_of(identity, make=True)
        if key:
            self._writer.add(Task([self._entry(key, identity, place=self._place(place, identity.marking))], place_of=key))

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
            self._entry(key, identity, digest=now_edition.digest, sections=_to_read(now_edition)),
            Patch("bases", (key,), {"data": self._allowed(baseline(now_edition))}, new=True),
        ]
        before = before_each(now_edition)
        for section in sections:
            self._learn((section.id, section.parent))
            kept = self._section(replace(section, read_at=section.read_at or now))
            after = before.get(section.id, "")
            after = hidden_id(after, self.secret) if kept.digested else after
            patches.append(Patch("reads", (key, kept.id), {"at": now}))
            patches.append(Patch("kept", (key, kept.id), {"data": kept, "after": after}))
        return self._do(patches, "read", self._words(said, identity))

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
            said = self._words(said, identity)
            values: dict[str, Any] = {"done_at": now if done else 0.0}
            if done and edition is not None:
                read = [replace(section, read_at=section.read_at or now) for section in edition.sections]
                self._learn(section.id for section in read)
                whole = self._allowed(replace(edition, sections=tuple(read)))
                values |= {"digest": edition.digest, "sections": _to_read(edition)}
                patches.append(Patch("kept", (key,)))
                patches.append(Patch("bases", (key,), {"data": whole}))
                patches += [Patch("reads", (key, section.id), {"at": now}, new=True) for section in whole.sections]
            elif done and identity.digest:
                values["digest"] = identity.digest
            patches.append(self._entry(key, identity, **values))
        return self._do(patches, "done", said)

    def set_unread(self, identities: Iterable[Identity], said: str) -> Future[None]:
        """Mark briefings as not read at all. What they said when they were read is kept."""
        patches: list[Patch] = []
        for identity in identities:
            key = self.key_of(identity)
            if key:
                said = self._words(said, identity)
                patches += [Patch("reads", (key,)), Patch("entries", (key,), {"done_at": 0.0})]
        return self._do(patches, "unread", said)

    def adopt(self, identity: Identity, digest: bytes) -> None:
        """Take a file for the one last read, since nothing that is shown differs."""
        key = self.key_of(identity)
        if key:
            self._writer.add(Task([self._entry(key, identity, digest=digest)]))

    # marks, places, notes

    def mark(self, letter: str, identity: Identity, place: Place, said: str = "") -> Future[None]:
        """Set a mark. The letter's former one is given up, and comes back by an undo."""
        key = self.key_of(identity, make=True)
        if not key:
            return self._nothing()
        values = {"key": key, "place": self._place(place, identity.marking), "at": self._now()}
        patches = [self._entry(key, identity), Patch("marks", (letter,), values)]
        return self._do(patches, "mark", self._words(said or f"set mark {letter}", identity))

    def visit(self, identity: Identity, place: Place) -> None:
        """Remember a place for the way back."""
        key = self.key_of(identity, make=True)
        if key:
            now = self._now()
            values = {"key": key, "place": self._place(place, identity.marking), "at": now}
            self._writer.add(Task([self._entry(key, identity), Patch("visits", (self._moment(now),), values)]))

    def add_note(self, note: Note, said: str = "wrote a note") -> Future[None]:
        """Keep a note. Its `key` is that of `key_of`; text that is marked too strictly stays out, all but the comment."""
        entry = {"id": note.briefing_id, "path": note.path, "marking": note.marking}
        entry["title"] = note.title if self.keep.allows(note.marking) else ""
        patches = [Patch("entries", (note.key,), entry, new=True), self._note(note)]
        return self._do(patches, "note", self._plain(said, note.title, note.marking))

    def change_note(self, note: Note, said: str = "changed a note") -> Future[None]:
        """Keep a note as it is now."""
        return self._do([self._note(note)], "edit-note", self._plain(said, note.title, note.marking))

    def delete_note(self, note_id: str, said: str = "deleted a note") -> Future[None]:
        """Delete a note; an undo brings it back."""
        return self._do([Patch("notes", (note_id,))], "delete-note", said)

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

    # making rows

    def _do(self, patches: Sequence[Patch], kind: DeedKind, said: str) -> Future[None]:
        return self._writer.add(Task(patches, kind=kind, said=said, at=self._now()))

    def _nothing(self) -> Future[None]:
        done: Future[None] = Future()
        done.set_exception(NotSaved("Nothing is kept of a text that has neither a file nor an id."))
        return done

    def _entry(self, key: str, identity: Identity, **values: Any) -> Patch:
        about: dict[str, Any] = {"id": identity.id, "path": self._real(identity.path), "marking": identity.marking}
        about["title"] = identity.title if self.keep.allows(identity.marking) else ""
        about["title_digest"] = keyed(identity.title, self.secret)
        about["file_digest"] = identity.digest
        return Patch("entries", (key,), {**about, **values})

    def _place(self, place: Place, marking: Marking) -> Place:
        if self.keep.allows(marking):
            return place
        self._learn((place.section,))
        return replace(place, section=hidden_id(place.section, self.secret), quote=keyed(place.quote, self.secret))

    def _section(self, section: KeptSection) -> KeptSection:
        return section if self.keep.allows(section.marking) else hidden(section, self.secret)

    def _allowed(self, edition: Edition) -> Edition:
        sections = tuple(self._section(section) for section in edition.sections)
        strict = any(section.digested for section in sections)
        return replace(edition, sections=sections, title="" if strict else edition.title)

    def _note(self, note: Note) -> Patch:
        anchor, section_title, citation = note.anchor, note.section_title, note.citation
        if not self.keep.allows(note.marking):
            section_title = citation = ""
            self._learn((anchor.section,))
            anchor = anchor if anchor.digested else self._digested(anchor)
        values = {"key": note.key, "anchor": anchor, "section_title": section_title, "text": note.text, "tags": note.tags}
        values |= {"marking": note.marking, "citation": citation, "created": note.created, "modified": note.modified}
        return Patch("notes", (note.id,), values)

    def _digested(self, anchor: Anchor) -> Anchor:
        texts = {name: keyed(getattr(anchor, name), self.secret) for name in ("exact", "prefix", "suffix", "about")}
        return replace(anchor, section=hidden_id(anchor.section, self.secret), digested=True, **texts)

    def _words(self, said: str, identity: Identity) -> str:
        return self._plain(said, identity.title, identity.marking)

    def _plain(self, said: str, title: str, marking: Marking) -> str:
        return said if not title or self.keep.allows(marking) else said.replace(title, "a briefing")

    def _moment(self, now: float) -> int:
        self._last = max(int(now * 1_000_000), getattr(self, "_last", 0) + 1)
        return self._last

    # troubles

    def _tell(self, sentence: str) -> None:
        if sentence not in self.troubles:
            self.troubles += (sentence,)

    def _told(self, reason: str, better: str) -> None:
        """Say that nothing is saved, or that it is again."""
        begins = "Your places, notes and read marks are not being saved: "
        kept = tuple(trouble for trouble in self.troubles if not trouble.startswith(begins))
        self.troubles = (*kept, f"{begins}{reason}.") if reason else (*kept, better)


def _renaming(old: str, new: str, path: str) -> Callable[[sqlite3.Connection], None]:
    def rename(db: sqlite3.Connection) -> None:
        from tui.journal.applying import Applying

        Applying(db).rename(old, new)
        db.execute("UPDATE entries SET path = ? WHERE key = ?", (os.fsencode(path), new))

    return rename


def _claiming(key: str) -> Callable[[sqlite3.Connection], None]:
    """A path that once belonged to a briefing which has moved belongs to another one now."""

    def claim(db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM aliases WHERE key = ?", (key,))

    return claim


def _to_read(edition: Edition) -> int:
    return sum(section.id != "~front" for section in edition.sections)
