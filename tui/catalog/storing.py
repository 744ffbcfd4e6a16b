"""Writing to the catalog: rows and full text together, in batches that are whole or not there at all.

The full-text index is committed first, then the database with the index's stamp. Every file that
changes gets a new number, and numbers are never used twice, so that a reader between the two
commits, or after a killed process, meets numbers it does not know and passes them over.
"""

from __future__ import annotations

import sqlite3
import time
from array import array
from collections.abc import Iterable
from pathlib import Path

from tui.catalog.index import Indexed, IndexWriting, remove_index
from tui.catalog.parsing import Job, Kept, Parsed
from tui.catalog.tables import BRIEFING, SECTIONS_PER_BRIEFING, Damaged, connect, meta, set_meta

ORDERS = {
    "date": "SELECT n FROM briefings ORDER BY by_date DESC, by_title, n",
    "updated": "SELECT n FROM briefings ORDER BY by_updated DESC, by_title, n",
    "title": "SELECT n FROM briefings ORDER BY by_title, n",
}
"""The orders of a list, each kept as an array of numbers."""


class Storing:
    """The one writer of a catalog."""

    def __init__(self, folder: Path) -> None:
        """Open the catalog for writing, making what is not there. The caller holds the `WriteLock`.

        Raises:
            Damaged: it cannot be used and must be removed.
        """
        self.folder = folder
        self.db = connect(folder, write=True)
        try:
            self._index = self._open_index()
        except BaseException:
            self.db.close()
            raise
        self.uncommitted = 0
        """Files since the last commit."""
        self._removed: list[int] = []
        self._began = False

    def _open_index(self) -> IndexWriting:
        try:
            number = meta(self.db, "index")
            path = self.folder / f"index-{number}"
            if meta(self.db, "generation") and not (path / "meta.json").exists():
                raise Damaged("there is no index")
            writing = IndexWriting(path)
            # What a killed process added without its rows.
            last = self.db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'files'").fetchone()
            if meta(self.db, "opstamp", -1) != writing.stamp:
                writing.remove_above(last[0] if last else 0)
        except (OSError, ValueError, sqlite3.Error) as error:
            raise Damaged(str(error)) from None
        for other in self.folder.glob("index-*"):
            if other.name != path.name:
                remove_index(other)
        return writing

    def _begin(self) -> None:
        if not self._began:
            self.db.execute("BEGIN IMMEDIATE")
            self._began = True

    def store(self, job: Job, parsed: Parsed, size: int, mtime_ns: int) -> None:
        """Keep what became of a file.

        Args:
            job: the file.
            parsed: what is known of it now.
            size: in bytes, as the folder said.
            mtime_ns: its time, as the folder said; -1 where it is too recent to be trusted.
        """
        self._begin()
        self.uncommitted += 1
        old = self.db.execute("SELECT n, state FROM files WHERE folder = ? AND name = ?", (job.folder, job.name)).fetchone()
        if parsed.same and old is not None:
            self.db.execute("UPDATE files SET size = ?, mtime_ns = ? WHERE n = ?", (size, mtime_ns, old[0]))
            return
        if old is not None:
            self._forget(old[0], old[1])
        values = (job.root, job.folder, job.name, size, mtime_ns, parsed.digest, parsed.state)
        cursor = self.db.execute(
            "INSERT INTO files (root, folder, name, size, mtime_ns, digest, state) VALUES (?, ?, ?, ?, ?, ?, ?)", values
        )
        if parsed.briefing is not None and cursor.lastrowid is not None:
            self._keep(cursor.lastrowid, job.root, parsed.briefing)

    def replace(self, n: int, kept: Kept) -> None:
        """Keep something else of a file that has not changed itself."""
        self._begin()
        self.uncommitted += 1
        row = self.db.execute("SELECT root, folder, name, size, mtime_ns, digest, state FROM files WHERE n = ?", (n,)).fetchone()
        self._forget(n, BRIEFING)
        cursor = self.db.execute(
            "INSERT INTO files (root, folder, name, size, mtime_ns, digest, state) VALUES (?, ?, ?, ?, ?, ?, ?)", row
        )
        assert cursor.lastrowid is not None
        self._keep(cursor.lastrowid, row[0], kept)

    def _keep(self, n: int, root: int, kept: Kept) -> None:
        db = self.db
        db.execute(
            "INSERT INTO briefings VALUES (?, ?, ?, ?, ?, ?, ?)",
            (n, root, kept.by_date, kept.by_updated, kept.by_title, kept.links, kept.row),
        )
        db.execute("INSERT OR IGNORE INTO ids VALUES (?, 0, ?)", (kept.id, n))
        if kept.formerly:
            db.executemany("INSERT OR IGNORE INTO ids VALUES (?, 1, ?)", [(former, n) for former in kept.formerly])
        db.execute("INSERT INTO contents VALUES (?, ?)", (n, kept.content))
        first = n * SECTIONS_PER_BRIEFING
        db.executemany(
            "INSERT INTO sections VALUES (?, ?, ?, ?, ?)",
            [(first + ordinal, *section) for ordinal, section in enumerate(kept.sections[:SECTIONS_PER_BRIEFING])],
        )
        self._index.add(n, kept.indexed)

    def remove(self, n: int) -> None:
        """Forget a file that is gone, text and all."""
        self._begin()
        self.uncommitted += 1
        state = self.db.execute("SELECT state FROM files WHERE n = ?", (n,)).fetchone()
        if state is not None:
            self._forget(n, state[0])

    def _forget(self, n: int, state: int) -> None:
        self.db.execute("DELETE FROM files WHERE n = ?", (n,))
        if state != BRIEFING:
            return
        for table in ("briefings", "ids", "contents", "documents"):
            self.db.execute(f"DELETE FROM {table} WHERE n = ?", (n,))
        bounds = (n * SECTIONS_PER_BRIEFING, (n + 1) * SECTIONS_PER_BRIEFING)
        self.db.execute("DELETE FROM sections WHERE key >= ? AND key < ?", bounds)
        self._removed.append(n)

    def commit(self) -> None:
        """Make everything so far last, and seen by readers."""
        if not self._began:
            return
        if self._removed:
            self._index.remove(self._removed)
            set_meta(self.db, "leftovers", meta(self.db, "leftovers") + len(self._removed))
            self._removed.clear()
        self._write_orders()
        set_meta(self.db, "opstamp", self._index.commit())
        set_meta(self.db, "generation", meta(self.db, "generation") + 1)
        set_meta(self.db, "committed", int(time.time()))
        self.db.execute("COMMIT")
        self._began = False
        self.uncommitted = 0

    def _write_orders(self) -> None:
        for name, query in ORDERS.items():
            numbers = array("q", [row[0] for row in self.db.execute(query)])
            self.db.execute("INSERT OR REPLACE INTO orders VALUES (?, ?)", (name, numbers.tobytes()))

    def change(self) -> sqlite3.Connection:
        """The database, to be changed within the batch at hand."""
        self._begin()
        return self.db

    def leftovers(self) -> int:
        """How many briefings are removed whose words may still lie in the files of the index."""
        return meta(self.db, "leftovers")

    def rewrite_index(self, indexed: Iterable[tuple[int, Indexed]]) -> None:
        """Write the index anew without what was removed, and drop the old one; everything else must be committed.

        Args:
            indexed: every briefing of the catalog with its number.
        """
        old = self._index
        number = meta(self.db, "index") + 1
        writing = IndexWriting(self.folder / f"index-{number}")
        try:
            for n, briefing in indexed:
                writing.add(n, briefing)
            stamp = writing.commit()
        except BaseException:
            writing.close()
            remove_index(writing.folder)
            raise
        self._begin()
        for name, value in (("index", number), ("opstamp", stamp), ("leftovers", 0)):
            set_meta(self.db, name, value)
        set_meta(self.db, "generation", meta(self.db, "generation") + 1)
        self.db.execute("COMMIT")
        self._began = False
        self._index = writing
        old.close()
        remove_index(old.folder)

    def close(self) -> None:
        """Undo what was not committed, and let go."""
        if self._began:
            self.db.execute("ROLLBACK")
        self._index.close()
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()
