"""Nodes -> briefing, driven by the table of fields.

Every field of every thing is read on its own: what cannot be read is kept as text among the other
fields with its problem, and costs nothing else (FORMAT section 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from tui.model.briefing import Briefing, Dissent, Event, HistoryEntry, Item, OtherField, Prose, Was
from tui.model.dates import parse_date
from tui.model.fields import MAIN, NAME, Field, Shape
from tui.store.build import Builder, quote
from tui.store.ids import as_id
from tui.store.nodes import Mapping, Node, Scalar, Sequence, is_nothing, mark_of, raw_text
from tui.store.problems import quoted
from tui.store.values import ValueReader, Where
from tui.store.yaml_reader import YamlStream

_KEYED_BY: dict[type[Any], str] = {HistoryEntry: "date", Dissent: "by", Was: "date", Event: "date"}
"""What the key of a mapping of things stands for, besides an id, where it can be read as such."""


def _called(of: type[Any]) -> str:
    name = {Briefing: "briefing", HistoryEntry: "history entry", Was: "“was”"}.get(of, of.__name__.lower())
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


class Decoder(ValueReader):
    """Reads one file's nodes into the values of a briefing."""

    def things(self, node: Node, field: Field, where: Where) -> tuple[Any, ...] | None:
        """A list of things; a mapping is one thing, or things keyed by id; a text is a list of one."""
        if isinstance(node, Sequence):
            read = [self.element(item, field, (where, index)) for index, item in enumerate(node.items)]
            return tuple([thing for thing in read if thing is not None])
        if isinstance(node, Mapping) and not self._is_one(node, field):
            read = [self.element(value, field, (where, name), key) for name, (key, value) in node.entries.items()]
            return tuple([thing for thing in read if thing is not None])
        one = self.element(node, field, where)
        return None if one is None else (one,)

    def _is_one(self, node: Mapping, field: Field) -> bool:
        assert field.of is not None
        known = sum(name in self.plan(field.of) for name in node.entries)
        if not known or known == len(node.entries):
            return bool(known)
        if any(name not in self.plan(field.of) and isinstance(value, Mapping) for name, (_, value) in node.entries.items()):
            return False
        return known * 2 >= len(node.entries)

    def element(self, node: Node, field: Field, where: Where, key: Scalar | None = None) -> Any:
        """One thing of a list, or None where nothing is given or it cannot be read."""
        of = field.of
        assert of is not None
        if node.__class__ is Mapping:
            if key is None and of in MAIN and self._is_cut_text(node, of):  # type: ignore[arg-type]
                return self._from_text(node, of, where, None)
            return self.thing(node, of, where, key)  # type: ignore[arg-type]
        if isinstance(node, Sequence):
            message = f"A list stands where {_called(of)} is expected."
            self.unread(node, where, "expected-thing", message, "one item for each dash")
            return None
        if is_nothing(node):
            return None if key is None else self.thing(Mapping(mark_of(node), True), of, where, key)
        if of not in MAIN:
            message = f"{quoted(node.value)} stands where {_called(of)} is expected, with keys such as {self._some_keys(of)}."
            self.unread(node, where, "expected-thing", message)
            return None
        return self._from_text(node, of, where, key)

    def _some_keys(self, of: type[Any]) -> str:
        return ", ".join(list(self.plan(of))[:3])

    def _is_cut_text(self, node: Mapping, of: type[Any]) -> bool:
        """`- Tokyo says: four stars`: certainly a text, though YAML sees a mapping."""
        if len(node.entries) != 1 or node.flow:
            return False
        ((name, (key, value)),) = node.entries.items()
        if name in self.plan(of) or not isinstance(value, ScalarEvent) or key.style or value.style in ("|", ">"):
            return False
        return " " in name.strip()

    def _from_text(self, node: Node, of: type[Any], where: Where, key: Scalar | None) -> Any:
        main = MAIN[of]
        attribute, read, field = self.plan(of)[main]
        value = read(node, field, where)
        values = {} if value is None else {attribute: value}
        return self._made(values, of, node, where, key)

    def thing(self, node: Mapping, of: type[Any], where: Where, key: Scalar | None = None) -> Any:
        """A thing from its mapping; None where nothing in it could be read."""
        plan = self._plans.get(of) or self.plan(of)
        values: dict[str, Any] = {}
        for name, (name_node, value) in node.entries.items():
            entry = plan.get(name)
            if entry is None:
                self.unknown_key(name_node, value, of, (where, name))
                continue
            attribute, read, field = entry
            found = read(value, field, (where, name))
            if found is not None:
                values[attribute] = found
        if "grade" in values:
            _split_grade(values)
        return self._made(values, of, node, where, key)

    def _made(self, values: dict[str, Any], of: type[Any], node: Node, where: Where, key: Scalar | None) -> Any:
        if key is not None:
            self._take_key(values, of, key)
        if not values:
            if not isinstance(node, Mapping) or not node.entries:
                self.problems.add("warning", "empty-item", f"This is {_called(of)} without anything in it.", mark_of(node), "remove it")
            return None
        if issubclass(of, Item):
            values["line"] = (mark_of(node) if key is None else key.start_mark).line + 1
        return of(**values)

    def _take_key(self, values: dict[str, Any], of: type[Any], key: Scalar) -> None:
        name = key.value.strip()
        if issubclass(of, Item):
            values.setdefault("id", as_id(name))
            if of in NAME:
                values.setdefault(NAME[of], name)
        attribute = _KEYED_BY.get(of)
        if attribute == "by":
            values.setdefault("by", name)
        elif attribute == "date" and "date" not in values:
            try:
                values["date"] = parse_date(name)
            except ValueError:
                if of is not Event:
                    self.other.append(OtherField("date", name, key.start_mark.line + 1, "This key is no date."))

    def unknown_key(self, key: Scalar, value: Node, of: type[Any], where: Where) -> None:
        """Report a key that the format does not have, and keep its value."""
        message = f"Unknown key {quoted(key.value)} in {_called(of)}; it is shown among the other fields."
        self.problems.add("warning", "unknown-key", message, key.start_mark, self.problems.nearest(key.value, self.plan(of)))
        self.keep(value, where)

    def values_of(self, stream: YamlStream) -> dict[str, Any]:
        """Every field of the briefing in a stream whose top is a mapping.

        The lists at the top are read thing by thing, so that memory holds the events of one at a
        time. Likelihoods wait for the scale where the file names one.
        """
        plan = self.plan(Briefing)
        values: dict[str, Any] = {}
        waiting: list[tuple[str, Node]] = []
        scale_known = "scale" not in self.source
        for key, node, items in self._entries(stream):
            entry = plan.get(key.value)
            where: Where = (None, key.value)
            if entry is None:
                assert node is not None
                self.unknown_key(key, node, Briefing, where)
                continue
            attribute, read, field = entry
            if items is not None:
                found: Any = tuple([thing for thing in items if thing is not None])
            elif node is not None and attribute == "judgments" and not scale_known:
                waiting.append((attribute, node))
                continue
            else:
                assert node is not None
                found = read(node, field, where)
            if found is not None:
                values[attribute] = found
            if attribute == "scale":
                scale_known = True
                self.scale = values.get("scale", self.scale)
        for attribute, node in waiting:
            found = self.things(node, plan[attribute][2], (None, attribute))
            if found is not None:
                values[attribute] = found
        return values

    def _entries(self, stream: YamlStream) -> Iterator[tuple[Scalar, Node | None, Iterator[Any] | None]]:
        """Key and value of the top mapping; instead of the value its things, where they can be read one by one.

        The things must be taken before the next entry is.
        """
        builder, get = stream.builder, stream.builder.next_event
        if stream.top.flow_style and not builder.plain_json:
            top = builder.node(stream.top)
            assert isinstance(top, Mapping)
            for key, value in top.entries.values():
                yield key, value, None
            return
        builder.level = 2
        builder.entered(stream.top)
        seen: dict[str, Scalar] = {}
        plan = self.plan(Briefing)
        while (event := get()).__class__ is not MappingEndEvent:
            key = builder.key(builder.node(event))
            event = get()
            if key.value in seen:
                builder.duplicate(key, seen[key.value])
                self.keep(builder.node(event), (None, key.value), "This key stands in the file a second time.")
                continue
            seen[key.value] = key
            entry = plan.get(key.value)
            kind = event.__class__
            if entry is None or entry[2].shape is not Shape.THINGS or event.anchor is not None or kind is ScalarEvent:
                yield key, builder.node(event), None
            elif key.value == "judgments" and "scale" in self.source and "scale" not in seen:
                yield key, builder.node(event), None
            elif kind is SequenceStartEvent:
                yield key, None, self._items(builder, entry[2])
            elif kind is MappingStartEvent and (builder.plain_json or not event.flow_style):
                yield key, None, self._keyed(builder, Mapping(event.start_mark, event.flow_style), entry[2])
            else:
                yield key, builder.node(event), None

    def _items(self, builder: Builder, field: Field) -> Iterator[Any]:
        get = builder.next_event
        where: Where = (None, field.key)
        index = 0
        while (event := get()).__class__ is not SequenceEndEvent:
            yield self.element(builder.node(event), field, (where, index))
            index += 1

    def _keyed(self, builder: Builder, mapping: Mapping, field: Field) -> Iterator[Any]:
        """The things of a mapping, one by one from where it is certain that its keys are ids."""
        get = builder.next_event
        assert field.of is not None
        plan = self.plan(field.of)
        where: Where = (None, field.key)
        keys: dict[str, Scalar] = {}
        certain = False
        while (event := get()).__class__ is not MappingEndEvent:
            key = builder.key(builder.node(event))
            value = builder.node(get())
            if key.value in keys:
                builder.duplicate(key, keys[key.value])
                self.keep(value, (where, key.value), "This key stands here a second time.")
                continue
            keys[key.value] = key
            if not certain:
                mapping.entries[key.value] = (key, value)
                certain = key.value not in plan and isinstance(value, Mapping)
                if certain:
                    for name, (name_node, held) in mapping.entries.items():
                        yield self.element(held, field, (where, name), name_node)
            else:
                yield self.element(value, field, (where, key.value), key)
        mapping.end = event.end_mark
        if not certain:
            yield from self.things(mapping, field, where) or ()


def _split_grade(values: dict[str, Any]) -> None:
    reliability, credibility = values.pop("grade")
    if reliability:
        values.setdefault("reliability", reliability)
    if credibility:
        values.setdefault("credibility", credibility)
