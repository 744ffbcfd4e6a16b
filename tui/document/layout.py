"""Blocks to lines of runs, at a width in cells.

Invariants, for every width of at least 2: no line is wider than the width; every character of the
plain text that is not white space is shown exactly once, by a run whose offset says where it stands;
grapheme clusters are whole. Text roles are those of the block and of its spans, joined.
"""

from __future__ import annotations

from itertools import zip_longest

from rich.cells import cell_len

from tui.document.block import Block, Line, Run
from tui.document.breaking import Range, full_lines
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
        from tui.document.tables import layout_table

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
