"""The screen one reads on: section list, page, and the two lines that frame them."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from tui.model.counted import counted
from tui.reading.reader import Reader
from tui.reading.searching import NO_CONTEXT, HitContext
from tui.reading.session import Session
from tui.reading.view import Spot
from tui.ui.bars import Bar, Pieces, marking_pieces
from tui.ui.content import row_text, short_date
from tui.ui.document_view import DocumentView
from tui.ui.keys import Where, bindings
from tui.ui.page import Page
from tui.ui.page_file import EVERY, GONE, UNREADABLE, PageFile
from tui.ui.reader_find import FindActions
from tui.ui.reader_notes import NoteActions
from tui.ui.reader_pages import ComposedPages
from tui.ui.section_list import SectionList

if TYPE_CHECKING:
    from tui.journal.records import Note
    from tui.model.place import Place
    from tui.reading.round import Round
    from tui.reading.way import ListWalk
    from tui.search.query import Query

PATIENCE = 0.015
"""Seconds that the first paint waits for what is to be read; then it goes without."""

IDLE = 0.012
"""Seconds between two moments of reading ahead."""


class ReaderScreen(ComposedPages, NoteActions, FindActions, Page):
    """Translates keys and messages into calls on the reader, and repaints."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("reader")
    WAITING: ClassVar[str] = "Reading…"

    def __init__(
        self,
        session: Session,
        reader: Reader | None = None,
        *,
        load: Callable[[], Reader] | None = None,
        ready: Callable[[float], bool | None] = lambda seconds: None,
        at: str = "",
        find: str = "",
        query: Query | None = None,
        passage: HitContext = NO_CONTEXT,
        walk: ListWalk | None = None,
        round: Round | None = None,
        place: Place | None = None,
        note: Note | None = None,
        home: Page | None = None,
        said: str = "",
    ) -> None:
        """Show a reader, or read a large file while the screen is already there.

        Args:
            session: opens other briefings.
            reader: what to read; None where it is to be loaded.
            load: gives the reader; runs in a thread where it may take a while.
            ready: whether `load` will have what it needs within so many seconds.
            at: id of the section to begin at.
            find: words to find at once.
            query: the search of the library that led here; its words are walked with `n`.
            passage: what the search showed of the section `at`.
            walk: along the list that it was opened from, for the next and the one before.
            round: through the queue, where one is on one.
            place: where to begin; where one stopped when None.
            note: the note at whose passage to begin.
            home: the screen that this page was made for, from the library or the journal; None for a briefing.
            said: a sentence to say first: what is wrong with the configuration or the journal.
        """
        super().__init__()
        self.session = session
        self.reader = reader
        self._load = load
        self._ready = ready
        self._at = at
        self._find = find
        self._query = query
        self._passage = passage
        self._walk_list = walk
        self._round = round
        self._place = place
        self._note = note
        self._home = home
        self._said_first = said
        self._ahead: Timer | None = None
        self.file = PageFile(session, self.on_file, self.show_anew, self.marked, self.set_timer)
        self._read_before: Spot | None = None
        self.header = Bar(id="header")
        self.sections = SectionList(id="sections")
        self.page = DocumentView(id="page")
        self.status = Bar(id="status")

    def compose(self) -> ComposeResult:
        """Header, the two panes, status line."""
        yield self.header
        with Horizontal(id="panes"):
            yield self.sections
            yield self.page
        yield self.status

    def on_mount(self) -> None:
        """Start on the page."""
        self.set_focus(self.page)
        self.set_interval(EVERY, self._look_at_file)
        if self.reader is None and self._load is not None and self._ready(PATIENCE):
            self.reader = self._load()
        if self.reader is not None:
            self._begin(self.reader)
        else:
            self.header.show(((f" {self.WAITING}", "muted"),))
            self.page.show(None, placeholder=self.WAITING)
            self._load_in_thread()

    @work(thread=True, exit_on_error=False, group="load")
    def _load_in_thread(self) -> Reader:
        assert self._load is not None
        return self._load()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was loaded, or say why it was not."""
        if event.worker.group != "load":
            return
        if event.state == WorkerState.SUCCESS and isinstance(event.worker.result, Reader):
            self._begin(event.worker.result)
        elif event.state == WorkerState.ERROR:
            self.page.show(None, placeholder=row_text(str(event.worker.error)))

    def _begin(self, reader: Reader) -> None:
        """Show a reader for the first time, where and with what the command line asked for."""
        self.show_reader(reader)
        if self._query is not None:
            reader.search_for(self._query)
            reader.go_to_hit(self._at, self._passage.text, self._passage.start)
            self.read_on()
        elif self._at:
            if not reader.go_to_item(self._at):
                self.say(f"There is no section “{self._at}” in this briefing", problem=True)
        elif self._place is not None:
            reader.go_to_place(self._place)
        elif self._note is not None:
            self.go_to(self._note)
        else:
            self.resume()
        self._touched = bool(self._at or self._find or self._query or self._place or self._note)
        if self._find:
            reader.find.begin()
            reader.find.type(self._find)
            reader.find.accept()
            self.read_on()
        self.repaint()
        if reader.doubt:
            self.say(GONE if reader.doubt == "gone" else UNREADABLE, problem=True)
        if self._said_first:
            self.say(self._said_first, problem=True)
            self._announced = True

    def show_reader(self, reader: Reader) -> None:
        """Read this from now on."""
        self.reader = reader
        self.stop_hints()
        self._lay_out()
        self.keep_books(reader)
        self.repaint()
        if reader.document.complete:
            self.read_on()
        else:
            self._warm_in_thread(reader)

    @work(thread=True, exit_on_error=False, group="warm", exclusive=True)
    def _warm_in_thread(self, reader: Reader) -> None:
        reader.document.warm()
        self.app.call_from_thread(self.read_on)

    def read_on(self) -> None:
        """Go on reading and counting in idle moments."""
        reader = self.reader
        if reader is not None and self._ahead is None and not (reader.read_ahead_done and reader.find.complete):
            self._ahead = self.set_timer(IDLE, self._read_ahead)

    def _read_ahead(self) -> None:
        self._ahead = None
        reader = self.reader
        if reader is None:
            return
        if reader.read_ahead():
            self.repaint()
        self.read_on()
        self.show_status()

    # painting

    def _lay_out(self) -> None:
        if self.reader is not None and self.page.size.width:
            width = min(self.session.measure, self.page.text_width)
            self.reader.view.resize(width, max(1, self.page.size.height))

    def repaint(self) -> None:
        """Show the reader's state everywhere; what has not changed is not painted."""
        reader = self.reader
        if reader is None:
            return
        self.page.show(reader, self.hints, signs=self.sign, noted=self.noted)
        self.sections.show(reader.document.sections, reader.section, reader.find.by_section(), self.read_sections)
        briefing = reader.briefing
        date = briefing.newest
        changed = "updated " if date is not None and date is not briefing.date else ""
        marking = reader.marking
        zen = self.has_class("-zen")
        self.header.show(
            () if zen else ((f" {row_text(briefing.title)} ", "strong"),),
            (*self.file.pieces, *(((f" {changed}{short_date(date.display)} ", "muted"),) if date and not zen else ())),
            first=marking_pieces(marking),
        )
        self.show_status()
        self.look()

    def show_status(self) -> None:
        """Find, notices and what is waited for at the left; where one is at the right."""
        reader = self.reader
        if reader is None:
            self.status.show(self._said())
            return
        left = self._waiting() or self._said() or self._found(reader)
        percent = f"{reader.view.fraction:.0%}"
        minutes = reader.progress.minutes_left
        left_over = f"{minutes} min" if minutes < 100 else f"{minutes / 60:.0f} h"
        where = f" {percent} · {left_over} left " if minutes else f" {percent} "
        position = self._round.position if self._round is not None else ""
        marking = marking_pieces(reader.marking)
        told = ((f" {position} ·", "muted"), (where, "muted")) if position else ((where, "muted"),)
        right: Pieces = () if self.has_class("-zen") else told
        self.status.show(left, right, last=marking, urgent=bool(self.prefix_said or self.notice))
        self.update_prompt()

    def _said(self) -> Pieces:
        return ((f" {row_text(self.notice)}", "problem" if self.notice_is_problem else "notice"),) if self.notice else ()

    def _waiting(self) -> Pieces:
        reader = self.reader
        if self.prefix_said:
            return ((f" {row_text(self.prefix_said)}", "notice"),)
        if self.hints is not None:
            return ((f" Follow: type a label {self.hints.typed}▏ · Esc cancels", "notice"),)
        if self.address:
            return ((f" Enter opens {row_text(self.address)} · Esc cancels", "notice"),)
        if reader is not None and reader.selection.active:
            count = reader.selection.count
            blocks = counted(count, "block")
            return ((f" {blocks} selected · y copies · i notes · Esc cancels", "notice"),)
        return ()

    # moving

    def on_document_view_resized(self) -> None:
        """Lay out for the new size, place held."""
        self._lay_out()
        self.repaint()

    def on_document_view_scrolled(self, event: DocumentView.Scrolled) -> None:
        """Turn of the wheel."""
        self._touched = True
        self.action_line(event.lines)

    def on_document_view_clicked(self, event: DocumentView.Clicked) -> None:
        """Make a clicked block the current one; follow a clicked link."""
        if self.reader is None:
            return
        self._touched = True
        self.close_prompt()
        self.set_focus(self.page)
        self.reader.view.restore((event.part, event.block))
        self.repaint()
        if event.target:
            self.follow(event.target)

    def on_section_list_chosen(self, event: SectionList.Chosen) -> None:
        """Go where the list points; on Enter or a click, read there."""
        if self.reader is None:
            return
        if self._read_before is None or not self.sections.has_focus:
            self._read_before = self.reader.view.current
        self.reader.go_to_section(event.index)
        if event.read:
            self.session.leave(self.reader, self._read_before)
            self.show_pane(self.page)
        self.repaint()

    def files_changed(self, paths: frozenset[str], said: str) -> None:
        """Read the open file again when it was saved, place held; say so when it is gone."""
        if said:
            self.say(said, problem=True)
        reader = self.on_file()
        if reader is not None and os.path.abspath(reader.briefing.real_path) in paths:
            self._look_at_file()

    def _look_at_file(self) -> None:
        self.file.look(busy=self.prompting)

    def library_changed(self, notice: str = "") -> None:
        """Show anew what the page says of other briefings; follow a file that was moved."""
        if self._round is not None:
            self._round.follow()
        if not self.prompting:
            self.file.library_changed()

    # panes and looks

    @property
    def focused_place(self) -> Where:
        """The page, unless the list or the prompt has the focus."""
        if self.prompting:
            return "note" if self.writing else "find"
        return "sections" if self.sections.has_focus else "document"

    def places(self) -> tuple[Where, ...]:
        """The keys of the pane, of the briefing and of every screen."""
        here = self.focused_place
        return (here, "edit") if here in ("find", "note") else (here, "reader", "everywhere")

    def palette_places(self) -> tuple[Where, ...]:
        """Everything but the moves inside a list or a prompt."""
        return ("document", "reader", "everywhere")

    def show_pane(self, pane: SectionList | DocumentView) -> None:
        """Give a pane the focus; on a narrow screen, show it."""
        self.set_class(pane is self.sections, "-list-shown")
        self._read_before = self.reader.view.current if pane is self.sections and self.reader else None
        self.set_focus(pane)

    def action_other_pane(self) -> None:
        """Move the focus to the other pane; on a narrow screen, show it."""
        if self.sections.has_focus or self.has_class("-zen"):
            self.show_pane(self.page)
        else:
            self.show_pane(self.sections)

    def action_zen(self) -> None:
        """Text only; the marking stays."""
        self.toggle_class("-zen")
        self.show_pane(self.page)
        self.repaint()

    def action_measure(self, step: int) -> None:
        """Narrower or wider lines."""
        cells, room = self.session.change_measure(step), self.page.text_width
        self._lay_out()
        self.repaint()
        self.say(f"Lines of {min(cells, room)} cells" + (", all there is room for" if cells > room else ""))

    def action_cancel(self) -> None:
        """Close or clear one thing at a time, the newest first."""
        reader = self.reader
        if reader is None:
            return
        if self.hints is not None or self.address:
            self.stop_hints()
        elif reader.selection.active:
            reader.selection.clear()
        elif self.notice:
            self.say("")
        elif reader.find.only_matching:
            reader.find.show_only_matching(False)
        elif reader.find.active:
            reader.find.clear()
        elif self.sections.has_focus:
            self.show_pane(self.page)
        elif self.is_composed and not self.selections:
            self.action_leave()
        else:
            self.clear_selection()
        self.repaint()
