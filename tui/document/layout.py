"""Blocks to lines of runs, at a width in cells.

Invariants, for every width of at least 2: no line is wider than the width; every character of the
plain text that is not white space is shown exactly once, by a run whose offset says where it stands;
grapheme clusters are whole. Text roles are those of the block and of its spans, joined.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import zip_longest
from operator import attrgetter

from rich.cells import cell_len

from tui.document.block import Block, Line, Role, Run, Span
from tui.document.breaking import Range, break_lines, clip_left, full_lines, graphemes, is_single_width

BESIDE = 32
"""Cells of text that a left column must leave beside it in a narrow pane."""
TAB = 4
"""Cells from one tab stop to the next, in code."""
CONTINUED = "↪ "
"""Stands before the further lines of a folded line of code."""

_end_of = attrgetter("end")


def joined_role(outer: Role, inner: Role) -> Role:
    """The role of `inner` text within `outer` text; `body` adds nothing."""
    if outer == "body" or not outer:
        return inner or "body"
    if not inner or inner == "body":
        return outer
    return f"{outer} {inner}"


class Styler:
    """Turns ranges of a block's plain text into runs."""

    __slots__ = ("_role", "_spans", "_tabs", "_text")

    def __init__(self, block: Block) -> None:
        self._text = block.text
        self._tabs = "\t" in block.text
        self._role = block.role or "body"
        spans: Sequence[Span] = block.spans
        if block.label_end and not (spans and spans[0].start == 0):
            until = min(block.label_end, spans[0].start) if spans else block.label_end
            spans = (Span(0, until, "label"), *spans)
        if spans and not is_single_width(block.text):
            spans = _on_clusters(block.text, spans)
        self._spans = spans

    def add(self, out: list[Run], start: int, end: int) -> None:
        """Append the runs of `text[start:end]` to `out`."""
        if start >= end:
            return
        if not self._spans:
            self._put(out, start, end, self._role, "")
            return
        spans, position = self._spans, start
        for index in range(bisect_right(spans, start, key=_end_of), len(spans)):
            span = spans[index]
            if span.start >= end:
                break
            if span.start > position:
                self._put(out, position, span.start, self._role, "")
                position = span.start
            stop = min(span.end, end)
            if stop > position:
                self._put(out, position, stop, joined_role(self._role, span.role), span.target)
                position = stop
        if position < end:
            self._put(out, position, end, self._role, "")

    def _put(self, out: list[Run], start: int, end: int, role: Role, target: str) -> None:
        if self._tabs and "\t" in self._text[start:end]:
            for offset, piece in _around_tabs(self._text, start, end):
                if piece == "\t":
                    out.append(Run(" ", role, target))
                else:
                    self._put(out, offset, offset + len(piece), role, target)
            return
        if out:
            last = out[-1]
            if last.role == role and last.target == target and last.offset >= 0 and last.offset + len(last.text) == start:
                out[-1] = Run(last.text + self._text[start:end], role, target, last.offset)
                return
        out.append(Run(self._text[start:end], role, target, start))


def _around_tabs(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """The pieces of a range between its tabs, and the tabs, with their offsets."""
    pieces: list[tuple[int, str]] = []
    while start < end:
        tab = text.find("\t", start, end)
        if tab == start:
            pieces.append((start, "\t"))
            start += 1
            continue
        stop = end if tab < 0 else tab
        pieces.append((start, text[start:stop]))
        start = stop
    return pieces


def _on_clusters(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans with their ends moved right to the next boundary of a grapheme cluster."""
    edges = [0]
    for cluster in graphemes(text):
        edges.append(edges[-1] + len(cluster))
    snapped = []
    for span in spans:
        start = edges[min(bisect_right(edges, span.start - 1), len(edges) - 1)]
        end = edges[min(bisect_right(edges, span.end - 1), len(edges) - 1)]
        if end > start:
            snapped.append(span._replace(start=start, end=end))
    return snapped


def add_decoration(out: list[Run], text: str, role: Role = "guide") -> None:
    """Append decoration to a line, joined to decoration of the same role that ends it."""
    if not text:
        return
    if out and out[-1].offset < 0 and out[-1].role == role and not out[-1].target:
        out[-1] = Run(out[-1].text + text, role)
    else:
        out.append(Run(text, role))


def prefixes(block: Block, width: int) -> tuple[str, str]:
    """The block's decoration before its first and its further lines, cut at the left so that text keeps some room."""
    most = max(0, min(width - 2, max(width - 24, width // 2)))
    first, rest = block.first, block.rest
    if len(first) > most or not first.isascii():
        first = clip_left(first, most)
    if len(rest) > most or not rest.isascii():
        rest = clip_left(rest, most)
    if block.hang and not block.label_end:
        room = width - max(cell_len(first), cell_len(rest))
        indent = below_label(room) if is_stacked(block, width, room) else " " * block.hang
        return indent + first, indent + rest
    return first, rest


def is_stacked(block: Block, width: int, room: int) -> bool:
    """Whether the left column leaves too little of `room` cells beside it, so that text goes below the label."""
    column = block.hang
    return column <= 1 or column > width // 2 or room - column < max(2, min(BESIDE, width * 2 // 3))


def below_label(room: int) -> str:
    """The indent of text that stands below its label."""
    return "  " if room >= 8 else ""


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


def flow_ranges(text: str, start: int, end: int, room: int, rest: int, *, plain: bool | None = None) -> list[Range]:
    """Break a text at its newlines and wherever a line is full; arguments as for `break_lines`."""
    if "\t" in text:
        text = text.replace("\t", " ")
        plain = None
    if text.find("\n", start, end) < 0:
        return break_lines(text, start, end, room, rest, plain=plain)
    ranges: list[Range] = []
    while start <= end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        ranges += break_lines(text, start, stop, room, rest)
        start, room = stop + 1, rest
    return ranges


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
    for offset, piece in _around_tabs(text, *span):
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
