"""Nodes -> briefing, driven by the table of fields.

Every field of every thing is read on its own: what cannot be read is kept as text among the other
fields with its problem, and costs nothing else (`briefing help format`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tui.model.briefing import Briefing, Dissent, Event, HistoryEntry, Item, OtherField, Was
from tui.model.dates import parse_date
from tui.model.fields import FIELDS, MAIN, NAME, Field
from tui.model.handling import Marking, strictest
from tui.store.ids import as_id
from tui.store.labels import handling_under, is_key, with_handling
from tui.store.nodes import MappingNode, Node, Scalar, SequenceNode, is_nothing, mark_of, node_text
from tui.store.problems import YamlMark, quoted
from tui.store.values import ValueReader, Where

_KEYED_BY: dict[type[Any], str] = {HistoryEntry: "date", Dissent: "by", Was: "date", Event: "date"}
"""What the key of a mapping of things stands for, besides an id, where it can be read as such."""

_HAVE_LINES = frozenset(of for of in FIELDS if issubclass(of, Item))


def _called(of: type[Any]) -> str:
    name = "history entry" if of is HistoryEntry else of.__name__.lower()
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


OTHER_FIELDS = "other_fields"
"""The key of a mapping whose values are shown among the other fields, as `briefing import` writes what has no field."""


class Decoder(ValueReader):
    """Reads one file's nodes into the values of a briefing."""

    def things(self, node: Node, field: Field, where: Where) -> tuple[Any, ...] | None:
        """A list of things; a mapping is one thing, or things keyed by id; a text is a list of one."""
        if isinstance(node, SequenceNode):
            read = [self.element(item, field, (where, index)) for index, item in enumerate(node.items)]
            return tuple([thing for thing in read if thing is not None])
        if isinstance(node, MappingNode) and not self._is_one(node, field):
            read = [self.element(value, field, (where, name), key) for name, (key, value) in node.entries.items()]
            return tuple([thing for thing in read if thing is not None])
        one = self.element(node, field, where)
        return None if one is None else (one,)

    def _is_one(self, node: MappingNode, field: Field) -> bool:
        assert field.of is not None
        known = sum(name in self.plan(field.of) for name in node.entries)
        if not known or known == len(node.entries):
            return bool(known)
        if any(name not in self.plan(field.of) and isinstance(value, MappingNode) for name, (_, value) in node.entries.items()):
            return False
        return known * 2 >= len(node.entries)

    def element(self, node: Node, field: Field, where: Where, key: Scalar | None = None) -> Any:
        """One thing of a list, or None where nothing is given or it cannot be read."""
        of = field.of
        assert of is not None
        if isinstance(node, MappingNode):
            return self.thing(node.entries.values(), node.start, of, where, key)
        if isinstance(node, SequenceNode):
            self.unread(node, where, "expected-thing", f"A list stands where {_called(of)} is expected.", "one item for each dash")
            return None
        if is_nothing(node):
            return None if key is None else self.thing((), node.start_mark, of, where, key)
        if of not in MAIN:
            some = ", ".join(list(self.plan(of))[:3])
            message = f"{quoted(node.value)} stands where {_called(of)} is expected, with keys such as {some}."
            self.unread(node, where, "expected-thing", message)
            return None
        return self._from_text(node, of, where, key)

    def _from_text(self, node: Node, of: type[Any], where: Where, key: Scalar | None) -> Any:
        main = MAIN[of]
        attribute, read, field = self.plan(of)[main]
        value = read(self, node, field, where)
        if value is None:
            return None
        values: dict[str, Any] = {attribute: value}
        if key is not None:
            _take_key(values, of, key, self.other)
        if of in _HAVE_LINES:
            values["line"] = mark_of(key or node).line + 1
        return of(**values)

    def thing(
        self,
        pairs: Iterable[tuple[Scalar, Node]],
        start: YamlMark,
        of: type[Any],
        where: Where,
        key: Scalar | None = None,
    ) -> Any:
        """A thing from its keys and values; None where nothing in it could be read.

        Args:
            pairs: keys and values, each key once.
            start: where the thing starts.
            of: what it is.
            where: its path.
            key: the key it stands under, where it is one of a mapping of things.
        """
        plan = self.plan(of)
        values: dict[str, Any] = {}
        unknown: list[tuple[Scalar, Node]] = []
        for name, value in pairs:
            entry = plan.get(name.value) or plan.get(self.spelled(name, of))
            if entry is None:
                unknown.append((name, value))
                continue
            attribute, read, field = entry
            if attribute in values:
                self.said_twice(name, value, (where, name.value))
                continue
            found = read(self, value, field, (where, field.key))
            if found is not None:
                values[attribute] = found
        return self.finished(values, unknown, start, of, where, key)

    def finished(
        self,
        values: dict[str, Any],
        unknown: list[tuple[Scalar, Node]],
        start: YamlMark,
        of: type[Any],
        where: Where,
        key: Scalar | None,
    ) -> Any:
        """The thing whose keys have been read; None where nothing is in it. Arguments as for `thing`, and what was read."""
        if unknown:
            plan = self.plan(of)
            if key is None and not values and of in MAIN:
                text = _cut_text(unknown, self.source, start, lambda name: is_key(name) or bool(self.problems.nearest(name, plan)))
                if text is not None:
                    return self._from_text(text, of, where, None)
            for name, value in unknown:
                if "tlp" in plan and is_key(name.value):
                    with_handling(values, (self.handling_of(name, value, of, (where, name.value)),))
                elif found := self.unknown_key(name, value, of, (where, name.value)):
                    if values and "tlp" in plan:
                        with_handling(values, (found,))
                    else:
                        self.handling.append(found)
        if values.get("tlp").__class__ is Marking:
            with_handling(values)
        if "grade" in values:
            _split_grade(values)
        if key is not None:
            _take_key(values, of, key, self.other)
        if values:
            if of in _HAVE_LINES:
                values["line"] = (start if key is None else key.start_mark).line + 1
            return of(**values)
        if not unknown:
            self.problems.add(
                "warning", "empty-item", f"This is {_called(of)} without anything that could be read.", start, "remove it"
            )
        return None

    def said_twice(self, key: Scalar, value: Node, where: Where) -> None:
        """Report a key that says what another one has said in other words, and keep its value."""
        message = f"What {quoted(key.value)} says stands before it under another key; that one is used."
        self.problems.add("error", "duplicate-key", message, key.start_mark, "remove one of the two")
        self.keep(value, where, message)

    def unknown_key(self, key: Scalar, value: Node, of: type[Any], where: Where) -> Marking:
        """Report a key that the format does not have, and keep its value. Returns the handling in it."""
        if key.value == "<<" and not key.style:
            message = "YAML's merge, <<, takes nothing over here; what it names is shown among the other fields."
            self.problems.add("warning", "merge-key", message, key.start_mark, "write the keys and values out")
            return strictest((self.kept(value, where), handling_under(key.value, value)))
        if of is Briefing and key.value == OTHER_FIELDS and isinstance(value, MappingNode):
            kept = [self.kept(held, (None, name)) for name, (_, held) in value.entries.items()]
            return strictest([*kept, *(handling_under(name, held) for name, (_, held) in value.entries.items())])
        message = f"Unknown key {quoted(key.value)} in {_called(of)}; it is shown among the other fields."
        self.problems.add("warning", "unknown-key", message, key.start_mark, self.problems.nearest(key.value, self.plan(of)))
        return strictest((self.kept(value, where), handling_under(key.value, value)))

    def handling_of(self, key: Scalar, value: Node, of: type[Any], where: Where) -> Marking:
        """The handling under a key that is not in lower case, which is reported."""
        name = key.value.strip().casefold()
        _, read, field = self.plan(of)[name]
        found = read(self, value, field, where)
        message = f"The key {quoted(key.value)} is read as “{name}”: keys are in lower case."
        self.problems.add("warning", "key-case", message, key.start_mark, f"{name}: {node_text(value, self.source)}")
        if isinstance(found, Marking):
            return found
        return Marking(found) if name == "tlp" else Marking(None, found or "")


