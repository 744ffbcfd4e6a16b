"""What kind of file system a path is on, which kinds are silent about changes, and how a name is written there."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

SILENT = frozenset(("9p", "afs", "ceph", "cifs", "fuse.rclone", "fuse.sshfs", "ncpfs", "nfs", "nfs4", "smb3", "vboxsf", "virtiofs"))
"""File systems that say nothing of what is changed from another machine."""


def file_system(path: str, mounts: str = "/proc/self/mountinfo") -> str:
    """The kind of file system a path is on, "ext4" for one; "" where the system does not say.

    Args:
        path: absolute, there or not.
        mounts: the table of what is mounted where (proc(5), mountinfo).
    """
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as table:
            lines = table.read().splitlines()
    except OSError:
        return ""
    real = Path(os.path.realpath(path))
    kind, longest = "", -1
    for line in lines:
        fields, _, described = line.partition(" - ")
        columns = fields.split(" ")
        if len(columns) < 5 or not described:
            continue
        point = columns[4]
        for escape, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
            point = point.replace(escape, char)
        # Of two at the same place, the later one is on top.
        if len(point) >= longest and real.is_relative_to(point):
            kind, longest = described.split(" ")[0], len(point)
    return kind


def as_on_disk(path: str) -> str:
    """A path as the disk has it, where that has accents and letters in one or apart and the path the other way; else as it is.

    A Mac writes names with accents apart (NFD), and one types them in one (NFC).
    """
    if path.isascii() or os.path.lexists(path):
        return path
    found = ""
    for part in path.split(os.sep):
        forms = (part, unicodedata.normalize("NFC", part), unicodedata.normalize("NFD", part))
        found += next((form for form in forms if os.path.lexists(found + form)), part) + os.sep
    found = found[: -len(os.sep)]
    return found if os.path.lexists(found) else path


def is_file_beyond(path: str | Path, size: int) -> bool:
    """Whether a path leads to a file of more bytes than that."""
    try:
        found = os.stat(path)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > size
