"""The notes of one briefing, or of all, as a page: read like a briefing, each note leading to its passage."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.worker import get_current_worker

from tui.model.counted import counted
from tui.reading.pages.notebook import Noted, asked, matching_notes, notes_page
from tui.ui.content import row_text
from tui.ui.destinations import ToNote
from tui.ui.keys import bindings
from tui.ui.pages.composed import EntriesPage
from tui.ui.reader.copies import copy_from
from tui.ui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.journal.records import Note
    from tui.reading.composed import Composition, PageEntry
    from tui.reading.pages.notebook import Notebook, Records
    from tui.reading.reader import Reader
    from tui.ui.keys import Where
    from tui.ui.surface import ReaderSurface, Surface, TakesText
    from tui.ui.widgets.bars import Pieces

LOOKED_UP = 100
"""Briefings whose files are looked at for where their notes stand now."""

AT_ONCE = 8
"""Of which so many are looked at before the page is shown anew for the first time."""

LATER = 0.5
"""Seconds after which the page is shown anew that must not change now."""


class NotesPanes(Horizontal):
    """The panes of a page of notes: its keys come behind those of the pane that has the focus, before those of every page."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("notes")


class NotesPage(EntriesPage):
    """Shows notes; Enter goes to the passage of the current one."""

    HINT = "⟦link.follow⟧ goes there · ⟦notes.filter⟧ only some · ⟦notes.copy⟧ copies all · ⟦notes.delete⟧ deletes"
    PLACES: tuple[Where, ...] = ("notes",)
    where: Where = "find"

    def __init__(
        self, on: ReaderSurface, home: Surface, notes: Callable[[], Sequence[Noted]], title: str, book: Notebook | None = None
    ) -> None:
        """Make a page of notes.

        Args:
            on: the screen that shows it.
            home: the screen it was asked for on.
            notes: gives them as they are now.
            title: of the page.
            book: looks up where they stand; None where that is known already.
        """
        super().__init__(on)
        self._home = home
        self._give = notes
        self._title = title
        self._book = book
        self._words = ""
        self._records: Records = {}
        self._all: Sequence[Noted] = ()
        self._noted: Sequence[Noted] = ()
        self._version = -1
        self._filter = Prompt("&", "words, #tag, -not, “a phrase”", self, id="filter", past=on.session.typed)

    def compose(self) -> Composition:
        """The notes as they are now."""
        session = self._on.session
        self._all = self._give()
        self._noted = (
            matching_notes(self._all, asked(self._words, typing=True), records=self._records) if self._words else self._all
        )
        self._version = session.journal.version() if session.journal is not None else -1
        return notes_page(self._noted, self._title, len(self._all) if self._words else None)

    def begin(self, reader: Reader) -> None:
        """Begin at the first note, and look up where all stand now."""
        super().begin(reader)
        self.library_changed()

    def library_changed(self, *, busy: bool = False) -> bool:
        """Look up where the notes stand by now, and how strictly their briefings are marked."""
        if self._book is not None:
            self._on.in_thread(partial(self._look_up, self._book), "notes")
        return False

    def open_entry(self, entry: PageEntry) -> None:
        """Go to the passage of a note."""
        note = next((noted.note for noted in self._noted if noted.note.id == entry.id), None)
        if note is not None:
            self._on.ask(ToNote(note))

    def change(self) -> bool:
        """Go to the passage of the current note, to change it there."""
        return self.open()

    # what is shown

    def journal_changed(self) -> None:
        """Show the notes as they are now, place held, and what else has changed where one came from."""
        self._home.journal_changed()
        self._show_anew()

    def resumed(self) -> None:
        """Show what was done to the notes meanwhile."""
        journal = self._on.session.journal
        if self._on.reader is not None and journal is not None and journal.version() != self._version:
            self._notes_changed()

    def _notes_changed(self) -> None:
        """Show the notes as they are now, place held, here and in the margin of the briefing below."""
        self._home.notes_changed()
        self._show_anew()

    def _show_anew(self, *, hold: bool = True) -> None:
        before = self._on.reader
        if before is not None and before.selection.active:
            self._on.set_timer(LATER, self._show_anew)
            return
        fresh = self.read()
        if before is not None and hold:
            fresh.take_over(before)
        self._on.show_reader(fresh)

    def _look_up(self, book: Notebook) -> None:
        """Hold notes against their briefings as they are now, from the top of the page on; in another thread."""
        from tui.reading.kept_briefings import KeptBriefings

        worker, session = get_current_worker(), self._on.session
        if session.journal is None:
            return
        held = session.library.held_elsewhere() if session.library is not None else None
        briefings = KeptBriefings(session.journal, held, session.read_file)
        keys = list(dict.fromkeys(noted.note.key for noted in self._all))[:LOOKED_UP]
        for number, key in enumerate(keys, 1):
            if worker.is_cancelled:
                return
            document = briefings.document(key)
            if document is not None:
                book.look(document, key)
            if number in (AT_ONCE, len(keys)):
                self._on.from_thread(self._show_anew)

    def status(self, reader: Reader, found: Pieces) -> Pieces:
        """The filter, where there is one."""
        if self._words and not reader.find.active:
            said = f"   {len(self._noted):,} of {len(self._all):,} notes · ⟦notes.copy⟧ copies them · ⟦app.cancel⟧ shows all"
            return ((f" &{row_text(self._words)}", "accent"), (said, "muted"))
        return super().status(reader, found)

    # only some of them

    @property
    def panes(self) -> type[Horizontal]:
        """The panes have the keys of notes."""
        return NotesPanes

    @property
    def text(self) -> TakesText:
        """The filter."""
        return self

    @property
    def is_open(self) -> bool:
        """Whether the filter's prompt is open."""
        return self._filter.is_open

    def feed(self, character: str) -> None:
        """Type a character into the filter."""
        self._filter.feed(character)

    def take_keys(self) -> None:
        """See that the filter has the keys."""
        self._filter.take_keys()

    def clicked_beside(self) -> None:
        """Keep the filter."""
        self.closed(accepted=True)

    async def filter(self) -> None:
        """Ask for words and tags."""
        if not self._filter.is_attached:
            await self._on.attach(self._filter)
        self._on.set_class(True, "-prompting")
        self._filter.open(self._words)
        self._filter.say("⟦find.accept⟧ keeps · ⟦find.cancel⟧ shows all")

    def typed(self, text: str) -> None:
        """Show only what answers."""
        self._words = text.strip()
        self._show_anew(hold=False)
        self._filter.say(f"{len(self._noted):,} of {len(self._all):,}")

    def closed(self, accepted: bool) -> None:
        """Keep the filter, or show all again."""
        self._on.set_class(False, "-prompting")
        self._filter.close()
        self._on.focus_page()
        if not accepted:
            self._words = ""
        self._show_anew(hold=False)

    def recalled(self, steps: int, draft: str = "") -> None:
        """The arrow keys choose a note while the filter is open."""
        self.step(steps)

    stepped = recalled

    def regex_toggled(self) -> None:
        """The filter has no regular expressions."""
        self._filter.say("the filter takes plain words; / takes expressions")

    def cancel(self) -> bool:
        """Show all notes again."""
        if not self._words:
            return False
        self.closed(accepted=False)
        return True

    # what is done with them

    def copy(self) -> None:
        """Copy all notes that are listed; where something is selected, that."""
        reader = self._on.reader
        if reader is None or reader.selection.active or self._on.get_selected_text():
            self._on.act("copies.text")
            return
        if not self._noted:
            self._on.say("There is no note to copy")
            return
        from tui.reading.notes.export import exported_notes

        copy_from(self._on, "".join(exported_notes(self._noted, "md")), f"{counted(len(self._noted), 'note')} as Markdown")

    @property
    def _current(self) -> Note | None:
        return next((noted.note for noted in self._noted if noted.note.id == self.entry), None)

    def delete(self) -> None:
        """Delete the current note."""
        note, journal = self._current, self._on.session.journal
        if note is None or journal is None:
            self._on.say("Choose a note first, with ) and (")
            return
        self._on.when_kept(journal.delete_note(note.id), "Note deleted · ⟦undo.undo⟧ undoes")
        self._notes_changed()
