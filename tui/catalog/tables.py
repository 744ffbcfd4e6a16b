"""The catalog's database: what is known of every file, the rows of lists, briefings and their sections as data."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec

from tui.catalog.location import DATABASE
from tui.model.handling import Marking
from tui.model.text import real_path
from tui.store.private_files import make_private_file

SECTIONS_PER_BRIEFING = 1 << 20
"""Keys of sections, and of things (`tui.catalog.items`), are `number * SECTIONS_PER_BRIEFING + ordinal`."""

OTHER, BRIEFING, UNREADABLE, SHARED, LEFT_OUT, SEVERAL = range(6)
"""What a file is: no briefing, a briefing, one that could not be read, a `library.yaml`, one that may not be shown, one of several.

The briefings of one of several have rows of their own, each with its `part`.
"""

LOOSE = -1
"""The root of a briefing that stands in no file: it came through a pipe, and is in memory alone."""

SOURCE_TABLES = """
CREATE TABLE source_names (name INTEGER PRIMARY KEY, source INTEGER NOT NULL, places INTEGER NOT NULL);
CREATE INDEX source_names_by_source ON source_names (source);
CREATE TABLE source_sums (
  source INTEGER NOT NULL, label INTEGER NOT NULL, restricted TEXT NOT NULL, told INTEGER NOT NULL, briefings INTEGER NOT NULL,
  places INTEGER NOT NULL, judgments INTEGER NOT NULL, facts INTEGER NOT NULL, others INTEGER NOT NULL,
  PRIMARY KEY (source, label, restricted, told)
) WITHOUT ROWID;
CREATE TABLE source_origins (
  source INTEGER NOT NULL, origin INTEGER NOT NULL, places INTEGER NOT NULL, PRIMARY KEY (source, origin)
) WITHOUT ROWID;
"""
"""A source has a number that is never used twice. A briefing counts where the first of its places does; what is `told` is its grade
and its status, as in `tui.catalog.items.ItemRow.moved`. An origin is the name of what it is derived from, as that of a source."""

_SCHEMA = f"""{SOURCE_TABLES}
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE folders (path BLOB PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
  n INTEGER PRIMARY KEY AUTOINCREMENT, root INTEGER NOT NULL, folder BLOB NOT NULL, name BLOB NOT NULL, part TEXT NOT NULL,
  size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
  digest BLOB NOT NULL, state INTEGER NOT NULL, UNIQUE (folder, name, part)
);
CREATE TABLE briefings (
  n INTEGER PRIMARY KEY, root INTEGER NOT NULL, by_date INTEGER NOT NULL, by_updated INTEGER NOT NULL, by_title TEXT NOT NULL,
  links INTEGER NOT NULL, row BLOB NOT NULL
);
CREATE INDEX briefings_by_title ON briefings (by_title, n, by_date, by_updated);
CREATE TABLE unreadable (n INTEGER PRIMARY KEY, message TEXT NOT NULL);
CREATE TABLE vanished (n INTEGER PRIMARY KEY, digest BLOB NOT NULL, id TEXT NOT NULL, folder BLOB NOT NULL, name BLOB NOT NULL);
CREATE TABLE moved (old TEXT PRIMARY KEY, new TEXT NOT NULL);
CREATE TABLE ids (id TEXT NOT NULL, former INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id, former, n)) WITHOUT ROWID;
CREATE INDEX ids_by_briefing ON ids (n);
CREATE TABLE claims (n INTEGER PRIMARY KEY, series TEXT NOT NULL, number TEXT NOT NULL, supersedes BLOB NOT NULL);
CREATE TABLE agenda (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, named INTEGER NOT NULL, digest BLOB NOT NULL, due INTEGER, open INTEGER NOT NULL,
  review INTEGER, priority INTEGER NOT NULL, leans BLOB NOT NULL, recalls BLOB, actions BLOB, told INTEGER NOT NULL,
  by_date INTEGER NOT NULL
);
CREATE INDEX agenda_recalls ON agenda (n) WHERE recalls IS NOT NULL;
CREATE TABLE contents (n INTEGER PRIMARY KEY, sections INTEGER NOT NULL, briefing BLOB NOT NULL);
CREATE TABLE documents (n INTEGER PRIMARY KEY, prepared BLOB NOT NULL);
CREATE INDEX documents_by_size ON documents (n, length(prepared));
CREATE TABLE sections (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL, line INTEGER NOT NULL, at INTEGER NOT NULL, blocks BLOB NOT NULL
);
CREATE TABLE items (
  key INTEGER PRIMARY KEY, kind INTEGER NOT NULL, state INTEGER NOT NULL, at INTEGER, lower INTEGER, upper INTEGER,
  rank INTEGER NOT NULL, moved INTEGER, label INTEGER NOT NULL, restricted TEXT NOT NULL, said_by TEXT NOT NULL
);
CREATE TABLE things (key INTEGER PRIMARY KEY, things BLOB NOT NULL);
CREATE INDEX items_by_kind ON items (kind, state, at, label, lower, upper, rank, moved);
CREATE TABLE item_names (key INTEGER NOT NULL, name INTEGER NOT NULL, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE INDEX item_names_by_name ON item_names (name);
CREATE INDEX item_names_of_events ON item_names (name) WHERE name & 15 = 2;
CREATE TABLE outcomes (
  key INTEGER PRIMARY KEY, name INTEGER NOT NULL, again INTEGER NOT NULL, came INTEGER, likelihood INTEGER NOT NULL,
  confidence INTEGER NOT NULL, label INTEGER NOT NULL, said_by TEXT NOT NULL
);
CREATE TABLE topics (n INTEGER NOT NULL, topic TEXT NOT NULL, PRIMARY KEY (n, topic)) WITHOUT ROWID;
CREATE TABLE statements (
  below INTEGER NOT NULL, leads INTEGER NOT NULL, said INTEGER NOT NULL, start INTEGER NOT NULL, key INTEGER NOT NULL,
  above INTEGER NOT NULL, until INTEGER, dated INTEGER NOT NULL, label INTEGER NOT NULL,
  PRIMARY KEY (below, leads, said DESC, start DESC, key)
) WITHOUT ROWID;
CREATE TABLE orders (name TEXT PRIMARY KEY, numbers BLOB NOT NULL) WITHOUT ROWID;
"""


ARRIVALS = "CREATE TABLE IF NOT EXISTS arrivals (n INTEGER PRIMARY KEY, at INTEGER NOT NULL)"
"""When files came in or changed: the highest number at a second; 0 for what a catalog began with. Older catalogs have none."""


class Row(msgspec.Struct, array_like=True):
    """One line of a list of briefings; all texts are cleaned and as long as their authors made them."""

    n: int
    """The briefing's number in this catalog; a file that changes gets another one."""
    path: str
    """Of its file, as the library was named."""
    id: str
    title: str
    date: str = ""
    """For people."""
    date_text: str = ""
    """As written."""
    updated: str = ""
    updated_text: str = ""
    kind: str = ""
    status: str = ""
    priority: str = ""
    series: str = ""
    number: str = ""
    lang: str = ""
    marking: Marking = Marking()
    """The strictest of the briefing and all that is in it."""
    tags: tuple[str, ...] = ()
    minutes: int = 0
    """Of reading."""
    errors: int = 0
    warnings: int = 0
    bottom_line: str = ""
    """The beginning of its bottom line, without markup; of its text, where it has none."""
    formerly: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded: bool = False
    """Whether another briefing of the library replaces it."""
    affected: bool = False
    """Whether it leans on something that was recalled or corrected (`tui.model.recalls`)."""
    named: bool = False
    """Whether its author gave it its id."""
    digest: bytes = b""
    """Of its file's bytes, as in `Briefing.digest`."""
    hidden: bytes = b""
    """The name of its file in bytes, as in `Briefing.hidden`."""

    @property
    def real_path(self) -> str:
        """The name by which its file can be opened."""
        return real_path(self.path, self.hidden)

    @property
    def was_updated(self) -> bool:
        """Whether the date that a list shows, and goes by, is that of the last change, the later of the two."""
        if not (self.date_text and self.updated_text):
            return bool(self.updated_text)
        from tui.model.dates import parse_date

        # The texts were understood when they were read.
        return parse_date(self.updated_text).sort_key[1] > parse_date(self.date_text).sort_key[1]


class Damaged(Exception):
    """The database cannot be used; it must be made anew."""


def connect(folder: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open the database of a catalog.

    Args:
        folder: the catalog's; it must exist.
        write: make it where it is not there, and allow changes.

    Raises:
        Damaged: it is not there, not complete, or no database.
    """
    path = folder / DATABASE
    if not write and not path.exists():
        raise Damaged(f"there is no {path.name}")
    try:
        if write and not path.exists():
            make_private_file(path, new=False)
        # The reader is used by one thread at a time, but not always by the same one.
        connection = sqlite3.connect(path, timeout=10.0, isolation_level=None, check_same_thread=False)
        # A briefing and its neighbours share a page; it counts only where the database is made.
        connection.execute("PRAGMA page_size = 16384")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA mmap_size = 268435456")
        if write:
            # What is removed is overwritten: it may have been marked.
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA cache_size = -32000")
            _make_tables(connection)
        else:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
    except sqlite3.Error as error:
        raise Damaged(str(error)) from None
    return connection


def empty_in_memory() -> sqlite3.Connection:
    """A database without tables that this process keeps to itself: nothing of it is ever written to a disk."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    # What is sorted would go to a file else, where it is much.
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def connect_in_memory(before: sqlite3.Connection | None = None) -> sqlite3.Connection:
    """The database of a catalog that this process keeps to itself.

    Args:
        before: another one, of which it begins as a copy; empty without.
    """
    connection = empty_in_memory()
    if before is not None:
        before.backup(connection)
    else:
        _make_tables(connection)
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()[0]:
        connection.execute("SELECT value FROM meta").fetchone()
        return
    connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")


def meta(connection: sqlite3.Connection, name: str, default: int = 0) -> int:
    """A number kept under a name."""
    found = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return int(found[0]) if found is not None else default


def set_meta(connection: sqlite3.Connection, name: str, value: int | bytes | str) -> None:
    """Keep something under a name."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
