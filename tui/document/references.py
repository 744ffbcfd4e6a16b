"""What the pieces of one Markdown text share: link definitions, footnotes, names for links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

Names: TypeAlias = Callable[[str], str | None]
"""Gives the words to show for a link's target (`[[indopacom]]`, `#section`), or None to show the target itself."""


class LinkDefinition(msgspec.Struct, frozen=True):
    """What `[label]: url "title"` says."""

    url: str
    title: str = ""


class References(msgspec.Struct, frozen=True):
    """What is defined once in a Markdown text and used anywhere in it."""

    links: Mapping[str, LinkDefinition] = msgspec.field(default_factory=dict)
    """Link definitions by normalised label (CommonMark 4.7)."""
    notes: frozenset[str] = frozenset()
    """Labels of the footnotes that are defined."""
    quiet: frozenset[str] = frozenset()
    """Labels of the definitions that need no line of their own: they are used where their label is shown."""


NO_REFERENCES = References()
