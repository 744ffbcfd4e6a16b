"""Finding a passage that is shown otherwise than it was: with its lines, without its tags, its escapes without_markup.

Its letters and digits are the same then, and so are those beside it.
"""

from __future__ import annotations

from array import array

from tui.changes.older import MARKUP, without_markup
from tui.model.place import Anchor

_LEAST = 6
"""Letters of a side that say anything."""
_MANY = 24
"""Letters of one side that say enough where the other one is not as it was."""
_CUT = 6
"""Letters at the far end of a side that may be a piece of a tag or an escape."""
_MOST = 200
"""Places at which a quote is looked at."""


class Letters:
    """The letters and digits of a text, and where each of them stands."""

    def __init__(self, text: str) -> None:
        """Take them.

        Args:
            text: flat; what stands in tags counts as white space.
        """
        shown = MARKUP.sub(lambda found: " " * len(found[0]), text) if "<" in text else text
        self._shown = text
        self._at = array("L", (at for at, char in enumerate(shown) if char.isalnum()))
        self._text = "".join(filter(str.isalnum, shown))

    def passage(self, anchor: Anchor, *, had_rivals: bool) -> tuple[int, int] | None:
        """The one place that has the letters of a quote and of what stood beside it, as a span of the text; else None.

        Args:
            anchor: what was remembered.
            had_rivals: whether there was something like it when the note was made; else it is known by itself.
        """
        quote, before, after = map(_letters, (anchor.exact, anchor.prefix, anchor.suffix))
        before, after = (
            before[_CUT if len(before) >= _CUT + _LEAST else 0 :],
            after[: -_CUT if len(after) >= _CUT + _LEAST else None],
        )
        found: list[tuple[int, bool]] = []
        at = self._text.find(quote) if quote else -1
        while at >= 0 and len(found) < _MOST:
            sides = (self._text.endswith(before, 0, at), before), (self._text.startswith(after, at + len(quote)), after)
            said = [len(side) for agrees, side in sides if agrees and len(side) >= _LEAST]
            alone = not had_rivals and (bool(said) or len(quote) >= 2 * _LEAST)
            found.append((at, len(said) == 2 or max(said, default=0) >= _MANY or alone))
            at = self._text.find(quote, at + 1)
        sure = [start for start, is_sure in found if is_sure]
        if len(sure) != 1 or at >= 0:
            return None
        start = sure[0]
        return self._with_signs(anchor.exact, self._at[start], self._at[start + len(quote) - 1] + 1)

    def _with_signs(self, quote: str, first: int, last: int) -> tuple[int, int]:
        """A span with the signs at the ends of a quote, where they are there."""
        letters = [at for at, char in enumerate(quote) if char.isalnum()]
        head, tail = quote[: letters[0]], quote[letters[-1] + 1 :]
        first -= len(head) if self._shown.endswith(head, 0, first) else 0
        last += len(tail) if self._shown.startswith(tail, last) else 0
        return first, last


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, without_markup(text)))
