"""What was on the screen when one left: kept with all that it depends on, and shown by the next start before it imports anything.

Imported by every start before everything else: what is heavy is imported inside functions.
"""

from __future__ import annotations

import os

from tui import __version__
from tui.cli import COMMANDS
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
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tui.cli.inputs import Inputs
    from tui.ui.kept_screen import LeftScreen

__all__ = ["Keeping", "draw_kept", "forget_frames", "give_back", "opens_paths"]

_ENVIRON = dict(os.environ)
"""As the program was started in it: it sets a variable or two itself."""

MOST = 40
"""Frames that are kept; of more the oldest go."""

SHARED = "library.yaml"
"""As `tui.store.shared` has it, which a start does not import for its name."""

FORGOTTEN = "forgotten"
"""The file among the frames that is another one when something was forgotten: a screen that is open then is not to be kept."""


def opens_paths(given: Sequence[str]) -> bool:
    """Whether a command line opens files and folders on the screen, and says nothing else."""
    only_paths = all(argument == "-" or not argument.startswith("-") for argument in given)
    return only_paths and "_BRIEFING_COMPLETE" not in os.environ and (not given or given[0] not in COMMANDS)


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
        self._given = tuple(given)
        self._inputs = inputs
        self._before = self._unfollowed() if self.is_allowed else {}
        """Files that decide about the screen and are not looked at again before it is left, as they were before it was read."""

    @property
    def is_allowed(self) -> bool:
        """Whether text may be kept here at all: nothing is where a ceiling is set, or where it is not certain that none is."""
        inputs = self._inputs
        other = inputs.config_problems or inputs.missing or inputs.from_pipes or inputs.is_limited or inputs.note
        return inputs.config.keeps_all and not other and bool(folder_of(_ENVIRON))

    def keep(self, left: LeftScreen) -> None:
        """Keep a screen, now that all that was done on it is written; never in the way of leaving."""
        from contextlib import suppress

        with suppress(OSError, ValueError, UnicodeError):
            self._keep(left)

    def _keep(self, left: LeftScreen) -> None:
        from pathlib import Path

        from tui.store.config import load_config
        from tui.store.private_files import make_private_folder, replace_private, user_folder

        path = file_of(self._given, _ENVIRON)
        cache = user_folder(os.environ, "cache")
        # How things are now comes first, and then whether the screen shows them so: what changes later is another state.
        files = {os.fsencode(file): file_state(os.fsencode(file)) for file in self._files()}
        shown = {os.fsencode(file): file_state(file) for file in left.stamps}
        is_current = all(stamped(shown[os.fsencode(file)]) == tuple(stamp) for file, stamp in left.stamps.items())
        if not self.is_allowed or cache is None or Path(path).parent.parent != cache or len(files | shown) > MOST_FILES:
            return
        if not is_current or load_config(os.environ)[0] != self._inputs.config or self._unfollowed() != self._before:
            return
        kept = {
            "circumstances": circumstances(self._given, __version__, _ENVIRON),
            "files": list((files | shown).items()),
            "size": tuple(left.size),
            "screen": left.text.encode("utf-8"),
            "rows": left.rows,
            "window": left.window,
        }
        make_private_folder(Path(path).parent)
        replace_private(Path(path), packed(kept))
        if self._unfollowed() != self._before:
            # Something was forgotten in this moment.
            os.unlink(path)
        _tidy(Path(path).parent)

    def _files(self) -> Iterator[str | os.PathLike[str]]:
        """The files that decide about the screen beside those that it shows, those that are not there as well."""
        from tui.journal.location import DATABASE as JOURNAL
        from tui.journal.location import data_folder
        from tui.store.config import FILE, config_folder

        inputs = self._inputs
        yield config_folder(os.environ) / FILE
        journal = data_folder(os.environ)
        if journal is not None:
            yield from (journal / JOURNAL, journal / f"{JOURNAL}-wal")
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


def _tidy(folder: Path) -> None:
    """Remove the oldest frames beyond those that are kept."""
    entries = [entry for entry in os.scandir(folder) if entry.name != FORGOTTEN]
    found = sorted(((entry.stat().st_mtime_ns, entry.path) for entry in entries), reverse=True)
    for _, path in found[MOST:]:
        os.unlink(path)
