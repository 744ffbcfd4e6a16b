"""Somebody who comes back: a library, a journal beside it, and clocks that stand still until they are set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.ui.screens import Seen, opened, read_into_memory
from tui.catalog.refresh import refresh
from tui.cli.inputs import Inputs
from tui.journal.journal import Journal
from tui.journal.redaction import KEEP_ALL, Keep
from tui.reading.library import Library
from tui.reading.session import Session
from tui.ui.app import BriefingApp
from tui.ui.destinations import Opened
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen
from tui.ui.start import composed_document

DAY = 86_400.0
NOON = 1_721_995_200.0
"""26 July 2024, 12:00 UTC."""

ROWS = 24
SIZE = (100, ROWS)


def section(name: str, *more: str, paragraphs: int = 5) -> str:
    """A section of some paragraphs, each told from every other by its words."""
    texts = [f"Paragraph {number} of {name} says that {name.lower()} goes on." for number in range(1, paragraphs + 1)]
    return "\n".join([f"  - title: {name}", "    body: |", *(f"      {text}\n" for text in [*texts, *more])])


NAMES = ("Harbour", "Island", "Mountain", "Village", "River", "Forest")

FRONT = """\
title: Report on the coast
id: coast
date: 2024-07-20
tlp: GREEN
bluf: The coast is quiet.
judgments:
  j1: {text: It stays quiet., likelihood: likely, confidence: low}
sections:
"""


def report(*more: str, front: str = FRONT, names: tuple[str, ...] = NAMES) -> str:
    """A briefing of some pages; `more` paragraphs stand at the end of its third section."""
    return front + "\n".join(section(name, *(more if place == 2 else ())) for place, name in enumerate(names)) + "\n"


SHORT = "title: {title}\nid: {id}\ndate: {date}\nbody: |\n  {text}\n"


def short(title: str, date: str = "2024-07-01", text: str = "It is short.") -> str:
    """A briefing that one window holds; its id is its title in small letters."""
    return SHORT.format(title=title, id=title.lower(), date=date, text=text)


class Desk:
    """One reader's place of work, from one run of the program to the next."""

    def __init__(self, folder: Path) -> None:
        """Sit down where there is no journal yet; `library` and `data` are made in a folder."""
        self.library = folder / "library"
        self.library.mkdir()
        self.data: Path | None = folder / "data"
        self.now = NOON
        self.seconds = 1000.0
        self.keep: Keep = KEEP_ALL
        self.catalog = False
        """Whether `opened` opens the library's catalog."""
        self.journal = self.open_journal()

    def open_journal(self) -> Journal:
        """The journal as a new run of the program finds it."""
        self.journal = Journal(self.data, now=lambda: self.now, keep=self.keep)
        return self.journal

    def write(self, name: str, text: str) -> Path:
        """Write a file of the library."""
        path = self.library / name
        path.write_text(text, encoding="utf-8")
        return path

    def app(self, path: Path | None = None, *, journal: bool = True, catalog: bool = False) -> BriefingApp:
        """The program on a file, or on the library: read into memory, or from its `catalog`."""
        shelf = Inputs([path or self.library])
        kept = self.journal if journal else None
        note = self.journal.troubles[0] if journal and self.journal.troubles else ""
        session = Session(shelf, composed_document, clock=lambda: self.seconds, journal=kept, now=lambda: self.now)
        if shelf.single:
            return BriefingApp(ReaderScreen(session, Opened(session.open(shelf.only()), said=note)))
        if catalog:
            refresh([self.library])
            session.library = Library(session, "library", [self.library])
        else:
            session.library = read_into_memory(session, shelf)
        return BriefingApp(LibraryScreen(session, "library", note))

    @asynccontextmanager
    async def opened(self, path: Path | None = None, size: tuple[int, int] = SIZE, *, journal: bool = True) -> AsyncIterator[Seen]:
        """One run of the program, with the journal as the run before left it."""
        self.journal.close()
        self.now += 60
        self.open_journal()
        async with opened(self.app(path, journal=journal, catalog=self.catalog), size) as seen:
            for _ in range(3):
                # One thing that is done in the background may begin another.
                await seen.settle()
            yield seen

    async def rest(self, seen: Seen, seconds: float = 60.0) -> None:
        """Look at the page for a while, as long as it takes to read it."""
        self.seconds += seconds
        self.now += seconds
        seen.screen.reading_log.look()
        await seen.pilot.pause()

    async def kept(self, seen: Seen) -> None:
        """Wait until what was done is in the journal, and said."""
        assert self.journal.flush(20)
        await seen.pilot.pause()
        await seen.pilot.pause()

    async def press(self, seen: Seen, *actions: str) -> None:
        """Press keys of the table, not too fast, and wait until what they do is in the journal."""
        self.seconds += 0.5
        await seen.press(*actions)
        await self.kept(seen)

    async def read_all(self, seen: Seen) -> None:
        """Read the open briefing to its end, page by page."""
        await self.rest(seen)
        while seen.reader.view.page(1):
            seen.screen.repaint()
            await self.rest(seen)
