"""The framework's frames on their way to the terminal: the newest one alone, when the terminal has taken the last one."""

from __future__ import annotations

import os
import threading
import time
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Offset, Size
from textual.strip import Strip

from tui.terminal.canvas import Canvas, KeptRow
from tui.terminal.cells import CellRow, CellText, PiecesExhausted
from tui.terminal.device import ASK_STATUS, STATUS, Abilities, Pace, by_name, expands_tabs, learnt, questions
from tui.terminal.looks import LooksExhausted

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from textual.driver import Driver
    from textual.screen import Screen

    from tui.terminal.kept_frame import DrawnFrame

SWITCH = "BRIEFING_WHOLE_FRAMES"
"""The variable of the environment that has everything sent as the framework writes it."""

MOST_STRIPS = 400
"""Strips of which the cells are kept, a few screens."""

SMALL = 400
"""Bytes of a frame that the terminal shows at once anyway."""

LEAVING = 3.0
"""Seconds that leaving waits for an answer that is under way: behind, the shell would take it for keys."""

LEAVING_SILENT = 0.1
"""The same of a terminal that has not answered yet."""

_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"


class Frames:
    """Draws frames on a terminal. Everything but `heard`, `written` and `asks_writer` belongs to the thread of the loop."""

    def __init__(
        self, abilities: Abilities, environment: Mapping[str, str], loop: AbstractEventLoop, send: Callable[[str], None]
    ) -> None:
        """Draw nothing yet.

        Args:
            abilities: what the terminal is known to do.
            environment: the variables that name it.
            loop: where frames are drawn.
            send: writes to the terminal.
        """
        self._canvas = Canvas(1, 1, abilities)
        self._pace = Pace()
        self._environment = environment
        self._loop = loop
        self._send = send
        self._timer: TimerHandle | None = None
        self._is_synchronized = False
        self._lock = threading.Lock()
        self._is_held = False
        """Whether there is a frame to be sent as soon as the terminal has answered."""
        self._is_drawing = False
        self._looks: dict[Style | None, tuple[str, str]] = {}
        self._cells: dict[int, tuple[Strip, CellRow]] = {}
        """Of strips that were put on the canvas, by their identity: what has only moved is the same strip."""
        self._taken = threading.Event()
        self._taken.set()
        self._seed: DrawnFrame | None = None

    @property
    def canvas(self) -> Canvas:
        """The cells: what is wanted of them, and what is there."""
        return self._canvas

    def begin(self) -> None:
        """The terminal is ours from now on, and shows anything."""
        with self._lock:
            self._pace.begin()
            self._is_held = False
        self._taken.set()
        self._canvas.invalidate()
        # Whoever had the terminal may have set other tab stops.
        self._canvas.abilities = self._canvas.abilities._replace(has_tabs=False)
        self._is_drawing = True
        asked = questions(self._environment, has_tabs=not expands_tabs(2))
        if asked:
            self._send(asked)

    def invalidate(self) -> None:
        """Nobody knows any more what the terminal shows; what is wanted is drawn anew with the next frame."""
        self._seed = None
        self._canvas.invalidate()

    def take_over(self, drawn: DrawnFrame) -> None:
        """Send nothing until `release`: a frame of an earlier start stands on the terminal, and what is shown is that or more."""
        self._seed = drawn

    @property
    def holds(self) -> tuple[int, int] | None:
        """The size of the frame of an earlier start, while that stands on the terminal and nothing has been sent since."""
        return self._seed.size if self._seed is not None else None

    def release(self) -> None:
        """Send from now on what differs from the frame that was taken over."""
        seed = self._seed
        # Before anything was painted there is nothing to go on to.
        if seed is not None and self._canvas.columns > 1:
            self._seed = None
            if (self._canvas.columns, self._canvas.rows) == seed.size:
                self._canvas.invalidate()
                self._canvas.seed(seed.rows)
            self._draw()

    def painted(
        self, screen: Screen[object], app: App[None], *, goes_on: bool
    ) -> tuple[tuple[int, int], str, list[KeptRow]] | None:
        """A screen as it is painted now, to be kept: its size, what makes a terminal show it, and its lines.

        Args:
            screen: the screen.
            app: the program.
            goes_on: whether it is shown further; else nothing of it is sent.
        """
        update = screen._compositor.render_update(full=True)
        size = screen.outer_size
        colours = app.console._color_system or ColorSystem.TRUECOLOR
        if not isinstance(update, LayoutUpdate) or not self._want(update, size, size.clamp_offset(app.cursor_position), colours):
            if goes_on:
                # The canvas has forgotten all that it showed.
                screen.refresh(layout=True)
            return None
        if goes_on:
            # What the compositor had still to paint was painted with the whole.
            self._draw()
        return (size.width, size.height), self._canvas.whole(), self._canvas.kept()

    def end(self) -> None:
        """Leave the terminal alone; wait for its answer to what was sent, as nobody else knows what to do with it."""
        if not self._is_drawing:
            return
        self._is_drawing = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._taken.wait(LEAVING if self._pace.has_answered else LEAVING_SILENT)
        self._canvas.invalidate()
        self._send("\x1b[m")

    def take(self, app: App[None], screen: Screen[object], drawn: object) -> bool:
        """Take what is to be shown of an application's screen.

        Returns:
            Whether it was a frame; otherwise somebody else has to show it.
        """
        if not isinstance(drawn, CompositorUpdate):
            return False
        size = screen.outer_size
        cursor = size.clamp_offset(app.cursor_position)
        if self._want(drawn, size, cursor, app.console._color_system or ColorSystem.TRUECOLOR):
            self._is_synchronized = app._sync_available
            self._draw()
        else:
            screen.refresh(layout=True)
        app.post_display_hook()
        return True

    def _want(self, drawn: CompositorUpdate, size: Size, cursor: Offset, colours: ColorSystem) -> bool:
        """Want what the compositor has drawn; what was wanted before and was not sent is left out.

        Returns:
            Whether it could be; otherwise the screen has to be drawn as a whole.
        """
        canvas = self._canvas
        if (canvas.columns, canvas.rows) != (size.width, size.height):
            if not isinstance(drawn, LayoutUpdate):
                return False
            canvas.resize(size.width, size.height)
        pieces, known = canvas.pieces, self._cells
        if len(known) > MOST_STRIPS:
            known.clear()
        try:
            for y, x, strip in _patches(drawn):
                found = known.get(id(strip))
                if found is None:
                    found = known[id(strip)] = strip, pieces.cells(self._runs(strip, colours))
                canvas.put(y, x, found[1])
        except (LooksExhausted, PiecesExhausted):
            canvas.forget_looks()
            self._looks.clear()
            known.clear()
            return False
        canvas.cursor = cursor.y, cursor.x
        return True

    def _runs(self, strip: Strip, colours: ColorSystem) -> list[CellText]:
        runs = []
        looks = self._looks
        for text, style, control in strip:
            if control:
                continue
            found = looks.get(style)
            if found is None:
                found = self._look(style, colours)
            runs.append(CellText(text, found[1] if text.isspace() else found[0]))
        return runs

    def _look(self, style: Style | None, colours: ColorSystem) -> tuple[str, str]:
        """The look of a style, and that of its spaces."""
        look = self._canvas.looks.named(Strip.render_ansi(style, colours) if style is not None else "")
        found = self._looks[style] = look, self._canvas.looks.blank(look)
        return found

    def _draw(self) -> None:
        """Send what has changed, if the terminal is ready for it."""
        if self._seed is not None or not self._is_drawing or not self._canvas.has_changed:
            return
        with self._lock:
            self._is_held = not self._pace.is_free
        if self._is_held:
            self._look_again()
            return
        text = self._canvas.difference()
        if self._is_synchronized and len(text) > SMALL:
            text = f"{_BEGIN}{text}{_END}"
        with self._lock:
            if self._pace.sent(len(text), time.monotonic()):
                self._taken.clear()
                text += ASK_STATUS
        self._send(text)

    def _look_again(self) -> None:
        """See to it that a frame that is held is sent also where no answer comes."""
        until = self._pace.until
        if self._timer is None and until is not None:
            self._timer = self._loop.call_later(max(0.0, until - time.monotonic()), self._give_up)

    def _give_up(self) -> None:
        self._timer = None
        with self._lock:
            self._pace.is_overdue(time.monotonic())
        self._draw()

    def heard(self, answer: str) -> None:
        """The terminal has answered. May be called from any thread."""
        if answer != STATUS:
            self._loop.call_soon_threadsafe(self._learn, answer)
            return
        with self._lock:
            self._pace.answered(time.monotonic())
            is_held, self._is_held = self._is_held, False
        self._taken.set()
        if is_held:
            self._loop.call_soon_threadsafe(self._draw)

    def _learn(self, answer: str) -> None:
        abilities = learnt(self._canvas.abilities, answer)
        if abilities != self._canvas.abilities:
            if self._canvas.abilities.erases_to_colour and not abilities.erases_to_colour:
                self._canvas.invalidate()
            self._canvas.abilities = abilities
            self._draw()

    @property
    def asks_writer(self) -> bool:
        """Whether it has to be told when all was written, as the terminal does not answer. May be asked from any thread."""
        return self._pace.waits_for_writer

    def written(self) -> None:
        """All was written. May be called from any thread."""
        with self._lock:
            self._pace.written()
            is_held, self._is_held = self._is_held, False
        if is_held:
            self._loop.call_soon_threadsafe(self._draw)


