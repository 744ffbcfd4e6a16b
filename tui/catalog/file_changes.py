"""What has changed in a library's folders since the catalog last looked."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Collection, Container, Sequence
from typing import NamedTuple

import msgspec

from tui.model.digests import blake2b
from tui.model.file_stamp import TICK, FileStamp, stamp_of
from tui.model.garbage import nothing_collected
from tui.model.problem import Problem
from tui.store.file_kinds import WALKED
from tui.store.file_system import file_system
from tui.store.walk import Stamp, WalkedFolder, walk

UNTRUSTED = FileStamp(-1, -1, -1, -1)
"""In place of one that is too recent to be trusted: the file may change again without another stamp."""

FLEETING = ("fuse", "9p", "cifs", "smb3", "vboxsf", "virtiofs")
"""How the kinds of file systems begin that may number a file anew while nobody touches it."""


class ReadTask(msgspec.Struct, array_like=True):
    """A file to read."""

    number: int
    """Of the task, to tell answers apart."""
    root: int
    folder: bytes
    name: bytes
    named: bool
    """Whether it was named itself, so that it is a briefing whatever it holds."""
    n: int = 0
    """The file's number in the catalog; 0 where it is new."""
    known: bytes = b""
    """The digest of what the catalog holds of it; the file is not parsed if it is the same."""
    parts: dict[str, bytes] = {}
    """The digests of what the catalog holds of its parts, by their keys; a part is not parsed if it is the same."""


class ChangedFile(NamedTuple):
    """A file that must be read, and what is to be kept of its stamp."""

    task: ReadTask
    stamp: FileStamp
    place: bytes
    """What it counts for in `Comparison.digests`."""
    new: bool


class FileComparison:
    """The outcome of looking at every folder."""

    def __init__(self) -> None:
        self.to_read: list[ChangedFile] = []
        self.gone: list[int] = []
        """Numbers of files that are not there any more."""
        self.digests: dict[bytes, bytes] = {}
        """By folder that differs, the digest to keep once all its files have been read; b"" where a stamp cannot be trusted."""
        self.left: dict[bytes, int] = {}
        """By folder, how many of its files are still to be read."""
        self.gone_folders: list[bytes] = []
        self.problems: list[Problem] = []
        self.files = 0
        """How many there are."""

    def read(self, place: bytes) -> bytes | None:
        """One file of a folder has been read; gives the folder's digest when it was the last one."""
        self.left[place] -= 1
        return self.digests[place] if self.left[place] == 0 else None


_encode = msgspec.msgpack.Encoder().encode


def folder_digest(files: list[Stamp]) -> bytes:
    """A digest of the names and stamps of a folder's files."""
    try:
        data = _encode(files)
    except UnicodeEncodeError:
        # A name that is no text.
        data = _encode([(os.fsencode(name), *stamp) for name, *stamp in files])
    return blake2b(data, digest_size=16).digest()


def compare_files(db: sqlite3.Connection, roots: Sequence[str], now_ns: int) -> FileComparison:
    """Look at every folder, and compare the files of those that differ one by one.

    Args:
        db: the catalog's database.
        roots: absolute paths of the library.
        now_ns: the time, in nanoseconds from 1970.
    """
    with nothing_collected():
        return _compare(db, roots, now_ns)


def _compare(db: sqlite3.Connection, roots: Sequence[str], now_ns: int) -> FileComparison:
    found = FileComparison()
    known: dict[bytes, bytes] = dict(db.execute("SELECT path, digest FROM folders"))
    places: set[bytes] = set()
    again = _readable_again(db)
    for path in again.values():
        known.pop(path, None)
        known.pop(os.path.dirname(path), None)
    fleeting = [file_system(root).startswith(FLEETING) for root in roots]
    for folder in walk(roots, found.problems):
        if fleeting[folder.root]:
            folder = folder._replace(files=[(*stamp[:4], 0) for stamp in folder.files])
        found.files += len(folder.files)
        place = os.fsencode(os.path.join(folder.path, folder.files[0][0]) if folder.named else folder.path)
        places.add(place)
        digest = folder_digest(folder.files)
        if known.get(place) != digest:
            _files(db, folder, place, digest, now_ns, found, again)
    _vanished(db, places, known, found)
    return found


MOST_SAVED, MOST_SAVED_BYTES = 64, 300_000
"""Files, and bytes of all of them, up to which they are looked at one by one; with more the whole library is."""


