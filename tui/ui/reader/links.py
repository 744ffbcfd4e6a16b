"""Links of the briefing that is read: following, labels over them, peeking."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from tui.document.folds import TARGET as FOLDED
from tui.model.apparatus import ABOUT
from tui.model.briefing import Actor
from tui.reading.folding import TURN
from tui.reading.links import Hints, safe_address
from tui.ui.content import row_text
from tui.ui.destinations import Opened, ToBriefing, ToLibraryPage, ToMenu
from tui.ui.reader.copies import copy_from
from tui.ui.reader.panes import fold_here

if TYPE_CHECKING:
    from textual.events import Key

    from tui.reading.reader import Reader
    from tui.ui.pages.composed import ComposedPage
    from tui.ui.reader.peek import PeekController
    from tui.ui.reader.reading_log import ReadingLogController
    from tui.ui.surface import ReaderSurface
    from tui.ui.widgets.line_widget import LineWidget


def actor_page_here(reader: Reader) -> ToLibraryPage | None:
    """The page of the actor that the current block is the row of; None where it is of none."""
    block = reader.view.current_block
    if block.kind != "row" or not block.about or reader.document.sections[reader.section].id != "~actors":
        return None
    item = reader.names.item(block.about)
    return page_of_actor(reader, item) if isinstance(item, Actor) else None


def page_of_actor(reader: Reader, actor: Actor) -> ToLibraryPage:
    """The page of an actor of the briefing that is read."""
    return ToLibraryPage("actors", options={"name": actor.name or actor.id, "at": f"{reader.briefing.id}#{actor.id}"})


BLOCK_MENU = (
    *("copy.text", "copy.citation", "note.write", "find.same", "mark.set", "copy.select", "change.show", "read.done", "file.edit"),
    *("copy.export", "undo.undo"),
)
"""What the right button of the mouse offers on the page, besides links."""


class LinkController:
    """Follows links for one screen."""

    def __init__(
        self, on: ReaderSurface, reading_log: ReadingLogController, composed: ComposedPage | None, peek: PeekController
    ) -> None:
        """Follow links.

        Args:
            on: the screen.
            reading_log: told what somebody came for.
            composed: the page, where no briefing is read.
            peek: tells what is linked or named.
        """
        self._on = on
        self._reading_log = reading_log
        self._composed = composed
        self.hints: Hints | None = None
        self.address = ""
        """An address that waits for Enter before it is opened."""
        self._peek = peek

    def follow_here(self) -> None:
        """Follow the link of the current block; where it has several, label them; where none, fold or unfold its entry.

        On a page of entries, open the entry.

        On an actor of a briefing, open its page, where there is a library.
        """
        reader = self._on.reader
        if reader is None or (self._composed is not None and self._composed.open()):
            return
        asked = actor_page_here(reader) if self._on.session.library is not None else None
        if asked is not None:
            self._on.ask(asked)
            return
        links = reader.links_here()
        if not links and fold_here(self._on, reader, TURN):
            return
        if not links:
            others = "⟦move.previous-block⟧ and ⟦move.next-block⟧ move to another"
            self._on.say(f"No link in this block: {others}, ⟦link.hints⟧ labels every link on screen")
        elif len({link.target for link in links}) == 1:
            self.follow(links[0].target)
        else:
            self._begin(Hints(links))

    def label(self) -> None:
        """Label every link on screen."""
        reader = self._on.reader
        if reader is None:
            return
        links = reader.links_in_window()
        if links:
            self._begin(Hints(links))
        elif not self._label_names(reader):
            self._on.say("No link on this page, and nothing of this briefing is named there")

    def _label_names(self, reader: Reader) -> bool:
        """Label as well what is named on screen without being linked. Returns whether there is anything."""
        named = reader.named_in_window()
        if named:
            self._begin(Hints(reader.links_in_window(), named))
        return bool(named)

    def related(self) -> None:
        """Go to what in the library is like the briefing that is read."""
        reader = self._on.reader
        if reader is None or self._on.is_composed:
            self._on.say("This page was made by the program: a briefing has others that are like it")
        else:
            self._on.ask(ToLibraryPage("related", options={"id": reader.briefing.id}))

    def _begin(self, hints: Hints) -> None:
        self.hints = hints
        self._on.focus_page()
        self._on.repaint()

    @property
    def is_waiting(self) -> bool:
        """Whether a label or a confirmation is waited for."""
        return self.hints is not None or bool(self.address)

    @property
    def said(self) -> str:
        """What is waited for, for the bottom line; "" for nothing."""
        if self.hints is not None:
            more = "" if self.hints.has_names or self.hints.typed else "f labels names as well · "
            return f"Follow: type a label {self.hints.typed}▏ · {more}⟦app.cancel⟧ cancels"
        return f"Enter opens {row_text(self.address)} · ⟦app.cancel⟧ cancels" if self.address else ""

    def cancel(self) -> bool:
        """Wait for nothing any more. Returns whether something was waited for."""
        waited = self.is_waiting
        self.stop()
        return waited

    def stop(self) -> None:
        """Wait for nothing any more."""
        self.hints, self.address = None, ""

    def take(self, event: Key) -> bool:
        """While a label or a confirmation is waited for, every key is an answer, and any ends a peek. Returns whether one was."""
        hints, address = self.hints, self.address
        if not self.is_waiting:
            return self._peek.take(event)
        if address:
            self.stop()
            if event.key == "enter":
                self._open(address)
        elif hints is not None:
            answer = hints.type(event.character) if event.character and event.is_printable else "none"
            reader = self._on.reader
            if answer == "none" and event.character in ("f", "F") and not (hints.typed or hints.has_names) and reader is not None:
                # It is no letter of a label.
                if not self._label_names(reader):
                    self._on.say("Nothing of this briefing is named here without a link")
            elif answer == "none":
                self.stop()
            elif answer != "more":
                self.stop()
                self.follow(answer.target)
        self._on.repaint()
        return True

    def follow(self, target: str) -> None:
        """Go where a link leads, in this briefing or another; an address is shown before it is opened."""
        reader = self._on.reader
        if reader is None or (self._composed is not None and self._composed.follow(target)):
            return
        if target == FOLDED:
            self._on.act("panes.fold", TURN)
            return
        address = safe_address(target)
        if address is not None:
            self.address = address
            self._on.focus_page()
            self._on.show_status()
            return
        elsewhere = reader.names.elsewhere(target)
        place = reader.names.place(target)
        if elsewhere is not None:
            self._follow_to(*elsewhere)
        elif place is None:
            self._on.say(f"“{target}” leads nowhere in this library", problem=True)
        else:
            self._on.session.leave(reader)
            reader.go_to_item(place.section, place.item)
            self._on.repaint()

    def _follow_to(self, briefing_id: str, section: str) -> None:
        """Go to another briefing, and to a section of it."""
        here, session = self._on.reader, self._on.session
        if here is None:
            return
        try:
            reader = session.open_id(briefing_id)
        except OSError as error:
            self._on.say(str(error), problem=True)
            return
        if reader is None:
            self._on.say(f"There is no briefing “{briefing_id}” in this library", problem=True)
            return
        if self._composed is not None:
            self._on.ask(ToBriefing(Opened(reader, at=section)))
            return
        session.leave(here)
        self._on.show_reader(reader)
        self._reading_log.touched = bool(section)
        if section and not reader.go_to_item(section):
            self._on.say(f"There is no section “{section}” in it any more", problem=True)
        self._on.repaint()

    def _open(self, address: str) -> None:
        graphical = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) or os.name == "nt"
        if graphical or os.uname().sysname == "Darwin":
            self._on.app.open_url(address)
            self._on.say(f"Opened {address}")
        else:
            copy_from(self._on, address, "the address (there is no graphical display here)")

    def menu(self) -> None:
        """Show what can be done with the current block, or with what is selected."""
        reader = self._on.reader
        if reader is not None and not self._on.prompting:
            links = ("link.follow",) * bool(reader.links_here()) + ("link.peek",) * bool(reader.peek.here())
            self._on.ask(ToMenu((*links, *BLOCK_MENU), "Here"))

    @property
    def come_up(self) -> LineWidget | None:
        """The window of what is peeked at, while it is open: the terminal's own cursor stands there."""
        return self._peek.seen

    async def peek(self) -> None:
        """Peek at what is linked or named in the current block; where that was done, go to its page."""
        await self._peek.show(self.follow, self._say_nothing_is_named)

    def _say_nothing_is_named(self) -> None:
        """Say that nothing is linked or named in the current block; at what is said of the briefing, where that comes from."""
        reader = self._on.reader
        if reader is None:
            return
        is_about = reader.document.sections[reader.section].id == ABOUT
        is_front = is_about or reader.view.current_block.kind in ("title", "meta", "banner")
        if is_front and not self._on.is_composed:
            self._on.in_thread(partial(self._say_origin, reader), "origin")
        else:
            self._on.say("Nothing is linked or named in this block")

    def _say_origin(self, reader: Reader) -> None:
        """Say where what stands at the front comes from. It reads the file, and so runs in a thread."""
        try:
            said, problem = self._on.session.origin_of(reader.briefing.real_path), False
        except OSError as error:
            said, problem = str(error), True

        def say() -> None:
            if self._on.reader is reader:
                self._on.say(said, problem=problem)

        self._on.from_thread(say)
