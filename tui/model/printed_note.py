"""A note as it goes out with a briefing."""

from __future__ import annotations

from typing import NamedTuple

from tui.model.handling import Marking


class PrintedNote(NamedTuple):
    """What a reader wrote beside a passage."""

    section: str
    """Id of the section that the passage stands in."""
    section_title: str
    quote: str
    """The passage; "" where it may not be kept."""
    subject: str
    """Whose entry the passage stands in; "" for prose."""
    text: str
    """Markdown."""
    tags: tuple[str, ...]
    """Those that are not written in the text."""
    day: str
    marking: Marking
    is_lost: bool = False
    """Whether the passage is no longer there."""
    id: str = ""
    """Its own, which it keeps."""
    item: str = ""
    """Id of the judgment, event or other thing whose entry the passage stands in; "" for prose."""
    created: str = ""
    """When it was written, in UTC (ISO 8601, to the second)."""
    modified: str = ""
    """When it was changed last."""
