"""Events -> nodes, in one pass that never recurses on the depth of the input.

The rules of the format that no parser enforces stand here: limits, one key once, no tags, aliases
that expand to a bounded number of nodes (`briefing help format`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from tui.model.text import clean
from tui.store.nodes import MappingNode, Node, Scalar, SequenceNode, line_with, raw_text
from tui.store.problems import Problems, YamlMark, quote, quoted

MOST_ALIASED = 10_000
"""Nodes that aliases may expand to, in one file (`briefing help format`)."""

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


DEEPEST = 64
"""Levels of nesting."""

_ANCHOR = re.compile(r"&(?<=[\s\[{,]&)")
_ALIAS = re.compile(r"\*([\w-]+)")
_TAG = re.compile(r"!(?<=[\s\[{,]!)")
"""What a text has that has anchors or tags, but for one at its very start, which is the top's own."""

HOPELESS = 1_000
"""Levels beyond which parsing is given up: the parser's own cost grows with the square of the depth."""

NextEvent = Callable[[], Any]
"""Gives the next parser event, or None after the last."""


class TooDeep(Exception):
    """The file nests so deeply that it is not worth parsing to its end; `mark` is where, None where that is not known."""

    def __init__(self, mark: YamlMark | None) -> None:
        super().__init__("nested too deeply")
        self.mark = mark


