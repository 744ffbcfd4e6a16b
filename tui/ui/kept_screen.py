"""The screen as one leaves it, or rests on it: what is kept of it, for the next start to show at once."""

from __future__ import annotations

from functools import partial
from signal import SIGHUP, SIGTERM
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from tui.ui.destinations import Opened, ToBriefing, ToSearch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.screen import Screen
    from textual.timer import Timer

    from tui.catalog.tables import Row
    from tui.model.file_stamp import FileStamp
    from tui.reading.library import Library
    from tui.reading.session import Session
    from tui.terminal.canvas import KeptRow
    from tui.ui.frames import Frames, PaintedOnce
    from tui.ui.screens.base import BaseScreen
    from tui.ui.screens.library import LibraryScreen
    from tui.ui.screens.reader import ReaderScreen
    from tui.ui.screens.search import SearchScreen

HELD = 0.25
"""Seconds after the start for which a screen that was kept is shown: until the program's own has settled."""

REST = 2.0
"""Seconds without a key after which the screen is kept as it is, for whom the program does not end as it should."""


UNFELT = 1_000_000
"""Bytes of a file up to which it is read again while somebody rests on its page: in a few milliseconds."""

LOOKS = 10
"""How often it is looked again, `REST` apart, whether all that was done is on the disk."""


class LeftScreen(NamedTuple):
    """A screen that was left, as a start on the same would show it."""

    size: tuple[int, int]
    """Columns and rows."""
    text: str
    """What makes a terminal show it."""
    rows: list[KeptRow]
    """Its lines, for `tui.terminal.canvas.Canvas.seed`."""
    window: tuple[int, ...]
    """Where one was in a briefing: part and line of the window's top, part and number of the current block; () elsewhere."""
    words: str
    """What was searched for, where it is a search; "" elsewhere."""
    stamps: Mapping[str, FileStamp]
    """Files that it shows something of, and what the system said of each before that was read."""
    before: Mapping[str, tuple[int, ...] | None]
    """`ScreenKeeper.states`, from before it was looked at."""
    is_over: bool
    """Whether the program ends, and has written to the journal since."""


class ScreenKeeper(Protocol):
    """Keeps screens for the next start."""

    @property
    def began_ns(self) -> int:
        """When nothing had been read yet, in nanoseconds since 1970."""

    def states(self) -> Mapping[str, tuple[int, ...] | None]:
        """How the files are now that decide about the screen, beside those that it shows."""

    def keep(self, left: LeftScreen) -> None:
        """Keep a screen. Safe in any thread; never fails."""


class _Seen(NamedTuple):
    """What is there to be kept."""

    screen: Screen[Any]
    window: tuple[int, ...]
    words: str
    stamps: dict[str, FileStamp]


def screen_left(app: PaintedOnce, first: Screen[Any], keeper: ScreenKeeper, *, is_over: bool = True) -> LeftScreen | None:
    """The screen as one leaves it; None where a start would show another one, or it cannot be told what is there.

    Args:
        app: the program.
        first: its first screen.
        keeper: says how things are.
        is_over: whether the program ends; else nothing about the screen is changed.
    """
    frames: Frames | None = getattr(app._driver, "frames", None)
    if frames is None or not first.is_mounted:
        return None
    before = keeper.states()
    # Of most of them one was never imported, and importing it would take longer than all of the rest.
    if app.screen_stack == [first]:
        if hasattr(first, "reader"):
            seen = _briefing(cast("ReaderScreen", first), keeper, is_over=is_over)
        else:
            seen = _list(cast("LibraryScreen", first), is_over=is_over)
    elif len(app.screen_stack) == 2 and hasattr(app.screen, "searched"):
        seen = _search(cast("SearchScreen", app.screen), is_over=is_over)
    else:
        return None
    if seen is None or (kept := frames.painted(seen.screen, app, goes_on=not is_over)) is None:
        return None
    return LeftScreen(*kept, seen.window, seen.words, seen.stamps, before, is_over)


