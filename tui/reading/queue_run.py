"""Going through the queue, one briefing after the other, to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tui.reading.last_read import identity_of_row
from tui.reading.way import RowOf, Way

if TYPE_CHECKING:
    from tui.catalog.tables import Row
    from tui.journal.records import Identity
    from tui.reading.library import Library
    from tui.reading.queue import Queue

MOST = 500
"""Briefings that are taken from a queue at once; what lies beyond comes when these are done."""

MOST_NAMED = 2
"""Titles that are named of those that are gone."""


class QueueRun:
    """One round through the queue as it was when one set out, and what one is done with on it.

    Each of its briefings is shown once, in its newest text. What is gone is passed over and named; what comes in
    meanwhile, or changes after one was done with it, is offered at the end. The counters count what was shown.
    """

    def __init__(
        self, asked: Iterable[Identity], row_of: RowOf, reasons: Callable[[Row], str], *, before: int = 0, beyond: int = 0
    ) -> None:
        """Set out.

        Args:
            asked: the briefings of the queue, in order.
            row_of: finds one in the library as it is now.
            reasons: why a briefing is in the queue; "" for nothing to say.
            before: how many the queue has before the first of these.
            beyond: how many more it has after them.
        """
        self._before = before
        self._way = Way(asked, row_of)
        self._reasons = reasons
        self._beyond = beyond
        self._finished: dict[int, tuple[str, bytes]] = {}
        """Index -> key in the journal and digest of the text, of those one is done with."""
        self._again: set[int] = set()
        """Those of them that are not as they were then, and are to be shown again."""

    def begin(self, identity: Identity) -> bool:
        """Be at a briefing. Returns whether it is one of the round."""
        return self._way.go(identity)

    @property
    def position(self) -> str:
        """`3 of 14`; "" at the start."""
        if self._way.at < 0:
            return ""
        place, whole = self._way.position_of(self._way.at)
        return f"{self._before + place:,} of {self._before + whole + self._beyond:,}"

    @property
    def whole(self) -> int:
        """How many briefings it has; those that are gone, and were not read before, do not count."""
        return (
            self._before
            + len(self._way)
            + self._beyond
            - sum(self._way.is_gone(n) and n not in self._finished for n in range(len(self._way)))
        )

    @property
    def is_done(self) -> bool:
        """Whether one is done with all that are there."""
        return self._count == self.whole

    @property
    def _count(self) -> int:
        """How many one is done with, in their newest text where they are still there."""
        return len(self._finished) - sum(not self._way.is_gone(index) for index in self._again)

    @property
    def said(self) -> str:
        """`Done. 14 of 14.`, or how many one is done with; and what was found to be gone since this was last said."""
        count, whole = self._count, self.whole
        said = f"Done. {count:,} of {whole:,}." if self.is_done else f"{count:,} of {whole:,} done."
        return " ".join([said, *gone_in_words(self._way.passed_over())])

    def finish(self, identity: Identity, key: str) -> None:
        """Be done with a briefing, as it is on the screen.

        Args:
            identity: its own, with the digest of the text that was shown.
            key: its key in the journal.
        """
        index = self._way.index(identity)
        if index is None:
            # It was moved while it was on the screen.
            index = self._way.moved_from(identity.path)
        if index is None:
            # It was moved before it was opened, and followed.
            self._way.follow()
            index = self._way.index(identity)
        if index is not None:
            self._finished[index] = key, identity.digest
            self._again.discard(index)

    def check(self, is_done: Callable[[str], bool]) -> None:
        """Take back what is not done after all, as after an undo.

        Args:
            is_done: whether a briefing is, by its key in the journal.
        """
        for index, (key, _) in list(self._finished.items()):
            if not is_done(key):
                del self._finished[index]
                self._again.discard(index)

    def next(self) -> tuple[Row, str] | None:
        """Go to the next briefing that one is not done with, from the start again after the last; None where there is none.

        Returns:
            Its row as the library has it now, and why it is in the queue.
        """
        here, count = self._way.at, len(self._way)
        for index in [*range(here + 1, count), *range(here + 1)]:
            if index in self._finished and index not in self._again:
                continue
            row = self._way.row(index)
            if row is not None:
                self._way.at = index
                return row, self._reasons(row)
        return None

    def follow(self) -> None:
        """The library has another state: know each briefing by what it is in that one."""
        self._way.follow()

    def offer(self, asked: Iterable[Identity], *, beyond: int = 0) -> int:
        """At the end, take up what the queue has by now: what came in, and what is not as it was when one was done with it.

        Args:
            asked: the briefings of the queue as it is now, in order.
            beyond: how many more it has.

        Returns:
            How many there are to go on with.
        """
        self._way.follow()
        again, fresh = 0, []
        for identity in asked:
            index = self._way.index(identity)
            if index is None:
                fresh.append(identity)
                continue
            if index in self._finished and self._finished[index][1] != identity.digest:
                self._again.add(index)
            again += index not in self._finished or index in self._again
        self._before, self._beyond = 0, beyond
        return again + self._way.extend(fresh) + beyond


def set_out(library: Library, queue: Queue, place: int, row_of: RowOf, reasons: Callable[[Row], str]) -> QueueRun:
    """A round through what a queue asks to be read, from a place of it on where it is long.

    Args:
        library: in the state for which the queue was made.
        queue: its own.
        place: of the briefing to begin with.
        row_of: finds a briefing in the library as it is at any later moment.
        reasons: why a briefing is in the queue.
    """
    first = max(0, min(place, queue.reading - MOST))
    numbers = queue.to_read[first : first + MOST]
    asked = [identity_of_row(row) for row in library.rows_numbered(numbers)]
    return QueueRun(asked, row_of, reasons, before=first, beyond=queue.reading - first - len(numbers))


def gone_in_words(titles: list[str]) -> list[str]:
    """A sentence about what is gone, if anything is."""
    if not titles:
        return []
    named = ", ".join(f"“{title}”" for title in titles[:MOST_NAMED])
    more = len(titles) - MOST_NAMED
    return [f"{named}{f' and {more:,} more' if more > 0 else ''} {'is' if len(titles) == 1 else 'are'} gone."]
