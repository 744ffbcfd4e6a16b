"""Screens made at random, as the framework would draw them: panes of lines that scroll, change, and are covered."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from tui.terminal.canvas import Canvas
from tui.terminal.cells import CellText

WORDS = (
    *("consent", "harbour", "prefecture", "the", "of", "and", "a", "2024", "naïve", "—", "“quoted”", "…", "•", "│", "▸", "✓"),
    *("čas", "Ελλάδα", "право"),
)
WIDE = ("日本語", "基地", "한국어", "、と。", "ｱｲｳ", "全角Ａ")
DISPUTED = ("❤️", "👍🏽", "🇯🇵", "हिन्दी", "ก็", "e\u0301", "שלום", "👩‍👩‍👧", "が")
LOOKS = (
    "38;2;224;224;224;48;2;30;30;30",
    "1;38;2;224;224;224;48;2;30;30;30",
    "3;4;38;2;90;150;250;48;2;30;30;30",
    "38;2;224;224;224;48;2;60;60;90",
    "2;38;5;244;48;2;30;30;30",
    "31",
    "1;2;9;32;44",
    "7",
    "",
)
GROUND = "48;2;30;30;30"


class Patch(NamedTuple):
    """Text for one place."""

    y: int
    x: int
    runs: list[tuple[str, str]]
    """Texts and the parameters of their looks."""


class Pane:
    """Lines in a part of the screen."""

    def __init__(self, chance: random.Random, top: int, bottom: int, left: int, right: int, *, odd: bool) -> None:
        """Be full of lines."""
        self._chance, self._odd = chance, odd
        self.top, self.bottom, self.left, self.right = top, bottom, left, right
        self.lines = [self._line() for _ in range(200)]
        self.at = chance.randrange(100)
        self.ground = chance.choice((GROUND, GROUND, ""))

    def _line(self) -> list[tuple[str, str]]:
        """A line of random words that fits, filled up with spaces."""
        from rich.cells import cell_len

        chance, left = self._chance, self.right - self.left
        runs: list[tuple[str, str]] = []
        for _ in range(chance.choice((0, 0, 3, 12, 40))):
            kinds = [WORDS] * 8 + [WIDE] + ([DISPUTED] if self._odd else [])
            word = chance.choice(chance.choice(kinds)) + " " * chance.choice((0, 1, 1, 1, 14))
            if cell_len(word) > left:
                break
            left -= cell_len(word)
            runs.append((word, chance.choice(LOOKS[:2] if chance.random() < 0.8 else LOOKS)))
        return [*runs, (" " * left, "")] if left else runs

    def patches(self) -> Iterator[Patch]:
        """What it shows, one text for each row."""
        for y in range(self.top, self.bottom):
            line = self.lines[(self.at + y - self.top) % len(self.lines)]
            yield Patch(y, self.left, [(text, look or self.ground) for text, look in line])

    def change(self) -> None:
        """Scroll, or be other lines in some places."""
        chance = self._chance
        kind = chance.randrange(6)
        if kind < 3:
            self.at = (self.at + chance.choice((1, 1, -1, 2, -3, 7, 30))) % len(self.lines)
        elif kind == 3:
            for _ in range(chance.choice((1, 3, 20))):
                self.lines[chance.randrange(len(self.lines))] = self._line()
        elif kind == 4:
            self.at = chance.randrange(len(self.lines))


def panes(chance: random.Random, columns: int, rows: int, *, odd: bool) -> list[Pane]:
    """A screen with one or several panes, a line above them and one below."""
    middle = chance.choice((0, columns // 4, columns // 2))
    bars = [Pane(chance, 0, 1, 0, columns, odd=odd), Pane(chance, rows - 1, rows, 0, columns, odd=odd)]
    if not middle or columns < 8:
        return [*bars, Pane(chance, 1, rows - 1, 0, columns, odd=odd)]
    return [*bars, Pane(chance, 1, rows - 1, 0, middle, odd=odd), Pane(chance, 1, rows - 1, middle, columns, odd=odd)]


def put(canvas: Canvas, patch: Patch) -> None:
    """Want a patch on a canvas."""
    cells = canvas.pieces.cells([CellText(text, canvas.looks.named(look)) for text, look in patch.runs])
    canvas.put(patch.y, patch.x, cells)


def written(patch: Patch) -> str:
    """A patch as the framework itself writes it."""
    texts = "".join(f"\x1b[{look}m{text}\x1b[0m" if look else text for text, look in patch.runs)
    return f"\x1b[{patch.y + 1};{patch.x + 1}H{texts}"
