"""Anchors and aliases, which together may not stand for more than a bounded number of values."""

from __future__ import annotations

from typing import Any

from tui.store.nodes import MappingNode, Node, Scalar, SequenceNode, line_with
from tui.store.problems import Problems, YamlMark, quote, quoted

MOST_ALIASED = 10_000
"""Nodes that aliases may expand to, in one file (FORMAT section 1)."""

_WORTH_A_NODE = 100
"""Characters of a text that count as much as a node: a text is cheap to repeat, but not for nothing."""


def _size(node: Node, most: int) -> int:
    count, waiting = 0, [node]
    while waiting and count <= most:
        current = waiting.pop()
        count += 1
        if isinstance(current, Scalar):
            count += len(current.value) // _WORTH_A_NODE
        elif isinstance(current, MappingNode):
            count += len(current.entries)
            waiting.extend(value for _, value in current.entries.values())
        elif isinstance(current, SequenceNode):
            waiting.extend(current.items)
    return count


class Aliases:
    """The named values of one file."""

    def __init__(self, problems: Problems, text: str) -> None:
        self._problems = problems
        self._text = text
        self._anchors: dict[str, Node | None] = {}
        self._anchor_marks: dict[str, YamlMark] = {}
        self._sizes: dict[str, int] = {}
        self._aliased = 0

    def name(self, anchor: str, node: Node | None, mark: YamlMark | None = None) -> None:
        """Give a value a name; None while it is not complete. With a mark, the name must be used."""
        self._anchors[anchor] = node
        self._sizes.pop(anchor, None)
        if mark is not None:
            self._anchor_marks[anchor] = mark

    def target(self, event: Any) -> Node:
        """What an alias stands for, or the alias as text where that cannot be."""
        name: str = event.anchor
        target = self._anchors.get(name)
        if target is not None:
            if name not in self._sizes:
                self._sizes[name] = _size(target, MOST_ALIASED)
            self._anchor_marks.pop(name, None)
            self._aliased += self._sizes[name]
            if self._aliased <= MOST_ALIASED:
                return target
            self._aliased -= self._sizes[name]
            message = (
                f"Aliases may stand for {MOST_ALIASED:,} values in one file, and this one goes beyond; it is shown as it was typed."
            )
            self._problems.add("error", "too-many-aliases", message, event.start_mark, "write the values out, or split the file")
        elif name in self._anchors:
            message = f"The alias {quoted('*' + name)} stands inside what it stands for; it is shown as it was typed."
            self._problems.add("error", "recursive-alias", message, event.start_mark, "write the value out")
        else:
            message = f"YAML takes {quoted('*' + name)} for an alias, and nothing has that name; it is shown as text."
            should = line_with(self._text, event.start_mark.index, event.end_mark.index, quote("*" + name))
            self._problems.add("warning", "star-start", message, event.start_mark, should)
        return Scalar(None, None, (True, False), "*" + name, event.start_mark, event.end_mark, None)

    def finish(self) -> None:
        """Report names of texts that no alias uses: they are missing from the text."""
        for name, mark in self._anchor_marks.items():
            message = f"YAML takes {quoted('&' + name)} for a name of what follows, so it is not part of the text."
            self._problems.add("warning", "anchor", message, mark, "put the text in quotes, or leave the name out")
