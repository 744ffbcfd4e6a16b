"""The journal's tables, and the steps from each version of them to the next."""

from __future__ import annotations

import sqlite3

_FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE entries (
  n INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, id TEXT NOT NULL DEFAULT '', path BLOB NOT NULL DEFAULT x'',
  title TEXT NOT NULL DEFAULT '', title_digest TEXT NOT NULL DEFAULT '', marking BLOB NOT NULL DEFAULT x'80',
  digest BLOB NOT NULL DEFAULT x'', file_digest BLOB NOT NULL DEFAULT x'', opened_at REAL NOT NULL DEFAULT 0,
  done_at REAL NOT NULL DEFAULT 0, sections INTEGER NOT NULL DEFAULT 0, read INTEGER NOT NULL DEFAULT 0, place BLOB
);
CREATE INDEX entries_by_path ON entries (path);
CREATE INDEX entries_by_digest ON entries (file_digest) WHERE file_digest <> x'';
CREATE INDEX entries_by_id ON entries (id);
CREATE INDEX entries_by_done ON entries (done_at, n) WHERE done_at > 0;
CREATE INDEX entries_seen ON entries (key, digest, done_at, read, sections, opened_at);
CREATE TABLE aliases (
  key TEXT PRIMARY KEY, n INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX aliases_by_entry ON aliases (n);
CREATE TABLE reads (
  n INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE, section TEXT NOT NULL, at REAL NOT NULL,
  counts INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (n, section)
) WITHOUT ROWID;
CREATE INDEX reads_by_time ON reads (at, n);
CREATE TRIGGER reads_more AFTER INSERT ON reads WHEN NEW.counts
  BEGIN UPDATE entries SET read = read + 1 WHERE n = NEW.n; END;
CREATE TRIGGER reads_less AFTER DELETE ON reads WHEN OLD.counts
  BEGIN UPDATE entries SET read = read - 1 WHERE n = OLD.n; END;
CREATE TABLE kept (
  n INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE, section TEXT NOT NULL, after TEXT NOT NULL DEFAULT '',
  data BLOB NOT NULL, UNIQUE (n, section)
);
CREATE TABLE bases (n INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE, data BLOB NOT NULL);
CREATE TABLE notes (
  id TEXT PRIMARY KEY, n INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE, anchor BLOB NOT NULL,
  section_title TEXT NOT NULL, text TEXT NOT NULL, tags BLOB NOT NULL, marking BLOB NOT NULL, citation TEXT NOT NULL,
  created REAL NOT NULL, modified REAL NOT NULL
);
CREATE INDEX notes_by_entry ON notes (n);
CREATE TABLE marks (
  letter TEXT PRIMARY KEY, n INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE, place BLOB NOT NULL, at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX marks_by_entry ON marks (n);
CREATE TABLE visits (
  v INTEGER PRIMARY KEY, n INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE, place BLOB NOT NULL, at REAL NOT NULL
);
CREATE INDEX visits_by_entry ON visits (n);
CREATE TABLE verdicts (
  n INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE, digest BLOB NOT NULL, data BLOB NOT NULL
);
CREATE TABLE deeds (
  d INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, said TEXT NOT NULL, at REAL NOT NULL, images BLOB NOT NULL
);
"""

_SECOND = """
CREATE TABLE spent (
  n INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE, section TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (n, section)
) WITHOUT ROWID;
CREATE TABLE closed (
  n INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE, item TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (n, item)
) WITHOUT ROWID;
CREATE TABLE readings (
  n INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE, at REAL NOT NULL, data BLOB NOT NULL, PRIMARY KEY (n, at)
);
ALTER TABLE entries ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
DROP INDEX entries_seen;
CREATE INDEX entries_seen ON entries (key, digest, done_at, read, sections, opened_at, begun);
"""
"""Whether one read on beyond the first page, the time spent on sections, actions that the reader closed, earlier readings."""

MIGRATIONS: tuple[str, ...] = (_FIRST, _SECOND)
"""Scripts of SQL; the one at index i leads from version i to i + 1. Scripts that were released never change."""


def latest() -> int:
    """The version of the tables that this program makes and understands."""
    return len(MIGRATIONS)


def version_of(db: sqlite3.Connection) -> int:
    """The version of a database's tables; 0 where it has none."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection, secret: bytes, version: int | None = None) -> None:
    """Bring the tables up to a version, all of it or nothing. Does nothing where another process has done so.

    Args:
        db: outside a transaction.
        secret: becomes that of a journal that has none yet.
        version: the latest where none is given.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        new = not version_of(db)
        for number in range(version_of(db), version or latest()):
            for statement in _statements(MIGRATIONS[number]):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number + 1}")
        db.execute("INSERT OR IGNORE INTO meta VALUES ('secret', ?)", (secret,))
        if new:
            # No recall was ever seen: an empty map.
            db.execute("INSERT OR IGNORE INTO meta VALUES ('recalls', x'80')")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would end the transaction first."""
    found, begun = [], ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            found.append(begun.strip())
            begun = ""
    return [*found, begun.strip()] if begun.strip() else found
