"""The screen one reads on: section list, page, and the two lines that frame them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.worker import Worker

from tui.model.dates import today
from tui.reading.reader import Reader
from tui.reading.session import Session
from tui.reading.view import turn_to_day
from tui.ui.destinations import Back, Opened
from tui.ui.keys import Where, bindings
from tui.ui.reader.beside import BesideController
from tui.ui.reader.changes import ChangeController
from tui.ui.reader.copies import CopyController
from tui.ui.reader.file import EVERY, FileController, OpeningController
from tui.ui.reader.find import FindController
from tui.ui.reader.finishing import FinishController
from tui.ui.reader.links import LinkController
from tui.ui.reader.moves import MoveController
from tui.ui.reader.notes import NoteController
from tui.ui.reader.panes import PaneController
from tui.ui.reader.peek import PeekController
from tui.ui.reader.reading_log import ReadingLogController
from tui.ui.screens.base import BaseScreen
from tui.ui.screens.controllers import MarkController, WayController
from tui.ui.widgets.bars import Bar, Pieces, date_pieces, marking_pieces, place_pieces, title_pieces
from tui.ui.widgets.document_view import DocumentView
from tui.ui.widgets.section_list import SectionList

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.model.place import Place
    from tui.ui.pages.composed import ComposedPage
    from tui.ui.surface import ReaderSurface, TakesKeys, TakesText


class ReaderScreen(BaseScreen):
    """Shows a reader and what its controllers say of it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("reader")
    is_reading = True  # A key may come before the screen is mounted: it waits for the page, and is not lost.

    def __init__(self, session: Session, opened: Opened, page: Callable[[ReaderSurface], ComposedPage] | None = None) -> None:
        """Read what is `opened`, or what `page` makes of the library or the journal; the `session` opens other briefings."""
        super().__init__()
        self.session = session
        self.reader: Reader | None = None
        self.walk, self.round = opened.walk, opened.round
        self.header = Bar(id="header")
        self.sections, self.page = SectionList(id="sections"), DocumentView(id="page", resized=self._page_resized)
        self.composed = composed = page(self) if page is not None else None
        self._own_places: tuple[Where, ...] = composed.PLACES if composed is not None else ()
        self.find, self.copies, self.file = FindController(self, composed), CopyController(self, composed), FileController(self)
        self.panes = PaneController(self, self.sections, self.page)
        self.reading_log = ReadingLogController(self, self._log_begun)
        self.links = LinkController(self, self.reading_log, composed, PeekController(self, composed))
        self.changes = ChangeController(self, self.reading_log, self.links, composed)
        self.finishing = FinishController(self, self.reading_log, self.file)
        self.moves = MoveController(self, self.reading_log, self.finishing, composed, from_hits=opened.query is not None)
        self.notes = NoteController(self, self.reading_log, composed)
        self.beside = BesideController(self, self.notes)
        self.opening = OpeningController(self, opened, self.reading_log, self.changes, self.notes, composed)
        self.marks = MarkController(self, self.moves.place_to_mark)
        owners = ("find", "copies", "file", "panes", "links", "changes", "finishing", "moves", "notes", "marks", "composed")
        self.controllers |= {"way": WayController(self, lambda: self.notes.page)} | {name: getattr(self, name) for name in owners}

    @property
    def is_composed(self) -> bool:
        """Whether this page was made from the library or the journal, and is no briefing."""
        return self.composed is not None

    def compose(self) -> ComposeResult:
        """Header, the two panes, status line."""
        panes = self.composed.panes if self.composed is not None else None
        yield self.header
        yield (panes or Horizontal)(self.sections, self.page, self.beside.view, id="panes")
        yield self.status

    # from opening to leaving

    def on_mount(self) -> None:
        """Start on the page."""
        self.set_focus(self.page)
        self.set_interval(EVERY, lambda: self.file.look(busy=self.prompting))
        waiting = self.opening.start()
        if waiting:
            self.header.show(((f" {waiting}", "muted"),))
            self.page.show(None, placeholder=waiting)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was made in another thread."""
        self.opening.worked(event)

    def show_reader(self, reader: Reader) -> None:
        """Read this from now on."""
        self.reader, self.is_reading = reader, False
        self.links.stop()
        self.panes.lay_out()
        self.reading_log.keep(reader)
        self.repaint()
        self.opening.warm(reader)
        self.file.shown(reader)

    def _log_begun(self, again: bool) -> None:
        self.changes.begin(again)
        self.notes.begin()

    def read_on(self) -> None:
        """Go on reading and counting in idle moments."""
        self.opening.read_on()

    def covered(self) -> None:
        """What is covered is not being read."""
        self.reading_log.look_away()

    def on_screen_resume(self) -> None:
        """Show what was done meanwhile."""
        if self.composed is not None:
            self.composed.resumed()

    def on_unmount(self) -> None:
        """Leave a place to come back to."""
        self.reading_log.close()

    # what changes behind the screen

    def journal_changed(self) -> None:
        """Show what the journal holds now."""
        if self.composed is not None:
            self.composed.journal_changed()
            return
        self.notes.renew()
        self.finishing.check_round()
        self.changes.renew()
        self.repaint()

    def notes_changed(self) -> None:
        """Show the notes as they are now."""
        self.notes.renew()
        self.repaint()

    def files_changed(self, paths: frozenset[str], said: str) -> None:
        """Read the open file again when it was saved, place held; say so when it is gone."""
        super().files_changed(paths, said)
        self.file.changed(paths, busy=self.prompting)

    def library_changed(self, notice: str = "") -> None:
        """Show anew what the page says of other briefings; follow a file that was moved."""
        if self.round is not None:
            self.round.follow()
        (self.composed or self.file).library_changed(busy=self.prompting)

    # painting

    def repaint(self) -> None:
        """Show the reader's state everywhere; what has not changed is not painted."""
        reader, zen = self.reader, self.has_class("-zen")
        if reader is None:
            return
        turn_to_day(reader.view, today(self.session.now()))
        self.page.show(reader, self.links.hints, self._sign, self.notes.noted, self.finishing.closed_actions)
        self.sections.show(reader.document.sections, reader.section, reader.find.in_sections(), self.reading_log.read_sections)
        title, date = ((), ()) if zen else (title_pieces(reader), date_pieces(reader))
        self.header.show(title, (*self.file.pieces, *date), first=marking_pieces(reader.marking))
        self.show_status()
        self.reading_log.look()
        self.changes.tell_page()
        self.beside.renew()

    def _sign(self, part: int, block: int) -> str:
        """A change's sign in the gutter, else a note's."""
        return self.changes.sign(part, block) or self.notes.sign(part, block)

    def show_status(self) -> None:
        """Find, notices and what is waited for at the left; where one is at the right."""
        reader = self.reader
        waiting = self.marks.said or self.links.said or self.copies.said
        left: Pieces = ((f" {waiting}", "notice"),) if waiting else self.status.notice_pieces
        if reader is None:
            self.status.show(left)
            return
        right = () if self.has_class("-zen") else place_pieces(reader, self.round)
        # How many matches there are is what one looks for there; how far one is in the page can wait.
        urgent = bool(self.marks.said or self.status.notice or reader.find.active)
        self.status.show(left or self._found(reader), right, last=marking_pieces(reader.marking), urgent=urgent)
        self.find.update()

    def _found(self, reader: Reader) -> Pieces:
        found = self.find.status(reader)
        if self.composed is not None:
            return self.composed.status(reader, found)
        return found or ((f" {self.finishing.hint}", "muted"),)

    # panes

    def _page_resized(self) -> None:
        """Lay out for the new size, place held."""
        self.panes.lay_out()
        self.repaint()

    def on_document_view_scrolled(self, event: DocumentView.Scrolled) -> None:
        """Turn of the wheel."""
        self.moves.wheel(event.lines)

    def on_document_view_clicked(self, event: DocumentView.Clicked) -> None:
        """Make a clicked block the current one; follow a clicked link, or show what can be done."""
        self.moves.click(event.part, event.block, event.target, asks=event.asks)

    def on_section_list_chosen(self, event: SectionList.Chosen) -> None:
        """Go where the list points; on Enter or a click, read there."""
        self.panes.choose(event.index, read=event.read)

    def focus_page(self) -> None:
        """Give the page the keys; on a narrow screen, show it."""
        self.panes.focus_page()

    async def attach(self, line: Widget) -> None:
        """Put what one types in below the page."""
        await self.mount(line, after="#panes")

    # keys

    @property
    def waiting(self) -> Sequence[TakesKeys]:
        """The letter of a mark, then that of a link, or a peek is over; else somebody has begun to read."""
        return (self.marks, self.links, self.reading_log)

    @property
    def typed_in(self) -> TakesText | None:
        """What the page has to type in, the editor of a note, or the find prompt."""
        lines = (self.composed.text if self.composed is not None else None, self.notes, self.find)
        return next((line for line in lines if line is not None and line.is_open), None)

    @property
    def focused_place(self) -> Where:
        """The page, unless the list or something to type in has the focus."""
        if self.typed_in is not None:
            return self.typed_in.where
        return "sections" if self.panes.is_list_focused else "document"

    def places(self) -> tuple[Where, ...]:
        """The keys of what one types in; else those of the page itself, of the pane, of the briefing and of every screen."""
        return super().places() if self.prompting else (*self._own_places, self.focused_place, "reader", "everywhere")

    def palette_places(self) -> tuple[Where, ...]:
        """Everything but the moves inside a list or a prompt."""
        return (*self._own_places, "document", "reader", "everywhere")

    def keep_draft(self) -> None:
        """Keep what is being written."""
        self.notes.keep_draft()

    def show_kept(self, reader: Reader, place: Place) -> None:
        """Go to a place that was kept, here or in another briefing; from a page that was made, on a screen of its own."""
        if self.reader is None or self.composed is not None:
            super().show_kept(reader, place)
        else:
            self.moves.go_to_kept(self.reader, reader, place)

    @property
    def engaged(self) -> bool:
        """Whether something is selected, or waited for."""
        return bool(super().engaged or self.links.is_waiting or self.selections or self.copies.said)

    def action_cancel(self) -> None:
        """Close or clear one thing at a time, the newest first."""
        clear = [self.links.cancel, self.copies.cancel, self.status.hush, self.find.cancel, self.panes.cancel]
        if self.composed is not None:
            clear.append(self.composed.cancel)
        if not any(cancel() for cancel in clear):
            if self.composed is not None and not self.selections:
                self.ask(Back())
            else:
                self.clear_selection()
        self.repaint()


def sections_and_actors(screen: ReaderScreen) -> Iterator[tuple[str, str, str, Callable[[], object]]]:
    """The sections and the actors of what a screen shows, each with what it is, other words for it, and what goes there."""
    reader = screen.reader
    if reader is None:
        return
    for section in reader.document.sections:
        if section.title:
            yield section.title, "section", section.id, partial(screen.panes.read_section, section.index)
    for actor in reader.briefing.actors if not screen.is_composed else ():
        words = " ".join((actor.short, actor.id, *actor.aliases))
        yield actor.name or actor.label, "actor", words, partial(screen.panes.to_item, "~actors", actor.id)
