"""A Word document: real headings, lists, tables and footnotes, the marking in the head and the foot of every page.

Sources: ECMA-376 part 1, 17.11 (footnotes), 17.9 (numbering), 17.16 (fields and hyperlinks); python-docx makes the package.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from docx import Document as new_document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from tui.document.block import Block
from tui.document.document import Document
from tui.export.anchors import Anchors
from tui.export.nesting import Begin, End, nested
from tui.export.printout import (
    Mark,
    MarkingBegins,
    MarkingEnds,
    PrintedFile,
    Printout,
    SectionBegins,
    StyledText,
    stretches,
    styled_texts,
)
from tui.export.word_comments import Comments
from tui.export.word_footnotes import Footnotes, cited_as, notes_of
from tui.export.word_template import emptied, filled, furniture, page_field, written_from_the_right
from tui.model.text import cleaned_line

_QUIET = RGBColor(0x55, 0x5A, 0x63)
_LISTS = 3
"""Levels of lists for which Word has styles of its own."""
_INDENT = Cm(0.75)
_OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = 4_000_000_000
"""Seconds since 1970 up to which a property is dated."""
_LONGEST_NAME = 40
_MOST_TEXT = 255
"""Characters of a property."""


def as_printed(printout: Printout) -> PrintedFile:
    """The package."""
    held = io.BytesIO()
    package = _Package(printout)
    written_from_the_right(package.document.element.body)
    package.document.save(held)
    return PrintedFile(held.getvalue(), tuple(package.lacks()))


class _Package:
    """One file being written."""

    def __init__(self, printout: Printout) -> None:
        self.document: Any = emptied(printout.template) if printout.template else new_document()
        self.printout = printout
        self._end: Any = self.document.element.body.sectPr
        self._styles: dict[str, str] = {}
        self._lacking: set[str] = set()
        """Styles that a template should have, and fields."""
        self.anchors = Anchors(printout)
        self.footnotes = Footnotes()
        self._bookmarks = 0
        self._properties()
        self._furniture()
        if printout.is_book:
            self._front()
        for sentence in printout.left_out:
            self.paragraph(sentence, quiet=True)
        for number, document in enumerate(printout.documents):
            if number or printout.is_book:
                self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            _Writer(self, document, number).write()
        self.footnotes.attach(self.document.part)

    def _properties(self) -> None:
        briefing = self.printout.documents[0].briefing
        properties = self.document.core_properties
        date = briefing.newest
        lower = date.lower if date is not None else None
        at = datetime.fromtimestamp(min(max(lower, 0), _LATEST), UTC) if lower is not None else _OLDEST
        properties.title = cleaned_line(self.printout.title)[:_MOST_TEXT]
        properties.subject = properties.category = properties.comments = properties.last_modified_by = ""
        properties.author = "" if self.printout.is_book else ", ".join(map(cleaned_line, briefing.authors))[:_MOST_TEXT]
        properties.keywords = str(self.printout.marking)[:_MOST_TEXT]
        properties.language = briefing.lang[:_MOST_TEXT] or "en"
        properties.created = properties.modified = max(at, _OLDEST)
        properties.revision = 1

    def _furniture(self) -> None:
        marking = str(self.printout.marking)
        newest = self.printout.documents[0].briefing.newest
        values = {"marking": marking, "title": cleaned_line(self.printout.title), "date": newest.day if newest else ""}
        for place, part in furniture(self.document):
            if self.printout.template and "marking" in filled(part, values):
                continue
            if self.printout.template and marking:
                self._lacking.add(f"{{marking}} in its {place}")
            # What somebody's own head says stays, and the marking stands below it.
            first = part.paragraphs[0] if part.paragraphs and not part.paragraphs[0].runs else part.add_paragraph()
            first.alignment = WD_ALIGN_PARAGRAPH.CENTER
            if marking:
                first.add_run(marking).bold = True
            if place == "foot":
                first.add_run(f"{'   ' if marking else ''}page ")
                page_field(first, "PAGE")
                first.add_run(" of ")
                page_field(first, "NUMPAGES")

    def add(self, style: str) -> tuple[Paragraph, bool]:
        """Add an empty paragraph. Returns it, and whether there is the style that it was to have."""
        made = self._new()
        id = self.style(style)
        if id:
            made._p.style = id
        return made, bool(id)

    def _new(self) -> Paragraph:
        """An empty paragraph at the end; python-docx looks for the end among all that there are."""
        element = OxmlElement("w:p")
        self._end.addprevious(element)
        return Paragraph(element, self.document._body)

    def style(self, name: str) -> str:
        """The id of a style, which python-docx would look for among all of them each time; "" where there is none."""
        if name not in self._styles:
            held = self.document.styles
            is_there = name in held and (name != "List Number" or self._numbers is not None)
            self._styles[name] = held[name].style_id if is_there else ""
            if not is_there:
                self._lacking.add(name)
        return self._styles[name]

    def lacks(self) -> Iterator[str]:
        """What is to be said of a template."""
        fields = sorted(one for one in self._lacking if one.startswith("{"))
        styles = sorted(self._lacking - set(fields))
        name = os.path.basename(self.printout.template)
        if fields:
            yield f"The template {name} has no {' and no '.join(fields)}: the marking was added there."
        if styles:
            yield f"The template {name} has no style {', '.join(styles)}: plain paragraphs stand for them."

    def _front(self) -> None:
        self.add("Title")[0].add_run(cleaned_line(self.printout.title))
        self.paragraph(f"As of {self.printout.as_of}", quiet=True)
        for number, document in enumerate(self.printout.documents):
            line, _ = self.add("List Bullet")
            name = self.anchors.of_section(number, document.sections[0].id)
            marking = str(document.briefing.effective_marking)
            self.link(line, f"#{name}").append(_run_of(line, document.sections[0].title))
            if marking:
                line.add_run(f" ({marking})")

    def paragraph(self, text: str, *, quiet: bool = False, bold: bool = False) -> Paragraph:
        """A line of the program's own."""
        made = self._new()
        run = made.add_run(text)
        run.bold = bold or None
        if quiet:
            run.font.color.rgb = _QUIET
        return made

    def link(self, paragraph: Paragraph, address: str) -> Any:
        """An element that leads somewhere, to put runs in."""
        link = OxmlElement("w:hyperlink")
        if address.startswith("#"):
            link.set(qn("w:anchor"), bookmark(address[1:]))
        else:
            link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(link)
        return link

    def mark_place(self, paragraph: Paragraph, name: str) -> None:
        """Have a name lead to a paragraph."""
        self._bookmarks += 1
        for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(kind)
            mark.set(qn("w:id"), str(self._bookmarks))
            if kind == "w:bookmarkStart":
                mark.set(qn("w:name"), bookmark(name))
            paragraph._p.append(mark)

    @property
    def _numbers(self) -> Any:
        """How the style of numbered lists counts; None where it does not."""
        style: Any = self.document.styles["List Number"].element if "List Number" in self.document.styles else None
        return getattr(getattr(style, "pPr", None), "numPr", None)

    def numbering(self, start: int) -> int:
        """The number of a list that is counted from `start`, as the style of numbered lists has it; -1 where it has none."""
        numbers = self._numbers
        if numbers is None:
            return -1
        held: Any = self.document.part.numbering_part.element
        abstract = next(one for one in held.num_lst if one.numId == numbers.numId.val).abstractNumId.val
        made = held.add_num(abstract)
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(made.numId)


