"""What is indexed of a briefing: the plain text of its sections, without composing it.

Sections and their ids are those of the composed document (`tui.document.compose`).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from tui.catalog.plain_inline import Label
from tui.catalog.plain_text import Plain, plain_blocks, written_blocks
from tui.catalog.section_source import Origin, PlainText, SectionSource, ShownSection
from tui.document.apparatus.entry import Context, Piece
from tui.document.block import Block
from tui.document.names import Names
from tui.document.pieces import apparatus_of
from tui.document.source_blocks import NO_REFERENCES, References
from tui.model.apparatus import BOTTOM_LINE, PROBLEMS, TEXT, TITLES, TOP, UNTITLED
from tui.model.briefing import Briefing, Prose
from tui.model.text import slug, unique

WrittenPiece: TypeAlias = tuple[Prose, References]
"""A text, with what is defined in the whole text that it is a piece of."""


class WrittenSection(SectionSource):
    """A section of Markdown texts."""

    __slots__ = ("_marking", "_plain", "proses")

    def __init__(self, id: str, title: str, line: int, proses: list[WrittenPiece], plain: Plain, marking: str = "") -> None:
        """Make one.

        Args:
            id, title, line: as of any section.
            proses: its texts, to which others may still be added.
            plain: makes the blocks of a text.
            marking: as it stands in the file, if there is any.
        """
        super().__init__(id, title, line)
        self.proses = proses
        self._plain = plain
        self._marking = marking

    def _made(self) -> PlainText:
        blocks: list[str] = []
        origins: list[Origin] = []
        for prose, references in self.proses:
            if prose.text:
                origins.append(Origin(len(blocks), 0, prose, 0, references))
                blocks += self._plain(prose, references)
        if self._marking:
            origins.append(Origin(len(blocks), 0, Prose("", self.line), 0))
            blocks.append(self._marking)
        return PlainText(blocks, [], origins)


class PlainTexts:
    """The Markdown of one briefing as plain text; what is said of a field in several places is made once."""

    __slots__ = ("_made", "names", "words")

    def __init__(self, briefing: Briefing) -> None:
        """Make none yet.

        Args:
            briefing: with what its library shares.
        """
        self.names = Names(briefing)
        self.words = link_words(briefing, self.names)
        self._made: dict[str, list[str]] = {}

    def blocks(self, prose: Prose, references: References = NO_REFERENCES) -> list[str]:
        """The blocks of a text that stands in one place."""
        if prose.plain:
            return [block.text for block in written_blocks(prose.text)]
        return plain_blocks(prose.text, self.words, references)

    def of_field(self, prose: Prose, references: References = NO_REFERENCES) -> list[str]:
        """The same of a field, kept for the next place that it is said in; `references` are none."""
        return self.blocks(prose) if prose.plain else self.of(prose.text)

    def of(self, text: str) -> list[str]:
        """The blocks of a Markdown text, kept for the next place that it is said in."""
        found = self._made.get(text)
        if found is None:
            found = self._made[text] = plain_blocks(text, self.words)
        return found


def section_sources(briefing: Briefing, texts: PlainTexts | None = None) -> list[SectionSource]:
    """The sections of a briefing, with what its library shares, in the order of the composed document; `texts` are its own."""
    return list(sections_in_order(briefing, texts=texts))


def sections_in_order(
    briefing: Briefing, wanted: Container[str] | None = None, texts: PlainTexts | None = None
) -> Iterator[SectionSource]:
    """The same one by one: those of the apparatus take longest, and most readers of the text want none of them.

    Args:
        briefing: with what its library shares.
        wanted: ids of the pieces of the apparatus that are asked for; all when None.
        texts: its own, where they are at hand.
    """
    texts = texts or PlainTexts(briefing)
    names, plain = texts.names, texts.of_field
    yield ShownSection(TOP, "", 1, _front_blocks, briefing, names, plain)
    if briefing.bluf or briefing.why_it_matters:
        line = briefing.bluf.line or 1
        yield ShownSection(BOTTOM_LINE, TITLES[BOTTOM_LINE], line, _bottom_line, briefing, names, plain)
    whole = None
    for begun in _author_sections(briefing, texts.blocks):
        if whole is not None:
            yield whole
        whole = begun
    if whole is not None:
        yield whole
    for piece in apparatus_of(briefing, wanted):
        title = TITLES[piece.id]
        if piece.id == PROBLEMS:
            # What the program says of the file is nobody's text.
            yield SectionSource(piece.id, title, 0)
            continue
        line = piece.items[0].line if piece.items else 0
        if piece.id == "~sources" and not piece.items:
            line = briefing.source_summary.line
        elif piece.id == "~other":
            line = briefing.other[0].line
        yield ShownSection(piece.id, title, line, partial(_entries, piece), briefing, names, plain, piece.items)


def _front_blocks(context: Context) -> Sequence[Block]:
    from tui.document.front import front_blocks

    return front_blocks(context)


def _bottom_line(context: Context) -> Sequence[Block]:
    from tui.document.front import bottom_line

    return bottom_line(context)


def _entries(piece: Piece, context: Context) -> Sequence[Block]:
    return piece.entries(context, 0, piece.length)


def link_words(briefing: Briefing, names: Names | None = None) -> Label:
    """What gives the words for links between things: those of the page, but for the titles of other briefings.

    Args:
        briefing: with what its library shares.
        names: of it, where they are at hand.
    """
    own = names or Names(briefing)
    whole: list[Names] = []

    def label(target: str) -> str | None:
        if "#" not in target:
            return own.label(target)
        if not whole:
            from tui.document.compose import compose

            whole.append(Names(briefing, None, compose(briefing).sections))
        return whole[0].label(target)

    return label


def _author_sections(briefing: Briefing, plain: Plain) -> Iterator[SectionSource]:
    """The author's own; the text of one is whole when the next is given."""
    taken: dict[str, int] = {}
    ids: dict[int, str] = {}
    for section in briefing.all_sections():
        ids[id(section)] = unique(section.id or slug(section.title or UNTITLED), taken)
    if briefing.body:
        yield from _body(briefing.body, None, taken, plain)
    for section in briefing.all_sections():
        proses = [(section.lead, NO_REFERENCES)]
        yield WrittenSection(ids[id(section)], section.title or UNTITLED, section.line, proses, plain, section.marking)
        if section.body:
            yield from _body(section.body, proses, taken, plain)


