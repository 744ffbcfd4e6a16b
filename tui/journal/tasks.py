"""What waits to be written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from copy import copy
from typing import Any

from tui.journal.records import DeedKind
from tui.journal.rows import undo_newest
from tui.journal.tables import Patch


class Task:
    """Something to be written: rows, or whatever a function does with the connection."""

    def __init__(
        self,
        patches: Sequence[Patch] = (),
        *,
        kind: DeedKind = "done",
        said: str = "",
        at: float = 0.0,
        place_of: str = "",
        call: Callable[[sqlite3.Connection], Any] | None = None,
        alone: bool = False,
        again: bool = False,
        forgets: str = "",
    ) -> None:
        """Nothing is done yet.

        Args:
            patches: rows to change, in order.
            kind, said, at: of the deed that it is; "" for what cannot be undone.
            place_of: key of the briefing whose place it is: a later one takes its place.
            call: done after the patches; its result is the future's.
            alone: `call` makes its own transactions; it is not tried again when it fails.
            again: `call` may be done once more, on a file that another program put in the journal's place.
            forgets: key of the briefing of which nothing may be written again after it.
        """
        self.patches = patches
        self.kind: DeedKind = kind
        self.said = said
        self.at = at
        self.place_of = place_of
        self.call = call
        self.alone = alone
        self.again = again
        self.forgets = forgets
        self.future: Future[Any] = Future()

    def told(self) -> Task:
        """The same without those who waited for it: what they were told with takes ten times the room of the rest."""
        same = copy(self)
        same.future = _TOLD
        return same

    def fail(self, error: BaseException) -> None:
        """Tell whoever waits that it is not saved."""
        if not self.future.done():
            self.future.set_exception(error)

    def succeed(self, result: object) -> None:
        """Tell whoever waits that it is saved."""
        if not self.future.done():
            self.future.set_result(result)


_TOLD: Future[Any] = Future()
_TOLD.set_result(None)


def undo_task() -> Task:
    """The undoing of the newest deed; its result is the deed, None where there is none."""
    return Task(call=undo_newest)
