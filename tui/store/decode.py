"""Nodes -> briefing, driven by the table of fields.

Every field of every thing is read on its own: what cannot be read is kept as text among the other
fields with its problem, and costs nothing else (FORMAT section 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from yaml.events import MappingEndEvent, SequenceStartEvent

from tui.model.briefing import Briefing, Dissent, Event, HistoryEntry, Item, OtherField, Was
from tui.model.dates import parse_date
from tui.model.fields import FIELDS, MAIN, NAME, Field, Shape
from tui.store.build import Builder
from tui.store.ids import as_id
from tui.store.nodes import Mapping, Node, Scalar, Sequence, is_nothing, mark_of
from tui.store.problems import Mark, quoted
from tui.store.values import ValueReader, Where
from tui.store.yaml_reader import YamlStream

_KEYED_BY: dict[type[Any], str] = {HistoryEntry: "date", Dissent: "by", Was: "date", Event: "date"}
"""What the key of a mapping of things stands for, besides an id, where it can be read as such."""

_HAVE_LINES = frozenset(of for of in FIELDS if issubclass(of, Item))


def _called(of: type[Any]) -> str:
    name = "history entry" if of is HistoryEntry else of.__name__.lower()
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
        if isinstance(node, Mapping):
            return self.thing(node.entries.values(), node.start, of, where, key, flow=node.flow)
        if isinstance(node, Sequence):
            self.unread(node, where, "expected-thing", f"A list stands where {_called(of)} is expected.", "one item for each dash")
            return None
        if is_nothing(node):
            return None if key is None else self.thing((), node.start_mark, of, where, key)
        if of not in MAIN:
            message = f"{quoted(node.value)} stands where {_called(of)} is expected, with keys such as {self._some_keys(of)}."
            self.unread(node, where, "expected-thing", message)
            return None
        return self._from_text(node, of, where, key)

    def _some_keys(self, of: type[Any]) -> str:
        return ", ".join(list(self.plan(of))[:3])

    def _from_text(self, node: Node, of: type[Any], where: Where, key: Scalar | None) -> Any:
        main = MAIN[of]
        attribute, read, field = self.plan(of)[main]
        value = read(node, field, where)
        if value is None:
            return None
        values: dict[str, Any] = {attribute: value}
        if key is not None:
            self._take_key(values, of, key)
        if of in _HAVE_LINES:
            values["line"] = mark_of(key or node).line + 1
        return of(**values)

    def thing(
        self,
        pairs: Iterable[tuple[Scalar, Node]],
        start: Mark,
        of: type[Any],
        where: Where,
        key: Scalar | None = None,
        *,
        flow: bool = False,
    ) -> Any:
        """A thing from its keys and values; None where nothing in it could be read.

        Args:
            pairs: keys and values, each key once.
            start: where the thing starts.
            of: what it is.
            where: its path.
            key: the key it stands under, where it is one of a mapping of things.
            flow: whether it is written in braces.
        """
        plan = self._plans.get(of) or self.plan(of)
        values: dict[str, Any] = {}
        unknown: list[tuple[Scalar, Node]] = []
        for name, value in pairs:
            entry = plan.get(name.value)
            if entry is None:
                unknown.append((name, value))
                continue
            attribute, read, field = entry
            found = read(value, field, (where, field.key))
            if found is not None:
                values[attribute] = found
        return self._finished(values, unknown, start, of, where, key, flow)

    def _streamed(self, builder: Builder, start: Any, of: type[Any], where: Where, key: Scalar | None = None) -> Any:
        """A thing straight from its events, without nodes between: what most of a large file is read by."""
        get, careful = builder.next_event, builder.careful
        plan = self._plans.get(of) or self.plan(of)
        values: dict[str, Any] = {}
        unknown: list[tuple[Scalar, Node]] = []
        seen: dict[str, Mark] = {}
        builder.level += 1
        while (event := get()).__class__ is not MappingEndEvent:
            if event.__class__ is not Scalar or careful:
                event = builder.key(builder.node(event))
            name: str = event.value
            value = get()
            if value.__class__ is not Scalar or careful:
                value = builder.node(value)
            if name in seen:
                builder.duplicate(event, seen[name], value)
                continue
            seen[name] = event.start_mark
            entry = plan.get(name)
            if entry is None:
                unknown.append((event, value))
                continue
            found = entry[1](value, entry[2], (where, name))
            if found is not None:
                values[entry[0]] = found
        builder.level -= 1
        return self._finished(values, unknown, start.start_mark, of, where, key, False)

    def _finished(
        self,
        values: dict[str, Any],
        unknown: list[tuple[Scalar, Node]],
        start: Mark,
        of: type[Any],
        where: Where,
        key: Scalar | None,
        flow: bool,
    ) -> Any:
        if unknown:
            if key is None and not values and not flow and of in MAIN and (text := _cut_text(unknown)):
                return self._from_text(text, of, where, None)
            for name, value in unknown:
                self.unknown_key(name, value, of, (where, name.value))
        if "grade" in values:
            _split_grade(values)
        if key is not None:
            self._take_key(values, of, key)
        if values:
            if of in _HAVE_LINES:
                values["line"] = (start if key is None else key.start_mark).line + 1
            return of(**values)
        if not unknown:
            self.problems.add(
                "warning", "empty-item", f"This is {_called(of)} without anything that could be read.", start, "remove it"
            )
        return None

    def _take_key(self, values: dict[str, Any], of: type[Any], key: Scalar) -> None:
        name = key.value.strip()
        if of in _HAVE_LINES:
            if "id" not in values:
                values["id"] = as_id(name)
            if of in NAME and NAME[of] not in values:
                values[NAME[of]] = name
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
            elif node is not None and attribute == "judgments" and "scale" not in values:
                waiting.append((attribute, node))
                continue
            else:
                assert node is not None
                found = read(node, field, where)
            if found is not None:
                values[attribute] = found
            if attribute == "scale":
                self.scale_given = True
                self.scale = values.get("scale", self.scale)
        for key, node in stream.builder.refused:
            self.keep(node, (None, key.value), "The same key stands before it.")
        for attribute, node in waiting:
            found = self.things(node, plan[attribute][2], (None, attribute))
            if found is not None:
                values[attribute] = found
        return values

    def _entries(self, stream: YamlStream) -> Iterator[tuple[Scalar, Node | None, Iterator[Any] | None]]:
        """Key and value of the top mapping; instead of the value its things, where they can be read one by one.

        The things must be taken before the next entry is.
        """
        builder = stream.builder
        if stream.top.flow_style and not builder.plain_json:
            top = builder.node(stream.top)
            assert isinstance(top, Mapping)
            for key, value in top.entries.values():
                yield key, value, None
            return
        plan = self.plan(Briefing)
        for key, event in builder.entries(stream.top):
            entry = plan.get(key.value)
            if entry is None or entry[2].shape is not Shape.THINGS or self._names_scale_later(key):
                yield key, builder.node(event), None
            elif event.__class__ is SequenceStartEvent and event.anchor is None:
                yield key, None, self._items(builder, entry[2])
            elif builder.can_stream(event):
                yield key, None, self._keyed(builder, event, entry[2])
            else:
                yield key, builder.node(event), None

    def _names_scale_later(self, key: Scalar) -> bool:
        return key.value == "judgments" and not self.scale_given and self.source.find("scale", key.start_mark.index) >= 0

    def _items(self, builder: Builder, field: Field) -> Iterator[Any]:
        of = field.of
        assert of is not None
        for index, event in enumerate(builder.items()):
            where: Where = ((None, field.key), index)
            if builder.can_stream(event):
                yield self._streamed(builder, event, of, where)
            else:
                yield self.element(builder.node(event), field, where)

    def _keyed(self, builder: Builder, start: Any, field: Field) -> Iterator[Any]:
        """The things of a mapping, one by one from where it is certain that its keys are ids."""
        of = field.of
        assert of is not None
        plan = self.plan(of)
        where: Where = (None, field.key)
        mapping = Mapping(start.start_mark, start.flow_style)
        certain = False
        for key, event in builder.entries(start):
            if certain and builder.can_stream(event):
                yield self._streamed(builder, event, of, (where, key.value), key)
                continue
            value = builder.node(event)
            if certain:
                yield self.element(value, field, (where, key.value), key)
                continue
            mapping.entries[key.value] = (key, value)
            certain = key.value not in plan and isinstance(value, Mapping)
            if certain:
                for name, (held_key, held) in mapping.entries.items():
                    yield self.element(held, field, (where, name), held_key)
        if not certain:
            yield from self.things(mapping, field, where) or ()


def _cut_text(pairs: list[tuple[Scalar, Node]]) -> Mapping | None:
    """`- Tokyo says: four stars`: certainly a text, though YAML sees a mapping of one key."""
    ((key, value), *more) = pairs
    if more or not isinstance(value, Scalar) or key.style or value.style in ("|", ">") or " " not in key.value.strip():
        return None
    mapping = Mapping(key.start_mark, False)
    mapping.entries[key.value] = (key, value)
    mapping.end = value.end_mark
    return mapping


def _split_grade(values: dict[str, Any]) -> None:
    reliability, credibility = values.pop("grade")
    if reliability:
        values.setdefault("reliability", reliability)
    if credibility:
        values.setdefault("credibility", credibility)
