"""The keys of the focused pane, made from the key table."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.ui.keys import WHERE_TITLES, Where, actions_in, keys_named, keys_of, shown


def help_text(places: tuple[Where, ...], *, queries: bool = False) -> Content:
    """Two columns, keys and what they do, under the name of each place; a key of an earlier place is not that of a later one."""
    pieces: list[Content | str | tuple[str, str]] = []
    taken: set[str] = set()
    for where in places:
        pieces.append((f"{WHERE_TITLES[where]}\n", "bold"))
        free = [action for action in actions_in(where) if not taken.intersection(action.keys)]
        taken |= {key for action in free for key in action.keys}
        for action in free:
            pieces.append((f"  {keys_of(action):<14}", "$accent"))
            pieces.append(f" {action.title}\n")
        pieces.append("\n")
    if queries:
        from tui.search.fields import FIELDS

        pieces.append(("What a query can ask for\n", "bold"))
        pieces.append("  Plain words must all be there; “a phrase”, -not, OR, begin*\n")
        for field in FIELDS.values():
            pieces.append((f"  {field.example:<28}", "$accent"))
            pieces.append(f" {field.note}\n")
    return Content.assemble(*pieces).rstrip()


MANUAL_KEYS = keys_named("app.manual")


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """A sheet of keys over the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,ctrl+g,ctrl+c,enter", "dismiss", "Close", show=False),
        Binding(",".join(MANUAL_KEYS), "app.manual", "The manual", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("space,pagedown", "page(1)", "Page down", show=False),
        Binding("b,pageup", "page(-1)", "Page up", show=False),
    ]

    def __init__(self, places: tuple[Where, ...], *, queries: bool = False) -> None:
        """Show the keys of some places; with `queries`, what can be searched for as well."""
        super().__init__()
        self._places = places
        self._queries = queries

    def compose(self) -> ComposeResult:
        """One scrolling sheet."""
        with VerticalScroll(id="help", can_focus=False):
            yield Static(help_text(self._places, queries=self._queries))

    def on_mount(self) -> None:
        """Say how to close it, and where more is said."""
        sheet = self.query_one("#help")
        sheet.border_title = Content("Keys")
        sheet.border_subtitle = Content(f"{shown(MANUAL_KEYS[0])} opens the manual · Esc closes")

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#help").scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        sheet = self.query_one("#help")
        sheet.scroll_relative(y=pages * max(1, sheet.size.height - 1), animate=False)
