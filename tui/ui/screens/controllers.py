"""What every screen has a key for: undoing, going elsewhere, and marks, which take keys of two letters.

`m a` sets one, `' a` goes there, `' '` goes back to where one was.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from textual.actions import parse

from tui.journal.records import NotSaved
from tui.ui.content import cut, row_text
from tui.ui.destinations import (
    Back,
    ToCommand,
    ToKeys,
    ToMenu,
    ToNotes,
    ToOthers,
    ToPalette,
    ToPlaces,
    ToSearch,
    ToThemes,
    ToTitles,
    ToTray,
)
from tui.ui.keys import BY_ID, WHERE_TITLES
from tui.ui.widgets.bars import AFTER_DEED

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from textual.events import Key

    from tui.journal.records import Identity
    from tui.model.place import Place
    from tui.ui.keys import Where
    from tui.ui.surface import Surface


class DeedController:
    """Tells on one screen what became of what was done there."""

    def __init__(self, on: Surface) -> None:
        """Tell on a screen."""
        self._on = on
        self._told: tuple[str, ...] | None = None
        """The troubles of the journal that were said behind a deed, or were there before the first one."""

    def when_kept(self, future: Future[Any], said: str) -> None:
        """Say so once something is safely in the journal, or why it is not. Nothing is said to be kept before."""
        # What was said of something before must not be taken for this.
        self._on.say("")
        loop, here = asyncio.get_running_loop(), copy_context()
        journal = self._on.session.journal
        if self._told is None and journal is not None:
            self._told = journal.troubles

        def tell(failed: BaseException | None) -> None:
            if not self._on.is_attached:
                return
            self._on.say(str(failed) if failed else said, problem=failed is not None)
            if journal is not None and journal.troubles and journal.troubles != self._told:
                # It may have been said before, and this just said over it.
                self._told = journal.troubles
                self._on.set_timer(AFTER_DEED, lambda: self._on.say(journal.troubles[-1], problem=True))

        def settled(done: Future[Any]) -> None:
            # It may be told after the program has ended, when there is nobody to say it to.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(tell, done.exception(), context=here)

        future.add_done_callback(settled)

    def undo(self) -> None:
        """Take back what was done last."""
        session = self._on.session
        looked = session.step_back()
        if looked:
            self._on.say(f"Undone: {looked}")
            return
        journal = session.journal
        try:
            deed = journal.undo() if journal is not None else None
        except NotSaved as error:
            self._on.say(str(error), problem=True)
            return
        if deed is None:
            self._on.say("There is nothing to undo")
            return
        self._on.say(f"Undone: {deed.said}")
        self._on.journal_changed()


MENUS: dict[Where, tuple[str, ...]] = {
    "library": (
        "library.open",
        "library.done",
        "library.unread",
        "library.close-actions",
        "library.select",
        "library.older",
        "undo.undo",
    ),
    "sections": ("fold.toggle", "fold.close-all", "fold.open-all", "copy.text", "sections.wider", "sections.narrower", "undo.undo"),
}
"""What the right button of the mouse offers in a list."""


class WayController:
    """Asks, for one screen, to be taken to what every screen has a key for."""

    def __init__(self, on: Surface, notes: Callable[[], ToNotes] = ToNotes) -> None:
        """Ask for a screen; `notes` gives those that one asks for there."""
        self._on = on
        self._notes = notes

    def back(self) -> None:
        """Leave this screen; the last one ends the program."""
        self._on.ask(Back())

    def search(self) -> None:
        """Search the library."""
        self._on.ask(ToSearch())

    def titles(self) -> None:
        """Open a briefing by its title."""
        self._on.ask(ToTitles())

    def notes(self) -> None:
        """Show the notes of what is read, or all."""
        self._on.ask(self._notes())

    def places(self) -> None:
        """Show the places one was at last."""
        self._on.ask(ToPlaces())

    def others(self) -> None:
        """Show the files that are no briefings."""
        self._on.ask(ToOthers())

    def tray(self) -> None:
        """Show what one put aside."""
        from tui.ui.pages.tray import tray_of

        tray = tray_of(self._on.session)
        if tray is None:
            self._on.say("Without the journal there is no tray")
        else:
            self._on.ask(ToTray(tray))

    def keys(self) -> None:
        """Show the keys of the focused pane."""
        self._on.ask(ToKeys(self._on.places(), self._on.takes_query))

    def palette(self) -> None:
        """Open the palette."""
        self._on.ask(ToPalette())

    def menu(self) -> None:
        """Show what can be done with the current row of a list."""
        place = self._on.places()[0]
        self._on.ask(ToMenu(MENUS.get(place, ()), WHERE_TITLES[place]))

    def command(self, number: int | None = None) -> None:
        """Open the command line, with the number in it that was typed before its key."""
        self._on.ask(ToCommand() if number is None else ToCommand(str(number)))

    def themes(self) -> None:
        """Choose a theme."""
        self._on.ask(ToThemes())


TITLE, SHORT, LONG = 18, 6, 30
"""Cells of a mark's title on the bottom line where there is room, the fewest of which it makes sense, and of one in a sentence."""

MARKING = 16
"""Cells of the bottom line that a marking may need."""


