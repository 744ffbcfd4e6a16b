"""Writing to the catalog: rows and full text together, in batches that are whole or not there at all.

The full-text index is committed first, then the database with the index's stamp. Every file that
changes gets a new number, and numbers are never used twice, so that a reader between the two
commits, or after a killed process, meets numbers it does not know and passes them over. The next
writer compares the numbers of both and puts right what such a process left.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
from msgspec.structs import astuple

from tui.catalog.ceiling import see_that_it_is_allowed
from tui.catalog.file_changes import ReadTask
from tui.catalog.index import Indexed, IndexWriting, documents, numbers_in, open_index, opstamp, remove_index
from tui.catalog.items import KIND
from tui.catalog.lists import write_orders
from tui.catalog.packing import THINGS_AT_ONCE
from tui.catalog.source_sums import ChangedSources
from tui.catalog.tables import BRIEFING, LOOSE, SECTIONS_PER_BRIEFING, Damaged, connect, meta, set_meta
from tui.model.briefing import Relation
from tui.model.file_stamp import FileStamp
from tui.model.handling import NO_CEILING, Ceiling

if TYPE_CHECKING:
    from tui.catalog.parsing import Parsed
    from tui.catalog.record import CatalogRecord

TABLES = (
    *("files", "briefings", "ids", "claims", "agenda", "contents", "sections"),
    *("items", "things", "item_names", "outcomes", "topics", "statements"),
)
LITTLE, LITTLE_ENOUGH = 500, 2_000
"""Briefings whose index is written anew at any change, and where files are gone: some seconds at the most."""

A_DAY = 86_400
"""Seconds for which a large index may hold words of files that are gone."""

ROWS_AT_ONCE = 200
"""Files whose rows are written together."""


class WritableIndex(Protocol):
    """The full-text index as a catalog writes it (`IndexWriting`)."""

    def add(self, n: int, indexed: Indexed) -> None:
        """Add the sections of a briefing."""

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove the sections of briefings."""

    def commit(self) -> int:
        """Make what was done last. Returns the stamp of this state."""

    def close(self) -> None:
        """Let go; what was not committed is lost."""


