"""Briefings as their files are now: what is held of them is checked by the stamp of the file, and read anew where it differs;

what is to be done about the file of an open page, by one look a second at what the system says of it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec.structs import replace

from tui.model.text import hidden_name, shown_path

if TYPE_CHECKING:
    from tui.catalog.catalog import Catalog
    from tui.catalog.files import FileAgreement
    from tui.catalog.tables import Row
    from tui.document.document import Document
    from tui.journal.records import Identity
    from tui.model.briefing import Briefing
    from tui.model.file_stamp import FileStamp
    from tui.reading.reader import Doubt, Reader


class BriefingInputs(Protocol):
    """Where briefings come from."""

    def read(self, path: str) -> Briefing:
        """Read one file. Raises OSError, with a sentence, when it cannot be read."""

    def stamp(self, path: str) -> FileStamp | None:
        """What the system says of a file now; None where there is none. Raises OSError where it does not say."""

    def digest(self, path: str) -> bytes:
        """The digest of a file's bytes (`Briefing.digest`). Raises OSError, with a sentence, when it cannot be read."""

    def origin_of(self, path: str) -> str:
        """Which values come from the library and which from the file, as a sentence. Raises OSError, with a sentence."""

    def moved_to(self, path: str, digest: bytes, named_id: str = "", before: FileStamp | None = None) -> str | None:
        """Where a file is that is gone from its path; None where it is not found.

        It is known by the id that its author gave it, else by its bytes.

        Args:
            path: where it was.
            digest: of its bytes.
            named_id: the id that its author gave it; "" where none was given.
            before: its stamp, as it was last seen.
        """


class PresentRows(Protocol):
    """The briefings of a library as it is now."""

    def row_of(self, identity: Identity) -> Row | None:
        """The row of a briefing; None where it is gone."""

    def stamp_of(self, row: Row) -> FileStamp | None:
        """The stamp that the file of a row had when it was read; None where that is not known."""

    def open(self, row: Row) -> Reader:
        """Read one. Raises OSError."""


class Opening(Protocol):
    """What opens briefings."""

    @property
    def library(self) -> PresentRows | None:
        """The library at hand, where there is one."""

    def open(self, briefing: Briefing, document: Document | None = None, stamp: FileStamp | None = None) -> Reader:
        """Read a briefing that is held."""

    def open_path(self, path: str) -> Reader:
        """Read a file. Raises OSError."""


