"""Handling that cannot be read where it belongs: it is found all the same, and nothing is shown unmarked for it.

A label that is no label becomes a restriction in words; a text that is shown as it was typed is
searched for labels (`briefing help format`: the effective marking is the strictest inside).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from unicodedata import normalize

from tui.model.handling import Marking, Tlp, parse_tlp, strictest
from tui.model.late_pattern import late_pattern
from tui.store.nodes import MappingNode, Node, Scalar, SequenceNode, is_nothing
from tui.store.problems import quoted
from tui.store.rendering import texts_in

KEYS = frozenset(("tlp", "marking"))
"""The keys of handling."""

_NEARLY = late_pattern(
    "tpl|ltp|tlpp|ttlp|tllp|tlp(?:v?[12]0?)?(?:label|marking|colou?r|level|code|designation|status|classification)?"
    "|trafficlight(?:protocol)?(?:label|colou?r)?|handling(?:caveats?|instructions?|restrictions?)?|sharing(?:level|restrictions?)?|dissemination"
)
"""Other spellings of the key of the label, without signs between the words: what they say counts as it."""

_HOLDS_LABEL = late_pattern("label|name|value|level|colou?r|tlp|code|marking|definition|title|text")
"""Keys below the one of the label under which the label itself may stand."""

STIX: dict[str, Tlp] = {
    "613f2e26-407d-48c7-9eca-b8e91df99dc9": "CLEAR",
    "94868c89-83c2-464b-929b-a1a8aa3c8487": "CLEAR",
    "34098fce-860f-48ae-8e50-ebd3cc5e41da": "GREEN",
    "bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "GREEN",
    "f88d31f6-486f-44da-b317-01333bde0b82": "AMBER",
    "55d920b0-5e8b-4f79-9ee9-91f868d9b421": "AMBER",
    "939a9414-2ddd-4d32-a0cd-375ea402b003": "AMBER+STRICT",
    "5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "RED",
    "e828b379-4e03-4974-9ac4-e53a884c97c1": "RED",
}
"""The labels of TLP 1.0 and 2.0 as STIX 2.1 names them (marking-definition, sections 7.2.1.4)."""

_LONGEST = 300
"""Characters of a label that cannot be read, as it is shown."""

_AT_MARGIN = late_pattern(
    r"""^["']?(tlp|marking)["']?[ \t]*[:=][ \t]*([|>][+-]?[1-9]?[+-]?[ \t]*(?:\n[ \t]+\S.*|\n[ \t]*(?=\n[ \t]))+|.*)""", re.I | re.M
)
_INSIDE = late_pattern(
    r"""(?:^[ \t]*(?:-[ \t]+)*|[{,\[][ \t]*)["']?(tlp|marking)["']?[ \t]*:[ \t]*("[^"\n]*"|'[^'\n]*'|[^\n,}\]]+)""", re.I | re.M
)
_LABEL = r"((?:TLP[:_-][ ]?)?(?:RED|AMBER(?:[+_-]STRICT)?|GREEN|CLEAR|WHITE))\b"
_BELOW = late_pattern(
    r"""(?:^[ \t]*(?:-[ \t]+)*|[{,\[][ \t\n]{0,80})["']?tlp["']?[ \t]{0,80}:[\s{\[]{0,80}"""
    r"""(?:[^{}]{0,200}?["']?label["']?\s{0,80}:\s{0,80})?["']?""" + _LABEL,
    re.I | re.M,
)
_SAYS_SO = late_pattern(r"""tlp[ =_-]["']?(?:red|amber(?:[+_-]strict)?|green|clear|white)["']?""", re.I)
_COMMENT = late_pattern(r"(?:^|[ \t])#.*")
_BLOCK_SIGN = late_pattern(r"[|>][+-]?[1-9]?[+-]?(?=\s)")


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
    flat = (marking_of(found[1], _plain(found[2])) for found in _INSIDE.finditer(text) if found[2].strip() not in ("{", "["))
    return strictest((*flat, *(marking_of("tlp", found[1]) for found in _BELOW.finditer(text))))


def handling_in(node: Node) -> Marking:
    """The handling anywhere in a list or a mapping: under keys of handling, as texts such as `tlp:amber`, as names of STIX.

    What stands in one item of a list restricts the whole, but `CLEAR` there says nothing of the others.
    """
    found: list[Marking] = []
    waiting = [(node, False)]
    while waiting:
        current, listed = waiting.pop()
        if isinstance(current, MappingNode):
            for name, (_, value) in current.entries.items():
                if is_key(name) or is_nearly_label(name):
                    found.append(_of_list(handling_under(name, value), listed))
                waiting.append((value, listed))
        elif isinstance(current, SequenceNode):
            waiting += [(item, True) for item in current.items]
        elif label := label_in(current.value):
            found.append(_of_list(label, listed))
    return strictest(filter(None, found))


def _of_list(marking: Marking, listed: bool) -> Marking:
    return Marking() if listed and marking == Marking("CLEAR") else marking


BEGINS_LABEL = frozenset(("t", "T", "{", "[", "m", *filter(str.isspace, map(chr, range(0x3001)))))
"""How a text begins in which `label_in` finds a label, or that has blanks before one; `STIX` has the others."""


def label_in(text: str) -> Marking:
    """The label that a text is which says so itself, `tlp:amber` or a name of STIX; nothing for other texts."""
    if text[:1] in ("{", "[") and "tlp" in text.casefold():
        return Marking(inside(text).tlp)
    if len(text) > 60:
        return Marking()
    if text[:4].casefold() == "tlp:" and "\n" not in text:
        return marking_of("tlp", text)
    if _SAYS_SO.fullmatch(text):
        return Marking(parse_tlp(text[4:].strip("\"' ")))
    return Marking(STIX.get(text.removeprefix("marking-definition--")))


def handling_under(key: str, node: Node) -> Marking:
    """What stands under a key says of handling; nothing where the key is none of handling."""
    if not is_key(key) and not is_nearly_label(key):
        return Marking()
    if isinstance(node, Scalar):
        said = Marking() if is_nothing(node) else marking_of(key, node.value)
        # A key that is only nearly one of handling may be something else altogether: it counts for labels.
        return said if is_key(key) or said.tlp else Marking()
    words = " ".join(islice(texts_in(node), 50))
    if key.strip().casefold() == "marking":
        return Marking(None, quoted(words, _LONGEST)[1:-1]) if words else Marking()
    label = _label_below(node)
    return Marking(label) if label else not_understood(words) if words and is_key(key) else Marking()


def _label_below(node: Node) -> Tlp | None:
    """The strictest label in a mapping that says which it is, or in a list of nothing but labels."""
    found: list[Marking] = []
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, MappingNode):
            waiting += [value for name, (_, value) in current.entries.items() if _HOLDS_LABEL.fullmatch(name.strip().casefold())]
        elif isinstance(current, SequenceNode):
            if not all(isinstance(item, MappingNode) or _is_label(item) for item in current.items):
                return None
            waiting += current.items
        elif _is_label(current):
            found.append(Marking(parse_tlp(current.value)))
    return strictest(found).tlp


def _is_label(node: Node) -> bool:
    try:
        return isinstance(node, Scalar) and bool(parse_tlp(node.value[:40]))
    except ValueError:
        return False


def is_nearly_label(key: str) -> bool:
    """Whether a key is another spelling of `tlp`."""
    return len(key) < 40 and _NEARLY.fullmatch("".join(filter(str.isalnum, normalize("NFKC", key).casefold()))) is not None


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
