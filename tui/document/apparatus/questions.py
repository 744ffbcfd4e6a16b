"""What is open."""

from __future__ import annotations

from tui.document.apparatus.entry import Context, Phrase, Piece
from tui.document.block import Block
from tui.model.briefing import Briefing


def piece(briefing: Briefing) -> Piece | None:
    """The open questions, in the author's order."""
    questions = briefing.questions

    def entries(context: Context, start: int, end: int) -> list[Block]:
        return [
            Phrase(question or "Untitled").block("row", context, first="? ", space=1 if index == start else 0)
            for index, question in enumerate(questions[start:end], start)
        ]

    if not questions:
        return None
    return Piece("~questions", len(questions), entries, size=80, rows=2)
