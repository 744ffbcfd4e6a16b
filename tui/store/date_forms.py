"""Dates as people write them that are not the format's, and what they are in it, where there is no doubt."""

from __future__ import annotations

import re

from tui.model.dates import Date, parse_date

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + "|sept"
_DAY_FIRST = re.compile(rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{_MONTH})\.?,? (?P<year>\d{{4}})", re.I)
_MONTH_FIRST = re.compile(rf"(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})", re.I)
_FIGURES = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?")
_GROUP = re.compile(
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

    A day and a month in figures without the year first are not certain, nor is a year of two figures but in a
    date-time group.
    """
    if len(text) > 60:
        return ""
    said = " ".join(text.split())
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


def _number(name: str) -> int:
    return 1 + [month[:3] for month in _MONTHS].index(name[:3].casefold())
