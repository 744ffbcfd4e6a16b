"""One look at the files of a library: what is new, changed or gone, and what its catalog holds of it from then on.

It is the same wherever the catalog is kept, on disk (`tui.catalog.refresh`) or in memory (`tui.catalog.memory`).
"""

from __future__ import annotations

import os
import sqlite3
import time
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tui.catalog.file_changes import UNTRUSTED, ChangedFile, FileComparison, compare_files, compare_saved, settles
from tui.catalog.files import look_at, shared_file
from tui.catalog.items import ActorRules, actor_number
from tui.catalog.packing import content_in
from tui.catalog.progress import Phase, Progress, Report
from tui.catalog.tables import ARRIVALS, LEFT_OUT, meta, set_meta
from tui.catalog.taken_back import scale_of, whole
from tui.catalog.titles import TitleChanges
from tui.catalog.wanted import EVERYTHING, Wanted
from tui.catalog.writer import CatalogWriter
from tui.model.briefing import Briefing
from tui.model.decoders import decoder_of
from tui.model.problem import Problem

if TYPE_CHECKING:
    from tui.store.shared import Shared

LARGE = 300
"""Files from which on a list is shown before all of them are read."""

FIRST_COMMIT = 0.4
"""Seconds of reading until the first files can be searched."""
COMMIT_EVERY = 3.0
"""Seconds of work that a kill can lose."""
REPORT_EVERY = 0.1
"""Seconds."""


class Outcome(msgspec.Struct, frozen=True):
    """What a refresh did."""

    new: int = 0
    changed: int = 0
    removed: int = 0
    renamed: int = 0
    """Files that have another name or folder, and are neither new nor removed."""
    files: int = 0
    """How many there are in the library."""
    stopped: bool = False
    """Whether it was asked to stop before the end; what it did is kept."""
    untidy: bool = False
    """Whether files of the index still hold words of what was removed, which a refresh of the whole library takes out."""


