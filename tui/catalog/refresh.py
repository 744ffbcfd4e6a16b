"""Bringing the catalog of a library up to date: look, read what changed, remove what is gone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tui.catalog.ceiling import Withheld, enforce, remember, see_that_nothing_forbids_it
from tui.catalog.lists import kept_order
from tui.catalog.location import DATABASE, QUEUE, clear, close_all_to_others, location_of, make_private, roots_of
from tui.catalog.lock import LockBusy, WriteLock
from tui.catalog.packing import content_in
from tui.catalog.progress import Progress, Report, read_progress, write_progress
from tui.catalog.removal import remember_library
from tui.catalog.state import is_damaged
from tui.catalog.tables import Damaged
from tui.catalog.taken_back import whole
from tui.catalog.titles import Titles
from tui.catalog.update import Outcome, Update
from tui.catalog.wanted import EVERYTHING, Wanted
from tui.catalog.writer import DiskWriter
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of
from tui.model.handling import NO_CEILING, Ceiling
from tui.store.source_text import MOST_BYTES
from tui.store.withholding import Shown

if TYPE_CHECKING:
    from tui.catalog.index import Indexed

ROOM = 6
"""Bytes of a catalog for each byte of new or changed files, about, while it is written."""
HEADROOM = 100_000
"""Bytes that a disk must have free to be written to at all."""
WRITE_EVERY = 0.5
"""Seconds between what other processes can read of the progress."""
NEWEST = 1_000
"""Briefings whose pages are prepared whatever their size: those that somebody is likely to open soon."""
LARGE = 150_000
"""Bytes of a briefing from which on its page is prepared whatever its age."""
COMMIT_EVERY = 3.0
"""Seconds between writes of what was prepared."""


def refresh(
    paths: Iterable[str | os.PathLike[str]],
    report: Report = lambda progress: None,
    *,
    rebuild: bool = False,
    processes: int = 1,
    prepare: bool = True,
    tidy: bool = True,
    stop: Callable[[], bool] = lambda: False,
    ceiling: Ceiling = NO_CEILING,
    shown: Shown = EVERYTHING.shown,
) -> Outcome:
    """Make the catalog of a library, or bring it up to date.

    Args:
        paths: files and folders of the library.
        report: is told how far it is, some times a second.
        rebuild: begin with nothing.
        processes: how many may read files at once; more than one only where this process has no threads.
        prepare: compose the newest and the largest briefings ahead, so that they open without parsing.
        tidy: rewrite the index where briefings are removed, so that none of their words stays in its files.
        stop: asked between files; when it says so, what was done is kept, and the rest left for another time.
        ceiling: what may be kept of text; where the library holds anything stricter, there is no catalog of it.
        shown: what may be shown, where not all may: such a catalog lies by itself, and holds no word of anything else.

    Raises:
        Withheld: there may be none.
        LockBusy: another process is at it; see `follow`.
        OSError: the cache cannot be written.
    """
    roots = roots_of(paths)
    folder = location_of(roots, shown.limit)
    try:
        make_private(folder)
        enforce(ceiling)
        lock = WriteLock(folder)
    except OSError as error:
        where = f": “{folder.parent}”" if error.strerror else ""
        raise OSError(f"the catalog cannot be written: {error.strerror or error}{where}") from None
    with lock:
        see_that_nothing_forbids_it(folder, ceiling)
        if rebuild or is_damaged(folder):
            clear(folder)
        remember_library(folder, roots)
        run = _Run(folder, roots, report, stop, ceiling, shown)
        try:
            return run.whole(processes, prepare, tidy)
        except Withheld as error:
            clear(folder)
            remember(folder, error, ceiling)
            raise
        except (Damaged, sqlite3.DatabaseError) as error:
            if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
                # The disk is full, or another process is in the way: nothing that making it anew would mend.
                raise OSError(f"the catalog cannot be written: {error}") from None
            clear(folder)
            try:
                return _Run(folder, roots, report, stop, ceiling, shown).whole(processes, prepare, tidy)
            except (Damaged, sqlite3.DatabaseError) as error:
                raise OSError(f"the catalog cannot be written: {error}") from None
        except ValueError as error:
            # The full-text library does not say why it cannot write.
            if shutil.disk_usage(folder).free < HEADROOM:
                raise OSError("the catalog cannot be written: the disk is full") from error
            raise
        finally:
            close_all_to_others(folder)


def refresh_saved(paths: Iterable[str | os.PathLike[str]], saved: Collection[str], ceiling: Ceiling = NO_CEILING) -> Outcome | None:
    """Bring the catalog of a library up to date with some files that were saved: work for these, whatever else it holds.

    Safe in any thread; it is done in some hundredths of a second.

    Args:
        paths: files and folders of the library.
        saved: absolute paths of files of it that were changed or are new.
        ceiling: as of `refresh`.

    Returns:
        What came of it; None where that takes a `refresh`: there is no whole catalog yet, another process writes to it, it
        cannot be written, or the files are not of those that can be looked at alone (`tui.catalog.file_changes.compare_saved`).
    """
    roots = roots_of(paths)
    folder = location_of(roots)
    if not (folder / DATABASE).exists() or is_damaged(folder):
        return None
    try:
        enforce(ceiling)
        with WriteLock(folder):
            see_that_nothing_forbids_it(folder, ceiling)
            return _Run(folder, roots, lambda progress: None, lambda: False, ceiling, EVERYTHING.shown).only(saved)
    except (LockBusy, Damaged, sqlite3.Error, OSError, ValueError):
        # The refresh meets it again, and says it.
        return None


def _prepare(writer: DiskWriter, shared: list[bytes], stop: Callable[[], bool], report: Callable[[int, int], None]) -> bool:
    """Compose what is likely to be opened, or slow to open. Returns whether it was stopped."""
    query = (
        "SELECT n, root FROM briefings WHERE n IN (SELECT value FROM json_each(?1)) "
        "UNION SELECT n, root FROM files WHERE size >= ?2 AND state = 1 AND part = '' "
        # The size of one that others stand in a file with is that of the file.
        "UNION SELECT n, root FROM files JOIN contents USING (n) "
        "WHERE size >= ?2 AND state = 1 AND part <> '' AND length(briefing) >= ?2 / 3 "
        "EXCEPT SELECT n, root FROM documents JOIN briefings USING (n) ORDER BY n"
    )
    # In the order of their keys: else the table's pages are split in halves, and stay half empty.
    waiting = writer.db.execute(query, (str(kept_order(writer.db, "date")[:NEWEST].tolist()), LARGE)).fetchall()
    if not waiting:
        return False
    from tui.document.compose import compose
    from tui.document.prepared import pack

    decode = decoder_of(Briefing).decode
    titles = Titles(writer.db)
    committed = time.monotonic()
    for done, (n, root) in enumerate(waiting):
        if stop():
            writer.commit()
            return True
        content = content_in(writer.db, n)
        document = compose(whole(decode(content), shared[root]), library=titles)
        writer.change().execute("INSERT OR REPLACE INTO documents VALUES (?, ?)", (n, pack(document, content)))
        report(done + 1, len(waiting))
        if time.monotonic() - committed > COMMIT_EVERY:
            writer.commit()
            committed = time.monotonic()
    writer.commit()
    return False


def _indexed_again(db: sqlite3.Connection, numbers: Collection[int] | None = None) -> Iterable[tuple[int, Indexed]]:
    """What the index takes of briefings; what makes it is loaded where that is needed."""
    from tui.catalog.record import indexed_again

    return indexed_again(db, numbers)


def _see_that_there_is_room(folder: Path, size: int) -> None:
    """Raise OSError where the disk has no room for what files of so many bytes become: a half-made catalog helps nobody."""
    wanted, free = ROOM * size, shutil.disk_usage(folder).free
    if size and free < wanted + HEADROOM:
        raise OSError(
            f"the catalog needs some {max(1, wanted // 1_000_000):,} MB in “{folder.parent}”, "
            f"and {free // 1_000_000:,} MB are free there; XDG_CACHE_HOME names another place"
        )


def follow(paths: Iterable[str | os.PathLike[str]], report: Report, *, every: float = 0.1, limit: str = "") -> None:
    """Report the progress of the process that is refreshing a library until it is done; returns at once where none is.

    Args:
        paths: files and folders of the library.
        report: is told what the other process says.
        every: seconds between looks.
        limit: of its catalog, as in `location_of`.
    """
    folder = location_of(paths, limit)
    last = None
    while True:
        try:
            with WriteLock(folder):
                return
        except LockBusy:
            progress = read_progress(folder) or Progress("waiting")
            if progress != last:
                report(progress)
                last = progress
            time.sleep(every)
        except OSError:
            return


class _Run:
    """One refresh."""

    def __init__(
        self,
        folder: Path,
        roots: tuple[str, ...],
        report: Report,
        stop: Callable[[], bool],
        ceiling: Ceiling,
        shown: Shown,
    ) -> None:
        self._folder = folder
        self._roots = roots
        self._tell = report
        self._stop = stop
        self._ceiling = ceiling
        self._shown = shown
        self._written = 0.0

    def whole(self, processes: int, prepare: bool, tidy: bool) -> Outcome:
        writer = DiskWriter(self._folder, self._ceiling)
        try:
            update = Update(writer, self._roots, self._report, self._stop, wanted=Wanted(shown=self._shown))
            update.begin()
            if writer.lost:
                writer.mend(_indexed_again(writer.db, writer.lost))
            found = update.look()
            _see_that_there_is_room(self._folder, sum(seen.stamp.size for seen in found.to_read if seen.stamp.size <= MOST_BYTES))
            stopped = update.take(found, processes, gone=lambda: (self._folder / QUEUE).unlink(missing_ok=True))
            if prepare and not stopped and not self._shown.leaves_out:
                # Under a ceiling, what may be shown of what is shared is in the briefings themselves.
                shared = [b"" for _ in self._roots] if self._shown.is_limited else update.shared
                stopped = _prepare(writer, shared, self._stop, lambda done, total: update.report("preparing", done, total))
            if tidy and not stopped and writer.untidy(time.time()):
                update.report("tidying", now=True)
                writer.rewrite_index(_indexed_again(writer.db))
        finally:
            writer.close()
        return update.end(found, stopped=stopped)

    def only(self, saved: Collection[str]) -> Outcome | None:
        """Take what was saved; None where the whole library is to be looked at, and nothing was done."""
        writer = DiskWriter(self._folder, self._ceiling)
        try:
            update = Update(writer, self._roots, self._report, self._stop)
            update.begin()
            found = update.look_at(saved) if not writer.lost else None
            if found is None:
                return None
            _see_that_there_is_room(self._folder, sum(seen.stamp.size for seen in found.to_read))
            update.take(found)
            untidy = writer.untidy(time.time())
        finally:
            writer.close()
        close_all_to_others(self._folder)
        return msgspec.structs.replace(update.end(found), untidy=untidy)

    def _report(self, progress: Progress) -> None:
        moment = time.monotonic()
        if progress.phase in ("looking", "tidying", "done") or moment - self._written > WRITE_EVERY:
            self._written = moment
            write_progress(self._folder, progress)
        self._tell(progress)
