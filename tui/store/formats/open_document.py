"""OpenDocument texts (LibreOffice): headings, lists, tables, notes, comments, boxes; labels in headers and footers hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

from tui.model.text import clipped, collapsed
from tui.store.formats.decoding import own_source
from tui.store.formats.handling_lines import labels_in, labels_in_markdown, labels_on_edges
from tui.store.formats.html_markdown import markdown_of
from tui.store.formats.html_tree import Element, Node, block, knowing_blocks
from tui.store.formats.moments import edtf_of
from tui.store.formats.package import Package
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition, Unread
from tui.store.formats.word_styles import number_in

_LONGEST_TITLE = 300
_DEEPEST = 12
_WIDEST = 100
_SPACES = {"tab": " ", "s": " "}


def parts(data: bytes, file: ForeignFile) -> Iterator[FilePart]:
    """The one document of a file."""
    yield FilePart("", data, lambda: _rendition(data, file))


def _rendition(data: bytes, file: ForeignFile) -> Rendition:
    package = Package(data, "an OpenDocument text")
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise Unread("This file is an OpenDocument text, and it is encrypted.", "encrypted", "save it without a password")
    root = package.xml("content.xml")
    body = root.find("body/text") if root is not None else None
    if body is None:
        raise NotOfThisFormat
    made = Rendition(file)
    package.tell_macros(made)
    text = _Text(made.losses)
    page = block("div", *text.blocks_of(body))
    page.children += text.notes
    if text.comments:
        page.children += [block("h1", "Comments in the file"), block("ul", *text.comments)]
    written = markdown_of(knowing_blocks(page), made.losses)
    made.handling += labels_in_markdown(written)
    styles, meta = package.xml("styles.xml"), package.xml("meta.xml")
    kept: dict[str, None] = {}
    for edge in styles.iter() if styles is not None else ():
        if edge.tag in ("header", "footer", "header-left", "footer-left", "header-first", "footer-first"):
            lines = [line for one in edge.iter("p") if (line := collapsed("".join(one.itertext())))]
            made.handling += labels_on_edges(lines)
            kept |= dict.fromkeys(map(collapsed, (line for line in lines if not labels_in([line]) and not line.isdecimal())))
    made.keep("header and footer", "\n".join(kept))
    said = {one.tag: collapsed(one.text or "") for one in meta.iter() if one.text} if meta is not None else {}
    made.fields |= {
        "title": clipped(text.title or said.get("title", "") or file.stem, _LONGEST_TITLE),
        "date": edtf_of(said.get("creation-date", "")[:10]) or edtf_of(said.get("date", "")[:10]),
        "authors": [said.get("initial-creator", "") or said.get("creator", "")],
        "lang": said.get("language", ""),
        "tags": [one.text for one in (meta.iter("keyword") if meta is not None else ()) if one.text],
        "body": written,
    }
    changed = edtf_of(said.get("date", "")[:10])
    made.fields["updated"] = changed if changed != made.fields["date"] else ""
    for name in ("subject", "description"):
        made.keep(name, said.get(name, ""))
    own_source(made, data, date=made.fields["date"], author=said.get("initial-creator", ""))
    return made


class _Text:
    """Reads the text of a document once."""

    def __init__(self, losses: Counter[str]) -> None:
        self._losses = losses
        self.title = ""
        self.notes: list[Node] = []
        self.comments: list[Node] = []
        self._boxes: list[ElementTree.Element] = []

    def blocks_of(self, parent: ElementTree.Element, depth: int = 0, *, flat: bool = False) -> list[Node]:
        """The blocks in an element; with `flat` none is a heading or a table."""
        if depth > _DEEPEST:
            return [block("p", collapsed("".join(parent.itertext())))]
        blocks: list[Node] = []
        for one in parent:
            tag = one.tag
            if tag in ("p", "h"):
                nodes = self._line(one)
                level = number_in(one.get("outline-level", "1")) if tag == "h" else 0
                if one.get("style-name") == "Title" and not self.title and not flat:
                    self.title = collapsed("".join(one.itertext()))
                elif level > 0:
                    blocks.append(block("p", block("strong", *nodes)) if flat else block(f"h{min(level, 6)}", *nodes))
                elif nodes:
                    blocks.append(block("p", *nodes))
                boxes, self._boxes = self._boxes, []
                for box in boxes:
                    blocks += self.blocks_of(box, depth + 1, flat=flat)
            elif tag == "list":
                items = [item for item in one if item.tag in ("list-item", "list-header")]
                blocks.append(block("ul", *(block("li", *self.blocks_of(item, depth + 1, flat=True)) for item in items)))
            elif tag == "table":
                blocks += self._table(one, depth, flat)
            elif tag == "tracked-changes":
                self._losses["changes-accepted"] += sum(child.tag == "changed-region" for child in one)
            elif tag not in ("sequence-decls", "variable-decls", "user-field-decls", "forms"):
                blocks += self.blocks_of(one, depth + 1, flat=flat)
        return blocks

    def _table(self, table: ElementTree.Element, depth: int, flat: bool) -> list[Node]:
        rows = _rows_of(table)
        if flat:
            self._losses["tables-flattened"] += 1
            return [block("p", " · ".join(collapsed("".join(cell.itertext())) for cell in row)) for row in rows]
        made = Element("table", {})
        for row in rows:
            line = Element("tr", {})
            for cell in row:
                if cell.tag != "table-cell":
                    continue
                span = {"colspan": cell.get("number-columns-spanned", "1"), "rowspan": cell.get("number-rows-spanned", "1")}
                repeated = max(1, min(number_in(cell.get("number-columns-repeated", "1")), _WIDEST))
                for _ in range(repeated if len(cell) else min(repeated, 1)):
                    held = self.blocks_of(cell, depth + 1, flat=True)
                    line.children.append(block("td" if made.children else "th", *held, **span))
            made.children.append(line)
        return [made]

    def _line(self, paragraph: ElementTree.Element) -> list[Node]:
        """What stands in a paragraph, in order, without going down by calls."""
        nodes: list[Node] = [paragraph.text or ""]
        waiting: list[ElementTree.Element | str] = [part for one in reversed(paragraph) for part in (one.tail or "", one)]
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                nodes.append(one)
            elif one.tag in _SPACES:
                nodes.append(_SPACES[one.tag])
            elif one.tag == "line-break":
                nodes.append(Element("br", {}))
            elif one.tag == "note":
                nodes.append(self._note(one))
            elif one.tag == "annotation":
                self._comment(one)
            elif one.tag == "frame":
                nodes += self._frame(one)
            elif one.tag == "a":
                nodes.append(block("a", "".join(one.itertext()), href=one.get("href", "")))
            elif one.tag not in ("bookmark", "bookmark-start", "bookmark-end", "annotation-end", "soft-page-break"):
                waiting += [part for inner in reversed(one) for part in (inner.tail or "", inner)]
                nodes.append(one.text or "")
        return [node for node in nodes if node != ""]

    def _note(self, one: ElementTree.Element) -> Node:
        label = str(len(self.notes) + 1)
        holder = block("div", id=f"note-{label}")
        self.notes.append(holder)
        body = one.find("note-body")
        if body is not None:
            holder.children += self.blocks_of(body, 1, flat=True)
        return block("sup", block("a", label, href=f"#note-{label}"))

    def _comment(self, one: ElementTree.Element) -> None:
        said = {child.tag: collapsed("".join(child.itertext())) for child in one if child.tag in ("creator", "date")}
        text = " ".join(collapsed("".join(child.itertext())) for child in one if child.tag in ("p", "list"))
        who = ", ".join(filter(None, (said.get("creator"), said.get("date", "")[:10])))
        self.comments.append(block("li", f"{who}: {text}"))

    def _frame(self, one: ElementTree.Element) -> list[Node]:
        box = one.find("text-box")
        if box is not None:
            self._boxes.append(box)
            return []
        if one.find("object") is not None:
            self._losses["embedded-files-not-taken"] += 1
            return []
        words = next((collapsed(child.text or "") for child in one if child.tag in ("desc", "title") and child.text), "")
        return [Element("img", {"alt": words})]


def _rows_of(table: ElementTree.Element) -> list[ElementTree.Element]:
    """The rows of a table, its own ones."""
    rows: list[ElementTree.Element] = []
    waiting = list(reversed(table))
    while waiting:
        one = waiting.pop()
        if one.tag == "table-row":
            rows.append(one)
        elif one.tag in ("table-header-rows", "table-rows", "table-row-group"):
            waiting += reversed(one)
    return rows
