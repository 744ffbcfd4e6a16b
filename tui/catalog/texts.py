"""What is indexed of a briefing: the plain text of its sections, without composing or parsing Markdown.

Sections and their ids are those of the composed document (`tui.document.compose`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from tui.catalog.plain import Labels, plain_blocks
from tui.document.apparatus.entry import DOT, Context, Piece
from tui.document.block import Block
from tui.document.compose import PIECES
from tui.document.front import UNTITLED, bottom_line, front_blocks
from tui.document.names import Names
from tui.model.briefing import Action, Briefing, Event, Item, Judgment, Prose
from tui.model.text import slug, unique

TITLES = {
    "~top": "",
    "~bottom-line": "Bottom line",
    "~text": "Text",
    "~actions": "Actions",
    "~judgments": "Judgments",
    "~facts": "Facts",
    "~actors": "Actors",
    "~command": "Command structure",
    "~relations": "Relations",
    "~agreements": "Agreements",
    "~timeline": "Timeline",
    "~terms": "Terms",
    "~sources": "Sources",
    "~questions": "Open questions",
    "~related": "Related",
    "~history": "History",
    "~other": "Other fields",
    "~problems": "Problems",
}
"""Of the sections that the program makes; nobody looks for these words."""

Plain = Callable[[Prose], list[str]]
"""Makes the blocks of a Markdown field."""

_UNSAID = frozenset({"title", "heading", "banner"})
"""Kinds of blocks that are no text of their section: titles are indexed as such, banners say what is said elsewhere."""

_NAMED = frozenset({"~sources", "~other", "~actors"})
"""Pieces of the apparatus whose labels are the author's: ids, keys and names."""

_VALUES = re.compile(f"{DOT}| — ")
"""What stands between the values of one line."""

_DRAWING = "\u2501\u00b7 "
"""What the bar of a likelihood is drawn with."""

HEAD = 70
"""Characters of a thing's first line that are said beside what stands below it."""


class Origin(NamedTuple):
    """Where the text of a block comes from, and of those behind it up to the next origin."""

    block: int
    """Index of the first block."""
    offset: int
    """Where in it the text begins."""
    prose: Prose
    """The Markdown field; without text where the block is made of no such thing: then its line is that of the thing."""
    ordinal: int
    """Which of the field's blocks the first one is."""


class SectionText(NamedTuple):
    """The text of a section."""

    blocks: list[str]
    """Plain texts, none empty."""
    values: list[str]
    """The same texts, of things cut where one value ends and another begins: a phrase never crosses from one to the next."""
    entries: list[tuple[int, str]]
    """Index of a block, and what is said beside it and those behind it: of which judgment or event they tell."""
    origins: list[Origin]


class SectionSource:
    """One section as it is indexed; its text is made when it is first asked for."""

    def __init__(self, id: str, title: str, line: int, make: Callable[[], SectionText]) -> None:
        """Make one.

        Args:
            id: as in the composed document.
            title: as shown; the author's own unless the id starts with `~`.
            line: source line where it starts, from 1; 0 where it comes from no line.
            make: gives its text.
        """
        self.id = id
        self.title = title
        self.line = line
        self._make = make
        self._text: SectionText | None = None

    @property
    def text(self) -> SectionText:
        """All of its text."""
        if self._text is None:
            self._text = self._make()
        return self._text

    @property
    def blocks(self) -> list[str]:
        """Plain texts of what the page shows."""
        return self.text.blocks

    @property
    def values(self) -> list[str]:
        """The same, cut where no phrase may cross."""
        return self.text.values


def section_sources(briefing: Briefing, plain_of: Callable[[Labels], Plain] | None = None) -> list[SectionSource]:
    """The sections of a briefing with their text, in the order of the composed document.

    Args:
        briefing: with what its library shares.
        plain_of: given the names of its items, makes what turns Markdown into blocks; `plain_blocks` when None.
    """
    labels = labels_of(briefing)
    plain = plain_of(labels) if plain_of is not None else lambda prose: plain_blocks(prose.text, labels)
    names = Names(briefing)

    def made(
        blocks: Callable[[Context], Sequence[Block]], section_id: str, items: Sequence[Item] = ()
    ) -> Callable[[], SectionText]:
        return lambda: _shown(blocks, section_id, items, briefing, names, plain)

    found = [SectionSource("~top", "", 1, made(front_blocks, "~top"))]
    if briefing.bluf or briefing.why_it_matters:
        line = briefing.bluf.line or 1
        found.append(SectionSource("~bottom-line", TITLES["~bottom-line"], line, made(bottom_line, "~bottom-line")))
    found += _author_sections(briefing, plain)
    for piece_of in PIECES:
        piece = piece_of(briefing)
        if piece is not None:
            line = piece.items[0].line if piece.items else briefing.source_summary.line if piece.id == "~sources" else 0
            make = made(partial(_entries, piece), piece.id, piece.items)
            if piece.id == "~problems":
                # What the program says of the file is nobody's text.
                make = _no_text
            elif piece.id == "~other":
                line = briefing.other[0].line
            found.append(SectionSource(piece.id, TITLES[piece.id], line, make))
    return found


def _entries(piece: Piece, context: Context) -> Sequence[Block]:
    return piece.entries(context, 0, piece.length)


def _no_text() -> SectionText:
    return SectionText([], [], [], [])


def labels_of(briefing: Briefing) -> dict[str, str]:
    """Names of a briefing's items by their ids, for links without words of their own."""
    labels: dict[str, str] = {source.id: source.title for source in briefing.sources}
    for term in briefing.terms:
        labels[term.id] = term.term or term.short
    for event in briefing.events:
        labels[event.id] = event.title
    for agreement in briefing.agreements:
        labels[agreement.id] = agreement.short or agreement.name
    for actor in briefing.actors:
        labels[actor.id] = actor.label
    return labels


