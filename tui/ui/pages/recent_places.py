"""The places one was at last: Enter goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.pages.recent_places import recent_places_page
from tui.ui.content import row_text
from tui.ui.destinations import Back
from tui.ui.pages.composed import EntriesPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.journal.journal import Journal
    from tui.journal.records import Visited
    from tui.reading.composed import Composition, PageEntry
    from tui.ui.surface import ReaderSurface, Surface


class PlacesPage(EntriesPage):
    """Lists places; the one that is chosen is shown where the list was asked for."""

    HINT = "⟦link.follow⟧ goes there · ⟦move.next-block⟧ ⟦move.previous-block⟧ choose"

    def __init__(self, on: ReaderSurface, home: Surface, journal: Journal, places: Sequence[Visited]) -> None:
        """Make the page.

        Args:
            on: the screen that shows it.
            home: the screen it was asked for on.
            journal: knows what was read there.
            places: newest first.
        """
        super().__init__(on)
        self._home = home
        self._journal = journal
        self._places = places

    def compose(self) -> Composition:
        """List the places."""
        return recent_places_page(self._places, self._journal, self._on.session.now())

    def open_entry(self, entry: PageEntry) -> None:
        """Go to a place."""
        visit = self._places[int(entry.id)]
        try:
            reader = self._on.session.open_kept(visit.briefing_id, visit.path)
        except OSError as error:
            self._on.say(f"You cannot go back to “{row_text(visit.title or visit.briefing_id)}”. {error}", problem=True)
            return
        self._on.ask(Back())
        self._home.show_kept(reader, visit.place)
