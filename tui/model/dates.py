"""Dates as authors know them: EDTF (ISO 8601-2) level 0, part of level 1, and a few words.

Supported: `2024`, `2024-07`, `2024-07-28`, a date with time and zone, intervals `a/b`; the
qualifiers `~ ? %`, `X` for unknown digits, open (`..`) and unknown (nothing) ends of an interval;
`by`, `before`, `after` and `about` in front. Every date has a lower and an upper bound.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache

import msgspec

from tui.model.late_pattern import late_pattern

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = 86_400
"""Seconds."""


class Date(msgspec.Struct, frozen=True, array_like=True):
    """A date with its bounds, kept in the author's spelling."""

    text: str
    """As written."""
    lower: int | None
    """First second it can mean, in seconds from 1970-01-01T00:00Z; None when there is no lower bound."""
    upper: int | None
    """Last second it can mean; None when there is no upper bound."""
    display: str
    """For people, in English whatever the locale: `28 Jul 2024`, `by Mar 2025`, `about 2024 (uncertain)`."""

    @property
    def sort_key(self) -> tuple[int, int]:
        """Orders by lower bound, then by upper; a date without a lower bound goes by its upper one."""
        low = self.lower if self.lower is not None else self.upper
        high = self.upper if self.upper is not None else self.lower
        return (low if low is not None else 0, high if high is not None else 0)

    @property
    def day(self) -> str:
        """For people, without the time of day: `28 Jul 2024`."""
        return without_clock(self.display)


_CLOCK = late_pattern(r"(?<= [0-9]{4}) [0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?: UTC| ?[+-][0-9]{2}(?::?[0-9]{2})?)?")


@lru_cache(maxsize=1024)
def without_clock(display: str) -> str:
    """A date as it is displayed, without its time of day."""
    return _CLOCK.sub("", display) if ":" in display else display


def days_in_month(year: int, month: int) -> int:
    """Days of a month in the proleptic Gregorian calendar; `month` from 1."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_number(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01, proleptic Gregorian, year 0 included (which `datetime` refuses)."""
    shifted = year - (month <= 2)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def today(now: float) -> int:
    """The day of a moment where the reader is, counted from 1970-01-01.

    Args:
        now: seconds since 1970.
    """
    here = time.localtime(now)
    return day_number(here.tm_year, here.tm_mon, here.tm_mday)


