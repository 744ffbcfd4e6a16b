"""Conditions on dates: `2024`, `2024-07..2024-09`, `>=2024-07`, `before 2024-07` (FORMAT section 3)."""

from __future__ import annotations

import re

from tui.model.dates import Date, parse_date
from tui.search.query import Dated, DateField
from tui.search.ranks import NotUnderstood, comparison

_PART = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?-?")


def _spelled_out(text: str, partial: bool) -> str:
    """What somebody types of a date, as a whole date: `202` is a decade, `2024-7` is July, `2024-1` may go on."""
    if text.isdecimal() and len(text) < 4:
        return text.ljust(4, "X")
    match = _PART.fullmatch(text)
    if match is None:
        return text
    year, month, day = match.groups()
    parts = [year]
    for given, may_go_on in ((month, "01"), (day, "0123")):
        if given:
            parts.append(given if len(given) == 2 else f"{given}X" if partial and given in may_go_on else f"0{given}")
    return "-".join(parts)


def _date(text: str, partial: bool) -> Date:
    """Read a date, or, of one that is still being typed, the longest beginning that is one. Raises ValueError."""
    try:
        return parse_date(_spelled_out(text, partial))
    except ValueError:
        if partial:
            for end in range(min(len(text), 24) - 1, 0, -1):
                try:
                    return parse_date(_spelled_out(text[:end], partial))
                except ValueError:
                    continue
        raise


def dated(field: DateField, value: str, *, partial: bool = False) -> Dated:
    """A condition on a date.

    Args:
        field: which date.
        value: a date of the format, a comparison or a range `a..b`, folded.
        partial: whether it is still being typed, so that the part which is a date already counts.

    Raises:
        NotUnderstood: it is none.
    """
    sign, rest = comparison(value)
    said = " ".join((sign + rest).split())
    try:
        lower, upper, display = _bounds(sign, rest, partial)
    except ValueError as error:
        raise NotUnderstood(str(error)) from None
    if lower is None and upper is None:
        raise NotUnderstood(f"“{said}” has no bounds")
    return Dated(field=field, lower=lower, upper=upper, said=said, display=display)


def _bounds(sign: str, text: str, partial: bool) -> tuple[int | None, int | None, str]:
    low, dots, high = text.partition("..")
    if dots and "/" not in text:
        first = _date(low, False) if low.strip() else None
        last = _date(high.lstrip("."), partial) if high.strip(". ") else None
        if first and last and first.sort_key > last.sort_key:
            first, last = last, first
        display = f"{first.display} – {last.display}" if first and last else ""
        display = display or (f"{first.display} or later" if first else f"{last.display} or earlier" if last else "")
        return first.lower if first else None, last.upper if last else None, display
    date = _date(text, partial)
    if sign == ">=":
        return date.lower, None, f"{date.display} or later"
    if sign == "<=":
        return None, date.upper, f"{date.display} or earlier"
    if sign == ">":
        return None if date.upper is None else date.upper + 1, None, f"after {date.display}"
    if sign == "<":
        return None, None if date.lower is None else date.lower - 1, f"before {date.display}"
    return date.lower, date.upper, date.display
