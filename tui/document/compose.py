"""Composing a briefing for reading: its text and its apparatus as one page of sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

from tui.document.apparatus import problems
from tui.document.apparatus.entry import Context, Phrase, Piece, prose_blocks, single_spaced
from tui.document.block import UNMARKED, Block, DocumentSection, Span
from tui.document.certain import certain_blocks
from tui.document.document import Document, Part
from tui.document.front import bottom_line, front_blocks
from tui.document.names import Names
from tui.document.pieces import apparatus_of
from tui.document.source_blocks import NO_REFERENCES
from tui.document.split import TextPiece as Chunk
from tui.document.split import split_body
from tui.model.apparatus import BOTTOM_LINE, PIECE_OF, TITLES, TOP, UNTITLED
from tui.model.briefing import NO_PROSE, Briefing, Prose, Section
from tui.model.garbage import nothing_collected
from tui.model.handling import Marking, strictest
from tui.model.problem import Problem
from tui.model.recalls import Recall
from tui.model.text import slug, unique

ENTRIES_PER_PART = 100

Group = Literal["front", "text", "reference"]


def compose(briefing: Briefing, *, library: Mapping[str, str] | None = None, recalls: Sequence[Recall] = ()) -> Document:
    """Compose a briefing into sections and parts; no Markdown is parsed before somebody looks at it.

    Sections: `~top` (title, dates, banners), `~bottom-line`, the author's own, numbered, with the
    headings of their bodies nested in them, then the pieces of the apparatus that have content.

    Args:
        briefing: what to compose; any text in it is safe.
        library: titles of the other briefings by id, for the words of links to them.
        recalls: what it leans on that was recalled or corrected, its own sources among them, where its library was asked.
    """
    with nothing_collected():
        composer = _Composer(briefing, library)
        composer.front(recalls)
        composer.text()
        for piece in apparatus_of(briefing):
            composer.apparatus(piece)
        composer.place_problems()
        composer.end()
        return Document(briefing, composer.sections, composer.parts)


_BARE_HEAD = ("", NO_PROSE)
"""The head of a section without a marking and a lead, as nearly all are."""

_MakeHead = Callable[[int, tuple[str, Prose]], Sequence[Block]]


class _Composer:
    """The sections and parts so far."""

    def __init__(self, briefing: Briefing, library: Mapping[str, str] | None) -> None:
        self.sections: list[DocumentSection] = []
        self.parts: list[Part] = []
        self._briefing = briefing
        self._names = Names(briefing, library, self.sections)
        self._taken: dict[str, int] = {}
        self._children: dict[int, int] = {}
        self._has_problems = any(problem.severity != "info" for problem in problems.told(briefing))
        self._stretches: list[problems.Stretch] = []
        self._code: dict[int, int] = {}
        """By part that shows a file which could not be read: the line of the file it begins with."""

    def front(self, recalls: Sequence[Recall]) -> None:
        """The front matter and the bottom line."""
        briefing = self._briefing
        context = self._context(self._open(TOP, single_spaced(briefing.title) or UNTITLED, "front", line=1))
        self._part(context, lambda: front_blocks(context, recalls), len(briefing.title) + 300, 6)
        if briefing.bluf or briefing.why_it_matters:
            below = self._context(self._open(BOTTOM_LINE, TITLES[BOTTOM_LINE], "front", line=briefing.bluf.line))
            size = len(briefing.bluf.text) + len(briefing.why_it_matters.text)
            self._stretch(briefing.bluf, "bluf")
            self._stretch(briefing.why_it_matters, "why_it_matters")
            self._part(below, lambda: [self._heading(below, ""), *bottom_line(below)], size, 6)

    def text(self) -> None:
        """The author's sections, each with what is nested in it."""
        briefing = self._briefing
        ids = ids_of_sections(briefing.sections, self._taken)
        self._body(briefing.body, -1, -1, self._blocks_of)
        briefing_handling = briefing.handling
        waiting = [(section, -1, briefing_handling) for section in reversed(briefing.sections)]
        # Each made once: there may be tens of thousands of sections.
        head, make = self._head_blocks, self._blocks_of
        while waiting:
            section, parent, inherited = waiting.pop()
            own = inherited
            if section.tlp or section.marking:
                own = Marking(section.tlp or inherited.tlp, section.marking or inherited.text)
            effective = strictest([own, *_inside(section)]) if section.sections else own
            handling = UNMARKED if effective is briefing_handling or effective == briefing_handling else effective
            index = self._open(
                ids[id(section)],
                single_spaced(section.title) or UNTITLED,
                "text",
                parent=parent,
                handling=handling,
                line=section.line,
                formerly=section.formerly,
            )
            beside = "" if effective is inherited or effective == inherited else str(effective)
            lead = section.lead
            if self._has_problems:
                self._stretch(Prose(lead.text, section.line, 0), "sections")
                self._stretch(lead, "sections")
            self._head(index, head, (beside, lead) if beside or lead else _BARE_HEAD)
            self._body(section.body, index, index, make)
            if section.sections:
                waiting += [(child, index, own) for child in reversed(section.sections)]

    def apparatus(self, piece: Piece) -> None:
        """One piece of the apparatus, cut into parts."""
        own = self._briefing.handling
        markings = {Marking(item.tlp or own.tlp, item.marking or own.text) for item in piece.items}
        effective = strictest(markings) if markings else own
        handling = effective if effective != own else UNMARKED
        index = self._open(piece.id, PIECE_OF[piece.id].title, "reference", handling=handling, count=piece.length)
        context = self._context(index)
        for start in range(0, max(1, piece.length), ENTRIES_PER_PART):
            end = min(start + ENTRIES_PER_PART, piece.length)
            entries = end - start
            for item in piece.items[start:end]:
                self._stretch(Prose("", item.line), PIECE_OF[piece.id].field)

            def make(start: int = start, end: int = end) -> Sequence[Block]:
                blocks = piece.entries(context, start, end)
                return [self._heading(context, str(handling)), *blocks] if start == 0 else blocks

            self._part(context, make, entries * piece.size, 2 * entries * piece.rows)

    def _open(
        self,
        section_id: str,
        title: str,
        group: Group,
        *,
        parent: int = -1,
        handling: Marking = UNMARKED,
        count: int = 0,
        line: int = 0,
        formerly: tuple[str, ...] = (),
    ) -> int:
        """Add a section, whose index is returned; the author's are numbered."""
        index = len(self.sections)
        above = self.sections[parent] if parent >= 0 else None
        number = ""
        if group == "text" and not section_id.startswith("~"):
            child = self._children[parent] = self._children.get(parent, 0) + 1
            number = f"{above.number}.{child}" if above and above.number else str(child)
        self.sections.append(
            DocumentSection(
                index=index,
                id=section_id,
                title=title,
                number=number,
                level=above.level + 1 if above else 1,
                parent=parent,
                group=group,
                handling=handling,
                count=count,
                line=line,
                formerly=formerly,
            )
        )
        return index

    def _part(self, context: Context, make: Callable[[], Sequence[Block]], size: int, lines: int) -> None:
        self.parts.append(Part(context.section, make, size, lines))

    def _stretch(self, prose: Prose, field: str, code_from: int = 0) -> None:
        """Note which lines of the file the next part comes from."""
        if self._has_problems and (prose.line or code_from):
            line = prose.line or code_from
            step = prose.step or (1 if code_from else 0)
            end = line + step * prose.text.rstrip("\n").count("\n")
            self._stretches.append(problems.Stretch(line, end, field, len(self.parts)))

    def place_problems(self) -> None:
        """Put every problem into the part it belongs to, once all are there."""
        if not self._has_problems:
            return
        for index, own in problems.by_part(self._briefing, self._stretches).items():
            part = self.parts[index]
            make = partial(_with_problems, part, own, self._context(part.section), self._code.get(index, 0))
            self.parts[index] = Part(part.section, make, part.size, part.lines)
        self._stretches.clear()

    def end(self) -> None:
        """Forget what only composing needs: the parts, which are made later, hold this."""
        self._taken.clear()
        self._children.clear()

    def _context(self, section: int) -> Context:
        return Context(self._briefing, self._names, section)

    def _heading(self, context: Context, beside: str, title: str = "", spans: Sequence[Span] = ()) -> Block:
        """The heading of a section, its number before it and its marking beside it."""
        section = self.sections[context.section]
        phrase = Phrase(section.number, "number")
        phrase.inline(title or section.title, spans, " ")
        phrase.add(beside, "marking", before=" ")
        level = min(section.level, 6)
        return phrase.block(
            "heading",
            context,
            line=section.line,
            role=f"heading{level}",
            level=level,
            space=2 if level == 1 and section.id != BOTTOM_LINE else 1,
        )

    def _head(self, section: int, make: _MakeHead, head: tuple[str, Prose]) -> None:
        """The part with a section's heading, its marking beside it, and its lead."""
        self.parts.append(Part(section, make, len(head[1].text) + len(self.sections[section].title), 4, head))

    def _head_blocks(self, section: int, head: tuple[str, Prose]) -> Sequence[Block]:
        context, (beside, lead) = self._context(section), head
        return [self._heading(context, beside), *prose_blocks(lead, context, "lead")]

    def _body(self, body: Prose, parent: int, owner: int, make: Callable[[int, Chunk], Sequence[Block]]) -> None:
        """The chunks of a body; its headings become sections below `parent`.

        Args:
            body: Markdown.
            parent: the section it is of; -1 for the briefing itself.
            owner: the section of what stands before the first heading; -1 where it is made for that.
            make: `_blocks_of`.
        """
        if not body:
            return
        opened: list[tuple[int, int]] = []
        handling = self.sections[parent].handling if parent >= 0 else UNMARKED
        field = "sections" if parent >= 0 else "body"
        code_from = 1 if self._has_problems and not body.line and body.text.startswith("```") else 0
        for piece in split_body(body, names=self._names.label):
            if piece.heading_level:
                while opened and opened[-1][0] >= piece.heading_level:
                    opened.pop()
                title = single_spaced(piece.heading) or UNTITLED
                index = self._open(
                    unique(slug(title), self._taken),
                    title,
                    "text",
                    parent=opened[-1][1] if opened else parent,
                    handling=handling,
                    line=piece.line,
                )
                opened.append((piece.heading_level, index))
                if self._has_problems:
                    self._stretch(Prose("", piece.line), field)
                self.parts.append(Part(index, make, len(title), 4, piece))
                continue
            if not opened and owner < 0:
                owner = self._open("~text", "Text", "text", line=piece.line)
                if self._briefing.bluf or self._briefing.why_it_matters:
                    self._head(owner, self._head_blocks, _BARE_HEAD)
            here = opened[-1][1] if opened else owner
            if code_from:
                code = piece.text.partition("\n")[2].rpartition("\n")[0]
                self._code[len(self.parts)] = code_from
                self._stretch(Prose(code), "body", code_from)
                code_from += code.count("\n") + 1
            elif self._has_problems:
                self._stretch(Prose(piece.text, piece.line, piece.step), field)
            self.parts.append(Part(here, make, len(piece.text), piece.text.count("\n") + 1, piece))

    def _blocks_of(self, section: int, piece: Chunk) -> Sequence[Block]:
        """The blocks of a heading or a chunk of a body."""
        if piece.heading_level:
            return [self._heading(self._context(section), "", piece.heading, piece.spans)]
        if piece.plain:
            from tui.document.verbatim import text_blocks

            return text_blocks(piece.inner, section)
        if piece.references is NO_REFERENCES:
            blocks = certain_blocks(piece.text, section=section, line=piece.line, step=piece.step)
            if blocks is not None:
                return blocks
        from tui.document.markdown import parse_markdown

        return parse_markdown(
            piece.text,
            section=section,
            line=piece.line,
            step=piece.step,
            references=piece.references,
            names=self._names.label,
        )


def ids_of_sections(sections: Sequence[Section], taken: dict[str, int]) -> dict[int, str]:
    """Ids in a document of the author's sections by identity of the section; headings in bodies take what is left.

    Args:
        sections: with those nested in them.
        taken: ids that are taken, to which theirs are added.
    """
    ids: dict[int, str] = {}
    waiting = list(reversed(sections))
    while waiting:
        section = waiting.pop()
        ids[id(section)] = unique(section.id or slug(section.title or UNTITLED), taken)
        if section.sections:
            waiting.extend(reversed(section.sections))
    return ids


def _with_problems(part: Part, own: Sequence[Problem], context: Context, code_from: int) -> Sequence[Block]:
    return problems.blocks_with_problems(part.blocks, own, context, code_from)


def _inside(section: Section) -> list[Marking]:
    """The markings written on the sections inside a section."""
    found: list[Marking] = []
    waiting = list(section.sections)
    while waiting:
        inner = waiting.pop()
        if inner.handling:
            found.append(inner.handling)
        waiting.extend(inner.sections)
    return found
