"""The baseline: the smallest Textual app with the reader's panes, over plain lines that are in memory already.

`python bare_app.py FILE WORD TITLE` shows a text file under a header bar, beside a list of its sections and
above a status line. j k, space b, ] [ and n N scroll as they do in the reader; q quits. Nothing else
is done: no list follows, no position is shown, nothing is highlighted.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from typing import ClassVar

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static


class Lines(ScrollView, can_focus=True):
    """A page of plain lines."""

    def __init__(self, lines: list[str], id: str) -> None:
        super().__init__(id=id)
        self.lines = lines
        self.virtual_size = Size(max(map(len, lines), default=1), len(lines))

    def render_line(self, y: int) -> Strip:
        """Paint one line."""
        number = self.scroll_offset.y + y
        text = self.lines[number] if number < len(self.lines) else ""
        return Strip([Segment("  " + text, self.rich_style)]).adjust_cell_length(self.size.width, self.rich_style)


class BareApp(App[None]):
    """Header bar, list, page, status line."""

    CSS = """
    #header, #status { height: 1; background: $panel; }
    #panes { height: 1fr; }
    #sections { width: 34; height: 1fr; scrollbar-size: 0 0; }
    #page { width: 1fr; height: 1fr; scrollbar-size: 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "line(1)"),
        ("k", "line(-1)"),
        ("space", "page(1)"),
        ("b", "page(-1)"),
        ("right_square_bracket", "next('sections',1)"),
        ("left_square_bracket", "next('sections',-1)"),
        ("n", "next('matches',1)"),
        ("N", "next('matches',-1)"),
        ("q", "quit"),
    ]

    def __init__(self, title: str, lines: list[str], word: str) -> None:
        super().__init__()
        self.heading = title
        blank = [not line for line in lines]
        self.stops = {
            "sections": [n for n, line in enumerate(lines) if line and n > 1 and blank[n - 1] and blank[n - 2]],
            "matches": [n for n, line in enumerate(lines) if word in line],
        }
        self.sections = Lines([lines[n] for n in self.stops["sections"]], id="sections")
        self.page = Lines(lines, id="page")

    def compose(self) -> ComposeResult:
        """The four panes."""
        yield Static(f" {self.heading}", id="header", markup=False)
        with Horizontal(id="panes"):
            yield self.sections
            yield self.page
        yield Static(" ready", id="status", markup=False)

    def on_mount(self) -> None:
        """Start on the page."""
        self.page.focus()

    def action_line(self, lines: int) -> None:
        """Scroll by lines."""
        self.page.scroll_to(y=self.page.scroll_offset.y + lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, one line of which stays in sight."""
        self.action_line(pages * (self.page.size.height - 1))

    def action_next(self, stops: str, step: int) -> None:
        """Scroll to the next section or match."""
        found, here = self.stops[stops], self.page.scroll_offset.y
        at = bisect_right(found, here) if step > 0 else bisect_left(found, here) - 1
        if 0 <= at < len(found):
            self.page.scroll_to(y=found[at], animate=False)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        read = file.read().splitlines()
    BareApp(sys.argv[3], read, sys.argv[2]).run()
