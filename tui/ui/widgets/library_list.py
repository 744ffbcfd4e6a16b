"""The rows of a library: date, title, marking, minutes, problems; below them the bottom line of the one that is selected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Protocol

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from tui.catalog.tables import Row
from tui.document.block import Block, Line, Run
from tui.model.counted import counted
from tui.reading.rows import DONE, Group
from tui.reading.way import index_near
from tui.ui.content import ROW_DATE, cut, in_short, pad, row_date, row_text, short_date, strip
from tui.ui.keys import bindings
from tui.ui.widgets.bars import TLP_STYLES
from tui.ui.widgets.cursor_list import CursorList
from tui.ui.widgets.line_widget import HeldLines, LineWidget

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.model.briefing import Judgment

MARKED = 13
"""Cells of the column of markings: `TLP:CLEAR`, and space on both sides."""
MARKED_SHORT = 10
"""The same where the label alone is shown."""
LONGEST, LONGER = "AMBER+STRICT", 7
"""The label that takes more than the others, and the cells that it takes more."""
DATED = 64
"""Cells from which on there is a column of dates: with less room the title has it."""
BESIDE_FROM = 120
"""Cells of a screen from which on what is selected is shown beside the list, and not below it."""
SPELT, SPELT_BESIDE = 60, 80
"""Cells of the list from which on a marking is spelt as `TLP:GREEN`; with less room it is `GREEN`."""
ROOMY = 100
"""Cells from which on tags have a column."""
GAP = 3
"""Cells between a title and why it is to be read."""
VERY_ROOMY = 160
"""Cells from which on tags have a column where reasons stand beside the titles."""


class RowSigns(Protocol):
    """Where one stands with the rows of a list."""

    def renew(self) -> None:
        """The list is painted: look whether anything has changed."""

    def __call__(self, row: Row) -> tuple[str, str]:
        """One character for how a row was read ("" for new), and why it is to be read, in few words."""


class _Nothing:
    """Nothing is kept of what was read."""

    def renew(self) -> None:
        pass

    def __call__(self, row: Row) -> tuple[str, str]:
        return "", ""


nothing_known = _Nothing()


class LibraryList(CursorList, can_focus=True):
    """A list of briefings painted line by line, the selected one held when it changes."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("library")
    EMPTY_AT = 2
    HEADING = "group strong"

    class Opened(Message):
        """A briefing is to be read."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    class Moved(Message):
        """Another row is selected."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._entries: Sequence[Row] = ()
        self._selected: Row | None = None
        self._anchor: int | None = None
        self._standing: RowSigns = nothing_known
        self._is_strict = False
        """Whether a label was painted that is longer than all others: the column is as wide as that from then on."""

    def show(
        self, rows: Sequence[Row], empty: str, groups: Sequence[Group] = (), standing: RowSigns | None = None, *, hold: bool = True
    ) -> None:
        """Show these rows under these headings.

        Args:
            rows: of the list.
            empty: a sentence for where there are none.
            groups: headings over the rows.
            standing: what is known of where one stands with a row.
            hold: whether the same briefing stays selected; else the same line does.
        """
        chosen = self._chosen_paths()
        self._entries, self.empty = rows, empty
        self.set_headings(groups)
        self._standing = standing or nothing_known
        self.held, self._is_strict = HeldLines(), False
        place = index_near(rows, self._selected, self.cursor) if self._selected and hold else None
        if self._anchor is not None and (place is None or not self._hold_anchor(chosen, place)):
            # Others stand between the two ends now, or these are gone: nobody has selected that.
            self._anchor = None
        self.go(self.cursor if place is None else place)

    def _chosen_paths(self) -> list[str]:
        """The paths of the rows that are selected, from where `v` was pressed on; none where one row is."""
        if self._anchor is None:
            return []
        paths = [self._entries[place].path for place in self.range]
        return paths if self._anchor <= self.cursor else paths[::-1]

    def _hold_anchor(self, chosen: Sequence[str], place: int) -> bool:
        """Whether the same rows can be selected in another state of the list, up to the place of the last one."""
        for anchor in {place - len(chosen) + 1, place + len(chosen) - 1}:
            step = 1 if anchor <= place else -1
            if 0 <= anchor < len(self._entries):
                paths = [self._entries[n].path for n in range(anchor, place + step, step)]
                if paths == list(chosen):
                    self._anchor = anchor
                    return True
        return False

    @property
    def selected(self) -> Row | None:
        """The row that Enter opens."""
        return self._entries[self.cursor] if self.cursor < len(self._entries) else None

    @property
    def range(self) -> range:
        """The indexes of the selected rows: from where `v` was pressed to the one that Enter opens, or that one alone."""
        if not self._entries:
            return range(0)
        first = self.cursor if self._anchor is None else min(self._anchor, len(self._entries) - 1)
        return range(min(first, self.cursor), max(first, self.cursor) + 1)

    def select(self, several: bool) -> None:
        """Begin to select several rows at the one that Enter opens, or stop."""
        self._anchor = self.cursor if several else None
        self.repaint()

    @property
    def selecting(self) -> bool:
        """Whether several rows are being selected."""
        return self._anchor is not None

    @property
    def row_count(self) -> int:
        """How many briefings are listed."""
        return len(self._entries)

    def repaint(self) -> None:
        """Paint every line anew."""
        self._standing.renew()
        super().repaint()

    def paint_row(self, number: int, current: bool) -> Strip:
        """Paint one briefing."""
        entry = self._entries[number]
        chosen = self._anchor is not None and number in self.range
        read, reason = self._standing(entry)
        if entry.marking.tlp == LONGEST and not self._is_strict and self.canvas.width >= 60:
            # The lines above it have the column as it was.
            self.held, self._is_strict = HeldLines(), True
            self.call_later(self.repaint)
        paint = partial(self._painted_row, entry, current, chosen, read, reason)
        return self.held.line(entry, (current, chosen, read, reason), paint)

    def _painted_row(self, entry: Row, current: bool, chosen: bool, read: str, reason: str) -> Strip:
        width, base = self.canvas.width, self.style_of()
        row = self.style_of("cursor") if current else self.style_of("selected") if chosen else base
        quiet = row if current or chosen else self.style_of("muted")
        fewest = SPELT_BESIDE if self.screen.outer_size.width >= BESIDE_FROM or self._is_strict else SPELT
        column = (MARKED if width >= fewest else MARKED_SHORT if width >= 60 else 0) + (LONGER if self._is_strict else 0)
        right = _right(entry, self.style_of, row, quiet, width, tags=not self._queued, spelt=width >= fewest, column=column)
        pieces: list[tuple[str, Style]] = [("▸ " if current else "│ " if chosen else "  ", row)]
        if self._standing is not nothing_known:
            pieces.append((f"{read or ' '} ", quiet))
        if width >= DATED:
            pieces.append((row_date(entry).rjust(ROW_DATE) + "  ", quiet))
        room = width - sum(cell_len(text) for text, _ in (*pieces, *right))
        state = _state(entry)
        title = row_text(entry.title)
        taken = 0
        if state:
            pieces.append((f"{state} ", self.style_of("status") + (Style(reverse=True) if current else Style())))
            taken = cell_len(state) + 1
        titled = quiet if read == DONE else row
        told = row_text(reason)
        # In a wide list the reasons stand below each other; in a narrow one they take what the title leaves.
        first = room * 3 // 5 if width >= ROOMY else taken + cell_len(title) + GAP
        told = in_short(told, room - first)
        if told:
            pieces += [(pad(cut(title, first - taken - GAP), first - taken), titled), (pad(told, room - first), quiet)]
        else:
            pieces.append((pad(title, max(0, room - taken)), titled))
        return strip([*pieces, *right], width, row)

    @property
    def _queued(self) -> bool:
        """Whether there are reasons beside the titles: they take the room of the tags."""
        return bool(self._headings) and self._standing is not nothing_known

    # moving

    def moved(self) -> None:
        """Hold on to the briefing, and tell."""
        if self._entries and self._entries[self.cursor].path:
            self._selected = self._entries[self.cursor]
        self.post_message(self.Moved())

    def action_to_row(self, number: int) -> None:
        """Select a row by its number, from 1."""
        self.go(number - 1)

    def action_open(self) -> None:
        """Read the selected briefing."""
        if self.cursor < len(self._entries):
            self.post_message(self.Opened(self._entries[self.cursor]))


