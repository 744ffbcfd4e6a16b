"""When the reader's program first saw that something was recalled: what was done before that is to be read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tui.journal.tasks import Task
from tui.journal.writer import Writer
from tui.model.decoders import decoder_of

MOST = 50_000
"""Names of which the time is kept; what is recalled beyond them counts as recalled all along."""

_SELECT = "SELECT value FROM meta WHERE name = 'recalls'"


class RecallTimes:
    """The names of what was recalled (`tui.model.recalls.Recall.names`), each with the moment at which it was first seen.

    What was recalled already when a journal of an older version is first asked counts as recalled all along: nobody knows
    what of it was seen.
    """

    def __init__(self, ask: Callable[[str], Sequence[Any]], writer: Writer, now: Callable[[], float]) -> None:
        """Nothing is asked yet.

        Args:
            ask: rows of the journal's database.
            writer: the journal's.
            now: seconds since 1970.
        """
        self._ask = ask
        self._writer = writer
        self._now = now
        self._waiting: dict[int, float] = {}
        self._begun = False

    def since(self, names: Iterable[int], *, keep: bool = True) -> Mapping[int, float]:
        """When each of these names was first seen to be recalled, in seconds since 1970; now, of those that are new.

        Args:
            names: of all that a library says is recalled.
            keep: whether to keep it on disk as well; a journal that holds nothing yet need not be made for it.
        """
        kept = _kept(self._ask(_SELECT))
        known = {**(kept or {}), **self._waiting}
        first = keep and kept is None and not self._begun
        now = 0.0 if first else self._now()
        new = {name: now for name in names if name not in known}
        if len(known) + len(new) > MOST:
            return {name: known.get(name, 0.0) for name in (*known, *new)}
        self._waiting.update(new)
        left = {name: at for name, at in self._waiting.items() if name not in (kept or {})}
        if keep and (first or left):
            self._begun = True
            self._waiting = left
            self._writer.add(Task(call=lambda db: _keep(db, left), again=True))
        return known | new


def _kept(rows: Sequence[Any]) -> dict[int, float] | None:
    """What is kept; None where nothing is that can be read."""
    try:
        return decoder_of(dict[int, float]).decode(rows[0][0]) if rows else None
    except (msgspec.MsgspecError, TypeError):
        return None


def _keep(db: sqlite3.Connection, new: Mapping[int, float]) -> None:
    """Keep names with their moments; another program may have seen one of them first."""
    kept = {**new, **(_kept(db.execute(_SELECT).fetchall()) or {})}
    db.execute("INSERT OR REPLACE INTO meta VALUES ('recalls', ?)", (msgspec.msgpack.encode(kept),))
