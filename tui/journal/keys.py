"""Keys of briefings, in this session and before."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence

from tui.journal.applying import Applying
from tui.journal.identities import AllEntries, Ask, Entries, Resolved, StoredEntries, resolve_entry
from tui.journal.records import Identity
from tui.journal.row_making import RowMaking
from tui.journal.tasks import Task
from tui.journal.writing import Writer

_FEW = 100
"""Briefings that are looked up one by one."""

_PATIENCE = 0.05
"""Seconds to wait until an entry has its new key; the old one leads to it meanwhile."""


class Keys:
    """Tells the keys of briefings, and has entries renamed whose briefings were."""

    def __init__(self, ask: Ask, writer: Writer, rows: RowMaking) -> None:
        """`ask(sql, *values)` returns rows of the database."""
        self.clashes: tuple[str, ...] = ()
        """Sentences about ids that two files claim."""
        self._ask = ask
        self._writer = writer
        self._real = rows.real
        self._rows = rows
        self._made: dict[str, str] = {}
        """Keys of this session that may not be in the database yet -> paths."""

    def of(self, identity: Identity, *, make: bool) -> str:
        """The key of a briefing; "" where it has none and none is to be made."""
        return self._of(identity, StoredEntries(self._ask), make)

    def of_all(self, identities: Sequence[Identity], *, make: bool = False) -> list[str]:
        """The keys of many; "" for those that have none and get none."""
        entries: Entries = AllEntries(self._ask) if len(identities) > _FEW else StoredEntries(self._ask)
        return [self._of(identity, entries, make) for identity in identities]

    def forget(self, key: str) -> None:
        """It is not known any more."""
        self._made.pop(key, None)

    def _of(self, identity: Identity, entries: Entries, make: bool) -> str:
        path = self._real(identity.path)
        if self._made.get(identity.key, "?") == path:
            return identity.key
        found = resolve_entry(identity, path, entries, self._rows.secret)
        if identity.named and not found.known and self._is_made_for_another(found.key, path):
            # The other file of that id is known only since a moment.
            found = Resolved(f"{found.key}@{path}", claimed_by=self._made[found.key])
        if found.claimed_by:
            said = f"“{identity.id}” is the id of two files, which are kept apart: {found.claimed_by} and {path}"
            if said not in self.clashes:
                self.clashes += (said,)
        if found.formerly:
            if self._writer.obstacle:
                return found.formerly
            self._made.pop(found.formerly, None)
            self._writer.add(Task(call=_renaming(found.formerly, found.key, path), again=True))
            return found.key if self._writer.settle(_PATIENCE) else found.formerly
        if not found.known and found.key not in self._made:
            if not make or not found.key:
                return ""
            self._made[found.key] = path
            self._writer.add(Task(call=_claiming(found.key), again=True))
        return found.key

    def _is_made_for_another(self, key: str, path: str) -> bool:
        made = self._made.get(key, "")
        return bool(made) and bool(path) and made != path and os.path.exists(made) and os.path.exists(path)


def _renaming(old: str, new: str, path: str) -> Callable[[sqlite3.Connection], None]:
    def rename(db: sqlite3.Connection) -> None:
        Applying(db).rename(old, new)
        db.execute("UPDATE entries SET path = ? WHERE key = ?", (os.fsencode(path), new))

    return rename


def _claiming(key: str) -> Callable[[sqlite3.Connection], None]:
    """A path that once belonged to a briefing which has moved belongs to another one now."""

    def claim(db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM aliases WHERE key = ?", (key,))

    return claim
