"""What reading a library gives."""

from __future__ import annotations

import msgspec

from tui.model.briefing import Briefing
from tui.model.problem import Problem


class Listing(msgspec.Struct, frozen=True):
    """A library as it was read."""

    briefings: tuple[Briefing, ...] = ()
    others: int = 0
    """Files in its folders that could be briefings by their endings, and are none."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the library itself: paths that are not there, files and folders that cannot be read."""
    shared: tuple[str, ...] = ()
    """Ids of the actors, terms and sources that all briefings share."""
    left_out: str = ""
    """A sentence that counts the briefings, and the files that cannot be read, which may not be shown; "" where there are none."""

    @property
    def ids(self) -> frozenset[str]:
        """Every id that a link out of a briefing can name."""
        return frozenset([*(briefing.id for briefing in self.briefings), *self.shared])
