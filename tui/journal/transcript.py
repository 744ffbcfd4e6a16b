"""What this program wrote since it opened the journal: to be written again where another program has written over the file.

Every transaction leaves its number in the journal, under a name that each program makes for itself. A file that was changed
and holds the number is the journal still: this program, or another run of it, moved the log into it. One that does not is
somebody else's.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import msgspec

from tui.journal.records import Deed
from tui.journal.tables import Patch
from tui.journal.tasks import Task
from tui.model.decoders import decoder_of

WRITERS = "writers"
"""Row of `meta` with the numbers of the programs that wrote last."""

_MOST_WRITERS = 16

LONG = 20_000
"""Rows after which a copy is made, and the transcript begun anew."""

_TEXTS = frozenset({"kept", "bases", "readings"})
"""Tables whose rows hold the text of whole sections or briefings."""

_ROWS_A_TEXT = 20
"""For how many rows one of those counts."""


class Transcript:
    """The tasks that were written, in order; used by whoever holds the journal's turn."""

    def __init__(self) -> None:
        """Nothing was written yet."""
        self._name = os.urandom(8).hex()
        self.number = 0
        """Of the last transaction; 0 where there was none."""
        self.seen = 0
        """The number that the file was last seen to hold itself, without its log."""
        self.begun = -1
        """How many transactions the journal had seen when it was first opened; -1 before that."""
        self._before = "", 0
        """The program that had written last then, and its number."""
        self.is_to_do_again = False
        """Whether tasks that make their own transactions are to be done again."""
        self._tasks: list[Task] = []
        self._rows = 0

    @property
    def tasks(self) -> Sequence[Task]:
        """What is to be done again on another file, in order."""
        return tuple(self._tasks)

    def to_do_again(self) -> Sequence[Task]:
        """The tasks that make their own transactions, where they are to be done again; told once."""
        again, self.is_to_do_again = self.is_to_do_again, False
        return [task for task in self._tasks if task.alone] if again else []

    @property
    def is_long(self) -> bool:
        """Whether a copy of the journal had better take its place."""
        return self._rows > LONG

    def sign(self, db: sqlite3.Connection) -> None:
        """Leave the number of the next transaction, inside it."""
        self.met(db)
        known = _writers(db)
        known.pop(self._name, None)
        newest = sorted(known.items(), key=lambda one: -one[1][1])[: _MOST_WRITERS - 1]
        written = {self._name: (self.number + 1, time.time()), **dict(newest)}
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (WRITERS, msgspec.msgpack.encode(written)))

    def met(self, db: sqlite3.Connection) -> None:
        """The journal was opened; nothing was written yet."""
        if self.begun < 0:
            self.begun = change_count(db)
            self._before = max(((at, name, number) for name, (number, at) in _writers(db).items()), default=(0.0, "", 0))[1:]

    @property
    def expected(self) -> int:
        """The number that the journal holds, together with its log."""
        return self.number or self._before[1]

    @property
    def can_tell(self) -> bool:
        """Whether the journal can be told from other files by what it holds."""
        return self.expected > 0

    def signed(self) -> None:
        """The transaction is committed."""
        self.number += 1

    def number_in(self, path: Path) -> int:
        """The number that a file holds itself, whatever its log says; 0 where it holds none, or cannot be read."""
        address = f"file:{quote(os.fsencode(path))}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as db:
                return _writers(db).get(self._name if self.number else self._before[0], (0, 0.0))[0]
        except (sqlite3.Error, UnicodeDecodeError):
            return 0

    def keep(self, task: Task, result: object) -> None:
        """Remember what was done, as long as it is not taken back."""
        if task.forgets:
            self._tasks = [one for one in self._tasks if not any(task.forgets in briefing_of(patch) for patch in one.patches)]
        if isinstance(result, Deed):
            self._take_back(result)
        if not task.patches and not task.again:
            return
        if task.place_of:
            self._tasks = [one for one in self._tasks if one.place_of != task.place_of]
        self._tasks.append(task.told())
        self._rows += sum(_ROWS_A_TEXT if patch.table in _TEXTS else 1 for patch in task.patches)

    def _take_back(self, deed: Deed) -> None:
        for at in reversed(range(len(self._tasks))):
            task = self._tasks[at]
            if (task.kind, task.said, task.at) == (deed.kind, deed.said, deed.at):
                del self._tasks[at]
                return

    def shorten(self) -> None:
        """A copy holds all of it now, but for what concerns other files as well."""
        self._tasks = [task for task in self._tasks if task.alone]
        self._rows = 0


def change_count(db: sqlite3.Connection) -> int:
    """How many transactions a journal has seen after which lists were others."""
    found = db.execute("SELECT value FROM meta WHERE name = 'changes'").fetchone()
    return int(found[0]) if found else 0


def briefing_of(patch: Patch) -> tuple[object, ...]:
    """The key of the briefing that a row belongs to, as far as the row tells."""
    return (*patch.key, (patch.values or {}).get("key"))


def _writers(db: sqlite3.Connection) -> dict[str, tuple[int, float]]:
    found = db.execute("SELECT value FROM meta WHERE name = ?", (WRITERS,)).fetchone()
    try:
        return decoder_of(dict[str, tuple[int, float]]).decode(found[0]) if found else {}
    except (msgspec.MsgspecError, TypeError):
        return {}