def _shown(
    make: Callable[[Context], Sequence[Block]],
    section_id: str,
    items: Sequence[Item],
    briefing: Briefing,
    names: Names,
    plain: Plain,
) -> SectionText:
    """What the page shows in a section that the program makes: all but the names of fields."""
    fields: list[tuple[Prose, int, str]] = []

    def noted(prose: Prose) -> list[str]:
        texts = plain(prose)
        fields.extend([(prose, ordinal, text) for ordinal, text in enumerate(texts)])
        return texts

    blocks: list[str] = []
    values: list[str] = []
    entries: list[tuple[int, str]] = []
    origins: list[Origin] = []
    things = {item.id: item for item in items if item.id}
    next_field = 0
    row, about, said = "", None, ""
    for block in make(Context(briefing, names, 0, noted)):
        kind, spans = block.kind, block.spans
        if kind in _UNSAID or (spans and spans[0].role.startswith("problem")):
            continue
        cut = _label(block) if spans and section_id not in _NAMED else 0
        text = block.text
        made, origin = len(text), Origin(len(blocks), 0, _at_line(block.line), 0)
        if next_field < len(fields) and text.endswith(fields[next_field][2]):
            prose, ordinal, part = fields[next_field]
            next_field += 1
            made = max(cut, made - len(part))
            origin = Origin(len(blocks), made - cut, prose, ordinal)
        whole = text[cut:] if cut else text
        if not whole:
            continue
        if things:
            first = kind == "row" or kind == "tree"
            if first:
                row = whole
            if first or about != block.about:
                entries.append((len(blocks), _entry(things.get(block.about), "")))
                about, said = block.about, ""
            elif not said:
                said = _entry(things.get(block.about), row)
                entries.append((len(blocks), said))
        origins.append(origin)
        blocks.append(whole)
        if block.label_end > cut:
            label = min(block.label_end, made)
            values.append(text[cut:label])
            cut = label
        if " · " in text or " — " in text:
            values += [value for value in _VALUES.split(text[cut:made]) if value]
            if made < len(text):
                values.append(text[made:])
        elif cut < made < len(text) and text[made - 1] != " ":
            values += (text[cut:made], text[made:])
        elif cut < len(text):
            values.append(text[cut:])
    return SectionText(blocks, values, entries, origins)


@lru_cache(maxsize=1024)
def _at_line(line: int) -> Prose:
    return Prose("", line)


def _label(block: Block) -> int:
    """How many characters the name of the field that a block shows has at its beginning, and what is drawn there."""
    cut, text = 0, block.text
    for start, end, role, _ in block.spans:
        if start > cut or not role.startswith(("label", "guide", "likelihood")):
            break
        if role == "likelihood" and text[start] not in _DRAWING:
            break
        cut = end
        while cut < len(text) and text[cut] == " ":
            cut += 1
    return cut


def _entry(thing: Item | None, row: str) -> str:
    """Of which thing a block tells, where it is not its first one; of a first one only what stands below it."""
    likelihood = thing.likelihood.word if isinstance(thing, Judgment) and thing.likelihood else ""
    if not row:
        due = f"due {thing.due.display}" if isinstance(thing, Action) and thing.due else ""
        return likelihood or due
    if isinstance(thing, Event):
        row = f"{thing.date.display if thing.date else 'undated'} {thing.title}"
    said = " ".join(row.split())
    if len(said) > HEAD:
        said = said[:HEAD].rpartition(" ")[0] + "…"
    return f"{likelihood}: {said}" if likelihood else said


def _author_sections(briefing: Briefing, plain: Plain) -> Iterator[SectionSource]:
    taken: dict[str, int] = {}
    ids: dict[int, str] = {}
    for section in briefing.all_sections():
        ids[id(section)] = unique(section.id or slug(section.title or UNTITLED), taken)
    if briefing.body:
        yield from _body(briefing.body, None, taken, plain)
    for section in briefing.all_sections():
        proses = [section.lead]
        yield _prose_source(ids[id(section)], section.title or UNTITLED, section.line, proses, plain, section.marking)
        if section.body:
            yield from _body(section.body, proses, taken, plain)


def _prose_source(id: str, title: str, line: int, proses: list[Prose], plain: Plain, marking: str = "") -> SectionSource:
    """A section of Markdown texts, which may still be added."""

    def make() -> SectionText:
        blocks: list[str] = []
        origins: list[Origin] = []
        for prose in proses:
            if prose.text:
                origins.append(Origin(len(blocks), 0, prose, 0))
                blocks += plain(prose)
        if marking:
            origins.append(Origin(len(blocks), 0, Prose("", line), 0))
            blocks.append(marking)
        return SectionText(blocks, blocks, [], origins)

    return SectionSource(id, title, line, make)


def _may_hold_headings(text: str) -> bool:
    return "#" in text or "\n---" in text or "\n===" in text or "\n-" in text or "\n=" in text or " -" in text or " =" in text


def _body(body: Prose, own: list[Prose] | None, taken: dict[str, int], plain: Plain) -> Iterator[SectionSource]:
    """The text of a body goes to the section it is in; its headings begin sections, which are given."""
    if own is not None and not _may_hold_headings(body.text):
        own.append(body)
        return
    from tui.document.split import split_body

    here = own
    for piece in split_body(body):
        if piece.heading_level:
            title = " ".join(piece.heading.split()) or UNTITLED
            here = []
            yield _prose_source(unique(slug(title), taken), title, piece.line, here, plain)
            continue
        if here is None:
            here = []
            yield _prose_source("~text", TITLES["~text"], piece.line, here, plain)
        here.append(Prose(piece.text, piece.line, piece.step))
