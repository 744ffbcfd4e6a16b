"""Handling that cannot be read where it belongs: it is found all the same, and nothing is shown unmarked for it.

A label that is no label becomes a restriction in words; a text that is shown as it was typed is
searched for labels (FORMAT section 1: the effective marking is the strictest inside).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tui.model.handling import Marking, parse_tlp, strictest
from tui.store.problems import quoted

KEYS = frozenset(("tlp", "marking"))
"""The keys of handling."""

_LONGEST = 300
"""Characters of a label that cannot be read, as it is shown."""

_AT_MARGIN = re.compile(
    r"""^["']?(tlp|marking)["']?[ \t]*[:=][ \t]*([|>][+-]?[1-9]?[+-]?[ \t]*(?:\n[ \t]+\S.*|\n[ \t]*(?=\n[ \t]))+|.*)""", re.I | re.M
)
_INSIDE = re.compile(
    r"""(?:^[ \t]*(?:-[ \t]+)*|[{,\[][ \t]*)["']?(tlp|marking)["']?[ \t]*:[ \t]*("[^"\n]*"|'[^'\n]*'|[^\n,}\]]+)""", re.I | re.M
)
_COMMENT = re.compile(r"(?:^|[ \t])#.*")
_BLOCK_SIGN = re.compile(r"[|>][+-]?[1-9]?[+-]?(?=\s)")


def is_key(name: str) -> bool:
    """Whether a key is one of handling, in any case."""
    return name.strip().casefold() in KEYS


def not_understood(text: str) -> Marking:
    """The restriction that a label leaves which is no label."""
    return Marking(None, f"TLP label not understood: {quoted(text, _LONGEST)}")


def marking_of(key: str, text: str) -> Marking:
    """What a key of handling and its value, as text, say; nothing where the value is empty."""
    said = " ".join(text.split())
    if not said or said in ("~", "null"):
        return Marking()
    if key.strip().casefold() == "marking":
        return Marking(None, said)
    try:
        return Marking(parse_tlp(said))
    except ValueError:
        return not_understood(said)


def at_margin(text: str) -> Marking:
    """The handling in the lines `tlp: ...` and `marking: ...` at column 1 of a file that cannot be parsed."""
    return strictest(marking_of(found[1], _plain(found[2])) for found in _AT_MARGIN.finditer(text))


def inside(text: str) -> Marking:
    """The handling anywhere in a list or a mapping that is shown as it was typed."""
    return strictest(marking_of(found[1], _plain(found[2])) for found in _INSIDE.finditer(text))


def in_unparsed(text: str) -> Marking:
    """The handling in a whole file that cannot be parsed: all of it at column 1, below that the labels that are certain."""
    return strictest((at_margin(text), Marking(inside(text).tlp)))


def _plain(value: str) -> str:
    """A value without its quotes, its comment and the sign of a block text."""
    value = _BLOCK_SIGN.sub("", value.strip(), count=1).strip()
    if value[:1] in ("'", '"') and (closes := value.find(value[0], 1)) > 0:
        return value[1:closes]
    lines = value.split("\n")
    return " ".join(_COMMENT.sub("", line).strip() for line in lines).strip().rstrip(",").strip("\"'").strip()


def with_handling(values: dict[str, Any], more: Iterable[Marking] = ()) -> None:
    """Turn what was read of a thing's label into a label or a restriction, and add more handling to it.

    Args:
        values: the values of a thing; under `tlp` a label, or the marking of one that could not be read.
        more: handling found elsewhere that holds for this thing too.
    """
    label = values.pop("tlp", None)
    own = label if isinstance(label, Marking) else Marking(label)
    whole = strictest(_said((own, Marking(None, values.pop("marking", "")), *more)))
    if whole.tlp:
        values["tlp"] = whole.tlp
    if whole.text:
        values["marking"] = whole.text


def _said(markings: Iterable[Marking]) -> Iterator[Marking]:
    return (marking for marking in markings if marking)
