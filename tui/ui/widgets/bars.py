"""The two lines that frame a screen: what is read at the top, where one is at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from tui.model.handling import Marking
from tui.ui.content import cut, cut_at_word, row_text, short_date, strip, wrapped
from tui.ui.keymap import keymap_of
from tui.ui.widgets.line_widget import LineWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.timer import Timer

    from tui.reading.queue_run import QueueRun
    from tui.reading.reader import Reader

Pieces = tuple[tuple[str, str], ...]
"""Texts, each with a role ("" for plain)."""

TLP_STYLES = {"RED": "tlp-red", "AMBER+STRICT": "tlp-amber", "AMBER": "tlp-amber", "GREEN": "tlp-green", "CLEAR": "tlp-clear"}


RESTRICTIONS = 40
"""Cells that restrictions in words may take of a bar; the page and `show` have them whole."""


def marking_pieces(marking: Marking) -> Pieces:
    """A marking for a bar: the label in TLP's own colours on black, the restrictions in words beside it."""
    pieces: list[tuple[str, str]] = []
    if marking.tlp:
        pieces.append((f" {marking.label} ", TLP_STYLES[marking.tlp]))
    if marking.text:
        pieces.append((f" {cut(row_text(marking.text), RESTRICTIONS)} ", "restriction"))
    return tuple(pieces)


PEEKED = 8
"""Lines of a peek at most, with the one that says what keys do."""

NOTICE_SECONDS = 6.0
"""Seconds that a sentence stands on the bottom line."""

AFTER_DEED = 0.5
"""Seconds after what is said of a deed until it is said what came up with the journal, so that it is not said over at once."""

BETWEEN = " · "
"""Stands between the phrases of a bar."""

SAID = ("notice", "problem")
"""Roles of sentences, which are read to their end: what says what happened, or what is asked."""

WORTH = 20
"""Cells of a cut phrase from which on it is shown behind a whole one."""

MOST_OF_SCREEN = 4
"""A sentence takes this part of a screen's lines at most, and at least two."""


