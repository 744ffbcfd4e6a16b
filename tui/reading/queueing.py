"""The queue and the reader's own conditions for a library: made when they are needed, kept while nothing changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.reading.personal_filters import FilterJournal, PersonalFilters
from tui.reading.queue import KeptQueue, Left, Queue, key_of, left_of, today
from tui.reading.read_state import FreshSummaries
from tui.search.query import Query

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.queue_facts import ActionFacts

BREATH = 0.003
"""Seconds between two comparisons, for whoever presses keys meanwhile."""


class Queueing:
    """Makes and keeps what a list shows of the journal. `make` and `settle` may run in another thread, one at a time."""

    def __init__(
        self,
        here: Callable[[], Catalog],
        elsewhere: Callable[[], Catalog],
        journal: Callable[[], FilterJournal | None],
        now: Callable[[], float],
        folder: Path | None = None,
    ) -> None:
        """Nothing is asked yet.

        Args:
            here: the library for the thread that shows it.
            elsewhere: the same for another thread.
            journal: knows what was read; None where nothing is kept.
            now: seconds since 1970.
            folder: where the last queue is kept, private to the user; None where it is not.
        """
        self._here = here
        self._elsewhere = elsewhere
        self._journal = journal
        self._now = now
        self._kept = KeptQueue(folder) if folder is not None else None
        self._made: tuple[bytes, Queue] | None = None
        self._sets: tuple[tuple[bytes, int, int], PersonalFilters] | None = None
        self._stamped: tuple[int, bytes] | None = None
        self._fresh: FreshSummaries = {}
        self._making = threading.Lock()

    def _key(self, library: bytes, journal: FilterJournal | None) -> bytes:
        return key_of(library, self._stamp(journal) if journal is not None else b"", today(self._now()))

    def _stamp(self, journal: FilterJournal) -> bytes:
        """The journal's stamp, which takes some milliseconds where many briefings were read."""
        version = journal.version()
        known = self._stamped
        if known is None or known[0] != version:
            known = self._stamped = version, journal.stamp()
        return known[1]

    def at_hand(self) -> Queue | None:
        """The queue as things stand now, where it need not be made: from memory, or as it was kept. None where it must be."""
        key = self._key(self._here().identity, self._journal())
        made = self._made
        if made is not None and made[0] == key:
            return made[1]
        found = self._kept.load(key) if self._kept is not None else None
        if found is not None:
            self._made = key, found
        return found

    def last(self) -> Queue | None:
        """The queue that was made or loaded last, whatever has changed since; for reasons of rows that stay where they are."""
        return self._made[1] if self._made is not None else None

    def make(self, *, here: bool = False) -> Queue:
        """Make the queue as things stand now.

        Args:
            here: whether this is the thread that shows the library.
        """
        with self._making:
            journal = self._journal()
            catalog = self._here() if here else self._elsewhere()
            key = self._key(catalog.identity, journal)
            own = PersonalFilters(catalog, journal, self._now(), fresh=self._fresh)
            queue = own.queue
            for briefing, stamps in own.done_by_file.items():
                if journal is not None:
                    journal.forget_closed(briefing, stamps)
            self._made = key, queue
            if self._kept is not None:
                self._kept.save(key, queue)
            return queue

    def settle(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Compare what may be updated, first what stands first in the queue, then make the queue anew. For another thread.

        Args:
            stop: asked between briefings.

        Returns:
            How many were compared; where any was, another queue is at hand.
        """
        from tui.reading.read_state import settled

        journal, last = self._journal(), self.last()
        if journal is None or last is None or not last.unsettled:
            return 0
        held = self._elsewhere()
        known = PersonalFilters(held, journal, self._now(), fresh=self._fresh).readings
        count = 0
        for one in settled(held, journal, known, self._now, stop=stop, wanted=last.unsettled):
            self._fresh[one.key] = one.digest, one.summary
            count += 1
            time.sleep(BREATH)
        if count:
            self.make()
        return count

    @property
    def state(self) -> bytes:
        """Tells this state of the library from all others, for the thread that shows it."""
        return self._here().identity

    def left(self, queue: Queue) -> Left:
        """How much of a queue is left as things stand now, for the thread that shows the library."""
        return left_of(queue, self.own.queue)

    def left_elsewhere(self, queue: Queue, state: bytes) -> Left | None:
        """The same in another thread; None where the library is in another state than the queue is of."""
        with self._making:
            catalog = self._elsewhere()
            if catalog.identity != state:
                return None
            return left_of(queue, PersonalFilters(catalog, self._journal(), self._now(), fresh=self._fresh).queue)

    def open_actions(self, n: int) -> Sequence[ActionFacts]:
        """The actions of a briefing that are open by its file, for the thread that shows the library."""
        return self._here().queue_facts.open_actions(n)

    @property
    def own(self) -> PersonalFilters:
        """The reader's own conditions as things stand now, for the thread that shows the library."""
        journal = self._journal()
        catalog = self._here()
        key = catalog.identity, journal.version() if journal is not None else 0, today(self._now())
        if self._sets is None or self._sets[0] != key:
            self._sets = key, PersonalFilters(catalog, journal, self._now(), fresh=self._fresh)
        return self._sets[1]

    def resolve(self, query: Query) -> Query:
        """A query with sets of briefings in place of what only the reader or the day can tell."""
        if not query.personal:
            self._sets = None
            return query
        return self.own.resolve(query)
