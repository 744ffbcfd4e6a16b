"""Values that no field holds, as text: decoded, one line for each value, nested by indentation.

What was typed on one line, in brackets or braces, stays as it was typed where it holds nothing that must be decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tui.store.nodes import MappingNode, Node, Scalar, SequenceNode, is_nothing, mark_of

_LONGEST_TYPED = 200
"""Characters of a list or a mapping that is shown as it was typed."""


class Rendered(NamedTuple):
    """A value as text."""

    text: str
    lines: tuple[int, ...] = ()
    """For each line of the text its line in the file, from 1; () for a single text, whose lines follow one another."""


def rendered(node: Node, source: str) -> Rendered:
    """A value as text; "" where it says that nothing is given.

    Args:
        node: what stands in the file.
        source: the whole text of the file.
    """
    if isinstance(node, Scalar):
        if is_nothing(node):
            return Rendered("")
        first = node.start_mark.line + 2
        return Rendered(node.value, tuple(range(first, first + node.value.count("\n") + 1)) if node.style == "|" else ())
    if typed := _as_typed(node, source):
        return Rendered(typed)
    rows: list[str] = []
    lines: list[int] = []
    for row, line in _rows(node, source):
        rows.append(row)
        lines.append(line)
    return Rendered("\n".join(rows), tuple(lines))


def texts_in(node: Node) -> Iterator[str]:
    """Every text in a value, keys left out, in the order of the file."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Scalar):
            if not is_nothing(current):
                yield current.value
        elif isinstance(current, MappingNode):
            waiting.extend(value for _, value in reversed(current.entries.values()))
        else:
            waiting.extend(reversed(current.items))


def _as_typed(node: MappingNode | SequenceNode, source: str) -> str:
    """A short list or mapping on one line that reads as it is; "" for any other."""
    start, end = node.start.index, node.end.index
    if not node.flow or end - start > _LONGEST_TYPED:
        return ""
    typed = source[start:end]
    if "\n" in typed or "\\" in typed or "*" in typed or "&" in typed:
        return ""
    return typed


def _rows(top: MappingNode | SequenceNode, source: str) -> Iterator[tuple[str, int]]:
    waiting: list[tuple[Node, int, str, int]] = [(top, 0, "", mark_of(top).line + 1)]
    while waiting:
        node, indent, before, line = waiting.pop()
        if isinstance(node, Scalar):
            yield from _of_scalar(node, indent, before, line)
            continue
        inside = "" if not before and not indent else _as_typed(node, source)
        children = len(node.entries) if isinstance(node, MappingNode) else len(node.items)
        if inside or not children:
            empty = "{}" if isinstance(node, MappingNode) else "[]"
            yield " " * indent + _beside(before, inside or empty), line
            continue
        if before.endswith(":"):
            yield " " * indent + before, line
            indent, before = indent + 2 + before.count("- ") * 2, ""
        pairs: list[tuple[str, Node, int]]
        if isinstance(node, MappingNode):
            pairs = [(f"{' '.join(name.split())}:", value, key.start_mark.line + 1) for name, (key, value) in node.entries.items()]
        else:
            pairs = [("- ", item, mark_of(item).line + 1) for item in node.items]
        further = indent + len(before)
        rest = [(value, further, head, at) for head, value, at in pairs]
        head, value, at = pairs[0]
        rest[0] = (value, indent, before + head, at)
        waiting += reversed(rest)


def _of_scalar(node: Scalar, indent: int, before: str, line: int) -> Iterator[tuple[str, int]]:
    value = "" if is_nothing(node) else node.value.strip("\n")
    if "\n" not in value:
        yield (" " * indent + _beside(before, value)).rstrip(), line
        return
    first = node.start_mark.line + 1
    step = 1 if node.style == "|" else 0
    texts = value.split("\n")
    if before.endswith(":"):
        yield " " * indent + before, line
        lead = " " * (indent + 2 + before.count("- ") * 2)
    else:
        yield " " * indent + before + texts.pop(0), line
        lead, first = " " * (indent + len(before)), first + step
    for number, text in enumerate(texts):
        yield (lead + text).rstrip(), first + step * (number + 1)


def _beside(before: str, value: str) -> str:
    return f"{before} {value}" if before.endswith(":") else before + value
