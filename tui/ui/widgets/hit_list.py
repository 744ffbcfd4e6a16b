"""Hits of a search: briefings with their sections below them, each with the words in their context."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.catalog.tables import Row
from tui.reading.searching import HitContext, Line, step
from tui.ui.content import cut, merged, row_text, short_date, strip, wrapped
from tui.ui.widgets.bars import TLP_STYLES
from tui.ui.widgets.line_widget import LineWidget

TITLE = 24
"""Cells of a section's title, before its context."""


class HitList(LineWidget):
    """Painted lines; the prompt above it has the keys."""

    class Chosen(Message):
        """A line was clicked twice: it is to be opened."""

    class Moved(Message):
        """Another line is selected."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._lines: Sequence[Line] = ()
        self._empty = ""
        self._cursor = 0
        self._top = 0

    def show(self, rows: Sequence[Row], lines: Sequence[Line], empty: str, *, hold: bool = False) -> None:
        """Show other hits, the first one selected; or with `hold` the one that was, if it is still among them."""
        before = self._hit_at(self._cursor) if hold else None
        self._rows, self._lines, self._empty = rows, lines, empty
        # The first hit is more often wanted than the briefing's beginning.
        first = 1 if len(lines) > 1 and lines[1].section else 0
        if before:
            # Where its hit is folded away, the line of its briefing.
            first = next((n for n in range(len(lines)) if self._hit_at(n) in (before, (before[0], ""))), first)
            first = next((n for n in range(len(lines)) if self._hit_at(n) == before), first)
        self._cursor = first
        if not hold:
            self._top = 0
        self.move(0)

    def _hit_at(self, number: int) -> tuple[str, str] | None:
        """Path and section of a hit, which stay the same from one search to another; see `show`."""
        if number >= len(self._lines):
            return None
        line = self._lines[number]
        return self._rows[line.briefing].path, line.section

    @property
    def selected(self) -> Line | None:
        """The line that Enter opens."""
        return self._lines[self._cursor] if self._cursor < len(self._lines) else None

    @property
    def at_end(self) -> bool:
        """Whether the last line is selected, and it is not the only one."""
        return 1 < len(self._lines) == self._cursor + 1

    def move(self, by: int) -> None:
        """Select another line."""
        self._cursor = step(self._lines, self._cursor, by)
        height = max(1, self.size.height)
        self._top = max(min(self._top, self._cursor), self._cursor - height + 1, 0)
        if self._cursor <= 1:
            self._top = 0
        self.repaint()
        self.post_message(self.Moved())

    @property
    def page(self) -> int:
        """Lines of a page."""
        return max(1, self.size.height - 1)

    def on_resize(self) -> None:
        """Keep the selected line in sight."""
        self.move(0)

    def paint(self, y: int) -> Strip:
        """One line."""
        width, base = self.canvas.width, self.style_of()
        if not self._lines:
            lines = wrapped(self._empty, max(1, width - 4))
            first = 1 if len(lines) < self.canvas.height else 0
            said = lines[y - first] if first <= y < first + len(lines) else ""
            return strip([(f"  {said}", self.style_of("muted"))], width, base)
        number = self._top + y
        if number >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[number]
        current = number == self._cursor
        ground = self.style_of("cursor") if current else base
        mark = "▸ " if current else "  "
        if not line.section:
            return self._briefing(self._rows[line.briefing], line, mark, width, current)
        quiet = ground if current else self.style_of("muted")
        segments = [Segment(mark + "  ", ground)]
        title_width = min(TITLE, width // 3)
        title = cut(row_text(line.title), title_width)
        segments.append(Segment(title + " " * (title_width - cell_len(title)) + "  ", quiet))
        match = self.role_styles.style("match")
        if line.entry:
            # Which judgment or event it is takes no more than half of what is left.
            room = (width - sum(cell_len(segment.text) for segment in segments)) // 2
            segments.append(Segment(cut(line.entry, max(1, room - 3)) + " · ", quiet))
        room = width - sum(cell_len(segment.text) for segment in segments)
        at = _first_shown(line.context, room)
        if at:
            segments.append(Segment("…", quiet))
        for start, end in line.context.spans:
            segments.append(Segment(line.context.text[at:start], ground))
            segments.append(Segment(line.context.text[max(at, start) : end], ground + match))
            at = max(at, end)
        segments.append(Segment(line.context.text[at:], ground))
        return merged(segments, width, ground)

    def _briefing(self, row: Row, line: Line, mark: str, width: int, current: bool) -> Strip:
        ground = self.style_of("cursor") if current else self.style_of()
        quiet = ground if current else self.style_of("muted")
        right: list[Segment] = []
        if line.total > line.shown:
            right.append(Segment(f"  {line.shown} of {line.total:,} hits", quiet))
        right += (
            [Segment(f"  {short_date(row.updated or row.date)} ", ground if current else self.style_of("muted"))]
            if width >= 50
            else []
        )
        if row.marking.tlp:
            right.append(Segment(f" {row.marking.label} ", self.style_of(TLP_STYLES[row.marking.tlp])))
        room = width - cell_len(mark) - sum(cell_len(segment.text) for segment in right)
        title = cut(row_text(row.title), max(1, room - 1))
        gap = " " * max(0, room - cell_len(title))
        return merged(
            [Segment(mark, ground), Segment(title, ground + self.role_styles.style("strong")), Segment(gap, ground), *right],
            width,
            ground,
        )

    def on_click(self, event: events.Click) -> None:
        """Select a clicked line; a second click opens it."""
        at = event.get_content_offset(self)
        if at is None or self._top + at.y >= len(self._lines):
            return
        again = self._cursor == self._top + at.y
        self.move(self._top + at.y - self._cursor)
        if again or event.chain > 1:
            self.post_message(self.Chosen())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll by moving the selection."""
        event.stop()
        self.move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll by moving the selection."""
        event.stop()
        self.move(-3)


def _first_shown(context: HitContext, room: int) -> int:
    """The first character that is shown, so that the first match is within `room` cells."""
    if not context.spans or cell_len(context.text[: context.spans[0][1]]) < room:
        return 0
    return max(0, context.spans[0][0] - room // 3)
