"""Titles of the briefings of a catalog, for the words of links between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

import msgspec


class Titles(Mapping[str, str]):
    """Titles of the briefings of a catalog by id, looked up when they are needed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __getitem__(self, briefing_id: str) -> str:
        query = "SELECT row FROM ids JOIN briefings USING (n) WHERE id = ? ORDER BY former, n LIMIT 1"
        found = self._db.execute(query, (briefing_id,)).fetchone()
        if found is None:
            raise KeyError(briefing_id)
        title: str = msgspec.msgpack.decode(found[0])[3]
        return title

    def __iter__(self) -> Iterator[str]:
        for (briefing_id,) in self._db.execute("SELECT DISTINCT id FROM ids WHERE former = 0"):
            yield briefing_id

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(DISTINCT id) FROM ids WHERE former = 0").fetchone()[0])
