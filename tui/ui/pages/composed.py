"""Pages that are made from the library or the journal, and what keys do there that is not done in a briefing."""

from __future__ import annotations

from abc import abstractmethod
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from tui.ui.destinations import Opened, ToBriefing
from tui.ui.reader.reading_log import MADE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.containers import Horizontal

    from tui.document.document import Document
    from tui.model.handling import Ceiling, Marking
    from tui.reading.composed import Composition, PageEntry, PageOf
    from tui.reading.reader import Reader
    from tui.reading.view import Spot
    from tui.ui.keys import Where
    from tui.ui.surface import ReaderSurface, TakesText
    from tui.ui.widgets.bars import Pieces

    GoingOut = Callable[[Ceiling], tuple[Document, tuple[str, ...]]]
    """Gives, in another thread, what may go out, and sentences that count what may not. Raises OSError for nothing."""


class ComposedPage:
    """A page that is no briefing, on a screen that one reads on."""

    HINT = "⟦app.leave⟧: back · ⟦move.next-block⟧ ⟦move.previous-block⟧ entries · ⟦link.follow⟧ goes there"
    """What the bottom line says while nothing else is to be said."""
    WAITING = ""
    """What is said while the page is made in another thread; "" where it is made at once."""
    PLACES: tuple[Where, ...] = ()
    """The parts of the key table that work on this page alone, before the others."""

    def __init__(self, on: ReaderSurface) -> None:
        """Make a page for a screen."""
        self._on = on

    @abstractmethod
    def read(self) -> Reader:
        """Make what is shown; where `WAITING` says so, in another thread."""

    def begin(self, reader: Reader) -> None:
        """It is shown for the first time."""

    def resumed(self) -> None:
        """It is seen again, after another screen was."""

    def library_changed(self, *, busy: bool = False) -> bool:
        """The library has another state; `busy` as for the page of a file. Returns whether another text is shown now."""
        return False

    def journal_changed(self) -> None:
        """Marks, notes or what was read are not as they were."""
        self._on.repaint()

    def complete(self) -> None:
        """Show all of the page, where its beginning alone is shown: what is asked for needs the rest."""

    @property
    def panes(self) -> type[Horizontal] | None:
        """What holds the two panes, where the page has keys of its own; None where any container does."""
        return None

    @property
    def text(self) -> TakesText | None:
        """What one types in on this page alone."""
        return None

    def status(self, reader: Reader, found: Pieces) -> Pieces:
        """What the bottom line says while nothing else is to be said; `found` is what find says."""
        return found or ((f" {self.HINT}", "muted"),)

    # keys: each says whether there is something else to be done here than in a briefing

    def open(self) -> bool:
        """Open what the current block leads to."""
        return False

    def follow(self, target: str) -> bool:
        """Follow a link."""
        return False

    def step(self, steps: int) -> bool:
        """Go to what comes next."""
        return False

    def peeked(self) -> PageOf | None:
        """The page of the library that tells of what the current block names; None where it names nothing of the kind."""
        return None

    def change(self) -> bool:
        """Change what is current."""
        return False

    def cancel(self) -> bool:
        """Clear what was asked for."""
        return False

    def further(self) -> None:
        """Show what was before."""
        self._on.say(MADE)


KEPT = 4
"""Compositions that are kept: those of readers that may still come on screen."""


