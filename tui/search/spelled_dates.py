"""Dates among the words of a query: whichever way one is typed, it is found in every way that it is written or shown."""

from __future__ import annotations

import re
from typing import NamedTuple

from tui.model.dates import MONTHS, days_in_month
from tui.search.words import GLUED

_LONG = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
NAMES: dict[str, int] = {
    **{name[:3]: number for number, name in enumerate(_LONG, 1)},
    "sept": 9,
    **{name: number for number, name in enumerate(_LONG, 1)},
}
"""Names of months, folded, and their numbers."""

_MONTH = f"(?P<name>{'|'.join(sorted(NAMES, key=len, reverse=True))})"
_MONTH_FIRST = f"(?P<first>{'|'.join(sorted(NAMES, key=len, reverse=True))})"
_NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NTH_LAST = r"(?P<second>\d{1,2})(?:st|nd|rd|th)?"
WORDED = rf"(?:{_NTH}\.? (?:of )?{_MONTH}\.?,?|{_MONTH_FIRST}\.?(?: {_NTH_LAST},?)?,?) (?P<year>\d{{4}})"
"""A date with the name of a month, in a text whose runs of white space are single spaces."""

_WORDED = re.compile(WORDED)
_ISO = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2})(?:[t ]\d{1,2}:\d{2}\S*)?)?")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<sign>[./])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})")
_BEGUN = re.compile(r"(\d{4}-\d{2})-\d?")


class SpelledDate(NamedTuple):
    """A day or a month as it may stand in a text."""

    text: str
    """As it is shown: `28 jul 2024`."""
    tokens: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]
    """The tokens of its other spellings."""


def spelled_date(folded: str, *, partial: bool = False) -> SpelledDate | None:
    """The day or the month that a text names and nothing else; None where it is no date.

    Args:
        folded: what was typed.
        partial: whether it is still being typed: then a day that is not whole yet stands for its month.
    """
    text = folded.strip(" ,.")
    begun = _BEGUN.fullmatch(text) if partial else None
    if begun is not None:
        text = begun.group(1)
    worded = _WORDED.fullmatch(text)
    if worded is not None:
        month = NAMES[worded["name"] or worded["first"]]
        return _spelled(int(worded["year"]), month, int(worded["day"] or worded["second"] or 0))
    match = _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if match is None:
        return None
    month, day = int(match["month"]), int(match["day"] or 0)
    if "sign" in match.re.groupindex and match["sign"] == "/" and month > 12 >= day:
        month, day = day, month
    return _spelled(int(match["year"]), month, day)


def _spelled(year: int, month: int, day: int) -> SpelledDate | None:
    if not 1 <= month <= 12 or day > days_in_month(year, month):
        return None
    written = f"{year:04d}"
    names = [name for name, number in NAMES.items() if number == month]
    months = [f"{month:02d}", str(month)]
    found: list[tuple[str, ...]] = []
    if day:
        days = [str(day), f"{day:02d}"]
        suffix = GLUED + ("th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th"))
        for name in names:
            found += [(given, name, written) for given in days] + [(name, given, written) for given in days]
            found += [(str(day), suffix, name, written), (name, str(day), suffix, written), (str(day), suffix, "of", name, written)]
        found += [(written, given, number) for given in months for number in days]
        found += [(number, given, written) for given in months for number in days]
        if day > 12:
            found += [(given, str(day), written) for given in months]
    else:
        found = [(name, written) for name in names]
        found += [(written, given) for given in months] + [(given, written) for given in months]
    first, *others = dict.fromkeys(found)
    text = f"{day} {MONTHS[month - 1].lower()} {written}" if day else f"{MONTHS[month - 1].lower()} {written}"
    return SpelledDate(text, first, tuple(others))
