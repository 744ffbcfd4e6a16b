"""Quick open: a few letters of a title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import BindingType

from tui.catalog.tables import Row
from tui.reading.searching import Named, choices, named
from tui.ui.destinations import Asked, ToKeys
from tui.ui.keys import bound
from tui.ui.screens.choice_sheet import SHOWN, ChoiceSheet


class QuickOpenScreen(ChoiceSheet[Row]):
    """A prompt over the titles; its result is the row of the one that was chosen, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("app.help", "keys"),
    ]

    def __init__(self, load: Callable[[], Sequence[Row]], letters: str = "") -> None:
        """Choose among the titles of some rows.

        Args:
            load: gives them; called once, after the screen is there.
            letters: to begin with.
        """
        super().__init__("Open ", "letters of a title")
        self._load, self._letters = load, letters
        self._rows: Sequence[Row] = ()
        self._titles: list[Named] = []

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

    def action_keys(self) -> None:
        """Show the keys of a prompt."""
        self.app.post_message(Asked(ToKeys(("edit",), queries=False)))

    def closed(self, accepted: bool) -> None:
        """Open what is selected, or nothing."""
        if accepted and not self._titles:
            # Enter was typed ahead.
            self._fill()
        chosen = self.list.selected if accepted else None
        self.dismiss(self._rows[chosen.place] if chosen is not None else None)
