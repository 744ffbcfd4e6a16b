"""The texts that notes hold on to: the plain text of each section, with a way back to its blocks."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from tui.document.apparatus.entry import DOT
from tui.document.block import SUPPLIED, Block
from tui.document.document import Document
from tui.model.apparatus import ABOUT, BOTTOM_LINE, TOP
from tui.model.digests import blake2b
from tui.model.place import Anchor
from tui.reading.notes.evidence import BETWEEN, Letters, Words

_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_RUN = re.compile(r"\s\s+")


class Point(NamedTuple):
    """A character of a document, or the gap before it."""

    part: int
    block: int
    offset: int
    """Code points into the block's plain text."""


class TextMatch(NamedTuple):
    """Where something stands in the text of the whole."""

    section: int
    start: int
    """Into the flat text of the section."""


def flattened(text: str) -> str:
    """A text with every run of white space as one newline where it holds one, else as one space."""
    return _SPACES.sub(" ", _LINES.sub("\n", text))


def _number_end(block: Block) -> int:
    """Where the text of a heading begins after its number, which changes with every section put before it."""
    if block.kind == "heading" and block.spans and block.spans[0].role == "number":
        end = block.spans[0].end
        return end + (block.text[end : end + 1] == " ")
    return 0


class WrittenLink(NamedTuple):
    """A link whose words the program supplied, in a block's text: where what its author wrote stands, and what is shown."""

    written: int
    written_end: int
    shown: int
    shown_end: int


def _as_written(block: Block) -> tuple[str, list[WrittenLink]]:
    """The text of a block with the links as their author wrote them, where the program shows the titles of what they lead to."""
    texts: list[str] = []
    pieces: list[WrittenLink] = []
    at = length = 0
    for span in block.spans:
        if SUPPLIED in span.role and SUPPLIED in span.role.split():
            length += span.start - at
            texts += (block.text[at : span.start], span.target)
            pieces.append(WrittenLink(length, length + len(span.target), span.start, span.end))
            length += len(span.target)
            at = span.end
    return ("".join([*texts, block.text[at:]]), pieces) if pieces else (block.text, pieces)


