"""The file behind the page of a reader's screen: the page is what the file says, whatever tells of changes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tui.journal.records import identity_of
from tui.reading.open_file import OpenFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.reading.reader import Doubt, Reader
    from tui.reading.session import Session
    from tui.ui.bars import Pieces

EVERY = 0.75
"""Seconds between two looks: with the time of reading, a page is what its file says within a second."""

SOON = 0.2
"""Seconds after which a file is looked at again that is gone or empty, as it is while it is written anew."""

CHANGED = "The file changed and was read again"
UNREADABLE = "The file changed and cannot be read; what you see is what was read before"
GONE = "The file is gone; what you see is what was read before"
MARKS: dict[Doubt, str] = {"gone": "FILE GONE", "unreadable": "CANNOT BE READ", "changed": "FILE CHANGED"}
"""What stands at the top of a page that is not what its file says."""


class PageFile:
    """Looks at the file of what a screen shows, and has it shown anew."""

    def __init__(
        self,
        session: Session,
        reader: Callable[[], Reader | None],
        show: Callable[[Reader, str], None],
        mark: Callable[[str], None],
        later: Callable[[float, Callable[[], object]], object],
    ) -> None:
        """Look at nothing yet.

        Args:
            session: reads files.
            reader: what is shown; None where that is no file.
            show: shows another reader of the same briefing, and says a sentence.
            mark: shows that the page is, or is not any more, what its file says, and says a sentence, "" for none.
            later: calls a function after some seconds.
        """
        self._session = session
        self._reader = reader
        self._show = show
        self._mark = mark
        self._later = later
        self._file = OpenFile()

    def look(self, *, busy: bool = False) -> bool:
        """Look at the file now, and have it read where it is not what is shown.

        Args:
            busy: nothing is to be shown anew now, since something is being typed; the page is marked instead.

        Returns:
            Whether another text is shown now, or it is gone.
        """
        reader = self._reader()
        if reader is None:
            return False
        step = self._file.look(reader, self._session.files.stamp(reader.briefing.real_path))
        if step == "again":
            self._later(SOON, self.look)
        elif step == "gone":
            return self._is_gone(reader)
        elif step == "read" and not self._is_the_same(reader):
            if not busy:
                return self._read(reader)
            self._doubt(reader, "changed", "")
        return False

    def _is_the_same(self, reader: Reader) -> bool:
        """Whether the file holds what is shown under another stamp."""
        doubt = reader.doubt
        if not self._session.files.confirm(reader):
            return False
        if doubt:
            self._mark({"gone": "The file is there again", "unreadable": "The file can be read again"}.get(doubt, ""))
        return True

    def _read(self, reader: Reader) -> bool:
        stamp = self._session.files.stamp(reader.briefing.real_path)
        try:
            fresh = self._session.files.reload(reader)
        except OSError as error:
            reader.stamp = stamp
            self._doubt(reader, "unreadable", f"{error} What you see is what was read before")
            return False
        self._show(fresh, CHANGED)
        return True

    def _is_gone(self, reader: Reader) -> bool:
        if self.library_changed():
            return True
        self._doubt(reader, "gone", GONE)
        return True

    def _doubt(self, reader: Reader, doubt: Doubt, said: str) -> None:
        if reader.doubt != doubt:
            reader.doubt = doubt
            self._mark(said)

    def library_changed(self) -> bool:
        """The library has another state: follow a file that was moved, and show what the page says of others anew.

        Returns:
            Whether another text is shown now.
        """
        reader, library = self._reader(), self._session.library
        row = library.row_of(identity_of(reader.briefing)) if reader is not None and library is not None else None
        if reader is None or library is None or row is None:
            return False
        moved = os.path.abspath(row.path) != os.path.abspath(reader.briefing.path)
        if not moved and not reader.document.is_small:
            return False
        try:
            fresh = library.open(row)
        except OSError:
            return False
        if fresh.doubt or (moved and self._session.files.stamp(reader.briefing.real_path) is not None and not row.named):
            return False
        if not moved and (fresh.briefing.digest != reader.briefing.digest or _text(fresh) == _text(reader)):
            # What was saved is found by the next look; what is the same stays.
            return False
        fresh.take_over(reader)
        name = os.path.basename(row.path)
        self._show(fresh, f"The file is “{name}” now" if moved else "What this page says of other briefings has changed")
        return True

    @property
    def pieces(self) -> Pieces:
        """What to put at the top of the page: nothing, where it is what its file says."""
        reader = self._reader()
        return ((f" {MARKS[reader.doubt]} ", "problem"),) if reader is not None and reader.doubt else ()


def _text(reader: Reader) -> list[tuple[str, tuple[object, ...]]]:
    """All that a small page shows."""
    return [(block.text, tuple(block.spans)) for part in reader.document.parts for block in part.blocks]
