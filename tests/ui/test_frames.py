"""Frames on their way to the terminal: none before the last one was taken, and then the newest alone."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from rich.console import Console
from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual.geometry import Offset, Region, Size
from textual.strip import Strip

from tests.terminal.emulator import Emulator
from tui.terminal.device import ASK_STATUS, STATUS, TAB, Abilities
from tui.ui.frames import Frames

COLUMNS, ROWS = 40, 24


class Desk:
    """Frames, and the terminal that they go to, which answers only when told to."""

    def __init__(self) -> None:
        self.terminal = Emulator(COLUMNS, ROWS, dirty="#")
        self.sent: list[str] = []
        self.frames = Frames(Abilities(erases_to_colour=True), {"TERM": "linux"}, asyncio.get_running_loop(), self._send)
        self.refreshed = 0
        self._app: Any = SimpleNamespace(
            cursor_position=Offset(0, 0), console=Console(), _sync_available=False, post_display_hook=lambda: None
        )
        self.size = Size(COLUMNS, ROWS)
        self.frames.begin()

    def _send(self, text: str) -> None:
        self.sent.append(text)
        self.terminal.feed(text)

    def _refresh(self, layout: bool) -> None:
        self.refreshed += layout

    def show(self, word: str) -> None:
        """Have the framework draw a screen full of a word."""
        strips = [[Strip([Segment(f"{word} {y}".ljust(COLUMNS))])] for y in range(ROWS)]
        screen: Any = SimpleNamespace(outer_size=self.size, refresh=self._refresh)
        assert self.frames.take(self._app, screen, LayoutUpdate(strips, Region(0, 0, COLUMNS, ROWS)))  # type: ignore[arg-type]

    async def answer(self) -> None:
        """Have the terminal answer once."""
        self.frames.heard(STATUS)
        await asyncio.sleep(0)

    @property
    def shown(self) -> str:
        return self.terminal.text(3).strip()


LONG = "a word that is long enough"


async def test_of_what_is_drawn_while_the_terminal_is_busy_only_the_newest_is_sent() -> None:
    desk = Desk()
    desk.show(f"{LONG} 0")
    assert desk.sent[-1].endswith(ASK_STATUS)
    sent = len(desk.sent)
    for number in range(1, 10):
        desk.show(f"{LONG} {number}")
    assert len(desk.sent) == sent
    assert desk.shown == f"{LONG} 0 3"
    await desk.answer()
    assert len(desk.sent) == sent + 1
    assert desk.shown == f"{LONG} 9 3"


async def test_nothing_is_sent_where_nothing_changed() -> None:
    desk = Desk()
    desk.show("same")
    await desk.answer()
    sent = len(desk.sent)
    desk.show("same")
    assert len(desk.sent) == sent


async def test_a_terminal_that_does_not_answer_gets_the_next_frame_when_the_last_was_written() -> None:
    desk = Desk()
    desk.show("first")
    desk.show("second")
    assert desk.shown == "first 3"
    assert desk.frames.asks_writer
    desk.frames.written()
    await asyncio.sleep(0)
    assert desk.shown == "second 3"


async def test_what_another_program_wrote_is_painted_over() -> None:
    desk = Desk()
    desk.show("ours")
    await desk.answer()
    desk.terminal.resize(COLUMNS, ROWS, dirty="?")
    desk.frames.invalidate()
    desk.show("ours")
    assert desk.shown == "ours 3"


async def test_tab_stops_that_another_program_set_are_not_gone_by() -> None:
    desk = Desk()
    desk.show(LONG)
    desk.frames.heard(f"\x1b[2;{TAB + 1}R")
    await asyncio.sleep(0)
    assert desk.frames.canvas.abilities.has_tabs
    desk.frames.begin()
    assert not desk.frames.canvas.abilities.has_tabs, "before it has answered anew"
    for column, known in ((TAB + 1, True), (5, False)):
        desk.frames.heard(f"\x1b[2;{column}R")
        await asyncio.sleep(0)
        assert desk.frames.canvas.abilities.has_tabs is known


async def test_nothing_is_sent_to_a_terminal_that_was_given_back() -> None:
    desk = Desk()
    desk.show("ours")
    desk.frames.heard(STATUS)
    desk.frames.end()
    sent = len(desk.sent)
    desk.show("too late")
    assert len(desk.sent) == sent
    desk.terminal.resize(COLUMNS, ROWS, dirty="$")
    desk.frames.begin()
    desk.show("back")
    assert desk.shown == "back 3"