def _briefing(screen: ReaderScreen, keeper: ScreenKeeper, *, is_over: bool) -> _Seen | None:
    reader, log = screen.reader, screen.reading_log.kept
    busy = screen.prompting or screen.engaged or screen.has_class("-zen") or not screen.page.has_focus
    if reader is None or log is None or log.done or busy or reader.find.active or reader.doubt or screen.is_composed:
        return None
    if screen.session.library is not None or screen.walk is not None or screen.round is not None:
        # It was opened from a library, which a start shows instead.
        return None
    if reader.view.folds.state.turned:
        # A start folds as at first.
        return None
    from tui.catalog.files import file_behind

    path = reader.briefing.real_path
    is_certain = reader.stamp is not None and reader.stamp.is_settled(keeper.began_ns)
    now = screen.session.files.stamp(path)
    if not (is_certain and reader.stamp is not None and reader.stamp.agrees(now)):
        # It was not looked at since it was opened, or was saved a moment before or since.
        if not is_over and (now is None or now.size > UNFELT):
            return None
        screen.session.files.confirm(reader)
    if reader.stamp is None or reader.doubt or not _is_quiet(screen, is_over=is_over):
        return None
    if is_over:
        screen.repaint()
    top, current = reader.view.top, reader.view.current
    return _Seen(screen, (*top, *current), "", {file_behind(path): reader.stamp})


def _is_quiet(screen: BaseScreen, *, is_over: bool) -> bool:
    """Whether a screen says nothing on its bottom line; if the program ends, it does not any more."""
    if is_over:
        screen.status.hush()
    return not screen.status.notice


def _list(screen: LibraryScreen, *, is_over: bool) -> _Seen | None:
    library, shown = screen.library, screen.list
    if screen.prompting or screen.engaged or screen.listing.is_filtered or screen.listing.order:
        return None
    standings = screen.listing.standings
    if not _is_newest(screen, library, is_over=is_over) or library.problems or standings is None:
        return None
    stamps = _stamps(library, screen.listing.rows[: shown.size.height])
    if stamps is None or not (is_over or (shown.cursor == shown.top == 0)) or not _is_quiet(screen, is_over=is_over):
        return None
    # As a start shows it: from its first row on, with what was done since, and with nothing to say.
    screen.journal_changed()
    if is_over:
        screen.library_progress("")
        shown.action_first()
        row = shown.selected
        screen.preview.show(row, standings(row)[1] if row is not None else "")
    return _Seen(screen, (), "", stamps)


def _search(screen: SearchScreen, *, is_over: bool) -> _Seen | None:
    found = screen.searched(from_the_first=is_over)
    if found is None or not _is_newest(screen, screen.library, is_over=is_over) or not _is_quiet(screen, is_over=is_over):
        return None
    words, rows = found
    stamps = _stamps(screen.library, rows)
    return _Seen(screen, (), words, stamps) if stamps is not None else None


def _is_newest(screen: LibraryScreen | SearchScreen, library: Library, *, is_over: bool) -> bool:
    """Whether a screen shows the whole of a catalog as that is on disk now; if not, it does unless the program ends."""
    if library.renew():
        if not is_over:
            screen.library_changed()
        return False
    return library.on_disk and library.complete and not library.loss.noticed


def _stamps(library: Library, rows: Sequence[Row]) -> dict[str, FileStamp] | None:
    """The stamps of the files of some rows, from before they were read; None where one is not known."""
    from tui.catalog.files import file_behind

    stamps = {file_behind(row.real_path): library.stamp_of(row) for row in rows}
    known = {path: stamp for path, stamp in stamps.items() if stamp is not None}
    return known if len(known) == len(stamps) else None


