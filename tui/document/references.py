"""What the pieces of one Markdown text share: link definitions, footnotes; and names for links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

Names: TypeAlias = Callable[[str], str | None]
"""Gives the words to show for a link's target as `Span.target` has it (`[[indopacom]]`, `#section`); None to show the target."""


class References(msgspec.Struct, frozen=True):
    """What is defined once in a Markdown text and used anywhere in it."""

    links: Mapping[str, Mapping[str, Any]] = msgspec.field(default_factory=dict)
    """Link definitions, `{"href": ..., "title": ...}`, by label as CommonMark matches labels (section 4.7)."""
    notes: frozenset[str] = frozenset()
    """Labels of the footnotes that are defined."""
    quiet: frozenset[str] = frozenset()
    """Labels, as in `links`, of definitions that need no line of their own: their label stands in the text as a link."""


NO_REFERENCES = References()

CITED = re.compile(r"\[\^([^\[\]\s]+)\]")
"""Finds the label of a footnote where it is cited."""

BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
"""Finds the end of the last line before a blank one."""

_LITERAL = re.compile(
    r"^ {0,3}(`{3,}|~{3,})(?:[^\n]*\n)(?:(?! {0,3}\1)[^\n]*\n)*|`[^`]{1,500}`|^ {0,3}<(?:[^\n]+\n?)+|^(?: {4}|\t)[^\n]*", re.M
)
_USE = re.compile(r"\[(?<![\]\\]\[)((?:[^\[\]\\]|\\.){1,999})\](?:\[\])?(?![\[(:])")


def labels_shown(text: str) -> frozenset[str]:
    """Labels that a text uses in a way that shows them, `[label]` or `[label][]`, normalised.

    Found without parsing. What may be code or raw HTML is passed over: a label that is not found has its definition shown.
    """
    if "]" not in text:
        return frozenset()
    return frozenset(normal_label(match.group(1)) for match in _USE.finditer(_LITERAL.sub("", text)))


def normal_label(label: str) -> str:
    """A link label as labels are compared: case folded, white space collapsed (CommonMark 4.7)."""
    return " ".join(label.split()).lower().upper()
