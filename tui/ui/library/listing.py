"""What is listed of a library: which briefings answer the filter, in which order, under which headings, and where one stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from weakref import ref

from tui.model.dates import parse_date
from tui.model.text import fold
from tui.reading.library import GROUP_TITLES, GROUPINGS, SORT_TITLES, SORTS
from tui.reading.rows import DONE, ReadSigns
from tui.ui.content import row_text
from tui.ui.destinations import ToCompared, ToLibraryPage
from tui.ui.widgets.library_list import SPELT
from tui.ui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from textual.worker import Worker

    from tui.catalog.tables import Row
    from tui.reading.queue import Queue
    from tui.reading.rows import Group
    from tui.ui.keys import Where
    from tui.ui.surface import LibrarySurface
    from tui.ui.widgets.bars import Pieces


class ListingController:
    """Lists what answers the filter, for one screen."""

    def __init__(self, on: LibrarySurface) -> None:
        """List nothing yet."""
        self._on = on
        self.words = ""
        """The filter."""
        self._sort = SORTS[0]
        self._grouping: str = GROUPINGS[0]
        self.rows: Sequence[Row] = ()
        self.groups: Sequence[Group] = ()
        self._standings: ReadSigns | None = None
        self._by_title = False
        """Whether the rows are those whose titles answer, since the texts are not there to be asked yet."""
        self._tried: Sequence[int] = ()
        """The briefings that were compared last, or could not be."""

    def page(self, name: str) -> None:
        """Go to a page that is made from what is listed (`tui.reading.library_pages.registry`)."""
        self._on.ask(ToLibraryPage(name, self.words.strip()))

    def export(self, form: str = "") -> None:
        """Choose a format, unless one is named, and write the briefing that is current, what is selected, or all that is listed."""
        from tui.ui.handing_out import book_of, hand_out, one_briefing

        held = self._on.list
        row, chosen = held.selected, [self.rows[number] for number in held.range] if held.selecting else []
        offers = [book_of(self._on, chosen, f"The {len(chosen):,} that are selected, as a book")] if len(chosen) > 1 else []
        offers += [one_briefing(self._on, row)] if row is not None else []
        listed = [one for one in self.rows if one.path]
        if len(listed) > 1:
            offers.append(book_of(self._on, listed, f"All {len(listed):,} that are listed, as a book"))
        hand_out(self._on, offers, lambda: held.select(False), form)

    def compare(self) -> None:
        """Go to what differs between the first and the last of what is selected, the older one taken for the earlier."""
        held = self._on.list
        chosen = [self.rows[number] for number in held.range] if held.selecting else []
        if len(chosen) < 2:
            self._on.say("Select from one to another first: ⟦library.select⟧, then ⟦library.down⟧")
            return
        held.select(False)
        before, after = sorted((chosen[-1], chosen[0]), key=_moment)
        self._on.ask(ToCompared(before, after))

    def related(self) -> None:
        """Go to what is like the selected briefing."""
        row = self._on.list.selected
        if row is None:
            self._on.say("There is no briefing to compare with others")
        else:
            self._on.ask(ToLibraryPage("related", options={"id": row.id}))

    @property
    def standings(self) -> ReadSigns | None:
        """Where one stands with the rows; None without the journal."""
        journal = self._on.session.journal
        if self._standings is None and journal is not None:
            self._standings = ReadSigns(journal, lambda: self.reasons)
        return self._standings

    @property
    def queue(self) -> Queue | None:
        """The queue that is shown, of the very state of the library that the rows are of; None in any other order."""
        return self._on.library.listed if self.is_queued else None

    @property
    def is_queued(self) -> bool:
        """Whether the rows are in the order of the queue."""
        return self._grouping == "queue" and bool(self.groups)

    @property
    def is_filtered(self) -> bool:
        """Whether only what answers the filter is listed."""
        return bool(self.words.strip())

    @property
    def reasons(self) -> Mapping[int, str]:
        """Why briefings are to be read, by their numbers."""
        return queue.reasons if (queue := self.queue) is not None else {}

    @property
    def order(self) -> str:
        """By what is sorted, where that is not the usual: `by title · `."""
        return "" if self._sort == SORTS[0] else f"{SORT_TITLES[self._sort]} · "

    @property
    def explained(self) -> str:
        """How the filter was understood."""
        if self._by_title:
            return "Titles alone, until the texts have been read"
        from tui.search.explain import explain
        from tui.search.parse import parse

        query = parse(self.words, typing=True)
        return row_text(" ".join((explain(query), *query.notes)))

    def filter_pieces(self, width: int) -> Pieces:
        """The filter and how it was understood, for a bar of some cells: in a narrow one there is room for two words of that."""
        told = f"   {self.explained}" if width >= SPELT else ""
        return (f" /{row_text(self.words)}", "accent"), (told, "muted")

    def show(self) -> None:
        """List what answers the filter, and say how many that are."""
        library = self._on.library
        self._by_title = self.is_filtered and not library.make_index(only_ask=True)
        if self._by_title:
            self.rows, self.groups = _titled(library.rows("", "date"), self.words), []
            self._on.in_thread(library.make_index, "index")
        elif self._grouping:
            self.rows, self.groups = library.grouped(self.words, self._grouping)
        else:
            self.rows, self.groups = library.rows(self.words, self._sort), []
        keeps = self._on.session.journal is not None
        if self._grouping == "queue" and keeps and self.rows and not self.groups and not self.words:
            # It is to be in the order of a queue that is not at hand.
            self._on.in_thread(self._make_queue, "queue")
        empty = self._on.program.keymap.told(self._on.nothing)
        self._on.list.show(self.rows, empty, self.groups, self.standings, hold=not self._selected_is_finished)
        self._on.show_counts()
        queue = self.queue
        if queue is not None and queue.unsettled and queue.unsettled != self._tried and keeps:
            self._tried = queue.unsettled
            self._on.in_thread(self._settle, "queue")

    @property
    def _selected_is_finished(self) -> bool:
        """Whether the selected row would leave with the list made anew: the line is held then, not the row."""
        row, standings = self._on.list.selected, self.standings
        return self._grouping == "queue" and row is not None and standings is not None and standings(row)[0] == DONE

    def _make_queue(self) -> None:
        self._on.library.queues.make()

    def _settle(self) -> int:
        """Compare what may have been updated since it was read. Returns how many were compared."""
        return self._on.library.queues.settle(stop=lambda: not self._on.is_attached)

    def queue_made(self, worker: Worker[object]) -> None:
        """Show the queue that was made behind the screen; what cannot be compared stays as it is."""
        # How many briefings were compared is the worker's result, None where the queue was just made.
        if self._grouping == "queue" and worker.result != 0:
            self.show()

    def resumed(self) -> None:
        """Show the rows as they are read now; what one is done with stays where it is until the list is made anew."""
        if self._grouping == "queue" and self._on.session.journal is not None and self.rows:
            self._on.list.repaint()
            self._on.show_counts()
        else:
            self.show()

    def step(self, said: str, *, words: str | None = None) -> None:
        """Note how the list is, or was by other `words`, for an undo of what is about to change it."""
        before = self.words if words is None else words, self._sort, self._grouping
        # A step may be of a list that was closed, and must not hold it.
        own = ref(self)

        def back() -> None:
            there = own()
            if there is not None:
                there.be_as(*before)

        self._on.session.stepped(said, back)

    def be_as(self, words: str, sort: str, grouping: str) -> None:
        """Be as the list was once."""
        self.words, self._sort, self._grouping = words, sort, grouping
        if self._on.is_attached:
            self.show()

    def sort(self) -> None:
        """Sort by another field."""
        self.step("the order of the list")
        self._grouping = ""
        self._sort = SORTS[(SORTS.index(self._sort) + 1) % len(SORTS)]
        self.show()
        self._on.say(f"Sorted {SORT_TITLES[self._sort]}")

    def group(self) -> None:
        """Group by month, by series, or not at all."""
        self.step("the groups of the list")
        self._grouping = GROUPINGS[(GROUPINGS.index(self._grouping) + 1) % len(GROUPINGS)]
        self.show()
        self._on.say(GROUP_TITLES[self._grouping])

    def filter(self, words: str) -> None:
        """List only what answers some words; all with none."""
        self.words = words
        self.show()

    def older(self) -> None:
        """The whole lineage of the selected briefing: what it replaces as well."""
        row = self._on.list.selected
        if row is None or not (row.series or row.supersedes):
            self._on.say("This briefing replaces none and is of no series")
            return
        titles = self._on.session.titles
        names = " OR ".join(f'id:"{name}"' for name in (row.id, *filter(titles.__contains__, row.supersedes)))
        self.filter(f'series:"{row.series}"' if row.series else names)
        self._on.say("All of the lineage, the older ones too · ⟦app.cancel⟧ shows the whole library")

    def next_unread(self) -> None:
        """Select the next briefing that was not read."""
        standings, here = self.standings, self._on.list.cursor
        if standings is None:
            self._on.say("Without the journal nothing is known of what you have read")
            return
        for place in [*range(here + 1, len(self.rows)), *range(here)]:
            if standings(self.rows[place])[0] != DONE:
                self._on.list.action_row(place - here)
                return
        self._on.say("Everything that is listed has been read")


def _moment(row: Row) -> int:
    """The last second of the date that a list shows; 0 where there is none."""
    text = row.updated_text if row.was_updated else row.date_text
    # It was understood when it was read.
    return parse_date(text).sort_key[1] if text else 0


FILTER = "words, title: tag: date:2024-07.. is:draft …"
"""What stands in the empty filter."""


def _titled(rows: Sequence[Row], words: str) -> Sequence[Row]:
    """The rows whose titles hold all of some words, or the beginnings of some."""
    wanted = fold(words).split()
    return [row for row in rows if all(word in fold(row.title) for word in wanted)]


class FilterController:
    """Types in the filter of one screen."""

    where: Where = "find"

    def __init__(self, on: LibrarySurface, listing: ListingController) -> None:
        """Filter what a screen lists."""
        self._on = on
        self._listing = listing
        self.prompt = Prompt("/", FILTER, self, id="prompt", past=on.session.typed)
        self._before = ""

    @property
    def is_open(self) -> bool:
        """Whether the prompt is open."""
        return self.prompt.is_open

    def feed(self, character: str) -> None:
        """Type a character into the filter."""
        self.prompt.feed(character)

    def take_keys(self) -> None:
        """See that the filter has the keys."""
        self.prompt.take_keys()

    def clicked_beside(self) -> None:
        """Go on typing."""

    def open(self) -> None:
        """Open the prompt."""
        self._before = self._listing.words
        self.prompt.open(self._listing.words)
        self.prompt.say("⟦find.accept⟧ keeps · ⟦find.cancel⟧ shows all")
        self._on.status.display = False

    def keep(self, words: str) -> None:
        """Show only what answers some words, without the prompt."""
        self._listing.step("the filter")
        self._listing.filter(words)

    def typed(self, text: str) -> None:
        """Show only what answers."""
        self._listing.filter(text)
        self.tell()

    def renew(self) -> None:
        """The texts are there to be asked: show what answers by them."""
        self._listing.show()
        self.tell()

    def tell(self) -> None:
        """Say how many answer, and how the words were understood, while they are typed."""
        listing = self._listing
        said = f"{len(listing.rows):,} of {self._on.library.count:,} · {listing.explained}"
        if self.is_open:
            self.prompt.say(said if listing.is_filtered else "")

    def closed(self, accepted: bool) -> None:
        """Keep the filter, or show all again."""
        self.prompt.close()
        self._on.status.display = True
        self._on.set_focus(self._on.list)
        words = self._listing.words if accepted else ""
        if words != self._before:
            self._listing.step("the filter", words=self._before)
        self._listing.filter(words)

    def recalled(self, steps: int, draft: str = "") -> None:
        """The arrow keys choose a row while the filter is open."""
        self._on.list.action_row(steps)

    stepped = recalled

    def regex_toggled(self) -> None:
        """The filter has no regular expressions."""
        self.prompt.say("the filter takes plain words; / in a briefing takes expressions")
