"""One open briefing: its document, the window on it, find, selection, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from tui.document.document import Document
from tui.model.briefing import Briefing
from tui.model.counted import counted
from tui.model.handling import Marking, strictest
from tui.reading.finding import Find
from tui.reading.folding import restore, unfold
from tui.reading.links import Link, Peek, links_of
from tui.reading.places import Place, is_there, locate, place_of
from tui.reading.selection import Selection, block_marking, citation_of, page_at, pages_at, passage, text_of
from tui.reading.view import MinutesLeft, View

if TYPE_CHECKING:
    from tui.document.names import Names
    from tui.model.file_stamp import FileStamp
    from tui.search.query import Query

READ_AHEAD = 0.006
"""Seconds of reading ahead in one idle moment."""


Doubt = Literal["", "gone", "unreadable", "changed"]
"""The file is not there any more; it cannot be read; it was saved, and is to be read when nothing is being typed."""


class Reader:
    """A briefing being read."""

    def __init__(
        self,
        briefing: Briefing,
        document: Document,
        *,
        clock: Callable[[], float],
        past_queries: list[str] | None = None,
        titles: Mapping[str, str] | None = None,
        day: int | None = None,
    ) -> None:
        """Open at the top.

        Args:
            briefing: what is read.
            document: the briefing composed.
            clock: seconds, monotonic.
            past_queries: earlier finds, shared by the readers of a session.
            titles: of the other briefings of the library, by id, for links to them.
            day: that of today, since 1970, for a rule among the events; none where it is not known.
        """
        self.briefing = briefing
        self.document = document
        self.view = View(document, day=day)
        self.find = Find(document, self.view, clock, past_queries if past_queries is not None else [])
        self.selection = Selection(document, self.view)
        self.progress = MinutesLeft(briefing, document, self.view)
        self._clock = clock
        self._ahead = 0
        self.wanted: tuple[Place, Place] | None = None
        """Top of the window and place that could not be found after the file was read again."""
        self._titles = titles or {}
        self.stamp: FileStamp | None = None
        """Of its file, from before it was read; None where that is not known, or where it came from no file."""
        self.doubt: Doubt = ""
        """Why what is shown is not what the file says; "" where it is."""

        self.told_of_others = b""
        """Tells what the page says of other briefings from what it would say by now; b"" where that is not known."""

    # reading ahead

    @property
    def read_ahead_done(self) -> bool:
        """Whether the whole document has been read and can be searched at once."""
        return self._ahead >= len(self.document.parts)

    @property
    def waits(self) -> bool:
        """Whether what comes next must be composed first, which another thread does (`Document.warm`)."""
        return not self.read_ahead_done and not self.document.is_at_hand(self._ahead)

    @property
    def read_so_far(self) -> float:
        """How much of the document has been read, 0 to 1."""
        return self._ahead / max(1, len(self.document.parts))

    def read_ahead(self, seconds: float = READ_AHEAD) -> bool:
        """Read and count a little further. Returns whether something on screen may have changed."""
        until = self._clock() + seconds
        while not self.read_ahead_done and not self.waits and self._clock() < until:
            self.find.fold_ahead(self._ahead)
            self._ahead += 1
        return self.find.advance(seconds)

    @cached_property
    def marking(self) -> Marking:
        """The marking that holds for the whole briefing."""
        return self.briefing.effective_marking

    # sections

    @property
    def section(self) -> int:
        """Index of the section of the current block."""
        return self.view.section

    def go_to_section(self, index: int) -> None:
        """Put the heading of a section at the top of the window."""
        self._release_filter_if_hidden(index)
        self.view.show((self.document.first_part(index), 0), at_top=True)

    def _release_filter_if_hidden(self, section: int) -> None:
        part = self.document.first_part(section)
        if not self.view.flow.shows(part, 0):
            self.find.show_only_matching(False)

    def step_section(self, step: int) -> bool:
        """To the next section (1), or to the start of this one and then the one before (-1). False at the ends."""
        current = self.section
        if step < 0:
            first = self.document.first_part(current)
            if self.view.current != (first, 0):
                self.go_to_section(current)
                return True
        wanted = current + step
        if step > 0 and current == 0 and self._is_in_window(wanted):
            # The bottom line stands on the title's page: it has been reached already.
            wanted += 1
        while 0 <= wanted < len(self.document.sections) and not self._shows(wanted):
            wanted += step
        if not 0 <= wanted < len(self.document.sections):
            return False
        self.go_to_section(wanted)
        return True

    def _shows(self, section: int) -> bool:
        """Whether a section has anything to stand on; an empty quote without a heading has not."""
        part = self.document.parts[self.document.first_part(section)]
        return part.section == section and bool(part.blocks)

    def _is_in_window(self, section: int) -> bool:
        part = self.document.first_part(section)
        return any((line.part, line.block, line.row) == (part, 0, 0) for line in self.view.window())

    # places

    def place(self) -> Place:
        """Where one is."""
        part, block = self.view.current
        return place_of(self.document, part, block)

    def go_to_place(self, place: Place) -> bool:
        """To a place, as near as it can still be found. Returns whether its section or its text is still there."""
        part, block, offset = locate(self.document, place)
        if not self.view.flow.shows(part, block):
            self.find.show_only_matching(False)
        self.view.show((part, block), offset)
        return is_there(self.document, place, part, block)

    def go_to_item(self, section_id: str, item: str = "") -> bool:
        """To a section by id, and in it to the block that shows an item. False when there is no such section."""
        index = self.document.section_of(section_id)
        if index is None:
            return False
        self.go_to_section(index)
        if item:
            first = self.document.first_part(index)
            for part in range(first, len(self.document.parts)):
                if self.document.parts[part].section != index:
                    break
                for number, block in enumerate(self.document.parts[part].blocks):
                    if block.about == item:
                        unfold(self.view, (item,))
                        self.view.show((part, number))
                        return True
        return True

    def search_for(self, query: Query) -> None:
        """Look for what a search of the library looked for, so that the next match is the next thing it found."""
        from tui.search.query_pattern import query_pattern

        self.find.adopt(query_pattern(query), query.text)

    def go_to_hit(self, section_id: str, passage: str = "", start: int = 0, item: str = "") -> None:
        """To the match in a section that a hit shows; to the section's heading where nothing in it matches.

        Args:
            section_id: of the hit.
            passage: what the hit shows; the first match where it is not to be found.
            start: where in the passage its first match begins.
            item: id of the thing that the hit is; "" where it is a passage.
        """
        if item and self.go_to_item(section_id, item):
            return
        index = self.document.section_of(section_id)
        if index is None:
            return
        self.go_to_section(index)
        self.find.to_passage(index, passage, start)

    def take_over(self, other: Reader) -> None:
        """Stand where another reader of the same briefing stood, with its window and its find."""
        self.view.resize(other.view.flow.width, other.view.rows)
        restore(self.view, other.view.folds.state)
        if other.find.active:
            self.find.adopt_from(other.find)
        wanted = other.wanted or (other.top_place(), other.place())
        top = locate(self.document, wanted[0])
        self.view.show((top[0], top[1]), top[2], at_top=True)
        # What was broken for a moment must not cost the place: it is tried again with the next reading.
        self.wanted = None if self.go_to_place(wanted[1]) else wanted

    def top_place(self) -> Place:
        """What stands at the top of the window."""
        return place_of(self.document, *self.view.reading_point())

    # links

    @cached_property
    def names(self) -> Names:
        """What the ids in links and citations stand for."""
        from tui.document.names import Names

        return Names(self.briefing, self._titles, self.document.sections)

    @cached_property
    def peek(self) -> Peek:
        """One line for each thing that a block links to or names."""
        return Peek(self.briefing, self.view, self.names)

    def links_here(self) -> list[Link]:
        """The links of the current block."""
        part, number = self.view.current
        return list(links_of(part, number, self.view.current_block))

    def links_in_window(self) -> list[Link]:
        """The links of every block in the window, those scrolled out left aside."""
        return self._in_window(lambda part, number: links_of(part, number, self.view.flow.block(part, number)))

    def named_in_window(self) -> list[Link]:
        """What is named in the window without being linked: actors, sources and terms of the briefing, as links to them."""
        return self._in_window(self.peek.named)

    def _in_window(self, links: Callable[[int, int], Iterable[Link]]) -> list[Link]:
        seen: dict[tuple[int, int], None] = {}
        for line in self.view.window():
            if line.row >= 0:
                seen[line.part, line.block] = None
        first, last = self._shown_offsets()
        return [link for spot in seen for link in links(*spot) if first <= (*spot, link.start) <= last]

    def _shown_offsets(self) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
        shown = [
            (line.part, line.block, run.offset + shift)
            for line in self.view.window()
            for run in line.line
            if run.offset >= 0
            for shift in (0, max(0, len(run.text) - 1))
        ]
        return (min(shown), max(shown)) if shown else ((0, 0, 0), (0, 0, 0))

    # what leaves the program

    def marking_of(self, part: int, block: int) -> Marking:
        """The marking that holds for one block: its section's (or the briefing's), its item's and that of every item it names.

        The words of a link are the name of what it leads to, which may be marked more strictly than the text around it.
        """
        return block_marking(self.document, self.names, part, block)

    def selected_passage(self) -> tuple[str, str]:
        """What `y` copies, and what it is in words: the selected blocks, or the current section."""
        spots = self.selection.spots()
        index = self.section
        if spots:
            count = len(spots)
            what = counted(count, "block")
            index = self.document.parts[spots[0][0]].section
        else:
            what = f"section “{self.document.sections[index].title}”"
            spots = [
                (number, block)
                for number, part in enumerate(self.document.parts)
                if part.section == index
                for block in range(len(part.blocks))
            ]
        marking = strictest(self.marking_of(*spot) for spot in spots)
        text = text_of(self.document, spots)
        return passage(text, self.briefing, self.document.sections[index], marking, pages_at(self.document, spots)), what

    def marked(self, text: str, spots: list[tuple[int, int]]) -> str:
        """A piece of text out of some blocks, with their marking and citation."""
        spots = spots or [self.view.current]
        section = self.document.sections[self.document.parts[spots[0][0]].section]
        marking = strictest(self.marking_of(*spot) for spot in spots)
        return passage(text, self.briefing, section, marking, pages_at(self.document, spots))

    def citation(self) -> str:
        """What `Y` copies: where the current block comes from."""
        return citation_of(self.briefing, self.document.sections[self.section], page_at(self.document, self.view.current))

    @property
    def source_line(self) -> int:
        """The line of the file that the current block comes from, from 1."""
        part, number = self.view.current
        blocks = self.document.parts[part].blocks
        for block in reversed(blocks[: number + 1]):
            if block.line:
                return block.line
        return self.document.sections[self.section].line or 1
