"""Dates among the words of a query: whichever way one is typed, it is found in every way that it is written or shown."""

from __future__ import annotations

import re
import time
from typing import NamedTuple

from tui.model.dates import MONTH_NAMES, MONTHS, Date, civil_of, day_number, days_in_month, parse_date
from tui.model.late_pattern import late_pattern
from tui.model.text import fold
from tui.search.query import Dated, DateField
from tui.search.ranks import NotUnderstood, comparison
from tui.search.words import GLUED

NAMES: dict[str, int] = {
    **{name[:3]: number for number, name in enumerate(MONTH_NAMES, 1)},
    "sept": 9,
    **{name: number for number, name in enumerate(MONTH_NAMES, 1)},
}
"""Names of months, folded, and their numbers."""

_ANY = "|".join(sorted(NAMES, key=len, reverse=True))
_DAY_OF_MONTH = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?(?P<name>{_ANY})"
_MONTH_AND_DAY = rf"(?P<first>{_ANY})\.? (?P<second>\d{{1,2}})(?:st|nd|rd|th)?"
WORDED = rf"(?:(?:{_DAY_OF_MONTH}|{_MONTH_AND_DAY})(?:\.?,? (?P<year>\d{{4}}))?|(?P<alone>{_ANY})\.?,? (?P<its>\d{{4}}))"
"""A date with the name of a month, and a day or a year, in a text whose runs of white space are single spaces."""

LEAP = 2024
"""A year that has every day."""

_WORDED = late_pattern(WORDED)
_ISO = late_pattern(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2})(?:[t ]\d{1,2}:\d{2}\S*)?)?")
_DAY_FIRST = late_pattern(r"(?P<day>\d{1,2})(?P<sign>[./-])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})")
_BEGUN = late_pattern(r"(\d{4}-\d{2})-\d?")


_PERIOD = late_pattern(r"(?P<which>this|next|last) (?P<unit>week|month|quarter|year)")
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_FIGURES = late_pattern(r"\d{3,4}(?:[-/.]\d{0,2}){0,2}(?:[t ]\d{1,2}:\d{2}\S*)?|\d{1,2}[./-]\d{1,2}[./-]\d{4}")


class NamedDate(NamedTuple):
    """A date whose month is named."""

    year: str
    """"" for any."""
    month: int
    day: int
    """0 for all of the month."""


def named_date(folded: str) -> NamedDate | None:
    """The date that a text with the name of a month is: `3 nov`, `november 3rd 2025`, `nov 2025`; None for any other."""
    found = _WORDED.fullmatch(folded)
    if found is None:
        return None
    month = NAMES[found["name"] or found["first"] or found["alone"]]
    return NamedDate(found["year"] or found["its"] or "", month, int(found["day"] or found["second"] or 0))


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
    if not any(map(str.isdecimal, folded)):
        return None
    text = folded.strip(" ,.")
    begun = _BEGUN.fullmatch(text) if partial else None
    if begun is not None:
        text = begun.group(1)
    named = named_date(text)
    if named is not None:
        if named.year:
            return _spelled(int(named.year), named.month, named.day)
        # What is a day may become a year.
        return None if partial and text[-1].isdecimal() else _of_any_year(named.month, named.day)
    match = _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if match is None:
        return None
    return _spelled(int(match["year"]), *_month_and_day(match))


def _spelled(year: int, month: int, day: int) -> SpelledDate | None:
    if not 1 <= month <= 12 or day > days_in_month(year, month):
        return None
    written = f"{year:04d}"
    months = [f"{month:02d}", str(month)]
    found: list[tuple[str, ...]] = []
    if day:
        days = [str(day), f"{day:02d}"]
        found = _worded(month, day, written)
        found += [(written, given, number) for given in months for number in days]
        found += [(number, given, written) for given in months for number in days]
        if day > 12:
            found += [(given, str(day), written) for given in months]
    else:
        found = [(name, written) for name, number in NAMES.items() if number == month]
        found += [(written, given) for given in months] + [(given, written) for given in months]
    first, *others = dict.fromkeys(found)
    text = f"{day} {MONTHS[month - 1].lower()} {written}" if day else f"{MONTHS[month - 1].lower()} {written}"
    return SpelledDate(text, first, tuple(others))


