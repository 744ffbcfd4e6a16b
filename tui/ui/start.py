"""From a library to the first screen."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from tui.reading.current_files import BriefingInputs
from tui.reading.session import FoldsLeft, Preferences, Session

# Waiting longer for the rest of an escape sequence would make every Esc feel slow.
os.environ.setdefault("ESCDELAY", "25")

if "asyncio" not in sys.modules:
    # It imports OpenSSL where it can, which takes as long as all of the rest of it; nothing here talks to a network.
    sys.modules["ssl"] = None  # type: ignore[assignment]
    import asyncio  # noqa: F401

    del sys.modules["ssl"]


class _Unused(ModuleType):
    """Stands for a module of which something is named where it is imported, and nothing is used."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


UNUSED = ("textual.command", "platformdirs")
"""What the framework imports for its own palette, which is switched off here (`BriefingApp.ENABLE_COMMAND_PALETTE`), with the
inputs, selections and trees that this is made of, and for sending files to a browser."""

if "textual.app" not in sys.modules:
    _stand_ins = [name for name in UNUSED if name not in sys.modules]
    for _name in _stand_ins:
        sys.modules[_name] = _Unused(_name)
    # Together they are a tenth of all that is imported. Should a later release use one at once, it is imported again, with all.
    with suppress(Exception):
        import textual.app  # noqa: F401
    for _name in _stand_ins:
        # Whoever asks for it from now on is given the real one.
        del sys.modules[_name]

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tui.catalog.memory import CatalogInMemory
    from tui.document.document import Document
    from tui.document.folds import FoldState
    from tui.journal.journal import Journal
    from tui.model.briefing import Briefing
    from tui.model.file_stamp import FileStamp
    from tui.model.recalls import Recall
    from tui.reading.library import Library
    from tui.reading.reader import Reader
    from tui.ui.destinations import Opened
    from tui.ui.indexer import Indexer, IndexSaved
    from tui.ui.kept_screen import ScreenKeeper
    from tui.ui.keymap import Keymap
    from tui.ui.screens.base import BaseScreen

PATIENCE = 0.04
"""Seconds that the first screen waits for what it is to show; then it is shown empty, and filled when that is there."""


class LibraryInputs(BriefingInputs, Protocol):
    """What the screen is opened on."""

    note: str

    @property
    def paths(self) -> Sequence[str | Path]:
        """The files and folders that were named."""

    @property
    def single(self) -> bool:
        """Whether it is one briefing, to be opened at once."""

    def watch(self, changed: Callable[[frozenset[str], bool, str], None]) -> Callable[[], None]:
        """Watch the files; gives a function that stops it."""

    @property
    def has_catalog(self) -> bool:
        """Whether there may be a catalog to read from."""

    def is_large(self) -> bool:
        """Whether there are so many files that reading all of them would keep one waiting."""

    @property
    def name(self) -> str:
        """What to call it."""

    def soon(self, seconds: float) -> bool | None:
        """Whether what it holds will have been read within so many seconds; None where reading has not begun."""

    def in_memory(self) -> CatalogInMemory:
        """A catalog of it that is kept in memory alone."""

    def opened(self) -> tuple[Briefing, Document | None, FileStamp | None]:
        """The single briefing, its document where that has been composed already, and the stamp that its file had before.

        The stamp is None where a change since then might not show in it.
        """


TURN = 0.0002
"""Seconds that a thread which computes has before the screen's thread may go on; for each key that waits some twenty times."""


class Failed(Exception):
    """The screen ended through an error of the program, which is its cause."""


