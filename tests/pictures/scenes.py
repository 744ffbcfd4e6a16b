"""What the pictures show: a size, a theme, and the keys that lead there from the library's list."""

from __future__ import annotations

from typing import NamedTuple


class Scene(NamedTuple):
    """One picture."""

    name: str
    """The file is `NAME.svg`."""
    keys: tuple[str, ...] = ()
    """Pressed one after the other, in the framework's spelling."""
    size: tuple[int, int] = (110, 30)
    """Columns and lines."""
    theme: str = "briefing-dark"


TO_BRIEFING = ("enter",)
"""From the list to the briefing on the command in Japan, which comes first."""

FIND = ("slash", *"deterrence", "enter", "n")

SCENES = (
    Scene("library", size=(110, 20)),
    Scene("search", ("s", *"missile", "down"), size=(130, 28)),
    Scene("reader", (*TO_BRIEFING, "right_square_bracket", "right_square_bracket")),
    Scene("find", (*TO_BRIEFING, *FIND)),
    Scene("command", (*TO_BRIEFING, "c")),
    Scene("judgments", (*TO_BRIEFING, "J")),
    Scene("links", (*TO_BRIEFING, "right_square_bracket", "right_square_bracket", "f")),
    Scene("narrow", (*TO_BRIEFING, *FIND), size=(48, 20)),
    Scene("light", (*TO_BRIEFING, "t"), theme="briefing-light"),
)
