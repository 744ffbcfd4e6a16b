"""Selecting text with the mouse: by whole characters, of the page alone, wherever the button is released."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.bursts import Keyboard
from tests.ui.screens import Seen, opened

TEXT = """\
# Click test

First paragraph has several words in it and goes on for a while so that it wraps over two lines here.

漢字 日本語 end of line.

Last paragraph.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "click.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def at(seen: Seen, words: str, plus: int = 0) -> tuple[int, int]:
    """Column and row, from 1, of the first cell of some words on the screen."""
    from rich.cells import cell_len

    row = next(number for number, line in enumerate(seen.lines) if words in line)
    return cell_len(seen.lines[row][: seen.lines[row].index(words)]) + 1 + plus, row + 1


def press(where: tuple[int, int]) -> bytes:
    return b"\x1b[<0;%d;%dM" % where


def move(where: tuple[int, int]) -> bytes:
    return b"\x1b[<32;%d;%dM" % where


def release(where: tuple[int, int]) -> bytes:
    return b"\x1b[<0;%d;%dm" % where


async def dragged(seen: Seen, *way: tuple[int, int]) -> None:
    data = press(way[0]) + b"".join(move(where) for where in way[1:]) + release(way[-1])
    await Keyboard(seen.app, seen.pilot).send(data)
    await seen.pilot.pause()


def first(copied: list[str]) -> str:
    return copied[-1].partition("\n")[0]


@pytest.mark.parametrize("times", [3, 4])
async def test_a_triple_click_selects_the_paragraph(page: Path, copied: list[str], times: int) -> None:
    async with opened(page) as seen:
        where = at(seen, "several")
        await Keyboard(seen.app, seen.pilot).send((press(where) + release(where)) * times + b"y")
        assert first(copied) == TEXT.split("\n")[2]
        assert "SectionList" not in copied[-1]


async def test_a_double_click_selects_a_word_which_is_found_and_never_copied_by_ctrl_c(page: Path, copied: list[str]) -> None:
    async with opened(page) as seen:
        where = at(seen, "several", 3)
        await Keyboard(seen.app, seen.pilot).send((press(where) + release(where)) * 2)
        assert seen.screen.get_selected_text() == "several"
        await Keyboard(seen.app, seen.pilot).send(b"\x03")
        assert (seen.screen.get_selected_text(), copied) == (None, [])
        await Keyboard(seen.app, seen.pilot).send(b"\x03")
        assert "q leaves this screen" in seen.status


async def test_the_right_button_shows_what_can_be_done_here_and_does_it(page: Path, copied: list[str]) -> None:
    async with opened(page) as seen:
        where = at(seen, "several")
        await Keyboard(seen.app, seen.pilot).send(b"\x1b[<2;%d;%dM\x1b[<2;%d;%dm" % (*where, *where))
        assert "What can be done" in seen.text
        assert "Note on the selection" in seen.text
        assert "Follow the link" not in seen.text
        await seen.click("Copy the citation")
        await seen.settle()
        assert copied


async def test_the_section_list_is_as_wide_as_its_edge_is_drawn_and_by_keys(page: Path) -> None:
    async with opened(page) as seen:
        wide = seen.screen.sections.size.width
        await dragged(seen, (wide, 8), (wide + 9, 8), (wide + 9, 8))
        assert seen.screen.sections.size.width == wide + 9
        assert seen.reader.section == 0
        await seen.press("sections.narrower")
        assert seen.screen.sections.size.width == wide + 5
        # The page keeps enough of its own; another size asks for nothing that cannot be.
        await dragged(seen, (wide + 5, 8), (95, 8), (95, 8))
        assert seen.screen.page.size.width >= 44
        await seen.pilot.resize_terminal(60, 20)
        await seen.pilot.pause()
        assert seen.screen.page.size.width == 60


async def test_a_drag_to_the_left_of_the_page_goes_to_the_beginning_of_the_line(page: Path, copied: list[str]) -> None:
    async with opened(page) as seen:
        column, row = at(seen, "several")
        await dragged(seen, (column, row), (5, row), (1, row))
        await seen.keys("y")
        assert first(copied) == "First paragraph has s"


async def test_half_of_a_wide_character_counts_as_that_character(page: Path, copied: list[str]) -> None:
    async with opened(page) as seen:
        column, row = at(seen, "日本語")
        for start, end in [(0, 5), (1, 4), (1, 5), (0, 4), (5, 0), (4, 1)]:
            await dragged(seen, (column + start, row), (column + 2, row), (column + end, row))
            await seen.keys("y")
            assert first(copied) == "日本語", (start, end)


async def test_a_drag_beyond_the_edges_goes_to_what_is_shown_there_and_ends_where_it_is_released(
    page: Path, copied: list[str]
) -> None:
    async with opened(page) as seen:
        where = at(seen, "several")
        await dragged(seen, where, (where[0], 30), (400, 90))
        await seen.keys("y")
        assert copied[-1].startswith("several words")
        assert "Last paragraph." in copied[-1]
        await dragged(seen, where, (where[0], 1), (1, 1))
        await seen.keys("y")
        assert "First paragraph has s" in copied[-1]
        assert "words" not in copied[-1].partition("— ")[0]


async def test_a_release_that_nobody_told_of_ends_the_drag_with_the_next_move(page: Path, copied: list[str]) -> None:
    async with opened(page) as seen:
        column, row = at(seen, "several")
        await Keyboard(seen.app, seen.pilot).send(press((column, row)) + move((column + 6, row)))
        await Keyboard(seen.app, seen.pilot).send(b"\x1b[<35;%d;%dM" % (column + 20, row + 3))
        await seen.keys("y")
        assert first(copied) == "several"


async def test_a_click_elsewhere_drops_the_selection(page: Path, copied: list[str]) -> None:
    async with opened(page) as seen:
        column, row = at(seen, "several")
        await dragged(seen, (column, row), (column + 6, row))
        await dragged(seen, at(seen, "Last"))
        assert not seen.screen.selections


async def test_titles_are_chosen_with_the_wheel_and_opened_with_a_second_click(tmp_path: Path) -> None:
    for name in ("Alpha", "Beta", "Delta", "Epsilon"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nText of {name}.\n", encoding="utf-8")
    async with opened(tmp_path) as seen:
        await seen.keys("o")
        assert any("▸ Alpha" in line for line in seen.lines)
        await Keyboard(seen.app, seen.pilot).send(b"\x1b[<65;%d;%dM" % at(seen, "Beta"))
        assert any("▸ Epsilon" in line for line in seen.lines)
        for _ in range(2):
            await Keyboard(seen.app, seen.pilot).send(press(at(seen, "Beta")) + release(at(seen, "Beta")))
            await seen.pilot.pause()
        assert seen.reader.briefing.title == "Beta"
