"""Find on the reader's screen: the prompt, the matches, only what matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.reader import Reader
from tui.reading.session import Session
from tui.ui.bars import Pieces

if TYPE_CHECKING:
    from tui.ui.document_view import DocumentView
    from tui.ui.page import Page
    from tui.ui.prompt import Prompt

    Base = Page
else:
    Base = object


class FindActions(Base):
    """The find keys of the reader's screen."""

    session: Session
    reader: Reader | None
    page: DocumentView
    _prompt: Prompt | None = None

    @property
    def hint(self) -> str:
        """What a newcomer would do next; the screen's own."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Show the reader's state; the screen's own."""
        raise NotImplementedError

    @property
    def prompting(self) -> bool:
        """Whether the prompt is open."""
        return self._prompt is not None and self._prompt.is_open

    def _found(self, reader: Reader) -> Pieces:
        """What find says on the status line."""
        find = reader.find
        if not find.active:
            if not reader.read_ahead_done:
                return ((f" Still reading {reader.read_so_far:.0%}", "muted"),)
            return ((f" {self.hint}", "muted"),)
        only = "only matching · " if find.only_matching else ""
        sign = ".*" if find.regex else "/"
        return ((f" {sign}{find.query}", "accent"), (f"   {only}{matches_counted(reader)}", "muted"))

    async def action_find(self) -> None:
        """Open the prompt."""
        reader = self.reader
        if reader is None or self.prompting:
            return
        if self._prompt is None:
            from tui.ui.prompt import Prompt

            self._prompt = Prompt("/", "words to find", self.find_typed, self.close_prompt, id="prompt")
            await self.mount(self._prompt, after="#panes")
        self.say("")
        reader.find.begin()
        self.add_class("-prompting")
        self._prompt.open()
        self.repaint()

    def feed(self, character: str) -> None:
        """Type a character into the prompt, if it is open."""
        if self.prompting and self._prompt is not None:
            self._prompt.feed(character)

    def take_keys(self) -> None:
        """See that the prompt has the keys, if it is open."""
        if self.prompting and self._prompt is not None:
            self._prompt.take_keys()

    def update_prompt(self) -> None:
        """Say beside the prompt what was found, or what is wrong."""
        reader, prompt = self.reader, self._prompt
        if reader is None or prompt is None or not reader.find.prompting:
            return
        find = reader.find
        kind = "regex · " if find.regex else ""
        if find.error:
            prompt.say(find.error, problem=True)
        elif find.active:
            prompt.say(kind + matches_counted(reader), problem=find.total == 0 and find.complete)
        else:
            prompt.say(kind + "^R regex · Esc cancels")

    def find_typed(self, text: str) -> None:
        """Find what has been typed so far."""
        if self.reader is not None and self.reader.find.prompting:
            self.reader.find.type(text)
            self.read_on()
            self.repaint()

    def close_prompt(self, accepted: bool = True) -> None:
        """Close the prompt if it is open: stay at the match, or go back to where find began."""
        reader, prompt = self.reader, self._prompt
        if reader is None or prompt is None or not prompt.is_open:
            return
        error = reader.find.error
        if accepted and prompt.text.strip():
            self.session.leave(reader, reader.find.origin)
            reader.find.accept()
        else:
            reader.find.cancel()
        self.remove_class("-prompting")
        prompt.close()
        self.set_focus(self.page)
        self.repaint()
        if accepted and error:
            self.say(error, problem=True)
        elif accepted and reader.find.active and not reader.find.total:
            self.say("No match" if reader.find.complete else "No match yet: still reading")

    def read_on(self) -> None:
        """Go on reading and counting in idle moments; the screen's own."""
        raise NotImplementedError

    def on_prompt_recalled(self, event: Prompt.Recalled) -> None:
        """Put an earlier find into the prompt."""
        if self.reader is not None and self._prompt is not None:
            text = self.reader.find.recall(event.steps, event.draft)
            if text is not None:
                self._prompt.replace(text)

    def on_prompt_regex_toggled(self) -> None:
        """Read what is typed as a regular expression, or as plain words."""
        if self.reader is not None and self._prompt is not None:
            self.reader.find.type(self._prompt.text, regex=not self.reader.find.regex)
            self.read_on()
            self.repaint()

    def action_match(self, direction: int) -> None:
        """Go to the next match."""
        if self.reader is not None:
            notice = self.reader.find.step(direction)
            self.say(f"{notice} · {matches_counted(self.reader)}" if notice and self.reader.find.match else notice)
            self.repaint()

    def action_only_matching(self) -> None:
        """Show only matching blocks, or all."""
        if self.reader is None:
            return
        find = self.reader.find
        if not find.active or not find.total:
            self.say("Nothing to filter by: find some words first, with /")
            return
        find.show_only_matching(not find.only_matching)
        self.repaint()


def matches_counted(reader: Reader) -> str:
    """How many matches there are and which one is current: `2/3 matches`, `still reading 40%`."""
    find = reader.find
    total = find.total
    if find.error:
        return find.error
    words = "no match" if not total else f"{find.ordinal}/{total} matches" if find.match else f"{total} matches"
    if total == 1:
        words = "1/1 match" if find.match else "1 match"
    return words if find.complete else f"{words} · still reading {find.progress:.0%}"
