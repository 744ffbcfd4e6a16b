"""What was on the screen when one left: kept with all that it depends on, and shown by the next start before it imports anything.

Imported by every start before everything else: what is heavy is imported inside functions.
"""

from __future__ import annotations

import os

from tui import __version__
from tui.cli import COMMANDS
from tui.terminal.kept_frame import MOST_FILES, circumstances, draw_frame, file_of, file_state, folder_of, give_back, packed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tui.cli.inputs import Inputs
    from tui.ui.kept_screen import LeftScreen

__all__ = ["Keeping", "draw_kept", "give_back", "opens_paths"]

_ENVIRON = dict(os.environ)
"""As the program was started in it: it sets a variable or two itself."""

MOST = 40
"""Frames that are kept; of more the oldest go."""


def opens_paths(given: Sequence[str]) -> bool:
    """Whether a command line opens files and folders on the screen, and says nothing else."""
    only_paths = all(argument == "-" or not argument.startswith("-") for argument in given)
    return only_paths and "_BRIEFING_COMPLETE" not in os.environ and (not given or given[0] not in COMMANDS)


def draw_kept(given: Sequence[str]) -> None:
    """Show the screen as one left it, where nothing has changed since; the program takes it over when it is there."""
    if opens_paths(given):
        draw_frame(given, __version__, _ENVIRON)


class Keeping:
    """Keeps the frame of one command line."""

    def __init__(self, given: Sequence[str], inputs: Inputs) -> None:
        """Keep nothing yet.

        Args:
            given: the command line.
            inputs: what it opened.
        """
        self._given = tuple(given)
        self._inputs = inputs

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

        from tui.store.private_files import make_private_folder, replace_private, user_folder

        path = file_of(self._given, _ENVIRON)
        cache = user_folder(os.environ, "cache")
        files = list(dict.fromkeys(map(os.fsencode, self._files(left.paths))))
        if not self.is_allowed or cache is None or Path(path).parent.parent != cache or len(files) > MOST_FILES:
            return
        kept = {
            "circumstances": circumstances(self._given, __version__, _ENVIRON),
            "files": [(file, file_state(file)) for file in files],
            "size": tuple(left.size),
            "screen": left.text.encode("utf-8"),
            "rows": left.rows,
            "window": left.window,
        }
        make_private_folder(Path(path).parent)
        replace_private(Path(path), packed(kept))
        _tidy(Path(path).parent)

    def _files(self, shown: Iterable[str]) -> Iterator[str | os.PathLike[str]]:
        """All files that decide about the screen, those that are not there as well."""
        from tui.catalog.location import DATABASE, location_of
        from tui.journal.location import DATABASE as JOURNAL
        from tui.journal.location import data_folder
        from tui.store.config import FILE, config_folder
        from tui.store.shared import SHARED

        inputs = self._inputs
        yield config_folder(os.environ) / FILE
        journal = data_folder(os.environ)
        if journal is not None:
            yield from (journal / JOURNAL, journal / f"{JOURNAL}-wal")
        if not self._given:
            yield "briefings"
        for path in inputs.paths:
            file = _absolute(path)
            yield file
            for folder in (file, *file.parents):
                yield folder / SHARED
        if not inputs.single:
            catalog = location_of(inputs.paths, inputs.shown.limit)
            yield from (catalog / DATABASE, catalog / f"{DATABASE}-wal")
        yield from shown


def _absolute(path: str | os.PathLike[str]) -> Path:
    """An absolute path."""
    from pathlib import Path

    return Path(os.path.abspath(path))


def _tidy(folder: Path) -> None:
    """Remove the oldest frames beyond those that are kept."""
    found = sorted(((entry.stat().st_mtime_ns, entry.path) for entry in os.scandir(folder)), reverse=True)
    for _, path in found[MOST:]:
        os.unlink(path)