def _right(
    entry: Row, style_of: Callable[[str], Style], row: Style, quiet: Style, width: int, *, tags: bool, spelt: bool, column: int
) -> list[tuple[str, Style]]:
    """The columns at the right of a row: tags, whether something is wrong, minutes, marking in so many cells."""
    right: list[tuple[str, Style]] = []
    if width >= (ROOMY if tags else VERY_ROOMY):
        named = row_text(", ".join(entry.tags))
        right.append((f"  {pad(named, width // 4)}", quiet))
    if width >= 60:
        wrong = quiet if row != style_of("") else style_of("problem")
        right.append((" !" if entry.errors else "  ", wrong))
    if width >= 40:
        right.append((f"{entry.minutes or 1:>4} min ", quiet))
    marking = entry.marking
    if marking.tlp:
        label = f" {marking.label} " if spelt else f" {marking.tlp} "
        # What everybody may have is no warning.
        look = quiet if marking.tlp == "CLEAR" else style_of(TLP_STYLES[marking.tlp])
        right += [(" ", row), (label, look), (" " * max(1, column - cell_len(label) - 1), row)]
    elif marking.text:
        right.append((pad(f"  {cut(row_text(marking.text), 12)} ", column), quiet))
    else:
        right.append((" " * column, row))
    return right


def _state(row: Row) -> str:
    words = [row.status.upper()] if row.status in ("recalled", "superseded", "draft") else []
    if row.superseded and "SUPERSEDED" not in words:
        words.append("SUPERSEDED")
    if row.priority in ("flash", "immediate"):
        words.append(row.priority.upper())
    return " ".join(words)


SIGNS = 4
"""Cells of the signs at the left of a row."""
BESIDE_MARGIN = 2
"""Cells left of what stands beside the list."""
MEASURE = 88
MOST_SAVED = 8


