"""Searching the library as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.worker import get_current_worker

from tui.catalog.tables import Row
from tui.model.counted import counted
from tui.reading.library import Library
from tui.reading.searching import Line, Search
from tui.reading.session import MEASURE, Session
from tui.reading.way import ListWalk
from tui.search.explain import explain
from tui.ui.content import row_text
from tui.ui.destinations import Back, Opened, ToBriefing, ToReadAgain
from tui.ui.keys import Where, bindings
from tui.ui.pages.tray import put_hit
from tui.ui.screens.base import BaseScreen
from tui.ui.widgets.bars import Bar, Pieces
from tui.ui.widgets.document_view import DocumentView
from tui.ui.widgets.line_widget import paint_now
from tui.ui.widgets.prompt import Prompt
from tui.ui.widgets.prompted_lists import HitList

PREVIEW_FROM = 120
"""Cells from which on the section of the selected hit is shown beside the hits."""
PREVIEW_AFTER = 0.04
"""Seconds that a line must be selected before its section is shown: more than between two keys of one held down."""
PREVIEW_SOON = 0.01
"""The same of the first hit of what was typed: one types no letters as fast as that, and the hits are painted before."""
EXAMPLE = "words, “a phrase”, -not, title: tag: date:2024-07.. likelihood:>=likely"
"""What stands in the empty prompt."""
SHOWN = 25
"""Briefings that are looked for at once; at the end of the list as many more. Those that fill the screen are fetched."""


def explanation(found: Search, *, again: bool, width: int) -> Pieces:
    """How the words were understood; with `again`, where nothing was found, that there is what was read.

    In a narrow window what is looked for goes before what it is looked for in.
    """
    notes = "  ".join(row_text(note) for note in found.notes)
    explained = row_text(explain(found.query))
    if cell_len(explained) >= width and (asked := explained.removeprefix("Briefings with ")) != explained:
        explained = f"{asked[0].upper()}{asked[1:]}"
    if not found.rows and again:
        return ((" ⟦search.read⟧ looks for it in what you read", "notice"), (f" · {explained}", "muted"))
    return ((f" {explained}", "muted"), (f"   {notes}" if notes else "", "notice"))


def how_many(found: Search) -> str:
    """How many briefings match, and how many of them are shown."""
    shown = len(found.rows)
    if found.total is None:
        return f"More than {shown:,} briefings, the first {shown:,} shown · more at the end"
    more = f", the first {shown:,} shown · more at the end" if found.total > shown else ""
    return f"{counted(found.total, 'briefing')}{more}"


def status_pieces(found: Search) -> tuple[Pieces, Pieces]:
    """How much was found, what can be done with it, and how long it took."""
    folded = " · ⟦search.unfold⟧ shows all hits of a briefing" if any(line.total > line.shown for line in found.lines) else ""
    hint = f" · ⟦search.accept⟧ opens · ⟦search.down⟧ ⟦search.up⟧ choose{folded}" if found.rows else ""
    left = ((f" {how_many(found)}", "accent"), (hint, "muted"))
    return left, ((f"{found.seconds * 1000:.0f} ms ", "muted"),)


class Asking:
    """What of a library is asked for: some words, and how much of what they find."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.unfolded = ""
        """Path of the briefing of which all hits are shown."""
        self._limit, self._lines = SHOWN, 0

    def found(self, library: Library, height: int) -> Search:
        """What is found; at least as much as fills a screen of this height."""
        return library.search(self.words, self._limit, self.unfolded, max(self._lines, height))

    def want_more(self, than: Search, height: int) -> None:
        """Ask for a screenful more from now on."""
        self._limit, self._lines = len(than.rows) + SHOWN, len(than.lines) + height


