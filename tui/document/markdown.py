"""Markdown to blocks.

CommonMark with tables, strikethrough, footnotes, task lists, citations and links between things of a
briefing. No word of the source is lost: what Markdown would drop is shown as source, and definitions
of links and footnotes are blocks where they stand (`split` moves them to the end of their section).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.document.block import Block, BlockKind, Role, Span, Table
from tui.document.grammar import environment, parser
from tui.document.inline import inline_text, table_text, web_target
from tui.document.source_blocks import NO_REFERENCES, Names, References, labels_shown
from tui.model.late_pattern import late_pattern
from tui.model.text import cleaned

if TYPE_CHECKING:
    from markdown_it.token import Token

QUOTE = "▎ "
BULLETS = ("• ", "– ", "· ")
CODE = "  "
"""Decoration before every line of code."""

_TASK = late_pattern(r"\[([ xX])\][ \t\n]")


def parse_markdown(
    text: str,
    *,
    section: int = 0,
    line: int = 0,
    step: int = 0,
    references: References = NO_REFERENCES,
    names: Names | None = None,
    role: Role = "body",
    coloured: bool = True,
) -> list[Block]:
    """Blocks of a Markdown text; never raises on any text.

    Args:
        text: Markdown, cleaned.
        section: index of the owning section.
        line: source line of the first line of `text`; 0 when unknown.
        step: source lines per line of text, as in `Prose`.
        references: what the whole text defines, when `text` is a piece of it.
        names: words for links to things of the briefing.
        role: role of plain prose in it.
        coloured: whether code has spans for its colours, which takes long.
    """
    try:
        env = environment(references)
        tokens = parser().parse(text, env)
        if references is NO_REFERENCES and any(token.type == "definition" for token in tokens):
            references = References(links=dict(env["references"]), quiet=labels_shown(text))
        made = _Blocks(section, line, step, references, names, role, coloured)
        made.take(tokens)
    except (RecursionError, ValueError, LookupError, RuntimeError, TypeError):
        return as_source(text, section=section, line=line)
    return made.blocks


def as_source(text: str, *, section: int = 0, line: int = 0) -> list[Block]:
    """A text that is shown as it was written."""
    return (
        [Block("code", text.rstrip("\n"), section=section, line=line, role="code", first=CODE, rest=CODE)] if text.strip() else []
    )


class _Container:
    """A quote, list item or footnote that blocks stand in."""

    __slots__ = ("about", "bar", "first", "label", "rest", "shape", "token", "used")

    def __init__(
        self, token: Token, first: str, rest: str, shape: _Shape | None = None, *, bar: bool = False, label: str = ""
    ) -> None:
        self.token = token
        """What opened it."""
        self.first = first
        self.rest = rest
        self.shape = shape
        self.bar = bar
        self.label = label
        """Text of a footnote's or task's label, until the first block has taken it."""
        self.about = ""
        self.used = False


class _Shape:
    """What is known of a list before its items are read."""

    __slots__ = ("count", "depth", "marks", "start", "tight", "width")

    def __init__(self, start: int | None, depth: int) -> None:
        self.start = start
        """Number of the first item; None for a list with bullets."""
        self.depth = depth
        self.marks: list[str] = []
        """Numbers of an ordered list as they are shown, each with its full stop or bracket."""
        self.width = 0
        self.tight = True
        self.count = 0

    def number(self) -> None:
        """Decide how the items are numbered: as written, but counted up where all are written alike (CommonMark 5.2)."""
        if self.start is not None and len(self.marks) > 1 and len(set(self.marks)) == 1:
            end = self.marks[0][-1]
            self.marks = [f"{self.start + index}{end}" for index in range(len(self.marks))]
        self.width = max(map(len, self.marks), default=0)

    def marker(self) -> str:
        """The decoration of the next item."""
        self.count += 1
        if self.start is None:
            return BULLETS[min(self.depth, len(BULLETS) - 1)]
        return self.marks[self.count - 1].rjust(self.width) + " "


def _shapes(tokens: Sequence[Token]) -> dict[int, _Shape]:
    """The lists of a text, by the index of the token that opens them."""
    found: dict[int, _Shape] = {}
    open_: list[_Shape | None] = []
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            start = None if token.type == "bullet_list_open" else int(token.attrs.get("start", 1))
            shape = _Shape(start, sum(other is not None for other in open_))
            found[index] = shape
            open_.append(shape)
        elif token.type in ("blockquote_open", "footnote_reference_open"):
            open_.append(None)
        elif token.type in ("bullet_list_close", "ordered_list_close", "blockquote_close", "footnote_reference_close"):
            closed = open_.pop()
            if closed is not None:
                closed.number()
        elif open_ and (shape_ := open_[-1]) is not None:
            if token.type == "list_item_open" and shape_.start is not None:
                shape_.marks.append(f"{token.info}{token.markup or '.'}")
            elif token.type == "paragraph_open" and not token.hidden:
                shape_.tight = False
    return found


class _Blocks:
    """Blocks in the making, from the tokens of one text."""

    def __init__(
        self, section: int, line: int, step: int, references: References, names: Names | None, role: Role, coloured: bool
    ) -> None:
        self.section = section
        self.line = line
        self.step = step
        self.references = references
        self.names = names
        self.role = role
        self.coloured = coloured
        self.blocks: list[Block] = []
        self.containers: list[_Container] = []
        self.lists: list[_Shape] = []

    def take(self, tokens: Sequence[Token]) -> None:
        shapes = _shapes(tokens)
        index = 0
        while index < len(tokens):
            token = tokens[index]
            kind = token.type
            if kind == "inline":
                self.paragraph(token)
            elif kind == "heading_open":
                index += 1
                self.heading(tokens[index], int(token.tag[1:]), token)
            elif kind in ("bullet_list_open", "ordered_list_open"):
                self.lists.append(shapes[index])
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
            elif kind == "list_item_open":
                self.open_item(tokens, index)
            elif kind == "blockquote_open":
                self.containers.append(_Container(token, QUOTE, QUOTE, bar=True))
            elif kind == "footnote_reference_open":
                self.open_note(token)
            elif kind in ("list_item_close", "blockquote_close", "footnote_reference_close"):
                self.close()
            elif kind == "fence":
                self.code(token.content, token.info, token)
            elif kind in ("code_block", "source"):
                self.code(token.content, "", token)
            elif kind == "html_block":
                self.html(token)
            elif kind == "hr":
                self.add("rule", "", (), token, role="rule")
            elif kind == "table_open":
                index = self.table(tokens, index)
            elif kind == "definition":
                self.definition(token)
            index += 1

    def source_line(self, token: Token) -> int:
        return self.line + self.step * token.map[0] if self.line and token.map else self.line

    def open_item(self, tokens: Sequence[Token], index: int) -> None:
        shape = self.lists[-1]
        marker = shape.marker()
        label = ""
        if index + 2 < len(tokens) and tokens[index + 1].type == "paragraph_open":
            inline = tokens[index + 2]
            task = _TASK.match(inline.content)
            if task and inline.children and inline.children[0].type == "text" and _TASK.match(inline.children[0].content + " "):
                label = "☐" if task.group(1) == " " else "☑"
                inline.children[0].content = inline.children[0].content[3:].lstrip(" ")
        if label and shape.start is None:
            marker = ""
        self.containers.append(_Container(tokens[index], marker, " " * len(marker), shape, label=label))

    def open_note(self, token: Token) -> None:
        label = token.meta["label"]
        note = _Container(token, "", "", label=f"[{label}]")
        note.about = f"^{label}"
        self.containers.append(note)

    def close(self) -> None:
        container = self.containers[-1]
        if not container.used and not container.bar:
            kind: BlockKind = "item" if container.shape is not None else "paragraph"
            self.add(kind, "", (), container.token, role=self.role)
        self.containers.pop()

    def add(
        self,
        kind: BlockKind,
        text: str,
        spans: tuple[Span, ...],
        token: Token,
        *,
        role: Role,
        level: int = 0,
        table: Table | None = None,
        inner: str = "",
        space: int | None = None,
    ) -> None:
        """Add a block behind the decoration of everything it stands in; it takes a label that waits for one."""
        containers = self.containers
        label_end = hang = 0
        waiting = next((one for one in containers if one.label), None)
        if waiting is not None and kind not in ("paragraph", "item"):
            self.add("item" if waiting.shape is not None else "paragraph", "", (), token, role=self.role, level=level)
            waiting = None
            space = 0
        label = waiting.label if waiting is not None else ""
        if label:
            label_end, hang = len(label), cell_len(label) + 1
            shift = label_end + 1
            spans = (
                Span(0, label_end, "status" if label in "☐☑" else "label"),
                *(span._replace(start=span.start + shift, end=span.end + shift) for span in spans),
            )
            text = f"{label} {text}" if text else label
        first = "".join(one.rest if one.used else one.first for one in containers) + inner
        rest = "".join(one.rest for one in containers) + inner
        if space is None:
            begins = bool(self.lists) and self.lists[0].count == 1 and not any(one.used for one in containers if one.shape)
            space = 0 if self.lists and self.lists[-1].tight and not begins else 1
        about = next((one.about for one in containers if one.about), "")
        self.blocks.append(
            Block(
                kind,
                text,
                spans,
                self.section,
                self.source_line(token),
                role,
                level,
                first,
                rest,
                label_end,
                hang,
                space,
                table,
                about,
            )
        )
        for one in containers:
            one.used = True
        if waiting is not None:
            waiting.label = ""
            waiting.first = waiting.rest = waiting.rest + " " * hang

    def prose_kind(self) -> tuple[BlockKind, Role, int]:
        """Kind, role and level of a paragraph that stands here."""
        innermost = self.containers[-1] if self.containers else None
        quoted = any(one.bar for one in self.containers)
        role = "quote" if quoted and self.role == "body" else self.role
        if innermost is not None and innermost.shape is not None:
            return ("paragraph" if innermost.used else "item"), role, innermost.shape.depth
        return ("quote" if quoted else "paragraph"), role, 0

    def paragraph(self, token: Token) -> None:
        text, spans = inline_text(token.children or (), self.names)
        kind, role, level = self.prose_kind()
        if text or (self.containers and not self.containers[-1].used):
            self.add(kind, text, spans, token, role=role, level=level)

    def heading(self, inline: Token, level: int, token: Token) -> None:
        text, spans = inline_text(inline.children or (), self.names, breaks=False)
        self.add("heading", text, spans, token, role=f"heading{level}", level=level)

    def code(self, content: str, info: str, token: Token) -> None:
        """A block of code; above it what its info string says beyond a known language."""
        text = content.rstrip("\n")
        more = " ".join(cleaned(info).split())
        spans: tuple[Span, ...] = ()
        if more:
            from tui.document.verbatim import highlight, is_language

            language, _, beyond = more.partition(" ")
            if is_language(language):
                spans, more = highlight(text, language) if self.coloured else (), beyond
        space = None
        if more:
            self.add("detail", more, (), token, role="muted", inner=CODE)
            space = 0
        self.add("code", text, spans, token, role="code", inner=CODE, space=space)

    def html(self, token: Token) -> None:
        """A block of raw HTML, as it was written; comments are quiet."""
        text = token.content.rstrip("\n")
        role = "muted" if text.lstrip().startswith("<!--") and text.rstrip().endswith("-->") else self.role
        self.add("code", text, (), token, role=role, inner=CODE)

    def definition(self, token: Token) -> None:
        """A link definition that the text shows nowhere else."""
        url, title, label = token.meta["url"], token.meta["title"], " ".join(token.meta["label"].split())
        known = self.references.links.get(token.meta["id"])
        if token.meta["id"] in self.references.quiet and not title and known is not None and known["href"] == url:
            return
        shown = f"[{cleaned(label)}]"
        text = f"{shown} {cleaned(url)}" + (f" ({' '.join(cleaned(title).split())})" if title else "")
        spans = (Span(0, len(shown), "label"), Span(len(shown) + 1, len(shown) + 1 + len(url), "link", web_target(url)))
        before = self.blocks[-1] if self.blocks else None
        close = before is not None and before.role == "muted" and before.kind == "paragraph"
        self.add("paragraph", text, spans if url else spans[:1], token, role="muted", space=0 if close else None)

    def table(self, tokens: Sequence[Token], index: int) -> int:
        """A table; returns the index of the token that closes it."""
        end = next(at for at in range(index, len(tokens)) if tokens[at].type == "table_close")
        text, spans, table = table_text(tokens[index:end], self.names)
        self.add("table", text, spans, tokens[index], role=self.role, table=table)
        return end
