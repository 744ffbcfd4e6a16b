"""The notes of one briefing, or of all, as a page: read like a briefing, each note leading to its passage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.reading.notebook import Noted, notes_document
from tui.reading.reader import Reader
from tui.reading.session import Session
from tui.ui.reader_screen import ReaderScreen

if TYPE_CHECKING:
    from tui.journal.records import Note
    from tui.ui.page import Page


class NotesScreen(ReaderScreen):
    """Shows notes; Enter goes to the passage of the current one."""

    def __init__(self, session: Session, home: Page, notes: Callable[[], Sequence[Noted]], title: str) -> None:
        """Make a page of notes.

        Args:
            session: opens the briefings that the notes are in.
            home: the screen it was asked for on.
            notes: gives them as they are now.
            title: of the page.
        """
        self._give = notes
        self._title = title
        self._shown: Sequence[Noted] = ()
        super().__init__(session, self._read(session), home=home)

    def _read(self, session: Session) -> Reader:
        self._shown = self._give()
        document = notes_document(self._shown, self._title)
        return session.open(document.briefing, document)

    @property
    def _current(self) -> Note | None:
        reader = self.reader
        about = reader.view.current_block.about if reader is not None else ""
        return next((noted.note for noted in self._shown if noted.note.id == about), None)

    def action_follow(self) -> None:
        """Go to the passage of the current note."""
        note = self._current
        if note is None:
            super().action_follow()
        else:
            self.go_to_note(note)

    def action_note(self) -> None:  # type: ignore[override]
        """Go to the passage of the current note, to change it there."""
        self.action_follow()

    def journal_changed(self) -> None:
        """Show the notes as they are now, place held."""
        before = self.reader
        fresh = self._read(self.session)
        if before is not None:
            fresh.take_over(before)
        self.show_reader(fresh)
