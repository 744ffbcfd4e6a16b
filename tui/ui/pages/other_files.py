"""The files of a library that are no briefings: Enter shows what stands in one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from tui.reading.pages.other_files import MOST, other_files_page
from tui.ui.destinations import Opened, ToBriefing
from tui.ui.pages.composed import EntriesPage

if TYPE_CHECKING:
    from tui.catalog.other_files import OtherFile
    from tui.reading.composed import Composition, PageEntry
    from tui.reading.library import Library
    from tui.ui.surface import ReaderSurface


class OtherFilesPage(EntriesPage):
    """Lists files that are no briefings, with the reason."""

    WAITING = "Looking into the other files…"

    def __init__(self, on: ReaderSurface, library: Library) -> None:
        """Look into the files of a library when a screen asks what is shown."""
        super().__init__(on)
        self._library = library
        self._files: list[OtherFile] = []

    def compose(self) -> Composition:
        """Look into the files; in another thread."""
        from tui.catalog.other_files import other_file

        worker, held = get_current_worker(), self._library.held_elsewhere()
        paths = held.files.others(MOST) if held is not None else []
        base = os.path.commonpath(list(map(os.path.dirname, paths))) if paths else ""
        found: list[OtherFile] = []
        for path in paths:
            if worker.is_cancelled:
                break
            found.append(other_file(path, base))
        self._files = found
        return other_files_page(found, held.others if held is not None else 0)

    def open_entry(self, entry: PageEntry) -> None:
        """Show what stands in a file."""
        try:
            reader = self._on.session.open_path(self._files[int(entry.id)].path)
        except OSError as error:
            self._on.say(f"{self.GONE} {error}", problem=True)
            return
        self._on.ask(ToBriefing(Opened(reader)))
