"""Files that moved: a briefing whose id comes from its path keeps what is known of it under the old id.

An id that an author gave goes with its file. One that is made from the path changes when the file is
moved or renamed. A refresh therefore remembers by content (the digest of a file's bytes) what is gone,
and where the same bytes stand under another id once everything was read, the old id leads to the new
one: `Catalog.moved_ids`. A file that was changed as well, or moved while there was no catalog, is not
recognised. Of several files of the same bytes, one of the same name is taken first, then one that is new.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

MOST = 20_000
"""Moves that are remembered; of more, the oldest are forgotten."""


def remember_removed(db: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Note what is about to be removed, so that it is known again; within the batch that removes it."""
    query = (
        "INSERT OR IGNORE INTO vanished SELECT files.n, digest, id, folder, name "
        "FROM files JOIN ids USING (n) WHERE n = ? AND former = 0"
    )
    db.executemany(query, [(n,) for n in numbers])


def settle(db: sqlite3.Connection) -> int:
    """Once every file has been read: find what has vanished under its new id. Returns how many were found."""
    vanished = db.execute("SELECT n, digest, id, folder, name FROM vanished ORDER BY n").fetchall()
    if not vanished:
        return 0
    wanted = {digest for _, digest, *_ in vanished}
    there: dict[bytes, list[tuple[int, str, bytes]]] = defaultdict(list)
    for n, digest, briefing_id, name in db.execute("SELECT n, digest, id, name FROM files JOIN ids USING (n) WHERE former = 0"):
        if digest in wanted:
            there[digest].append((n, briefing_id, name))
    found = 0
    taken: set[int] = set()
    by_name_first = sorted(vanished, key=lambda gone: not any(name == gone[4] for _, _, name in there[gone[1]]))
    for gone, digest, old, _, name in by_name_first:
        if _is_there(db, old):
            continue
        candidates = [one for one in there[digest] if one[0] not in taken]
        if candidates:
            # Numbers rise: what was read after the other one had been is new.
            n, new, _ = min(candidates, key=lambda one: (one[2] != name, one[0] < gone, one[0]))
            taken.add(n)
            _move(db, old, new)
            found += 1
    db.execute("DELETE FROM vanished")
    db.execute("DELETE FROM moved WHERE rowid <= (SELECT max(rowid) FROM moved) - ?", (MOST,))
    return found


def _is_there(db: sqlite3.Connection, briefing_id: str) -> bool:
    return db.execute("SELECT 1 FROM ids WHERE id = ? AND former = 0", (briefing_id,)).fetchone() is not None


def _move(db: sqlite3.Connection, old: str, new: str) -> None:
    """Let an id lead to another one, and with it all that led to it."""
    db.execute("UPDATE moved SET new = ? WHERE new = ?", (new, old))
    db.execute("DELETE FROM moved WHERE old IN (?, ?) OR old = new", (old, new))
    db.execute("INSERT INTO moved VALUES (?, ?)", (old, new))
