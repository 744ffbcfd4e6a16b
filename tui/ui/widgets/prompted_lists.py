"""Lists below a prompt that has the keys: hits of a search with their words in context, titles to open."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from tui.catalog.tables import Row
from tui.reading.searching import Choice, HitContext, Line
from tui.ui.content import cut, merged, row_date, row_text, strip
from tui.ui.widgets.bars import TLP_STYLES
from tui.ui.widgets.cursor_list import CursorList

TITLE = 24
"""Cells of a section's title, before its context."""


class HitList(CursorList):
    """Briefings and hits are rows alike; the prompt above them has the keys."""

    EMPTY_AT = 1

    class Chosen(Message):
        """A line was clicked twice: it is to be opened."""

    class Moved(Message):
        """Another line is selected."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._lines: Sequence[Line] = ()

    def show(self, rows: Sequence[Row], lines: Sequence[Line], empty: str, *, hold: bool = False) -> None:
        """Show other hits, the first one selected; or with `hold` the one that was, if it is still among them."""
        before = self._hit_at(self.cursor) if hold else None
        self._rows, self._lines, self.empty = rows, lines, empty
        first = self._first
        if before:
            # Where its hit is folded away, the line of its briefing.
            first = next((n for n in range(len(lines)) if self._hit_at(n) in (before, (before[0], "", ""))), first)
            first = next((n for n in range(len(lines)) if self._hit_at(n) == before), first)
        if not hold:
            self.top = 0
        self.go(first)

    @property
    def _first(self) -> int:
        """The first hit: it is more often wanted than its briefing's beginning."""
        return 1 if len(self._lines) > 1 and self._lines[1].section else 0

    @property
    def is_first(self) -> bool:
        """Whether what is selected is what is when the hits are first shown."""
        return self.cursor == self._first and not self.top

    def _hit_at(self, number: int) -> tuple[str, str, str] | None:
        """Path, section and thing of a hit, which stay the same from one search to another; see `show`."""
        if number >= len(self._lines):
            return None
        line = self._lines[number]
        return self._rows[line.briefing].path, line.section, line.item

    @property
    def selected(self) -> Line | None:
        """The line that Enter opens."""
        return self._lines[self.cursor] if self.cursor < len(self._lines) else None

    @property
    def at_end(self) -> bool:
        """Whether the last line is selected, and it is not the only one."""
        return 1 < len(self._lines) == self.cursor + 1

    @property
    def row_count(self) -> int:
        """How many lines there are, those of briefings and those of hits."""
        return len(self._lines)

    def follow(self) -> None:
        """The briefing's own line is worth seeing above its first hit."""
        super().follow()
        if self.cursor <= 1 < self.size.height:
            self.scroll_window(0)

    def moved(self) -> None:
        """Tell."""
        self.post_message(self.Moved())

    def action_open(self) -> None:
        """Have the current line opened."""
        self.post_message(self.Chosen())

    def paint_row(self, number: int, current: bool) -> Strip:
        """One line."""
        width, base = self.canvas.width, self.style_of()
        line = self._lines[number]
        ground = self.style_of("cursor") if current else base
        mark = "▸ " if current else "  "
        if not line.section:
            return self._briefing(self._rows[line.briefing], line, mark, width, current)
        quiet = ground if current else self.style_of("muted")
        segments = [Segment(mark + "  ", ground)]
        title_width = min(TITLE, width // 3)
        title = cut(row_text(line.title), title_width)
        segments.append(Segment(title + " " * (title_width - cell_len(title)) + "  ", quiet))
        match = self.role_styles.style("match")
        if line.entry:
            # Which judgment or event it is takes no more than half of what is left.
            room = (width - sum(cell_len(segment.text) for segment in segments)) // 2
            segments.append(Segment(cut(line.entry, max(1, room - 3)) + " · ", quiet))
        room = width - sum(cell_len(segment.text) for segment in segments)
        context, at = in_whole_words(line.context, room), 0
        for start, end in context.spans:
            segments.append(Segment(context.text[at:start], ground))
            segments.append(Segment(context.text[start:end], ground + match))
            at = end
        segments.append(Segment(context.text[at:], ground))
        return merged(segments, width, ground)

    def _briefing(self, row: Row, line: Line, mark: str, width: int, current: bool) -> Strip:
        ground = self.style_of("cursor") if current else self.style_of()
        quiet = ground if current else self.style_of("muted")
        right: list[Segment] = []
        if line.total > line.shown:
            right.append(Segment(f"  {line.shown} of {'at least ' * line.at_least}{line.total:,} sections", quiet))
        right += [Segment(f"  {row_date(row)} ", ground if current else self.style_of("muted"))] if width >= 50 else []
        if row.marking.tlp:
            look = quiet if row.marking.tlp == "CLEAR" else self.style_of(TLP_STYLES[row.marking.tlp])
            right.append(Segment(f" {row.marking.label} ", look))
        room = width - cell_len(mark) - sum(cell_len(segment.text) for segment in right)
        title = cut(row_text(row.title), max(1, room - 1))
        gap = " " * max(0, room - cell_len(title))
        return merged(
            [Segment(mark, ground), Segment(title, ground + self.role_styles.style("strong")), Segment(gap, ground), *right],
            width,
            ground,
        )


class ChoiceList(CursorList):
    """The titles that fit, the letters that were typed marked in them."""

    class Chosen(Message):
        """A title was clicked twice: it is to be opened."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices: Sequence[Choice] = ()

    def show(self, found: Sequence[Choice]) -> None:
        """Show other titles, the first one selected."""
        self._choices = found
        self.go(0)

    @property
    def row_count(self) -> int:
        """How many titles are listed."""
        return len(self._choices)

    @property
    def selected(self) -> Choice | None:
        """The title that Enter opens."""
        return self._choices[self.cursor] if self.cursor < len(self._choices) else None

    def action_open(self) -> None:
        """Have the current title opened."""
        self.post_message(self.Chosen())

    def paint_row(self, number: int, current: bool) -> Strip:
        """One title."""
        choice, width, base = self._choices[number], self.canvas.width, self.style_of()
        ground = self.style_of("cursor") if current else base
        title = choice.title
        if choice.spans and row_text(title) == title and cell_len(title) < width - 2:
            segments = [Segment("▸ " if current else "  ", ground)]
            at = 0
            for start, end in choice.spans:
                segments += [Segment(title[at:start], ground), Segment(title[start:end], ground + self.role_styles.style("accent"))]
                at = end
            return merged([*segments, Segment(title[at:], ground)], width, ground)
        return strip([("▸ " if current else "  ", ground), (cut(row_text(title), width - 2), ground)], width, ground)


SHORTEST = 12
"""Characters that are looked through for the end of a word: text without spaces is cut anywhere."""


def in_whole_words(context: HitContext, room: int) -> HitContext:
    """As much of a context as has room, its first match within it; an ellipsis stands for each end that is left out.

    Args:
        context: on one line.
        room: cells, at the most.
    """
    if room < 3:
        return HitContext(cut(context.text, room), ())
    text, first = context.text, context.spans[0] if context.spans else (0, 0)
    begin = 0
    if cell_len(text[: first[1]]) + 1 > room:
        wanted = max(0, first[0] - room // 3)
        spaces = text.rfind(" ", max(0, wanted - SHORTEST), wanted), text.find(" ", wanted, min(wanted + SHORTEST, first[0]))
        fitting = (space + 1 for space in spaces if space >= 0 and cell_len(text[space : first[1]]) <= room)
        begin = next(fitting, wanted)
    before = "…" if begin else ""
    end = len(text)
    if cell_len(before + text[begin:]) > room:
        kept = cut(before + text[begin:], room)
        end = begin + len(kept) - len(before) - 1
        space = text.rfind(" ", max(end - SHORTEST, first[1], begin), end + 1)
        end = space if space >= 0 else end
    after = "…" if end < len(text) else ""
    by = len(before) - begin
    spans = tuple((max(start, begin) + by, min(stop, end) + by) for start, stop in context.spans if start < end and stop > begin)
    return HitContext(f"{before}{text[begin:end]}{after}", spans)
