"""Ten thousand random bursts of keys over a hundred odd files, in memory and through a terminal."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual._xterm_parser import XTermParser

from tests.cli.terminal import Terminal
from tests.ui.bursts import burst, odd_library, session, state_of
from tests.ui.screens import read_into_memory
from tui.cli.inputs import Inputs
from tui.journal.journal import Journal
from tui.reading.session import Session
from tui.ui.app import BriefingApp
from tui.ui.destinations import Opened
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen
from tui.ui.start import composed_document, library_in_memory

WHOLE = bool(os.environ.get("LONG"))
BURSTS = 10_000 if WHOLE else 200
TERMINALS = 60 if WHOLE else 2
MOST = 20
"""Bursts of one run of the program."""
GROWTH = 150_000
"""Kilobytes by which the process may grow once it is warm."""
CORPORA = Path(os.environ.get("BRIEFING_CORPORA", "corpora"))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A hundred odd files, of which none is another one afterwards."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VISUAL", "true")
    # One of the keys writes files for others where one is.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(BriefingApp, "copy_out", lambda self, text: "to nowhere")
    folder = tmp_path / "library"
    odd_library(folder, CORPORA)
    before = state_of(folder)
    yield folder
    assert state_of(folder) == before


def test_random_bursts_end_nothing(library: Path, tmp_path: Path) -> None:
    sent, seed, warm = 0, 1000, 0
    shelf = Inputs([library])
    while sent < BURSTS:
        seed += 1
        journal = Journal(tmp_path / "data")

        def make(seed: int = seed, journal: Journal = journal) -> BriefingApp:
            if seed % 4 == 3:
                one = Inputs([library / random.Random(seed).choice(("long.md", "judged.yaml", "wide.md"))])
                alone = Session(one, composed_document, journal=journal)
                return BriefingApp(ReaderScreen(alone, Opened(load=lambda: alone.open(*one.opened()))))
            together = Session(shelf, composed_document, journal=journal)
            together.library = read_into_memory(together, shelf) if seed % 2 else library_in_memory(together, shelf)
            return BriefingApp(LibraryScreen(together, "library", load=not seed % 2))

        try:
            # A loop of its own, as each run of the program has: with it end its threads.
            sent += asyncio.run(session(make, seed, MOST))
        finally:
            journal.close()
            forget_the_program()
        warm = warm or (resident() if sent > BURSTS // 10 else 0)
    assert not WHOLE or resident() - warm < GROWTH


def forget_the_program() -> None:
    """Let go of a program that has ended: its own process would end with it, this one goes on to the next."""
    for value in vars(XTermParser).values():
        # The framework remembers keys by parser, and a parser that remembers its last key knows the program.
        if hasattr(value, "cache_clear"):
            value.cache_clear()
    gc.unfreeze()
    gc.collect()


def resident() -> int:
    """Kilobytes of memory of this process; 0 where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return 0
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


@pytest.mark.parametrize("seed", range(TERMINALS))
def test_random_bursts_through_a_terminal_leave_it_as_it_was(library: Path, seed: int) -> None:
    chance = random.Random(seed)
    terminal = Terminal(str(library), cwd=library)
    try:
        terminal.wait_for("\x1b[?1049h")
        time.sleep(chance.choice((0.0, 0.3, 1.5)))
        for _ in range(12):
            if terminal.process.poll() is not None:
                break
            # Suspending is the shell's business, and it has none here.
            terminal.press(burst(chance))
            terminal.read_for(chance.choice((0.0, 0.05, 0.3)))
            if chance.random() < 0.3:
                terminal.resize(chance.choice((1, 8, 20, 80, 200)), chance.choice((1, 3, 5, 24, 50)))
        for _ in range(80):
            if terminal.process.poll() is not None:
                break
            terminal.press(b"\x1b[201~\x1b")
            terminal.read_for(0.15)
            terminal.press(b"q")
            terminal.read_for(0.1)
        assert terminal.end() == 0, terminal.output[-500:]
        assert terminal.restored == []
        assert b"Traceback" not in terminal.output
    finally:
        terminal.close()