class Bar(LineWidget):
    """One painted line: something at the left that may be cut, something at the right that may not.

    A sentence is not cut in a narrow window: the bar is as high as it takes.
    """

    def __init__(self, id: str | None = None, *, sentences: bool = False) -> None:
        """Make one; with `sentences` what is cut at the left is cut after a phrase or else a word."""
        super().__init__(id=id)
        self._cut = _whole_words if sentences else whole_phrases
        self._first: Pieces = ()
        self._left: Pieces = ()
        self._right: Pieces = ()
        self._last: Pieces = ()
        self._urgent = False
        self._over: list[str] = []
        self._high = 1

    def show(self, left: Pieces = (), right: Pieces = (), *, first: Pieces = (), last: Pieces = (), urgent: bool = False) -> None:
        """Paint other texts; nothing is sent when they are the same.

        Args:
            left: cut when there is no room.
            right: its first pieces are left out where there is no room for them.
            first: before `left`, never cut away for it.
            last: after `right`, never left out.
            urgent: whether `left` goes before `right` where there is no room for both.
        """
        first, left, right, last = (self._told(pieces) for pieces in (first, left, right, last))
        urgent = urgent or _is_said(left)
        if (first, left, right, last, urgent) == (self._first, self._left, self._right, self._last, self._urgent):
            return
        self._first, self._left, self._right, self._last = first, left, right, last
        self._urgent = urgent
        self.repaint()

    def repaint(self) -> None:
        """Be as high as it takes, then paint."""
        self.fit()
        super().repaint()

    def fit(self) -> None:
        """Be as high as the sentence is in this window."""
        self._over = self._lines_of_sentence()
        height = max(1, len(self._over))
        if height != self._high:
            self._high = height
            self.styles.height = height

    def _lines_of_sentence(self) -> list[str]:
        """The lines of a sentence that one has no room for; none of another text."""
        width = self.size.width
        if not width or not _is_said(self._left) or cell_len(self._left[0][0]) + _beside(self._last) <= width:
            return []
        lines = wrapped(self._left[0][0], max(1, width - 1))
        if cell_len(lines[-1]) + 1 + _beside(self._last) > width:
            lines.append("")
        most = max(2, self.screen.size.height // MOST_OF_SCREEN)
        if len(lines) > most:
            rest = " ".join(lines[most - 1 :])
            lines[most - 1 :] = [cut_at_word(rest, max(0, width - 1 - _beside(self._last)))]
        return lines

    def _told(self, pieces: Pieces) -> Pieces:
        """Pieces with keys as they are."""
        told = keymap_of(self).told
        return tuple([(told(text), role) for text, role in pieces])

    def paint(self, y: int) -> Strip:
        """Paint the line, or one of the sentence."""
        width, base = self.canvas.width, self.style_of()
        if self._over:
            line = f" {self._over[y]}" if y < len(self._over) else ""
            last = self._last if y == len(self._over) - 1 else ()
            between = " " * max(0, width - cell_len(line) - _width(last))
            said = [(line, self.style_of(self._left[0][1])), (between, base)]
            return strip([*said, *((text, self.style_of(name)) for text, name in last)], width, base)
        room = width - _width(self._first) - _width(self._last)
        wanted = min(_width(self._left), room if self._urgent else max(12, room // 2))
        right = self._right
        while right and _width(right) > room - wanted - 1:
            right = right[1:]
        room -= _width(right)
        pieces: list[tuple[str, Style]] = [(text, self.style_of(name)) for text, name in self._first]
        # What is cut touches nothing that stands behind it.
        space = 1 if (right or self._last) and room else 0
        for text, name in self._left:
            text = self._cut(text, max(0, room - space))
            room -= cell_len(text)
            pieces.append((text, self.style_of(name)))
        pieces.append((" " * max(0, room), base))
        pieces += [(text, self.style_of(name)) for text, name in (*right, *self._last)]
        return strip(pieces, width, base)


class StatusBar(Bar):
    """The bottom line of a screen, which says for a while what happened."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """Say nothing yet; `changed` paints the line when there is another sentence."""
        super().__init__(id="status")
        self._changed = changed
        self.notice = ""
        self._is_problem = False
        self._timer: Timer | None = None

    def say(self, text: str, *, problem: bool = False) -> None:
        """Have a sentence for a while; an empty one clears it."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        text = keymap_of(self).told(text)
        changed = text != self.notice
        self.notice, self._is_problem = text, problem
        if text:
            self._timer = self.set_timer(NOTICE_SECONDS, lambda: self.say(""))
        if changed:
            self._changed()

    def hush(self) -> bool:
        """Clear the sentence. Returns whether there was one."""
        said = bool(self.notice)
        self.say("")
        return said

    @property
    def notice_pieces(self) -> Pieces:
        """The sentence; nothing where there is none."""
        return ((f" {row_text(self.notice)}", "problem" if self._is_problem else "notice"),) if self.notice else ()


def whole_phrases(text: str, room: int) -> str:
    """A text cut to some cells: after a phrase where the last ones that fit are worth it, else anywhere.

    Of a phrase that would be left with fewer than `WORTH` cells nothing is shown.
    """
    if cell_len(text) <= room:
        return text
    at = text.rfind(BETWEEN)
    while at > 0 and cell_len(text[:at]) + 2 > room:
        at = text.rfind(BETWEEN, 0, at)
    if at <= 0 and text.startswith(BETWEEN):
        return " …" if room >= 2 else ""
    return text[:at] + " …" if at >= room // 2 or (at > 0 and room - at < WORTH) else cut(text, room)


def _whole_words(text: str, room: int) -> str:
    """A text cut to some cells: after a phrase where there are several, else after a word."""
    return (whole_phrases if BETWEEN in text else cut_at_word)(text, room)


def _is_said(pieces: Pieces) -> bool:
    """Whether pieces are a sentence."""
    return len(pieces) == 1 and pieces[0][1] in SAID


def _beside(pieces: Pieces) -> int:
    """Cells that pieces take beside a sentence."""
    return _width(pieces) + 1 if pieces else 0


def _width(pieces: Pieces) -> int:
    return sum(cell_len(text) for text, _ in pieces)


def title_pieces(reader: Reader) -> Pieces:
    """The title."""
    return ((f" {row_text(reader.briefing.title)} ", "strong"),)


def date_pieces(reader: Reader) -> Pieces:
    """The later of date and last change; nothing where there is neither, or where the line below the title says it."""
    date = reader.briefing.newest
    if date is None or _shows_dates(reader):
        return ()
    changed = "updated " if date is not reader.briefing.date else ""
    return ((f" {changed}{short_date(date.display)} ", "muted"),)


def _shows_dates(reader: Reader) -> bool:
    blocks = reader.document.parts[0].blocks if reader.view.top.part == 0 else ()
    below = next((number for number, block in enumerate(blocks) if block.kind == "meta"), -1)
    return any((line.part, line.block, line.row) == (0, below, 0) for line in reader.view.window()) if below >= 0 else False


def place_pieces(reader: Reader, round: QueueRun | None) -> Pieces:
    """How far one is in the queue, in the page, and how long it takes to its end."""
    percent, minutes = f"{reader.view.fraction:.0%}", reader.progress.minutes_left
    left_over = f"{minutes} min" if minutes < 100 else f"{minutes / 60:.0f} h"
    where = f" {percent} · {left_over} left " if minutes else f" {percent} "
    position = round.position if round is not None else ""
    return ((f" queue {position} ·", "muted"), (where, "muted")) if position else ((where, "muted"),)


def _on_more_lines(text: str, first: int, width: int, most: int) -> list[str]:
    """A text on some lines at the most, the first of them of other cells than the rest; a line that ends too early is cut later."""
    begun = cut_at_word(text, first).removesuffix("…").rstrip()
    if most == 1 or cell_len(text) <= first or not begun:
        return [text]
    return [begun, *_on_more_lines(text[len(begun) :].lstrip(), width, width, most - 1)]


class PeekWindow(LineWidget):
    """Paints lines on a ground of their own; hidden until there are some."""

    def __init__(self) -> None:
        """Say nothing yet."""
        super().__init__(id="peek")
        self._lines: list[tuple[str, str]] = []
        self._marking = ""

    def show(self, lines: Sequence[tuple[str, str]], marking: str, told: str, *, most: int) -> None:
        """Say something else.

        Args:
            lines: each with a role, "" for plain; what is too long goes on on the next while there are lines for it, else it
                is cut after a word.
            marking: stands at the end of the first one.
            told: what keys do, on the last line.
            most: lines at most.
        """
        kept = list(lines)[: max(1, min(PEEKED, most) - 1)]
        spare, width = max(1, min(PEEKED, most) - 1) - len(kept), self.screen.size.width - 2
        self._lines, self._marking = [], marking
        for number, (text, role) in enumerate(kept):
            beside = len(marking) + 2 if marking and not number else 0
            rows = _on_more_lines(row_text(text), width - beside, width, spare + 1)
            spare -= len(rows) - 1
            self._lines += [(row, role) for row in rows]
        self._lines.append((told, "muted"))
        self.styles.height = len(self._lines)
        self.display = True
        self.repaint()

    def stand(self) -> tuple[int, int]:
        """The first letter."""
        return 1, 0

    def paint(self, y: int) -> Strip:
        """Paint a line."""
        width, base = self.canvas.width, self.style_of()
        if y >= len(self._lines):
            return Strip.blank(width, base)
        text, role = self._lines[y]
        marking = f" {self._marking} " if self._marking and y == 0 else ""
        room = width - len(marking) - 2
        shown = cut_at_word(row_text(text), max(0, room))
        pieces = [(" ", base), (shown, self.style_of(role) if role else base)]
        if marking:
            pieces.append((marking, self.style_of("marking")))
        return strip(pieces, width, base)
