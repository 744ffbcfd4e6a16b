"""What stands in the margins of the pages of a PDF and is no text: it repeats in place, apart from the text or in another font."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tui.model.text import collapsed

_MARGIN = 0.16
"""Share of the height of a page, from above and from below, in which furniture stands."""

_MOST_ROWS = 4
"""Rows of furniture at the head of a page, and at its foot."""

_OFTEN = 3
"""Pages from which on the very same words in the same place repeat; where figures differ, it must be half of the pages."""

_STEP = 3.0
"""Points that what stands in one place may be apart on two pages."""

_APART = 1.35
"""How many times as far from the text as its rows are from each other furniture stands, where it is in the same font."""

_LARGE = 1.2
"""How many times as high as the text of its page a heading is."""

_NUMBER = re.compile(r"\d+|(?<![^\W_])[ivxl]{1,6}(?![^\W_])", re.I)

Row = list[Any]
"""The texts of a page in one line, from the left."""


class Furniture:
    """The furniture of the pages of a document."""

    def __init__(self, pages: Sequence[Any]) -> None:
        """Look at all pages.

        Args:
            pages: as the library gives them.
        """
        self._same: Counter[tuple[object, ...]] = Counter()
        self._like: Counter[tuple[object, ...]] = Counter()
        self._count = len(pages)
        for page in pages if self._count > 1 else ():
            rows = [row for group in _margins_of(page) for row in group[:_MOST_ROWS]]
            for counts, exact in ((self._same, True), (self._like, False)):
                counts.update({place for row in rows for item in row for place in _places(item, page, exact)})

    def of(self, page: Any) -> list[Row]:
        """The rows of a page that are furniture."""
        if self._count < 2:
            return []
        pitch, large = _pitch(page), _LARGE * _size(page)
        found: list[Row] = []
        for rows in _margins_of(page):
            taken = 0
            while taken < min(_MOST_ROWS, len(rows) - 1) and all(self._repeats(item, page, large) for item in rows[taken]):
                taken += 1
            while taken and not _is_apart(rows[taken - 1], rows[taken], pitch):
                taken -= 1
            found += rows[:taken]
        return found

    def _repeats(self, item: Any, page: Any, large: float) -> bool:
        same, like = (
            max(counts[place] for place in _places(item, page, exact))
            for counts, exact in ((self._same, True), (self._like, False))
        )
        # Headings are counted as well: “Day 1”, “Day 2”.
        is_heading = item.height > large and any(map(str.isalpha, _NUMBER.sub("", item.text)))
        return bool(same >= min(_OFTEN, self._count) or (like >= max(2, self._count / 2) and not is_heading))


def furniture_line(row: Row) -> str:
    """What a row says."""
    return collapsed(" ".join([item.text for item in row]))


def counts_on(page: int, line: str, later: int, other: str) -> bool:
    """Whether a line says what one of an earlier page does, but for figures that went up by one from page to page.

    Args:
        page: the earlier one.
        line: of it.
        later: the other page.
        other: its line, the same but for figures.
    """
    figures = zip(re.findall(r"\d+", line), re.findall(r"\d+", other), strict=False)
    # `int` refuses figures beyond some thousands.
    return all(a == b or (len(a + b) < 20 and int(b) - int(a) == later - page) for a, b in figures)


def without_furniture(text: str, furniture: Sequence[Row]) -> str:
    """The Markdown of a page without the lines that are its furniture."""
    said = {line for one in map(furniture_line, furniture) for line in (one, f"**{one}**", f"*{one}*")}
    lines = text.split("\n")
    there = [at for at, line in enumerate(lines) if line.strip()]
    for at in (*there[:_MOST_ROWS], *there[-_MOST_ROWS:]):
        if collapsed(lines[at].lstrip("# ")) in said:
            lines[at] = ""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _rows_of(page: Any) -> list[Row]:
    """The rows of a page from above, each from the left."""
    rows: list[Row] = []
    for item in sorted((item for item in page.text_items if item.text.strip()), key=lambda item: item.y + item.height):
        if rows and item.y + item.height - (rows[-1][0].y + rows[-1][0].height) < min(_STEP, item.height / 2):
            rows[-1].append(item)
        else:
            rows.append([item])
    return [sorted(row, key=lambda item: item.x) for row in rows]


def _margins_of(page: Any) -> tuple[list[Row], list[Row]]:
    """The rows at the head of a page and those at its foot, each from the outside, with the first one of the text behind them."""
    rows = _rows_of(page)
    depth = _MARGIN * page.height
    head = sum(row[0].y < depth for row in rows)
    foot = sum(row[0].y + row[0].height > page.height - depth for row in rows)
    return rows[: head + 1], rows[::-1][: foot + 1]


def _places(item: Any, page: Any, exact: bool) -> list[tuple[object, ...]]:
    """By what a text is known that stands there on another page too, whether it is on the left or on the right."""
    said = collapsed(item.text)
    said = said if exact else _NUMBER.sub("0", said)
    at = min(item.y, page.height - item.y - item.height) / _STEP
    size = round(item.height)
    return [(said, size, item.y < page.height / 2, int(at)), (said, size, item.y < page.height / 2, int(at + 0.5) + 0.5)]


def _pitch(page: Any) -> float:
    """How far the rows of a page are mostly from each other."""
    rows = _rows_of(page)
    apart = sorted(below[0].y - above[0].y for above, below in pairwise(rows))
    return float(apart[len(apart) // 2]) if apart else 0.0


def _size(page: Any) -> float:
    """How high the texts of a page mostly are."""
    heights = sorted(item.height for item in page.text_items if item.text.strip())
    return float(heights[len(heights) // 2]) if heights else 0.0


def _is_apart(row: Row, text: Row, pitch: float) -> bool:
    """Whether a row of a margin is no part of the text that begins or ends beside it."""
    one, other = row[0], text[0]
    sizes, names = {round(each.font_size or 0) for each in (one, other)}, {each.font_name for each in (one, other)}
    return len(sizes) > 1 or len(names) > 1 or bool(abs(one.y - other.y) > _APART * pitch)
