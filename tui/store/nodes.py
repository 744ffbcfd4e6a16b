"""What a parser gives before it is a briefing: scalars, mappings and sequences with their places.

A scalar is the parser's own event, kept as it is: to copy its text and place into another object
would cost as much again as parsing it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from tui.store.problems import YamlMark

if TYPE_CHECKING:

    class Scalar:
        """A scalar event as the parsers make them: always with its marks."""

        anchor: str | None
        tag: str | None
        value: str
        style: str | None
        """`'`, `"`, `|` or `>`; empty or None where it is unquoted."""
        start_mark: YamlMark
        end_mark: YamlMark

        def __init__(
            self,
            anchor: str | None,
            tag: str | None,
            implicit: tuple[bool, bool],
            value: str,
            start_mark: YamlMark,
            end_mark: YamlMark,
            style: str | None,
        ) -> None: ...

else:
    from yaml.events import ScalarEvent as Scalar

NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
"""What an unquoted scalar says when it says that nothing is given."""


class MappingNode:
    """Keys and values in the order of the file; each key once, the first one."""

    __slots__ = ("end", "entries", "flow", "start")

    def __init__(self, start: YamlMark, flow: bool) -> None:
        self.entries: dict[str, tuple[Scalar, Node]] = {}
        self.start = start
        self.end = start
        self.flow = flow


class SequenceNode:
    """Items in the order of the file."""

    __slots__ = ("end", "flow", "items", "start")

    def __init__(self, start: YamlMark, flow: bool) -> None:
        self.items: list[Node] = []
        self.start = start
        self.end = start
        self.flow = flow


Node: TypeAlias = Scalar | MappingNode | SequenceNode


def mark_of(node: Node) -> YamlMark:
    """Where a node starts."""
    return node.start_mark if isinstance(node, Scalar) else node.start


def is_nothing(node: Node) -> bool:
    """Whether a node means "not given": empty, `~` or `null`, unquoted; or an empty text in quotes."""
    if not isinstance(node, Scalar):
        return False
    return not node.value or (not node.style and node.value in NOTHING)


def raw_text(node: Node, text: str) -> str:
    """A node as its author typed it, without the indentation of its first line."""
    start = mark_of(node)
    end = node.end_mark if isinstance(node, Scalar) else node.end
    raw = text[start.index : end.index].rstrip()
    return re.sub(rf"\n {{1,{start.column}}}", "\n", raw) if start.column and "\n" in raw else raw


_LONGEST_LINE = 1_000
"""Characters before and behind a place in a line that is shown as it should be; more would not be read, and takes its time."""


def line_with(text: str, start: int, end: int, instead: str) -> str:
    """The line that holds a range of a text, with other words in place of it; "" where the range goes over several lines.

    "" as well where the line is too long to be shown.
    """
    if end - start > _LONGEST_LINE or "\n" in text[start:end]:
        return ""
    from_, to = max(0, start - _LONGEST_LINE), min(len(text), end + _LONGEST_LINE)
    first = text.rfind("\n", from_, start) + 1
    last = text.find("\n", end, to)
    if (not first and from_) or (last < 0 and to < len(text)):
        return ""
    return (text[first:start] + instead + text[end : last if last >= 0 else to]).strip()


def node_text(node: Node, text: str) -> str:
    """A node as text: a scalar's value, anything else as it was typed."""
    return node.value if isinstance(node, Scalar) else raw_text(node, text)
