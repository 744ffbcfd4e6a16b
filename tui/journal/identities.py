"""Which entry of the journal a briefing has: renamed, moved, edited, copied, or seen for the first time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from tui.journal.records import Identity, path_key
from tui.journal.redaction import Redaction
from tui.journal.rows import RowChanges
from tui.journal.tasks import Task
from tui.journal.writer import Writer
from tui.model.digests import text_digest

_FEW = 100
"""Briefings that are looked up one by one."""

_PATIENCE = 0.05
"""Seconds to wait until an entry has its new key; the old one leads to it meanwhile."""


class Known(NamedTuple):
    """What is known of an entry."""

    key: str
    path: str
    """Where its file was last; "" where it had none."""
    title_digest: str = ""


class Entries(Protocol):
    """Looks entries up."""

    def by_key(self, key: str) -> Known | None:
        """The entry of a key."""

    def by_path(self, path: str) -> Sequence[Known]:
        """Entries whose file was last there."""

    def by_digest(self, digest: bytes) -> Sequence[Known]:
        """Entries whose file had these bytes when it was last seen."""

    def by_id(self, briefing_id: str) -> Sequence[Known]:
        """Entries of briefings of that id, given or made."""


class Resolved(NamedTuple):
    """The key of a briefing."""

    key: str
    known: bool = False
    """Whether there is an entry, under `key` or under `formerly`."""
    formerly: str = ""
    """The key that the entry has so far and is to lose; "" where it has the right one."""
    claimed_by: str = ""
    """The path of another file that has the same id; "" where there is none."""


Ask = Callable[..., Sequence[Any]]


class StoredEntries:
    """Entries in the database, looked up one by one."""

    def __init__(self, ask: Ask) -> None:
        """`ask(sql, *values)` returns rows."""
        self._ask = ask

    def by_key(self, key: str) -> Known | None:
        """The entry of a key."""
        found = self._known("key = ?", key)
        return found[0] if found else None

    def by_path(self, path: str) -> Sequence[Known]:
        """Entries whose file was last there."""
        return self._known("path = ?", os.fsencode(path))

    def by_digest(self, digest: bytes) -> Sequence[Known]:
        """Entries whose file had these bytes when it was last seen."""
        return self._known("file_digest = ? AND file_digest <> x''", digest)

    def by_id(self, briefing_id: str) -> Sequence[Known]:
        """Entries of briefings of that id, given or made."""
        return self._known("id = ?", briefing_id)

    def _known(self, where: str, value: object) -> list[Known]:
        rows = self._ask(f"SELECT key, path, title_digest FROM entries WHERE {where} LIMIT 50", value)
        return [Known(key, os.fsdecode(path), digest) for key, path, digest in rows]


class AllEntries:
    """All entries in memory, for asking about a whole library."""

    def __init__(self, ask: Ask) -> None:
        """Read them; `ask(sql)` returns rows."""
        rows = ask("SELECT key, path, title_digest, file_digest, id FROM entries")
        self._by_key = {row[0]: row for row in rows}
        self._rows = rows
        self._others: dict[int, dict[Any, list[Any]]] = {}
        """By the number of a column, made when it is first asked for: its values, and the rows that have them."""

    def by_key(self, key: str) -> Known | None:
        """The entry of a key."""
        row = self._by_key.get(key)
        return None if row is None else _known(row)

    def by_path(self, path: str) -> Sequence[Known]:
        """Entries whose file was last there."""
        return self._by(1, os.fsencode(path))

    def by_digest(self, digest: bytes) -> Sequence[Known]:
        """Entries whose file had these bytes when it was last seen."""
        return self._by(3, digest) if digest else ()

    def by_id(self, briefing_id: str) -> Sequence[Known]:
        """Entries of briefings of that id, given or made."""
        return self._by(4, briefing_id)

    def _by(self, column: int, value: object) -> Sequence[Known]:
        found = self._others.get(column)
        if found is None:
            found = self._others[column] = {}
            for row in self._rows:
                found.setdefault(row[column], []).append(row)
        return [_known(row) for row in found.get(value, ())]


def _known(row: Sequence[Any]) -> Known:
    return Known(row[0], os.fsdecode(row[1]), row[2])


class RealPaths:
    """Paths without symbolic links; folders are asked about once."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        """The real path of a file; "" stays ""."""
        if not path:
            return ""
        folder, name = os.path.split(path)
        real = self._folders.get(folder)
        if real is None:
            real = self._folders[folder] = os.path.realpath(folder)
        path = os.path.join(real, name)
        return os.path.realpath(path) if os.path.islink(path) else path


def resolve_entry(identity: Identity, path: str, entries: Entries, secret: bytes) -> Resolved:
    """Find the entry of a briefing.

    A named briefing is its author's id, wherever its file is; a second file with that id gets a key of its own. One
    without a name is its path; when its file is gone, one with the same bytes, or with the same place in its
    library and the same title, is taken for it, if there is exactly one. `formerly` leads on from either.

    Args:
        identity: the briefing's.
        path: of its file, without symbolic links; "" where it has none.
        entries: those that there are.
        secret: the journal's, for digests of titles.
    """
    return _named(identity, path, entries) if identity.named else _unnamed(identity, path, entries, secret)


def _named(identity: Identity, path: str, entries: Entries) -> Resolved:
    own = identity.key
    apart = own + path_key(path) if path else own
    if path and entries.by_key(apart):
        return Resolved(apart, known=True)
    entry = entries.by_key(own)
    if entry is not None:
        if not _is_another(entry, path, entries):
            return Resolved(own, known=True)
        gone = [other for other in entries.by_id(identity.id) if other.key.startswith(f"{own}@/") and _is_gone(other)]
        if len(gone) == 1:
            return Resolved(apart, True, gone[0].key, entry.path)
        return Resolved(apart, claimed_by=entry.path)
    if path and entries.by_key(path_key(path)):
        # Its author gave it an id after it had been read.
        return Resolved(own, True, path_key(path))
    former = _former(identity, path, entries)
    return Resolved(own, bool(former), former)


def _unnamed(identity: Identity, path: str, entries: Entries, secret: bytes) -> Resolved:
    if not path:
        return Resolved("")
    own = path_key(path)
    if entries.by_key(own):
        return Resolved(own, known=True)
    once_named = entries.by_path(path)
    if len(once_named) == 1:
        return Resolved(once_named[0].key, known=True)
    former = _former(identity, path, entries)
    if former:
        return Resolved(own, True, former)
    same_bytes = [entry for entry in entries.by_digest(identity.digest) if entry.key.startswith("@") and _is_gone(entry)]
    if len(same_bytes) == 1:
        return Resolved(own, True, same_bytes[0].key)
    if not same_bytes:
        title = text_digest(identity.title, secret)
        moved = [entry for entry in entries.by_id(identity.id) if entry.key.startswith("@") and _is_gone(entry)]
        if title and len(moved) == 1 and moved[0].title_digest == title:
            return Resolved(own, True, moved[0].key)
    return Resolved(own)


def _former(identity: Identity, path: str, entries: Entries) -> str:
    """The key under which a briefing was known before it was renamed, as its author says; "" where there is none."""
    for former in identity.formerly:
        entry = entries.by_key(former.replace("@", "@@"))
        if entry is not None and not _is_another(entry, path, entries):
            return entry.key
        made = [other for other in entries.by_id(former) if other.key.startswith("@") and _is_gone(other)]
        if len(made) == 1:
            return made[0].key
    return ""


def _is_gone(entry: Known) -> bool:
    return bool(entry.path) and not os.path.exists(entry.path)


def _is_another(entry: Known, path: str, entries: Entries) -> bool:
    """Whether an entry is that of another file which is still there, and still the entry's."""
    if not entry.path or not path or entry.path == path:
        return False
    try:
        if not os.path.exists(path) or os.path.samefile(entry.path, path):
            return False
    except OSError:
        return False
    return all(other.key == entry.key for other in entries.by_path(entry.path))


class Keys:
    """Tells the keys of briefings, and has entries renamed whose briefings were."""

    def __init__(self, ask: Ask, writer: Writer, redaction: Redaction) -> None:
        """`ask(sql, *values)` returns rows of the database."""
        self.clashes: tuple[str, ...] = ()
        """Sentences about ids that two files claim."""
        self._ask = ask
        self._writer = writer
        self._real = redaction.real
        self._redaction = redaction
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
        found = resolve_entry(identity, path, entries, self._redaction.secret)
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
        RowChanges(db).rename(old, new)
        db.execute("UPDATE entries SET path = ? WHERE key = ?", (os.fsencode(path), new))

    return rename


def _claiming(key: str) -> Callable[[sqlite3.Connection], None]:
    """A path that once belonged to a briefing which has moved belongs to another one now."""

    def claim(db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM aliases WHERE key = ?", (key,))

    return claim
