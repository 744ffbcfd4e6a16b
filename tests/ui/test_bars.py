"""The lines that frame a screen: what is cut, and what is left out, where there is no room."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.ui.screens import opened
from tui.ui.content import wrapped
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen
from tui.ui.widgets.bars import whole_phrases

HINTS = " Space reads on · ? keys · / filters · s searches"


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (49, HINTS),
        (48, " Space reads on · ? keys · / filters …"),
        (38, " Space reads on · ? keys · / filters …"),
        (37, " Space reads on · ? keys …"),
        (10, " Space re…"),
        (0, ""),
    ],
)
def test_phrases_are_left_out_whole_and_that_is_shown(room: int, shown: str) -> None:
    assert whole_phrases(HINTS, room) == shown
    assert cell_len(shown) <= room


def test_a_sentence_that_begins_with_a_short_phrase_is_cut_within_the_long_one() -> None:
    assert whole_phrases(" No · a very long sentence without an end to it", 30).endswith("…")
    assert len(whole_phrases(" No · a very long sentence without an end to it", 30)) == 30


def test_a_phrase_of_which_a_syllable_would_be_left_is_left_out() -> None:
    assert whole_phrases("5 of 8 · Briefings with words that begin with “command”.", 18) == "5 of 8 …"
    assert whole_phrases("5 of 8 · Briefings with words that begin with “command”.", 40).startswith("5 of 8 · Briefings with")


async def test_what_a_line_is_for_is_cut_after_a_word_in_a_narrow_window(library: Path) -> None:
    async with opened(library, size=(40, 12)) as seen:
        await seen.press("command.open")
        assert "A line's number, an action's name …" in seen.text
        assert ":a line's number, an action's …" in seen.text
        await seen.keys("escape")
        await seen.press("app.palette")
        assert "words of an action, a …" in seen.text
        await seen.keys("escape")
        await seen.press("library.search")
        assert "Plain words must all be there …" in seen.text
        await seen.type("headquarters")
        await seen.settle()
        assert "Words that begin with “headquarters”." in seen.text
        await seen.press("search.cancel", "library.filter")
        await seen.type("headquarters")
        await seen.press("find.accept")
        assert seen.status == "/headquarters"


async def test_a_sentence_is_whole_in_a_narrow_window_and_the_marking_stays(library: Path) -> None:
    said = "Not kept · ⟦note.write⟧ offers what you wrote again, at the passage where you wrote it and"
    whole = said.replace("⟦note.write⟧", "i")
    for path, marking in ((library, ""), (library / "talks.yaml", "TLP:AMBER")):
        async with opened(path, size=(40, 12)) as seen:
            screen, before = seen.app.screen, seen.lines[1]
            assert isinstance(screen, LibraryScreen | ReaderScreen)
            for words in range(1, len(whole.split()) + 1):
                shown = " ".join(whole.split()[:words])
                screen.say(shown)
                await seen.pilot.pause()
                assert seen.status.startswith(shown)
                assert seen.lines[-1].rstrip().endswith(marking)
                assert seen.lines[1] == before
            # What is longer than a quarter of the screen is cut after a word, and says so.
            screen.say(f"{whole} " * 3)
            await seen.pilot.pause()
            assert seen.status.removesuffix(marking).strip().endswith(" …")
            assert screen.status.size.height == 3
            screen.say("")
            await seen.pilot.pause()
            assert screen.status.size.height == 1


async def test_what_is_wrong_with_what_is_typed_is_whole_in_a_narrow_window(library: Path) -> None:
    async with opened(library / "talks.yaml", size=(40, 12)) as seen:
        await seen.press("find.open", "find.regex")
        await seen.type("(a")
        assert "not a regular expression: missing )" in " ".join(seen.text.split())
        assert seen.lines[-1].startswith(" /(a")
        await seen.type("a")
        assert "regular expression" not in seen.text


def test_a_path_that_is_wider_than_the_window_goes_on_on_the_next_line() -> None:
    lines = wrapped(f"There is no folder /{'very-long/' * 8}", 20)
    assert all(cell_len(line) <= 20 for line in lines)
    assert "".join(lines).replace(" ", "") == f"Thereisnofolder/{'very-long/' * 8}"