BEGIN = ("mark.set", "mark.go", "link.hints")
"""The actions after whose key another one is waited for."""


class MarkController:
    """Waits for the letter of a mark, and sets it or goes there."""

    def __init__(self, on: Surface, place: Callable[[], tuple[Identity, Place] | str] = lambda: "") -> None:
        """Mark places of what a screen shows.

        Args:
            on: the screen.
            place: where one is, and in which briefing; else why there can be no mark there, "" where nobody expects one.
        """
        self._on = on
        self._place = place
        self.typed = ""
        """What was typed of a command of several keys, or of a number before one."""
        self.prefix = ""
        """`mark` or `go` while a letter is waited for."""

    def wait(self, what: str) -> None:
        """Wait for a letter."""
        if self._on.session.journal is None:
            self._on.say("Marks need the journal, which is not open")
            # The letter is typed nevertheless, and is no command.
            self.prefix = "none"
            return
        self.prefix = what
        self._on.show_status()

    @property
    def said(self) -> str:
        """What was typed of a command and what is waited for, for the bottom line; "" for nothing."""
        if self.typed:
            return f"{self.typed}▏ · ⟦app.cancel⟧ cancels"
        if self.prefix == "mark":
            return "Mark this place: type a letter from a to z · ⟦app.cancel⟧ cancels"
        if self.prefix != "go":
            return ""
        journal = self._on.session.journal
        marks = journal.marks() if journal is not None else {}
        before, after = "Go to: ", " · ⟦mark.go⟧ where you were · ⟦app.cancel⟧ cancels"
        room = self._on.size.width - len(before) - len(self._on.program.keymap.told(after)) - MARKING
        each = min(TITLE, room // max(1, len(marks)) - 4)
        titles = {letter: cut(row_text(marks[letter].title), each) if each >= SHORT else "" for letter in sorted(marks)}
        known = "  ".join(f"{letter} {title}".rstrip() for letter, title in titles.items())
        return before + (known or "no mark set yet (⟦mark.set⟧ sets one)") + after

    def take(self, event: Key) -> bool:
        """While a letter is waited for, every key is an answer. Returns whether one was."""
        if not self.prefix:
            return False
        what, self.prefix = self.prefix, ""
        letter = event.character or ""
        if what == "none":
            return len(letter) == 1 and letter.isprintable()
        if what == "go" and letter in tuple("^$"):
            # The ends, as `less` has them.
            self._on.act("moves.top" if letter == "^" else "moves.bottom")
        elif what == "go" and event.key in self._again:
            self._go_where_one_was()
        elif len(letter) == 1 and "a" <= letter <= "z":
            (self._set if what == "mark" else self._go)(letter)
        elif event.key not in ("escape", "ctrl+g", "ctrl+c"):
            self._on.say("A mark is a letter from a to z")
        self._on.show_status()
        return True

    def answer(self, what: str, letter: str) -> None:
        """Set the mark of a letter (`mark`), or go there (`go`), where marks are kept."""
        if self._on.session.journal is None:
            self._on.say("Marks need the journal, which is not open")
        else:
            (self._set if what == "mark" else self._go)(letter)

    def begin(self, event: Key) -> bool:
        """Whether a command of two keys begins with this one: it is begun at once.

        As a binding it would be carried out only after the next key had been here already, where both come at once.
        """
        ids, places = self._on.program.keymap.ids(event.key), self._on.places()
        action = next((BY_ID[id] for id in BEGIN if id in ids and BY_ID[id].where in places), None)
        if action is None or self._on.prompting:
            return False
        call, *arguments = parse(action.on_screen)[2]
        self._on.act(str(call), *arguments)
        return True

    @property
    def _again(self) -> list[str]:
        """The keys that lead back to where one was, once a letter is waited for: the last ones of those that began it."""
        return [key.rpartition(" ")[2] for key in self._on.program.keymap.keys("mark.go")]

    def _set(self, letter: str) -> None:
        journal = self._on.session.journal
        if journal is None:
            return
        found = self._place()
        if isinstance(found, str):
            self._on.say(found)
        else:
            self._on.when_kept(journal.mark(letter, *found), f"Mark {letter} is set here · ⟦mark.go⟧ {letter} goes there")

    def _go_where_one_was(self) -> None:
        journal = self._on.session.journal
        visits = journal.visits() if journal is not None else []
        if not visits:
            self._on.say("There is no place to go back to yet")
            return
        last = visits[-1]
        self._go_to(last.briefing_id, last.path, last.title, last.place)

    def _go(self, letter: str) -> None:
        """Go to the place with this letter, in whichever briefing it is."""
        journal = self._on.session.journal
        mark = journal.marks().get(letter) if journal is not None else None
        if mark is None:
            self._on.say(f"There is no mark {letter}: ⟦mark.set⟧ {letter} sets it")
            return
        self._go_to(mark.briefing_id, mark.path, mark.title, mark.place)

    def _go_to(self, briefing_id: str, path: str, title: str, place: Place) -> None:
        try:
            reader = self._on.session.open_kept(briefing_id, path)
        except OSError as error:
            name = cut(row_text(title), LONG)
            self._on.say(f"“{name}” cannot be opened; what you kept of it is kept still. {error}", problem=True)
            return
        self._on.show_kept(reader, place)
