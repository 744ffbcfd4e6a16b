"""What a screen one reads on is opened with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.reading.searching import NO_CONTEXT, HitContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.journal.records import Note
    from tui.model.place import Place
    from tui.reading.queue_run import QueueRun
    from tui.reading.reader import Reader
    from tui.reading.way import ListWalk
    from tui.search.query import Query


class Opened(NamedTuple):
    """What is read, where it begins, and what lies around it."""

    reader: Reader | None = None
    """What to read; None where it is to be loaded."""
    load: Callable[[], Reader] | None = None
    """Gives the reader, in a thread where it may take a while."""
    at: str = ""
    """Id of the section to begin at."""
    find: str = ""
    """Words to find at once."""
    query: Query | None = None
    """The search of the library that led here; its words are walked with `n`."""
    passage: HitContext = NO_CONTEXT
    """What the search showed of the section `at`."""
    place: Place | None = None
    """Where to begin; where one stopped when None."""
    note: Note | None = None
    """The note at whose passage to begin."""
    walk: ListWalk | None = None
    """Along the list that it was opened from, for the next and the one before."""
    round: QueueRun | None = None
    """Through the queue, where one is on one."""
    said: str = ""
    """A sentence to say first: what is wrong with the configuration or the journal."""

    @property
    def is_for_one_place(self) -> bool:
        """Whether somebody comes for one place of it: nothing else may lead away from there."""
        return bool(self.at or self.find or self.query or self.place or self.note)