class Builder:
    """Makes nodes from the events of one file."""

    def __init__(self, next_event: NextEvent, text: str, problems: Problems, *, plain_json: bool = False) -> None:
        self.next_event = next_event
        self.text = text
        self.problems = problems
        self.plain_json = plain_json
        self.level = 0
        """How deep in the file the nodes are that `node` is asked for."""
        self.careful = ("\\" in text and '"' in text) or _ANCHOR.search(text) is not None or _TAG.search(text) is not None
        """Whether scalars may have anchors, tags or escapes, so that each must be looked at by `mind`."""
        self.refused: list[tuple[Scalar, Node]] = []
        """Keys that stood in a mapping already, with their values."""
        self._used: frozenset[str] | None = None
        self._aliases = Aliases(problems, text)

    def node(self, event: Any) -> Node:
        """The node that starts with this event; takes events up to its end.

        Raises:
            TooDeep: hopelessly many levels.
            yaml.YAMLError: what the parser raises.
        """
        get = self.next_event
        careful = self.careful
        stack: list[tuple[MappingNode | SequenceNode | None, Scalar | None, str | None]] = []
        container: Any = None
        items: list[Node] | None = None
        entries: dict[str, tuple[Scalar, Node]] | None = None
        key: Scalar | None = None
        anchor: str | None = None
        if event.__class__ is SequenceStartEvent and not careful:
            start: Any = event
            container = SequenceNode(start.start_mark, start.flow_style)
            items = container.items
            while (event := get()).__class__ is Scalar:
                items.append(event)
            if event.__class__ is SequenceEndEvent:
                container.end = event.end_mark
                return container  # type: ignore[no-any-return]
            stack.append((None, None, None))
        while True:
            kind = event.__class__
            node: Node
            if kind is Scalar:
                if careful:
                    self.mind(event)
                if entries is not None and key is None:
                    key, event = event, get()
                    continue
                node = event
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(stack) + self.level >= DEEPEST:
                    node = self._skip(event, len(stack))
                else:
                    stack.append((container, key, anchor))
                    anchor, key = event.anchor, None
                    if anchor is not None or event.tag is not None:
                        self.entered(event)
                    if kind is MappingStartEvent:
                        container = MappingNode(event.start_mark, event.flow_style)
                        items, entries = None, container.entries
                    else:
                        container = SequenceNode(event.start_mark, event.flow_style)
                        items, entries = container.items, None
                    event = get()
                    continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                container.end = event.end_mark
                node = container
                if anchor is not None:
                    self._aliases.name(anchor, node)
                if container.flow and kind is MappingEndEvent and not self.plain_json:
                    self._rejoin_at_commas(container)
                container, key, anchor = stack.pop()
                if container.__class__ is MappingNode:
                    items, entries = None, container.entries
                elif container is not None:
                    items, entries = container.items, None
            else:
                node = self._aliases.target(event)
            if container is None:
                return node
            if entries is None:
                items.append(node)  # type: ignore[union-attr]
            elif key is None:
                key = self.key(node)
            else:
                name = key.value
                if name in entries:
                    self.duplicate(key, entries[name][0].start_mark, node)
                else:
                    entries[name] = (key, node)
                key = None
            event = get()

    def entries(self, start: Any) -> Iterator[tuple[Scalar, Any]]:
        """Keys of the mapping that this event starts, each with the first event of its value, which must be used up."""
        get = self.next_event
        self.entered(start)
        seen: dict[str, YamlMark] = {}
        self.level += 1
        while (event := get()).__class__ is not MappingEndEvent:
            key = event if event.__class__ is Scalar and not self.careful else self.key(self.node(event))
            event = get()
            if key.value in seen:
                self.duplicate(key, seen[key.value], self.node(event))
            else:
                seen[key.value] = key.start_mark
                yield key, event
        self.level -= 1

    def items(self) -> Iterator[Any]:
        """The first events of the items of a sequence that has just started; each must be used up before the next is taken."""
        get = self.next_event
        self.level += 1
        while (event := get()).__class__ is not SequenceEndEvent:
            yield event
        self.level -= 1

    def can_stream(self, event: Any) -> bool:
        """Whether the mapping that this event starts needs nothing but its keys and values: no name, no tag, no commas to mind."""
        return (
            event.__class__ is MappingStartEvent
            and event.anchor is None
            and event.tag is None
            and (not event.flow_style or self.plain_json)
        )

    def mind(self, event: Scalar) -> None:
        """Look at a scalar for what plain text does not have: an anchor, a tag, escapes."""
        if event.anchor is None and event.tag is None and event.style != '"':
            return
        if event.style == '"' and "\\" in self.text[event.start_mark.index : event.end_mark.index]:
            event.value, found = clean(event.value)
            for replaced in found[:1]:
                what = f"U+{replaced.code_point:04X}, a {replaced.kind}"
                message = f"An escape in this text stands for {what}; it is shown as a visible sign."
                self.problems.add("info", "character-made-visible", message, event.start_mark)
        if event.tag is not None and not event.tag.startswith("tag:yaml.org"):
            typed = raw_text(event, self.text)
            self.problems.add(
                "warning",
                "tag",
                f"YAML takes {quoted(event.tag)} for a tag, not for text; it is shown as text here.",
                event.start_mark,
                self._in_quotes(event, typed),
            )
            if not event.style:
                event.value = typed
        if event.anchor is not None and not event.style and not self._is_used(event.anchor):
            typed = raw_text(event, self.text)
            message = f"YAML takes {quoted('&' + event.anchor)} for a name of what follows; it is shown as text here."
            self.problems.add("warning", "anchor", message, event.start_mark, self._in_quotes(event, typed))
            event.value = typed
        elif event.anchor is not None:
            self._aliases.name(event.anchor, event, event.start_mark)

    def _in_quotes(self, event: Scalar, typed: str) -> str:
        """The line of an unquoted text with the text in quotes."""
        whole = line_with(self.text, event.start_mark.index, event.start_mark.index + len(typed), quote(typed))
        return whole or f"put it in quotes: {quote(typed)}"

    def _is_used(self, anchor: str) -> bool:
        """Whether an alias of this name can be somewhere."""
        if self._used is None:
            self._used = frozenset(_ALIAS.findall(self.text))
        return anchor in self._used

    def entered(self, event: Any) -> None:
        """Note the anchor and report the tag of a collection that starts here."""
        if event.anchor is not None:
            self._aliases.name(event.anchor, None)
        if event.tag is not None and not event.tag.startswith("tag:yaml.org"):
            message = f"The tag {quoted(event.tag)} means nothing here; what follows it is read without it."
            self.problems.add("warning", "tag", message, event.start_mark, "leave the tag out")

    def key(self, node: Node) -> Scalar:
        """A node as a key: itself, or its text where it is a list or a mapping, which is reported."""
        if isinstance(node, Scalar):
            return node
        typed = " ".join(raw_text(node, self.text).split()) or "?"
        self.problems.add(
            "error", "key-not-text", f"{quoted(typed)} cannot be a key: a key is a text.", node.start, f"write {quote(typed)}"
        )
        return Scalar(None, None, (True, False), typed, node.start, node.end, '"')

    def duplicate(self, key: Scalar, first: YamlMark, value: Node) -> None:
        """Report a key that a mapping holds already, and keep what stands under it."""
        self.refused.append((key, value))
        where = f"line {first.line + 1}"
        message = f"The key {quoted(key.value)} stands here a second time; the first one, on {where}, is used."
        self.problems.add("error", "duplicate-key", message, key.start_mark, "remove one of the two, or rename it")

    def _skip(self, event: Any, depth: int) -> Scalar:
        start, level = event.start_mark, 0
        while True:
            kind = event.__class__
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                level += 1
                if depth + level > HOPELESS:
                    raise TooDeep(event.start_mark)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                level -= 1
                if not level:
                    break
            event = self.next_event()
        message = f"This is nested more than {DEEPEST} levels deep; what is deeper is shown as it was typed."
        self.problems.add("error", "too-deep", message, start, "nest less")
        return Scalar(None, None, (True, False), self.text[start.index : event.end_mark.index], start, event.end_mark, '"')

    def _rejoin_at_commas(self, mapping: MappingNode) -> None:
        """`{name: Smith, John}`: a piece without a colon belongs to the text before the comma."""
        bare = {name for name, (key, value) in mapping.entries.items() if self._has_no_colon(key, value)}
        if not bare:
            return
        previous: str | None = None
        rejoined: dict[str, tuple[Scalar, Scalar]] = {}
        for name, (key, _) in list(mapping.entries.items()):
            before = mapping.entries.get(previous) if previous is not None else None
            if previous is None or name not in bare or before is None or not isinstance(before[1], Scalar) or before[1].style:
                previous = name
                continue
            del mapping.entries[name]
            rejoined[previous] = (rejoined.get(previous, (key, key))[0], key)
        for name, (key, last) in rejoined.items():
            named, cut = mapping.entries[name]
            assert isinstance(cut, Scalar)
            joined = self.text[cut.start_mark.index : last.end_mark.index]
            text = Scalar(None, None, (True, False), joined, cut.start_mark, last.end_mark, None)
            mapping.entries[name] = (named, text)
            rest = self.text[key.start_mark.index : text.end_mark.index]
            message = f"Inside {{...}} a comma ends a value, so {quoted(rest)} became a key; it is shown with the text before it."
            self.problems.add("warning", "comma-in-braces", message, key.start_mark, self._in_quotes(text, text.value))

    def _has_no_colon(self, key: Scalar, value: Node) -> bool:
        if not isinstance(value, Scalar) or value.value or value.style or key.style:
            return False
        return not self.text[key.end_mark.index : value.end_mark.index + 1].lstrip().startswith(":")

    def finish(self) -> None:
        """Report what only the end of the document shows: anchors that no alias uses."""
        self._aliases.finish()
