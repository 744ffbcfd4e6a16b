"""Where one can go from a screen. Screens and their controllers ask to be taken there; `navigation` alone opens screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.catalog.tables import Row
    from tui.document.document import Document
    from tui.journal.records import Note
    from tui.reading.notes.margin import Margin
    from tui.reading.queue_run import QueueRun
    from tui.search.query import Query
    from tui.ui.keys import Where
    from tui.ui.reader.opened import Opened


class ShownPage(Protocol):
    """A page on its screen, as the one that asked for it knows it."""

    @property
    def is_current(self) -> bool:
        """Whether it is what is seen."""

    def say(self, text: str) -> None:
        """Put a sentence on its bottom line."""


class Back(NamedTuple):
    """To the screen below; from the last one, out of the program."""


class ToBriefing(NamedTuple):
    """To a screen that one reads on."""

    opened: Opened


class ToRow(NamedTuple):
    """To a briefing of the library."""

    row: Row
    rows: Callable[[], Sequence[Row]] = tuple
    """Of the list it is in, as they are at any moment."""
    near: int = 0
    """Index at which it is likely to be there."""
    round: QueueRun | None = None
    """Through the queue, where one is on one."""


class ToNote(NamedTuple):
    """To the briefing of a note, at its passage."""

    note: Note


class ToNotes(NamedTuple):
    """To the page of notes."""

    margin: Margin | None = None
    """Of the briefing whose notes they are; None for all."""
    title: str = ""
    """Of that briefing."""


class ToPlaces(NamedTuple):
    """To the page of the places one was at last."""


class ToChanges(NamedTuple):
    """To a page of what changed in the briefing that is read."""

    document: Document
    """What it says."""
    follow: Callable[[str], None]
    """Follows a link on the screen of the briefing."""
    further: Callable[[], None]
    """Shows what changed since the reading before."""
    shown: Callable[[ShownPage], None]
    """Told the screen that the page is on."""


class ToReadAgain(NamedTuple):
    """To the page of what one read that answers a query."""

    query: Query


class ToSearch(NamedTuple):
    """To the search of the library."""

    words: str = ""
    """To begin with."""


class ToTitles(NamedTuple):
    """To the titles of the library, to open one of them."""


class ToKeys(NamedTuple):
    """To the sheet of keys."""

    places: tuple[Where, ...]
    queries: bool
    """Whether it tells what a query can ask for."""


class ToPalette(NamedTuple):
    """To every action by name."""


class ToThemes(NamedTuple):
    """To the themes."""


Destination = (
    Back
    | ToBriefing
    | ToRow
    | ToNote
    | ToNotes
    | ToPlaces
    | ToChanges
    | ToReadAgain
    | ToSearch
    | ToTitles
    | ToKeys
    | ToPalette
    | ToThemes
)


class Asked(Message):
    """Somebody wants to go somewhere."""

    def __init__(self, destination: Destination) -> None:
        super().__init__()
        self.destination = destination
