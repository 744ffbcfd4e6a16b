"""Where the terminal's own cursor stands: a screen reader speaks, and a braille display shows, what is there."""

from __future__ import annotations

from pathlib import Path

from tests.ui.screens import FORUM, TALKS, Seen, app_on, opened


def stands_on(seen: Seen, words: str) -> bool:
    """Whether some words begin at the cursor, or behind the mark of a row there."""
    x, y = seen.app.cursor_position
    return seen.lines[y][x:].lstrip("▸ ").startswith(words)


async def test_the_cursor_stands_on_the_row_the_block_the_match_and_the_hit(tmp_path: Path) -> None:
    (tmp_path / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (tmp_path / "forum.yaml").write_text(FORUM, encoding="utf-8")
    async with opened(app_on(tmp_path), (100, 24)) as seen:
        first = seen.app.cursor_position
        await seen.keys("down")
        assert seen.app.cursor_position == (first[0], first[1] + 1)
        assert "forum" in seen.lines[first[1] + 1]
        await seen.keys("up", "enter")
        assert stands_on(seen, "Talks in Tokyo")
        await seen.press("move.next-block", "move.next-block")
        block = seen.app.cursor_position
        assert block.y > 1
        await seen.press("find.open")
        await seen.keys(*"missile")
        x, y = seen.app.cursor_position
        assert (y, seen.lines[y][:x]) == (23, " /missile")
        await seen.keys("enter")
        assert stands_on(seen, "Missile warning")
        await seen.keys("tab")
        assert stands_on(seen, "3 Seoul") or stands_on(seen, "Seoul")
        await seen.keys("s")
        await seen.keys(*"missiles")
        await seen.settle()
        x, y = seen.app.cursor_position
        assert seen.lines[y][:x].endswith("missiles")
        await seen.keys("down")
        await seen.settle()
        assert seen.lines[seen.app.cursor_position.y].startswith("▸ ")
        assert seen.app.cursor_position.y > y
        await seen.keys("left")
        assert seen.app.cursor_position == (x - 1, y)


async def test_the_cursor_goes_with_the_choice_and_to_what_comes_up(library: Path) -> None:
    async with opened(library, (100, 24)) as seen:
        await seen.press("app.palette")
        await seen.keys("down")
        x, y = seen.app.cursor_position
        assert seen.lines[y][x:].startswith("▸ ")
        await seen.keys("o")
        assert seen.lines[seen.app.cursor_position.y][: seen.app.cursor_position.x].endswith("> o")
        await seen.keys("escape", "colon", "e", "down")
        assert "▸" in seen.lines[seen.app.cursor_position.y]
        await seen.keys("escape", "enter")
        await seen.press("find.open")
        await seen.keys(*"reports", "enter")
        await seen.press("link.peek")
        await seen.settle()
        at = seen.app.cursor_position
        assert "Indo-Pacific Command" in seen.lines[at.y]
        assert at.x == 1
        await seen.keys("escape")
        assert seen.app.cursor_position.y < at.y


SHEETS = (
    (("question_mark",), "▸ "),
    (("ctrl+p",), "words of an action"),
    (("T",), "name of a theme"),
    (("o",), "letters of a title"),
    (("s", "question_mark"), "▸ "),
    (("E",), "▸ docx"),
)
"""Keys in a list, and what stands at the cursor then: a row that is chosen, or the line that one types in."""

PAGES = ("page.judgments", "note.list", "tray.open")


async def test_the_cursor_is_in_every_sheet_and_on_every_page_of_the_library(library: Path) -> None:
    async with opened(library, (100, 24)) as seen:
        at_first = seen.app.cursor_position
        for keys, words in SHEETS:
            await seen.keys(*keys)
            await seen.settle()
            x, y = seen.app.cursor_position
            assert (x, y) != at_first, keys
            assert words.strip("▸ ") in seen.lines[y] or "Write as" in seen.lines[y], keys
            if words.startswith("▸ ") and "Write as" not in seen.lines[y]:
                assert seen.lines[y][x:].startswith("▸ "), keys
            await seen.keys(*["escape"] * len(keys), *(["escape"] if keys[0] == "s" and len(keys) > 1 else ()))
            await seen.settle()
            assert seen.app.cursor_position == at_first, keys
        for page in PAGES:
            await seen.press(page)
            await seen.settle()
            x, y = seen.app.cursor_position
            assert seen.lines[y][x:].strip(), page
            assert y > 1 or "nothing" in seen.text.lower() or "No " in seen.text, page
            if seen.app.navigation.page is not seen.app.screen_stack[0]:
                await seen.press("app.leave")
                await seen.settle()
