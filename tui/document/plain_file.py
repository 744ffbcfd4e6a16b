"""A text that is no Markdown: its paragraphs as blocks that keep their lines, columns and indentation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.document.block import Block
from tui.model.briefing import Prose

CHUNK = 2_048
"""Characters after which a chunk ends at the next blank line."""
LONGEST = 16_384
"""A paragraph that is longer is cut at the end of a line, and such a line at a blank."""
MOST_SPACE = 3
"""Blank lines between two paragraphs that are kept."""

_BLANK = re.compile(r"\n(?:[ \t]*\n)+")


def chunks(prose: Prose) -> Iterator[Prose]:
    """A plain text in chunks of a few paragraphs, each with its line; a paragraph that is too long is cut."""
    text, start, line = prose.text, 0, prose.line
    while start < len(text):
        blank = _BLANK.search(text, min(len(text), start + CHUNK), min(len(text), start + LONGEST))
        stop = blank.start() if blank else len(text)
        if stop - start > LONGEST:
            stop = start + LONGEST
            stop = max(text.rfind("\n", start + 1, stop), 0) or max(text.rfind(" ", start + 1, stop), 0) or stop
        piece = text[start:stop]
        if piece.strip():
            yield Prose(piece, line, prose.step, prose.indent, True)
        end = blank.end() if blank else stop + (text[stop : stop + 1] in ("\n", " "))
        line += text.count("\n", start, end) * prose.step
        start = end


def text_blocks(prose: Prose, section: int) -> list[Block]:
    """The paragraphs of a plain text, as they were written."""
    found: list[Block] = []
    start, space = 0, 1
    while start < len(prose.text):
        blank = _BLANK.search(prose.text, start)
        paragraph = prose.text[start : blank.start() if blank else len(prose.text)].rstrip()
        if paragraph.strip():
            line = prose.source_line(prose.text.count("\n", 0, start)) if prose.line else 0
            found.append(Block("code", paragraph, section=section, line=line, space=space))
        space = min(MOST_SPACE, blank.group().count("\n") - 1) if blank else 1
        start = blank.end() if blank else len(prose.text)
    return found
