"""Peeking: what a block links to, cites, shows or names, in one line each, without leaving the place."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tui.model.briefing import Briefing, Item
from tui.model.text import fold
from tui.reading.links import links_of
from tui.reading.view import View

if TYPE_CHECKING:
    from tui.document.names import Names


class Peek:
    """What is known about the things in a block."""

    def __init__(self, briefing: Briefing, view: View, names: Names) -> None:
        self._briefing = briefing
        self._view = view
        self._names = names

    def here(self) -> list[str]:
        """The lines of the current block; for a heading, of the first block under it as well."""
        current = self._view.current
        lines = self._lines(*current)
        if not lines and self._view.current_block.kind in ("heading", "title"):
            below = self._view.flow.neighbour(*current, 1)
            lines = self._lines(*below) if below is not None else []
        return lines

    def _lines(self, part: int, number: int) -> list[str]:
        block = self._view.flow.block(part, number)
        targets = [link.target for link in links_of(part, number, block)]
        if block.about:
            targets.append(block.about)
        text = fold(block.text, case=True)
        targets += [item.id for item, names in self._named if any(name in text for name in names)]
        lines = (self._names.peek(target) or target for target in dict.fromkeys(targets))
        return list(dict.fromkeys(lines))

    @cached_property
    def _named(self) -> list[tuple[Item, tuple[str, ...]]]:
        """The actors and terms with their names as they stand in folded text, capitals kept."""
        briefing = self._briefing
        named: list[tuple[Item, tuple[str, ...]]] = [
            (actor, (actor.name, actor.short, *actor.aliases)) for actor in briefing.actors
        ]
        named += [(term, (term.term, term.short, *term.aliases)) for term in briefing.terms]
        return [(item, tuple(fold(name, case=True) for name in names if len(name) > 1)) for item, names in named]
