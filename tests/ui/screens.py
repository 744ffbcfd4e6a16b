"""The program in memory, for tests: opened on files, driven by the keys of its table, read as lines of text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

import tests.ui.idle
import tests.ui.unsent  # noqa: F401  what it paints is not put together
from tui.cli.inputs import Inputs
from tui.reading.library import Library
from tui.reading.reader import Reader
from tui.reading.session import Session
from tui.ui.app import BriefingApp
from tui.ui.destinations import Opened
from tui.ui.keymap import USUAL, Keymap
from tui.ui.keys import ACTIONS
from tui.ui.pages.composed import ComposedPage
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen
from tui.ui.start import composed_document, library_in_memory

TALKS = """\
title: Talks in Tokyo
id: talks
date: 2024-07-28
kind: assessment
producer: Desk
tlp: GREEN
tags: [japan, command]
bluf: Ministers met and *agreed* on a headquarters.
judgments:
  j1:
    text: The headquarters will be working by March.
    likelihood: unlikely
    confidence: low
    sources: seed
sections:
  - title: A joint headquarters
    body: |
      Washington will set up a headquarters in Japan. [@seed]

      It reports to [[indopacom]], as [the release](https://example.org/release) says; see [[forum]].

      - one point
      - another point about deterrence
  - title: Deterrence
    tlp: AMBER
    body: |
      Extended deterrence was discussed.

      | item | state |
      |------|-------|
      | rank | open  |

      Deterrence rests on forces.
  - title: Seoul
    body: Missile warning data are shared.
actors:
  indopacom: {name: Indo-Pacific Command, short: INDOPACOM, type: unit}
  usfj: {name: Forces Japan, short: USFJ, type: unit, reports_to: indopacom}
events:
  - {date: by 2025-03, title: Headquarters due, status: disputed}
sources:
  seed: {title: The report, url: "https://example.org/seed", grade: B2}
"""
FORUM = """\
title: The industry forum
id: forum
date: 2024-06
tags: [industry]
body: |
  # Missiles

  Factories make missiles. See [[talks]].
"""


def read_into_memory(session: Session, shelf: Inputs) -> Library:
    """A library that has been read, its catalog in memory alone."""
    library = library_in_memory(session, shelf)
    library.look()
    library.renew()
    return library


def app_on(path: Path | str, keymap: Keymap = USUAL) -> BriefingApp:
    """The program on a file or a folder, read already."""
    shelf = Inputs([path])
    session = Session(shelf, composed_document)
    if shelf.single:
        return BriefingApp(ReaderScreen(session, Opened(session.open(shelf.only()))), keymap=keymap)
    session.library = read_into_memory(session, shelf)
    return BriefingApp(LibraryScreen(session, shelf.name), keymap=keymap)


class Seen:
    """The program while it runs."""

    def __init__(self, app: BriefingApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *actions: str) -> None:
        """Press the first key of each action (`move.down`), in turn."""
        for action in actions:
            await self.pilot.press(next(known.keys[0] for known in ACTIONS if known.id == action))
        await self.pilot.pause()

    async def keys(self, *keys: str) -> None:
        """Press keys by their names."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Put a text into the open prompt, as if it had been pasted."""
        from textual.widgets import Input

        self.app.screen.query_one(Input).value = text
        await self.pilot.pause()

    async def click(self, words: str) -> None:
        """Click on some words of the screen."""
        row = next(number for number, line in enumerate(self.lines) if words in line)
        await self.pilot.click(offset=(self.lines[row].index(words) + 1, row))
        await self.pilot.pause()

    async def settle(self) -> None:
        """Wait until what was begun in the background is done and painted."""
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        """The screen as lines of text."""
        return ["".join(segment.text for segment in strip) for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def status(self) -> str:
        """The bottom line, or the lines of the sentence that stands there."""
        bars = self.app.screen.query("#status")
        return " ".join(line.strip() for line in self.lines[-bars.first().size.height if bars else -1 :])

    @property
    def screen(self) -> ReaderScreen:
        """The reader's screen."""
        assert isinstance(self.app.screen, ReaderScreen)
        return self.app.screen

    @property
    def composed(self) -> ComposedPage | None:
        """The page that was made from the library or the journal, where one is seen."""
        return self.app.screen.composed if isinstance(self.app.screen, ReaderScreen) else None

    @property
    def reader(self) -> Reader:
        """The open briefing."""
        assert self.screen.reader is not None
        return self.screen.reader


@asynccontextmanager
async def opened(path: Path | str | BriefingApp, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Seen]:
    """Run the program; errors in notifications and tooltips end it too."""
    app = path if isinstance(path, BriefingApp) else app_on(path)
    try:
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            await pilot.pause()
            yield Seen(app, pilot)
    finally:
        # The loop ends the threads of the last program alone that ran in it; those of others would hold them for good.
        app._threads.shutdown()
