"""Going through the queue, one briefing after the other, to its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.reading.queue import Walk

if TYPE_CHECKING:
    from tui.catalog.tables import Row


class Round:
    """One round through the queue as it was when one set out, and what one is done with on it."""

    def __init__(self, numbers: Sequence[int], row_of: Callable[[int], Row | None], reasons: Callable[[int], str]) -> None:
        """Set out.

        Args:
            numbers: of the briefings of the queue, in order.
            row_of: the row of a briefing by its number; None where it is gone.
            reasons: why a briefing is in the queue, by its number; "" for nothing to say.
        """
        self._walk = Walk(numbers)
        self._row_of = row_of
        self._reasons = reasons
        self._keys: dict[int, str] = {}
        """Number -> key in the journal, of those one is done with."""

    def begin(self, n: int) -> bool:
        """Be at a briefing. Returns whether it is one of the round."""
        return self._walk.go(n)

    @property
    def position(self) -> str:
        """`3 of 14`."""
        return self._walk.position

    @property
    def said(self) -> str:
        """`Done. 14 of 14.`, or how many one is done with."""
        return self._walk.said

    def finish(self, n: int, key: str) -> None:
        """Be done with a briefing."""
        self._walk.finish(n)
        self._keys[n] = key

    def check(self, is_done: Callable[[str], bool]) -> None:
        """Take back what is not done after all, as after an undo.

        Args:
            is_done: whether a briefing is, by its key in the journal.
        """
        for n, key in list(self._keys.items()):
            if not is_done(key):
                self._walk.take_back(n)
                del self._keys[n]

    def next(self) -> tuple[Row, str] | None:
        """The next briefing that one is not done with, and why it is in the queue; None where there is none."""
        while (n := self._walk.next()) is not None:
            row = self._row_of(n)
            if row is not None:
                return row, self._reasons(n)
            # It was deleted or saved anew meanwhile: the next queue has it, this round does not.
            self._walk.finish(n)
        return None
