"""The section list: where one is, what there is, how many matches each section holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from tui.document.block import DocumentSection
from tui.model.apparatus import TOP
from tui.ui.content import cut, row_text, strip
from tui.ui.keys import bindings
from tui.ui.widgets.line_widget import LineWidget

WHEEL = 3


class _Row(NamedTuple):
    """A line of the list: a section, or (with section -1) the title of a group."""

    section: int
    indent: int
    number: str
    title: str
    entries: int


def rows_of(sections: Sequence[DocumentSection]) -> list[_Row]:
    """The lines of the list: the title page is left out, the apparatus stands under a line of its own."""
    rows: list[_Row] = []
    deepest = max((len(s.number) for s in sections if s.number and s.level == 1), default=0)
    shown = [s for s in sections if s.id != TOP or len(sections) == 1]
    referenced = False
    for section in shown:
        if section.group == "reference" and not referenced:
            referenced = True
            if rows:
                rows.append(_Row(-1, 0, "", "Reference", 0))
        indent = max(0, section.level - 1) * 2 if section.group == "text" else 0
        number = section.number.rjust(deepest) if section.number and section.level == 1 else section.number
        rows.append(_Row(section.index, indent, number, row_text(section.title), section.count))
    return rows


class SectionList(LineWidget, can_focus=True):
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
        self._here = 0
        self._matches: Mapping[int, int] = {}
        self._read: frozenset[str] = frozenset()
        self._top = 0

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
            self._rows = rows_of(sections)
        if (sections, current, matches, read) == state:
            return
        self._sections, self._current, self._matches, self._read = sections, current, matches, read
        # The row of the current section, or of the nearest one above it.
        self._here = max((n for n, row in enumerate(self._rows) if 0 <= row.section <= current), default=0)
        self._follow()
        self.repaint()

    def _follow(self) -> None:
        height = max(1, self.size.height)
        at = self._here
        if not self._top + 1 <= at < self._top + height - 1:
            self._top = at - height // 2
        self._top = max(0, min(self._top, len(self._rows) - height))

    def on_resize(self) -> None:
        """Keep the current section in sight."""
        self._follow()
        self.repaint()

    def paint(self, y: int) -> Strip:
        """Paint one row."""
        width, base = self.canvas.width, self.style_of()
        number = self._top + y
        if number >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[number]
        if row.section < 0:
            return strip([(f"  {row.title}", self.style_of("group"))], width, base)
        current = number == self._here
        style = base
        if current:
            style = self.style_of("cursor") if self.has_focus else self.style_of("current")
        matches = self._matches.get(row.section, 0)
        if number == 0 and row.section > 0:
            # The title page has no row of its own.
            matches += self._matches.get(0, 0)
        right = f" {matches} " if matches else " "
        was_read = self._sections[row.section].id in self._read
        mark = "▸ ✓ " if current and was_read else "▸ " if current else "✓ " if was_read else "  "
        before = mark + " " * row.indent
        counted = f" ({row.entries})" if row.entries else ""
        room = width - cell_len(before) - len(row.number) - (1 if row.number else 0) - len(right)
        title = cut(row.title, max(1, room - len(counted))) + counted
        pieces = [(before, self.style_of("muted") if was_read and not current else style)]
        if row.number:
            pieces.append((row.number + " ", style if current else self.style_of("number")))
        gap = " " * max(0, room - cell_len(title))
        was_read = not current and self._sections[row.section].id in self._read
        pieces += [
            (title, self.style_of("muted") if was_read else style),
            (gap, style),
            (right, style + self.role_styles.style("count") if matches else style),
        ]
        return strip(pieces, width, style if current and self.has_focus else base)

    # moving

    def _point(self, number: int, direction: int, read: bool = False) -> None:
        number = max(0, min(number, len(self._rows) - 1))
        while 0 <= number < len(self._rows) and self._rows[number].section < 0:
            number += direction
        if 0 <= number < len(self._rows):
            self.post_message(self.Chosen(self._rows[number].section, read))

    def action_row(self, rows: int) -> None:
        """Point at another section."""
        self._point(self._here + rows, 1 if rows > 0 else -1)

    def action_page(self, pages: int) -> None:
        """Point a page further."""
        self._point(self._here + pages * max(1, self.size.height - 1), 1 if pages > 0 else -1)

    def action_first(self) -> None:
        """Point at the first section."""
        self._point(0, 1)

    def action_last(self) -> None:
        """Point at the last section."""
        self._point(len(self._rows) - 1, -1)

    def action_open(self) -> None:
        """Read the current section."""
        self._point(self._here, 1, read=True)

    def on_click(self, event: events.Click) -> None:
        """Jump to the section that was clicked."""
        at = event.get_content_offset(self)
        if at is None:
            return
        number = self._top + at.y
        if 0 <= number < len(self._rows) and self._rows[number].section >= 0:
            self.post_message(self.Chosen(self._rows[number].section, True))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the list alone."""
        self._scroll(event, WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the list alone."""
        self._scroll(event, -WHEEL)

    def _scroll(self, event: events.MouseEvent, rows: int) -> None:
        event.stop()
        self._top = max(0, min(self._top + rows, len(self._rows) - self.size.height))
        self.repaint()
