"""Moving on the reader's screen: in the page, to pieces of the apparatus, back and forward, along the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.attention import HELD
from tui.reading.reader import Reader
from tui.reading.round import gone_in_words
from tui.reading.session import Session

if TYPE_CHECKING:
    from tui.model.place import Place
    from tui.reading.way import ListWalk
    from tui.search.query import Query
    from tui.ui.document_view import DocumentView
    from tui.ui.page import Page
    from tui.ui.section_list import SectionList

    Base = Page
else:
    Base = object


class MoveActions(Base):
    """The keys that move."""

    session: Session
    reader: Reader | None
    page: DocumentView
    _query: Query | None
    _behind = 0
    """Places that lay behind when it was opened."""
    _walk_list: ListWalk | None
    _touched = False
    """Whether somebody has begun to read or came for one place: nothing moves by itself any more."""
    _paged_at = float("-inf")

    def repaint(self) -> None:
        """Show the reader's state; the screen's own."""
        raise NotImplementedError

    def show_reader(self, reader: Reader) -> None:
        """Read another briefing; the screen's own."""
        raise NotImplementedError

    def resume(self) -> None:
        """Go to where one stopped; the screen's own."""
        raise NotImplementedError

    def show_pane(self, pane: SectionList | DocumentView) -> None:
        """Give a pane the focus; the screen's own."""
        raise NotImplementedError

    def at_the_end(self, *, held: bool) -> None:
        """There is no further page, and the key may have been held down; the screen's own."""
        raise NotImplementedError

    @property
    def engaged(self) -> bool:
        """Whether something is selected, or waited for."""
        waiting = getattr(self, "hints", None) is not None or bool(getattr(self, "address", "") or self.selections)
        return super().engaged or waiting or (self.reader is not None and self.reader.selection.active)

    def action_line(self, lines: int) -> None:
        """Scroll by lines, or extend the selection."""
        if self.reader is None:
            return
        if self.reader.selection.active:
            self.reader.selection.extend(lines)
        else:
            self.reader.view.scroll(lines)
        self.repaint()

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        if self.reader is None:
            return
        now = self.session.clock()
        held, self._paged_at = now - self._paged_at < HELD, now
        if not self.reader.view.page(pages) and pages > 0:
            self.at_the_end(held=held)
        self.repaint()

    def action_half(self, halves: int) -> None:
        """Scroll by half pages."""
        if self.reader is not None:
            self.reader.view.half_page(halves)
            self.repaint()

    def action_top(self) -> None:
        """Go to the first line."""
        if self.reader is not None:
            self.session.leave(self.reader)
            self.reader.view.go_top()
            self.repaint()

    def action_bottom(self) -> None:
        """Go to the last line."""
        if self.reader is not None:
            self.session.leave(self.reader)
            self.reader.view.go_bottom()
            self.repaint()

    def action_block(self, blocks: int) -> None:
        """Make the next block the current one."""
        if self.reader is None:
            return
        if self.reader.selection.active:
            self.reader.selection.extend(blocks)
        else:
            self.reader.view.step_block(blocks)
        self.repaint()

    def action_section(self, step: int) -> None:
        """Go to the next section."""
        if self.reader is None:
            return
        if not self.reader.step_section(step):
            self.say("This is the last section" if step > 0 else "This is the first section")
        self.repaint()

    def action_apparatus(self, section: str) -> None:
        """Go to a piece of the apparatus."""
        reader = self.reader
        if reader is None:
            return
        index = reader.document.section_of(section)
        if index is None:
            from tui.catalog.texts import TITLES

            self.say(f"This briefing has no {TITLES[section].lower()}")
            return
        self.session.leave(reader)
        reader.go_to_section(index)
        self.show_pane(self.page)
        self.repaint()

    def action_back(self) -> None:
        """Back to where one jumped from."""
        self._walk(-1)

    def action_forward(self) -> None:
        """Forward again."""
        self._walk(1)

    def on_mount(self) -> None:
        """From a hit, back leads to the other hits before it leads to places of earlier."""
        self._behind = self.session.history.behind if self._query is not None else 0

    def _walk(self, step: int) -> None:
        if self.reader is None:
            return
        if step < 0 and self._query is not None and self.session.history.behind <= self._behind:
            self.app.pop_screen()
            return
        try:
            found = self.session.walk(self.reader, step)
        except OSError as error:
            self.say(str(error), problem=True)
            return
        if found is None:
            self.say("No place further back" if step < 0 else "No place further on")
            return
        reader, place = found
        if reader is not self.reader:
            self.show_reader(reader)
            self._touched = True
        reader.go_to_place(place)
        self.repaint()

    def set_mark(self, letter: str) -> None:
        """Mark the current block."""
        journal, reader = self.session.journal, self.reader
        if journal is None or reader is None:
            return
        from tui.journal.records import identity_of

        identity = identity_of(reader.briefing)
        if self.is_composed or not identity.key:
            self.say("There can be no mark on a page that has no file and no id")
            return
        self.when_kept(journal.mark(letter, identity, reader.place()), f"Mark {letter} is set here · ' {letter} goes there")

    def show_kept(self, reader: Reader, place: Place) -> None:
        """Go to a place that was marked, here or in another briefing; back leads to where one was."""
        here = self.reader
        if here is None or self.is_composed:
            super().show_kept(reader, place)
            return
        self.session.leave(here)
        if reader.briefing.path != here.briefing.path or reader.briefing.id != here.briefing.id:
            here = reader
            self.show_reader(reader)
            self._touched = True
        self.show_pane(self.page)
        if not here.go_to_place(place):
            self.say("The section of this mark is no longer there: this is about where it was", problem=True)
        self.repaint()

    @property
    def is_composed(self) -> bool:
        """Whether this page was made from the library or the journal, and is no briefing; the screen's own."""
        raise NotImplementedError

    def action_briefing(self, step: int) -> None:
        """The next briefing of the list that this one was opened from."""
        walk, library = self._walk_list, self.session.library
        if walk is None or library is None:
            self.say("This briefing was not opened from a list")
            return
        row = walk.step(step)
        gone = gone_in_words(walk.passed_over())
        if row is None:
            end = "This is the last briefing of the list" if step > 0 else "This is the first briefing of the list"
            more = walk.take_up() if step > 0 else 0
            came = [f"{more:,} came in meanwhile: > goes on with {'it' if more == 1 else 'them'}."] if more else []
            self.say(". ".join([end, " ".join(gone + came)]) if gone or came else end)
            return
        try:
            reader = library.open(row)
        except OSError as error:
            self.say(str(error), problem=True)
            return
        if self.reader is not None:
            self.session.leave(self.reader)
        self.show_reader(reader)
        self.resume()
        self.say(" ".join([walk.position + "." * bool(gone), *gone]))