class Update:
    """Brings a catalog up to date, by `begin`, `look`, `take` and `end`."""

    def __init__(
        self,
        writer: CatalogWriter,
        roots: tuple[str, ...],
        report: Report = lambda progress: None,
        stop: Callable[[], bool] = lambda: False,
        *,
        wanted: Wanted = EVERYTHING,
    ) -> None:
        """Nothing is looked at yet.

        Args:
            writer: of the catalog.
            roots: absolute paths of the library.
            report: is told how far it is, some times a second.
            stop: asked between files; when it says so, the rest is left for another time.
            wanted: what is made of each file.
        """
        self._writer = writer
        self._roots = roots
        self._tell = report
        self._stop = stop
        self._wanted = wanted
        self._started = time.monotonic()
        self._told = 0.0
        self._of_shared: list[Problem] = []
        """What is wrong with what the roots share."""
        self._counts = {"new": 0, "changed": 0, "removed": 0, "renamed": 0}
        self._was_unfinished = meta(writer.db, "unfinished") == 1
        self._titles = TitleChanges(writer.db)
        self.shared: list[bytes] = []
        """For each root what its briefings share, a `Shared` as msgpack."""
        self._shared_before: list[bytes | None] = []
        """What they shared before, where that is something else."""

    def begin(self) -> None:
        """Read what the briefings of each root share."""
        self.report("looking", now=True)
        _note_ceiling(self._writer, self._wanted)
        self.shared, self._shared_before = self._shared()

    def look(self) -> FileComparison:
        """Look at every file of the library, and read none."""
        found = compare_files(self._writer.db, self._roots, time.time_ns())
        if _kept(self._writer.db, "walked") != (problems := msgspec.msgpack.encode(found.problems)):
            set_meta(self._writer.change(), "walked", problems)
        return found

    def look_at(self, saved: Collection[str]) -> FileComparison | None:
        """Look at some files that were saved, by their absolute paths; None where the whole library is to be looked at."""
        db = self._writer.db
        if self._was_unfinished or not meta(db, "complete") or any(old is not None for old in self._shared_before):
            return None
        found = compare_saved(db, saved, time.time_ns())
        if found is not None:
            # What is wrong with folders is what it was when all of them were looked at.
            found.problems += decoder_of(list[Problem]).decode(_kept(db, "walked") or msgspec.msgpack.encode([]))
        return found

    def take(self, found: FileComparison, processes: int = 1, *, gone: Callable[[], None] = lambda: None) -> bool:
        """Forget what is gone, and read what is new or changed. Returns whether it was stopped.

        Args:
            found: by `look`.
            processes: how many may read files at once.
            gone: told before anything is forgotten.
        """
        if found.gone:
            gone()
        stopped = self._remove_gone(found) or bool(found.to_read and self._read(found, processes))
        if not stopped:
            self._apply_shared()
            self._finish(found)
        self._writer.commit()
        return stopped

    def end(self, found: FileComparison, *, stopped: bool = False) -> Outcome:
        """Say that it is done, and what came of it."""
        self.report("done", found.files, found.files, now=True)
        new, changed, removed, renamed = (self._counts[what] for what in ("new", "changed", "removed", "renamed"))
        return Outcome(new, changed, removed, renamed, found.files, stopped)

    def report(self, phase: Phase, done: int = 0, total: int = 0, *, now: bool = False) -> None:
        """Tell how far it is, where that was not told just now."""
        moment = time.monotonic()
        if not now and moment - self._told < REPORT_EVERY:
            return
        self._told = moment
        seconds = moment - self._started
        rate = done / seconds if phase == "reading" and seconds > 0 else 0.0
        eta = (total - done) / rate if rate else None
        self._tell(Progress(phase, done, total, rate, eta, **self._counts))

    def _shared(self) -> tuple[list[bytes], list[bytes | None]]:
        """For each root what its briefings share, and what they shared before where that is something else."""
        from tui.store.shared import above

        limited = self._wanted.shown.is_limited
        now: list[bytes] = []
        before: list[bytes | None] = []
        for number, root in enumerate(self._roots):
            path = shared_file(root)
            self._keep_stamp(number, path)
            held = above(root)
            self._of_shared += [problem for problem in held.problems if problem not in self._of_shared]
            seen = held.seen
            known = self._writer.db.execute("SELECT value FROM meta WHERE name = ?", (f"library-{number}",)).fetchone()
            old, blob = decoder_of(tuple[bytes, bytes]).decode(known[0]) if known else (b"", b"")
            if seen != old:
                set_meta(self._writer.change(), f"actors-{number}", actor_rules(held.shared))
                new = msgspec.msgpack.encode(held.shared) if seen else b""
                if limited:
                    # Each briefing is kept with what of this may be shown.
                    set_meta(self._writer.change(), f"library-{number}", msgspec.msgpack.encode((seen, b"")))
                    self._read_again(number)
                else:
                    set_meta(self._writer.change(), f"library-{number}", msgspec.msgpack.encode((seen, new)))
                    if scale_of(new) != scale_of(blob):
                        self._read_again(number)
                before.append(blob if not limited and (known or _has_briefings(self._writer.db)) else None)
                blob = new
            else:
                before.append(None)
            now.append(msgspec.msgpack.encode(held.shared) if limited and seen else blob)
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
        known = self._writer.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        if (known[0] if known is not None else msgspec.msgpack.encode(None)) != value:
            set_meta(self._writer.change(), name, value)

    def _read_again(self, root: int) -> None:
        """Forget what is known of the files of a root, so that all of them are read: their words mean something else now."""
        db = self._writer.change()
        db.execute("UPDATE files SET digest = x'', mtime_ns = -2 WHERE root = ?", (root,))
        db.execute("DELETE FROM folders")

    def _count(self, what: str) -> None:
        if not any(self._counts.values()):
            # What is made of the whole library is to be made anew, by a later refresh where this one is stopped.
            set_meta(self._writer.change(), "unfinished", 1)
        self._counts[what] += 1

    def _remove_gone(self, found: FileComparison) -> bool:
        if found.gone:
            from tui.catalog.renames import remember_removed

            remember_removed(self._writer.change(), found.gone)
        for n in found.gone:
            self._titles.forget(n)
            self._writer.remove(n)
            self._count("removed")
            if self._stop():
                return True
        if found.gone_folders:
            self._writer.change().executemany("DELETE FROM folders WHERE path = ?", [(place,) for place in found.gone_folders])
        for place, left in found.left.items():
            # A folder is known before its files are, so that they are missed when it goes.
            self._keep_folder(place, found.digests[place] if left == 0 else b"")
        return False

    def _keep_folder(self, place: bytes, digest: bytes) -> None:
        self._writer.change().execute("INSERT OR REPLACE INTO folders VALUES (?, ?)", (place, digest))

    def _read(self, found: FileComparison, processes: int) -> bool:
        """Read what changed. Returns whether it was stopped."""
        from tui.catalog.parsing import parse_all

        total = len(found.to_read)
        self._started = committed = time.monotonic()
        wait = FIRST_COMMIT
        # Somebody looks at the list already while that of many files is made: what was written last stands at its head.
        order = sorted(found.to_read, key=_age, reverse=True) if total >= LARGE else found.to_read
        tasks = [seen.task for seen in order]
        for done, parsed in enumerate(parse_all(tasks, self._roots, self.shared, processes, self._wanted), 1):
            seen = found.to_read[parsed.number]
            for n in self._writer.outdated(seen.task, parsed):
                self._titles.forget(n)
            self._writer.store(seen.task, parsed, seen.stamp)
            if not parsed.same:
                self._count("new" if seen.new else "changed")
            digest = found.read(seen.place)
            if digest is not None:
                self._keep_folder(seen.place, digest)
            self.report("reading", done, total)
            moment = time.monotonic()
            if moment - committed > wait:
                self._writer.commit()
                committed = time.monotonic()
                # In a large library the lists that a commit writes take a while.
                wait = max(COMMIT_EVERY, 8 * (committed - moment))
            if self._stop():
                return True
        return False

    def _apply_shared(self) -> None:
        """Make the briefings anew that a change of `library.yaml` touches, from what was read of their own files."""
        if all(old is None for old in self._shared_before):
            return
        from tui.catalog.record import catalog_record

        decode = decoder_of(Briefing).decode
        db = self._writer.change()
        for root, old in enumerate(self._shared_before):
            if old is None:
                continue
            for (n,) in db.execute("SELECT n FROM briefings WHERE root = ?", (root,)).fetchall():
                own = decode(content_in(db, n))
                if whole(own, old) != whole(own, self.shared[root]):
                    self._writer.replace(n, catalog_record(own, self.shared[root], text=self._wanted.text))
                    self._count("changed")

    def _finish(self, found: FileComparison) -> None:
        changed = meta(self._writer.db, "unfinished") == 1 or any(old is not None for old in self._shared_before)
        problems = msgspec.msgpack.encode([*self._of_shared, *found.problems, *_unreadable(self._writer.db)])
        if _kept(self._writer.db, "problems") != problems:
            set_meta(self._writer.change(), "problems", problems)
        if not changed and meta(self._writer.db, "complete"):
            return
        from tui.catalog.queue_facts import recalled_themselves
        from tui.catalog.renames import settle

        db = self._writer.change()
        orders = _orders(db)
        for name, numbers in orders.items():
            db.execute("INSERT OR REPLACE INTO orders VALUES (?, ?)", (name, numbers.tobytes()))
        self._counts = _counted_once(self._counts, settle(db))
        self._writer.sources.settle({*orders["superseded"], *recalled_themselves(orders["recalled"])})
        # Pages that show titles of other briefings are composed again.
        self._titles.drop_pages(every=self._was_unfinished)
        set_meta(db, "others", db.execute("SELECT count(*) FROM files WHERE state = 0").fetchone()[0])
        set_meta(db, "left_out", _said_left_out(db, self._wanted))
        _note_arrivals(db)
        set_meta(db, "unfinished", 0)


