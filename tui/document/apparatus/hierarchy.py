"""Who reports to whom, read from relations: no blocks, no words, only the graph.

Four kinds of relation order actors: `reports to` (inverse `commands`), `part of`, `led by` (inverse
`leads`) and `replaces`. A post or person that leads a unit is folded into it: what reports to the
commander reports to the unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from tui.model.briefing import Actor, Briefing, Relation

Kind: TypeAlias = Literal["reports to", "part of", "led by"]

ORDER_OF_TYPES: dict[str, tuple[Kind, bool]] = {
    "reports to": ("reports to", False),
    "commands": ("reports to", True),
    "part of": ("part of", False),
    "led by": ("led by", False),
    "leads": ("led by", True),
}
"""Type of relation -> what it means, and whether `from` stands above `to`."""

NOT_DRAWN = ("refused", "former")
PLANNED = ("planned", "proposed")


@lru_cache(maxsize=256)
def known_type(text: str) -> str:
    """A type of relation in the spelling of the known types: `Reports_to` is `reports to`."""
    return " ".join(text.replace("_", " ").replace("-", " ").casefold().split())


class Tie(NamedTuple):
    """One actor under another."""

    below: str
    above: str
    kind: Kind
    relation: Relation
    through: str = ""
    """The post or person that the relation names, where the unit it leads is meant."""

    @property
    def planned(self) -> bool:
        """Whether it is not so yet."""
        return self.relation.status in PLANNED


class Lead(NamedTuple):
    """A post or person folded into what it leads."""

    leader: str
    relation: Relation


class Replacement(NamedTuple):
    """One actor in another's place."""

    new: str
    old: str
    relation: Relation

    @property
    def planned(self) -> bool:
        """Whether it is not so yet."""
        return self.relation.status in PLANNED


class Hierarchy(NamedTuple):
    """What a briefing says about who is under whom. A name that is no actor's id stands for itself."""

    ties: list[Tie]
    leads: dict[str, list[Lead]]
    """By what is led; a leader may be led in turn."""
    heads: list[str]
    """What is led and not itself folded into something."""
    replacements: list[Replacement]
    undrawn: list[Relation]
    """Ordering relations that no tree shows: refused, former, or with an end missing."""


def ordering(briefing: Briefing) -> tuple[list[Relation], list[Relation]]:
    """Part the relations into those that order actors, the actors' shorthands first, and the others.

    `replaces` orders only beside another relation that does.
    """
    inside = [relation for actor in briefing.actors for relation in _shorthands(actor)]
    outside: list[Relation] = []
    maybe: list[Relation] = []
    for relation in briefing.relations:
        kind = known_type(relation.type)
        (inside if kind in ORDER_OF_TYPES else maybe if kind == "replaces" else outside).append(relation)
    if inside:
        return inside + maybe, outside
    return [], list(briefing.relations)


def _shorthands(actor: Actor) -> Iterable[Relation]:
    for kind, targets in (("reports to", actor.reports_to), ("led by", actor.led_by), ("part of", actor.part_of)):
        for target in targets:
            yield Relation(from_=actor.id, type=kind, to=target, line=actor.line, tlp=actor.tlp, marking=actor.marking)


def read_hierarchy(relations: Iterable[Relation], actors: Iterable[Actor], resolve: Callable[[str], str]) -> Hierarchy:
    """Read the graph.

    Args:
        relations: what `ordering` gave.
        actors: the briefing's, for their types.
        resolve: from what a relation names to the id of an actor, or to itself.
    """
    types = {actor.id: actor.type for actor in actors}
    ties: list[Tie] = []
    led: list[tuple[str, Lead]] = []
    replacements: list[Replacement] = []
    undrawn: list[Relation] = []
    for relation in relations:
        from_, to = resolve(relation.from_), resolve(relation.to)
        kind, inverse = ORDER_OF_TYPES.get(known_type(relation.type), (None, False))
        if not from_ or not to or from_ == to or relation.status in NOT_DRAWN:
            undrawn.append(relation)
        elif kind is None:
            replacements.append(Replacement(from_, to, relation))
        elif kind == "led by":
            unit, leader = (to, from_) if inverse else (from_, to)
            led.append((unit, Lead(leader, relation)))
        else:
            below, above = (to, from_) if inverse else (from_, to)
            ties.append(Tie(below, above, kind, relation))
    leads, more = _folded(led, types)
    return _fold(ties + more, leads, replacements, undrawn)


