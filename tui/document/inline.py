"""Inline Markdown to plain text and spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from tui.document.block import SUPPLIED, Span, Table
from tui.document.breaking import is_cjk
from tui.document.grammar import environment, parser, without_escapes
from tui.document.source_blocks import NO_REFERENCES, Names, References
from tui.model.late_pattern import late_pattern
from tui.model.text import cleaned

if TYPE_CHECKING:
    from markdown_it.token import Token


_MARKED = late_pattern(r"[\\`*_~\[\]<&!]|://")
_SPACES = late_pattern(r"[ \t\n]{2,}|[\t\n]")
_ADDRESS = late_pattern(r"https?://[^\s<>\"`\[\]{}|\\^]+", re.IGNORECASE)
_ROLES = {"em": "emphasis", "strong": "strong", "s": "strike"}


def parse_inline(text: str, *, names: Names | None = None, references: References = NO_REFERENCES) -> tuple[str, tuple[Span, ...]]:
    """Plain text and spans of Markdown that is one paragraph; the text has no newlines. Never raises."""
    if _MARKED.search(text) is None and "\n" not in text:
        return " ".join(text.split()), ()
    try:
        tokens = parser().parseInline(text, environment(references))
        plain, spans = inline_text([child for token in tokens for child in token.children or ()], names, breaks=False)
    except (RecursionError, ValueError, LookupError, RuntimeError, TypeError):
        return " ".join(text.split()), ()
    return plain.replace("\n", " ").replace("\t", " "), spans


def inline_text(children: Sequence[Token], names: Names | None = None, *, breaks: bool = True) -> tuple[str, tuple[Span, ...]]:
    """The plain text of a paragraph's tokens, and its spans.

    Args:
        children: inline tokens of the parser in `grammar`.
        names: words for links to things of the briefing.
        breaks: keep hard breaks as newlines; else they are spaces.
    """
    text = _Text(names, breaks)
    for token in children:
        text.add(token)
    return text.finish()


class _Text:
    """Plain text in the making."""

    def __init__(self, names: Names | None, breaks: bool) -> None:
        self.names = names
        self.breaks = breaks
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self.length = 0
        self.last = " "
        self.soft: tuple[dict[str, int], list[tuple[str, str]]] | None = None
        """Roles and links open at the end of a source line, while nothing has followed it."""
        self.images: list[int] = []
        """Where the texts of the open images start."""
        self.apart = False
        """Whether an image begins or ends here: a word after it and one before it are kept apart."""
        self.roles: dict[str, int] = {}
        """How often each role is open, in the order in which they were opened."""
        self.links: list[tuple[str, str]] = []

    def add(self, token: Token) -> None:
        kind = token.type
        if kind in ("text", "text_special"):
            if "://" in token.content and not self.links:
                self.put_with_addresses(token.content)
            else:
                self.put(token.content)
        elif kind == "softbreak":
            self.soft = (self.roles.copy(), self.links[:])
        elif kind == "hardbreak":
            self.hard_break()
        elif kind == "code_inline":
            self.put_raw(token.content.replace("\n", " ").replace("\t", " "), "code")
        elif kind in ("link_open", "image_open"):
            href = str(token.attrGet("href") or "")
            title = str(token.attrGet("title") or "") if not token.meta.get("label") else ""
            self.links.append((web_target(href), title))
            self.open(kind[:-5])
            if kind == "image_open":
                self.images.append(self.length)
                self.apart = True
        elif kind == "image_close":
            self.image_close()
        elif kind == "link_close":
            _, title = self.links.pop()
            self.close("link")
            if title:
                self.put(f" ({title})")
        elif kind == "citation":
            self.citation(token.content)
        elif kind == "place":
            self.place(token.meta["target"], token.meta["section"], token.meta["label"])
        elif kind == "note":
            self.put(f"[{token.content}]", "cite", f"^{token.content}")
        elif token.nesting > 0:
            self.open(_ROLES.get(token.tag, token.tag))
        elif token.nesting < 0:
            self.close(_ROLES.get(token.tag, token.tag))
        elif token.content:
            self.put(token.content)

    def open(self, role: str) -> None:
        self.roles[role] = self.roles.get(role, 0) + 1

    def close(self, role: str) -> None:
        count = self.roles.get(role, 0) - 1
        if count > 0:
            self.roles[role] = count
        else:
            self.roles.pop(role, None)

    def put(self, text: str, role: str = "", target: str = "") -> None:
        """Add text, cleaned, with its white space collapsed: titles and addresses were decoded by the parser."""
        text = _SPACES.sub(" ", cleaned(text))
        if self.soft and text:
            self.soft_break(text[0])
        if self.last in " \n":
            text = text.lstrip(" ")
        self.append(text, role, target)

    def put_raw(self, text: str, role: str) -> None:
        """Add text as it is."""
        if self.soft and text:
            self.soft_break(text[0])
        self.append(text, role, "")

    def append(self, text: str, role: str, target: str) -> None:
        if not text:
            return
        if self.apart:
            self.apart = False
            if self.last.isalnum() and text[0].isalnum() and not (is_cjk(self.last) or is_cjk(text[0])):
                self.append(" ", "", "")
        start, self.length = self.length, self.length + len(text)
        self.parts.append(text)
        self.last = text[-1]
        if self.links:
            target = self.links[0][0]
        if not self.roles and not role and not target:
            return
        joined = " ".join(self.roles) if not role or role in self.roles else " ".join([*self.roles, role])
        if self.spans:
            before = self.spans[-1]
            if before.end == start and before.role == joined and before.target == target:
                self.spans[-1] = before._replace(end=self.length)
                return
        self.spans.append(Span(start, self.length, joined, target))

    def soft_break(self, following: str) -> None:
        """The end of a source line: a space, but between two CJK characters nothing."""
        if self.soft is not None and self.last not in " \n" and not (is_cjk(self.last) and is_cjk(following)):
            now = self.roles, self.links
            self.roles, self.links = self.soft
            self.append(" ", "", "")
            self.roles, self.links = now
        self.soft = None

    def hard_break(self) -> None:
        self.soft = None
        if not self.breaks:
            self.soft = (self.roles.copy(), self.links[:])
        elif self.parts:
            self.append("\n", "", "")

    def put_with_addresses(self, text: str) -> None:
        """Add text in which bare web addresses become links (GFM 6.9, without its www form)."""
        position = 0
        for match in _ADDRESS.finditer(text):
            address = _without_tail(match.group())
            if address.endswith("//"):
                continue
            self.put(text[position : match.start()])
            self.put(address, "link", address)
            position = match.start() + len(address)
        self.put(text[position:])

    def image_close(self) -> None:
        """The end of an image, which shows its alternative text or else the name of its file, and stands apart from words."""
        target, title = self.links[-1]
        if self.length == self.images.pop():
            self.put(without_escapes(target.rstrip("/").rpartition("/")[2]) or target or "image")
        self.links.pop()
        self.close("image")
        if title:
            self.put(f" ({title})")
        self.apart = True

    def citation(self, content: str) -> None:
        """`@seed, p. 4; @other` as `[seed, p. 4; other]`, each leading to its source."""
        sources = [part.strip() for part in content.split(";") if part.strip()]
        for number, part in enumerate(sources):
            source, comma, locator = part.partition(",")
            target = source.strip()
            shown = target.removeprefix("@") + (f", {locator.strip()}" if comma and locator.strip() else "")
            self.put(("; " if number else "[") + shown + ("]" if number + 1 == len(sources) else ""), "cite", target)

    def place(self, target: str, section: str, label: str) -> None:
        leads_to = f"#{section}" if not target else f"[[{target}#{section}]]" if section else f"[[{target}]]"
        shown = label or (self.names(leads_to) if self.names else None)
        if not shown:
            shown = f"{target} § {section}" if target and section else target or section
        self.put(shown, "link" if label else f"link {SUPPLIED}", leads_to)

    def finish(self) -> tuple[str, tuple[Span, ...]]:
        text = "".join(self.parts)
        kept = text.rstrip(" \n")
        lead = len(kept) - len(kept.lstrip(" \n"))
        if not lead and len(kept) == len(text):
            return text, tuple(self.spans)
        spans = (
            span._replace(start=max(0, span.start - lead), end=min(span.end, len(kept)) - lead)
            for span in self.spans
            if span.end > lead
        )
        return kept[lead:], tuple(span for span in spans if span.end > span.start)


def _without_tail(address: str) -> str:
    """A bare address without the punctuation of the sentence around it (GFM 6.9, extended autolink path validation)."""
    end, surplus = len(address), address.count(")") - address.count("(")
    while end:
        if address[end - 1] == ")" and surplus > 0:
            surplus -= 1
        elif address[end - 1] not in "?!.,:*_~'\";":
            break
        end -= 1
    return address[:end]


def web_target(address: str) -> str:
    """A link's address as a `Span.target`: what would be taken for a source of the briefing is kept a relative address."""
    return f"./{address}" if address.startswith("@") else address


