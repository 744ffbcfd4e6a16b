"""A document as lines of plain text: the same blocks, laid out at the same width, without colour."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from tui.document.block import Block, DocumentSection, Table
from tui.document.document import Document
from tui.document.layout import layout
from tui.document.today_rule import TodayRule, today_in_words

UNWRAPPED = 1_000_000
"""Cells of a line that is never full."""
RULE = 72
"""Cells of a rule, and of a table, where lines are not wrapped."""


def plain_text(
    document: Document,
    width: int = 88,
    section: str | None = None,
    *,
    links: bool = False,
    marking: str = "",
    below: Sequence[str] = (),
    day: int | None = None,
) -> Iterator[str]:
    """The lines of a document or of one of its sections.

    The marking stands in the first and the last line (TLP 2.0). A section marked otherwise than
    what it stands in has its own directly before it, and its end is marked.

    Args:
        document: what to print; its parts are made as they are reached.
        width: cells of a line; 0 to leave lines unwrapped.
        section: id of a section, to print it with what is nested in it; all of the document when None.
        links: number the links to addresses, and print the addresses at the end of each section.
        marking: the one that stands in the first and the last line, where that is another than the document's; "" where it is not.
        below: sentences that stand below the first line.
        day: that of today, since 1970, for a rule among the events; none where it is not given.

    Raises:
        KeyError: there is no such section.
    """
    start, end = 0, len(document.sections)
    marking = marking or str(document.briefing.effective_marking)
    outer = str(document.briefing.handling)
    if section is not None:
        found = document.section_of(section)
        if found is None:
            raise KeyError(section)
        start, end = found, _end(document, found)
        marking = str(document.sections[start].handling) or outer
        outer = marking
    if marking:
        yield from _said(marking, width)
        yield ""
    for sentence in below:
        yield from (sentence, "")
    today = TodayRule(document, day) if day is not None else None
    yield from _sections(document, width, (start, end), outer, Addresses() if links else None, today)
    if marking:
        yield ""
        yield from _said(marking, width)


def _end(document: Document, section: int) -> int:
    """The index after the last section nested in a section."""
    level = document.sections[section].level
    for following in document.sections[section + 1 :]:
        if following.level <= level:
            return following.index
    return len(document.sections)


def _sections(
    document: Document,
    width: int,
    sections: tuple[int, int],
    outer: str,
    addresses: Addresses | None,
    today: TodayRule | None,
) -> Iterator[str]:
    start, end = sections
    open_: list[DocumentSection] = []
    current, at_top = -1, True
    for index in range(document.first_part(start), len(document.parts)):
        part = document.parts[index]
        if part.section >= end:
            break
        if addresses is not None and part.section != current:
            yield from _listed(addresses, current, width)
        for section in document.sections[max(current + 1, start) : part.section + 1]:
            while open_ and open_[-1].level >= section.level:
                yield from _said(f"[end of {open_.pop().handling}]", width)
            surrounding = str(open_[-1].handling) if open_ else outer
            if section.handling and str(section.handling) != surrounding:
                yield ""
                yield from _said(f"[{section.handling}]", width)
                open_.append(section)
                at_top = True
        current = part.section
        rule = today.place_in(index) if today is not None else None
        for number, block in enumerate(part.blocks):
            drawn = rule is not None and rule.block == number and not rule.is_below
            if drawn and today is not None:
                yield from ("", today_in_words(today.day))
            if not at_top:
                yield from [""] * max(block.space, drawn)
            at_top = False
            if addresses is not None and block.spans:
                block = addresses.numbered(block, prose=document.sections[part.section].group != "reference")
            yield from _lines(block, width)
            if rule is not None and rule.block == number and rule.is_below and today is not None:
                yield from ("", today_in_words(today.day))
    if addresses is not None:
        yield from _listed(addresses, current, width)
    while open_:
        yield from _said(f"[end of {open_.pop().handling}]", width)


def _listed(addresses: Addresses, section: int, width: int) -> Iterator[str]:
    for block in addresses.listed(section):
        yield from [""] * block.space
        yield from _lines(block, width)


def _said(words: str, width: int) -> Iterator[str]:
    return _lines(Block("meta", words), width)


def _lines(block: Block, width: int) -> Iterator[str]:
    unwrapped = RULE if block.kind == "rule" else UNWRAPPED
    for line in layout(block, width or unwrapped):
        yield "".join(run.text for run in line).rstrip()


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