class EntriesPage(ComposedPage):
    """A page made of entries, of which Enter opens the current one; the blocks of an entry bear its id as `about`."""

    HINT = "⟦link.follow⟧ opens · ⟦move.next-block⟧ ⟦move.previous-block⟧ choose"
    GONE = "It cannot be opened."
    """What is said before the reason where the briefing that an entry leads to cannot be read."""

    _made: Sequence[tuple[Reader, Composition]] = ()  # what was read last: one is on screen while the next is made

    @property
    def shown(self) -> Composition:
        """What the page on screen is made of, once it has been read."""
        return next((made for reader, made in self._made if reader is self._on.reader), self._made[-1][1])

    @abstractmethod
    def compose(self) -> Composition:
        """Say what is shown; where `WAITING` says so, in another thread."""

    def read(self) -> Reader:
        """Make the page."""
        return self.read_of(self.compose())

    def read_of(self, composition: Composition) -> Reader:
        """What shows a composition, which is known by it from then on."""
        library = self._on.session.library
        document = composition.document(library.loss.notice if library is not None else None)
        reader = self._on.session.open(document.briefing, document)
        self._made = [*self._made[1 - KEPT :], (reader, composition)]
        return reader

    def open_entry(self, entry: PageEntry) -> None:
        """Open the briefing that an entry leads to."""
        target = entry.target
        try:
            reader = self._on.session.open_kept(target.briefing, target.path)
        except OSError as error:
            self._on.say(f"{self.GONE} {error}", problem=True)
            return
        self._on.ask(ToBriefing(self.arrival(reader, entry)))

    def arrival(self, reader: Reader, entry: PageEntry) -> Opened:
        """Where the briefing that an entry leads to begins."""
        return Opened(reader, at=entry.target.section, item=entry.target.item)

    def begin(self, reader: Reader) -> None:
        """Begin where the page says, else at the first entry."""
        start = beginning_of(self.shown, reader)
        first = _entry_from(reader, (0, 0), 1) if start is None else None
        if start is not None:
            reader.view.show(start)
        elif first is not None:
            reader.view.restore(first)
        self._on.repaint()

    @property
    def entry(self) -> str:
        """The id of the current entry; "" where the current block is of none."""
        reader = self._on.reader
        return reader.view.current_block.about if reader is not None else ""

    def status(self, reader: Reader, found: Pieces) -> Pieces:
        """What find says, else what can be done with entries."""
        if reader.find.active:
            return found
        # Where there is no entry, there is nothing that could be done with one.
        return ((f" {self.HINT} · ⟦app.help⟧ keys" if self.shown.count else " ⟦app.leave⟧: back · ⟦app.help⟧ keys", "muted"),)

    def open(self) -> bool:
        """Open the current entry; on a heading, the one below it."""
        reader = self._on.reader
        spot = _entry_from(reader, reader.view.current, 1) if reader is not None else None
        if reader is not None and spot is not None:
            entry = self.shown.entry(_entry_at(reader, spot))
            if entry is not None:
                self.open_entry(entry)
        return True

    def step(self, steps: int) -> bool:
        """Go to the next entry; a selection is extended by blocks."""
        reader = self._on.reader
        if reader is None or reader.selection.active:
            return False
        here = self.entry
        spot: Spot | None = reader.view.current
        while spot is not None and (not _entry_at(reader, spot) or _entry_at(reader, spot) == here):
            spot = reader.view.flow.neighbour(*spot, steps)
        if spot is None and steps > 0:
            self.complete()
            if self._on.reader is not reader:
                return self.step(steps)
        if spot is not None and steps < 0:
            spot = _first_of(reader, spot)
        if spot is not None:
            reader.view.show_whole(spot)
        self._on.repaint()
        return True


LATER = 0.5
"""Seconds after which a page is shown that must not change now, since somebody types or selects."""


