"""Where the journal is kept, and the making of files that only their owner can read."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Mapping
from pathlib import Path

from tui.store.user_folders import make_user_folder, user_folder

DATABASE = "journal.db"
BACKUPS = "backups"
LOCK = "journal.lock"
"""Held while a journal is made, set aside or replaced."""


def data_folder(environ: Mapping[str, str]) -> Path | None:
    """The user's folder for the data of this program; None where there is no home."""
    return user_folder(environ, "data")


def make_folder(folder: Path) -> None:
    """Make a folder that only the user can enter; an existing one is made so. Raises OSError where that is not possible."""
    make_user_folder(folder)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def make_file(path: Path) -> None:
    """Make an empty file that only the user can read. Raises FileExistsError, OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_CLOEXEC", 0), 0o600))


def unique_suffix() -> str:
    """A part of a file's name that no other thread or process uses at the same time."""
    return f"{os.getpid()}-{threading.get_ident()}"


def obstacle(folder: Path) -> str:
    """Why nothing can be written in a folder that may not exist yet, in words; "" where nothing is known against it."""
    existing = folder
    while not os.path.lexists(existing) and existing.parent != existing:
        existing = existing.parent
    if not existing.is_dir():
        return f"{existing} is not a folder"
    if not os.access(existing, os.W_OK | os.X_OK):
        return f"{existing} cannot be written to"
    return ""


def why_not_locked(folder: Path) -> str:
    """Why files in a folder cannot be locked, in words; "" where they can be, or where it cannot be told."""
    try:
        import fcntl

        file = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except (ImportError, OSError):
        return ""
    try:
        fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN):
            return ""
        return f"files in {folder} cannot be locked ({error.strerror}), as on a network share without its lock service"
    finally:
        os.close(file)
    return ""
