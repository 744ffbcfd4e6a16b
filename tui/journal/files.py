"""Every file that the journal can leave on the disk: what becomes of each when something is to be forgotten."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tui.journal.location import BACKUPS, DATABASE, LOCK
from tui.store.private_files import locked

COPYING = "backups.lock"
"""Held while a copy is made."""


class Kind(NamedTuple):
    """Files of one kind, by a pattern of their paths below the journal's folder."""

    pattern: str
    held: str
    """What it holds, for people."""
    goes: bool
    """Whether it is removed when something is to be forgotten; what stays is rewritten without it, or holds no word."""


KINDS = (
    Kind(DATABASE, "the journal", False),
    Kind(f"{DATABASE}-wal", "its log, which is emptied", False),
    Kind(f"{DATABASE}-shm", "the log's index, without words", False),
    Kind(LOCK, "nothing", False),
    Kind(COPYING, "nothing", False),
    Kind("drafts/*.json", "notes that are being written, in the reader's own words; those of the briefing are removed", False),
    Kind("drafts/*.new", "one of them, half made", True),
    Kind(f"{BACKUPS}/journal-*.db", "a copy", True),
    Kind(f"{BACKUPS}/new-*", "a copy that was not finished", True),
    Kind(f"{DATABASE}.new-*", "a journal that was being put in place", True),
    Kind("drafts/*", "a note that is being written: the reader's own words", False),
    Kind("journal-corrupt-*", "a damaged journal that was set aside", True),
    Kind("journal-replaced-*", "a journal that another program replaced", True),
)
"""All of them. What is not listed here the program must not make."""


class OpenFiles(NamedTuple):
    """Which files a connection has open, each by device and inode; they are told apart from others of the same names."""

    journal: tuple[int, int]
    state: tuple[int, int, int]
    """Of the journal: its size, and when it was last written and changed."""
    log: tuple[int, int]
    log_index: tuple[int, int]
    since: float
    """When that was, in seconds since 1970."""


_NONE = (0, 0)


def file_at(path: Path | str) -> tuple[int, int]:
    """Device and inode of what is at a path; zeros where there is nothing."""
    return state_at(path)[0]


def state_at(path: Path | str) -> tuple[tuple[int, int], tuple[int, int, int]]:
    """Device and inode, and size, times of writing and change of what is at a path; zeros where there is nothing."""
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return _NONE, (0, 0, 0)
    return (status.st_dev, status.st_ino), (status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def held_at(path: Path) -> OpenFiles:
    """What a connection to the journal has open that was just opened, and read from."""
    return OpenFiles(*state_at(path), file_at(f"{path}-wal"), file_at(f"{path}-shm"), time.time())


def see_that_the_log_is_its_own(folder: Path, aside: Path) -> None:
    """Take away a log that belongs to a journal which was there before: its pages would be put among those of this one.

    Which file the log is of stands in the lock's file. Nothing happens where it says nothing, as in a new folder, or
    where the folder cannot be written to.

    Args:
        folder: the journal's.
        aside: what to call a log that is not empty.
    """
    lock, path = folder / LOCK, folder / DATABASE
    now = file_at(path)
    try:
        if not any(now) or lock.read_bytes() == _said(now):
            return
        with locked(lock):
            known, now = lock.read_bytes(), file_at(path)
            if known and known != _said(now):
                with suppress(FileNotFoundError):
                    log = Path(f"{path}-wal")
                    log.rename(f"{aside}-wal") if log.stat().st_size else log.unlink()
                Path(f"{path}-shm").unlink(missing_ok=True)
            lock.write_bytes(_said(now))
    except OSError:
        return


def know_the_log(folder: Path) -> None:
    """Note that a log beside the journal is its own from now on; the caller holds the lock."""
    with suppress(OSError):
        (folder / LOCK).write_bytes(_said(file_at(folder / DATABASE)))


def _said(file: tuple[int, int]) -> bytes:
    return f"{file[0]}.{file[1]}\n".encode() if any(file) else b""


def remove_half_made(folder: Path) -> None:
    """Remove what killed processes left half made; what is being made at this moment stays."""
    for lock, patterns in ((folder / LOCK, (f"{DATABASE}.new-*",)), (folder / COPYING, (f"{BACKUPS}/new-*",))):
        with suppress(OSError):
            left = [path for pattern in patterns for path in folder.glob(pattern)]
            if left:
                with locked(lock, wait=False) as mine:
                    for path in left if mine else ():
                        path.unlink(missing_ok=True)


def remove_copies(folder: Path) -> list[Path]:
    """Remove everything but the journal itself; the caller has taken from that what is to be forgotten.

    Returns:
        What of it had been set aside, and is gone now.

    Raises:
        OSError: something could not be removed.
    """
    with locked(folder / COPYING):
        # Nobody is making a copy now of what the journal was.
        _remove(folder, f"{BACKUPS}/")
    with locked(folder / LOCK):
        return _remove(folder, "")


def _remove(folder: Path, below: str) -> list[Path]:
    gone = []
    for kind in KINDS:
        if kind.goes and kind.pattern.startswith(below):
            for path in sorted(folder.glob(kind.pattern)):
                path.unlink(missing_ok=True)
                if not kind.pattern.startswith((BACKUPS, DATABASE)):
                    gone.append(path)
    return gone
