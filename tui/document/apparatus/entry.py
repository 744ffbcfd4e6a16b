"""What the pieces of the apparatus are made of: phrases, entries with details, aligned columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from tui.document.block import Block, BlockKind, Role, Span
from tui.document.certain import certain_blocks, certain_inline
from tui.document.names import Names
from tui.model.briefing import Briefing, Item, Prose
from tui.model.dates import Date
from tui.model.late_pattern import late_pattern

Made = TypeVar("Made")

DOT = " · "
"""Between the details of one line."""


class Context(NamedTuple):
    """What every piece needs to make its blocks."""

    briefing: Briefing
    names: Names
    section: int
    plain: Callable[[Prose], list[str]] | None = None
    """Makes of Markdown the texts of its blocks alone, where that is all that is wanted; it is parsed when None."""


def once(make: Callable[[], Made]) -> Callable[[], Made]:
    """Calls a function the first time only. `functools.cache` takes longer to set up than most pieces take to make."""
    made: list[Made] = []

    def given() -> Made:
        if not made:
            made.append(make())
        return made[0]

    return given


class Piece(NamedTuple):
    """One piece of the apparatus, before it is made."""

    id: str
    """Of its section, as in `tui.model.apparatus`."""
    length: int
    """How many entries it holds."""
    entries: Callable[[Context, int, int], Sequence[Block]]
    """Blocks of the entries `[start, end)`; called with equal ends where there is only a text before them."""
    items: Sequence[Item] = ()
    """What may carry a marking of its own."""
    size: int = 160
    """About how many characters an entry has."""
    rows: int = 3
    """About how many lines an entry takes."""


_SPACES = late_pattern("[ \t\n]+")


def single_spaced(text: str) -> str:
    """The text with its blanks and line ends collapsed; no-break and ideographic spaces stay."""
    if "  " in text or "\n" in text or "\t" in text:
        text = _SPACES.sub(" ", text)
    return text.strip(" ")


class Phrase:
    """Plain text with styled spans, built from left to right."""

    __slots__ = ("_length", "_pieces", "_spans", "label_end")

    def __init__(self, text: str = "", role: Role = "", target: str = "") -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._spans: list[Span] = []
        self.label_end = 0
        if text:
            self.add(text, role, target)

    def __bool__(self) -> bool:
        return self._length > 0

    @property
    def text(self) -> str:
        """The plain text so far."""
        return "".join(self._pieces)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans so far."""
        return tuple(self._spans)

    def literal(self, text: str) -> Phrase:
        """Add text as it is, without a role."""
        self._pieces.append(text)
        self._length += len(text)
        return self

    def add(self, text: str, role: Role = "", target: str = "", *, before: str = "", after: str = "") -> Phrase:
        """Add foreign text on one line; nothing where it is empty.

        Args:
            before: goes before it, without its role, unless the phrase is still empty.
            after: goes after it, without its role.
        """
        # Of all that is made of an apparatus most is made here, so that this calls as little as it can.
        if not text or not (text := single_spaced(text)):
            return self
        pieces, start = self._pieces, self._length
        if before and start > self.label_end + (self.label_end > 0):
            pieces.append(before)
            start += len(before)
        pieces.append(text)
        end = start + len(text)
        if role or target:
            self._spans.append(Span(start, end, role or "body", target))
        if after:
            pieces.append(after)
            end += len(after)
        self._length = end
        return self

    def word(self, word: str, value: str, role: Role = "", *, before: str = DOT) -> Phrase:
        """Add a value with a quiet word before it: `due 2 Aug 2024`."""
        if value and single_spaced(value):
            self.add(word, "muted", before=before, after=" ")
            self.add(value, role)
        return self

    def date(self, word: str, date: Date | None, *, before: str = DOT) -> Phrase:
        """Add a date with a quiet word before it."""
        return self.word(word, date.display, "date", before=before) if date else self

    def inline(self, text: str, spans: Iterable[Span], before: str = "") -> Phrase:
        """Add text that has spans already."""
        if text:
            start = self._length
            if before and start > self.label_end + (self.label_end > 0):
                self._pieces.append(before)
                start += len(before)
            self._pieces.append(text)
            self._length = start + len(text)
            self._spans += (
                [Span(start + begin, start + end, role, target) for begin, end, role, target in spans] if start else spans
            )
        return self

    def marking(self, item: Item) -> Phrase:
        """Add an item's own marking, before what it marks."""
        if item.handling:
            self.add(str(item.handling), "marking", before=" ", after=" ")
        return self

    def label(self) -> Phrase:
        """Make what is there the label of a left column."""
        self.label_end = self._length
        return self.literal(" ")

    def block(
        self,
        kind: BlockKind,
        context: Context,
        *,
        line: int = 0,
        about: str = "",
        role: Role = "body",
        first: str = "",
        rest: str | None = None,
        hang: int = 0,
        space: int = 0,
        level: int = 0,
    ) -> Block:
        """The phrase as a block."""
        text = self.text.rstrip(" ")
        label_end = self.label_end if self.label_end <= len(text) else len(text)
        if rest is None:
            rest = " " * _width(first) if first else ""
        return Block(kind, text, self.spans, context.section, line, role, level, first, rest, label_end, hang, space, about=about)


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def column(labels: Iterable[str], most: int = 20) -> int:
    """Cells of a left column for these labels, a gap of two included; wider labels than `most` do not count."""
    widths = (_width(single_spaced(label)) for label in labels)
    return max((width for width in widths if width <= most), default=0) + 2


