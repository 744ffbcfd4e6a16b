"""What the queue asks of a catalog: few numbers of every briefing, so that none needs to be decoded."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from tui.model.decoders import decoder_of
from tui.model.recalls import Recall


class Asking(NamedTuple):
    """What the queue knows of a briefing; see `tui.catalog.agenda.Agenda`."""

    n: int
    id: str
    named: bool
    digest: bytes
    due: int | None
    open: int
    review: int | None
    priority: int
    date: int
    """Seconds of its newest date; far below zero where it has none."""


class OpenAction(NamedTuple):
    """An action that asks something of the reader, by its file."""

    stamp: str
    """By `tui.model.actions.action_stamp`."""
    due: int | None
    """The day on which it is due, counted from 1970-01-01; None where it has none."""


_open_actions = decoder_of(list[OpenAction]).decode


class Asks:
    """One state of a catalog as the queue sees it."""

    def __init__(self, db: sqlite3.Connection, replaced: Collection[int], affected: Collection[int]) -> None:
        self._db = db
        self.replaced = replaced
        """The numbers of the briefings that another one of the library replaces."""
        self.affected = affected
        """The numbers of the briefings that lean on something recalled or corrected."""

    def asking(self) -> Iterator[Asking]:
        """Every briefing, in the order of their numbers."""
        query = "SELECT n, id, named, digest, due, open, review, priority, by_date FROM agenda ORDER BY n"
        return map(Asking._make, self._db.execute(query))

    def open_actions(self, n: int) -> list[OpenAction]:
        """The open actions of a briefing."""
        found = self._db.execute("SELECT actions FROM agenda WHERE n = ?", (n,)).fetchone()
        return _open_actions(found[0]) if found is not None and found[0] is not None else []

    def recalled(self) -> dict[int, int]:
        """The briefings that were recalled, or lean on what was (`tui.model.recalls.recalled_first`)."""
        found = self._db.execute("SELECT numbers FROM orders WHERE name = 'recalled'").fetchone()
        pairs = array("q", found[0] if found is not None else b"")
        return dict(zip(pairs[::2], pairs[1::2], strict=True))

    def paths(self, *, named: bool = False) -> dict[int, str]:
        """The absolute paths, as they are shown, of the briefings whose ids come from them; of all others where `named`."""
        import os

        from tui.model.text import shown_path

        query = "SELECT n, folder, name FROM files JOIN agenda USING (n) WHERE named = ?"
        return {n: shown_path(os.fsdecode(os.path.join(folder, name))) for n, folder, name in self._db.execute(query, (named,))}

    def formers(self) -> dict[int, list[str]]:
        """The former ids of the briefings that have any."""
        found: dict[int, list[str]] = {}
        for n, former in self._db.execute("SELECT n, id FROM ids WHERE former = 1"):
            found.setdefault(n, []).append(former)
        return found

    def older(self, n: int) -> list[int]:
        """The numbers of the briefings that one replaces, directly or by others between, the nearest first."""
        from tui.catalog.lineage import line_of

        return line_of(n, self._pairs())

    def lines(self) -> dict[int, list[int]]:
        """For every briefing that replaces others and is not replaced itself: the numbers of those others, the nearest first."""
        from tui.catalog.lineage import lines_of

        return lines_of(self._pairs())

    def _pairs(self) -> Iterable[tuple[int, int]]:
        found = self._db.execute("SELECT numbers FROM orders WHERE name = 'lineage'").fetchone()
        pairs = array("q", found[0] if found is not None else b"")
        return zip(pairs[::2], pairs[1::2], strict=True)

    def recalls(self, n: int) -> tuple[Recall, ...]:
        """What a briefing leans on that was recalled or corrected."""
        from tui.catalog.agenda import leans_in, recalled
        from tui.model.recalls import touching

        found = self._db.execute("SELECT leans FROM agenda WHERE n = ?", (n,)).fetchone()
        if found is None:
            return ()
        known = recalled(self._db)
        own = known.pop(n, ())
        return touching(leans_in(found[0]), own, [recall for recalls in known.values() for recall in recalls])

    def recalled_names(self) -> set[int]:
        """The names (`tui.model.recalls.Recall.names`) of all that the library says was recalled."""
        from tui.catalog.agenda import recalled
        from tui.model.recalls import recalled_names

        return recalled_names(recalled(self._db).values())

    def recalls_of_many(self, numbers: Collection[int]) -> Mapping[int, tuple[Recall, ...]]:
        """What each of some briefings leans on that was recalled or corrected; those that lean on nothing such are left out."""
        from tui.catalog.agenda import leans_in, recalled
        from tui.model.recalls import Leaning, affected

        known = recalled(self._db)
        leans = dict(self._db.execute("SELECT n, leans FROM agenda")) if numbers else {}
        wanted = {n: leans_in(leans[n]) for n in numbers if n in leans}
        found = affected(Leaning(n, wanted.get(n, ()), known.get(n, ())) for n in {*known, *wanted})
        return {n: told for n, told in found.items() if n in wanted}
