"""The places one was at last: Enter goes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.reading.recent_places import recent_places_document
from tui.reading.session import Session
from tui.ui.content import row_text
from tui.ui.entries_screen import EntriesScreen

if TYPE_CHECKING:
    from tui.journal.journal import Journal
    from tui.journal.records import Visited
    from tui.ui.page import Page


class RecentScreen(EntriesScreen):
    """Lists places; the one that is chosen is shown where the list was asked for."""

    HINT = "Enter goes there · ) ( choose"

    def __init__(self, session: Session, home: Page, journal: Journal, places: Sequence[Visited]) -> None:
        """Make the page.

        Args:
            session: opens the briefings.
            home: the screen it was asked for on.
            journal: knows what was read there.
            places: newest first.
        """
        self._places = places
        self._asked_on = home
        document = recent_places_document(places, journal.edition, session.now())
        super().__init__(session, session.open(document.briefing, document), home=home)

    def open_entry(self, about: str) -> None:
        """Go to a place."""
        visit = self._places[int(about)]
        try:
            reader = self.session.open_kept(visit.briefing_id, visit.path)
        except OSError as error:
            self.say(f"You cannot go back to “{row_text(visit.title or visit.briefing_id)}”. {error}", problem=True)
            return
        self.app.pop_screen()
        self._asked_on.show_kept(reader, visit.place)
