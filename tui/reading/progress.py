"""How much of a briefing is still to be read."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate

from tui.document.document import Document
from tui.model.briefing import Briefing
from tui.model.reading_time import WORDS_PER_MINUTE, minutes
from tui.reading.view import View

READ_THROUGH = frozenset(("~actions", "~judgments", "~facts"))
"""The pieces of the apparatus that are read; in the others things are looked up, and no minutes are counted for them."""


class MinutesLeft:
    """Minutes below the window."""

    def __init__(self, briefing: Briefing, document: Document, view: View) -> None:
        self._briefing = briefing
        self._document = document
        self._view = view
        self.words_per_minute = WORDS_PER_MINUTE

    @cached_property
    def _minutes(self) -> int:
        return minutes(self._briefing)

    @cached_property
    def _to_read(self) -> list[int]:
        """For each part, the characters to read from its start to the end of the document."""
        sizes = []
        for part in self._document.parts:
            section = self._document.sections[part.section]
            sizes.append(part.size if section.group != "reference" or section.id in READ_THROUGH else 0)
        return [*reversed(list(accumulate(reversed(sizes)))), 0]

    @property
    def minutes_left(self) -> int:
        """Minutes of reading below the window, rounded up; 0 at the end."""
        window, to_read = self._view.window(), self._to_read
        if not window or not to_read[0]:
            return 0
        last, flow = window[-1], self._view.flow
        line = flow.top_of(last.part, last.block) + last.row + 1
        read = min(1.0, line / max(1, flow.height_of(last.part)))
        pace = WORDS_PER_MINUTE / self.words_per_minute
        left = pace * self._minutes * (to_read[last.part] * (1 - read) + to_read[last.part + 1] * read) / to_read[0]
        return int(left) + (left > int(left)) if left > 0.05 else 0
