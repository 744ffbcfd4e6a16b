"""Titles of the briefings of a catalog, for the words of links between them."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from tui.catalog.tables import Row, meta
from tui.model.decoders import decoder_of
from tui.model.handling import Marking, covers
from tui.model.recalls import briefing_number

if TYPE_CHECKING:
    from tui.model.briefing import Briefing


class Titles(Mapping[str, str]):
    """Titles of the briefings of a catalog by id, looked up when they are needed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __getitem__(self, briefing_id: str) -> str:
        title: str = msgspec.msgpack.decode(self._row(briefing_id))[3]
        return title

    def _row(self, briefing_id: str) -> bytes:
        query = "SELECT row FROM ids JOIN briefings USING (n) JOIN files USING (n) WHERE id = ? ORDER BY former, folder, name, part"
        found = self._db.execute(f"{query} LIMIT 1", (briefing_id,)).fetchone()
        if found is None:
            raise KeyError(briefing_id)
        row: bytes = found[0]
        return row

    def within(self, marking: Marking) -> Titles:
        """Those that may stand in what is handed out with a marking."""
        return TitlesWithin(self._db, marking)

    def __iter__(self) -> Iterator[str]:
        for (briefing_id,) in self._db.execute("SELECT DISTINCT id FROM ids WHERE former = 0"):
            yield briefing_id

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(DISTINCT id) FROM ids WHERE former = 0").fetchone()[0])


class TitlesWithin(Titles):
    """Those that may stand in what is handed out with a marking of its own."""

    def __init__(self, db: sqlite3.Connection, marking: Marking) -> None:
        super().__init__(db)
        self._marking = marking

    def __getitem__(self, briefing_id: str) -> str:
        row = decoder_of(Row).decode(self._row(briefing_id))
        if not covers(self._marking, row.marking):
            raise KeyError(briefing_id)
        return row.title


def among_titles(db: sqlite3.Connection, briefing: Briefing) -> Briefing:
    """A briefing of a catalog; of one that was made under a ceiling without references to others than those in it."""
    if not meta(db, "limited"):
        return briefing
    from tui.store.outer_references import among

    return among(briefing, Titles(db))


class TitleChanges:
    """Whether a refresh changes what links to other briefings show, so that pages with links are composed again."""

    MOST = 2_000
    """Changed briefings up to which that is found out; with more it is taken for granted."""

    FEW = 16
    """Ids up to which the pages that show them are looked for; with more all pages with links are taken for such."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Begin, before anything is changed."""
        self._db = db
        self._first = int(db.execute("SELECT coalesce(max(n), 0) FROM files").fetchone()[0])
        self._gone: set[tuple[str, str]] = set()
        self._count = 0

    def forget(self, n: int) -> None:
        """Note what a briefing is called that is about to be replaced or removed."""
        self._count += 1
        if self._count <= self.MOST:
            self._gone |= self._called("n = ?", n)

    def drop_pages(self, *, every: bool = False) -> None:
        """Forget the composed pages that show a title which has gone, is new, or another one.

        Args:
            every: of all pages that show titles of other briefings, since it is not known which are others now.
        """
        query = "DELETE FROM documents WHERE n IN (SELECT n FROM briefings WHERE links)"
        new = self._db.execute("SELECT count(*) FROM briefings WHERE n > ?", (self._first,)).fetchone()[0]
        if every or self._count > self.MOST or new > self.MOST:
            self._db.execute(query)
            return
        names = {name for name, _ in self._called("n > ?", self._first) ^ self._gone}
        if len(names) > self.FEW:
            self._db.execute(query)
            return
        prepared = "SELECT n FROM documents INDEXED BY documents_by_size JOIN briefings USING (n) JOIN agenda USING (n)"
        for name in names:
            # What shows the title of a briefing leans on it.
            leaning = array("q", (briefing_number(name),)).tobytes()
            found = self._db.execute(f"{prepared} WHERE links AND instr(leans, ?)", (leaning,)).fetchall()
            self._db.executemany("DELETE FROM documents WHERE n = ?", found)

    def _called(self, which: str, n: int) -> set[tuple[str, str]]:
        rows = self._db.execute(f"SELECT id, row FROM ids JOIN briefings USING (n) WHERE {which}", (n,))
        return {(briefing_id, msgspec.msgpack.decode(row)[3]) for briefing_id, row in rows}
