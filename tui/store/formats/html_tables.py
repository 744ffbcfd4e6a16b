"""Tables of HTML: their cells by rows, and whether they hold data or only put things beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from tui.store.formats.html_tree import BLOCKS, Element, Node


def table_rows(table: Element) -> tuple[list[list[Element]], list[Element]]:
    """The cells of a table by rows, its own ones, and what else stands in it: captions, and what is in no cell."""
    rows: list[list[Element]] = []
    others: list[Element] = []
    loose: list[Element] = []
    waiting = list(reversed(table.children))
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if one.strip():
                others.append(holder_of(one))
        elif one.tag == "tr":
            cells = [child for child in one.children if isinstance(child, Element) and child.tag in ("td", "th")]
            for child in one.children:
                if (child.tag not in ("td", "th")) if isinstance(child, Element) else child.strip():
                    others.append(holder_of(child))
            rows.append(cells)
        elif one.tag in ("td", "th"):
            loose.append(one)
        elif one.tag in ("thead", "tbody", "tfoot", "form"):
            waiting += reversed(one.children)
        elif one.tag not in ("col", "colgroup"):
            others.append(holder_of(one))
    return [row for row in [*rows, loose] if row], others


def holder_of(node: Node) -> Element:
    """Something that stands where it should not, as a block of its own."""
    holder = Element("div", {})
    holder.children.append(node)
    holder.holds_blocks = isinstance(node, Element) and (node.tag in BLOCKS or node.holds_blocks)
    return holder


def is_data(table: Element, rows: Sequence[Sequence[Element]]) -> bool:
    """Whether a table holds data, and does not only put things beside each other."""
    if table.get("role") in ("presentation", "none") or max(map(len, rows), default=0) < 2:
        return False
    inner = [element.tag for row in rows for cell in row for element in cell.walk()]
    if any(tag in ("table", "form", "h1", "h2", "h3", "hr") for tag in inner):
        return False
    if "th" in inner or any(isinstance(child, Element) and child.tag in ("caption", "thead") for child in table.children):
        return True
    return len(rows) > 1 and max(len(cell.text()) for row in rows for cell in row) < 2_000


def span_of(text: str, most: int) -> int:
    """How many cells one stands for, by its attribute; `most` at the most."""
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 6 else 1
