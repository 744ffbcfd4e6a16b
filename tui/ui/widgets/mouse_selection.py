"""Text that the mouse selects in the detail pane: which blocks, which pieces of them, and their words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.geometry import Offset, Size
from textual.selection import Selection

from tui.reading.reader import Reader
from tui.ui.widgets.line_widget import LineWidget

JOINER = "\u200d"

BLOCKS = 1_000_000
"""More blocks than a part ever has: part and block make one number for the framework's text selection."""


class MousePlace(NamedTuple):
    """The character under the mouse, or a place beside a line."""

    ordinal: int
    """Of the block: part and block in one number."""
    before: int
    """Offset in the block's plain text of the character; beside a line, where the line begins or ends."""
    after: int
    """Offset behind the character; `before` beside a line."""


class SelectableText(LineWidget):
    """A pane whose text can be selected with the mouse.

    The framework's own selection goes over all widgets from the first to the last, and counts half of a wide character as the
    next one; here it is of this text, by whole characters, wherever the mouse is while its button is held.
    """

    _reader: Reader | None = None
    _from: MousePlace | None = None
    """Where the button was pressed."""
    _dragged: Selection | None = None
    """What the mouse has selected, of the moment of painting."""

    def _paint_all(self, size: Size) -> None:
        self._dragged = self.text_selection
        super()._paint_all(size)

    def pointed(self, x: int, y: int) -> MousePlace | None:
        """What is at a cell of the content, or beside the nearest line where there is no text; None where there is no line."""
        return None

    def beyond(self, lines: int) -> None:
        """The mouse is above (-1) or below (1) what is shown while text is selected."""

    def _pointed_by(self, event: events.MouseEvent) -> MousePlace | None:
        return self.pointed(int(event.x) - self.gutter.left, int(event.y) - self.gutter.top)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to select."""
        if event.button == 1:
            self.screen.clear_selection()
            self._from = self._pointed_by(event)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select up to here."""
        if self._from is None:
            return
        if not event.button:
            # The button was released where nobody could tell.
            self._let_go()
            return
        if event.y < self.gutter.top:
            self.beyond(-1)
        elif event.y >= self.gutter.top + self.size.height:
            self.beyond(1)
        here = self._pointed_by(event)
        if here is not None:
            first, last = sorted((self._from, here))
            self._select(first.ordinal, first.before, last.ordinal, max(last.after, first.before))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """It is selected."""
        self._let_go()

    def _let_go(self) -> None:
        self._from = None
        self.release_mouse()

    def _select(self, first: int, start: int, last: int, end: int) -> None:
        if (first, start) != (last, end):
            self.screen.selections = {self: Selection(Offset(start, first), Offset(end, last))}

    def select_around(self, part: int, block: int, here: MousePlace | None) -> None:
        """Select the word at a place of a block, as a double click does; without a place all of the block."""
        if self._reader is not None:
            text = self._reader.view.flow.block(part, block).text
            first, last = (0, len(text)) if here is None else word_around(text, here.before)
            self._select(part * BLOCKS + block, first, part * BLOCKS + block, last)

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


def whole_letters(text: str) -> Iterator[tuple[str, int]]:
    """The letters of a text with all that is joined to them, each with the offset behind it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (cell_len(text[at]) and text[at - 1] != JOINER):
            yield text[start:at], at
            start = at


def word_around(text: str, at: int) -> tuple[int, int]:
    """Where the letters and digits around an offset begin and end; both are the offset where it is in no word."""
    first = last = at
    while first and text[first - 1].isalnum():
        first -= 1
    while last < len(text) and text[last].isalnum():
        last += 1
    return first, last
