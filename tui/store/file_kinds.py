"""What files are: by the ends of their names, else by what stands in them."""

from __future__ import annotations

import os
import re
from typing import Literal

from tui.model.late_pattern import late_pattern
from tui.store.formats.registry import SUFFIXES_READ

YAML_SUFFIXES = (".yaml", ".yml")
MARKDOWN_SUFFIXES = (".md", ".markdown")
TEXT_SUFFIXES = (".txt", ".text")
SUFFIXES = (*YAML_SUFFIXES, ".json", *MARKDOWN_SUFFIXES, *TEXT_SUFFIXES)
"""The endings of files that may be briefings."""

PLAIN_SUFFIXES = (*TEXT_SUFFIXES, ".log", *SUFFIXES_READ)
"""The endings of files that keep their lines when they are named."""

FOREIGN = {
    ".mdx": "MDX",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".textile": "Textile",
    ".tex": "LaTeX",
    ".xml": "XML",
    ".rtf": "RTF",
}
"""What a file is by its ending that is a text in a language which the program does not read."""

DOCUMENTS = (".pdf", ".doc", ".docx", ".odt", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp", ".epub", ".pages")
"""The endings of documents of other programs that stand beside briefings; those that are read are in the registry of formats."""

WALKED = tuple(dict.fromkeys((*SUFFIXES, *SUFFIXES_READ, *FOREIGN, *DOCUMENTS)))
"""The endings of files of a folder that are counted: briefings, and those that are left out."""


_UNREAD = tuple(suffix for suffix in (*FOREIGN, *DOCUMENTS) if suffix not in SUFFIXES_READ)


_MAY_BE_READ = (*SUFFIXES, *SUFFIXES_READ)


def is_foreign(name: str) -> bool:
    """Whether a file found in a folder is left out for the end of its name alone, unread."""
    return name.lower().endswith(_UNREAD)


def may_hold_briefings(name: str) -> bool:
    """Whether a file found in a folder may be read for briefings, by the end of its name."""
    return name.lower().endswith(_MAY_BE_READ)


Kind = Literal["yaml", "md", "json", "text", "auto"]


def kind_of(name: str) -> Kind:
    """What a file is by the end of its name."""
    suffix = os.path.splitext(name)[1].lower()
    if suffix in YAML_SUFFIXES:
        return "yaml"
    if suffix in PLAIN_SUFFIXES or suffix in FOREIGN:
        return "text"
    return "json" if suffix == ".json" else "md" if suffix in MARKDOWN_SUFFIXES else "auto"


_KEY_LINE = late_pattern(
    r"(?:#.*\n|[ \t]*\n|---[ \t]*\n|%YAML.*\n)*(?:title|id|date|sections|bluf|tlp|judgments|body|kind)[ \t]*:(?:[ \t]|\n)"
)


_LOOKED_THROUGH = 50_000
"""Characters in which signs of Markdown are looked for."""

_MARKDOWN = late_pattern(
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
    return "yaml" if _KEY_LINE.match(text) else "md" if _MARKDOWN.search(text, 0, _LOOKED_THROUGH) else "text"


def _is_front_matter(text: str) -> bool:
    return text.lstrip().startswith("---") and re.search(r"^(?:---|\.\.\.)[ \t]*$", text.lstrip()[3:], re.M) is not None
