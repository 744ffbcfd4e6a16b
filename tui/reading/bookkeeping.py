"""One open briefing and the journal: where one stands, which sections were read, and being done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tui.document.document import Document
from tui.journal.records import Identity, Standing
from tui.model.place import Place
from tui.reading.attention import Attention, to_read
from tui.reading.reader import Reader
from tui.reading.returning import Return

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tui.journal.journal import Journal
    from tui.model.edition import Edition


_TITLE_PAGE = {"~front": "~top"}


class Bookkeeping:
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
        """Begin to keep the books of an open briefing.

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
        self._take()

    def _take(self) -> None:
        """Take what the journal holds."""
        self.back = Return(self.journal, self.reader.document, self._now(), self._older)
        """What was read of it before now."""
        self.identity: Identity = self.back.identity
        standing = self.standing
        # An edition has the title page under the name of the briefing's own fields.
        self.read: set[str] = {_TITLE_PAGE.get(name, name) for name in standing.read} if standing is not None else set()
        """Ids of the sections that were read; once it is known what changed, only those that are as they were read."""
        self.done = bool(standing is not None and standing.done_at and self.back.same_file)
        self._attention = Attention(self.reader.view, self.read if self.back.same_file else ())

    @property
    def standing(self) -> Standing | None:
        """Where one stood when it was opened; None where it was never read."""
        return self.back.standing

    def returned(self, document: Document) -> Return:
        """The same against another composition of the briefing, to compare in another thread."""
        return Return(self.journal, document, self._now(), self._older, self.back.basis)

    def changed(self, sections: Iterable[str]) -> None:
        """Some sections are not as they were read: they are unread until they are read again."""
        from tui.document.changes.editions import document_id

        self.read.difference_update(map(document_id, sections))

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
        from tui.document.changes.editions import outline

        return outline(self.reader.document)

    @cached_property
    def to_read(self) -> Sequence[str]:
        """Ids of the sections that count."""
        return to_read(self.reader.document.sections)

    # while it is read

    def opened(self) -> None:
        """It is open now."""
        if self.keeps:
            self.journal.opened(self.identity)

    def look(self) -> bool:
        """See what has been read since the last look. Returns whether that is more than before."""
        found = self._attention.look(self._clock())
        if not found or not self.keeps:
            return False
        from tui.document.changes.editions import section_of

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
            self.journal.keep_place(self.identity, place)

    def look_away(self) -> None:
        """Something else covers it: what stands below is not being read."""
        self.keep_place()
        self._attention.look_away()

    @property
    def at_end(self) -> bool:
        """Whether the end of the briefing has been on screen for a moment."""
        return self._attention.ended(self._clock())

    # by key

    def set_done(self, document: Document | None = None) -> Future[None]:
        """Be done with it: all of it counts as read.

        Args:
            document: the briefing composed, where making the rest of the reader's own would take long.
        """
        from tui.document.changes.editions import edition_of

        edition = edition_of(document or self.reader.document)
        future = self.journal.set_done([(self.identity, edition)], True, f"done with “{self.reader.briefing.title}”")
        self.done = True
        self.read.update(section.id for section in self.reader.document.sections)
        return future

    def set_done_later(self, compose: Callable[[], Document]) -> Future[None]:
        """Be done with it, and compose it in another thread, since its rest has not been made."""
        from concurrent.futures import Future
        from threading import Thread

        from tui.document.changes.editions import edition_of

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
        self.read.update(section.id for section in self.reader.document.sections)
        Thread(target=finish, name="done").start()
        return future

    def set_unread(self) -> Future[None]:
        """Take it for unread."""
        future = self.journal.set_unread([self.identity], f"“{self.reader.briefing.title}” unread again")
        self.done = False
        self.read.clear()
        self._attention.forget()
        return future

    def renew(self) -> None:
        """Take what the journal holds now, after an undo here or on a page above; another program's doing does not lead to it."""
        self._take()

    def next_unread(self) -> int | None:
        """Index of the next section that was not read, after the current one and then from the start; None where all were."""
        sections = self.reader.document.sections
        counted = set(self.to_read)
        here = self.reader.section
        order = [*range(here + 1, len(sections)), *range(here + 1)]
        return next((n for n in order if sections[n].id in counted and sections[n].id not in self.read), None)
