"""The folders of a library that must be watched, what a hint about one of them means, and how to look where nobody hints."""

from __future__ import annotations

import marshal
import os
import stat
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tui.store.walk import PASSED_OVER, is_walked, walk

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
