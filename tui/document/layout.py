"""Blocks to lines of runs, at a width in cells; a table has columns where they stay readable, else one stacked record per row.

Invariants, for every width of at least 2: no line is wider than the width; every character of the
plain text that is not white space is shown exactly once, by a run whose offset says where it stands;
grapheme clusters are whole. Text roles are those of the block and of its spans, joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import msgspec
from rich.cells import cell_len

from tui.document.block import Block, Line, Run, Table
from tui.document.breaking import Range, full_lines, is_single_width
from tui.document.runs import Styler, add_decoration, around_tabs, below_label, flow_ranges, is_stacked, prefixes

TAB = 4
"""Cells from one tab stop to the next, in code."""
CONTINUED = "↪ "
"""Stands before the further lines of a folded line of code."""


def layout(block: Block, width: int) -> list[Line]:
    """The lines of a block at `width` cells; at least one line.

    Blank lines before the block (`space`) are the caller's.
    """
    width = max(1, width)
    if block.kind == "code":
        return _code(block, width)
    if block.kind == "rule" and not block.text:
        first, _ = prefixes(block, width)
        line: list[Run] = []
        add_decoration(line, first)
        add_decoration(line, "─" * max(1, width - cell_len(first)), "rule")
        return [tuple(line)]
    if block.table is not None:
        return layout_table(block, width)
    if block.label_end:
        return _labelled(block, width)
    return _flow(block, width)


def _flow(block: Block, width: int) -> list[Line]:
    first, rest = prefixes(block, width)
    text = block.text
    ranges = flow_ranges(text, 0, len(text), width - cell_len(first), width - cell_len(rest))
    lines: list[Line] = []
    if not block.spans and "\t" not in text:
        role = block.role or "body"
        if not first and not rest:
            return [(Run(text[start:end], role, "", start),) if end > start else () for start, end in ranges]
        head, tail = Run(first, "guide"), Run(rest, "guide")
        for start, end in ranges:
            if head.text:
                lines.append((head, Run(text[start:end], role, "", start)) if end > start else (head,))
            else:
                lines.append((Run(text[start:end], role, "", start),) if end > start else ())
            head = tail
        return lines
    styler = Styler(block)
    prefix = first
    for start, end in ranges:
        line: list[Run] = []
        add_decoration(line, prefix)
        styler.add(line, start, end)
        lines.append(tuple(line))
        prefix = rest
    return lines


def _labelled(block: Block, width: int) -> list[Line]:
    first, rest = prefixes(block, width)
    styler = Styler(block)
    text, split = block.text, min(block.label_end, len(block.text))
    room, room_after = width - cell_len(first), width - cell_len(rest)
    column = block.hang
    lines: list[Line] = []
    if is_stacked(block, width, min(room, room_after)):
        indent = below_label(room_after)
        prefix = first
        for start, end in flow_ranges(text, 0, split, room, room_after):
            line: list[Run] = []
            add_decoration(line, prefix)
            styler.add(line, start, end)
            lines.append(tuple(line))
            prefix = rest
        if text[split:].strip():
            inner = room_after - len(indent)
            for start, end in flow_ranges(text, split, len(text), inner, inner):
                line = []
                add_decoration(line, rest + indent)
                styler.add(line, start, end)
                lines.append(tuple(line))
        return lines
    left = flow_ranges(text, 0, split, column - 1, column - 1)
    right = flow_ranges(text, split, len(text), room - column, room_after - column) if text[split:].strip() else []
    prefix = first
    for at_left, at_right in zip_longest(left, right):
        line = []
        add_decoration(line, prefix)
        if at_left is not None:
            styler.add(line, *at_left)
        if at_right is not None and at_right[1] > at_right[0]:
            add_decoration(line, " " * (column - (cell_len(text[slice(*at_left)]) if at_left is not None else 0)))
            styler.add(line, *at_right)
        lines.append(tuple(line))
        prefix = rest
    return lines


def _code(block: Block, width: int) -> list[Line]:
    first, rest = prefixes(block, width)
    styler = Styler(block)
    text = block.text
    room, room_after = width - cell_len(first), width - cell_len(rest)
    mark = CONTINUED if room_after >= 12 else ""
    is_code = block.role.startswith("code")
    lines: list[Line] = []
    prefix, start = first, 0
    while start <= len(text):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        here = room if prefix is first else room_after
        if not is_code:
            _written(lines, styler, text, (start, stop), (prefix, rest), (here, room_after))
        elif "\t" in text[start:stop]:
            _tabbed(lines, styler, text, (start, stop), (prefix, rest), (here, room_after), mark)
        else:
            lead = prefix
            for begin, end in full_lines(text, start, stop, here, room_after - len(mark)):
                line: list[Run] = []
                add_decoration(line, lead)
                styler.add(line, begin, end)
                lines.append(tuple(line))
                lead = rest + mark
        prefix, start = rest, stop + 1
    return lines


def _written(lines: list[Line], styler: Styler, text: str, span: Range, lead: tuple[str, str], rooms: tuple[int, int]) -> None:
    """Lay out one line of a text that keeps its lines: as it is where there is room for it, else wrapped below its own indent."""
    start, stop = span
    written = text[start:stop].expandtabs(TAB)
    begin = start + len(text[start:stop]) - len(text[start:stop].lstrip(" \t"))
    indent = len(written) - len(written.lstrip(" "))
    if cell_len(written) > rooms[0]:
        indent = max(0, min(indent, rooms[0] // 2, min(rooms) - 2))
    elif "\t" not in text[begin:stop]:
        line: list[Run] = []
        add_decoration(line, lead[0] + " " * indent)
        styler.add(line, begin, stop)
        lines.append(tuple(line))
        return
    else:
        _tabbed(lines, styler, text, span, lead, rooms, "")
        return
    prefix = lead[0]
    for at, end in flow_ranges(text, begin, stop, rooms[0] - indent, rooms[1] - indent):
        line = []
        add_decoration(line, prefix + " " * indent)
        styler.add(line, at, end)
        lines.append(tuple(line))
        prefix = lead[1]


def _tabbed(
    lines: list[Line], styler: Styler, text: str, span: Range, lead: tuple[str, str], rooms: tuple[int, int], mark: str
) -> None:
    """Lay out one line of code that holds tabs: they become decoration up to the next tab stop."""
    line: list[Run] = []
    add_decoration(line, lead[0])
    column, room = 0, rooms[0]
    for offset, piece in around_tabs(text, *span):
        if piece == "\t":
            cells = TAB - column % TAB
            if column + cells <= room:
                add_decoration(line, " " * cells, "code")
                column += cells
            continue
        end = offset + len(piece)
        for begin, stop in full_lines(text, offset, end, max(1, room - column), max(1, rooms[1] - len(mark))):
            if begin > offset or column + cell_len(text[begin:stop]) > room:
                lines.append(tuple(line))
                line = []
                add_decoration(line, lead[1] + mark)
                column, room = 0, rooms[1] - len(mark)
            styler.add(line, begin, stop)
            column += cell_len(text[begin:stop])
    lines.append(tuple(line))


GAP = "  "
"""Between two columns."""
NARROWEST = 6
"""A column whose text is longer gets at least so many cells."""
WORD = 12
"""A column is kept wide enough for its longest word, up to so many cells."""


def layout_table(block: Block, width: int) -> list[Line]:
    """The lines of a block that has a `table`, at `width` cells."""
    table = block.table
    if table is None or not table.rows or not table.rows[0]:
        return [()]
    return _Typesetter(block, table, width).lines()


def column_widths(natural: Sequence[int], words: Sequence[int], room: int) -> list[int] | None:
    """Widths of columns that together take at most `room` cells.

    Args:
        natural: cells that each column would like.
        words: cells of the longest word of each column.
        room: cells there are, gaps not counted.

    Returns:
        The widths, or None when some column would be too narrow to read: then the table is a stack of records.
    """
    if sum(natural) <= room:
        return list(natural)
    floors = [min(wish, max(NARROWEST, min(word, WORD))) for wish, word in zip(natural, words, strict=True)]
    if sum(floors) > room:
        return None
    widths = floors
    spare = room - sum(widths)
    hungry = [index for index, wish in enumerate(natural) if wish > widths[index]]
    while spare > 0 and hungry:
        share = max(1, spare // len(hungry))
        for index in hungry:
            given = min(share, natural[index] - widths[index], spare)
            widths[index] += given
            spare -= given
        hungry = [index for index in hungry if natural[index] > widths[index]]
    return widths


def room_for(text: str) -> int:
    """The cells that a text takes on one line or on several.

    A joiner in front of a sign makes both of no width together, and the sign takes its cells where a line breaks between them.
    """
    return max(cell_len(text), max(map(cell_len, text), default=0)) if "\u200d" in text else cell_len(text)


class _Typesetter:
    """Sets one table at one width."""

    def __init__(self, block: Block, table: Table, width: int) -> None:
        self.text = block.text
        self.table = table
        self.plain = is_single_width(block.text.replace("\t", " ").replace("\n", " "))
        self.first, self.rest = prefixes(block, width)
        self.room = width - max(cell_len(self.first), cell_len(self.rest))
        self.body = Styler(block)
        self.head = Styler(msgspec.structs.replace(block, role="table-head"))
        self.made: list[Line] = []

    def lines(self) -> list[Line]:
        columns = len(self.table.rows[0])
        room = self.room - len(GAP) * (columns - 1)
        widths = None
        if room >= columns:
            natural = [max(1, *(self.cells(row[column]) for row in self.table.rows)) for column in range(columns)]
            if sum(natural) <= room:
                widths = natural
            else:
                widths = column_widths(natural, [self.longest_word(column) for column in range(columns)], room)
        if widths is None:
            self.stack()
        else:
            self.grid(widths)
        return self.made or [()]

    def cells(self, span: Range) -> int:
        if self.plain and self.text.find("\n", *span) < 0:
            return span[1] - span[0]
        return max(map(room_for, self.text[slice(*span)].split("\n")))

    def longest_word(self, column: int) -> int:
        return max(
            (room_for(word) for row in self.table.rows for word in self.text[slice(*row[column])].split()),
            default=1,
        )

    def line(self) -> list[Run]:
        line: list[Run] = []
        add_decoration(line, self.rest if self.made else self.first)
        return line

    def grid(self, widths: list[int]) -> None:
        """Aligned columns, a rule below the headings, and air between the rows where any of them takes several lines."""
        align = self.table.align
        rows = [
            [flow_ranges(self.text, *cell, width, width, plain=self.plain) for cell, width in zip(row, widths, strict=True)]
            for row in self.table.rows
        ]
        airy = any(len(cell) > 1 for row in rows[self.table.heads :] for cell in row)
        for number, row in enumerate(rows):
            styler = self.head if number < self.table.heads else self.body
            if airy and number > self.table.heads:
                self.made.append(tuple(self.line()))
            for height in range(max(len(cell) for cell in row)):
                line, owed = self.line(), 0
                for column, cell in enumerate(row):
                    span = cell[height] if height < len(cell) else (0, 0)
                    used = self.cells(span)
                    spare = widths[column] - used
                    side = align[column] if column < len(align) else "left"
                    before = spare if side == "right" else spare // 2 if side == "center" else 0
                    if span[1] > span[0]:
                        add_decoration(line, " " * (owed + before))
                        styler.add(line, *span)
                        owed = spare - before + len(GAP)
                    else:
                        owed += widths[column] + len(GAP)
                self.made.append(tuple(line))
            if number + 1 == self.table.heads:
                line = self.line()
                add_decoration(line, "─" * (sum(widths) + len(GAP) * (len(widths) - 1)), "rule")
                self.made.append(tuple(line))

    def stack(self) -> None:
        """A record per row, each value behind its heading; the headings are text once and decoration afterwards."""
        rows = self.table.rows
        heads = rows[self.table.heads - 1] if self.table.heads else ()
        for head in rows[: max(0, self.table.heads - 1)]:
            for cell in head:
                self.field(None, cell, new=False)
        records = rows[self.table.heads :]
        if not records:
            for cell in heads:
                self.field(cell, None, new=True)
        for number, record in enumerate(records):
            if number:
                self.made.append(tuple(self.line()))
            for column, cell in enumerate(record):
                if number == 0 or cell[1] > cell[0]:
                    self.field(heads[column] if heads else None, cell, new=number == 0)

    def field(self, head: Range | None, value: Range | None, *, new: bool) -> None:
        """One value behind its heading; a heading too long to stand before it stands above it."""
        line, used = self.line(), 0
        if head is not None and head[1] > head[0]:
            spans = flow_ranges(self.text, *head, self.room, self.room, plain=self.plain)
            for number, span in enumerate(spans):
                if number:
                    self.made.append(tuple(line))
                    line = self.line()
                if new:
                    self.head.add(line, *span)
                else:
                    add_decoration(line, self.text[slice(*span)], "table-head")
                used = self.cells(span)
            if used < self.room and value is not None:
                add_decoration(line, ":", "guide" if new else "table-head")
                used += 1
        if value is None or value[1] == value[0]:
            self.made.append(tuple(line))
            return
        indent = "  " if self.room > 8 else ""
        if used and (used > self.room // 2 or self.room - used < 3):
            self.made.append(tuple(line))
            line, used = self.line(), 0
            add_decoration(line, indent)
            used = -1
        room = self.room - len(indent) if used < 0 else self.room - used - (1 if used else 0)
        for number, span in enumerate(flow_ranges(self.text, *value, room, self.room - len(indent), plain=self.plain)):
            if number:
                self.made.append(tuple(line))
                line = self.line()
                add_decoration(line, indent)
            elif used > 0:
                add_decoration(line, " ")
            self.body.add(line, *span)
        self.made.append(tuple(line))
