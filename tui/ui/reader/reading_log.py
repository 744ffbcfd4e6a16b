"""What is read of a briefing, kept in the journal: where one stopped, what was looked at, and for how long."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.ui.widgets.bars import AFTER_DEED

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.events import Key
    from textual.timer import Timer

    from tui.reading.reader import Reader
    from tui.reading.reading_log import ReadingLog
    from tui.ui.surface import ReaderSurface

MADE = "The program makes this page: nothing is kept of it"

JOURNAL_AFTER = 0.05
"""Seconds after the first paint from which on the journal is opened: what opens it must not hold back what is painted."""

REST = 0.7
"""Seconds after the last move from which on a place is worth keeping."""


class ReadingLogController:
    """Keeps the log of what one screen shows."""

    def __init__(self, on: ReaderSurface, told: Callable[[bool], None]) -> None:
        """Keep nothing yet.

        Args:
            on: the screen.
            told: told that the log of another briefing are kept from now on, or of none;
                and whether it is the same briefing, read again.
        """
        self._on = on
        self._told = told
        self.log: ReadingLog | None = None
        """None where nothing is kept."""
        self.touched = False
        """Whether somebody has begun to read or came for one place: nothing moves by itself any more."""
        self._read: Reader | None = None
        """What is read, whether or not anything is kept of it yet."""
        self._resting: Timer | None = None
        self._saved = True
        self._heard: tuple[str, ...] = ()
        """What was wrong with the journal when that was last said."""

    @property
    def kept(self) -> ReadingLog | None:
        """The log, where what is read here is kept in the journal; else None, which `not_kept` gives the reason of."""
        return self.log if self.log is not None and self.log.keeps else None

    @property
    def not_kept(self) -> str:
        """Why nothing is kept of what is read here."""
        if self._on.is_composed:
            return MADE
        if self._on.session.journal is None:
            return "Without the journal nothing is kept of what you read"
        return "Nothing is kept of a text that has neither a file nor an id"

    @property
    def read_sections(self) -> frozenset[str]:
        """Ids of the sections that were read."""
        return frozenset(self.log.read) if self.log is not None else frozenset()

    # from opening to leaving

    def keep(self, reader: Reader) -> None:
        """Begin to keep in the journal what is read of this one; that of the one before is closed."""
        before, session = self.log, self._on.session
        self.look_away()
        if self._read is not None and self._read is not reader:
            session.keep_folds(self._read)
        self.log, self._read = None, reader
        self.touched = again = False
        if session.journal_waits and session.window:
            # The page stands there already, and what one types means that one.
            self._open(reader)
            return
        if session.journal_waits and not self._on.is_composed:
            self._on.set_timer(JOURNAL_AFTER, partial(self._open, reader))
        elif not self._on.is_composed and session.journal is not None:
            from tui.reading.reading_log import open_log

            self.log = open_log(session, reader, session.journal)
            self._heard = session.journal.troubles
            self.log.opened()
            self.touched = again = before is not None and before.identity.key == self.log.identity.key
        self._told(again)

    def _open(self, reader: Reader) -> None:
        """Open the journal, now that the briefing is there to be read."""
        journal, touched = self._on.session.journal, self.touched
        if journal is None or reader is not self._on.reader:
            return
        self.keep(reader)
        self.touched = touched
        if not touched:
            self.resume()
        if journal.troubles:
            self._on.say(journal.troubles[0], problem=True)
        self._on.repaint()

    def resume(self) -> None:
        """Go to where one stopped, in a briefing that one is not done with."""
        reader, log = self._on.reader, self.log
        if reader is not None and log is not None and log.place is not None and not log.done:
            reader.go_to_place(log.place)

    def resume_in(self, section: str) -> bool:
        """Go to where one stopped, done with it or not, if that was in a section. Returns whether it was."""
        reader, log = self._on.reader, self.log
        if reader is None or log is None or log.place is None or log.place.section != section:
            return False
        reader.go_to_place(log.place)
        return True

    def take(self, event: Key) -> bool:
        """See that somebody has begun to read. Takes no key."""
        self.touched = True
        return False

    def look(self) -> None:
        """See what is being read, now and when the window has rested."""
        log = self.log
        if log is None:
            return
        if log.look():
            self._on.repaint()
        journal = log.journal
        if self._saved != journal.saving:
            self._saved, self._heard = journal.saving, journal.troubles
            if journal.troubles:
                self._on.say(journal.troubles[-1], problem=not self._saved)
        elif self._heard != journal.troubles:
            self._heard = journal.troubles
            # What was done meanwhile is said at once; this stays.
            self._on.set_timer(AFTER_DEED, partial(self._on.say, journal.troubles[-1], problem=True))
        if self._resting is None:
            seconds = log.wait()
            self._resting = self._on.set_timer(REST if seconds is None else max(0.05, min(REST, seconds)), self._rested)

    def _rested(self) -> None:
        self._resting = None
        log = self.log
        if log is None or not self._on.is_current:
            return
        log.keep_place()
        waits = log.wait() is not None
        if log.look():
            self._on.repaint()
        elif waits:
            self.look()

    def look_away(self) -> None:
        """What is covered is not being read."""
        if self.log is not None:
            self.log.look_away()

    def close(self) -> None:
        """Leave a place to come back to."""
        self.look_away()
        if self.log is not None:
            self._on.session.close(self.log.reader)
        elif self._read is not None:
            # What one folded before the journal was opened, or where there is none, is known as well.
            self._on.session.keep_folds(self._read)
