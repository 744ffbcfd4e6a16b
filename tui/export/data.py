"""A briefing as data: JSON with every field under its name, YAML that opens as the same briefing."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import msgspec

from tui.export.printout import PrintedFile, Printout
from tui.model.briefing import Briefing, Item, OtherField
from tui.model.fields import FIELDS, Shape
from tui.model.printed_note import PrintedNote
from tui.model.problem import Problem
from tui.store.formats.briefing_file import harmless_fields, plain_as_markdown
from tui.store.formats.briefing_file import written as as_file

_INSIDE = re.compile(r"(\w+)\[\d+\]\.([^.\[\]]+)")
"""Where something stands that is in a thing of a list, and in nothing else."""

_OF_THE_FILE = frozenset({"path", "digest", "hidden", "problems", "named", "line", "step", "indent", "numbered", "lines"})
"""What tells of the file a briefing was read from, and nothing of the briefing."""


def rendered_json(printout: Printout) -> PrintedFile:
    """A JSON object, of a book a list of them."""
    briefings = [_named(document.briefing) for document in printout.documents]
    marked = [{"effective_marking": str(document.briefing.effective_marking)} for document in printout.documents]
    if not printout.is_book:
        marked = [{"effective_marking": str(printout.marking)}]
    noted = [_notes(notes) for notes in printout.notes] or [{}] * len(briefings)
    whole = [one | mark | notes for one, mark, notes in zip(briefings, marked, noted, strict=True)]
    return PrintedFile((json.dumps(whole if printout.is_book else whole[0], indent=2, ensure_ascii=False) + "\n").encode())


def rendered_yaml(printout: Printout) -> PrintedFile:
    """A YAML file, of a book several documents in one."""
    comment = f"# {printout.marking}" if printout.marking else "#"
    files = [as_file(editable_fields(document.briefing), "yaml", comment) for document in printout.documents]
    return PrintedFile("---\n".join(files).encode())


def named_values(thing: Any, leave: frozenset[str] = frozenset({"hidden"})) -> Any:
    """A value of the model as JSON has it: every field under its name, but for some; a path is one that can be opened."""
    if isinstance(thing, msgspec.Struct):
        fields = msgspec.structs.fields(thing)
        values = {field.encode_name: named_values(getattr(thing, field.name), leave) for field in fields if field.name not in leave}
        return values | {"path": thing.real_path} if isinstance(thing, Briefing | Problem) and "path" in values else values
    if isinstance(thing, bytes):
        return b64encode(thing).decode("ascii")
    return [named_values(one, leave) for one in thing] if isinstance(thing, tuple) else thing


def _notes(notes: Sequence[PrintedNote]) -> dict[str, Any]:
    told = [note._asdict() | {"marking": str(note.marking), "tags": list(note.tags)} for note in notes]
    return {"notes": told} if told else {}


def _named(briefing: Briefing) -> dict[str, Any]:
    named: dict[str, Any] = named_values(briefing, _OF_THE_FILE)
    return named


def editable_fields(thing: Any) -> dict[str, Any]:
    """What is to be written of a briefing, or of something in it, so that it is read as the same again."""
    fields: dict[str, Any] = {}
    for field in FIELDS[type(thing)]:
        value = getattr(thing, field.attribute)
        if not value or (field.key == "id" and isinstance(thing, Item) and thing.numbered):
            continue
        fields[field.key] = _written(value, field.shape)
    if isinstance(thing, Briefing):
        others: dict[str, list[str]] = {}
        for one in thing.other:
            inside = _INSIDE.fullmatch(one.path)
            if not any(sign in one.path for sign in ".["):
                others.setdefault(one.path, []).append(one.text)
            elif inside is not None:
                _put_inside(thing, fields, inside[1], inside[2], one)
        fields = {**{key: "\n".join(texts) for key, texts in others.items() if key not in fields}, **fields}
        fields.setdefault("title", thing.title)
    harmless: dict[str, Any] = harmless_fields(fields)
    return harmless


def _put_inside(briefing: Briefing, fields: dict[str, Any], name: str, key: str, other: OtherField) -> None:
    """Put what no field of a thing holds back into it: the last that begins above its line, for some may not have been read."""
    things = getattr(briefing, name, ())
    written = fields.get(name)
    if not isinstance(written, list) or len(written) != len(things):
        return
    above = [place for place, thing in enumerate(things) if isinstance(thing, Item) and 0 < thing.line <= other.line]
    if above:
        written[above[-1]].setdefault(key, other.text)


def _written(value: Any, shape: Shape) -> Any:
    match shape:
        case Shape.PROSE:
            return plain_as_markdown(value.text) if value.plain else value.text
        case Shape.DATE:
            return value.text
        case Shape.LIKELIHOOD:
            return value.word
        case Shape.THINGS:
            return [editable_fields(one) for one in value]
        case Shape.SLUGS | Shape.TEXTS:
            return list(value)
        case _:
            return value
