"""The queue on the library's screen: setting out on it, and being done with what is listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.catalog.tables import Row
from tui.model.counted import counted
from tui.reading.last_read import identity_of_row
from tui.reading.library import Library
from tui.reading.session import Session
from tui.reading.way import index_near

if TYPE_CHECKING:
    from concurrent.futures import Future

    from textual.screen import Screen

    from tui.changes.edition import Edition
    from tui.reading.personal_filters import QueueMaker
    from tui.reading.queue import Left, Queue
    from tui.reading.queue_run import QueueRun
    from tui.ui.library.listing import ListingController
    from tui.ui.surface import LibrarySurface

EVERY = 1.0
"""Seconds between two looks at whether the journal has changed, as it does on another screen."""

COUNTED = 1_000
"""Briefings of a library up to which it is counted how much of its queue is left while one waits."""

AT_ONCE = 10
"""Briefings that are marked done while one waits."""

COMPOSED = 100
"""Briefings of which what they say is kept when they are marked done together; of more, only that they are done."""


def _counted(rows: Sequence[Row]) -> str:
    return counted(len(rows), "briefing") if len(rows) > 1 else f"“{rows[0].title}”"


class QueueCount:
    """How much of the queue on the screen is left, counted anew when the journal has changed."""

    def __init__(self, session: Session, library: Callable[[], Library], screen: Screen[None], show: Callable[[], None]) -> None:
        """Count nothing yet.

        Args:
            session: its journal tells what is done.
            library: the one that is listed.
            screen: shows the queue.
            show: is told that another count is at hand, or the journal another one.
        """
        self._session = session
        self._library = library
        self._screen = screen
        self._show = show
        self._known: tuple[Queue, int, Left] | None = None
        """A queue, the journal's version, and how much of it was left by then."""
        self._followed = -1
        """The journal's version when it was looked at last."""

    def follow(self) -> None:
        """Have shown what was read or done on another screen."""
        session = self._session
        if not self._screen.is_current or session.journal_waits or session.journal is None:
            return
        version = session.journal.version()
        if version != self._followed:
            self._followed = version
            self._show()

    def left(self, queue: Queue) -> Left:
        """How much of a queue is left; where it takes a while to tell, as much as was left before."""
        journal, known = self._session.journal, self._known
        version = journal.version() if journal is not None else 0
        if known is None or known[0] is not queue:
            # It is of this moment.
            left = queue.left
        elif version == known[1]:
            return known[2]
        elif self._library().count > COUNTED:
            queues = self._library().queues
            work = partial(self._count, queues, queues.state, queue, version)
            self._screen.run_worker(work, thread=True, exclusive=True, exit_on_error=False, group="count")
            return known[2]
        else:
            left = self._library().queues.left(queue)
        self._known = queue, version, left
        return left

    def _count(self, queues: QueueMaker, state: bytes, queue: Queue, version: int) -> None:
        left = queues.left_elsewhere(queue, state)
        if left is not None:
            self._screen.call_later(self._counted, queue, version, left)

    def _counted(self, queue: Queue, version: int, left: Left) -> None:
        if self._known is not None and self._known[0] is queue:
            self._known = queue, version, left
            self._show()

    def said(self, queue: Queue) -> str:
        """How many are in a queue, in words: `4 in the queue, 1 of them read`."""
        unread, read = self.left(queue)
        said = f"{unread + read:,} in the queue"
        return said + (f", {read:,} of them read" if unread and read else ", read already" if read else "")


