"""The notes at the feet of the pages of a Word document, which python-docx does not know.

Source: ECMA-376 part 1, 17.11.
"""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from tui.document.document import Document
from tui.model.briefing import Source
from tui.model.text import cleaned_line

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RULES = (("-1", "separator"), ("0", "continuationSeparator"))
"""The footnotes that every document has: the lines above the others."""


class Footnotes:
    """The notes at the feet of pages."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    def refer(self, paragraph: Paragraph, text: str) -> None:
        """Put a sign into a paragraph that leads to a note of this text."""
        self._notes.append(text)
        run = paragraph.add_run()
        run.font.superscript = True
        sign = OxmlElement("w:footnoteReference")
        sign.set(qn("w:id"), str(len(self._notes)))
        run._r.append(sign)

    def attach(self, part: Any) -> None:
        """Give the notes to the document."""
        if not self._notes:
            return
        root = OxmlElement("w:footnotes")
        for number, kind in _RULES:
            note = OxmlElement("w:footnote")
            note.set(qn("w:type"), kind)
            note.set(qn("w:id"), number)
            run = OxmlElement("w:r")
            run.append(OxmlElement(f"w:{kind}"))
            note.append(_in_paragraph(run))
            root.append(note)
        for index, text in enumerate(self._notes, 1):
            note = OxmlElement("w:footnote")
            note.set(qn("w:id"), str(index))
            sign = OxmlElement("w:r")
            raised = OxmlElement("w:rPr")
            align = OxmlElement("w:vertAlign")
            align.set(qn("w:val"), "superscript")
            raised.append(align)
            sign.append(raised)
            sign.append(OxmlElement("w:footnoteRef"))
            words = OxmlElement("w:r")
            small = OxmlElement("w:rPr")
            size = OxmlElement("w:sz")
            size.set(qn("w:val"), "18")
            small.append(size)
            words.append(small)
            held = OxmlElement("w:t")
            held.set(qn("xml:space"), "preserve")
            held.text = f" {cleaned_line(text)}"
            words.append(held)
            note.append(_in_paragraph(sign, words))
            root.append(note)
        made = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, serialize_part_xml(root), part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.FOOTNOTES)


def cited_as(source: Source) -> str:
    """A source in one line, for a footnote."""
    known = (source.title, ", ".join(source.author), source.publisher, source.date.display if source.date else "", source.url)
    grade = f"graded {source.grade}" if source.grade else ""
    return ". ".join(part for part in (*map(cleaned_line, known), grade) if part) or source.id


def notes_of(document: Document) -> dict[str, str]:
    """The texts of the footnotes of a document by their labels."""
    notes: dict[str, list[str]] = {}
    for part in document.parts:
        for block in part.blocks:
            if block.about.startswith("^"):
                begins = block.text.find("]") + 1 if block.about not in notes else 0
                notes.setdefault(block.about, []).append(block.text[begins:].strip())
    return {label: " ".join(texts) for label, texts in notes.items()}


def _in_paragraph(*runs: Any) -> Any:
    paragraph = OxmlElement("w:p")
    for run in runs:
        paragraph.append(run)
    return paragraph
