"""Comma- and tab-separated values as one table: every cell is kept, as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from tui.model.handling import Marking
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import LONGEST, labels_in, tlp_named
from tui.store.formats.markdown_writer import pipe_table
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition
from tui.store.source_text import source_text

MOST_CELLS = 200_000
"""Cells of a table that are shown; a sentence says how many rows are beyond."""

_LONGEST_CELL = 1 << 20


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one table of a file."""
    yield FilePart("", data, lambda: _rendition(data, file))


def _rendition(data: bytes, file: ForeignFile) -> Rendition:
    made = Rendition(file, file.stem)
    text = source_text(data, made.problems)
    rows = _rows(text, file.name)
    width = max(map(len, rows), default=0)
    if not width:
        raise NotOfThisFormat
    made.handling += _labels(rows)
    most = max(1, MOST_CELLS // width)
    if len(rows) > most:
        made.losses["rows-not-taken"] = len(rows) - most
        del rows[most:]
    made.fields["body"] = pipe_table(rows)
    own_source(made, data)
    return made


def _labels(rows: list[list[str]]) -> list[Marking]:
    """The labels of a table: cells that are one, such as a banner above it, and what a column “TLP” says."""
    columns = [number for number, head in enumerate(rows[0]) if head.strip().casefold() == "tlp"]
    named = dict.fromkeys(row[number].strip() for row in rows[1:] for number in columns if number < len(row))
    cells = dict.fromkeys(cell.strip() for row in rows for cell in row if len(cell) <= LONGEST)
    return [*labels_in(cells), *(marking for text in named if text and (marking := tlp_named(text)) != Marking("CLEAR"))]


def _rows(text: str, name: str) -> list[list[str]]:
    """The rows of a table, empty ones left out. The separator is the one that the first lines agree on."""
    if name.lower().endswith(".tsv"):
        separator = "\t"
    else:
        head = [line for line in text[:20_000].split("\n")[:20] if line.strip()]
        separator = max(",;\t|", key=lambda sign: (min((line.count(sign) for line in head), default=0), sign == ","))
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [row for row in reader if any(cell.strip() for cell in row)]
