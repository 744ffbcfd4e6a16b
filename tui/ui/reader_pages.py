"""Pages made from the library or the journal, shown by the reader's screen, and the ways from them into briefings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.reader import Reader
from tui.ui.reader_links import LinkActions

if TYPE_CHECKING:
    from tui.document.document import Document
    from tui.ui.page import Page


class ComposedPages(LinkActions):
    """What differs where no briefing is shown."""

    _home: Page | None

    @property
    def is_composed(self) -> bool:
        """Whether this page was made from the library or the journal, and is no briefing."""
        return self._home is not None

    @property
    def made_for(self) -> Page | None:
        """The screen that this page was made for; None for a briefing."""
        return self._home

    def show_page(self, document: Document) -> None:
        """Show a page made from the library or the journal, on a screen of its own."""
        from tui.ui.reader_screen import ReaderScreen

        reader = self.session.open(document.briefing, document)
        self.app.push_screen(ReaderScreen(self.session, reader, home=self))

    def show_beside(self, reader: Reader, section: str) -> None:
        """Show a briefing on a screen of its own."""
        from tui.ui.reader_screen import ReaderScreen

        self.app.push_screen(ReaderScreen(self.session, reader, at=section))

    def follow(self, target: str) -> None:
        """Go where a link leads; from the page of what changed, its sections are those of the briefing."""
        home = self._home
        if isinstance(home, LinkActions) and target.startswith("#"):
            self.app.pop_screen()
            home.follow(f"[[{target}]]")
        else:
            super().follow(target)
