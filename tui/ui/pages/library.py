"""Pages made from the things of the library: shown anew when it changes, in another order when one asks for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal

from tui.reading.composed import Composition
from tui.reading.library_pages.asking import NoAnswer, asked_page, page_up_to
from tui.reading.library_pages.registry import PAGE_OF, SOME_PAGES
from tui.ui.keys import bindings
from tui.ui.pages.composed import LATER, EntriesPage, RestOfPage, cut_page

if TYPE_CHECKING:
    from tui.document.apparatus.entry import Phrase
    from tui.reading.composed import PageEntry, PageOf
    from tui.reading.reader import Reader
    from tui.ui.destinations import ToLibraryPage
    from tui.ui.keys import Where
    from tui.ui.pages.composed import GoingOut
    from tui.ui.surface import ReaderSurface
    from tui.ui.widgets.bars import Pieces

AT_ONCE = 5_000
"""Briefings up to which a page is made while one waits; of more it is made in another thread."""


class PagePanes(Horizontal):
    """The panes of such a page: its keys come behind those of the pane that has the focus, before those of every page."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("page")


class LibraryItemsPage(EntriesPage):
    """Shows a page of the library; Enter opens the briefing that says so, at that very place."""

    PLACES: tuple[Where, ...] = ("page",)

    def __init__(self, on: ReaderSurface, asked: ToLibraryPage) -> None:
        """Make a page.

        Args:
            on: the screen that shows it.
            asked: which one, of which briefings.
        """
        super().__init__(on)
        self._asked = asked
        self._page = PAGE_OF[asked.name]
        self._options = dict(asked.options)
        library = on.session.library
        self.WAITING = "Asking the library…" if library is not None and library.count > AT_ONCE else ""
        self._stale = False
        """Whether the library has another state that could not be shown yet."""
        self._asks = 0
        """How many times another page was asked for: the last one alone is shown."""
        self._rest = RestOfPage(on, self._read_whole, partial(self._show, hold=True))

    def compose(self) -> Composition:
        """Ask the library; of a large one, for the beginning of the page."""
        return self._compose(beginning=bool(self.WAITING))

    def _compose(self, *, beginning: bool) -> Composition:
        try:
            return asked_page(self._on.session, self._asked.name, self._asked.words, self._options, beginning=beginning)
        except NoAnswer as error:
            return Composition(f"~{self._page.name}", self._page.title, (), _nothing, str(error))

    def _read_whole(self) -> Reader:
        return self.read_of(self._compose(beginning=False))

    def begin(self, reader: Reader) -> None:
        """Begin where the page says; have the rest made, where this is its beginning."""
        super().begin(reader)
        if self.shown.is_beginning:
            self._rest.begin(reader)
            self._on.show_status()

    def complete(self) -> None:
        """Show all of it."""
        self._rest.complete()

    def going_out(self) -> GoingOut:
        """The page made anew of what may: a source that several briefings name is told by those of them that may be told of."""
        session, asked, options = self._on.session, self._asked, dict(self._options)
        return lambda ceiling: cut_page(*page_up_to(session, asked.name, asked.words, options, ceiling), ceiling)

    @property
    def panes(self) -> type[Horizontal]:
        """The panes have the keys of such pages."""
        return PagePanes

    def open_entry(self, entry: PageEntry) -> None:
        """Open the briefing that says so; an entry that stands for many leads nowhere."""
        if entry.page is not None and entry.page.instead:
            self._on.ask(self._asked._replace(name=entry.page.page, options=entry.page.options))
        elif entry.target.briefing or entry.target.path:
            super().open_entry(entry)
        else:
            self._on.say("This line is about several briefings, and leads to none")

    def peeked(self) -> PageOf | None:
        """The actor, the source or the term of the current entry."""
        entry = self.shown.entry(self.entry)
        return entry.page if entry is not None else None

    # what is shown

    def library_changed(self, *, busy: bool = False) -> bool:
        """Show what the library says now, place held."""
        self._stale = True
        self._renew()
        return not self._stale

    def resumed(self) -> None:
        """Show what was saved meanwhile."""
        if self._stale:
            self._renew()

    def journal_changed(self) -> None:
        """Show what was put aside, or taken back, as it is now."""
        if self._options.get("name"):
            self._stale = True
            self._renew()
        super().journal_changed()

    def _renew(self) -> None:
        before = self._on.reader
        if before is None or not self._stale or not self._on.is_attached:
            return
        if self._on.prompting or before.selection.active:
            self._on.set_timer(LATER, self._renew)
            return
        self._stale = False
        self._ask(hold=True)

    def _ask(self, *, hold: bool) -> None:
        # What somebody reads on in may stand anywhere on the page.
        read = self._read_whole if hold else self.read
        self._asks += 1
        if self.WAITING:
            asks = self._asks
            self._on.in_thread(lambda: self._on.from_thread(self._arrived, read(), hold, asks), "page")
        else:
            self._show(read(), hold)

    def _arrived(self, fresh: Reader, hold: bool, asks: int) -> None:
        """Show what was asked for, unless something else was since; not while somebody types or selects."""
        before = self._on.reader
        if asks != self._asks or not self._on.is_attached:
            return
        if before is not None and (self._on.prompting or before.selection.active):
            self._on.set_timer(LATER, partial(self._arrived, fresh, hold, asks))
            return
        self._show(fresh, hold)

    def _show(self, fresh: Reader, hold: bool) -> None:
        before = self._on.reader
        if before is not None and hold:
            fresh.take_over(before)
        self._on.show_reader(fresh)
        if not hold:
            self.begin(fresh)

    def status(self, reader: Reader, found: Pieces) -> Pieces:
        """What find says, else what can be done here."""
        if self._rest.is_awaited and not reader.find.active:
            return ((f" The rest is being made · {self.HINT}", "muted"),)
        if reader.find.active or not self._page.hint:
            return super().status(reader, found)
        hint = "⟦page.aside⟧ puts a mention aside" if self._options.get("name") else self._page.hint
        return ((f" {hint} · {self.HINT} · ⟦app.help⟧ keys", "muted"),)

    # keys of such pages

    def sort(self) -> None:
        """Put the entries into the next order."""
        orders = list(self._page.orders)
        if not orders or self._options.get("record"):
            self._on.say("There is one order here")
            return
        now = self._options.get("sort", orders[0])
        chosen = orders[(orders.index(now) + 1) % len(orders)]
        self._options["sort"] = chosen
        self._ask(hold=False)
        self._on.say(f"By {chosen}")

    def turn(self, step: int) -> None:
        """Show the state at the next change, or at the one before."""
        date = self.shown.later if step > 0 else self.shown.earlier
        if date:
            self._options["as_of"] = date
            self._ask(hold=True)
        elif self._has("dates"):
            self._on.say(f"No change is known {'later' if step > 0 else 'earlier'}")

    def mine(self) -> None:
        """Show what is asked of the reader alone, or of everybody."""
        names = self._on.session.preferences.names
        if not self._has("mine"):
            return
        if not names:
            self._on.say("Who are you? Write “me: NAME” in config.yaml")
        else:
            self._options["owner"] = "" if self._options.get("owner") else "\n".join(names)
            self._ask(hold=False)

    def to_tray(self) -> None:
        """Put the judgment, event or other thing of the current entry into the tray."""
        from tui.ui.pages.tray import put_entry

        entry = self.shown.entry(self.entry) if self.entry else None
        if entry is None:
            self._on.say("Choose an entry first, with ) and (")
        else:
            put_entry(self._on, entry)

    def record(self) -> None:
        """Show how good the judgments were, or what they are."""
        if self._has("record"):
            self._options["record"] = "" if self._options.get("record") else "yes"
            self._ask(hold=False)

    def _has(self, key: str) -> bool:
        """Whether a key of some pages does something here; else says why not."""
        if key not in self._page.keys:
            self._on.say(SOME_PAGES[key])
        return key in self._page.keys

    def aside(self) -> None:
        """Put the mention at hand aside, or take it back."""
        from tui.reading.library_pages.mentions import is_aside

        entry, journal = self.shown.entry(self.entry), self._on.session.journal
        aside = entry.aside if entry is not None else None
        if aside is None or journal is None:
            self._on.say("Only mentions without a link can be put aside" if journal else "Nothing can be kept without the journal")
            return
        put = not is_aside(journal, aside)
        done = journal.close_actions(aside.identity, aside.stamps, put, "put a mention aside" if put else "took a mention back")
        self._on.when_kept(done, f"{'Put aside' if put else 'Taken back'} · ⟦undo.undo⟧ undoes · ⟦page.show-aside⟧ shows what is")
        self.journal_changed()

    def show_aside(self) -> None:
        """Show what was put aside as well, or not."""
        if not self._options.get("name"):
            self._on.say("Mentions are put aside on the page of an actor")
            return
        self._options["aside"] = "" if self._options.get("aside") else "yes"
        self._ask(hold=True)
        self._on.say("What was put aside stands below" if self._options["aside"] else "What was put aside is left out")


def _nothing(shown: Composition) -> Phrase:
    from tui.document.apparatus.entry import Phrase

    return Phrase()
