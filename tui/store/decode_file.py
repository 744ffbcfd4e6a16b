"""A whole file -> the values of its briefing, the long lists thing by thing.

A large file is a few long lists of things. Their events are decoded as they come, so that memory
holds one thing's events at a time, and no nodes are made for most of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yaml.events import MappingEndEvent, SequenceStartEvent

from tui.model.briefing import Briefing
from tui.model.fields import Field, Shape
from tui.model.scales import ScaleName
from tui.store.build import Builder
from tui.store.decode import Decoder
from tui.store.events import YamlStream
from tui.store.labels import handling_under, is_key, label_in, with_handling
from tui.store.nodes import MappingNode, Node, Scalar, SequenceNode
from tui.store.problems import Problems, YamlMark
from tui.store.values import Where

_OF_SCALE = ("judgments", "relations")
"""Lists with likelihoods in them, which can be read once the scale is known."""


class FileDecoder:
    """Reads the events of one file into the values of a briefing."""

    def __init__(self, text: str, problems: Problems, scale: ScaleName = "icd203") -> None:
        self.decoder = Decoder(text, problems, scale)
        """Reads what is in it, and holds what could not be read and the handling found where no thing can carry it."""

        self.names = {}
        self.unknown: list[tuple[Scalar, Node]] = []
        """Keys at the top that the format does not have, and their values."""

    shares = False
    """Whether the file is a `library.yaml`, whose `defaults` are values of briefings."""
    defaults: Briefing | None = None
    """What briefings of the library leave out."""
    default_scale: Any = None
    names: dict[str, tuple[tuple[str, ...], ...]]
    """Of a `library.yaml`: which names it says are of one actor (`same`), and which are not (`apart`)."""

    def values_of(self, stream: YamlStream) -> dict[str, Any]:
        """Every field of the briefing in a stream whose top is a mapping.

        The lists at the top are read thing by thing, so that memory holds the events of one at a
        time. Likelihoods wait for the scale where the file names one.
        """
        plan = self.decoder.plan(Briefing)
        values: dict[str, Any] = {}
        waiting: list[tuple[str, Node]] = []
        for key, name, node, items in self._entries(stream):
            entry = plan.get(name)
            where: Where = (None, key.value)
            if entry is None:
                assert node is not None
                if self.shares and key.value == "defaults" and isinstance(node, MappingNode):
                    self._take_defaults(node, where)
                elif self.shares and key.value in ("same", "apart"):
                    self.names[key.value] = self._lists_of_names(node, where)
                elif is_key(key.value):
                    self.decoder.handling.append(self.decoder.handling_of(key, node, Briefing, where))
                else:
                    self.unknown.append((key, node))
                    if handling := self.decoder.unknown_key(key, node, Briefing, where):
                        self.decoder.handling.append(handling)
                continue
            attribute, read, field = entry
            if items is not None:
                found: Any = tuple([thing for thing in items if thing is not None])
                if attribute in values:
                    # What stands under two spellings of one key is all of it.
                    found = (*values[attribute], *found)
            elif attribute in values:
                assert node is not None
                self.decoder.said_twice(key, node, where)
                continue
            elif node is not None and attribute in _OF_SCALE and "scale" not in values:
                waiting.append((attribute, node))
                continue
            else:
                assert node is not None
                found = read(self.decoder, node, field, where)
            if found is not None:
                values[attribute] = found
            if attribute == "scale":
                self.decoder.scale_given = True
                self.decoder.scale = values.get("scale", self.decoder.scale)
        for key, node in stream.builder.refused:
            self.decoder.keep(node, (None, key.value), "The same key stands before it.")
            self.decoder.handling.append(handling_under(key.value, node))
        for attribute, node in waiting:
            found = self.decoder.things(node, plan[attribute][2], (None, attribute))
            if found is not None:
                values[attribute] = found
        # A tag such as those of MISP says how the whole may be handled.
        self.decoder.handling += filter(None, map(label_in, values.get("tags", ())))
        with_handling(values, self.decoder.handling)
        return values

    def _take_defaults(self, node: MappingNode, where: Where) -> None:
        self.defaults = self.decoder.thing(node.entries.values(), node.start, Briefing, where)
        if (given := node.entries.get("scale")) is not None:
            _, read, field = self.decoder.plan(Briefing)["scale"]
            self.default_scale = read(self.decoder, given[1], field, (where, "scale"))

    def _lists_of_names(self, node: Node, where: Where) -> tuple[tuple[str, ...], ...]:
        """Lists of names, and single ones; what is neither is kept as what could not be read."""
        lists: list[tuple[str, ...]] = []
        for one in node.items if isinstance(node, SequenceNode) else [node]:
            names = [
                name.value.strip() for name in (one.items if isinstance(one, SequenceNode) else [one]) if isinstance(name, Scalar)
            ]
            if not any(names):
                self.decoder.keep(one, where, "A list of names is wanted here, or a list of such lists.")
            elif found := tuple(name for name in names if name):
                lists.append(found)
        return tuple(lists)

    def _entries(self, stream: YamlStream) -> Iterator[tuple[Scalar, str, Node | None, Iterator[Any] | None]]:
        """Key, the name of its field and value of the top mapping; instead of the value its things, where they can be read singly.

        The things must be taken before the next entry is.
        """
        builder = stream.builder
        if stream.top.flow_style and not builder.plain_json:
            top = builder.node(stream.top)
            assert isinstance(top, MappingNode)
            for key, value in top.entries.values():
                yield key, self._name(key), value, None
            return
        plan = self.decoder.plan(Briefing)
        for key, event in builder.entries(stream.top):
            name: str = key.value
            if name not in plan:
                name = self._name(key)
            entry = plan.get(name)
            if entry is None or entry[2].shape is not Shape.THINGS or self._names_scale_later(key, name):
                yield key, name, builder.node(event), None
            elif event.__class__ is SequenceStartEvent and event.anchor is None:
                yield key, name, None, self._items(builder, entry[2])
            elif builder.can_stream(event):
                yield key, name, None, self._keyed(builder, event, entry[2])
            else:
                yield key, name, builder.node(event), None

    def _name(self, key: Scalar) -> str:
        """The field at the top that a key names; "" for none."""
        name: str = key.value
        return name if name in self.decoder.plan(Briefing) else self.decoder.spelled(key, Briefing)

    def _names_scale_later(self, key: Scalar, name: str) -> bool:
        return name in _OF_SCALE and not self.decoder.scale_given and self.decoder.source.find("scale", key.start_mark.index) >= 0

    def _items(self, builder: Builder, field: Field) -> Iterator[Any]:
        of = field.of
        assert of is not None
        for index, event in enumerate(builder.items()):
            where: Where = ((None, field.key), index)
            if builder.can_stream(event):
                yield self._streamed(builder, event, of, where)
            else:
                yield self.decoder.element(builder.node(event), field, where)

    def _keyed(self, builder: Builder, start: Any, field: Field) -> Iterator[Any]:
        """The things of a mapping, one by one from where it is certain that its keys are ids."""
        of = field.of
        assert of is not None
        plan = self.decoder.plan(of)
        where: Where = (None, field.key)
        mapping = MappingNode(start.start_mark, start.flow_style)
        certain = False
        for key, event in builder.entries(start):
            if certain and builder.can_stream(event):
                yield self._streamed(builder, event, of, (where, key.value), key)
                continue
            value = builder.node(event)
            if certain:
                yield self.decoder.element(value, field, (where, key.value), key)
                continue
            mapping.entries[key.value] = (key, value)
            certain = key.value not in plan and isinstance(value, MappingNode)
            if certain:
                for name, (held_key, held) in mapping.entries.items():
                    yield self.decoder.element(held, field, (where, name), held_key)
        if not certain:
            yield from self.decoder.things(mapping, field, where) or ()

    def _streamed(self, builder: Builder, start: Any, of: type[Any], where: Where, key: Scalar | None = None) -> Any:
        """A thing straight from its events, without nodes between: what most of a large file is read by."""
        get, careful, decoder = builder.next_event, builder.careful, self.decoder
        plan = decoder.plan(of)
        values: dict[str, Any] = {}
        unknown: list[tuple[Scalar, Node]] = []
        seen: dict[str, YamlMark] = {}
        builder.level += 1
        while (event := get()).__class__ is not MappingEndEvent:
            if event.__class__ is not Scalar:
                event = builder.key(builder.node(event))
            elif careful:
                builder.mind(event)
            name: str = event.value
            value = get()
            if value.__class__ is not Scalar:
                value = builder.node(value)
            elif careful:
                builder.mind(value)
            if name in seen:
                builder.duplicate(event, seen[name], value)
                continue
            seen[name] = event.start_mark
            entry = plan.get(name) or plan.get(decoder.spelled(event, of))
            if entry is None:
                unknown.append((event, value))
                continue
            if entry[0] in values:
                decoder.said_twice(event, value, (where, name))
                continue
            found = entry[1](decoder, value, entry[2], (where, name))
            if found is not None:
                values[entry[0]] = found
        builder.level -= 1
        return decoder.finished(values, unknown, start.start_mark, of, where, key)
