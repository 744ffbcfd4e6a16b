"""What can be done, one line an action: with its keys before it, in two columns where there is room, or behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.ui.commands import ActionLine
from tui.ui.content import cut_at_word, pad, row_text, strip, wrapped
from tui.ui.widgets.bars import whole_phrases
from tui.ui.widgets.cursor_list import WHEEL
from tui.ui.widgets.line_widget import LineWidget

TWO_COLUMNS = 96
"""Cells of the list from which on it has two columns."""

BETWEEN = 3
"""Cells between them."""

AT_LEAST = 8
"""Entries that are not enough for two columns."""

KEYS = 22
"""Cells of the keys of one action; `briefing keys` lists all of them."""


class _Line(NamedTuple):
    """A line of a column: of an entry, of a heading, or a blank one."""

    entry: int
    """Its index; -1 for a heading and for a blank line."""
    text: str = ""
    first: bool = True
    """Whether the keys stand on it."""


_BLANK = _Line(-1)


class ActionList(LineWidget, can_focus=True):
    """The lines of a sheet; what is typed there has the keys."""

    class Chosen(Message):
        """A line was clicked."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._entries: Sequence[ActionLine] = ()
        self._empty = ""
        self._grouped = False
        self._columns: list[list[_Line]] = [[]]
        self.cursor = 0
        """The index of the current entry."""
        self._top = 0

    def stand(self) -> tuple[int, int]:
        """The first cell of the current entry."""
        x, y = self._at(self.cursor)
        return x * ((self.canvas.width + BETWEEN) // len(self._columns)), y - self._top

    def show(self, entries: Sequence[ActionLine], *, grouped: bool, empty: str) -> None:
        """Show other entries, the first one current.

        Args:
            entries: in order; those of one group follow each other.
            grouped: whether they stand under the names of their groups, with their keys before them.
            empty: a sentence for where there are none.
        """
        self._entries, self._grouped, self._empty = entries, grouped, empty
        self.cursor, self._top = 0, 0
        self.fit()
        self.repaint()

    @property
    def selected(self) -> ActionLine | None:
        """What Enter does."""
        return self._entries[self.cursor] if self.cursor < len(self._entries) else None

    def height_at(self, width: int) -> int:
        """Lines that all of it takes in some cells."""
        return max(1, max(map(len, self._laid_out(width))))

    def _laid_out(self, width: int) -> list[list[_Line]]:
        two = self._grouped and width >= TWO_COLUMNS and len(self._entries) > AT_LEAST
        each = (width - BETWEEN) // 2 if two else width
        lines: list[_Line] = []
        before = ""
        for number, entry in enumerate(self._entries):
            if self._grouped and entry.group != before:
                before = entry.group
                lines += [_BLANK, _Line(-1, before)] if lines else [_Line(-1, before)]
            title = row_text(entry.title)
            told = wrapped(title, max(8, each - self._key_cells(each) - 4)) if self._grouped else [title]
            lines += [_Line(number, text, not place) for place, text in enumerate(told or [""])]
        if not two:
            return [lines]
        half = (len(lines) + 1) // 2
        # A group begins the second column where one begins near its middle; else its name stands there again.
        blank = min((at for at, line in enumerate(lines) if line == _BLANK), key=lambda at: abs(at - half), default=0)
        if blank and abs(blank - half) <= len(lines) // 8:
            return [lines[:blank], lines[blank + 1 :]]
        while half < len(lines) and (lines[half].entry < 0 or not lines[half].first):
            half += 1
        again = [_Line(-1, self._entries[lines[half].entry].group)] if half < len(lines) else []
        return [lines[:half], [*again, *lines[half:]]]

    def _key_cells(self, width: int) -> int:
        """Cells of the column of keys, in a column of some width."""
        longest = max((cell_len(row_text(one.keys)) for one in self._entries), default=0)
        return min(KEYS, max(10, width * 2 // 5), longest)

    def fit(self) -> None:
        """Lay it out for the width that there is, the current entry in sight."""
        self._columns = self._laid_out(self.canvas.width or self.size.width)
        self._follow()

    def _at(self, number: int) -> tuple[int, int]:
        """Column and first line of an entry."""
        found = ((x, y) for x, column in enumerate(self._columns) for y, line in enumerate(column) if line.entry == number)
        return next(found, (0, 0))

    def _follow(self) -> None:
        height = max(1, self.size.height)
        _, line = self._at(self.cursor)
        first = line - 1 if line == 1 else line
        longest = max(map(len, self._columns))
        self._top = max(0, min(max(min(self._top, first), line - height + 1), longest - height))

    # moving

    def go(self, number: int) -> None:
        """Make an entry the current one, the nearest there is."""
        self.cursor = max(0, min(number, len(self._entries) - 1))
        self._follow()
        self.repaint()

    def move(self, rows: int) -> None:
        """Go some entries further."""
        self.go(self.cursor + rows)

    def page(self, pages: int) -> None:
        """Go a page further."""
        self.move(pages * max(1, self.size.height - 1))

    def across(self, columns: int) -> None:
        """Go to the other column, to the entry on the same line or the nearest above it."""
        x, y = self._at(self.cursor)
        if 0 <= x + columns < len(self._columns):
            column = self._columns[x + columns]
            above = [line.entry for line in column[: y + 1] if line.entry >= 0]
            self.go(above[-1] if above else next(line.entry for line in column if line.entry >= 0))

    # painting

    def paint(self, y: int) -> Strip:
        """One line of all columns."""
        width, base = self.canvas.width, self.style_of()
        if not self._entries:
            told = whole_phrases(f"  {self._empty}", width) if y == 0 else ""
            return strip([(told, self.style_of("muted"))], width, base)
        count = len(self._columns)
        each = (width - BETWEEN * (count - 1)) // count
        pieces: list[tuple[str, Style]] = []
        for number, column in enumerate(self._columns):
            if number:
                pieces.append((" " * BETWEEN, base))
            line = column[self._top + y] if self._top + y < len(column) else _BLANK
            if line.entry < 0:
                pieces.append((pad(f" {line.text}", each), self.style_of("group strong")))
            else:
                pieces += self._pieces(self._entries[line.entry], line, each, line.entry == self.cursor)
        return strip(pieces, width, base)

    def _pieces(self, entry: ActionLine, line: _Line, width: int, current: bool) -> list[tuple[str, Style]]:
        ground = self.style_of("cursor" if current else "")
        mark, keys = "▸ " if current and line.first else "  ", row_text(entry.keys)
        if self._grouped:
            room = self._key_cells(width)
            accent = ground if current else self.style_of("accent")
            keys = pad(cut_at_word(keys, room) if line.first else "", room)
            return [(mark, ground), (keys, accent), ("  ", ground), (pad(line.text, width - room - 4), ground)]
        keys = cut_at_word(keys, max(0, min(KEYS + 6, width // 3)))
        room = width - 2 - cell_len(keys) - (3 if keys else 0)
        quiet = ground if current else self.style_of("muted")
        return [(mark, ground), (pad(line.text, room), ground), (f"  {keys} " if keys else "", quiet)]

    # the mouse

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked, as Enter does."""
        at = event.get_content_offset(self)
        if at is None or not self._entries:
            return
        count = len(self._columns)
        x = min(count - 1, at.x * count // max(1, self.canvas.width))
        line = self._top + at.y
        if line < len(self._columns[x]) and self._columns[x][line].entry >= 0:
            self.go(self._columns[x][line].entry)
            self.post_message(self.Chosen())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Turn the wheel."""
        event.stop()
        self.move(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Turn the wheel."""
        event.stop()
        self.move(-WHEEL)
