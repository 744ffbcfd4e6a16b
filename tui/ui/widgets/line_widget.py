"""A widget that paints its own lines in the theme's styles, and sends only the lines that have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.ui.role_styles import RoleStyles

if TYPE_CHECKING:
    from tui.ui.role_styles import HasRoleStyles


class LineWidget(Widget):
    """Line API: subclasses give `paint`, call `repaint` when something changed, and take styles from `style_of`."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, id: str | None = None) -> None:
        self._styles_of_roles: dict[str, Style] = {}
        self._painted: list[Strip] = []
        self.canvas = Size(0, 0)
        """What is painted on: the widget's `size`, which takes longer to ask for than a line to paint."""
        super().__init__(id=id)

    def paint(self, y: int) -> Strip:
        """One line of the widget, as wide as its canvas; nothing where a subclass paints nothing."""
        return Strip.blank(self.canvas.width, self.style_of())

    def repaint(self) -> None:
        """Paint every line, and have those sent that differ from what is on screen."""
        size = self.size
        before, fits = self._painted, self.canvas == size
        self._paint_all(size)
        if not fits or len(before) != size.height:
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(before, self._painted, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, size.width, 1) for y in changed))

    def fit(self) -> None:
        """Make what depends on the size of the canvas, which is another one now; it is painted next."""

    def _paint_all(self, size: Size) -> None:
        if self.canvas != size:
            self.canvas = size
            self.fit()
        self._painted = [self.paint(y) for y in range(size.height)]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Painted lines, for the framework."""
        size = self.size
        if self.canvas != size or not self._painted:
            self._paint_all(size)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """A painted line, for the framework."""
        return self._painted[y] if y < len(self._painted) else Strip.blank(self.canvas.width, self.style_of())

    def notify_style_update(self) -> None:
        """Forget the styles and the lines when the theme changes."""
        super().notify_style_update()
        self._styles_of_roles = {}
        self._painted = []

    def on_focus(self) -> None:
        """Show that the keys come here."""
        self.repaint()

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.repaint()

    @property
    def role_styles(self) -> RoleStyles:
        """The looks of roles in the theme of the moment."""
        app: HasRoleStyles = self.app  # type: ignore[assignment]
        return app.role_styles

    def style_of(self, role: str = "") -> Style:
        """The style of a role on this widget's own ground."""
        style = self._styles_of_roles.get(role)
        if style is None:
            style = self._styles_of_roles[role] = self.rich_style + self.role_styles.style(role)
        return style
