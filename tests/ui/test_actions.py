"""What can be done, by name: the palette, the sheet of keys and the command line; and keys that do nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.bursts import Keyboard
from tests.ui.desk import Desk, short
from tests.ui.screens import TALKS, Seen, app_on, opened
from tests.ui.test_own_keys_on_screen import LONG, own, top
from tui.cli.inputs import Inputs
from tui.reading.session import Preferences, Session
from tui.ui.app import BriefingApp
from tui.ui.commands import TAKES, WORDS, ActionLine, ActionLines, called, entries_of
from tui.ui.destinations import Opened
from tui.ui.keymap import USUAL
from tui.ui.keys import ACTIONS, BY_ID
from tui.ui.screens.actions import ActionSheet
from tui.ui.screens.library import LibraryScreen
from tui.ui.screens.reader import ReaderScreen
from tui.ui.start import composed_document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two briefings."""
    (tmp_path / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (tmp_path / "long.yaml").write_text(LONG, encoding="utf-8")
    return tmp_path


def listed(*places: str) -> list[ActionLine]:
    """The actions of some places, which do nothing."""
    return entries_of(
        [place for place in dict.fromkeys(a.where for a in ACTIONS) if place in places], USUAL, lambda id: lambda: None
    )


# without a screen


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("print", "copy.export"),
        ("export", "copy.export"),
        ("exp", "copy.export"),
        ("pdf", "copy.export"),
        ("quit", "app.leave"),
        ("exit", "app.leave"),
        ("bookmark", "mark.set"),
        ("diff", "change.show"),
        ("undo", "undo.undo"),
        ("help", "app.help"),
        ("dark", "app.theme"),
        ("annotate", "note.write"),
        ("next sec", "move.next-section"),
        ("narw", "look.narrower"),
    ],
)
def test_actions_are_found_by_the_words_that_people_type(typed: str, id: str) -> None:
    assert ActionLines(listed("document", "reader", "everywhere")).fitting(typed)[0].id == id


def test_what_was_used_last_stands_first_and_what_is_asked_for_appears_when_it_is() -> None:
    lines = ActionLines([*listed("reader"), ActionLine("Seoul", lambda: None, "section", is_asked_for=True)])
    assert [one.id for one in lines.fitting("", ["look.zen", "copy.text"])][:2] == ["copy.text", "look.zen"]
    assert [one.title for one in lines.fitting("seo")] == ["Seoul"]
    assert "Seoul" not in [one.title for one in lines.fitting("")]
    assert lines.fitting("qqqq") == []


def test_every_action_with_other_names_exists() -> None:
    assert set(WORDS) | set(TAKES) <= set(BY_ID)


@pytest.mark.parametrize(
    ("name", "id"),
    [("q", "app.leave"), ("qa", "app.quit"), ("export", "copy.export"), ("exp", "copy.export"), ("read.done", "read.done")],
)
def test_a_name_or_its_beginning_calls_an_action(name: str, id: str) -> None:
    assert called(name, BY_ID)[0] == id


# on the screen


async def command(seen: Seen, line: str) -> None:
    """Type a line into the command line, all at once as fast hands do, and wait for what it does."""
    await Keyboard(seen.app, seen.pilot).send(f":{line}\r".encode())
    await seen.settle()


async def test_the_command_line_takes_numbers_names_and_what_stands_behind_them(folder: Path) -> None:
    async with opened(folder / "long.yaml") as seen:
        await command(seen, "51")
        assert top(seen) == 50
        await command(seen, "50%")
        assert 0.45 < top(seen) / seen.reader.view.flow.height < 0.55
        await command(seen, "1")
        assert top(seen) == 0
        await command(seen, "/Paragraph 150")
        assert seen.reader.find.query == "Paragraph 150"
        assert "1/1 match" in seen.status
        await command(seen, "zen")
        assert seen.screen.has_class("-zen")
        await command(seen, "theme nord")
        assert seen.app.theme == "nord"
        await command(seen, "xyzzy")
        assert "There is no command “xyzzy” here" in seen.status
        await command(seen, "quti")
        assert "did you mean “quit”?" in seen.status
        await command(seen, "w")
        assert "never written" in seen.status
        await command(seen, "q now")
        assert "“q” takes nothing behind it" in seen.status
        await command(seen, "")
        assert not isinstance(seen.app.screen, ActionSheet)
        # What was typed is recalled, here and where one finds words.
        await seen.keys("colon", "up")
        assert isinstance(seen.app.screen, ActionSheet)
        assert seen.app.screen.prompt.text == "q now"
        await seen.keys("escape")


