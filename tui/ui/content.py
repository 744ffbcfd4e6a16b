"""The one door for foreign text: into widgets as `Content`, into painted lines as segments.

A `str` handed to a widget is markup: `[sic]` vanishes and `[/x]` ends the program. Nothing that
comes from a file, a file name, an error or the keyboard goes to the screen but through here, and
nothing that goes through here is obeyed by a terminal, whatever it was made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter
from textual.strip import Strip

from tui.model.late_pattern import late_pattern
from tui.model.text import cleaned, cleaned_line
from tui.model.text import one_line as on_one_line

if TYPE_CHECKING:
    from textual.color import Color
    from textual.content import Content

_UNSETTLED = late_pattern("[\ufe0f\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAGS = late_pattern("[\U0001f1e6-\U0001f1ff]")


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_WHOLE = late_pattern(
    rf"(?:\d{{1,2}}[–-])?\d{{1,2}} {_MONTH}(?: \d{{4}})?(?: \d{{1,2}}:\d{{2}}(?::\d{{2}})?)?|{_MONTH} \d{{4}}|\d[\d.,:/–-]*\d%?"
)
"""Finds what says something else when its end is missing."""
_LONGEST_WHOLE = 40
_DAY = late_pattern(rf"(?P<day>\d{{1,2}})(?:[–-]\d{{1,2}})? (?P<month>{_MONTH}) (?P<year>\d{{4}})")
_TIME = late_pattern(r",? \d{1,2}:\d{2}.*")

DATE = 11
"""Cells of a date: `28 Jul 2024`."""

UPDATED = "upd"
"""Before a date: it is the one of the last change."""

ROW_DATE = len(UPDATED) + 1 + DATE
"""Cells of the date column of a list: `upd 28 Jul 2024`."""


class AsciiSigns(LineFilter):
    """Has every sign drawn with ASCII, whoever has painted it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same pieces of a line in other signs."""
        from tui.model.signs import in_ascii

        return [Segment(in_ascii(text), style, control) for text, style, control in segments]


class DatedRow(Protocol):
    """What a list shows of a briefing's dates."""

    @property
    def date(self) -> str:
        """For people; "" for none."""

    @property
    def updated(self) -> str:
        """The same of its last change."""

    @property
    def was_updated(self) -> bool:
        """Whether the later of the two is that of the last change."""


def content(text: str) -> Content:
    """Foreign text for a widget: no markup is read in it and no control character is left."""
    from textual.content import Content

    return Content(cleaned(text))


