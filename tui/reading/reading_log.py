"""One open briefing and the journal: where one stands, which sections were read, and being done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tui.changes.edition import document_id, edition_id
from tui.document.document import Document
from tui.journal.records import Identity, Standing
from tui.model.actions import action_stamp, is_open
from tui.model.counted import counted
from tui.model.place import Place
from tui.reading.attention import Attention, to_read
from tui.reading.last_read import Comparison, LastReading
from tui.reading.reader import Reader

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tui.changes.edition import Edition
    from tui.journal.journal import Journal
    from tui.model.briefing import Action, Briefing
    from tui.reading.session import Session


class ReadingLog:
    """Tells the journal what is read in one reader, and knows what it kept of the briefing before."""

    def __init__(
        self,
        reader: Reader,
        journal: Journal,
        *,
        clock: Callable[[], float],
        now: Callable[[], float],
        older: Sequence[Identity] = (),
    ) -> None:
        """Begin to keep the log of an open briefing.

        Args:
            reader: what is read.
            journal: told of it.
            clock: seconds, monotonic.
            now: seconds since 1970.
            older: the briefings that it replaces, the nearest first.
        """
        self.reader = reader
        self.journal = journal
        self._clock = clock
        self._now = now
        self._older = older
        self._place: Place | None = None
        self._begun = False
        self._take()
        self.actions = AskedActions(reader.briefing, journal, self.identity)

    def _take(self) -> None:
        """Take what the journal holds."""
        self.back = Comparison(self.journal, self.reader.document, self._now(), self._older)
        """What was read of it before now."""
        self.identity: Identity = self.back.identity
        standing = self.standing
        # An edition has the title page under the name of the briefing's own fields.
        self.read: set[str] = set(map(document_id, standing.read)) if standing is not None else set()
        """Ids of the sections that were read; once it is known what changed, only those that are as they were read."""
        self._dismissed = bool(standing is not None and standing.done_at)
        self._changed: set[str] = set()
        self.done = bool(standing is not None and standing.done_at and self.back.same_file)
        spent = {document_id(section): ticks for section, ticks in self.journal.spent(self.key).items()} if self.key else {}
        same = self.back.same_file or self.standing is None or not self.standing.digest
        self._attention = Attention(self.reader.view, self.read if self.back.same_file else (), spent if same else None)

    @property
    def standing(self) -> Standing | None:
        """Where one stood when it was opened; None where it was never read."""
        return self.back.standing

    def returned(self, document: Document, given: LastReading | None = None) -> Comparison:
        """The same against another composition of the briefing, to compare in another thread; or against another reading."""
        return Comparison(self.journal, document, self._now(), self._older, given or self.back.last_reading, last=given is None)

    def changed(self, sections: Iterable[str], spots: Iterable[tuple[int, int]] = ()) -> None:
        """Some sections are not as they were read: they are unread until what changed in them is read.

        Args:
            sections: their ids, in the edition.
            spots: the blocks that are not as they were, by part and block; none where all of a section is to be read.
        """
        gone = set(map(document_id, sections))
        again, blocks = gone & self.read, frozenset(spots)
        self.read -= gone
        self._changed |= gone
        self._attention.forget(gone)
        if blocks:
            self._attention.know(again, blocks)

    @property
    def key(self) -> str:
        """The briefing's key in the journal; "" while it has none."""
        return self.journal.key_of(self.identity)

    @property
    def keeps(self) -> bool:
        """Whether anything can be kept of this briefing: text from a pipe without an id is known by nothing."""
        return bool(self.identity.key)

    @property
    def place(self) -> Place | None:
        """Where one stopped reading; None where one never did."""
        return self.standing.place if self.standing is not None else None

    @cached_property
    def outline(self) -> Edition:
        """The edition before any of its prose is read."""
        from tui.changes.document_edition import outline

        return outline(self.reader.document)

    @cached_property
    def to_read(self) -> Sequence[str]:
        """Ids of the sections that count."""
        return to_read(self.reader.document.sections)

    # while it is read

    def opened(self) -> None:
        """It is open now."""
        if self.keeps:
            self.journal.opened(self.identity, lambda: self.outline)

    def look(self) -> bool:
        """See what has been read since the last look. Returns whether that is more than before."""
        found = self._attention.look(self._clock())
        if not found or not self.keeps:
            return False
        from tui.changes.document_edition import section_of

        document = self.reader.document
        indexes = [index for index in map(document.section_of, found) if index is not None]
        sections = [section_of(document, index) for index in indexes]
        self.journal.read(self.identity, self.outline, sections)
        self.read.update(found)
        return True

    def wait(self) -> float | None:
        """Seconds until there is something to see for `look` if nothing moves; None for never."""
        return self._attention.wait(self._clock())

    def keep_place(self) -> None:
        """Remember where one is."""
        if not self.keeps:
            return
        place = self.reader.place()
        if place != self._place:
            self._place = place
            self._begun |= self.reader.view.top != (0, 0)
            self.journal.keep_place(self.identity, place, begun=self._begun)

    def look_away(self) -> None:
        """Something else covers it: what stands below is not being read."""
        self.keep_place()
        self._attention.look_away(self._clock())
        self.keep_time()

    def keep_time(self) -> None:
        """Keep the time that was spent on what is not read yet; it goes on to count the next time."""
        spent = self._attention.take_spent()
        if self.keeps and spent:
            self.journal.spend(self.identity, self.outline, {edition_id(section): ticks for section, ticks in spent.items()})

    @property
    def unread(self) -> int:
        """How many sections are left to read."""
        return len(self._left)

    @property
    def _left(self) -> set[str]:
        """Ids of the sections that count and were not read; where one was done with it before, of what changed since."""
        left = set(self.to_read) - self.read
        return left & self._changed if self._dismissed else left

    @property
    def at_end(self) -> bool:
        """Whether the end of the briefing has been on screen for a moment."""
        return self._attention.ended(self._clock())

    # by key

    def set_done(self, document: Document | None = None) -> Future[None]:
        """Be done with it, whether or not all of it was read: what it says now is what later changes are told from.

        Args:
            document: the briefing composed, where making the rest of the reader's own would take long.
        """
        from tui.changes.document_edition import edition_of

        edition = edition_of(document or self.reader.document)
        future = self.journal.set_done([(self.identity, edition)], True, f"done with “{self.reader.briefing.title}”")
        self.done = True
        return future

    def set_done_later(self, compose: Callable[[], Document]) -> Future[None]:
        """Be done with it, and compose it in another thread, since its rest has not been made."""
        from concurrent.futures import Future
        from threading import Thread

        from tui.changes.document_edition import edition_of

        future: Future[None] = Future()
        said = f"done with “{self.reader.briefing.title}”"

        def finish() -> None:
            try:
                self.journal.set_done([(self.identity, edition_of(compose()))], True, said).result()
                future.set_result(None)
            except Exception as error:
                self.done = False
                future.set_exception(error)

        self.done = True
        Thread(target=finish, name="done").start()
        return future

    def set_unread(self) -> Future[None]:
        """Take it for unread."""
        future = self.journal.set_unread([self.identity], f"“{self.reader.briefing.title}” unread again")
        self.done = False
        self.read.clear()
        self._dismissed = False
        self._begun = False
        self._attention.forget()
        self._attention.take_spent()
        return future

    def renew(self) -> None:
        """Take what the journal holds now, after an undo here or on a page above; another program's doing does not lead to it."""
        self._take()

    def next_unread(self) -> int | None:
        """Index of the next section that was not read, after the current one and then from the start; None where all were.

        Of a briefing that one is done with, all were.
        """
        if self.done:
            return None
        left = self._left
        sections = self.reader.document.sections
        here = self.reader.section
        order = [*range(here + 1, len(sections)), *range(here + 1)]
        return next((n for n in order if sections[n].id in left), None)


