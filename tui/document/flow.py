"""A document laid out at one width, part by part, only where somebody looks."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from itertools import accumulate
from typing import NamedTuple

from tui.document.block import Block, Line
from tui.document.document import Document
from tui.document.folds import EntryFolds
from tui.document.today_rule import TodayRule

KEPT_PARTS = 96
"""How many laid-out parts are kept; further ones are laid out again when they are looked at."""


class FlowLine(NamedTuple):
    """One line of the page."""

    part: int
    block: int
    """Index of the block in its part; a blank line belongs to the block below it."""
    row: int
    """Line of the block, from 0; negative for the blank lines above it."""
    line: Line


class _Laid:
    """The lines of one part: `owners[i]` is the block of line i, `tops[b]` the first line of block b's text."""

    __slots__ = ("lines", "owners", "tops")

    def __init__(self, lines: list[Line], owners: list[int], tops: list[int]) -> None:
        self.lines = lines
        self.owners = owners
        self.tops = tops


Keep = Callable[[int], Sequence[int]]
"""Part index -> the indexes of the blocks that are shown, ascending."""


class Flow:
    """Lines of a document at a width.

    Parts nobody has looked at have estimated heights. Positions are therefore kept as part and line
    within the part, never as a line number of the whole: a corrected estimate then moves nothing.
    """

    def __init__(
        self,
        document: Document,
        width: int,
        keep: Keep | None = None,
        kept_lines: Callable[[int], int] | None = None,
        folds: EntryFolds | None = None,
        today: TodayRule | None = None,
    ) -> None:
        """Lay out at `width` cells.

        Args:
            document: what to lay out.
            width: cells of a line, at least 1.
            keep: which blocks to show; all of them when None.
            kept_lines: about how many lines of a part are shown, where `keep` is given.
            folds: what is folded, where `keep` is not given.
            today: a rule among the events, where `keep` is not given.
        """
        self.document = document
        self.width = max(1, width)
        self.keep = keep
        self.kept_lines = kept_lines
        self._folds = folds
        self.today = today
        self._heights: array[int] | None = None
        self._is_exact = bytearray(len(document.parts))
        self._sums: array[int] | None = None
        self._laid: OrderedDict[int, _Laid] = OrderedDict()

    def _estimates(self) -> array[int]:
        """By part, how many lines it takes, or about how many where it has not been laid out."""
        if self._heights is None:
            kept, parts, width = self.kept_lines, self.document.parts, self.width
            if kept is None:
                lines = [part.size // width + part.lines // 2 or 1 for part in parts]
            else:
                lines = [kept(index) for index in range(len(parts))]
            self._heights = array("I", lines)
        return self._heights

    def _starts(self) -> array[int]:
        if self._sums is None:
            self._sums = array("I", accumulate(self._estimates(), initial=0))
        return self._sums

    def _lay_out(self, part: int) -> _Laid:
        laid = self._laid.get(part)
        if laid is not None:
            self._laid.move_to_end(part)
            return laid
        from tui.document.layout import layout

        shown = None if self.keep is None else self.keep(part)
        blocks = () if shown is not None and not shown else self.document.parts[part].blocks
        folds = self._folding
        rule = self.today.place_in(part) if self.today is not None and shown is None else None
        lines: list[Line] = []
        owners: list[int] = []
        tops = [0] * len(blocks)
        for number in range(len(blocks)) if shown is None else shown:
            block = blocks[number]
            if folds is not None and block.folds and folds.hides(block):
                tops[number] = len(lines) - 1
                continue
            space = block.space if part or lines else 0
            if rule is not None and rule.block == number and not rule.is_below:
                lines.extend(rule.lines)
                space = max(1, space)
            lines.extend([()] * space)
            tops[number] = len(lines)
            lines.extend(layout(block, self.width))
            if folds is not None and number + 1 < len(blocks) and blocks[number + 1].folds:
                lines[-1:] = folds.ended(blocks, number, lines[-1], self.width)
            if rule is not None and rule.block == number and rule.is_below:
                lines.extend(rule.lines)
            owners.extend([number] * (len(lines) - len(owners)))
        laid = self._laid[part] = _Laid(lines, owners, tops)
        if len(self._laid) > KEPT_PARTS:
            self._laid.popitem(last=False)
        heights = self._estimates()
        if heights[part] != len(lines):
            heights[part] = len(lines)
            self._sums = None
        self._is_exact[part] = 1
        return laid

    @property
    def _folding(self) -> EntryFolds | None:
        return self._folds if self.keep is None else None

    def hides(self, part: int, block: int) -> bool:
        """Whether a block is folded away."""
        blocks = self.document.parts[part].blocks
        return self._folding is not None and block < len(blocks) and self._folding.hides(blocks[block])

    def hidden_below(self, part: int, block: int) -> range:
        """The blocks for which the last line of a shown one stands, since they are folded away."""
        folds = self._folding
        return folds.hidden_behind(self.document.parts[part].blocks, block) if folds is not None else range(0)

    def folding_parts(self) -> set[int]:
        """The parts among those laid out in which something folds."""
        return {part for part in self._laid if any(block.folds for block in self.document.parts[part].blocks)}

    def revealing(self, part: int, block: int) -> Flow:
        """The flow in which a block is shown that may be folded away in this one."""
        if not self.hides(part, block) or self._folding is None:
            return self
        self._folding.fold(self.block(part, block).about, folded=False)
        return self.again({part})

    def again(self, parts: Collection[int]) -> Flow:
        """The same flow with some parts laid out anew, since other things are folded in them."""
        flow = Flow(self.document, self.width, self.keep, self.kept_lines, self._folds, self.today)
        flow._heights = self._heights
        flow._is_exact[:] = self._is_exact
        for part in parts:
            flow._is_exact[part] = 0
        flow._laid = OrderedDict((part, laid) for part, laid in self._laid.items() if part not in parts)
        return flow

    @property
    def height(self) -> int:
        """Lines of the whole document, as far as known, the rest estimated."""
        return self._starts()[-1]

    @property
    def exact(self) -> bool:
        """Whether every part has been measured."""
        return self._is_exact.find(0) < 0

    def height_of(self, part: int) -> int:
        """Lines of one part; lays it out."""
        return len(self._lay_out(part).lines)

    def y_of(self, part: int, line: int) -> int:
        """The line number in the whole document, as far as known, of a line of a part."""
        return self._starts()[part] + line

    def at(self, y: int) -> tuple[int, int]:
        """The part and the line within it that stand at line number `y`, as far as known."""
        starts = self._starts()
        y = max(0, min(y, starts[-1] - 1))
        part = bisect_right(starts, y) - 1
        part = max(0, min(part, len(self.document.parts) - 1))
        return part, y - starts[part]

    def line(self, part: int, number: int) -> FlowLine:
        """A line of a part. Raises IndexError beyond its end."""
        laid = self._lay_out(part)
        block = laid.owners[number]
        return FlowLine(part, block, number - laid.tops[block], laid.lines[number])

    def top_of(self, part: int, block: int) -> int:
        """The line of the part where a block's text starts; 0 in a part that shows nothing."""
        tops = self._lay_out(part).tops
        return tops[block] if block < len(tops) else 0

    def rows_of(self, part: int, block: int) -> int:
        """How many lines a block takes, without the blank ones above it."""
        laid = self._lay_out(part)
        first = number = self.top_of(part, block)
        while number < len(laid.owners) and laid.owners[number] == block:
            number += 1
        return number - first

    def row_at(self, part: int, block: int, offset: int) -> int:
        """The line of the part that shows a character of a block's plain text."""
        laid = self._lay_out(part)
        best = number = self.top_of(part, block)
        while number < len(laid.lines) and laid.owners[number] == block:
            for run in laid.lines[number]:
                if 0 <= run.offset <= offset:
                    best = number
                    if offset < run.offset + len(run.text):
                        return number
            number += 1
        return best

    def offset_at(self, part: int, number: int) -> int:
        """The first character of the owning block's plain text that a line shows; 0 when it shows none."""
        return min((run.offset for run in self._lay_out(part).lines[number] if run.offset >= 0), default=0)

    def move(self, part: int, number: int, lines: int) -> tuple[int, int]:
        """The position `lines` further down (or up, when negative), stopping at the first and last line."""
        parts = len(self.document.parts)
        number += lines
        while number < 0 and part > 0:
            part -= 1
            number += self.height_of(part)
        while number >= self.height_of(part) and part < parts - 1:
            number -= self.height_of(part)
            part += 1
        return part, max(0, min(number, max(0, self.height_of(part) - 1)))

    def last(self) -> tuple[int, int]:
        """The position of the last line."""
        part = len(self.document.parts) - 1
        while part > 0 and not self.height_of(part):
            part -= 1
        return part, max(0, self.height_of(part) - 1)

    def shows(self, part: int, block: int) -> bool:
        """Whether a block is among those shown."""
        return not self.hides(part, block) if self.keep is None else block in self.keep(part)

    def neighbour(self, part: int, block: int, step: int) -> tuple[int, int] | None:
        """The next shown block (`step` 1) or the one before (-1); None at the ends."""
        shown = self._shown(part)
        places = [number for number in shown if (number > block if step > 0 else number < block)]
        while not places:
            part += step
            if not 0 <= part < len(self.document.parts):
                return None
            places = list(self._shown(part))
        return part, places[0] if step > 0 else places[-1]

    def _shown(self, part: int) -> Sequence[int]:
        if self.keep is not None:
            return self.keep(part)
        blocks, folds = self.document.parts[part].blocks, self._folding
        if folds is None or not any(block.folds for block in blocks):
            return range(len(blocks))
        return [number for number, block in enumerate(blocks) if not folds.hides(block)]

    def window(self, part: int, number: int, rows: int) -> list[FlowLine]:
        """Up to `rows` lines from a position on."""
        found: list[FlowLine] = []
        parts = len(self.document.parts)
        while part < parts and len(found) < rows:
            laid = self._lay_out(part)
            for index in range(number, min(len(laid.lines), number + rows - len(found))):
                block = laid.owners[index]
                found.append(FlowLine(part, block, index - laid.tops[block], laid.lines[index]))
            part, number = part + 1, 0
        return found

    def block(self, part: int, block: int) -> Block:
        """A block by its indexes."""
        return self.document.parts[part].blocks[block]
