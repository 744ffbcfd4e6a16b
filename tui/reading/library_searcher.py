"""Searching a library while somebody goes on reading in it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from tui.model.garbage import nothing_collected
from tui.reading.rows import TROUBLE, CatalogLoss
from tui.reading.searching import HITS, Search, listed_hits, meant, typed_query, unfolded_in

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.journal.journal import Journal
    from tui.search.query import Query


class LibrarySearcher:
    """Searches a library while somebody goes on reading in it: in any thread, one at a time, with a catalog of its own."""

    def __init__(
        self,
        newest: Callable[[], Catalog],
        journal: Callable[[], Journal | None],
        now: Callable[[], float],
        clock: Callable[[], float],
        loss: CatalogLoss,
    ) -> None:
        """Open nothing yet.

        Args:
            newest: opens the newest state of the catalog; raises NoCatalog where there is none.
            journal: knows what the reader did; gives None where nothing is kept.
            now: seconds since 1970.
            clock: seconds, monotonic.
            loss: told that the catalog was deleted or damaged.
        """
        self._newest = newest
        self._journal = journal
        self._now = now
        self._clock = clock
        self._loss = loss
        self._catalog: Catalog | None = None
        self._busy = threading.Lock()

    def search(self, words: str, limit: int, unfolded: str = "", lines: int | None = None) -> Search:
        """Search as somebody types: the last word may be a beginning.

        Args:
            words: the query.
            limit: briefings that are shown at most, the best first.
            unfolded: path of the briefing of which all hits are shown.
            lines: how many lines are to be filled; briefings that would stand below them are left out. All when None.
        """
        # Thousands of candidates are looked at and dropped again: the collector would run over and over.
        with self._busy, nothing_collected():
            return self._search(words, limit, unfolded, lines)

    def open(self) -> None:
        """Open the index, which the first search would wait for. Where that cannot be, the search says so."""
        with self._busy, suppress(*TROUBLE), self._opened().searching():
            pass

    def close(self) -> None:
        """Let go of the catalog, and of all that is remembered of what was found, unless somebody searches again."""
        if self._busy.acquire(blocking=False):
            if self._catalog is not None:
                self._catalog.close()
            self._catalog = None
            self._busy.release()

    def _opened(self) -> Catalog:
        if self._catalog is None or self._catalog.changed:
            self._catalog = self._newest()
        return self._catalog

    def _search(self, words: str, limit: int, unfolded: str, room: int | None) -> Search:
        started = self._clock()
        query = typed_query(words)
        notes = list(query.notes)
        if query.everything:
            return Search(query, 0, (), (), self._clock() - started, notes)
        try:
            catalog = self._opened()
            asked = self._resolved(query, catalog)
            found = catalog.best(asked, limit, HITS, room)
            rows, lines = listed_hits(found, unfolded_in(catalog, found, asked, unfolded))
        except TROUBLE:
            self._catalog = None
            self._loss.notice()
            notes.append("The catalog is gone or damaged and is being made anew; try again in a moment.")
            return Search(query, 0, (), (), self._clock() - started, notes)
        notes += meant(found)
        ranked = len(found.each)
        total = found.briefings if found.briefings is not None or ranked == limit else ranked
        more = found.cut or ranked == limit != total
        return Search(query, total, rows, lines, self._clock() - started, notes, more)

    def _resolved(self, query: Query, catalog: Catalog) -> Query:
        """A query with sets of briefings in place of the reader's own conditions."""
        if not query.personal:
            return query
        from tui.reading.personal_filters import PersonalFilters

        return PersonalFilters(catalog, self._journal(), self._now()).resolve(query)
