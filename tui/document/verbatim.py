"""What is shown as it was written: a text that is no Markdown, whose blocks keep their lines and columns, and code in colours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from tui.document.block import Block, Span
from tui.model.briefing import Prose
from tui.model.late_pattern import late_pattern

if TYPE_CHECKING:
    from pygments.lexer import Lexer

CHUNK = 2_048
"""Characters after which a chunk ends at the next blank line."""
LONGEST = 16_384
"""A paragraph that is longer is cut at the end of a line, and such a line at a blank."""
MOST_SPACE = 3
"""Blank lines between two paragraphs that are kept."""

_BLANK = late_pattern(r"\n(?:[ \t]*\n)+")


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


MOST_COLOURED = 50_000
"""Characters; longer code is shown without colours."""

_ROLES = (
    ("Token.Comment", "syntax-comment"),
    ("Token.Keyword", "syntax-keyword"),
    ("Token.Literal.String", "syntax-string"),
    ("Token.Literal.Number", "syntax-number"),
    ("Token.Operator", "syntax-operator"),
    ("Token.Name", "syntax-name"),
    ("Token.Error", "syntax-error"),
    ("Token.Generic.Deleted", "syntax-error"),
    ("Token.Generic.Inserted", "syntax-string"),
    ("Token.Generic.Heading", "syntax-keyword"),
    ("Token.Generic.Subheading", "syntax-keyword"),
)


@lru_cache(maxsize=256)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def is_language(name: str) -> bool:
    """Whether a word after the opening of a fence names a language that pygments knows."""
    return bool(name) and _lexer(name.lower()) is not None


@lru_cache(maxsize=1024)
def _role(kind: str) -> str:
    for prefix, role in _ROLES:
        if kind == prefix or kind.startswith(prefix + "."):
            return role
    return ""


def highlight(code: str, language: str) -> tuple[Span, ...]:
    """Spans of `code` in a named language; none when the language is unknown or the code is longer than `MOST_COLOURED`."""
    if not language or not code or len(code) > MOST_COLOURED:
        return ()
    lexer = _lexer(language.lower())
    if lexer is None:
        return ()
    spans: list[Span] = []
    for start, kind, value in lexer.get_tokens_unprocessed(code):
        role, end = _role(str(kind)), start + len(value)
        if not role or not value.strip() or end > len(code) or code[start:end] != value:
            continue
        if spans and spans[-1].end > start:
            continue
        if spans and spans[-1].end == start and spans[-1].role == role:
            spans[-1] = Span(spans[-1].start, end, role)
        else:
            spans.append(Span(start, end, role))
    return tuple(spans)
