"""Colours for code: spans with the roles `syntax-...`, from pygments' lexers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tui.document.block import Span

if TYPE_CHECKING:
    from pygments.lexer import Lexer

LONGEST = 50_000
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


@lru_cache(maxsize=32)
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
    """Spans of `code` in a named language; none when the language is unknown or the code is longer than `LONGEST`."""
    if not language or not code or len(code) > LONGEST:
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
