"""Find in the briefing that is read: the prompt, the matches, only what matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.reading.reader import Reader
from tui.ui.reader.whole_page import whole_page

if TYPE_CHECKING:
    from tui.reading.finding import Find
    from tui.ui.keys import Where
    from tui.ui.pages.composed import ComposedPage
    from tui.ui.surface import ReaderSurface
    from tui.ui.widgets.bars import Pieces
    from tui.ui.widgets.prompt import Prompt


class FindController:
    """Finds words for one screen."""

    where: Where = "find"

    def __init__(self, on: ReaderSurface, composed: ComposedPage | None) -> None:
        """Find on a screen.

        Args:
            on: the screen.
            composed: the page, where no briefing is read.
        """
        self._on = on
        self._composed = composed
        self._prompt: Prompt | None = None
        self._only = False
        """Whether only matching blocks are to be shown once something is found."""

    @property
    def is_open(self) -> bool:
        """Whether the prompt is open."""
        return self._prompt is not None and self._prompt.is_open

    def status(self, reader: Reader) -> Pieces:
        """What find says on the bottom line; nothing where nothing is looked for, and all has been read."""
        find = reader.find
        if not find.active:
            # Most are read in the first idle moment, and then there is nothing to say of it.
            going_on = not reader.read_ahead_done and reader.read_so_far > 0
            return ((f" Still reading {reader.read_so_far:.0%}", "muted"),) if going_on else ()
        only = " · only matching" if find.only_matching else ""
        sign = ".*" if find.regex else "/" if find.direction > 0 else "?"
        return ((f" {sign}{find.query}", "accent"), (f"   {matches_counted(reader.find)}{only}", "muted"))

    # the prompt

    async def open(self, direction: int = 1) -> None:
        """Open the prompt, to find forwards, or backwards with -1."""
        reader = whole_page(self._on, self._composed)
        if reader is None or self.is_open:
            return
        if self._prompt is None:
            from tui.ui.widgets.prompt import Prompt

            self._prompt = Prompt("/", "words to find", self, id="prompt", past=self._on.session.typed)
            await self._on.attach(self._prompt)
        self._on.say("")
        reader.find.begin(direction)
        self._on.set_class(True, "-prompting")
        self._prompt.open()
        self._on.repaint()

    def feed(self, character: str) -> None:
        """Type a character into the prompt."""
        if self._prompt is not None:
            self._prompt.feed(character)

    def take_keys(self) -> None:
        """See that the prompt has the keys."""
        if self._prompt is not None:
            self._prompt.take_keys()

    def clicked_beside(self) -> None:
        """Stay at the match."""
        self.closed(accepted=True)

    def update(self) -> None:
        """Say beside the prompt what was found, or what is wrong."""
        reader, prompt = self._on.reader, self._prompt
        if reader is None or prompt is None or not reader.find.prompting:
            return
        find = reader.find
        kind = "regex · " if find.regex else ""
        if find.error:
            prompt.say(find.error, problem=True)
        elif find.active:
            prompt.say(kind + matches_counted(reader.find), problem=find.total == 0 and find.complete)
        else:
            prompt.say(f"{kind}⟦find.regex⟧ regex · ⟦find.cancel⟧ cancels")

    def typed(self, text: str) -> None:
        """Find what has been typed so far."""
        reader = self._on.reader
        if reader is not None and reader.find.prompting:
            reader.find.type(text)
            self._on.read_on()
            self._on.repaint()

    def closed(self, accepted: bool) -> None:
        """Stay at the match, or go back to where find began; nothing where the prompt is not open."""
        reader, prompt = self._on.reader, self._prompt
        if reader is None or prompt is None or not prompt.is_open:
            return
        error, only, self._only = reader.find.error, self._only, False
        if accepted and prompt.text.strip():
            self._on.session.leave(reader, reader.find.origin)
            reader.find.accept()
            if only and reader.find.total:
                reader.find.show_only_matching(True)
        else:
            reader.find.cancel()
        self._on.set_class(False, "-prompting")
        prompt.close()
        self._on.focus_page()
        self._on.repaint()
        if accepted and error:
            self._on.say(error, problem=True)
        elif accepted and reader.find.active and not reader.find.total and reader.find.complete:
            self._on.say("No match")

    def recalled(self, steps: int, draft: str) -> None:
        """Put an earlier find into the prompt."""
        reader, prompt = self._on.reader, self._prompt
        if reader is not None and prompt is not None:
            text = reader.find.recall(steps, draft)
            if text is not None:
                prompt.replace(text)

    def stepped(self, steps: int) -> None:
        """Go to another match while the prompt stays open."""
        self.match(steps)

    def regex_toggled(self) -> None:
        """Read what is typed as a regular expression, or as plain words."""
        reader, prompt = self._on.reader, self._prompt
        if reader is not None and prompt is not None:
            reader.find.type(prompt.text, regex=not reader.find.regex)
            self._on.read_on()
            self._on.repaint()

    def cancel(self) -> bool:
        """Show all blocks again, then no matches. Returns whether there was something to clear."""
        reader = self._on.reader
        if reader is None or not (reader.find.only_matching or reader.find.active):
            return False
        if reader.find.only_matching:
            reader.find.show_only_matching(False)
        else:
            reader.find.clear()
        return True

    # the matches

    def clear(self) -> None:
        """Show the matches no more."""
        if self._on.reader is not None:
            self._on.reader.find.clear()
            self._on.repaint()

    def match(self, direction: int) -> None:
        """Go to the next match."""
        reader = whole_page(self._on, self._composed)
        if reader is not None:
            notice = reader.find.step(direction)
            self._on.say(f"{notice} · {matches_counted(reader.find)}" if notice and reader.find.match else notice)
            self._on.repaint()

    def same(self, direction: int) -> None:
        """Find what the mouse selected, else what is found already, else what is linked in the current block."""
        reader = whole_page(self._on, self._composed)
        if reader is None:
            return
        links = reader.links_here()
        linked = reader.view.current_block.text[links[0].start : links[0].end] if links else ""
        words = " ".join((self._on.get_selected_text() or reader.find.query or linked).split())
        self._on.clear_selection()
        if words:
            self.words(words, direction)
        else:
            self._on.say("Nothing is selected: a double click selects a word, ⟦find.open⟧ finds what you type")

    def words(self, words: str, direction: int = 1) -> None:
        """Find some words from here on, or backwards with -1, without the prompt."""
        reader = whole_page(self._on, self._composed)
        if reader is None:
            return
        reader.find.begin(direction)
        reader.find.type(words, regex=False)
        self._on.session.leave(reader, reader.find.origin)
        reader.find.accept()
        self._on.read_on()
        self._on.repaint()
        if not reader.find.total and reader.find.complete:
            self._on.say("No match")

    async def only_matching(self) -> None:
        """Show only matching blocks, or all; where nothing was found yet, ask for what first."""
        reader = whole_page(self._on, self._composed)
        if reader is None:
            return
        find = reader.find
        if not find.active or not find.total:
            await self.open()
            self._only = True
            return
        find.show_only_matching(not find.only_matching)
        self._on.repaint()


def matches_counted(find: Find) -> str:
    """How many matches there are and which one is current: `2/3 matches`, `still reading 40%`."""
    total = find.total
    if find.error:
        return find.error
    words = "no match" if not total else f"{find.ordinal}/{total} matches" if find.match else f"{total} matches"
    if total == 1:
        words = "1/1 match" if find.match else "1 match"
    return words if find.complete else f"{words} · still reading {find.progress:.0%}"