class CatalogWriter:
    """Writes rows and full text, wherever they are kept."""

    def __init__(self, db: sqlite3.Connection, index: Callable[[], WritableIndex], ceiling: Ceiling = NO_CEILING) -> None:
        """Begin to write.

        Args:
            db: the catalog's database.
            index: opens the index that goes with it; asked when it is first needed.
            ceiling: what may be kept; storing anything stricter raises `Withheld`.
        """
        self.db = db
        self._open_index = index
        self._ceiling = ceiling
        self._rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in TABLES}
        self._removed: list[int] = []
        self._left: set[int] = set()
        self._came: set[int] = set()
        """Briefings that left and that came since the orders were written."""
        self._gone = False
        self._began = False
        self._index_changed = False
        self._writing: WritableIndex | None = None
        last = self.db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'files'").fetchone()
        self._last = int(last[0]) if last else 0
        self._sections = meta(self.db, "sections")
        self.sources = ChangedSources(db)
        """What was changed of the sources of briefings."""

    @property
    def _index(self) -> WritableIndex:
        """The index, opened for writing when it is first needed."""
        if self._writing is None:
            self._writing = self._open_index()
        return self._writing

    def _begin(self) -> None:
        if not self._began:
            self.db.execute("BEGIN IMMEDIATE")
            self._began = True

    def store(self, task: ReadTask, parsed: Parsed, stamp: FileStamp) -> None:
        """Keep what became of a file.

        Args:
            task: the file.
            parsed: what is known of it now.
            stamp: as the folder said; `tui.catalog.file_changes.UNTRUSTED` where it is too recent.
        """
        self._begin()
        for n in self.outdated(task, parsed):
            self._forget(n)
        if task.n and (parsed.same or task.parts):
            query = "UPDATE files SET size = ?, mtime_ns = ?, ctime_ns = ?, inode = ? WHERE folder = ? AND name = ?"
            self.db.execute(query, (*stamp, task.folder, task.name))
        if parsed.same:
            return
        if parsed.message:
            self.db.execute("INSERT INTO unreadable VALUES (?, ?)", (self._last + 1, parsed.message))
        file = (task.root, task.folder, task.name)
        self._add((*file, "", *stamp, parsed.digest, parsed.state), parsed.briefing)
        for part in parsed.parts:
            if task.parts.get(part.key) != part.digest:
                self._add((*file, part.key, *stamp, part.digest, part.state), part.briefing)

    def outdated(self, task: ReadTask, parsed: Parsed) -> list[int]:
        """The numbers that storing what became of a file forgets: its own, and those of parts that changed or are gone."""
        if not task.n or parsed.same:
            return []
        if not task.parts:
            return [task.n]
        held = {part.key: part.digest for part in parsed.parts}
        query = "SELECT n, part, digest FROM files WHERE folder = ? AND name = ?"
        rows = self.db.execute(query, (task.folder, task.name)).fetchall()
        return [n for n, part, digest in rows if not part or held.get(part) != digest]

    def store_loose(self, kept: CatalogRecord, digest: bytes) -> None:
        """Keep a briefing that stands in no file.

        Args:
            kept: what is kept of it.
            digest: of its bytes.
        """
        self._begin()
        self._add((LOOSE, b"", b"%d" % (self._last + 1), "", 0, 0, 0, 0, digest, BRIEFING), kept)

    def replace(self, n: int, kept: CatalogRecord) -> None:
        """Keep something else of a file that has not changed itself."""
        self._begin()
        query = "SELECT root, folder, name, part, size, mtime_ns, ctime_ns, inode, digest, state FROM files WHERE n = ?"
        row = self.db.execute(query, (n,)).fetchone()
        self._forget(n)
        self._add(row, kept)

    def _add(self, file: tuple[object, ...], kept: CatalogRecord | None) -> None:
        """Have a file written with the others of the batch."""
        self._last += 1
        n = self._last
        add = self._rows
        add["files"].append((n, *file))
        if kept is None:
            return
        see_that_it_is_allowed(self._ceiling, kept.row, _path(*file[1:3]))
        self._came.add(n)
        self.sources.come(n)
        add["briefings"].append((n, file[0], kept.by_date, kept.by_updated, kept.by_title, kept.links, kept.row))
        add["ids"].append((kept.id, 0, n))
        if kept.claims is not None:
            series, number, supersedes = kept.claims
            add["claims"].append((n, series, number, msgspec.msgpack.encode(supersedes)))
        add["agenda"].append((n, *astuple(kept.facts), kept.by_date))
        for former in kept.formerly:
            add["ids"].append((former, 1, n))
        sections = min(len(kept.indexed.sections), SECTIONS_PER_BRIEFING) if kept.indexed is not None else 0
        add["contents"].append((n, sections, kept.content))
        first = n * SECTIONS_PER_BRIEFING
        add["sections"] += [(first + ordinal, *section) for ordinal, section in enumerate(kept.sections[:sections])]
        add["things"] += [(first + place * THINGS_AT_ONCE, some) for place, some in enumerate(kept.things)]
        for key, item in enumerate(kept.items[:SECTIONS_PER_BRIEFING], first):
            *columns, names, content, outcome = astuple(item)
            add["items"].append((key, *columns))
            add["item_names"] += [(key, name) for name in names]
            if outcome is not None:
                *told, topics = outcome
                add["outcomes"].append((key, *told))
                add["topics"] += [(n, topic) for topic in topics]
            if item.kind == KIND[Relation]:
                from tui.catalog.statements import statement_row

                if stated := statement_row(key, item.label, content, names, kept.by_date):
                    add["statements"].append(stated)
        self._sections += sections
        if kept.indexed is not None:
            self._index.add(n, kept.indexed)
            self._index_changed = True
        if len(add["files"]) >= ROWS_AT_ONCE:
            self._write_rows()

    def _write_rows(self) -> None:
        for table, rows in self._rows.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                self.db.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)
                rows.clear()

    def remove(self, n: int) -> None:
        """Forget a file that is gone, text and all."""
        self._begin()
        self._forget(n)
        self._gone = True

    def _forget(self, n: int) -> None:
        known = self.db.execute("SELECT sections FROM contents WHERE n = ?", (n,)).fetchone()
        if known is not None:
            from tui.catalog.statements import forget_statements

            forget_statements(self.db, n)
            self.sources.leave(n)
        for table in ("files", "briefings", "ids", "claims", "agenda", "contents", "documents", "unreadable", "topics"):
            self.db.execute(f"DELETE FROM {table} WHERE n = ?", (n,))
        if known is not None:
            bounds = (n * SECTIONS_PER_BRIEFING, (n + 1) * SECTIONS_PER_BRIEFING)
            for table in ("sections", "items", "things", "item_names", "outcomes"):
                self.db.execute(f"DELETE FROM {table} WHERE key >= ? AND key < ?", bounds)
            self._removed.append(n)
            if n in self._came:
                self._came.remove(n)
            else:
                self._left.add(n)
            self._sections -= known[0]

    def commit(self) -> None:
        """Make everything so far last, and seen by readers."""
        if not self._began:
            return
        self._write_rows()
        if self._removed:
            self._index.remove(self._removed)
            set_meta(self.db, "leftovers", meta(self.db, "leftovers") + len(self._removed))
            if self._gone and not meta(self.db, "gone_since"):
                set_meta(self.db, "gone_since", int(time.time()))
            self._removed.clear()
            self._gone, self._index_changed = False, True
        if self._left or self._came or not meta(self.db, "generation"):
            write_orders(self.db, self._left, self._came)
            self._left, self._came = set(), set()
        if self._index_changed or not meta(self.db, "generation"):
            set_meta(self.db, "opstamp", self._index.commit())
            self._index_changed = False
        set_meta(self.db, "sections", self._sections)
        set_meta(self.db, "generation", meta(self.db, "generation") + 1)
        set_meta(self.db, "committed", int(time.time()))
        self.db.execute("COMMIT")
        self._began = False

    def change(self) -> sqlite3.Connection:
        """The database with all that was stored, to be changed within the batch at hand."""
        self._begin()
        self._write_rows()
        return self.db

    def close(self) -> None:
        """Undo what was not committed, and let go of the index."""
        if self.db.in_transaction:
            # Not where the disk is full: then it has been undone already.
            self.db.execute("ROLLBACK")
        if self._writing is not None:
            self._writing.close()


