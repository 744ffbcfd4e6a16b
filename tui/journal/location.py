"""Where the journal is kept, and what may be against it."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from tui.store.private_files import open_private, user_folder

DATABASE = "journal.db"
BACKUPS = "backups"
LOCK = "journal.lock"
"""Held while a journal is made, set aside or replaced."""


def data_folder(environ: Mapping[str, str]) -> Path | None:
    """The user's folder for the data of this program; None where there is no home."""
    return user_folder(environ, "data")


def obstacle(folder: Path) -> str:
    """Why nothing can be written in a folder that may not exist yet, in words; "" where nothing is known against it."""
    existing = folder
    while not os.path.lexists(existing) and existing.parent != existing:
        existing = existing.parent
    if not existing.is_dir():
        return f"{existing} is not a folder"
    if not os.access(existing, os.W_OK | os.X_OK):
        return f"not writable: {existing}"
    return ""


def why_not_locked(folder: Path) -> str:
    """Why files in a folder cannot be locked, in words; "" where they can be, or where it cannot be told."""
    try:
        import fcntl

        file = open_private(folder / LOCK)
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
