"""The page of what changed in a briefing since it was read, on the screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.ui.destinations import Back, ToChanges
from tui.ui.pages.composed import ComposedPage

if TYPE_CHECKING:
    from tui.document.document import Document
    from tui.reading.reader import Doubt, Reader
    from tui.ui.surface import ReaderSurface

LATER = 0.5
"""Seconds after which the page of changes is shown anew that must not change now."""


class ChangesPage(ComposedPage):
    """Its sections are those of the briefing: a link to one leads there."""

    HINT = f"{ComposedPage.HINT} · ⟦change.show⟧: since the reading before"

    def __init__(self, on: ReaderSurface, asked: ToChanges) -> None:
        """Make the page that was asked for."""
        super().__init__(on)
        self._asked = asked
        asked.shown(self)

    def read(self) -> Reader:
        """Show what changed."""
        return self._on.session.open(self._asked.document.briefing, self._asked.document)

    @property
    def is_current(self) -> bool:
        """Whether it is what is seen."""
        return self._on.is_current

    @property
    def is_open(self) -> bool:
        """Whether it is there still."""
        return self._on.is_attached

    def renew(self, document: Document, doubt: Doubt) -> None:
        """Show what has changed by now, once nothing is typed or selected here."""
        before = self._on.reader
        if not self.is_open:
            return
        if self._on.prompting or (before is not None and before.selection.active):
            self._on.set_timer(LATER, partial(self.renew, document, doubt))
            return
        fresh = self._on.session.open(document.briefing, document)
        fresh.doubt = doubt
        if before is not None:
            fresh.take_over(before)
        self._on.show_reader(fresh)

    def doubted(self, doubt: Doubt) -> None:
        """Show at the top in which way the file is not what is compared here, or is it again."""
        reader = self._on.reader
        if reader is not None and reader.doubt != doubt:
            reader.doubt = doubt
            self._on.repaint()

    def say(self, text: str) -> None:
        """Put a sentence on its bottom line."""
        self._on.say(text)

    def follow(self, target: str) -> bool:
        """Go back to the briefing, and to a section of it."""
        if not target.startswith("#"):
            return False
        self._on.ask(Back())
        self._asked.follow(f"[[{target}]]")
        return True

    def further(self) -> None:
        """Show what changed since the reading before."""
        self._asked.further()
