"""Text that the mouse selects in the detail pane: which blocks, which pieces of them, and their words."""

from __future__ import annotations

from textual.geometry import Offset
from textual.selection import Selection

from tui.reading.reader import Reader
from tui.ui.painted import Painted

BLOCKS = 1_000_000
"""More blocks than a part ever has: part and block make one number for the framework's text selection."""


class DraggedText(Painted):
    """A pane whose text can be selected with the mouse."""

    _reader: Reader | None = None

    def text_select_all(self) -> None:
        """A double click selects the block under it, not the whole document."""
        if self._reader is not None:
            part, block = self._reader.view.current
            ordinal = part * BLOCKS + block
            end = len(self._reader.view.flow.block(part, block).text)
            self.screen.selections = {self: Selection(Offset(0, ordinal), Offset(end, ordinal))}

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text under the mouse's selection, from the blocks' plain text."""
        reader = self._reader
        if reader is None:
            return None
        texts: list[str] = []
        for part, block in self._spots(selection):
            span = selection.get_span(part * BLOCKS + block)
            if span is not None:
                first, last = max(0, span[0]), None if span[1] < 0 else span[1]
                texts.append(reader.view.flow.block(part, block).text[first:last])
        return "\n".join(texts), "\n"

    def _spots(self, selection: Selection) -> list[tuple[int, int]]:
        """The blocks that a selection touches, in order."""
        reader = self._reader
        if reader is None:
            return []
        last = (len(reader.document.parts) - 1, BLOCKS)
        start = divmod(selection.start.y, BLOCKS) if selection.start else (0, 0)
        end = divmod(selection.end.y, BLOCKS) if selection.end else last
        return [
            (part, block)
            for part in range(start[0], min(end, last)[0] + 1)
            for block in range(len(reader.document.parts[part].blocks))
            if start <= (part, block) <= end
        ]

    @property
    def dragged_spots(self) -> list[tuple[int, int]]:
        """The blocks that the mouse's selection touches."""
        return self._spots(self.text_selection) if self.text_selection is not None else []

    @property
    def dragged_pieces(self) -> list[tuple[tuple[int, int], int, int]]:
        """The blocks that the mouse's selection touches, each with the piece of its plain text that is selected."""
        selection, reader = self.text_selection, self._reader
        if selection is None or reader is None:
            return []
        found = []
        for part, block in self._spots(selection):
            span, length = selection.get_span(part * BLOCKS + block), len(reader.view.flow.block(part, block).text)
            if span is not None:
                found.append(((part, block), max(0, span[0]), length if span[1] < 0 else min(span[1], length)))
        return found
