"""The detail pane: a window of lines painted straight from the reader."""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from tui.document.block import Role, Run
from tui.document.flow import FlowLine
from tui.document.folds import TARGET as FOLDED
from tui.reading.links import HintLabel, Hints
from tui.reading.reader import Reader
from tui.ui.content import merged, strip
from tui.ui.keys import bindings
from tui.ui.widgets.cursor_list import RIGHT
from tui.ui.widgets.mouse_selection import BLOCKS, MousePlace, SelectableText, whole_letters

GUTTER, NARROW_GUTTER = 3, 2
"""Cells left of the text: the sign of a change or a note, the mark of the current block, a space.

Narrow, the sign stands where the space is."""
ROOMY = 48
"""Cells above which the pane has the wide gutter."""
WHEEL = 3
"""Lines of one notch of the mouse wheel."""


Signs = Callable[[int, int], str]
"""Part and block -> one character for the gutter beside its first line, or ""."""


Noted = Callable[[int, int], Sequence[tuple[int, int]]]
"""Part and block -> the pieces of the block's plain text that have a note."""


_CLOSED: Mapping[tuple[str, str], tuple[str, Role]] = {
    ("☐ ", "guide"): ("☑ ", "guide"),
    ("open", "status"): ("closed by you", "muted"),
}
"""What of an action that is open by its file is shown otherwise where the reader closed it: text and role."""


def _as_closed(run: Run) -> Run:
    text, role = _CLOSED.get((run.text, run.role), (run.text, run.role))
    return run._replace(text=text, role=role)


def _gutter(width: int) -> int:
    """Cells at the left of a page of some width, for signs and for the mark of the current block."""
    return GUTTER if width > ROOMY else NARROW_GUTTER


def no_note(part: int, block: int) -> Sequence[tuple[int, int]]:
    """There is no note."""
    return ()


def no_sign(part: int, block: int) -> str:
    """Nothing has changed, and there is no note."""
    return ""


def _sign_of_folded(line: FlowLine, reader: Reader, signs: Signs) -> str:
    """The sign of what is folded away, beside the line that stands for it."""
    if not line.line or line.line[-1].target != FOLDED:
        return ""
    return next(filter(None, (signs(line.part, block) for block in reader.view.flow.hidden_below(line.part, line.block))), "")


_Marks = Sequence[tuple[int, int, Style]]
"""Pieces of a block's plain text, each with what its style adds."""


def _pieces(run: Run, marks: _Marks) -> Iterator[tuple[int, int, Style | None]]:
    """A run cut where a mark begins or ends, each piece with what the marks add to its style."""
    size, at = len(run.text), run.offset
    inside = [(max(0, first - at), min(size, last - at), style) for first, last, style in marks if last > at and first < at + size]
    for start, end in pairwise(sorted({0, size, *(edge for first, last, _ in inside for edge in (first, last))})):
        added: Style | None = None
        for first, last, style in inside:
            if first <= start and end <= last:
                added = style if added is None else added + style
        yield start, end, added


def _cell_of(lines: Sequence[FlowLine], spot: tuple[int, int], offset: int) -> tuple[int, int]:
    """The cell and the line at which a character of a block stands; the first of the block where that is not among the lines."""
    first = -1
    for y, line in enumerate(lines):
        if (line.part, line.block) != spot or line.row < 0:
            continue
        cell = 0
        for run in line.line:
            if 0 <= run.offset <= offset < run.offset + len(run.text):
                return cell + cell_len(run.text[: offset - run.offset]), y
            cell += cell_len(run.text)
        first = y if first < 0 else first
    return 0, max(0, first)


def _labelled(run: Run, line: FlowLine, hints: Hints | None) -> Iterator[tuple[Run, HintLabel | None]]:
    """A run in pieces, with what labels stand over; the first letter of a link stays, where it has more than its label."""
    labels = hints.labels_in(line.part, line.block, run.offset, run.offset + len(run.text)) if hints is not None else []
    text, at = run.text, 0
    for label in labels:
        place = label.start - run.offset
        room = min(label.end - run.offset, len(text)) - place
        before = 1 if text[place : place + 1].isalnum() else 2
        begin = place + next(kept for kept in (before, 1, 0) if not kept or room >= kept + len(label.text))
        if begin < at:
            continue
        end = min(len(text), begin + len(label.text))
        yield run._replace(text=text[at:begin], offset=run.offset + at), None
        yield run._replace(text=text[begin:end], offset=run.offset + begin), label
        at = end
    yield (run._replace(text=text[at:], offset=run.offset + at) if at else run), None


