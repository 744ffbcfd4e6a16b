"""What only the reader did, or the day, can tell, put into a query as sets of briefings: `is:queue`, `has:note`, `read:2024-07`.

Neither the catalog nor a library in memory knows the journal. Before a query is asked, every such leaf becomes the
numbers of the briefings of which it holds; where that would be more than half of them, the numbers of all others,
negated, so that the index is never given more than it must be. They and the queue are kept while nothing changes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tui.model.dates import today
from tui.reading.last_read import State
from tui.reading.queue import KeptQueue, Left, Queue, is_due, key_of, left_of, queue_of
from tui.reading.read_state import FreshSummaries, LibraryJournal, Readings, readings
from tui.search.query import EVERYTHING, Dated, ExactPhrase, Flag, Leaf, Node, Not, Numbered, Query, Word

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.queue_facts import ActionFacts, BriefingFacts
    from tui.journal.records import Note


STATES: Mapping[str, frozenset[State]] = {
    "unread": frozenset({"new", "partly read", "updated"}),
    "read": frozenset({"read", "done"}),
    "new": frozenset({"new"}),
    "updated": frozenset({"updated"}),
    "done": frozenset({"done"}),
}
"""The states of which a flag holds."""


class FilterJournal(LibraryJournal, Protocol):
    """What is asked of the journal for filters and the queue."""

    def read_between(self, lower: float, upper: float) -> set[str]:
        """Keys of what was read then."""

    def keys_with_notes(self) -> set[str]:
        """Keys of what has a note."""

    def keys_with_marks(self) -> set[str]:
        """Keys of what has a mark."""

    def notes(self, key: str | None = None) -> list[Note]:
        """All notes."""

    def closed(self) -> Mapping[str, frozenset[str]]:
        """The actions that the reader closed, by the keys of their briefings."""

    def is_closed(self, stamp: str, items: Container[str]) -> bool:
        """Whether an action is among those that were closed in its briefing."""

    def forget_closed(self, key: str, stamps: Iterable[str]) -> None:
        """Actions of a briefing that were closed are done by its file."""

    def stamp(self) -> bytes:
        """What lists depend on."""

    def version(self) -> int:
        """Grows with every change."""


def _offset(moment: float) -> float:
    """Seconds that local time is ahead of UTC."""
    return time.localtime(moment).tm_gmtoff


class PersonalFilters:
    """Which briefings of a library the reader's own conditions hold of, at one moment. Each set is made once."""

    def __init__(
        self,
        held: Catalog,
        journal: FilterJournal | None,
        now: float,
        offset: Callable[[float], float] = _offset,
        fresh: FreshSummaries | None = None,
    ) -> None:
        """Nothing is asked before it is needed.

        Args:
            held: the library, for this thread.
            journal: knows what was read; None where nothing is kept, so that everything is new.
            now: seconds since 1970.
            offset: seconds that local time is ahead of UTC at a moment.
            fresh: what came out of comparisons just now.
        """
        self._held = held
        self._journal = journal
        self._now = now
        self._offset = offset
        self._fresh = fresh
        self._known: dict[str, frozenset[int]] = {}

    @property
    def _facts(self) -> Iterator[BriefingFacts]:
        """What the queue knows of the briefings, without the actions that the reader closed."""
        left = self._left
        every = self._held.queue_facts.briefings()
        return (one._replace(open=left[one.n][0], due=left[one.n][1]) if one.n in left else one for one in every) if left else every

    @cached_property
    def _left(self) -> Mapping[int, tuple[int, int | None]]:
        """Briefings of which the reader closed actions: how many are left open, and when the first of them is due."""
        journal = self._journal
        closed = journal.closed() if journal is not None else {}
        found: dict[int, tuple[int, int | None]] = {}
        if journal is None or not closed:
            return found
        numbers = self.readings.keys
        for key, items in closed.items():
            if key in numbers:
                actions = self._held.queue_facts.open_actions(numbers[key])
                left = [action for action in actions if not journal.is_closed(action.stamp, items)]
                due = min((action.due for action in left if action.due is not None), default=None)
                found[numbers[key]] = len(left), due
        return found

    @property
    def closed_actions(self) -> Mapping[int, frozenset[int]]:
        """Briefings of which the reader closed actions: which of their actions, counted from 0 in the order of the file."""
        journal = self._journal
        found: dict[int, frozenset[int]] = {}
        for key, items in (journal.closed() if journal is not None else {}).items():
            if journal is not None and key in self.readings.keys:
                actions = self._held.queue_facts.actions(self.readings.keys[key])
                places = [place for place, one in enumerate(actions) if one.is_open and journal.is_closed(one.stamp, items)]
                found[self.readings.keys[key]] = frozenset(places)
        return found

    @property
    def done_by_file(self) -> Mapping[str, Sequence[str]]:
        """Key of a briefing -> stamps of actions that the reader closed, and that its file says are done by now."""
        journal = self._journal
        found: dict[str, Sequence[str]] = {}
        for key, items in (journal.closed() if journal is not None else {}).items():
            if journal is not None and key in self.readings.keys:
                actions = self._held.queue_facts.actions(self.readings.keys[key])
                done = [action.stamp for action in actions if not action.is_open and journal.is_closed(action.stamp, items)]
                if done:
                    found[key] = done
        return found

    @cached_property
    def readings(self) -> Readings:
        """Where one stands with each."""
        return readings(self._held, self._journal, self._fresh) if self._journal is not None else Readings({}, {})

    @cached_property
    def queue(self) -> Queue:
        """The library in the order of its queue."""
        by_date = self._held.order("date")
        facts = self._held.queue_facts
        return queue_of(self._facts, facts.replaced, self.readings, by_date, today(self._now), facts.recalled())

    def resolve(self, query: Query) -> Query:
        """The query with numbers in place of what only the reader or the day can tell; the same one where it asks for none."""
        return query.replaced(self._node) if query.personal else query

    def _node(self, leaf: Leaf) -> Node:
        numbers = self.numbers(leaf)
        every = self._held.order("date")
        count = len(every)
        if len(numbers) == count:
            return EVERYTHING
        if 2 * len(numbers) <= count:
            return Numbered(numbers=numbers, said=str(leaf))
        others = frozenset(n for n in every if n not in numbers)
        return Not(Numbered(numbers=others, said=f"-{leaf}"))

    def numbers(self, leaf: Leaf) -> frozenset[int]:
        """The briefings of which a leaf holds that is the reader's own (`tui.search.query.own`)."""
        said = repr(leaf)
        found = self._known.get(said)
        if found is None:
            found = self._known[said] = frozenset(self._asked(leaf))
        return found

    def _asked(self, leaf: Leaf) -> Iterable[int]:
        if isinstance(leaf, Flag) and leaf.field == "is":
            return self._flagged(leaf.name)
        if self._journal is None:
            return ()
        if isinstance(leaf, Flag):
            return self._of(self._journal.keys_with_notes() if leaf.name == "note" else self._journal.keys_with_marks())
        if isinstance(leaf, Dated):
            return self._of(self._journal.read_between(*self._moments(leaf)))
        if isinstance(leaf, Word | ExactPhrase):
            return self._of(self._noted(self._journal, leaf))
        return ()

    def _flagged(self, name: str) -> Iterable[int]:
        if name == "queue":
            return self.queue.asked
        known = self.readings.of
        if name == "due":
            day = today(self._now)
            done = {n for n, reading in known.items() if reading.state == "done"}
            return [one.n for one in self._facts if is_due(one, day, reviewed=one.n in done)]
        states = STATES[name]
        if "new" in states:
            return [n for n in self._held.order("date") if n not in known or known[n].state in states]
        return [n for n, reading in known.items() if reading.state in states]

    def _of(self, keys: Iterable[str]) -> Iterable[int]:
        numbers = self.readings.keys
        return [numbers[key] for key in keys if key in numbers]

    def _moments(self, leaf: Dated) -> tuple[float, float]:
        """From when to before when: days are those of the place where the reader is, unless a time of day is given."""

        def moment(seconds: int | None, open_end: float) -> float:
            if seconds is None:
                return open_end
            return seconds if ":" in leaf.said else seconds - self._offset(float(seconds))

        return moment(leaf.lower, float("-inf")), moment(None if leaf.upper is None else leaf.upper + 1, float("inf"))

    def _noted(self, journal: FilterJournal, leaf: Word | ExactPhrase) -> set[str]:
        from tui.search.match import matches
        from tui.search.record import Record

        query, keys = Query(leaf), set()
        for note in journal.notes():
            quote = "" if note.anchor.digested else note.anchor.exact
            if note.key not in keys and matches(query, Record("", fields={"note": (quote, note.text, *note.tags)})):
                keys.add(note.key)
        return keys


BREATH = 0.003
"""Seconds between two comparisons, for whoever presses keys meanwhile."""


class QueueMaker:
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
