"""Watching a library: what was saved, made, moved or deleted, told a moment later.

What the system tells is a hint: which file, not what became of it. Folders are kept in memory, not
files, so that a library of 100,000 briefings costs next to nothing. Where the system cannot tell,
the library is looked through now and then and compared with what was there before.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NamedTuple

from tui.model.text import cleaned
from tui.store.file_system import SILENT, file_system
from tui.store.walk import NO_TREE, Anchors, Folders, Hint, Stamps, Tree, is_below

if TYPE_CHECKING:
    from watchfiles._rust_notify import RustNotify

Mode = Literal["starting", "watching", "polling", "off"]

STEP = 0.05
"""Seconds: a burst is over when nothing more was told for so long. Stopping takes as long at most."""

ROOTS_EVERY = 1.0
"""Seconds between looks at the named paths: that a folder above them was moved is told by nobody."""

BURST = 100
"""Paths at once that make the next call wait three times as long, since more are to come."""

FLOOD = 8_000
"""Hints at once of which some may be missing: the system keeps 16,384 waiting and drops the rest."""

ROUNDS = 10
"""Times that a library which changes while it is walked is walked again."""


class FileChanges(NamedTuple):
    """What happened to a library since the last call."""

    paths: frozenset[str]
    """Absolute paths of files that were saved, or are new or gone."""
    folders: bool
    """Folders came or went, or more happened than can be told file by file: compare the whole library.

    The files of new folders are in `paths`; those of a folder that was moved away need not be."""
    lost: tuple[str, ...] = ()
    """Named paths, absolute, that are not there any more."""
    back: tuple[str, ...] = ()
    """Named paths, absolute, that were not there before."""


NO_CHANGES = FileChanges(frozenset(), False)


class WatchState(NamedTuple):
    """How changes are noticed."""

    mode: Mode
    reason: str = ""
    """A sentence for people: why the library is only polled, or not watched at all; else ""."""


def _notify() -> type[RustNotify]:
    """What watches for `watchfiles`, without the rest of it: that runs programs again, and loads eight times as much."""
    from importlib import import_module
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    name = "watchfiles._rust_notify"
    package = PathFinder.find_spec("watchfiles") if name not in sys.modules else None
    spec = PathFinder.find_spec(name, package.submodule_search_locations) if package is not None else None
    if spec is not None and spec.loader is not None:
        sys.modules[name] = module_from_spec(spec)
        try:
            spec.loader.exec_module(sys.modules[name])
        except BaseException:
            # What is half loaded would be taken for whole the next time.
            del sys.modules[name]
            raise
    found: type[RustNotify] = import_module(name).RustNotify
    return found


class _CannotWatch(Exception):
    """The system does not let these folders be watched; the message is a clause that says why."""


class _Interruption:
    """Ends the wait for hints when the watch is stopped or a named path came or went."""

    def __init__(self, stopped: threading.Event, disturbed: Callable[[], bool]) -> None:
        self._stopped = stopped
        self._disturbed = disturbed
        self._next = time.monotonic() + ROOTS_EVERY

    def is_set(self) -> bool:
        """Asked before every step of the wait."""
        if self._stopped.is_set():
            return True
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + ROOTS_EVERY
        return self._disturbed()


class Watch:
    """Tells, from a thread of its own, what changes in a library.

    From the moment that the mode is no longer "starting", every change is told: a library that is
    read after that stays up to date.
    """

    def __init__(
        self,
        paths: Iterable[str | os.PathLike[str]],
        on_change: Callable[[FileChanges], None],
        *,
        on_state: Callable[[WatchState], None] | None = None,
        interval: float = 0.25,
        poll_every: float = 30.0,
        most_folders: int | None = None,
    ) -> None:
        """Prepare to watch; nothing is touched before `start`.

        Args:
            paths: files and folders, there or not yet there.
            on_change: called from the thread for what happened.
            on_state: called from the thread whenever the state changes.
            interval: seconds between two calls of `on_change`, at least.
            poll_every: seconds between two looks where the system does not tell of changes.
            most_folders: how many folders may be watched; None leaves that to the system.
        """
        self._folders = Folders(paths)
        self._on_change = on_change
        self._on_state = on_state
        self._interval = interval
        self._poll_every = poll_every
        self._most_folders = most_folders
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._state = WatchState("starting")
        self._there: set[str] = set()
        """Named paths that were there when last looked."""
        self._anchors: Anchors = {}
        self._tree = NO_TREE
        self._notify: RustNotify | None = None
        self._left: set[Hint] = set()
        """Last hints of watches that have been replaced."""
        self._stamps: Stamps | None = None
        """None while the system tells."""
        self._too_many = 0
        """How many folders there were when they could not be watched."""
        self._quiet_until = 0.0

    @property
    def state(self) -> WatchState:
        """How changes are noticed now."""
        return self._state

    def start(self) -> None:
        """Begin, in a daemon thread that ends with the program."""
        # A thread that wakes inside an extension while the interpreter goes down would abort the process.
        atexit.register(self.stop)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, within a tenth of a second; no call begins after that. May be repeated."""
        self._stopped.set()
        atexit.unregister(self.stop)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=1.0)

    def _run(self) -> None:
        try:
            self._there = {root for root in self._folders.roots if os.path.exists(root)}
            self._settle((), starting=True)
            while not self._stopped.is_set():
                self._tell(self._looked() if self._notify is None else self._told())
        except Exception as error:
            words = cleaned(" ".join(str(error).split())) or type(error).__name__
            message = f"The library is not watched any more ({words}); reload to see what has changed since."
            # Where whoever is to be told fails, `state` says it all the same.
            with suppress(Exception):
                self._say(WatchState("off", message))
        finally:
            self._exchange(None)

    def _say(self, state: WatchState) -> None:
        if self._state != state:
            self._state = state
            if self._on_state is not None and not self._stopped.is_set():
                self._on_state(state)

    def _tell(self, changes: FileChanges) -> None:
        if self._stopped.is_set():
            return
        roots = self._folders.roots
        there = {root for root in roots if os.path.exists(root)}
        lost = tuple(root for root in roots if root in self._there and root not in there)
        back = tuple(root for root in roots if root in there and root not in self._there)
        self._there = there
        changes = changes._replace(lost=lost, back=back)
        if changes != NO_CHANGES:
            wait = self._interval * (3 if len(changes.paths) >= BURST else 1)
            self._quiet_until = max(self._quiet_until, time.monotonic() + wait)
            self._on_change(changes)

    # where the system tells

    def _told(self) -> FileChanges:
        """Wait for hints."""
        assert self._notify is not None
        if self._stopped.wait(max(0.0, self._quiet_until - time.monotonic())):
            return NO_CHANGES
        hints, self._left = self._left, set()
        if not hints:
            interruption = _Interruption(self._stopped, lambda: self._folders.anchors() != self._anchors)
            try:
                told = self._notify.watch(int(self._interval * 1_000), int(STEP * 1_000), 0, interruption)
            except RuntimeError:
                # A name that is not UTF-8, for one. These watches tell nothing from then on.
                return self._settle(())._replace(folders=True)
            if isinstance(told, str):
                now = self._folders.anchors()
                moved = {anchor for anchor in now if now[anchor] != self._anchors.get(anchor)}
                # Hints that came at the same moment are lost with the interruption.
                return self._settle(moved)._replace(folders=True) if not self._stopped.is_set() else NO_CHANGES
            hints = told
        meaning = self._folders.meaning(hints, self._tree)
        changes = FileChanges(frozenset(meaning.paths), len(hints) >= FLOOD)
        if meaning.folders or changes.folders:
            settled = self._settle(meaning.replaced)
            changes = FileChanges(changes.paths | settled.paths, changes.folders or settled.folders)
        return changes

    def _settle(self, replaced: Collection[str], *, starting: bool = False) -> FileChanges:
        """Walk the library and watch its folders, until nothing has come in between.

        Args:
            replaced: folders that came or went; of their names there may be others now.
            starting: nothing counts as new.

        Returns:
            The files of new folders, and whether folders came or went.
        """
        began = time.monotonic()
        known = self._tree.folders
        gap = False

        def is_new(folder: str) -> bool:
            return not starting and (folder not in known or is_below(folder, replaced))

        for attempt in range(ROUNDS):
            self._anchors = self._folders.anchors()
            tree = self._folders.walk(is_new, self._stopped.is_set)
            if self._stopped.is_set():
                return NO_CHANGES
            try:
                self._exchange(self._open(tree.folders))
            except (FileNotFoundError, PermissionError):
                if attempt < ROUNDS - 1:
                    continue
                self._poll_instead(tree, "its folders change all the time")
                break
            except _CannotWatch as reason:
                if self._notify is not None and attempt < ROUNDS - 1:
                    # The old watches and the new ones together may be too many where the new ones alone are not.
                    self._exchange(None)
                    gap = True
                    continue
                self._poll_instead(tree, str(reason))
                break
            if not any(starting or is_new(folder) for folder in tree.folders):
                break
            watched = tree.folders
            tree = self._folders.walk(is_new, self._stopped.is_set)
            if tree.folders == watched:
                break
        else:
            # Folders came all the time: to be looked at again in a second, as if all were new.
            self._anchors = {}
        paths = tree.fresh | self._caught_up()
        self._tree = tree
        if not starting:
            # Walking may take a third of the time, never most of it.
            self._quiet_until = time.monotonic() + 2 * (time.monotonic() - began)
        return FileChanges(paths, gap or (not starting and (tree.folders != known or any(map(is_new, tree.folders)))))

    def _caught_up(self) -> set[str]:
        """Files that changed between one way of noticing and the other."""
        if self._notify is None:
            hints, self._left = self._left, set()
            return self._folders.meaning(hints, self._tree).paths
        stamps, self._stamps = self._stamps, None
        paths = set() if stamps is None else stamps.compare()[0]
        self._say(WatchState("watching"))
        return paths

    def _open(self, folders: frozenset[str]) -> RustNotify:
        """Watch each of these folders, none below it.

        Raises:
            FileNotFoundError, PermissionError: a folder is gone since it was walked.
            _CannotWatch: there is no use in trying again.
        """
        if self._most_folders is not None and len(folders) > self._most_folders:
            raise _CannotWatch(f"it has {len(folders):,} folders, and no more than {self._most_folders:,} may be watched")
        silent = next((kind for root in self._folders.roots if (kind := file_system(root)) in SILENT), "")
        if silent:
            raise _CannotWatch(f"it is on a file system ({silent}) that does not tell of every change")
        notify = _notify()
        try:
            # "Ignoring denied permissions" would ignore every error, the limit of the system included.
            return notify(sorted(folders), False, False, 0, False, False)
        except (FileNotFoundError, PermissionError):
            raise
        except UnicodeEncodeError as error:
            raise _CannotWatch("the name of one of its folders is not UTF-8") from error
        except (OSError, RuntimeError) as error:
            raise _CannotWatch(_refused(str(error), len(folders))) from error

    def _exchange(self, notify: RustNotify | None) -> None:
        """Put new watches in place of the old ones, whose last hints are kept."""
        old, self._notify = self._notify, notify
        if old is None:
            return
        try:
            told = old.watch(1, 1, 1, None)
            if not isinstance(told, str):
                self._left |= told
        except RuntimeError:
            pass
        old.close()

    # where it does not

    def _poll_instead(self, tree: Tree, reason: str) -> None:
        self._too_many = len(tree.folders)
        if self._stamps is None:
            self._stamps = Stamps(self._folders.roots, self._stopped.is_set)
        self._exchange(None)
        every = f"{self._poll_every:g} seconds"
        message = f"The library is not watched, since {reason}; it is looked through every {every} instead."
        self._say(WatchState("polling", message))

    def _looked(self) -> FileChanges:
        """Wait, and look through the library."""
        assert self._stamps is not None
        until = time.monotonic() + self._poll_every
        while (left := until - time.monotonic()) > 0:
            if self._stopped.wait(min(left, ROOTS_EVERY)):
                return NO_CHANGES
            if self._folders.anchors() != self._anchors:
                break
        self._anchors = self._folders.anchors()
        paths, folders = self._stamps.compare()
        if folders and len(self._stamps.folders) < self._too_many and not self._stopped.is_set():
            paths |= self._settle((), starting=True).paths
        return FileChanges(frozenset(paths), folders)


def _refused(words: str, folders: int) -> str:
    """A clause for people that says why the system does not let so many folders be watched."""
    if "MaxFilesWatch" in words:
        return f"the system's limit (fs.inotify.max_user_watches) is too low for its {folders:,} folders"
    if "Too many open files" in words:
        return "too many programs watch files already (fs.inotify.max_user_instances)"
    return f"the system does not let its {folders:,} folders be watched ({cleaned(' '.join(words.split()))[:200]})"


def watched(paths: Iterable[str | os.PathLike[str]], changed: Callable[[frozenset[str], bool, str], None]) -> Callable[[], None]:
    """Begin to watch files and folders.

    Args:
        paths: of a library.
        changed: told, in another thread, which files changed (absolute paths), whether more may have changed than these, and a
            sentence where something is to be said.

    Returns:
        A function that stops it.
    """

    def told(changes: FileChanges) -> None:
        said = f"“{changes.lost[0]}” is not there any more" if changes.lost else ""
        changed(changes.paths, changes.folders, said)

    def state(state: WatchState) -> None:
        if state.reason:
            changed(frozenset(), False, state.reason)

    watch = Watch(paths, told, on_state=state)
    watch.start()
    return watch.stop
