"""What is to be done about the file of an open page, by one look a second at what the system says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tui.model.file_stamp import FileStamp
    from tui.reading.reader import Reader

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
