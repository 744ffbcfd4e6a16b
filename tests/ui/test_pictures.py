"""How the screens look: pictures that change only when somebody means it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.screens import app_on
from tui.ui.library_screen import PREVIEW_AFTER

SIZES = [(40, 12), (80, 24), (120, 40), (200, 50)]
Compare = Any
"""The fixture of pytest-textual-snapshot; it has no type."""


def names(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


@pytest.mark.parametrize("size", SIZES, ids=names)
def test_the_library_looks_like_this(snap_compare: Compare, library: Path, size: tuple[int, int]) -> None:
    async def bottom_line(pilot: Pilot[None]) -> None:
        await pilot.pause(2 * PREVIEW_AFTER)

    assert snap_compare(app_on(library), terminal_size=size, run_before=bottom_line)


@pytest.mark.parametrize("size", SIZES, ids=names)
def test_the_reader_looks_like_this(snap_compare: Compare, library: Path, size: tuple[int, int]) -> None:
    async def find(pilot: Pilot[None]) -> None:
        from tui.ui.reader_screen import ReaderScreen

        screen = pilot.app.screen
        assert isinstance(screen, ReaderScreen)
        assert screen.reader is not None
        screen.reader.find.begin()
        screen.reader.find.type("headquarters")
        screen.reader.find.accept()
        screen.repaint()
        await pilot.pause()

    assert snap_compare(app_on(library / "talks.yaml"), terminal_size=size, run_before=find)


def test_the_light_theme_looks_like_this(snap_compare: Compare, library: Path) -> None:
    async def light(pilot: Pilot[None]) -> None:
        pilot.app.theme = "briefing-light"
        await pilot.pause()

    assert snap_compare(app_on(library / "talks.yaml"), terminal_size=(80, 24), run_before=light)
