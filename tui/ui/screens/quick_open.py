"""Quick open: a few letters of a title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.catalog.tables import Row
from tui.reading.searching import Named, choices, named
from tui.ui.destinations import Asked, ToKeys
from tui.ui.keys import bound
from tui.ui.widgets.prompt import Prompt
from tui.ui.widgets.prompted_lists import ChoiceList

SHOWN = 60
"""Titles that are ranked and can be scrolled through; more letters narrow them down."""


class QuickOpenScreen(ModalScreen[Row], inherit_bindings=False):
    """A prompt over the titles; its result is the row of the one that was chosen, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("search.page-down", "page(1)"),
        bound("search.page-up", "page(-1)"),
        bound("app.help", "keys"),
    ]

    def __init__(self, load: Callable[[], Sequence[Row]], letters: str = "") -> None:
        """Choose among the titles of some rows.

        Args:
            load: gives them; called once, after the screen is there.
            letters: to begin with.
        """
        super().__init__()
        self._load, self._letters = load, letters
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
        self.prompt.open(self._letters)
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
        self.prompt.chosen(self.list)
        self.list.action_row(steps)

    stepped = recalled

    def regex_toggled(self) -> None:
        """Titles are found by letters alone."""

    @property
    def typed_in(self) -> Prompt:
        """The prompt always has the keys."""
        return self.prompt

    def action_keys(self) -> None:
        """Show the keys of a prompt."""
        self.app.post_message(Asked(ToKeys(("edit",), queries=False)))

    def action_page(self, pages: int) -> None:
        """Choose a page further."""
        self.prompt.chosen(self.list)
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
