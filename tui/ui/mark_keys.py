"""Keys of two letters: `m a` sets a mark, `' a` goes there, `' '` goes back to where one was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.session import Session
from tui.ui.content import cut, row_text
from tui.ui.keymap import keymap_of
from tui.ui.keys import BY_ID, Where

if TYPE_CHECKING:
    from textual import events
    from textual.screen import Screen

    from tui.model.place import Place
    from tui.reading.reader import Reader

    Base = Screen[None]
else:
    Base = object

TITLE, SHORT, LONG = 18, 6, 30
"""Cells of a mark's title on the bottom line where there is room, the fewest of which it makes sense, and of one in a sentence."""


MARKING = 16
"""Cells of the bottom line that a marking may need."""

BEGIN = ("mark.set", "mark.go", "link.hints")
"""The actions after whose key another one is waited for."""


class MarkKeys(Base):
    """Waiting for the letter of a mark, and what it then does."""

    session: Session
    prefix: str = ""
    """`mark` or `go` while a letter is waited for."""
    typed: str = ""
    """What was typed of a command of several keys, or of a number before one."""

    def say(self, text: str, *, problem: bool = False) -> None:
        """Put a sentence on the bottom line; the screen's own."""
        raise NotImplementedError

    def show_status(self) -> None:
        """Repaint the bottom line; the screen's own."""
        raise NotImplementedError

    @property
    def prompting(self) -> bool:
        """Whether a prompt is open; the screen's own."""
        raise NotImplementedError

    def places(self) -> tuple[Where, ...]:
        """The parts of the key table that work now; the screen's own."""
        raise NotImplementedError

    def action_prefix(self, what: str) -> None:
        """Wait for a letter."""
        if self.session.journal is None:
            self.say("Marks need the journal, which is not open")
            return
        self.prefix = what
        self.show_status()

    @property
    def prefix_said(self) -> str:
        """What was typed of a command and what is waited for, for the bottom line; "" for nothing."""
        if self.typed:
            return f"{self.typed}▏ · Esc cancels"
        if self.prefix == "mark":
            return "Mark this place: type a letter from a to z · Esc cancels"
        if self.prefix != "go":
            return ""
        journal = self.session.journal
        marks = journal.marks() if journal is not None else {}
        before, after = "Go to: ", " · ' where you were · Esc cancels"
        room = self.size.width - len(before) - len(after) - MARKING
        each = min(TITLE, room // max(1, len(marks)) - 4)
        titles = {letter: cut(row_text(marks[letter].title), each) if each >= SHORT else "" for letter in sorted(marks)}
        known = "  ".join(f"{letter} {title}".rstrip() for letter, title in titles.items())
        return before + (known or "no mark set yet (m sets one)") + after

    def on_screen_suspend(self) -> None:
        """Another screen takes the keys now."""
        self.prefix = ""

    def on_key(self, event: events.Key) -> None:
        """While a letter is waited for, every key is an answer."""
        if not self.prefix:
            self._begin_to_wait(event)
            return
        event.stop()
        event.prevent_default()
        what, self.prefix = self.prefix, ""
        letter = event.character or ""
        if what == "go" and event.key in [key.rpartition(" ")[2] for key in keymap_of(self).keys("mark.go")]:
            self.go_where_one_was()
        elif len(letter) == 1 and "a" <= letter <= "z":
            (self.set_mark if what == "mark" else self.go_to_mark)(letter)
        elif event.key not in ("escape", "ctrl+g", "ctrl+c"):
            self.say("A mark is a letter from a to z")
        self.show_status()

    def _begin_to_wait(self, event: events.Key) -> None:
        """Wait from now on, where a key begins a command of two.

        As a binding it would be carried out only after the next key had been here already, where both come at once.
        """
        ids = keymap_of(self).ids(event.key)
        action = next((BY_ID[id] for id in BEGIN if id in ids and BY_ID[id].where in self.places()), None)
        if action is None or self.prompting:
            return
        event.stop()
        event.prevent_default()
        name, _, argument = action.call.rstrip(")").partition("(")
        getattr(self, f"action_{name}")(*([argument.strip("'")] if argument else []))

    def set_mark(self, letter: str) -> None:
        """Mark where one is; there is no place in a list."""

    def go_where_one_was(self) -> None:
        """Go back to the place one was at last."""
        journal = self.session.journal
        visits = journal.visits() if journal is not None else []
        if not visits:
            self.say("There is no place to go back to yet")
            return
        last = visits[-1]
        self.go_to_kept(last.briefing_id, last.path, last.title, last.place)

    def go_to_mark(self, letter: str) -> None:
        """Go to the place with this letter, in whichever briefing it is."""
        journal = self.session.journal
        mark = journal.marks().get(letter) if journal is not None else None
        if mark is None:
            self.say(f"There is no mark {letter}: m {letter} sets it")
            return
        self.go_to_kept(mark.briefing_id, mark.path, mark.title, mark.place)

    def go_to_kept(self, briefing_id: str, path: str, title: str, place: Place) -> None:
        """Open the briefing of a kept place and go there."""
        try:
            reader = self.session.open_kept(briefing_id, path)
        except OSError as error:
            self.say(f"“{cut(row_text(title), LONG)}” cannot be opened; what you kept of it is kept still. {error}", problem=True)
            return
        self.show_kept(reader, place)

    def show_kept(self, reader: Reader, place: Place) -> None:
        """Show another briefing at a place, on a screen of its own."""
        from tui.ui.reader_screen import ReaderScreen

        self.app.push_screen(ReaderScreen(self.session, reader, place=place))
