"""Where one stands with the rows of a list, as far as they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tui.model.apparatus import is_to_read
from tui.reading.last_read import identity_of_row

if TYPE_CHECKING:
    from tui.catalog.tables import Row
    from tui.journal.journal import Journal

DONE, BEGUN, CHANGED = "✓", "◐", "~"
"""Signs for what was read to the end, what was begun, and what is not the file that was read."""


class ReadSigns:
    """Signs and reasons for rows; asks the journal once for each, until it is told to ask anew."""

    def __init__(self, journal: Journal, reasons: Callable[[], Mapping[int, str]]) -> None:
        """Nothing is asked yet.

        Args:
            journal: knows what was read.
            reasons: why briefings are in the queue, by number.
        """
        self._journal = journal
        self._reasons = reasons
        self._signs: dict[tuple[str, bytes], str] = {}
        self._version = -1

    def renew(self) -> None:
        """Ask the journal anew where it has changed."""
        version = self._journal.version()
        if version != self._version:
            self._version = version
            self._signs.clear()

    def __call__(self, row: Row) -> tuple[str, str]:
        """The sign of a row, "" for one that is new, and why it is to be read."""
        known = row.path, row.digest
        sign = self._signs.get(known)
        if sign is None:
            sign = self._signs[known] = self._sign(row)
        return sign, self._reasons().get(row.n, "")

    def _sign(self, row: Row) -> str:
        key = self._journal.key_of(identity_of_row(row))
        standing = self._journal.standing(key) if key else None
        if standing is None:
            return ""
        read = sum(is_to_read(section) for section in standing.read)
        if not (read or standing.done_at or standing.begun):
            return ""
        if standing.digest and standing.digest != row.digest:
            return CHANGED
        return DONE if standing.done_at or (standing.read and read >= standing.sections) else BEGUN
