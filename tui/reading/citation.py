"""Passages as they leave the program: with their marking before and after, and where they come from."""

from __future__ import annotations

from tui.document.block import DocumentSection
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.model.text import one_line


def citation_of(briefing: Briefing, section: DocumentSection | None = None) -> str:
    """A citation in one line: title, producer or authors, date, section, id.

    `“Washington rebuilds its command in Japan”, Desk, 28 Jul 2024, § 1 A joint headquarters (us-japan-command)`
    """
    parts = [f"“{briefing.title}”"]
    origin = briefing.producer or ", ".join(briefing.authors)
    if origin:
        parts.append(origin)
    if briefing.date:
        parts.append(briefing.date.display)
    if section is not None and section.title and section.group != "front":
        parts.append(f"§ {section.number} {section.title}" if section.number else f"§ {section.title}")
    return one_line(", ".join(parts) + (f" ({briefing.id})" if briefing.id else ""))


def passage(text: str, briefing: Briefing, section: DocumentSection | None, marking: Marking) -> str:
    """A passage to be copied: label directly before it, its end marked (TLP 2.0), then the citation."""
    if marking:
        label = one_line(str(marking))
        text = f"[{label}]\n{text}\n[end of {label}]"
    return f"{text}\n— {citation_of(briefing, section)}\n"