class Empty(Exception):
    """A library without a briefing."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library


def composed_document(briefing: Briefing, titles: Mapping[str, str], recalls: Sequence[Recall] = ()) -> Document:
    """A document, with the words of links to other briefings, and what it leans on that was recalled."""
    from tui.document.compose import compose

    return compose(briefing, library=titles, recalls=recalls)


def open_screen(
    library: LibraryInputs,
    *,
    at: str = "",
    find: str = "",
    catalog: bool = True,
    preferences: Preferences | None = None,
    keymap: Keymap | None = None,
    index_saved: IndexSaved | None = None,
    journal: Callable[[], Journal] | None = None,
    limit: str = "",
    index_options: Sequence[str] = (),
    say: Callable[[str], None] = lambda sentence: None,
    keeper: ScreenKeeper | None = None,
    search: str = "",
    resumed: bool = False,
    typed: list[str] | None = None,
    left: Callable[[tuple[str, str, str], Mapping[str, FoldState]], None] | None = None,
    folds: Callable[[], Mapping[str, FoldState]] = dict,
) -> int:
    """Show a library until the person leaves.

    Args:
        library: what to read.
        at: `ID`, `#SECTION` or `ID#SECTION` to begin at.
        find: words to find at once.
        preferences: of the person at the screen.
        keymap: which keys do what; None for the usual ones.
        catalog: read from the library's catalog, and keep it up to date.
        index_saved: brings the catalog up to date with a few files that were saved (`tui.ui.indexer.IndexSaved`); without, a
            process of its own does.
        limit: what of it may be shown, as its catalog on disk is known by; "" for everything.
        index_options: of `briefing index`, by which it keeps that catalog.
        say: told, when the terminal is the shell's again, why it ended by itself, and what could not be kept.
        journal: opens what keeps what the person does and reads; None where nothing is to be kept.
        keeper: keeps the screen as one rests on it and leaves it; None where that is not to be kept.
        search: words to search the library for at once.
        resumed: whether one goes on with what was left: what is not there any more is said, and the rest opened.
        typed: what was typed in prompts before, oldest first; what is typed now is put there.
        left: told, at the end, where one was (`tui.ui.kept_screen.left_at`), and what is folded, by the ids of briefings.
        folds: gives what was folded when one left, by the ids of briefings.

    Returns:
        The exit status.

    Raises:
        Empty: there is no briefing to show.
        OSError: it cannot be read; the message is a sentence.
    """
    from tui.terminal.kept_frame import drawn
    from tui.ui.app import BriefingApp
    from tui.ui.driver import quick_driver
    from tui.ui.keymap import USUAL

    left_before = FoldsLeft(folds)
    session = Session(library, composed_document, preferences=preferences, open_journal=journal, limit=limit, folds=left_before)
    session.typed = typed if typed is not None else session.typed
    before = drawn()
    session.window = before.window if before is not None else ()
    indexer = None
    if library.paths:
        from tui.ui.indexer import Indexer

        indexer = Indexer(
            session,
            library.name,
            library.paths,
            library.watch,
            index=catalog and not library.single,
            index_saved=index_saved,
            options=index_options,
        )
    app = BriefingApp(
        _first(session, library, "" if search else at, find, indexer, catalog=catalog, resumed=resumed),
        quick_driver(),
        session.preferences.theme,
        indexer,
        keymap or USUAL,
    )
    if keeper is not None:
        app.resting.keep_by(keeper, before.words if before is not None else "")
    if search:
        app.resting.search_for(search, _behind_search(session, search, at, resumed=resumed))
    sys.setswitchinterval(TURN)
    # From here on the terminal must be given back, whatever comes.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        app.run()
    finally:
        app.last_resort.over()
        session.close_journal()
        for text in session.unsaved_drafts:
            say(f"what you were writing could not be kept: {text}")
        if indexer is not None:
            indexer.stop_soon()
            # Where the process does not end at once (`tui.__main__`), its threads must have ended before the interpreter does.
            atexit.register(indexer.stop)
    if app.failure is not None:
        raise Failed from app.failure
    app.resting.keep_left()
    if left is not None:
        left(app.resting.stood, left_before.states)
    status = app.return_code or 0
    if status > 128:
        say(f"ended by {signal.Signals(status - 128).name}")
    return status


def library_in_memory(session: Session, inputs: LibraryInputs) -> Library:
    """A library whose catalog is kept in memory alone; nothing is read yet."""
    from tui.reading.library import Library

    return Library(session, inputs.name, inputs.paths, memory=inputs.in_memory())


def _reader_on(session: Session, opened: Opened) -> BaseScreen:
    """The screen one reads on; a list does not import it before it stands there."""
    from tui.ui.screens.reader import ReaderScreen

    return ReaderScreen(session, opened)


def _behind_search(session: Session, words: str, at: str, *, resumed: bool) -> Opened | None:
    """What was opened from a search; None where nothing was, or where it is not there any more."""
    from tui.search.parse import parse
    from tui.ui.destinations import Opened

    name, _, section = at.partition("#")
    try:
        reader = session.open_id(name) if name else None
    except OSError:
        reader = None
    return Opened(reader, at=section, query=parse(words), resumed=resumed) if reader is not None else None


def _first(
    session: Session,
    library: LibraryInputs,
    at: str,
    find: str,
    indexer: Indexer | None = None,
    *,
    catalog: bool = True,
    resumed: bool = False,
) -> BaseScreen:
    from tui.ui.destinations import Opened

    name, _, section = at.partition("#")
    soon = library.soon(PATIENCE)
    if library.single:

        def load() -> Reader:
            return session.open(*library.opened())

        opened = Opened(at=section, resumed=resumed, find=find, said=library.note)
        return _reader_on(session, opened._replace(load=load) if soon is False else opened._replace(reader=load()))
    from tui.ui.screens.library import LibraryScreen

    if catalog and indexer is not None and library.has_catalog:
        from tui.ui.indexer import catalog_of

        session.library = catalog_of(session, library.name, library.paths)
    if session.library is None:
        session.library = library_in_memory(session, library)
        building = catalog and indexer is not None and library.is_large()
        if building or (soon is False and not name):
            # Of a large one the first rows alone are read ahead, where anything is.
            if soon:
                session.library.look()
                session.library.renew()
            more = building and not session.library.count
            return LibraryScreen(session, library.name, library.note, load=soon is False, building=more, indexer=indexer)
        session.library.look()
        session.library.renew()
        if not session.library.count:
            raise Empty(session.library)
    if name:
        reader = session.open_id(name)
        if reader is None and resumed:
            said = f"“{name}”, where you were, is not in {library.name} any more"
            return LibraryScreen(session, library.name, library.note or said, indexer=indexer)
        if reader is None:
            raise FileNotFoundError(f"There is no briefing “{name}” in {library.name}; `briefing list` lists them.")
        return _reader_on(session, Opened(reader, at=section, resumed=resumed, find=find))
    if session.library.count == 1:
        reader = session.library.open(session.library.rows("", "date")[0])
        return _reader_on(session, Opened(reader, at=section, find=find))
    return LibraryScreen(session, library.name, library.note, indexer=indexer)