class FlatSection:
    """The text of one section: the plain texts of its blocks, each followed by a newline, headings without numbers.

    Links stand in it as their author wrote them: what they are shown as changes with what they lead to.
    `flat` is the same with every run of white space as one character: what is compared.
    """

    def __init__(self, document: Document, section: int, parts: list[int], *, as_shown: bool = False) -> None:
        """Make the text, and with it the parts of the section.

        Args:
            document: the document.
            section: index of the section.
            parts: the indexes of its parts.
            as_shown: whether links stand in it as they are shown.
        """
        self.section = section
        self._pieces: dict[int, list[WrittenLink]] = {}
        """By the ordinals of blocks."""
        self._starts: list[int] = []
        self._blocks: list[tuple[int, int, int]] = []
        self.about: list[str] = []
        """For each block, the item it shows."""
        pieces: list[str] = []
        length = 0
        for part in parts:
            for number, block in enumerate(document.parts[part].blocks):
                skipped = _number_end(block)
                text, supplied = (block.text, None) if as_shown else _as_written(block)
                text = text[skipped:] if skipped else text
                if supplied:
                    self._pieces[len(self._starts)] = supplied
                self._starts.append(length)
                self._blocks.append((part, number, skipped))
                self.about.append(block.about)
                pieces += (text, "\n")
                length += len(text) + 1
        self.text = "".join(pieces)
        self.flat = flattened(self.text)
        self._run_starts: list[int] = []
        self._run_flat: list[int] = []
        self._shift: list[int] = []
        if len(self.flat) != len(self.text):
            self._map_runs()

    def _map_runs(self) -> None:
        shift = 0
        for match in _RUN.finditer(self.text):
            self._run_starts.append(match.start())
            self._run_flat.append(match.start() - shift)
            shift += match.end() - match.start() - 1
            self._shift.append(shift)

    @property
    def supplies(self) -> bool:
        """Whether it is shown otherwise than it was written."""
        return bool(self._pieces)

    @property
    def digest(self) -> str:
        """Of the text: 16 hexadecimal digits."""
        return blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    def to_flat(self, offset: int) -> int:
        """Where a character of `text` is in `flat`."""
        run = bisect_right(self._run_starts, offset) - 1
        return max(self._run_flat[run], offset - self._shift[run]) if run >= 0 else offset

    def to_text(self, flat: int) -> int:
        """Where a character of `flat` is in `text`."""
        run = bisect_right(self._run_flat, flat - 1) - 1
        return flat + self._shift[run] if run >= 0 else flat

    def block_at(self, offset: int) -> int:
        """The ordinal of the block that a character of `text` belongs to, its newline included."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def point(self, offset: int) -> Point:
        """The character of the document that stands at an offset of `text`."""
        if not self._blocks:
            return Point(0, 0, 0)
        return self._point(offset, ends=False)

    def end_point(self, offset: int) -> Point:
        """The gap after the character before an offset of `text`: in the block of that character."""
        if offset <= 0 or not self._blocks:
            return self.point(0)
        before = self._point(offset - 1, ends=True)
        return before._replace(offset=before.offset + 1)

    def _point(self, offset: int, *, ends: bool) -> Point:
        """A character of the document; of a link that stands there, the last one where it `ends` there, else the first."""
        ordinal = self.block_at(offset)
        part, block, skipped = self._blocks[ordinal]
        at = offset - self._starts[ordinal] + skipped
        longer = 0
        for piece in self._pieces.get(ordinal, ()):
            if at < piece.written:
                break
            if at < piece.written_end:
                return Point(part, block, max(piece.shown, piece.shown_end - 1) if ends else piece.shown)
            longer = piece.shown_end - piece.written_end
        return Point(part, block, at + longer)

    def offset(self, point: Point, *, ends: bool = False) -> int:
        """Where a character of the document stands in `text`; the nearest of the section where it is not in it.

        Args:
            point: the character, or the gap before it.
            ends: whether something ends there; of a link that it is inside of, it is the end then, else the beginning.
        """
        for ordinal, (part, block, skipped) in enumerate(self._blocks):
            if (part, block) >= point[:2]:
                at = self._written(ordinal, point.offset, ends=ends)
                inside = at - skipped if (part, block) == point[:2] else 0
                end = self._starts[ordinal + 1] - 1 if ordinal + 1 < len(self._starts) else len(self.text) - 1
                return min(max(self._starts[ordinal], self._starts[ordinal] + inside), end)
        return len(self.text)

    def _written(self, ordinal: int, offset: int, *, ends: bool) -> int:
        """Where a character of what is shown stands in what was written of a block."""
        longer = 0
        for piece in self._pieces.get(ordinal, ()):
            if offset <= piece.shown:
                break
            if offset < piece.shown_end:
                return piece.written_end if ends else piece.written
            longer = piece.written_end - piece.shown_end
        return offset + longer

    def entries(self, about: str) -> list[tuple[int, int]]:
        """The runs of blocks that show an item, as spans of `text`."""
        spans: list[tuple[int, int]] = []
        for ordinal, shown in enumerate(self.about):
            if shown == about:
                start = self._starts[ordinal]
                end = self._starts[ordinal + 1] if ordinal + 1 < len(self._starts) else len(self.text)
                if spans and spans[-1][1] == start:
                    spans[-1] = (spans[-1][0], end)
                else:
                    spans.append((start, end))
        return spans

    def block_span(self, offset: int) -> tuple[int, int]:
        """The text of the block at an offset, without its newline, as a span of `text`."""
        ordinal = self.block_at(offset)
        end = self._starts[ordinal + 1] if ordinal + 1 < len(self._starts) else len(self.text)
        return self._starts[ordinal], end - 1


class Texts:
    """The texts of a document's sections, each made when it is first asked for."""

    def __init__(self, document: Document, *, as_shown: bool = False) -> None:
        """Nothing is made yet; with `as_shown` links stand in them as they are shown."""
        self.document = document
        self._as_shown = as_shown
        self._shown: Texts | None = None
        self._made: dict[int, FlatSection] = {}
        self._parts: dict[int, list[int]] = {}
        for number, part in enumerate(document.parts):
            self._parts.setdefault(part.section, []).append(number)
        self._by_id = {section.id: section.index for section in document.sections}
        for section in document.sections:
            for old in section.formerly:
                self._by_id.setdefault(old, section.index)
        self._whole = ""
        self._prose = ""
        self._words: dict[str, Words] = {}
        self.letters: dict[int | None, Letters] = {}
        """Those of sections, and under None of `whole`, where somebody has looked for a passage by them."""
        self._bounds: list[int] = []

    def section_of(self, section_id: str) -> int | None:
        """The index of a section by its id or a former one; None where there is none."""
        return self._by_id.get(section_id)

    def of(self, section: int) -> FlatSection:
        """The text of a section; makes its parts."""
        made = self._made.get(section)
        if made is None:
            parts = self._parts.get(section, [])
            made = self._made[section] = FlatSection(self.document, section, parts, as_shown=self._as_shown)
        return made

    @property
    def shown(self) -> Texts | None:
        """The same as they are shown, as older versions of the program remembered them; None where nothing made so far differs."""
        if self._shown is None and any(section.supplies for section in self._made.values()):
            self._shown = Texts(self.document, as_shown=True)
        return self._shown

    @property
    def whole(self) -> str:
        """The flat texts of all sections, `BETWEEN` before each and at the end; makes every part."""
        if not self._whole:
            pieces: list[str] = []
            length = 0
            for section in range(len(self.document.sections)):
                flat = self.of(section).flat
                self._bounds.append(length + 1)
                pieces += (BETWEEN, flat)
                length += 1 + len(flat)
            self._whole = "".join([*pieces, BETWEEN])
        return self._whole

    def is_prose(self, section: int) -> bool:
        """Whether a section holds text of the author's own, and no fields of the briefing."""
        name = self.document.sections[section].id
        return name == "~text" or not name.startswith("~")

    @property
    def prose(self) -> str:
        """The text of the whole, of the same length, in which all sections but those of prose are blank."""
        if not self._prose:
            pieces = [self.whole[:1]]
            for section in range(len(self.document.sections)):
                flat = self.of(section).flat
                pieces += (flat if self.is_prose(section) else BETWEEN * len(flat), BETWEEN)
            self._prose = "".join(pieces)
        return self._prose

    def around(self, section_id: str) -> str:
        """The text in which a passage of a section may have its like: of prose, all prose.

        What the fields of the briefing repeat of its prose, as an abstract does, is no rival of it.
        """
        index = self.section_of(section_id)
        prose = self.is_prose(index) if index is not None else section_id == "~text" or not section_id.startswith("~")
        return self.prose if prose else self.whole

    def words(self, text: str) -> Words:
        """The words of one of these texts, made once."""
        found = self._words.get(text)
        if found is None:
            found = self._words[text] = Words(text)
        return found

    def found(self, offset: int) -> TextMatch:
        """The section and offset in it of an offset into `whole`."""
        section = max(0, bisect_right(self._bounds, offset) - 1)
        return TextMatch(section, offset - self._bounds[section])

    def in_whole(self, section: int, flat: int) -> int:
        """The offset into `whole` of a character of a section's flat text."""
        assert self.whole
        return self._bounds[section] + flat


