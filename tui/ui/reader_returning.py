"""Coming back to a briefing: where one stopped, what was read, what changed since, and being done with it."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual import work
from textual.worker import Worker, WorkerState

from tui.reading.reader import Reader
from tui.ui.looking_back import LookingBack
from tui.ui.reader_moves import MoveActions

if TYPE_CHECKING:
    from textual import events
    from textual.timer import Timer

    from tui.changes.gutter import Gutter
    from tui.document.document import Document
    from tui.journal.journal import Journal
    from tui.reading.bookkeeping import Bookkeeping
    from tui.reading.last_read import Comparison
    from tui.reading.round import Round
    from tui.reading.session import Session
    from tui.ui.page import Page

MADE = "This page is made from your journal"

MOST_REASONS = 2
"""Reasons that are told when a briefing that changed is opened."""

JOURNAL_AFTER = 0.05
"""Seconds after the first paint from which on the journal is opened: what opens it must not hold back what is painted."""

REST = 0.7
"""Seconds after the last move from which on a place is worth keeping."""

SIGNS = {"added": "+", "changed": "~", "moved": "→", "removed": "-"}
"""What stands in the gutter beside a block that is not as it was read."""


def _looking_back(page: ReturnActions) -> LookingBack | None:
    """What leads further back from a page of what changed; None on any other page."""
    home = page.made_for
    return home.looking_back if isinstance(home, ReturnActions) and home.looking_back.step is not None else None


def _books(session: Session, reader: Reader, journal: Journal) -> Bookkeeping:
    """The books of a reader; one is to be done anew with what leans on something that was recalled since."""
    from tui.reading.bookkeeping import Bookkeeping
    from tui.reading.readings import recalled_after

    older, recalls = session.older(reader.briefing), session.recalls(reader.briefing)
    books = Bookkeeping(reader, journal, clock=session.clock, now=session.now, older=older)
    if recalls and books.standing is not None and recalled_after(recalls, journal.recall_times, books.standing.done_at):
        books.done = False
    return books


class ReturnActions(MoveActions):
    """The keys and moments of coming back."""

    books: Bookkeeping | None = None
    since: Comparison | None = None
    """What changed since the last reading; None until that is known, and where there was none."""
    changed: Gutter | None = None
    _announced = False
    """Whether it was said that this briefing has changed."""
    _round: Round | None
    _resting: Timer | None = None
    _saved = True

    @property
    def made_for(self) -> Page | None:
        """The screen that a page was made for; the screen's own."""
        raise NotImplementedError

    def show_page(self, document: Document) -> None:
        """Show a page made from the library or the journal; the screen's own."""
        raise NotImplementedError

    @cached_property
    def looking_back(self) -> LookingBack:
        """The pages of what changed."""
        return LookingBack(self)

    # from opening to leaving

    def keep_books(self, reader: Reader) -> None:
        """Begin to keep in the journal what is read of this one; the books of the one before are closed."""
        before = self.books
        if before is not None:
            before.look_away()
        self.books, self.since, self.changed = None, None, None
        self._touched = False
        if self.session.journal_waits and not self.is_composed:
            self.set_timer(JOURNAL_AFTER, partial(self._open_books, reader))
            return
        journal = self.session.journal
        if journal is None or self.is_composed:
            return
        self.books = _books(self.session, reader, journal)
        self.books.opened()
        self._touched = self._announced = before is not None and before.identity.key == self.books.identity.key
        self.call_after_refresh(self._compare)

    def _open_books(self, reader: Reader) -> None:
        """Open the journal, now that the briefing is there to be read."""
        journal, touched = self.session.journal, self._touched
        if journal is None or reader is not self.reader:
            return
        self.keep_books(reader)
        self._touched = touched
        if not touched:
            self.resume()
        if journal.troubles:
            self.say(journal.troubles[0], problem=True)
        self.repaint()

    def look(self) -> None:
        """See what is being read, now and when the window has rested."""
        books = self.books
        if books is None:
            return
        if books.look():
            self.repaint()
        if self._saved != books.journal.saving:
            self._saved = books.journal.saving
            if books.journal.troubles:
                self.say(books.journal.troubles[-1], problem=not self._saved)
        if self._resting is None:
            seconds = books.wait()
            self._resting = self.set_timer(REST if seconds is None else max(0.05, min(REST, seconds)), self._rested)

    def resume(self) -> None:
        """Go to where one stopped, in a briefing that one is not done with."""
        reader, books = self.reader, self.books
        if reader is not None and books is not None and books.place is not None and not books.done:
            reader.go_to_place(books.place)

    @property
    def read_sections(self) -> frozenset[str]:
        """Ids of the sections that were read."""
        return frozenset(self.books.read) if self.books is not None else frozenset()

    def _rested(self) -> None:
        self._resting = None
        books = self.books
        if books is None or not self.is_current:
            return
        books.keep_place()
        waits = books.wait() is not None
        if books.look():
            self.repaint()
        elif waits:
            self.look()

    def on_screen_suspend(self) -> None:
        """What is covered is not being read."""
        super().on_screen_suspend()
        if self.books is not None:
            self.books.look_away()

    def on_unmount(self) -> None:
        """Leave a place to come back to."""
        if self.books is not None:
            self.books.look_away()
            self.session.close(self.books.reader)

    def journal_changed(self) -> None:
        """Show what the journal holds now."""
        if self.books is not None:
            self.books.renew()
            self.since, self.changed = None, None
            self._touched = self._announced = True
            self._compare()
        self.repaint()

    # what changed

    def _compare(self) -> None:
        reader, books = self.reader, self.books
        if reader is None or books is None or books.back.last_reading is None:
            return
        if reader.document.is_small:
            books.back.summary()
            self._compared(reader, books.back)
        else:
            self._compare_in_thread(reader, books)

    @work(thread=True, exit_on_error=False, group="compare", exclusive=True)
    def _compare_in_thread(self, reader: Reader, books: Bookkeeping) -> None:
        # A document of its own: the one on the screen makes its parts in the screen's thread.
        back = books.returned(self.session.composed(reader.briefing))
        back.summary()
        self.app.call_from_thread(self._compared, reader, back)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say why a comparison was not made."""
        if event.worker.group == "compare" and event.state == WorkerState.ERROR:
            self.say(f"It could not be compared with what you read: {event.worker.error}", problem=True)

    def _compared(self, reader: Reader, back: Comparison) -> None:
        """Show what was found, and go to the first change unless somebody has begun to read."""
        if reader is not self.reader or self.books is None:
            return
        self.since = back
        changes = back.changes if back.summary() else None
        if not changes:
            return
        from tui.changes.gutter import Gutter
        from tui.changes.summary import reasons
        from tui.reading.changes_page import since

        self.changed = Gutter(changes, reader.document)
        touched = [*(section.id for section in changes.sections), *(item.section for item in changes.items)]
        parts = self.changed.sections if reader.document.is_small else ()
        self.books.changed(touched, [spot[:2] for section in parts for spot in self.changed.of(section)])
        first = self.changed.after(0, -1)
        if not self._announced:
            self._announced = True
            what = ", ".join(reasons(changes)[:MOST_REASONS])
            self.say(f"Changed: {what} · D shows it · }} the next · since {since(back, self.session.now())}")
        if not self._touched and first is not None:
            reader.view.show((first.part, first.block))
        self.repaint()

    def on_key(self, event: events.Key) -> None:
        """Somebody has begun to read: nothing moves by itself any more."""
        self._touched = True

    @property
    def not_kept(self) -> str:
        """Why nothing is kept of what is read here."""
        if self.is_composed:
            return MADE
        if self.session.journal is None:
            return "Without the journal nothing is kept of what you read"
        return "Nothing is kept of a text that has neither a file nor an id"

    @property
    def hint(self) -> str:
        """What a newcomer would do next."""
        books, reader = self.books, self.reader
        if books is None or not books.keeps or reader is None or reader.view.fraction < 1:
            further = " · D: since the reading before" if _looking_back(self) is not None else ""
            return f"q: back · ) ( entries · Enter goes there{further}" if self.is_composed else "? keys · / find · ] next section"
        if self._round is None:
            return "This is the end" if books.done else "Space: done with it"
        return "Space: on to the next" if books.done else "Space: done, and on to the next"

    def sign(self, part: int, block: int) -> str:
        """What stands in the gutter beside a block; of an item of the apparatus, beside its first one."""
        changed, reader = self.changed, self.reader
        kind = changed.kind_at(part, block) if changed is not None else ""
        if changed is None or reader is None or not kind:
            return ""
        blocks = reader.document.parts[part].blocks
        about = blocks[block].about
        goes_on = about and block and blocks[block - 1].about == about and changed.kind_at(part, block - 1) == kind
        return "" if goes_on else SIGNS.get(kind, "")

    def action_changes(self) -> None:
        """Show what changed since it was last read, as a page; on that page, since the reading before."""
        from tui.reading.changes_page import page, since

        reader, back = self.reader, self.since
        if self.is_composed:
            home = _looking_back(self)
            if home is not None:
                home.further((home.step or 0) + 1)
            else:
                self.say(MADE)
        elif reader is None or self.books is None:
            self.say("Without the journal nothing is known of what you have read")
        elif self.books.back.last_reading is None:
            self.say("You have not read this before: there is nothing to compare it with")
        elif back is None:
            self.say("Still comparing; press D again in a moment")
        elif self.changed is None and self.books.journal.earlier(self.books.key):
            self.looking_back.further(1)
        elif self.changed is None:
            self.say(f"Nothing that is shown has changed since {since(back, self.session.now())}")
        else:
            document = page(back, reader.briefing, self.session.now())
            if document is not None:
                self.looking_back.show(document)

    def action_change(self, step: int) -> None:
        """Go to the next change, or the one before."""
        reader = self.reader
        if reader is None:
            return
        if self.is_composed:
            self.action_block(step)
            return
        if self.changed is None:
            self.action_changes()
            return
        here = reader.view.current
        spot = self.changed.after(*here) if step > 0 else self.changed.before(*here)
        if spot is None:
            self.say("This is the last change" if step > 0 else "This is the first change")
            return
        self.session.leave(reader)
        reader.view.show((spot.part, spot.block))
        self.repaint()
