"""What no field holds: unknown keys, and values that could not be read."""

from __future__ import annotations

from tui.document.apparatus.entry import Context, Phrase, Piece
from tui.document.block import Block
from tui.model.briefing import Briefing, OtherField

_DEEPEST = 24
"""Cells by which a nested value is indented at most."""


def piece(briefing: Briefing) -> Piece | None:
    """The other fields, in the order of the file."""
    other = briefing.other

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return [block for field in other[start:end] for block in _entry(context, field)]

    if not other:
        return None
    return Piece("~other", len(other), entries, size=100)


def _entry(context: Context, field: OtherField) -> list[Block]:
    """The key, and below it the text line for line: wrapped at spaces, with the indentation of each line."""
    blocks = [Phrase(field.path, "label").block("row", context, line=field.line, space=1)]
    space = 0
    for number, row in enumerate(field.text.rstrip("\n").split("\n")):
        text = row.lstrip(" ")
        if not text:
            space = 1
            continue
        lead = " " * (2 + min(len(row) - len(text), _DEEPEST))
        nested = field.lines[:1] == (field.line,)
        hang = lead + "  " if nested else lead
        line = field.lines[number] if number < len(field.lines) else field.line
        blocks.append(Phrase(text).block("detail", context, line=line, first=lead, rest=hang, space=space))
        space = 0
    if field.problem:
        blocks.append(Phrase(field.problem, "problem").block("detail", context, line=field.line, first="  "))
    return blocks
