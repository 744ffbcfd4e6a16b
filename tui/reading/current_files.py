"""Briefings as their files are now: what is held of them is checked by the stamp of the file, and read anew where it differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.reader import Doubt, Reader

if TYPE_CHECKING:
    from tui.catalog.files import FileAgreement
    from tui.catalog.tables import Row
    from tui.document.document import Document
    from tui.journal.records import Identity
    from tui.model.briefing import Briefing
    from tui.model.file_stamp import FileStamp
    from tui.reading.session import Session, Shelf


class CurrentFiles:
    """The files of a session."""

    def __init__(self, session: Session, shelf: Shelf) -> None:
        self._session = session
        self._shelf = shelf

    def stamp(self, path: str) -> FileStamp | None:
        """What the system says of a file now, by one `stat`; None where it is not there or out of reach."""
        try:
            return self._shelf.stamp(path)
        except OSError:
            return None

    def row(self, identity: Identity) -> Row | None:
        """The row that a briefing has in the library as it is now; None where it, or its file, is gone."""
        library = self._session.library
        row = library.row_of(identity) if library is not None else None
        return row if row is not None and (not row.path or self.stamp(row.real_path) is not None) else None

    def agreement(self, briefing: Briefing) -> FileAgreement:
        """Whether the file of a briefing still is what was read of it, by its bytes."""
        from tui.catalog.files import FileAgreement

        stamp = self.stamp(briefing.real_path)
        if stamp is None:
            return FileAgreement("gone")
        try:
            same = self._shelf.digest(briefing.real_path) == briefing.digest
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
        fresh = self._moved(reader) or self._session.open_path(reader.briefing.real_path)
        fresh.take_over(reader)
        return fresh

    def _moved(self, reader: Reader) -> Reader | None:
        """The briefing of a reader where the library has it in another file by now."""
        library = self._session.library
        if library is None or self.stamp(reader.briefing.real_path) is not None:
            return None
        from tui.journal.records import identity_of

        row = library.row_of(identity_of(reader.briefing))
        return library.open(row) if row is not None and row.path != reader.briefing.path else None

    def confirm(self, reader: Reader) -> bool:
        """Whether the file of a reader holds what is shown, whatever its stamp; that is kept then. Reads the file."""
        agreement = self.agreement(reader.briefing)
        if agreement.state != "same":
            return False
        reader.stamp, reader.doubt = agreement.stamp, ""
        return True
