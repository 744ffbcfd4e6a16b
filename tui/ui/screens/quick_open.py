"""Quick open: a few letters of a title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip

from tui.catalog.tables import Row
from tui.reading.quick_open import Choice, Named, choices, named
from tui.ui.content import cut, merged, row_text, strip
from tui.ui.keys import bound
from tui.ui.widgets.line_widget import LineWidget
from tui.ui.widgets.prompt import Prompt

SHOWN = 60
"""Titles that are ranked and can be scrolled through; more letters narrow them down."""


class ChoiceList(LineWidget):
    """The titles that fit, the letters that were typed marked in them."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices: Sequence[Choice] = ()
        self._cursor = 0
        self.empty = ""

    def show(self, found: Sequence[Choice]) -> None:
        """Show other titles, the first one selected."""
        self._choices, self._cursor = found, 0
        self.repaint()

    def move(self, by: int) -> None:
        """Select another title."""
        self._cursor = max(0, min(self._cursor + by, len(self._choices) - 1))
        self.repaint()

    def on_resize(self) -> None:
        """Paint for the new size."""
        self.repaint()

    @property
    def selected(self) -> Choice | None:
        """The title that Enter opens."""
        return self._choices[self._cursor] if self._cursor < len(self._choices) else None

    def paint(self, y: int) -> Strip:
        """One title."""
        width, base = self.canvas.width, self.style_of()
        if not self._choices:
            return strip([(f"  {self.empty}" if y == 0 else "", self.style_of("muted"))], width, base)
        top = max(0, self._cursor - self.canvas.height + 1)
        number = top + y
        if number >= len(self._choices):
            return Strip.blank(width, base)
        choice, current = self._choices[number], number == self._cursor
        ground = self.style_of("cursor") if current else base
        title = choice.title
        if choice.spans and row_text(title) == title and cell_len(title) < width - 2:
            segments = [Segment("▸ " if current else "  ", ground)]
            at = 0
            for start, end in choice.spans:
                segments += [Segment(title[at:start], ground), Segment(title[start:end], ground + self.role_styles.style("accent"))]
                at = end
            return merged([*segments, Segment(title[at:], ground)], width, ground)
        return strip([("▸ " if current else "  ", ground), (cut(row_text(title), width - 2), ground)], width, ground)

    def on_click(self, event: events.Click) -> None:
        """Select what was clicked."""
        at = event.get_content_offset(self)
        if at is not None:
            self.move(at.y - min(self._cursor, self.canvas.height - 1))


class QuickOpenScreen(ModalScreen[Row], inherit_bindings=False):
    """A prompt over the titles; its result is the row of the one that was chosen, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("search.page-down", "page(1)"),
        bound("search.page-up", "page(-1)"),
    ]

    def __init__(self, load: Callable[[], Sequence[Row]]) -> None:
        """Choose among the titles of some rows.

        Args:
            load: gives them; called once, after the screen is there.
        """
        super().__init__()
        self._load = load
        self._rows: Sequence[Row] = ()
        self._titles: list[Named] = []
        self.prompt = Prompt("Open ", "letters of a title", self, id="prompt")
        self.list = ChoiceList(id="choices")

    def compose(self) -> ComposeResult:
        """A sheet with a prompt and a list."""
        with Vertical(id="quick"):
            yield self.prompt
            yield self.list

    def on_mount(self) -> None:
        """Take the keys; the titles come right after."""
        self.prompt.open("")
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        self._rows = self._load()
        self._titles = named(row.title for row in self._rows)
        self.list.empty = "No title fits."
        self.typed(self.prompt.text)

    def typed(self, text: str) -> None:
        """Show the titles that fit."""
        self.list.show(choices(text, self._titles, SHOWN))
        self.prompt.say(f"{len(self._titles)} titles")

    def recalled(self, steps: int, draft: str = "") -> None:
        """The arrow keys choose."""
        self.list.move(steps)

    stepped = recalled

    def regex_toggled(self) -> None:
        """Titles are found by letters alone."""

    @property
    def typed_in(self) -> Prompt:
        """The prompt always has the keys."""
        return self.prompt

    def action_page(self, pages: int) -> None:
        """Choose a page further."""
        self.list.move(pages * max(1, self.list.size.height - 1))

    def closed(self, accepted: bool) -> None:
        """Open what is selected, or nothing."""
        if accepted and not self._titles:
            # Enter was typed ahead.
            self._fill()
        chosen = self.list.selected if accepted else None
        self.dismiss(self._rows[chosen.place] if chosen is not None else None)
