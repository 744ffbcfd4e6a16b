"""The vocabulary of a composed document: blocks of plain text with styled spans, lines of runs.

A block owns its *plain text*: the text that find matches, that is selected and copied, and that a
place remembers. Layout turns a block into lines of runs; each run says which piece of the plain
text it shows, or that it is decoration.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

import msgspec

from tui.model.handling import Marking

BlockKind = Literal[
    "title",
    "meta",
    "banner",
    "heading",
    "lead",
    "paragraph",
    "item",
    "quote",
    "code",
    "table",
    "rule",
    "row",
    "tree",
    "detail",
]
"""`row` is an entry of the apparatus, `detail` a line that belongs to the entry above it, `tree` a row of a tree."""

Role: TypeAlias = str
"""One or more role names joined by single spaces, outermost first: `"body"`, `"lead strong"`, `"link emphasis"`.

Names in use: body, lead, title, meta, banner, heading1 .. heading6, number (of a section), strong, emphasis, strike, code,
quote, link, cite, term, image, rule, guide (decoration: bullets, bars, tree lines), label (name of a field or the left column
of a row), value, muted, date, status, planned, disputed, former, likelihood, confidence, grade, marking, problem, table-head,
inserted, deleted (words of a comparison), and `syntax-...` for highlighted code (keyword, string, comment, number, name,
operator, error).
"""


SUPPLIED = "supplied"
"""Role of the words of a link that the program put there, since its author gave none; it has no look of its own."""


class Span(NamedTuple):
    """A styled piece of a block's plain text. Spans of a block are sorted and do not overlap; gaps are plain."""

    start: int
    end: int
    role: Role
    target: str = ""
    """Where it leads: `#section-id` here, `@source-id`, `^label` of a footnote (the next block with it as `about`),
    `[[target]]` or `[[target#section]]` of a link between things, else an address; "" for nowhere."""


class Run(NamedTuple):
    """A piece of one laid-out line, all of one role."""

    text: str
    role: Role
    target: str = ""
    offset: int = -1
    """Where `text` starts in the block's plain text (`block.text[offset:offset + len(text)] == text`); -1 for decoration."""


Line: TypeAlias = tuple[Run, ...]


class Table(msgspec.Struct, frozen=True):
    """Which pieces of the plain text are the cells of a table."""

    rows: tuple[tuple[tuple[int, int], ...], ...]
    """For each row, for each column, `(start, end)` in the block's plain text; every row has as many cells as the first."""
    align: tuple[Literal["left", "right", "center"], ...] = ()
    heads: int = 1
    """How many of the first rows are headings."""


class Block(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The unit of layout, find and selection."""

    kind: BlockKind
    text: str
    """Plain text. White space is collapsed but in `code`; cells of a table are joined by tabs, its rows by newlines; a newline
    may stand in a cell as well. The lines of `code` are folded where its role is `code`, else they are wrapped."""
    spans: tuple[Span, ...] = ()
    section: int = 0
    """Index of the owning section in `Document.sections`."""
    line: int = 0
    """Source line, from 1; 0 when it comes from no line."""
    role: Role = "body"
    """The role of text outside spans."""
    level: int = 0
    """Heading level from 1, depth of a list item from 0."""
    first: str = ""
    """Decoration before the first line: `"• "`, `"3. "`, `"│ ├─ "`."""
    rest: str = ""
    """Decoration before every further line, of the same width as `first`."""
    label_end: int = 0
    """Plain text up to here is a label for a left column; 0 for none."""
    hang: int = 0
    """Cells of that left column, a gap included; text after the label, or all of it without one, starts there on every line."""
    space: int = 1
    """Blank lines before the block (not at the top of the document)."""
    table: Table | None = None
    about: str = ""
    """Id of the item (actor, judgment, source, ...) that this block shows; "" for prose."""
    folds: bool = False
    """Whether it may be folded away below the lines of its item that are always shown."""


UNMARKED = Marking()


class DocumentSection(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A section as a reader meets it: the author's, a heading in a body, or a piece of the apparatus."""

    index: int
    id: str
    """Unique in the document; apparatus ids start with `~`."""
    title: str
    number: str = ""
    """`2.1`; "" where sections are not numbered."""
    level: int = 1
    parent: int = -1
    """Index of the section it is in; -1 at the top."""
    group: Literal["front", "text", "reference"] = "text"
    handling: Marking = UNMARKED
    """The section's own effective marking, where it is stricter or other than the briefing's own; else empty."""
    count: int = 0
    """How many entries a piece of the apparatus holds; 0 for prose."""
    line: int = 0
    formerly: tuple[str, ...] = ()
