"""What every screen of the program shares: the keys that work everywhere, and notices on the bottom line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast, runtime_checkable

from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from tui.ui.destinations import Asked, Opened, ToBriefing
from tui.ui.keys import ACTIONS, Where, bindings
from tui.ui.screens.controllers import DeedController, MarkController, WayController
from tui.ui.widgets.bars import StatusBar

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tui.model.place import Place
    from tui.reading.reader import Reader
    from tui.reading.session import Session
    from tui.ui.destinations import Destination
    from tui.ui.surface import Program, TakesKeys, TakesText

WIDTHS = [(0, "-narrow"), (80, "-wide"), (120, "-very-wide"), (150, "-roomy"), (160, "-widest"), (190, "-broadest")]
HEIGHTS = [(0, "-short"), (20, "-tall")]
"""Cells from which on the style sheet knows a screen by a name."""


def size_names(size: Size) -> list[str]:
    """The names by which the style sheet knows a screen of a size."""
    return [max(each for each in names if each[0] <= cells)[1] for cells, names in zip(size, (WIDTHS, HEIGHTS), strict=True)]


_ACTION_NAMES = frozenset(
    "act" if action.owner else action.call.split("(")[0] for action in ACTIONS if action.where not in ("find", "note", "edit")
)


@runtime_checkable
class Prompting(Protocol):
    """A screen that may have something open to type in."""

    @property
    def typed_in(self) -> TakesText | None:
        """What is open: it takes every key, and nothing else may have the keys, or none would close it."""


class BaseScreen(Screen[None], inherit_bindings=False):
    """A full screen with a line at the bottom that says what happened."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("everywhere")
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    session: Session
    is_reading = False
    """Whether there is nothing yet for a key to act on, as what the screen was opened on is being read."""
    takes_query = False
    """Whether what is typed here is a query, so that help tells what it can ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.status = StatusBar(lambda: self.show_status())
        self.marks = MarkController(self)
        self.deeds = DeedController(self)
        self.controllers: dict[str, object] = {"marks": self.marks, "deeds": self.deeds, "way": WayController(self)}
        """Those that own actions, by the name that the key table has for them."""

    # keys and actions

    async def action_act(self, call: str, *arguments: object) -> None:
        """Do what an action of the key table says, by the controller that owns it."""
        done = self.act(call, *arguments)
        if isawaitable(done):
            await done

    def act(self, call: str, *arguments: object) -> object:
        """Do what an action says, such as `moves.line` with 1; where that goes on, returns what to wait for."""
        owner, _, name = call.partition(".")
        return getattr(self.controllers[owner], name)(*arguments)

    @property
    def waiting(self) -> Sequence[TakesKeys]:
        """What may wait for a key before any binding has it, in the order in which they are asked."""
        return (self.marks,)

    def on_key(self, event: events.Key) -> None:
        """Give a key to what waits for one; else it may begin a command of two. Bindings come after, in the framework."""
        if any(one.take(event) for one in self.waiting) or self.marks.begin(event):
            event.stop()
            event.prevent_default()

    def on_screen_suspend(self) -> None:
        """Another screen takes the keys now."""
        self.marks.prefix = ""
        self.covered()

    def covered(self) -> None:
        """Another screen lies over this one now."""

    @property
    def program(self) -> Program:
        """What the program has for every screen."""
        return cast("Program", self.app)

    # going elsewhere

    def ask(self, destination: Destination) -> None:
        """Ask to be taken somewhere."""
        # To the program itself: of what two screens ask for, what was asked first comes first.
        self.app.post_message(Asked(destination))

    def show_kept(self, reader: Reader, place: Place) -> None:
        """Show a briefing at a place that was kept of it, on a screen of its own."""
        self.ask(ToBriefing(Opened(reader, place=place)))

    # other threads

    def in_thread(self, work: Callable[[], object], group: str) -> None:
        """Do something in another thread, in the place of what the same group was doing there."""
        self.run_worker(work, thread=True, exit_on_error=False, group=group, exclusive=True)

    def from_thread(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function in the screen's thread, from another one."""
        self.app.call_from_thread(function, *arguments)

    # what is said

    def say(self, text: str, *, problem: bool = False) -> None:
        """Put a sentence on the bottom line for a while; an empty one clears it."""
        self.status.say(text, problem=problem)

    def when_kept(self, future: Future[Any], said: str) -> None:
        """Say so once something is safely in the journal, or why it is not."""
        self.deeds.when_kept(future, said)

    def journal_changed(self) -> None:
        """Marks, notes or what was read are not as they were."""

    def notes_changed(self) -> None:
        """Notes alone are not as they were."""

    def library_progress(self, said: str) -> None:
        """How far the catalog is, in a few words; "" when it is done. Shown where a screen has room for it."""

    def library_changed(self, notice: str = "") -> None:
        """The library has other rows now."""

    def library_failed(self, complaint: str) -> None:
        """The catalog could not be made or brought up to date; a sentence says why."""

    def files_changed(self, paths: frozenset[str], said: str) -> None:
        """Files were saved, or are new or gone."""
        if said:
            self.say(said, problem=True)

    def show_status(self) -> None:
        """Paint the bottom line; each screen has its own."""

    @property
    def focused_place(self) -> Where:
        """Which part of the key table belongs to what has the focus."""
        return "everywhere"

    def places(self) -> tuple[Where, ...]:
        """The parts of the key table that work on this screen now."""
        return (self.focused_place, "edit" if self.prompting else "everywhere")

    def actor_of(self, where: Where) -> Widget:
        """What the actions of a part of the key table act on: the screen, unless a screen says otherwise."""
        return self

    def palette_places(self) -> tuple[Where, ...]:
        """The parts of the key table whose actions the palette offers on this screen."""
        return (self.focused_place, "everywhere")

    # typing

    @property
    def typed_in(self) -> TakesText | None:
        """What is open to type in: it takes every key."""
        return None

    @property
    def prompting(self) -> bool:
        """Whether something is open to type in."""
        return self.typed_in is not None

    def keep_draft(self) -> None:
        """Keep what is being written, if anything is: the program may be about to end."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse every action of the key table while a prompt is open, but for help."""
        return parameters == ("way.keys",) or not (self.prompting and action in _ACTION_NAMES)

    @property
    def engaged(self) -> bool:
        """Whether there is a selection, or something else that one is in the middle of."""
        return bool(self.marks.prefix)

    def action_interrupt(self) -> None:
        """Leave what one is in the middle of; leaving the program takes another key, since nobody means to lose a place."""
        if self.engaged:
            self.action_cancel()
        else:
            self.say("⟦app.leave⟧ leaves this screen, and on the last one the program")

    def action_cancel(self) -> None:
        """Close or clear one thing; nothing where there is nothing."""
