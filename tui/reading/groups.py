"""Headings over the rows of a list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tui.model.dates import DAY, MONTHS, civil_of
from tui.model.text import fold


class Group(NamedTuple):
    """A heading in a list."""

    start: int
    """Index of its first row."""
    title: str


UNDATED = -(1 << 62)
"""Stands for the date of what has none."""


def group_rows(dates: Sequence[int], series: Sequence[str], by: str) -> tuple[list[int], list[Group]]:
    """Group rows that are in order of date, newest first.

    Args:
        dates: of each row, in seconds.
        series: of each row.
        by: one of `GROUPINGS`.

    Returns:
        The order of the rows, as indexes, and the headings over them.
    """
    if by == "date":
        titles = [month_of(date) for date in dates]
        order = list(range(len(dates)))
    else:
        titles = [name or "Without a series" for name in series]
        # Series by name, those without one last; the order by date holds within each.
        order = sorted(range(len(series)), key=lambda place: (not series[place], fold(series[place])))
    groups: list[Group] = []
    for index, place in enumerate(order):
        if not groups or groups[-1].title != titles[place]:
            groups.append(Group(index, titles[place]))
    return order, groups


@lru_cache(maxsize=4096)
def _month(day: int) -> str:
    year, month, _ = civil_of(day)
    return f"{MONTHS[month - 1]} {year:04d}"


def month_of(seconds: int) -> str:
    """The month of a moment, `Jul 2024`."""
    return "Undated" if abs(seconds) > 1 << 60 else _month(seconds // DAY)
