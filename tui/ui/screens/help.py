"""The keys of the focused pane, made from the key table."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.ui.content import content, cut
from tui.ui.key_names import shown
from tui.ui.keymap import USUAL, Keymap, keymap_of
from tui.ui.keys import WHERE_TITLES, Where, actions_in, bound

KEYS = 28
"""Cells of the keys of one action; `briefing keys` lists all of them."""

INDENT = 4
"""Cells before what stands below its keys, where there is no room beside them."""

NARROWEST = 16
"""Cells of the second column at least."""


def help_text(places: tuple[Where, ...], width: int, *, keymap: Keymap = USUAL, queries: bool = False) -> Content:
    """Two columns, keys and what they do, under the name of each place; a key of an earlier place is not that of a later one.

    Args:
        places: whose keys.
        width: cells that there are.
        keymap: which keys do what.
        queries: whether to say what can be searched for as well.
    """
    pieces: list[Content | str | tuple[str, str]] = []
    taken: set[str] = set()
    for where in places:
        pieces.append((f"{WHERE_TITLES[where]}\n", "bold"))
        for action in actions_in(where):
            keys = cut(" ".join(shown(key) for key in keymap.keys(action.id) if key not in taken), KEYS)
            if keys:
                pieces += _row(f"  {keys:<14}", keymap.title(action), width)
        taken |= {key for action in actions_in(where) for key in keymap.keys(action.id)}
        pieces.append("\n")
    if queries:
        from tui.search.fields import FIELDS

        pieces.append(("What a query can ask for\n", "bold"))
        pieces.append("  Plain words must all be there; “a phrase”, -not, OR, begin*\n")
        for field in FIELDS.values():
            pieces += _row(f"  {field.example:<28}", field.note, width)
    return Content.assemble(*pieces).rstrip()


def _row(keys: str, told: str, width: int) -> list[Content | str | tuple[str, str]]:
    """Keys with what they do beside them, or below where there is no room; its lines stand under each other."""
    indent = len(keys) + 1
    beside = width - indent >= NARROWEST
    indent = indent if beside else INDENT
    lines = wrap(told, max(NARROWEST, width - indent))
    return [(keys, "$accent"), " " if beside else f"\n{' ' * indent}", f"\n{' ' * indent}".join(lines), "\n"]


class KeySheet(Static):
    """The keys of some places, laid out anew for each width."""

    def __init__(self, places: tuple[Where, ...], *, queries: bool) -> None:
        """Empty, until its width is known."""
        super().__init__()
        self._places = places
        self._queries = queries

    def on_resize(self, event: events.Resize) -> None:
        """Lay it out."""
        self.update(help_text(self._places, event.size.width, keymap=keymap_of(self.screen), queries=self._queries))


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """A sheet of keys over the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(bound(id, "dismiss") for id in ("app.cancel", "app.leave", "app.help", "app.interrupt")),
        Binding("enter", "dismiss", "Close", show=False),
        bound("app.manual", "app.manual"),
        bound("app.quit", "app.quit"),
        bound("move.down", "scroll(1)"),
        bound("move.up", "scroll(-1)"),
        bound("move.page-down", "page(1)"),
        bound("move.page-up", "page(-1)"),
        bound("move.half-down", "half(1)"),
        bound("move.half-up", "half(-1)"),
        bound("move.top", "end(-1)"),
        bound("move.bottom", "end(1)"),
    ]

    def __init__(self, places: tuple[Where, ...], *, queries: bool = False) -> None:
        """Show the keys of some places; with `queries`, what can be searched for as well."""
        super().__init__()
        self._places = places
        self._queries = queries

    def compose(self) -> ComposeResult:
        """One scrolling sheet."""
        with VerticalScroll(id="help", can_focus=False):
            yield KeySheet(self._places, queries=self._queries)

    def on_mount(self) -> None:
        """Say how to close it, and where more is said."""
        sheet = self.query_one("#help")
        sheet.border_title = content("Keys")
        told = keymap_of(self).hints(("app.manual", "opens the manual"), ("app.cancel", "closes"))
        sheet.border_subtitle = content(told)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#help").scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        sheet = self.query_one("#help")
        sheet.scroll_relative(y=pages * max(1, sheet.size.height - 1), animate=False)

    def action_half(self, halves: int) -> None:
        """Scroll by half pages."""
        sheet = self.query_one("#help")
        sheet.scroll_relative(y=halves * max(1, sheet.size.height // 2), animate=False)

    def action_end(self, direction: int) -> None:
        """Scroll to the top, or to the bottom."""
        sheet = self.query_one("#help")
        sheet.scroll_to(y=0 if direction < 0 else sheet.max_scroll_y, animate=False)