class _Writer:
    """Writes one document of a package."""

    def __init__(self, package: _Package, document: Document, number: int) -> None:
        self._package = package
        self._docx = package.document
        self._document = document
        self._number = number
        self._deeper = 1 if package.printout.is_book else 0
        self._level = 0
        self._sources = {source.id: source for source in document.briefing.sources}
        self._told: set[str] = set()
        """Sources that have their footnote."""
        self._notes = notes_of(document)
        self._named: set[str] = set()
        self._waiting = ""
        """The name of a section whose first paragraph is to come."""
        self._lists: list[int] = []
        """For each list that is open, the number of its numbering; 0 for one that is not numbered."""
        self._quotes = 0
        noted = package.printout.notes
        self._commented = Comments(package.document, noted[number] if number < len(noted) else ())

    def write(self) -> None:
        marking = str(self._document.briefing.effective_marking)
        if self._deeper and marking:
            self._package.paragraph(f"[{marking}]", bold=True)
        for event in stretches(self._document):
            if isinstance(event, list):
                self._blocks(event)
            else:
                self._mark(event)
        if self._deeper and marking:
            self._package.paragraph(f"[End of {marking}]", bold=True)
        self._commented.rest()

    def _mark(self, event: Mark) -> None:
        if isinstance(event, SectionBegins):
            self._waiting = self._package.anchors.of_section(self._number, event.section.id)
            self._commented.begin(event.section.id)
        elif isinstance(event, MarkingBegins):
            self._package.paragraph(f"[{event.marking}]", bold=True)
        elif isinstance(event, MarkingEnds):
            self._package.paragraph(f"[End of {event.marking}]", bold=True)

    def _blocks(self, blocks: Iterable[Block]) -> None:
        for event in nested(blocks):
            if isinstance(event, Block):
                if not event.about.startswith("^"):
                    self._block(event)
            elif event.container.kind == "quote":
                self._quotes += 1 if isinstance(event, Begin) else -1
            elif event.container.kind == "list":
                if isinstance(event, Begin):
                    self._lists.append(self._package.numbering(event.container.number) if event.container.number else 0)
                elif isinstance(event, End):
                    self._lists.pop()

    def _block(self, block: Block) -> None:
        if block.kind == "table" and block.table is not None:
            self._table(block)
            return
        paragraph, is_styled = self._package.add(self._style(block))
        if not is_styled and block.kind == "item":
            paragraph.add_run(f"{block.first.strip()} ")
        if self._waiting:
            self._package.mark_place(paragraph, self._waiting)
            self._waiting = ""
        if block.about and block.about not in self._named:
            self._named.add(block.about)
            name = self._package.anchors.of_thing(self._number, block.about)
            if name:
                self._package.mark_place(paragraph, name)
        self._place(paragraph, block)
        if block.kind in ("row", "detail", "tree") and block.first.strip(" │└├─"):
            paragraph.add_run(f"{block.first.strip()} ").font.color.rgb = _QUIET
        self._inline(paragraph, block)
        self._commented.put(paragraph, block)

    def _style(self, block: Block) -> str:
        match block.kind:
            case "title":
                return "Heading 1" if self._deeper else "Title"
            case "heading":
                self._level = min(block.level + self._deeper, self._level + 1, 9)
                return f"Heading {self._level}"
            case "code":
                return "No Spacing"
            case "item":
                kind = "List Number" if self._lists and self._lists[-1] else "List Bullet"
                depth = min(len(self._lists), _LISTS)
                return kind if depth < 2 else f"{kind} {depth}"
            case _:
                return "Quote" if self._quotes else "Normal"

    def _place(self, paragraph: Paragraph, block: Block) -> None:
        shape = paragraph.paragraph_format
        if block.kind == "item":
            if self._lists and self._lists[-1] > 0:
                numbers: Any = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                numbers.get_or_add_ilvl().val = 0
                numbers.get_or_add_numId().val = self._lists[-1]
        elif self._lists:
            shape.left_indent = _INDENT * len(self._lists)
        if block.kind in ("row", "detail", "tree", "meta"):
            shape.space_after = Pt(2)
        if block.kind == "row":
            shape.space_before = Pt(8)
            shape.keep_with_next = True
        if block.kind == "detail":
            shape.left_indent = _INDENT * (2 if block.hang and not block.label_end else 1)
        if block.kind == "tree":
            shape.left_indent = _INDENT * (len(block.first) // 3)
        if block.kind == "rule":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run("* * *")

    def _inline(self, paragraph: Paragraph, block: Block, start: int = 0, end: int | None = None, *, bold: bool = False) -> None:
        if block.label_end and not start:
            for piece in styled_texts(block, 0, block.label_end):
                self._piece(paragraph, block, piece, bold=True)
            paragraph.add_run("  ")
            start = block.label_end
        for piece in styled_texts(block, start, end):
            self._piece(paragraph, block, piece, bold=bold)

    def _piece(self, paragraph: Paragraph, block: Block, piece: StyledText, *, bold: bool) -> None:
        target = piece.target
        if target.startswith("^") and target in self._notes:
            self._package.footnotes.refer(paragraph, self._notes[target])
            return
        address = self._package.anchors.address(self._number, target) if target and not piece.has("image") else ""
        run = paragraph.add_run(piece.text)
        run.bold = bold or piece.has("strong", "label", "title", "banner") or None
        run.italic = piece.has("emphasis") or (piece.has("lead") and block.section > 1) or None
        run.font.strike = piece.has("strike", "deleted") or None
        if piece.has("code") or block.kind == "code":
            run.font.name = "Courier New"
            run.font.size = Pt(9.5)
        elif piece.has("muted", "meta", "cite") and not bold:
            run.font.color.rgb = _QUIET
        if address:
            run.font.underline = not piece.has("cite")
            self._package.link(paragraph, address).append(run._r)
        # In a book a source has its one number, under which it stands at the end.
        cites = target.startswith("@") and not self._package.printout.bound
        source = self._sources.get(target[1:]) if cites else None
        if source is not None and block.about != source.id and source.id not in self._told:
            self._told.add(source.id)
            self._package.footnotes.refer(paragraph, cited_as(source))

    def _table(self, block: Block) -> None:
        assert block.table is not None
        rows = block.table.rows
        table = self._docx.add_table(rows=len(rows), cols=len(rows[0]))
        if self._package.style("Table Grid"):
            table.style = "Table Grid"
        # python-docx looks for a row among all of them each time.
        for number, (row, element) in enumerate(zip(rows, table._tbl.tr_lst, strict=True)):
            is_head = number < block.table.heads
            if is_head:
                element.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
            for column, ((start, end), cell) in enumerate(zip(row, element.tc_lst, strict=False)):
                paragraph = Paragraph(cell.p_lst[0], self._docx._body)
                align = block.table.align[column] if column < len(block.table.align) else "left"
                if align != "left":
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if align == "right" else WD_ALIGN_PARAGRAPH.CENTER
                self._inline(paragraph, block, start, end, bold=is_head)
        self._docx.add_paragraph()


def bookmark(name: str) -> str:
    """A name as Word allows it: letters, figures and underscores, forty of them; a longer one ends with a number of its own."""
    made = f"_{name.replace('-', '_')}"
    return made if len(made) <= _LONGEST_NAME else f"{made[: _LONGEST_NAME - 9]}_{crc32(name.encode()):08x}"


def _run_of(paragraph: Paragraph, text: str) -> Any:
    run: Run = paragraph.add_run(cleaned_line(text))
    return run._r