def _patches(update: CompositorUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The row, the column and the cells of each part that the compositor has drawn, as it would write them itself."""
    if isinstance(update, LayoutUpdate):
        strips: Iterable[Strip]
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield y, x, strip
                x += strip.cell_length
    elif isinstance(update, ChopsUpdate):
        for y, left, right in update.spans:
            for end, (x, part) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if part is None or x > right or end <= left:
                    continue
                yield y, x, part if left <= x < right and end <= right else part.crop(0, min(end, right) - x)


def frames_for(loop: AbstractEventLoop, send: Callable[[str], None]) -> Frames | None:
    """What draws frames on the terminal of the environment; None where everything is to be sent as the framework writes it."""
    abilities = by_name(os.environ) if not os.environ.get(SWITCH) else None
    return Frames(abilities, os.environ, loop, send) if abilities is not None else None


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

    def release_frames(self) -> None:
        """Go on from the frame of an earlier start, where one was shown until now."""
        frames: Frames | None = getattr(self._driver, "frames", None)
        if frames is not None:
            frames.release()

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew; not where the framework asks for it at the start, before anything stands there."""
        if self.first_paint.has_begun or self.get_css_variables() != self._styled_with:
            super().refresh_css(animate)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if renderable is not None and self._running and not self._batch_count:
            frames: Frames | None = getattr(self._driver, "frames", None)
            if frames is not None and frames.take(self, screen, renderable):
                # It sends nothing twice.
                self.first_paint.end()
                return
            if not self.first_paint.is_over:
                renderable = self.first_paint.rows(screen, renderable)
        super()._display(screen, renderable)
