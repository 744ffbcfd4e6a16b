"""Peeking at what is linked or named in a block: a few lines below the page, and on its page with the same key again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tui.model.briefing import Actor, Item, Source, Term
from tui.ui.destinations import ToLibraryPage
from tui.ui.widgets.bars import PeekWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.events import Key

    from tui.reading.reader import Reader
    from tui.ui.pages.composed import ComposedPage
    from tui.ui.surface import ReaderSurface
    from tui.ui.widgets.line_widget import LineWidget


class PeekTarget(NamedTuple):
    """Something that can be peeked at."""

    line: str
    """What is known of it here."""
    target: str = ""
    """Where it is in its briefing; "" where it is in none."""
    page: str = ""
    """The page of the library that tells of it; "" for none."""
    options: Mapping[str, str] = {}
    """With which that page is asked for it."""


def page_for(item: Item | None, briefing: str) -> tuple[str, dict[str, str]]:
    """Which page of the library tells of a thing of a briefing, and how it is asked for it."""
    match item:
        case Actor():
            return "actors", {"name": item.name or item.id, "at": f"{briefing}#{item.id}"}
        case Source():
            return "sources", {"source": item.title, "id": item.id, "url": item.url}
        case Term():
            return "terms", {"word": item.term or item.id}
    return "", {}


class PeekController:
    """Peeks for one screen."""

    def __init__(self, on: ReaderSurface, composed: ComposedPage | None) -> None:
        """Peek at nothing yet.

        Args:
            on: the screen.
            composed: the page, where no briefing is read.
        """
        self._on = on
        self._composed = composed
        self._window = PeekWindow()
        self._things: Sequence[PeekTarget] = ()
        self._number = 0
        self._was_open = False
        """Whether the window was open when the last key was pressed."""

    @property
    def is_open(self) -> bool:
        """Whether the window is open."""
        return bool(self._things)

    @property
    def seen(self) -> LineWidget | None:
        """The window, while it is open: what it says is to be read, though the page has the keys."""
        return self._window if self.is_open and self._window.is_attached else None

    def take(self, event: Key) -> bool:
        """Any key closes the window; a figure chooses another thing instead. Returns whether the key was for it alone."""
        self._was_open = self.is_open
        if not self.is_open:
            return False
        if event.character and event.character.isdecimal() and 0 < int(event.character) <= len(self._things) > 1:
            self._show(int(event.character) - 1)
            return True
        number, things = self._number, self._things
        self.close()
        if event.key in ("escape", "ctrl+g"):
            return True
        self._number, self._last = number, things
        return False

    _last: Sequence[PeekTarget] = ()
    """What was in the window that the last key closed."""

    def close(self) -> bool:
        """Close the window. Returns whether it was open."""
        was = self.is_open
        self._things = ()
        if was:
            self._window.display = False
        return was

    async def show(self, follow: Callable[[str], None], nothing: Callable[[], None]) -> None:
        """Peek at what is linked or named in the current block; where that is done already, go to its page.

        Args:
            follow: goes to what has no page of its own.
            nothing: says that there is nothing to peek at.
        """
        reader = self._on.reader
        if reader is None:
            return
        if self._was_open and self._last:
            self._was_open = False
            self._open(self._last[self._number], follow)
            return
        things = self._here(reader)
        if not things:
            nothing()
            return
        if not self._window.is_attached:
            await self._on.attach(self._window)
        self._things = things
        self._show(0)

    def _here(self, reader: Reader) -> list[PeekTarget]:
        own = self._composed.peeked() if self._composed is not None else None
        if own is not None:
            return [PeekTarget(own.line, page=own.page, options=own.options)]
        library = self._on.session.library is not None
        found = []
        for thing in reader.peek.here():
            if self._composed is not None and thing.item is None:
                # The entries of a page made by the program are named for it alone.
                continue
            page, options = page_for(thing.item, reader.briefing.id) if library else ("", {})
            found.append(PeekTarget(thing.line, thing.target, page, options))
        return found

    def _show(self, number: int) -> None:
        self._number = number
        thing = self._things[number]
        self._paint(thing, [(thing.line, "")], "")
        if thing.page and self._on.session.library is not None:
            self._on.in_thread(partial(self._ask, thing), "peek")

    def _ask(self, thing: PeekTarget) -> None:
        """In another thread."""
        from tui.reading.library_pages.asking import peeked_at

        found = peeked_at(self._on.session, thing.page, thing.options)
        if found is not None:
            self._on.from_thread(self._paint, thing, found.lines, str(found.marking))

    def _paint(self, thing: PeekTarget, lines: Sequence[tuple[str, str]], marking: str) -> None:
        if not self.is_open or self._things[self._number] is not thing:
            return
        several = (
            f"{self._number + 1}/{len(self._things)}: 1-{min(9, len(self._things))} choose · " if len(self._things) > 1 else ""
        )
        leads = "⟦link.peek⟧ opens its page" if thing.page else "⟦link.peek⟧ goes there" if thing.target else ""
        told = self._on.program.keymap.told(f"{several}{leads} · ⟦app.cancel⟧ closes".replace("·  ·", "·"))
        self._window.show(lines, marking, told, most=max(3, self._on.size.height // 3))

    def _open(self, thing: PeekTarget, follow: Callable[[str], None]) -> None:
        if thing.page:
            self._on.ask(ToLibraryPage(thing.page, options=thing.options))
        elif thing.target:
            follow(thing.target)
