"""Notes on the briefing that is read: writing them beside a passage, keeping what is being written, and walking them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tui.journal.records import Note
from tui.reading.notes.writing import merged_text, tags_of, to_go_on
from tui.ui.content import cut, row_text
from tui.ui.destinations import ToNotes

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.reading.notes.margin import Margin, NotePassage
    from tui.reading.session import Session
    from tui.ui.keys import Where
    from tui.ui.pages.composed import ComposedPage
    from tui.ui.reader.reading_log import ReadingLogController
    from tui.ui.surface import ReaderSurface
    from tui.ui.widgets.note_editor import NoteEditor


NOTE, LONG_QUOTE = "•", 60

DRAFT = 1.0
"""Seconds after which what is being written is kept again."""


class NoteController:
    """Writes and shows the notes of what one screen shows."""

    where: Where = "note"

    def __init__(self, on: ReaderSurface, reading_log: ReadingLogController, composed: ComposedPage | None) -> None:
        """Know of no note yet.

        Args:
            on: the screen.
            reading_log: knows which briefing is read.
            composed: the page, where no briefing is read.
        """
        self._on = on
        self._reading_log = reading_log
        self._composed = composed
        self.margin: Margin | None = None
        self.editor: NoteEditor | None = None
        self._draft: NoteDraft | None = None
        self._quote = ""
        self._drafting: Timer | None = None

    @property
    def is_open(self) -> bool:
        """Whether a note is being written."""
        return self.editor is not None and self.editor.is_open

    def feed(self, character: str) -> None:
        """Type a character into the editor."""
        if self.editor is not None:
            self.editor.feed(character)

    def take_keys(self) -> None:
        """See that the editor has the keys."""
        if self.editor is not None:
            self.editor.take_keys()

    def clicked_beside(self) -> None:
        """Go on writing."""

    def begin(self) -> None:
        """Know the notes of what is read from now on."""
        log, session = self._reading_log.kept, self._on.session
        self.margin = None
        if log is not None and session.journal is not None:
            from tui.reading.notes.margin import Margin

            self.margin = Margin(log.reader, session.journal, log.identity, session.now)
            said = offered(session, self.margin)
            if said:
                self._on.say(said)

    def renew(self) -> None:
        """Know the notes as they are now."""
        if self.margin is not None:
            self.margin.renew()

    def sign(self, part: int, block: int) -> str:
        """A note's sign in the gutter."""
        return NOTE if self.margin is not None and self.margin.on(part, block) else ""

    def noted(self, part: int, block: int) -> list[tuple[int, int]]:
        """The pieces of a block's plain text that have a note."""
        return self.margin.spans(part, block) if self.margin is not None else []

    # writing

    async def write(self) -> None:
        """Write a note on what is selected, or on the current block; change the one that is there."""
        reader, margin = self._on.reader, self.margin
        if reader is None or (self._composed is not None and self._composed.change()):
            return
        if margin is None:
            self._on.say(self._reading_log.not_kept)
            return
        self._on.focus_page()
        chosen = reader.selection.active or self._on.page.dragged_spots
        there = [] if chosen else margin.on(*reader.view.current)
        if there:
            note = there[0]
            quote = "this passage" if note.anchor.digested else note.anchor.exact
            await self._write(NoteDraft(self._on.session, margin, note), quote, to_go_on(note.text))
            return
        passage = margin.passage(reader.selection.spots() or [reader.view.current], self._on.page.dragged_pieces)
        if passage is None:
            self._on.say("There is no text here that a note could hold on to")
            return
        await self._write(NoteDraft(self._on.session, margin, passage), passage.quote, "")

    def keep_draft(self) -> None:
        """Keep what is written so far, whatever comes."""
        if self.is_open and self.editor is not None and self._draft is not None:
            self._draft.keep(self.editor.text)

    async def _write(self, draft: NoteDraft, quote: str, text: str) -> None:
        if self.editor is None:
            from tui.ui.widgets.note_editor import NoteEditor

            self.editor = NoteEditor(self._keep_note, self._leave_note, self._write_outside, self._delete_note, id="note")
            await self._on.attach(self.editor)
        self._draft, self._quote = draft, quote
        if self._drafting is None:
            self._drafting = self._on.set_interval(DRAFT, self.keep_draft)
        left = draft.text
        existing = isinstance(draft.about, Note)
        self.editor.open(cut(row_text(quote), LONG_QUOTE), text if left is None else left, existing=existing)

    def _close_editor(self) -> None:
        if self.editor is not None:
            self.editor.close()
        if self._drafting is not None:
            self._drafting.stop()
            self._drafting = None
        self._draft = None
        self._on.focus_page()
        if self._on.reader is not None:
            self._on.reader.selection.clear()
        self._on.clear_selection()
        self._on.repaint()

    def _keep_note(self, text: str) -> None:
        """Keep what is written."""
        draft, margin = self._draft, self.margin
        if draft is None or margin is None:
            return
        newer = draft.changed_elsewhere(text)
        if newer is not None and self.editor is not None:
            self.editor.replace(newer[0])
            self.editor.say(newer[1])
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
            self._on.say(str(error), problem=True)
            return
        self._close_editor()
        draft.in_the_journals_hands()
        kept.add_done_callback(lambda done: None if done.exception() else draft.drop())
        self._on.when_kept(kept, f"{'Note kept' if text else 'Highlighted'} · ⟦note.list⟧ lists your notes")

    def _leave_note(self, text: str) -> None:
        """Close the editor; what was written is offered again with the next note."""
        draft = self._draft
        self._close_editor()
        if draft is not None and draft.keep(text):
            self._on.say("Not kept · ⟦note.write⟧ offers what you wrote again")

    def _delete_note(self) -> None:
        """Delete the note that is being changed."""
        draft, margin = self._draft, self.margin
        self._close_editor()
        if margin is not None and draft is not None and isinstance(draft.about, Note):
            draft.drop()
            self._on.when_kept(margin.delete(draft.about), "Note deleted · ⟦undo.undo⟧ undoes")
            self._on.repaint()

    def _write_outside(self, text: str) -> None:
        """Go on in the person's own editor; what may not be kept of the briefing is not in the file it is given."""
        from tui.journal.editor_files import editor_file
        from tui.reading.notes.writing import comment_of, editor_text
        from tui.ui.outside import edit

        self.keep_draft()
        draft, margin = self._draft, self.margin
        quote, title = margin.outside(draft.about, self._quote) if draft is not None and margin is not None else ("", "")
        try:
            with editor_file(os.environ, editor_text(text, quote, title)) as path:
                complaint = edit(self._on.app, str(path), 1, self._on.session.preferences.editor)
                try:
                    text = comment_of(path.read_text(encoding="utf-8", errors="replace"))
                except OSError as error:
                    complaint = f"What your editor left could not be read: {error.strerror}"
        except OSError as error:
            complaint = str(error)
        if complaint:
            self._on.say(complaint, problem=True)
        if self.editor is not None:
            self.editor.replace(text)

    # walking

    @property
    def page(self) -> ToNotes:
        """The page of the notes of this briefing; of all where this is a page of notes already, or there are none."""
        margin, reader = self.margin, self._on.reader
        return ToNotes(margin, reader.briefing.title) if margin is not None and margin.notes and reader is not None else ToNotes()

    def next(self) -> None:
        """Go to the next note."""
        reader, margin = self._on.reader, self.margin
        spot = margin.next(reader.view.current) if reader is not None and margin is not None else None
        if reader is None or margin is None or spot is None:
            here = "There is no note in this briefing: ⟦note.write⟧ writes one"
            self._on.say(here if margin is not None else self._reading_log.not_kept)
            return
        self._on.session.leave(reader)
        reader.view.show(spot)
        self._on.repaint()
        note = margin.on(*spot)[0]
        self._on.say(row_text(note.text) or "Highlighted")

    def go_to(self, note: Note) -> None:
        """Go to the passage of a note of this briefing; where it is gone, to its section, and say so."""
        reader, margin = self._on.reader, self.margin
        if reader is None or margin is None:
            return
        spot = margin.spot_of(note)
        if spot is not None:
            reader.view.show(spot)
        elif reader.go_to_item(note.anchor.section):
            self._on.say(f"“{cut(row_text(note.anchor.exact), LONG_QUOTE)}” is no longer in this section", problem=True)
        else:
            self._on.say("Neither the passage nor its section is in this briefing any more", problem=True)
        self._on.repaint()


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
        self._drafts.hand_over(self.name)

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
