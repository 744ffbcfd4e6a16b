"""The text of a Word document as a page: paragraphs, headings, lists, tables, boxes, notes, comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

from tui.model.text import collapsed
from tui.store.formats.html_tree import Element, Node, block
from tui.store.formats.moments import edtf_of
from tui.store.formats.package import Package
from tui.store.formats.word_runs import Runs
from tui.store.formats.word_styles import Label, Numberings, Style, Styles, number_in, value_of

_THROUGH = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice", "tblPrEx"))
"""Elements around blocks that say nothing to a reader."""

_CODE = frozenset(("html preformatted", "source code", "code", "code block", "preformatted text", "macro text"))
_QUOTES = frozenset(("quote", "intense quote", "block text"))
_DEEPEST = 12
"""Tables and boxes within each other whose structure is kept."""

_WIDEST = 100
_TITLE_WITHIN = 30
"""Paragraphs among which the title stands."""


class WordText:
    """Reads the text of a document once, from its beginning to its end."""

    def __init__(self, package: Package, main: str, losses: Counter[str]) -> None:
        relations = package.relations_of(main)
        parts = dict(relations.values())
        self._package = package
        self._parts = parts
        self._losses = losses
        self._styles = Styles(package.xml(parts.get("styles", "")))
        self._numberings = Numberings(package.xml(parts.get("numbering", "")))
        self._runs = Runs(self._styles, relations, losses)
        self._paragraphs = 0
        self.title = ""
        """What stands in the style for titles; it is not among the blocks."""

    def blocks_of(self, parent: ElementTree.Element, depth: int = 0, *, flat: bool = False) -> list[Node]:
        """The blocks in an element, in order.

        Args:
            parent: of the blocks.
            depth: tables and boxes around it.
            flat: in a cell or a note, where nothing is a heading or a table.
        """
        if depth > _DEEPEST:
            return [block("p", collapsed(line)) for line in plain_text_of(parent).split("\n")]
        blocks: list[Node] = []
        lists: list[tuple[int, Element]] = []
        for one in _flow(parent, self._losses):
            if one.tag == "tbl":
                lists.clear()
                blocks += self._table(one, depth, flat)
            elif one.tag == "p":
                self._paragraph(one, flat, blocks, lists)
                boxes, self._runs.boxes = self._runs.boxes, []
                for box in boxes:
                    lists.clear()
                    blocks += self.blocks_of(box, depth + 1, flat=flat)
            elif one.tag == "altChunk":
                self._losses["embedded-files-not-taken"] += 1
            elif one.tag.startswith("m:oMath"):
                blocks.append(block("p", *self._runs.of(one, Style())))
        return blocks

    def _paragraph(self, one: ElementTree.Element, flat: bool, blocks: list[Node], lists: list[tuple[int, Element]]) -> None:
        properties = one.find("pPr")
        style_id = value_of(properties, "pStyle")
        style = self._styles.of(style_id)
        outline = number_in(value_of(properties, "outlineLvl"))
        heading = outline + 1 if 0 <= outline < 9 else 0 if outline == 9 else style.level
        self._paragraphs += 1
        nodes = self._runs.of(one, style, plain=bool(heading) or style.name == "title")
        label, level = self._label(properties, style, style_id)
        if not any(_text_of(node).strip() or isinstance(node, Element) for node in nodes):
            return
        if style.name == "title" and not flat and not self.title and self._paragraphs <= _TITLE_WITHIN:
            self.title = collapsed("".join(map(_text_of, nodes)))
            return
        if heading:
            numbered: list[Node] = [f"{label.text} ", *nodes] if label is not None and label.text else nodes
            blocks.append(block("p", block("strong", *numbered)) if flat else block(f"h{min(heading, 6)}", *numbered))
        elif label is not None:
            _add_item(nodes, label, level, blocks, lists)
            return
        elif style.name.startswith("toc ") and style.name[4:].isdigit():
            _add_item(nodes, Label("", 0), int(style.name[4:]) - 1, blocks, lists)
            return
        elif style.name in _CODE:
            last = blocks[-1] if blocks else None
            if isinstance(last, Element) and last.tag == "pre":
                last.children += ["\n", *nodes]
            else:
                blocks.append(block("pre", *nodes))
        elif style.name in _QUOTES:
            blocks.append(block("blockquote", block("p", *nodes)))
        else:
            blocks.append(block("p", *nodes))
        lists.clear()

    def _label(self, properties: ElementTree.Element | None, style: Style, style_id: str) -> tuple[Label | None, int]:
        """What stands before a paragraph that is counted, and the level of its list."""
        own = value_of(properties, "numPr/numId")
        numbering = own or style.numbering[0]
        if not numbering or numbering == "0":
            return None, 0
        level = number_in(value_of(properties, "numPr/ilvl"))
        if level < 0:
            level = style.numbering[1] or self._numberings.level_of_style(numbering, style_id)
        return self._numberings.next(numbering, level), level

    def _table(self, table: ElementTree.Element, depth: int, flat: bool) -> list[Node]:
        rows = [row for row in _flow(table, self._losses) if row.tag == "tr" and not self._is_deleted(row)]
        cells = [[cell for cell in _flow(row, self._losses) if cell.tag == "tc"] for row in rows]
        if max(map(len, cells), default=0) < 2:
            # A table of one column is a box around its text.
            return [node for row in cells for cell in row for node in self.blocks_of(cell, depth + 1, flat=flat)]
        if flat:
            self._losses["tables-flattened"] += 1
            return [block("p", " · ".join(collapsed(plain_text_of(cell)) for cell in row)) for row in cells]
        return [self._drawn(rows, cells, depth)]

    def _is_deleted(self, row: ElementTree.Element) -> bool:
        deleted = row.find("trPr/del") is not None
        self._losses["changes-accepted"] += deleted
        return deleted

    def _drawn(self, rows: list[ElementTree.Element], cells: list[list[ElementTree.Element]], depth: int) -> Element:
        table = Element("table", {})
        above: dict[int, Element] = {}
        for row, held in zip(rows, cells, strict=True):
            line = Element("tr", {})
            column = max(0, min(number_in(value_of(row, "trPr/gridBefore")), _WIDEST))
            line.children += [Element("td", {}) for _ in range(column)]
            longer: list[Element] = []
            for cell in held:
                span = max(1, min(number_in(value_of(cell, "tcPr/gridSpan")), _WIDEST))
                merged = cell.find("tcPr/vMerge")
                if merged is not None and merged.get("val", "continue") == "continue" and column in above:
                    longer.append(above[column])
                    column += span
                    continue
                made = block("td" if table.children else "th", *self.blocks_of(cell, depth + 1, flat=True), colspan=str(span))
                line.children.append(made)
                above.pop(column, None)
                if merged is not None:
                    above[column] = made
                column += span
            if line.children:
                for made in longer:
                    made.attributes["rowspan"] = str(int(made.get("rowspan") or "1") + 1)
                table.children.append(line)
        return table

    def notes(self) -> list[Node]:
        """The foot- and endnotes that were met, under the labels that they have in the text."""
        read: dict[str, dict[str, ElementTree.Element]] = {}
        found: list[Node] = []
        for kind in ("footnote", "endnote"):
            root = self._package.xml(self._parts.get(f"{kind}s", ""))
            read[kind] = {one.get("id", ""): one for one in root if one.tag == kind} if root is not None else {}
        done = 0
        # A note may refer to another one.
        while done < len(self._runs.labels):
            (kind, number), label = list(self._runs.labels.items())[done]
            done += 1
            note = read.get(kind, {}).get(number)
            if note is not None:
                found.append(block("div", *self.blocks_of(note, flat=True), id=f"note-{label}"))
        return found

    def comments(self) -> list[Node]:
        """The comments of the document as items: who, when, on what, and what it says."""
        root = self._package.xml(self._parts.get("comments", ""))
        items: list[Node] = []
        for one in root if root is not None else ():
            text = plain_text_of(one)
            if one.tag != "comment" or not text.strip():
                continue
            quoted = collapsed(self._runs.quotes.get(one.get("id", ""), ""))
            on = f" on “{quoted}”" if quoted else ""
            day = edtf_of(one.get("date", ""))[:10]
            said = [one.get("author", ""), day]
            items.append(block("li", f"{', '.join(filter(None, said))}{on}: {collapsed(text)}"))
        return items


def _add_item(nodes: list[Node], label: Label, level: int, blocks: list[Node], lists: list[tuple[int, Element]]) -> None:
    """Add an item to the list that is open at its level, or to a new one."""
    while lists and lists[-1][0] > level:
        lists.pop()
    kind = "ol" if label.number else "ul"
    if lists and lists[-1][0] == level and (lists[-1][1].tag != kind or label.number == 1):
        lists.pop()
    if not lists or lists[-1][0] < level:
        made = block(kind, **({"start": str(label.number)} if label.number > 1 else {}))
        holder = lists[-1][1].children[-1] if lists else None
        if isinstance(holder, Element):
            holder.children.append(made)
        else:
            blocks.append(made)
        lists.append((level, made))
    shown: list[Node] = [f"{label.text} "] if label.text and not label.number else []
    lists[-1][1].children.append(block("li", *shown, *nodes))


def _flow(parent: ElementTree.Element, losses: Counter[str]) -> Iterator[ElementTree.Element]:
    """What is in an element, as if what says nothing to a reader were not around it."""
    waiting = list(reversed(parent))
    while waiting:
        one = waiting.pop()
        if one.tag in _THROUGH:
            losses["changes-accepted"] += one.tag in ("ins", "moveTo")
            waiting += reversed(one)
        elif one.tag in ("del", "moveFrom"):
            losses["changes-accepted"] += 1
        else:
            yield one


def _text_of(node: Node) -> str:
    return node if isinstance(node, str) else node.text()


def plain_text_of(root: ElementTree.Element) -> str:
    """The text of anything in a document, a paragraph a line, what stands in pictures of letters too; tabs stay."""
    lines: list[str] = []
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if one.tag == "p" or not lines:
            lines.append("")
        if one.tag in ("t", "m:t"):
            lines[-1] += one.text or ""
        elif one.tag in ("tab", "ptab"):
            lines[-1] += "\t"
        elif one.tag in ("br", "cr"):
            lines[-1] += " "
        elif one.tag == "textpath":
            lines.append(one.get("string", ""))
        elif one.tag not in ("Fallback", "del", "moveFrom", "pPr", "rPr"):
            waiting += reversed(one)
    return "\n".join("\t".join(filter(None, map(collapsed, line.split("\t")))) for line in lines if collapsed(line))
