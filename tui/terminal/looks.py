"""How cells look: one character stands for each look, and what is sent to go from one to another.

Sources: ECMA-48 8.3.117 (SGR); ISO 8613-6 (colours of more than one parameter).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

PLAIN = " "
"""Stands for the look that a terminal begins with."""

FIRST = 0x100
LAST = 0xD000
"""Where the characters that stand for looks lie; there are a few hundred of them in a session."""

_ENDS = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29", "53": "55"}
"""What takes an attribute back. Of those that are not here, terminals disagree: they go with everything else."""

_UNSEEN_ON_BLANKS = {"1", "2"}
"""Attributes that change nothing about a space. Terminals without italics may show those in reverse."""


class Look(NamedTuple):
    """A look taken apart."""

    attributes: tuple[str, ...]
    ink: str
    """The parameters of the colour of characters; "" for the terminal's own."""
    ground: str
    """The parameters of the colour behind them; "" for the terminal's own."""

    @property
    def parameters(self) -> str:
        """All of it, as a sequence that begins with everything taken back has it."""
        return ";".join(part for part in (*self.attributes, self.ink, self.ground) if part)


class LooksExhausted(ValueError):
    """More looks than there are characters for."""


class Looks:
    """The looks of a session, each with its character."""

    def __init__(self) -> None:
        """Know the plain look alone."""
        self._characters: dict[str, str] = {"": PLAIN}
        self._looks: dict[str, Look] = {PLAIN: Look((), "", "")}
        self._blanks: dict[str, str] = {PLAIN: PLAIN}
        self._colours: dict[str, tuple[str, str]] = {}
        self._erasable: dict[str, tuple[bool, bool]] = {}
        self._changes: dict[tuple[str, str], str] = {}

    def named(self, parameters: str) -> str:
        """The character of a look.

        Args:
            parameters: those of a sequence that sets it when nothing is set: "1;38;2;0;0;0".

        Raises:
            LooksExhausted: there are no more characters.
        """
        found = self._characters.get(parameters)
        if found is None:
            look = _taken_apart(parameters.split(";"))
            spelt = look.parameters
            found = self._characters.get(spelt)
            if found is None:
                number = FIRST + len(self._looks)
                if number >= LAST:
                    raise LooksExhausted
                found = self._characters[spelt] = chr(number)
                self._looks[found] = look
            self._characters[parameters] = found
        return found

    def blank(self, look: str) -> str:
        """The look of a space that cannot be told from a space of this one."""
        found = self._blanks.get(look)
        if found is None:
            attributes, _, ground = self._looks[look]
            seen = any(attribute not in _UNSEEN_ON_BLANKS for attribute in attributes)
            found = self._blanks[look] = look if seen else self.named(ground)
        return found

    def colours(self, look: str) -> tuple[str, str]:
        """The colours of the ground and of the ink of a look."""
        found = self._colours.get(look)
        if found is None:
            _, ink, ground = self._looks[look]
            found = self._colours[look] = ground, ink
        return found

    def ordered(self, colours: Iterable[tuple[str, str]], look: str | None) -> Iterator[tuple[str, str]]:
        """Colours of grounds and inks, each beside what it has in common with others; those of a look first, where one is known."""
        left = list(colours)
        ground, ink = self.colours(look) if look is not None else ("", "")
        while left:
            nearest = min(left, key=lambda each: (each[0] != ground, each[1] != ink))
            left.remove(nearest)
            ground, ink = nearest
            yield nearest

    def of_one_ground(self, looks: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a stretch of cells whose spaces look alike: where each begins and ends."""
        at = start
        for x in range(start + 1, end):
            if looks[x] != looks[x - 1] and self.blank(looks[x]) != self.blank(looks[at]):
                yield at, x
                at = x
        yield at, end

    def go_together(self, looks: str) -> bool:
        """Whether cells of these looks can be sent at once: all of one look, the last one at least of its colours."""
        first, last = looks[0], looks[-1]
        same = first == last or self.colours(first) == self.colours(last)
        return same and looks[:-1] == first * (len(looks) - 1)

    def can_be_erased(self, look: str, *, to_colour: bool) -> bool:
        """Whether erasing leaves spaces of this look.

        Args:
            look: its character.
            to_colour: whether the terminal erases to the colour that is set (terminfo's `bce`).
        """
        found = self._erasable.get(look)
        if found is None:
            attributes, _, ground = self._looks[look]
            found = self._erasable[look] = all(each in _UNSEEN_ON_BLANKS for each in attributes), not ground
        return found[0] and (to_colour or found[1])

    def parameters(self, look: str) -> str:
        """The parameters that set a look when nothing is set."""
        return self._looks[look].parameters

    def change(self, before: str, after: str) -> str:
        """What is sent to go from one look to another: the shortest of setting the difference and setting everything."""
        if before == after:
            return ""
        found = self._changes.get((before, after))
        if found is None:
            found = self._changes[before, after] = self._shortest(self._looks[before], self._looks[after])
        return found

    @staticmethod
    def _shortest(before: Look, after: Look) -> str:
        whole = after.parameters
        whole = f"\x1b[0;{whole}m" if whole else "\x1b[m"
        kept, parts = set(before.attributes), []
        for end in dict.fromkeys(_ENDS.get(each, "") for each in before.attributes if each not in after.attributes):
            if not end:
                return whole
            parts.append(end)
            kept -= {each for each in kept if _ENDS.get(each) == end}
        parts += [each for each in after.attributes if each not in kept]
        if after.ink != before.ink:
            parts.append(after.ink or "39")
        if after.ground != before.ground:
            parts.append(after.ground or "49")
        difference = f"\x1b[{';'.join(parts)}m"
        return difference if len(difference) <= len(whole) else whole


def _taken_apart(parameters: Iterable[str]) -> Look:
    rest = iter(parameters)
    attributes: list[str] = []
    ink = ground = ""
    for each in rest:
        number = int(each) if each.isdecimal() else 0
        if 30 <= number <= 38 or 90 <= number <= 97:
            ink = _colour(each, rest)
        elif 40 <= number <= 48 or 100 <= number <= 107:
            ground = _colour(each, rest)
        elif number == 39:
            ink = ""
        elif number == 49:
            ground = ""
        elif number and each not in attributes:
            attributes.append(each)
    return Look(tuple(attributes), ink, ground)


def _colour(first: str, rest: Iterator[str]) -> str:
    if first not in ("38", "48"):
        return first
    kind = next(rest, "")
    count = {"2": 3, "5": 1}.get(kind, 0)
    return ";".join([first, kind, *(next(rest, "0") for _ in range(count))])
