"""From the command line to the first screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.screens import opened
from tui.cli.inputs import Inputs
from tui.ui.app import BriefingApp
from tui.ui.screens.library import LibraryScreen
from tui.ui.start import open_screen


def started(monkeypatch: pytest.MonkeyPatch, *paths: Path, at: str = "", find: str = "") -> BriefingApp:
    """The program as `open_screen` is about to run it."""
    apps: list[BriefingApp] = []
    monkeypatch.setattr(BriefingApp, "run", lambda self: apps.append(self))
    assert open_screen(Inputs(paths), at=at, find=find) == 0
    return apps[0]


async def test_a_folder_of_several_opens_as_a_list_and_says_where_it_is(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(started(monkeypatch, library)) as seen:
        assert isinstance(seen.app.screen, LibraryScreen)
        assert "library" in seen.lines[0]
        assert "2 briefings" in seen.lines[0]


async def test_one_briefing_opens_at_once(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(started(monkeypatch, library / "forum.yaml")) as seen:
        assert "The industry forum" in seen.lines[0]
        await seen.press("app.leave")
    assert seen.app.return_code == 0


async def test_it_begins_at_a_section_and_with_words_found(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(started(monkeypatch, library, at="talks#deterrence", find="forces")) as seen:
        await seen.settle()
        assert seen.reader.find.query == "forces"
        assert seen.reader.document.sections[seen.reader.section].title == "Deterrence"
    async with opened(started(monkeypatch, library / "talks.yaml", at="#seoul")) as seen:
        assert seen.reader.document.sections[seen.reader.section].title == "Seoul"


async def test_a_section_that_is_not_there_is_said_on_the_screen(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(started(monkeypatch, library, at="talks#[/nowhere]")) as seen:
        assert "no section “[/nowhere]”" in seen.status


def test_a_briefing_that_is_not_there_is_an_error_with_a_sentence(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match="There is no briefing “nowhere”"):
        started(monkeypatch, library, at="nowhere")


@pytest.mark.parametrize(("wanted", "theme"), [("nord", "nord"), ("", "briefing-dark"), ("no-such-theme", "briefing-dark")])
def test_the_environment_chooses_the_theme(library: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, theme: str) -> None:
    monkeypatch.setenv("BRIEFING_THEME", wanted)
    assert started(monkeypatch, library).theme == theme
