"""Keys that are not the usual ones, on the screen: sequences, numbers, what prompts take, and what is said of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual import events

from tests.ui.screens import TALKS, Seen, app_on, opened
from tui.model.own_keys import KeyLine, OwnKeys, Written
from tui.ui.chosen_keys import chosen_keys
from tui.ui.keymap import Keymap
from tui.ui.screens.actions import ActionSheet
from tui.ui.screens.base import BaseScreen
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen

LONG = "title: Long\nid: long\nbody: |\n" + "".join(f"  Paragraph {number} stands here.\n\n" for number in range(1, 200))


def own(preset: str = "default", **keys: str) -> Keymap:
    """A keymap; `move__down="w"` stands for `move.down: w`."""
    lines = [
        KeyLine(Written(id.replace("__", ".").replace("_", "-")), tuple(map(Written, written.split("|") if written else ())))
        for id, written in keys.items()
    ]
    return chosen_keys(OwnKeys(Written(preset), tuple(lines))).keymap


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A briefing of many lines."""
    path = tmp_path / "long.yaml"
    path.write_text(LONG, encoding="utf-8")
    return path


def top(seen: Seen) -> int:
    """How many lines have scrolled out."""
    view = seen.reader.view
    return view.flow.y_of(view.top.part, view.top.line)


async def test_a_key_does_what_it_is_given_and_the_usual_one_does_nothing_any_more(long: Path) -> None:
    async with opened(app_on(long, own(move__down="w|down"))) as seen:
        await seen.keys("w", "w", "j")
        assert top(seen) == 2
        await seen.keys("down")
        assert top(seen) == 3


async def test_keys_that_are_swapped_are_swapped(long: Path) -> None:
    async with opened(app_on(long, own(move__down="k", move__up="j"))) as seen:
        await seen.keys("k", "k", "k", "j")
        assert top(seen) == 2


async def test_numbers_and_sequences_of_vim_are_shown_and_carried_out(long: Path) -> None:
    async with opened(app_on(long, own("vim"))) as seen:
        await seen.keys("1", "0")
        assert "10▏ · Esc cancels" in seen.status
        await seen.keys("j")
        assert (top(seen), "▏" in seen.status) == (10, False)
        await seen.keys("3", "k")
        assert top(seen) == 7
        await seen.keys("G")
        assert top(seen) > 100
        await seen.keys("g")
        assert "g▏" in seen.status
        await seen.keys("g")
        assert top(seen) == 0
        await seen.keys("g", "escape", "j")
        assert top(seen) == 1
        await seen.keys("g", "9")
        assert "g9 does nothing here" in seen.status


async def test_a_click_gives_up_what_was_typed(long: Path) -> None:
    async with opened(app_on(long, own("vim"))) as seen:
        await seen.keys("G", "g")
        await seen.app.on_event(events.MouseDown(None, 40, 5, 0, 0, 1, False, False, False))
        assert "g▏" not in seen.status
        await seen.keys("g")
        assert "g▏" in seen.status
        assert top(seen) > 100


@pytest.mark.parametrize(
    ("preset", "keys"),
    [
        ("vim", "Z Z"),
        ("vim", "colon q enter"),
        ("vim", "colon q a exclamation_mark enter"),
        ("less", "q"),
        ("less", "colon q"),
        ("emacs", "ctrl+x ctrl+c"),
        ("emacs", "ctrl+x k"),
    ],
)
async def test_what_ends_the_other_program_ends_this_one(long: Path, preset: str, keys: str) -> None:
    async with opened(app_on(long, own(preset))) as seen:
        ended = False
        seen.app.exit = lambda *_, **__: globals().update(_ended=True)  # type: ignore[method-assign]
        globals()["_ended"] = False
        await seen.keys(*keys.split(" "))
        ended = globals().pop("_ended")
        assert ended


