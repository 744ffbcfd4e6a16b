"""What a file is: by the end of its name, else by what stands in it."""

from __future__ import annotations

import os
import re
from typing import Literal

from tui.store.suffixes import FOREIGN, MARKDOWN_SUFFIXES, PLAIN_SUFFIXES, YAML_SUFFIXES

Kind = Literal["yaml", "md", "json", "text", "auto"]


def kind_of(name: str) -> Kind:
    """What a file is by the end of its name."""
    suffix = os.path.splitext(name)[1].lower()
    if suffix in YAML_SUFFIXES:
        return "yaml"
    if suffix in PLAIN_SUFFIXES or suffix in FOREIGN:
        return "text"
    return "json" if suffix == ".json" else "md" if suffix in MARKDOWN_SUFFIXES else "auto"


_KEY_LINE = re.compile(
    r"(?:#.*\n|[ \t]*\n|---[ \t]*\n|%YAML.*\n)*(?:title|id|date|sections|bluf|tlp|judgments|body|kind)[ \t]*:(?:[ \t]|\n)"
)


_LOOKED_AT = 50_000
"""Characters in which signs of Markdown are looked for."""

_MARKDOWN = re.compile(
    r"^(?: {0,3}#{1,6}[ \t]+\S| {0,3}(?:`{3}|~{3})|\+\+\+[ \t]*$|[-*+][ \t]\[[ xX]\][ \t]|={3,}[ \t]*$"
    r"|[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*\|)|\]\([^\s()]|\]\[|\*\*[^\s*]|(?<!\w)`[^`\n]{1,80}`(?!\w)|\[\[\w|\[[@^]\w"
    r"|^\[[^\]\n]{1,80}\]:",
    re.M,
)
"""Finds what a person types in Markdown and hardly in any other text."""


def guess(text: str) -> Kind:
    """What a text is by what stands in it: what has no sign of YAML, JSON or Markdown is plain text."""
    head = text[:4096].lstrip()
    if head.startswith("{") and head[1:].lstrip().startswith(('"', "}")):
        return "json"
    if _is_front_matter(text):
        return "md"
    return "yaml" if _KEY_LINE.match(text) else "md" if _MARKDOWN.search(text, 0, _LOOKED_AT) else "text"


def _is_front_matter(text: str) -> bool:
    return text.lstrip().startswith("---") and re.search(r"^(?:---|\.\.\.)[ \t]*$", text.lstrip()[3:], re.M) is not None
