"""What has only moved on the screen: which part of it, and how far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tui.terminal.cells import FILLED, UNKNOWN, CellRow, differing_cells

Rows = Sequence[CellRow | None]
"""Lines of cells; None for one of which nobody knows what it shows."""


LEAST, MANY = 2, 8
"""Lines that must have moved alike, and those that it is certainly worth moving, where nothing else moves with them."""

COST, LINE = 40, 8
"""Bytes that moving a part of the screen takes, about, and a line besides its changed cells."""

EDGE = 2
"""Lines above those that have moved unchanged of which it is looked whether it is better to move them too."""


class Shift(NamedTuple):
    """A part of the screen whose content moves up or down; rows and columns count from 0, ends are not included."""

    top: int
    bottom: int
    left: int
    right: int
    by: int
    """Rows: up where positive, down where negative."""


def find_shift(before: Rows, after: Sequence[CellRow], pane: tuple[int, int, int, int], *, has_margins: bool) -> Shift | None:
    """How a pane's content has moved, where it has and where moving it saves bytes.

    Args:
        before: the lines that the terminal shows.
        after: the lines that it is to show.
        pane: its first row, the row behind its last, its first column, and the column behind its last.
        has_margins: whether it can be moved between a left and a right margin.
    """
    top, bottom, left, right = pane
    shift = _moved(before, after, top, bottom, left, right)
    if shift is None:
        return None
    columns = len(after[0].text)
    is_narrow = shift.right - shift.left < columns
    if has_margins or not is_narrow:
        if shift.bottom - shift.top - abs(shift.by) >= MANY or _gain(before, after, shift) > COST:
            return _with_edge(before, after, shift, top)
        if not is_narrow:
            return None
    wide = shift._replace(left=0, right=columns)
    return _with_edge(before, after, wide, top) if _gain(before, after, wide) > COST else None


def _moved(before: Rows, after: Sequence[CellRow], top: int, bottom: int, left: int, right: int) -> Shift | None:
    old: dict[str, int | None] = {}
    for y in range(top, bottom):
        row = before[y]
        if row is None:
            return None
        part = row.text[left:right]
        # A line that is there twice says nothing.
        old[part] = None if part in old else y
    moves = [(y, place - y) for y in range(top, bottom) if (place := old.get(after[y].text[left:right])) is not None and place != y]
    if len(moves) < LEAST:
        return None
    by, votes = Counter(by for _, by in moves).most_common(1)[0]
    if votes < LEAST:
        return None

    def same(y: int) -> bool:
        row = before[y + by]
        return row is not None and row.text[left:right] == after[y].text[left:right]

    moved = [y for y, how in moves if how == by]
    first, last = moved[0], moved[-1]
    while first > top + max(0, -by) and same(first - 1):
        first -= 1
    while last + 1 < bottom - max(0, by) and same(last + 1):
        last += 1
    return Shift(first + min(0, by), last + 1 + max(0, by), left, right, by)


def _with_edge(before: Rows, after: Sequence[CellRow], shift: Shift, top: int) -> Shift:
    """A shift with lines above it that have moved as well and changed a little, as the current one has."""
    for edge in range(shift.top - 1, max(top, shift.top - EDGE) - 1, -1) if abs(shift.by) <= EDGE else ():
        wider, rows = shift._replace(top=edge), range(edge, shift.top + abs(shift.by))
        if _gain(before, after, wider, rows) > _gain(before, after, shift, rows):
            return _with_edge(before, after, wider, top)
    return shift


def _gain(before: Rows, after: Sequence[CellRow], shift: Shift, rows: range | None = None) -> int:
    """How many bytes a shift saves, about, in some rows or in all."""
    shifted, (left, right) = after_shift(before, shift), (shift.left, shift.right)
    saved = 0
    for y in range(shift.top, shift.bottom) if rows is None else rows:
        saved += _cost(before[y], after[y], left, right) - _cost(shifted[y], after[y], left, right)
    return saved


def _cost(before: CellRow | None, after: CellRow, left: int, right: int) -> int:
    if before is None:
        return len(after.text[left:right].rstrip(" ")) + LINE
    old, new = before.text[left:right], after.text[left:right]
    was, now = before.looks[left:right], after.looks[left:right]
    if old == new and was == now:
        return 0
    changed = differing_cells(old, new)
    if was != now and not changed:
        changed = differing_cells(was, now) // 4
    return changed + LINE


def after_shift(before: Rows, shift: Shift) -> list[CellRow | None]:
    """The lines that the terminal shows once a part has moved; what is not certain of them is unknown."""
    rows: list[CellRow | None] = list(before)
    left, right = shift.left, shift.right
    for y in range(shift.top, shift.bottom):
        source = before[y + shift.by] if shift.top <= y + shift.by < shift.bottom else None
        here = before[y]
        if here is None or (left == 0 and right == len(here.text)):
            rows[y] = source
        elif source is None:
            rows[y] = _replaced(here, CellRow(UNKNOWN * (right - left), here.looks[left:right]), left, right)
        else:
            rows[y] = _replaced(here, source, left, right)
    return rows


def _replaced(here: CellRow, source: CellRow, left: int, right: int) -> CellRow | None:
    width = len(here.text)
    full = len(source.text) == width
    if not here.text.isascii() or not source.text.isascii():
        for row in (here, source) if full else (here,):
            # Where nobody knows how wide something is, nobody knows what lies between the margins either.
            if row.disputed_from < (left if right == width else width):
                return None
            if FILLED in (row.text[left], row.text[right : right + 1]):
                return None
    part = CellRow(source.text[left:right], source.looks[left:right]) if full else source
    return here.with_cells(left, part)