def _must_be_cut(text: str) -> bool:
    """Whether a text may hold headings, or what one piece of it defines for another."""
    if text.find("\n", 0, -1) < 0:
        # A line alone has no other line below it.
        return "#" in text or "]:" in text
    return "#" in text or "]:" in text or "\n-" in text or "\n=" in text or " -" in text or " =" in text


def _body(body: Prose, own: list[WrittenPiece] | None, taken: dict[str, int], plain: Plain) -> Iterator[SectionSource]:
    """The text of a body goes to the section it is in; its headings begin sections, which are given."""
    if own is not None and not body.plain and not _must_be_cut(body.text):
        own.append((body, NO_REFERENCES))
        return
    from tui.document.verbatim import CHUNK

    if own is None and body.plain and len(body.text) <= CHUNK:
        if body.text.strip():
            prose = Prose(body.text, body.line, body.step, 0, True)
            yield WrittenSection(TEXT, TITLES[TEXT], body.line - body.step, [(prose, NO_REFERENCES)], plain)
        return
    from tui.document.split import split_body

    here = own
    for piece in split_body(body):
        if piece.heading_level:
            title = " ".join(piece.heading.split()) or UNTITLED
            here = []
            yield WrittenSection(unique(slug(title), taken), title, piece.line, here, plain)
            continue
        if here is None:
            here = []
            yield WrittenSection(TEXT, TITLES[TEXT], piece.line, here, plain)
        here.append((piece.inner if piece.plain else Prose(piece.text, piece.line, piece.step), piece.references))
