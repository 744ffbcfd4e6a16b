"""What stands beside the page on a wide screen: what is cited in the window, the notes on it, and what links here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.strip import Strip

from tui.document.block import Block, Line, Run
from tui.document.layout import layout
from tui.model.counted import counted
from tui.model.text import clipped
from tui.reading.links import safe_address
from tui.ui.content import row_text, strip
from tui.ui.widgets.line_widget import LineWidget

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.catalog.tables import Row
    from tui.reading.reader import Reader
    from tui.ui.reader.notes import NoteController
    from tui.ui.surface import ReaderSurface

FROM = 150
"""Cells of a screen from which on there is room for it beside a line of the usual length."""

AFTER = 0.15
"""Seconds that the page must rest before what belongs to it is shown: a key that is held down waits for nothing."""

LONGEST = 120
"""Characters of one text."""

MOST_LINKING = 8
"""Briefings that are named as linking to the one that is read."""

LEFT = 2
"""Cells left of its text."""


class BesideView(LineWidget):
    """Some groups of short texts, as far as there is room."""

    def __init__(self) -> None:
        super().__init__(id="beside")
        self._groups: Sequence[tuple[str, Sequence[str]]] = ()
        self._lines: list[Line] = []

    def show(self, groups: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Show other groups: the title of each, and its texts."""
        if groups != self._groups:
            self._groups = groups
            self.fit()
            self.repaint()

    def fit(self) -> None:
        """Wrap for the size."""
        width = self.canvas.width - LEFT - 1
        self._lines = list(self._wrapped(width)) if width > LEFT else []

    def _wrapped(self, width: int) -> Iterator[Line]:
        for number, (title, texts) in enumerate(self._groups):
            if number:
                yield ()
            yield (Run(title, "group strong"),)
            for text in texts:
                yield from layout(Block("paragraph", row_text(text), role="muted", first="", rest="  "), width)

    def paint(self, y: int) -> Strip:
        """One line."""
        base, lines = self.style_of(), self._lines
        if not 0 <= y < len(lines):
            return Strip.blank(self.canvas.width, base)
        is_cut = y == self.canvas.height - 1 and y + 1 < len(lines)
        goes_on = " …" if is_cut and not (lines[y] and lines[y][-1].text.endswith("…")) else ""
        pieces = [(" " * LEFT, base), *((run.text, self.style_of(run.role)) for run in lines[y]), (goes_on, base)]
        return strip(pieces, self.canvas.width, base)


class BesideController:
    """Shows beside one page what belongs to what is read of it."""

    def __init__(self, on: ReaderSurface, notes: NoteController) -> None:
        """Show nothing yet; `notes` has those of the page."""
        self._on = on
        self._notes = notes
        self.view = BesideView()
        self._timer: Timer | None = None
        self._asked: tuple[str, object] = ("", None)
        """The briefing for which it was asked what links to it, and what the library held then."""
        self._linking: Sequence[Row] = ()
        self._more = 0

    def renew(self) -> None:
        """The page was painted: show what belongs to it, once it rests."""
        if self._on.size.width < FROM or self._on.is_composed:
            return
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._on.set_timer(AFTER, self._show)

    def _show(self) -> None:
        self._timer = None
        reader = self._on.reader
        if reader is not None:
            self._look_for_links(reader)
            self.view.show(tuple(self._groups(reader)))

    def _look_for_links(self, reader: Reader) -> None:
        """Have the library asked which briefings link to this one, once for each state of the library."""
        library, id = self._on.session.library, reader.briefing.id
        titles = library.titles if library is not None else None
        if library is None or not id or (self._asked[0] == id and self._asked[1] is titles):
            return
        if self._asked[0] != id:
            self._linking, self._more = (), 0
        self._asked = id, titles
        # Of a page of a file that is no library's, nothing of a library is imported.
        from tui.reading.library import linking_to

        self._on.in_thread(lambda: self._on.from_thread(self._tell_links, id, *linking_to(library, id, MOST_LINKING)), "linking")

    def _tell_links(self, id: str, rows: Sequence[Row], more: int) -> None:
        reader = self._on.reader
        if self._asked[0] == id and reader is not None:
            self._linking, self._more = rows, more
            self.view.show(tuple(self._groups(reader)))

    def _groups(self, reader: Reader) -> Iterator[tuple[str, Sequence[str]]]:
        targets = dict.fromkeys(link.target for link in reader.links_in_window())
        told = {target: reader.names.peek(target) for target in targets if safe_address(target) is None}
        sources = [f"[{target[1:]}] {clipped(text, LONGEST)}" for target, text in told.items() if text and target.startswith("@")]
        named = [clipped(text, LONGEST) for target, text in told.items() if text and not target.startswith(("@", "#"))]
        blocks = dict.fromkeys((line.part, line.block) for line in reader.view.window() if line.row >= 0)
        margin = self._notes.margin
        notes = dict.fromkeys(note for spot in blocks for note in margin.on(*spot)) if margin is not None else {}
        if notes:
            yield counted(len(notes), "note"), [" ".join(note.text.split()) or "marked" for note in notes]
        if named:
            yield "Named here", list(dict.fromkeys(named))
        if sources:
            yield counted(len(sources), "source"), sources
        if self._linking:
            titles = [f"{row.title or row.id}{f' · {row.marking}' if row.marking else ''}" for row in self._linking]
            yield "What links here", [*titles, *([f"and {self._more:,} more"] if self._more else [])]
