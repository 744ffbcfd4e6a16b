"""Where one can go from a screen, and what a screen one reads on is opened with.

Screens and their controllers ask to be taken there; `navigation` alone opens screens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from textual.message import Message

from tui.reading.searching import NO_CONTEXT, HitContext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tui.catalog.tables import Row
    from tui.document.document import Document
    from tui.journal.records import Note
    from tui.journal.tray import Tray
    from tui.model.place import Place
    from tui.reading.notes.margin import Margin
    from tui.reading.queue_run import QueueRun
    from tui.reading.reader import Doubt, Reader
    from tui.reading.way import ListWalk
    from tui.search.query import Query
    from tui.ui.keys import Where
    from tui.ui.screens.questions import Dialogue


class ShownPage(Protocol):
    """A page on its screen, as the one that asked for it knows it."""

    @property
    def is_current(self) -> bool:
        """Whether it is what is seen."""

    @property
    def is_open(self) -> bool:
        """Whether it is there still, seen or below another one."""

    def say(self, text: str) -> None:
        """Put a sentence on its bottom line."""

    def renew(self, document: Document, doubt: Doubt) -> None:
        """Show what it says by now, place held, and in which way that may not be what the file says."""

    def doubted(self, doubt: Doubt) -> None:
        """Show in which way what it speaks of is not, or is again, what its file says."""


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


class ToTray(NamedTuple):
    """To what one put aside."""

    tray: Tray


class ToOthers(NamedTuple):
    """To the page of the files that are no briefings."""


class ToLibraryPage(NamedTuple):
    """To a page that is made from the things of the library."""

    name: str
    """In `tui.reading.library_pages.registry`."""
    words: str = ""
    """A query for the briefings that it is made of; "" for all."""
    options: Mapping[str, str] = {}
    """What else is asked, as in `tui.reading.library_pages.question.PageQuestion`."""


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


class ToCompared(NamedTuple):
    """To the page of what differs between two briefings of the list."""

    before: Row
    after: Row


class ToReadAgain(NamedTuple):
    """To the page of what one read that answers a query."""

    query: Query


class ToSearch(NamedTuple):
    """To the search of the library."""

    words: str = ""
    """To begin with."""


class ToTitles(NamedTuple):
    """To the titles of the library, to open one of them."""

    letters: str = ""
    """To begin with."""


class ToKeys(NamedTuple):
    """To the sheet of keys."""

    places: tuple[Where, ...]
    queries: bool
    """Whether it tells what a query can ask for."""


class ToPalette(NamedTuple):
    """To every action by name."""


class ToCommand(NamedTuple):
    """To the command line."""

    begun: str = ""
    """What was typed of it already."""


class ToMenu(NamedTuple):
    """To a few actions of which one is to be chosen."""

    ids: tuple[str, ...]
    title: str


class ToThemes(NamedTuple):
    """To the themes."""


class ToQuestions(NamedTuple):
    """To a few questions, and to what is to be done then."""

    dialogue: Dialogue


Destination = (
    Back
    | ToBriefing
    | ToRow
    | ToNote
    | ToNotes
    | ToPlaces
    | ToOthers
    | ToTray
    | ToLibraryPage
    | ToChanges
    | ToCompared
    | ToReadAgain
    | ToSearch
    | ToTitles
    | ToKeys
    | ToPalette
    | ToCommand
    | ToMenu
    | ToThemes
    | ToQuestions
)


class Asked(Message):
    """Somebody wants to go somewhere."""

    def __init__(self, destination: Destination) -> None:
        super().__init__()
        self.destination = destination


class Opened(NamedTuple):
    """What is read, where it begins, and what lies around it."""

    reader: Reader | None = None
    """What to read; None where it is to be loaded."""
    load: Callable[[], Reader] | None = None
    """Gives the reader, in a thread where it may take a while."""
    at: str = ""
    """Id of the section to begin at."""
    item: str = ""
    """Id of the thing in that section to begin at; "" for the section itself."""
    resumed: bool = False
    """Whether one stopped in the section `at`: where the journal knows the very place, that is meant."""
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
