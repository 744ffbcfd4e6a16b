"""Where the catalog of a library is kept: private to the user, one folder for each library and version."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from tui.model.digests import blake2b
from tui.model.late_pattern import late_pattern
from tui.store.private_files import NOWHERE, close_to_others, make_private_folder, replace_private, user_folder

FORMAT = 45
"""Of the tables, the rows and what is indexed. Another version is another folder, so that two programs do not rebuild in turn."""

_NAME = late_pattern(r"[0-9a-f]{20}-")

DATABASE = "catalog.sqlite"
LOCK = "lock"
PREPARING = "preparing"
"""File that is locked while a process composes pages ahead: one is enough, whatever the number of screens."""
PROGRESS = "progress.json"
DAMAGED = "damaged"
"""A file that says that somebody could not read the catalog, so that the next refresh makes it anew."""
LIBRARY = "library"
"""Which files and folders it is of; its time is when it was last used, and it is locked while somebody reads."""
WITHHELD = "withheld"
"""Which file forbids that there is a catalog, where `cache_text_up_to` does."""
QUEUE = "queue"
"""The last order of the reader's queue with its reasons; it goes when any briefing does."""


def roots_of(paths: Iterable[str | os.PathLike[str]]) -> tuple[str, ...]:
    """The absolute paths that a library is known by, each once, in the order given."""
    return tuple(dict.fromkeys(os.path.abspath(os.fspath(path)) for path in paths))


@lru_cache(maxsize=1)
def index_version() -> str:
    """The version of the installed full-text library, without importing it; "" where it cannot be told."""
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as entries:
                for entry in entries:
                    if entry.name.startswith("tantivy-") and entry.name.endswith(".dist-info"):
                        return entry.name.removeprefix("tantivy-").removesuffix(".dist-info")
        except OSError:
            continue
    return ""


def cache_folder() -> Path:
    """The user's folder for caches of this program; one that cannot be made where there is no home."""
    return user_folder(os.environ, "cache") or NOWHERE


def location_of(paths: Iterable[str | os.PathLike[str]], limit: str = "") -> Path:
    """The folder of the catalog of a library, which need not exist yet.

    Args:
        paths: its files and folders.
        limit: what of it may be shown (`tui.store.withholding.Shown.limit`): the catalog of a ceiling holds nothing above it.
    """
    named = "\0".join((*roots_of(paths), *(("", limit) if limit else ()))).encode("utf-8", "surrogateescape")
    return cache_folder() / f"{blake2b(named, digest_size=10).hexdigest()}-{_version()}"


def _version() -> str:
    from tui.search import words
    from tui.store.formats.registry import readers_missing

    # What could not be read for want of a library is read once that is there.
    return f"{FORMAT}.{words.VERSION}-{index_version()}{readers_missing()}"


def catalogs() -> list[Path]:
    """The folders of all catalogs there are, of any library and version."""
    try:
        with os.scandir(cache_folder()) as entries:
            return sorted(Path(entry.path) for entry in entries if _NAME.match(entry.name) and entry.is_dir(follow_symlinks=False))
    except OSError:
        return []


def is_current(folder: Path) -> bool:
    """Whether a catalog's folder is of the version that this program makes."""
    return folder.name.partition("-")[2] == _version()


def clear(folder: Path) -> None:
    """Remove everything of a catalog but its locks; the caller holds the `WriteLock`."""
    import shutil

    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in (LOCK, PREPARING, LIBRARY):
            path.unlink(missing_ok=True)


def make_private(folder: Path) -> None:
    """Make a folder that only the user can enter; an existing one is made so. Raises OSError where that is not possible."""
    if folder.is_relative_to(NOWHERE):
        raise OSError("there is no home folder; XDG_CACHE_HOME can name another place")
    for made in (folder.parent, folder):
        make_private_folder(made)


def close_all_to_others(folder: Path) -> None:
    """Take from others the right to read any file below a folder of the cache."""
    for above, folders, files in os.walk(folder):
        for name in (*folders, *files):
            with suppress(OSError):
                # Index files come and go while another process merges them.
                close_to_others(os.path.join(above, name))


def keep(path: Path, data: bytes) -> None:
    """Write a small file of a catalog whole. Raises OSError."""
    replace_private(path, data)