class DiskWriter(CatalogWriter):
    """The one writer of a catalog on disk."""

    def __init__(self, folder: Path, ceiling: Ceiling = NO_CEILING) -> None:
        """Open the catalog for writing, making what is not there. The caller holds the `WriteLock`.

        Args:
            folder: the catalog's.
            ceiling: what may be kept; storing anything stricter raises `Withheld`.

        Raises:
            Damaged: it cannot be used and must be removed.
        """
        self.folder = folder
        self.lost: list[int] = []
        """Numbers of briefings that a killed process took out of the index and not out of the database; see `mend`."""
        db = connect(folder, write=True)
        try:
            super().__init__(db, self._index_on_disk, ceiling)
            self._check_index()
        except BaseException:
            db.close()
            raise

    def _check_index(self) -> None:
        """See that the index is whole and goes with the database; take back what a killed process left in it."""
        path = self.folder / f"index-{meta(self.db, 'index')}"
        for other in self.folder.glob("index-*"):
            if other.name != path.name:
                remove_index(other)
        if not meta(self.db, "generation"):
            remove_index(path)
            return
        try:
            if opstamp(path) != meta(self.db, "opstamp", -1):
                there, known = numbers_in(path), {n for (n,) in self.db.execute("SELECT n FROM briefings")}
                self._index.remove(there - known)
                self.lost = sorted(known - there)
                stamp = self._index.commit()
                if not self.lost:
                    set_meta(self.db, "opstamp", stamp)
            if not self.lost and documents(path) < meta(self.db, "sections"):
                raise Damaged("the index has lost something")
        except (OSError, ValueError) as error:
            raise Damaged(str(error)) from None

    def _index_on_disk(self) -> IndexWriting:
        try:
            return IndexWriting(*open_index(self.folder / f"index-{meta(self.db, 'index')}", create=True))
        except (OSError, ValueError) as error:
            raise Damaged(str(error)) from None

    def mend(self, indexed: Iterable[tuple[int, Indexed]]) -> None:
        """Put back into the index what it has lost.

        Args:
            indexed: the briefings of `lost` with their numbers.
        """
        for n, briefing in indexed:
            self._index.add(n, briefing)
        self._begin()
        self._index_changed = True
        self.commit()
        self.lost = []

    def untidy(self, now: float) -> bool:
        """Whether the index is to be written anew, since its files still hold words of what was removed.

        No search finds them. They go at once where there is little to write, else when they are many; words
        of files that are gone within a day, if anybody looks at the library.

        Args:
            now: seconds from 1970.
        """
        leftovers = meta(self.db, "leftovers")
        if not leftovers:
            return False
        briefings = int(self.db.execute("SELECT count(*) FROM briefings").fetchone()[0])
        gone_since = meta(self.db, "gone_since")
        if gone_since and (briefings <= LITTLE_ENOUGH or not 0 <= now - gone_since < A_DAY):
            return True
        return briefings <= LITTLE or 5 * leftovers > briefings

    def rewrite_index(self, indexed: Iterable[tuple[int, Indexed]]) -> None:
        """Write the index anew without what was removed, and drop the old one; everything else must be committed.

        Args:
            indexed: every briefing of the catalog with its number.
        """
        old, before = self._index, meta(self.db, "index")
        number = before + 1
        path = self.folder / f"index-{number}"
        writing = IndexWriting(*open_index(path, create=True))
        try:
            for n, briefing in indexed:
                writing.add(n, briefing)
            stamp = writing.commit()
        except BaseException:
            writing.close()
            remove_index(path)
            raise
        self._begin()
        for name, value in (("index", number), ("opstamp", stamp), ("leftovers", 0), ("gone_since", 0)):
            set_meta(self.db, name, value)
        set_meta(self.db, "generation", meta(self.db, "generation") + 1)
        self.db.execute("COMMIT")
        self._began = False
        self._writing = writing
        old.close()
        remove_index(self.folder / f"index-{before}")

    def close(self) -> None:
        """Undo what was not committed, and let go."""
        super().close()
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()


def _path(folder: object, name: object) -> str:
    """The path of a file from the columns that hold it."""
    return os.path.join(*(os.fsdecode(part) if isinstance(part, bytes) else str(part) for part in (folder, name)))