_STRUCTURE = late_pattern(r"\n(?:(?<=  \n)|(?<=\\\n)|(?<!\A\n)[ \t]*\n| {4}|\t| {0,3}(?:[#>|<*+\-=~:\[]|```|\d+[.)]))")
"""What a text, with a line end before it, has that may be more than one paragraph."""


def prose_blocks(prose: Prose, context: Context, role: Role = "body") -> list[Block]:
    """Blocks of a Markdown field; one paragraph, the usual case, is parsed as one."""
    if not prose.text.strip():
        return []
    if context.plain is not None:
        texts = context.plain(prose)
        return [Block("paragraph", text, section=context.section, line=prose.line, role=role) for text in texts]
    if not _STRUCTURE.search(f"\n{prose.text}"):
        found = certain_inline(prose.text)
        if found is None:
            from tui.document.inline import parse_inline

            found = parse_inline(prose.text, names=context.names.label)
        return [Block("paragraph", *found, section=context.section, line=prose.line, role=role)]
    blocks = certain_blocks(prose.text, section=context.section, line=prose.line, step=prose.step, role=role)
    if blocks is not None:
        return blocks
    from tui.document.markdown import parse_markdown

    return parse_markdown(
        prose.text, section=context.section, line=prose.line, step=prose.step, names=context.names.label, role=role
    )


