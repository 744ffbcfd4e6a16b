"""Front matter in TOML, as the JSON that says the same with every key on its own line of the file."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

_KEY = re.compile(r"[ \t]*\[{0,2}[ \t]*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))")

_MOST_PARTS = 1_000
"""Dots on a line of a key that is still read: tomllib's own cost grows with the square of the depth."""

_KEY_END = re.compile(r"[=\]\n]|\Z")


class TomlError(Exception):
    """The text is no TOML; `line` is where it stops being so, from 1, or 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def json_of_toml(text: str, line: int) -> str:
    """A JSON object of what a TOML text says; dates become text.

    Args:
        text: TOML.
        line: of the file, where the text begins, from 1; the keys of the JSON stand on the lines of the file.

    Raises:
        TomlError: it is no TOML, or nested too deeply.
    """
    places: dict[str, int] = {}
    for number, one in enumerate(text.split("\n"), line):
        ends = _KEY_END.search(one)
        if one.count(".", 0, ends.start() if ends else len(one)) > _MOST_PARTS:
            raise TomlError("it is nested too deeply", number)
        if begun := _KEY.match(one):
            places.setdefault(begun[1] or begun[2] or begun[3] or "", number)
    try:
        found = tomllib.loads(text)
        entries = [(places.get(key, line), key, json.dumps(value, default=_text)) for key, value in found.items()]
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+)", str(error))
        raise TomlError(str(error).partition(" (at")[0].lower(), line + int(place[1]) - 1 if place else line) from error
    except (ValueError, RecursionError) as error:
        raise TomlError("it is nested too deeply, or a number is too long", line) from error
    entries.sort(key=lambda entry: entry[0])
    pieces, here = ["{"], 1
    for count, (at, key, value) in enumerate(entries):
        pieces.append("," if count else "")
        pieces.append("\n" * (at - here))
        here = max(here, at)
        pieces.append(f"{json.dumps(key)}: {value}")
    return "".join([*pieces, "}"])


def _text(value: Any) -> str:
    """A date or a time as text."""
    return str(value.isoformat())