def _take_key(values: dict[str, Any], of: type[Any], key: Scalar, other: list[OtherField]) -> None:
    """Let the key that a thing stands under say what it does not say itself: its id, its name, its date."""
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
                other.append(OtherField("date", name, key.start_mark.line + 1, "This key is no date."))


def _cut_text(
    pairs: Sequence[tuple[Scalar, Node]], source: str, start: YamlMark, is_known: Callable[[str], bool]
) -> MappingNode | None:
    """`- Tokyo says: four stars`: certainly a text, though YAML sees a mapping of one key.

    Certain are several words before the colon, and one word that no key is like: a capital one, or one in brackets
    without braces of its own. `is_known` says whether a word may be meant for a key.
    """
    ((key, value), *more) = pairs
    if more or not isinstance(value, Scalar) or key.style or value.style in ("|", ">"):
        return None
    name = key.value.strip()
    if source[start.index : start.index + 1] == "{":
        return None
    if " " not in name:
        before = source[max(0, key.start_mark.index - 200) : key.start_mark.index].rstrip(" \n")
        if not (name[:1].isupper() or before.endswith(("[", ","))) or is_known(name):
            return None
    mapping = MappingNode(key.start_mark, False)
    mapping.entries[key.value] = (key, value)
    mapping.end = value.end_mark
    return mapping


def _split_grade(values: dict[str, Any]) -> None:
    reliability, credibility = values.pop("grade")
    if reliability:
        values.setdefault("reliability", reliability)
    if credibility:
        values.setdefault("credibility", credibility)
