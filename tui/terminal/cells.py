"""Text as the cells of a terminal: one character for each cell, whatever the text is made of.

Where terminals may disagree about how many cells a piece of text takes, one private character stands for the piece, and
what lies behind it on its line is not relied on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import split_graphemes

from tui.terminal.looks import Looks

FILLED = "\x00"
"""The second cell of what takes two."""

UNKNOWN = "\x01"
"""A cell of which nobody knows what the terminal shows there."""

_ONE_CELL = (
    " -~\xa0-\xac\xae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u052f\u1e00-\u1eff"
    "\u1f00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f60-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fc4\u1fc6-\u1fd3"
    "\u1fd6-\u1fdb\u1fdd-\u1fef\u1ff2-\u1ff4\u1ff6-\u1ffe\u2010-\u2027\u2030-\u205e\u2070\u2071\u2074-\u208e\u2090-\u209c"
    "\u20a0-\u20c0\u2100-\u218b\u2190-\u2319\u231c-\u2328\u232b-\u23e8\u2400-\u2426\u2460-\u25fc\u25ff-\u2613\u2616-\u262f"
    "\u2638-\u2647\u2654-\u267e\u2680-\u2689\u2690-\u2692\u2694-\u26a0\u26a2-\u26a9\u26ac-\u26bc\u26bf-\u26c3\u2701-\u2704"
    "\u2706-\u2709\u270c-\u2727\u2729-\u274b\u2758-\u2794\u2798-\u27af\u27c0-\u2b1a\u2c60-\u2c7f\ua720-\ua7bf\ufffd"
)
"""Characters that take one cell on every terminal and do not join with others: ranges, in order."""

_TWO_CELLS = "\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufa6d\ufa70-\ufad9\uff01-\uff60"
"""Characters that take two cells on every terminal and do not join with others: ranges, in order."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_SAME = re.compile(r"(.)\1*", re.DOTALL)


def _bounds(ranges: str) -> list[int]:
    """Where each range begins, and where it has ended: an odd number of bounds lies up to what is inside."""
    found: list[int] = []
    for start, character in enumerate(ranges):
        if ranges[start + 1 : start + 2] == "-":
            found += [ord(character), ord(ranges[start + 2]) + 1]
        elif character != "-" and ranges[start - 1 : start] != "-":
            found += [ord(character), ord(character) + 1]
    return found


class _Widths(dict[str, int]):
    """How many cells a character takes on every terminal; 0 where that is disputed. What was asked once is known."""

    def __init__(self) -> None:
        # A class of characters in an expression would take longer to compile than all that is looked up here.
        self._one, self._two = _bounds(_ONE_CELL), _bounds(_TWO_CELLS)

    def __missing__(self, character: str) -> int:
        number = ord(character)
        width = 1 if bisect_right(self._one, number) & 1 else 2 if bisect_right(self._two, number) & 1 else 0
        self[character] = width
        return width


_WIDTHS = _Widths()
_SINGLE: set[str] = set()
"""Characters that were found to take one cell."""


def _is_single(text: str) -> bool:
    """Whether each character of a text takes one cell."""
    if text.isascii():
        return text.isprintable()
    if _SINGLE.issuperset(text):
        return True
    met = set(text) - _SINGLE
    _SINGLE.update(each for each in met if _WIDTHS[each] == 1)
    return met <= _SINGLE


_PRIVATE = 0xF0000
_MOST = 0x1FFFD
"""Where the characters that stand for pieces lie, the last two planes, and how many there are."""

_WIDE = "utf-32-le"
_PIECE = re.compile("[\U000f0000-\U0010ffff]")


class PiecesExhausted(ValueError):
    """More pieces of text than there are characters for."""


class CellText(NamedTuple):
    """Text of one look."""

    text: str
    look: str


class CellRow(NamedTuple):
    """A line of cells: two strings of the same length, which is its width."""

    text: str
    """What stands in each cell: a character, the private character of a piece, FILLED, or UNKNOWN."""
    looks: str
    """The character of the look of each cell."""

    @property
    def disputed_from(self) -> int:
        """The first cell of which terminals may disagree how wide it is; the width where there is none."""
        if self.text.isascii():
            return len(self.text)
        found = _PIECE.search(self.text)
        return found.start() if found is not None else len(self.text)

    def with_cells(self, x: int, cells: CellRow) -> CellRow:
        """The same line with other cells from `x` on."""
        end = x + len(cells.text)
        return CellRow(self.text[:x] + cells.text + self.text[end:], self.looks[:x] + cells.looks + self.looks[end:])

    def cut(self, width: int) -> CellRow:
        """Its first cells, with a space in the place of what was cut in two."""
        text, looks = self.text[:width], self.looks[:width]
        return CellRow(f"{text[:-1]} " if self.text[width : width + 1] == FILLED else text, looks)

    def runs(self) -> Iterator[CellText]:
        """Its cells, as many at once as are of one look."""
        for found in _SAME.finditer(self.looks):
            yield CellText(self.text[found.start() : found.end()], found[1])


