"""Lists below a prompt that has the keys: hits of a search with their words in context, titles to open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from tui.catalog.tables import Row
from tui.reading.searching import Choice, HitContext, Line
from tui.ui.content import cut, merged, row_date, row_text, strip
from tui.ui.widgets.bars import TLP_STYLES
from tui.ui.widgets.cursor_list import CursorList
from tui.ui.widgets.line_widget import LineWidget

TITLE = 24
"""Cells of a section's title, before its context."""

BESIDE = 6
"""Cells before a section's title and behind it."""

WHOLE_FROM = 66
"""Cells of the list from which on it is said what is counted, and a briefing has its date: titles need the room before."""

LABELLED_FROM = 84
"""Cells of the list from which on a label is written with its TLP, as in the list of the library."""

FEWEST = 24
"""Cells that the words of a hit have at least beside what it is of; with less room they have all of it."""

TWO_LINES_FROM = 24
"""Lines of a screen from which on a context may take two."""


class PlacedHits:
    """Hits on the lines of a list: one whose context does not fit has two where there is room for that."""

    def __init__(self, lines: Sequence[Line], width: int, *, two: bool) -> None:
        """Place some lines in a list of some cells."""
        self._lines = lines
        self._width = width
        self.title_width = min(TITLE, width // 3)
        """Cells of a section's title."""
        self.tops = list(accumulate((2 if two and self._is_long(line) else 1 for line in lines), initial=0))
        """The first line of each row, and behind the last one how many lines there are."""

    def _is_long(self, line: Line) -> bool:
        return self._width > 0 and bool(line.section) and cell_len(line.context.text) > self._room(line)

    def entry(self, line: Line) -> str:
        """Of which judgment or event a hit is, in no more than half of the room beside the title; "" where words would lack it."""
        room = self._width - self.title_width - BESIDE
        said = f"{cut(line.entry, max(1, room // 2 - 3))} · " if line.entry else ""
        return said if room - cell_len(said) >= FEWEST else ""

    def _room(self, line: Line) -> int:
        return self._width - self.title_width - BESIDE - cell_len(self.entry(line))

    def contexts(self, number: int) -> Sequence[HitContext]:
        """The context of a hit, on the lines that it has."""
        line = self._lines[number]
        if self.tops[number + 1] - self.tops[number] < 2:
            return (in_whole_words(line.context, self._room(line)),)
        return on_two_lines(line.context, self._room(line), self._width - self.title_width - BESIDE)


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
        self._placed = PlacedHits((), 0, two=False)

    def show(self, rows: Sequence[Row], lines: Sequence[Line], empty: str, *, hold: bool = False) -> None:
        """Show other hits, the first one selected; or with `hold` the one that was, if it is still among them."""
        before = self._hit_at(self.cursor) if hold else None
        self._rows, self._lines, self.empty = rows, lines, empty
        self._placed = PlacedHits(lines, self.size.width, two=self.app.size.height >= TWO_LINES_FROM)
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

    def fit(self) -> None:
        """Give each hit its lines."""
        self._placed = PlacedHits(self._lines, self.size.width, two=self.app.size.height >= TWO_LINES_FROM)
        super().fit()

    def _line_of(self, number: int) -> int:
        return self._placed.tops[min(number, len(self._placed.tops) - 1)]

    def _on_line(self, line: int) -> tuple[int, str]:
        return max(0, bisect_right(self._placed.tops, line) - 1), ""

    @property
    def page(self) -> int:
        """Rows of a page: about as many as the window shows."""
        return max(1, super().page * self.row_count // max(1, self._line_of(self.row_count)))

    def follow(self) -> None:
        """All of the current row is in sight; the briefing's own line is worth seeing above its first hit."""
        super().follow()
        self.scroll_window(max(self.top, self._line_of(self.cursor + 1) - max(1, self.size.height)))
        if self.cursor <= 1 < self.size.height:
            self.scroll_window(0)

    def paint(self, y: int) -> Strip:
        """One line: of a briefing, of a hit, or the second one of a hit."""
        line = self.top + y
        number = self._on_line(line)[0]
        if not self.row_count or (number < self.row_count and line == self._line_of(number)):
            return super().paint(y)
        return self._hit(number, number == self.cursor, second=True) if number < self.row_count else LineWidget.paint(self, y)

    def moved(self) -> None:
        """Tell."""
        self.post_message(self.Moved())

    def action_open(self) -> None:
        """Have the current line opened."""
        self.post_message(self.Chosen())

    def paint_row(self, number: int, current: bool) -> Strip:
        """The first line of a row."""
        line = self._lines[number]
        if line.section:
            return self._hit(number, current)
        return self._briefing(self._rows[line.briefing], line, "▸ " if current else "  ", self.canvas.width, current)

    def _hit(self, number: int, current: bool, *, second: bool = False) -> Strip:
        line, placed = self._lines[number], self._placed
        ground = self.style_of("cursor") if current else self.style_of()
        quiet = ground if current else self.style_of("muted")
        contexts = placed.contexts(number)
        if second:
            before = [Segment(" " * (placed.title_width + BESIDE), ground)]
            return merged([*before, *(self._marked(contexts[1], ground) if len(contexts) > 1 else ())], self.canvas.width, ground)
        title = cut(row_text(line.title), placed.title_width)
        title += " " * (placed.title_width - cell_len(title)) + "  "
        before = [Segment("▸   " if current else "    ", ground), Segment(title + placed.entry(line), quiet)]
        return merged([*before, *self._marked(contexts[0], ground)], self.canvas.width, ground)

    def _marked(self, context: HitContext, ground: Style) -> Iterator[Segment]:
        """A context with its matches marked."""
        # On a row that is reversed itself a match is what is not.
        match, at = Style(reverse=False) if ground.reverse else self.role_styles.style("match"), 0
        for start, end in context.spans:
            yield Segment(context.text[at:start], ground)
            yield Segment(context.text[start:end], ground + match)
            at = end
        yield Segment(context.text[at:], ground)

    def _briefing(self, row: Row, line: Line, mark: str, width: int, current: bool) -> Strip:
        ground = self.style_of("cursor") if current else self.style_of()
        dull = ground if current else self.style_of("muted")
        right: list[Segment] = []
        if line.total > line.shown:
            what = " sections" if width >= WHOLE_FROM else ""
            right.append(Segment(f"  {line.shown} of {'at least ' * line.at_least}{line.total:,}{what}", dull))
        right.append(Segment(f"  {row_date(row)} " if width >= WHOLE_FROM else " ", dull))
        if row.marking.tlp:
            look = dull if row.marking.tlp == "CLEAR" else self.style_of(TLP_STYLES[row.marking.tlp])
            label = row.marking.label if width >= LABELLED_FROM else row.marking.tlp
            right.append(Segment(f" {label} ", look))
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


def on_two_lines(context: HitContext, first: int, second: int) -> tuple[HitContext, HitContext]:
    """As much of a context as has room on two lines, broken between words where it can be.

    Args:
        context: on one line.
        first: cells of the first line.
        second: cells of the second one.
    """
    room = first + second
    while True:
        kept = in_whole_words(context, room)
        fitting = len(cut(kept.text, first)) - (cell_len(kept.text) > first)
        space = kept.text.rfind(" ", max(1, fitting - SHORTEST), fitting + 1)
        at, after = (space, space + 1) if space > 0 else (fitting, fitting)
        over = cell_len(kept.text[after:]) - second
        if over <= 0 or room <= second:
            return _piece(kept, 0, at), _piece(kept, after, len(kept.text))
        room -= over


def _piece(context: HitContext, start: int, end: int) -> HitContext:
    spans = ((max(first, start) - start, min(last, end) - start) for first, last in context.spans if first < end and last > start)
    return HitContext(context.text[start:end], tuple(spans))
