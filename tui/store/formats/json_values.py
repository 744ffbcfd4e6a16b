"""JSON of other programs: read without trust in its shapes, and what no field holds written out so that nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from tui.model.handling import Marking
from tui.store.formats.rendition import NotOfThisFormat, Rendition
from tui.store.labels import BEGINS_LABEL, STIX, is_key, is_nearly_label, label_in, marking_of

_MOST_LINES = 20_000
"""Lines of what is kept of one thing that no field holds."""


def json_held(data: bytes) -> Any:
    """What a file holds.

    Raises:
        NotOfThisFormat: it is no JSON, or nested too deeply.
    """
    from tui.store.encodings import unicode_of

    try:
        found = unicode_of(data)
        return json.loads(data[found[1] :].decode(found[0]) if found else data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotOfThisFormat from None


def string(value: object) -> str:
    """A single value as text; "" for a list, a mapping or nothing."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""


def strings(value: object) -> list[str]:
    """The texts of a list, or the one that stands in its place."""
    values = value if isinstance(value, list) else [value]
    return [text for one in values if (text := string(one))]


def mapping_of(value: object) -> dict[str, Any]:
    """A mapping; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[dict[str, Any]]:
    """The mappings of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def keep_rest(made: Rendition, path: str, held: dict[str, Any], taken: Collection[str]) -> None:
    """Keep what of a mapping was not taken, as lines under one path."""
    rest = {key: value for key, value in held.items() if key not in taken and value not in (None, "", [], {})}
    if rest:
        made.of_parts += labels_within(rest)
        lines = []
        for line in _lines(rest, ""):
            lines.append(line)
            if len(lines) >= _MOST_LINES:
                lines.append("…")
                break
        made.keep(path, "\n".join(lines))


def labels_within(held: object) -> list[Marking]:
    """The labels anywhere in what other programs wrote: under keys of handling, and texts that say so themselves."""
    found: dict[Marking, None] = {}
    usual: set[str] = set()
    waiting = [("", False, held)]
    while waiting:
        name, below, value = waiting.pop()
        if isinstance(value, dict):
            if not name and value.keys() <= usual:
                # Most of what there is are keys and texts that say nothing, which are left here at once.
                waiting += [
                    ("", True, one)
                    for one in value.values()
                    if one
                    and (
                        (of := one.__class__) is dict or of is list or (of is str and (one[:1] in BEGINS_LABEL or one[:36] in STIX))
                    )
                ]
                continue
            usual.update(key for key in value if not _is_of_handling(key))
            waiting += [(name, True, one) if key in usual else (key, False, one) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(name, below, one) for one in value]
        elif name and (text := string(value)):
            said = marking_of(name, text)
            # Below the key of a label stands more than the label, such as where it is explained.
            sure = said.tlp or name.casefold() == "marking" or (is_key(name) and not below)
            found[said if sure else label_in(text)] = None
        elif value.__class__ is str and (label := label_in(value.strip())):
            found[label] = None
    return [one for one in found if one]


@lru_cache(maxsize=1_000)
def _is_of_handling(key: str) -> bool:
    return is_key(key) or is_nearly_label(key)


def _lines(value: object, indent: str) -> Iterator[str]:
    """A nested value as rows that are indented under their keys; it is nested no deeper than `json.loads` allows."""
    if isinstance(value, dict):
        for key, held in value.items():
            if isinstance(held, dict | list):
                flat = strings(held) if isinstance(held, list) else []
                if flat and len(flat) == len(held):
                    yield f"{indent}{key}: {', '.join(flat)}"
                else:
                    yield f"{indent}{key}:"
                    yield from _lines(held, f"{indent[:40]}  ")
            else:
                yield f"{indent}{key}: {string(held)}"
    elif isinstance(value, list):
        for held in value:
            if isinstance(held, dict | list):
                yield from _lines(held, f"{indent[:40]}  ")
            else:
                yield f"{indent}- {string(held)}"
