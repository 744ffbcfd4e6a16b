"""The section list: where one is, what there is, how many matches each section holds."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Container, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, NamedTuple, overload

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from tui.document.block import DocumentSection
from tui.model.apparatus import TOP
from tui.ui.content import cut, row_text, strip
from tui.ui.keymap import keymap_of
from tui.ui.keys import bindings
from tui.ui.widgets.bars import Pieces
from tui.ui.widgets.cursor_list import CursorList

if TYPE_CHECKING:
    from tui.search.find import SectionCounts

EDGE = 2
"""Cells at the right that are drawn to make it wider."""

GOING = {
    "~timeline": "go.timeline",
    "~actors": "go.actors",
    "~command": "go.command",
    "~judgments": "go.judgments",
    "~sources": "go.sources",
}
"""The actions that go to a piece of the apparatus."""


KEPT_ROWS = 500
"""Rows that are kept once made, more than any window shows: what is the same row needs not be painted again."""


class _Row(NamedTuple):
    """A row of the list: a section."""

    section: int
    indent: int
    number: str
    title: str
    entries: int
    key: str = ""
    """Of the action that goes there, by its id; "" where none does."""
    folded: int = 0
    """Rows below it that are not listed."""


class SectionHeading(NamedTuple):
    """A heading over some sections."""

    start: int
    title: str


class SectionRows(Sequence[_Row]):
    """The rows of the list, without the title page; each is made when it is looked at, since there may be tens of thousands."""

    def __init__(self, sections: Sequence[DocumentSection] = (), folded: Container[str] = ()) -> None:
        """List sections.

        Args:
            sections: of the document.
            folded: ids of those below which nothing is listed.
        """
        self._all = sections
        self.sections = array("I")
        """By row, the index of its section."""
        self._hidden: dict[int, int] = {}
        self._made: dict[int, _Row] = {}
        first, deepest = -1, 0
        hides: int | None = None
        for section in sections:
            if section.id == TOP and len(sections) > 1:
                continue
            if section.number and section.level == 1:
                deepest = max(deepest, len(section.number))
            if hides is not None and section.group == "text" and section.level > hides:
                last = len(self.sections) - 1
                self._hidden[last] = self._hidden.get(last, 0) + 1
                continue
            hides = section.level if section.id in folded else None
            if first < 0 and section.group == "reference":
                first = len(self.sections)
            self.sections.append(section.index)
        self._deepest = deepest
        self.headings = [SectionHeading(first, "Reference")] if first > 0 else []
        """Over some rows: the apparatus stands under one."""

    def __len__(self) -> int:
        return len(self.sections)

    @overload
    def __getitem__(self, row: int) -> _Row: ...
    @overload
    def __getitem__(self, row: slice) -> list[_Row]: ...
    def __getitem__(self, row: int | slice) -> _Row | list[_Row]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        found = self._made.get(row)
        if found is None:
            if len(self._made) > KEPT_ROWS:
                self._made.clear()
            section = self._all[self.sections[row]]
            number = section.number.rjust(self._deepest) if section.number and section.level == 1 else section.number
            going, hidden = GOING.get(section.id, ""), self._hidden.get(row, 0)
            found = _Row(section.index, self.indent(row), number, section.title, section.count, going, hidden)
            self._made[row] = found
        return found

    def indent(self, row: int) -> int:
        """Cells that a row stands further right."""
        section = self._all[self.sections[row]]
        return max(0, section.level - 1) * 2 if section.group == "text" else 0


def pieces_of(row: _Row, width: int, current: bool, matches: int, was_read: bool, key: str) -> Pieces:
    """What stands on the line of a section, each piece with its role.

    Args:
        row: of the section.
        width: cells of the line.
        current: whether it is the one that is read.
        matches: how many it holds.
        was_read: whether it was read.
        key: that goes there; "" where none does.
    """
    key = key or (f"+{row.folded}" if row.folded else "")
    right, after = f" {matches} " if matches else " ", f"{key} " if key else ""
    before = ("▸ ✓ " if current and was_read else "▸ " if current else "✓ " if was_read else "  ") + " " * row.indent
    number, counted = f"{row.number} " if row.number else "", f" ({row.entries})" if row.entries else ""
    room = width - sum(map(cell_len, (before, number, right, after)))
    title = cut(row_text(row.title), max(1, room - len(counted))) + counted
    gap, read = " " * max(0, room - cell_len(title)), "muted" if was_read else ""
    last = (right, "count" if matches else "")
    return ((before, read), (number, "number"), (title, read), (gap, ""), last, (after, "muted"))


class Folds:
    """The sections of a list below which nothing is listed."""

    def __init__(self) -> None:
        self.folded: frozenset[str] = frozenset()
        """Their ids."""

    def fold(self, sections: Sequence[DocumentSection], here: int, how: int, *, every: bool) -> bool:
        """Fold (1), unfold (0) or change (-1) a section, or all of them. Returns whether anything changed.

        Args:
            sections: of the document.
            here: index of the section that is meant; where nothing stands below it, the one that it stands below is.
            how: which.
            every: whether that is done to all that can be folded.
        """
        pairs = pairwise(sections)
        parents = {one.id for one, below in pairs if below.group == "text" == one.group and below.level > one.level}
        if every:
            folded = frozenset(parents if how else ())
        else:
            meant = _nearest(sections, here, parents)
            if not meant:
                return False
            opens = how == 0 or (how < 0 and meant in self.folded)
            folded = self.folded - {meant} if opens else self.folded | {meant}
        changed, self.folded = folded != self.folded, folded
        return changed


def _nearest(sections: Sequence[DocumentSection], here: int, parents: Container[str]) -> str:
    """The id of a section where it is one of some, else of the nearest one above that holds it and is; "" for none."""
    if not sections:
        return ""
    level = sections[here].level + 1
    for section in reversed(sections[: here + 1]):
        if section.group == "text" and section.level < level:
            if section.id in parents:
                return section.id
            level = section.level
    return ""


class SectionList(CursorList, can_focus=True):
    """A list of sections painted line by line; it follows the reader and asks to jump."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("sections")

    class Chosen(Message):
        """A section was pointed at; `read` when it is to be read now."""

        def __init__(self, index: int, read: bool = False) -> None:
            super().__init__()
            self.index = index
            self.read = read

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = SectionRows()
        self._sections: Sequence[DocumentSection] = ()
        self._current = -1
        self._matches: SectionCounts | None = None
        self._read: frozenset[str] = frozenset()
        self._held_at_edge = self._was_drawn = False
        self._folds = Folds()

    def show(
        self,
        sections: Sequence[DocumentSection],
        current: int,
        matches: SectionCounts,
        read: frozenset[str] = frozenset(),
    ) -> None:
        """Show the sections; repaints only if something changed.

        Args:
            sections: of the document.
            current: index of the one that is read now.
            matches: how many matches of the find each of them holds.
            read: ids of those that were read.
        """
        state = (self._sections, self._current, self._matches, self._read)
        if sections is not self._sections:
            self._rows = SectionRows(sections, self._folds.folded)
            self.set_headings(self._rows.headings)
        if (sections, current, matches, read) == state:
            return
        self._sections, self._current, self._matches, self._read = sections, current, matches, read
        self._show_current()

    def _show_current(self) -> None:
        # The row of the current section, or of the nearest one above it.
        self.cursor = max(0, bisect_right(self._rows.sections, self._current) - 1)
        self.follow()
        self.repaint()

    # levels

    def fold(self, how: int, *, every: bool = False) -> bool:
        """Fold (1), unfold (0) or change (-1) the current section, or `every` one. Returns whether anything changed."""
        here = self._rows[self.cursor].section if self._rows else 0
        changed = self._folds.fold(self._sections, here, how, every=every)
        if changed:
            self._rows = SectionRows(self._sections, self._folds.folded)
            self.set_headings(self._rows.headings)
            self._show_current()
        return changed

    def action_fold(self) -> None:
        """Fold what stands below the current section; where nothing does, go to the one that it stands below."""
        row, indent = self.cursor, self._rows.indent
        if row + 1 < len(self._rows) and indent(row + 1) > indent(row):
            self.fold(1)
        elif self._rows:
            self.go(next((above for above in range(row - 1, -1, -1) if indent(above) < indent(row)), row))

    def action_unfold(self) -> None:
        """Unfold what stands below the current section; where that is done, read it."""
        if self._rows and self._rows[self.cursor].folded:
            self.fold(0)
        else:
            self.action_open()

    @property
    def row_count(self) -> int:
        """How many sections are listed."""
        return len(self._rows)

    def follow(self) -> None:
        """Keep the current section in sight, in the middle where the window has to move."""
        height, line = max(1, self.size.height), self._line_of(self.cursor)
        self.scroll_window(self.top if self.top + 1 <= line < self.top + height - 1 else line - height // 2)

    def paint_row(self, number: int, current: bool) -> Strip:
        """Paint one section."""
        row = self._rows[number]
        # The title page has no row of its own.
        first = 0 if number == 0 else row.section
        matches = self._matches.within(first, row.section + row.folded - first) if self._matches is not None else 0
        was_read, focused = self._sections[row.section].id in self._read, self.has_focus
        look = current, matches, was_read, focused
        return self.held.line(row, look, lambda: self._painted_row(row, current, matches, was_read))

    def _painted_row(self, row: _Row, current: bool, matches: int, was_read: bool) -> Strip:
        width, base = self.canvas.width, self.style_of()
        style = self.style_of("cursor" if self.has_focus else "current") if current else base
        pieces = pieces_of(row, width, current, matches, was_read, keymap_of(self).shown(row.key) if row.key else "")
        count = style + self.role_styles.style("count")
        looks = {"count": count} if current else {"count": count, **{role: self.style_of(role) for role in ("muted", "number")}}
        painted = [(text, looks.get(role, style)) for text, role in pieces]
        return strip(painted, width, style if current and self.has_focus else base)

    # the mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the right edge."""
        if event.button == 1 and event.x >= self.size.width - EDGE:
            event.stop()
            self._held_at_edge = True
            self.capture_mouse()

    async def on_mouse_move(self, event: events.MouseMove) -> None:
        """Be as wide as the edge is drawn."""
        if self._held_at_edge and event.button:
            self._was_drawn = True
            cells = int(event.screen_x) - self.region.x + 1
            await self.run_action(f"screen.act('panes.draw_list_to', {cells})")
        else:
            # The button was released where nobody could tell.
            self.on_mouse_up()

    def on_mouse_up(self) -> None:
        """Let go of the edge."""
        if self._held_at_edge:
            self._held_at_edge = False
            self.release_mouse()

    async def on_click(self, event: events.Click) -> None:
        """Go to a section, unless the edge was drawn."""
        if self._was_drawn:
            self._was_drawn = False
            event.prevent_default()

    # moving

    def go(self, number: int) -> None:
        """Ask to have another section read; it is the current one when that is done."""
        self._choose(number, read=False)

    def _choose(self, number: int, *, read: bool) -> None:
        if self._rows:
            self.post_message(self.Chosen(self._rows[max(0, min(number, len(self._rows) - 1))].section, read))

    def action_open(self) -> None:
        """Read the current section."""
        self._choose(self.cursor, read=True)

    def clicked(self, number: int, *, again: bool) -> None:
        """Read the section that was clicked."""
        self._choose(number, read=True)

    def wheel(self, rows: int) -> None:
        """Scroll the list alone."""
        self.scroll_window(self.top + rows)
        self.repaint()
