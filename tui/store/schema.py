"""The format and the configuration as JSON Schema, for editors, made from their tables of fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tui.model.briefing import Briefing
from tui.model.fields import FIELDS, MAIN, Field, Shape
from tui.model.handling import TLP_LABELS
from tui.model.scales import SCALES
from tui.store.config_fields import CONFIG_FIELDS, THEMES, ConfigField, Holds
from tui.store.config_values import TEMPLATES

_SCALAR = ["string", "number", "boolean", "null"]
"""What a value typed without quotes can look like to an editor: every scalar of the format is text."""

_GRADE = r"^\s*(?:[A-Fa-f]\s*-?\s*[1-6]?|[1-6])\s*$"


def _anchored(word: str) -> str:
    """A pattern that accepts a word in any case, with spaces, hyphens or underscores between its parts."""
    parts = [
        "".join(f"[{char.upper()}{char.lower()}]" if char.isalpha() else f"[{char}]" for char in part) for part in word.split()
    ]
    return "[ _-]?".join(parts)


def _choice(field: Field, values: tuple[str, ...]) -> dict[str, Any]:
    accepted = "|".join(_anchored(value) for value in values)
    return {"anyOf": [{"enum": [*values, None]}, {"type": "string", "pattern": rf"^\s*(?:{accepted})?\s*$"}]}


def _likelihood() -> dict[str, Any]:
    words = list(dict.fromkeys(word for scale in SCALES.values() for word in scale))
    return {"anyOf": [{"enum": words}, {"type": ["string", "null"]}]}


def _scalar(field: Field) -> dict[str, Any]:
    if field.shape is Shape.CHOICE:
        return _choice(field, field.values)
    if field.shape is Shape.CONFIDENCE:
        return _choice(field, (*field.values, "medium"))
    if field.shape is Shape.LIKELIHOOD:
        return _likelihood()
    if field.shape is Shape.TLP:
        labels = [*field.values, *(f"TLP:{value}" for value in field.values)]
        return {"anyOf": [{"enum": [*labels, None]}, {"type": "string", "pattern": r"^\s*(?:[Tt][Ll][Pp][: -]*)?[A-Za-z+ _-]*$"}]}
    if field.shape is Shape.GRADE:
        return {"anyOf": [{"type": "string", "pattern": _GRADE}, {"type": ["integer", "null"]}, {"const": ""}]}
    if field.shape is Shape.RELIABILITY:
        return {"type": ["string", "null"], "pattern": r"^\s*[A-Fa-f]?\s*$"}
    if field.shape is Shape.CREDIBILITY:
        return {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 6},
                {"type": "string", "pattern": r"^\s*[1-6]?\s*$"},
                {"type": "null"},
            ]
        }
    scalar: dict[str, Any] = {"type": _SCALAR}
    if field.known:
        scalar = {"anyOf": [{"enum": list(field.known)}, {"type": _SCALAR}]}
    return scalar


def _property(field: Field) -> dict[str, Any]:
    described = {"description": field.note + (" Markdown." if field.shape is Shape.PROSE else "")}
    if field.shape is Shape.THINGS:
        assert field.of is not None
        return described | _things(field.of)
    if field.shape in (Shape.TEXTS, Shape.SLUGS):
        one = {"type": _SCALAR}
        return described | {"anyOf": [one, {"type": "array", "items": one}]}
    return described | _scalar(field)


def _things(of: type[Any]) -> dict[str, Any]:
    """A list of things, one thing, or things keyed by id; a bare text where one of its fields is the main one."""
    thing = {"$ref": f"#/$defs/{of.__name__}"}
    one: dict[str, Any] = {"anyOf": [thing, {"type": _SCALAR}]} if of in MAIN else {"anyOf": [thing, {"type": "null"}]}
    keys = [field.key for field in FIELDS[of]]
    keyed = {"type": "object", "propertyNames": {"not": {"enum": keys}}, "additionalProperties": one}
    scalars = [{"type": _SCALAR}] if of in MAIN else [{"type": "null"}]
    return {"anyOf": [{"type": "array", "items": one}, thing, keyed, *scalars]}


def _object(of: type[Any]) -> dict[str, Any]:
    properties = {field.key: _property(field) for field in FIELDS[of]}
    return {
        "type": "object",
        "description": (of.__doc__ or "").split("\n")[0],
        "additionalProperties": False,
        "properties": properties,
    }


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a briefing file.

    It accepts what the reader accepts: figures and dates without quotes, empty values, the three
    shorthands; and it refuses keys that the format does not have.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Briefing",
        **_object(Briefing),
        "required": ["title"],
        "$defs": {of.__name__: _object(of) for of in FIELDS if of is not Briefing},
    }


def library_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a `library.yaml`: what its briefings share, and which actors with like names are one."""
    shared = {field.key: _property(field) for field in FIELDS[Briefing] if field.key in ("title", "actors", "terms", "sources")}
    one = {"type": _SCALAR}
    names = {"anyOf": [one, {"type": "array", "items": {"anyOf": [one, {"type": "array", "items": one}]}}]}
    given = ("tlp", "marking", "producer", "lang", "authors", "scale")
    defaults = {field.key: _property(field) for field in FIELDS[Briefing] if field.key in given}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "library.yaml",
        "type": ["object", "null"],
        "properties": {
            **shared,
            "defaults": {
                "description": "Values for what briefings leave out.",
                "type": ["object", "null"],
                "properties": defaults,
                "additionalProperties": False,
            },
            "same": {"description": "Names of one actor, a list each; one name alone where all who have it are one.", **names},
            "apart": {"description": "Names of several actors, a list each; one name alone where several have it.", **names},
        },
        "additionalProperties": False,
        "$defs": {of.__name__: _object(of) for of in FIELDS if of is not Briefing},
    }


