"""Where the journal is kept, and the making of files that only their owner can read."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

DATABASE = "journal.db"
BACKUPS = "backups"
LOCK = "journal.lock"
"""Held while a damaged journal is set aside."""


def data_folder(environ: Mapping[str, str]) -> Path | None:
    """The user's folder for the data of this program; `XDG_DATA_HOME` is honoured on every system. None where there is no home."""
    given = environ.get("XDG_DATA_HOME", "")
    if given and os.path.isabs(given):
        return Path(given) / "briefing"
    home = environ.get("HOME", "")
    if sys.platform == "linux" and os.path.isabs(home):
        # What platformdirs answers there, without the time that importing it takes.
        return Path(home) / ".local" / "share" / "briefing"
    from platformdirs import user_data_path

    try:
        return user_data_path("briefing", appauthor=False)
    except (RuntimeError, KeyError, OSError):
        return None


def make_folder(folder: Path) -> None:
    """Make a folder that only the user can enter; an existing one is made so. Raises OSError where that is not possible."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def make_file(path: Path) -> None:
    """Make an empty file that only the user can read. Raises FileExistsError, OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_CLOEXEC", 0), 0o600))


def unique() -> str:
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
