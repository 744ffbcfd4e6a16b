"""The files behind a catalog: whether one still is what was read of it, and which number a briefing has now."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from tui.catalog.tables import LOOSE, OTHER
from tui.model.decoders import decoder_of
from tui.model.file_stamp import FileStamp, stamp_of
from tui.model.part_path import part_of, part_path
from tui.model.text import cleaned, shown_path


class FileAgreement(NamedTuple):
    """Whether what is held of a file is what the file holds now."""

    state: Literal["same", "changed", "gone"]
    """`changed` also where that cannot be told."""
    stamp: FileStamp | None = None
    """Of the file as it is now."""
    before: FileStamp | None = None
    """Of a file that is gone, as it was when it was read; None where that is not known."""


def look_at(path: str | bytes | os.PathLike[str]) -> FileStamp | None:
    """The stamp of a file now, or of the one that a briefing is a part of; None where there is no regular file. One `stat`.

    Raises:
        OSError: the system does not say, for want of permission to look into its folder.
    """
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        file, key = part_of(os.fsdecode(path))
        return look_at(file) if key else None
    return stamp_of(status) if stat.S_ISREG(status.st_mode) else None


def file_behind(path: str) -> str:
    """The file that a path leads to, whole or for a briefing in it; one whose own name holds the sign where that is there."""
    return path if os.path.lexists(path) else part_of(path)[0]


def shared_file(root: str) -> Path:
    """Where what the briefings of a root share would stand: in the folder, or for a file in that of its library.

    Args:
        root: absolute path of a folder or a file.
    """
    from tui.store.shared import SHARED, library_root

    return Path(root if os.path.isdir(root) else library_root(root) or root) / SHARED


_PICTURES = frozenset([*map(chr, range(0x2400, 0x2427)), "\ufffd", "\u2060"])
"""What stands in paths for what cannot be shown."""


def is_as_it_is(path: str) -> bool:
    """Whether a path that is shown is the one that the system has: nothing in it may stand for something else."""
    return _PICTURES.isdisjoint(path) and cleaned(path) == path


class Files:
    """One state of a catalog."""

    def __init__(self, db: sqlite3.Connection, roots: Sequence[str]) -> None:
        self._db = db
        self._roots = roots

    def refresh_needed(self) -> bool:
        """Whether any file of the library is new, changed or gone; looks at every one of them, but reads none."""
        from tui.catalog.file_changes import compare_files

        found = compare_files(self._db, tuple(self._roots), time.time_ns())
        if found.to_read or found.gone or found.gone_folders:
            return True
        # One that stands above the roots, or that cannot be read, is none of their files.
        return not all(map(self.shared_agrees, range(len(self._roots))))

    def others(self, most: int) -> list[str]:
        """The absolute paths of files that are no briefings, as the system has them, in their order; `most` at the most."""
        query = "SELECT folder, name FROM files WHERE state = ? AND part = '' ORDER BY folder, name LIMIT ?"
        return [os.fsdecode(os.path.join(folder, name)) for folder, name in self._db.execute(query, (OTHER, most))]

    def path(self, n: int) -> bytes:
        """The path of a file, absolute, as the system has it. Raises KeyError where the number is gone."""
        found = self._db.execute("SELECT folder, name FROM files WHERE n = ?", (n,)).fetchone()
        if found is None:
            raise KeyError(n)
        folder, name = found
        return bytes(os.path.join(folder, name))

    def stamp(self, n: int) -> FileStamp | None:
        """The stamp that a file had when it was read; None where the number is gone."""
        found = self._db.execute("SELECT size, mtime_ns, ctime_ns, inode FROM files WHERE n = ?", (n,)).fetchone()
        return FileStamp(*found) if found is not None else None

    def came_since(self, moment: float) -> list[int]:
        """The numbers of the briefings that came in or changed at a moment, in seconds since 1970, or later, the last first.

        What the catalog has seen come is known by when that was; what was there before it, by the time of its file.
        """
        query, first, before = "SELECT coalesce(max(n), 0) FROM arrivals WHERE at <= ?", 1 << 62, 0
        if self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'arrivals'").fetchone():
            first, before = [self._db.execute(query, (at,)).fetchone()[0] for at in (0, int(moment) - 1)]
        # One that was saved a moment ago has no time that can be trusted yet.
        where = (
            "WHERE n > ? OR (n <= ? AND (mtime_ns >= ? OR mtime_ns < 0)) ORDER BY n > ? DESC, mtime_ns < 0 DESC, mtime_ns DESC, n"
        )
        query = f"SELECT n FROM files JOIN briefings USING (n) {where}"
        return [n for (n,) in self._db.execute(query, (max(first, before), first, int(moment * 1e9), first))]

    def agreement(self, n: int) -> FileAgreement:
        """Whether the catalog holds of a briefing what its file and the `library.yaml` of its root hold now.

        Costs two `stat`; a file with another stamp is read, and is the same where its bytes are. Raises KeyError where
        the number is gone.
        """
        query = "SELECT root, folder, name, part, digest, size, mtime_ns, ctime_ns, inode FROM files WHERE n = ?"
        found = self._db.execute(query, (n,)).fetchone()
        if found is None:
            raise KeyError(n)
        root, folder, name, part, digest, *kept = found
        if root == LOOSE:
            return FileAgreement("same")
        path = os.path.join(folder, name)
        try:
            now = look_at(path)
        except OSError:
            return FileAgreement("changed")
        if now is None:
            return FileAgreement("gone", before=FileStamp(*kept))
        if not now.agrees(FileStamp(*kept)) and not _holds(path, part, digest):
            return FileAgreement("changed", now)
        return FileAgreement("same" if self.shared_agrees(root) else "changed", now)

    def shared_agrees(self, root: int) -> bool:
        """Whether the `library.yaml` of a root is the one whose content the catalog knows. One or two `stat`."""
        kept = self._db.execute("SELECT value FROM meta WHERE name = ?", (f"library-stamp-{root}",)).fetchone()
        before: FileStamp | None = decoder_of(FileStamp | None).decode(kept[0]) if kept is not None else None
        # The folder is the usual one: it is there, or nothing of it is.
        path = os.path.join(self._roots[root], "library.yaml")
        try:
            now = look_at(path if os.path.isdir(self._roots[root]) else shared_file(self._roots[root]))
        except OSError:
            return False
        if now is None or before is None:
            return now is None and before is None
        return now.agrees(before)

    def number(self, path: str, briefing_id: str, *, named: bool, digest: bytes = b"") -> int | None:
        """The number that a briefing has in this state which was known in another one; None where it is gone.

        It is the one to which its author gave the same id, at the same path before any other. Without an id of its author
        it is the file at its path, whatever that holds by now; where there is none, the one that the catalog saw move
        from there (`tui.catalog.renames`), or the only one with its bytes.

        Args:
            path: of its file, absolute, as it is shown.
            briefing_id: its id.
            named: whether its author gave it that.
            digest: of its file's bytes; b"" where that is not known.
        """
        here = self._at(path)
        if named:
            if here is not None and here[1] == briefing_id:
                return here[0]
            query = "SELECT n FROM ids JOIN files USING (n) WHERE id = ? ORDER BY former, root, folder, name LIMIT 1"
            found = self._db.execute(query, (briefing_id,)).fetchone()
            return int(found[0]) if found is not None else here[0] if here is not None else None
        return here[0] if here is not None else self._moved(briefing_id, digest)

    def _at(self, path: str) -> tuple[int, str] | None:
        """Number and id of the briefing at a path."""
        number = number_at(self._db, path)
        query = "SELECT n, id FROM agenda WHERE n = ?"
        found = self._db.execute(query, (number,)).fetchone() if number is not None else None
        if found is None:
            found = self._led_to(path) or self._shown_as(path)
        return (int(found[0]), str(found[1])) if found is not None else None

    def _led_to(self, path: str) -> tuple[int, str] | None:
        """The same where the library knows the file by a link to it."""
        try:
            inode = os.stat(path).st_ino
        except (OSError, ValueError):
            return None
        query = "SELECT n, id, folder, name FROM files JOIN agenda USING (n) WHERE inode = ? AND part = ''"
        for n, briefing_id, folder, name in self._db.execute(query, (inode,)):
            if os.path.realpath(os.path.join(folder, name)) == os.path.realpath(os.fsencode(path)):
                return n, briefing_id
        return None

    def _shown_as(self, path: str) -> tuple[int, str] | None:
        """The same where the path is not shown as the system has it."""
        if is_as_it_is(path):
            return None
        query = "SELECT n, id, folder, name, part FROM files JOIN agenda USING (n)"
        for n, briefing_id, folder, name, part in self._db.execute(query):
            if shown_path(part_path(os.fsdecode(os.path.join(folder, name)), part)) == path:
                return n, briefing_id
        return None

    def _moved(self, briefing_id: str, digest: bytes) -> int | None:
        query = "SELECT n FROM moved JOIN ids ON ids.id = moved.new WHERE old = ? AND former = 0 ORDER BY n LIMIT 2"
        found = self._db.execute(query, (briefing_id,)).fetchall()
        if len(found) != 1 and digest:
            found = self._db.execute("SELECT n FROM agenda WHERE digest = ? AND named = 0 LIMIT 2", (digest,)).fetchall()
        return int(found[0][0]) if len(found) == 1 else None


def _holds(path: bytes, part: str, digest: bytes) -> bool:
    """Whether a file, or a part of it, holds the bytes with this digest."""
    from tui.store.read import CannotRead, digest_at

    try:
        return digest_at(part_path(os.fsdecode(path), part)) == digest
    except CannotRead:
        return False


def number_at(db: sqlite3.Connection, path: str) -> int | None:
    """The number of a briefing by its path, of a file or of a part of one; None where there is none."""
    folder, name = os.path.split(os.path.abspath(path))
    file, key = part_of(name)
    query = "SELECT n FROM files WHERE folder = ? AND ((name = ? AND part = '') OR (name = ? AND part = ?)) LIMIT 1"
    found = db.execute(query, (os.fsencode(folder), os.fsencode(name), os.fsencode(file), key)).fetchone()
    return int(found[0]) if found is not None else None
