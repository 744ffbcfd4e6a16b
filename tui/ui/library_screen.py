"""The start screen of a library: its briefings, newest first."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui.reading.session import Entry, Session
from tui.ui.bars import Bar
from tui.ui.content import one_line
from tui.ui.keys import Where
from tui.ui.library_list import LibraryList
from tui.ui.page import Page
from tui.ui.prompt import Prompt

WARM_AFTER = 0.1
"""Seconds after the first paint from which on what opening needs is imported."""


class LibraryScreen(Page):
    """Shows the list, filters it as one types, opens a briefing."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, session: Session, where: str, note: str = "", *, load: bool = False) -> None:
        """List what a session has.

        Args:
            session: read already, or read here when it is empty.
            where: the library's name for the header.
            note: a sentence to say first.
            load: read the library once the screen is there.
        """
        super().__init__()
        self.session = session
        self._where = where
        self._note = note
        self._loading = load
        self._words = ""
        self._filtering = False
        self.header = Bar(id="header")
        self.list = LibraryList(id="library")
        self.status = Bar(id="status")
        self.prompt = Prompt("/", "words in title, tags, bottom line", self._filter_typed, self._filter_closed, id="prompt")

    def compose(self) -> ComposeResult:
        """Header, list, prompt, status line."""
        yield self.header
        yield self.list
        yield self.prompt
        yield self.status

    def on_mount(self) -> None:
        """Show what is there; read it first where nothing has been read."""
        self.prompt.close()
        self.list.focus()
        self._show()
        if self._loading:
            self._read_again()
        else:
            self._say_first()
        self.set_timer(WARM_AFTER, self._warm_in_thread)

    @work(thread=True, exit_on_error=False, group="warm")
    def _warm_in_thread(self) -> None:
        self.session.warm()

    def _say_first(self) -> None:
        if self.session.problems:
            more = len(self.session.problems) - 1
            self.say(self.session.problems[0].message + (f" (and {more} more: briefing check)" if more else ""), problem=True)
        elif self._note:
            self.say(self._note)

    def on_screen_resume(self) -> None:
        """Show the list again, in case a briefing was read anew."""
        self._show()

    def _entries(self) -> list[Entry]:
        return self.session.filtered(self._words) if self._words.strip() else self.session.entries

    def _nothing(self) -> str:
        if self._words.strip():
            return f"No briefing holds “{one_line(self._words)}”. Esc shows all."
        return "There are no briefings here: a .yaml file with a title is one, and so is a .md file."

    def _show(self) -> None:
        entries = self._entries()
        empty = "Reading the library…" if self._loading else self._nothing()
        self.list.show(entries, empty)
        count = len(self.session.entries)
        self.header.show(
            ((f" {one_line(self._where)} ", "strong"),),
            () if self._loading else ((f" {count} briefing{'' if count == 1 else 's'} ", "muted"),),
        )
        self.show_status()

    def show_status(self) -> None:
        """Notices, the filter, and what else the folder holds."""
        if self.notice:
            left = ((f" {one_line(self.notice)}", "problem" if self.notice_is_problem else "notice"),)
        elif self._words.strip():
            left = ((f" /{one_line(self._words)}   {len(self._entries())} of {len(self.session.entries)}", "accent"),)
        else:
            left = ((" Enter reads · / filters · ? keys · q quits", "muted"),)
        others = self.session.others
        right = ((f" {others} other file{'' if others == 1 else 's'} ", "muted"),) if others else ()
        self.status.show(left, right)

    @property
    def prompting(self) -> bool:
        """Whether the filter's prompt is open."""
        return self._filtering

    @property
    def focused_place(self) -> Where:
        """The list, or the prompt."""
        return "find" if self._filtering else "library"

    def palette_places(self) -> tuple[Where, ...]:
        """The list's actions."""
        return ("library", "everywhere")

    def actor_of(self, where: Where) -> Widget:
        """The list moves and opens."""
        return self.list if where == "library" else self

    def feed(self, character: str) -> None:
        """Type a character into the filter, if it is open."""
        if self._filtering:
            self.prompt.feed(character)

    def on_prompt_recalled(self, event: Prompt.Recalled) -> None:
        """The arrow keys choose a row while the filter is open."""
        self.list.action_row(event.steps)

    def on_prompt_regex_toggled(self) -> None:
        """The filter has no regular expressions."""
        self.prompt.say("the filter takes plain words; / in a briefing takes expressions")

    def on_library_list_opened(self, event: LibraryList.Opened) -> None:
        """Read a briefing."""
        from tui.ui.reader_screen import ReaderScreen

        self.app.push_screen(ReaderScreen(self.session, self.session.open(event.entry.briefing)))

    # the filter

    def action_filter(self) -> None:
        """Open the prompt."""
        self._filtering = True
        self.prompt.open(self._words)
        self.prompt.say("Enter keeps · Esc shows all")
        self.status.display = False

    def _filter_typed(self, text: str) -> None:
        """Show only what holds the words."""
        self._words = text
        self.prompt.say(f"{len(self._entries())} of {len(self.session.entries)}")
        self._show()

    def _filter_closed(self, accepted: bool) -> None:
        """Keep the filter, or show all again."""
        if not accepted:
            self._words = ""
        self._filtering = False
        self.prompt.close()
        self.status.display = True
        self.set_focus(self.list)
        self._show()

    def action_cancel(self) -> None:
        """Clear the notice, then the filter."""
        if self.notice:
            self.say("")
        elif self._words:
            self._words = ""
            self._show()

    # reading the folder again

    def action_reload(self) -> None:
        """Read everything again, without blocking the screen."""
        self.say("Reading…")
        self._read_again()

    @work(thread=True, exclusive=True, exit_on_error=False, group="library")
    def _read_again(self) -> None:
        self.session.read_library()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was read, or say why it was not."""
        if event.worker.group != "library":
            return
        if event.state not in (WorkerState.SUCCESS, WorkerState.ERROR):
            return
        first, self._loading = self._loading, False
        if event.state == WorkerState.SUCCESS:
            self._show()
            if first:
                self._say_first()
            else:
                self.say("Read again")
        elif event.state == WorkerState.ERROR:
            self._show()
            self.say(str(event.worker.error), problem=True)
