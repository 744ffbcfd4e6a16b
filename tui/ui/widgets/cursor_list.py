"""A list painted line by line, one row of it current: its cursor, its window, headings between the rows, keys and mouse."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Sequence
from typing import ClassVar, Protocol

from textual import events
from textual.strip import Strip

from tui.ui.content import row_text, strip, wrapped
from tui.ui.widgets.line_widget import LineWidget, paint_after_key

WHEEL = 3
"""Rows that a turn of the wheel moves by."""

MARGIN = 2
"""Cells left free on either side of a sentence that stands in place of rows."""


RIGHT = 3
"""The button of the mouse that asks what can be done."""


class ListHeading(Protocol):
    """What stands over some rows: `tui.reading.rows.Group` is one, which a page imports only where it lists a library."""

    @property
    def start(self) -> int:
        """The index of its first row."""

    @property
    def title(self) -> str:
        """What it says."""


class CursorList(LineWidget):
    """A list of rows; subclasses say how many there are and paint one, and what happens where one is chosen."""

    EMPTY_AT: ClassVar[int] = 0
    """The line on which the sentence begins that stands where there are no rows."""
    HEADING: ClassVar[str] = "group"
    """The role of a heading."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor = 0
        """The index of the current row."""
        self.top = 0
        """The first line that is shown."""
        self.empty = ""
        """A sentence for where there are no rows."""
        self._headings: Sequence[ListHeading] = ()
        self._starts: list[int] = []

    # what subclasses give

    @property
    @abstractmethod
    def row_count(self) -> int:
        """How many rows there are, headings not counted."""

    @abstractmethod
    def paint_row(self, number: int, current: bool) -> Strip:
        """One row, as wide as the canvas."""

    def moved(self) -> None:
        """Another row is current, or the rows are others."""

    def action_open(self) -> None:
        """Do what the current row is for."""

    # rows and lines

    def set_headings(self, headings: Sequence[ListHeading]) -> None:
        """Put headings between the rows; each takes a line of its own before its first row."""
        self._headings = headings
        self._starts = [heading.start + number for number, heading in enumerate(headings)]

    def _line_of(self, number: int) -> int:
        return number + bisect_right(self._headings, number, key=lambda heading: heading.start)

    def _on_line(self, line: int) -> tuple[int, str]:
        """What stands on a line: the index of a row and "", or -1 and a heading."""
        before = bisect_right(self._starts, line)
        if before and self._starts[before - 1] == line:
            return -1, self._headings[before - 1].title
        return line - before, ""

    @property
    def page(self) -> int:
        """Rows of a page: one less than the window shows, so that one sees where one was."""
        return max(1, self.size.height - 1)

    def stand(self) -> tuple[int, int]:
        """The first cell of the current row."""
        return 0, self._line_of(self.cursor) - self.top

    def follow(self) -> None:
        """Move the window so that the current row is in it, with a heading right above it."""
        height = max(1, self.size.height)
        line = self._line_of(self.cursor)
        first = line - 1 if line and self._on_line(line - 1)[1] else line
        self.scroll_window(max(min(self.top, first), line - height + 1))

    def scroll_window(self, top: int) -> None:
        """Let the window begin at a line, as far as there are lines to fill it."""
        self.top = max(0, min(top, self._line_of(self.row_count) - max(1, self.size.height)))

    def fit(self) -> None:
        """Keep the current row in sight."""
        self.follow()

    def paint(self, y: int) -> Strip:
        """One line: a row, a heading, or of the sentence that stands where there are none."""
        count, width = self.row_count, self.canvas.width
        if not count:
            said = wrapped(row_text(self.empty), max(1, width - 2 * MARGIN))
            at = y - max(0, min(self.EMPTY_AT, self.canvas.height - len(said)))
            text = " " * MARGIN + said[at] if 0 <= at < len(said) else ""
            return strip([(text, self.style_of("muted"))], width, self.style_of())
        number, heading = self._on_line(self.top + y)
        if heading:
            return strip([(" " * MARGIN + row_text(heading), self.style_of(self.HEADING))], width, self.style_of())
        return self.paint_row(number, number == self.cursor) if number < count else super().paint(y)

    # moving

    def go(self, number: int) -> None:
        """Make a row the current one, the nearest there is."""
        self.cursor = max(0, min(number, self.row_count - 1))
        self.follow()
        self.repaint()
        self.moved()

    def action_row(self, rows: int) -> None:
        """Go to another row, and show it at once: what was sent just before, as a preview, would have the next frame wait."""
        self.go(self.cursor + rows)
        paint_after_key(self)

    def action_page(self, pages: int) -> None:
        """Go a page further."""
        self.action_row(pages * self.page)

    def action_first(self) -> None:
        """Go to the first row."""
        self.go(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self.go(self.row_count - 1)

    # the mouse

    async def on_click(self, event: events.Click) -> None:
        """Go to a clicked row; a second click opens it, and the right button asks what can be done with it."""
        at = event.get_content_offset(self)
        number = self._on_line(self.top + at.y)[0] if at is not None else -1
        if not 0 <= number < self.row_count:
            return
        if event.button == RIGHT:
            self.go(number)
            await self.run_action("screen.act('way.menu')")
        else:
            self.clicked(number, again=number == self.cursor or event.chain > 1)

    def clicked(self, number: int, *, again: bool) -> None:
        """A row was clicked; `again` where it was the current one."""
        self.go(number)
        if again:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Turn the wheel."""
        event.stop()
        self.wheel(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Turn the wheel."""
        event.stop()
        self.wheel(-WHEEL)

    def wheel(self, rows: int) -> None:
        """Scroll, by moving to another row."""
        self.go(self.cursor + rows)
