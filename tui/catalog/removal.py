"""Which catalogs are taken away: those that nobody needs, and those that hold words of a briefing that is to be forgotten."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from tui.catalog.files import number_at
from tui.catalog.location import DATABASE, LIBRARY, QUEUE, catalogs, clear, is_current
from tui.catalog.lock import LockBusy, WriteLock
from tui.catalog.tables import Damaged, connect, meta
from tui.model.decoders import json_decoder_of
from tui.store.private_files import write_private

UNUSED = 90 * 86_400.0
"""Seconds after which a catalog is removed that nobody looked at."""


class _Library(msgspec.Struct):
    roots: list[bytes]
    devices: list[int]
    """Of the file system that each root was on."""


def remember_library(folder: Path, roots: tuple[str, ...]) -> None:
    """Note which library a catalog is of, and that it is used now."""
    path = folder / LIBRARY
    data = msgspec.json.encode(_Library([os.fsencode(root) for root in roots], [_device(root) for root in roots]))
    with suppress(OSError):
        if not path.exists() or path.read_bytes() != data:
            # Written in place: somebody may hold the file locked.
            write_private(path, data)
        os.utime(path)


def sweep(now: float, but: Path) -> int:
    """Remove catalogs that nobody needs, never one that is in use. Returns how many.

    A library whose folder is missing counts as gone only where the file system that it was on is still there: a disk
    that is not mounted comes back, and its catalog waits for it as long as any other.

    Args:
        now: seconds since 1970.
        but: the folder of a catalog that stays.
    """
    removed = 0
    for folder in catalogs():
        if folder == but or not (_is_gone(folder) or now - _used(folder) > UNUSED):
            continue
        with suppress(LockBusy, OSError), WriteLock(folder), WriteLock(folder, LIBRARY):
            shutil.rmtree(folder, ignore_errors=True)
            removed += not folder.exists()
    return removed


def _used(folder: Path) -> float:
    """When a catalog was last used, in seconds since 1970."""
    times = []
    for name in (LIBRARY, DATABASE, f"{DATABASE}-wal", "."):
        with suppress(OSError):
            times.append((folder / name).stat().st_mtime)
    return max(times, default=0.0)


def _is_gone(folder: Path) -> bool:
    try:
        known = json_decoder_of(_Library).decode((folder / LIBRARY).read_bytes())
    except (OSError, msgspec.DecodeError):
        return False
    roots = [os.fsdecode(root) for root in known.roots]
    if not roots or any(os.path.lexists(root) for root in roots):
        return False
    return all(device and device == _device(root) for root, device in zip(roots, known.devices, strict=False))


def _device(path: str) -> int:
    """The file system that a path is on, or was when it was there; 0 where that cannot be told."""
    while True:
        try:
            return os.stat(path).st_dev
        except (FileNotFoundError, NotADirectoryError):
            above = os.path.dirname(path)
            if above == path:
                return 0
            path = above
        except (OSError, ValueError):
            return 0


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
    try:
        with closing(connect(folder)) as db:
            if meta(db, "leftovers"):
                # Files of the index still hold words of what was removed, whatever it was.
                return True
            if path and number_at(db, path) is not None:
                return True
            return any(db.execute("SELECT 1 FROM ids WHERE id = ?", (one,)).fetchone() for one in names)
    except (Damaged, sqlite3.Error, OSError):
        return True