async def test_what_can_stand_behind_a_name_is_listed_and_completed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.chdir(out)
    async with opened(folder / "talks.yaml") as seen:
        await seen.keys("colon", *"exp", "tab")
        sheet = seen.app.screen
        assert isinstance(sheet, ActionSheet)
        assert sheet.prompt.text == "export "
        assert "▸ docx" in seen.text
        await seen.keys("m", "d", "tab")
        assert sheet.prompt.text == "export md"
        # What is asked besides the format has its usual answer first.
        await seen.keys("enter")
        for _ in range(6):
            await seen.settle()
            if seen.app.screen is seen.app.navigation.page:
                break
            await seen.keys("enter")
        await seen.settle()
        assert "Written" in seen.status
        assert [path.suffix for path in out.iterdir()] == [".md"]


async def test_in_a_library_a_number_is_a_row_and_a_title_opens(folder: Path) -> None:
    async with opened(folder) as seen:
        screen = seen.app.screen
        assert isinstance(screen, LibraryScreen)
        await command(seen, "2")
        assert screen.list.cursor == 1
        await command(seen, "filter tokyo")
        assert len(screen.listing.rows) == 1
        await command(seen, "filter ")
        assert len(screen.listing.rows) == 2
        await command(seen, "open long")
        await seen.keys("enter")
        await seen.settle()
        assert isinstance(seen.app.screen, ReaderScreen)
        assert seen.reader.briefing.id == "long"
        await command(seen, "q")
        assert seen.app.navigation.page is screen


async def test_the_palette_finds_sections_and_actors_and_remembers_what_was_used(folder: Path) -> None:
    async with opened(folder / "talks.yaml") as seen:
        await seen.keys("ctrl+p", *"seoul", "enter")
        await seen.settle()
        assert seen.reader.document.sections[seen.reader.section].title == "Seoul"
        await seen.keys("ctrl+p", *"forces", "enter")
        await seen.settle()
        assert seen.reader.view.current_block.about == "usfj"
        await seen.keys("ctrl+p", *"text only", "enter")
        await seen.settle()
        assert seen.screen.has_class("-zen")
        await seen.keys("ctrl+p")
        await seen.settle()
        assert re.search(r"> words of an action.* \d+ ", seen.text), "how many there are stands beside the line from the first"
        await seen.keys("escape")
        await seen.keys("ctrl+p")
        assert "▸ Text only, or everything" in seen.text
        await seen.keys("enter")
        await seen.settle()
        assert not seen.screen.has_class("-zen")


@pytest.mark.parametrize("size", [(100, 30), (40, 12)])
async def test_the_sheet_of_keys_begins_with_six_finds_words_and_does_what_is_chosen(folder: Path, size: tuple[int, int]) -> None:
    async with opened(folder / "talks.yaml", size) as seen:
        await seen.keys("question_mark")
        rows = [line for line in seen.lines if "To begin with" in line]
        assert rows
        # Two columns where there is room.
        assert ("Briefing" in rows[0]) is (size[0] >= 100)
        await seen.keys("slash", *"text only")
        assert "▸" in next(line for line in seen.lines if "Text only" in line)
        await seen.keys("enter")
        await seen.settle()
        assert seen.screen.has_class("-zen")


async def test_where_there_are_no_signs_for_them_arrows_are_words(folder: Path) -> None:
    shelf = Inputs([folder / "talks.yaml"])
    for ascii_signs, down in ((True, "j Down ctrl+n"), (False, "j ↓ ctrl+n")):
        session = Session(shelf, composed_document, preferences=Preferences(ascii_signs=ascii_signs))
        async with opened(BriefingApp(ReaderScreen(session, Opened(session.open(shelf.only()))))) as seen:
            await seen.keys("question_mark")
            assert down in seen.text


async def test_a_key_that_does_nothing_says_so_once_with_the_nearest_that_does(folder: Path) -> None:
    async with opened(folder / "talks.yaml") as seen:
        await seen.keys("ctrl+t")
        assert "ctrl+t does nothing here · t: timeline" in seen.status
        await seen.keys("escape", "ctrl+t")
        assert "does nothing" not in seen.status
        await seen.keys("Q")
        assert "Q does nothing here · q: leave this screen" in seen.status
        await seen.keys("percent_sign")
        assert "% does nothing here · ? shows the keys" in seen.status


async def test_a_habit_without_a_meaning_says_so_once_and_takes_its_last_key_along(folder: Path) -> None:
    async with opened(app_on(folder / "talks.yaml", own("less"))) as seen:
        await seen.keys("minus", "S")
        assert "There are no options here" in seen.status
        # `S` alone goes to the sources.
        assert seen.reader.section == 0
        await seen.keys("escape", "minus", "i")
        assert "options" not in seen.status
        # What is no command of one letter goes on in the command line.
        await seen.keys("colon", *"zen", "enter")
        await seen.settle()
        assert seen.screen.has_class("-zen")


NESTED = """\
title: Nested
body: |
  # One

  text

  ## Below one

  text

  # Two

  See [the release](https://example.org/a) and [1](https://example.org/b).
events: [{date: 2024-03, title: Talks}]
"""


