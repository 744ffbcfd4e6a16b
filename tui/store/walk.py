"""Walking the folders of a library folder by folder, at little more than the cost of asking the system.

Hidden folders and files and those of package managers are passed over. A symbolic link is followed
where it leads to something inside the folder that was named. Files come with their stamps, for
comparing a whole library with what was seen before.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tui.model.problem import Problem
from tui.model.text import cleaned, shown_path
from tui.store.file_kinds import WALKED

PASSED_OVER = frozenset(("node_modules", "__pycache__"))
"""Folders that hold other people's files; hidden ones are passed over too."""


Stamp: TypeAlias = tuple[str, int, int, int, int]
"""A file as the system describes it: its name, and the four numbers of `tui.model.file_stamp.FileStamp`."""


class WalkedFolder(NamedTuple):
    """The files of one folder that may be briefings, in order of name."""

    root: int
    """Index of the path that was named."""
    path: str
    """Absolute."""
    files: list[Stamp]
    named: bool
    """Whether the files were named themselves, and not found in a folder."""


def is_walked(folder: str, name: str) -> bool:
    """Whether a file of a folder may be a briefing: by the end of its name, or since it is a mail of a Maildir."""
    return name.lower().endswith(WALKED) or is_maildir(folder)


def is_maildir(folder: str) -> bool:
    """Whether a folder holds the mails of a Maildir, whose names have no ending: `cur` and `new`, beside a `tmp`."""
    above, name = os.path.split(folder)
    return name in ("cur", "new") and os.path.isdir(os.path.join(above, "tmp"))


def walk(roots: Iterable[str | os.PathLike[str]], problems: list[Problem]) -> Iterator[WalkedFolder]:
    """Every folder of a library that is walked, and named files by their folder; each file once.

    Args:
        roots: files and folders.
        problems: where paths that are not there and folders that cannot be read are reported.
    """
    seen: dict[int, set[int]] = defaultdict(set)
    for number, named in enumerate(roots):
        path = os.path.abspath(os.fspath(named))
        try:
            status = os.stat(path)
        except (OSError, ValueError):
            shown = shown_path(os.fspath(named))
            message = f"There is no file or folder “{shown}”."
            problems.append(Problem("error", "no-such-file", message, suggestion="check the spelling", path=shown))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _below(number, path, os.fspath(named), seen, problems)
        elif status.st_ino not in seen[status.st_dev]:
            seen[status.st_dev].add(status.st_ino)
            folder, name = os.path.split(path)
            yield WalkedFolder(number, folder, [_stamp(name, status)], True)


def _stamp(name: str, status: os.stat_result) -> Stamp:
    return name, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _leads_out(path: str, inside: Path) -> bool:
    try:
        return not Path(path).resolve().is_relative_to(inside)
    except (OSError, RuntimeError):
        return True


def _unreadable(folder: str, root: str, shown: str, error: OSError) -> Problem:
    """The problem with a folder, under the path by which its library was named."""
    path = shown_path(shown if folder == root else os.path.join(shown, os.path.relpath(folder, root)))
    reason = cleaned(error.strerror or "it cannot be opened")
    return Problem("warning", "cannot-read", f"The folder “{path}” cannot be read: {reason}.", path=path)


def _below(number: int, root: str, shown: str, seen: dict[int, set[int]], problems: list[Problem]) -> Iterator[WalkedFolder]:
    inside = Path(root).resolve()
    waiting = [root]
    out: list[str] = []
    while waiting:
        folder = waiting.pop()
        try:
            status = os.stat(folder)
            if status.st_ino in seen[status.st_dev]:
                continue
            seen[status.st_dev].add(status.st_ino)
            with os.scandir(folder) as found:
                entries = list(found)
        except OSError as error:
            problems.append(_unreadable(folder, root, shown, error))
            continue
        files: list[Stamp] = []
        folders: list[str] = []
        closed: OSError | None = None
        # Sorting comes before telling files apart: of several links to one file, the first by name counts.
        entries.sort(key=_name)
        mails = is_maildir(folder)
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                continue
            try:
                if entry.is_symlink() and _leads_out(entry.path, inside):
                    out.append(entry.path)
                    continue
                if entry.is_file():
                    if name.endswith(WALKED) or mails or name.lower().endswith(WALKED):
                        status = entry.stat()
                        inodes = seen[status.st_dev]
                        if (inode := status.st_ino) not in inodes:
                            inodes.add(inode)
                            files.append((name, status.st_size, status.st_mtime_ns, status.st_ctime_ns, inode))
                elif entry.is_dir() and name not in PASSED_OVER:
                    folders.append(entry.path)
            except PermissionError as error:
                closed = error
            except (OSError, RuntimeError):
                continue
        if closed is None and folders and not os.access(folder, os.X_OK):
            closed = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if closed is not None:
            # Its names can be read and nothing else: everything below is out of reach, and named by one problem.
            problems.append(_unreadable(folder, root, shown, closed))
            folders.clear()
        yield WalkedFolder(number, folder, files, False)
        folders.reverse()
        waiting += folders
    if out:
        problems.append(_leading_out(out, root, shown))


def _leading_out(links: list[str], root: str, shown: str) -> Problem:
    """One problem for all links of a folder that lead out of it."""
    named = ", ".join(f"“{cleaned(os.path.relpath(link, root))}”" for link in links[:3])
    more = f" and {len(links) - 3:,} more" if len(links) > 3 else ""
    count = f"{len(links):,} links lead" if len(links) > 1 else "1 link leads"
    message = f"{count} out of the folder and {'are' if len(links) > 1 else 'is'} not followed: {named}{more}."
    path = cleaned(os.path.join(shown, os.path.relpath(links[0], root)))
    return Problem("info", "leads-out", message, suggestion="name what it leads to as well", path=path)


_name = attrgetter("name")
