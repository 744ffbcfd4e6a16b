"""Ids of sections and items: the author's own first, then made ones in order (`briefing help format`)."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import force_setattr

from tui.model.briefing import ITEMS, Briefing, Item
from tui.model.fields import NAME, PREFIX
from tui.model.text import nfc_name, slug
from tui.store.problems import Problems, quoted

_GOOD = re.compile(r"[^\s\[\]|#@;,~][^\s\[\]|#@;,]*")


def as_id(text: str) -> str:
    """An id as written if links can name it, else its slug.

    White space and the signs `[ ] | # @ ; ,` end a link or a citation; `~` begins the ids of
    the sections that the program makes.
    """
    text = nfc_name(text)
    return text if text.isalnum() or _GOOD.fullmatch(text) else slug(text)


def _numbered(wanted: str, taken: dict[str, int], counts: dict[str, int]) -> str:
    """The first of `wanted-2`, `wanted-3`, ... that is free; each number is tried once in a briefing."""
    while True:
        counts[wanted] = counts.get(wanted, 1) + 1
        made = f"{wanted}-{counts[wanted]}"
        if made not in taken:
            return made


def give_ids(briefing: Briefing, problems: Problems) -> None:
    """Make every item and section of a briefing that is being read have an id of its own.

    Items share one namespace, sections have theirs. An id that two claim stays with the first and
    is reported.
    """
    taken: dict[str, int] = {}
    _give(tuple([getattr(briefing, name) for name in ITEMS]), taken, problems)
    _give((tuple(briefing.all_sections()),), {}, problems)


def _give(groups: tuple[tuple[Item, ...], ...], taken: dict[str, int], problems: Problems) -> None:
    counts: dict[str, int] = {}
    again: dict[str, list[Item]] = {}
    for group in groups:
        for item in group:
            own = item.id
            if own:
                if own in taken:
                    again.setdefault(own, []).append(item)
                    own = _numbered(own, taken, counts)
                    force_setattr(item, "id", own)
                taken[own] = item.line
    for own, items in again.items():
        left = len(items) - 1
        more = f"; {left:,} more below claim{'s' if left == 1 else ''} it too" if left else ""
        message = f"The id {quoted(own)} is taken already, on line {taken[own]}{more}."
        advice = "give each of them another id" if more else "give one of the two another id"
        problems.add("error", "duplicate-id", message, line=items[0].line, suggestion=advice)
    for group in groups:
        for position, item in enumerate(group, 1):
            if not item.id:
                made, numbered = _made(item, position, taken, counts)
                force_setattr(item, "id", made)
                if numbered:
                    force_setattr(item, "numbered", True)
                taken[made] = item.line


def _made(item: Any, position: int, taken: dict[str, int], counts: dict[str, int]) -> tuple[str, bool]:
    """A free id, and whether a number stands in it for want of a name, or of one that no other has."""
    kind = type(item)
    prefix = PREFIX.get(kind)
    if prefix:
        # Numbers below the last one given are taken, or belong to things before this one.
        position = max(position, counts.get(prefix, 0) + 1)
        while f"{prefix}{position}" in taken:
            position += 1
        counts[prefix] = position
        return f"{prefix}{position}", True
    name = getattr(item, NAME[kind], "") or getattr(item, "short", "")
    wanted = slug(name) if name else kind.__name__.lower()
    made = _numbered(wanted, taken, counts) if wanted in taken else wanted
    return made, not name or made != wanted
