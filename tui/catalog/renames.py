"""Files that moved: a briefing whose id comes from its path keeps what is known of it under the old id.

An id that an author gave goes with its file. One that is made from the path changes when the file is
moved or renamed. A refresh therefore remembers by content (the digest of a file's bytes) what is gone,
and where the same bytes stand under another id once everything was read, the old id leads to the new
one (`Catalog.number_of`). A file that was changed as well, or moved while there was no catalog, is not
recognised. Of several files of the same bytes, one of the same name is taken first, then one that is new.

A screen that cannot wait for the next refresh looks for a file that is gone near where it was (`MovedFiles`). It knows the file
by the id that its author gave it, else by its bytes. The inode, which a file keeps when it is renamed, only says where to look
first: file systems give the one of a deleted file to the next that is made.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tui.model.file_stamp import FileStamp, stamp_of
from tui.store.file_bytes import CannotRead, digest_of, read_bytes
from tui.store.file_kinds import may_hold_briefings
from tui.store.read import read_file
from tui.store.walk import PASSED_OVER

MOST_MOVES = 20_000
"""Moves that are remembered; of more, the oldest are forgotten."""


def remember_removed(db: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Note what is about to be removed, so that it is known again; within the batch that removes it."""
    query = (
        "INSERT OR IGNORE INTO vanished SELECT files.n, digest, id, folder, name "
        "FROM files JOIN ids USING (n) WHERE n = ? AND former = 0"
    )
    db.executemany(query, [(n,) for n in numbers])


def settle(db: sqlite3.Connection) -> int:
    """Once every file has been read: find what has vanished under its new id. Returns how many stand in another file now."""
    vanished = db.execute("SELECT n, digest, id, folder, name FROM vanished ORDER BY n").fetchall()
    if not vanished:
        return 0
    there: dict[bytes, list[tuple[int, str, bytes]]] = defaultdict(list)
    query = "SELECT n, digest, id, name FROM files JOIN ids USING (n) WHERE former = 0 AND digest IN (SELECT digest FROM vanished)"
    for n, digest, briefing_id, name in db.execute(query):
        there[digest].append((n, briefing_id, name))
    found = 0
    taken: set[int] = set()
    by_name_first = sorted(vanished, key=lambda gone: not any(name == gone[4] for _, _, name in there[gone[1]]))
    for gone, digest, old, _, name in by_name_first:
        candidates = [one for one in there[digest] if one[0] not in taken]
        if _is_there(db, old):
            # An id that its author gave went with it.
            same = [n for n, briefing_id, _ in candidates if briefing_id == old]
            taken.update(same)
            found += len(same)
            continue
        if candidates:
            # Numbers rise: what was read after the other one had been is new.
            n, new, _ = min(candidates, key=lambda one: (one[2] != name, one[0] < gone, one[0]))
            taken.add(n)
            _move(db, old, new)
            found += 1
    db.execute("DELETE FROM vanished")
    db.execute("DELETE FROM moved WHERE rowid <= (SELECT max(rowid) FROM moved) - ?", (MOST_MOVES,))
    return found


def _is_there(db: sqlite3.Connection, briefing_id: str) -> bool:
    return db.execute("SELECT 1 FROM ids WHERE id = ? AND former = 0", (briefing_id,)).fetchone() is not None


def _move(db: sqlite3.Connection, old: str, new: str) -> None:
    """Let an id lead to another one, and with it all that led to it."""
    db.execute("UPDATE moved SET new = ? WHERE new = ?", (new, old))
    db.execute("DELETE FROM moved WHERE old IN (?, ?) OR old = new", (old, new))
    db.execute("INSERT INTO moved VALUES (?, ?)", (old, new))


MOST_NAMES = 50_000
"""Names that are looked through for one file."""

MOST_FOLDERS = 100
"""Folders that are looked into: its own, those in it, and the one above."""

MOST_ASKED = 2_000
"""Files of which the system is asked for the size, where no inode is the same."""

LARGE = 5_000_000
"""Bytes of a file above which it is not read to see whether it holds an id."""

MOST_READ = 20
"""Files that are read, the newest first, to see whether they are it."""


