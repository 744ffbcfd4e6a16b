"""Moments as people write them, in the time of the place, and as programs do, in UTC."""

from __future__ import annotations

from time import localtime

from tui.model.dates import MONTHS


def day(seconds: float) -> str:
    """The day of a moment: `3 Jul 2024`; "" for none."""
    if not seconds:
        return ""
    then = localtime(seconds)
    return f"{then.tm_mday} {MONTHS[then.tm_mon - 1]} {then.tm_year}"


def day_name(at: float, now: float) -> str:
    """The day of a moment: `Today`, `Yesterday`, `3 Jul 2024`."""
    that, this = localtime(at), localtime(now)
    if (that.tm_year, that.tm_yday) == (this.tm_year, this.tm_yday):
        return "Today"
    before = localtime(now - (this.tm_hour + 1) * 3600 - this.tm_min * 60)
    return "Yesterday" if (that.tm_year, that.tm_yday) == (before.tm_year, before.tm_yday) else day(at)


def time_of_day(seconds: float) -> str:
    """The hour and minute of a moment: `09:05`."""
    then = localtime(seconds)
    return f"{then.tm_hour:02}:{then.tm_min:02}"


def from_utc(said: str) -> float:
    """Seconds since 1970 of a moment as programs write it; 0.0 for what is none."""
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(said)
        return max(0.0, (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return 0.0


def in_utc(seconds: float) -> str:
    """A moment to the second (ISO 8601): `2024-07-03T09:05:00Z`; "" for none."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(int(seconds), UTC).isoformat().replace("+00:00", "Z") if seconds else ""
