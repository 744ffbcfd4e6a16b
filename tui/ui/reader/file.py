"""From what is opened to the page that is read, and the file behind it: the page is what the file says, whatever else changes."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from tui.journal.records import identity_of
from tui.model.counted import counted
from tui.reading.current_files import OpenFile, told_of_others
from tui.reading.reader import Reader
from tui.ui.content import row_text

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.catalog.tables import Row
    from tui.reading.reader import Doubt
    from tui.ui.destinations import Opened
    from tui.ui.pages.composed import ComposedPage
    from tui.ui.reader.changes import ChangeController
    from tui.ui.reader.notes import NoteController
    from tui.ui.reader.reading_log import ReadingLogController
    from tui.ui.surface import ReaderSurface
    from tui.ui.widgets.bars import Pieces


EVERY = 0.75
"""Seconds between two looks: with the time of reading, a page is what its file says within a second."""

SOON = 0.2
"""Seconds after which a file is looked at again that is gone or empty, as it is while it is written anew."""

CHANGED = "The file changed and was read again"
UNREADABLE = "The file changed and cannot be read; what you see is what was read before"
GONE = "The file is gone; what you see is what was read before"
OTHERS = "What this page says of other briefings has changed"
MARKS: dict[Doubt, str] = {"gone": "FILE GONE", "unreadable": "CANNOT BE READ", "changed": "FILE CHANGED"}
"""What stands at the top of a page that is not what its file says."""


class FileController:
    """Looks at the file of what one screen shows, has it read again and edited."""

    def __init__(self, on: ReaderSurface) -> None:
        """Look at nothing yet."""
        self._on = on
        self._file = OpenFile()
        self._library_waits = False
        """Whether the library has another state since something is being typed: the page is shown anew when that is done."""

    def _reader(self) -> Reader | None:
        """What is read, where there is a file behind it."""
        reader = self._on.reader
        return reader if reader is not None and reader.briefing.path and not self._on.is_composed else None

    # looking

    def look(self, *, busy: bool = False) -> bool:
        """Look at the file now, and have it read where it is not what is shown.

        Args:
            busy: nothing is to be shown anew now, since something is being typed; the page is marked instead.

        Returns:
            Whether another text is shown now, or it is gone.
        """
        reader = self._reader()
        if reader is None:
            return False
        if self._library_waits and not busy and (self.library_changed() or (reader.doubt == "gone" and self._follow(reader))):
            return True
        step = self._file.look(reader, self._on.session.files.stamp(reader.briefing.real_path))
        if step == "again":
            self._on.set_timer(SOON, lambda: self.look(busy=self._on.prompting))
        elif step == "gone":
            return self._is_gone(reader, busy)
        elif step == "read" and not self._is_the_same(reader):
            if not busy:
                return self._read(reader)
            self._doubt(reader, "changed", "")
        return False

    def _is_the_same(self, reader: Reader) -> bool:
        """Whether the file holds what is shown under another stamp."""
        doubt = reader.doubt
        if not self._on.session.files.confirm(reader):
            return False
        if doubt:
            self._mark({"gone": "The file is there again", "unreadable": "The file can be read again"}.get(doubt, ""))
        return True

    def _read(self, reader: Reader) -> bool:
        stamp = self._on.session.files.stamp(reader.briefing.real_path)
        try:
            fresh = self._on.session.files.reload(reader)
        except OSError as error:
            reader.stamp = stamp
            self._doubt(reader, "unreadable", f"{error} What you see is what was read before")
            return False
        self._show(fresh, CHANGED)
        return True

    def _is_gone(self, reader: Reader, busy: bool) -> bool:
        if self.library_changed(busy=busy) or (not busy and self._follow(reader)):
            return True
        self._doubt(reader, "gone", GONE)
        return True

    def _follow(self, reader: Reader) -> bool:
        """Show a file that was moved a moment ago, before the library knows of it. Returns whether it was found."""
        fresh = self._on.session.files.moved(reader)
        if fresh is None:
            return False
        fresh.take_over(reader)
        self._show(fresh, f"The file is “{os.path.basename(fresh.briefing.path)}” now")
        return True

    def _doubt(self, reader: Reader, doubt: Doubt, said: str) -> None:
        if reader.doubt != doubt:
            reader.doubt = doubt
            self._mark(said)

    def library_changed(self, *, busy: bool = False) -> bool:
        """The library has another state: follow a file that was moved, and show what the page says of others anew.

        Args:
            busy: something is being typed, and nothing is to be shown anew before the first look after that.

        Returns:
            Whether another text is shown now.
        """
        self._library_waits = busy
        if busy:
            return False
        reader, library = self._reader(), self._on.session.library
        row = library.row_of(identity_of(reader.briefing)) if reader is not None and library is not None else None
        if reader is None or library is None or row is None:
            return False
        here = os.path.abspath(reader.briefing.path)
        if os.path.abspath(row.path) == here and reader.document.is_large:
            self._on.in_thread(partial(self._renew, reader, row), "others")
            return False
        try:
            fresh = library.open(row)
        except OSError:
            return False
        # The library may not know yet what was moved, and followed.
        moved = os.path.abspath(fresh.briefing.path) != here
        if fresh.doubt or (moved and self._on.session.files.stamp(reader.briefing.real_path) is not None and not row.named):
            return False
        if not moved and (fresh.briefing.digest != reader.briefing.digest or _text(fresh) == _text(reader)):
            # What was saved is found by the next look; what is the same stays.
            return False
        fresh.take_over(reader)
        name = os.path.basename(fresh.briefing.path)
        self._show(fresh, f"The file is “{name}” now" if moved else OTHERS)
        return True

    def shown(self, reader: Reader) -> None:
        """A page is shown: find out what it says of other briefings where that is not told by looking at all of it."""
        if not reader.told_of_others and reader.document.is_large and self._reader() is reader:
            self._on.in_thread(partial(self._find_out, reader), "others")

    def _find_out(self, reader: Reader) -> None:
        """In another thread."""
        library = self._on.session.library
        if library is not None:
            reader.told_of_others = told_of_others(library.held_elsewhere(), identity_of(reader.briefing))

    def _renew(self, reader: Reader, row: Row) -> None:
        """In another thread: compose a large page anew where it says something else of other briefings by now."""
        library = self._on.session.library
        now = told_of_others(library.held_elsewhere(), identity_of(reader.briefing)) if library is not None else b""
        if library is None or not now or now == reader.told_of_others:
            return
        try:
            fresh = library.open(row)
        except OSError:
            return
        fresh.told_of_others = now
        self._on.from_thread(self._renewed, reader, fresh)

    def _renewed(self, reader: Reader, fresh: Reader) -> None:
        if self._on.reader is not reader or fresh.doubt or fresh.briefing.digest != reader.briefing.digest:
            return
        if self._on.prompting:
            self._library_waits = True
            return
        fresh.take_over(reader)
        self._show(fresh, OTHERS if reader.told_of_others else "")

    def changed(self, paths: frozenset[str], *, busy: bool) -> None:
        """Files were saved, or are new or gone: look at this one where it is among them; `busy` as for `look`."""
        from tui.catalog.files import file_behind

        reader = self._reader()
        if reader is not None and os.path.abspath(file_behind(reader.briefing.real_path)) in paths:
            self.look(busy=busy)

    @property
    def pieces(self) -> Pieces:
        """What to put at the top of the page, also of one that tells of a file: nothing, where it is what that says."""
        reader = self._on.reader
        return ((f" {MARKS[reader.doubt]} ", "problem"),) if reader is not None and reader.doubt else ()

    def _mark(self, said: str) -> None:
        """Show that the page is, or is not any more, what its file says, and say a sentence, "" for none."""
        reader = self._on.reader
        if said:
            self._on.say(said, problem=reader is not None and reader.doubt != "")
        self._on.repaint()

    def _show(self, fresh: Reader, done: str) -> None:
        """Show what was read again, and say `done`."""
        self._on.show_reader(fresh)
        if not done:
            return
        if fresh.briefing.problems:
            errors = sum(problem.severity == "error" for problem in fresh.briefing.problems)
            done += f": {counted(errors, 'error')}, see the top" if errors else ""
        self._on.say(done)

    # reading again and editing

    def reload(self, done: str = "Read again") -> None:
        """Read the file again, place held, and say `done`."""
        reader = self._on.reader
        if reader is None:
            return
        if self._on.is_composed:
            self._on.say("This page was made by the program: there is no file to read again")
            return
        if not reader.briefing.path:
            self._on.say("This came from standard input and cannot be read again")
            return
        try:
            fresh = self._on.session.files.reload(reader)
        except OSError as error:
            self._on.say(f"{error} What you see is what was read before", problem=True)
            return
        self._show(fresh, done)

    def edit(self) -> None:
        """Open the file in the person's editor at the current block, then read it again."""
        from tui.catalog.files import file_behind
        from tui.reading.file_lines import file_line
        from tui.ui.outside import edit

        reader = self._on.reader
        if reader is None:
            return
        if self._on.is_composed or not reader.briefing.path:
            what = "This page was made by the program" if self._on.is_composed else "This came from standard input"
            self._on.say(f"{what}: there is no file to edit")
            return
        path = file_behind(reader.briefing.real_path)
        complaint = edit(self._on.app, path, file_line(reader, path), self._on.session.preferences.editor)
        if complaint:
            self._on.say(complaint, problem=True)
        else:
            self.reload("Read again after editing")


