"""Going through the queue, one briefing after the other, to its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.catalog.tables import Row


class Walk:
    """The way through a queue as it was when one set out: its items do not vanish while one walks."""

    def __init__(self, numbers: Sequence[int], at: int | None = None) -> None:
        """Set out.

        Args:
            numbers: of the briefings to walk, in order.
            at: number of the one to begin with, which may be none of them.
        """
        self._numbers = list(numbers)
        self._places = {n: place for place, n in enumerate(self._numbers)}
        self._finished: set[int] = set()
        self._at = self._places.get(at, -1) if at is not None else -1

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def position(self) -> str:
        """`3 of 14`; "" where one is at none of them."""
        return f"{self._at + 1} of {len(self._numbers)}" if self._at >= 0 else ""

    @property
    def said(self) -> str:
        """`Done. 14 of 14.`, or how many are left."""
        count, whole = len(self._finished), len(self._numbers)
        return f"Done. {count:,} of {whole:,}." if count == whole else f"{count:,} of {whole:,} done."

    def finish(self, n: int) -> None:
        """Be done with one of them."""
        if n in self._places:
            self._finished.add(n)

    def take_back(self, n: int) -> None:
        """Not be done with it after all."""
        self._finished.discard(n)

    def go(self, n: int) -> bool:
        """Be at one of them. Returns whether it is one."""
        if n not in self._places:
            return False
        self._at = self._places[n]
        return True

    def next(self, is_open: Callable[[int], bool] | None = None) -> int | None:
        """Go to the next one that one is not done with, from the start again after the last. None where there is none.

        Args:
            is_open: whether one is still to be read, by its number; those finished on this walk are not asked about.
        """
        whole = len(self._numbers)
        for step in range(1, whole + 1):
            place = (self._at + step) % whole
            n = self._numbers[place]
            if n not in self._finished and (is_open is None or is_open(n)):
                self._at = place
                return n
        return None


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
