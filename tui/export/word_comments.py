"""What a reader wrote, as comments of a Word document beside the passages that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from tui.document.block import Block
from tui.export.notes import line_about
from tui.model.printed_note import PrintedNote
from tui.model.text import cleaned, collapsed

_AUTHOR, _INITIALS = "A reader", "R"


class Comments:
    """The notes on one document, until each has its place."""

    def __init__(self, document: Any, notes: Sequence[PrintedNote]) -> None:
        """Write them into a document of python-docx."""
        self._document = document
        self._waiting = list(notes)
        self._section = ""
        self._first: Paragraph | None = None
        """The first paragraph that was written, for notes whose passage is nowhere."""

    def begin(self, section: str) -> None:
        """What follows is of this section."""
        self._section = section

    def put(self, paragraph: Paragraph, block: Block) -> None:
        """Give a paragraph that was written of a block the notes on it."""
        if self._first is None:
            self._first = paragraph
        here = [note for note in self._waiting if note.section == self._section and _is_in(note, block)]
        for note in here:
            self._waiting.remove(note)
            self._add(paragraph, note, is_found=True)

    def rest(self) -> None:
        """Put the notes whose passage was not written beside the title."""
        if self._first is not None:
            for note in self._waiting:
                self._add(self._first, note, is_found=False)
        self._waiting = []

    def _add(self, paragraph: Paragraph, note: PrintedNote, *, is_found: bool) -> None:
        runs = [Run(element, paragraph) for element in paragraph._p.iter(qn("w:r"))]
        whole = is_found and collapsed(note.quote) == collapsed(paragraph.text)
        quote = "" if whole or not note.quote else f"“{collapsed(cleaned(note.quote))}”"
        tags = " ".join(f"#{cleaned(tag)}" for tag in note.tags)
        lines = [f"[{note.marking}]" if note.marking else "", quote, cleaned(note.text), tags, line_about(note)]
        text = "\n".join(filter(None, lines))
        self._document.add_comment(runs[:1] + runs[-1:], text, _AUTHOR, _INITIALS)


def _is_in(note: PrintedNote, block: Block) -> bool:
    """Whether the passage of a note begins in a block."""
    first = collapsed(note.quote.strip().partition("\n")[0])
    return bool(first) and first in collapsed(block.text)
