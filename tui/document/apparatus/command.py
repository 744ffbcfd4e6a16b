"""Command structure: who reports to whom, now and as planned, as trees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tui.document.apparatus.command_rows import CommandRow, Facet, Structure, facets, read_structure
from tui.document.apparatus.entry import DOT, Context, Phrase, Piece, cite, prose_blocks
from tui.document.apparatus.hierarchy import ordering
from tui.document.apparatus.relations import relation_conditions, sentence
from tui.document.apparatus.tree import TreeRow
from tui.document.block import Block
from tui.model.briefing import Actor, Briefing, Relation


def piece(briefing: Briefing) -> Piece | None:
    """The command structure; its entries are the relations that order actors."""
    relations = ordering(briefing)[0]
    count = len(relations)
    if not count:
        return None
    made: list[Structure] = []

    def entries(context: Context, start: int, end: int) -> list[Block]:
        if not made:
            made.append(read_structure(briefing, relations, context.names.actor))
        words = _Words(context, made[0])
        rows = len(made[0].rows)
        return [block for index in range(start * rows // count, end * rows // count) for block in words.blocks(index)]

    return Piece("~command", count, entries, relations, size=60, rows=1)


class _Words:
    """Rows in words."""

    def __init__(self, context: Context, structure: Structure) -> None:
        self._context = context
        self._structure = structure
        self._actors: Mapping[str, Actor] = structure.actors

    def blocks(self, index: int) -> list[Block]:
        """The blocks of one row."""
        row = self._structure.rows[index]
        if row.tree is not None:
            return list(self._tree_row(row, row.tree, index))
        if row.relation is not None:
            return sentence(self._context, row.relation).blocks
        heading = Phrase(row.heading, "label strong").add(row.remark, "muted", before=" — ")
        return [heading.block("row", self._context, space=1)]

    def _tree_row(self, row: CommandRow, tree: TreeRow, index: int) -> Iterator[Block]:
        phrase = Phrase()
        said = facets(self._structure, row)
        if tree.mark == "more":
            phrase.add(f"and {tree.more:,} more, as now", "muted")
        else:
            for facet in said:
                if self._is_home(facet, index) and facet.relation.handling:
                    phrase.add(str(facet.relation.handling), "marking", after=" ")
            name_end = len(self._name(phrase, tree.actor).text)
            for facet in said:
                self._facet(phrase, facet, tree.above, self._is_home(facet, index), " — " if len(phrase.text) == name_end else DOT)
            if tree.mark == "see":
                phrase.add(f"→ see under {self._label(tree.see)}", "muted", before=" ")
            elif tree.mark == "circle":
                phrase.add("→ a circle: it stands above", "disputed", before=" ")
        own = self._actors.get(tree.actor)
        line = next((facet.relation.line for facet in said if facet.relation.line), own.line if own else 0)
        yield phrase.block("tree", self._context, line=line, about=tree.actor, first=tree.first, rest=tree.rest, space=row.space)
        inside = tree.rest + ("│  " if tree.open else "   ")
        for facet in said:
            if self._is_home(facet, index):
                for block in prose_blocks(facet.relation.note, self._context, "muted"):
                    note = Phrase().inline(block.text, block.spans)
                    yield note.block(
                        "tree", self._context, line=block.line or line, about=tree.actor, role="muted", first=inside, rest=inside
                    )

    def _is_home(self, facet: Facet, index: int) -> bool:
        return self._structure.home.get(id(facet.relation)) == index

    def _label(self, actor: str) -> str:
        return self._context.names.label(actor) or actor

    def _name(self, phrase: Phrase, actor: str, role: str = "link strong") -> Phrase:
        label = self._context.names.label(actor)
        return phrase.add(label or actor or "?", role if label else role.removeprefix("link").strip(), actor if label else "")

    def _facet(self, phrase: Phrase, facet: Facet, above: str, home: bool, before: str) -> None:
        """Add what one facet says: parts of it after commas."""
        said = Phrase()
        relation = facet.relation
        quiet: tuple[str, ...] = ("current",)
        if facet.kind == "tie":
            if self._structure.mixed and facet.word != "reports to":
                said.add(facet.word, "muted", after=" ")
                self._name(said, above, "link")
            if facet.other:
                said.add("answers to", "muted", before=", ", after=" ")
                self._name(said, facet.other, "link")
        else:
            said.add(facet.word, "muted", after=" ")
            if facet.kind == "lead":
                self._person(said, facet.other)
            else:
                self._name(said, facet.other, "link")
            quiet = ("current", "planned")
        shown = relation if home else Relation(status=relation.status, authority=relation.authority)
        relation_conditions(said, shown, quiet, ", ")
        for superior in facet.was_under:
            said.add("now under", "planned", before=", ", after=" ")
            self._name(said, superior, "link")
        if home:
            cite(said, relation.sources, " ")
        phrase.inline(said.text, said.spans, before)

    def _person(self, phrase: Phrase, actor: str) -> None:
        """Add a leader: a rank stands before a person's name, and behind that of a post."""
        known = self._actors.get(actor)
        rank = known.rank if known else ""
        if known and known.type == "post":
            self._name(phrase, actor, "link").add(f"({rank})" if rank else "", before=" ")
        else:
            phrase.add(rank, after=" ")
            self._name(phrase, actor, "link")
