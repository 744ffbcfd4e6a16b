"""The framework's palette, guarded against keys that come before it is filled and after it is closed."""

from __future__ import annotations

from contextlib import suppress

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.command import CommandPalette


class Palette(CommandPalette):
    """Every action by name; the themes as well."""

    BINDINGS = [*CommandPalette.BINDINGS, Binding("ctrl+g", "escape", "Close", show=False)]  # noqa: RUF012 (as in the framework)

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
