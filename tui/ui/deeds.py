"""What every screen has a key for: undoing what was done and kept, and going elsewhere."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from tui.journal.records import NotSaved
from tui.ui.destinations import Back, ToKeys, ToNotes, ToPalette, ToPlaces, ToSearch, ToThemes, ToTitles

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from tui.ui.surface import Surface


class DeedController:
    """Tells on one screen what became of what was done there."""

    def __init__(self, on: Surface) -> None:
        """Tell on a screen."""
        self._on = on

    def when_kept(self, future: Future[Any], said: str) -> None:
        """Say so once something is safely in the journal, or why it is not. Nothing is said to be kept before."""
        # What was said of something before must not be taken for this.
        self._on.say("")
        loop, here = asyncio.get_running_loop(), copy_context()

        def tell(failed: BaseException | None) -> None:
            if self._on.is_attached:
                self._on.say(str(failed) if failed else said, problem=failed is not None)

        def settled(done: Future[Any]) -> None:
            # It may be told after the program has ended, when there is nobody to say it to.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(tell, done.exception(), context=here)

        future.add_done_callback(settled)

    def undo(self) -> None:
        """Take back what was done last."""
        journal = self._on.session.journal
        try:
            deed = journal.undo() if journal is not None else None
        except NotSaved as error:
            self._on.say(str(error), problem=True)
            return
        if deed is None:
            self._on.say("There is nothing to undo")
            return
        self._on.say(f"Undone: {deed.said}")
        self._on.journal_changed()


class WayController:
    """Asks, for one screen, to be taken to what every screen has a key for."""

    def __init__(self, on: Surface, notes: Callable[[], ToNotes] = ToNotes) -> None:
        """Ask for a screen; `notes` gives those that one asks for there."""
        self._on = on
        self._notes = notes

    def back(self) -> None:
        """Leave this screen; the last one ends the program."""
        self._on.ask(Back())

    def search(self) -> None:
        """Search the library."""
        self._on.ask(ToSearch())

    def titles(self) -> None:
        """Open a briefing by its title."""
        self._on.ask(ToTitles())

    def notes(self) -> None:
        """Show the notes of what is read, or all."""
        self._on.ask(self._notes())

    def places(self) -> None:
        """Show the places one was at last."""
        self._on.ask(ToPlaces())

    def keys(self) -> None:
        """Show the keys of the focused pane."""
        self._on.ask(ToKeys(self._on.places(), self._on.takes_query))

    def palette(self) -> None:
        """Open the palette."""
        self._on.ask(ToPalette())

    def themes(self) -> None:
        """Choose a theme."""
        self._on.ask(ToThemes())
