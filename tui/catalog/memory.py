"""A catalog that is kept nowhere but in this process: of what has none on disk, or must have none.

It has the tables, the index and the queries of every catalog; only they are in memory. Each refresh copies the database,
changes the copy and puts it in the place of the other, so that whoever reads keeps the state that was opened, in any thread.
The full-text index is made of the rows when somebody searches: lists need none.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from tui.catalog.catalog import Catalog
from tui.catalog.location import roots_of
from tui.catalog.tables import connect_in_memory, meta

if TYPE_CHECKING:
    from tantivy import Index, Schema, Searcher

    from tui.catalog.index import Indexed
    from tui.catalog.searching import Searching
    from tui.catalog.update import Outcome
    from tui.model.briefing import Briefing
    from tui.store.withholding import Shown

HEAP = 15_000_000
"""Bytes that the index may hold before it writes a segment: the least that it takes."""


class IndexInMemory:
    """The full-text index of a catalog in memory, made of its rows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: tuple[Index, Schema] | None = None
        self._known: set[int] = set()

    def is_of(self, db: sqlite3.Connection) -> bool:
        """Whether it holds all briefings of a state of the catalog by now, so that nothing is to be waited for."""
        return not self._lock.locked() and {n for (n,) in db.execute("SELECT n FROM briefings")} == self._known

    def of(self, db: sqlite3.Connection) -> tuple[Schema, Searcher]:
        """The index, to be searched, with all briefings of a state of the catalog. Safe in any thread."""
        from tui.catalog.index import IndexWriting, open_index
        from tui.catalog.record import indexed_again

        with self._lock:
            if self._opened is None:
                self._opened = open_index(None)
            index, schema = self._opened
            numbers = {n for (n,) in db.execute("SELECT n FROM briefings")}
            if numbers != self._known:
                writing = IndexWriting(index, schema, HEAP)
                writing.remove(self._known - numbers)
                for n, indexed in indexed_again(db, numbers - self._known):
                    writing.add(n, indexed)
                writing.commit()
                writing.close()
                index.reload()
                self._known = numbers
            return schema, index.searcher()


class RowsAlone:
    """In place of an index while rows are written: it is made of them when somebody searches."""

    def add(self, n: int, indexed: Indexed) -> None:
        """Nothing is added."""

    def remove(self, numbers: Iterable[int]) -> None:
        """Nothing is removed."""

    def commit(self) -> int:
        """There is no stamp."""
        return 0

    def close(self) -> None:
        """Nothing is held."""


class MemoryState:
    """One state of a catalog in memory."""

    def __init__(self, db: sqlite3.Connection, newest: Callable[[], sqlite3.Connection], index: IndexInMemory) -> None:
        self.db = db
        self.generation = meta(db, "generation")
        self._newest = newest
        self._index = index
        self._searching: Searching | None = None

    @property
    def changed(self) -> bool:
        """Whether there is a newer one."""
        return self._newest() is not self.db

    @contextmanager
    def searching(self) -> Iterator[Searching]:
        """The index, to be searched."""
        if self._searching is None:
            from tui.catalog.searching import Searching

            self._searching = Searching(*self._index.of(self._newest()))
        yield self._searching

    def close(self) -> None:
        """It goes when nobody holds it."""


class CatalogInMemory:
    """The catalog of a library, read from its files by `refresh`; empty before."""

    def __init__(
        self,
        paths: Iterable[str | os.PathLike[str]],
        loose: Sequence[Briefing] = (),
        shown: Shown | None = None,
        ahead: Callable[[], bytes | None] = lambda: None,
    ) -> None:
        """Nothing is read yet.

        Args:
            paths: files and folders of the library.
            loose: briefings that stand in no file.
            shown: what of it may be shown, where not all may; `loose` holds no more than that.
            ahead: gives what another process has read, as `read_packed` makes it, or None; asked once, by the first `refresh`.
        """
        self._paths = [os.fspath(path) for path in paths]
        self._loose = loose
        self._shown = shown
        self._ahead: Callable[[], bytes | None] | None = ahead
        self._db = connect_in_memory()
        self._index = IndexInMemory()
        self._refreshing = threading.Lock()

    def open(self) -> Catalog:
        """Its newest state, for one thread at a time."""
        return Catalog(self._paths, lambda: MemoryState(self._db, lambda: self._db, self._index))

    @property
    def left_out(self) -> str:
        """A sentence that counts the files which may not be shown; "" where all may."""
        return self.open().left_out

    def refresh(self, *, processes: int = 1, stop: Callable[[], bool] = lambda: False) -> Outcome:
        """Look at the files, and read what is new or changed. Safe in any thread.

        Args:
            processes: how many may read files at once; more than one only where this process has no threads.
            stop: asked between files; when it says so, what was done is kept, and the rest left for another time.
        """
        with self._refreshing:
            ahead, self._ahead = self._ahead, None
            packed = ahead() if ahead is not None else None
            if packed is not None:
                return self._unpack(packed)
            return self._read(processes, stop)

    def _read(self, processes: int, stop: Callable[[], bool]) -> Outcome:
        from tui.catalog.record import catalog_record
        from tui.catalog.update import Update
        from tui.catalog.wanted import Wanted
        from tui.catalog.writer import CatalogWriter

        wanted = Wanted(text=False) if self._shown is None else Wanted(text=False, shown=self._shown)
        writer = CatalogWriter(connect_in_memory(self._db), RowsAlone)
        update = Update(writer, roots_of(self._paths), stop=stop, wanted=wanted)
        try:
            update.begin()
            for briefing in self._loose if not meta(self._db, "generation") else ():
                writer.store_loose(catalog_record(briefing, b"", text=False), briefing.digest)
            found = update.look()
            stopped = update.take(found, processes)
        finally:
            writer.close()
        if meta(writer.db, "generation") != meta(self._db, "generation"):
            self._db = writer.db
        return update.end(found, stopped=stopped)

    def make_index(self, *, only_ask: bool = False) -> bool:
        """Write the index now, so that the first search does not wait for it. Safe in any thread. Returns whether it is written."""
        if not only_ask:
            self._index.of(self._db)
        return self._index.is_of(self._db)

    def read_packed(self, most: int | None = None) -> bytes:
        """Read everything, or the newest files up to so many, and give it for another process."""
        read = count(1)
        self.refresh(stop=lambda: most is not None and next(read) >= most)
        return self._db.serialize()

    def _unpack(self, packed: bytes) -> Outcome:
        from tui.catalog.update import Outcome

        db = connect_in_memory()
        db.deserialize(packed)
        self._db = db
        return Outcome(new=db.execute("SELECT count(*) FROM briefings").fetchone()[0])
