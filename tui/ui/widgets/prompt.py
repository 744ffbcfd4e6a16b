"""The find prompt on the bottom line."""

from __future__ import annotations

from typing import ClassVar, Protocol

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Offset
from textual.widgets import Input

from tui.model.text import cleaned
from tui.reading.places import keep_typed
from tui.ui.content import cut_at_word, row_text
from tui.ui.keymap import keymap_of
from tui.ui.keys import Where, bindings
from tui.ui.widgets.bars import BETWEEN, Bar, whole_phrases
from tui.ui.widgets.line_widget import LineWidget, cursor_of

PASTED = 2_000
"""Characters of a paste that a prompt takes."""

_EDITS = {
    "left": "cursor_left",
    "right": "cursor_right",
    "word_left": "cursor_left_word",
    "word_right": "cursor_right_word",
    "start": "home",
    "end": "end",
    "delete_left": "delete_left",
    "delete_right": "delete_right",
    "delete_word": "delete_left_word",
    "delete_to_start": "delete_left_all",
    "delete_to_end": "delete_right_all",
}


class TypedLine(Input, inherit_bindings=False):
    """A line of the framework with the keys of the table; what is pasted into it is foreign text, and one line."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("edit")

    def action_edit(self, what: str) -> None:
        """Move, delete, or put in what was typed before or after."""
        if what in ("earlier", "later"):
            self.recall(-1 if what == "earlier" else 1)
        else:
            getattr(self, f"action_{_EDITS[what]}")()

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where one types, on the screen; behind the last letter the framework's own is a cell too far."""
        at = super().cursor_screen_offset
        here = at - Offset(1, 0) if self.cursor_position == len(self.value) else at
        return cursor_of(self.parent.chosen_below, here) if isinstance(self.parent, Prompt) else here

    def recall(self, steps: int) -> None:
        """Put in what was typed before (-1), or after that (1)."""

    def validate_value(self, value: str) -> str:
        """The same text, one character for one, with nothing in it that a terminal obeys."""
        return cleaned(value)

    def _on_paste(self, event: events.Paste) -> None:
        """Insert what is pasted; white space, and so a line break too, is one space."""
        event.stop()
        event.prevent_default()
        text = " ".join(event.text[: PASTED * 2].split())
        start = self.value[: self.cursor_position]
        if event.text[:1].isspace() and start and not start[-1].isspace():
            text = f" {text}"
        self.insert_text_at_cursor(text[:PASTED])
        if len(text) > PASTED or len(event.text) > PASTED * 2:
            self.was_cut()

    def was_cut(self) -> None:
        """Say that a paste was too long."""


class _PromptLine(TypedLine):
    """The line of a prompt."""

    whole_placeholder = ""
    """What stands in it while it is empty, where there is room for it."""

    def on_resize(self, event: events.Resize) -> None:
        """Show as many words of the placeholder as there is room for; the framework cuts within one, without a sign."""
        shown = cut_at_word(self.whole_placeholder, event.size.width)
        if shown != self.placeholder:
            self.placeholder = shown

    async def _on_key(self, event: events.Key) -> None:
        """Take what closes it at once, and nothing once it is closed: keys may be waiting here that were typed behind it."""
        prompt = self.parent
        assert isinstance(prompt, Prompt)
        if not prompt.is_open:
            # The framework would go on to the line's own handling; so the key goes up to what has the focus now.
            event.prevent_default()
        elif prompt.accept in keymap_of(self).ids(event.key):
            event.stop()
            event.prevent_default()
            prompt.action_accept()
        elif "app.help" in keymap_of(self).ids(event.key) and not self.value and getattr(self.screen, "takes_query", False):
            event.stop()
            event.prevent_default()
            # Where nothing has been typed yet; behind a text it is one of its characters.
            await self.run_action("screen.act('way.keys')")

    def recall(self, steps: int) -> None:
        """Put in what was typed in any prompt before, or after that."""
        if isinstance(self.parent, Prompt):
            self.parent.recall(steps)

    def was_cut(self) -> None:
        """Say that a paste was too long."""
        if isinstance(self.parent, Prompt):
            self.parent.say(f"of what was pasted, the first {PASTED:,} characters", problem=True, until_typed=True)


class Typing(Protocol):
    """What a prompt is for. It is told at once: a message would arrive after the letter has been painted, and cost a frame."""

    def typed(self, text: str) -> None:
        """The line holds another text."""

    def closed(self, accepted: bool) -> None:
        """Enter was pressed, or Esc; keys typed fast behind it are then for what has the focus next."""

    def recalled(self, steps: int, draft: str) -> None:
        """An earlier (-1) or later (1) text is wanted in the place of the draft."""

    def stepped(self, steps: int) -> None:
        """The next thing that was found (1) is wanted, or the one before (-1), and the prompt stays."""

    def regex_toggled(self) -> None:
        """Plain words, or a regular expression."""


