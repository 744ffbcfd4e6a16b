"""Notes as they leave the program: Markdown, JSON or CSV, each passage with its marking before and after, and its citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from tui.journal.records import Note
from tui.model.handling import Marking, strictest
from tui.model.text import cleaned, json_harmless, one_line
from tui.reading.moments import day, in_utc
from tui.reading.pages.notebook import NO_QUOTE, Noted, by_briefing, said

if TYPE_CHECKING:
    from tui.document.document import Document
    from tui.journal.journal import Journal
    from tui.model.printed_note import PrintedNote

Form = Literal["md", "json", "csv", "annotations"]

FIELDS = (
    "marking",
    "briefing",
    "title",
    "path",
    "section",
    "section_title",
    "subject",
    "quote",
    "now",
    "state",
    "comment",
    "tags",
    "citation",
    "created",
    "modified",
    "id",
    "end_of_marking",
)
"""The fields of a note in JSON, in order, and the columns in CSV; they are stable.

`marking` and `end_of_marking` stand around all that they mark, both empty for what is unmarked. `state` is "in place",
"moved", "orphan", or "" where the briefing could not be read; `now` what a moved passage says now; `subject` the
judgment, event, ... whose entry it stands in. `tags` is a list, in CSV joined by spaces. `created` and `modified` are moments
in UTC (ISO 8601).
"""


def exported_notes(notes: Sequence[Noted], to: Form) -> Iterator[str]:
    """Notes as text, in pieces that end with a newline: Markdown, JSON (one object a line), CSV (RFC 4180) or W3C annotations."""
    if to == "annotations":
        from tui.reading.notes.annotations import as_annotations

        return iter([as_annotations(notes)])
    if to == "md":
        return map(cleaned, _markdown(notes))
    return _json(notes) if to == "json" else _csv(notes)


def note_fields(noted: Noted) -> dict[str, object]:
    """The fields of one note (`FIELDS`)."""
    note = noted.note
    marking = str(noted.marking)
    values = (
        marking,
        note.briefing_id,
        note.title,
        note.path,
        noted.section,
        note.section_title,
        noted.subject,
        noted.quote,
        noted.new,
        noted.state,
        note.text,
        list(note.tags),
        note.citation,
        in_utc(note.created),
        in_utc(note.modified),
        note.id,
        f"end of {marking}" if marking else "",
    )
    return dict(zip(FIELDS, values, strict=True))


def _json(notes: Sequence[Noted]) -> Iterator[str]:
    import json

    for noted in notes:
        yield json_harmless(json.dumps(note_fields(noted), ensure_ascii=False)) + "\n"


def _csv(notes: Sequence[Noted]) -> Iterator[str]:
    import csv
    import io

    rows = [list(FIELDS)]
    for noted in notes:
        values = note_fields(noted)
        values["tags"] = " ".join(noted.note.tags)
        rows.append([spreadsheet_cell(str(value)) for value in values.values()])
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(row)
        yield line.getvalue()


def spreadsheet_cell(cell: str) -> str:
    """A cell that a spreadsheet takes for text: an apostrophe stands before one that it might take for a formula."""
    cell = cleaned(cell.replace("\r\n", "\n"))
    return f"'{cell}" if cell.lstrip(" \t\r\n\ufeff\u00a0")[:1] in ("=", "+", "-", "@") and cell.strip() else cell


_SIGNS = re.compile(r"([\\`*_\[\]<>#|~&])")
_STARTS = re.compile(r"^(\s*)([-+=]|\d{1,9}[.)])", re.M)


def _escaped(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _STARTS.sub(lambda match: f"{match[1]}{match[2][:-1]}\\{match[2][-1]}", _SIGNS.sub(r"\\\1", text))


def _around(marking: Marking, lines: Sequence[str], within: Marking) -> Iterator[str]:
    """Lines with their label directly before them, and its end marked (TLP 2.0); without where what they stand in has it."""
    marking = marking if marking != within else Marking()
    if marking:
        yield f"\\[{_escaped(one_line(str(marking)))}\\]\n\n"
    yield from lines
    if marking:
        yield f"\\[end of {_escaped(one_line(str(marking)))}\\]\n\n"


def _markdown(notes: Sequence[Noted]) -> Iterator[str]:
    whole = strictest(noted.marking for noted in notes)
    if whole:
        yield f"{_escaped(one_line(str(whole)))}\n\n"
    yield "# Notes\n\n"
    for note, held in by_briefing(notes):
        marking = strictest(noted.marking for noted in held)
        heading = f"## {_escaped(one_line(note.title or note.briefing_id or 'Untitled'))}\n\n"
        pieces = [piece for noted in held for piece in _around(noted.note.marking, _passage(noted), marking)]
        yield from _around(marking, [heading, *pieces], whole)
    if whole:
        yield f"{_escaped(one_line(str(whole)))}\n"


def _passage(noted: Noted) -> list[str]:
    note = noted.note
    lines = [f"### {_escaped(one_line(note.section_title))}\n\n"] if note.section_title else []
    lines += [f"{_escaped(one_line(noted.subject))}\n\n"] if noted.subject else []
    lines.append(_quoted(noted.quote or NO_QUOTE))
    state = said(noted)
    if noted.new:
        lines += ["Now it reads:\n\n", _quoted(noted.new)]
    elif state:
        lines.append(f"({state})\n\n")
    if note.text:
        lines.append(f"{note.text}\n\n")
    tags = unwritten_tags(note)
    if tags:
        lines.append(" ".join(f"\\#{_escaped(one_line(tag))}" for tag in tags) + "\n\n")
    if note.citation:
        lines.append(f"— {_escaped(one_line(note.citation))}\n\n")
    return lines


def unwritten_tags(note: Note) -> list[str]:
    """The tags of a note that do not stand in its comment."""
    from tui.reading.notes.writing import tags_of

    written = {tag.casefold() for tag in tags_of(note.text)}
    return [tag for tag in note.tags if tag.casefold() not in written]


def _quoted(text: str) -> str:
    # Each line of a passage was a paragraph of its own.
    lines = "\n\n".join(line for line in _escaped(text).split("\n") if line.strip()).split("\n")
    return "".join(f"> {line}".rstrip() + "\n" for line in lines) + "\n"


def printed_notes(document: Document, journal: Journal) -> list[PrintedNote]:
    """What the reader wrote beside a briefing, in the order in which it stands there."""
    from tui.journal.records import identity_of
    from tui.model.digests import text_digest
    from tui.model.printed_note import PrintedNote
    from tui.reading.pages.notebook import resolved

    key = journal.key_of(identity_of(document.briefing))
    held = resolved(document, journal.notes(key), partial(text_digest, secret=journal.secret)) if key else []
    return [
        PrintedNote(
            noted.section,
            noted.note.section_title,
            noted.new or noted.quote,
            noted.subject,
            noted.note.text,
            tuple(unwritten_tags(noted.note)),
            day(noted.note.created),
            strictest([noted.marking, journal.marking_read(key)]) if noted.state == "orphan" else noted.marking,
            noted.state == "orphan",
            noted.note.id,
            _thing_at(document, noted),
            in_utc(noted.note.created),
            in_utc(noted.note.modified),
        )
        for noted in held
    ]


def _thing_at(document: Document, noted: Noted) -> str:
    """The id of the thing whose entry a note stands in; "" for prose, and where it stands nowhere."""
    if noted.spot is None:
        return ""
    part, block = noted.spot
    about = document.parts[part].blocks[block].about
    return about if any(item.id == about for item in document.briefing.items()) else ""
