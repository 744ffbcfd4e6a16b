"""The addresses of links on paper: a number behind each link, and the addresses at the end of the section."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from msgspec.structs import replace

from tui.document.block import Block, Table

SIGN = "→"
"""Stands before the number of an address, which the number of a footnote does not have."""

_INSIDE = ("#", "@", "^", "[[")
_WEB = ("http://", "https://", "mailto:", "ftp://")


class Addresses:
    """The numbers of the addresses so far; one address has one number in a section."""

    def __init__(self) -> None:
        self._count = 0
        self._numbers: dict[str, int] = {}

    def numbered(self, block: Block, *, prose: bool) -> Block:
        """A block with a number behind every link to an address that it does not show itself.

        Args:
            block: any block.
            prose: whether it is the author's text; elsewhere what is no web address is the id of a thing.
        """
        inserted: list[tuple[int, str]] = []
        for index, span in enumerate(block.spans):
            target = span.target
            if not target or target.startswith(_INSIDE) or not (prose or target.lower().startswith(_WEB)):
                continue
            following = block.spans[index + 1] if index + 1 < len(block.spans) else None
            goes_on = following is not None and following.target == target and following.start == span.end
            if goes_on or block.text[span.start : span.end].strip() in (target, target.removeprefix("mailto:")):
                continue
            if target not in self._numbers:
                self._count += 1
                self._numbers[target] = self._count
            inserted.append((span.end, f" {SIGN}{self._numbers[target]}"))
        return _with(block, inserted) if inserted else block

    def listed(self, section: int) -> list[Block]:
        """The addresses that were numbered since they were listed last, each as a block."""
        numbers, self._numbers = self._numbers, {}
        return [
            Block("detail", f"{SIGN}{number} {target}", section=section, role="muted", space=0 if index else 1)
            for index, (target, number) in enumerate(numbers.items())
        ]


def _with(block: Block, inserted: list[tuple[int, str]]) -> Block:
    """A block with texts put in at some offsets, which belong to what ends there."""
    places = [place for place, _ in inserted]
    moved, total = [0], 0
    for _, text in inserted:
        total += len(text)
        moved.append(total)

    def after(offset: int, count: Callable[[list[int], int], int]) -> int:
        return offset + moved[count(places, offset)]

    pieces, position = [], 0
    for place, text in inserted:
        pieces += [block.text[position:place], text]
        position = place
    spans = tuple(span._replace(start=after(span.start, bisect_right), end=after(span.end, bisect_left)) for span in block.spans)
    table = block.table
    if table is not None:
        rows = tuple(tuple((after(start, bisect_left), after(end, bisect_right)) for start, end in row) for row in table.rows)
        table = Table(rows, table.align, table.heads)
    label_end = after(block.label_end, bisect_right) if block.label_end else 0
    text = "".join([*pieces, block.text[position:]])
    return replace(block, text=text, spans=spans, table=table, label_end=label_end)
