"""Selecting and copying in the briefing that is read, and writing it for others."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.model.counted import counted
from tui.ui.content import row_text
from tui.ui.destinations import ToFormats

if TYPE_CHECKING:
    from tui.reading.reader import Reader
    from tui.ui.surface import ReaderSurface, Surface


def copy_from(on: Surface, text: str, what: str) -> None:
    """Copy a text from a screen, and say there what it was and where it is."""
    on.say(f"Copied {what} {on.program.copy_out(text)}")


class CopyController:
    """Selects blocks and copies what is selected, for one screen."""

    def __init__(self, on: ReaderSurface) -> None:
        """Copy from a screen."""
        self._on = on

    def select(self) -> None:
        """Begin selecting blocks, or stop."""
        reader = self._on.reader
        if reader is None:
            return
        if reader.selection.active:
            reader.selection.clear()
        else:
            self._on.focus_page()
            reader.selection.start()
        self._on.repaint()

    def text(self) -> None:
        """Copy what is selected, by keys or by mouse, or else the section."""
        reader = self._on.reader
        if reader is None:
            return
        dragged = self._on.get_selected_text()
        if dragged:
            copy_from(self._on, reader.marked(dragged, self._on.page.dragged_spots), "the selected text")
            self._on.clear_selection()
            return
        copy_from(self._on, *reader.selected_passage())
        reader.selection.clear()
        self._on.repaint()

    def citation(self) -> None:
        """Copy where this comes from."""
        if self._on.reader is not None:
            copy_from(self._on, self._on.reader.citation(), "the citation")

    def export(self) -> None:
        """Choose a format, and write what is read into the folder one is in."""
        reader = self._on.reader
        if reader is not None:
            self._on.ask(ToFormats(lambda name: self._on.in_thread(partial(self._export, reader, name), "export")))

    def _export(self, reader: Reader, name: str) -> None:
        from tui.export.files import file_name, write_beside
        from tui.export.formats import EXTRA, FORMATS
        from tui.export.printout import Printout, printed_marking

        form = FORMATS[name]
        if not form.is_at_hand:
            self._on.from_thread(partial(self._on.say, f"Writing {form.what} takes {EXTRA}", problem=True))
            return
        document = reader.document
        if not self._on.is_composed and document.briefing.problems:
            # What the program says of a file is for its author.
            document = self._on.session.composed(replace(document.briefing, problems=()))
        printout = Printout([document], document.sections[0].title, printed_marking([document]))
        try:
            made = form.write(printout)
            path = write_beside(Path.cwd(), file_name(printout), form.suffix, made.data)
        except Exception as error:
            # In another thread nobody else would say so, and the libraries of formats have errors of their own.
            why = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
            self._on.from_thread(partial(self._on.say, f"It cannot be written here: {row_text(why)}", problem=True))
            return
        marked = str(printout.marking) or "unmarked"
        self._on.from_thread(self._on.say, " ".join((f"Written here: {path.name} ({marked}).", *made.notes)))

    def cancel(self) -> bool:
        """Select nothing any more. Returns whether something was."""
        reader = self._on.reader
        if reader is None or not reader.selection.active:
            return False
        reader.selection.clear()
        return True

    @property
    def said(self) -> str:
        """What is selected, for the bottom line; "" for nothing."""
        reader = self._on.reader
        if reader is None or not reader.selection.active:
            return ""
        return (
            f"{counted(reader.selection.count, 'block')} selected · ⟦copy.text⟧ copies · ⟦note.write⟧ notes · ⟦app.cancel⟧ cancels"
        )
