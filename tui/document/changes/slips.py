"""How far a date moved, in words."""

from __future__ import annotations

from tui.model.dates import DAY, Date, civil_of, parse_date

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def slip(before: str, after: str) -> tuple[int, str]:
    """How far a date of the format moved.

    Returns:
        1 for later, -1 for earlier, 0 where it cannot be told; and the distance, `three months later`, or "".
    """
    try:
        old, new = parse_date(before), parse_date(after)
    except ValueError:
        return 0, ""
    ends = _ends(old, new)
    if ends is None or ends[0] == ends[1]:
        return 0, ""
    way = 1 if ends[1] > ends[0] else -1
    return way, f"{_distance(min(ends), max(ends))} {'later' if way > 0 else 'earlier'}"


def _ends(old: Date, new: Date) -> tuple[int, int] | None:
    """The moments to compare: the ends of both, so that a month is over where it is over; else the beginnings."""
    if old.upper is not None and new.upper is not None:
        return old.upper + 1, new.upper + 1
    if old.lower is not None and new.lower is not None and old.upper is None and new.upper is None:
        return old.lower, new.lower
    return None


def _distance(first: int, last: int) -> str:
    (year, month, day), (year_, month_, day_) = civil_of(first // DAY), civil_of(last // DAY)
    months = (year_ - year) * 12 + month_ - month
    days = round((last - first) / DAY)
    if day == day_ and months and first % DAY == last % DAY:
        return _count(months // 12, "year") if months % 12 == 0 else _count(months, "month")
    if last - first < DAY:
        hours = (last - first) // 3600
        return _count(hours, "hour") if hours else _count(max(1, (last - first) // 60), "minute")
    if days % 7 == 0 and days <= 56:
        return _count(days // 7, "week")
    return _count(days, "day") if days <= 60 else f"about {_count(max(2, round(days / 30.44)), 'month')}"


def _count(number: int, word: str) -> str:
    said = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{said} {word}" if number == 1 else f"{said} {word}s"
