"""What was on the screen when one left: kept with all that it depends on, and shown by the next start before it imports anything.

Imported by a start of the screen before everything else: what is heavy is imported inside functions.
"""

from __future__ import annotations

import os

from tui import __version__
from tui.cli import opens_paths
from tui.terminal.kept_frame import (
    FOLDER,
    MOST_FILES,
    circumstances,
    draw_frame,
    file_of,
    file_state,
    folder_of,
    give_back,
    packed,
    stamped,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tui.cli.inputs import Inputs
    from tui.ui.kept_screen import LeftScreen

__all__ = ["Keeping", "draw_kept", "forget_frames", "give_back"]

_ENVIRON = dict(os.environ)
"""As the program was started in it: it sets a variable or two itself."""

MOST = 40
"""Frames that are kept; of more the oldest go."""

SHARED = "library.yaml"
"""As `tui.store.shared` has it, which a start does not import for its name."""

FORGOTTEN = "forgotten"
"""The file among the frames that is another one when something was forgotten: a screen that is open then is not to be kept."""


def draw_kept(given: Sequence[str]) -> None:
    """Show the screen as one left it, where nothing has changed since; the program takes it over when it is there."""
    if opens_paths(given):
        draw_frame(given, __version__, _ENVIRON)


def forget_frames() -> None:
    """Remove all frames, and have none kept of the screens that are open now. Raises OSError."""
    from contextlib import suppress
    from time import time_ns

    from tui.store.private_files import make_private_folder, remove_frames, replace_private, user_folder

    remove_frames(os.environ)
    cache = user_folder(os.environ, "cache")
    if cache is not None:
        folder = cache / FOLDER
        # Where nothing can be written, no frame is kept either.
        with suppress(OSError):
            make_private_folder(folder)
            replace_private(folder / FORGOTTEN, b"%d" % time_ns())


class Keeping:
    """Keeps the frame of one command line."""

    def __init__(self, given: Sequence[str], inputs: Inputs) -> None:
        """Keep nothing yet.

        Args:
            given: the command line.
            inputs: what it opened, of which nothing has been read yet.
        """
        from threading import Lock
        from time import time_ns

        self._given = tuple(given)
        self._inputs = inputs
        self.began_ns = time_ns()
        """When nothing had been read yet, in nanoseconds since 1970."""
        self._before = self._unfollowed() if self.is_allowed else {}
        """Files that decide about the screen and are not looked at again before it is left, as they were before it was read."""
        self._one_at_a_time = Lock()
        self._is_over = False

    @property
    def is_allowed(self) -> bool:
        """Whether text may be kept here at all: nothing is where a ceiling is set, or where it is not certain that none is."""
        inputs = self._inputs
        other = inputs.config_problems or inputs.missing or inputs.from_pipes or inputs.is_limited or inputs.note
        return inputs.config.keeps_all and not other and bool(folder_of(_ENVIRON))

    def states(self) -> dict[str, tuple[int, ...] | None]:
        """How the files are now that decide about the screen, beside those that it shows."""
        return {os.fspath(file): file_state(file) for file in (*self._journal(), *self._files())}

    def keep(self, left: LeftScreen) -> None:
        """Keep a screen, where all that it depends on is written and is as it was. Safe in any thread; never fails."""
        from contextlib import suppress

        with self._one_at_a_time, suppress(OSError, ValueError, UnicodeError):
            if left.is_over or not self._is_over:
                self._is_over = left.is_over
                self._keep(left)

    def _keep(self, left: LeftScreen) -> None:
        from pathlib import Path

        from tui.store.config import load_config
        from tui.store.private_files import make_private_folder, replace_private, user_folder

        path = file_of(self._given, _ENVIRON)
        cache = user_folder(os.environ, "cache")
        # How things are now comes first, and then whether the screen shows them so: what changes later is another state.
        files = self.states()
        shown = {file: file_state(file) for file in left.stamps}
        if not self._is_as_seen(left, files, shown):
            return
        if not self.is_allowed or cache is None or Path(path).parent.parent != cache or len(files | shown) > MOST_FILES:
            return
        if load_config(os.environ)[0] != self._inputs.config or self._unfollowed() != self._before:
            return
        states = {os.fsencode(file): state for file, state in (files | shown).items()}
        kept = {
            "circumstances": circumstances(self._given, __version__, _ENVIRON),
            "files": list(states.items()),
            "size": tuple(left.size),
            "screen": left.text.encode("utf-8"),
            "rows": left.rows,
            "window": left.window,
            "words": left.words,
        }
        data = packed(kept)
        if left.is_over:
            self._leave_out_closed(states)
        if not wait_until_settled(states):
            return
        make_private_folder(Path(path).parent)
        replace_private(Path(path), data)
        if self._unfollowed() != self._before:
            # Something was forgotten in this moment.
            os.unlink(path)
        _tidy(Path(path).parent)

    def _leave_out_closed(self, states: dict[bytes, tuple[int, ...] | None]) -> None:
        """Leave out the journal that this program has just closed, as the last one: whoever writes to it begins another log."""
        files = [os.fsencode(file) for file in self._journal()]
        if files and states[files[1]] is None:
            del states[files[0]]

    def _is_as_seen(
        self, left: LeftScreen, files: dict[str, tuple[int, ...] | None], shown: dict[str, tuple[int, ...] | None]
    ) -> bool:
        """Whether the screen shows what is there now, but for what the program itself has written since."""
        written = {os.fspath(file) for file in self._journal()} if left.is_over else set()
        others = all(state == left.before.get(file) for file, state in files.items() if file not in written)
        return others and all(stamped(shown[file]) == tuple(stamp) for file, stamp in left.stamps.items())

    def _journal(self) -> Iterator[str | os.PathLike[str]]:
        """The files of the journal."""
        from tui.journal.location import DATABASE, data_folder

        folder = data_folder(os.environ)
        if folder is not None:
            yield from (folder / DATABASE, folder / f"{DATABASE}-wal")

    def _files(self) -> Iterator[str | os.PathLike[str]]:
        """The files that decide about the screen beside those that it shows, those that are not there as well."""
        from tui.store.config import FILE, config_folder

        inputs = self._inputs
        yield config_folder(os.environ) / FILE
        if not self._given:
            yield "briefings"
        yield from map(os.path.abspath, inputs.paths)
        yield from self._shared()
        if not inputs.single:
            from tui.catalog.location import DATABASE, location_of

            catalog = location_of(inputs.paths, inputs.shown.limit)
            yield from (catalog / DATABASE, catalog / f"{DATABASE}-wal")

    def _shared(self) -> Iterator[str]:
        """Where a `library.yaml` counts."""
        for path in self._inputs.paths:
            folder = os.path.abspath(path)
            while folder not in ("", above := os.path.dirname(folder)):
                yield os.path.join(folder, SHARED)
                folder = above
            yield os.path.join(folder, SHARED)

    def _unfollowed(self) -> dict[str, tuple[int, ...] | None]:
        """What is the same for as long as a screen is open, or that screen is not kept."""
        folders = map(os.path.abspath, filter(os.path.isdir, self._inputs.paths))
        return {path: file_state(path) for path in (os.path.join(folder_of(_ENVIRON), FORGOTTEN), *self._shared(), *folders)}


def wait_until_settled(states: Mapping[bytes, tuple[int, ...] | None]) -> bool:
    """Wait for a moment in which what changes one of some files is bound to show in its state. Returns whether that has come.

    A file that was written in this moment may be written once more, at the same length, and the clock of the file system
    would not tell. What was written long ago costs no wait, and one that keeps whole seconds only is not waited for.

    Args:
        states: paths, and the states that they are to be in still.
    """
    from time import sleep, time_ns

    from tui.model.file_stamp import TICK, FileStamp

    stamps = [FileStamp(*stamp) for state in states.values() if (stamp := stamped(state)) is not None]
    wait = max((stamp.ctime_ns for stamp in stamps), default=0) + TICK - time_ns()
    if 0 < wait <= TICK:
        sleep(wait / 1e9)
    now = time_ns()
    return all(stamp.is_settled(now) for stamp in stamps) and all(file_state(path) == state for path, state in states.items())


def _tidy(folder: Path) -> None:
    """Remove the oldest frames beyond those that are kept."""
    entries = [entry for entry in os.scandir(folder) if entry.name != FORGOTTEN]
    found = sorted(((entry.stat().st_mtime_ns, entry.path) for entry in entries), reverse=True)
    for _, path in found[MOST:]:
        os.unlink(path)