class Preview(LineWidget):
    """A look at the selected briefing: beside the list all there is room for, below it a few quiet lines.

    Beside the list the searches and pages that the person has saved stand at the bottom, where there is room.
    """

    def __init__(self, id: str, saved: Sequence[str], go: Callable[[int], None]) -> None:
        """Know what is saved; `go` is told which of it is clicked."""
        super().__init__(id=id)
        self._saved, self._go = saved[:MOST_SAVED], go
        self._row: Row | None = None
        self._reason = ""
        self._judgments: Sequence[Judgment] = ()
        self._lines: list[Line] = []
        self._soon: Timer | None = None

    def soon(self, seconds: float, look: Callable[[], None]) -> None:
        """Look at what is selected in a moment, unless something else is by then: rows that one passes by are not looked at."""
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(seconds, look)

    def show(self, row: Row | None, reason: str = "", judgments: Sequence[Judgment] = ()) -> None:
        """Show another briefing: why it is to be read, its bottom line, and where there is room its judgments."""
        if (row, reason, judgments) != (self._row, self._reason, self._judgments):
            self._row, self._reason, self._judgments = row, reason, judgments
            self.fit()
            self.repaint()

    @property
    def _is_beside(self) -> bool:
        return self.screen.outer_size.width >= BESIDE_FROM

    @property
    def _margin(self) -> int:
        """Cells left of the text: below the list it stands under the titles."""
        if self._is_beside:
            return BESIDE_MARGIN
        return SIGNS + (ROW_DATE + 2 if self.canvas.width >= DATED else 0)

    @property
    def _saved_at(self) -> int:
        """The line of the heading above what is saved; below all lines where there is no room for it."""
        top = self.canvas.height - len(self._saved) - 1
        return top if self._saved and self._is_beside and top > min(len(self._lines), self.canvas.height // 2) + 1 else 1 << 20

    def on_click(self, event: events.Click) -> None:
        """Go to what is saved under the pointer."""
        number = event.y - self._saved_at - 1
        if 0 <= number < len(self._saved):
            self._go(number)

    def fit(self) -> None:
        """Wrap for the size."""
        row, width = self._row, min(MEASURE, self.canvas.width - self._margin - 2)
        self._lines = list(self._wrapped(row, width)) if row is not None and width > 18 else []

    def _wrapped(self, row: Row, width: int) -> Iterator[Line]:
        from tui.catalog.plain_text import plain_blocks
        from tui.catalog.rows import BOTTOM_LINE

        text = " ".join(plain_blocks(row.bottom_line))
        if len(row.bottom_line) >= BOTTOM_LINE:
            text = text.rpartition(" ")[0] + " …"
        wrong = [counted(number, word) for number, word in ((row.errors, "error"), (row.warnings, "warning")) if number]
        tags = row_text(" · ".join([*([", ".join(row.tags)] if row.tags else []), *wrong]))
        beside = self._is_beside
        if beside:
            yield from _laid_out(row.title, width, "title")
            dated = f"updated {short_date(row.updated)}" if row.was_updated else short_date(row.date)
            yield from _laid_out(" · ".join(filter(None, (dated, row.kind, tags))), width, "meta")
            yield ()
        if self._reason:
            yield from _laid_out(self._reason, width, "strong", whole=beside)
        if tags and not beside:
            yield (Run(cut(tags, width), "meta"),)
        if text:
            yield from _laid_out(text, width, "body")
        if self._judgments:
            yield from self._judged(width)

    def _judged(self, width: int) -> Iterator[Line]:
        from tui.document.apparatus.judgments import in_one_line

        yield ()
        yield (Run(counted(len(self._judgments), "judgment"), "group strong"),)
        for number, judgment in enumerate(self._judgments):
            if number:
                yield ()
            yield from _laid_out(judgment.text.text, width, "strong")
            if said := in_one_line(judgment, drawn=False).text:
                yield from _laid_out(said, width, "body")

    def paint(self, y: int) -> Strip:
        """One line; the first stays empty."""
        base = self.style_of()
        number, saved = y - 1, y - self._saved_at
        if saved >= 0:
            text, role = ("Saved", "group strong") if not saved else (self._saved[saved - 1], "link")
            shown = cut(text, self.canvas.width - self._margin)
            return strip([(" " * self._margin, base), (shown, self.style_of(role))], self.canvas.width, base)
        last = min(self.canvas.height, self._saved_at - 1) - 2
        if not 0 <= number < min(len(self._lines), last + 1):
            return Strip.blank(self.canvas.width, base)
        goes_on = number == last and number + 1 < len(self._lines)
        pieces = [(" " * self._margin, base), *((run.text, self.style_of(run.role)) for run in self._lines[number])]
        return strip([*pieces, (" …" if goes_on else "", base)], self.canvas.width, base)


def _laid_out(text: str, width: int, role: str, *, whole: bool = True) -> Iterator[Line]:
    """A text in lines, or cut to one."""
    from tui.document.layout import layout

    yield from (
        layout(Block("paragraph", row_text(text), role=role), width) if whole else ((Run(cut(row_text(text), width), role),),)
    )
