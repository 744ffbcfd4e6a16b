"""The bottom line of the selected briefing, below the list."""

from __future__ import annotations

from textual.strip import Strip

from tui.catalog.tables import Row
from tui.document.block import Block, Line, Run
from tui.ui.content import cut, row_text, strip
from tui.ui.widgets.line_widget import LineWidget

MARGIN = 17
"""Cells left of the text: the list's signs and date, so that it stands under the titles."""
MEASURE = 88


class Preview(LineWidget):
    """A few quiet lines."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._row: Row | None = None
        self._reason = ""
        self._lines: list[Line] = []

    def show(self, row: Row | None, reason: str = "") -> None:
        """Show another briefing's bottom line, below why it is to be read."""
        if (row, reason) != (self._row, self._reason):
            self._row, self._reason = row, reason
            self.fit()
            self.repaint()

    def fit(self) -> None:
        """Wrap for the size."""
        from tui.catalog.plain_text import plain_blocks
        from tui.catalog.rows import BOTTOM_LINE
        from tui.document.layout import layout

        row = self._row
        self._lines = []
        if row is not None and self.canvas.width > MARGIN + 20:
            width = min(MEASURE, self.canvas.width - MARGIN - 2)
            text = " ".join(plain_blocks(row.bottom_line, {}))
            if len(row.bottom_line) >= BOTTOM_LINE:
                text = text.rpartition(" ")[0] + " …"
            tags = cut(row_text(", ".join(row.tags)), width)
            reason = cut(row_text(self._reason), width)
            self._lines = [*layout(Block("paragraph", text), width)] if text else []
            if tags:
                self._lines = [(Run(tags, "meta"),), *self._lines]
            if reason:
                self._lines = [(Run(reason, "strong"),), *self._lines]

    def paint(self, y: int) -> Strip:
        """One line; the first stays empty."""
        base = self.style_of()
        number = y - 1
        if not 0 <= number < len(self._lines):
            return Strip.blank(self.canvas.width, base)
        goes_on = number == self.canvas.height - 2 and number + 1 < len(self._lines)
        pieces = [(" " * MARGIN, base), *((run.text, self.style_of(run.role)) for run in self._lines[number])]
        return strip([*pieces, (" …" if goes_on else "", base)], self.canvas.width, base)
