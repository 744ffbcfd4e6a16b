"""The reader's screen: one path through everything one can do on it."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.ui.screens import opened
from tui.ui.app import BriefingApp
from tui.ui.screens.library import LibraryScreen


async def test_from_the_library_into_a_briefing_and_out_again(library: Path) -> None:
    async with opened(library) as seen:
        assert isinstance(seen.app.screen, LibraryScreen)
        assert "Talks in Tokyo" in seen.lines[2]
        assert "The industry forum" in seen.text
        await seen.press("library.open")
        assert "Talks in Tokyo" in seen.lines[0]
        assert "TLP:AMBER" in seen.lines[0]
        assert "TLP:AMBER" in seen.status
        await seen.press("find.open")
        await seen.type("deterrence")
        assert "1/4 matches" in seen.status
        assert any("Deterrence" in line and " 3 " in line.split("▌")[0] for line in seen.lines)
        await seen.press("find.accept", "find.next")
        assert "/deterrence   2/4 matches" in seen.status
        await seen.press("move.next-section")
        assert seen.reader.document.sections[seen.reader.section].title == "Seoul"
        await seen.press("focus.next", "sections.first", "sections.open")
        assert seen.reader.document.sections[seen.reader.section].id == "~bottom-line"
        await seen.press("app.leave")
        assert isinstance(seen.app.screen, LibraryScreen)
        await seen.press("app.leave")
    assert seen.app.return_code == 0


async def test_the_filter_of_the_library_narrows_as_one_types(library: Path) -> None:
    async with opened(library) as seen:
        await seen.press("library.filter")
        await seen.type("industry")
        assert "Talks" not in seen.text
        assert "1 of 2" in seen.status
        await seen.keys("enter")
        assert "/industry" in seen.status
        await seen.keys("escape")
        assert "Talks" in seen.text
        await seen.press("library.filter")
        await seen.type("zebra")
        assert "No briefing answers “zebra”" in seen.text


async def test_a_folder_read_again_shows_what_is_new(library: Path) -> None:
    async with opened(library) as seen:
        (library / "new.yaml").write_text("title: Brand new\n", encoding="utf-8")
        await seen.press("library.reload")
        await seen.settle()
        assert "Brand new" in seen.text


async def test_esc_takes_find_back_to_where_it_began(library: Path) -> None:
    async with opened(library / "talks.yaml", (80, 12)) as seen:
        before = seen.lines[:-1]
        await seen.press("find.open")
        await seen.type("missile warning")
        assert "Missile warning" in seen.text
        await seen.keys("escape")
        assert seen.lines[:-1] == before


async def test_while_the_prompt_is_open_every_key_is_typed(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("find.open")
        await seen.pilot.press("q", "z", "n")
        await seen.pilot.pause()
        assert seen.reader.find.query == "qzn"
        assert "no match" in seen.status


async def test_a_bad_expression_is_said_in_the_prompt(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("find.open", "find.regex")
        await seen.type("det(")
        assert "not a regular expression" in seen.status
        await seen.type("det(er|x)")
        assert "regex · 1/4 matches" in seen.status


async def test_earlier_words_come_back_with_the_arrow(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("find.open")
        await seen.type("forces")
        await seen.press("find.accept", "find.open", "find.earlier")
        assert seen.reader.find.query == "forces"


async def test_only_matching_blocks_can_be_shown(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("find.open")
        await seen.type("missile")
        await seen.press("find.accept", "find.only-matching")
        assert "only matching" in seen.status
        assert "Ministers met" not in seen.text
        await seen.keys("escape")
        assert "Missile warning" in seen.text
        assert "unlikely" in seen.text


async def test_an_old_notice_does_not_hide_what_was_found(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("change.show")
        assert "Without the journal" in seen.status
        await seen.press("find.open")
        await seen.type("missile")
        await seen.press("find.accept")
        assert "/missile" in seen.status


async def test_back_after_the_section_list_is_where_one_read_before(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("move.bottom", "move.previous-section")
        before = seen.reader.section
        assert before > 3
        await seen.press("focus.next", "sections.first", "sections.open")
        assert seen.reader.document.sections[seen.reader.section].id == "~bottom-line"
        await seen.press("place.back")
        assert seen.reader.section == before


async def test_a_link_is_followed_by_its_label_and_back(library: Path) -> None:
    async with opened(library, (100, 40)) as seen:
        await seen.press("library.open", "link.hints")
        assert "Follow: type a label" in seen.status
        label = next(
            name
            for name, link in (seen.screen.links.hints.links.items() if seen.screen.links.hints else ())
            if link.target == "[[forum]]"
        )
        await seen.keys(*label)
        assert "The industry forum" in seen.lines[0]
        await seen.press("place.back")
        assert "Talks in Tokyo" in seen.lines[0]
        await seen.press("link.hints")
        await seen.keys("escape")
        assert "Follow" not in seen.status


async def test_an_address_is_shown_before_it_is_opened_and_copied_where_there_is_no_desktop(
    library: Path, copied: list[str]
) -> None:
    async with opened(library / "talks.yaml", (100, 40)) as seen:
        seen.screen.links.follow("https://example.org/release")
        await seen.pilot.pause()
        assert "Enter opens https://example.org/release" in seen.status
        await seen.keys("x")
        assert copied == []
        seen.screen.links.follow("https://example.org/release")
        await seen.keys("enter")
        assert copied == ["https://example.org/release"]
        seen.screen.links.follow("javascript:alert(1)")
        await seen.pilot.pause()
        assert "leads nowhere" in seen.status


async def test_blocks_are_selected_and_copied_with_marking_and_citation(library: Path, copied: list[str]) -> None:
    async with opened(library / "talks.yaml", (100, 40)) as seen:
        for _ in range(30):
            if "Extended" in seen.reader.view.current_block.text:
                break
            await seen.press("move.next-block")
        await seen.press("copy.select", "move.down")
        assert "2 blocks selected" in seen.status
        await seen.press("copy.text")
        assert "Copied 2 blocks to the clipboard (of the test)" in seen.status
        await seen.press("copy.citation")
    assert copied[0].startswith("[TLP:AMBER]\nExtended deterrence was discussed.\n")
    assert copied[0].endswith("(talks)\n")
    assert copied[1] == "“Talks in Tokyo”, Desk, 28 Jul 2024, § 2 Deterrence (talks)"


async def test_peek_says_what_is_named_below_the_page_and_goes_there_with_the_same_key(library: Path) -> None:
    async with opened(library / "talks.yaml", (100, 40)) as seen:
        for _ in range(30):
            if "Washington will" in seen.reader.view.current_block.text:
                break
            await seen.press("move.next-block")
        await seen.press("link.peek")
        assert "The report" in seen.lines[-3]
        assert "goes there" in seen.lines[-2]
        await seen.keys("escape")
        assert "goes there" not in seen.text
        await seen.press("link.peek", "link.peek")
        assert seen.reader.view.current_block.about == "seed"


async def test_what_is_named_without_a_link_is_labelled_after_a_second_f(library: Path) -> None:
    text = "title: Plain\nactors: {fleet: {name: Northern Fleet, short: NFL}}\nbody: |\n  The Northern Fleet sails.\n"
    (library / "plain.yaml").write_text(text)
    (library / "both.yaml").write_text(f"{text}\n  Where [[fleet]] sails.\n")
    async with opened(library / "plain.yaml", (100, 8)) as seen:
        await seen.press("link.hints")
        assert "The Narthern Fleet sails" in seen.text
        await seen.keys("a")
        assert seen.reader.view.current_block.about == "fleet"
    async with opened(library / "both.yaml", (100, 12)) as seen:
        await seen.press("link.hints")
        assert "The Northern Fleet sails" in seen.text
        assert "f labels names as well" in seen.status
        await seen.keys("f")
        assert "The Nsrthern Fleet sails" in seen.text
        assert "f labels" not in seen.status


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        ("", "Every value is from the file itself, “plain.yaml”"),
        ("defaults: {producer: Desk, lang: en}\n", ": producer and language. All"),
    ],
)
async def test_peek_at_the_front_says_where_values_come_from(library: Path, shared: str, said: str) -> None:
    (library / "plain.yaml").write_text("title: Plain\nbody: Text.\n")
    if shared:
        (library / "library.yaml").write_text(shared)
    async with opened(library / "plain.yaml", (200, 40)) as seen:
        await seen.press("link.peek")
        await seen.settle()
        assert said in seen.status


async def test_zen_shows_the_text_and_the_marking_alone(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("look.zen")
        assert "Reference" not in seen.text
        assert "min left" not in seen.status
        assert "TLP:AMBER" in seen.lines[0]
        assert "TLP:AMBER" in seen.status
        await seen.press("look.zen")
        assert "Reference" in seen.text


async def test_the_measure_can_be_narrower_and_wider(library: Path) -> None:
    async with opened(library / "talks.yaml", (160, 30)) as seen:
        width = seen.reader.view.flow.width
        await seen.press("look.narrower")
        assert seen.reader.view.flow.width == width - 8
        await seen.press("look.wider", "look.wider")
        assert seen.reader.view.flow.width == width + 8
        assert f"Lines of {width + 8} cells" in seen.status


async def test_help_shows_the_keys_of_the_pane_and_closes(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("app.help")
        assert "Find in the briefing as" in seen.text
        assert "Read the folder again" not in seen.text
        await seen.keys("escape")
        assert "Talks in Tokyo" in seen.lines[0]


async def test_the_palette_offers_every_action_by_name(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("app.palette")
        await seen.pilot.press(*"only")
        await seen.pilot.pause(0.3)
        assert "Only matching blocks" in seen.text
        await seen.keys("enter")
        await seen.pilot.pause(0.1)
        assert "words to find" in seen.text


@pytest.mark.parametrize("theme", ["briefing-light", "textual-dark", "nord", "dracula", "ansi-dark", "ansi-light"])
async def test_every_theme_of_the_framework_shows_the_same_words(library: Path, theme: str) -> None:
    async with opened(library / "talks.yaml", (80, 20)) as seen:
        before = seen.lines[:-1]
        if theme not in seen.app.available_themes:
            pytest.skip("this version of the framework has no such theme")
        seen.app.theme = theme
        await seen.pilot.pause()
        await seen.press("find.open")
        await seen.type("deterrence")
        await seen.keys("escape")
        assert seen.lines[:-1] == before
        match, current = (seen.app.role_styles.style(role) for role in ("heading1 match", "heading1 match-current"))
        assert (match.underline, current.underline) == (None, True), "where all is reversed and bold, one could not tell them apart"
        colours = [seen.app.role_styles.style(role).color for role in ("planned", "problem")]
        assert theme != "ansi-dark" or [colour and colour.name for colour in colours] == ["bright_blue", "bright_red"], (
            "the dark ones are hardly seen on black"
        )


async def test_reloading_after_an_edit_holds_the_place(library: Path) -> None:
    async with opened(library / "talks.yaml", (80, 12)) as seen:
        await seen.press("move.next-section", "move.next-section", "move.next-section")
        here = seen.reader.document.sections[seen.reader.section].title
        file = library / "talks.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("Ministers met", "At length ministers met"), encoding="utf-8")
        await seen.press("file.reload")
        assert "Read again" in seen.status
        assert seen.reader.document.sections[seen.reader.section].title == here
        await seen.press("move.top")
        assert "At length ministers met" in seen.text


async def test_a_file_deleted_while_open_can_still_be_read_and_is_said(library: Path) -> None:
    async with opened(library / "talks.yaml", (140, 20)) as seen:
        (library / "talks.yaml").unlink()
        await seen.press("file.reload")
        assert "There is no file" in seen.status
        assert "Ministers met" in seen.text
        await seen.press("file.edit")
        assert "Ministers met" in seen.text


async def test_what_a_key_does_stands_under_itself_where_it_takes_several_lines(library: Path) -> None:
    async with opened(library, (40, 24)) as seen:
        await seen.press("app.help")
        first, row = next(found for found in enumerate(seen.lines) if "Read on through" in found[1])
        assert seen.lines[first + 1].index("the queue") == row.index("Read on through")


async def test_the_editor_is_given_the_file_and_the_line_and_its_work_is_shown(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "ed"
    editor.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$@" > "$0.log"\nsed -i.old "s/Ministers met/Edited ministers met/" "$1"\n', encoding="utf-8"
    )
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.setattr(BriefingApp, "suspend", lambda self: nullcontext())
    async with opened(library / "talks.yaml", (80, 20)) as seen:
        await seen.press("file.edit")
        assert "Read again after editing" in seen.status
        assert "Edited ministers met" in seen.text
    assert (tmp_path / "ed.log").read_text(encoding="utf-8").split() == [str((library / "talks.yaml").absolute())]


async def test_without_an_editor_one_is_told_how_to_name_one(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    async with opened(library / "talks.yaml") as seen:
        await seen.press("file.edit")
        assert "set $VISUAL or $EDITOR" in seen.status


async def test_going_to_a_piece_of_the_apparatus_that_is_not_there_is_said(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("go.timeline")
        assert seen.reader.document.sections[seen.reader.section].id == "~timeline"
        await seen.press("go.command")
        assert seen.reader.document.sections[seen.reader.section].id == "~command"
    async with opened(library / "forum.yaml") as seen:
        await seen.press("go.timeline")
        assert "no timeline" in seen.status


async def test_a_click_on_a_section_goes_there(library: Path) -> None:
    async with opened(library / "talks.yaml", (100, 40)) as seen:
        await seen.click("Judgments")
        assert seen.reader.document.sections[seen.reader.section].title == "Judgments"


async def test_a_click_on_the_page_chooses_the_block_under_it(library: Path) -> None:
    async with opened(library / "talks.yaml", (100, 40)) as seen:
        await seen.click("another point")
        assert "another point" in seen.reader.view.current_block.text


async def test_on_the_page_what_cannot_be_folded_is_not_called_a_section_of_the_list(library: Path) -> None:
    async with opened(library / "talks.yaml") as seen:
        await seen.press("fold.toggle")
        assert "There is nothing to fold here" in seen.text
        await seen.press("focus.list")
        await seen.press("fold.toggle")
        assert "Nothing stands below this section in the list" in seen.text


async def test_a_judgment_unfolds_by_its_key_by_enter_and_by_clicks(tmp_path: Path) -> None:
    made = "".join(
        f"\n  j{n}: {{text: Number {n} holds., likelihood: likely, basis: Reason {n}., assumptions: Rain.}}" for n in range(4)
    )
    (tmp_path / "many.yaml").write_text(f"title: Many\njudgments:{made}\n")
    async with opened(tmp_path / "many.yaml", (100, 40)) as seen:
        assert seen.text.count("▸ 2 more: basis, assumptions") == 4
        await seen.click("2 more")
        assert "Reason 0" in seen.text
        await seen.click("▾")
        assert "Reason 0" not in seen.text
        await seen.click("Number 2")
        for key in ("fold.toggle", "link.follow"):
            await seen.press(key)
            assert "Reason 2" in seen.text
            await seen.press(key)
            assert "Reason 2" not in seen.text


async def test_a_click_on_a_row_of_the_library_selects_it(library: Path) -> None:
    async with opened(library) as seen:
        await seen.click("The industry forum")
        await seen.press("library.open")
        assert "The industry forum" in seen.lines[0]


async def test_clicks_and_the_wheel_work_where_nothing_is(library: Path) -> None:
    async with opened(library, (100, 40)) as seen:
        await seen.pilot.click(offset=(50, 35))
        await seen.press("library.open")
        for offset in ((5, 35), (90, 37), (28, 1), (50, 0), (50, 39)):
            await seen.pilot.click(offset=offset)
        assert seen.app.is_running


async def test_the_wheel_scrolls_the_page(library: Path) -> None:
    from textual.events import MouseScrollDown, MouseScrollUp

    async with opened(library / "talks.yaml", (80, 12)) as seen:
        top = seen.reader.view.top
        for event, moved in ((MouseScrollDown, True), (MouseScrollUp, False)):
            seen.screen.page.post_message(event(seen.screen.page, 5, 5, 0, 1, 0, False, False, False))
            await seen.pilot.pause()
            assert (seen.reader.view.top != top) is moved


async def test_the_matches_of_a_find_are_told_before_how_far_one_is_where_there_is_no_room_for_both(library: Path) -> None:
    async with opened(library / "talks.yaml", (48, 20)) as seen:
        await seen.press("find.open")
        await seen.type("headquarters")
        await seen.keys("enter")
        await seen.settle()
        assert "/headquarters   1/" in seen.status
        assert "matches" in seen.status
