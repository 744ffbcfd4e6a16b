"""The keys of the configuration that guard text, and what counts as one of them: they fail closed."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tui.model.handling import parse_tlp

if TYPE_CHECKING:
    from tui.store.nodes import Node

STRICTEST: dict[str, object] = {"keep_text_up_to": "CLEAR", "cache_text_up_to": "CLEAR", "keep_unmarked_text": False}
"""What the keys that guard text count as where it cannot be read what was meant: text that should not be kept must not be."""

UNTIL = "Until that is mended, no text is kept but that of TLP:CLEAR."

_TELLING = ("keep", "tlp", "unmarked", "upto")
"""Parts of words that no other key has."""

_NEAR, _VERY_NEAR = 0.6, 0.8
"""How much a key must be like one that guards something; the second where it stands in another one."""

_MOST = 1_000
"""Nodes that are looked at; in a larger file the rest counts as one that guards something."""


def plain(key: str) -> str:
    """A key without what is easily mistaken in it: case, hyphens, spaces, underscores, invisible characters."""
    return "".join(char for char in unicodedata.normalize("NFKC", key).casefold() if char.isascii() and char.isalnum())


_PLAIN = {plain(key): key for key in STRICTEST}


def guard_meant(key: str, value: str | None, others: Iterable[str]) -> str:
    """The key that guards text for which an unknown one may stand; "" where it stands for none.

    Args:
        key: as written.
        value: its text; None where it has none.
        others: the keys that guard nothing.
    """
    word = plain(key)[:60]
    exact = _PLAIN.get(word)
    if exact:
        return exact
    near = difflib.get_close_matches(word, [*_PLAIN, *map(plain, others)], 1, _NEAR)
    if near and near[0] in _PLAIN:
        return _PLAIN[near[0]]
    if any(part in word for part in _TELLING) or (not near and value is not None and _is_label(value)):
        return "keep_text_up_to"
    return ""


def guards_within(node: Node) -> Iterator[tuple[str, Node]]:
    """What guards text by its name but stands inside of something else, where it does nothing: the key and its place."""
    from tui.store.nodes import MappingNode, SequenceNode

    waiting: list[Node] = [node]
    seen = 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > _MOST:
            yield "keep_text_up_to", one
            return
        if isinstance(one, MappingNode):
            for key, (key_node, value) in one.entries.items():
                near = difflib.get_close_matches(plain(key)[:60], list(_PLAIN), 1, _VERY_NEAR)
                if near:
                    yield _PLAIN[near[0]], key_node
                waiting.append(value)
        elif isinstance(one, SequenceNode):
            waiting += one.items
        else:
            found = names_guard(str(getattr(one, "value", ""))[:10_000])
            if found:
                yield found, one


def names_guard(text: str) -> str:
    """The first key that guards text by its name within a text; "" where there is none."""
    word = plain(text)
    return next((key for name, key in _PLAIN.items() if name in word), "")


def _is_label(text: str) -> bool:
    try:
        parse_tlp(text)
    except ValueError:
        return False
    return True
