"""Journals that are made beside, and put in place whole: empty ones, copies, and what is left of damaged ones."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tui.journal import migrations
from tui.journal.backups import is_whole, sync
from tui.journal.errors import JournalDamaged
from tui.journal.location import DATABASE
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
    from tui.journal.salvage import filled_up, graft, is_beheaded, is_headless

    if is_headless(aside):
        with empty_journal(aside.parent, secret) as made:
            # A copy has the pages where the journal had them, and so has a new one whose pages were never packed.
            graft(aside, copy or made, made)
            yield made
    elif is_beheaded(aside):
        with beside(aside.parent) as made:
            filled_up(aside, made)
            yield made
    else:
        yield aside
