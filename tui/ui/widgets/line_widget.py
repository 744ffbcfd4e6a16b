"""A widget that paints its own lines in the theme's styles, and sends only the lines that have changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.color import Color
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.ui.role_styles import RoleStyles

if TYPE_CHECKING:
    from tui.ui.role_styles import HasRoleStyles


class HeldLines:
    """Lines of one width in one theme as the last frame had them, so that what has only moved is not painted again."""

    def __init__(self) -> None:
        """Hold none."""
        self._now: dict[tuple[int, Hashable], tuple[object, Strip]] = {}
        self._before = self._now

    def begin(self) -> None:
        """The next frame is painted."""
        self._before, self._now = self._now, {}

    def line(self, shown: object, look: Hashable, paint: Callable[[], Strip]) -> Strip:
        """A line as it was painted for the last frame, else painted now.

        Args:
            shown: what it shows, by its identity.
            look: all else that it depends on.
            paint: makes it.
        """
        key = id(shown), look
        found = self._now[key] = self._before.get(key) or (shown, paint())
        return found[1]


class LineWidget(Widget):
    """Line API: subclasses give `paint`, call `repaint` when something changed, and take styles from `style_of`."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, id: str | None = None) -> None:
        self._styles_of_roles: dict[str, Style] = {}
        self._painted: list[Strip] = []
        self.held = HeldLines()
        self._around: tuple[Color, int] | None = None
        self.canvas = Size(0, 0)
        """What is painted on: the widget's `size`, which takes longer to ask for than a line to paint."""
        super().__init__(id=id)

    def stand(self) -> tuple[int, int]:
        """The column and the line of what is current here, on the canvas: where the terminal's own cursor is to stand."""
        return 0, 0

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
        changed = [y for y, (old, new) in enumerate(zip(before, self._painted, strict=True)) if old is not new and old != new]
        if changed:
            self.refresh(*_regions(changed, size.width))

    def fit(self) -> None:
        """Make what depends on the size of the canvas, which is another one now; it is painted next."""

    def _paint_all(self, size: Size) -> None:
        if self.canvas != size:
            self.canvas, self.held = size, HeldLines()
            self.fit()
        self.held.begin()
        self._painted = [self.paint(y) for y in range(size.height)]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Painted lines as they are: of the style sheet, a ground and room above them are all that is added."""
        size = self.size
        if self.canvas != size or not self._painted:
            self._paint_all(size)
        if self._around is None:
            self._around = self.background_colors[1], self.styles.padding.top
        ground, above = self._around
        lines = [self.render_line(y - above) for y in crop.line_range]
        for each in self.get_line_filters():
            lines = [line.apply_filter(each, ground) for line in lines]
        return lines if crop.column_span == (0, size.width) else [line.crop(*crop.column_span) for line in lines]

    def render_line(self, y: int) -> Strip:
        """A painted line, for the framework."""
        return self._painted[y] if 0 <= y < len(self._painted) else Strip.blank(self.canvas.width, self.style_of())

    def notify_style_update(self) -> None:
        """Forget the styles and the lines when the theme changes."""
        super().notify_style_update()
        self._styles_of_roles = {}
        self._painted, self._around, self.held = [], None, HeldLines()

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


def paint_now(*widgets: Widget) -> None:
    """Send what has changed of widgets of one screen, which the framework would send with the next of its sixty frames a second."""
    screen = widgets[0].screen
    if screen.is_current and not screen._layout_required and not screen.app._batch_count:
        screen._compositor.update_widgets(set(widgets))
        screen._compositor_refresh()
        for widget in widgets:
            # All of it is sent: the next frame need not look.
            widget._repaint_required = False


def paint_after_key(widget: Widget) -> None:
    """Send at once what a key has changed of a widget, unless other keys wait behind it: what they change is sent with it."""
    if getattr(widget.app, "keys_waiting", 0) <= 1:
        paint_now(widget)


def cursor_of(widget: Widget | None, otherwise: Offset) -> Offset:
    """The cell of the screen on which the terminal's own cursor stands: on what is current, or in what one types.

    A screen reader speaks, and a braille display shows, what is there.

    Args:
        widget: has the keys.
        otherwise: where that has no place for it.
    """
    if isinstance(widget, LineWidget):
        x, y = widget.stand()
        width, height = widget.canvas
        return widget.content_region.offset + Offset(max(0, min(x, width - 1)), max(0, min(y, height - 1)))
    at: Offset = getattr(widget, "cursor_screen_offset", otherwise)
    return at


def _regions(lines: list[int], width: int) -> Iterator[Region]:
    """Lines in order, as regions of a width: those that follow each other are one."""
    first = last = lines[0]
    for line in lines[1:]:
        if line != last + 1:
            yield Region(0, first, width, last + 1 - first)
            first = line
        last = line
    yield Region(0, first, width, last + 1 - first)
