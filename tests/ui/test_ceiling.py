"""The screen under `--max-tlp`: what may not be shown is counted, and named nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.test_withholding import SECRET, WHOLE
from tests.ui.screens import opened, read_into_memory
from tui.catalog.refresh import refresh
from tui.cli.inputs import Inputs
from tui.cli.lookup import bring_up_to_date
from tui.model.handling import shown_up_to
from tui.reading.library import Library
from tui.reading.session import Session
from tui.ui.app import BriefingApp
from tui.ui.reader import file as page_file
from tui.ui.screens.library import LibraryScreen
from tui.ui.start import composed_document, library_in_memory


def library(folder: Path) -> Path:
    """Two briefings that may be shown up to GREEN, one of them in part, and one that may not."""
    (folder / "harbour.yaml").write_text(WHOLE, encoding="utf-8")
    (folder / "tides.yaml").write_text("title: Tide tables\nid: tides\ntlp: GREEN\nbody: See [[harbour]].\n", encoding="utf-8")
    (folder / f"{SECRET}.yaml").write_text(f"title: {SECRET} brief\ntlp: RED\nbody: At noon.\n", encoding="utf-8")
    return folder


@pytest.fixture(params=["memory", "disk"])
def app(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], BriefingApp]:
    """Makes the program on a library up to GREEN, wherever its catalog is kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def make(folder: Path) -> BriefingApp:
        inputs = Inputs([folder], ceiling=shown_up_to("GREEN"))
        session = Session(inputs, composed_document, limit=inputs.shown.limit)
        if request.param == "memory":
            session.library = read_into_memory(session, inputs)
        else:
            refresh([folder], shown=inputs.shown)
            session.library = Library(session, inputs.name, inputs.paths)
        return BriefingApp(LibraryScreen(session, inputs.name))

    return make


def test_a_catalog_that_is_not_up_to_date_is_not_shown_under_a_ceiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = library(tmp_path)
    inputs = Inputs([folder], ceiling=shown_up_to("GREEN"))
    refresh([folder], shown=inputs.shown)
    (folder / "tides.yaml").write_text("title: Tide tables\nid: tides\ntlp: RED\n", encoding="utf-8")
    session = Session(inputs, composed_document, limit=inputs.shown.limit)
    shown = library_in_memory(session, inputs)
    assert not inputs.has_catalog
    assert bring_up_to_date(inputs)
    assert inputs.has_catalog
    assert shown.move_to_disk()
    assert [row.title for row in shown.rows("", "date")] == ["Harbour watch"]


async def test_the_list_counts_what_is_left_out_and_says_how_far_it_goes(
    tmp_path: Path, app: Callable[[Path], BriefingApp]
) -> None:
    async with opened(app(library(tmp_path))) as seen:
        shown = seen.text
        assert "TLP:GREEN at most" in shown
        assert "Harbour watch" in shown
        assert "Tide tables" in shown
        assert "2 briefings" in shown
        assert "1 briefing is above TLP:GREEN" in seen.status
        assert SECRET not in shown


async def test_neither_filter_nor_search_nor_quick_open_finds_it(tmp_path: Path, app: Callable[[Path], BriefingApp]) -> None:
    async with opened(app(library(tmp_path))) as seen:
        for key in ("/", "s", "o"):
            await seen.pilot.press(key, *SECRET[:4])
            await seen.settle()
            assert SECRET not in seen.text
            await seen.pilot.press("escape", "escape")
            await seen.settle()


async def test_a_page_says_how_much_of_it_is_left_out(tmp_path: Path, app: Callable[[Path], BriefingApp]) -> None:
    async with opened(app(library(tmp_path))) as seen:
        await seen.pilot.press("enter")
        await seen.settle()
        if "Harbour watch" not in seen.text:
            await seen.pilot.press("greater_than_sign")
            await seen.settle()
        assert "10 parts of this briefing are above TLP:GREEN" in " ".join(seen.text.split())
        assert SECRET not in seen.text


async def test_a_page_that_may_not_be_shown_any_more_shows_nothing_new(tmp_path: Path, app: Callable[[Path], BriefingApp]) -> None:
    folder = library(tmp_path)
    async with opened(app(folder)) as seen:
        await seen.pilot.press("enter")
        await seen.settle()
        path = Path(seen.reader.briefing.real_path)
        path.write_text(path.read_text("utf-8").replace("tlp: GREEN", f"tlp: RED\nnew: {SECRET} news", 1), encoding="utf-8")
        await seen.pilot.pause(page_file.EVERY + 0.4)
        await seen.settle()
        assert SECRET not in seen.text.replace(path.name, "")
        assert "CANNOT BE READ" in seen.text