class DocumentView(SelectableText, can_focus=True):
    """One continuous page; it paints what the reader says is in the window."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("document")

    class Scrolled(Message):
        """The mouse wheel was turned over the page."""

        def __init__(self, lines: int) -> None:
            super().__init__()
            self.lines = lines

    class Clicked(Message):
        """A block was clicked, or a link in it; `asks` where what can be done with it is asked for."""

        def __init__(self, part: int, block: int, target: str, *, asks: bool) -> None:
            super().__init__()
            self.asks = asks
            self.part = part
            self.block = block
            self.target = target

    def __init__(self, id: str | None = None, *, resized: Callable[[], None]) -> None:
        """Paint nothing yet; `resized` has the reader laid out for another size."""
        super().__init__(id=id)
        self._resized = resized
        self._lines: list[FlowLine] = []
        self._hints: Hints | None = None
        self._signs: Signs = no_sign
        self._noted: Noted = no_note
        self._done_with: Container[str] = ()
        self._current: tuple[int, int] = (-1, -1)
        self._match: tuple[int, int, int] | None = None
        self._placeholder = ""

    def show(
        self,
        reader: Reader | None,
        hints: Hints | None = None,
        signs: Signs | None = None,
        noted: Noted | None = None,
        closed: Container[str] = (),
        *,
        placeholder: str = "",
    ) -> None:
        """Paint the reader's window, or a sentence where there is nothing to read.

        Args:
            reader: gives the lines.
            hints: labels over links.
            placeholder: the sentence.
            signs: stand in the gutter.
            noted: what is highlighted.
            closed: ids of the actions that the reader closed.
        """
        self._reader, self._done_with = reader, closed
        self._hints = hints
        self._signs = signs or no_sign
        self._noted = noted or no_note
        self._placeholder = placeholder
        if reader is None:
            self._lines = []
        else:
            self._lines = reader.view.window()
            self._current = reader.view.current
            match = reader.find.match
            self._match = (match.part, match.block, match.start) if match else None
        self.repaint()

    @property
    def text_width(self) -> int:
        """Cells that the text may take, without the gutter and a margin at the right."""
        width = self.size.width
        return max(1, width - _gutter(width) - (1 if width > 24 else 0))

    def stand(self) -> tuple[int, int]:
        """The first cell of the current match, where that is in the window; else of the text of the current block."""
        match = self._match
        offset = match[2] if match is not None and match[:2] == self._current else -1
        x, y = _cell_of(self._lines, self._current, offset)
        return self._margin + x, y if self._lines else self.canvas.height // 3

    # painting

    @property
    def _margin(self) -> int:
        """Cells left of the text column, the gutter included."""
        width = self._reader.view.flow.width if self._reader else 0
        return max(_gutter(self.canvas.width), (self.canvas.width - width) // 2)

    def paint(self, y: int) -> Strip:
        """Paint one row of the window."""
        width, base = self.canvas.width, self.style_of()
        gutter = _gutter(width)
        reader = self._reader
        if reader is None:
            middle = self.canvas.height // 3
            text = self._placeholder if y == middle else ""
            return strip([(" " * gutter, base), (text, self.style_of("muted"))], width, base)
        if y >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[y]
        mine = (line.part, line.block) == self._current and line.row >= 0
        mark = "▌" if mine and self.has_focus else "▏" if mine else " "
        sign = self._signs(line.part, line.block) if line.row == 0 else _sign_of_folded(line, reader, self._signs)
        marks = self._marks(line, reader)
        if marks or self._hints is not None or self._done_with or reader.selection.covers(line.part, line.block):
            return self._painted_line(line, mark, sign, marks)
        return self.held.line(line.line, (mark, sign, self._margin), lambda: self._painted_line(line, mark, sign, ()))

    def _painted_line(self, line: FlowLine, mark: str, sign: str, marks: _Marks) -> Strip:
        width, base = self.canvas.width, self.style_of()
        gutter, mine = _gutter(width), mark != " "
        marked = Segment(mark, base + self.role_styles.style("gutter") if mine else base)
        signed = Segment(sign or " ", self.style_of("sign") if sign else base)
        before = [signed, marked, Segment(" ", base)] if gutter == GUTTER else [marked, signed]
        segments = [Segment(" " * (self._margin - gutter), base), *before]
        self._paint_runs(line, segments, marks)
        return merged(segments, width, base)

    def _paint_runs(self, line: FlowLine, segments: list[Segment], marks: _Marks) -> None:
        reader = self._reader
        assert reader is not None
        selected = reader.selection.covers(line.part, line.block)
        closed = self._done_with and reader.view.flow.block(line.part, line.block).about in self._done_with
        for run in line.line:
            run = _as_closed(run) if closed else run
            style = self.style_of(run.role)
            if selected:
                style += self.role_styles.style("selected")
            if run.offset < 0:
                segments.append(Segment(run.text, style))
                continue
            for piece_run, label in _labelled(run, line, self._hints):
                if label is not None:
                    look = self.style_of() + self.role_styles.style("hint")
                    wide = " " * (cell_len(piece_run.text) - len(label.text))
                    segments.append(Segment(label.text + wide, look + Style(dim=True) if label.is_quiet else look))
                    continue
                for start, end, extra in _pieces(piece_run, marks) if piece_run.text else ():
                    piece = style + extra if extra else style
                    segments.append(Segment(piece_run.text[start:end], piece))

    def _marks(self, line: FlowLine, reader: Reader) -> _Marks:
        """What has a note, is a match or was selected with the mouse in the block of a line."""
        part, block, style = line.part, line.block, self.role_styles.style
        marks = [(first, last, style("noted")) for first, last in self._noted(part, block)]
        for first, last in reader.find.spans(part, block):
            marks.append((first, last, style("match-current" if self._match == (part, block, first) else "match")))
        dragged = self._dragged.get_span(part * BLOCKS + block) if self._dragged is not None else None
        if dragged is not None:
            end = dragged[1] if dragged[1] >= 0 else sys.maxsize
            marks.append((dragged[0], end, self.screen.get_component_rich_style("screen--selection")))
        return marks

    # the mouse

    def pointed(self, x: int, y: int) -> MousePlace | None:
        """The character at a cell of the content; beside a line, its beginning or end."""
        if not self._lines:
            return None
        line = self._lines[max(0, min(y, len(self._lines) - 1))]
        ordinal, cell = line.part * BLOCKS + line.block, self._margin
        beside = min((run.offset for run in line.line if run.offset >= 0), default=0)
        if x < cell or y < 0:
            return MousePlace(ordinal, beside, beside)
        for run in line.line:
            if run.offset < 0:
                cell += cell_len(run.text)
                continue
            at = 0
            for letter, after in whole_letters(run.text):
                cell += cell_len(letter)
                if x < cell and y < len(self._lines):
                    return MousePlace(ordinal, run.offset + at, run.offset + after)
                at = after
            beside = run.offset + at
        return MousePlace(ordinal, beside, beside)

    def beyond(self, lines: int) -> None:
        """Scroll on while text is selected past the edge."""
        self.post_message(self.Scrolled(lines))

    def selection_updated(self, selection: Selection | None) -> None:
        """Repaint when the mouse selects."""
        self.repaint()

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        updated = super()._size_updated(size, virtual_size, container_size, layout)
        if updated:
            # At once, and not by a message: else it would first be painted as it was laid out before.
            self._painted = []
            self._resized()
        return updated

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.post_message(self.Scrolled(WHEEL))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.post_message(self.Scrolled(-WHEEL))

    def on_click(self, event: events.Click) -> None:
        """Tell which block and which link was clicked."""
        at = event.get_content_offset(self)
        chosen = self.text_selection is not None and event.button != RIGHT
        if at is None or chosen or not 0 <= at.y < len(self._lines):
            return
        line = self._lines[at.y]
        if event.chain > 1 and event.button != RIGHT:
            here = self.pointed(at.x, at.y) if event.chain == 2 else None
            self.select_around(line.part, line.block, here)
            return
        x, target = self._margin, ""
        for run in line.line:
            x += cell_len(run.text)
            if at.x < x:
                target = run.target
                break
        self.post_message(self.Clicked(line.part, line.block, target, asks=event.button == RIGHT))
