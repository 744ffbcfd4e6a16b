"""Terminals of every size, and large files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.screens import opened
from tui.cli.inputs import Inputs
from tui.reading.session import Session
from tui.ui.app import BriefingApp
from tui.ui.destinations import Opened
from tui.ui.screens.reader import ReaderScreen
from tui.ui.start import composed_document


async def test_a_narrow_terminal_shows_one_pane_at_a_time(library: Path) -> None:
    async with opened(library / "talks.yaml", (40, 12)) as seen:
        assert "Talks" in seen.lines[0]
        assert "Reference" not in seen.text
        await seen.press("focus.next")
        assert "1 A joint headquarters" in seen.text
        assert "Ministers met" not in seen.text
        await seen.press("sections.down", "sections.open")
        assert "Reference" not in seen.text


@pytest.mark.parametrize("size", [(20, 5), (8, 3), (1, 1), (300, 4), (5, 60)])
async def test_any_size_of_terminal_works(library: Path, size: tuple[int, int]) -> None:
    async with opened(library, size) as seen:
        await seen.press("library.down", "library.up", "library.open")
        await seen.press("move.page-down", "move.next-section", "look.zen", "focus.next", "app.help")
        await seen.keys("escape")
        await seen.press("find.open")
        await seen.type("deterrence")
        await seen.keys("enter")
        assert all(len(line) <= size[0] + 1 for line in seen.lines)
        assert seen.app.is_running


async def test_a_resize_holds_the_place_and_the_marking_stays(library: Path) -> None:
    async with opened(library / "talks.yaml", (120, 12)) as seen:
        await seen.press("move.next-section", "move.next-section", "move.next-section")
        first = seen.reader.top_place()
        for size in ((40, 12), (200, 50), (79, 9), (120, 12)):
            await seen.pilot.resize_terminal(*size)
            await seen.pilot.pause()
            assert "TLP:AMBER" in seen.lines[0]
            assert "TLP:AMBER" in seen.status
            assert len(seen.lines) == size[1]
        assert seen.reader.top_place().quote == first.quote


async def test_the_section_list_disappears_below_eighty_columns_and_comes_back(library: Path) -> None:
    async with opened(library / "talks.yaml", (80, 20)) as seen:
        assert "Reference" in seen.text
        await seen.pilot.resize_terminal(79, 20)
        await seen.pilot.pause()
        assert "Reference" not in seen.text
        await seen.pilot.resize_terminal(80, 20)
        await seen.pilot.pause()
        assert "Reference" in seen.text


async def test_a_large_file_shows_its_screen_first_and_its_text_when_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    body = "".join(f"      Paragraph {n} {'and the text goes on ' * 10}\n\n" for n in range(1500))
    file.write_text(
        "title: Large\nsections:\n" + "".join(f"  - title: S{n}\n    body: |\n{body}" for n in range(4)), encoding="utf-8"
    )
    session = Session(Inputs([file]), composed_document)
    shelf = Inputs([file])
    async with opened(BriefingApp(ReaderScreen(session, Opened(load=lambda: session.open(shelf.only()))))) as seen:
        await seen.settle()
        assert "Large" in seen.lines[0]
        await seen.press("move.bottom")
        assert "Paragraph 1499" in seen.text
        await seen.press("find.open")
        await seen.type("paragraph 700 ")
        for _ in range(200):
            if seen.reader.find.complete:
                break
            await seen.pilot.pause(0.05)
        assert "4 matches" in seen.status


async def test_a_large_file_that_cannot_be_read_is_said_on_the_screen(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_text("title: x", encoding="utf-8")
    shelf = Inputs([file])
    session = Session(shelf, composed_document)
    file.unlink()
    async with opened(BriefingApp(ReaderScreen(session, Opened(load=lambda: session.open(shelf.only())))), (140, 20)) as seen:
        await seen.settle()
        assert "There is no file" in seen.text
        await seen.press("move.down", "find.open", "copy.text", "file.reload", "place.back", "look.zen", "focus.next")
        assert seen.app.is_running


async def test_a_briefing_from_standard_input_says_that_it_cannot_be_read_again() -> None:
    from tui.store.read import read_text

    session = Session(Inputs(["."]), composed_document)
    async with opened(BriefingApp(ReaderScreen(session, Opened(session.open(read_text("# Piped\n\ntext", name="-")))))) as seen:
        assert "Piped" in seen.lines[0]
        await seen.press("file.reload")
        assert "standard input" in seen.status
        await seen.press("file.edit")
        assert "no file to edit" in seen.status


@pytest.mark.parametrize("width", [62, 80, 110, 160])
async def test_the_longest_label_moves_no_column_and_is_never_cut(tmp_path: Path, width: int) -> None:
    for number, tlp in enumerate(("GREEN", "AMBER", "AMBER+STRICT", "RED")):
        (tmp_path / f"{number}.yaml").write_text(f"title: Coast {number}\ntlp: {tlp}\nbody: Text.\n", encoding="utf-8")
    async with opened(tmp_path, (width, 20)) as seen:
        await seen.settle()
        rows = [line for line in seen.lines if " min " in line]
        assert len(rows) == 4
        assert len({row.index(" min ") for row in rows}) == 1
        labels = {row.partition(" min ")[2].split()[0].removeprefix("TLP:") for row in rows}
        assert labels == {"GREEN", "AMBER", "AMBER+STRICT", "RED"}
        assert len({"TLP:" in row for row in rows}) == 1
