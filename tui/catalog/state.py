"""One state of a catalog: its database and the index that goes with it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from tui.catalog.location import DAMAGED, DATABASE
from tui.catalog.lock import hold
from tui.catalog.tables import Damaged, connect, meta
from tui.store.private_files import make_private_file

PATIENCE = 0.5
"""Seconds to wait for another process to end a commit."""


if TYPE_CHECKING:
    from tui.catalog.searching import Searching


class NoCatalog(Exception):
    """There is no catalog of this library that can be read: none was made yet, or it is damaged. A refresh makes one."""


DAMAGE = (NoCatalog, sqlite3.Error, msgspec.DecodeError)
"""What reading a catalog raises where it is gone or damaged."""


def mark_damaged(folder: Path) -> None:
    """Have the next refresh make the catalog in a folder anew."""
    with suppress(OSError):
        make_private_file(folder / DAMAGED, new=False)


def is_damaged(folder: Path) -> bool:
    """Whether the catalog in a folder is to be made anew."""
    return (folder / DAMAGED).exists()


class CatalogState(Protocol):
    """A catalog as it was when it was opened."""

    @property
    def db(self) -> sqlite3.Connection:
        """Its database."""

    @property
    def generation(self) -> int:
        """Goes up whenever the catalog changes."""

    @property
    def changed(self) -> bool:
        """Whether there is a newer one."""

    def searching(self) -> AbstractContextManager[Searching]:
        """The index, to be searched. Raises NoCatalog where it is gone or damaged."""

    def close(self) -> None:
        """Let go of it."""


class DiskState:
    """A catalog on disk as it was when it was opened. The index is opened when it is first needed."""

    def __init__(self, folder: Path) -> None:
        """Open the catalog in a folder.

        Raises:
            NoCatalog: there is none that can be read.
        """
        self.folder = folder
        self._searching: Searching | None = None
        self._use = -1
        path = folder / DATABASE
        if not path.exists():
            raise NoCatalog("none was made yet")
        try:
            self.db = connect(folder)
            self._inode = path.stat().st_ino
            self.generation = meta(self.db, "generation")
            self._use = hold(folder)
        except (Damaged, sqlite3.Error, OSError, ValueError) as error:
            raise self._damaged(error) from None
        if not self.generation:
            self.close()
            raise NoCatalog("it is empty")

    def close(self) -> None:
        """Let go of the files."""
        self._searching = None
        self.db.close()
        if self._use >= 0:
            os.close(self._use)
            self._use = -1

    def _damaged(self, error: BaseException) -> NoCatalog:
        """What to raise where the catalog cannot be read; the next refresh makes it anew."""
        mark_damaged(self.folder)
        return NoCatalog(str(error))

    @property
    def changed(self) -> bool:
        """Whether the catalog on disk is newer. Costs some microseconds."""
        try:
            if (self.folder / DATABASE).stat().st_ino != self._inode:
                return True
            return meta(self.db, "generation") != self.generation
        except (sqlite3.Error, OSError):
            return False

    @contextmanager
    def searching(self) -> Iterator[Searching]:
        """The index, to be searched.

        Raises:
            NoCatalog: it is gone or damaged.
        """
        try:
            if self._searching is None:
                self._searching = self._open()
            yield self._searching
        except NoCatalog:
            raise
        except BaseException as error:
            # A damaged index makes the library panic, which is no `Exception`.
            if isinstance(error, OSError | ValueError) or type(error).__name__ == "PanicException":
                raise self._damaged(error) from None
            raise

    def _open(self) -> Searching:
        """Open the index that the database names; another process may be about to put a new one in its place."""
        from tui.catalog.index import open_index
        from tui.catalog.searching import Searching

        until = time.monotonic() + PATIENCE
        while True:
            try:
                index, schema = open_index(self.folder / f"index-{meta(self.db, 'index')}")
                return Searching(schema, index.searcher())
            except (OSError, ValueError) as error:
                if time.monotonic() > until:
                    raise self._damaged(error) from None
                time.sleep(0.02)
