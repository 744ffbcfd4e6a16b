"""A sheet with a line to type in and a list below it, of what fits the letters that are typed."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, ScreenResultType

from tui.ui.keys import bound
from tui.ui.widgets.prompt import Prompt
from tui.ui.widgets.prompted_lists import ChoiceList

SHOWN = 60
"""Lines that are ranked and can be scrolled through; more letters narrow them down."""


class ChoiceSheet(ModalScreen[ScreenResultType], inherit_bindings=False):
    """The arrow keys choose in the list, while the prompt has the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("search.page-down", "page(1)"),
        bound("search.page-up", "page(-1)"),
    ]

    def __init__(self, mark: str = "", hint: str = "") -> None:
        """Show nothing yet.

        Args:
            mark: what stands before the line.
            hint: what is to be typed, where nothing is.
        """
        super().__init__()
        self.prompt = Prompt(mark, hint, self, id="prompt")
        self.list = ChoiceList(id="choices")

    def compose(self) -> ComposeResult:
        """The prompt, and the list below it."""
        with Vertical(id="quick"):
            yield self.prompt
            yield self.list

    @abstractmethod
    def typed(self, text: str) -> None:
        """Show what fits."""

    @abstractmethod
    def closed(self, accepted: bool) -> None:
        """Take what is selected, or nothing."""

    def recalled(self, steps: int, draft: str = "") -> None:
        """The arrow keys choose."""
        self.prompt.chosen(self.list)
        self.list.action_row(steps)

    stepped = recalled

    def regex_toggled(self) -> None:
        """What fits is found by letters alone."""

    @property
    def typed_in(self) -> Prompt:
        """The prompt always has the keys."""
        return self.prompt

    def action_page(self, pages: int) -> None:
        """Choose a page further."""
        self.prompt.chosen(self.list)
        self.list.action_page(pages)

    def on_choice_list_chosen(self) -> None:
        """Take a line that was clicked twice."""
        self.closed(accepted=True)
