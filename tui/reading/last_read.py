"""Coming back to a briefing: where one stands with it, what it is compared with, and what came out of that.

What was last read of a briefing is in the journal. A file with the same bytes is never looked into. One that changed
is compared once; what came out, the summary, is kept with the digest of the file, so that lists of what changed read
nothing anew. A change that shows nowhere is no update: the new file is quietly taken for the one that was read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from msgspec.structs import replace

from tui.changes.edition import Edition
from tui.changes.results import Changes, ChangeSummary, decoded_summary, encoded_summary
from tui.document.document import Document
from tui.journal.records import Identity, Standing, identity_of
from tui.model.apparatus import is_to_read

if TYPE_CHECKING:
    from tui.catalog.tables import Row
State = Literal["new", "partly read", "read", "updated", "done"]


class ReadingJournal(Protocol):
    """What is asked of the journal here."""

    @property
    def secret(self) -> bytes:
        """For digests of what must not be kept."""

    def key_of(self, identity: Identity, *, make: bool = False) -> str:
        """The key of a briefing, "" where it is not known."""

    def learn(self, sections: Iterable[str]) -> None:
        """Take note of the ids of a briefing's sections, of which it may have kept only digests."""

    def standing(self, key: str) -> Standing | None:
        """Where one stands."""

    def edition(self, key: str) -> Edition | None:
        """A briefing as it was last read."""

    def change_summary(self, key: str, digest: bytes) -> bytes | None:
        """A summary of changes that was kept."""

    def keep_change_summary(self, key: str, digest: bytes, data: bytes) -> None:
        """Keep a summary."""

    def adopt(self, identity: Identity, digest: bytes) -> None:
        """Take a file for the one last read."""


def identity_of_row(row: Row) -> Identity:
    """The identity of a briefing in a list."""
    path = os.path.abspath(row.path) if row.path else ""
    return Identity(row.id, row.named, path, row.digest, row.formerly, row.title, row.marking)


class LastReading(NamedTuple):
    """What a briefing is compared with."""

    edition: Edition
    key: str
    """Of the briefing that was read: itself, or one that it replaces."""
    since: float
    """When that was last read, in seconds since 1970."""
    own: bool


def last_reading_of(journal: ReadingJournal, key: str, older: Sequence[Identity] = ()) -> LastReading | None:
    """What a briefing is compared with: what was last read of it; else of the newest one it replaces that was read.

    Where one has begun to read it, what one has not come to yet is compared with that older one.

    Args:
        journal: knows what was read.
        key: of the briefing; "" where the journal does not know it.
        older: the briefings that it replaces, the nearest first.
    """
    own = _read(journal, key)
    standing = journal.standing(key) if own else None
    if own is not None and (standing is None or standing.done_at or _is_whole(own.edition)):
        return own
    for identity in older:
        before = _read(journal, journal.key_of(identity))
        if before is not None:
            return before._replace(own=False) if own is None else _over(before, own)
    return own


def _read(journal: ReadingJournal, key: str) -> LastReading | None:
    edition = journal.edition(key) if key else None
    if edition is None:
        return None
    standing = journal.standing(key)
    moments = [section.read_at for section in edition.sections]
    since = max([*moments, standing.done_at if standing else 0.0])
    return LastReading(edition, key, since, own=True) if since else None


def _is_whole(edition: Edition) -> bool:
    return all(section.read_at for section in edition.sections if is_to_read(section.id))


def _over(before: LastReading, own: LastReading) -> LastReading:
    """What was read of an older briefing, with what was already read of the present one."""
    read = {section.id: section for section in own.edition.sections if section.read_at}
    sections = [read.pop(section.id, section) for section in before.edition.sections]
    edition = replace(before.edition, sections=(*sections, *read.values()))
    return LastReading(edition, before.key, before.since, own=False)


class Comparison:
    """A briefing that is opened (again) beside its last reading.

    Once `last_reading` was asked for, it holds what was read before, whatever is read since.
    """

    def __init__(
        self,
        journal: ReadingJournal,
        document: Document,
        now: float,
        older: Sequence[Identity] = (),
        given: LastReading | None = None,
        *,
        last: bool = True,
    ) -> None:
        """Look where one stands.

        Args:
            journal: knows what was read.
            document: the briefing composed; only what was read is made of it, and only for a comparison.
            now: seconds since 1970.
            older: the briefings that it replaces, the nearest first.
            given: what it is compared with, where that is at hand.
            last: whether that is the last reading.
        """
        self._journal = journal
        self._document = document
        self._now = now
        self.identity = identity_of(document.briefing)
        self.key = journal.key_of(self.identity)
        journal.learn(section.id for section in document.sections)
        self.standing = journal.standing(self.key) if self.key else None
        self._older = older
        self._given = given
        self._last = last

    @cached_property
    def last_reading(self) -> LastReading | None:
        """What it is compared with; None where neither it nor one that it replaces was ever read."""
        return self._given or last_reading_of(self._journal, self.key, self._older)

    @property
    def same_file(self) -> bool:
        """Whether the file is the one that was last read from."""
        return self.standing is not None and self.standing.digest == self.identity.digest != b""

    @cached_property
    def changes(self) -> Changes | None:
        """What changed since it was read; None where it never was. Compares once."""
        if self.last_reading is None:
            return None
        changes, _ = self._compared
        return changes

    @property
    def _is_as_read(self) -> bool:
        """Whether the file is the one that was last read, and nothing of it was left to be read then: it is not looked into."""
        if self.last_reading is None or not (self._last and self.last_reading.own and self.same_file):
            return False
        known = self._journal.change_summary(self.last_reading.key, self.identity.digest)
        return known is None or not decoded_summary(known)

    @cached_property
    def _compared(self) -> tuple[Changes, ChangeSummary]:
        from tui.changes.compare import compare
        from tui.changes.document_edition import edition_to_compare
        from tui.changes.summary import summary_of

        assert self.last_reading is not None
        if self._is_as_read:
            return Changes(), ChangeSummary(at=self._now)
        after = edition_to_compare(self._document, self.last_reading.edition)
        changes = compare(self.last_reading.edition, after, secret=self._journal.secret)
        return changes, summary_of(changes, after, self._now)

    def summary(self) -> ChangeSummary | None:
        """What came out of comparing it, from the journal where it is known; None where it was never read.

        It is kept, and a file in which nothing that is shown differs is taken for the one that was read.
        """
        if self.last_reading is None:
            return None
        known = self._journal.change_summary(self.last_reading.key, self.identity.digest) if self.identity.digest else None
        found = decoded_summary(known) if known is not None else None
        if found is None:
            found = ChangeSummary(at=self._now) if self.last_reading.own and self.same_file else self._compared[1]
            if not self.same_file and self.identity.digest:
                self._journal.keep_change_summary(self.last_reading.key, self.identity.digest, encoded_summary(found))
                if self.last_reading.own and not found:
                    self._journal.adopt(self.identity, self.identity.digest)
        return found
