"""One writer at a time; the lock goes with its process, however that ends."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType

from tui.catalog.location import LIBRARY, LOCK
from tui.store.private_files import locked_file

_A_DAY = 86_400.0
"""Seconds between two notes that a catalog is used."""


class LockBusy(Exception):
    """Another process is writing to the catalog."""


class WriteLock:
    """Held while a process writes to a catalog; a context manager."""

    def __init__(self, folder: Path, name: str = LOCK) -> None:
        """Take it.

        Args:
            folder: the catalog's; it must exist.
            name: of the file that is locked, where something else than the whole catalog is meant.

        Raises:
            LockBusy: another process holds it.
            OSError: the folder cannot be written to.
        """
        self._file = locked_file(folder / name)
        if self._file < 0:
            raise LockBusy("another process is refreshing this library")

    def __enter__(self) -> WriteLock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._file)


def hold(folder: Path) -> int:
    """Keep a catalog from being removed while it is read, and note that it is used. Returns a file to be closed; -1 for none."""
    try:
        file = os.open(folder / LIBRARY, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return -1
    try:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if time.time() - os.fstat(file).st_mtime > _A_DAY:
            os.utime(folder / LIBRARY)
    except OSError:
        # It is about to be removed, or cannot be locked: reading goes on all the same.
        pass
    return file
