"""Ranges of a block as runs of a line, and the decoration before them: what text, code and tables are laid out with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from rich.cells import cell_len

from tui.document.block import Block, Role, Run, Span
from tui.document.breaking import Range, break_lines, clip_left, graphemes, is_single_width

BESIDE = 32
"""Cells of text that a left column must leave beside it in a narrow pane."""

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
            for offset, piece in around_tabs(self._text, start, end):
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


def around_tabs(text: str, start: int, end: int) -> list[tuple[int, str]]:
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
