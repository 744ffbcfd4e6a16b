"""Bringing the catalog of a library up to date: look, read what changed, remove what is gone."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from tui.catalog.ceiling import Withheld, enforce, remember, see_that_nothing_forbids_it
from tui.catalog.comparing import UNTRUSTED, FileComparison, compare_files, settles
from tui.catalog.files import look_at, shared_file
from tui.catalog.index import Indexed
from tui.catalog.keeping import indexed, kept, scale_of, whole
from tui.catalog.location import DAMAGED, QUEUE, clear, close_all_to_others, location_of, make_private, roots_of
from tui.catalog.lock import LockBusy, WriteLock
from tui.catalog.progress import Phase, Progress, Report, read_progress, write_progress
from tui.catalog.storing import Storing
from tui.catalog.tables import Damaged, meta, set_meta
from tui.catalog.texts import section_sources
from tui.catalog.titles import TitleChanges
from tui.catalog.unused import remember_library
from tui.catalog.workers import parse_all
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of
from tui.model.handling import NO_CEILING, Ceiling
from tui.model.problem import Problem
from tui.store.source_text import MOST_BYTES

FIRST_COMMIT = 0.4
"""Seconds of reading until the first files can be searched."""
COMMIT_EVERY = 3.0
"""Seconds of work that a kill can lose."""
ROOM = 6
"""Bytes of a catalog for each byte of new or changed files, about, while it is written."""
HEADROOM = 100_000
"""Bytes that a disk must have free to be written to at all."""
REPORT_EVERY = 0.1
"""Seconds."""
WRITE_EVERY = 0.5
"""Seconds between what other processes can read of the progress."""


class Outcome(msgspec.Struct, frozen=True):
    """What a refresh did."""

    new: int = 0
    changed: int = 0
    removed: int = 0
    files: int = 0
    """How many there are in the library."""
    stopped: bool = False
    """Whether it was asked to stop before the end; what it did is kept."""


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

    Raises:
        Withheld: there may be none.
        LockBusy: another process is at it; see `follow`.
        OSError: the cache cannot be written.
    """
    roots = roots_of(paths)
    folder = location_of(roots)
    try:
        make_private(folder)
        enforce(ceiling)
        lock = WriteLock(folder)
    except OSError as error:
        where = f" to “{folder.parent}”" if error.strerror else ""
        raise OSError(f"the catalog cannot be written{where}: {error.strerror or error}") from None
    with lock:
        see_that_nothing_forbids_it(folder, ceiling)
        if rebuild or (folder / DAMAGED).exists():
            clear(folder)
        remember_library(folder, roots)
        run = _Run(folder, roots, report, stop, ceiling)
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
                return _Run(folder, roots, report, stop, ceiling).whole(processes, prepare, tidy)
            except (Damaged, sqlite3.DatabaseError) as error:
                raise OSError(f"the catalog cannot be written: {error}") from None
        except ValueError as error:
            # The full-text library does not say why it cannot write.
            if shutil.disk_usage(folder).free < HEADROOM:
                raise OSError("the catalog cannot be written: the disk is full") from error
            raise
        finally:
            close_all_to_others(folder)


def _see_that_there_is_room(folder: Path, size: int) -> None:
    """Raise OSError where the disk has no room for what files of so many bytes become: a half-made catalog helps nobody."""
    wanted, free = ROOM * size, shutil.disk_usage(folder).free
    if size and free < wanted + HEADROOM:
        raise OSError(
            f"the catalog needs some {max(1, wanted // 1_000_000):,} MB in “{folder.parent}”, "
            f"and {free // 1_000_000:,} MB are free there; XDG_CACHE_HOME names another place"
        )


