"""Taking a briefing that is to be forgotten out of every catalog: those that may hold its words are removed."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tui.catalog.location import DATABASE, QUEUE, catalogs, clear, is_current
from tui.catalog.lock import LockBusy, WriteLock
from tui.catalog.tables import Damaged, connect, meta

_ATTEMPTS = 20
_PAUSE = 0.1
"""Seconds between attempts to get hold of a catalog that another process writes to."""


def forget_in_catalogs(names: frozenset[str], path: str) -> list[Path]:
    """Remove every catalog that may hold words of a briefing, and from all of them what one read of it.

    Catalogs are made anew when they are next wanted; where the briefing's file is still in the library, with its words.

    Args:
        names: ids of the briefing.
        path: of its file, absolute; "" where it has none.

    Returns:
        The folders of those that could not be removed, since another process is at them or they are not to be written to.
    """
    left = []
    for folder in catalogs():
        try:
            if _may_hold(folder, names, path):
                _clear(folder)
            for kept in folder.glob(f"{QUEUE}*"):
                kept.unlink(missing_ok=True)
        except (LockBusy, OSError):
            left.append(folder)
    return left


def _clear(folder: Path) -> None:
    for last in (*[False] * (_ATTEMPTS - 1), True):
        try:
            with WriteLock(folder):
                clear(folder)
                return
        except LockBusy:
            if last:
                raise
            time.sleep(_PAUSE)


def _may_hold(folder: Path, names: frozenset[str], path: str) -> bool:
    if not is_current(folder) or not (folder / DATABASE).exists():
        # Whoever cleared it may have been killed over it.
        return True
    above, name = os.path.split(os.fsencode(path))
    try:
        with closing(connect(folder)) as db:
            if meta(db, "leftovers"):
                # Files of the index still hold words of what was removed, whatever it was.
                return True
            if path and db.execute("SELECT 1 FROM files WHERE folder = ? AND name = ?", (above, name)).fetchone():
                return True
            return any(db.execute("SELECT 1 FROM ids WHERE id = ?", (one,)).fetchone() for one in names)
    except (Damaged, sqlite3.Error, OSError):
        return True