MOST_EMPTY = 20_000
"""Cells that are made empty so that every row of a table has as many as the longest."""

_SIDES: dict[str, Literal["left", "right", "center"]] = {"right": "right", "center": "center"}

_Cell: TypeAlias = tuple[str, tuple[Span, ...]]


def _within(row: list[_Cell], columns: int) -> list[_Cell]:
    """A row of a table whose cells beyond the last column stand in that column, with bars between them."""
    if len(row) <= columns:
        return row
    text, spans = "", list[Span]()
    for cell, own in row[columns - 1 :]:
        text += " | " if text else ""
        spans += [span._replace(start=span.start + len(text), end=span.end + len(text)) for span in own]
        text += cell
    return [*row[: columns - 1], (text, tuple(spans))]


def table_text(tokens: Sequence[Token], names: Names | None) -> tuple[str, tuple[Span, ...], Table]:
    """The plain text of a table, its spans, and where its cells are.

    Args:
        tokens: of one table.
        names: words for links to things of the briefing.
    """
    rows: list[list[_Cell]] = []
    align: list[Literal["left", "right", "center"]] = []
    heads = 0
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open":
            heads = 1
            align.append(_SIDES.get(str(token.attrGet("style") or "").removeprefix("text-align:"), "left"))
        elif token.type == "inline":
            text, spans = inline_text(token.children or (), names)
            rows[-1].append((text.replace("\t", " "), spans))
    columns = max(len(row) for row in rows)
    if columns * len(rows) > 2 * sum(map(len, rows)) + MOST_EMPTY:
        # One row with thousands of cells would give as many to each of thousands of rows.
        columns = len(rows[0])
        rows = [_within(row, columns) for row in rows]
    position = 0
    texts: list[str] = []
    spans_: list[Span] = []
    cells: list[tuple[tuple[int, int], ...]] = []
    for row in rows:
        row += [("", ())] * (columns - len(row))
        ranges = []
        for text, spans in row:
            ranges.append((position, position + len(text)))
            spans_ += [span._replace(start=span.start + position, end=span.end + position) for span in spans]
            position += len(text) + 1
        texts.append("\t".join(text for text, _ in row))
        cells.append(tuple(ranges))
    align += ["left"] * (columns - len(align))
    return "\n".join(texts), tuple(spans_), Table(tuple(cells), tuple(align), heads)