def row_text(text: str) -> str:
    """Foreign text fit for a list row or a bar: one line, and of a width on which terminals agree.

    Terminals disagree on the width of joined emoji, skin tones and flags; what stands to the right
    of one would move. So joiners and tones are left out and flags become their two letters.
    """
    text = on_one_line(text)
    if text.isascii():
        return text
    text = _UNSETTLED.sub("", text)
    return _FLAGS.sub(lambda match: chr(ord(match.group()) - 0x1F1E6 + ord("A")), text)


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, with an ellipsis where something is left out.

    No date, time or number is cut: half of one would be another one.
    """
    # What is far too long need not be measured to its end.
    begun = text[: 2 * width] if width > 0 else text
    if cell_len(begun) <= width:
        if cell_len(text) <= width:
            return text
        begun = text
    if width <= 0:
        return ""
    kept = set_cell_size(begun, width - 1).rstrip()
    return _without_halves(text, kept) + "…"


def _without_halves(text: str, kept: str) -> str:
    """The beginning of a text without the date or the number in which it ends."""
    end = len(kept)
    for whole in _WHOLE.finditer(text, max(0, end - _LONGEST_WHOLE), end + _LONGEST_WHOLE):
        if whole.start() < end < whole.end():
            return text[: whole.start()].rstrip()
    return kept


def cut_at_word(text: str, width: int) -> str:
    """The text in at most `width` cells, cut after a word with an ellipsis; within one only where it is the first."""
    if cell_len(text) <= width:
        return text
    kept = cut(text, width).removesuffix("…")
    whole = kept if text[len(kept) : len(kept) + 1].isspace() else kept.rpartition(" ")[0]
    while whole and cell_len(whole.rstrip()) + 2 > width:
        whole = whole.rstrip().rpartition(" ")[0]
    whole = _without_halves(text, whole.rstrip())
    return f"{whole.rstrip()} …" if whole.strip() else cut(text, width)


def wrapped(text: str, width: int) -> list[str]:
    """A sentence on lines of at most `width` cells, broken at spaces; a wider word, such as a path, goes on on the next."""
    from rich.cells import chop_cells

    lines: list[str] = []
    for word in text.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        elif cell_len(word) <= width:
            lines.append(word)
        else:
            lines += chop_cells(word, max(2, width))
    return lines


def pad(text: str, width: int) -> str:
    """The text in exactly `width` cells."""
    return set_cell_size(cut(text, width), max(0, width))


def merged(segments: list[Segment], width: int, blank: Style) -> Strip:
    """A line of exactly `width` cells, and the last door before the terminal.

    Neighbours of one style are one segment, so that its colours are sent once.
    """
    joined: list[Segment] = []
    text, style = "", blank
    for segment in segments:
        if not segment.text:
            continue
        if segment.style == style:
            text += segment.text
            continue
        if text:
            joined.append(Segment(text if text.isprintable() else cleaned_line(text), style))
        text, style = segment.text, segment.style or blank
    if text:
        joined.append(Segment(text if text.isprintable() else cleaned_line(text), style))
    cells = sum([len(each.text) if each.text.isascii() else cell_len(each.text) for each in joined])
    if cells == width:
        return Strip(joined, width)
    if cells > width:
        return Strip(joined, cells).adjust_cell_length(width, blank)
    missing = " " * (width - cells)
    if joined and joined[-1].style == blank:
        joined[-1] = Segment(joined[-1].text + missing, blank)
    else:
        joined.append(Segment(missing, blank))
    return Strip(joined, width)


def strip(pieces: list[tuple[str, Style]], width: int, blank: Style) -> Strip:
    """A painted line of exactly `width` cells.

    Args:
        pieces: texts, each with its style.
        width: cells; what is too much is cut, what is missing is blank.
        blank: the style of the rest of the line.
    """
    return merged([Segment(text, style) for text, style in pieces if text], width, blank)


def row_date(row: DatedRow) -> str:
    """The date of a briefing in a list, `upd` before it where it is that of the last change; at most `ROW_DATE` cells."""
    return f"{UPDATED} {short_date(row.updated)}" if row.was_updated else short_date(row.date)


def short_date(display: str) -> str:
    """As much of a date as has room in its column: all of it, its day without the time, or where it begins and an ellipsis."""
    if len(display) <= DATE:
        return display
    begun = _DAY.match(display)
    if begun is None:
        return cut(display, DATE)
    if _TIME.fullmatch(display, begun.end()):
        return begun.group()
    first = (f"{begun['day']} {begun['month']} {begun['year']}…", f"{begun['month']} {begun['year']}…", f"{begun['year']}…")
    return next(text for text in first if len(text) <= DATE)


SHORTEST_PIECE = 24
"""The fewest cells in which a piece of a reason is told, where not all of it has room."""


def in_short(reason: str, room: int) -> str:
    """As much of a reason as has room: all of it, its first phrases, or a good piece; "" where only a scrap would be left."""
    if cell_len(reason) <= room:
        return reason
    at = max(reason.rfind(between, 0, max(0, room)) for between in (", ", " · ", " ("))
    if at > 0 and room // 2 <= cell_len(reason[:at]) < room:
        return reason[:at] + "…"
    return cut(reason, room) if room >= SHORTEST_PIECE else ""
