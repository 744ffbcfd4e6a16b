"""Composing the pages of a library ahead, so that a briefing opens from the catalog without parsing its Markdown.

A refresh prepares what somebody is likely to open soon (`tui.catalog.refresh`). This is a program of its own for all others,
which nobody waits for: `python -m tui.catalog.prepared_pages PATH...`, the newest first. It composes while it holds
nothing, and takes the catalog's lock for the moment of writing some pages only, so that a refresh never
waits for it. It can be killed at any time, and goes on where it was. It ends when its standard input
does, which is a pipe from the process that started it; when everything is prepared; or when the pages
take too much room.
"""

from __future__ import annotations

import os
import select
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from tui.catalog.catalog import Catalog, NoCatalog
from tui.catalog.lists import kept_order
from tui.catalog.location import PREPARING, location_of
from tui.catalog.lock import LockBusy, WriteLock
from tui.catalog.packing import content_in
from tui.catalog.tables import Damaged, connect, meta
from tui.document.compose import compose
from tui.document.prepared import pack

MOST_BYTES = 512 << 20
"""Of prepared pages in a catalog; with these full, older briefings are composed when they are opened."""

LEAVE_FREE = 1 << 30
"""Bytes that stay free on the disk."""

BATCH = 0.5
"""Seconds of composing between two writes: what a kill can lose."""

LEVEL = 6
"""Of zlib: a twentieth less room for a tenth of a millisecond a page, for which nobody waits here."""

PATIENCE = 0.25
"""Seconds between tries where another process writes."""

ROUNDS = 20
"""How often it begins anew where the library changes meanwhile."""


def prepare_rest(paths: Sequence[str | os.PathLike[str]], stop: Callable[[], bool] = lambda: False) -> int:
    """Compose every page of a catalog that is not prepared, newest first. Returns how many it prepared.

    Args:
        paths: files and folders of the library.
        stop: asked between pages.

    Raises:
        NoCatalog: there is none.
        LockBusy: another process is preparing them.
        OSError, sqlite3.Error: it cannot be written.
    """
    folder = location_of(paths)
    done = 0
    with WriteLock(folder, PREPARING):
        for _ in range(ROUNDS):
            with closing(Catalog(paths)) as catalog:
                prepared, finished = _one_round(catalog, folder, stop)
            done += prepared
            if finished or stop():
                break
    return done


def _one_round(catalog: Catalog, folder: Path, stop: Callable[[], bool]) -> tuple[int, bool]:
    """Go through what is waiting. Returns how many pages were prepared, and whether all that can be are."""
    waiting, size = _unprepared(folder)
    done = 0
    pages: list[tuple[int, bytes]] = []
    until = time.monotonic() + BATCH
    with closing(connect(folder)) as db:
        for place, n in enumerate(waiting):
            if stop() or catalog.changed:
                return done, False
            if size >= MOST_BYTES or shutil.disk_usage(folder).free < LEAVE_FREE:
                return done, True
            page = pack(compose(catalog.briefing(n), library=catalog.titles), content_in(db, n), LEVEL)
            pages.append((n, page))
            size += len(page)
            if time.monotonic() > until or place == len(waiting) - 1:
                if not _write(catalog, folder, pages, stop):
                    return done, False
                done += len(pages)
                pages = []
                until = time.monotonic() + BATCH
    return done, True


def _unprepared(folder: Path) -> tuple[list[int], int]:
    """The numbers of the briefings whose pages are not prepared, newest first, and the bytes of those that are."""
    with closing(connect(folder)) as db:
        known = dict(db.execute("SELECT n, length(prepared) FROM documents INDEXED BY documents_by_size"))
        # Pages that say what others of the library claim or recall are composed when they are opened.
        for n in kept_order(db, "claimed") + kept_order(db, "affected"):
            known.setdefault(n, 0)
        return [n for n in kept_order(db, "date") if n not in known], sum(known.values())


def _write(catalog: Catalog, folder: Path, pages: Sequence[tuple[int, bytes]], stop: Callable[[], bool]) -> bool:
    """Keep some pages. Returns False where the library has changed since they were composed."""
    while not stop():
        try:
            lock = WriteLock(folder)
        except LockBusy:
            time.sleep(PATIENCE)
            continue
        with lock, closing(connect(folder, write=True)) as db:
            if meta(db, "generation") != catalog.generation:
                return False
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT OR IGNORE INTO documents VALUES (?, ?)", sorted(pages))
            db.execute("COMMIT")
        return True
    return False


def prepare_until_input_ends(paths: Sequence[str]) -> int:
    """Prepare a library's pages behind everything else, until standard input ends. Returns the exit status."""
    with suppress(AttributeError, OSError):
        os.nice(15)
    try:
        prepare_rest(paths, lambda: bool(select.select([sys.stdin], [], [], 0)[0]))
    except (NoCatalog, LockBusy, Damaged, KeyError, OSError, sqlite3.Error):
        # Nobody is there to be told, and whatever it was, pages are then composed when they are opened.
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(prepare_until_input_ends(sys.argv[1:]))
