"""The start screen of a library: its briefings, filtered and sorted, with a look at the bottom line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui.model.counted import counted, other_files
from tui.reading.library import Library
from tui.reading.session import Session
from tui.ui.content import row_text
from tui.ui.destinations import ToRow
from tui.ui.indexer import Indexer
from tui.ui.keys import Where
from tui.ui.library.listing import FilterController, ListingController
from tui.ui.library.queue import EVERY, QueueController, QueueCount
from tui.ui.screens.base import BaseScreen
from tui.ui.widgets.bars import Bar, Pieces
from tui.ui.widgets.library_list import BESIDE_FROM, ROOMY, LibraryList, Preview

if TYPE_CHECKING:
    from tui.ui.surface import TakesText

WARM_AFTER = 0.1
"""Seconds after the first paint from which on what opening needs is imported."""

PREVIEW_AFTER = 0.06
"""Seconds that a row must be selected before its bottom line is shown."""


def _warm(session: Session, library: Library) -> None:
    """Import and make what opening and searching need, so that neither is waited for. In another thread."""
    import tui.catalog.searching
    import tui.catalog.section_texts
    import tui.catalog.taken_back
    import tui.reading.library_searcher
    import tui.reading.queue_run
    import tui.search.explain
    import tui.search.parse
    import tui.search.query_pattern
    import tui.ui.screens.reader
    import tui.ui.screens.search  # noqa: F401
    from tui.search.words import folded_tokens

    if not library.on_disk:
        # Pages of a catalog are composed already, and what composes them takes 3 MB.
        session.warm()
    library.make_index()
    # What cuts a text with any other letters than English takes a while to be made.
    folded_tokens("\u00e9")


def _offered(session: Session) -> str:
    """What was being written when the program ended, in a sentence; "" for nothing."""
    if session.journal is None or not session.drafts.left():
        return ""
    from tui.ui.reader.notes import offered_in

    return offered_in(session)


def _saved(session: Session) -> list[str]:
    """What a person's saved searches and pages are called beside the list."""
    found = session.preferences.searches
    if not found:
        return []
    from tui.reading.library_pages.registry import saved_page

    pages = [(name, saved_page(query)) for name, query in found.items()]
    return [f"{page[0].title if page else 'Search'}: {row_text(name)}" for name, page in pages]


def _go_to_saved(screen: LibraryScreen, number: int) -> None:
    from tui.ui.screens.actions import saved_of

    saved_of(screen)[number].run()


