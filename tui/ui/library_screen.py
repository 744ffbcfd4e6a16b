"""The start screen of a library: its briefings, filtered and sorted, with a look at the bottom line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui.catalog.tables import Row
from tui.model.counted import counted
from tui.reading.groups import Group
from tui.reading.library import GROUPINGS, SORT_TITLES, SORTS, Library
from tui.reading.session import Session
from tui.ui.bars import Bar, Pieces
from tui.ui.content import row_text
from tui.ui.destinations import ToRow
from tui.ui.keys import Where
from tui.ui.library_filter import FilterActions
from tui.ui.library_list import LibraryList
from tui.ui.library_queue import QueueActions, QueueCount
from tui.ui.page import Page
from tui.ui.preview import Preview
from tui.ui.prompt import Prompt
from tui.ui.reader.drafts import offered_in
from tui.ui.upkeep import Upkeep

FILTER = "words, title: tag: date:2024-07.. is:draft …"
"""What stands in the empty filter."""

WARM_AFTER = 0.1
"""Seconds after the first paint from which on what opening needs is imported."""

PREVIEW_AFTER = 0.06
"""Seconds that a row must be selected before its bottom line is shown."""


class LibraryScreen(QueueActions, FilterActions, Page):
    """Shows the list, filters it as one types, opens a briefing."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        session: Session,
        where: str,
        note: str = "",
        *,
        load: bool = False,
        building: bool = False,
        upkeep: Upkeep | None = None,
    ) -> None:
        """List what a session has.

        Args:
            session: its library is shown; its files are looked at here when `load` says so.
            where: the library's name for the header.
            note: a sentence to say first.
            load: read the library into memory once the screen is there.
            building: wait for the catalog, which is being built for the first time.
            upkeep: keeps the catalog of the library up to date, where there is to be one.
        """
        super().__init__()
        self.session = session
        self._where = where
        self._note = note
        self._load = load
        self._loading = load or building
        self._upkeep = upkeep
        self._words = ""
        self._sort = SORTS[0]
        self._grouping: str = GROUPINGS[0]
        self._filtering = False
        self._rows: Sequence[Row] = ()
        self._groups: Sequence[Group] = ()
        self._progress = ""
        self._count = QueueCount(session, lambda: self.library, self, self.show_counts)
        self.header = Bar(id="header")
        self.list = LibraryList(id="library")
        self.preview = Preview(id="bottom-line")
        self.status = Bar(id="status")
        self.prompt = Prompt("/", FILTER, self, id="prompt")

    @property
    def library(self) -> Library:
        """What is listed."""
        assert self.session.library is not None
        return self.session.library

    def compose(self) -> ComposeResult:
        """Header, list, bottom line of the selected briefing, prompt, status line."""
        yield self.header
        yield self.list
        yield self.preview
        yield self.prompt
        yield self.status

    def on_mount(self) -> None:
        """Show what is there; read it first where nothing has been read."""
        self.prompt.close()
        self.set_focus(self.list)
        self.show_rows()
        if self._load:
            self._read_again()
        elif not self._loading:
            self._say_first()
        self.set_timer(WARM_AFTER, self._warm_in_thread)

    @work(thread=True, exit_on_error=False, group="warm")
    def _warm_in_thread(self) -> None:
        self.session.warm()
        self.library.make_index()

    def _say_first(self) -> None:
        if self.session.preferences.doubt:
            self.say(self.session.preferences.doubt, problem=True)
        elif problems := self.library.problems:
            more = len(problems) - 1
            self.say(problems[0].message + (f" (and {more} more: briefing check)" if more else ""), problem=True)
        elif self.session.journal is not None and self.session.journal.troubles:
            self.say(self.session.journal.troubles[0], problem=True)
        elif said := self._note or offered_in(self.session):
            self.say(said)

    def on_screen_resume(self) -> None:
        """Show the rows as they are read now; what one is done with stays where it is until the list is made anew."""
        if not self.is_mounted:
            return
        if self._grouping == "queue" and self.session.journal is not None and self._rows:
            self.list.repaint()
            self.show_counts()
        else:
            self.show_rows()

    def _nothing(self) -> str:
        if self._words.strip():
            return f"No briefing answers “{row_text(self._words)}”. ⟦app.cancel⟧ shows all."
        return "There are no briefings here: a .yaml file with a title is one, and so is a .md file."

    def show_rows(self) -> None:
        """List what answers the filter, and say how many that are."""
        if self._grouping:
            rows, groups = self.library.grouped(self._words, self._grouping)
        else:
            rows, groups = self.library.rows(self._words, self._sort), []
        if self._awaits_queue(rows, groups):
            self._queue_in_thread()
        self._rows, self._groups = rows, groups
        empty = self._progress or "Reading the library…" if self._loading else self._nothing()
        self.list.show(self._rows, self.program.keymap.told(empty), groups, self._standings, hold=not self._selected_is_finished)
        self.show_counts()
        self.settle_shown()

    def show_counts(self) -> None:
        """Say how many briefings are listed, or that there are more to come."""
        count, so_far = self.library.count, "" if self.library.complete else "so far "
        order = "" if self._sort == SORTS[0] else f"{SORT_TITLES[self._sort]} · "
        number = f" {order}{counted(count, 'briefing')} {so_far}"
        queue = self.queue
        if queue is not None:
            number = f" {self._count.said(queue)} · {count:,} {so_far or 'in all '}"
        if self._words.strip():
            number = f" {order}{len(self._rows):,} of {count:,} briefings {so_far}"
        self.header.show(((f" {row_text(self._where)} ", "strong"),), () if self._loading else ((number, "muted"),))
        self.show_status()

    def show_status(self) -> None:
        """Notices, the filter and how it was understood, and what else the folder holds."""
        others = self.library.others
        right: Pieces = ((f" {counted(others, 'other file')} ", "muted"),) if others else ()
        if self._progress:
            right = ((f" {self._progress} ", "muted"),)
        if self.keys_said:
            self.status.show(((f" {row_text(self.keys_said)}", "notice"),), right)
        elif self.list.selecting:
            self.status.show(((f" {self.selection_said}", "notice"),), right)
        elif self.notice:
            self.status.show(self.notice_pieces, right)
        elif self._words.strip():
            self.status.show(((f" /{row_text(self._words)}", "accent"), (f"   {self.explained()}", "muted")), right)
        else:
            space = "⟦library.read-on⟧ reads on" if self._groups and self._grouping == "queue" else "⟦library.open⟧ reads"
            keys = f" {space} · ⟦app.help⟧ keys · ⟦library.filter⟧ filters · ⟦library.search⟧ searches"
            self.status.show(((keys, "muted"),), right)

    # what is kept up to date behind the screen

    def library_progress(self, said: str) -> None:
        """Show how far the catalog is."""
        self._progress = said
        if self._loading:
            self.show_rows()
        else:
            self.show_status()

    def library_failed(self, complaint: str) -> None:
        """Say why; where there is nothing else, the library is read into memory."""
        self.say(complaint or "The catalog could not be brought up to date", problem=True)

    def library_changed(self, notice: str = "") -> None:
        """Show the list anew, the same briefing selected."""
        self._loading = False
        self.show_rows()
        if notice:
            self.say(notice)

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

    # the list

    def on_library_list_opened(self, event: LibraryList.Opened) -> None:
        """Read a briefing; `>` and `<` walk the list from there."""
        round = self.round_from(event.row)
        self.ask(ToRow(event.row, lambda: self._rows, self.list.place, round))

    def on_library_list_moved(self) -> None:
        """Show the bottom line of the selected briefing in a moment."""
        self.set_timer(PREVIEW_AFTER, self._preview)
        if self.list.selecting:
            self.show_status()

    def _preview(self) -> None:
        row, standings = self.list.selected, self._standings
        self.preview.show(row, standings(row)[1] if row is not None and standings is not None else "")

    def action_sort(self) -> None:
        """Sort by another field."""
        self._grouping = ""
        self._sort = SORTS[(SORTS.index(self._sort) + 1) % len(SORTS)]
        self.show_rows()
        self.say(f"Sorted {SORT_TITLES[self._sort]}")

    def action_cancel(self) -> None:
        """End the selection, clear the notice, then the filter."""
        if self.list.selecting:
            self.action_select()
        elif self.notice:
            self.say("")
        elif self._words:
            self._words = ""
            self.show_rows()

    # reading the folder again

    def action_reload(self) -> None:
        """Read everything again, without blocking the screen."""
        self.app.refresh()
        if not self.library.on_disk:
            self.say("Reading…")
            self._read_again()
            return
        self.show_rows()
        self.say("Made anew; looking for changed files…")
        if self._upkeep is not None:
            self._upkeep.refresh()

    @work(thread=True, exclusive=True, exit_on_error=False, group="library")
    def _read_again(self) -> None:
        self.library.look()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was read, or say why it was not."""
        self.queue_worked(event)
        if event.worker.group != "library" or event.state not in (WorkerState.SUCCESS, WorkerState.ERROR):
            return
        first, self._loading = self._loading, False
        self.library.renew()
        self.show_rows()
        if event.state == WorkerState.ERROR:
            self.say(str(event.worker.error), problem=True)
        elif first:
            self._say_first()
        else:
            self.say("Read again")
