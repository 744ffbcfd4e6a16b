"""What one read, found again by words: a page made in another thread, each passage leading to its briefing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from tui.ui.content import row_text
from tui.ui.destinations import Opened
from tui.ui.pages.composed import EntriesPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.journal.journal import Journal
    from tui.reading.composed import Composition, PageEntry
    from tui.reading.pages.read_again import ReadBefore
    from tui.reading.reader import Reader
    from tui.search.query import Query
    from tui.ui.surface import ReaderSurface
    from tui.ui.widgets.bars import Pieces

ROOMY = 80
"""Cells from which on the bottom line has room for the keys as well."""


def refusal(journal: Journal | None, query: Query) -> str:
    """Why nothing can be looked for in what was read; "" where it can."""
    from tui.reading.pages.read_again import asks_for_words

    if journal is None:
        return "Nothing is known of what you read without the journal"
    return "" if asks_for_words(query) else "Type words first: ⟦search.read⟧ looks for them in what you read"


class ReadAgainPage(EntriesPage):
    """Shows the passages that were read and hold some words, removed or not."""

    WAITING = "Looking through what you read…"
    GONE = "What is here is all that is left of it."

    def __init__(self, on: ReaderSurface, journal: Journal, query: Query) -> None:
        """Look through what was read.

        Args:
            on: the screen that shows it.
            journal: holds what was read.
            query: asks for words.
        """
        super().__init__(on)
        self._journal = journal
        self._asked = query
        self._found: Sequence[ReadBefore] = ()

    def compose(self) -> Composition:
        """Look for the passages; in another thread."""
        from tui.reading.kept_briefings import About, KeptBriefings, marking_with_title
        from tui.reading.pages.read_again import MOST, find_read, in_order, read_again_page, with_outcomes

        worker, session, library = get_current_worker(), self._on.session, self._on.session.library
        found = find_read(self._journal, self._asked, MOST + 1, stop=lambda: worker.is_cancelled)
        held = library.held_elsewhere() if library is not None and found else None
        briefings = KeptBriefings(self._journal, held, session.read_file)
        self._found = in_order(with_outcomes(found[:MOST], self._asked, briefings.edition))
        journal, more = self._journal, len(found) > MOST
        return read_again_page(
            self._found, self._asked, lambda key: About(*journal.about(key)), partial(marking_with_title, journal), more=more
        )

    def arrival(self, reader: Reader, entry: PageEntry) -> Opened:
        """At the section of the passage, the words found in it; why not, where that is gone."""
        section, query, said = entry.target.section, self._asked, ""
        if reader.document.section_of(section) is None:
            section, said = "", "The section is no longer there; ⟦app.leave⟧ leads back to what you read of it"
        elif self._found[int(entry.id)].now == "removed":
            said = "What you read here has been removed since; ⟦app.leave⟧ leads back to it"
        return Opened(reader, at=section, query=None if said else query, said=said)

    def status(self, reader: Reader, found: Pieces) -> Pieces:
        """What find says, and where there is room the keys."""
        if not self._found:
            return ((f" Nothing found for “{row_text(self._asked.text)}” · ⟦app.leave⟧ goes back", "muted"),)
        hint = " · ⟦link.follow⟧ opens · ⟦move.next-block⟧ ⟦move.previous-block⟧ choose" if self._on.size.width >= ROOMY else ""
        return (*super().status(reader, found), (hint, "muted"))