def compare_saved(db: sqlite3.Connection, paths: Collection[str], now_ns: int) -> FileComparison | None:
    """Look at some files that are said to have been saved, and at no other.

    Args:
        db: the catalog's database.
        paths: absolute paths of files of the library that were changed or are new.
        now_ns: the time, in nanoseconds from 1970.

    Returns:
        What differs; None where that takes a look at the whole library: a file is gone, is a link or has several names,
        stands where the catalog knows of no other, or all of them are many or large.
    """
    # What reads it is not loaded for a look that finds nothing to read.
    from tui.store.shared import SHARED

    if len(paths) > MOST_SAVED:
        return None
    found, left = FileComparison(), MOST_SAVED_BYTES
    for path in sorted(paths):
        above, name_text = os.path.split(path)
        folder, name = os.fsencode(above), os.fsencode(name_text)
        try:
            status = os.lstat(path)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or name_text == SHARED or name_text[:1] == ".":
            return None
        query = "SELECT root, n, digest, size, mtime_ns, ctime_ns, inode FROM files WHERE folder = ? AND name = ? AND part = ''"
        known = db.execute(query, (folder, name)).fetchone()
        # What was named itself has a place of its own.
        if db.execute("SELECT 1 FROM folders WHERE path = ?", (folder,)).fetchone() is None:
            return None
        if known is None:
            beside = db.execute("SELECT root FROM files WHERE folder = ? LIMIT 1", (folder,)).fetchone()
            if beside is None or not name_text.lower().endswith(WALKED):
                return None
            known = (*beside, 0, b"", *UNTRUSTED)
        root, n, old_digest, *old = known
        stamp = stamp_of(status)
        if file_system(above).startswith(FLEETING):
            stamp = stamp._replace(inode=0)
        if n and list(stamp) == old:
            continue
        left -= stamp.size
        if left < 0:
            return None
        settled = stamp.is_settled(now_ns) or settles(os.fsencode(path), stamp)
        of_parts = db.execute("SELECT part, digest FROM files WHERE folder = ? AND name = ? AND part != ''", (folder, name))
        task = ReadTask(len(found.to_read), root, folder, name, False, n, bytes(old_digest), dict(of_parts))
        found.to_read.append(ChangedFile(task, stamp if settled else UNTRUSTED, folder, not n))
        found.left[folder] = found.left.get(folder, 0) + 1
        # The folder is compared file by file when the whole library is looked at next.
        found.digests[folder] = b""
    found.files = db.execute("SELECT count(*) FROM files").fetchone()[0] + sum(seen.new for seen in found.to_read)
    return found


def _readable_again(db: sqlite3.Connection) -> dict[int, bytes]:
    """The files that could not be read and may be readable now, by number: what may be read changes no size and no time."""
    rows = db.execute("SELECT n, folder, name FROM unreadable CROSS JOIN files USING (n)")
    paths = {n: os.path.join(folder, name) for n, folder, name in rows}
    return {n: path for n, path in paths.items() if os.access(path, os.R_OK)}


def _files(
    db: sqlite3.Connection,
    walked: WalkedFolder,
    place: bytes,
    digest: bytes,
    now_ns: int,
    found: FileComparison,
    again: Container[int],
) -> None:
    folder = os.fsencode(walked.path)
    query = "SELECT name, n, digest, size, mtime_ns, ctime_ns, inode FROM files WHERE folder = ? AND root = ? AND part = ''"
    rows = {name: rest for name, *rest in db.execute(query, (folder, walked.root))}
    parts: dict[bytes, dict[str, bytes]] = {}
    numbers_of: dict[bytes, list[int]] = {}
    query = "SELECT name, part, digest, n FROM files WHERE folder = ? AND root = ? AND part != ''"
    for name, part, digest_of_part, n in db.execute(query, (folder, walked.root)):
        parts.setdefault(name, {})[part] = digest_of_part
        numbers_of.setdefault(name, []).append(n)
    trusted, tasks = True, 0
    for name_text, *numbers in walked.files:
        name, stamp = os.fsencode(name_text), FileStamp(*numbers)
        n, old_digest, *old = rows.pop(name, (0, b"", *UNTRUSTED))
        if n and numbers == old and n not in again:
            continue
        settled = stamp.is_settled(now_ns) or settles(os.path.join(folder, name), stamp)
        trusted = trusted and settled
        task = ReadTask(len(found.to_read), walked.root, folder, name, walked.named, n, bytes(old_digest), parts.get(name, {}))
        found.to_read.append(ChangedFile(task, stamp if settled else UNTRUSTED, place, not n))
        tasks += 1
    if not walked.named:
        found.gone += [rest[0] for rest in rows.values()]
        found.gone += [n for name in rows for n in numbers_of.get(name, ())]
    found.left[place] = tasks
    found.digests[place] = digest if trusted else b""


def settles(path: bytes, stamp: FileStamp) -> bool:
    """Whether a file that was changed just now is still the same when another change would show. Waits for that."""
    wait = stamp.ctime_ns + TICK - time.time_ns()
    if wait > TICK or not stamp.is_settled(stamp.ctime_ns + TICK):
        # Its time is still to come, or so coarse that waiting would take seconds.
        return False
    time.sleep(max(0, wait) / 1e9)
    try:
        return stamp_of(os.stat(path)).agrees(stamp)
    except OSError:
        return False


def _vanished(db: sqlite3.Connection, places: set[bytes], known: dict[bytes, bytes], found: FileComparison) -> None:
    """Files of folders that are not there any more, and named files."""
    found.gone_folders = [place for place in known if place not in places]
    for place in found.gone_folders:
        folder, name = os.path.split(place)
        rows = db.execute("SELECT n, name FROM files WHERE folder = ?", (place,)).fetchall()
        rows += db.execute("SELECT n, name FROM files WHERE folder = ? AND name = ?", (folder, name)).fetchall()
        found.gone += [n for n, name in rows if os.path.join(folder, name) not in places]
