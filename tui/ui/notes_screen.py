"""The notes of one briefing, or of all, as a page: read like a briefing, each note leading to its passage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType
from textual.worker import get_current_worker

from tui.model.counted import counted
from tui.reading.notebook import Noted, asked, matching_notes, notes_document
from tui.reading.reader import Reader
from tui.reading.session import Session
from tui.ui.bars import Pieces
from tui.ui.content import row_text
from tui.ui.entries_screen import EntriesScreen
from tui.ui.keys import Where, bindings
from tui.ui.prompt import Prompt
from tui.ui.reader_screen import ReaderScreen

if TYPE_CHECKING:
    from tui.journal.records import Note
    from tui.reading.notebook import Notebook, Records
    from tui.ui.page import Page

LOOKED_UP = 100
"""Briefings whose files are looked at for where their notes stand now."""

AT_ONCE = 8
"""Of which so many are looked at before the page is shown anew for the first time."""

LATER = 0.5
"""Seconds after which the page is shown anew that must not change now."""


class NotesScreen(EntriesScreen):
    """Shows notes; Enter goes to the passage of the current one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("notes")
    HINT = "Enter goes there · & only some · y copies all · ^D deletes"

    def __init__(
        self, session: Session, home: Page, notes: Callable[[], Sequence[Noted]], title: str, book: Notebook | None = None
    ) -> None:
        """Make a page of notes.

        Args:
            session: opens the briefings that the notes are in.
            home: the screen it was asked for on.
            notes: gives them as they are now.
            title: of the page.
            book: looks up where they stand; None where that is known already.
        """
        self._give = notes
        self._title = title
        self._book = book
        self._words = ""
        self._filtering = False
        self._records: Records = {}
        self._all: Sequence[Noted] = ()
        self._shown: Sequence[Noted] = ()
        self._asked_on = home
        self._version = -1
        self._filter = Prompt("&", "words, #tag, -not, “a phrase”", self._filter_typed, self._filter_closed, id="filter")
        super().__init__(session, self._read(session), home=home)

    def _read(self, session: Session) -> Reader:
        self._all = self._give()
        self._shown = (
            matching_notes(self._all, asked(self._words, typing=True), records=self._records) if self._words else self._all
        )
        journal = session.journal
        self._version = journal.version() if journal is not None else -1
        document = notes_document(self._shown, self._title, len(self._all) if self._words else None)
        return session.open(document.briefing, document)

    def _begin(self, reader: Reader) -> None:
        super()._begin(reader)
        if self._book is not None:
            self._look_up(self._book)

    @property
    def _current(self) -> Note | None:
        return next((noted.note for noted in self._shown if noted.note.id == self.entry), None)

    def open_entry(self, about: str) -> None:
        """Go to the passage of a note."""
        self.go_to_note(next(noted.note for noted in self._shown if noted.note.id == about))

    def action_note(self) -> None:  # type: ignore[override]
        """Go to the passage of the current note, to change it there."""
        self.action_follow()

    # what is shown

    def journal_changed(self) -> None:
        """Show the notes as they are now, place held, and what else has changed where one came from."""
        self._asked_on.journal_changed()
        self._show_anew()

    def _notes_changed(self) -> None:
        """Show the notes as they are now, place held, here and in the margin of the briefing below."""
        home = self._asked_on
        if isinstance(home, ReaderScreen) and home.margin is not None:
            home.margin.renew()
            home.repaint()
        self._show_anew()

    def on_screen_resume(self) -> None:
        """Show what was done to the notes meanwhile."""
        journal = self.session.journal
        if self.reader is not None and journal is not None and journal.version() != self._version:
            self._notes_changed()

    def _show_anew(self, *, hold: bool = True) -> None:
        before = self.reader
        if before is not None and before.selection.active:
            self.set_timer(LATER, self._show_anew)
            return
        fresh = self._read(self.session)
        if before is not None and hold:
            fresh.take_over(before)
        self.show_reader(fresh)

    @work(thread=True, exit_on_error=False, group="notes", exclusive=True)
    def _look_up(self, book: Notebook) -> None:
        """Hold notes against their briefings as they are now, from the top of the page on."""
        from tui.reading.kept_briefings import KeptBriefings

        worker, library, journal = get_current_worker(), self.session.library, self.session.journal
        if journal is None:
            return
        held = library.held_elsewhere() if library is not None else None
        briefings = KeptBriefings(journal, held, self.session.read_file)
        keys = list(dict.fromkeys(noted.note.key for noted in self._all))[:LOOKED_UP]
        for number, key in enumerate(keys, 1):
            if worker.is_cancelled:
                return
            document = briefings.document(key)
            if document is not None:
                book.look(document, key)
            if number in (AT_ONCE, len(keys)):
                self.app.call_from_thread(self._show_anew)

    # only some of them

    @property
    def prompting(self) -> bool:
        """Whether something is open that takes every key."""
        return self._filtering or super().prompting

    def feed(self, character: str) -> None:
        """Type a character into what is open."""
        if self._filtering:
            self._filter.feed(character)
        else:
            super().feed(character)

    def take_keys(self) -> None:
        """See that what is open has the keys."""
        if self._filtering:
            self._filter.take_keys()
        else:
            super().take_keys()

    async def action_filter_notes(self) -> None:
        """Ask for words and tags."""
        if not self._filter.is_attached:
            await self.mount(self._filter, after="#panes")
        self._filtering = True
        self.add_class("-prompting")
        self._filter.open(self._words)
        self._filter.say("Enter keeps · Esc shows all")

    def _filter_typed(self, text: str) -> None:
        self._words = text.strip()
        self._show_anew(hold=False)
        self._filter.say(f"{len(self._shown):,} of {len(self._all):,}")

    def _filter_closed(self, accepted: bool) -> None:
        self._filtering = False
        self.remove_class("-prompting")
        self._filter.close()
        self.set_focus(self.page)
        if not accepted:
            self._words = ""
        self._show_anew(hold=False)

    def close_prompt(self, accepted: bool = True) -> None:
        """Close what is open, as a click on the page does."""
        if self._filtering:
            self._filter_closed(accepted)
        else:
            super().close_prompt(accepted)

    def on_prompt_recalled(self, event: Prompt.Recalled) -> None:
        """The arrow keys choose a note while the filter is open."""
        if self._filtering:
            self.action_block(event.steps)
        else:
            super().on_prompt_recalled(event)

    def on_prompt_regex_toggled(self) -> None:
        """The filter has no regular expressions."""
        if self._filtering:
            self._filter.say("the filter takes plain words; / takes expressions")
        else:
            super().on_prompt_regex_toggled()

    def action_cancel(self) -> None:
        """Clear one thing at a time; the filter last."""
        reader = self.reader
        busy = self.notice or self.sections.has_focus or self.hints is not None
        if self._words and reader is not None and not (busy or reader.find.active or reader.selection.active):
            self._filter_closed(accepted=False)
        else:
            super().action_cancel()

    # what is done with them

    def action_copy_notes(self) -> None:
        """Copy all notes that are listed; where something is selected, that."""
        reader = self.reader
        if reader is None or reader.selection.active or self.get_selected_text():
            self.action_copy_text()
            return
        if not self._shown:
            self.say("There is no note to copy")
            return
        from tui.reading.note_export import exported_notes

        count = len(self._shown)
        self._copy("".join(exported_notes(self._shown, "md")), f"{counted(count, 'note')} as Markdown")

    def action_delete_current(self) -> None:
        """Delete the current note."""
        note, journal = self._current, self.session.journal
        if note is None or journal is None:
            self.say("Choose a note first, with ) and (")
            return
        self.when_kept(journal.delete_note(note.id), "Note deleted · U undoes")
        self._notes_changed()

    # keys and looks

    @property
    def focused_place(self) -> Where:
        """The page, unless something else has the focus."""
        return "find" if self._filtering else super().focused_place

    def places(self) -> tuple[Where, ...]:
        """The keys of notes before those of any page."""
        places = super().places()
        return places if places[0] in ("find", "note") else ("notes", *places)

    def palette_places(self) -> tuple[Where, ...]:
        """What can be done with notes, and with any page."""
        return ("notes", *super().palette_places())

    def _found(self, reader: Reader) -> Pieces:
        if self._words and not reader.find.active:
            said = f"   {len(self._shown):,} of {len(self._all):,} notes · y copies them · Esc shows all"
            return ((f" &{row_text(self._words)}", "accent"), (said, "muted"))
        return super()._found(reader)