async def test_everything_can_be_quit_from_a_screen_over_another(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TALKS, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(LONG, encoding="utf-8")
    async with opened(app_on(tmp_path, own("vim"))) as seen:
        await seen.keys("j", "enter")
        assert isinstance(seen.app.screen, ReaderScreen)
        await seen.keys("colon", "q", "enter")
        assert isinstance(seen.app.screen, LibraryScreen)


async def test_marks_are_set_and_gone_to_by_sequences_of_emacs(long: Path) -> None:
    async with opened(app_on(long, own("emacs"))) as seen:
        await seen.keys("ctrl+x", "r")
        page = seen.app.screen
        assert isinstance(page, BaseScreen)
        assert page.marks.typed == "ctrl+x r"
        await seen.keys("m")
        assert page.marks.typed == ""
        # There is no journal here, and so it is said.
        assert "Marks need the journal" in seen.status


async def test_a_prompt_takes_letters_and_obeys_the_keys_that_are_its_own(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(TALKS, encoding="utf-8")
    async with opened(app_on(path, own("emacs", find__accept="ctrl+o"))) as seen:
        await seen.keys("ctrl+s", *"Seoul", "ctrl+a", "ctrl+k", *"det", "5")
        assert "det5" in seen.text
        await seen.keys("backspace", "ctrl+o")
        assert not seen.screen.prompting
        assert seen.reader.find.query == "det"
        await seen.keys("ctrl+s", *"x", "enter")
        assert seen.screen.prompting
        await seen.keys("ctrl+g")
        assert not seen.screen.prompting


async def test_a_sequence_goes_before_what_a_prompt_would_take(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(TALKS, encoding="utf-8")
    async with opened(app_on(path, own("emacs", find__cancel="ctrl+c k|escape"))) as seen:
        await seen.keys("ctrl+s", *"det", "ctrl+c", "k")
        assert not seen.screen.prompting
        assert "detk" not in seen.text


async def test_an_action_without_a_key_is_in_the_palette_alone(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(TALKS, encoding="utf-8")
    async with opened(app_on(path, own(look__zen=""))) as seen:
        await seen.keys("z")
        assert not seen.screen.has_class("-zen")
        await seen.keys("ctrl+p")
        await seen.settle()
        await seen.keys(*"Text only")
        await seen.settle()
        await seen.keys("enter")
        await seen.settle()
        assert seen.screen.has_class("-zen")


async def test_the_sheet_of_keys_shows_them_as_they_are_and_is_left_by_them(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(TALKS, encoding="utf-8")
    async with opened(app_on(path, own("vim", app__help="f1|w", go__actors="")), size=(100, 60)) as seen:
        await seen.keys("w")
        assert isinstance(seen.app.screen, ActionSheet)
        assert re.search(r"j ↓ ctrl\+e … +Line down", seen.text)
        assert re.search(r"gg Home (ctrl\+Home|…) +Top", seen.text)
        assert re.search(r"  t +Timeline", seen.text)
        assert not re.search(r"  a +Actors", seen.text)
        await seen.keys("Z", "Z")
        assert not isinstance(seen.app.screen, ActionSheet)


async def test_what_the_bottom_line_says_names_keys_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TALKS, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(LONG, encoding="utf-8")
    async with opened(app_on(tmp_path, own("vim", app__help="f1", library__search="w"))) as seen:
        assert "F1 keys · / filters · w searches" in seen.status
        await seen.keys("enter")
        assert "F1 keys · / find · ]] next section" in seen.status
        await seen.keys("v")
        assert "y copies · i notes · Esc cancels" in seen.status
    async with opened(app_on(tmp_path)) as seen:
        assert "? keys · / filters · s searches" in seen.status


async def test_a_number_leads_to_a_line_and_to_a_part(long: Path) -> None:
    async with opened(app_on(long, own("vim"))) as seen:
        await seen.keys("5", "1", "G")
        assert top(seen) == 50
        await seen.keys("2", "0", "g", "g")
        assert top(seen) == 19
        await seen.keys("5", "0", "percent_sign")
        assert 0.45 < top(seen) / seen.reader.view.flow.height < 0.55
        await seen.keys("1", "g", "g")
        assert top(seen) == 0


async def test_blocks_of_the_window_are_chosen_and_the_window_is_put_around_the_current_one(long: Path) -> None:
    async with opened(app_on(long, own("vim"))) as seen:
        view = seen.reader.view
        await seen.keys("5", "0", "G", "L")
        last = view.current
        await seen.keys("H")
        first = view.current
        await seen.keys("M")
        assert first < view.current < last
        middle = view.current
        await seen.keys("z", "t")
        assert (view.top.part, view.flow.top_of(*middle)) == (middle[0], view.top.line)
        assert view.current == middle
        await seen.keys("z", "b")
        assert view.window()[-1][:2] == middle
        await seen.keys("z", "z")
        assert view.current == middle
        assert view.window()[0][:2] < middle < view.window()[-1][:2]


async def test_words_are_found_backwards_and_from_there_on_backwards(tmp_path: Path) -> None:
    path = tmp_path / "three.yaml"
    path.write_text("title: Three\nbody: |\n" + "".join(f"  Line {n} has a word.\n\n" for n in range(60)), encoding="utf-8")
    async with opened(app_on(path, own("vim"))) as seen:
        await seen.keys("6", "1", "G", "question_mark", *"word", "enter")
        first = seen.reader.view.current
        await seen.keys("n")
        second = seen.reader.view.current
        assert second < first
        await seen.keys("N")
        assert seen.reader.view.current == first
        assert "?word" in seen.status
        await seen.keys("slash", *"word", "enter", "n")
        assert seen.reader.view.current > first
        await seen.keys("colon", "n", "o", "h", "enter")
        assert not seen.reader.find.active


async def test_the_search_of_emacs_goes_on_while_one_types(tmp_path: Path) -> None:
    path = tmp_path / "three.yaml"
    path.write_text("title: Three\nbody: |\n" + "".join(f"  Line {n} has a word.\n\n" for n in range(9)), encoding="utf-8")
    async with opened(app_on(path, own("emacs"))) as seen:
        await seen.keys("ctrl+s", *"word")
        first = seen.reader.view.current
        await seen.keys("ctrl+s", "ctrl+s")
        assert seen.reader.view.current > first
        assert seen.reader.find.prompting
        await seen.keys("ctrl+r", "ctrl+r")
        assert seen.reader.view.current == first


async def test_what_is_read_and_where_can_be_asked(long: Path) -> None:
    async with opened(app_on(long, own("less"))) as seen:
        await seen.keys("equals_sign")
        assert "“Long”" in seen.status
        assert "lines" in seen.status


async def test_the_library_obeys_them_too(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.yaml").write_text(
            f"title: Number {number}\ndate: 2024-07-0{number + 1}\nbody: x\n", encoding="utf-8"
        )
    async with opened(app_on(tmp_path, own("vim", library__sort="w"))) as seen:
        screen = seen.app.screen
        assert isinstance(screen, LibraryScreen)
        await seen.keys("3", "j")
        assert screen.list.cursor == 3
        await seen.keys("g", "g")
        assert screen.list.cursor == 0
        await seen.keys("5", "G")
        assert screen.list.cursor == 4
        await seen.keys("w")
        assert "Sorted" in seen.status