class CurrentFiles:
    """The files of a session."""

    def __init__(self, session: Opening, inputs: BriefingInputs) -> None:
        self._session = session
        self._inputs = inputs
        self._opened: dict[str, tuple[str, bytes, str, FileStamp | None]] = {}
        """Path -> what the file was known by that was last read there in this run, as for `BriefingInputs.moved_to`."""

    def stamp(self, path: str) -> FileStamp | None:
        """What the system says of a file now, by one `stat`; None where it is not there or out of reach."""
        try:
            return self._inputs.stamp(path)
        except OSError:
            return None

    def are_one(self, path: str, other: str) -> bool:
        """Whether two paths lead to one file; not where either leads to none."""
        stamp = self.stamp(path)
        return stamp is not None and stamp.agrees(self.stamp(other))

    def row(self, identity: Identity) -> Row | None:
        """The row that a briefing has in the library as it is now, at the path where its file is; None where either is gone."""
        library = self._session.library
        row = library.row_of(identity) if library is not None else None
        if library is None or row is None or not row.path or self.stamp(row.real_path) is not None:
            return row
        path = self._moved_to(row.real_path, row.digest, row.id if row.named else "", library.stamp_of(row))
        if path is None:
            return None
        shown = shown_path(path)
        return replace(row, path=shown, hidden=hidden_name(path, shown))

    def was_opened(self, briefing: Briefing, stamp: FileStamp | None) -> None:
        """Remember what a briefing is known by, for `open_last`."""
        if briefing.path:
            known = briefing.real_path, briefing.digest, briefing.id if briefing.named else "", stamp
            self._opened[os.path.abspath(briefing.path)] = known

    def open_last(self, path: str) -> Reader:
        """Read what was last at a path: the file there, else where the file of this run that was there is now. Raises OSError."""
        known = self._opened.get(os.path.abspath(path))
        followed = self._follow(*known) if known is not None and self.stamp(known[0]) is None else None
        return followed or self._session.open_path(path)

    def _moved_to(self, path: str, digest: bytes, named_id: str, before: FileStamp | None) -> str | None:
        try:
            return self._inputs.moved_to(path, digest, named_id, before)
        except OSError:
            return None

    def _follow(self, path: str, digest: bytes, named_id: str, before: FileStamp | None) -> Reader | None:
        """A briefing whose file is gone, read where that is now; None where it is not found."""
        now = self._moved_to(path, digest, named_id, before)
        if now is None:
            return None
        try:
            return self._session.open_path(now)
        except OSError:
            return None

    def _follow_briefing(self, briefing: Briefing, before: FileStamp | None) -> Reader | None:
        return self._follow(briefing.real_path, briefing.digest, briefing.id if briefing.named else "", before)

    def agreement(self, briefing: Briefing) -> FileAgreement:
        """Whether the file of a briefing still is what was read of it, by its bytes."""
        from tui.catalog.files import FileAgreement

        stamp = self.stamp(briefing.real_path)
        if stamp is None:
            return FileAgreement("gone")
        try:
            same = self._inputs.digest(briefing.real_path) == briefing.digest
        except OSError:
            return FileAgreement("changed", stamp)
        return FileAgreement("same" if same else "changed", stamp)

    def open_held(self, briefing: Briefing, agreement: FileAgreement, document: Document | None = None) -> Reader:
        """Read a briefing that is held in memory or in a catalog: as it is held where its file says the same, else from the file.

        Args:
            briefing: as it is held.
            agreement: what was found out about its file.
            document: the same composed.
        """
        doubt: Doubt = "gone"
        if agreement.state == "gone" and (followed := self._follow_briefing(briefing, agreement.before)) is not None:
            return followed
        if agreement.state == "changed":
            try:
                fresh = self._session.open_path(briefing.real_path)
            except OSError:
                doubt = "unreadable"
            else:
                return fresh
        reader = self._session.open(briefing, document, agreement.stamp)
        reader.doubt = "" if agreement.state == "same" else doubt
        return reader

    def reload(self, reader: Reader) -> Reader:
        """Read the reader's file again and stand at the same place; where it was moved, the file that it is now.

        Raises:
            OSError: the file is gone or unreadable; the old reader is as it was.
        """
        fresh = self.moved(reader) or self._session.open_path(reader.briefing.real_path)
        fresh.take_over(reader)
        return fresh

    def moved(self, reader: Reader) -> Reader | None:
        """The briefing of a reader in the file that it is in now; None where its file is at its path, or not found."""
        briefing = reader.briefing
        if self.stamp(briefing.real_path) is not None:
            return None
        library = self._session.library
        if library is not None:
            from tui.journal.records import identity_of

            row = library.row_of(identity_of(briefing))
            if row is not None and os.path.abspath(row.path) != os.path.abspath(briefing.path):
                fresh = library.open(row)
                return fresh if fresh.doubt != "gone" else None
        return self._follow_briefing(briefing, reader.stamp)

    def confirm(self, reader: Reader) -> bool:
        """Whether the file of a reader holds what is shown, whatever its stamp; that is kept then. Reads the file."""
        agreement = self.agreement(reader.briefing)
        if agreement.state != "same":
            return False
        reader.stamp, reader.doubt = agreement.stamp, ""
        return True


Step = Literal["nothing", "again", "read", "gone"]
"""Nothing; look again in a moment; read the file; say that it is gone."""


class OpenFile:
    """Decides from stamps alone.

    A file that is gone may be about to be put back, and one that is empty about to be written: editors and programs that
    bring files over do both. What is seen twice in the same state, with a moment between, counts.
    """

    def __init__(self) -> None:
        """Nothing was looked at yet."""
        self._before: tuple[Reader, FileStamp | None] | None = None
        """What was seen for the first time at the last look, of which reader's file."""

    def look(self, reader: Reader, now: FileStamp | None) -> Step:
        """What to do.

        Args:
            reader: shows the file.
            now: what the system says of it; None where it is not there.
        """
        seen, self._before = self._before, None
        if now is None:
            if reader.doubt == "gone":
                return "nothing"
        elif now.agrees(reader.stamp):
            return "nothing" if reader.doubt in ("", "unreadable") else "read"
        elif now.size or (reader.stamp is not None and not reader.stamp.size):
            return "read"
        if seen is not None and seen[0] is reader and seen[1] == now:
            return "read" if now is not None else "gone"
        self._before = reader, now
        return "again"


def told_of_others(held: Catalog | None, identity: Identity) -> bytes:
    """A digest of what the page of a briefing says of others (titles, recalls), by a catalog; b"" where that is not known."""
    if held is None:
        return b""
    from tui.catalog.state import DAMAGE

    try:
        n = held.files.number(identity.path, identity.id, named=identity.named, digest=identity.digest)
        return held.queue_facts.told_of_others(n) if n is not None else b""
    except (*DAMAGE, KeyError):
        return b""