def _of_any_year(month: int, day: int) -> SpelledDate | None:
    """A day of any year; in figures alone it would be found in too much that is no date."""
    if not 1 <= day <= days_in_month(LEAP, month):
        return None
    first, *others = dict.fromkeys(_worded(month, day))
    return SpelledDate(f"{day} {MONTHS[month - 1].lower()}", first, tuple(others))


def _worded(month: int, day: int, *year: str) -> list[tuple[str, ...]]:
    """The tokens of a day with the name of its month, in all spellings; of any year where none is given."""
    suffix = GLUED + ("th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th"))
    days = [str(day), f"{day:02d}"]
    found: list[tuple[str, ...]] = []
    for name in [name for name, number in NAMES.items() if number == month]:
        found += [(given, name, *year) for given in days] + [(name, given, *year) for given in days]
        found += [(days[0], suffix, name, *year), (name, days[0], suffix, *year), (days[0], suffix, "of", name, *year)]
    return found


_PART = late_pattern(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?-?")


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


def reads_as_date(text: str) -> bool:
    """Whether a value is a date as one is typed, a range of them or a comparison with one, rather than words."""
    _, rest = comparison(" ".join(fold(text).split()))
    low, _, high = rest.partition("..")
    halves = [half.strip(" .") for half in (low, high) if half.strip(" .")]
    return bool(halves) and all(
        _FIGURES.fullmatch(half) or _named(half) is not None or _period(half) is not None for half in halves
    )


def _period(text: str) -> Date | None:
    """What a day or a period is called from today on: `tomorrow`, `next week`, `this quarter`; None for anything else."""
    here = time.localtime()
    today = day_number(here.tm_year, here.tm_mon, here.tm_mday)
    if text in _DAYS:
        return _from_to(today + _DAYS[text], today + _DAYS[text])
    match = _PERIOD.fullmatch(text)
    if match is None:
        return None
    step = {"last": -1, "this": 0, "next": 1}[match["which"]]
    if match["unit"] == "week":
        monday = today - here.tm_wday + 7 * step
        return _from_to(monday, monday + 6)
    months = {"month": 1, "quarter": 3, "year": 12}[match["unit"]]
    # Counted in months from year 0.
    start = (12 * here.tm_year + here.tm_mon - 1) // months * months + months * step
    ends = [day_number(month // 12, month % 12 + 1, 1) for month in (start, start + months)]
    return _from_to(ends[0], ends[1] - 1)


def _from_to(first: int, last: int) -> Date:
    """The days from one to another, counted from 1970-01-01."""
    said = ["-".join(f"{part:02d}" for part in civil_of(day)) for day in (first, last)]
    return parse_date(said[0] if first == last else "/".join(said))


def _named(text: str) -> Date | None:
    """A date whose month is named, or that is written day first; None for any other. Without a year it is the nearest such day."""
    match = _DAY_FIRST.fullmatch(text)
    if match is not None:
        return _day(int(match["year"]), *_month_and_day(match))
    named = named_date(text)
    if named is None:
        return None
    if named.year:
        return _day(int(named.year), named.month, named.day)
    here = time.localtime()
    today = day_number(here.tm_year, here.tm_mon, here.tm_mday)
    years = [year for year in range(here.tm_year - 4, here.tm_year + 5) if 0 < named.day <= days_in_month(year, named.month)]
    year = min(years, key=lambda one: abs(day_number(one, named.month, named.day) - today), default=0)
    return _day(year, named.month, named.day) if year else None


def _day(year: int, month: int, day: int) -> Date | None:
    """A day, or with day 0 a month; None where there is none such."""
    if not 1 <= month <= 12 or year < 1 or day > days_in_month(year, month):
        return None
    return parse_date(f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}")


def _month_and_day(match: re.Match[str]) -> tuple[int, int]:
    """Month and day of a date in figures; with slashes the month may come first where no month has such a number."""
    month, day = int(match["month"]), int(match["day"] or 0)
    swapped = "sign" in match.re.groupindex and match["sign"] == "/" and month > 12 >= day
    return (day, month) if swapped else (month, day)


def _date(text: str, partial: bool) -> Date:
    """Read a date, or, of one that is still being typed, the longest beginning that is one. Raises ValueError."""
    found = _period(text.strip()) or _named(text.strip(" ,."))
    if found is not None:
        return found
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
