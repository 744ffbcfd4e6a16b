"""Drawing a hierarchy as a tree of rows: iterative, every actor in full once, circles cut and said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from tui.document.apparatus.hierarchy import Hierarchy, Tie

GUIDES_KEPT = 5
"""Levels of guides that are drawn; further out they are a figure, so that a deep tree keeps room for its text."""

SMALL = 40
"""Up to this many ties, a tree that changes somewhere is drawn whole, else only where it changes."""


class TreeRow(NamedTuple):
    """One row of a tree."""

    actor: str
    first: str
    """Guides before the row's first line."""
    rest: str
    """Guides before its further lines, of the same width."""
    above: str = ""
    """The superior it stands under; "" at the top."""
    ties: tuple[Tie, ...] = ()
    """What puts it there."""
    mark: Literal["", "see", "circle", "more"] = ""
    """see: drawn in full under `see`. circle: it stands above already. more: `more` actors left out."""
    see: str = ""
    more: int = 0
    open: bool = False
    """Whether rows below it hang on it."""


class Plan(NamedTuple):
    """How things would be: the ties that hold then, and what is different."""

    ties: list[Tie]
    changed: set[str]
    """Actors whose own row says something new."""
    was_under: dict[str, list[str]]
    """Actor -> superiors it has now and would no longer have."""


def current_ties(hierarchy: Hierarchy) -> list[Tie]:
    """The ties that hold now; disputed ones with them, since the row says so."""
    return [tie for tie in hierarchy.ties if not tie.planned]


def has_plan(hierarchy: Hierarchy) -> bool:
    """Whether anything is to change."""
    return (
        any(tie.planned for tie in hierarchy.ties)
        or any(pair.planned for pair in hierarchy.replacements)
        or any(lead.relation.status in ("planned", "proposed") for leads in hierarchy.leads.values() for lead in leads)
    )


def plan(hierarchy: Hierarchy) -> Plan:
    """What would hold once everything planned and proposed were done.

    A planned superior takes the place of the present one where both relations have the same kind and
    authority. Whoever is replaced goes, and what was under it comes under its successor, which
    takes its superior too unless it is given one.
    """
    planned = [tie for tie in hierarchy.ties if tie.planned]
    moves = {(tie.below, tie.kind, tie.relation.authority) for tie in planned if tie.relation.status == "planned"}
    same = {(tie.below, tie.above, tie.kind) for tie in planned}
    successor = {pair.old: pair.new for pair in hierarchy.replacements if pair.planned}
    given = {tie.below for tie in planned}
    placed = {tie.below for tie in hierarchy.ties}
    changed = given | set(successor.values())
    changed |= {
        unit for unit, leads in hierarchy.leads.items() for lead in leads if lead.relation.status in ("planned", "proposed")
    }
    was_under: dict[str, list[str]] = {}
    ties = list(planned)
    for tie in current_ties(hierarchy):
        below, above = tie.below, tie.above
        if (below, above, tie.kind) in same:
            continue
        if (below, tie.kind, tie.relation.authority) in moves:
            was_under.setdefault(below, []).append(above)
            continue
        if below in successor:
            below = successor[below]
            if below in placed:
                continue
        if above in successor:
            above = successor[above]
            was_under.setdefault(below, []).append(tie.above)
            changed.add(below)
        if below != above:
            ties.append(tie._replace(below=below, above=above))
    return Plan(ties, changed | set(was_under), was_under)


def keep_of(ties: Sequence[Tie], changed: Iterable[str]) -> set[str]:
    """The changed actors and everyone above them."""
    above: dict[str, list[str]] = {}
    for tie in ties:
        above.setdefault(tie.below, []).append(tie.above)
    keep: set[str] = set()
    waiting = list(changed)
    while waiting:
        actor = waiting.pop()
        if actor not in keep:
            keep.add(actor)
            waiting.extend(above.get(actor, ()))
    return keep


