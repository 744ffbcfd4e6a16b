"""Taking a picture: the real program in memory, no terminal and no network."""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pictures.scenes import Scene

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent

_REMOTE = re.compile(r",?\s*url\(\"?https?://[^)]*\)(?:\s*format\(\"[^\"]*\"\))?")
_RUN = re.compile(r'(<text [^>]*\bx=")([\d.]+)("[^>]*\btextLength=")([\d.]+)("[^>]*>)((?:&#160;)*)([^<]*?)((?:&#160;)*)</text>')
DAY = 1_722_513_600.0
"""1 August 2024, 12:00 UTC: the day on which the pictures are taken, and before which nothing was read."""

_CELL = 12.2
"""Width of a cell in the picture's units."""


async def picture(scene: Scene) -> str:
    """The screen of a scene as SVG, which names no address to fetch a font from.

    The current folder must be the project's: the header shows the path of the library. Nobody's own
    catalog or configuration is touched.
    """
    os.environ.pop("NO_COLOR", None)
    os.environ["BRIEFING_THEME"] = scene.theme
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    with TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = os.environ["XDG_CONFIG_HOME"] = folder
        return await _taken(scene, Path(folder))


async def _taken(scene: Scene, folder: Path) -> str:
    from tui.catalog.refresh import refresh
    from tui.cli.inputs import Inputs
    from tui.journal.journal import Journal
    from tui.reading.library import Library
    from tui.reading.session import Session
    from tui.ui.app import BriefingApp
    from tui.ui.screens.library import LibraryScreen
    from tui.ui.start import composed_document

    shelf = Inputs(["briefings"])
    refresh(shelf.paths, processes=1)
    journal = Journal(folder / "journal", now=lambda: DAY)
    session = Session(shelf, composed_document, clock=lambda: 0.0, journal=journal, now=lambda: DAY)
    session.library = Library(session, shelf.name, shelf.paths)
    app = BriefingApp(LibraryScreen(session, shelf.name))
    async with app.run_test(size=scene.size) as pilot:
        for key in scene.keys:
            await pilot.press(key)
        await pilot.pause(0.6)
        return trimmed(without_addresses(app.export_screenshot(title=f"briefing: {scene.name}")))


def without_addresses(svg: str) -> str:
    """The picture with the fonts of the reader's own machine only."""
    return _REMOTE.sub("", svg)


def trimmed(svg: str) -> str:
    """The picture with every run of text placed where its first visible character stands.

    Some viewers drop spaces at the ends of a run, and the words then move.
    """
    return _RUN.sub(_without_ends, svg)


def _without_ends(run: re.Match[str]) -> str:
    head, x, middle, length, tail, before, text, after = run.groups()
    if not text:
        return ""
    left, right = before.count("&"), after.count("&")
    place, width = float(x) + left * _CELL, float(length) - (left + right) * _CELL
    return f"{head}{place:.1f}{middle}{width:.1f}{tail}{text}</text>"
