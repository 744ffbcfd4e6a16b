"""Walking the folders of a library folder by folder, at little more than the cost of asking the system; and which to watch.

Hidden folders and files and those of package managers are passed over. A symbolic link is followed
where it leads to something inside the folder that was named. Files come with their stamps, for
comparing a whole library with what was seen before.
"""

from __future__ import annotations

import errno
import marshal
import os
import stat
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
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


Hint: TypeAlias = tuple[int, str]
"""A kind and an absolute path, as `watchfiles` gives them."""

MODIFIED = 2
"""The kind of a hint that says that something is still there; the others say that it came or went."""

Anchors: TypeAlias = dict[str, tuple[int, int] | None]
"""Device and inode of the folders that all else hangs on; None for what is not there."""


class Tree(NamedTuple):
    """The folders of a library at one moment."""

    whole: frozenset[str]
    """Folders that are walked."""
    named: dict[str, frozenset[str]]
    """Folders that hold files which were named themselves, with the names of these."""
    fresh: frozenset[str]
    """Paths of the files in folders that are new."""

    @property
    def folders(self) -> frozenset[str]:
        """What is watched."""
        return self.whole.union(self.named)


NO_TREE = Tree(frozenset(), {}, frozenset())


class Meaning(NamedTuple):
    """What hints say."""

    paths: set[str]
    """Files of the library that were saved, came or went."""
    folders: bool
    """Whether any folder is concerned, so that the library must be walked."""
    replaced: set[str]
    """Folders that came or went; one of the same name may be there."""


class Folders:
    """The folders below the paths that were named. It is no matter whether these are there."""

    def __init__(self, roots: Iterable[str | os.PathLike[str]]) -> None:
        self.roots = tuple(dict.fromkeys(os.path.abspath(os.fspath(root)) for root in roots))
        """Absolute, each once."""
        self._files: set[str] = set()
        """Named paths that are files, or were when last seen."""

    def anchors(self) -> Anchors:
        """The named folders, and the folders of named files: that these go or are replaced is told by nobody."""
        anchors: Anchors = {}
        for root in self.roots:
            try:
                status = os.stat(root)
            except (OSError, ValueError):
                status = None
            if status is not None and stat.S_ISDIR(status.st_mode):
                self._files.discard(root)
            elif status is not None:
                self._files.add(root)
            if root in self._files:
                root = os.path.dirname(root)
                try:
                    status = os.stat(root)
                except OSError:
                    status = None
            anchors[root] = (status.st_dev, status.st_ino) if status else None
        return anchors

    def walk(self, is_new: Callable[[str], bool], stopped: Callable[[], bool]) -> Tree:
        """The folders as they are now.

        Args:
            is_new: whether the files of a folder are wanted.
            stopped: asked between folders; what is given back then is not complete.
        """
        whole: set[str] = set()
        fresh: set[str] = set()
        for folder in walk(self.roots, []):
            if stopped():
                break
            if not folder.named:
                whole.add(folder.path)
            if is_new(folder.path):
                fresh.update(os.path.join(folder.path, name) for name, *_ in folder.files)
        named: dict[str, frozenset[str]] = {}
        for path in self._files:
            above, name = os.path.split(path)
            if os.path.isdir(above):
                named[above] = named.get(above, frozenset()) | {name}
        return Tree(frozenset(whole), named, frozenset(fresh))

    def meaning(self, hints: Iterable[Hint], tree: Tree) -> Meaning:
        """What hints about the folders of this tree say; those about files that are not walked say nothing."""
        found = Meaning(set(), False, set())
        touched = False
        for kind, path in hints:
            folder, name = os.path.split(path)
            walked = folder in tree.whole and name[:1] != "." and name not in PASSED_OVER
            if path in tree.whole or path in tree.named or (walked and os.path.isdir(path)):
                touched = True
                if kind != MODIFIED:
                    found.replaced.add(path)
            elif name in tree.named.get(folder, ()) or (
                walked and is_walked(folder, name) and not (os.path.islink(path) and self._leads_out(path))
            ):
                found.paths.add(path)
        return found._replace(folders=touched)

    def _leads_out(self, path: str) -> bool:
        real = Path(os.path.realpath(path))
        return not any(real.is_relative_to(os.path.realpath(root)) for root in self.roots)


def is_below(folder: str, others: Collection[str]) -> bool:
    """Whether a folder is one of some others, or in one of them."""
    if not others:
        return False
    while folder not in others:
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above
    return True


class Stamps:
    """What the files of a library were like at the last look."""

    def __init__(self, roots: Iterable[str], stopped: Callable[[], bool]) -> None:
        """Look for the first time.

        Args:
            roots: files and folders.
            stopped: asked between folders; a look that is stopped counts for nothing.
        """
        self._roots = tuple(roots)
        self._stopped = stopped
        self._packed = self._look()

    @property
    def folders(self) -> frozenset[str]:
        """The folders that were walked."""
        return frozenset(path for path, named in self._packed if not named)

    def compare(self) -> tuple[set[str], bool]:
        """Look again.

        Returns:
            Absolute paths of the files that are new, gone or not what they were, and whether folders came or went.
        """
        before, folders = self._packed, self.folders
        now = self._look()
        if self._stopped():
            return set(), False
        self._packed = now
        paths: set[str] = set()
        for key in before.keys() | now.keys():
            old, new = before.get(key), now.get(key)
            if old == new:
                continue
            path, named = key
            above = os.path.dirname(path) if named else path
            different = set(marshal.loads(old) if old else ()) ^ set(marshal.loads(new) if new else ())
            paths.update(os.path.join(above, name) for name, *_ in different)
        return paths, self.folders != folders

    def _look(self) -> dict[tuple[str, bool], bytes]:
        # Packed, a file takes some 65 bytes. Version 2 of marshal has no references, so that equal stamps are equal bytes.
        packed: dict[tuple[str, bool], bytes] = {}
        for folder in walk(self._roots, []):
            if self._stopped():
                break
            path = os.path.join(folder.path, folder.files[0][0]) if folder.named else folder.path
            packed[path, folder.named] = marshal.dumps(folder.files, 2)
        return packed
