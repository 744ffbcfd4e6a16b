"""A widget that paints its own lines in the theme's inks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.widget import Widget

from tui.ui.inks import Inks

if TYPE_CHECKING:
    from tui.ui.app import BriefingApp


class Painted(Widget):
    """Line API: subclasses give `render_line`, and take their styles from `ink`."""

    def __init__(self, id: str | None = None) -> None:
        self._inked: dict[str, Style] = {}
        super().__init__(id=id)

    def notify_style_update(self) -> None:
        """Forget the styles when the theme or the focus changes."""
        super().notify_style_update()
        self._inked = {}

    @property
    def inks(self) -> Inks:
        """The looks of roles in the theme of the moment."""
        app: BriefingApp = self.app  # type: ignore[assignment]
        return app.inks

    def ink(self, role: str = "") -> Style:
        """The style of a role on this widget's own ground."""
        style = self._inked.get(role)
        if style is None:
            style = self._inked[role] = self.rich_style + self.inks.style(role)
        return style