def _orders(db: sqlite3.Connection) -> dict[str, array[int]]:
    """What the briefings of a catalog say of each other, by the names under which it is kept."""
    from tui.catalog.lineage import claimed, lineage
    from tui.catalog.queue_facts import leaning

    superseded, pairs = lineage(db)
    affected, recalled = leaning(db)
    return {"superseded": superseded, "lineage": pairs, "claimed": claimed(db), "affected": affected, "recalled": recalled}


def _counted_once(counts: Mapping[str, int], renamed: int) -> dict[str, int]:
    """The counts of a refresh, in which so many files with another name are neither new nor removed."""
    renamed = min(renamed, counts["new"], counts["removed"])
    return {
        **counts,
        "new": counts["new"] - renamed,
        "removed": counts["removed"] - renamed,
        "renamed": counts["renamed"] + renamed,
    }


def _note_ceiling(writer: CatalogWriter, wanted: Wanted) -> None:
    if wanted.shown.leaves_out and not meta(writer.db, "limited"):
        set_meta(writer.change(), "limited", 1)


def _has_briefings(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM briefings LIMIT 1").fetchone() is not None


def _note_arrivals(db: sqlite3.Connection) -> None:
    """Note when the last of the files came in or changed, which have the highest numbers."""
    db.execute(ARRIVALS)
    at = int(time.time()) if db.execute("SELECT 1 FROM arrivals LIMIT 1").fetchone() else 0
    db.execute("INSERT OR IGNORE INTO arrivals SELECT coalesce(max(n), 0), ? FROM files", (at,))
    set_meta(db, "complete", 1)


def _said_left_out(db: sqlite3.Connection, wanted: Wanted) -> str:
    """A sentence that counts what may not be shown."""
    from tui.store.withholding import said_left_out

    count = db.execute("SELECT count(*) FROM files WHERE state = ?", (LEFT_OUT,)).fetchone()[0]
    return said_left_out(count, wanted.shown.ceiling, whole=wanted.shown.whole)


def _age(seen: ChangedFile) -> int:
    """When a file was written last; one that is too new for that to be kept is newer than all others."""
    return time.time_ns() if seen.stamp == UNTRUSTED else seen.stamp.mtime_ns


def _kept(db: sqlite3.Connection, name: str) -> bytes | None:
    """What is kept under a name; None where nothing is."""
    found = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return bytes(found[0]) if found is not None else None


def _unreadable(db: sqlite3.Connection) -> Iterator[Problem]:
    """The problems of the files that could not be read when that was last tried."""
    from tui.model.text import hidden_name, shown_path

    query = "SELECT folder, name, message FROM unreadable CROSS JOIN files USING (n) ORDER BY folder, name"
    for folder, name, message in db.execute(query):
        path = os.fsdecode(os.path.join(folder, name))
        shown = shown_path(path)
        yield Problem("error", "cannot-read", message, path=shown, hidden=hidden_name(path, shown))


def actor_rules(shared: Shared) -> bytes:
    """What a library says of actors with like names, as msgpack; under a ceiling as well, since it is numbers alone."""
    same, apart = [[list(map(actor_number, names)) for names in lists] for lists in (shared.same, shared.apart)]
    return msgspec.msgpack.encode(ActorRules(same, apart))
