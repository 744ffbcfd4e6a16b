"""The manual from the screen: it opens in a reader of its own, and what cannot be is said."""

from __future__ import annotations

import subprocess
import sys
from contextlib import nullcontext

import pytest

from tests.ui.desk import Desk, report
from tui.ui.app import BriefingApp


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """The commands that were started with the terminal given to them, each with the theme it was given."""
    commands: list[tuple[list[str], str]] = []

    def run(command: list[str], *, env: dict[str, str], **_: object) -> subprocess.CompletedProcess[bytes]:
        commands.append((command, env["BRIEFING_THEME"]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(BriefingApp, "suspend", lambda self: nullcontext())
    return commands


@pytest.mark.parametrize(("journal", "options"), [(True, []), (False, ["--no-journal"])])
async def test_the_manual_has_the_theme_and_keeps_what_this_screen_keeps(
    desk: Desk, started: list[tuple[list[str], str]], journal: bool, options: list[str]
) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path, journal=journal) as seen:
        await seen.press("app.manual")
        theme = seen.app.theme
        assert seen.screen.status.notice == ""
    assert started == [([sys.executable, "-P", "-m", "tui", "help", *options], theme)]


async def test_the_sheet_of_keys_leads_to_the_manual(desk: Desk, started: list[tuple[list[str], str]]) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await seen.keys("question_mark", "f2")
    assert len(started) == 1


async def test_where_the_terminal_cannot_be_handed_over_it_is_said(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await seen.press("app.manual")
        assert "`briefing help` in a shell opens it" in seen.screen.status.notice
