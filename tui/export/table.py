"""Judgments, events, actions, facts, sources and notes as rows of a spreadsheet.

Source of the rule for cells: OWASP, CSV injection: what begins with `=`, `+`, `-`, `@`, a tab or a carriage return is run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tui.document.markdown import parse_markdown
from tui.export.printout import PrintedFile, Printout
from tui.model.briefing import Briefing
from tui.model.printed_note import PrintedNote

HEAD = ("briefing", "kind", "number", "text", "date", "status", "likelihood", "confidence", "owner", "sources", "marking")
_RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""In some languages the wide signs are run as well."""
_BLANK = " \t\r\n\ufeff\u00a0\u3000"


def as_printed(printout: Printout) -> PrintedFile:
    """The file, with the mark by which spreadsheets know UTF-8."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(HEAD)
    for number, document in enumerate(printout.documents):
        notes = printout.notes[number] if printout.notes else ()
        for row in (*_rows(document.briefing), *_noted(document.briefing.id, notes)):
            writer.writerow([defused(cell) for cell in row])
    return PrintedFile(held.getvalue().encode("utf-8-sig"))


def defused(cell: str) -> str:
    """A cell that a spreadsheet takes for text, whatever it begins with."""
    return f"'{cell}" if cell.startswith("\r") or cell.lstrip(_BLANK).startswith(_RUN) else cell


def _rows(briefing: Briefing) -> Iterator[tuple[str, ...]]:
    makers: tuple[tuple[str, Iterable[Any], Callable[[Any], dict[str, str]]], ...] = (
        ("judgment", briefing.judgments, lambda one: {"text": _words(one.text), "date": _date(one.horizon)}),
        ("action", briefing.actions, lambda one: {"text": _words(one.text), "date": _date(one.due), "owner": one.owner}),
        ("fact", briefing.facts, lambda one: {"text": _words(one.text), "date": _date(one.as_of), "owner": one.said_by}),
        ("event", briefing.events, lambda one: {"text": one.title, "date": _date(one.date)}),
        ("source", briefing.sources, lambda one: {"text": one.title, "date": _date(one.date), "owner": one.publisher}),
    )
    for kind, items, cells_of in makers:
        for number, item in enumerate(items, 1):
            likelihood = getattr(item, "likelihood", None)
            cells = cells_of(item) | {
                "briefing": briefing.id,
                "kind": kind,
                "number": str(number),
                "status": getattr(item, "status", None) or "",
                "likelihood": likelihood.word if likelihood is not None else "",
                "confidence": getattr(item, "confidence", None) or "",
                "sources": " ".join(getattr(item, "sources", ())),
                "marking": str(item.handling or briefing.handling),
            }
            yield tuple(cells.get(name, "") for name in HEAD)


def _noted(briefing: str, notes: Sequence[PrintedNote]) -> Iterator[tuple[str, ...]]:
    for number, note in enumerate(notes, 1):
        said = " — ".join(filter(None, (note.subject or note.quote, note.text, *[f"#{tag}" for tag in note.tags])))
        status = "lost" if note.is_lost else ""
        yield (briefing, "note", str(number), " ".join(said.split()), note.day, status, "", "", "", "", str(note.marking))


def _words(prose: Any) -> str:
    text = prose.text if prose.plain else " ".join([block.text for block in parse_markdown(prose.text)])
    return " ".join(text.split())


def _date(date: Any) -> str:
    return date.text if date is not None else ""
