"""From what a reader gives to the values of a briefing: decoded by the table of fields, cleaned, under the strictest label."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from tui.model.briefing import Briefing, OtherField, Prose
from tui.model.counted import counted
from tui.model.fields import Field
from tui.model.handling import Marking
from tui.model.part_path import OWN_SOURCE
from tui.model.scales import ScaleName
from tui.model.text import clean, cleaned, collapsed, unique
from tui.store.decode import Decoder
from tui.store.formats.registry import Format, parts_of
from tui.store.formats.rendition import FilePart, ForeignFile, NotOfThisFormat, Rendition, Unread, tell_losses
from tui.store.labels import label_in, with_handling
from tui.store.nodes import MappingNode, Node, Scalar, SequenceNode
from tui.store.values import FieldReader, Where

_READ_TEXT, _READ_TEXTS, _READ_THINGS = Decoder.text, Decoder.texts, Decoder.things
"""What reads texts on one line and lists of things, for which no nodes need be made."""
_NOTHING: tuple[Any, ...] = (None, "", [], {})


class _Nowhere:
    """The place of what a reader made: line 0 of the file, which is none."""

    index = 0
    line = -1
    column = 0


_NOWHERE: Any = _Nowhere()


@lru_cache(maxsize=512)
def _key(text: str) -> Scalar:
    """A key that needs no cleaning: the same ones stand in most of what readers make."""
    return Scalar(None, None, (True, False), text, _NOWHERE, _NOWHERE, '"')


class _Nodes:
    """Makes nodes of Python's own values, every text cleaned."""

    def __init__(self) -> None:
        self.made_visible = 0
        """Characters that were replaced."""

    def of(self, value: Any) -> Node:
        if value.__class__ is str:
            return self._scalar(value)
        if isinstance(value, dict):
            mapping = MappingNode(_NOWHERE, False)
            mapping.entries = {
                str(key): (_key(key) if key.__class__ is str and key.isprintable() else self._scalar(str(key)), self.of(held))
                for key, held in value.items()
                if held not in _NOTHING
            }
            return mapping
        if isinstance(value, list | tuple):
            sequence = SequenceNode(_NOWHERE, False)
            sequence.items = [self.of(held) for held in value if held not in _NOTHING]
            return sequence
        return self._scalar(value if isinstance(value, str) else str(value))

    def _scalar(self, text: str) -> Scalar:
        return Scalar(None, None, (True, False), self.text(text), _NOWHERE, _NOWHERE, '"')

    def line(self, text: str) -> str | None:
        """A text on one line; None where nothing is in it."""
        text = self.text(text)
        return (" ".join(text.split()) if "\n" in text else text.strip()) or None

    def text(self, text: str) -> str:
        """A text with single newlines and nothing in it that a terminal obeys."""
        if text.isprintable():
            return text
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        text, found = clean(text.replace("\ufeff", ""))
        self.made_visible += len(found)
        return text


MOST_PARTS = 20_000
"""Briefings of one file that are read; a sentence says where there are more."""


def held_parts(found: Format, data: bytes, name: str, path: str) -> Iterator[FilePart]:
    """The briefings of a file of a format, each key once. Whatever a reader stumbles over costs no more than the rest of the file.

    Args:
        found: the format.
        data: of the file.
        name: of the file, cleaned.
        path: as it is shown.

    Raises:
        Unread: by the first one, where there is none to be had.
    """
    file = ForeignFile(name, path)
    taken: dict[str, int] = {}
    try:
        for part in parts_of(found, data, file):
            if len(taken) >= MOST_PARTS:
                yield _rest(file, f"There are more than {MOST_PARTS:,} entries in this file; those behind it are not read.")
                return
            key = unique(part.key, taken)
            yield part if key == part.key else _again(part, key)
    except NotOfThisFormat as error:
        if not taken:
            raise Unread(str(error)) from None
        yield _rest(file, f"Reading this file ended here: {error}")
    except (GeneratorExit, Unread):
        raise
    except Exception as error:
        said = f"This file is {found.name}, and reading it failed ({type(error).__name__})"
        if not taken:
            raise Unread(f"{said}; it is shown as it stands.") from error
        yield _rest(file, f"{said} here: what stands behind it is not shown.")
    if not taken:
        raise Unread("")


