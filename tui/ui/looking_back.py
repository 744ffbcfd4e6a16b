"""The pages of what changed since the last reading, and since those before it, one after the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.document.document import Document
    from tui.reading.looking_back import Further
    from tui.ui.reader_returning import ReturnActions


class LookingBack:
    """Shows them for one screen that a briefing is read on."""

    def __init__(self, screen: ReturnActions) -> None:
        self._screen = screen
        self.step: int | None = None
        """How many readings before the last one the page goes back to; None where none was shown yet."""

    def show(self, document: Document, step: int = 0) -> None:
        """Show a page."""
        self.step = step
        self._screen.show_page(document)

    def further(self, step: int) -> None:
        """Compare with one of the readings before the last one, in another thread, and show what changed since."""
        compare = partial(self._compare, step)
        self._screen.run_worker(compare, thread=True, exit_on_error=False, group="compare", exclusive=True)

    def _compare(self, step: int) -> None:
        from tui.reading.changes_page import further_back

        screen = self._screen
        books, reader = screen.books, screen.reader
        if books is not None and reader is not None:
            # A document of its own: the one on the screen makes its parts in the screen's thread.
            found = further_back(books, lambda: screen.session.composed(reader.briefing), step, screen.session.now())
            screen.app.call_from_thread(self._compared, found)

    def _compared(self, found: Further) -> None:
        screen, page = self._screen, self._screen.app.screen
        on_page = getattr(page, "made_for", None) is screen
        if page is not screen and not on_page:
            return
        if found.page is None:
            nothing = f"Nothing that is shown has changed since {found.before}"
            said = "Nothing further is kept: this is the first reading" if on_page else nothing
            (page.say if on_page else screen.say)(said)  # type: ignore[attr-defined]
            return
        if on_page:
            screen.app.pop_screen()
        self.show(found.page, found.step)
