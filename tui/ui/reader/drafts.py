"""What is being written in a note: kept until it is in the journal, and held against what others write meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.journal.records import Note
from tui.reading.notes.writing import merged_text
from tui.ui.content import row_text

if TYPE_CHECKING:
    from tui.reading.notes.margin import Margin, NotePassage
    from tui.reading.session import Session

ON_ANOTHER = "on another screen meanwhile"


class NoteDraft:
    """The writing of one note, from opening the editor to the journal."""

    def __init__(self, session: Session, margin: Margin, about: NotePassage | Note) -> None:
        """Begin to write.

        Args:
            session: has the drafts.
            margin: of the briefing.
            about: the note that is changed, or what a new one is on.
        """
        self._drafts, self._margin = session.drafts, margin
        self.about = about
        self._base = about.text if isinstance(about, Note) else ""
        self.key = about.key if isinstance(about, Note) else margin.key
        self.name = about.id if isinstance(about, Note) else self.key
        """What it is kept by: the id of the note, or for a new one the key of its briefing."""

    @property
    def text(self) -> str | None:
        """What was written here before and not kept; None where there is nothing."""
        draft = self._drafts.of(self.name)
        if draft is None:
            return None
        return merged_text(draft.text, self._base, draft.base) if draft.text.strip() != self._base.strip() else draft.text

    def keep(self, text: str) -> bool:
        """Keep what is written so far. Returns whether it is other than what the note says."""
        if text.strip() == self._base.strip():
            self._drafts.drop(self.name)
            return False
        self._drafts.keep(self.name, self.key, text, self._base)
        return True

    def in_the_journals_hands(self) -> None:
        """The journal has it, in memory at least, and tells itself what it could not save."""
        self._drafts.unsaved.pop(self.name, None)

    def drop(self) -> None:
        """It is in the journal, or not wanted."""
        self._drafts.drop(self.name)

    def changed_elsewhere(self, text: str) -> tuple[str, str] | None:
        """Where the note is not what it was when the writing began: what to go on with, and what to say; None where it is."""
        if not isinstance(self.about, Note):
            return None
        newer = self._margin.as_kept(self.about)
        if newer is None:
            if not self._base:
                return None
            self._base = ""
            return text, f"This note was deleted {ON_ANOTHER}: ⟦note.keep⟧ keeps it all the same"
        if newer.text.strip() in (self._base.strip(), text.strip()):
            return None
        text = merged_text(text, newer.text, self._base)
        self.about, self._base = newer, newer.text
        return text, f"This note was changed {ON_ANOTHER}: here are both texts, ⟦note.keep⟧ keeps them"


def offered(session: Session, margin: Margin) -> str:
    """What to say where a note of a briefing was left half written; "" where none was."""
    waiting = {draft.about for draft in session.drafts.left()}
    if not waiting:
        return ""
    if margin.key in waiting:
        return "You were writing a note on this briefing: ⟦note.write⟧ goes on with it"
    changing = waiting.intersection(note.id for note in margin.notes)
    return "You were changing a note of this briefing: ⟦note.write⟧ on its passage goes on with it" if changing else ""


def offered_in(session: Session) -> str:
    """The same for a library."""
    import os

    left = session.drafts.left() if session.journal is not None else []
    if not left or session.library is None:
        return ""
    row = session.library.row_with_id(left[0].key.replace("@@", "@"))
    name = row.title if row is not None else os.path.basename(left[0].key)
    return f"You were writing a note on “{row_text(name)}”: open it, and ⟦note.write⟧ goes on with it"
