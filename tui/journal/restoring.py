"""Journals that are made beside, and put in place whole: empty ones, copies, and what is left of damaged ones."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tui.journal import migrations
from tui.journal.backups import is_whole, sync
from tui.journal.location import DATABASE
from tui.journal.troubles import JournalDamaged, any_text
from tui.store.private_files import make_private_file, unique_suffix


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """An empty private file beside the journal, which goes again with all that SQLite puts next to it."""
    made = folder / f"{DATABASE}.new-{unique_suffix()}"
    with suppress(FileNotFoundError):
        made.unlink()
    make_private_file(made)
    try:
        yield made
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                os.unlink(f"{made}{ending}")


@contextmanager
def empty_journal(folder: Path, secret: bytes) -> Iterator[Path]:
    """A journal with nothing in it, with the secret given, which goes again."""
    with beside(folder) as made:
        db = sqlite3.connect(made, isolation_level=None)
        try:
            migrations.migrate(db, secret)
            db.execute("PRAGMA journal_mode = WAL")
        finally:
            db.close()
        yield made


def put_in_place(made: Path, path: Path) -> None:
    """Give a finished file its name, unless something has that name already."""
    sync(made)
    try:
        os.link(made, path)
    except FileExistsError:
        return
    except OSError:
        # A file system without links.
        if not path.exists():
            os.rename(made, path)


def restored(backup: Path, path: Path, check: Callable[[sqlite3.Connection], int]) -> bool:
    """Put a copy in the journal's place. Returns whether it is whole and that was possible; `check` raises where it is none."""
    try:
        with beside(path.parent) as made:
            made.write_bytes(backup.read_bytes())
            db = sqlite3.connect(made, isolation_level=None)
            try:
                check(db)
                if not is_whole(db):
                    return False
                db.execute("PRAGMA journal_mode = WAL")
            finally:
                db.close()
            put_in_place(made, path)
    except (JournalDamaged, sqlite3.Error, OSError):
        return False
    return True


@contextmanager
def readable(aside: Path, copy: Path | None, secret: bytes) -> Iterator[Path]:
    """A damaged journal as SQLite can read it.

    Args:
        aside: the damaged one.
        copy: of an earlier day; None where there is none.
        secret: of the journal.
    """
    from tui.journal.salvage import copy_with_log, filled_up, graft, is_beheaded, is_headless

    if is_headless(aside):
        with empty_journal(aside.parent, secret) as made:
            # A copy has the pages where the journal had them, and so has a new one whose pages were never packed.
            graft(aside, copy or made, made)
            yield made
    else:
        with beside(aside.parent) as made:
            filled_up(aside, made) if is_beheaded(aside) else copy_with_log(aside, made)
            write_definitions(made)
            yield made


_DEFINITIONS = "SELECT type, name, tbl_name, sql FROM sqlite_master"


def write_definitions(made: Path) -> None:
    """Write the definitions that every journal has over those of one which cannot be read as they are.

    What a definition is of is told by its name, or where that is damaged too by its text: as long, with the fewest other letters.
    """
    with suppress(sqlite3.Error), closing(sqlite3.connect(made, isolation_level=None)) as db:
        db.text_factory = any_text
        db.execute("PRAGMA writable_schema = ON")
        known = _definitions(migrations.version_of(db))
        there = [(row[0], row[1:]) for row in db.execute(_DEFINITIONS.replace("type", "rowid, type", 1)).fetchall()]
        left = known - {definition for _, definition in there}
        for row, definition in there:
            if definition not in known and left:
                right = min(left, key=lambda one: (one[1:3] != definition[1:3], _difference(one, definition), str(one)))
                if right[1:3] == definition[1:3] or _difference(right, definition) <= _MOST_LETTERS:
                    left.discard(right)
                    values = "type = ?, name = ?, tbl_name = ?, sql = ?"
                    db.execute(f"UPDATE sqlite_master SET {values} WHERE rowid = ?", (*right, row))


_MOST_LETTERS = 8
"""How many letters of a definition may be others."""

Definition = tuple[str, str, str, str | None]
"""Kind, name, table, and SQL of a thing in a database."""


def _definitions(version: int) -> set[Definition]:
    """Those of a journal of a version; of the latest where there is no such."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrations.migrate(db, b"", version if 0 < version <= migrations.latest() else migrations.latest())
        return set(db.execute(_DEFINITIONS).fetchall())


def _difference(one: Definition, other: Definition) -> int:
    """How many letters differ; many where they are not as long as each other."""
    texts = [(str(mine), str(theirs)) for mine, theirs in zip(one, other, strict=True)]
    if any(len(mine) != len(theirs) for mine, theirs in texts):
        return 1 << 20
    return sum(letter != its for mine, theirs in texts for letter, its in zip(mine, theirs, strict=True))
