"""Stamps of the files of a library, kept small and compared: for finding changes that nobody tells."""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterable

from tui.store.walk import walk


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