def _folded(led: list[tuple[str, Lead]], types: Mapping[str, str | None]) -> tuple[dict[str, list[Lead]], list[Tie]]:
    """The leaders to fold, by what they lead, and as ties those that are themselves units, states and the like."""
    units = {unit for unit, _ in led}
    led_by: dict[str, set[str]] = {}
    for unit, lead in led:
        led_by.setdefault(lead.leader, set()).add(unit)
    leads: dict[str, list[Lead]] = {}
    ties: list[Tie] = []
    for unit, lead in led:
        kind = types.get(lead.leader)
        alone = kind is None and lead.leader not in units and len(led_by[lead.leader]) == 1
        if kind in ("person", "post") or alone:
            leads.setdefault(unit, []).append(lead)
        else:
            ties.append(Tie(unit, lead.leader, "led by", lead.relation))
    return leads, ties


class _Folding:
    """Which unit an actor is folded into: a forest, so that nobody leads himself by a detour."""

    def __init__(self) -> None:
        self._unit: dict[str, str] = {}

    def unit(self, actor: str) -> str:
        """What the actor is drawn as: itself, or what it leads in the end."""
        path = [actor]
        while path[-1] in self._unit:
            path.append(self._unit[path[-1]])
        for passed in path[:-1]:
            self._unit[passed] = path[-1]
        return path[-1]

    def fold(self, leader: str, unit: str) -> bool:
        """Fold a leader into a unit, unless it is folded already; False where that closes a circle."""
        if self.unit(unit) == leader:
            return False
        if leader not in self._unit:
            self._unit[leader] = unit
        return True


def _fold(ties: list[Tie], leads: dict[str, list[Lead]], replacements: list[Replacement], undrawn: list[Relation]) -> Hierarchy:
    folding = _Folding()
    kept: dict[str, list[Lead]] = {}
    for led, leaders in leads.items():
        for lead in leaders:
            if folding.fold(lead.leader, led):
                kept.setdefault(led, []).append(lead)
            else:
                undrawn.append(lead.relation)
    folded: list[Tie] = []
    for tie in _without_repeats(ties):
        below, above = folding.unit(tie.below), folding.unit(tie.above)
        if below != above:
            folded.append(Tie(below, above, tie.kind, tie.relation, tie.above if above != tie.above else ""))
        elif tie.kind != "part of" or _has_details(tie.relation):
            undrawn.append(tie.relation)
    heads = [unit for unit in kept if folding.unit(unit) == unit]
    shown = {actor for tie in folded for actor in (tie.below, tie.above)} | set(heads)
    pairs: list[Replacement] = []
    for pair in replacements:
        new, old = folding.unit(pair.new), folding.unit(pair.old)
        if new != old and (new in shown or old in shown):
            pairs.append(Replacement(new, old, pair.relation))
        else:
            undrawn.append(pair.relation)
    return Hierarchy(folded, kept, heads, pairs, undrawn)


def _without_repeats(ties: list[Tie]) -> list[Tie]:
    """The ties without those that only say again, with fewer words, what another says."""
    detailed = {(tie.below, tie.above, tie.kind) for tie in ties if _has_details(tie.relation) and not tie.planned}
    said: set[tuple[str, str, Kind]] = set()
    kept: list[Tie] = []
    for tie in ties:
        key = (tie.below, tie.above, tie.kind)
        if not _has_details(tie.relation):
            if key in detailed or key in said:
                continue
            said.add(key)
        kept.append(tie)
    return kept


def _has_details(relation: Relation) -> bool:
    return bool(
        relation.authority
        or relation.status
        or relation.since
        or relation.until
        or relation.sources
        or relation.note
        or relation.handling
    )