def _again(part: FilePart, key: str) -> FilePart:
    """A briefing whose key another one of the file has: it has one of its own, and an id that is made from its path."""
    read = part.rendition

    def rendition() -> Rendition:
        assert read is not None
        made = read()
        made.fields.pop("id", None)
        return made

    return part._replace(key=key, rendition=rendition if read is not None else None)


def _rest(file: ForeignFile, said: str) -> FilePart:
    """An entry that stands for all that are not read."""

    def rendition() -> Rendition:
        made = Rendition(file, f"{file.name}: what is not read")
        made.problems.add("error", "parts-not-read", said, suggestion="split the file")
        return made

    return FilePart("what-is-not-read", said.encode(), rendition)


_SCALES: dict[object, ScaleName] = {"icd203": "icd203", "phia": "phia"}


def briefing_values(rendition: Rendition, scale: ScaleName) -> dict[str, Any]:
    """The values of the briefing that a reader made; its problems are among those of the rendition from then on.

    Args:
        rendition: of it.
        scale: of its likelihoods, where the rendition names none.
    """
    problems, nodes = rendition.problems, _Nodes()
    scale = _SCALES.get(rendition.fields.get("scale"), scale)
    decoder = Decoder("", problems, scale)
    plan = decoder.plan(Briefing)
    values: dict[str, Any] = {}
    for key, value in rendition.fields.items():
        if value in _NOTHING:
            continue
        attribute, read, field = plan[key]
        if key == "body" and rendition.plain:
            line = rendition.lines_from
            values["body"] = Prose(nodes.text(str(value)), line, 1 if line else 0, 0, True)
            continue
        found = _read(decoder, nodes, value, read, field, (None, key))
        if found is not None:
            values[attribute] = found
    other = [OtherField(cleaned(one.path), nodes.text(one.text), one.line, one.problem) for one in rendition.other]
    values["other"] = (*other, *decoder.other)
    found_on = [Marking(one.tlp, collapsed(nodes.text(one.text))) for one in rendition.markings if one]
    with_handling(values, (*found_on, *decoder.handling, *filter(None, map(label_in, values.get("tags", ())))))
    if nodes.made_visible:
        are = "it is shown as a visible sign" if nodes.made_visible == 1 else "they are shown as visible signs"
        message = f"The text holds {counted(nodes.made_visible, 'character')} that a terminal could obey; {are}."
        problems.add("info", "character-made-visible", message)
    tell_losses(rendition)
    return values


def _read(decoder: Decoder, nodes: _Nodes, value: Any, read: FieldReader, field: Field, where: Where) -> Any:
    """What a field's reader makes of a value; of texts and of lists of plain things without making nodes of them."""
    if value.__class__ is str:
        return nodes.line(value) if read is _READ_TEXT else read(decoder, nodes.of(value), field, where)
    if read is _READ_TEXTS and value.__class__ is list and all(one.__class__ is str for one in value):
        return tuple([line for text in value if (line := nodes.line(text))])
    if read is _READ_THINGS and value.__class__ is list:
        assert field.of is not None
        plan = decoder.plan(field.of)
        if all(one.__class__ is dict and plan.keys() >= one.keys() for one in value):
            held = [one for one in value if one]
            made = [_thing(decoder, nodes, one, field.of, (where, at)) for at, one in enumerate(held)]
            return tuple([one for one in made if one is not None])
    return read(decoder, nodes.of(value), field, where)


def _thing(decoder: Decoder, nodes: _Nodes, held: dict[str, Any], of: type[Any], where: Where) -> Any:
    """A thing of which every key is one of the format's, as `Decoder.thing` reads it."""
    plan, values = decoder.plan(of), dict[str, Any]()
    for key, value in held.items():
        if value not in _NOTHING:
            attribute, read, field = plan[key]
            found = _read(decoder, nodes, value, read, field, (where, field.key))
            if found is not None:
                values[attribute] = found
    return decoder.finished(values, [], _NOWHERE, of, where, None)


def own_source(rendition: Rendition, data: bytes, **known: str) -> None:
    """Give a rendition a source of its own, the file it is made of, before its others.

    Args:
        rendition: of the file.
        data: its bytes.
        known: values of the source that are known, such as `url` and `date`; the title is the briefing's by default.
    """
    named = {"id": OWN_SOURCE, "title": rendition.fields.get("title", ""), **known}
    named["sha256"] = hashlib.sha256(data).hexdigest()
    rendition.fields["sources"] = [{key: value for key, value in named.items() if value}, *rendition.fields.get("sources", ())]