class SearchScreen(BaseScreen):
    """A prompt, how it was understood, the hits, and a preview of the section where there is room."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("search")
    takes_query = True

    def __init__(self, session: Session, library: Library, words: str = "") -> None:
        """Search a library.

        Args:
            session: opens briefings.
            library: what is searched.
            words: to begin with.
        """
        super().__init__()
        self.session = session
        self.library = library
        """What is searched."""
        self._asking = Asking(words)
        self._search: Search | None = None
        self._asked, self._shown, self._hold = 0, 0, False
        self._preview_timer: Timer | None = None
        # What was searched for when a section was last shown beside the hits.
        self._previewed = ""
        self.header = Bar(id="header")
        self.prompt = Prompt("Search ", EXAMPLE, self, id="prompt", accept="search.accept", past=session.typed)
        self.explained = Bar(id="explained", sentences=True)
        self.hits = HitList(id="hits")
        self.preview = DocumentView(id="preview", resized=self.on_hit_list_moved)
        self.preview.can_focus = False

    def compose(self) -> ComposeResult:
        """Header, prompt, explanation, hits beside their section, status line."""
        yield self.header
        yield self.prompt
        yield self.explained
        with Horizontal(id="found"):
            yield self.hits
            yield self.preview
        yield self.status

    def on_mount(self) -> None:
        """Take the keys; search at once where there are words already."""
        self.header.show(((" Search ", "strong"), (f" {row_text(self.library.name)}", "muted")))
        self.prompt.open(self._asking.words)
        self.in_thread(self.library.searcher.open, "opening")
        self._ask()

    def on_unmount(self) -> None:
        """What was searched is not needed any more."""
        self.library.searcher.close()

    @property
    def typed_in(self) -> Prompt:
        """The prompt is always open here."""
        return self.prompt

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Everything is typed here, but what the search's own keys do."""
        own = ("row", "page", "unfold", "to_tray", "open_hit", "read_again", "leave_search", "suspend_process")
        return action in own or super().check_action(action, parameters)

    @property
    def focused_place(self) -> Where:
        """The prompt and the hits are one."""
        return "search"

    def places(self) -> tuple[Where, ...]:
        """The keys of a search."""
        return ("search", "edit")

    # searching

    def typed(self, text: str) -> None:
        """Search for what has been typed so far."""
        self.say("")
        self._asking = Asking(text)
        self._ask()

    def _ask(self, *, hold: bool = False) -> None:
        """Search; with `hold` the same hit stays selected."""
        self._asked += 1
        self._hold = hold
        self._find(self._asking, self._asked) if self._asking.words.strip() else self._show(None)

    @work(thread=True, exclusive=True, exit_on_error=False, group="search")
    def _find(self, asking: Asking, number: int) -> None:
        worker = get_current_worker()
        if worker.is_cancelled:
            return
        found = asking.found(self.library, self.app.size.height)
        if not worker.is_cancelled:
            self.app.call_from_thread(lambda: self._show(found) if number == self._asked and self.is_attached else None)

    def _catch_up(self) -> None:
        """Have the hits of what is typed by now: the keys that follow mean those, however soon they come."""
        if self._shown != self._asked:
            self._asked += 1
            self._show(self._asking.found(self.library, self.app.size.height))

    def _show(self, found: Search | None) -> None:
        self._search, self._shown = found, self._asked
        if found is None:
            read = " · ⟦search.read⟧ looks in what you read" if self.session.journal is not None else ""
            self.explained.show(((f" Plain words must all be there · ⟦search.cancel⟧ goes back{read}", "muted"),))
            self.hits.show((), (), "")
        else:
            self.explained.show(explanation(found, again=self.session.journal is not None, width=self.size.width))
            nothing = "Nothing found." + (f" {row_text(found.notes[0])}" if found.notes else "")
            self.hits.show(found.rows, found.lines, nothing, hold=self._hold)
        self._hold = False
        self.show_status()
        paint_now(self.explained, self.hits, self.status)

    def show_status(self) -> None:
        """Notices, or how much was found."""
        found = self._search
        if self.status.notice:
            self.status.show(self.status.notice_pieces)
        else:
            self.status.show(*(status_pieces(found) if found is not None else ()))

    def library_changed(self, notice: str = "") -> None:
        """Search again for the same words; the same hit stays selected."""
        self.library = self.session.library or self.library
        self._ask(hold=True)
        if notice:
            self.say(notice)

    # the hits

    def action_unfold(self) -> None:
        """Show all hits of the briefing that the selected line belongs to, or its best alone."""
        self._catch_up()
        line, found = self.hits.selected, self._search
        if line is not None and found is not None:
            path = found.rows[line.briefing].path
            self._asking.unfolded = "" if self._asking.unfolded == path else path
            self._ask(hold=True)

    def action_row(self, rows: int) -> None:
        """Choose another hit; where that would be below the last one, of those that are fetched now."""
        self._catch_up()
        self.prompt.chosen(self.hits)
        found = self._search
        if found is not None and found.more and self.hits.cursor + rows >= len(found.lines):
            self._asking.want_more(found, self.app.size.height)
            self._asked, self._hold = self._asked + 1, True
            self._catch_up()
        self.hits.action_row(rows)

    def action_page(self, pages: int) -> None:
        """Choose a hit a page further."""
        self.action_row(pages * self.hits.page)

    def recalled(self, steps: int, draft: str = "") -> None:
        """The arrow keys choose a hit here."""
        self.action_row(steps)

    stepped = recalled

    def closed(self, accepted: bool) -> None:
        """Open the hit, or go back."""
        self.action_open_hit() if accepted else self.ask(Back())

    def action_read_again(self) -> None:
        """Look for the words in what was read."""
        from tui.search.parse import parse

        self.ask(ToReadAgain(parse(self._asking.words, typing=True)))

    regex_toggled = action_read_again
    """The key that makes an expression of what is typed elsewhere."""

    def action_leave_search(self) -> None:
        """Go back."""
        self.ask(Back())

    def action_to_tray(self) -> None:
        """Put the hit into the tray."""
        self._catch_up()
        put_hit(self, self._search, self.hits.selected, self.library)

    def action_open_hit(self) -> None:
        """Read at the hit."""
        self._catch_up()
        line, found = self.hits.selected, self._search
        if line is None or found is None:
            return
        try:
            reader = self.library.open(found.rows[line.briefing])
        except OSError as error:
            self.say(str(error), problem=True)
            return
        walk = ListWalk(found.rows, line.briefing, self.session.files.row)
        self.ask(ToBriefing(Opened(reader, at=line.section, item=line.item, query=found.query, passage=line.context, walk=walk)))

    on_hit_list_chosen = action_open_hit
    """A hit was clicked twice."""

    def on_screen_resume(self) -> None:
        """Back from a briefing: the same words, the same hit."""
        if self.is_mounted:
            self.prompt.take_keys()

    # the preview

    def on_hit_list_moved(self) -> None:
        """Show the section of the selected hit in a moment; at the end of the list, fetch more."""
        found = self._search
        if found is not None and found.more and (self.hits.at_end or len(found.lines) < self.app.size.height):
            self._asking.want_more(found, self.app.size.height)
            self._ask(hold=True)
        if self._preview_timer is not None:
            self._preview_timer.stop()
            self._preview_timer = None
        if self.size.width >= PREVIEW_FROM:
            after = PREVIEW_AFTER if self._previewed == self._asking.words else PREVIEW_SOON
            self._preview_timer = self.set_timer(after, self._preview)

    @property
    def is_at_rest(self) -> bool:
        """Whether what is typed was searched for, and the selected hit is shown beside the others where there is room."""
        return 0 < self._shown == self._asked and self._preview_timer is None

    def searched(self, *, from_the_first: bool = False) -> tuple[str, Sequence[Row]] | None:
        """What is searched for, and what was found, where a new search would show the same (from the first hit on, if so)."""
        found = self._search
        if found is None or not found.lines or not self.is_at_rest or self._asking.unfolded:
            return None
        if from_the_first:
            self.hits.show(found.rows, found.lines, "")
            self._preview()
        return (self._asking.words, found.rows[: self.size.height]) if self.hits.is_first else None

    def _preview(self) -> None:
        self._preview_timer, self._previewed = None, self._asking.words
        show_hit(self.preview, self.library, self._search, self.hits.selected)
        paint_now(self.preview)


def show_hit(page: DocumentView, library: Library, found: Search | None, line: Line | None) -> None:
    """Show the section of a hit, or why that cannot be read; nothing where there is none."""
    if found is None or line is None:
        page.show(None)
        return
    try:
        reader = library.open(found.rows[line.briefing])
    except OSError as error:
        page.show(None, placeholder=row_text(str(error)))
        return
    reader.view.resize(min(MEASURE, page.text_width), max(1, page.size.height))
    reader.search_for(found.query)
    if line.section:
        reader.go_to_hit(line.section, line.context.text, line.context.start, line.item)
    page.show(reader)
