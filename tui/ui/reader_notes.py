"""Notes on the reader's screen: writing them beside a passage, and walking them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tui.journal.records import Note
from tui.reading.note_writing import tags_of, to_go_on
from tui.reading.reader import Reader
from tui.ui.content import cut, row_text
from tui.ui.note_drafts import NoteDraft, offered
from tui.ui.reader_finishing import FinishActions

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.reading.margin import Margin
    from tui.ui.note_editor import NoteEditor

NOTE, LONG_QUOTE = "•", 60

DRAFT = 1.0
"""Seconds after which what is being written is kept again."""


class NoteActions(FinishActions):
    """The keys of notes."""

    margin: Margin | None = None
    _editor: NoteEditor | None = None
    _draft: NoteDraft | None = None
    _quote: str = ""
    _drafting: Timer | None = None

    @property
    def writing(self) -> bool:
        """Whether a note is being written."""
        return self._editor is not None and self._editor.is_open

    @property
    def prompting(self) -> bool:
        """Whether something is open that takes every key."""
        return self.writing or super().prompting

    def feed(self, character: str) -> None:
        """Type a character into what is open."""
        if self.writing and self._editor is not None:
            self._editor.feed(character)
        else:
            super().feed(character)

    def take_keys(self) -> None:
        """See that what is open has the keys."""
        if self.writing and self._editor is not None:
            self._editor.take_keys()
        else:
            super().take_keys()

    def keep_books(self, reader: Reader) -> None:
        """Know the notes of what is read from now on."""
        super().keep_books(reader)
        books, journal = self.books, self.session.journal
        self.margin = None
        if books is not None and journal is not None and books.keeps:
            from tui.reading.margin import Margin

            self.margin = Margin(reader, journal, books.identity, self.session.now)
            said = offered(self.session, self.margin)
            if said:
                self.say(said)

    def journal_changed(self) -> None:
        """Show the notes as they are now."""
        if self.margin is not None:
            self.margin.renew()
        super().journal_changed()

    def sign(self, part: int, block: int) -> str:
        """A note's sign in the gutter, where no change has one."""
        sign = super().sign(part, block)
        return sign or (NOTE if self.margin is not None and self.margin.on(part, block) else "")

    def noted(self, part: int, block: int) -> list[tuple[int, int]]:
        """The pieces of a block's plain text that have a note."""
        return self.margin.spans(part, block) if self.margin is not None else []

    # writing

    async def action_note(self) -> None:
        """Write a note on what is selected, or on the current block; change the one that is there."""
        reader, margin = self.reader, self.margin
        if reader is None:
            return
        if margin is None:
            self.say(self.not_kept)
            return
        self.set_focus(self.page)
        chosen = reader.selection.active or self.page.dragged_spots
        there = [] if chosen else margin.on(*reader.view.current)
        if there:
            note = there[0]
            quote = "this passage" if note.anchor.digested else note.anchor.exact
            await self._write(NoteDraft(self.session, margin, note), quote, to_go_on(note.text))
            return
        passage = margin.passage(reader.selection.spots() or [reader.view.current], self.page.dragged_pieces)
        if passage is None:
            self.say("There is no text here that a note could hold on to")
            return
        await self._write(NoteDraft(self.session, margin, passage), passage.quote, "")

    def keep_draft(self) -> None:
        """Keep what is written so far, whatever comes."""
        if self.writing and self._editor is not None and self._draft is not None:
            self._draft.keep(self._editor.text)

    async def _write(self, draft: NoteDraft, quote: str, text: str) -> None:
        if self._editor is None:
            from tui.ui.note_editor import NoteEditor

            self._editor = NoteEditor(self._keep_note, self._leave_note, self._write_outside, self._delete_note, id="note")
            await self.mount(self._editor, after="#panes")
        self._draft, self._quote = draft, quote
        if self._drafting is None:
            self._drafting = self.set_interval(DRAFT, self.keep_draft)
        left = draft.text
        existing = isinstance(draft.about, Note)
        self._editor.open(cut(row_text(quote), LONG_QUOTE), text if left is None else left, existing=existing)

    def _close_editor(self) -> None:
        if self._editor is not None:
            self._editor.close()
        if self._drafting is not None:
            self._drafting.stop()
            self._drafting = None
        self._draft = None
        self.set_focus(self.page)
        if self.reader is not None:
            self.reader.selection.clear()
        self.clear_selection()
        self.repaint()

    def _keep_note(self, text: str) -> None:
        """Keep what is written."""
        draft, margin = self._draft, self.margin
        if draft is None or margin is None:
            return
        newer = draft.changed_elsewhere(text)
        if newer is not None and self._editor is not None:
            self._editor.replace(newer[0])
            self._editor.say(newer[1])
            return
        about, text = draft.about, text.strip()
        draft.keep(text)
        try:
            if isinstance(about, Note):
                kept = margin.change(about, text, tags_of(text))
            else:
                kept = margin.write(about, text, tags_of(text))
        except ValueError as error:
            self._close_editor()
            self.say(str(error), problem=True)
            return
        self._close_editor()
        draft.in_the_journals_hands()
        kept.add_done_callback(lambda done: None if done.exception() else draft.drop())
        self.when_kept(kept, "Note kept · M lists your notes" if text else "Highlighted · M lists your notes")

    def _leave_note(self, text: str) -> None:
        """Close the editor; what was written is offered again with the next note."""
        draft = self._draft
        self._close_editor()
        if draft is not None and draft.keep(text):
            self.say("Not kept; i offers what you wrote again")

    def _delete_note(self) -> None:
        """Delete the note that is being changed."""
        draft, margin = self._draft, self.margin
        self._close_editor()
        if margin is not None and draft is not None and isinstance(draft.about, Note):
            draft.drop()
            self.when_kept(margin.delete(draft.about), "Note deleted · U undoes")
            self.repaint()

    def _write_outside(self, text: str) -> None:
        """Go on in the person's own editor; what may not be kept of the briefing is not in the file it is given."""
        from tui.journal.editor_files import editor_file
        from tui.reading.note_writing import comment_of, editor_text
        from tui.ui.editor import edit

        self.keep_draft()
        draft, margin = self._draft, self.margin
        quote, title = margin.outside(draft.about, self._quote) if draft is not None and margin is not None else ("", "")
        try:
            with editor_file(os.environ, editor_text(text, quote, title)) as path:
                complaint = edit(self.app, str(path), 1)
                try:
                    text = comment_of(path.read_text(encoding="utf-8", errors="replace"))
                except OSError as error:
                    complaint = f"What your editor left could not be read: {error.strerror}"
        except OSError as error:
            complaint = str(error)
        if complaint:
            self.say(complaint, problem=True)
        if self._editor is not None:
            self._editor.replace(text)

    # walking

    def action_notes(self) -> None:
        """Show the notes of this briefing; those of all where this is a page of notes already, or there are none."""
        margin = self.margin
        if margin is None or not margin.notes:
            super().action_notes()
            return
        from tui.ui.notes_screen import NotesScreen

        title = self.reader.briefing.title if self.reader is not None else ""
        self.app.push_screen(NotesScreen(self.session, self, lambda: margin.noted(), f"Notes on {title}"))

    def action_next_note(self) -> None:
        """Go to the next note."""
        reader, margin = self.reader, self.margin
        spot = margin.next(reader.view.current) if reader is not None and margin is not None else None
        if reader is None or margin is None or spot is None:
            here = "There is no note in this briefing: i writes one"
            self.say(here if margin is not None else self.not_kept)
            return
        self.session.leave(reader)
        reader.view.show(spot)
        self.repaint()
        note = margin.on(*spot)[0]
        self.say(row_text(note.text) or "Highlighted")

    def go_to(self, note: Note) -> None:
        """Go to the passage of a note of this briefing; where it is gone, to its section, and say so."""
        reader, margin = self.reader, self.margin
        if reader is None or margin is None:
            return
        spot = margin.spot_of(note)
        if spot is not None:
            reader.view.show(spot)
        elif reader.go_to_item(note.anchor.section):
            self.say(f"“{cut(row_text(note.anchor.exact), LONG_QUOTE)}” is no longer in this section", problem=True)
        else:
            self.say("Neither the passage nor its section is in this briefing any more", problem=True)
        self.repaint()
