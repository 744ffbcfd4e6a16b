"""Two briefings of the list compared: what is otherwise in the one than in the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.ui.destinations import Opened, ToBriefing
from tui.ui.pages.composed import ComposedPage

if TYPE_CHECKING:
    from tui.catalog.tables import Row
    from tui.document.document import Document
    from tui.model.handling import Ceiling
    from tui.reading.reader import Reader
    from tui.ui.pages.composed import GoingOut
    from tui.ui.surface import ReaderSurface

LATER = 0.5
"""Seconds after which the page is shown anew that must not change now."""


class ComparedPage(ComposedPage):
    """Its sections are those of the later briefing: a link to one leads there."""

    WAITING = "Comparing…"

    def __init__(self, on: ReaderSurface, before: Row, after: Row) -> None:
        """Compare two briefings.

        Args:
            on: the screen that shows it.
            before: the one that is taken for the earlier.
            after: the other one.
        """
        super().__init__(on)
        self._rows = (before, after)
        self._failed = ""
        self._both: tuple[Reader, ...] = ()
        try:
            self._both = self._opened()
        except OSError as error:
            self._failed = str(error)

    def _opened(self) -> tuple[Reader, ...]:
        """Both as their files are now. Raises OSError."""
        return tuple(self._on.session.open_kept(row.id, row.real_path) for row in self._rows)

    def read(self) -> Reader:
        """Compare them, in another thread: with documents of its own. Raises OSError where one could not be read."""
        if self._failed:
            raise OSError(self._failed)
        from tui.reading.looking_back import compared_documents

        session = self._on.session
        before, after = [session.composed(reader.briefing) for reader in self._both]
        page = compared_documents(before, after).page
        return session.open(page.briefing, page)

    def going_out(self) -> GoingOut:
        """What may of both of them, compared anew."""
        both = self._both

        def compared(ceiling: Ceiling) -> tuple[Document, tuple[str, ...]]:
            from tui.reading.looking_back import compared_documents
            from tui.ui.handing_out import may_go_out

            found = [may_go_out(self._on, one.briefing, ceiling) for one in both]
            return compared_documents(found[0][0], found[1][0])[1], (*found[0][1], *found[1][1])

        return compared

    def library_changed(self, *, busy: bool = False) -> bool:
        """Compare them as they are now, where either is not what is compared here."""
        try:
            now = self._opened()
        except OSError as error:
            self._on.say(f"What you see is what was compared before. {error}", problem=True)
            return False
        if [reader.briefing.digest for reader in now] != [reader.briefing.digest for reader in self._both]:
            self._both = now
            self._on.in_thread(self._read_again, "page")
        return False

    def _read_again(self) -> None:
        self._on.from_thread(self._show, self.read())

    def _show(self, fresh: Reader) -> None:
        before = self._on.reader
        if not self._on.is_attached:
            return
        if self._on.prompting or (before is not None and before.selection.active):
            self._on.set_timer(LATER, partial(self._show, fresh))
            return
        if before is not None:
            fresh.take_over(before)
        self._on.show_reader(fresh)

    def follow(self, target: str) -> bool:
        """Go to a section of the later briefing."""
        if not target.startswith("#"):
            return False
        row = self._rows[1]
        try:
            reader = self._on.session.open_kept(row.id, row.real_path)
        except OSError as error:
            self._on.say(str(error), problem=True)
            return True
        self._on.ask(ToBriefing(Opened(reader, at=target.removeprefix("#"))))
        return True

    def further(self) -> None:
        """Two briefings have no reading before."""
        self._on.say("Two briefings are compared here as they are")
