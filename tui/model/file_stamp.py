"""What the system says of a file without reading it: enough to tell that it is not the one that was read."""

from __future__ import annotations

import os
import stat
import time
from typing import NamedTuple

TICK = 20_000_000
"""Nanoseconds: twice the coarsest step in which kernels set times. Within one step a file may change twice at one time."""

COARSE = 2_000_000_000
"""Nanoseconds of the same where a file system keeps whole seconds only (FAT: two of them)."""

_SECOND = 1_000_000_000


class FileStamp(NamedTuple):
    """A file at one moment. Nobody can set `ctime_ns`, so that an edit of equal length under a kept time shows in it."""

    size: int
    """Bytes."""
    mtime_ns: int
    """Nanoseconds since 1970 at which its bytes were changed, as whoever changed them says."""
    ctime_ns: int
    """The same of the file itself, its name, owner and rights, as the system says."""
    inode: int
    """Another one where a file was put in its place; 0 where the file system gives none that last."""

    def is_settled(self, now_ns: int) -> bool:
        """Whether a change after `now_ns` is bound to give another stamp, so that this one can be trusted.

        Args:
            now_ns: when the system was asked, in nanoseconds since 1970.
        """
        return self.ctime_ns <= now_ns - (TICK if self.ctime_ns % _SECOND else COARSE)

    def agrees(self, other: FileStamp | None) -> bool:
        """Whether both are of one file in one state; what has no lasting inode is told by the rest."""
        return other is not None and self[:3] == other[:3] and (self.inode == other.inode or not (self.inode and other.inode))


def stamp_of(status: os.stat_result) -> FileStamp:
    """The stamp of a file, from what the system said of it."""
    return FileStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def settled_stamp(path: str | os.PathLike[str]) -> FileStamp | None:
    """The stamp of a regular file now; None where there is none, or a change of it from now on might not show."""
    asked = time.time_ns()
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    stamp = stamp_of(status)
    return stamp if stat.S_ISREG(status.st_mode) and stamp.is_settled(asked) else None
