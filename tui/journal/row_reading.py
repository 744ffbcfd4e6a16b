"""Rows of the journal as they are at this moment: what is in the database, and what is still on its way there."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from tui.journal.database import Database
from tui.journal.errors import any_text, is_busy, is_damage, is_damaged_text, reason_of
from tui.journal.files import OpenFiles
from tui.journal.tables import TABLES, UNREADABLE, Patch, decoded, decoded_in_part
from tui.journal.troubles import Troubles
from tui.journal.writing import Writer

Rows = dict[tuple[Any, ...], dict[str, Any]]
"""Key -> column -> value, in order."""

_NUMBER = "ifnull((SELECT n FROM entries WHERE key = ?), (SELECT n FROM aliases WHERE key = ?))"


class RowReading:
    """Reads rows, from any thread."""

    _database: Database | None
    _writer: Writer

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._troubles = Troubles()
        self._reader: sqlite3.Connection | None = None
        self._held: OpenFiles | None = None
        self.unread = ""
        """Why what is kept cannot be read, in words; "" where it can be."""

    def of(self, table: str, key: str | None = None) -> Rows:
        """The rows of a table, of one briefing or all."""
        pending = self._writer.pending()
        rows = self._stored(table, key)
        names = TABLES[table].key
        for patch in pending:
            if patch.table == table:
                _lay(rows, patch, names, key)
        if key is not None and names[0] != "key":
            rows = {found: row for found, row in rows.items() if row.get("key") == key}
        return rows

    def _stored(self, table: str, key: str | None) -> Rows:
        names = TABLES[table].key
        if table == "entries":
            select = "SELECT e.* FROM entries e"
        elif "key" in names:
            select = f"SELECT e.key, t.* FROM {table} t JOIN entries e USING (n)"
        else:
            select = f"SELECT t.*, e.key, e.id AS briefing_id, e.path, e.title FROM {table} t JOIN entries e USING (n)"
        where, values = "", []
        if key is not None:
            where, values = f" WHERE e.n = {_NUMBER}", [key, key]
        columns: list[str] = []
        found: Rows = {}
        for row in self.ask(select + where, *values, columns=columns):
            values_of = dict(zip(columns, row, strict=True))
            if key is not None:
                values_of["key"] = key
            place = tuple(values_of[name] for name in names)
            try:
                found[place] = {name: decoded(table, name, value) for name, value in values_of.items()}
            except UNREADABLE:
                # The rest is as good as before.
                self._troubles.damaged_row(table, values_of)
                in_part = decoded_in_part(table, values_of)
                if in_part is not None:
                    found[place] = in_part
        return found

    def ask(self, sql: str, *values: Any, columns: list[str] | None = None) -> Sequence[Any]:
        """Rows from the database; none where there is no database. A damaged one is set aside, and its backup asked."""
        with self._lock:
            for attempt in (1, 2):
                try:
                    db = self._connected()
                    self.unread = ""
                    if db is None:
                        return []
                    return _rows(db, sql, values, columns)
                except (sqlite3.Error, OSError) as error:
                    self.unread = reason_of(error)
                    if attempt == 2 or is_busy(error):
                        break
                    if is_damaged_text(error) and self._reader is not None:
                        self._reader.text_factory = any_text
                        self._troubles.damaged_text()
                        continue
                    self._let_go()
                    if is_damage(error) and self._database is not None:
                        with suppress(sqlite3.Error, OSError):
                            self._database.repair()
        return []

    def _connected(self) -> sqlite3.Connection | None:
        if self._reader is None and self._database is not None:
            self._open_reader(self._database)
        elif self._reader is not None and self._database is not None and self._held is not None:
            self._held = self._database.still(self._reader, self._held)
            if self._held is None:
                self._let_go()
                self._open_reader(self._database)
        return self._reader

    def _open_reader(self, database: Database) -> None:
        for last in (False, True):
            self._reader = database.reader()
            if self._reader is None:
                return
            try:
                self._held = database.opened(self._reader)
                self._opened_file(self._reader)
            except sqlite3.Error as error:
                self._let_go()
                if last or not is_damage(error):
                    raise
                database.repair()
            else:
                return

    def _opened_file(self, db: sqlite3.Connection) -> None:
        """The file was opened, for the first time or anew."""

    def _let_go(self) -> None:
        if self._reader is not None:
            with suppress(sqlite3.Error):
                self._reader.close()
            self._reader = None


def _rows(db: sqlite3.Connection, sql: str, values: Sequence[Any], columns: list[str] | None) -> list[Any]:
    cursor = db.execute(sql, values)
    if columns is not None:
        columns[:] = [column[0] for column in cursor.description]
    return cursor.fetchall()


def _lay(rows: Rows, patch: Patch, names: Sequence[str], key: str | None) -> None:
    """Lay a change that is not saved yet over what is saved."""
    if key is not None and names[0] == "key" and patch.key[0] != key:
        return
    if patch.values is None:
        for found in [found for found in rows if found[: len(patch.key)] == patch.key]:
            del rows[found]
        return
    before = rows.get(patch.key)
    if before is None:
        rows[patch.key] = {**dict(zip(names, patch.key, strict=True)), **patch.values}
    elif not patch.new:
        rows[patch.key] = {**before, **patch.values}