def draw(ties: Sequence[Tie], alone: Iterable[str] = (), keep: set[str] | None = None, *, whole: bool = False) -> list[TreeRow]:
    """Draw the ties as trees.

    An actor with several superiors is drawn in full under the first it reports to (or, failing
    that, is part of), and as a reference under the others.

    Args:
        ties: who stands under whom.
        alone: actors to draw even though no tie holds them.
        keep: the only actors to draw, the rest being counted; all of them when None.
        whole: draw all below an actor to keep.
    """
    pairs: dict[tuple[str, str], list[Tie]] = {}
    below: dict[str, list[str]] = {}
    first_superior: dict[str, tuple[bool, str]] = {}
    order: dict[str, None] = {}
    for tie in ties:
        order.setdefault(tie.above)
        order.setdefault(tie.below)
        pair = (tie.above, tie.below)
        if pair not in pairs:
            pairs[pair] = []
            below.setdefault(tie.above, []).append(tie.below)
        pairs[pair].append(tie)
        weak = tie.kind == "part of"
        if tie.below not in first_superior or (first_superior[tie.below][0] and not weak):
            first_superior[tie.below] = (weak, tie.above)
    superior = {actor: above for actor, (_, above) in first_superior.items()}
    drawing = _Drawing(pairs, below, superior, None if whole else keep)
    for actor in [*order, *alone]:
        if actor not in superior and (keep is None or actor in keep):
            drawing.grow(actor)
    for actor in order:
        if keep is None or actor in keep:
            drawing.grow(_top(actor, superior, drawing.drawn))
    return drawing.rows


def _top(actor: str, superior: Mapping[str, str], drawn: set[str]) -> str:
    """The superior furthest up, or where a circle is closed."""
    seen: set[str] = set()
    while actor not in seen and actor not in drawn and actor in superior:
        seen.add(actor)
        actor = superior[actor]
    return actor


class _Drawing:
    """The rows so far, and who is in them."""

    def __init__(
        self,
        pairs: Mapping[tuple[str, str], list[Tie]],
        below: Mapping[str, list[str]],
        superior: Mapping[str, str],
        keep: set[str] | None,
    ) -> None:
        self.rows: list[TreeRow] = []
        self.drawn: set[str] = set()
        self._pairs = pairs
        self._below = below
        self._superior = superior
        self._keep = keep

    def grow(self, root: str) -> None:
        """Draw the tree of one root, unless it is drawn already."""
        if root in self.drawn:
            return
        path: list[str] = []
        on_path: set[str] = set()
        waiting: list[tuple[str, int, bool, str, int]] = [(root, 0, True, "", 0)]
        while waiting:
            actor, depth, last, guides, more = waiting.pop()
            while len(path) > depth:
                on_path.discard(path.pop())
            above = path[-1] if path else ""
            row = self._row(actor, above, depth, last, guides, more, on_path)
            self.rows.append(row)
            if row.mark:
                continue
            self.drawn.add(actor)
            path.append(actor)
            on_path.add(actor)
            inner = "" if depth == 0 else (guides + ("   " if last else "│  "))[-3 * (GUIDES_KEPT - 1) :]
            children = self._below.get(actor, [])
            shown = [child for child in children if self._keep is None or child in self._keep]
            entries = [(child, 0) for child in shown]
            if len(shown) < len(children):
                entries.append(("", len(children) - len(shown)))
            if entries:
                self.rows[-1] = row._replace(open=True)
            for index in range(len(entries) - 1, -1, -1):
                child, left_out = entries[index]
                waiting.append((child, depth + 1, index == len(entries) - 1, inner, left_out))

    def _row(self, actor: str, above: str, depth: int, last: bool, guides: str, more: int, on_path: set[str]) -> TreeRow:
        if depth == 0:
            return TreeRow(actor, "", "")
        hidden = f"⋯{depth - GUIDES_KEPT} " if depth > GUIDES_KEPT else ""
        first = hidden + guides + ("└─ " if last else "├─ ")
        rest = " " * len(hidden) + guides + ("   " if last else "│  ")
        if more:
            return TreeRow("", first, rest, above, mark="more", more=more)
        ties = tuple(self._pairs[(above, actor)])
        if actor in on_path:
            return TreeRow(actor, first, rest, above, ties, "circle")
        home = self._superior.get(actor, "")
        if home != above or actor in self.drawn:
            return TreeRow(actor, first, rest, above, ties, "see", home)
        return TreeRow(actor, first, rest, above, ties)
