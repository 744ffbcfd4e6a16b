"""Being done with the briefing that is read, taking it for unread, and going on to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.model.apparatus import is_to_read
from tui.model.counted import counted
from tui.reading.queue_run import MOST
from tui.reading.reading_log import asked_still
from tui.reading.view import shows_end_of

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tui.reading.library import Library
    from tui.reading.queue_run import QueueRun
    from tui.reading.reader import Reader
    from tui.reading.reading_log import ReadingLog
    from tui.ui.reader.file import FileController
    from tui.ui.reader.reading_log import ReadingLogController
    from tui.ui.surface import ReaderSurface


TEXT_ENDS = "That is the text · ⟦read.on⟧: done · ⟦move.down⟧ reference"
"""Said where one has come to the end of what there is to read, and things to look up follow."""


class FinishController:
    """Ends what one screen shows."""

    def __init__(self, on: ReaderSurface, reading_log: ReadingLogController, file: FileController) -> None:
        """Be done with nothing yet.

        Args:
            on: the screen.
            reading_log: keeps what was done.
            file: of the briefing: what it says now is what one is done with.
        """
        self._on = on
        self._reading_log = reading_log
        self._file = file
        self._stopped: Reader | None = None
        """What is read, once it was said that its text ends."""

    @property
    def hint(self) -> str:
        """What a newcomer would do next."""
        log, reader = self._reading_log.kept, self._on.reader
        if log is not None and self.text_ends:
            return TEXT_ENDS if not log.done else TEXT_ENDS.replace("done", "on to the next" if self._on.round else "on")
        if log is None or reader is None or reader.view.fraction < 1:
            return "⟦app.help⟧ keys · ⟦find.open⟧ find · ⟦move.next-section⟧ next section"
        if self._on.round is None:
            return "This is the end" if log.done else "⟦read.on⟧: done with it"
        return f"⟦read.on⟧: {'on to the next' if log.done else 'done, and on to the next'}"

    @property
    def text_ends(self) -> bool:
        """Whether what there is to read ends in the window, and what is looked up follows below it."""
        reader = self._on.reader
        if reader is None or self._on.is_composed or reader.view.fraction >= 1:
            return False
        document = reader.document
        last = next((one.index for one in reversed(document.sections) if is_to_read(one.id)), None)
        if last is None or last + 1 == len(document.sections):
            return False
        return shows_end_of(reader.view, document.first_part(last + 1) - 1)

    def check_round(self) -> None:
        """Take back what is not done after all."""
        journal, round = self._on.session.journal, self._on.round
        if round is not None and journal is not None:
            standings = journal.standings
            round.check(lambda key: bool((known := standings([key]).get(key)) and known.done_at))

    @property
    def closed_actions(self) -> frozenset[str]:
        """The ids of the actions on the page that the reader closed."""
        return self._reading_log.log.actions.closed_ids if self._reading_log.log is not None else frozenset()

    def done(self) -> None:
        """Be done with this briefing."""
        log = self._reading_log.kept
        if log is None:
            self._on.say(self._reading_log.not_kept)
            return
        said = self._done_said(log)
        self._on.when_kept(self._finish(log), f"{said} · ⟦undo.undo⟧ undoes")
        self._on.repaint()

    def _done_said(self, log: ReadingLog) -> str:
        """What is to be said once one is done: what was not read, and what is still asked."""
        unread, whole, asked = log.unread, len(log.to_read), len(log.actions.left)
        left = f"; {unread:,} of {counted(whole, 'section')} {'was' if unread == 1 else 'were'} not read"
        return "Done with it" + (left if unread else "") + (f" · {asked_still(asked)}" if asked else "")

    def _finish(self, log: ReadingLog) -> Future[None]:
        reader, session = log.reader, self._on.session
        if reader.document.is_small:
            return log.set_done()
        return log.set_done_later(lambda: session.composed(reader.briefing))

    def stop_at_text_end(self, *, held: bool) -> bool:
        """Space where the text ends: it stops there, and another one is done with it. Returns whether it stopped.

        Args:
            held: whether the key is held down.
        """
        log, reader = self._reading_log.kept, self._on.reader
        if log is None or reader is None or not self.text_ends or (log.done and self._on.round is None):
            return False
        stopped, self._stopped = self._stopped, reader
        if stopped is not reader or held:
            self._on.say(TEXT_ENDS if not log.done else TEXT_ENDS.replace("done", "on to the next"))
        else:
            self.at_the_end(held=False, seen=True)
        return True

    def at_the_end(self, *, held: bool, seen: bool = False) -> None:
        """Space at the end: done, and on to the next; a key that is held down stops here.

        Args:
            held: whether the key is held down.
            seen: whether it is known that one has seen the end.
        """
        log = self._reading_log.kept
        if log is None:
            self._on.say("This is the end · ⟦app.leave⟧ goes back" if self._on.is_composed else "This is the end")
        elif held or not (log.done or log.at_end or seen):
            self._on.say(f"This is the end · ⟦read.on⟧: {'on to the next' if log.done else 'done with it'}")
        elif self._file.look():
            # What stood on the screen is not what the file says now: that was not read.
            return
        elif log.done:
            self._on.say(self._go_on() or "Done with it; this is the end")
        else:
            said = self._done_said(log)
            kept = self._finish(log)
            further = self._go_on()
            if further:
                said = f"{said.partition(' · ')[0]}. {further}" if log.unread else further
            else:
                said += " · ⟦undo.undo⟧ undoes"
            self._on.when_kept(kept, said)

    def _go_on(self) -> str:
        """On to the next briefing of the queue; at its end there is nothing more to do. Returns what to say of it."""
        log, library, round = self._reading_log.log, self._on.session.library, self._on.round
        if round is None or library is None:
            return ""
        if log is not None and log.done:
            round.finish(log.identity, log.key)
        found = round.next()
        if found is None:
            return self._offered(round, library, len(log.actions.left) if log is not None else 0)
        row, reason = found
        try:
            reader = library.open(row)
        except OSError as error:
            return str(error)
        if self._on.reader is not None:
            self._on.session.leave(self._on.reader)
        self._on.walk = None
        self._on.show_reader(reader)
        self._reading_log.resume()
        self._on.repaint()
        return f"{round.said} Now: {reason or 'new'}"

    def _offered(self, round: QueueRun, library: Library, still: int) -> str:
        """At the end of a round: what is done, what is still asked of one, and what has come in meanwhile."""
        said = f"{round.said} {asked_still(still)} ·" if still else round.said
        asked, beyond = library.asked(MOST)
        more = round.offer(asked, beyond=beyond)
        if more:
            asks = f"{more:,} more {'asks' if more == 1 else 'ask'} to be read by now"
            return f"{said} {asks} · ⟦read.on⟧ goes on · ⟦app.leave⟧ goes back to the list"
        return f"{said} ⟦undo.undo⟧ undoes · ⟦app.leave⟧ goes back to the list"

    def unread(self) -> None:
        """Take this briefing for unread."""
        log = self._reading_log.kept
        if log is None:
            self._on.say(self._reading_log.not_kept)
            return
        self._on.when_kept(log.set_unread(), "Unread again · ⟦undo.undo⟧ undoes")
        self._on.repaint()

    def close_actions(self) -> None:
        """Close the open actions, or the one that is current; where all of them are closed, have them ask again."""
        log, reader = self._reading_log.kept, self._on.reader
        if log is None or reader is None:
            self._on.say(self._reading_log.not_kept)
            return
        kept, said = log.actions.close_or_open(reader.view.current_block.about)
        if kept is None:
            self._on.say(said)
        else:
            self._on.when_kept(kept, said)
        self._on.repaint()

    def next_unread(self) -> None:
        """Go to the next section that was not read, else to the next briefing."""
        reader, log = self._on.reader, self._reading_log.log
        if reader is None or log is None:
            self._on.say(self._reading_log.not_kept)
            return
        index = log.next_unread()
        if index is None:
            self._on.say(self._go_on() or "All of it has been read")
            return
        self._on.session.leave(reader)
        reader.go_to_section(index)
        self._on.repaint()
