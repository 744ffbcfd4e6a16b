"""The first screen is sent once, however often the framework paints it until it has come to rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual._compositor import CompositorUpdate
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console, ConsoleOptions
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
    def is_over(self) -> bool:
        """Whether whatever is painted is to be sent."""
        return self._is_over

    def rows(self, screen: Screen[object]) -> ScreenRows | None:
        """What is to be sent of a screen as it is painted now; None where all of it has been."""
        painted = screen._compositor.render_strips()
        before = self._sent if len(self._sent) == len(painted) else [None] * len(painted)
        self._sent = painted
        other = {y: new for y, (old, new) in enumerate(zip(before, painted, strict=True)) if old != new}
        return ScreenRows(other) if other else None

    def end(self) -> None:
        """Whatever is painted is sent from now on: the terminal may show something else by now."""
        self._is_over, self._sent = True, []