def shown_between(document: Document, start: Point, end: Point) -> str:
    """What is shown of a document from one point to another, a line for each block."""
    lines = []
    for part in range(start.part, end.part + 1):
        for number, block in enumerate(document.parts[part].blocks):
            if start[:2] <= (part, number) <= end[:2]:
                low = start.offset if (part, number) == start[:2] else 0
                lines.append(block.text[low : end.offset if (part, number) == end[:2] else None])
    return "\n".join(lines)


_LEAST_VALUE = 3
"""Characters of a value that say which row it stands in."""


class RowsAbout(NamedTuple):
    """Some of the rows about a briefing."""

    section: int
    start: int
    """Offset into the section's text."""
    end: int


def rows_about(texts: Texts, anchor: Anchor) -> RowsAbout | None:
    """The rows in which the values of a quote from the title page stand now; None where most of them stand in none.

    Once they stood there as lines; now they stand as rows at the end.

    Args:
        texts: of the document.
        anchor: of a note that was found nowhere else.
    """
    index = texts.section_of(ABOUT)
    if anchor.digested or anchor.section not in (TOP, BOTTOM_LINE) or index is None:
        return None
    values = [value.strip().casefold() for line in anchor.exact.split("\n") for value in line.split(DOT)]
    values = [value for value in values if len(value) >= _LEAST_VALUE]
    found: list[tuple[int, int]] = []
    missing = 0
    rows = _lines(texts.of(index).text)
    for value in values:
        standing = [(start, end) for start, end, row in rows if value in row]
        found += standing[:1]
        missing += not standing
    if not found or 2 * missing >= len(values):
        return None
    return RowsAbout(index, min(start for start, _ in found), max(end for _, end in found))


def _lines(text: str) -> list[tuple[int, int, str]]:
    """The lines of a text but the first, which is the heading: start, end, folded."""
    lines: list[tuple[int, int, str]] = []
    at = 0
    for line in text.split("\n"):
        lines.append((at, at + len(line), " ".join(line.split()).casefold()))
        at += len(line) + 1
    return [line for line in lines[1:] if line[2]]
