"""The screen as one leaves it: what is kept of it, for the next start to show at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.screen import Screen

    from tui.model.file_stamp import FileStamp
    from tui.terminal.canvas import KeptRow
    from tui.ui.frames import Frames, PaintedOnce
    from tui.ui.screens.base import BaseScreen
    from tui.ui.screens.library import LibraryScreen
    from tui.ui.screens.reader import ReaderScreen

HELD = 0.25
"""Seconds after the start for which a screen that was kept is shown: until the program's own has settled."""


class LeftScreen(NamedTuple):
    """A screen that was left, as a start on the same would show it."""

    size: tuple[int, int]
    """Columns and rows."""
    text: str
    """What makes a terminal show it."""
    rows: list[KeptRow]
    """Its lines, for `tui.terminal.canvas.Canvas.seed`."""
    window: tuple[int, ...]
    """Where one was in a briefing: part and line of the window's top, part and number of the current block; () in a list."""
    stamps: Mapping[str, FileStamp]
    """Files that it shows something of, and what the system said of each before that was read."""


def screen_left(app: PaintedOnce, first: Screen[Any]) -> LeftScreen | None:
    """The first screen, as one leaves it; None where a start would show another one, or it cannot be told what is there."""
    frames: Frames | None = getattr(app._driver, "frames", None)
    if frames is None or app.screen is not first or not first.is_mounted:
        return None
    # One of the two was never imported, and importing it would take longer than all of the rest.
    found = _briefing(cast("ReaderScreen", first)) if hasattr(first, "reader") else _list(cast("LibraryScreen", first))
    if found is None:
        return None
    window, stamps = found
    kept = frames.painted(first, app)
    return LeftScreen(*kept, window, stamps) if kept is not None else None


def _briefing(screen: ReaderScreen) -> tuple[tuple[int, ...], dict[str, FileStamp]] | None:
    reader, books = screen.reader, screen.record.kept
    busy = screen.prompting or screen.engaged or screen.has_class("-zen") or not screen.page.has_focus
    if reader is None or books is None or books.done or busy or reader.find.active or reader.doubt or screen.is_composed:
        return None
    if screen.session.library is not None or screen.walk is not None or screen.round is not None:
        # It was opened from a library, which a start shows instead.
        return None
    from tui.catalog.files import file_behind

    path = reader.briefing.real_path
    if reader.stamp is None or not reader.stamp.agrees(screen.session.files.stamp(path)):
        # It was not looked at since it was opened, or was saved a moment ago.
        screen.session.files.confirm(reader)
    if reader.stamp is None or reader.doubt:
        return None
    screen.status.hush()
    screen.repaint()
    top, current = reader.view.top, reader.view.current
    return (*top, *current), {file_behind(path): reader.stamp}


def _list(screen: LibraryScreen) -> tuple[tuple[int, ...], dict[str, FileStamp]] | None:
    library, shown = screen.library, screen.list
    if screen.prompting or screen.engaged or screen.listing.is_filtered or screen.listing.order or not library.on_disk:
        return None
    standings = screen.listing.standings
    if not library.complete or library.problems or standings is None:
        return None
    from tui.catalog.files import file_behind

    rows = screen.listing.rows[: shown.size.height]
    stamps = {file_behind(row.real_path): library.stamp_of(row) for row in rows}
    known = {path: stamp for path, stamp in stamps.items() if stamp is not None}
    if len(known) < len(stamps):
        return None
    # As a start shows it: from its first row on, and with nothing to say.
    screen.library_progress("")
    screen.status.hush()
    shown.action_first()
    row = shown.selected
    screen.preview.show(row, standings(row)[1] if row is not None else "")
    return (), known


def take_over(app: PaintedOnce, first: BaseScreen) -> None:
    """Show the program's own screen, once it is there, in place of one that was kept."""
    session = first.session
    if getattr(first, "reader", app) is None or (session.journal_waits and session.window):
        app.set_timer(HELD, partial(take_over, app, first))
        return
    app.release_frames()
    session.window = ()
