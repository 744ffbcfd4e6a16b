"""What is made of the files of a library; it stands apart from what makes it, which a refresh of nothing changed does not load."""

from __future__ import annotations

from typing import NamedTuple

from tui.store.withholding import Shown


class Wanted(NamedTuple):
    """What is made of a file."""

    text: bool = True
    """Whether what the index takes is made now."""
    shown: Shown = Shown()
    """What of a briefing may be shown, where not all may; then it is kept with what its library shares."""


EVERYTHING = Wanted()
