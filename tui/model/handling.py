"""Handling markings: Traffic Light Protocol 2.0 labels and free-text restrictions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Tlp = Literal["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"]

TLP_LABELS: tuple[Tlp, ...] = ("RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR")
"""TLP 2.0 (FIRST, August 2022), strictest first."""

WITHOUT_WORDS = "(left out)"
"""What stands for a link without words of its own to something in the briefing that may not be shown."""

ANOTHER_BRIEFING = "another briefing"
"""The same for a link to another briefing, where it is not said where it leads."""


class Marking(msgspec.Struct, frozen=True):
    """How something may be handled: a label, restrictions in words, both, or nothing.

    No label is not CLEAR: an empty marking means "unmarked" and stays so in filters and ceilings.
    """

    tlp: Tlp | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return self.tlp is not None or bool(self.text)

    @property
    def label(self) -> str:
        """The label in TLP's own spelling, `TLP:AMBER+STRICT`; empty where there is none."""
        return f"TLP:{self.tlp}" if self.tlp else ""

    def __str__(self) -> str:
        """Label and restrictions in one line; empty when unmarked."""
        return " · ".join(part for part in (self.label, self.text) if part)


def parse_tlp(text: str) -> Tlp:
    """Read a TLP 2.0 label, with or without `TLP:`, in any case; `WHITE` of TLP 1.0 is read as CLEAR.

    Raises:
        ValueError: it is no label.
    """
    wanted = "".join(text.split()).upper().removeprefix("TLP:").removeprefix("TLP-")
    if wanted == "WHITE":
        return "CLEAR"
    if wanted in ("AMBERSTRICT", "AMBER-STRICT", "AMBER_STRICT"):
        return "AMBER+STRICT"
    for label in TLP_LABELS:
        if wanted == label:
            return label
    raise ValueError(f"“{text}” is not a TLP 2.0 label: {', '.join(TLP_LABELS)}")


def strictness(tlp: Tlp | None) -> int:
    """A rank to compare labels by: 0 for unmarked, 1 for CLEAR, ... 5 for RED."""
    return 0 if tlp is None else len(TLP_LABELS) - TLP_LABELS.index(tlp)


def covers(marking: Marking, other: Marking) -> bool:
    """Whether what has the other marking may stand in something with this one: CLEAR may anywhere, what is unmarked in no other."""
    if other.text and other.text != marking.text:
        return False
    if other.tlp is None:
        return marking.tlp is None
    return other.tlp == TLP_LABELS[-1] or strictness(other.tlp) <= strictness(marking.tlp)


def strictest(markings: Iterable[Marking]) -> Marking:
    """The marking that holds for all of these together: the strictest label and every restriction, each once."""
    label: Tlp | None = None
    texts: dict[str, None] = {}
    for marking in markings:
        if strictness(marking.tlp) > strictness(label):
            label = marking.tlp
        if marking.text:
            texts[marking.text] = None
    return Marking(label, "; ".join(texts))


class Ceiling(msgspec.Struct, frozen=True):
    """Up to which marking texts may be kept somewhere, or shown to somebody."""

    up_to: Tlp | None = None
    """The strictest label whose text may; None for all of them."""
    unmarked: bool = True
    """Whether the text of what has no label may. Restrictions in words alone count as no label."""
    certain: bool = True
    """Whether the user meant it so; otherwise nothing that is kept already is taken out."""
    restricted: bool = True
    """Whether what has restrictions in words beside its label may, which no label can measure."""

    def allows(self, marking: Marking) -> bool:
        """Whether something with this marking may; its label decides, and beside it what is restricted in words."""
        if marking.tlp is None:
            return self.unmarked
        if marking.text and not self.restricted:
            return False
        return self.up_to is None or strictness(marking.tlp) <= strictness(self.up_to)

    @property
    def allows_everything(self) -> bool:
        """Whether it holds nothing back."""
        return self.unmarked and self.restricted and self.up_to in (None, TLP_LABELS[0])

    @property
    def excess(self) -> str:
        """What is above it, in words: `above TLP:GREEN, unmarked or restricted in words`."""
        above = f"above TLP:{self.up_to}" if self.up_to not in (None, TLP_LABELS[0]) else ""
        unmeasured = "unmarked" if not self.unmarked else ""
        restricted = "restricted in words" if not self.restricted else ""
        *most, last = [part for part in (above, unmeasured, restricted) if part] or ["held back"]
        return f"{', '.join(most)} or {last}" if most else last


def shown_up_to(label: Tlp, *, unmarked: bool = False) -> Ceiling:
    """The ceiling of what may be shown or handed out, `--max-tlp`.

    Args:
        label: the strictest that may be seen.
        unmarked: whether what has no label, or restrictions in words, may be seen as well. RED restricts nothing in words.
    """
    return Ceiling(label, unmarked, restricted=unmarked or label == TLP_LABELS[0])


NO_CEILING = Ceiling()