def follow(paths: Iterable[str | os.PathLike[str]], report: Report, *, every: float = 0.1) -> None:
    """Report the progress of the process that is refreshing a library until it is done; returns at once where none is.

    Args:
        paths: files and folders of the library.
        report: is told what the other process says.
        every: seconds between looks.
    """
    folder = location_of(paths)
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

    def __init__(self, folder: Path, roots: tuple[str, ...], report: Report, stop: Callable[[], bool], ceiling: Ceiling) -> None:
        self._folder = folder
        self._roots = roots
        self._tell = report
        self._stop = stop
        self._ceiling = ceiling
        self._started = time.monotonic()
        self._told = 0.0
        self._written = 0.0
        self._committed = 0.0
        self._of_shared: list[Problem] = []
        """What is wrong with what the roots share."""
        self._counts = {"new": 0, "changed": 0, "removed": 0}

    def whole(self, processes: int, prepare: bool, tidy: bool) -> Outcome:
        self._report("looking", now=True)
        storing = self._storing = Storing(self._folder, self._ceiling)
        self._was_unfinished = meta(storing.db, "unfinished") == 1
        self._titles = TitleChanges(storing.db)
        try:
            shared, shared_changed = self._shared()
            if storing.lost:
                storing.mend(_indexed_again(storing, shared, storing.lost))
            found = compare_files(storing.db, self._roots, time.time_ns())
            _see_that_there_is_room(self._folder, sum(seen.stamp.size for seen in found.to_read if seen.stamp.size <= MOST_BYTES))
            stopped = self._remove_gone(found) or self._read(found, shared, processes)
            if not stopped:
                self._apply_shared(shared, shared_changed)
                self._finish(found, shared_changed)
            storing.commit()
            if prepare and not stopped:
                from tui.catalog.preparing import prepare_pages

                stopped = prepare_pages(storing, shared, self._stop, lambda done, total: self._report("preparing", done, total))
            if tidy and not stopped and storing.untidy(time.time()):
                self._report("tidying", now=True)
                storing.rewrite_index(_indexed_again(storing, shared))
        finally:
            storing.close()
        self._report("done", found.files, found.files, now=True)
        return Outcome(**self._counts, files=found.files, stopped=stopped)

    def _report(self, phase: Phase, done: int = 0, total: int = 0, *, now: bool = False) -> None:
        moment = time.monotonic()
        if not now and moment - self._told < REPORT_EVERY:
            return
        self._told = moment
        seconds = moment - self._started
        rate = done / seconds if phase == "reading" and seconds > 0 else 0.0
        eta = (total - done) / rate if rate else None
        progress = Progress(phase, done, total, rate, eta, **self._counts)
        if now or moment - self._written > WRITE_EVERY:
            self._written = moment
            write_progress(self._folder, progress)
        self._tell(progress)

    def _shared(self) -> tuple[list[bytes], list[bytes | None]]:
        """For each root what its briefings share, and what they shared before where that is something else."""
        from tui.store.shared import above

        now: list[bytes] = []
        before: list[bytes | None] = []
        for number, root in enumerate(self._roots):
            path = shared_file(root)
            self._keep_stamp(number, path)
            held = above(root)
            self._of_shared += [problem for problem in held.problems if problem not in self._of_shared]
            seen = held.seen
            known = self._storing.db.execute("SELECT value FROM meta WHERE name = ?", (f"library-{number}",)).fetchone()
            old, blob = decoder_of(tuple[bytes, bytes]).decode(known[0]) if known else (b"", b"")
            if seen != old:
                new = msgspec.msgpack.encode(held.shared) if seen else b""
                set_meta(self._storing.change(), f"library-{number}", msgspec.msgpack.encode((seen, new)))
                if scale_of(new) != scale_of(blob):
                    self._read_again(number)
                before.append(blob if known or self._any() else None)
                blob = new
            else:
                before.append(None)
            now.append(blob)
        return now, before

    def _keep_stamp(self, root: int, path: Path) -> None:
        """Keep what the `library.yaml` of a root is like before it is read; nothing where that may change unseen."""
        try:
            stamp = look_at(path)
        except OSError:
            stamp = None
        if stamp is not None and not (stamp.is_settled(time.time_ns()) or settles(os.fsencode(path), stamp)):
            stamp = UNTRUSTED
        if stamp is None and os.path.lexists(path):
            # What cannot be looked at may change unseen.
            stamp = UNTRUSTED
        name, value = f"library-stamp-{root}", msgspec.msgpack.encode(stamp)
        known = self._storing.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        if (known[0] if known is not None else msgspec.msgpack.encode(None)) != value:
            set_meta(self._storing.change(), name, value)

    def _read_again(self, root: int) -> None:
        """Forget what is known of the files of a root, so that all of them are read: their words mean something else now."""
        db = self._storing.change()
        db.execute("UPDATE files SET digest = x'', mtime_ns = -2 WHERE root = ?", (root,))
        db.execute("DELETE FROM folders")

    def _any(self) -> bool:
        return self._storing.db.execute("SELECT 1 FROM briefings LIMIT 1").fetchone() is not None

    def _count(self, what: str) -> None:
        if not any(self._counts.values()):
            # What is made of the whole library is to be made anew, by a later refresh where this one is stopped.
            set_meta(self._storing.change(), "unfinished", 1)
        self._counts[what] += 1

    def _remove_gone(self, found: FileComparison) -> bool:
        if found.gone:
            from tui.catalog.moving import remember_removed

            remember_removed(self._storing.change(), found.gone)
            (self._folder / QUEUE).unlink(missing_ok=True)
        for n in found.gone:
            self._titles.forget(n)
            self._storing.remove(n)
            self._count("removed")
            if self._stop():
                return True
        if found.gone_folders:
            self._storing.change().executemany("DELETE FROM folders WHERE path = ?", [(place,) for place in found.gone_folders])
        for place, left in found.left.items():
            # A folder is known before its files are, so that they are missed when it goes.
            self._keep_folder(place, found.digests[place] if left == 0 else b"")
        return False

    def _keep_folder(self, place: bytes, digest: bytes) -> None:
        self._storing.change().execute("INSERT OR REPLACE INTO folders VALUES (?, ?)", (place, digest))

    def _read(self, found: FileComparison, shared: list[bytes], processes: int) -> bool:
        """Read what changed. Returns whether it was stopped."""
        total = len(found.to_read)
        self._started = self._committed = time.monotonic()
        wait = FIRST_COMMIT
        jobs = [seen.job for seen in found.to_read]
        for done, parsed in enumerate(parse_all(jobs, self._roots, shared, processes), 1):
            seen = found.to_read[parsed.number]
            if seen.job.n and not parsed.same:
                self._titles.forget(seen.job.n)
            self._storing.store(seen.job, parsed, seen.stamp)
            if not parsed.same:
                self._count("new" if seen.new else "changed")
            digest = found.read(seen.place)
            if digest is not None:
                self._keep_folder(seen.place, digest)
            self._report("reading", done, total)
            moment = time.monotonic()
            if moment - self._committed > wait:
                self._storing.commit()
                self._committed = time.monotonic()
                # In a large library the lists that a commit writes take a while.
                wait = max(COMMIT_EVERY, 8 * (self._committed - moment))
            if self._stop():
                return True
        return False

    def _apply_shared(self, now: list[bytes], before: list[bytes | None]) -> None:
        """Make the briefings anew that a change of `library.yaml` touches, from what was read of their own files."""
        if all(old is None for old in before):
            return
        decode = decoder_of(Briefing).decode
        db = self._storing.change()
        for root, old in enumerate(before):
            if old is None:
                continue
            for (n,) in db.execute("SELECT n FROM briefings WHERE root = ?", (root,)).fetchall():
                own = decode(db.execute("SELECT briefing FROM contents WHERE n = ?", (n,)).fetchone()[0])
                if whole(own, old) != whole(own, now[root]):
                    self._storing.replace(n, kept(own, now[root]))
                    self._count("changed")

    def _finish(self, found: FileComparison, shared_changed: list[bytes | None]) -> None:
        from tui.catalog.agenda import leaning
        from tui.catalog.lineage import claimed, lineage
        from tui.catalog.moving import settle

        changed = meta(self._storing.db, "unfinished") == 1 or any(old is not None for old in shared_changed)
        problems = msgspec.msgpack.encode([*self._of_shared, *found.problems, *_unreadable(self._storing.db)])
        known = self._storing.db.execute("SELECT value FROM meta WHERE name = 'problems'").fetchone()
        if known is None or known[0] != problems:
            set_meta(self._storing.change(), "problems", problems)
        if not changed and meta(self._storing.db, "complete"):
            return
        db = self._storing.change()
        superseded, pairs = lineage(db)
        affected, recalled = leaning(db)
        found_now = {"superseded": superseded, "lineage": pairs, "claimed": claimed(db)}
        found_now |= {"affected": affected, "recalled": recalled}
        for name, numbers in found_now.items():
            db.execute("INSERT OR REPLACE INTO orders VALUES (?, ?)", (name, numbers.tobytes()))
        settle(db)
        if self._was_unfinished or self._titles.any:
            # Pages that show titles of other briefings are composed again.
            db.execute("DELETE FROM documents WHERE n IN (SELECT n FROM briefings WHERE links)")
        set_meta(db, "others", db.execute("SELECT count(*) FROM files WHERE state = 0").fetchone()[0])
        set_meta(db, "complete", 1)
        set_meta(db, "unfinished", 0)