def _text(reader: Reader) -> list[tuple[str, tuple[object, ...]]]:
    """All that a small page shows."""
    return [(block.text, tuple(block.spans)) for part in reader.document.parts for block in part.blocks]


IDLE = 0.012
"""Seconds between two moments of reading ahead."""


class OpeningController:
    """Brings what is opened on one screen there."""

    def __init__(
        self,
        on: ReaderSurface,
        opened: Opened,
        reading_log: ReadingLogController,
        changes: ChangeController,
        notes: NoteController,
        composed: ComposedPage | None,
    ) -> None:
        """Open nothing yet.

        Args:
            on: the screen.
            opened: what is read, and where it begins.
            reading_log: knows where one stopped.
            changes: have been told where there is another thing to say first.
            notes: may be what one comes for.
            composed: the page, where no briefing is read.
        """
        self._on = on
        self._opened = opened
        self._reading_log = reading_log
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
        self._reading_log.touched = opened.is_for_one_place
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
            self.read_on()
        if opened.query is not None and not opened.resumed:
            reader.go_to_hit(opened.at, opened.passage.text, opened.passage.start, opened.item)
        elif opened.at:
            if not (opened.resumed and self._reading_log.resume_in(opened.at)) and not reader.go_to_item(opened.at, opened.item):
                self._on.say(f"There is no section “{opened.at}” in this briefing", problem=True)
        elif opened.place is not None:
            reader.go_to_place(opened.place)
        elif opened.note is not None:
            self._notes.go_to(opened.note)
        else:
            self._reading_log.resume()

    def warm(self, reader: Reader) -> None:
        """Read all of a document in another thread where it is large, and count on from there."""
        if reader.document.complete:
            self.read_on()
        else:
            self._on.in_thread(partial(self._warm, reader), "warm")

    def _warm(self, reader: Reader) -> None:
        reader.document.warm()
        self._on.from_thread(self._warmed)

    def _warmed(self) -> None:
        # The sections are those that were composed with the rest: nobody holds others.
        self._on.repaint()
        self.read_on()

    def read_on(self) -> None:
        """Go on reading and counting in idle moments."""
        reader = self._on.reader
        if reader is not None and reader.waits:
            # Once all of it is composed, reading goes on from there; what is made already is counted at once.
            reader.find.advance()
        elif reader is not None and self._ahead is None and not (reader.read_ahead_done and reader.find.complete):
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
