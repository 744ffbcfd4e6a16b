"""A PDF for reading by eye and by ear: tagged, the marking above and below every page, pages numbered.

Typst sets it. What is in a briefing reaches it as data, never as markup: none of it can name a file or a package.

Sources: ISO 14289-1 (PDF/UA-1); Typst 0.15, `sys.inputs`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typst

from tui.document.block import Block
from tui.document.document import Document
from tui.export.anchors import Anchors
from tui.export.nesting import Begin, End, nested
from tui.export.printout import (
    MarkingBegins,
    MarkingEnds,
    PrintedFile,
    Printout,
    SectionBegins,
    StyledText,
    stretches,
    styled_texts,
)
from tui.model.text import cleaned_line

TEMPLATE = Path(__file__).with_name("pdf.typ")
"""How it is set; the data is in `sys.inputs.data`."""

Node = dict[str, Any]


def as_printed(printout: Printout) -> PrintedFile:
    """The file: one that is accessible by the standard, or where a character has no sign in any font here, one that is tagged."""
    inputs = {"data": json.dumps(_tree(printout), ensure_ascii=False)}
    try:
        return PrintedFile(_set(inputs, accessible=True))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return PrintedFile(_set(inputs, accessible=False), (f"{error.message.removesuffix('.')}: it is tagged, but no PDF/UA.",))


def _set(inputs: dict[str, str], *, accessible: bool) -> bytes:
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1"] if accessible else [],
    )


def _tree(printout: Printout) -> Node:
    anchors = Anchors(printout)
    briefing = printout.documents[0].briefing
    contents = [
        {
            "name": anchors.of_section(number, document.sections[0].id),
            "title": document.sections[0].title,
            "marking": str(document.briefing.effective_marking),
        }
        for number, document in enumerate(printout.documents)
    ]
    date = briefing.newest
    return {
        "title": cleaned_line(printout.title),
        "marking": str(printout.marking),
        "language": briefing.lang.partition("-")[0].lower() or "en",
        "authors": [] if printout.is_book else list(briefing.authors),
        "date": date.text[:10] if date is not None else "",
        "book": printout.as_of,
        "left_out": list(printout.left_out),
        "contents": contents,
        "documents": [_Writer(document, n, anchors, printout).nodes() for n, document in enumerate(printout.documents)],
    }


class _Writer:
    """One document as a tree."""

    def __init__(self, document: Document, number: int, anchors: Anchors, printout: Printout) -> None:
        self._document = document
        self._number = number
        self._anchors = anchors
        self._printout = printout
        self._deeper = 1 if printout.is_book else 0
        self._level = 0
        self._named: set[str] = set()
        self._nodes: list[Node] = []

    def nodes(self) -> list[Node]:
        marking = str(self._document.briefing.effective_marking)
        if self._deeper and marking:
            self._note(f"[{marking}]")
        name = ""
        for event in stretches(self._document):
            if isinstance(event, list):
                name = self._blocks(event, name)
            elif isinstance(event, SectionBegins):
                name = self._anchors.of_section(self._number, event.section.id)
            elif isinstance(event, MarkingBegins):
                self._note(f"[{event.marking}]")
            elif isinstance(event, MarkingEnds):
                self._note(f"[End of {event.marking}]")
        if self._deeper and marking:
            self._note(f"[End of {marking}]")
        return self._nodes

    def _note(self, words: str) -> None:
        self._nodes.append({"kind": "marking", "runs": [{"text": words}]})

    def _blocks(self, blocks: Iterable[Block], name: str) -> str:
        """Add blocks; the first has the name of their section. Returns the name that is left for the next ones."""
        inside: list[list[Node]] = [self._nodes]
        for event in nested(blocks):
            if isinstance(event, Begin):
                node: Node = {"kind": event.container.kind, "number": event.container.number, "nodes": []}
                inside[-1].append(node)
                inside.append(node["nodes"])
            elif isinstance(event, End):
                inside.pop()
            else:
                node = self._node(event)
                if name:
                    node["name"], name = name, ""
                inside[-1].append(node)
        return name

    def _node(self, block: Block) -> Node:
        node: Node = {"kind": block.kind, "runs": self._runs(block)}
        match block.kind:
            case "title":
                node |= {"kind": "heading" if self._deeper else "title", "level": 1}
            case "heading":
                self._level = min(block.level + self._deeper, self._level + 1, 6)
                node["level"] = self._level
            case "code":
                node["text"] = block.text
            case "row" | "detail":
                node["sign"] = block.first.strip()
                node["deeper"] = block.kind == "detail" and bool(block.hang) and not block.label_end
            case "tree":
                node["depth"] = len(block.first) // 3
            case "table" if block.table is not None:
                node["heads"] = block.table.heads
                node["align"] = list(block.table.align)
                node["rows"] = [[self._runs(block, start, end) for start, end in row] for row in block.table.rows]
        if block.role.startswith("lead") and block.section > 1:
            node["lead"] = True
        if block.about and block.about not in self._named:
            self._named.add(block.about)
            node["name"] = self._anchors.of_thing(self._number, block.about)
        return node

    def _runs(self, block: Block, start: int = 0, end: int | None = None) -> list[Node]:
        runs = []
        if block.label_end and not start:
            runs += [self._run(piece) | {"strong": True} for piece in styled_texts(block, 0, block.label_end)]
            runs.append({"text": "  "})
            start = block.label_end
        return runs + [self._run(piece) for piece in styled_texts(block, start, end)]

    def _run(self, piece: StyledText) -> Node:
        run: Node = {"text": piece.text}
        for role, name in (
            ("strong", "strong"),
            ("label", "strong"),
            ("emphasis", "emphasis"),
            ("strike", "strike"),
            ("code", "code"),
        ):
            if piece.has(role):
                run[name] = True
        if piece.has("muted", "meta", "cite"):
            run["quiet"] = True
        if piece.has("guide", "likelihood") and not any(map(str.isalnum, piece.text)):
            run["drawn"] = True
        if piece.target and not piece.has("image"):
            address = self._anchors.address(self._number, piece.target)
            if address:
                run["link"] = address
        return run
