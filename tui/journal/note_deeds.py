"""What leads back to a passage: marks, the way back, and notes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

from tui.journal.deeds import Deeds
from tui.journal.records import Identity, Note
from tui.journal.tables import Patch
from tui.model.handling import Marking, strictest
from tui.model.place import Place


class NoteDeeds:
    """Marks, visits and notes."""

    def __init__(self, deeds: Deeds) -> None:
        """Nothing is done yet."""
        self._deeds = deeds
        self._redaction = deeds.redaction

    def mark(self, letter: str, identity: Identity, place: Place, said: str = "") -> Future[None]:
        """Set a mark. The letter's former one is given up, and comes back by an undo."""
        key = self._deeds.key_of(identity)
        if not key:
            return self._deeds.nothing()
        values = {"key": key, "place": self._redaction.place(place, identity.marking), "at": self._deeds.now()}
        patches = [self._redaction.entry(key, identity), Patch("marks", (letter,), values)]
        return self._deeds.do(patches, "mark", self._redaction.said(said or f"set mark {letter}", identity.title, identity.marking))

    def visit(self, identity: Identity, place: Place) -> None:
        """Remember a place for the way back."""
        key = self._deeds.key_of(identity)
        if key:
            now = self._deeds.now()
            values = {"key": key, "place": self._redaction.place(place, identity.marking), "at": now}
            self._deeds.add([self._redaction.entry(key, identity), Patch("visits", (self._redaction.moment(now),), values)])

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
            said = self._redaction.said(said, note.title, whole)
            entry = {"id": note.briefing_id, "path": note.path, "marking": self._redaction.marking(whole)}
            entry["title"] = note.title if self._redaction.keep.allows(whole) else ""
            patches += [Patch("entries", (note.key,), entry, new=True), self._redaction.note(note, whole)]
        return self._deeds.do(patches, "note", said)

    def change_note(self, note: Note, said: str = "changed a note") -> Future[None]:
        """Keep a note as it is now."""
        whole = self._whole(note)
        return self._deeds.do([self._redaction.note(note, whole)], "edit-note", self._redaction.said(said, note.title, whole))

    def delete_note(self, note_id: str, said: str = "deleted a note") -> Future[None]:
        """Delete a note; an undo brings it back."""
        return self._deeds.do([Patch("notes", (note_id,))], "delete-note", said)

    def _whole(self, note: Note, marking: Marking | None = None) -> Marking:
        """The marking of the briefing of a note, as far as it is known."""
        known = [row.get("marking", Marking()) for row in self._deeds.rows.of("entries", note.key).values()]
        return strictest([note.marking, *known, *([marking] if marking is not None else [])])
