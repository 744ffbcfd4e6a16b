"""What no field holds: unknown keys, and values that could not be read."""

from __future__ import annotations

from tui.document.apparatus.entry import Context, Phrase, Piece
from tui.document.block import Block
from tui.model.briefing import Briefing, OtherField


def piece(briefing: Briefing) -> Piece | None:
    """The other fields, in the order of the file."""
    other = briefing.other

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return [block for field in other[start:end] for block in _entry(context, field)]

    if not other:
        return None
    return Piece("~other", "Other fields", len(other), entries, size=100)


def _entry(context: Context, field: OtherField) -> list[Block]:
    blocks = [Phrase(field.path, "label").block("row", context, line=field.line, space=1)]
    text = field.text.strip("\n")
    if "\n" in text:
        code = Block("code", text, section=context.section, line=field.line, role="code", first="  ", rest="  ", space=0)
        blocks.append(code)
    elif text.strip():
        blocks.append(Phrase(text).block("detail", context, line=field.line, first="  "))
    if field.problem:
        blocks.append(Phrase(field.problem, "problem").block("detail", context, line=field.line, first="  "))
    return blocks