class SoughtFile(NamedTuple):
    """What is known of a file that is gone."""

    path: str
    """Where it was, absolute."""
    digest: bytes
    """Of its bytes, as in `Briefing.digest`."""
    named_id: str = ""
    """The id that its author gave it; "" where none was given."""
    stamp: FileStamp | None = None
    """Of it as it was last seen."""


class _Entry(NamedTuple):
    path: str
    inode: int


class _Folder:
    """One folder as it was at one moment; the system is asked about its files when that is first needed, once."""

    def __init__(self, path: str) -> None:
        """Read its names. Raises OSError."""
        self.files: list[_Entry] = []
        self.folders: list[str] = []
        self._newest: list[tuple[int, str, int]] | None = None
        with os.scandir(path) as found:
            for entry in found:
                if entry.name.startswith(".") or entry.is_symlink():
                    continue
                if entry.is_dir():
                    if entry.name not in PASSED_OVER:
                        self.folders.append(entry.path)
                elif len(self.files) < MOST_NAMES and may_hold_briefings(entry.name):
                    self.files.append(_Entry(entry.path, entry.inode()))
        self.folders = sorted(self.folders)[:MOST_FOLDERS]

    @property
    def newest(self) -> list[tuple[int, str, int]]:
        """When each of its files was written or named last (nanoseconds since 1970), its path, its size; the newest first."""
        if self._newest is None:
            self._newest = sorted(filter(None, map(_known, self.files[:MOST_ASKED])), reverse=True)
        return self._newest


def _known(entry: _Entry) -> tuple[int, str, int] | None:
    try:
        status = os.stat(entry.path)
    except OSError:
        return None
    return (status.st_ctime_ns, entry.path, status.st_size) if stat.S_ISREG(status.st_mode) else None


class MovedFiles:
    """Finds files that were moved within their folder, into a folder of it, or into the folder above."""

    def __init__(self) -> None:
        """Nothing was looked at yet."""
        self._seen: dict[str, tuple[FileStamp, _Folder]] = {}
        """Folders as they were, with what the system said of them: many files that are gone cost one look."""

    def find(self, sought: SoughtFile, root: str | os.PathLike[str] | None = None) -> str | None:
        """The path at which a file is now; None where it is not found, or another file is at its path.

        Args:
            sought: the file.
            root: the folder of its library, above which nothing is looked at; its own by default.
        """
        if os.path.lexists(sought.path):
            return None
        folders = self._near(os.path.dirname(sought.path), root)
        kept = sought.stamp.inode if sought.stamp is not None else 0
        first = [entry.path for folder in folders for entry in folder.files if kept and entry.inode == kept]
        found: list[tuple[int, str]] = []
        for folder in folders:
            found += [(when, path) for when, path, size in folder.newest if _may_be(size, sought)][:MOST_READ]
        read = [*first, *(path for _, path in sorted(found, reverse=True))][:MOST_READ]
        return next((path for path in read if _is_it(path, sought)), None)

    def _near(self, folder: str, root: str | os.PathLike[str] | None) -> list[_Folder]:
        own = self._look(folder)
        inside = root is not None and Path(folder) != (top := Path(os.path.abspath(root))) and Path(folder).is_relative_to(top)
        others = [*(own.folders if own is not None else ()), *([os.path.dirname(folder)] if inside else ())]
        return [each for each in (own, *map(self._look, others)) if each is not None]

    def _look(self, folder: str) -> _Folder | None:
        try:
            now = stamp_of(os.stat(folder))
            seen = self._seen.get(folder)
            if seen is not None and seen[0] == now:
                return seen[1]
            found = _Folder(folder)
        except OSError:
            return None
        if now.is_settled(time.time_ns()):
            self._seen[folder] = now, found
        return found


def _may_be(size: int, sought: SoughtFile) -> bool:
    """Whether a file of so many bytes may be it; one that is known by its id may have been changed as well."""
    before = sought.stamp.size if sought.stamp is not None else None
    return size == before or (size <= LARGE and (before is None or bool(sought.named_id)))


def _is_it(path: str, sought: SoughtFile) -> bool:
    try:
        data = read_bytes(path)
        if digest_of(data) == sought.digest:
            return True
        if not sought.named_id or sought.named_id.encode() not in data:
            return False
        briefing = read_file(path)
    except CannotRead:
        return False
    return briefing.named and briefing.id == sought.named_id
