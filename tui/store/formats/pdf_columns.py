"""Where the columns of a page are, by the white between them, so that each is read by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

SLICE = 3.0
"""Points of height that are looked at as one line."""

GUTTER = 5
"""Points of white that keep two columns apart."""

NARROWEST = 60
"""Points of a column."""

_FULL = 0.6
"""Share of the width of a column that the words of a line of prose take, if it is none of the last of their paragraphs."""

_SPACED = 1.5
"""Heights of a line that the next one of a column is away at the most, where no other column is as long."""

_APART = 3.0
"""Points that the feet of two lines are apart."""

_FEWEST = 4
"""Lines of prose of a column."""

DEEPEST = 4


class Box(NamedTuple):
    """A part of a page, in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left

    def holds(self, other: Box) -> bool:
        """Whether the middle of another box is in it."""
        across, down = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= across <= self.right and self.top <= down <= self.bottom


def reading_order(lines: Sequence[Box], rules: Sequence[Box] = ()) -> list[Box]:
    """The parts of a page in the order in which they are read; one part where it has no columns.

    Args:
        lines: the boxes of its lines of text, or of their words.
        rules: the boxes of drawn lines, which tell a table from columns.
    """
    return list(_parts(list(lines), rules, DEEPEST)) if lines else []


def _around(lines: Sequence[Box]) -> Box:
    return Box(
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )


def _parts(lines: list[Box], rules: Sequence[Box], deeper: int) -> Iterator[Box]:
    bands = list(_bands(lines))
    split = [_columns(band, rules) if deeper else [] for band in bands]
    for at, columns in enumerate(split):
        for beside in (at - 1, at + 1):
            if columns and 0 <= beside < len(bands) and not split[beside] and (column := _going_on(columns, bands[beside])):
                column += bands[beside]
                bands[beside] = []
    whole: list[Box] = []
    for band, columns in zip(bands, split, strict=True):
        if not columns:
            whole += band
            continue
        if whole:
            yield _around(whole)
            whole = []
        for column in columns:
            yield from _parts(column, rules, deeper - 1)
    if whole:
        yield _around(whole)


def _going_on(columns: list[list[Box]], lines: list[Box]) -> list[Box] | None:
    """The column that lines above or below belong to, where it alone is as long."""
    if not lines:
        return None
    part = _around(lines)
    for column in columns:
        own = _around(column)
        apart = max(part.top - own.bottom, own.top - part.bottom)
        if own.left - 2 <= part.left and part.right <= own.right + 2 and apart <= _SPACED * (lines[0].bottom - lines[0].top):
            return column
    return None


def _bits(line: Box, left: float) -> int:
    start, end = round(line.left - left), max(round(line.right - left), round(line.left - left) + 1)
    return ((1 << (end - start)) - 1) << start


def _gutters(taken: int) -> list[tuple[int, int]]:
    """The stretches of white between the first and the last bit that is taken."""
    found: list[tuple[int, int]] = []
    at = 0
    while taken:
        white = (taken & -taken).bit_length() - 1
        if at and white >= GUTTER:
            found.append((at, at + white))
        taken >>= white
        black = (~taken & (taken + 1)).bit_length() - 1
        taken >>= black
        at += white + black
    return found


def _bands(lines: list[Box]) -> Iterator[list[Box]]:
    """Lines that stand below one another, in bands through which the same white goes, or none."""
    left, top = (min(getattr(line, side) for line in lines) for side in ("left", "top"))
    ordered = sorted(lines, key=lambda line: (line.top, line.left))
    slices: dict[int, int] = {}
    for line in ordered:
        for at in range(int((line.top - top) // SLICE), int((line.bottom - 1 - top) // SLICE) + 1):
            slices[at] = slices.get(at, 0) | _bits(line, left)
    starts, taken = [0], 0
    for at in sorted(slices):
        both = taken | slices[at]
        if taken and bool(_gutters(both)) != bool(_gutters(taken)):
            starts.append(at)
            both = slices[at]
        taken = both
    edges = [top + at * SLICE for at in starts[1:]]
    band: list[Box] = []
    for line in ordered:
        while edges and line.top + 1 >= edges[0]:
            if band:
                yield band
            band = []
            edges.pop(0)
        band.append(line)
    if band:
        yield band


def _columns(band: list[Box], rules: Sequence[Box]) -> list[list[Box]]:
    """The lines of each column of a band; none where these are no columns of prose."""
    around = _around(band)
    taken = 0
    for line in band:
        taken |= _bits(line, around.left)
    gutters = [(around.left + start, around.left + end) for start, end in _gutters(taken)]
    if not gutters:
        return []
    edges = [around.left, *(side for gutter in gutters for side in gutter), around.right]
    columns = [
        [line for line in band if left - 1 <= line.left <= right] for left, right in zip(edges[::2], edges[1::2], strict=True)
    ]
    if any(_crossed(gutter, around, rules) for gutter in gutters):
        return []
    return columns if all(map(_is_prose, columns)) else []


def _crossed(gutter: tuple[float, float], around: Box, rules: Sequence[Box]) -> bool:
    """Whether drawn lines go through the white from one side to the other, as those of a table do."""
    start, end = gutter
    through = [rule.top for rule in rules if rule.left < start and rule.right > end and around.top <= rule.top <= around.bottom]
    return len(set(map(round, through))) > 2


def _is_prose(column: list[Box]) -> bool:
    around = _around(column)
    if around.width < NARROWEST:
        return False
    covered: list[float] = []
    bottom = around.top - _APART
    for line in sorted(column, key=lambda line: line.bottom):
        if line.bottom - bottom > _APART:
            covered.append(0)
            bottom = line.bottom
        covered[-1] += line.width / around.width
    full = [share for share in covered if share >= _FULL]
    return len(full) >= _FEWEST and 2 * sum(full) >= sum(covered)
