"""Coming back to a briefing: where one stands with it, what it is compared with, and what came out of that.

What was last read of a briefing is in the journal. A file with the same bytes is never looked into. One that changed
is compared once; what came out, the verdict, is kept with the digest of the file, so that lists of what changed read
nothing anew. A change that shows nowhere is no update: the new file is quietly taken for the one that was read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

import msgspec
from msgspec.structs import replace

from tui.document.document import Document
from tui.journal.records import Identity, Standing, identity_of
from tui.model.decoders import decoder_of
from tui.model.edition import Edition, counts

if TYPE_CHECKING:
    from tui.catalog.tables import Row
    from tui.document.changes.results import Changes

State = Literal["new", "partly read", "read", "updated", "done"]

VERSION = 1
"""Of verdicts; those of another version are made anew."""

MOST_REASONS = 4


class Books(Protocol):
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

    def verdict(self, key: str, digest: bytes) -> bytes | None:
        """A verdict that was kept."""

    def keep_verdict(self, key: str, digest: bytes, data: bytes) -> None:
        """Keep a verdict."""

    def adopt(self, identity: Identity, digest: bytes) -> None:
        """Take a file for the one last read."""


class Verdict(msgspec.Struct, frozen=True, array_like=True):
    """What came out of comparing a file with what was read. False where nothing that is shown differs."""

    version: int = VERSION
    at: float = 0.0
    """When it was compared, in seconds since 1970."""
    rank: int = 9
    """How much it asks for attention, as `tui.document.changes.results.Sentence.rank`."""
    reasons: tuple[str, ...] = ()
    summary: str = ""
    sections: tuple[str, ...] = ()
    """Ids (of an edition) of the sections in which something changed; `~front` for what is gone altogether."""

    def __bool__(self) -> bool:
        return bool(self.sections)


_encode = msgspec.msgpack.Encoder().encode
_decoder = decoder_of(Verdict)


def decoded(data: bytes) -> Verdict | None:
    """A verdict that was kept; None for one of another version."""
    try:
        found = _decoder.decode(data)
    except msgspec.DecodeError:
        return None
    return found if found.version == VERSION else None


def verdict_of(changes: Changes, after: Edition, at: float) -> Verdict:
    """What is kept of a comparison.

    Args:
        changes: what came out.
        after: the briefing as it is.
        at: the time, in seconds since 1970.
    """
    there = {section.id for section in after.sections}
    touched = [*(section.id for section in changes.sections), *(item.section for item in changes.items)]
    sections = tuple(dict.fromkeys(section if section in there else "~front" for section in touched))
    rank = min((sentence.rank for sentence in changes.sentences), default=9)
    return Verdict(VERSION, at, rank, changes.reasons[:MOST_REASONS], changes.summary, sections)


def identity_of_row(row: Row) -> Identity:
    """The identity of a briefing in a list."""
    path = os.path.abspath(row.path) if row.path else ""
    return Identity(row.id, row.named, path, row.digest, row.formerly, row.title, row.marking)


class Basis(NamedTuple):
    """What a briefing is compared with."""

    edition: Edition
    key: str
    """Of the briefing that was read: itself, or one that it replaces."""
    since: float
    """When that was last read, in seconds since 1970."""
    own: bool


def basis_of(journal: Books, key: str, older: Sequence[Identity] = ()) -> Basis | None:
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


def _read(journal: Books, key: str) -> Basis | None:
    edition = journal.edition(key) if key else None
    if edition is None:
        return None
    standing = journal.standing(key)
    moments = [section.read_at for section in edition.sections]
    since = max([*moments, standing.done_at if standing else 0.0])
    return Basis(edition, key, since, own=True) if since else None


def _is_whole(edition: Edition) -> bool:
    return all(section.read_at for section in edition.sections if counts(section.id))


def _over(before: Basis, own: Basis) -> Basis:
    """What was read of an older briefing, with what was already read of the present one."""
    read = {section.id: section for section in own.edition.sections if section.read_at}
    sections = [read.pop(section.id, section) for section in before.edition.sections]
    edition = replace(before.edition, sections=(*sections, *read.values()))
    return Basis(edition, before.key, before.since, own=False)


class Return:
    """One briefing that is opened (again). Once `basis` was asked for, it holds what was read before, whatever is read since."""

    def __init__(
        self,
        journal: Books,
        document: Document,
        now: float,
        older: Sequence[Identity] = (),
        given: Basis | None = None,
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
    def basis(self) -> Basis | None:
        """What it is compared with; None where neither it nor one that it replaces was ever read."""
        return self._given or basis_of(self._journal, self.key, self._older)

    @property
    def same_file(self) -> bool:
        """Whether the file is the one that was last read from."""
        return self.standing is not None and self.standing.digest == self.identity.digest != b""

    @cached_property
    def changes(self) -> Changes | None:
        """What changed since it was read; None where it never was. Compares once."""
        if self.basis is None:
            return None
        changes, _ = self._compared
        return changes

    @property
    def _is_as_read(self) -> bool:
        """Whether the file is the one that was last read, and nothing of it was left to be read then: it is not looked into."""
        if self.basis is None or not (self._last and self.basis.own and self.same_file):
            return False
        known = self._journal.verdict(self.basis.key, self.identity.digest)
        return known is None or not decoded(known)

    @cached_property
    def _compared(self) -> tuple[Changes, Verdict]:
        from tui.document.changes.compare import compare
        from tui.document.changes.editions import edition_to_compare

        assert self.basis is not None
        if self._is_as_read:
            from tui.document.changes.results import Changes

            return Changes(), Verdict(at=self._now)
        after = edition_to_compare(self._document, self.basis.edition)
        changes = compare(self.basis.edition, after, secret=self._journal.secret)
        return changes, verdict_of(changes, after, self._now)

    def verdict(self) -> Verdict | None:
        """What came out of comparing it, from the journal where it is known; None where it was never read.

        It is kept, and a file in which nothing that is shown differs is taken for the one that was read.
        """
        if self.basis is None:
            return None
        known = self._journal.verdict(self.basis.key, self.identity.digest) if self.identity.digest else None
        found = decoded(known) if known is not None else None
        if found is None:
            found = Verdict(at=self._now) if self.basis.own and self.same_file else self._compared[1]
            if not self.same_file and self.identity.digest:
                self._journal.keep_verdict(self.basis.key, self.identity.digest, _encode(found))
                if self.basis.own and not found:
                    self._journal.adopt(self.identity, self.identity.digest)
        return found
