"""Links, copies and the file itself on the reader's screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tui.model.counted import counted
from tui.reading.links import Hints, safe_address
from tui.reading.reader import Reader
from tui.reading.session import Session

if TYPE_CHECKING:
    from textual import events

    from tui.ui.app import BriefingApp
    from tui.ui.document_view import DocumentView
    from tui.ui.page import Page

    Base = Page
else:
    Base = object


class LinkActions(Base):
    """Following, peeking, selecting, copying, editing and reloading."""

    session: Session
    reader: Reader | None
    page: DocumentView
    hints: Hints | None = None
    address: str = ""
    """An address that waits for Enter before it is opened."""
    _peeked: tuple[tuple[int, int], int] = ((-1, -1), -1)

    def repaint(self) -> None:
        """Show the reader's state; the screen's own."""
        raise NotImplementedError

    _touched: bool

    @property
    def is_composed(self) -> bool:
        """Whether this page was made from the library or the journal; the screen's own."""
        raise NotImplementedError

    def show_beside(self, reader: Reader, section: str) -> None:
        """Show a briefing on a screen of its own; the screen's own."""
        raise NotImplementedError

    def show_reader(self, reader: Reader) -> None:
        """Read another briefing; the screen's own."""
        raise NotImplementedError

    # links

    def action_follow(self) -> None:
        """Follow the link of the current block; where it has several, label them."""
        if self.reader is None:
            return
        links = self.reader.links_here()
        if not links:
            self.say("No link in this block: ( and ) move to another, f labels every link on screen")
        elif len({link.target for link in links}) == 1:
            self.follow(links[0].target)
        else:
            self._begin_hints(Hints(links))

    def action_hints(self) -> None:
        """Label every link on screen."""
        if self.reader is None:
            return
        links = self.reader.links_in_window()
        if links:
            self._begin_hints(Hints(links))
        else:
            self.say("No link on this page")

    def _begin_hints(self, hints: Hints) -> None:
        self.hints = hints
        self.set_focus(self.page)
        self.repaint()

    def stop_hints(self) -> None:
        """Wait for nothing any more."""
        self.hints, self.address = None, ""

    def on_key(self, event: events.Key) -> None:
        """While a label or a confirmation is waited for, every key is an answer."""
        if self.hints is None and not self.address:
            return
        event.stop()
        event.prevent_default()
        if self.address:
            address = self.address
            self.stop_hints()
            if event.key == "enter":
                self._open_address(address)
        elif self.hints is not None:
            answer = self.hints.type(event.character) if event.character and event.is_printable else "none"
            if answer == "none":
                self.stop_hints()
            elif answer != "more":
                self.stop_hints()
                self.follow(answer.target)
        self.repaint()

    def follow(self, target: str) -> None:
        """Go where a link leads, in this briefing or another; an address is shown before it is opened."""
        reader = self.reader
        if reader is None:
            return
        address = safe_address(target)
        if address is not None:
            self.address = address
            self.set_focus(self.page)
            self.show_status()
            return
        elsewhere = reader.names.elsewhere(target)
        place = reader.names.place(target)
        if elsewhere is not None:
            self._follow_to(*elsewhere)
        elif place is None:
            self.say(f"“{target}” leads nowhere in this library", problem=True)
        else:
            self.session.leave(reader)
            reader.go_to_item(place.section, place.item)
            self.repaint()

    def _follow_to(self, briefing_id: str, section: str) -> None:
        """Go to another briefing, and to a section of it."""
        here = self.reader
        if here is None:
            return
        try:
            reader = self.session.open_id(briefing_id)
        except OSError as error:
            self.say(str(error), problem=True)
            return
        if reader is None:
            self.say(f"There is no briefing “{briefing_id}” in this library", problem=True)
            return
        if self.is_composed:
            self.show_beside(reader, section)
            return
        self.session.leave(here)
        self.show_reader(reader)
        self._touched = bool(section)
        if section and not reader.go_to_item(section):
            self.say(f"There is no section “{section}” in it any more", problem=True)
        self.repaint()

    def _open_address(self, address: str) -> None:
        graphical = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) or os.name == "nt"
        if graphical or os.uname().sysname == "Darwin":
            self.app.open_url(address)
            self.say(f"Opened {address}")
        else:
            self._copy(address, "the address (there is no graphical display here)")

    def action_peek(self) -> None:
        """Say what is linked or named in the current block, one thing after the other."""
        reader = self.reader
        if reader is None:
            return
        lines = reader.peek.here()
        if not lines:
            self.say("Nothing is linked or named in this block")
            return
        spot, number = self._peeked
        number = (number + 1) % len(lines) if spot == reader.view.current else 0
        self._peeked = (reader.view.current, number)
        more = f"   ({number + 1}/{len(lines)}, K for more)" if len(lines) > 1 else ""
        self.say(lines[number] + more)

    # copies

    def action_select(self) -> None:
        """Begin selecting blocks, or stop."""
        if self.reader is None:
            return
        selection = self.reader.selection
        if selection.active:
            selection.clear()
        else:
            self.set_focus(self.page)
            selection.start()
        self.repaint()

    def action_copy_text(self) -> None:
        """Copy what is selected, by keys or by mouse, or else the section."""
        if self.reader is None:
            return
        dragged = self.get_selected_text()
        if dragged:
            self._copy(self.reader.marked(dragged, self.page.dragged_spots), "the selected text")
            self.clear_selection()
            return
        text, what = self.reader.selected_passage()
        self._copy(text, what)
        self.reader.selection.clear()
        self.repaint()

    def action_copy_citation(self) -> None:
        """Copy where this comes from."""
        if self.reader is not None:
            self._copy(self.reader.citation(), "the citation")

    def _copy(self, text: str, what: str) -> None:
        app: BriefingApp = self.app  # type: ignore[assignment]
        self.say(f"Copied {what} {app.copy_out(text)}")

    # the file

    def on_file(self) -> Reader | None:
        """What is read, where there is a file behind it."""
        reader = self.reader
        return reader if reader is not None and reader.briefing.path and not self.is_composed else None

    def marked(self, said: str) -> None:
        """The page is, or is not any more, what its file says."""
        if said:
            self.say(said, problem=self.reader is not None and self.reader.doubt != "")
        self.repaint()

    def action_reload(self) -> None:
        """Read the file again."""
        self.app.refresh()
        self.reload("Read again")

    def reload(self, done: str) -> None:
        """Read the file again, place held, and say `done`."""
        reader = self.reader
        if reader is None:
            return
        if not reader.briefing.path:
            self.say("This came from standard input and cannot be read again")
            return
        try:
            fresh = self.session.files.reload(reader)
        except OSError as error:
            self.say(f"{error} What you see is what was read before", problem=True)
            return
        self.show_anew(fresh, done)

    def show_anew(self, fresh: Reader, done: str) -> None:
        """Show what was read again, and say `done`."""
        self.show_reader(fresh)
        if fresh.briefing.problems:
            errors = sum(problem.severity == "error" for problem in fresh.briefing.problems)
            done += f": {counted(errors, 'error')}, see the top" if errors else ""
        self.say(done)

    def action_edit(self) -> None:
        """Open the file in the person's editor at the current block, then read it again."""
        from tui.ui.editor import edit

        reader = self.reader
        if reader is None:
            return
        if self.is_composed or not reader.briefing.path:
            what = "This page was made by the program" if self.is_composed else "This came from standard input"
            self.say(f"{what}: there is no file to edit")
            return
        complaint = edit(self.app, reader.briefing.real_path, reader.source_line)
        if complaint:
            self.say(complaint, problem=True)
        else:
            self.reload("Read again after editing")
