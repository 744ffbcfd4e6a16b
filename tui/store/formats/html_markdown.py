"""From a tree of HTML to Markdown: headings, lists, tables, notes, quotes, code and links. What cannot be one is counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urljoin

from tui.model.text import code_span, fenced, unique
from tui.store.formats import markdown_writer as write
from tui.store.formats.html_tables import holder_of, is_data, span_of, table_rows
from tui.store.formats.html_tree import BLOCKS, NO_TEXT, Element, Node

MOST_CELLS = 200_000
"""Cells of one table, those that are made for merged ones counted."""

_WIDEST = 100
"""Columns of a table that Markdown is asked to draw."""

_DEEPEST_QUOTE = 10
"""Levels of quotes that are shown: each says every line once more."""

_SPACE = re.compile(r"[ \t\n\r\f]+")
_BREAK = "\x01"
"""Stands for a break within a paragraph until it is known what it stands in."""

_MARKS = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "*"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
}
_CODE = frozenset(("code", "kbd", "samp", "tt"))
_MEDIA = frozenset(("video", "audio", "iframe", "object", "embed", "canvas", "svg", "map"))
_FIELDS = frozenset(("input", "select", "textarea"))
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_NOTE = re.compile(r"(?:foot|end)?-?note-?ref|^fnref|doc-noteref", re.I)


def markdown_of(root: Element, losses: Counter[str], base: str = "") -> str:
    """The Markdown of a page.

    Args:
        root: as `html_tree.tree_of` gives it.
        losses: where is counted what is not taken over (`rendition.LOSSES`).
        base: address from which others are reckoned; those that lead nowhere outside become text.
    """
    return _Writer(root, losses, base).written()


class _Writer:
    def __init__(self, root: Element, losses: Counter[str], base: str) -> None:
        self._root = root
        self._losses = losses
        self._base = base
        self._notes = _notes_of(root)
        """By the id of an element that is a note: its label."""
        self._held: list[str] = []
        """Notes that were met, written."""
        self._flat = 0
        """Levels of tables and list items one is in, where nothing may be a heading."""
        self._quoted = 0

    def written(self) -> str:
        return "\n\n".join([*self._blocks(self._root), *self._held])

    def _blocks(self, element: Element) -> list[str]:
        """The blocks of what is in an element."""
        written: list[str] = []
        run: list[str] = []

        def flush() -> None:
            text = _paragraph("".join(run))
            if text:
                written.append(text)
            run.clear()

        for child in element.children:
            if isinstance(child, str):
                run.append(write.escaped(_SPACE.sub(" ", child)))
            elif child.tag in BLOCKS or (child.holds_blocks and child.tag not in NO_TEXT):
                flush()
                written += self._block(child)
            else:
                run.append(self._inline(child))
        flush()
        return written

    def _block(self, element: Element) -> list[str]:
        if self._is_hidden(element):
            return []
        tag, label = element.tag, self._notes.get(element.get("id"))
        if label is not None:
            body = "\n\n".join(self._blocks(element)).replace("\n", "\n    ")
            self._held.append(f"[^{label}]: {body}")
            return []
        if tag in _HEADINGS:
            return self._heading(element, _HEADINGS[tag])
        if tag in ("ul", "ol", "menu", "dir"):
            return self._list(element)
        if tag == "dl":
            return self._definitions(element)
        if tag == "table":
            return self._table(element)
        if tag == "blockquote" and self._quoted < _DEEPEST_QUOTE:
            self._quoted += 1
            inner = "\n\n".join(self._blocks(element))
            self._quoted -= 1
            return ["\n".join(f"> {line}" if line else ">" for line in inner.split("\n"))] if inner else []
        if tag in ("pre", "xmp"):
            text = element.text().replace(_BREAK, "").strip("\n").rstrip()
            return [fenced(text, _language(element))] if text.strip() else []
        if tag == "hr":
            return [] if self._flat else ["***"]
        blocks = self._blocks(element)
        if tag == "a" and blocks:
            # A link around blocks is that of the first.
            sign, space, text = blocks[0].partition(" ") if blocks[0].startswith("#") else ("", "", blocks[0])
            if "\n" not in text:
                blocks[0] = f"{sign}{space}{self._link(element, text)}"
        elif tag in ("summary", "caption", "legend", "dt") and len(blocks) == 1 and "\n" not in blocks[0]:
            blocks[0] = _marked(blocks[0], "**" if tag != "caption" else "*")
        return blocks

    def _heading(self, element: Element, level: int) -> list[str]:
        text = " ".join(" ".join(self._blocks(element)).replace("\\\n", " ").split())
        if not text:
            return []
        return [_marked(text.strip("*"), "**")] if self._flat else [f"{'#' * level} {text.lstrip('#').strip()}"]

    def _list(self, element: Element) -> list[str]:
        ordered = element.tag == "ol"
        number = int(start) if ordered and (start := element.get("start")).isdecimal() and len(start) < 9 else 1
        items: list[str] = []
        loose = False
        self._flat += 1
        for child in element.children:
            if isinstance(child, str) or child.tag != "li":
                blocks = [_paragraph(write.escaped(child))] if isinstance(child, str) else self._blocks(holder_of(child))
                blocks = [block for block in blocks if block]
                if not blocks:
                    continue
                if isinstance(child, Element) and child.tag in ("ul", "ol") and items:
                    # A list that stands between items belongs to the one before it.
                    items[-1] += "\n" + _indented("\n\n".join(blocks), "  " if not ordered else "   ")
                    continue
            else:
                blocks = self._block(child)
                if not blocks:
                    continue
            sign = f"{number}. " if ordered else "- "
            number += 1
            loose = loose or any(not _is_list(block) for block in blocks[1:])
            joined = blocks[0]
            for block in blocks[1:]:
                joined += ("\n" if _is_list(block) and not loose else "\n\n") + block
            items.append(sign + _indented(joined, " " * len(sign)).lstrip(" "))
        self._flat -= 1
        return [("\n\n" if loose else "\n").join(items)] if items else []

    def _definitions(self, element: Element) -> list[str]:
        written: list[str] = []
        for child in element.children:
            if isinstance(child, str):
                continue
            if child.tag == "div":
                written += self._definitions(child)
            elif child.tag == "dd" and written:
                self._flat += 1
                inner = "\n\n".join(self._block(child))
                self._flat -= 1
                if inner:
                    written.append(f"- {_indented(inner, '  ').lstrip(' ')}")
            else:
                written += self._blocks(holder_of(child))
        return written

    def _table(self, table: Element) -> list[str]:
        rows, before = table_rows(table)
        written = [block for caption in before for block in self._block(caption)]
        if not is_data(table, rows):
            for row in rows:
                for cell in row:
                    written += self._blocks(cell)
            return written
        self._flat += 1
        grid = self._grid(rows)
        self._flat -= 1
        width = max(map(len, grid), default=0)
        if not width:
            return written
        if width > _WIDEST:
            self._losses["tables-flattened"] += 1
            return [*written, *[" · ".join(filter(None, cells)) for cells in grid]]
        return [*written, write.markdown_table(grid)]

    def _grid(self, rows: Sequence[Sequence[Element]]) -> list[list[str]]:
        """The cells of a table as Markdown; those that are merged downwards say the same in each row."""
        grid: list[list[str]] = []
        below: dict[int, tuple[int, str]] = {}
        cells = 0
        for row in rows:
            line: list[str] = []
            waiting = list(reversed(row))
            while waiting or below.get(len(line), (0, ""))[0] > 0:
                left, text = below.get(len(line), (0, ""))
                if left > 0:
                    below[len(line)] = (left - 1, text)
                    line.append(text)
                else:
                    cell = waiting.pop()
                    text = "<br>".join(self._cell_lines(cell))
                    across, down = span_of(cell.get("colspan"), _WIDEST), span_of(cell.get("rowspan"), len(rows))
                    if down > 1:
                        for column in range(len(line), len(line) + across):
                            below[column] = (down - 1, text if column == len(line) else "")
                    line += [text, *[""] * (across - 1)]
                cells += 1
                if cells > MOST_CELLS:
                    self._losses["rows-not-taken"] += len(rows) - len(grid)
                    return grid
            if any(line):
                grid.append(line)
        return grid

    def _cell_lines(self, cell: Element) -> list[str]:
        lines: list[str] = []
        for block in self._blocks(cell):
            if block.startswith("```"):
                lines += [_code(line) for line in block.split("\n")[1:-1] if line.strip()]
            elif block.startswith("| "):
                self._losses["tables-flattened"] += 1
                lines += [line.strip("| ").replace(" | ", " · ") for line in block.split("\n") if not line.startswith("| ---")]
            else:
                lines += [line.rstrip("\\") for line in block.split("\n") if line.strip()]
        return lines

    def _is_hidden(self, element: Element) -> bool:
        if "hidden" not in element.attributes and "none" not in element.get("style"):
            return False
        if "hidden" in element.attributes or re.search(r"display\s*:\s*none", element.get("style")):
            if element.text().strip():
                self._losses["hidden-text-left-out"] += 1
            return True
        return False

    def _inline(self, element: Element) -> str:
        """An element within a line."""
        tag = element.tag
        if tag == "br":
            return _BREAK
        if tag == "img":
            return self._image(element)
        if tag in _MEDIA:
            self._losses["media-not-taken"] += 1
            return ""
        if tag in _FIELDS:
            self._losses["forms-not-taken"] += element.get("type") != "hidden"
            return ""
        if tag in NO_TEXT or tag == "title" or self._is_hidden(element):
            return ""
        if tag in _CODE:
            return _code(_SPACE.sub(" ", element.text()))
        if tag == "a" and (label := self._notes.get(element.get("href")[1:])) and element.get("href")[:1] == "#":
            return f"[^{label}]"
        text = self._texts(element.children)
        if tag == "a":
            return self._link(element, text)
        if tag in _MARKS:
            return _marked(text, _MARKS[tag])
        if tag == "q":
            return f"“{text}”"
        if tag == "rt":
            return f"({text})" if text.strip() and text.strip()[:1] not in "(（" else text
        if tag == "sup" and text.strip().isalnum() and "[^" not in text:
            return f"^{text.strip()}"
        return text

    def _texts(self, children: Sequence[Node]) -> str:
        return "".join(write.escaped(_SPACE.sub(" ", one)) if isinstance(one, str) else self._inline(one) for one in children)

    def _link(self, element: Element, text: str) -> str:
        address = element.get("href").strip()
        if not address or address[0] == "#" or not text.strip():
            return text
        try:
            whole = urljoin(self._base, address) if self._base else address
        except ValueError:
            return text
        stripped = text.strip()
        linked = write.link(stripped, whole)
        return text.replace(stripped, linked, 1) if linked != stripped else text

    def _image(self, element: Element) -> str:
        if {element.get("width"), element.get("height")} <= {"0", "1", "2"}:
            # It counts who opens the page.
            return ""
        self._losses["images-not-taken"] += 1
        words = " ".join(element.get("alt").split())
        return f"*{write.escaped(words).strip('*')}*" if words else ""


def _notes_of(root: Element) -> dict[str, str]:
    """The elements that are notes, by their ids, with the labels that the text gives them."""
    named: dict[str, str] = {}
    for element in root.walk():
        for child in element.children:
            if isinstance(child, Element) and child.tag == "a" and child.get("href")[:1] == "#" and len(child.get("href")) > 1:
                told = f"{child.get('class')} {child.get('role')} {child.get('id')} {child.get('epub:type')} {child.get('rel')}"
                if (
                    element.tag == "sup"
                    or _NOTE.search(told)
                    or any(isinstance(one, Element) and one.tag == "sup" for one in child.children)
                ):
                    label = re.sub(r"[^\w-]", "", child.text())
                    if label and len(label) < 12:
                        named.setdefault(child.get("href")[1:], label)
    there = {element.get("id") for element in root.walk() if element.tag in ("li", "p", "div", "aside", "dd", "section")}
    taken: dict[str, int] = {}
    return {target: unique(label, taken) for target, label in named.items() if target in there}


def _language(element: Element) -> str:
    found = re.search(r"(?:language|lang|brush)[-:]\s*([\w+#-]{1,20})", " ".join(one.get("class") for one in element.walk()[:3]))
    return found[1] if found else ""


def _paragraph(text: str) -> str:
    """What was written within a line as a paragraph: spaces put in order, breaks where there are any."""
    text = _SPACE.sub(" ", text).strip(f" {_BREAK}")
    lines = [" ".join(line.split(" ")).strip() for line in text.split(_BREAK)] if text else []
    joined: list[str] = []
    for line in lines:
        if line:
            joined.append(write.escaped_start(line))
        elif joined and joined[-1]:
            joined.append("")
    return "\\\n".join(joined).replace("\\\n\\\n", "\n\n")


def _marked(text: str, sign: str) -> str:
    """A text in emphasis; the spaces around it stand outside, since signs beside them mark nothing."""
    stripped = text.strip(f" {_BREAK}")
    if not stripped or _BREAK in stripped or stripped.startswith(sign):
        return text
    before, _, after = text.partition(stripped)
    return f"{before}{sign}{stripped}{sign}{after}"


def _code(text: str) -> str:
    return code_span(text.strip()) if text.strip() else text


def _indented(text: str, by: str) -> str:
    return "\n".join(f"{by}{line}" if line else "" for line in text.split("\n"))


def _is_list(block: str) -> bool:
    return re.match(r"(?:- |\d{1,9}\. )", block) is not None
