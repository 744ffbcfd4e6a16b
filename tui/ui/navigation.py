"""The way from screen to screen: it alone opens and closes them."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, assert_never

from tui.model.garbage import CollectionAtRest
from tui.ui.content import cut, row_text
from tui.ui.destinations import (
    Back,
    Destination,
    Opened,
    ToBriefing,
    ToChanges,
    ToCommand,
    ToCompared,
    ToKeys,
    ToLibraryPage,
    ToMenu,
    ToNote,
    ToNotes,
    ToOthers,
    ToPalette,
    ToPlaces,
    ToQuestions,
    ToReadAgain,
    ToRow,
    ToSearch,
    ToThemes,
    ToTitles,
    ToTray,
)
from tui.ui.screens.base import BaseScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import App

    from tui.catalog.tables import Row
    from tui.search.query import Query
    from tui.ui.commands import ActionLine
    from tui.ui.pages.composed import ComposedPage
    from tui.ui.screens.actions import ActionSheet
    from tui.ui.screens.questions import Dialogue
    from tui.ui.surface import ReaderSurface

AFTER_CLOSING = 0.2
"""Seconds after a screen was closed from which on what it held is collected: the one below stands there by then."""

TITLE = 30
"""Cells of a briefing's title in a sentence."""


def let_go_of_closed_screens() -> None:
    """Have the framework keep no lines of screens that are closed.

    It remembers the colours inside and outside of a border by the cache of lines that asked for them, a thousand of which
    live on so with all that was ever painted in them. Here they are remembered by what they are mixed of.
    """
    from textual._styles_cache import StylesCache

    mix = getattr(StylesCache.get_inner_outer, "__wrapped__", None)
    if mix is None:
        # Another version of it.
        return
    known = lru_cache(1024)(partial(mix, StylesCache))
    StylesCache.get_inner_outer = lambda self, base, background: known(base, background)  # type: ignore[assignment]


TOLD = "a line's number, an action's name, :export docx…"
"""What stands in an empty command line."""


