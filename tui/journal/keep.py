"""How much of what one reads may be kept: the ceiling that `keep_text_up_to` and `keep_unmarked_text` set."""

from __future__ import annotations

from tui.model.handling import Ceiling


class Keep(Ceiling, frozen=True):
    """Up to which marking the journal keeps texts; of what is stricter there are only digests."""

    doubt: str = ""
    """Why the configuration could not be read whole, in a sentence; "" where it could."""


KEEP_ALL = Keep()