class LibraryScreen(BaseScreen):
    """Shows the list, and opens a briefing of it."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        session: Session,
        where: str,
        note: str = "",
        *,
        load: bool = False,
        building: bool = False,
        indexer: Indexer | None = None,
    ) -> None:
        """List what a session has.

        Args:
            session: its library is shown; its files are looked at here when `load` says so.
            where: the library's name for the header.
            note: a sentence to say first.
            load: read the library into memory once the screen is there.
            building: wait for the catalog, which is being built for the first time.
            indexer: keeps the catalog of the library up to date, where there is to be one.
        """
        super().__init__()
        self.session = session
        self._where = where
        self._note, self._load = note, load
        self.is_reading = load or building
        self._indexer = indexer
        self._progress = ""
        self._count = QueueCount(session, lambda: self.library, self, self.journal_changed)
        self.header = Bar(id="header")
        self.list = LibraryList(id="library")
        self.preview = Preview("bottom-line", _saved(session), partial(_go_to_saved, self))
        self.listing = ListingController(self)
        self.filter = FilterController(self, self.listing)
        self.queue = QueueController(self, self.listing)
        self.controllers |= {"listing": self.listing, "filter": self.filter, "queue": self.queue}

    @property
    def library(self) -> Library:
        """What is listed."""
        assert self.session.library is not None
        return self.session.library

    def compose(self) -> ComposeResult:
        """Header, list, bottom line of the selected briefing, prompt, status line."""
        yield self.header
        yield Vertical(self.list, self.preview, id="listed")
        yield self.filter.prompt
        yield self.status

    def on_mount(self) -> None:
        """Show what is there; read it first where nothing has been read."""
        self.filter.prompt.close()
        self.set_focus(self.list)
        self.listing.show()
        if self._load:
            self.in_thread(self.library.look, "library")
        elif not self.is_reading:
            self._say_first()
        self.set_interval(EVERY, self._count.follow)
        self.set_timer(WARM_AFTER, lambda: self.in_thread(partial(_warm, self.session, self.library), "warm"))

    def _say_first(self) -> None:
        if doubt := self.session.preferences.doubt:
            self.say(doubt, problem=True)
        elif problems := self.library.problems:
            more = len(problems) - 1
            self.say(problems[0].message + (f" (and {more} more: briefing check)" if more else ""), problem=True)
        elif self.session.journal is not None and self.session.journal.troubles:
            self.say(self.session.journal.troubles[0], problem=True)
        elif said := self._note or _offered(self.session):
            self.say(said)

    def on_screen_resume(self) -> None:
        """Show the rows as they are read now."""
        if self.is_mounted:
            self.listing.resumed()

    @property
    def nothing(self) -> str:
        """What to say where no row is listed."""
        if self.is_reading:
            return self._progress or "Reading the library…"
        if self.listing.is_filtered:
            return f"No briefing answers “{row_text(self.listing.words)}”. ⟦app.cancel⟧ shows all."
        return "There are no briefings here: a .yaml file with a title is one, and so is a .md file."

    def show_counts(self) -> None:
        """Say how many briefings are listed, or that there are more to come."""
        count, so_far = self.library.count, "" if self.library.complete else "so far "
        listing, queue = self.listing, self.listing.queue
        number = f" {listing.order}{counted(count, 'briefing')} {so_far}"
        if queue is not None:
            number = f" {self._count.said(queue)} · {count:,} {so_far or 'in all '}"
        if listing.is_filtered:
            number = f" {listing.order}{len(listing.rows):,} of {count:,} briefings {so_far}"
        self.header.show(((f" {row_text(self._where)} ", "strong"),), () if self.is_reading else ((number, "muted"),))
        self.show_status()

    def show_status(self) -> None:
        """Notices, the filter and how it was understood, and what else the folder holds."""
        others = self.library.others
        kinds = self.library.other_kinds if others and self.size.width >= ROOMY else {}
        right: Pieces = ((f" {other_files(others, kinds)} ", "muted"),) if others else ()
        if self._progress:
            right = ((f" {self._progress} ", "muted"),)
        waiting = self.marks.said or self.queue.selection_said
        if waiting or self.status.notice:
            self.status.show(((f" {waiting}", "notice"),) if waiting else self.status.notice_pieces, right)
        elif self.listing.is_filtered:
            self.status.show(self.listing.filter_pieces(self.size.width), right)
        else:
            space = "⟦library.read-on⟧ reads on" if self.listing.is_queued else "⟦library.open⟧ reads"
            keys = f" {space} · ⟦app.help⟧ keys · ⟦library.filter⟧ filters · ⟦library.search⟧ searches"
            self.status.show(((keys, "muted"),), right)

    # what is kept up to date behind the screen

    def library_progress(self, said: str) -> None:
        """Show how far the catalog is."""
        self._progress = said
        if self.is_reading:
            self.listing.show()
        else:
            self.show_status()

    def library_failed(self, complaint: str) -> None:
        """Say why; where there is nothing else, the library is read into memory."""
        first = complaint.partition("; ")[0]
        self.say(first[:1].upper() + first[1:] or "The catalog could not be brought up to date", problem=True)

    def library_changed(self, notice: str = "") -> None:
        """Show the list anew, the same briefing selected."""
        was_empty, self.is_reading = self.is_reading, False
        self.listing.show()
        if notice:
            self.say(notice)
        elif was_empty:
            self._say_first()

    def journal_changed(self) -> None:
        """Show what was undone, or done on another screen."""
        self.list.repaint()
        self.show_counts()

    # keys

    @property
    def typed_in(self) -> TakesText | None:
        """The filter, while it is open."""
        return self.filter if self.filter.is_open else None

    @property
    def takes_query(self) -> bool:  # type: ignore[override]
        """Whether a query is typed: while the filter is open."""
        return self.filter.is_open

    @property
    def engaged(self) -> bool:
        """Whether several rows are being selected, or a letter is waited for."""
        return self.list.selecting or super().engaged

    @property
    def focused_place(self) -> Where:
        """The list, or the prompt."""
        return "find" if self.filter.is_open else "library"

    def actor_of(self, where: Where) -> Widget:
        """The list moves and opens."""
        return self.list if where == "library" else self

    # the list

    def on_library_list_opened(self, event: LibraryList.Opened) -> None:
        """Read a briefing; `>` and `<` walk the list from there."""
        round = self.queue.round_from(event.row)
        self.ask(ToRow(event.row, lambda: self.listing.rows, self.list.cursor, round))

    def on_library_list_moved(self, event: LibraryList.Moved) -> None:
        """Show the bottom line of the selected briefing in a moment."""
        event.stop()
        self.preview.soon(PREVIEW_AFTER, self._preview)
        if self.list.selecting:
            self.show_status()

    def _preview(self) -> None:
        row, standings = self.list.selected, self.listing.standings
        reason = standings(row)[1] if row is not None and standings is not None else ""
        shown = self.library.judgments(row) if row is not None and self.size.width >= BESIDE_FROM else ()
        self.preview.show(row, reason, shown)

    def action_cancel(self) -> None:
        """End the selection, clear the notice, then the filter."""
        if self.list.selecting:
            self.queue.select()
        elif not self.status.hush() and self.listing.words:
            self.listing.filter("")

    # reading the folder again

    def action_reload(self) -> None:
        """Read everything again, without blocking the screen."""
        self.app.refresh()
        if not self.library.on_disk:
            self.say("Reading…")
            self.in_thread(self.library.look, "library")
            return
        self.listing.show()
        self.say("Made anew; looking for changed files…")
        if self._indexer is not None:
            self._indexer.refresh()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was made in another thread, or say why it was not."""
        group, error = event.worker.group, event.state == WorkerState.ERROR
        if group == "done" and error:
            self.say(f"They could not be marked done: {event.worker.error}", problem=True)
        elif group == "queue" and event.state == WorkerState.SUCCESS:
            self.listing.queue_made(event.worker)
        elif group == "index" and event.state == WorkerState.SUCCESS:
            self.filter.renew()
        elif group == "library" and (error or event.state == WorkerState.SUCCESS):
            self._was_read(str(event.worker.error) if error else "")

    def _was_read(self, complaint: str) -> None:
        self.library.renew()
        first, self.is_reading = self.is_reading, not (complaint or self.library.complete or self.library.count)
        self.listing.show()
        if complaint:
            self.say(complaint, problem=True)
        elif first:
            self._say_first()
        else:
            self.say("Read again")
