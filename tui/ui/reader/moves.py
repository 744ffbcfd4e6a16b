"""Moving in the briefing that is read: by lines and pages, to pieces of the apparatus, back and forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.attention import HELD
from tui.reading.queue_run import gone_in_words
from tui.ui.destinations import Back, Opened, ToBriefing
from tui.ui.reader.whole_page import whole_page

if TYPE_CHECKING:
    from tui.journal.records import Identity
    from tui.model.place import Place
    from tui.reading.reader import Reader
    from tui.ui.pages.composed import ComposedPage
    from tui.ui.reader.finishing import FinishController
    from tui.ui.reader.reading_log import ReadingLogController
    from tui.ui.surface import ReaderSurface


class MoveController:
    """Moves what one screen shows."""

    def __init__(
        self,
        on: ReaderSurface,
        reading_log: ReadingLogController,
        finishing: FinishController,
        composed: ComposedPage | None,
        *,
        from_hits: bool,
    ) -> None:
        """Move on a screen.

        Args:
            on: the screen.
            reading_log: knows where one stopped.
            finishing: told that there is no further page.
            composed: the page, where no briefing is read.
            from_hits: whether one comes from a hit: back leads to the other hits before it leads to places of earlier, as it leads
                from a page that was made to where that was asked for.
        """
        self._on = on
        self._reading_log = reading_log
        self._finishing = finishing
        self._composed = composed
        self._behind = on.session.history.behind if from_hits or composed is not None else None
        self._paged_at = float("-inf")

    # in the page

    def line(self, lines: int) -> None:
        """Scroll by lines, or extend the selection."""
        reader = self._on.reader
        if reader is None:
            return
        if reader.selection.active:
            reader.selection.extend(lines)
        else:
            reader.view.scroll(lines)
        self._on.repaint()

    def wheel(self, lines: int) -> None:
        """Scroll by lines with the mouse."""
        self._reading_log.touched = True
        self.line(lines)

    def click(self, part: int, block: int, target: str, *, asks: bool = False) -> None:
        """Make a clicked block the current one; follow a clicked link, or where somebody `asks` show what can be done."""
        reader, line = self._on.reader, self._on.typed_in
        if reader is None:
            return
        self._reading_log.touched = True
        if line is not None:
            line.clicked_beside()
        self._on.set_focus(self._on.page)
        reader.view.restore((part, block))
        self._on.repaint()
        if asks:
            self._on.act("links.menu")
        elif target:
            self._on.act("links.follow", target)

    def page(self, pages: int) -> None:
        """Scroll by pages."""
        reader = self._on.reader
        if reader is None:
            return
        now = self._on.session.clock()
        held, self._paged_at = now - self._paged_at < HELD, now
        if not reader.view.page(pages) and pages > 0:
            longer = whole_page(self._on, self._composed)
            if longer is reader or longer is None or not longer.view.page(pages):
                self._finishing.at_the_end(held=held)
        self._on.repaint()

    def read_on(self) -> None:
        """Scroll by a page, and stop where what there is to read ends; from there, be done with it."""
        reader = self._on.reader
        if reader is None:
            return
        now = self._on.session.clock()
        if self._finishing.stop_at_text_end(held=now - self._paged_at < HELD):
            self._paged_at = now
            self._on.repaint()
            return
        self.page(1)
        if self._on.reader is reader and self._finishing.stop_at_text_end(held=True):
            self._on.repaint()

    def half(self, halves: int) -> None:
        """Scroll by half pages."""
        if self._on.reader is not None:
            self._on.reader.view.half_page(halves)
            self._on.repaint()

    def top(self) -> None:
        """Go to the first line."""
        reader = self._on.reader
        if reader is not None:
            self._on.session.leave(reader)
            reader.view.go_top()
            self._on.repaint()

    def bottom(self) -> None:
        """Go to the last line."""
        reader = whole_page(self._on, self._composed)
        if reader is not None:
            self._on.session.leave(reader)
            reader.view.go_bottom()
            self._on.repaint()

    def to_line(self, number: int) -> None:
        """Go to a line by its number, from 1."""
        reader = whole_page(self._on, self._composed)
        if reader is not None:
            self._on.session.leave(reader)
            reader.view.go_to_line(number)
            self._on.repaint()

    def percent(self, percent: int) -> None:
        """Go as far as some hundredths of the text."""
        reader = whole_page(self._on, self._composed)
        if not percent and self._on.program.keymap.name != "less":
            self._on.say("A number before it says how far down: 50%")
        elif reader is not None:
            self._on.session.leave(reader)
            reader.view.go_to(min(percent, 100) / 100)
            self._on.repaint()

    def block(self, blocks: int) -> None:
        """Make the next block the current one; on a page of entries, the next entry."""
        reader = self._on.reader
        if reader is None or (self._composed is not None and self._composed.step(blocks)):
            return
        if reader.selection.active:
            reader.selection.extend(blocks)
        else:
            reader.view.step_block(blocks)
        self._on.repaint()

    def section(self, step: int) -> None:
        """Go to the next section."""
        reader = whole_page(self._on, self._composed)
        if reader is None:
            return
        if not reader.step_section(step):
            self._on.say("This is the last section" if step > 0 else "This is the first section")
        self._on.repaint()

    def apparatus(self, section: str) -> None:
        """Go to a piece of the apparatus."""
        reader = self._on.reader
        if reader is None:
            return
        index = reader.document.section_of(section)
        if index is None:
            from tui.model.apparatus import TITLES

            self._on.say(f"This briefing has no {TITLES[section].lower()}")
            return
        self._on.session.leave(reader)
        reader.go_to_section(index)
        self._on.focus_page()
        self._on.repaint()

    # from briefing to briefing

    def back(self) -> None:
        """Back to where one jumped from."""
        self._walk(-1)

    def forward(self) -> None:
        """Forward again."""
        self._walk(1)

    def _walk(self, step: int) -> None:
        here, session = self._on.reader, self._on.session
        if here is None:
            return
        if step < 0 and self._behind is not None and session.history.behind <= self._behind:
            self._on.ask(Back())
            return
        try:
            found = session.walk(here, step)
        except OSError as error:
            self._on.say(str(error), problem=True)
            return
        if found is None:
            self._on.say("No place further back" if step < 0 else "No place further on")
            return
        reader, place = found
        if reader is not here and self._composed is not None:
            self._on.ask(ToBriefing(Opened(reader, place=place)))
            return
        if reader is not here:
            self._on.show_reader(reader)
            self._reading_log.touched = True
        reader.go_to_place(place)
        self._on.repaint()

    def place_to_mark(self) -> tuple[Identity, Place] | str:
        """The current block; else why it can have no mark."""
        from tui.journal.records import identity_of

        reader = self._on.reader
        if reader is None:
            return ""
        identity = identity_of(reader.briefing)
        if self._composed is not None or not identity.key:
            return "There can be no mark on a page that has no file and no id"
        return identity, reader.place()

    def go_to_kept(self, here: Reader, reader: Reader, place: Place) -> None:
        """Go to a place that was kept, here or in another briefing; back leads to where one was."""
        self._on.session.leave(here)
        if reader.briefing.path != here.briefing.path or reader.briefing.id != here.briefing.id:
            here = reader
            self._on.show_reader(reader)
            self._reading_log.touched = True
        self._on.focus_page()
        if not here.go_to_place(place):
            self._on.say("The section of this mark is no longer there: this is about where it was", problem=True)
        self._on.repaint()

    def briefing(self, step: int) -> None:
        """The next briefing of the list that this one was opened from."""
        walk, library = self._on.walk, self._on.session.library
        if walk is None or library is None:
            self._on.say("This briefing was not opened from a list")
            return
        row = walk.step(step)
        gone = gone_in_words(walk.passed_over())
        if row is None:
            end = "This is the last briefing of the list" if step > 0 else "This is the first briefing of the list"
            more = walk.take_up() if step > 0 else 0
            came = [f"{more:,} came in meanwhile: ⟦library.next⟧ goes on with {'it' if more == 1 else 'them'}."] if more else []
            self._on.say(". ".join([end, " ".join(gone + came)]) if gone or came else end)
            return
        try:
            reader = library.open(row)
        except OSError as error:
            self._on.say(str(error), problem=True)
            return
        if self._on.reader is not None:
            self._on.session.leave(self._on.reader)
        self._on.show_reader(reader)
        self._reading_log.resume()
        self._on.say(" ".join([f"List {walk.position}" + "." * bool(gone), *gone]))
