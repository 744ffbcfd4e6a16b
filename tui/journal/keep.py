"""How much of what one reads may be kept: the ceiling that `keep_text_up_to` and `keep_unmarked_text` set."""

from __future__ import annotations

import msgspec

from tui.model.handling import Marking, Tlp, strictness


class Keep(msgspec.Struct, frozen=True):
    """Up to which marking texts are kept; of what is stricter there are only digests."""

    up_to: Tlp | None = None
    """The strictest label whose text may be kept; None for all of them."""
    unmarked: bool = True
    """Whether the text of what has no label may be kept. Restrictions in words alone count as no label."""

    certain: bool = True
    """Whether the user meant it so; otherwise nothing that is kept already is taken out."""

    def allows(self, marking: Marking) -> bool:
        """Whether the text of something with this marking may be kept; a label always decides."""
        if marking.tlp is None:
            return self.unmarked
        return self.up_to is None or strictness(marking.tlp) <= strictness(self.up_to)


KEEP_ALL = Keep()
