"""What plain texts say in forms of their own: messages of the services, banners, the furniture of pages. Their lines are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tui.model.briefing import Prose, Section
from tui.model.counted import counted
from tui.model.dates import Date, parse_date
from tui.model.handling import Marking
from tui.model.text import collapsed
from tui.store.formats.handling_lines import labels_in
from tui.store.labels import with_handling
from tui.store.problems import Problems

_HEAD = 60
"""Lines in which a text says from whom it is, to whom and about what."""

_LONGEST_TITLE = 200

_SUBJECT = re.compile(r"^(?:SUBJ(?:ECT)?|Subj(?:ect)?)[ \t]*[:/][ \t]*(\S.*?)[ \t]*/{0,2}$")
_TIME_GROUP = re.compile(r"\b(\d\d)(\d\d)(\d\d)Z\s*([A-Z]{3})\s*(\d{4}|\d\d)\b")
_PRECEDENCE = re.compile(r"^(?:PRECEDENCE\s*:?\s*)?(?:([ZOPR])\s+\d{6}Z|(FLASH|IMMEDIATE|PRIORITY|ROUTINE)\s*$)")
_FROM = re.compile(r"^(?:FM|FROM)(?:[ \t]*:[ \t]*|[ \t]+)(\S.{0,200})$")
_TO = re.compile(r"^(?:TO|INFO)(?:[ \t]*:[ \t]*|[ \t]+)(\S.{0,200})$")
_LAST_CENTURY = 70
"""From here on two figures are a year of the last century, as POSIX has it for most of them."""
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_LETTERS = {"Z": "flash", "O": "immediate", "P": "priority", "R": "routine"}

_HEADING = re.compile(
    r"^(?:GENTEXT/([^/\n]{1,60})/+(.*)|\d{1,2}\.[ \t]+(?:\([A-Z/]{1,6}\)[ \t]*)?([A-Z][A-Z0-9 ,/&'()-]{2,60})[.:]?[ \t]*)$"
)
"""A heading of a message: its name, what follows on the line; or a numbered line in capitals."""

_FOOT = re.compile(r"^\S.*\[Page \d+\][ \t]*$")
_FORM_FEED = "\u240c"
"""What a form feed was made on reading."""


class PlainMessage(NamedTuple):
    """What a plain text says of itself."""

    text: str
    """With empty lines in place of the feet and heads of its pages, and without the signs that begin one."""
    title: str
    date: Date | None
    priority: str
    producer: str
    audience: tuple[str, ...]
    handling: list[Marking]
    furniture: int
    """Lines that were feet and heads of pages."""


def message_of(text: str) -> PlainMessage:
    """What a text says in the forms of messages, banners and pages; nothing of it is lost but the furniture of pages."""
    lines = text.split("\n")
    furniture = _without_furniture(lines)
    pages = any(line.startswith(_FORM_FEED) for line in lines)
    lines = [line.lstrip(_FORM_FEED) for line in lines]
    head = [line.strip() for line in lines[:_HEAD]]
    subject = next((found[1] for line in head if (found := _SUBJECT.match(line))), "")
    sent = next((date for line in head if (date := _date_in(line)) is not None), None)
    level = next((found for line in head if (found := _PRECEDENCE.match(line))), None)
    is_message = sent is not None
    producer = next((found[1] for line in head if is_message and (found := _FROM.match(line))), "")
    audience = [found[1] for line in head if is_message and (found := _TO.match(line))]
    title = collapsed(subject).strip("/")
    return PlainMessage(
        "\n".join(lines) if furniture or pages else text,
        title if len(title) <= _LONGEST_TITLE else "",
        sent,
        (_LETTERS.get(level[1] or "", "") or (level[2] or "").lower()) if level is not None and is_message else "",
        collapsed(producer).rstrip("/"),
        tuple(collapsed(one).rstrip("/") for one in audience),
        list(labels_in(line.strip(" \t*_=-" + _FORM_FEED) for line in lines)),
        furniture,
    )


def _date_in(line: str) -> Date | None:
    found = _TIME_GROUP.search(line)
    if found is None or found[4] not in _MONTHS:
        return None
    year = found[5] if len(found[5]) == 4 else f"{20 if int(found[5]) < _LAST_CENTURY else 19}{found[5]}"
    try:
        return parse_date(f"{year}-{_MONTHS.index(found[4]) + 1:02}-{found[1]}T{found[2]}:{found[3]}Z")
    except ValueError:
        return None


def _without_furniture(lines: list[str]) -> int:
    """Empty the lines around form feeds that are the foot of one page and the head of the next; gives their number."""
    emptied = 0
    heads: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if not line.startswith(_FORM_FEED):
            continue
        foot = number - 1
        while foot >= 0 and not lines[foot].strip():
            foot -= 1
        if foot < 0 or not _FOOT.match(lines[foot]):
            continue
        lines[foot] = ""
        emptied += 1
        rest = line.lstrip(_FORM_FEED)
        head = number if rest.strip() else number + 1
        lines[number] = rest
        if head < len(lines) and lines[head].strip():
            heads.setdefault(re.sub(r"\d+", "0", collapsed(lines[head])), []).append(head)
    # A head is what stands on top of page after page; what stands there once is the text going on.
    for numbers in heads.values():
        for head in numbers if len(numbers) > 1 else ():
            lines[head] = ""
            emptied += 1
    return emptied


def _sections_of(text: str, line: int) -> tuple[str, list[Section]]:
    """The sections of a message whose headings are certain, and the text before them; no section where there are fewer than two.

    Args:
        text: of it.
        line: its first line in the file, from 1.
    """
    lines = text.split("\n")
    found = [(number, heading) for number, one in enumerate(lines) if (heading := _HEADING.match(one))]
    if len(found) < 2 or sum(map(len, lines)) > 2_000_000:
        return text, []
    ends = [number for number, _ in found[1:]] + [len(lines)]
    sections = list(_sections(lines, found, ends, line))
    if 2 * sum(bool(section.body) for section in sections) < len(sections):
        # It is a list in capitals.
        return text, []
    return "\n".join(lines[: found[0][0]]).rstrip(), sections


def _sections(lines: list[str], found: list[tuple[int, re.Match[str]]], ends: list[int], line: int) -> Iterator[Section]:
    for (number, heading), end in zip(found, ends, strict=True):
        title, rest = heading[1] or heading[3], heading[2] or ""
        body = [rest, *lines[number + 1 : end]] if rest else lines[number + 1 : end]
        start = number if rest else number + 1
        while body and not body[0].strip():
            del body[0]
            start += 1
        text = "\n".join(body).rstrip()
        prose = Prose(text, line + start, 1, 0, True) if text else Prose()
        yield Section(title=collapsed(title), line=line + number, body=prose)


def fill_plain(values: dict[str, Any], text: str, line: int, problems: Problems) -> None:
    """The values of a plain text: what it says of itself in the forms of messages, banners and pages, and its lines."""
    said = message_of(text)
    known = {"date": said.date, "priority": said.priority, "producer": said.producer, "audience": said.audience}
    values |= {name: value for name, value in known.items() if value}
    values["title"] = said.title or values["title"]
    with_handling(values, said.handling)
    if _FORM_FEED in text and _FORM_FEED not in said.text:
        problems.drop("character-made-visible", {line + text.count("\n", 0, text.index(_FORM_FEED))})
    if said.furniture:
        are = "is" if said.furniture == 1 else "are"
        message = f"{counted(said.furniture, 'line')} at the feet and heads of pages {are} left out."
        problems.add("info", "page-furniture", message)
    before, sections = _sections_of(said.text, line)
    if sections:
        if before.strip():
            sections.insert(0, Section(title="Text", id="text", line=line, body=Prose(before, line, 1, 0, True)))
        values["sections"] = tuple(sections)
    else:
        values["body"] = Prose(said.text, line, 1, 0, True)
