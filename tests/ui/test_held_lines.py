"""Lines that are held from one frame to the next: they are what the framework would draw, and what would be painted anew."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tests.ui.screens import opened
from tui.ui.app import BriefingApp
from tui.ui.screens.library import LibraryScreen
from tui.ui.widgets.library_list import LibraryList
from tui.ui.widgets.line_widget import LineWidget

IN_LIST = ["j", "k", "space", "g", "G", "v", "escape", "d", "U"]
IN_PAGE = ["j", "j", "k", "space", "b", "]", "[", "n", "v", "escape", "tab", "m", "a", "f", "d", "U", "}", "{", "G", "g"]


def cells(strip: Strip) -> list[tuple[str, Style | str | None]]:
    """What a line shows in each cell; of a space its ground alone, where nothing else of it is seen."""
    found: list[tuple[str, Style | str | None]] = []
    for text, style, _ in strip:
        is_plain = style is None or not (style.underline or style.reverse or style.strike)
        ground = str(style.bgcolor if style is not None else None)
        found += [(character, ground if character == " " and is_plain else style) for character in text]
    return found


def shown(widget: LineWidget) -> list[list[tuple[str, Style | str | None]]]:
    """All lines of a widget, as it hands them to the framework."""
    return [cells(line) for line in widget.render_lines(widget.outer_size.region)]


def check(app: BriefingApp) -> int:
    """See that every widget of lines shows what it would if nothing were held. Returns how many there are."""
    widgets = [widget for widget in app.screen.query(LineWidget) if widget.display and widget.size]
    for widget in widgets:
        held = shown(widget)
        assert held == [cells(line) for line in Widget.render_lines(widget, widget.outer_size.region)], (
            f"{widget}, by the framework"
        )
        widget.notify_style_update()
        assert shown(widget) == held, f"{widget}, painted anew"
    return len(widgets)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 14)])
async def test_what_is_held_is_what_would_be_painted_anew(library: Path, size: tuple[int, int]) -> None:
    chance = random.Random(size[0])
    async with opened(library, size=size) as seen:
        for number in range(30):
            await seen.keys(chance.choice(IN_LIST))
            assert check(seen.app) >= 2
            if not isinstance(seen.app.screen, LibraryScreen):
                await seen.keys("q")
            if number == 20:
                seen.app.theme = "briefing-light"
        await seen.press("library.open")
        for number in range(40):
            if number == 20:
                await seen.keys("escape", "escape")
                await seen.press("find.open")
                await seen.type("deterrence")
                await seen.keys("enter")
            await seen.keys(chance.choice(IN_PAGE))
            assert check(seen.app) >= 2
            if number == 30:
                seen.app.theme = "briefing-dark"


async def test_the_row_that_a_key_goes_to_is_sent_with_the_key_and_not_again(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The framework's next frame may be a sixtieth of a second away, where a preview was sent just before."""
    async with opened(library, size=(120, 40)) as seen:
        listed, sent = seen.app.screen.query_one(LibraryList), list[object]()
        monkeypatch.setattr(seen.app, "_display", lambda screen, drawn: sent.append(drawn))
        listed.action_row(1)
        assert len(sent) == 1
        await asyncio.sleep(0.03)
        assert len(sent) == 1
