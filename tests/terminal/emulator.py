"""A small terminal: what stands in its cells after it was sent some bytes.

It does what the program sends, as ECMA-48 and DEC's terminals have it, and raises at anything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from rich.cells import get_character_cell_size

_TOKEN = re.compile(
    r"\x1b\[(?P<private>[?<>=]?)(?P<parameters>[\d;]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b\](?P<string>[^\x07\x1b]*)(?:\x07|\x1b\\)|(?P<text>[^\x00-\x1f\x7f\x1b]+)|(?P<control>[\x07\x08\t\r\n\x0e\x0f])|\x1b[()][0-9A-Z]|\x1b[=>]|(?P<index>\x1b[DEM78])",
    re.DOTALL,
)

_MARKS_BLANKS = {"3", "4", "5", "6", "7", "8", "9", "53"}
_OFF = {"22": "12", "23": "3", "24": "4", "25": "56", "27": "7", "28": "8", "29": "9", "55": ("53",)}


class Style(NamedTuple):
    """How a cell looks."""

    attributes: frozenset[str] = frozenset()
    ink: str = ""
    ground: str = ""


class Cell(NamedTuple):
    """What a cell shows; the second half of something wide shows ""."""

    text: str
    style: Style


class Emulator:
    """A terminal of some size. It starts, and comes back from a resize, with rubbish everywhere if it is `dirty`."""

    def __init__(
        self,
        columns: int,
        rows: int,
        *,
        erases_to_colour: bool = True,
        has_margins: bool = True,
        translates_newlines: bool = True,
        width: Callable[[str], int] = get_character_cell_size,
        dirty: str = " ",
        is_strict: bool = True,
        tab: int = 8,
        leaves_halves: bool = False,
    ) -> None:
        """Show nothing, or a character everywhere.

        Args:
            columns: cells of a line.
            rows: lines.
            erases_to_colour: whether it erases to the colour that is set.
            has_margins: whether it knows left and right margins.
            translates_newlines: whether a newline goes to the beginning of the next line.
            width: how many cells it gives a character.
            dirty: what it shows everywhere.
            is_strict: whether it raises at what it does not know, instead of leaving it out.
            tab: columns from one tab stop to the next.
            leaves_halves: whether it erases half of what takes two cells, and takes the cell before the other half with it
                when something is written there, as tmux does.
        """
        self._leaves_halves = leaves_halves
        self._tab = tab
        self._saved = 0, 0, Style()
        self._is_strict = is_strict
        self._erases_to_colour = erases_to_colour
        self._has_margins = has_margins
        self._translates_newlines = translates_newlines
        self._width = width
        self.style = Style()
        self.answers = ""
        self.modes: set[str] = set()
        self._pending = ""
        self.resize(columns, rows, dirty=dirty)

    def resize(self, columns: int, rows: int, *, dirty: str = " ") -> None:
        """Be of another size; what was shown is lost."""
        self.columns, self.rows = columns, rows
        self.cells = [[Cell(dirty, Style()) for _ in range(columns)] for _ in range(rows)]
        self.written = [columns] * rows
        """Of each line, the columns that a copy of the screen has: up to the last one that was written and not erased since."""
        self.x = self.y = 0
        self._top, self._bottom, self._left, self._right = 0, rows, 0, columns

    def feed(self, text: str) -> None:
        """Take what is sent. Raises ValueError at what is not known here, where it is strict."""
        text = self._pending + text
        self._pending = ""
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                if text[at] == "\x1b" and len(text) - at < 64:
                    self._pending = text[at:]
                    return
                if self._is_strict:
                    raise ValueError(f"not known: {text[at : at + 20]!r}")
                at += 1
                continue
            at = found.end()
            if found["text"]:
                self._print(found["text"])
            elif found["control"]:
                self._control(found["control"])
            elif found["index"] in ("\x1bD", "\x1bE"):
                self.x = self.x if found["index"] == "\x1bD" else self._left
                self._down()
            elif found["index"] == "\x1b7":
                self._saved = self.y, self.x, self.style
            elif found["index"] == "\x1b8":
                self.y, self.x, self.style = self._saved
            elif found["index"]:
                if self.y == self._top:
                    self._delete_lines(self._top, -1)
                else:
                    self.y = max(0, self.y - 1)
            elif found["final"]:
                self._sequence(found["private"], found["parameters"], found["between"], found["final"])

    def _control(self, control: str) -> None:
        if control == "\r":
            self.x = self._left if self.x >= self._left else 0
        elif control == "\t":
            self.x = min(self.columns - 1, (self.x // self._tab + 1) * self._tab)
        elif control == "\b":
            self.x = max(0, self.x - 1)
        elif control == "\n":
            if self._translates_newlines:
                self.x = 0
            self._down()

    def _down(self) -> None:
        if self.y == self._bottom - 1:
            self._delete_lines(self._top, 1)
        else:
            self.y = min(self.rows - 1, self.y + 1)

    def _print(self, text: str) -> None:
        self._last = text[-1:]
        end = self.x + len(text)
        row = self.cells[self.y]
        if text.isascii() and end <= self.columns and all(cell.text for cell in row[self.x : end + 1]):
            style = self.style
            row[self.x : end] = [Cell(character, style) for character in text]
            self.x, self._full = end, end >= self.columns
            self.written[self.y] = max(self.written[self.y], end)
            return
        for character in text:
            width = self._width(character)
            if not width:
                x = self.x - 1 if self.x < self.columns or not self._full else self.columns - 1
                while x > 0 and not self.cells[self.y][x].text:
                    x -= 1
                if x >= 0:
                    old = self.cells[self.y][x]
                    self.cells[self.y][x] = Cell(old.text + character, old.style)
                continue
            # Without wrapping, what does not fit goes into the last cells.
            x = min(self.x, self.columns - width)
            if x < 0:
                continue
            for at in range(x, x + width):
                self._clear_halves(at)
            self.cells[self.y][x] = Cell(character, self.style)
            if width == 2:
                self.cells[self.y][x + 1] = Cell("", self.style)
            self.x = x + width
            self._full = self.x >= self.columns
            self.written[self.y] = max(self.written[self.y], self.x)

    _full = False
    _last = ""

    def _clear_halves(self, x: int) -> None:
        row = self.cells[self.y]
        if not row[x].text and x:
            row[x - 1] = Cell(" ", Style() if self._leaves_halves else row[x - 1].style)
        if x + 1 < self.columns and not row[x + 1].text and row[x].text:
            row[x + 1] = Cell(" ", Style() if self._leaves_halves else row[x + 1].style)

    @property
    def _erased(self) -> Cell:
        return Cell(" ", Style(ground=self.style.ground) if self._erases_to_colour else Style())

    def _erase(self, start: int, end: int) -> None:
        if end >= self.columns:
            self.written[self.y] = min(self.written[self.y], start)
        for x in range(start, min(end, self.columns)):
            if not self._leaves_halves:
                self._clear_halves(x)
            self.cells[self.y][x] = self._erased

    def _sequence(self, private: str, parameters: str, between: str, final: str) -> None:
        numbers = [int(each) if each else 0 for each in parameters.split(";")]
        first = max(1, numbers[0])
        if final == "m" and not private:
            self._select(parameters)
        elif private or between:
            self._mode(private, parameters, between, final)
        elif final == "H":
            self._place(first - 1, max(1, numbers[1] if len(numbers) > 1 else 1) - 1)
        elif final == "G":
            self._place(self.y, first - 1)
        elif final == "d":
            self._place(first - 1, self.x)
        elif final == "A":
            self._place(self.y - first, self.x)
        elif final == "B":
            self._place(self.y + first, self.x)
        elif final == "C":
            self._place(self.y, min(self.x, self.columns - 1) + first)
        elif final == "D":
            self._place(self.y, min(self.x, self.columns - 1) - first)
        elif final == "K":
            x = min(self.x, self.columns - 1)
            self._erase(0 if numbers[0] else x, x + 1 if numbers[0] == 1 else self.columns)
        elif final == "b":
            self._print(self._last * first)
        elif final == "X":
            self._erase(self.x, self.x + first)
        elif final == "J":
            first, last = (0 if numbers[0] else self.y), (self.y + 1 if numbers[0] == 1 else self.rows)
            self.written[first:last] = [0] * (last - first)
            self.cells[first:last] = [[self._erased for _ in range(self.columns)] for _ in range(first, last)]
        elif final in "ML":
            self._lines(first if final == "M" else -first)
        elif final == "r":
            top, bottom = first - 1, (numbers[1] if len(numbers) > 1 and numbers[1] else self.rows)
            if top >= min(bottom, self.rows) - 1:
                return
            self._top, self._bottom = top, min(bottom, self.rows)
            self.x = self.y = 0
        elif final == "s" and "69" in self.modes:
            self._left, self._right = first - 1, min(self.columns, numbers[1])
            self.x = self.y = 0
        elif final == "n":
            self.answers += "\x1b[0n" if numbers[0] == 5 else f"\x1b[{self.y + 1};{self.x + 1}R"
        elif final not in "ct" and self._is_strict:
            raise ValueError(f"not known: {parameters}{final}")

    def _mode(self, private: str, parameters: str, between: str, final: str) -> None:
        if between == "$" and final == "p":
            known = parameters in ("2026", "69") and (parameters != "69" or self._has_margins)
            self.answers += f"\x1b[?{parameters};{2 if known else 0}$y"
        elif final in "hl" and private == "?":
            if parameters == "69":
                assert self._has_margins, "this terminal has no margins"
                self._left, self._right = 0, self.columns
            (self.modes.add if final == "h" else self.modes.discard)(parameters)

    def _place(self, y: int, x: int) -> None:
        self.y, self.x = min(max(0, y), self.rows - 1), min(max(0, x), self.columns - 1)
        self._full = False

    def _lines(self, by: int) -> None:
        if not (self._top <= self.y < self._bottom and self._left <= self.x < self._right):
            return
        self._delete_lines(self.y, by)

    def _delete_lines(self, top: int, by: int) -> None:
        """Move lines up from `top` to the lower margin, or down for a negative number."""
        left, right = self._left, self._right
        parts = [row[left:right] for row in self.cells[top : self._bottom]]
        blank = [[self._erased for _ in range(left, right)] for _ in range(min(abs(by), len(parts)))]
        moved = parts[by:] + blank if by > 0 else blank + parts[: max(0, len(parts) + by)]
        if (left, right) == (0, self.columns):
            ends, none = self.written[top : self._bottom], [0] * len(blank)
            self.written[top : self._bottom] = ends[by:] + none if by > 0 else none + ends[: max(0, len(ends) + by)]
        for y, part in enumerate(moved, top):
            self.cells[y][left:right] = part

    def _select(self, parameters: str) -> None:
        rest = iter(parameters.split(";"))
        attributes, ink, ground = set(self.style.attributes), self.style.ink, self.style.ground
        for each in rest:
            if each in ("", "0"):
                attributes, ink, ground = set(), "", ""
            elif each in _OFF:
                attributes -= set(_OFF[each])
            elif each in ("38", "48"):
                kind = next(rest)
                colour = ";".join([each, kind, *(next(rest) for _ in range(3 if kind == "2" else 1))])
                ink, ground = (colour, ground) if each == "38" else (ink, colour)
            elif each in ("39", "49"):
                ink, ground = ("", ground) if each == "39" else (ink, "")
            elif 30 <= int(each) <= 37 or 90 <= int(each) <= 97:
                ink = each
            elif 40 <= int(each) <= 47 or 100 <= int(each) <= 107:
                ground = each
            else:
                attributes.add(each)
        self.style = Style(frozenset(attributes), ink, ground)

    def text(self, y: int) -> str:
        """What stands on a line."""
        return "".join(cell.text for cell in self.cells[y])

    @property
    def lines(self) -> list[str]:
        """What stands on every line."""
        return [self.text(y) for y in range(self.rows)]

    def seen(self, y: int) -> list[Cell]:
        """The cells of a line as one sees them: of a space that nothing marks, only the ground."""
        return [
            Cell(" ", Style(ground=style.ground)) if text == " " and not style.attributes & _MARKS_BLANKS else Cell(text, style)
            for text, style in self.cells[y]
        ]