class QueueController:
    """Goes through the queue of one screen, and is done with what is listed there."""

    def __init__(self, on: LibrarySurface, listing: ListingController) -> None:
        """Have set out on no round yet."""
        self._on = on
        self._listing = listing
        self._round: QueueRun | None = None

    # going through it

    def round_from(self, row: Row) -> QueueRun | None:
        """The round through the queue that begins, or goes on, with a row; None where it is not in the queue."""
        library, listing = self._on.library, self._listing
        if library.renew():
            # What the indexer wrote a moment ago: numbers of the state before lead nowhere now.
            listing.show()
        queue, identity = listing.queue, identity_of_row(row)
        if queue is None or self._on.session.journal is None:
            return None
        if self._round is None or self._round.is_done or not self._round.begin(identity):
            from tui.reading.queue_run import set_out

            place = 0 if listing.is_filtered else index_near(listing.rows, row, self._on.list.cursor) or 0
            fresh = set_out(library, queue, place, self._on.session.files.row, lambda row: listing.reasons.get(row.n, ""))
            if not fresh.begin(identity):
                return None
            self._round = fresh
        return self._round

    def read_on(self) -> None:
        """Space: read the selected briefing of the queue; a page further in any other order."""
        if self._listing.is_queued:
            self._on.list.action_open()
        else:
            self._on.list.action_page(1)

    # done and unread

    def select(self) -> None:
        """Begin to select several rows, or stop."""
        self._on.list.select(not self._on.list.selecting)
        self._on.show_status()

    @property
    def selection_said(self) -> str:
        """What is selected, for the bottom line; "" where no more than one row is."""
        count = len(self._on.list.range)
        keys = "⟦library.down⟧ ⟦library.up⟧ extend · ⟦library.done⟧ done · ⟦library.unread⟧ unread · ⟦app.cancel⟧ cancels"
        return f"{count:,} selected · {keys}" if self._on.list.selecting else ""

    def _chosen(self) -> Sequence[Row]:
        """The selected rows; the selection ends."""
        rows = [self._listing.rows[place] for place in self._on.list.range]
        if not rows or self._on.session.journal is None:
            self._on.say("Nothing is kept of what you read" if rows else "Nothing is selected")
            return []
        self._on.list.select(False)
        return [row for row in rows if row.path]

    def done(self) -> None:
        """Be done with the selected briefings."""
        rows = self._chosen()
        if len(rows) > AT_ONCE:
            self._on.in_thread(partial(self._mark_in_thread, rows), "done")
        elif rows:
            self._on.when_kept(*self._mark_done(rows))
            self._on.list.action_row(1)
            self._on.show_counts()

    def unread(self) -> None:
        """Take the selected briefings for unread."""
        rows, journal = self._chosen(), self._on.session.journal
        if not rows or journal is None:
            return
        what = _counted(rows)
        kept = journal.set_unread([identity_of_row(row) for row in rows], f"{what} unread again")
        said = f"{what} unread again" if len(rows) > 1 else "Unread again"
        self._on.when_kept(kept, f"{said} · ⟦undo.undo⟧ undoes")
        self._on.list.repaint()
        self._on.show_counts()

    def close_actions(self) -> None:
        """Close the open actions of the selected briefing; where all of them are closed, have them ask again."""
        row, journal = self._on.list.selected, self._on.session.journal
        if row is None or not row.path or journal is None:
            self._on.say("Nothing is kept of what you do" if row is not None else "Nothing is selected")
            return
        stamps = [action.stamp for action in self._on.library.queues.open_actions(row.n)]
        if not stamps:
            self._on.say("Nothing is asked of you in it: there is no open action")
            return
        from tui.reading.reading_log import close_or_open

        self._on.when_kept(*close_or_open(journal, identity_of_row(row), stamps, row.title))
        self._on.list.repaint()
        self._on.show_counts()

    def all_done(self) -> None:
        """Be done with everything that is listed."""
        if self._on.session.journal is None or not self._listing.rows:
            self._on.say("There is nothing to be done with")
            return
        self._on.in_thread(partial(self._mark_in_thread, self._listing.rows), "done")

    def _mark_in_thread(self, rows: Sequence[Row]) -> None:
        self._on.call_later(self._on.say, f"Marking {len(rows):,} done…")
        self._on.call_later(self._marked_done, *self._mark_done([rows[place] for place in range(len(rows))]))

    def _marked_done(self, kept: Future[None], said: str) -> None:
        self._on.when_kept(kept, said)
        self._on.list.repaint()
        self._on.show_counts()

    def _mark_done(self, rows: Sequence[Row]) -> tuple[Future[None], str]:
        """Mark rows done: when that is kept, and what to say then. Safe in another thread."""
        journal = self._on.session.journal
        assert journal is not None
        items = [(identity_of_row(row), self._edition(row) if len(rows) <= COMPOSED else None) for row in rows if row.path]
        what = _counted(rows)
        kept = journal.set_done(items, True, f"done with {what}")
        return kept, f"Done with {what if len(rows) > 1 else 'it'} · ⟦undo.undo⟧ undoes"

    def _edition(self, row: Row) -> Edition | None:
        """What a briefing says, to be kept as read; None where it is large or cannot be read."""
        from tui.changes.document_edition import edition_of

        try:
            document = self._on.library.open(row).document
        except OSError:
            return None
        # What was saved since it was listed is not what one is done with.
        return edition_of(document) if document.is_small and document.briefing.digest == row.digest else None
