"""Where a reader is in a document: the window, its moves, the current block, and how much is still to be read."""

from __future__ import annotations

from array import array
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from tui.document.block import Block
from tui.document.document import Document
from tui.document.flow import Flow, FlowLine
from tui.document.folds import EntryFolds
from tui.document.today_rule import TodayRule
from tui.model.apparatus import is_to_read
from tui.model.briefing import Briefing
from tui.model.reading_time import WORDS_PER_MINUTE, minutes

Spot = tuple[int, int]
"""A block: index of its part, index in the part."""


class Top(NamedTuple):
    """The first line of the window: a part, and a line within it. It moves nothing when an estimate is corrected."""

    part: int
    line: int


class View:
    """A window of `rows` lines over a flow.

    The current block is the one chosen last (by a jump, a match, or block by block) while it is in
    the window, else the topmost block that is wholly in it.
    """

    def __init__(self, document: Document, width: int = 80, rows: int = 24, day: int | None = None) -> None:
        self.document = document
        self.rows = rows
        self.top = Top(0, 0)
        self.folds = EntryFolds(document.briefing)
        self.flow = Flow(document, width, folds=self.folds, today=TodayRule(document, day) if day is not None else None)
        self._chosen: Spot | None = None
        self._held: tuple[tuple[int, int, int, int], Top] = ((0, 0, 0, 0), self.top)
        self._current: Spot = (0, 0)
        self._current_of: tuple[Flow, Top, int, Spot | None] | None = None
        self._window: list[FlowLine] = []
        self._window_of: tuple[Flow, Top, int] | None = None

    def resize(self, width: int, rows: int) -> None:
        """Take another size; the text at the top of the window stays there, and a block that was chosen stays in sight.

        A window that had to be moved (all of a short document fits into a large one) comes back to the
        same text when there is less room again, unless somebody has moved it meanwhile.
        """
        held, top = self._held
        if top != self.top:
            held = self._at_top()
        chosen = self._chosen if self._chosen is not None and self._chosen in self._shown() else None
        if width != self.flow.width:
            self.flow = Flow(self.document, width, self.flow.keep, self.flow.kept_lines, self.folds, self.flow.today)
        part, block, offset, above = held
        line = self.flow.row_at(part, block, offset) if offset else self.flow.top_of(part, block)
        self.top = Top(part, max(0, line - above))
        self.rows = rows
        self._clamp()
        if chosen is not None and chosen not in self._shown():
            self.show(chosen)
        self._held = held, self.top

    def replace_flow(self, flow: Flow) -> None:
        """Show other lines of the same document (all blocks, or some), holding the current block's place."""
        spot = self.current
        row = self._row_of(spot)
        self.flow = flow
        part, block = spot
        if flow.shows(part, block):
            self.top = Top(*flow.move(part, flow.top_of(part, block), -row))
        else:
            self.top = Top(part, 0)
        self._clamp()

    def _row_of(self, spot: Spot) -> int:
        for row, line in enumerate(self.window()):
            if (line.part, line.block) == spot and line.row >= 0:
                return row
        return 0

    def reading_point(self) -> tuple[int, int, int]:
        """Part, block and offset in its plain text of what stands at the top of the window."""
        return self._at_top()[:3]

    def _at_top(self) -> tuple[int, int, int, int]:
        """The reading point, and how many blank lines stand above it."""
        height = self.flow.height_of(self.top.part)
        if not height:
            return self.top.part, 0, 0, 0
        # Laid out by now, a part may have fewer lines than it was taken to have when the window was put there.
        number = min(self.top.line, height - 1)
        line = self.flow.line(self.top.part, number)
        offset = self.flow.offset_at(self.top.part, number) if line.row > 0 else 0
        return line.part, line.block, offset, max(0, -line.row)

    def window(self) -> list[FlowLine]:
        """The lines that are on screen; fewer than `rows` at the end of a short document."""
        state = self.flow, self.top, self.rows
        if self._window_of != state:
            # It is asked for some ten times for each key.
            self._window = self.flow.window(self.top.part, self.top.line, self.rows)
            self._window_of = state
        return self._window

    # moves

    def _clamp(self) -> None:
        """Keep the last line at the bottom of the window where the document is long enough."""
        self.top = Top(*self.flow.move(self.top.part, self.top.line, 0))
        if len(self.window()) < self.rows:
            self.top = Top(*self.flow.move(*self.flow.last(), -(self.rows - 1)))

    def scroll(self, lines: int) -> bool:
        """Move the window down, or up when negative. Returns whether it moved."""
        before = self.top
        self.top = Top(*self.flow.move(self.top.part, self.top.line, lines))
        if lines > 0:
            self._clamp()
        if self._chosen is not None and self._chosen not in self._shown():
            self._chosen = None
        return self.top != before

    def page(self, pages: int) -> bool:
        """Move by windows, one line of which stays in sight. Returns whether it moved."""
        return self.scroll(pages * max(1, self.rows - 1))

    def half_page(self, halves: int) -> bool:
        """Move by half windows. Returns whether it moved."""
        return self.scroll(halves * max(1, self.rows // 2))

    def go_top(self) -> None:
        """To the first line."""
        self.top, self._chosen = Top(0, 0), None
        self._clamp()

    def go_bottom(self) -> None:
        """To the last line."""
        self._chosen = None
        self.top = Top(*self.flow.move(*self.flow.last(), -(self.rows - 1)))

    def go_to(self, fraction: float) -> None:
        """To a fraction of the document, 0 to 1, as a scroll bar does."""
        self._chosen = None
        self.top = Top(*self.flow.at(int(fraction * self.flow.height)))
        self._clamp()

    def go_to_line(self, number: int) -> None:
        """To a line of the whole, from 1, as far as it is known how many lines there are."""
        self._chosen = None
        self.top = Top(*self.flow.at(max(0, min(number, self.flow.height) - 1)))
        self._clamp()

    def choose_at(self, percent: int) -> None:
        """Make the block at some height of the window the current one: 0 at its top, 100 at its bottom."""
        shown = [(line.part, line.block) for line in self.window() if line.row >= 0]
        if shown:
            self._chosen = shown[(len(shown) - 1) * percent // 100]

    def move_current_to(self, percent: int) -> None:
        """Scroll so that the current block stands at some height of the window: 0 at its top, 100 at its bottom."""
        part, block = self._chosen = self.current
        free = max(0, self.rows - self.flow.rows_of(part, block))
        self.top = Top(*self.flow.move(part, self.flow.top_of(part, block), -(free * percent // 100)))
        self._clamp()

    def show(self, spot: Spot, offset: int = 0, *, at_top: bool = False) -> None:
        """Choose a block and bring it (the line of a character of it) into the window.

        Args:
            spot: the block.
            offset: code points into its plain text.
            at_top: put it at the top; otherwise the window stays where it is if the line is in it
                already, and else the line comes to a third of the window.
        """
        part, block = spot
        self.flow = self.flow.revealing(part, block)
        row = self.flow.row_at(part, block, offset) if offset else self.flow.top_of(part, block)
        self._chosen = spot
        if at_top or not self.flow.height_of(part):
            self.top = Top(part, row)
            self._clamp()
            return
        wanted = self.flow.line(part, row)
        if any(line[:3] == wanted[:3] for line in self.window()):
            return
        self.top = Top(*self.flow.move(part, row, -(self.rows // 3)))
        self._clamp()

    # the current block

    def restore(self, spot: Spot) -> None:
        """Choose a block without moving the window."""
        self._chosen = spot

    def release(self) -> None:
        """Forget the chosen block, so that the topmost one is current."""
        self._chosen = None

    @property
    def current(self) -> Spot:
        """The current block."""
        state = (self.flow, self.top, self.rows, self._chosen)
        if state != self._current_of:
            self._current_of, self._current = state, self._found_current()
        return self._current

    def _found_current(self) -> Spot:
        shown = self._shown()
        if self._chosen in shown:
            assert self._chosen is not None
            return self._chosen
        for spot, rows in shown.items():
            if rows[0] == 0 and len(rows) == self.flow.rows_of(*spot):
                return spot
        return next(iter(shown), (self.top.part, 0))

    def _shown(self) -> dict[Spot, list[int]]:
        """The blocks in the window, each with those of its lines that are in it."""
        shown: dict[Spot, list[int]] = {}
        for line in self.window():
            if line.row >= 0:
                shown.setdefault((line.part, line.block), []).append(line.row)
        return shown

    @property
    def current_block(self) -> Block:
        """The current block itself."""
        part, block = self.current
        blocks = self.document.parts[part].blocks
        return blocks[block] if block < len(blocks) else Block("paragraph", "")

    def step_block(self, blocks: int) -> bool:
        """Choose the block `blocks` further on. Returns False at the end."""
        spot: Spot | None = self.current
        for _ in range(abs(blocks)):
            spot = self.flow.neighbour(*spot, 1 if blocks > 0 else -1) if spot else None
        if spot is None:
            return False
        self.show_whole(spot)
        return True

    def show_whole(self, spot: Spot) -> None:
        """Choose a block and scroll just as far as needed to see all of it, or its start if it is taller than the window."""
        part, block = self._chosen = spot
        self.flow = self.flow.revealing(part, block)
        first, rows = self.flow.top_of(part, block), self.flow.rows_of(part, block)
        seen = [row for row, line in enumerate(self.window()) if (line.part, line.block) == spot and line.row >= 0]
        if len(seen) == rows:
            return
        starts_inside = bool(seen) and self.window()[seen[0]].row == 0
        forward = starts_inside or (part, first) > self.top
        if forward and rows < self.rows:
            self.top = Top(*self.flow.move(part, first + rows - 1, -(self.rows - 1)))
        else:
            self.top = Top(part, first)
        self._clamp()

    @property
    def section(self) -> int:
        """Index of the section of the current block."""
        return self.document.parts[self.current[0]].section

    @property
    def fraction(self) -> float:
        """How much of the document is above the end of the window, 0 to 1, as far as known."""
        window = self.window()
        if not window:
            return 1.0
        last = window[-1]
        line = self.flow.top_of(last.part, last.block) + last.row + 1
        return min(1.0, self.flow.y_of(last.part, line) / max(1, self.flow.height))


def restore_window(view: View, window: tuple[int, ...]) -> None:
    """Have the very lines in the window that one left, where those are shown still.

    Args:
        view: of the same file.
        window: part and line of the window's top, part and number of the current block; () where nothing is known.
    """
    if window and not view.folds.state.turned:
        part, line, block_part, block = window
        view.top = Top(part, line)
        view.restore((block_part, block))


def turn_to_day(view: View, day: int) -> None:
    """Have the rule among the events on another day, since 1970, where there is one."""
    if view.flow.today is not None and view.flow.today.day != day:
        view.flow.today = TodayRule(view.document, day)
        view.replace_flow(view.flow.again(range(len(view.document.parts))))


class MinutesLeft:
    """Minutes below the window."""

    def __init__(self, briefing: Briefing, document: Document, view: View) -> None:
        self._briefing = briefing
        self._document = document
        self._view = view
        self.words_per_minute = WORDS_PER_MINUTE

    @cached_property
    def _minutes(self) -> int:
        return minutes(self._briefing)

    @cached_property
    def _to_read(self) -> array[int]:
        """For each part, the characters to read from its start to the end of the document."""
        sections = self._document.sections
        looked_up = {section.index for section in sections if section.group == "reference" and not is_to_read(section.id)}
        sizes = [0 if part.section in looked_up else part.size for part in self._document.parts]
        below = array("q", accumulate(reversed(sizes), initial=0))
        below.reverse()
        return below

    @property
    def minutes_left(self) -> int:
        """Minutes of reading below the window, rounded up; 0 at the end."""
        window, to_read = self._view.window(), self._to_read
        if not window or not to_read[0]:
            return 0
        last, flow = window[-1], self._view.flow
        line = flow.top_of(last.part, last.block) + last.row + 1
        read = min(1.0, line / max(1, flow.height_of(last.part)))
        pace = WORDS_PER_MINUTE / self.words_per_minute
        left = pace * self._minutes * (to_read[last.part] * (1 - read) + to_read[last.part + 1] * read) / to_read[0]
        return int(left) + (left > int(left)) if left > 0.05 else 0


def shows_end_of(view: View, part: int) -> bool:
    """Whether the last line of a part is in the window."""
    lines = view.window()
    if not lines or lines[0].part > part or lines[-1].part < part:
        return False
    if lines[-1].part > part:
        return True
    if not view.flow.height_of(part):
        return False
    end = view.flow.line(part, view.flow.height_of(part) - 1)
    return (end.block, end.row) == (lines[-1].block, lines[-1].row)
