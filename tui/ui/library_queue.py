"""The queue on the library's screen: setting out on it, and being done with what is listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.worker import Worker, WorkerState

from tui.catalog.tables import Row
from tui.model.counted import counted
from tui.reading.closing import close_or_open
from tui.reading.groups import Group
from tui.reading.last_read import identity_of_row
from tui.reading.library import GROUP_TITLES, GROUPINGS, Library
from tui.reading.queue_run import QueueRun, set_out
from tui.reading.row_signs import DONE, ReadSigns
from tui.reading.session import Session
from tui.reading.way import index_near

if TYPE_CHECKING:
    from concurrent.futures import Future

    from textual.widget import Widget

    from tui.changes.edition import Edition
    from tui.reading.queue import Left, Queue
    from tui.reading.queueing import Queueing
    from tui.ui.library_list import LibraryList
    from tui.ui.page import Page

    Base = Page
else:
    Base = object

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

    def __init__(self, session: Session, library: Callable[[], Library], screen: Widget, show: Callable[[], None]) -> None:
        """Count nothing yet.

        Args:
            session: its journal tells what is done.
            library: the one that is listed.
            screen: shows the queue.
            show: is told that another count is at hand.
        """
        self._session = session
        self._library = library
        self._screen = screen
        self._show = show
        self._known: tuple[Queue, int, Left] | None = None
        """A queue, the journal's version, and how much of it was left by then."""

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
            queueing = self._library().queueing
            work = partial(self._count, queueing, queueing.state, queue, version)
            self._screen.run_worker(work, thread=True, exclusive=True, exit_on_error=False, group="count")
            return known[2]
        else:
            left = self._library().queueing.left(queue)
        self._known = queue, version, left
        return left

    def _count(self, queueing: Queueing, state: bytes, queue: Queue, version: int) -> None:
        left = queueing.left_elsewhere(queue, state)
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


