"""Being done with a briefing, taking it for unread, and going on to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.model.counted import counted
from tui.reading.closing import asked_still
from tui.reading.round import MOST
from tui.ui.reader_returning import ReturnActions

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tui.reading.bookkeeping import Bookkeeping
    from tui.reading.library import Library
    from tui.reading.round import Round
    from tui.ui.page_file import PageFile


class FinishActions(ReturnActions):
    """The keys that end a briefing."""

    file: PageFile

    def journal_changed(self) -> None:
        """Take back what is not done after all."""
        journal = self.session.journal
        if self._round is not None and journal is not None:
            standings = journal.standings
            self._round.check(lambda key: bool((known := standings([key]).get(key)) and known.done_at))
        super().journal_changed()

    def action_done(self) -> None:
        """Be done with this briefing."""
        books = self.books
        if books is None or not books.keeps:
            self.say(self.not_kept)
            return
        said = self._done_said(books)
        self.when_kept(self._finish(books), f"{said} · U undoes")
        self.repaint()

    def _done_said(self, books: Bookkeeping) -> str:
        """What is to be said once one is done: what was not read, and what is still asked."""
        unread, whole, asked = books.unread, len(books.to_read), len(books.open_actions)
        left = f"; {unread:,} of {counted(whole, 'section')} {'was' if unread == 1 else 'were'} not read"
        return "Done with it" + (left if unread else "") + (f" · {asked_still(asked)}" if asked else "")

    def _finish(self, books: Bookkeeping) -> Future[None]:
        reader = books.reader
        return (
            books.set_done() if reader.document.is_small else books.set_done_later(lambda: self.session.composed(reader.briefing))
        )

    def at_the_end(self, *, held: bool) -> None:
        """Space at the end: done, and on to the next; a key that is held down stops here."""
        books = self.books
        if books is None or not books.keeps:
            self.say("This is the end · q: back" if self.is_composed else "This is the end")
        elif held or not (books.done or books.at_end):
            self.say("This is the end · Space: on to the next" if books.done else "This is the end · Space: done with it")
        elif self.file.look():
            # What stood on the screen is not what the file says now: that was not read.
            return
        elif books.done:
            self.say(self.go_on() or "Done with it; this is the end")
        else:
            said = self._done_said(books)
            kept = self._finish(books)
            further = self.go_on()
            if further:
                said = f"{said.partition(' · ')[0]}. {further}" if books.unread else further
            else:
                said += " · U undoes"
            self.when_kept(kept, said)

    def go_on(self) -> str:
        """On to the next briefing of the queue; at its end there is nothing more to do. Returns what to say of it."""
        books, library, round = self.books, self.session.library, self._round
        if round is None or library is None:
            return ""
        if books is not None and books.done:
            round.finish(books.identity, books.key)
        found = round.next()
        if found is None:
            return self._offered(round, library, len(books.open_actions) if books is not None else 0)
        row, reason = found
        try:
            reader = library.open(row)
        except OSError as error:
            return str(error)
        if self.reader is not None:
            self.session.leave(self.reader)
        self._walk_list = None
        self.show_reader(reader)
        self.resume()
        self.repaint()
        return f"{round.said} Now: {reason or 'new'}"

    def _offered(self, round: Round, library: Library, still: int) -> str:
        """At the end of a round: what is done, what is still asked of one, and what has come in meanwhile."""
        said = f"{round.said} {asked_still(still)} ·" if still else round.said
        asked, beyond = library.asked(MOST)
        more = round.offer(asked, beyond=beyond)
        if more:
            return (
                f"{said} {more:,} more {'asks' if more == 1 else 'ask'} to be read by now · Space goes on · q goes back to the list"
            )
        return f"{said} U undoes · q goes back to the list"

    def action_unread(self) -> None:
        """Take this briefing for unread."""
        books = self.books
        if books is None or not books.keeps:
            self.say(self.not_kept)
            return
        self.when_kept(books.set_unread(), "Unread again · U undoes")
        self.repaint()

    def action_close_actions(self) -> None:
        """Close the open actions, or the one that is current; where all of them are closed, have them ask again."""
        books, reader = self.books, self.reader
        if books is None or reader is None or not books.keeps:
            self.say(self.not_kept)
            return
        kept, said = books.close_or_open(reader.view.current_block.about)
        if kept is None:
            self.say(said)
        else:
            self.when_kept(kept, said)
        self.repaint()

    def action_next_unread(self) -> None:
        """Go to the next section that was not read, else to the next briefing."""
        reader, books = self.reader, self.books
        if reader is None or books is None:
            self.say(self.not_kept)
            return
        index = books.next_unread()
        if index is None:
            self.say(self.go_on() or "All of it has been read")
            return
        self.session.leave(reader)
        reader.go_to_section(index)
        self.repaint()
