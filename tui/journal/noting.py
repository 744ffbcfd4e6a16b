"""Keys, marks, the way back, and notes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future

from tui.journal.asking import Asking
from tui.journal.keys import Keys
from tui.journal.records import DeedKind, Identity, Note, NotSaved, path_key
from tui.journal.tables import Patch
from tui.journal.tasks import Task
from tui.model.handling import Marking, strictest
from tui.model.place import Place


class Noting(Asking):
    """What leads back to a passage."""

    _keys: Keys
    _now: Callable[[], float]

    def key_of(self, identity: Identity, *, make: bool = False) -> str:
        """The key under which a briefing is known; "" where it is not known.

        A briefing that was renamed, moved or copied is recognised, and its entry follows it.

        Args:
            identity: the briefing's.
            make: give the key that it will have where it has none yet. It is still "" for a text without file and id.
        """
        return self._keys.of(identity, make=make)

    def keys_named(self, name: str) -> list[str]:
        """The keys of the briefings that somebody means by an id or by the path of a file."""
        path = os.path.realpath(name)
        exact = [key for key in (name, name.replace("@", "@@"), path_key(path)) if self.standing(key) is not None]
        if exact and exact[0] == name and not self.ask("SELECT 1 FROM entries WHERE id = ? AND key <> ?", name, name):
            return [name]
        rows = self.ask("SELECT key FROM entries WHERE path = ? ORDER BY key", os.fsencode(path))
        rows = rows or self.ask("SELECT key FROM entries WHERE id = ? OR key = ? ORDER BY key", name, name)
        return [key for (key,) in rows] or exact[:1]

    def keys_of(self, identities: Iterable[Identity]) -> list[str]:
        """`key_of` for many at once, "" for those that are not known: one question for all of them."""
        return self._keys.of_all(list(identities))

    def mark(self, letter: str, identity: Identity, place: Place, said: str = "") -> Future[None]:
        """Set a mark. The letter's former one is given up, and comes back by an undo."""
        key = self.key_of(identity, make=True)
        if not key:
            return self._nothing()
        values = {"key": key, "place": self._rows.place(place, identity.marking), "at": self._now()}
        patches = [self._rows.entry(key, identity), Patch("marks", (letter,), values)]
        return self._do(patches, "mark", self._rows.said(said or f"set mark {letter}", identity.title, identity.marking))

    def visit(self, identity: Identity, place: Place) -> None:
        """Remember a place for the way back."""
        key = self.key_of(identity, make=True)
        if key:
            now = self._now()
            values = {"key": key, "place": self._rows.place(place, identity.marking), "at": now}
            self._writer.add(Task([self._rows.entry(key, identity), Patch("visits", (self._rows.moment(now),), values)]))

    def add_note(self, note: Note, said: str = "", *, marking: Marking | None = None) -> Future[None]:
        """Keep a note. Its `key` is that of `key_of`; text that is marked too strictly stays out, all but the comment."""
        return self.add_notes([note], said, marking=marking)

    def add_notes(self, notes: Sequence[Note], said: str = "", *, marking: Marking | None = None) -> Future[None]:
        """Keep notes like `add_note`, all of them or none: it is one deed, which one undo takes back.

        Args:
            notes: may be of several briefings.
            said: the deed in words; "" for how many they are.
            marking: of the briefings (`Identity.marking`), whose titles go by it; None where it is known from their entries.
        """
        said = said or ("wrote a note" if len(notes) == 1 else f"wrote {len(notes)} notes")
        patches: list[Patch] = []
        for note in notes:
            whole = self._whole(note, marking)
            said = self._rows.said(said, note.title, whole)
            entry = {"id": note.briefing_id, "path": note.path, "marking": self._rows.marking(whole)}
            entry["title"] = note.title if self._rows.keep.allows(whole) else ""
            patches += [Patch("entries", (note.key,), entry, new=True), self._rows.note(note, whole)]
        return self._do(patches, "note", said)

    def change_note(self, note: Note, said: str = "changed a note") -> Future[None]:
        """Keep a note as it is now."""
        whole = self._whole(note)
        return self._do([self._rows.note(note, whole)], "edit-note", self._rows.said(said, note.title, whole))

    def delete_note(self, note_id: str, said: str = "deleted a note") -> Future[None]:
        """Delete a note; an undo brings it back."""
        return self._do([Patch("notes", (note_id,))], "delete-note", said)

    def _whole(self, note: Note, marking: Marking | None = None) -> Marking:
        """The marking of the briefing of a note, as far as it is known."""
        known = [row.get("marking", Marking()) for row in self.of("entries", note.key).values()]
        return strictest([note.marking, *known, *([marking] if marking is not None else [])])

    def _do(self, patches: Sequence[Patch], kind: DeedKind, said: str) -> Future[None]:
        return self._writer.add(Task(patches, kind=kind, said=said, at=self._now()))

    def _nothing(self) -> Future[None]:
        done: Future[None] = Future()
        done.set_exception(NotSaved("Nothing is kept of a text that has neither a file nor an id."))
        return done