class QueueActions(Base):
    """The keys of the queue."""

    session: Session
    list: LibraryList
    _rows: Sequence[Row]
    _groups: Sequence[Group]
    _grouping: str
    _words: str
    _round: QueueRun | None = None
    _standing: ReadSigns | None = None
    _tried: Sequence[int] = ()
    """The briefings that were compared last, or could not be."""

    @property
    def library(self) -> Library:
        """What is listed; the screen's own."""
        raise NotImplementedError

    def show_rows(self) -> None:
        """Show the list anew; the screen's own."""
        raise NotImplementedError

    def show_counts(self) -> None:
        """Say how many are listed; the screen's own."""
        raise NotImplementedError

    @property
    def _standings(self) -> ReadSigns | None:
        journal = self.session.journal
        if self._standing is None and journal is not None:
            self._standing = ReadSigns(journal, self._reasons)
        return self._standing

    @property
    def queue(self) -> Queue | None:
        """The queue that is shown, of the very state of the library that the rows are of; None in any other order."""
        return self.library.listed if self._grouping == "queue" and self._groups else None

    def _reasons(self) -> Mapping[int, str]:
        queue = self.queue
        return queue.reasons if queue is not None else {}

    @property
    def _selected_is_finished(self) -> bool:
        """Whether the selected row would leave with the list made anew: the line is held then, not the row."""
        row, standing = self.list.selected, self._standings
        return self._grouping == "queue" and row is not None and standing is not None and standing(row)[0] == DONE

    # making the queue

    def _awaits_queue(self, rows: Sequence[Row], groups: Sequence[Group]) -> bool:
        """Whether the list is to be in the order of a queue that is not at hand."""
        return self._grouping == "queue" and self.session.journal is not None and bool(rows) and not groups and not self._words

    @work(thread=True, exclusive=True, exit_on_error=False, group="queue")
    def _queue_in_thread(self) -> None:
        self.library.queueing.make()

    @work(thread=True, exclusive=True, exit_on_error=False, group="queue")
    def settle_in_thread(self) -> int:
        """Compare what may have been updated since it was read."""
        return self.library.queueing.settle(stop=lambda: not self.is_attached)

    def queue_worked(self, event: Worker.StateChanged) -> None:
        """Show the queue that was made behind the screen; say what could not be marked done.

        How many briefings were compared for a queue is the worker's result, None where it was just made: what cannot
        be compared stays as it is.
        """
        worker = event.worker
        if worker.group == "done" and event.state == WorkerState.ERROR:
            self.say(f"They could not be marked done: {worker.error}", problem=True)
        elif worker.group == "queue" and event.state == WorkerState.SUCCESS and self._grouping == "queue" and worker.result != 0:
            self.show_rows()

    def settle_shown(self) -> None:
        """Compare what may have been updated in the queue that is shown, where that was not tried before."""
        queue = self.queue
        if queue is not None and queue.unsettled and queue.unsettled != self._tried and self.session.journal is not None:
            self._tried = queue.unsettled
            self.settle_in_thread()

    def action_group(self) -> None:
        """Group by month, by series, or not at all."""
        self._grouping = GROUPINGS[(GROUPINGS.index(self._grouping) + 1) % len(GROUPINGS)]
        self.show_rows()
        self.say(GROUP_TITLES[self._grouping])

    # going through it

    def round_from(self, row: Row) -> QueueRun | None:
        """The round through the queue that begins, or goes on, with a row; None where it is not in the queue."""
        if self.library.renew():
            # What the indexer wrote a moment ago: numbers of the state before lead nowhere now.
            self.show_rows()
        queue, identity = self.queue, identity_of_row(row)
        if queue is None or self.session.journal is None:
            return None
        if self._round is None or self._round.is_done or not self._round.begin(identity):
            place = 0 if self._words.strip() else index_near(self._rows, row, self.list.place) or 0
            fresh = set_out(self.library, queue, place, self.session.files.row, lambda row: self._reasons().get(row.n, ""))
            if not fresh.begin(identity):
                return None
            self._round = fresh
        return self._round

    def action_read_on(self) -> None:
        """Space: read the selected briefing of the queue; a page further in any other order."""
        if self._grouping == "queue" and self._groups:
            self.list.action_open()
        else:
            self.list.action_page(1)

    # done and unread

    def action_select(self) -> None:
        """Begin to select several rows, or stop."""
        self.list.select(not self.list.selecting)
        self.show_status()

    @property
    def selection_said(self) -> str:
        """What is selected, for the bottom line; "" where no more than one row is."""
        count = len(self.list.range)
        keys = "⟦library.down⟧ ⟦library.up⟧ extend · ⟦library.done⟧ done · ⟦library.unread⟧ unread · ⟦app.cancel⟧ cancels"
        return f"{count:,} selected · {keys}" if self.list.selecting else ""

    def _chosen(self) -> Sequence[Row]:
        """The selected rows; the selection ends."""
        rows = [self._rows[place] for place in self.list.range]
        if not rows or self.session.journal is None:
            self.say("Nothing is kept of what you read" if rows else "Nothing is selected")
            return []
        self.list.select(False)
        return [row for row in rows if row.path]

    def action_done(self) -> None:
        """Be done with the selected briefings."""
        rows = self._chosen()
        if len(rows) > AT_ONCE:
            self._done_in_thread(rows)
        elif rows:
            self.when_kept(*self._mark_done(rows))
            self.list.action_row(1)
            self.show_counts()

    def action_unread(self) -> None:
        """Take the selected briefings for unread."""
        rows, journal = self._chosen(), self.session.journal
        if not rows or journal is None:
            return
        what = _counted(rows)
        kept = journal.set_unread([identity_of_row(row) for row in rows], f"{what} unread again")
        self.when_kept(kept, f"{what} unread again · ⟦undo.undo⟧ undoes" if len(rows) > 1 else "Unread again · ⟦undo.undo⟧ undoes")
        self.list.repaint()
        self.show_counts()

    def action_close_actions(self) -> None:
        """Close the open actions of the selected briefing; where all of them are closed, have them ask again."""
        row, journal = self.list.selected, self.session.journal
        if row is None or not row.path or journal is None:
            self.say("Nothing is kept of what you do" if row is not None else "Nothing is selected")
            return
        stamps = [action.stamp for action in self.library.queueing.open_actions(row.n)]
        if not stamps:
            self.say("Nothing is asked of you in it: there is no open action")
            return
        self.when_kept(*close_or_open(journal, identity_of_row(row), stamps, row.title))
        self.list.repaint()
        self.show_counts()

    def action_all_done(self) -> None:
        """Be done with everything that is listed."""
        if self.session.journal is None or not self._rows:
            self.say("There is nothing to be done with")
            return
        self._done_in_thread(self._rows)

    @work(thread=True, exclusive=True, exit_on_error=False, group="done")
    def _done_in_thread(self, rows: Sequence[Row]) -> None:
        self.call_later(self.say, f"Marking {len(rows):,} done…")
        self.call_later(self._marked_done, *self._mark_done([rows[place] for place in range(len(rows))]))

    def _marked_done(self, kept: Future[None], said: str) -> None:
        self.when_kept(kept, said)
        self.list.repaint()
        self.show_counts()

    def _mark_done(self, rows: Sequence[Row]) -> tuple[Future[None], str]:
        """Mark rows done: when that is kept, and what to say then. Safe in another thread."""
        journal = self.session.journal
        assert journal is not None
        items = [(identity_of_row(row), self._edition(row) if len(rows) <= COMPOSED else None) for row in rows if row.path]
        what = _counted(rows)
        kept = journal.set_done(items, True, f"done with {what}")
        return kept, f"Done with {what if len(rows) > 1 else 'it'} · ⟦undo.undo⟧ undoes"

    def _edition(self, row: Row) -> Edition | None:
        """What a briefing says, to be kept as read; None where it is large or cannot be read."""
        from tui.changes.document_edition import edition_of

        try:
            document = self.library.open(row).document
        except OSError:
            return None
        # What was saved since it was listed is not what one is done with.
        return edition_of(document) if document.is_small and document.briefing.digest == row.digest else None

    def action_next_unread(self) -> None:
        """Select the next briefing that was not read."""
        standing, here = self._standings, self.list.place
        if standing is None:
            self.say("Without the journal nothing is known of what you have read")
            return
        for place in [*range(here + 1, len(self._rows)), *range(here)]:
            if standing(self._rows[place])[0] != DONE:
                self.list.action_row(place - here)
                return
        self.say("Everything that is listed has been read")

    def journal_changed(self) -> None:
        """Show what was undone."""
        self.list.repaint()
        self.show_counts()
