"""What a controller may do with the screen that has it: paint, say, ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from textual.app import App
    from textual.events import Key
    from textual.geometry import Size
    from textual.timer import Timer
    from textual.widget import Widget

    from tui.model.place import Place
    from tui.reading.library import Library
    from tui.reading.queue_run import QueueRun
    from tui.reading.reader import Reader
    from tui.reading.session import Session
    from tui.reading.way import ListWalk
    from tui.ui.destinations import Destination
    from tui.ui.keymap import Keymap
    from tui.ui.keys import Where
    from tui.ui.widgets.bars import StatusBar
    from tui.ui.widgets.document_view import DocumentView
    from tui.ui.widgets.library_list import LibraryList


class Surface(Protocol):
    """Any screen."""

    session: Session

    @property
    def size(self) -> Size:
        """Cells of the screen."""

    @property
    def is_current(self) -> bool:
        """Whether it is the one that is seen."""

    @property
    def is_attached(self) -> bool:
        """Whether it is there still."""

    @property
    def app(self) -> App[None]:
        """The program, as the framework knows it."""

    @property
    def program(self) -> Program:
        """What the program has for all of its screens."""

    @property
    def takes_query(self) -> bool:
        """Whether what is typed here is a query, so that help tells what it can ask for."""

    def places(self) -> tuple[Where, ...]:
        """The parts of the key table that work on this screen now."""

    @property
    def prompting(self) -> bool:
        """Whether something is open to type in."""

    @property
    def typed_in(self) -> TakesText | None:
        """What is open to type in."""

    def act(self, call: str, *arguments: object) -> object:
        """Do what an action of the key table says, such as `moves.line` with 1."""

    def say(self, text: str, *, problem: bool = False) -> None:
        """Put a sentence on the bottom line for a while; an empty one clears it."""

    def when_kept(self, future: Future[Any], said: str) -> None:
        """Say so once something is safely in the journal, or why it is not."""

    def show_status(self) -> None:
        """Paint the bottom line."""

    def ask(self, destination: Destination) -> None:
        """Ask to be taken somewhere."""

    def show_kept(self, reader: Reader, place: Place) -> None:
        """Show a briefing at a place that was kept of it."""

    def journal_changed(self) -> None:
        """Marks, notes or what was read are not as they were: show them as they are."""

    def notes_changed(self) -> None:
        """Notes alone are not as they were."""

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Timer:
        """Call a function after some seconds."""

    def in_thread(self, work: Callable[[], object], group: str) -> None:
        """Do something in another thread, in the place of what the same group was doing there."""

    def from_thread(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function in the screen's thread, from another one."""


class ReaderSurface(Surface, Protocol):
    """The screen one reads on."""

    page: DocumentView
    reader: Reader | None
    """What is read; None until it is there."""
    walk: ListWalk | None
    """Along the list that it was opened from."""
    round: QueueRun | None
    """Through the queue."""

    @property
    def is_composed(self) -> bool:
        """Whether this page was made from the library or the journal, and is no briefing."""

    def repaint(self) -> None:
        """Show the reader's state; what has not changed is not painted."""

    def show_reader(self, reader: Reader) -> None:
        """Read this from now on."""

    def read_on(self) -> None:
        """Go on reading and counting in idle moments."""

    def focus_page(self) -> None:
        """Give the page the keys; on a narrow screen, show it."""

    async def attach(self, line: Widget) -> None:
        """Put what one types in below the page."""

    def set_class(self, add: bool, *names: str) -> object:
        """Add or remove a name by which the style sheet knows what the screen does."""

    def set_interval(self, interval: float, callback: Callable[[], object]) -> Timer:
        """Call a function again and again."""

    def call_after_refresh(self, callback: Callable[..., object]) -> bool:
        """Call a function when the screen has been painted."""

    def get_selected_text(self) -> str | None:
        """What the mouse selected."""

    def clear_selection(self) -> None:
        """Select nothing with the mouse any more."""

    @property
    def selections(self) -> object:
        """What the mouse selected, of which widget."""

    def set_focus(self, widget: Widget | None) -> None:
        """Give a widget the keys."""

    def has_class(self, *names: str) -> bool:
        """Whether it has the names by which the style sheet knows what the screen does."""


class LibrarySurface(Surface, Protocol):
    """The screen of a library."""

    list: LibraryList
    status: StatusBar

    @property
    def library(self) -> Library:
        """What is listed."""

    @property
    def nothing(self) -> str:
        """What to say where no row is listed."""

    def show_counts(self) -> None:
        """Say how many briefings are listed."""

    def set_focus(self, widget: Widget | None) -> None:
        """Give a widget the keys."""

    def call_later(self, callback: Callable[..., object], *arguments: Any) -> bool:
        """Call a function in the screen's thread, in its turn."""


class Program(Protocol):
    """What the program has for all of its screens."""

    @property
    def keymap(self) -> Keymap:
        """Which keys do what."""

    async def carry_out(self, ids: frozenset[str], number: int | None = None) -> bool:
        """Do the first of some actions of the key table that works where one is. Returns whether one does."""

    def show_manual(self, topic: str) -> None:
        """Open the manual in a reader of its own, at a topic where one is given."""

    def copy_out(self, text: str) -> str:
        """Copy a text, and say in a few words where to."""


class TakesKeys(Protocol):
    """What may wait for a key before any binding has it."""

    def take(self, event: Key) -> bool:
        """Take a key where one is waited for. Returns whether it was taken."""


class TakesText(Protocol):
    """A prompt or an editor: while it is open, every key is its own."""

    where: Where
    """The part of the key table that works in it."""

    @property
    def is_open(self) -> bool:
        """Whether it is."""

    def feed(self, character: str) -> None:
        """Type a character that was on its way elsewhere when it was opened."""

    def take_keys(self) -> None:
        """See that it has the keys."""

    def clicked_beside(self) -> None:
        """Somebody clicked on the page: it is closed, unless something would be lost."""
