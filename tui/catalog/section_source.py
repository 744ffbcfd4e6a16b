"""A section of a briefing as it is indexed, whoever makes its text.

The sections that the program makes say what the page shows there, but for the names of fields. They are composed as for
the page, with a mark for every Markdown field whose text stands there in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tui.catalog.plain_text import Plain
from tui.document.apparatus.entry import Context, single_spaced
from tui.document.block import Block
from tui.document.names import Names
from tui.document.source_blocks import NO_REFERENCES, References
from tui.model.briefing import Action, Briefing, Event, Item, Judgment, Prose

_UNSAID = frozenset({"title", "heading", "banner"})
"""Kinds of blocks that are no text of their section: titles are indexed as such, banners say what is said elsewhere."""

_NAMED = frozenset({"~sources", "~other", "~actors"})
"""Pieces of the apparatus whose labels are the author's: ids, keys and names."""

_FURNITURE = ("label", "guide", "likelihood")
"""Roles of what stands before a value: the name of its field, and what is drawn."""

_DRAWING = "\u2501\u00b7 "
"""What the bar of a likelihood is drawn with."""

_MARK = "\3"
"""Stands before and after the number of a Markdown field: no cleaned text holds it."""

HEAD = 70
"""Characters of a thing's first line that are said beside what stands below it."""

Fields = list[tuple[Prose, list[str]]]
"""The Markdown fields of a section by their numbers, each with the texts of its blocks."""


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
    references: References = NO_REFERENCES
    """What is defined in the text that the field is a piece of."""


class PlainText(NamedTuple):
    """The text of a section."""

    blocks: list[str]
    """Plain texts, none empty."""
    entries: list[tuple[int, str]]
    """Index of a block, and what is said beside it and those behind it: of which judgment or event they tell."""
    origins: list[Origin]


class SectionSource:
    """One section as it is indexed, one without text; its text is made when it is first asked for."""

    __slots__ = ("_text", "id", "line", "title")

    def __init__(self, id: str, title: str, line: int) -> None:
        """Make one.

        Args:
            id: as in the composed document.
            title: as shown; the author's own unless the id starts with `~`.
            line: source line where it starts, from 1; 0 where it comes from no line.
        """
        self.id = id
        self.title = title
        self.line = line
        self._text: PlainText | None = None

    @property
    def text(self) -> PlainText:
        """All of its text."""
        if self._text is None:
            self._text = self._made()
        return self._text

    def _made(self) -> PlainText:
        return PlainText([], [], [])

    @property
    def blocks(self) -> list[str]:
        """Plain texts of what the page shows."""
        return self.text.blocks

    @property
    def values(self) -> list[str]:
        """The same texts, those of things cut where one value ends and another begins: a phrase never crosses to the next."""
        return self.text.blocks


class ShownSection(SectionSource):
    """A section that the program makes."""

    __slots__ = ("_briefing", "_compose", "_items", "_names", "_plain")

    def __init__(
        self,
        id: str,
        title: str,
        line: int,
        compose: Callable[[Context], Sequence[Block]],
        briefing: Briefing,
        names: Names,
        plain: Plain,
        items: Sequence[Item] = (),
    ) -> None:
        """Make one.

        Args:
            id, title, line: as of any section.
            compose: makes its blocks.
            briefing, names: whose section it is.
            plain: makes the blocks of a Markdown field.
            items: the things of which it tells.
        """
        super().__init__(id, title, line)
        self._compose = compose
        self._briefing = briefing
        self._names = names
        self._plain = plain
        self._items = items

    def _composed(self, fields: Fields) -> Iterator[tuple[Block, int]]:
        """The blocks that are text, each with the length of what stands before that; in them marks for `fields`."""

        def marked(prose: Prose) -> list[str]:
            texts = self._plain(prose, NO_REFERENCES)
            if not texts:
                return texts
            fields.append((prose, texts))
            return [f"{_MARK}{len(fields) - 1}{_MARK}"]

        named = self.id in _NAMED
        for block in self._compose(Context(self._briefing, self._names, 0, marked)):
            if block.kind in _UNSAID:
                continue
            cut = 0
            if spans := block.spans:
                start, _, role, _ = spans[0]
                if role.startswith("problem"):
                    continue
                if start == 0 and not named and role.startswith(_FURNITURE):
                    cut = _furniture(block)
            yield block, cut

    @property
    def values(self) -> list[str]:
        """What the index takes: as it is said where there is a saying for the section, else as it is composed."""
        from tui.catalog.said import NEXT, SAYINGS, Saying, values_in

        said = SAYINGS.get(self.id)
        if said is None:
            return self.composed_values()
        say = Saying(self._names, self._plain)
        said(say, self._briefing)
        joined = NEXT.join(say.texts)
        if "  " in joined or "\n" in joined or "\t" in joined:
            joined = NEXT.join([single_spaced(text) for text in say.texts])
        return [value for value in values_in(joined) if value] + say.proses

    def composed_values(self) -> list[str]:
        """The values of the composed blocks."""
        from tui.catalog.said import NEXT, values_in

        fields: Fields = []
        texts: list[str] = []
        for block, cut in self._composed(fields):
            text, label = block.text, block.label_end
            if label > cut:
                texts.append(text[cut:label])
                cut = label
            texts.append(text[cut:] if cut else text)
        pieces = values_in(NEXT.join(texts))
        if not fields:
            return list(filter(None, pieces))
        values: list[str] = []
        for piece in pieces:
            if _MARK in piece:
                before, number, after = piece.split(_MARK)
                first, *others = fields[int(number)][1]
                if before[-1:] == " ":
                    first, before = before + first, ""
                values += (before, first + after, *others)
            else:
                values.append(piece)
        return list(filter(None, values))

    def _made(self) -> PlainText:
        fields: Fields = []
        blocks: list[str] = []
        entries: list[tuple[int, str]] = []
        origins: list[Origin] = []
        things = {item.id: item for item in self._items if item.id}
        row, about, said = "", None, ""
        for block, cut in self._composed(fields):
            before, mark, rest = block.text.partition(_MARK)
            wholes = [before[cut:]]
            if mark:
                number, _, after = rest.partition(_MARK)
                prose, texts = fields[int(number)]
                origins.append(Origin(len(blocks), len(wholes[0]), prose, 0))
                wholes = [wholes[0] + texts[0] + after, *texts[1:]]
            elif wholes[0]:
                origins.append(Origin(len(blocks), 0, _at_line(block.line), 0))
            for whole in filter(None, wholes):
                if things:
                    first = block.kind == "tree" or (block.kind == "row" and whole is wholes[0])
                    if first:
                        row = whole
                    if first or about != block.about:
                        entries.append((len(blocks), _entry(things.get(block.about), "")))
                        about, said = block.about, ""
                    elif not said:
                        said = _entry(things.get(block.about), row)
                        entries.append((len(blocks), said))
                blocks.append(whole)
        return PlainText(blocks, entries, origins)


@lru_cache(maxsize=1024)
def _at_line(line: int) -> Prose:
    return Prose("", line)


def _furniture(block: Block) -> int:
    """How many characters the name of the field that a block shows has at its beginning, and what is drawn there."""
    cut, text = 0, block.text
    for start, end, role, _ in block.spans:
        if start > cut or not role.startswith(_FURNITURE):
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