class Pieces:
    """The pieces of text of a session whose width is disputed, each with its character."""

    def __init__(self) -> None:
        """Know none."""
        self._characters: dict[str, str] = {}
        self._texts: dict[int, str] = {ord(FILLED): "", ord(UNKNOWN): " "}

    def cells(self, runs: Sequence[CellText]) -> CellRow:
        """The cells that some text takes.

        Raises:
            PiecesExhausted: there are no more characters for pieces.
        """
        text = "".join([text for text, _ in runs])
        if _is_single(text):
            return CellRow(text, "".join([look * len(text) for text, look in runs]))
        texts: list[str] = []
        looks: list[str] = []
        for text, look in runs:
            cells = self._split(text, texts)
            texts.append(cells)
            looks.append(look * len(cells))
        return CellRow("".join(texts), "".join(looks))

    def _split(self, text: str, before: list[str]) -> str:
        """The cells of a text; what has no width of its own joins the cell before it, be that one of `before`."""
        text = _CONTROLS.sub("", text)
        widths = [_WIDTHS[character] for character in text]
        if all(widths):
            return "".join([character + FILLED * (width - 1) for character, width in zip(text, widths, strict=True)])
        cells: list[str] = []
        for start, end, width in split_graphemes(text)[0]:
            piece = text[start:end]
            if width and all(_WIDTHS[character] for character in piece):
                cells.append(piece + FILLED * (width - 1))
            elif width:
                cells.append(self._named(piece) + FILLED * (width - 1))
            elif before and before[-1].rstrip(FILLED):
                last = before[-1].rstrip(FILLED)
                joined = self._named(self.spelt(last[-1]) + piece)
                before[-1] = last[:-1] + joined + FILLED * (len(before[-1]) - len(last))
        return "".join(cells)

    def _named(self, piece: str) -> str:
        found = self._characters.get(piece)
        if found is None:
            if len(self._characters) >= _MOST:
                raise PiecesExhausted
            found = self._characters[piece] = chr(_PRIVATE + len(self._characters))
            self._texts[ord(found)] = piece
        return found

    def spelt(self, cells: str) -> str:
        """The text that some cells stand for."""
        return cells if cells.isascii() and FILLED not in cells and UNKNOWN not in cells else cells.translate(self._texts)


GAP = 4
"""Cells that are sent again rather than stepped over: a step takes as many bytes."""

_CHANGED = re.compile(rb"\x01+")


def _difference(before: str, after: str) -> int:
    """A number in which each cell takes as many bits, none of them set where two cells are the same."""
    old, new = before.encode(_WIDE, "surrogatepass"), after.encode(_WIDE, "surrogatepass")
    return int.from_bytes(old, "little") ^ int.from_bytes(new, "little")


def _cells_of(difference: int) -> tuple[int, bytes]:
    """The first cell that differs, and whether that and each one behind it does, up to the last: 1 or 0."""
    if not difference:
        return 0, b""
    first = ((difference & -difference).bit_length() - 1) // 32
    length = (difference.bit_length() + 31) // 32 - first
    bits = (difference >> 32 * first).to_bytes(4 * length, "little")
    return first, bytes(map(bool, memoryview(bits).cast("I")))


def differing_cells(before: str, after: str) -> int:
    """How many cells of two equally wide lines differ."""
    return _cells_of(_difference(before, after))[1].count(1)


def changed_stretches(before: CellRow, after: CellRow, limit: int, looks: Looks) -> Iterator[tuple[int, int]]:
    """The stretches of a line's first cells that have to be sent: their first column, and the one behind the last."""
    different = _difference(before.text[:limit], after.text[:limit])
    if before.looks != after.looks:
        different |= _difference(before.looks[:limit], after.looks[:limit])
    first, changed = _cells_of(different)
    start = end = -1
    for found in _CHANGED.finditer(changed):
        at, to = first + found.start(), first + found.end()
        if after.text[at] == " ":
            at += _alike(before, after, range(at, to), looks)
        if at < to and after.text[to - 1] == " ":
            to -= _alike(before, after, range(to - 1, at - 1, -1), looks)
        if at == to:
            continue
        if start < 0:
            start = at
        elif at - end > GAP or not looks.go_together(after.looks[end - 1 : at + 1]):
            yield _whole(before, after, start, end, limit)
            start = at
        end = to
    if start >= 0:
        yield _whole(before, after, start, end, limit)


def _alike(before: CellRow, after: CellRow, cells: Iterable[int], looks: Looks) -> int:
    """How many of some cells, from the first on, are spaces before and after that cannot be told apart."""
    old, new, was, now = before.text, after.text, before.looks, after.looks
    count, known = 0, ("", "")
    for x in cells:
        if not new[x] == " " == old[x]:
            break
        if (was[x], now[x]) != known:
            known = was[x], now[x]
            if looks.blank(known[0]) != looks.blank(known[1]):
                break
        count += 1
    return count


def _whole(before: CellRow, after: CellRow, start: int, end: int, limit: int) -> tuple[int, int]:
    """A stretch that leaves nothing that takes two cells cut in two."""
    while start and FILLED in (before.text[start], after.text[start]):
        start -= 1
    while end < limit and FILLED in (before.text[end], after.text[end]):
        end += 1
    return start, end


BLANKS = 10
"""Spaces in the middle of a line that are worth erasing: that takes a step behind them as well."""

STEP = 4
"""Bytes of a step, about: in a part that is erased first, fewer spaces between its words are written."""

ERASING = 5
"""Bytes that erasing a part of a line takes."""

STEPS = re.compile(f" {{{STEP + 1},}}")
"""Spaces that are stepped over rather than written."""


def is_worth_erasing(text: str, start: int, end: int) -> bool:
    """Whether fewer bytes are sent for a part of a line where all of it is erased first, and the spaces in it are stepped over."""
    erased, written = ERASING, 0
    for gap in STEPS.finditer(text, start, end):
        is_last = gap.end() == end
        erased += 0 if is_last else STEP
        written += min(gap.end() - gap.start(), STEP if is_last else BLANKS)
    return erased <= written