class Prompt(Horizontal):
    """A line to type in; it takes every key until it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("find")
    where: Where = "find"

    def __init__(
        self,
        mark: str,
        placeholder: str,
        typing: Typing,
        id: str | None = None,
        accept: str = "find.accept",
        past: list[str] | None = None,
    ) -> None:
        """Make a prompt.

        Args:
            mark: what stands before the line.
            placeholder: what stands in it while it is empty.
            typing: told what is typed.
            id: of the widget.
            accept: id of the action that closes it and stays.
            past: what was typed in all prompts of the program, oldest first; what is accepted here is kept there.
        """
        super().__init__(id=id)
        self._past = past
        self._recalled, self._draft = 0, ""
        self.accept = accept
        self._typing = typing
        self.is_open = False
        self._quiet = self._is_held = False
        self._to_say = "", False
        """What is to be said beside the line, and whether something is wrong."""
        self._early = ""
        self._below: LineWidget | None = None
        self._left_at = ("", -1)
        self._mark = mark
        self._input = _PromptLine(placeholder=placeholder, compact=True, select_on_focus=False)
        self._input.whole_placeholder = placeholder
        self._sign = Bar(id="prompt-mark")
        self._info = Bar(id="prompt-info")
        self._said = Bar(id="prompt-said")

    def compose(self) -> ComposeResult:
        """A sign, the line, and what was found; over them what has no room beside the line."""
        yield self._said
        yield self._sign
        yield self._input
        yield self._info

    def on_mount(self) -> None:
        """Show the sign, and watch what is typed."""
        self.watch(self._input, "value", self._changed, init=False)
        self.rename(self._mark)

    def rename(self, mark: str) -> None:
        """Let something else stand before the line."""
        self._mark = mark
        self._sign.styles.width = len(mark) + 1
        self._sign.show(((f" {mark}", "accent"),))

    def recall(self, steps: int) -> None:
        """Put in what was typed in any prompt before (-1), or after that (1), back to what was being typed here."""
        wanted = self._recalled - steps
        if self._past is None or not 0 <= wanted <= len(self._past):
            return
        self._draft = self.text if not self._recalled else self._draft
        self._recalled = wanted
        self.replace(self._past[-wanted] if wanted else self._draft)

    def open(self, text: str = "") -> None:
        """Show the prompt with a text and take the keys."""
        self._recalled = 0
        self.display = True
        self.is_open = True
        self._quiet = True
        self._input.value = text
        self._quiet = False
        if self._early:
            text, self._early = text + self._early, ""
            self._input.value = text
        self._input.cursor_position = len(text)
        self.take_keys()

    def take_keys(self) -> None:
        """Type here from now on, at once: `focus` would wait, and the next keys go elsewhere."""
        if self._input.is_attached:
            self.screen.set_focus(self._input)

    def chosen(self, below: LineWidget) -> None:
        """Something in a list below was chosen: the terminal's own cursor stands there until one types again."""
        self._below, self._left_at = below, (self._input.value, self._input.cursor_position)

    @property
    def chosen_below(self) -> LineWidget | None:
        """Where something was chosen since one typed here; None where nothing was."""
        return self._below if self._left_at == (self._input.value, self._input.cursor_position) else None

    def feed(self, character: str) -> None:
        """Take a key that was on its way to another widget when the prompt was opened."""
        if self._input.is_mounted:
            self._input.insert_text_at_cursor(character)
        else:
            self._early += character

    def clicked_beside(self) -> None:
        """Go on typing."""

    def close(self) -> None:
        """Hide the prompt."""
        self.is_open = False
        self.display = False

    @property
    def text(self) -> str:
        """What is typed."""
        return self._input.value

    def replace(self, text: str) -> None:
        """Put another text in the line, as if it had been typed."""
        self._input.value = text
        self._input.cursor_position = len(text)

    def say(self, text: str, *, problem: bool = False, until_typed: bool = False) -> None:
        """Say what was found, or what is wrong, beside the line, or over it where that has no room.

        Args:
            text: is cut after a phrase.
            problem: whether something is wrong.
            until_typed: whether nothing else is said until something is typed.
        """
        if self._is_held:
            return
        self._is_held = until_typed
        self._to_say = text, problem
        if self._info.display and not self._info.size.width:
            # It was opened in this moment, and how much room there is will be known once it is laid out.
            self.call_after_refresh(self._say)
        else:
            self._say()

    def _say(self) -> None:
        text, problem = self._to_say
        text, role = keymap_of(self).told(row_text(text)), "problem" if problem else "muted"
        room = self._info.size.width - 1
        fits = cell_len(text.partition(BETWEEN)[0]) + 2 <= room or cell_len(text) <= room
        self._info.show(last=((f"{whole_phrases(text, room)} ", role),) if fits else ())
        if self._said.display == fits:
            self._said.display = not fits
        self._said.show(() if fits else ((f" {text}", "problem" if problem else "notice"),))

    def on_input_changed(self, event: Input.Changed) -> None:
        """The change has been told already."""
        event.stop()

    def _changed(self, value: str) -> None:
        self._is_held = False
        if not self._quiet:
            self._typing.typed(value)

    def action_accept(self) -> None:
        """Close and stay."""
        if self._past is not None:
            keep_typed(self._past, self.text)
        self._typing.closed(True)

    def action_cancel(self) -> None:
        """Close and go back."""
        self._typing.closed(False)

    def action_recall(self, steps: int) -> None:
        """Ask for an earlier text."""
        self._typing.recalled(steps, self._input.value)

    def action_step(self, steps: int) -> None:
        """Go to another match, and go on typing."""
        self._typing.stepped(steps)

    def action_line_end(self) -> None:
        """Go to the end of the line."""
        self._input.action_end()

    def action_regex(self) -> None:
        """Toggle regular expressions."""
        self._typing.regex_toggled()