class Entry:
    """The blocks of one entry: its row, then its details."""

    def __init__(self, context: Context, item: Item | None = None, *, indent: str = "", column: int = 0, fields: int = 0) -> None:
        """Start an entry.

        Args:
            context: where it is made.
            item: what it shows.
            indent: decoration before details.
            column: cells of the left column that the row's label stands in; details stand beside it.
            fields: cells of the left column of details that have a label of their own.
        """
        self.context = context
        self.blocks: list[Block] = []
        self._line = item.line if item else 0
        self._about = item.id if item else ""
        self._indent = indent
        self._column = column
        self._fields = fields

    def row(self, phrase: Phrase, prose: Prose | None = None, *, first: str = "", hang: int = 0, before: str = "") -> Entry:
        """Add the entry's own row; Markdown goes on behind the phrase."""
        rest = self._indent if first else ""
        return self._add(phrase, prose, "row", (first, rest or " " * _width(first)), hang, before, "body")

    def labelled(self, label: Phrase, phrase: Phrase, prose: Prose | None = None, *, before: str = "") -> Entry:
        """Add the entry's own row with a label in the left column; a label too wide for it has a line of its own."""
        if _width(label.text) >= self._column:
            return self.row(label).detail(phrase, prose, before=before)
        row = Phrase().inline(label.text, label.spans).label().inline(phrase.text, phrase.spans)
        return self.row(row, prose, hang=self._column, before=before)

    def unlabelled(self, phrase: Phrase, prose: Prose | None = None) -> Entry:
        """Add the entry's own row beside an empty left column."""
        return self.row(phrase, prose, hang=self._column)

    def detail(self, phrase: Phrase, prose: Prose | None = None, *, role: Role = "body", before: str = "") -> Entry:
        """Add a line of details, unless it is empty."""
        return self._add(phrase, prose, "detail", (self._indent, self._indent), self._column, before, role)

    def field(self, label: str, value: Phrase, prose: Prose | None = None, *, before: str = DOT) -> Entry:
        """Add a detail with its label in the left column, unless it is empty."""
        if value or prose:
            phrase = Phrase(label, "label").label() if label else Phrase()
            phrase.inline(value.text, value.spans)
            self._add(phrase, prose, "detail", (self._indent, self._indent), self._fields, before, "body")
        return self

    def fields(self, label: str, values: Sequence[str]) -> Entry:
        """Add several values below each other under one label."""
        given = [value for value in values if value.strip()]
        for index, value in enumerate(given):
            self.field("" if index else label, Phrase(value))
        return self

    def _add(
        self,
        phrase: Phrase,
        prose: Prose | None,
        kind: BlockKind,
        guides: tuple[str, str],
        hang: int,
        before: str,
        role: Role,
    ) -> Entry:
        made = prose_blocks(prose, self.context, role) if prose else []
        if made and made[0].kind == "paragraph":
            phrase.inline(made[0].text, made[0].spans, before)
            made = made[1:]
        if phrase:
            first, rest = guides
            self.blocks.append(
                phrase.block(kind, self.context, line=self._line, about=self._about, role=role, first=first, rest=rest, hang=hang)
            )
        beside = hang or self._column
        for block in made:
            self.blocks.append(_inside(block, self._indent, beside, self._about))
        return self


def _inside(block: Block, indent: str, column: int, about: str) -> Block:
    """A block of a field's Markdown as part of an entry."""
    if block.kind == "heading":
        block = replace(block, kind="detail", role="strong", level=0)
    if block.kind == "paragraph":
        block = replace(block, kind="detail")
    return replace(block, first=indent + block.first, rest=indent + block.rest, hang=column, about=about)


def listed(entry: Callable[[int], Sequence[Block]], start: int, end: int) -> list[Block]:
    """The entries `[start, end)` below each other: a blank line around one with details, none between single rows."""
    blocks: list[Block] = []
    tall = True
    for index in range(max(0, start - 1), end):
        made = entry(index)
        if made and index >= start:
            space = 1 if tall or len(made) > 1 else 0
            blocks.append(made[0] if made[0].space == space else replace(made[0], space=space))
            blocks.extend(made[1:])
        tall = len(made) > 1
    return blocks


def cite(phrase: Phrase, sources: Sequence[str], before: str = DOT) -> Phrase:
    """Add citations as links to the sources: `[seed; preview]` under the names they have in the list of sources."""
    given = [source for source in sources if source.strip()]
    for index, source in enumerate(given):
        phrase.add(";" if index else "[", "cite", after=" " if index else "", before="" if index else before)
        phrase.add(source, "cite", f"@{source}")
    return phrase.add("]" if given else "", "cite")


def refer(
    phrase: Phrase, targets: Sequence[str], context: Context, word: str = "", before: str = DOT, role: Role = "link"
) -> Phrase:
    """Add actors and the like by the names a reader knows, as links of a role; what is no id stands for itself."""
    for index, target in enumerate(targets):
        if index == 0 and word:
            phrase.add(word, "muted", before=before, after=" ")
        label = context.names.label(target)
        phrase.add(
            label or target, role if label else "", target if label else "", before=", " if index else "" if word else before
        )
    return phrase
