"""Quick open: a few letters of a title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip

from tui.catalog.tables import Row
from tui.reading.quick_open import Choice, Named, choices, named
from tui.ui.content import cut, merged, row_text, strip
from tui.ui.keys import bound
from tui.ui.widgets.cursor_list import CursorList
from tui.ui.widgets.prompt import Prompt

SHOWN = 60
"""Titles that are ranked and can be scrolled through; more letters narrow them down."""


class ChoiceList(CursorList):
    """The titles that fit, the letters that were typed marked in them."""

    class Chosen(Message):
        """A title was clicked twice: it is to be opened."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices: Sequence[Choice] = ()

    def show(self, found: Sequence[Choice]) -> None:
        """Show other titles, the first one selected."""
        self._choices = found
        self.go(0)

    @property
    def row_count(self) -> int:
        """How many titles are listed."""
        return len(self._choices)

    @property
    def selected(self) -> Choice | None:
        """The title that Enter opens."""
        return self._choices[self.cursor] if self.cursor < len(self._choices) else None

    def action_open(self) -> None:
        """Have the current title opened."""
        self.post_message(self.Chosen())

    def paint_row(self, number: int, current: bool) -> Strip:
        """One title."""
        choice, width, base = self._choices[number], self.canvas.width, self.style_of()
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
        self.list.action_row(steps)

    stepped = recalled

    def regex_toggled(self) -> None:
        """Titles are found by letters alone."""

    @property
    def typed_in(self) -> Prompt:
        """The prompt always has the keys."""
        return self.prompt

    def action_page(self, pages: int) -> None:
        """Choose a page further."""
        self.list.action_page(pages)

    def on_choice_list_chosen(self) -> None:
        """Open a title that was clicked twice."""
        self.closed(accepted=True)

    def closed(self, accepted: bool) -> None:
        """Open what is selected, or nothing."""
        if accepted and not self._titles:
            # Enter was typed ahead.
            self._fill()
        chosen = self.list.selected if accepted else None
        self.dismiss(self._rows[chosen.place] if chosen is not None else None)
