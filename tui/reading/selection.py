"""Selecting blocks with a cursor, and how passages leave the program: marked before and after, with where they come from."""

from __future__ import annotations

from tui.document.block import DocumentSection
from tui.document.document import Document
from tui.model.briefing import Briefing
from tui.model.handling import Marking
from tui.model.text import one_line
from tui.reading.view import Spot, View


class Selection:
    """A run of blocks from where `v` was pressed to the current block."""

    def __init__(self, document: Document, view: View) -> None:
        self._document = document
        self._view = view
        self._anchor: Spot | None = None
        self._cursor: Spot | None = None

    @property
    def active(self) -> bool:
        """Whether something is selected."""
        return self._anchor is not None

    def start(self) -> None:
        """Select the current block."""
        self._anchor = self._cursor = self._view.current
        self._view.restore(self._anchor)

    def extend(self, blocks: int) -> None:
        """Move the cursor end by `blocks`, as far as there are any, and bring it into the window."""
        if self._cursor is None:
            return
        for _ in range(abs(blocks)):
            self._cursor = self._view.flow.neighbour(*self._cursor, 1 if blocks > 0 else -1) or self._cursor
        self._view.show_whole(self._cursor)

    def clear(self) -> None:
        """Select nothing."""
        self._anchor = self._cursor = None

    def covers(self, part: int, block: int) -> bool:
        """Whether a block is selected."""
        if self._anchor is None or self._cursor is None:
            return False
        first, last = sorted((self._anchor, self._cursor))
        return first <= (part, block) <= last

    def spots(self) -> list[Spot]:
        """The selected blocks in order; hidden ones are left out."""
        if self._anchor is None or self._cursor is None:
            return []
        first, last = sorted((self._anchor, self._cursor))
        found: list[Spot] = []
        spot: Spot | None = first
        while spot is not None and spot <= last:
            found.append(spot)
            spot = self._view.flow.neighbour(*spot, 1)
        return found

    @property
    def count(self) -> int:
        """How many blocks are selected."""
        return len(self.spots())


def text_of(document: Document, spots: list[Spot]) -> str:
    """The plain text of some blocks as it is copied: decoration of lists and trees kept, blank lines as in the document."""
    lines: list[str] = []
    for part, number in spots:
        block = document.parts[part].blocks[number]
        if lines and block.space:
            lines.append("")
        for index, line in enumerate(block.text.split("\n")):
            lines.append((block.first if index == 0 else block.rest) + line)
    return "\n".join(lines).strip("\n")


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