def _unreadable(db: sqlite3.Connection) -> Iterator[Problem]:
    """The problems of the files that could not be read when that was last tried."""
    from tui.model.text import hidden_name, shown_path

    query = "SELECT folder, name, message FROM unreadable CROSS JOIN files USING (n) ORDER BY folder, name"
    for folder, name, message in db.execute(query):
        path = os.fsdecode(os.path.join(folder, name))
        shown = shown_path(path)
        yield Problem("error", "cannot-read", message, path=shown, hidden=hidden_name(path, shown))


def _indexed_again(storing: Storing, shared: list[bytes], numbers: Sequence[int] | None = None) -> Iterator[tuple[int, Indexed]]:
    """What the index takes of briefings as they are kept: of all, or of some."""
    decode = decoder_of(Briefing).decode
    query = "SELECT n, root, by_date FROM briefings WHERE n IN (SELECT value FROM json_each(?)) ORDER BY n"
    rows = storing.db.execute(query, (json.dumps(numbers),)) if numbers is not None else None
    for n, root, by_date in (rows or storing.db.execute("SELECT n, root, by_date FROM briefings ORDER BY n")).fetchall():
        content = storing.db.execute("SELECT briefing FROM contents WHERE n = ?", (n,)).fetchone()[0]
        briefing = whole(decode(content), shared[root])
        yield n, indexed(briefing, section_sources(briefing), by_date)
