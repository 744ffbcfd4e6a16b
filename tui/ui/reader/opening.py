"""From what is opened to the page that is read: loading, where it begins, and reading on in idle moments."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from tui.reading.reader import Reader
from tui.ui.content import row_text
from tui.ui.reader.file import GONE, UNREADABLE

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.ui.pages.composed import ComposedPage
    from tui.ui.reader.changes import ChangeController
    from tui.ui.reader.notes import NoteController
    from tui.ui.reader.opened import Opened
    from tui.ui.reader.record import RecordController
    from tui.ui.surface import ReaderSurface

IDLE = 0.012
"""Seconds between two moments of reading ahead."""


class OpeningController:
    """Brings what is opened on one screen there."""

    def __init__(
        self,
        on: ReaderSurface,
        opened: Opened,
        record: RecordController,
        changes: ChangeController,
        notes: NoteController,
        composed: ComposedPage | None,
    ) -> None:
        """Open nothing yet.

        Args:
            on: the screen.
            opened: what is read, and where it begins.
            record: knows where one stopped.
            changes: have been told where there is another thing to say first.
            notes: may be what one comes for.
            composed: the page, where no briefing is read.
        """
        self._on = on
        self._opened = opened
        self._record = record
        self._changes = changes
        self._notes = notes
        self._composed = composed
        self._ahead: Timer | None = None

    def start(self) -> str:
        """Begin to read what is there, or to load it. Returns what to say while it is loaded; "" where it is there."""
        composed, reader = self._composed, self._opened.reader
        if composed is not None and not composed.WAITING:
            reader = composed.read()
        if reader is not None:
            self.begin(reader)
            return ""
        load = composed.read if composed is not None else self._opened.load
        assert load is not None
        self._on.in_thread(load, "load")
        return composed.WAITING if composed is not None else "Reading…"

    def worked(self, event: Worker.StateChanged) -> None:
        """Show what was loaded; say why something was not loaded, or compared."""
        group, error = event.worker.group, event.state == WorkerState.ERROR
        if group == "load" and event.state == WorkerState.SUCCESS and isinstance(event.worker.result, Reader):
            self.begin(event.worker.result)
        elif group == "load" and error:
            self._on.page.show(None, placeholder=row_text(str(event.worker.error)))
        elif group == "compare" and error:
            self._on.say(f"It could not be compared with what you read: {event.worker.error}", problem=True)

    def begin(self, reader: Reader) -> None:
        """Show a reader for the first time, where and with what was asked for."""
        opened = self._opened
        self._on.show_reader(reader)
        self._go_to_beginning(reader)
        self._record.touched = opened.is_for_one_place
        if opened.find:
            reader.find.begin()
            reader.find.type(opened.find)
            reader.find.accept()
            self.read_on()
        self._on.repaint()
        if reader.doubt:
            self._on.say(GONE if reader.doubt == "gone" else UNREADABLE, problem=True)
        if opened.said:
            self._on.say(opened.said, problem=True)
            self._changes.announced = True
        if self._composed is not None:
            self._composed.begin(reader)

    def _go_to_beginning(self, reader: Reader) -> None:
        opened = self._opened
        if opened.query is not None:
            reader.search_for(opened.query)
            reader.go_to_hit(opened.at, opened.passage.text, opened.passage.start)
            self.read_on()
        elif opened.at:
            if not reader.go_to_item(opened.at):
                self._on.say(f"There is no section “{opened.at}” in this briefing", problem=True)
        elif opened.place is not None:
            reader.go_to_place(opened.place)
        elif opened.note is not None:
            self._notes.go_to(opened.note)
        else:
            self._record.resume()

    def warm(self, reader: Reader) -> None:
        """Read all of a document in another thread where it is large, and count on from there."""
        if reader.document.complete:
            self.read_on()
        else:
            self._on.in_thread(partial(self._warm, reader), "warm")

    def _warm(self, reader: Reader) -> None:
        reader.document.warm()
        self._on.from_thread(self.read_on)

    def read_on(self) -> None:
        """Go on reading and counting in idle moments."""
        reader = self._on.reader
        if reader is not None and self._ahead is None and not (reader.read_ahead_done and reader.find.complete):
            self._ahead = self._on.set_timer(IDLE, self._read_ahead)

    def _read_ahead(self) -> None:
        self._ahead = None
        reader = self._on.reader
        if reader is None:
            return
        if reader.read_ahead():
            self._on.repaint()
        self.read_on()
        self._on.show_status()
