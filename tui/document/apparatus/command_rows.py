"""The rows of the command structure: today's tree, the planned one, what neither shows, and what each row says."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from tui.document.apparatus.hierarchy import NOT_DRAWN, PLANNED, Hierarchy, Lead, Replacement, read_hierarchy
from tui.document.apparatus.tree import SMALL, Plan, TreeRow, current_ties, draw, has_plan, keep_of, plan
from tui.model.briefing import Actor, Briefing, Relation


class CommandRow(NamedTuple):
    """One row of the section: of a tree, a heading, or a relation that no tree shows."""

    tree: TreeRow | None = None
    plan: Plan | None = None
    """The plan whose tree the row belongs to; None for the tree of today."""
    heading: str = ""
    remark: str = ""
    """What a heading adds, quietly."""
    relation: Relation | None = None
    space: int = 0
    """Blank lines before it."""


class Structure(NamedTuple):
    """The section's rows, and what they are drawn from."""

    hierarchy: Hierarchy
    actors: Mapping[str, Actor]
    """The briefing's, by id."""
    rows: list[CommandRow]
    home: dict[int, int]
    """`id` of a relation -> index of the one row that gives its details; other rows only mention it."""
    mixed: bool
    """Whether some actors report and others are merely part of something, so that rows must say which."""
    by_new: dict[str, list[Replacement]]
    by_old: dict[str, list[Replacement]]


class Facet(NamedTuple):
    """One thing a row says about its actor."""

    kind: Literal["tie", "lead", "replaces", "replaced"]
    relation: Relation
    word: str
    other: str = ""
    """The leader, the other of a pair, or the post that a tie names in place of its unit."""
    was_under: tuple[str, ...] = ()


def read_structure(briefing: Briefing, relations: Sequence[Relation], resolve: Callable[[str], str]) -> Structure:
    """Read the ordering relations and draw what they say; every one of them is said in some row."""
    hierarchy = read_hierarchy(relations, briefing.actors, resolve)
    by_new: dict[str, list[Replacement]] = {}
    by_old: dict[str, list[Replacement]] = {}
    for pair in hierarchy.replacements:
        by_new.setdefault(pair.new, []).append(pair)
        by_old.setdefault(pair.old, []).append(pair)
    mixed = len({tie.kind for tie in hierarchy.ties}) > 1
    structure = Structure(hierarchy, {actor.id: actor for actor in briefing.actors}, _rows(hierarchy), {}, mixed, by_new, by_old)
    for wanted in (False, True):
        for index, row in enumerate(structure.rows):
            for facet in facets(structure, row):
                if (facet.kind == "replaced") == wanted:
                    structure.home.setdefault(id(facet.relation), index)
    unsaid = [relation for relation in _relations(hierarchy) if id(relation) not in structure.home]
    if unsaid:
        over = all(relation.status in NOT_DRAWN for relation in unsaid)
        structure.rows.append(CommandRow(heading="Refused or former" if over else "Not in the tree"))
        structure.rows.extend(CommandRow(relation=relation) for relation in unsaid)
    return structure


def _relations(hierarchy: Hierarchy) -> Iterator[Relation]:
    yield from hierarchy.undrawn
    for tie in hierarchy.ties:
        yield tie.relation
    for leads in hierarchy.leads.values():
        for lead in leads:
            yield lead.relation
    for pair in hierarchy.replacements:
        yield pair.relation


def _rows(hierarchy: Hierarchy) -> list[CommandRow]:
    now = current_ties(hierarchy)
    led = [unit for unit in hierarchy.heads if any(lead.relation.status not in PLANNED for lead in hierarchy.leads[unit])]
    today = draw(now, led)
    if not has_plan(hierarchy):
        return _spaced(today, None, 1)
    planned = plan(hierarchy)
    keep = keep_of(planned.ties, planned.changed)
    gone = {pair.old for pair in hierarchy.replacements if pair.planned}
    alone = [actor for actor in dict.fromkeys([*hierarchy.heads, *sorted(planned.changed)]) if actor not in gone]
    tomorrow = draw(planned.ties, alone, keep, whole=len(now) <= SMALL)
    before = [CommandRow(heading="Now"), *_spaced(today, None, 0)] if today else []
    return [*before, CommandRow(heading="Planned", remark="where something changes"), *_spaced(tomorrow, planned, 0)]


def _spaced(rows: Sequence[TreeRow], plan: Plan | None, first: int) -> list[CommandRow]:
    """Rows with a blank line between trees, none between trees of a single row."""
    spaced: list[CommandRow] = []
    for index, row in enumerate(rows):
        space = first
        if index:
            space = 1 if not row.first and (row.open or rows[index - 1].first) else 0
        spaced.append(CommandRow(tree=row, plan=plan, space=space))
    return spaced


def facets(structure: Structure, row: CommandRow) -> list[Facet]:
    """What a row says: how its actor stands under the one above, who leads it, whom it replaces."""
    tree = row.tree
    if tree is None or tree.mark == "more":
        return []
    said: list[Facet] = []
    own = tree.mark == ""
    moved = tuple(row.plan.was_under.get(tree.actor, ())) if row.plan else ()
    for index, tie in enumerate(tree.ties):
        said.append(Facet("tie", tie.relation, tie.kind, tie.through, was_under=moved if index == 0 else ()))
    if own:
        said += _leads(structure, tree.actor, row.plan is not None)
        for pair in structure.by_new.get(tree.actor, ()):
            if row.plan is not None or not pair.planned:
                said.append(Facet("replaces", pair.relation, "replaces", pair.old))
        if row.plan is None:
            for pair in structure.by_old.get(tree.actor, ()):
                word = "to be replaced by" if pair.planned else "replaced by"
                said.append(Facet("replaced", pair.relation, word, pair.new))
    return said


def _leads(structure: Structure, actor: str, planned: bool) -> Iterator[Facet]:
    leads = structure.hierarchy.leads
    given = leads.get(actor, [])
    new = [lead for lead in given if lead.relation.status in PLANNED]
    now = [lead for lead in given if lead.relation.status not in PLANNED]
    told: set[int] = set()
    for lead in (new or now) if planned else now:
        yield Facet("lead", lead.relation, "to be led by" if lead in new else "led by", lead.leader)
        for holder in _behind(leads, lead.leader):
            if id(holder.relation) not in told:
                told.add(id(holder.relation))
                yield Facet("lead", holder.relation, "held by", holder.leader)


def _behind(leads: dict[str, list[Lead]], leader: str) -> Iterator[Lead]:
    """Who leads the leader, and so on: the person in the post."""
    seen = {leader}
    waiting = deque(leads.get(leader, ()))
    while waiting:
        lead = waiting.popleft()
        if lead.leader not in seen:
            seen.add(lead.leader)
            yield lead
            waiting.extend(leads.get(lead.leader, ()))