def open_log(session: Session, reader: Reader, journal: Journal) -> ReadingLog:
    """The log of a reader; one is to be done anew with what leans on something that was recalled since."""
    from tui.reading.read_state import recalled_after

    older, recalls = session.older(reader.briefing), session.recalls(reader.briefing)
    log = ReadingLog(reader, journal, clock=session.clock, now=session.now, older=older)
    if recalls and log.standing is not None and recalled_after(recalls, journal.recall_times, log.standing.done_at):
        log.done = False
    return log


def actions_counted(count: int) -> str:
    """`1 action is`, `3 actions are`."""
    return "1 action is" if count == 1 else f"{count:,} actions are"


def asked_still(count: int) -> str:
    """What is said of open actions where one is done reading: `1 action is still asked of you, C closes it`."""
    return f"{actions_counted(count)} still asked of you, C closes {'it' if count == 1 else 'them'}"


def close_or_open(journal: Journal, identity: Identity, stamps: Sequence[str], title: str) -> tuple[Future[None], str]:
    """Close those actions that are not closed yet; where all of them are, have them ask again.

    Args:
        journal: where that is kept.
        identity: of the briefing.
        stamps: of actions that are open by its file (`tui.model.actions.action_stamp`).
        title: of the briefing.

    Returns:
        When it is kept, and what to say then.
    """
    key = journal.key_of(identity)
    items = journal.closed().get(key, frozenset()) if key else frozenset()
    left = [stamp for stamp in stamps if not journal.is_closed(stamp, items)]
    count = len(left or stamps)
    what = "an action" if count == 1 else counted(count, "action")
    if left:
        kept = journal.close_actions(identity, left, True, f"closed {what} of “{title}”")
        closed = f"{actions_counted(count).capitalize()} closed"
        return kept, f"{closed}: no longer asked of you · ⟦action.close⟧ asks again · ⟦undo.undo⟧ undoes"
    kept = journal.close_actions(identity, stamps, False, f"opened {what} of “{title}” again")
    return kept, f"{actions_counted(count).capitalize()} asked of you again · ⟦undo.undo⟧ undoes"