def outline(seen: Seen) -> str:
    """What stands in the section list."""
    width = seen.screen.sections.size.width
    return "\n".join(line[:width] for line in seen.lines)


async def test_the_section_list_folds_its_levels_and_shows_the_letter_of_each_piece(tmp_path: Path) -> None:
    path = tmp_path / "nested.yaml"
    path.write_text(NESTED, encoding="utf-8")
    async with opened(app_on(path, own("vim"))) as seen:
        assert re.search(r"Timeline \(1\) +t ", outline(seen))
        assert "Below one" in outline(seen)
        await seen.keys("right_square_bracket", "right_square_bracket", "z", "c")
        assert "Below one" not in outline(seen)
        assert re.search(r"One +\+1", outline(seen))
        await seen.keys("z", "a")
        assert "Below one" in outline(seen)
        await seen.keys("z", "M", "h", "l")
        assert "Below one" in outline(seen)
        # A label leaves the first letter of its link; of one that is too short it takes the place.
        await seen.keys("escape", "f")
        assert "See tae release and s." in seen.text


async def test_one_undo_takes_back_what_was_done_and_how_things_looked_in_their_order(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.yaml", short("Alpha"))
    desk.write("b.yaml", short("Beta", "2024-07-02"))
    async with desk.opened() as seen:
        library = seen.app.screen
        assert isinstance(library, LibraryScreen)
        await seen.press("library.sort", "library.first")
        await desk.press(seen, "library.done")
        await command(seen, "theme nord")
        await command(seen, "filter alpha")
        assert len(library.listing.rows) == 1
        await desk.press(seen, "undo.undo")
        assert ("Undone: the filter" in seen.status, len(library.listing.rows)) == (True, 2)
        await desk.press(seen, "undo.undo")
        assert ("Undone: the theme nord" in seen.status, seen.app.theme) == (True, "briefing-dark")
        await desk.press(seen, "undo.undo")
        assert "Undone: done with" in seen.status
        await desk.press(seen, "undo.undo")
        assert ("Undone: the order of the list" in seen.status, library.listing.order) == (True, "")
        await desk.press(seen, "undo.undo")
        assert "nothing to undo" in seen.status


async def test_widths_and_panes_come_back_also_when_the_page_is_closed(folder: Path) -> None:
    async with opened(folder, (120, 30)) as seen:
        await seen.press("library.open")
        await seen.settle()
        wide = seen.screen.sections.size.width
        await seen.press("sections.wider", "sections.wider", "look.zen", "look.zen", "undo.undo")
        assert seen.screen.has_class("-zen")
        await seen.press("undo.undo", "undo.undo")
        assert seen.screen.sections.size.width == wide
        measure = seen.screen.session.measure
        await seen.press("look.narrower", "app.leave", "undo.undo")
        assert "Undone: lines of" in seen.status
        assert isinstance(seen.app.screen, LibraryScreen)
        assert seen.app.screen.session.measure == measure


async def test_every_prompt_recalls_what_was_typed_in_any(folder: Path) -> None:
    async with opened(folder) as seen:
        await seen.keys("slash", *"tokyo", "enter", "escape", "s", *"seoul", "ctrl+up")
        assert "tokyo" in seen.lines[1]
        await seen.keys("ctrl+down")
        assert "seoul" in seen.lines[1]
        await seen.keys("enter")
        await seen.settle()
        assert isinstance(seen.app.screen, ReaderScreen)
        await seen.keys("slash", "up", "up")
        assert "/tokyo" in seen.status


@pytest.mark.parametrize(
    ("keys", "says"), [("o", "Beginning of the line"), ("s", "What a query can ask for"), ("slash", "Find prompt")]
)
async def test_the_keys_are_shown_wherever_one_types(folder: Path, keys: str, says: str) -> None:
    async with opened(folder, (120, 60)) as seen:
        await seen.keys(keys, "f1")
        assert says in seen.text
        await seen.keys("escape", *"tok")
        assert "tok" in seen.text


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
async def test_below_a_sheet_one_sees_the_page_in_the_colours_of_the_terminal(folder: Path, theme: str) -> None:
    async with opened(folder) as seen:
        if theme not in seen.app.available_themes:
            pytest.skip("this version of the framework has no such theme")
        seen.app.theme = theme
        await seen.pilot.pause()
        title = seen.lines[0].rstrip()
        for open_sheet in ("command.open", "app.palette", "library.quick-open"):
            await seen.press(open_sheet)
            assert seen.lines[0].rstrip() == title
            sheet = seen.app.screen.query("#sheet, #quick").first()
            kind, colour = sheet.styles.border_top
            assert not kind or colour.ansi == -1, "dark blue is hardly seen on black"
            await seen.keys("escape")
