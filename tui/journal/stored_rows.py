"""Rows of the journal: as they are in the database, and as they are at this moment, with what is still on its way there."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

from tui.journal import migrations
from tui.journal.database import Database
from tui.journal.files import OpenFiles
from tui.journal.tables import TABLES, UNREADABLE, Patch, decoded, decoded_in_part
from tui.journal.troubles import Troubles, any_text, is_busy, is_damage, is_damaged_text, reason_of

Rows = dict[tuple[Any, ...], dict[str, Any]]
"""Key -> column -> value, in order."""

_NUMBER = "ifnull((SELECT n FROM entries WHERE key = ?), (SELECT n FROM aliases WHERE key = ?))"


class RowSource(Protocol):
    """Something that gives rows."""

    def ask(self, sql: str, *values: Any) -> Sequence[Any]:
        """Rows from the database; none where there is no database."""

    def of(self, table: str, key: str | None = None) -> Rows:
        """The rows of a table, of one briefing or all."""


class StoredRows:
    """Rows as the database has them; asked from any thread."""

    def __init__(
        self,
        database: Database | None,
        troubles: Troubles,
        opened: Callable[[Mapping[str, Any]], None] = lambda _meta: None,
        db: sqlite3.Connection | None = None,
    ) -> None:
        """Nothing is read yet.

        Args:
            database: the journal's; None for none.
            troubles: told of what is damaged.
            opened: given the rows of `meta` whenever the file is opened.
            db: the one connection to ask, where there is no database.
        """
        self._database = database
        self._troubles = troubles
        self._opened = opened
        self._db = db
        self._held: OpenFiles | None = None
        self.lock = threading.RLock()
        """Held while something is asked."""
        self.unread = ""
        """Why what is kept cannot be read, in words; "" where it can be."""
        self.times_opened = 0
        """How often it was, for the first time or anew."""

    def open(self) -> str:
        """Read what every use needs. Returns why nothing can be written, "" where nothing is known against it. Never raises."""
        database = self._database
        if database is None:
            return ""
        try:
            db = self._connected()
            if db is not None:
                if migrations.version_of(db) > migrations.latest():
                    return "a newer version of this program made it"
                if not os.access(database.path, os.W_OK):
                    return f"{database.path} cannot be written to"
                return database.obstacle
        except (sqlite3.Error, OSError) as error:
            self._let_go()
            self.unread = reason_of(error)
            self._troubles.tell(f"What you kept before cannot be read: {self.unread}.")
            # Another program that has it locked lets go of it.
            return "" if is_busy(error) else self.unread
        except Exception as error:
            self._let_go()
            return str(error)
        return ""

    @property
    def is_open(self) -> bool:
        """Whether there is a file that was read."""
        return self._db is not None

    def close(self) -> None:
        """Let go of the file for good."""
        with self.lock:
            self._let_go()
            self._database = None

    def of(self, table: str, key: str | None = None) -> Rows:
        """The rows of a table, of one briefing or all."""
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
        with self.lock:
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
                    if is_damaged_text(error) and self._db is not None:
                        self._db.text_factory = any_text
                        self._troubles.damaged_text()
                        continue
                    self._let_go()
                    if is_damage(error) and self._database is not None:
                        with suppress(sqlite3.Error, OSError):
                            self._database.repair()
        return []

    def _connected(self) -> sqlite3.Connection | None:
        if self._db is None and self._database is not None:
            self._open_reader(self._database)
        elif self._db is not None and self._database is not None and self._held is not None:
            self._held = self._database.still(self._db, self._held)
            if self._held is None:
                self._let_go()
                self._open_reader(self._database)
        return self._db

    def _open_reader(self, database: Database) -> None:
        for last in (False, True):
            self._db = database.reader()
            if self._db is None:
                return
            try:
                self._held = database.opened(self._db)
                self.times_opened += 1
                self._opened(dict(self._db.execute("SELECT name, value FROM meta").fetchall()))
            except sqlite3.Error as error:
                self._let_go()
                if last or not is_damage(error):
                    raise
                database.repair()
            else:
                return

    def _let_go(self) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
            self._db = None


def _rows(db: sqlite3.Connection, sql: str, values: Sequence[Any], columns: list[str] | None) -> list[Any]:
    cursor = db.execute(sql, values)
    if columns is not None:
        columns[:] = [column[0] for column in cursor.description]
    return cursor.fetchall()


class CurrentRows:
    """Rows as they are at this moment: what is not saved yet is laid over what is."""

    def __init__(self, stored: StoredRows, pending: Callable[[], Sequence[Patch]]) -> None:
        """`pending` gives the changes that are not in the database yet, in order."""
        self._stored = stored
        self._pending = pending

    def ask(self, sql: str, *values: Any) -> Sequence[Any]:
        """Rows from the database alone."""
        return self._stored.ask(sql, *values)

    def of(self, table: str, key: str | None = None) -> Rows:
        """The rows of a table, of one briefing or all."""
        pending = self._pending()
        rows = self._stored.of(table, key)
        names = TABLES[table].key
        for patch in pending:
            if patch.table == table:
                _lay(rows, patch, names, key)
        if key is not None and names[0] != "key":
            rows = {found: row for found, row in rows.items() if row.get("key") == key}
        return rows


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