class AskedActions:
    """The actions of an open briefing that are open by its file, and which of them the reader closed."""

    def __init__(self, briefing: Briefing, journal: Journal, identity: Identity) -> None:
        """Take them from the briefing; the journal is asked whenever it has changed."""
        self._open = [action for action in briefing.actions if is_open(action)]
        self._title = briefing.title
        self._journal = journal
        self._identity = identity
        self._known: tuple[int, frozenset[str]] | None = None
        """The journal's version, and the stamps of what was closed by then."""
        self._forget_done(briefing)

    def _forget_done(self, briefing: Briefing) -> None:
        """What is done by the file is not closed by the reader any more: the file may open it again."""
        done = [action for action in briefing.actions if not is_open(action)]
        items = self._items if done else frozenset()
        stamps = [stamp for stamp in map(action_stamp, done) if items and self._journal.is_closed(stamp, items)]
        if stamps:
            self._journal.forget_closed(self._journal.key_of(self._identity), stamps)

    @property
    def _items(self) -> frozenset[str]:
        """What the journal has of closed actions of the briefing."""
        key = self._journal.key_of(self._identity)
        return self._journal.closed().get(key, frozenset()) if key else frozenset()

    @property
    def _closed(self) -> frozenset[str]:
        """The stamps of those that the reader closed."""
        if not self._open:
            return frozenset()
        version = self._journal.version()
        if self._known is None or self._known[0] != version:
            items = self._items
            stamps = [action_stamp(action) for action in self._open] if items else []
            self._known = version, frozenset(stamp for stamp in stamps if self._journal.is_closed(stamp, items))
        return self._known[1]

    @property
    def left(self) -> list[Action]:
        """Those that the reader did not close."""
        closed = self._closed
        return [action for action in self._open if action_stamp(action) not in closed] if closed else self._open

    @property
    def closed_ids(self) -> frozenset[str]:
        """The ids of those that the reader closed."""
        closed = self._closed
        return frozenset(action.id for action in self._open if action_stamp(action) in closed) if closed else closed

    def close_or_open(self, about: str = "") -> tuple[Future[None] | None, str]:
        """Close them, the one with the id `about` if it is one; have them ask again where all are closed.

        Returns when it is kept, None where there is nothing to close; and what to say.
        """
        wanted = [action for action in self._open if action.id == about] or self._open
        if not wanted:
            return None, "Nothing is asked of you here: there is no open action"
        return close_or_open(self._journal, self._identity, [action_stamp(action) for action in wanted], self._title)