class Navigation:
    """Opens what screens ask for."""

    def __init__(self, app: App[None], first: BaseScreen) -> None:
        """Begin with a screen."""
        self._app = app
        self._first = first
        self._collection = CollectionAtRest()
        let_go_of_closed_screens()

    @property
    def page(self) -> BaseScreen:
        """The page that is seen, or lies below a sheet."""
        return next((screen for screen in reversed(self._app.screen_stack) if isinstance(screen, BaseScreen)), self._first)

    def go(self, destination: Destination) -> None:
        """Go somewhere, or say why one cannot."""
        match destination:
            case Back():
                self._back()
            case ToBriefing(opened):
                self._open(opened)
            case ToRow():
                self._open_row(destination)
            case ToNote():
                self._open_note(destination)
            case ToNotes():
                self._open_notes(destination)
            case ToPlaces():
                self._open_places()
            case ToOthers():
                self._open_others()
            case ToTray() | ToChanges() | ToCompared():
                self._open(Opened(), _page(destination))
            case ToLibraryPage():
                self._open_page(destination)
            case ToReadAgain(query):
                self._read_again(query)
            case ToSearch(words):
                self._search(words)
            case ToTitles(letters):
                self._choose_title(letters)
            case ToKeys():
                self._show_keys(destination)
            case ToCommand(begun):
                self._command(begun)
            case ToMenu():
                self._show_menu(destination)
            case ToPalette():
                self.show_palette()
            case ToThemes():
                self.show_themes()
            case ToQuestions(dialogue):
                self._ask(dialogue)
            case _:
                assert_never(destination)

    def _back(self) -> None:
        if len(self._app.screen_stack) == 1:
            self._app.exit()
            return
        self._app.pop_screen()
        self._app.set_timer(AFTER_CLOSING, self._collection.collect)

    # briefings

    def _open(self, opened: Opened, page: Callable[[ReaderSurface], ComposedPage] | None = None) -> None:
        from tui.ui.screens.reader import ReaderScreen

        self._app.push_screen(ReaderScreen(self.page.session, opened, page))

    def _open_row(self, to: ToRow) -> None:
        from tui.reading.way import walk_from

        session = self.page.session
        assert session.library is not None
        try:
            reader = session.library.open(to.row)
        except OSError as error:
            self.page.say(str(error), problem=True)
            return
        self._open(Opened(reader, walk=walk_from(to.rows, to.row, to.near, session.files.row), round=to.round))

    def _open_note(self, to: ToNote) -> None:
        note = to.note
        try:
            reader = self.page.session.open_kept(note.briefing_id, note.path)
        except OSError as error:
            title = cut(row_text(note.title), TITLE)
            self.page.say(f"“{title}” cannot be opened; your note is kept still. {error}", problem=True)
            return
        self._open(Opened(reader, note=note))

    # pages

    def _open_notes(self, to: ToNotes) -> None:
        from tui.ui.pages.notes import NotesPage

        page, margin = self.page, to.margin
        journal = page.session.journal
        if margin is not None:
            notes = partial(NotesPage, home=page, notes=margin.noted, title=f"Notes on {to.title}")
        elif journal is None:
            page.say("Without the journal there are no notes")
            return
        elif not journal.notes():
            here = "There are no notes yet: ⟦note.write⟧ in a briefing writes one"
            page.say(f"Your notes cannot be read now: {journal.unread}" if journal.unread else here, problem=bool(journal.unread))
            return
        else:
            from tui.model.digests import text_digest
            from tui.reading.kept_briefings import marking_with_title
            from tui.reading.pages.notebook import Notebook

            book = Notebook(journal.notes, partial(marking_with_title, journal), lambda text: text_digest(text, journal.secret))
            notes = partial(NotesPage, home=page, notes=book.all, title="Your notes", book=book)
        self._open(Opened(), notes)

    def _open_places(self) -> None:
        from tui.reading.pages.recent_places import recent

        page = self.page
        journal = page.session.journal
        places = recent(journal.visits()) if journal is not None else []
        if journal is None or not places:
            page.say("There is no place to go back to yet" if journal is not None else "No places are kept without the journal")
            return
        from tui.ui.pages.recent_places import PlacesPage

        self._open(Opened(), partial(PlacesPage, home=page, journal=journal, places=places))

    def _open_others(self) -> None:
        page = self.page
        library = page.session.library
        if library is None or not library.others:
            page.say("There are no other files here: all that are read are briefings")
        elif page.session.limit:
            page.say("Under a ceiling other files are not named: nothing says how they are marked")
        else:
            from tui.ui.pages.other_files import OtherFilesPage

            self._open(Opened(), partial(OtherFilesPage, library=library))

    def _open_page(self, to: ToLibraryPage) -> None:
        from tui.ui.pages.library import LibraryItemsPage

        if self.page.session.library is None:
            self.page.say("This is one briefing: open a folder to ask its library")
        else:
            self._open(Opened(), partial(LibraryItemsPage, asked=to))

    def _read_again(self, query: Query) -> None:
        from tui.ui.pages.read_again import ReadAgainPage, refusal

        journal = self.page.session.journal
        refused = refusal(journal, query)
        if journal is None or refused:
            self.page.say(refused)
        else:
            self._open(Opened(query=query), partial(ReadAgainPage, journal=journal, query=query))

    # the library

    def _search(self, words: str) -> None:
        from tui.ui.screens.search import SearchScreen

        page = self.page
        library = page.session.library
        if library is None:
            page.say("This is one briefing: open a folder to search its library")
        else:
            self._app.push_screen(SearchScreen(page.session, library, words))

    def _choose_title(self, letters: str) -> None:
        from tui.ui.screens.quick_open import QuickOpenScreen

        page = self.page
        library = page.session.library
        if library is None:
            page.say("This is one briefing: open a folder to choose from its library")
            return
        rows = library.rows("", "date")

        def chosen(row: Row | None) -> None:
            if row is not None:
                self.go(ToRow(row))

        self._app.push_screen(QuickOpenScreen(lambda: rows, letters), chosen)

    # sheets

    def _show(self, sheet: ActionSheet) -> None:
        from tui.ui.screens.actions import ActionSheet, chosen

        if not isinstance(self._app.screen, ActionSheet):
            self._app.push_screen(sheet, partial(chosen, self.page))

    def _show_keys(self, to: ToKeys) -> None:
        from tui.ui.screens.actions import keys_of

        self._list(keys_of(self.page, to.places, queries=to.queries), "Keys")

    def _show_menu(self, to: ToMenu) -> None:
        from tui.ui.screens.actions import palette_of

        entries = {entry.id: entry._replace(group=to.title) for entry in palette_of(self.page)}
        self._list([entries[id] for id in to.ids if id in entries], "What can be done")

    def _list(self, listed: Sequence[ActionLine], title: str) -> None:
        from tui.ui.commands import ActionLines
        from tui.ui.screens.actions import ActionSheet

        self._show(ActionSheet(ActionLines(listed).fitting, "keys", title=title))

    def show_palette(self) -> None:
        """Show every action by name."""
        from tui.ui.screens.actions import palette_of

        self._offer(palette_of(self.page), "words of an action, a section, an actor or a saved search")

    def _offer(self, entries: Sequence[ActionLine], placeholder: str) -> None:
        from tui.ui.commands import ActionLines
        from tui.ui.screens.actions import ActionSheet

        used, lines = self.page.session.used, ActionLines(entries)
        self._show(ActionSheet(lambda typed: lines.fitting(typed, used), placeholder=placeholder))

    def _command(self, begun: str) -> None:
        from tui.ui.screens.actions import ActionSheet
        from tui.ui.screens.command_line import CommandLine

        line, past = CommandLine(self.page), self.page.session.typed
        self._show(ActionSheet(line.look, "command", placeholder=TOLD, nothing=line.nothing, past=past, begun=begun))

    def _ask(self, dialogue: Dialogue) -> None:
        from tui.ui.screens.questions import QuestionsScreen

        def answered(act: Callable[[], object] | None) -> None:
            if act is not None:
                act()

        if not isinstance(self._app.screen, QuestionsScreen):
            self._app.push_screen(QuestionsScreen(dialogue), answered)

    def show_themes(self) -> None:
        """Show the themes."""
        from tui.ui.screens.actions import themes_of

        self._offer(themes_of(self.page), "name of a theme")


def _page(to: ToTray | ToChanges | ToCompared) -> Callable[[ReaderSurface], ComposedPage]:
    """What makes the page of a destination that has all that the page is made of."""
    match to:
        case ToTray(tray):
            from tui.ui.pages.tray import TrayPage

            return partial(TrayPage, tray=tray)
        case ToChanges():
            from tui.ui.pages.changes import ChangesPage

            return partial(ChangesPage, asked=to)
        case ToCompared(before, after):
            from tui.ui.pages.compared import ComparedPage

            return partial(ComparedPage, before=before, after=after)
