"""A terminal's screen, drawn with as few bytes as it takes.

Sources: ECMA-48 (EL, ECH, DL, IL); DEC VT420 (DECSTBM, DECSLRM, DECLRMM).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tui.terminal.cells import FILLED, STEPS, UNKNOWN, CellRow, CellText, Pieces, changed_stretches, is_worth_erasing
from tui.terminal.device import UNKNOWN_TERMINAL, Abilities, shifting, way
from tui.terminal.looks import PLAIN, Looks

if TYPE_CHECKING:
    from tui.terminal.shift import Shift

TALL = 4
"""Rows of a part of the screen of which it is looked whether its content has moved."""

KeptRow = Sequence[tuple[str, str]]
"""A line as it is kept: texts, each with the parameters of its look ("1;38;2;0;0;0", or "")."""


LAST_BLANKS = 5
"""Spaces at the end of what is sent of a line that are worth erasing."""

MULTIPLEXED = 20
"""The same in tmux, which takes back the colour of the ink to erase and sets it again."""

_SAME = re.compile(r"(.)\1*", re.DOTALL)

_Stroke = tuple[int, int, int, str, str]
"""Cells of one look, side by side: their row, the first column and the one behind the last, the cells, and the look.

The cells are "" where they are erased, to the end of the line with an end that is the width.
"""


class Drawing:
    """What is to be sent, and where that leaves the terminal's cursor and its look.

    What is of one colour is sent together, wherever it stands: to go elsewhere takes fewer bytes than to change colours.
    """

    def __init__(
        self,
        looks: Looks,
        pieces: Pieces,
        abilities: Abilities,
        columns: int,
        cursor: tuple[int, int] | None,
        look: str | None,
    ) -> None:
        """Send nothing yet.

        Args:
            looks: what the characters of looks stand for.
            pieces: what the characters of pieces stand for.
            abilities: what the terminal does.
            columns: how wide it is.
            cursor: row and column where its cursor is; None where nobody knows.
            look: what it writes in; None where nobody knows.
        """
        self._looks = looks
        self._pieces = pieces
        self._abilities = abilities
        self._columns = columns
        self.cursor = cursor
        self.look = look
        self._parts: list[str] = []
        self._strokes: dict[tuple[str, str], list[_Stroke]] = {}
        """By the colours of the ground and of the ink."""
        self._erased: dict[tuple[int, str], list[_Stroke]] = {}
        """By the row and the colour of the ground, the parts that are erased before anything is drawn there."""
        self._colours = ("", "")
        self._uncertain: list[tuple[int, int, CellRow, Iterable[int]]] = []
        self._fewest = MULTIPLEXED if abilities.copies_what_is_written else LAST_BLANKS
        self._erases_grounds = True
        """Whether what has a ground is erased in the line that is sent."""
        self._before = CellRow("", "")
        """That line as it was."""

    def text(self, cursor: tuple[int, int], look: str | None = None) -> str:
        """All that is to be sent.

        Args:
            cursor: the row and the column in which the cursor is at the end.
            look: what the terminal writes in at the end; None for any.
        """
        for colours in self._looks.ordered(self._strokes, self.look):
            strokes = self._strokes[colours]
            self._begin_with_ink(strokes)
            for stroke in strokes:
                for erased in self._erased.pop((stroke[0], colours[0]), ()):
                    self._draw(*erased)
                self._draw(*stroke)
        self._erases_grounds = True
        for y, start, row, edges in self._uncertain:
            self._draw_whole(y, start, row, edges)
        if look is not None:
            self.put_on(look)
        self.move(*cursor)
        return "".join(self._parts)

    def _begin_with_ink(self, strokes: Sequence[_Stroke]) -> None:
        """Set a look that the first strokes, where they are spaces, have in common with what comes behind them."""
        blank = self._looks.blank
        for _, _, _, text, look in strokes:
            if blank(look) != blank(strokes[0][4]):
                return
            if text and not text.isspace():
                self.put_on(look)
                return

    def _draw(self, y: int, x: int, end: int, text: str, look: str) -> None:
        self.move(y, x)
        if not text or text.isspace():
            self._put_on_for_blanks(look)
        else:
            self.put_on(look)
        if text:
            self._parts.append(self._pieces.spelt(text))
            # In the last column the cursor stays, or waits to wrap.
            self.cursor = (y, end) if end < self._columns else None
        else:
            self._parts.append("\x1b[K" if end == self._columns else f"\x1b[{end - x}X")

    def move(self, y: int, x: int) -> None:
        """Put the cursor into a row and a column, by the shortest way."""
        if self.cursor != (y, x):
            self._parts.append(way(self.cursor, y, x, has_tabs=self._abilities.has_tabs))
            self.cursor = y, x

    def put_on(self, look: str) -> None:
        """Write in a look from now on."""
        if self.look != look:
            if self.look is None or not self._abilities.keeps_looks:
                parameters = self._looks.parameters(look)
                self._parts.append(f"\x1b[0;{parameters}m" if parameters else "\x1b[m")
            else:
                self._parts.append(self._looks.change(self.look, look))
            self.look = look

    def _put_on_for_blanks(self, look: str) -> None:
        """Write in a look whose spaces look like those of another."""
        blank = self._looks.blank(look)
        if self.look is None or self._looks.blank(self.look) != blank:
            self.put_on(blank)

    def _can_erase(self, look: str) -> bool:
        if self._erases_grounds or self._looks.blank(look) == PLAIN:
            return self._looks.can_be_erased(look, to_colour=self._abilities.erases_to_colour)
        return False

    def _cuts(self, x: int) -> bool:
        """Whether to erase up to a column leaves half of what takes two cells: tmux clears more where that is written over."""
        return self._before.text[x : x + 1] == FILLED

    def row(self, y: int, before: CellRow | None, after: CellRow, edges: Iterable[int] = ()) -> None:
        """Change a line.

        Args:
            y: its row.
            before: what the terminal shows there; None where nobody knows.
            after: what it is to show.
            edges: columns where something begins that does not depend on what stands to the left of it.
        """
        width = len(after.text)
        # The end of a line that is erased to the terminal's own ground is not written to: a copy ends before it.
        blank = self._looks.blank(after.looks[-1])
        self._erases_grounds = not (self._abilities.copies_what_is_written and after.text[-1] == " " and blank == PLAIN)
        self._before = before = before if before is not None else CellRow(UNKNOWN * width, PLAIN * width)
        certain = min(before.disputed_from, after.disputed_from)
        while 0 < certain < width and FILLED in (before.text[certain], after.text[certain]):
            certain -= 1
        tail = self._tail(after)
        for start, end in changed_stretches(before, after, certain, self._looks):
            if self._span(y, start, end, after, tail):
                return
        if certain < width and (before.text[certain:], before.looks[certain:]) != (after.text[certain:], after.looks[certain:]):
            self._uncertain.append((y, certain, after, edges))

    def _tail(self, row: CellRow) -> int:
        """From where on a line is spaces of one look that can be erased; its width where it is not."""
        look = row.looks[-1:]
        if not row.text.endswith(" ") or not self._can_erase(look):
            return len(row.text)
        return max(len(row.text.rstrip(" ")), len(row.looks.rstrip(look)))

    def _span(self, y: int, start: int, end: int, row: CellRow, tail: int) -> bool:
        """Send a stretch. Returns whether the rest of the line is right as well."""
        erased = max(start, tail)
        if end - erased < self._fewest:
            self._add(y, start, end, row)
            return False
        self._add(y, start, erased, row)
        look, end, before = row.looks[-1], self._columns, self._before
        # A copy has what is written at the end.
        keeps_last = self._abilities.copies_what_is_written and self._looks.blank(look) != PLAIN
        self._stroke(y, erased, end if self._cuts(end - 1) else end - keeps_last, "", look)
        if keeps_last and (before.text[-1] != " " or self._looks.blank(before.looks[-1]) != self._looks.blank(look)):
            self._stroke(y, end - 1, end, " ", look)
        return True

    def _add(self, y: int, start: int, end: int, row: CellRow) -> None:
        if row.text[start] == " ":
            self._begin_with(start, end, row)
        if STEPS.search(row.text, start, end) is None or self._abilities.copies_what_is_written:
            self._add_looks(y, start, end, row)
            return
        for at, to in self._looks.of_one_ground(row.looks, start, end):
            if self._can_erase(row.looks[at]) and not self._cuts(to) and is_worth_erasing(row.text, at, to):
                self._add_erased(y, at, to, row)
            else:
                self._add_looks(y, at, to, row)

    def _add_erased(self, y: int, start: int, end: int, row: CellRow) -> None:
        """Erase a part of a line, and write what stands in it."""
        look = row.looks[start]
        self._erased.setdefault((y, self._looks.colours(look)[0]), []).append((y, start, end, "", look))
        at = start
        for gap in STEPS.finditer(row.text, start, end):
            self._add_looks(y, at, gap.start(), row)
            at = gap.end()
        self._add_looks(y, at, end, row)

    def _add_looks(self, y: int, start: int, end: int, row: CellRow) -> None:
        for found in _SAME.finditer(row.looks, start, end):
            look, at, to = found[1], found.start(), found.end()
            ink = at + len(row.text[at:to].rstrip(" ")) if to == end < self._columns else to
            if to - ink < self._fewest or not self._can_erase(look) or self._cuts(to):
                ink = to
            if at < ink:
                self._stroke(y, at, ink, row.text[at:ink], look)
            if ink < to:
                self._stroke(y, ink, to, "", look)

    def _begin_with(self, start: int, end: int, row: CellRow) -> None:
        """Have the spaces that a stretch begins with go with what stands behind them."""
        if (ink := end - len(row.text[start:end].lstrip(" "))) < end:
            self._colours = self._looks.colours(row.looks[ink])

    def _stroke(self, y: int, x: int, end: int, text: str, look: str) -> None:
        colours = self._looks.colours(look)
        if colours[0] == self._colours[0] and (not text or text.isspace()):
            # A space has no ink: it goes with what stands beside it.
            colours = self._colours
        self._colours = colours
        strokes = self._strokes.get(colours)
        if strokes is None:
            strokes = self._strokes[colours] = []
        strokes.append((y, x, end, text, look))

    def _draw_whole(self, y: int, start: int, row: CellRow, edges: Iterable[int]) -> None:
        """Send the rest of a line as a whole, as nobody knows which cells its characters take."""
        width = len(row.text)
        self.move(y, start)
        # Where characters take less than was thought, cells at the end are not written to.
        self._put_on_for_blanks(row.looks[-1] if self._can_erase(row.looks[-1]) else PLAIN)
        self._parts.append("\x1b[K")
        at = start
        # Where something once began, a character of two cells may stand by now.
        whole = sorted(edge for edge in edges if start < edge < width and row.text[edge] != FILLED)
        for edge in (*whole, width):
            self.move(y, at)
            for found in _SAME.finditer(row.looks, at, edge):
                self._draw(y, found.start(), found.end(), row.text[found.start() : found.end()], found[1])
                self.cursor = y, found.end()
            self.cursor = None
            at = edge

    def shift(self, shift: Shift) -> None:
        """Move a part of the screen; what comes into it is not known."""
        text, self.cursor = shifting(shift, self._columns)
        self._parts.append(text)


class Canvas:
    """A terminal's screen, drawn with as few bytes as it takes.

    What is put here is wanted; `difference` gives what makes the terminal show it, and from then on takes it for shown.
    """

    def __init__(self, columns: int, rows: int, abilities: Abilities = UNKNOWN_TERMINAL) -> None:
        """Know nothing of what the terminal shows.

        Args:
            columns: cells of a line.
            rows: lines.
            abilities: what the terminal does; they may be learnt later.
        """
        self.abilities = abilities
        self.looks = Looks()
        self.pieces = Pieces()
        self.cursor = 0, 0
        """Row and column where the cursor is wanted."""
        self._resize(columns, rows)

    def _resize(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        blank = CellRow(" " * columns, PLAIN * columns)
        self._wanted = [blank] * rows
        self._edges: list[frozenset[int]] = [frozenset()] * rows
        self.invalidate()

    def resize(self, columns: int, rows: int) -> None:
        """Be of another size: nothing is wanted yet, and nobody knows what the terminal shows."""
        if (columns, rows) != (self.columns, self.rows):
            self._resize(columns, rows)

    def invalidate(self) -> None:
        """Nobody knows any more what the terminal shows, where its cursor is, or what it writes in."""
        self._there: list[CellRow | None] = [None] * self.rows
        self._panes: dict[tuple[int, int], list[int]] = {}
        self._at: tuple[int, int] | None = None
        self._look: str | None = None

    def forget_looks(self) -> None:
        """Begin anew with looks and pieces: nothing is wanted, and nothing known."""
        self.looks = Looks()
        self.pieces = Pieces()
        self._resize(self.columns, self.rows)

    def put(self, y: int, x: int, cells: CellRow) -> None:
        """Want some cells somewhere; what lies outside is left away."""
        if not 0 <= y < self.rows or not 0 <= x < self.columns:
            return
        if x + len(cells.text) > self.columns:
            cells = cells.cut(self.columns - x)
        end = x + len(cells.text)
        if end - x == self.columns:
            self._wanted[y] = cells
        else:
            self._wanted[y] = self._wanted[y].with_cells(x, cells)
        pane = self._panes.get((x, end))
        if pane is None:
            self._panes[x, end] = [y, y]
        elif y > pane[1]:
            pane[1] = y
        elif y < pane[0]:
            pane[0] = y
        if x not in self._edges[y]:
            self._edges[y] |= {x}

    @property
    def has_changed(self) -> bool:
        """Whether the terminal is to show something else than it does."""
        return self._wanted != self._there or self._at != self.cursor

    def difference(self) -> str:
        """What makes the terminal show what is wanted; it is taken for sent."""
        drawing = Drawing(self.looks, self.pieces, self.abilities, self.columns, self._at, self._look)
        there = self._shifted(drawing)
        for y, (before, after) in enumerate(zip(there, self._wanted, strict=True)):
            if before is None or before != after:
                drawing.row(y, before, after, self._edges[y])
        text = drawing.text(self.cursor)
        self._there = list(self._wanted)
        self._at, self._look = drawing.cursor, drawing.look
        self._panes = {}
        return text

    def _shifted(self, drawing: Drawing) -> list[CellRow | None]:
        """The lines that are there once what has only moved was moved."""
        there = self._there
        if not self.abilities.moves_lines or None in there:
            return there
        # A first frame has moved nothing, and does not wait for this.
        from tui.terminal.shift import after_shift, find_shift

        panes = sorted((first, last + 1, left, right) for (left, right), (first, last) in self._panes.items())
        for pane in panes:
            if pane[1] - pane[0] >= TALL:
                shift = find_shift(there, self._wanted, pane, has_margins=self.abilities.has_margins)
                if shift is not None:
                    drawing.shift(shift)
                    there = after_shift(there, shift)
        return there

    def whole(self) -> str:
        """What makes a terminal that shows anything show what is wanted; nothing is taken for sent."""
        drawing = Drawing(self.looks, self.pieces, self.abilities, self.columns, None, None)
        for y, row in enumerate(self._wanted):
            drawing.row(y, None, row, self._edges[y])
        return drawing.text(self.cursor, PLAIN)

    def kept(self) -> list[KeptRow]:
        """The lines that are wanted, to be kept: from a later start on `seed` takes them."""
        spelt, parameters = self.pieces.spelt, self.looks.parameters
        return [[(spelt(text), parameters(look)) for text, look in row.runs()] for row in self._wanted]

    def seed(self, rows: Iterable[KeptRow]) -> None:
        """Take lines for shown already, as `kept` gave them; what is not certain of them is sent again all the same."""
        for y, row in enumerate(rows):
            cells = self.pieces.cells([CellText(text, self.looks.named(parameters)) for text, parameters in row])
            if y < self.rows and len(cells.text) == self.columns and cells.disputed_from == self.columns:
                self._there[y] = cells