def civil_of(number: int) -> tuple[int, int, int]:
    """Year, month and day of a `day_number`."""
    shifted = number + 719_468
    era, of_era = divmod(shifted, 146_097)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * of_year + 2) // 153
    month = shifted_month + (3 if shifted_month < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, of_year - (153 * shifted_month + 2) // 5 + 1


class _Point(msgspec.Struct, frozen=True):
    """One end of an interval, or a whole simple date. `month` and `day` are 0 where the date leaves them out."""

    lower: int
    upper: int
    year: str
    month: int = 0
    day: int = 0
    clock: str = ""
    qualifier: str = ""
    unknown: str = ""

    def words(self) -> str:
        body = self.unknown or " ".join(
            part
            for part in (str(self.day) if self.day else "", MONTHS[self.month - 1] if self.month else "", self.year, self.clock)
            if part
        )
        before = "about " if self.qualifier in ("~", "%") else ""
        after = " (uncertain)" if self.qualifier in ("?", "%") else ""
        return f"{before}{body}{after}"


_DAY = late_pattern(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([~?%])?", re.I)
_TIME = late_pattern(
    r"(\d{4})-(\d{2})-(\d{2})(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?"
)
_EXAMPLE = "such as 2024, 2024-07, 2024-07-28, 2024-07-28T06:00Z, 2024-07/2024-09 or “by 2025-03”"


def _check(text: str, year: int, month: int, day: int = 1) -> None:
    if not 1 <= month <= 12:
        raise ValueError(f"“{text}” is not a date: there is no month {month:02d}")
    if not 1 <= day <= days_in_month(year, month):
        raise ValueError(f"“{text}” is not a date: {MONTHS[month - 1]} {year} has {days_in_month(year, month)} days")


def _timed(text: str, match: re.Match[str]) -> _Point:
    year, month, day, hour, minute = (int(match.group(i)) for i in range(1, 6))
    second = match.group(6)
    _check(text, year, month, day)
    if hour > 24 or minute > 59 or int(second or 0) > 60 or (hour == 24 and minute):
        raise ValueError(f"“{text}” is not a date: there is no such time of day")
    zone = match.group(7) or ""
    offset = 0
    if zone and zone not in "Zz" and zone != "UTC":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        hours, minutes = int(digits[:2]), int(digits[2:])
        if hours > 14 or minutes > 59:
            raise ValueError(f"“{text}” is not a date: there is no time zone {zone}")
        offset = (hours * 3600 + minutes * 60) * (-1 if zone[0] == "-" else 1)
    start = day_number(year, month, day) * DAY + hour * 3600 + minute * 60 + int(second or 0) - offset
    clock = f"{hour:02d}:{minute:02d}" + (f":{second}" if second else "")
    shown = "UTC" if zone in ("Z", "z", "UTC") else zone
    return _Point(start, start + (0 if second else 59), match.group(1), month, day, f"{clock} {shown}".rstrip())


def _unknown_digits(text: str, year: str, month: str, day: str, qualifier: str) -> _Point:
    if not re.fullmatch(r"[0-9]*X*", year) or ("X" in year and (month or day) and not set(month + day) <= {"X"}):
        raise ValueError(f"“{text}” is not a date this program knows: X stands for the last digits only")
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    first, last = (1, 1), (12, 31)
    unknown = year.replace("X", "0") + "s" if year.count("X") == 1 else year
    if "X" not in year:
        if "X" in month:
            months = [number for number in range(1, 13) if re.fullmatch(month.replace("X", "."), f"{number:02d}")]
            unknown = f"{year}, month unknown"
        else:
            months = [int(month)]
            unknown = f"{MONTHS[months[0] - 1]} {year}, day unknown" if 1 <= months[0] <= 12 else ""
        if not months or not 1 <= months[0] <= 12:
            raise ValueError(f"“{text}” is not a date: there is no month {month}")
        first, last = (months[0], 1), (months[-1], days_in_month(high, months[-1]))
        if day and "X" not in month:
            days = [n for n in range(1, last[1] + 1) if re.fullmatch(day.replace("X", "."), f"{n:02d}")]
            if not days:
                raise ValueError(f"“{text}” is not a date: there is no day {day}")
            first, last = (first[0], days[0]), (last[0], days[-1])
        elif day and not any(re.fullmatch(day.replace("X", "."), f"{n:02d}") for n in range(1, 32)):
            raise ValueError(f"“{text}” is not a date: there is no day {day}")
        elif day and day != "XX":
            unknown = f"{year}, day {int(day)} of an unknown month" if day.isdigit() else unknown
    upper = (day_number(high, *last) + 1) * DAY - 1
    return _Point(day_number(low, *first) * DAY, upper, year, qualifier=qualifier, unknown=unknown)


def _point(text: str, whole: str) -> _Point:
    timed = _TIME.fullmatch(text)
    if timed:
        return _timed(whole, timed)
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(f"“{whole}” is not a date, {_EXAMPLE}")
    year, month, day, qualifier = (
        match.group(1).upper(),
        (match.group(2) or "").upper(),
        (match.group(3) or "").upper(),
        match.group(4) or "",
    )
    if "X" in year + month + day:
        return _unknown_digits(whole, year, month, day, qualifier)
    number = int(year)
    if not month:
        return _Point(day_number(number, 1, 1) * DAY, day_number(number + 1, 1, 1) * DAY - 1, year, qualifier=qualifier)
    _check(whole, number, int(month), int(day or 1))
    first = day_number(number, int(month), int(day or 1)) * DAY
    length = 1 if day else days_in_month(number, int(month))
    return _Point(first, first + length * DAY - 1, year, int(month), int(day or 0), qualifier=qualifier)


def _between(start: _Point, end: _Point) -> str:
    plain = not (start.qualifier or end.qualifier or start.clock or end.clock or start.unknown or end.unknown)
    if plain and start.year == end.year and start.month and end.month and bool(start.day) == bool(end.day):
        if start.day and start.month == end.month:
            return f"{start.day}–{end.words()}"
        first = f"{start.day} " if start.day else ""
        return f"{first}{MONTHS[start.month - 1]} – {end.words()}"
    return f"{start.words()} – {end.words()}"


def _interval(text: str) -> Date:
    left, right = (end.strip() for end in text.split("/", 1))
    if "/" in right:
        raise ValueError(f"“{text}” is not a date: an interval has two ends, year-month-day are joined by hyphens")
    start = None if left in ("", "..") else _point(left, text)
    end = None if right in ("", "..") else _point(right, text)
    if start is None and end is None:
        raise ValueError(f"“{text}” is not a date: an interval needs at least one end")
    if start is None and end is not None:
        display = f"by {end.words()}" if left == ".." else f"start unknown, until {end.words()}"
        return Date(text, None, end.upper, display)
    assert start is not None
    if end is None:
        display = f"from {start.words()}" + ("" if right == ".." else ", end unknown")
        return Date(text, start.lower, None, display)
    if end.upper < start.lower:
        raise ValueError(f"“{text}” is not a date: the interval ends before it begins")
    return Date(text, start.lower, end.upper, _between(start, end))


_WORDS = late_pattern(r"(by|before|after|about|around|circa|c\.|ca\.?)\s+(.+)", re.I | re.S)


@lru_cache(maxsize=4096)
def parse_date(text: str) -> Date:
    """Read a date of the format (`briefing help format`).

    `by X` means `../X`; `before X` ends just before X, `after X` starts just after it; `about X`
    is `X~`. A time without a zone is taken as UTC for its bounds, and shown without a zone.

    Raises:
        ValueError: it is no date; the message is a sentence that says why and what would be one.
    """
    given = text.strip()
    worded = _WORDS.fullmatch(given)
    if worded:
        word, rest = worded.group(1).lower(), worded.group(2).strip()
        inner = _interval(rest) if "/" in rest else None
        point = None if inner else _point(rest, given)
        shown = inner.display if inner else point.words() if point else ""
        lower = inner.lower if inner else point.lower if point else None
        upper = inner.upper if inner else point.upper if point else None
        if word == "by":
            return Date(given, None, upper, f"by {shown}")
        if word == "before":
            return Date(given, None, None if lower is None else lower - 1, f"before {shown}")
        if word == "after":
            return Date(given, None if upper is None else upper + 1, None, f"after {shown}")
        return Date(given, lower, upper, shown if shown.startswith("about ") else f"about {shown}")
    if "/" in given:
        return _interval(given)
    point = _point(given, given)
    return Date(given, point.lower, point.upper, point.words())


# Dates as people write them that are not the format's, and what they are in it, where there is no doubt.

MONTH_NAMES = (
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
"""In full, in small letters."""

_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTH_NAMES) + "|sept"
_DAY_FIRST = late_pattern(rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{_MONTH})\.?,? (?P<year>\d{{4}})", re.I)
_MONTH_FIRST = late_pattern(rf"(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})", re.I)
_FIGURES = late_pattern(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?")
_YEAR_LAST = late_pattern(r"(?P<first>\d{1,2})(?P<sign>[./-])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4})")
_GROUP = late_pattern(
    rf"(?P<day>\d{{2}})(?P<hour>\d{{2}})(?P<minute>\d{{2}}) ?Z ?(?P<month>{_MONTH}) ?(?P<year>\d{{4}}|\d{{2}})", re.I
)


def meant_date(text: str) -> Date | None:
    """The date that a text certainly means, though it is not written as one of the format; None for any other."""
    try:
        return parse_date(meant) if (meant := as_edtf(text)) else None
    except ValueError:
        return None


def as_edtf(text: str) -> str:
    """The date of the format that a text certainly means: `4 January 2024`, `2024-7-8`, `281800ZJUL24`; "" for any other.

    A day and a month in figures with the year last are certain only where one of them can be no month, or both are the
    same; a year of two figures is not but in a date-time group.
    """
    if len(text) > 60:
        return ""
    said = " ".join(text.split())
    if len(either := either_date(said)) == 1:
        return either[0]
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _FIGURES, _GROUP):
        found = pattern.fullmatch(said)
        if found is not None:
            parts = found.groupdict()
            month = parts["month"] if parts["month"].isdecimal() else _number(parts["month"])
            year = parts["year"] if len(parts["year"]) == 4 else f"20{parts['year']}"
            day = f"-{int(parts['day']):02d}" if parts.get("day") else ""
            time = f"T{parts['hour']}:{parts['minute']}Z" if "hour" in parts else ""
            return f"{year}-{int(month):02d}{day}{time}"
    return ""


def date_advice(text: str) -> str:
    """What to do about a text that is no date of the format."""
    either = " or ".join(either_date(" ".join(text.split())))
    return f"write {either}" if either else "correct the date, or leave it out"


def either_date(text: str) -> list[str]:
    """The dates of the format that a day, a month and a year in figures can mean, the day first; none for any other text."""
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        return []
    pairs = [(int(found["first"]), int(found["second"])), (int(found["second"]), int(found["first"]))]
    return list(dict.fromkeys(f"{found['year']}-{month:02d}-{day:02d}" for day, month in pairs if 0 < month < 13 and 0 < day < 32))


def _number(name: str) -> int:
    return 1 + [month[:3] for month in MONTH_NAMES].index(name[:3].casefold())
