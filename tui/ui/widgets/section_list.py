"""The section list: where one is, what there is, how many matches each section holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from tui.document.block import DocumentSection
from tui.model.apparatus import TOP
from tui.ui.content import cut, row_text, strip
from tui.ui.keys import bindings
from tui.ui.widgets.cursor_list import CursorList


class _Row(NamedTuple):
    """A row of the list: a section."""

    section: int
    indent: int
    number: str
    title: str
    entries: int


class SectionHeading(NamedTuple):
    """A heading over some sections."""

    start: int
    title: str


def rows_of(sections: Sequence[DocumentSection]) -> tuple[list[_Row], list[SectionHeading]]:
    """The rows of the list, without the title page, and the headings over them: the apparatus stands under one."""
    shown = [s for s in sections if s.id != TOP or len(sections) == 1]
    deepest = max((len(s.number) for s in sections if s.number and s.level == 1), default=0)
    rows: list[_Row] = []
    for section in shown:
        indent = max(0, section.level - 1) * 2 if section.group == "text" else 0
        number = section.number.rjust(deepest) if section.number and section.level == 1 else section.number
        rows.append(_Row(section.index, indent, number, section.title, section.count))
    first = next((place for place, section in enumerate(shown) if section.group == "reference"), 0)
    return rows, [SectionHeading(first, "Reference")] if first else []


class SectionList(CursorList, can_focus=True):
    """A list of sections painted line by line; it follows the reader and asks to jump."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("sections")

    class Chosen(Message):
        """A section was pointed at; `read` when it is to be read now."""

        def __init__(self, index: int, read: bool = False) -> None:
            super().__init__()
            self.index = index
            self.read = read

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[_Row] = []
        self._sections: Sequence[DocumentSection] = ()
        self._current = -1
        self._matches: Mapping[int, int] = {}
        self._read: frozenset[str] = frozenset()

    def show(
        self,
        sections: Sequence[DocumentSection],
        current: int,
        matches: Mapping[int, int],
        read: frozenset[str] = frozenset(),
    ) -> None:
        """Show the sections; repaints only if something changed.

        Args:
            sections: of the document.
            current: index of the one that is read now.
            matches: by index, how many matches of the find it holds.
            read: ids of those that were read.
        """
        state = (self._sections, self._current, self._matches, self._read)
        if sections is not self._sections:
            self._rows, headings = rows_of(sections)
            self.set_headings(headings)
        if (sections, current, matches, read) == state:
            return
        self._sections, self._current, self._matches, self._read = sections, current, matches, read
        # The row of the current section, or of the nearest one above it.
        self.cursor = max(0, bisect_right(self._rows, current, key=attrgetter("section")) - 1)
        self.follow()
        self.repaint()

    @property
    def row_count(self) -> int:
        """How many sections are listed."""
        return len(self._rows)

    def follow(self) -> None:
        """Keep the current section in sight, in the middle where the window has to move."""
        height, line = max(1, self.size.height), self._line_of(self.cursor)
        self.scroll_window(self.top if self.top + 1 <= line < self.top + height - 1 else line - height // 2)

    def paint_row(self, number: int, current: bool) -> Strip:
        """Paint one section."""
        row = self._rows[number]
        matches = self._matches.get(row.section, 0)
        if number == 0 and row.section > 0:
            # The title page has no row of its own.
            matches += self._matches.get(0, 0)
        was_read, focused = self._sections[row.section].id in self._read, self.has_focus
        look = current, matches, was_read, focused
        return self.held.line(row, look, lambda: self._painted_row(row, current, matches, was_read))

    def _painted_row(self, row: _Row, current: bool, matches: int, was_read: bool) -> Strip:
        width, base = self.canvas.width, self.style_of()
        style = base
        if current:
            style = self.style_of("cursor") if self.has_focus else self.style_of("current")
        right = f" {matches} " if matches else " "
        mark = "▸ ✓ " if current and was_read else "▸ " if current else "✓ " if was_read else "  "
        before = mark + " " * row.indent
        counted = f" ({row.entries})" if row.entries else ""
        room = width - cell_len(before) - len(row.number) - (1 if row.number else 0) - len(right)
        title = cut(row_text(row.title), max(1, room - len(counted))) + counted
        pieces = [(before, self.style_of("muted") if was_read and not current else style)]
        if row.number:
            pieces.append((row.number + " ", style if current else self.style_of("number")))
        gap = " " * max(0, room - cell_len(title))
        pieces += [
            (title, self.style_of("muted") if was_read and not current else style),
            (gap, style),
            (right, style + self.role_styles.style("count") if matches else style),
        ]
        return strip(pieces, width, style if current and self.has_focus else base)

    # moving

    def go(self, number: int) -> None:
        """Ask to have another section read; it is the current one when that is done."""
        self._choose(number, read=False)

    def _choose(self, number: int, *, read: bool) -> None:
        if self._rows:
            self.post_message(self.Chosen(self._rows[max(0, min(number, len(self._rows) - 1))].section, read))

    def action_open(self) -> None:
        """Read the current section."""
        self._choose(self.cursor, read=True)

    def clicked(self, number: int, *, again: bool) -> None:
        """Read the section that was clicked."""
        self._choose(number, read=True)

    def wheel(self, rows: int) -> None:
        """Scroll the list alone."""
        self.scroll_window(self.top + rows)
        self.repaint()