class RestOfPage:
    """Waits for the whole page, of which the screen shows the beginning."""

    def __init__(self, on: ReaderSurface, make: Callable[[], Reader], show: Callable[[Reader], None]) -> None:
        """Wait for nothing yet.

        Args:
            on: the screen.
            make: makes the whole page; safe in any thread, and raises OSError where it cannot.
            show: shows it, place held.
        """
        self._on = on
        self._make = make
        self._show = show
        self._awaited: tuple[Reader, Future[Reader]] | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether what is on the screen is a beginning, of which the rest is being made."""
        return self._awaited is not None and self._awaited[0] is self._on.reader

    def begin(self, beginning: Reader) -> None:
        """Make the whole of which the beginning is shown now."""
        whole: Future[Reader] = Future()
        self._awaited = beginning, whole
        self._on.in_thread(partial(self._in_thread, whole), "rest")

    def complete(self) -> None:
        """Show all of it now, where the beginning alone is shown."""
        if not self.is_awaited or self._awaited is None:
            return
        whole = self._awaited[1]
        if whole.cancel():
            # The thread has not begun, and cannot while this one waits for it.
            whole = Future()
            self._awaited = self._awaited[0], whole
            self._set(whole)
        self._arrived(whole, now=True)

    def _in_thread(self, whole: Future[Reader]) -> None:
        if whole.set_running_or_notify_cancel():
            self._set(whole)
            self._on.from_thread(self._arrived, whole)

    def _set(self, whole: Future[Reader]) -> None:
        try:
            whole.set_result(self._make())
        except BaseException as error:
            # Whoever waits for it has it raised.
            whole.set_exception(error)

    def _arrived(self, whole: Future[Reader], *, now: bool = False) -> None:
        if self._awaited is None or self._awaited[1] is not whole or not self._on.is_attached:
            return
        if not self.is_awaited:
            # Something else is on the screen by now.
            self._awaited = None
            return
        if not now and self._on.reader is not None and (self._on.prompting or self._on.reader.selection.active):
            self._on.set_timer(LATER, partial(self._arrived, whole))
            return
        try:
            fresh = whole.result()
        except OSError as error:
            self._on.say(str(error), problem=True)
            return
        self._awaited = None
        self._show(fresh)


@runtime_checkable
class MadeAnew(Protocol):
    """A page that is made again of what may go out."""

    def going_out(self) -> GoingOut:
        """What makes it."""


def going_out(page: ComposedPage, reader: Reader) -> GoingOut:
    """What gives of a page as it is now what may go out: made anew, else its entries that may, else all of it or nothing."""
    if isinstance(page, MadeAnew):
        return page.going_out()
    if isinstance(page, EntriesPage):
        return partial(_entries_up_to, page.shown)
    return partial(_all_or_nothing, reader.document, reader.marking)


def _all_or_nothing(document: Document, marking: Marking, ceiling: Ceiling) -> tuple[Document, tuple[str, ...]]:
    if not ceiling.allows(marking):
        raise OSError(f"this page is {ceiling.excess}, and cannot be made without that")
    return document, ()


def _entries_up_to(shown: Composition, ceiling: Ceiling) -> tuple[Document, tuple[str, ...]]:
    return cut_page(*shown.within(ceiling), ceiling)


def cut_page(kept: Composition, left: int, ceiling: Ceiling) -> tuple[Document, tuple[str, ...]]:
    """The document of a page that a ceiling has cut, and sentences that count what it left out. Raises OSError for an empty one."""
    from tui.export.choice import said_parts_left_out

    if not kept.sections:
        raise OSError("nothing of this page may go out" if left else "there is nothing on this page")
    return kept.document(), said_parts_left_out(left, "of this page", ceiling)


def _entry_at(reader: Reader, spot: Spot) -> str:
    blocks = reader.document.parts[spot[0]].blocks
    return blocks[spot[1]].about if spot[1] < len(blocks) else ""


def beginning_of(shown: Composition, reader: Reader) -> Spot | None:
    """The first block of the entry that a page says it begins at; None where it says nothing of that."""
    section, index = shown.start
    own = next((one.index for one in reader.document.sections if one.id == section), None) if section else None
    if own is None:
        return None
    parts = [number for number, part in enumerate(reader.document.parts) if part.section == own]
    per_part = next(one.per_part for one in shown.sections if one.id == section)
    part, place = parts[min(index // per_part, len(parts) - 1)], index % per_part
    blocks = reader.document.parts[part].blocks
    abouts = list(dict.fromkeys(block.about for block in blocks if block.about))
    wanted = abouts[place] if place < len(abouts) else ""
    return next(((part, number) for number, block in enumerate(blocks) if block.about == wanted), None)


def _entry_from(reader: Reader, spot: Spot, step: int) -> Spot | None:
    """The first block of an entry from a block on."""
    found: Spot | None = spot
    while found is not None and not _entry_at(reader, found):
        found = reader.view.flow.neighbour(*found, step)
    return found


def _first_of(reader: Reader, spot: Spot) -> Spot:
    """The first block of the entry that a block is of."""
    before = reader.view.flow.neighbour(*spot, -1)
    while before is not None and _entry_at(reader, before) == _entry_at(reader, spot):
        spot, before = before, reader.view.flow.neighbour(*before, -1)
    return spot
