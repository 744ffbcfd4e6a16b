"""What every screen of the program shares: the keys that work everywhere, and notices on the bottom line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from textual.binding import BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from tui.journal.records import NotSaved
from tui.ui.content import cut, row_text
from tui.ui.keys import ACTIONS, Where, bindings
from tui.ui.mark_keys import MarkKeys

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tui.catalog.tables import Row
    from tui.journal.records import Note
    from tui.reading.round import Round
    from tui.reading.session import Session

NOTICE_SECONDS = 6.0
TITLE = 30
"""Cells of a briefing's title in a sentence."""
_ACTION_NAMES = frozenset(action.call.split("(")[0] for action in ACTIONS if action.where not in ("find", "note", "edit"))


@runtime_checkable
class Prompting(Protocol):
    """A screen that may have a prompt open."""

    def feed(self, character: str) -> None:
        """Type a character into the prompt, if one is open."""

    def take_keys(self) -> None:
        """See that the prompt has the keys, if one is open."""


class Page(MarkKeys, Screen[None], inherit_bindings=False):
    """A full screen with a line at the bottom that says what happened."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("everywhere")
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 (an instance variable in the framework)
        (0, "-narrow"),
        (80, "-wide"),
        (120, "-very-wide"),
        (160, "-widest"),
    ]

    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 (as above)

    def __init__(self) -> None:
        super().__init__()
        self.notice = ""
        self.notice_is_problem = False
        self._notice_timer: Timer | None = None

    def say(self, text: str, *, problem: bool = False) -> None:
        """Put a sentence on the bottom line for a while; an empty one clears it."""
        if self._notice_timer is not None:
            self._notice_timer.stop()
            self._notice_timer = None
        changed = text != self.notice
        self.notice, self.notice_is_problem = text, problem
        if text:
            self._notice_timer = self.set_timer(NOTICE_SECONDS, lambda: self.say(""))
        if changed:
            self.show_status()

    def when_kept(self, future: Future[Any], said: str) -> None:
        """Say so once something is safely in the journal, or why it is not. Nothing is said to be kept before."""
        # What was said of something before must not be taken for this.
        self.say("")
        loop, here = asyncio.get_running_loop(), copy_context()

        def tell(failed: BaseException | None) -> None:
            if self.is_attached:
                self.say(str(failed) if failed else said, problem=failed is not None)

        def settled(done: Future[Any]) -> None:
            # It may be told after the program has ended, when there is nobody to say it to.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(tell, done.exception(), context=here)

        future.add_done_callback(settled)

    def action_undo(self) -> None:
        """Take back what was done last."""
        journal = self.session.journal
        try:
            deed = journal.undo() if journal is not None else None
        except NotSaved as error:
            self.say(str(error), problem=True)
            return
        if deed is None:
            self.say("There is nothing to undo")
            return
        self.say(f"Undone: {deed.said}")
        self.journal_changed()

    def journal_changed(self) -> None:
        """Marks, notes or what was read are not as they were."""

    def action_notes(self) -> None:
        """Show all notes."""
        journal = self.session.journal
        if journal is None:
            self.say("Without the journal there are no notes")
            return
        if not journal.notes():
            here = "There are no notes yet: i in a briefing writes one"
            self.say(f"Your notes cannot be read now: {journal.unread}" if journal.unread else here, problem=bool(journal.unread))
            return
        from tui.model.digests import text_digest
        from tui.reading.notebook import Notebook
        from tui.ui.notes_screen import NotesScreen

        book = Notebook(journal.notes, lambda text: text_digest(text, journal.secret))
        self.app.push_screen(NotesScreen(self.session, self, book.all, "Your notes", book))

    def action_recent(self) -> None:
        """Show the places one was at last."""
        from tui.reading.recent_places import recent

        journal = self.session.journal
        places = recent(journal.visits()) if journal is not None else []
        if journal is None or not places:
            self.say("There is no place to go back to yet" if journal is not None else "No places are kept without the journal")
            return
        from tui.ui.recent_screen import RecentScreen

        self.app.push_screen(RecentScreen(self.session, self, journal, places))

    def go_to_note(self, note: Note) -> None:
        """Open the briefing of a note at its passage."""
        from tui.ui.reader_screen import ReaderScreen

        try:
            reader = self.session.open_kept(note.briefing_id, note.path)
        except OSError as error:
            self.say(f"“{cut(row_text(note.title), TITLE)}” cannot be opened; your note is kept still. {error}", problem=True)
            return
        self.app.push_screen(ReaderScreen(self.session, reader, note=note))

    def library_progress(self, said: str) -> None:
        """How far the catalog is, in a few words; "" when it is done. Shown where a screen has room for it."""

    def library_changed(self, notice: str = "") -> None:
        """The library has other rows now."""

    def library_failed(self, complaint: str) -> None:
        """The catalog could not be made or brought up to date; a sentence says why."""

    def files_changed(self, paths: frozenset[str], said: str) -> None:
        """Files were saved, or are new or gone."""
        if said:
            self.say(said, problem=True)

    def show_status(self) -> None:
        """Repaint the bottom line; each screen has its own."""
        raise NotImplementedError

    @property
    def focused_place(self) -> Where:
        """Which part of the key table belongs to what has the focus."""
        raise NotImplementedError

    def places(self) -> tuple[Where, ...]:
        """The parts of the key table that work on this screen now."""
        here = self.focused_place
        return (here, "edit") if here in ("find", "note", "search") else (here, "everywhere")

    def actor_of(self, where: Where) -> Widget:
        """What the actions of a part of the key table act on: the screen, unless a screen says otherwise."""
        return self

    def palette_places(self) -> tuple[Where, ...]:
        """The parts of the key table whose actions the palette offers on this screen."""
        return (self.focused_place, "everywhere")

    @property
    def prompting(self) -> bool:
        """Whether a prompt is open: it takes every key."""
        return False

    def feed(self, character: str) -> None:
        """Type a character into the prompt, if one is open."""

    def take_keys(self) -> None:
        """See that the prompt has the keys, if one is open: nothing else may, or no key would close it."""

    def keep_draft(self) -> None:
        """Keep what is being written, if anything is: the program may be about to end."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse every action of the key table while a prompt is open, but for help."""
        return action == "help" or not (self.prompting and action in _ACTION_NAMES)

    def action_help(self) -> None:
        """Show the keys of the focused pane."""
        from tui.ui.help_screen import HelpScreen

        self.app.push_screen(HelpScreen(self.places(), queries=self.takes_query))

    @property
    def engaged(self) -> bool:
        """Whether there is a selection, or something else that one is in the middle of."""
        return bool(self.prefix)

    def action_interrupt(self) -> None:
        """Leave what one is in the middle of; leaving the program takes another key, since nobody means to lose a place."""
        if self.engaged:
            self.action_cancel()
        else:
            self.say("q leaves this screen, and on the last one the program")

    def action_cancel(self) -> None:
        """Close or clear one thing; nothing where there is nothing."""

    def action_palette(self) -> None:
        """Open the palette."""
        self.app.action_command_palette()

    def action_theme(self) -> None:
        """Choose a theme."""
        self.app.search_themes()

    session: Session
    takes_query = False
    """Whether what is typed here is a query, so that help tells what it can ask for."""

    def action_search(self, words: str = "") -> None:
        """Search the library, for some words at once."""
        library = self.session.library
        if library is None:
            self.say("This is one briefing: open a folder to search its library")
            return
        from tui.ui.search_screen import SearchScreen

        self.app.push_screen(SearchScreen(self.session, library, words))

    def action_quick_open(self) -> None:
        """Open a briefing by its title."""
        library = self.session.library
        if library is None:
            self.say("This is one briefing: open a folder to choose from its library")
            return
        from tui.ui.quick_open_screen import QuickOpenScreen

        rows = library.rows("", "date")

        def chosen(row: Row | None) -> None:
            if row is not None:
                self.open_row(row)

        self.app.push_screen(QuickOpenScreen(lambda: rows), chosen)

    def open_row(self, row: Row, rows: Callable[[], Sequence[Row]] = tuple, near: int = 0, round: Round | None = None) -> None:
        """Read a briefing of the library.

        Args:
            row: its own.
            rows: of the list it is in, as they are at any moment.
            near: index at which it is likely to be there.
            round: through the queue, where one is on one.
        """
        from tui.reading.way import walk_from
        from tui.ui.reader_screen import ReaderScreen

        assert self.session.library is not None
        try:
            reader = self.session.library.open(row)
        except OSError as error:
            self.say(str(error), problem=True)
            return
        walk = walk_from(rows, row, near, self.session.files.row)
        self.app.push_screen(ReaderScreen(self.session, reader, walk=walk, round=round))

    def action_leave(self) -> None:
        """Leave this screen; the last one ends the program."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.app.exit()