_LABEL = r"^\s*(?:[Tt][Ll][Pp][: -]*)?[A-Za-z+ _-]*$"

_YES_OR_NO = {"anyOf": [{"type": ["boolean", "null"]}, {"enum": ["yes", "no", "on", "off", "true", "false"]}]}


_COMMAND = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": _SCALAR}, "minItems": 1},
        {"type": "object", "additionalProperties": False, "required": ["shell"], "properties": {"shell": {"type": "string"}}},
    ]
}
_TEMPLATE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["template"],
    "properties": {"template": {"type": "string"}},
}
_TEMPLATES = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "properties": dict.fromkeys(TEMPLATES, _TEMPLATE),
}


def _config_property(field: ConfigField, keys: dict[str, Any]) -> dict[str, Any]:
    one = {"type": _SCALAR}
    number = {"type": ["integer", "null"], "minimum": field.least, "maximum": field.most}
    held: dict[Holds, dict[str, Any]] = {
        "paths": {"anyOf": [one, {"type": "array", "items": one}]},
        "text": one,
        "number": {"anyOf": [number, {"type": "string", "pattern": r"^\s*[0-9]*\s*$"}]},
        "label": {"anyOf": [{"enum": [*reversed(TLP_LABELS), None]}, {"type": "string", "pattern": _LABEL}]},
        "yes or no": _YES_OR_NO,
        "choice": {"anyOf": [{"enum": [*field.choices, None]}, *([{"type": "boolean"}] if "yes" in field.choices else [])]},
        "queries": {"type": ["object", "null"], "additionalProperties": one},
        "keys": keys,
        "commands": {"type": ["object", "null"], "additionalProperties": _COMMAND},
        "templates": _TEMPLATES,
    }
    shown = f"{field.note} Usually: {field.usual}."
    return {"description": shown, **({"examples": list(THEMES)} if field.key == "theme" else {}), **held[field.holds]}


def config_schema(actions: Mapping[str, str], presets: Iterable[str]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `config.yaml`.

    Args:
        actions: of the screen: what each does by its id.
        presets: names of tables of keys.
    """
    one = {"type": _SCALAR}
    key = {"anyOf": [one, {"type": "array", "items": one}]}
    preset = {"description": "The table of keys that these change.", "enum": [*presets, None]}
    given = {"preset": preset, **{id: {"description": told, **key} for id, told in actions.items()}}
    keys = {"anyOf": [{"type": "object", "additionalProperties": False, "properties": given}, {"enum": preset["enum"]}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of briefing",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {field.key: _config_property(field, keys) for field in CONFIG_FIELDS.values()},
    }
