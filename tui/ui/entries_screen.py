"""Pages made of entries, of which Enter opens the current one: notes, what was read, places."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from tui.ui.reader_screen import ReaderScreen

if TYPE_CHECKING:
    from tui.reading.reader import Reader
    from tui.reading.view import Spot
    from tui.ui.bars import Pieces


class EntriesScreen(ReaderScreen):
    """A composed page; the blocks of an entry bear its id as `about`."""

    HINT = "Enter opens · ) ( choose"
    """What the bottom line says while nothing else is to be said."""

    @abstractmethod
    def open_entry(self, about: str) -> None:
        """Open what an entry leads to."""

    def _begin(self, reader: Reader) -> None:
        """Begin at the first entry."""
        super()._begin(reader)
        first = self._entry_from(reader, (0, 0), 1)
        if first is not None:
            reader.view.restore(first)
            self.repaint()

    @property
    def entry(self) -> str:
        """The id of the current entry; "" where the current block is of none."""
        return self.reader.view.current_block.about if self.reader is not None else ""

    def action_follow(self) -> None:
        """Open the current entry; on a heading, the one below it."""
        reader = self.reader
        if reader is None:
            return
        spot = self._entry_from(reader, reader.view.current, 1)
        if spot is not None:
            self.open_entry(reader.document.parts[spot[0]].blocks[spot[1]].about)

    def action_block(self, blocks: int) -> None:
        """Go to the next entry; extend a selection by blocks."""
        reader = self.reader
        if reader is None or reader.selection.active:
            super().action_block(blocks)
            return
        here = self.entry
        spot: Spot | None = reader.view.current
        while spot is not None and (not self._entry_at(reader, spot) or self._entry_at(reader, spot) == here):
            spot = reader.view.flow.neighbour(*spot, blocks)
        if spot is not None and blocks < 0:
            spot = self._first_of(reader, spot)
        if spot is not None:
            reader.view.show_whole(spot)
        self.repaint()

    def _entry_from(self, reader: Reader, spot: Spot, step: int) -> Spot | None:
        """The first block of an entry from a block on."""
        found: Spot | None = spot
        while found is not None and not self._entry_at(reader, found):
            found = reader.view.flow.neighbour(*found, step)
        return found

    def _first_of(self, reader: Reader, spot: Spot) -> Spot:
        """The first block of the entry that a block is of."""
        before = reader.view.flow.neighbour(*spot, -1)
        while before is not None and self._entry_at(reader, before) == self._entry_at(reader, spot):
            spot, before = before, reader.view.flow.neighbour(*before, -1)
        return spot

    @staticmethod
    def _entry_at(reader: Reader, spot: Spot) -> str:
        blocks = reader.document.parts[spot[0]].blocks
        return blocks[spot[1]].about if spot[1] < len(blocks) else ""

    def _found(self, reader: Reader) -> Pieces:
        if reader.find.active:
            return super()._found(reader)
        return ((f" {self.HINT} · ? keys", "muted"),)
