"""Lists and quotes of a document, which its blocks have in the signs before their first line, as containers in each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from tui.document.block import Block
from tui.document.markdown import BULLETS, QUOTE

_MARKER = re.compile(rf" *(?:(?P<number>\d+)[.)] |{'|'.join(BULLETS)})")

FLAT = frozenset({"row", "detail", "tree", "title", "meta", "banner", "heading"})
"""Kinds of blocks that stand in nothing: what is before their first line means something else."""


class Container(NamedTuple):
    """What blocks stand in."""

    kind: Literal["quote", "list", "item"]
    width: int = 0
    """Cells that it puts before each line of what is in it."""
    number: int = 0
    """Of a list the number of its first item, and of an item its own; 0 where they are not numbered."""


class Begin(NamedTuple):
    """A container begins."""

    container: Container


class End(NamedTuple):
    """A container ends."""

    container: Container


Nested: TypeAlias = Begin | End | Block


def nested(blocks: Iterable[Block]) -> Iterator[Nested]:
    """Blocks, and the beginnings and ends of what they stand in."""
    open_: list[Container] = []
    for block in blocks:
        first = "" if block.kind in FLAT else QUOTE if block.kind == "quote" and not block.first.endswith(QUOTE) else block.first
        kept, at = _kept(open_, first)
        begun = list(_begun(first[at:], is_item=block.kind == "item"))
        # A list of the same kind goes on with its next item.
        if begun and kept < len(open_) and begun[0].kind == open_[kept].kind == "list":
            same = bool(begun[0].number) == bool(open_[kept].number)
            kept, begun = (kept + 1, begun[1:]) if same else (kept, begun)
        while len(open_) > kept:
            yield End(open_.pop())
        for container in begun:
            open_.append(container)
            yield Begin(container)
        yield block
    while open_:
        yield End(open_.pop())


def _kept(open_: list[Container], first: str) -> tuple[int, int]:
    """How many of the open containers a block is in as well, and how much of what stands before it is theirs."""
    at = 0
    for index, container in enumerate(open_):
        if container.kind == "list":
            continue
        before = first[at : at + container.width]
        if len(before) < container.width or before != (QUOTE if container.kind == "quote" else " " * container.width):
            # A list is not open without an item in it.
            return (index - 1 if container.kind == "item" else index), at
        at += container.width
    return len(open_), at


def _begun(first: str, *, is_item: bool) -> Iterator[Container]:
    while first.startswith(QUOTE):
        yield Container("quote", len(QUOTE))
        first = first[len(QUOTE) :]
    found = _MARKER.match(first) if is_item else None
    if found is not None:
        number = int(found["number"] or 0)
        yield Container("list", number=number)
        yield Container("item", len(found[0]), number)
