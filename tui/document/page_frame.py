"""The frame of a page that is no briefing's own text: sections one after the other, each with blocks that are made when needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from tui.document.apparatus.entry import Context
from tui.document.block import Block, DocumentSection
from tui.document.document import Document, Part
from tui.document.names import Names
from tui.model.briefing import Briefing
from tui.model.handling import Marking

UNMARKED = Marking()


class PageFrame:
    """A page in the making."""

    def __init__(self, briefing: Briefing) -> None:
        """Begin a page.

        Args:
            briefing: gives its title and marking, and the things that its links lead to.
        """
        self._briefing = briefing
        self._sections: list[DocumentSection] = []
        self._parts: list[Part] = []
        self._names = Names(briefing, None, self._sections)

    def open(
        self, id: str, title: str, *, group: Literal["front", "text"] = "text", handling: Marking = UNMARKED, count: int = 0
    ) -> int:
        """Begin the next section.

        Args:
            id: unique on the page.
            title: as it stands in the list of sections.
            group: where it stands there.
            handling: its own marking where that is not the page's.
            count: how many entries it holds.

        Returns:
            Its index.
        """
        index = len(self._sections)
        self._sections.append(DocumentSection(index, id, title, group=group, handling=handling, count=count))
        return index

    def add(self, make: Callable[[Context], Iterable[Block]], size: int, lines: int) -> None:
        """Add blocks to the section that was begun last; they are made when somebody looks at them.

        Args:
            make: gives them.
            size: about how many characters they have.
            lines: about how many lines they take.
        """
        context = Context(self._briefing, self._names, len(self._sections) - 1)
        self._parts.append(Part(context.section, lambda: list(make(context)), size, lines))

    def document(self) -> Document:
        """The page."""
        return Document(self._briefing, self._sections, self._parts)
