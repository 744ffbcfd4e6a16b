"""Selecting and copying in the briefing that is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.model.counted import counted

if TYPE_CHECKING:
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
