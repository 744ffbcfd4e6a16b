"""Dates as mails, pages and feeds write them -> dates of the format."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d|UTC|GMT)?", re.I)
_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OF_MAIL = re.compile(
    rf"(?:\w\w\w, )?(\d\d?) ({'|'.join(_SHORT)}) ([12]\d\d\d) (\d\d):(\d\d):(\d\d) ([+-])([01]\d)([0-5]\d)(?: \([A-Z]+\))?"
)
"""How nearly all mails write it."""
_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[- ](\d{4})")


def edtf_of(text: str) -> str:
    """A date or moment of the format, in UTC where its zone is known; "" where the text is none.

    ISO 8601, RFC 5322 (`Mon, 2 Sep 2024 10:00:00 +0200`) and `2-Sep-2024` are understood.
    """
    text = " ".join(text[:100].split())
    if not text:
        return ""
    try:
        if found := _ISO.match(text):
            day, time, zone = found[1], found[2], (found[3] or "").upper()
            if not zone:
                return datetime.fromisoformat(f"{day}T{time}").date().isoformat()
            return _utc(datetime.fromisoformat(f"{day}T{time}{'Z' if zone in ('UTC', 'GMT') else zone}"))
        if found := _DAY.match(text):
            year, month, day_of = int(found[1]), int(found[2]), int(found[3] or 1)
            written = datetime(year, month, day_of).date().isoformat()
            return written if found[3] else written[:7]
        if found := _OF_MAIL.fullmatch(text):
            hour, minute, second, ahead = int(found[4]), int(found[5]), int(found[6]), int(found[8]) * 60 + int(found[9])
            at = datetime(int(found[3]), _SHORT.index(found[2]) + 1, int(found[1]), hour, minute, second)
            return f"{(at + timedelta(minutes=-ahead if found[7] == '+' else ahead)).isoformat()}Z"
        if found := _NAMED.fullmatch(text):
            month_of = _SHORT.index(found[2].title()) + 1
            return datetime(int(found[3]), month_of, int(found[1])).date().isoformat()
        read = parsedate_to_datetime(text)
        return _utc(read) if read.tzinfo is not None else _utc(read.replace(tzinfo=UTC))
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z" if at.year > 1 else ""
