"""Queries of the shell that ask for what the reader did: the journal is opened for them, and for them alone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui.model.handling import NO_CEILING, Ceiling
from tui.search.query import And, Flag, Node, Not, Or, Query, own

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.tables import Row
    from tui.cli.inputs import Inputs
    from tui.journal.journal import Journal
    from tui.reading.personal_filters import PersonalFilters
    from tui.reading.read_state import FreshSummaries

PATIENCE = 10.0
"""Seconds for which files that changed are compared with what was read of them; the others are taken for updated."""

COMPARED = frozenset({"queue", "unread", "read", "updated", "done"})
"""Flags that depend on whether a changed file shows anything new."""

SAYING_WHY = frozenset({"queue", "updated", "due"})
"""Flags of which a list says why they hold."""


class Conditions:
    """What a query asks of the journal, for as long as the command runs."""

    def __init__(self, query: Query, journal: Journal | None, *, why: bool, ceiling: Ceiling = NO_CEILING) -> None:
        self._query = query
        self._ceiling = ceiling
        self._journal = journal
        self._why = why
        self._sets: PersonalFilters | None = None
        self._fresh: FreshSummaries = {}

    def resolve(self, held: Catalog) -> Query:
        """The query with sets of briefings in place of what only the reader or the day can tell."""
        if self._journal is None:
            return self._query
        from tui.reading.personal_filters import PersonalFilters

        now = time.time()
        if self._why or COMPARED & set(_flags(self._query.root)):
            self._compare(held, self._journal)
        self._sets = PersonalFilters(held, self._journal, now, fresh=self._fresh)
        return self._sets.resolve(self._query)

    def _compare(self, held: Catalog, journal: Journal) -> None:
        from tui.cli.exit_status import complain
        from tui.reading.read_state import readings, settled

        known = readings(held, journal)
        left = sum(reading.unsettled for reading in known.of.values())
        end = time.monotonic() + PATIENCE
        for one in settled(held, journal, known, time.time, stop=lambda: time.monotonic() > end):
            self._fresh[one.key] = one.digest, one.summary
            left -= 1
        if left and time.monotonic() > end:
            complain(f"{left:,} more files changed and were not compared yet; they are taken for updated")

    def reason(self, row: Row) -> str:
        """Why a briefing is listed, "" where that is not asked for, or would tell of what was read and may not be shown."""
        if self._journal is not None and self._ceiling != NO_CEILING:
            from tui.reading.last_read import identity_of_row

            key = self._journal.key_of(identity_of_row(row))
            if key and not self._ceiling.allows(self._journal.marking_read(key)):
                return ""
        return self._sets.queue.reasons.get(row.n, "") if self._sets is not None and self._why else ""

    def by_queue(self, rows: Sequence[Row]) -> list[Row]:
        """Rows in the order of the queue; those that another one replaces come last."""
        if self._sets is None:
            return list(rows)
        places = {n: place for place, n in enumerate(self._sets.queue.order)}
        return sorted(rows, key=lambda row: places.get(row.n, len(places)))


def _flags(node: Node) -> Iterator[str]:
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _flags(part)
    else:
        leaf = node.leaf if isinstance(node, Not) else node
        if isinstance(leaf, Flag) and own(leaf):
            yield leaf.name


@contextmanager
def conditions(inputs: Inputs, query: Query, *, queue: bool = False) -> Iterator[Conditions]:
    """Open the journal where a query asks for it, and say on stderr what is wrong with it.

    Args:
        inputs: with the configuration.
        query: as it was understood.
        queue: whether the order of the queue is asked for.
    """
    if not (query.personal or queue):
        yield Conditions(query, None, why=False)
        return
    from tui.cli.own_journal import own_journal

    # A part that is left out would count as removed.
    inputs.whole = inputs.is_limited
    with own_journal(inputs.config) as journal:
        why = queue or any(leaf.name in SAYING_WHY for leaf in query.leaves() if isinstance(leaf, Flag))
        yield Conditions(query, journal, why=why, ceiling=inputs.ceiling)