def take_over(app: PaintedOnce, first: BaseScreen) -> None:
    """Show the program's own screen, once it is there, in place of one that was kept."""
    session = first.session
    is_waiting = getattr(first, "reader", app) is None or (session.journal_waits and session.window)
    # While the program ends there is none.
    above = app.screen_stack[-1:]
    if is_waiting or not all(getattr(screen, "is_at_rest", True) for screen in above):
        app.set_timer(HELD, partial(take_over, app, first))
        return
    app.release_frames()
    session.window = ()


def left_at(screens: Sequence[Screen[object]]) -> tuple[str, str, str]:
    """Id of the briefing and of the section that are read on the topmost of some screens, and the words of the search behind it.

    "" stands for what there is not. What is read below a search is not what one was at.
    """
    briefing = section = ""
    for screen in reversed(screens):
        reader, hits = getattr(screen, "reader", None), getattr(screen, "hits", None)
        if hits is not None:
            return briefing, section, cast("SearchScreen", screen).prompt.text.strip()
        if reader is not None and not briefing and not cast("ReaderScreen", screen).is_composed:
            briefing, section = reader.briefing.id, reader.document.sections[reader.section].id
    return briefing, section, ""


HUNG_UP = (128 + SIGHUP, 128 + SIGTERM)
"""Exit statuses of a program whose terminal was closed under it."""


class RestingScreen:
    """Keeps the screen when one leaves, and whenever nobody has pressed a key for a while."""

    def __init__(self, app: PaintedOnce, first: BaseScreen) -> None:
        """Keep nothing yet."""
        self._app, self._first = app, first
        self._keeper: ScreenKeeper | None = None
        self._words = ""
        self._opened: Opened | None = None
        self._timer: Timer | None = None
        self._stirred = 0.0
        self._looks = 0
        self._left: LeftScreen | None = None
        self.stood = ("", "", "")
        """Where one was when one left, as `left_at` tells it."""

    def search_for(self, words: str, opened: Opened | None = None) -> None:
        """Begin with a search, and with what was opened from there where anything was."""
        self._words, self._opened = words, opened

    def keep_by(self, keeper: ScreenKeeper, words: str) -> None:
        """Keep the screen from now on.

        Args:
            keeper: keeps what is seen.
            words: what is searched for on the screen that was kept and stands there; "" where it is no search.
        """
        self._keeper, self._words = keeper, words

    def begin(self) -> None:
        """The first screen opens."""
        if self._words:
            self._first.ask(ToSearch(self._words))
        if self._opened is not None:
            self._first.ask(ToBriefing(self._opened))
        self.stirred()

    def leave(self, status: int) -> None:
        """See how the screen is left, by one whose exit status will be this."""
        self.stood = left_at(self._app.screen_stack)
        if self._keeper is not None and (not status or status in HUNG_UP):
            self._left = screen_left(self._app, self._first, self._keeper)

    def keep_left(self) -> None:
        """Keep the screen as it was left, now that all that was done on it is written."""
        if self._keeper is not None and self._left is not None:
            self._keeper.keep(self._left)

    def stirred(self) -> None:
        """A key was pressed, or something was clicked."""
        self._stirred, self._looks = monotonic(), LOOKS
        if self._timer is None and self._keeper is not None:
            self._timer = self._app.set_timer(REST, self._look)

    def _look(self) -> None:
        self._timer = None
        left = self._stirred + REST - monotonic()
        if left > 0:
            self._timer = self._app.set_timer(left, self._look)
        elif self._looks and not _is_written(self._first.session):
            self._looks -= 1
            self._timer = self._app.set_timer(REST, self._look)
        elif self._keeper is not None and _is_written(self._first.session):
            seen = screen_left(self._app, self._first, self._keeper, is_over=False)
            if seen is not None:
                self._app.run_worker(partial(self._keeper.keep, seen), thread=True, exit_on_error=False, group="frame")


def _is_written(session: Session) -> bool:
    """Whether all that was done is on the disk: what is shown of it would be there at the next start."""
    return not session.journal_waits and session.journal is not None and session.journal.is_written
