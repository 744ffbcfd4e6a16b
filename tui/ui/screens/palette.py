"""The framework's palette, guarded against keys that come before it is filled and after it is closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from inspect import unwrap
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import CommandInput, CommandList, CommandPalette, SearchIcon
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.widgets import LoadingIndicator

from tui.ui.content import row_text
from tui.ui.destinations import ToSearch
from tui.ui.keymap import keymap_of
from tui.ui.keys import KeyAction, actions_in, bindings, bound
from tui.ui.widgets.prompt import TypedLine

if TYPE_CHECKING:
    from tui.ui.screens.base import BaseScreen


_gather: Callable[[CommandPalette, str], Awaitable[None]] = unwrap(CommandPalette._gather_commands)


class _Line(CommandInput, TypedLine, inherit_bindings=False):
    """What is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Take it", show=False), *bindings("edit")]


class Palette(CommandPalette, inherit_bindings=False):
    """Every action by name; the themes as well."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("search.cancel", "escape"),
        bound("search.down", "cursor_down"),
        bound("search.up", "command_list('cursor_up')"),
        bound("search.page-down", "command_list('page_down')"),
        bound("search.page-up", "command_list('page_up')"),
        Binding("ctrl+home", "command_list('first')", "First", show=False),
        Binding("ctrl+end", "command_list('last')", "Last", show=False),
    ]

    def compose(self) -> ComposeResult:
        """As the framework does, with a line whose keys are those of the table."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield SearchIcon()
                yield _Line(placeholder=self._placeholder, select_on_focus=False)
            with Vertical(id="--results"):
                yield CommandList()
                yield LoadingIndicator()

    @work(exclusive=True, group=CommandPalette._GATHER_COMMANDS_GROUP)
    async def _gather_commands(self, search_value: str) -> None:
        # Closed before this had its turn, its list is gone; the framework would end the program for that.
        with suppress(NoMatches):
            await _gather(self, search_value)

    def _action_command_list(self, action: str) -> None:
        # A list that has options but no lines yet raises at page keys.
        with suppress(KeyError, IndexError):
            super()._action_command_list(action)

    def _action_escape(self) -> None:
        if self.is_current:
            super()._action_escape()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close it; nothing where that has been done: the framework would close what lies below."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


def commands_of(page: BaseScreen) -> Iterator[SystemCommand]:
    """Every action of a screen, and the person's own searches."""

    async def run(action: KeyAction) -> None:
        await page.app.run_action(action.on_screen, page.actor_of(action.where))

    keymap = keymap_of(page)
    for action in actions_in(*page.palette_places()):
        if action.id != "app.palette":
            yield SystemCommand(keymap.title(action), keymap.all_shown(action.id), partial(run, action))
    if page.session.library is not None:
        for name, query in page.session.preferences.searches.items():
            # A name of the person's own: brackets in it would be read as markup.
            title = f"Search: {row_text(name).replace('[', '(')}"
            yield SystemCommand(title, "saved search", partial(page.ask, ToSearch(query)))
