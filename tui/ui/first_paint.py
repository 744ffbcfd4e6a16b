"""The first screen is sent once, however often the framework paints it until it has come to rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual._compositor import CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console, ConsoleOptions, RenderableType
    from textual.driver import Driver
    from textual.screen import Screen


class ScreenRows(CompositorUpdate):
    """Some rows of a screen, each over its whole width."""

    def __init__(self, strips: Mapping[int, Strip]) -> None:
        """Send rows, by their number from the top."""
        self.strips = strips

    def render_segments(self, console: Console) -> str:
        """The bytes, as text."""
        return "".join(f"\x1b[{y + 1};1H{strip.render(console)}" for y, strip in self.strips.items())

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        yield Segment(self.render_segments(console))


class FirstPaint:
    """What stands on the terminal while a program starts."""

    def __init__(self) -> None:
        """Nothing does."""
        self._sent: list[Strip] = []
        self._is_over = False

    @property
    def has_begun(self) -> bool:
        """Whether anything has been sent."""
        return self._is_over or bool(self._sent)

    @property
    def is_over(self) -> bool:
        """Whether whatever is painted is to be sent."""
        return self._is_over

    def rows(self, screen: Screen[object], update: object) -> ScreenRows | None:
        """What is to be sent of a screen as it is painted now; None where all of it has been.

        Args:
            screen: the screen.
            update: what the framework would send of it.
        """
        if isinstance(update, LayoutUpdate):
            painted = [Strip.join(strips) for strips in update.strips]
        else:
            painted = screen._compositor.render_strips()
        before = self._sent if len(self._sent) == len(painted) else [None] * len(painted)
        self._sent = painted
        other = {y: new for y, (old, new) in enumerate(zip(before, painted, strict=True)) if old != new}
        return ScreenRows(other) if other else None

    def end(self) -> None:
        """Whatever is painted is sent from now on: the terminal may show something else by now."""
        self._is_over, self._sent = True, []


class PaintedOnce(App[None], inherit_bindings=False):
    """A program that sends its first screen once."""

    def __init__(self, driver_class: type[Driver] | None = None) -> None:
        """Send nothing yet."""
        self.first_paint = FirstPaint()
        self._styled_with: dict[str, str] = {}
        super().__init__(driver_class=driver_class)

    def style_with_theme(self) -> None:
        """Have whatever is made from now on styled by the theme that was chosen."""
        self._styled_with = self.get_css_variables()
        self.stylesheet.set_variables(self._styled_with)

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew; not where the framework asks for it at the start, before anything stands there."""
        if self.first_paint.has_begun or self.get_css_variables() != self._styled_with:
            super().refresh_css(animate)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if renderable is not None and self._running and not self._batch_count and not self.first_paint.is_over:
            renderable = self.first_paint.rows(screen, renderable)
        super()._display(screen, renderable)
