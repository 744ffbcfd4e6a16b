"""The small editor in which a note is written, below the passage it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import TextArea

from tui.model.text import cleaned
from tui.ui.content import row_text
from tui.ui.keymap import keymap_of
from tui.ui.keys import bindings
from tui.ui.widgets.bars import Bar, Pieces

PASTED = 50_000
"""Characters of a paste that a note takes."""

_EDITS = {
    "left": "cursor_left",
    "right": "cursor_right",
    "word_left": "cursor_word_left",
    "word_right": "cursor_word_right",
    "start": "cursor_line_start",
    "end": "cursor_line_end",
    "delete_left": "delete_left",
    "delete_right": "delete_right",
    "delete_word": "delete_word_left",
    "delete_to_start": "delete_to_start_of_line",
    "delete_to_end": "delete_to_end_of_line",
}


class _Lines(TextArea, inherit_bindings=False):
    """Lines to write in; Enter keeps them, and what is pasted is foreign text."""

    # The editor's keys are bound here: the framework's own for lines would come before those of what holds them.
    BINDINGS: ClassVar[list[BindingType]] = bindings("note", "edit")

    @property
    def _editor(self) -> NoteEditor:
        editor = self.parent
        assert isinstance(editor, NoteEditor)
        return editor

    def action_edit(self, what: str) -> None:
        """Move or delete; what was typed in prompts is not put in a note."""
        if what in _EDITS:
            getattr(self, f"action_{_EDITS[what]}")()

    def action_keep(self) -> None:
        """Keep the note."""
        self._editor.keep()

    def action_new_line(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def action_leave_note(self) -> None:
        """Close; what was written is offered again."""
        self._editor.leave()

    def action_outside(self) -> None:
        """Go on in the person's own editor."""
        self._editor.go_outside()

    def action_delete_note(self) -> None:
        """Delete the note."""
        self._editor.delete()

    async def _on_key(self, event: events.Key) -> None:
        """Take Enter for what it is here; the framework takes it for a new line before it looks at what is bound."""
        editor = self._editor
        if not editor.is_open or event.key == "enter":
            event.stop()
            event.prevent_default()
            ids = keymap_of(self).ids(event.key)
            if editor.is_open and "note.keep" in ids:
                editor.keep()
            elif editor.is_open and "note.new-line" in ids:
                self.action_new_line()

    async def _on_paste(self, event: events.Paste) -> None:
        """Insert what is pasted, with nothing in it that a terminal obeys."""
        event.stop()
        event.prevent_default()
        # A terminal sends CR for each line break; one that was copied elsewhere may be of two characters.
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        self.insert(cleaned(text[:PASTED]))
        if len(text) > PASTED:
            self._editor.say(f"Of what was pasted, the first {PASTED:,} characters")


class NoteEditor(Vertical):
    """A few lines to write in; they take every key until they are closed."""

    def __init__(
        self,
        keep: Callable[[str], None],
        leave: Callable[[str], None],
        outside: Callable[[str], None],
        delete: Callable[[], None],
        id: str | None = None,
    ) -> None:
        """Make an editor.

        Args:
            keep: told the text when Enter was pressed.
            leave: told what had been written so far when Esc was.
            outside: told the text when it is to go on in the person's own editor.
            delete: told that the note is to go.
            id: of the widget.
        """
        super().__init__(id=id)
        self._keep, self._leave, self._outside, self._delete = keep, leave, outside, delete
        self.is_open = False
        self._early = ""
        self._about = Bar(id="note-about")
        self._lines = _Lines(id="note-lines", compact=True, soft_wrap=True, show_line_numbers=False)
        self._hint = Bar(id="note-hint")

    def compose(self) -> ComposeResult:
        """What it is about, the lines, the keys."""
        yield self._about
        yield self._lines
        yield self._hint

    def open(self, about: str, text: str, *, existing: bool) -> None:
        """Show the editor and take the keys.

        Args:
            about: the quote, or what else the note is about.
            text: what is written already.
            existing: whether there is a note to delete.
        """
        self.display = True
        self.is_open = True
        text, self._early = text + self._early, ""
        self._lines.text = text
        self._lines.move_cursor(self._lines.document.end)
        self._about.show(((" Note on ", "accent"), (row_text(about), "muted")))
        deletes = " · ⟦note.delete⟧ deletes" if existing else ""
        keys: Pieces = (
            (
                f" ⟦note.keep⟧ keeps · ⟦note.leave⟧ leaves{deletes} · ⟦note.new-line⟧ new line"
                " · ⟦note.outside⟧ your editor · #word is a tag",
                "muted",
            ),
        )
        self._hint.show(keys)
        self.take_keys()

    def take_keys(self) -> None:
        """Write here from now on."""
        self.screen.set_focus(self._lines)

    def say(self, text: str) -> None:
        """Say something in the place of the keys, until it is opened again."""
        self._hint.show(((f" {text}", "problem"),))

    def close(self) -> None:
        """Hide the editor."""
        self.is_open = False
        self.display = False

    def feed(self, text: str) -> None:
        """Take a key that was on its way elsewhere when the editor was opened."""
        if self._lines.is_mounted and self.is_open:
            self._lines.insert(text)
        else:
            self._early += text

    def replace(self, text: str) -> None:
        """Put another text in its place, as somebody's own editor left it."""
        self._lines.text = cleaned(text)
        self._lines.move_cursor(self._lines.document.end)

    @property
    def text(self) -> str:
        """What is written."""
        return self._lines.text

    def keep(self) -> None:
        """Keep the note."""
        self._keep(self.text)

    def leave(self) -> None:
        """Close; what was written is offered again."""
        self._leave(self.text)

    def go_outside(self) -> None:
        """Go on in the person's own editor."""
        self._outside(self.text)

    def delete(self) -> None:
        """Delete the note."""
        self._delete()
