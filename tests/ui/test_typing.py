"""Typing and pasting in prompts and notes, and the keys of the framework that are the program's own or nobody's."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding

from tests.ui.bursts import Keyboard
from tests.ui.desk import Desk, report
from tests.ui.screens import Seen, opened
from tui.ui.keys import ACTIONS
from tui.ui.widgets.note_editor import PASTED as NOTE_PASTED
from tui.ui.widgets.prompt import PASTED


async def send(seen: Seen, data: bytes) -> None:
    await Keyboard(seen.app, seen.pilot).send(data)
    await seen.settle()


def pasted(text: str) -> bytes:
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("", "joint\nheadquarters", "joint headquarters"),
        ("", "joint\r\nheadquarters", "joint headquarters"),
        ("", "joint\rheadquarters\r", "joint headquarters"),
        ("", "\rheadquarters", "headquarters"),
        ("joint", "\r\theadquarters", "joint headquarters"),
        ("joint ", "\rheadquarters", "joint headquarters"),
        ("", "joint\u2028headquarters\x85", "joint headquarters"),
        ("", "a\x1b[31mb\x07", "a␛[31mb␇"),
        ("", "?", "?"),
    ],
)
async def test_white_space_in_what_is_pasted_into_a_prompt_is_one_space(library: Path, typed: str, text: str, found: str) -> None:
    async with opened(library / "talks.yaml") as seen:
        await send(seen, b"/" + typed.encode() + pasted(text))
        assert seen.reader.find.query == found


async def test_a_paste_typed_ahead_goes_where_the_key_before_it_led(library: Path) -> None:
    async with opened(library) as seen:
        await send(seen, b"/" + pasted("industry\r") + b"\r\r/" + pasted("missiles") + b"\r")
        assert seen.reader.briefing.id == "forum"
        assert seen.reader.find.query == "missiles"


@pytest.mark.parametrize("text", ["one\ntwo", "one\rtwo", "one\r\ntwo"])
async def test_line_breaks_of_every_kind_are_line_breaks_in_a_note(desk: Desk, text: str) -> None:
    async with desk.opened(desk.write("coast.yaml", report())) as seen:
        await send(seen, b"i" + pasted(text) + b"\r")
        await desk.kept(seen)
        assert [note.text for note in desk.journal.notes()] == ["one\ntwo"]


async def test_a_paste_of_a_megabyte_is_bounded_and_says_so(desk: Desk) -> None:
    async with desk.opened(desk.write("coast.yaml", report())) as seen:
        await send(seen, b"/" + pasted("word " * 200_000))
        assert 0 < len(seen.reader.find.query) <= PASTED
        assert f"the first {PASTED:,} characters" in seen.text
        await send(seen, b"\x1b")
        await send(seen, b"i" + pasted("line of text\r" * 80_000))
        assert f"the first {NOTE_PASTED:,} characters" in seen.text
        await send(seen, b"\r")
        await desk.kept(seen)
        assert [len(note.text) <= NOTE_PASTED for note in desk.journal.notes()] == [True]


@pytest.mark.parametrize("before", [b"", b"m", b"'", b"f", b"v"])
async def test_a_paste_into_a_page_or_a_list_or_behind_half_a_command_does_nothing(desk: Desk, before: bytes) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await send(seen, before + pasted("xq\rdA"))
        await send(seen, b"\x1b")
        assert seen.app.is_running
        assert seen.screen.reading_log.log is not None
        assert not seen.screen.reading_log.log.done
        assert not desk.journal.marks()


async def test_a_note_that_ends_with_a_tag_is_opened_so_that_the_next_word_is_no_part_of_it(desk: Desk) -> None:
    async with desk.opened(desk.write("coast.yaml", report())) as seen:
        await send(seen, b"iAsk them #lead\r")
        await desk.kept(seen)
        await send(seen, b"ion Monday\r")
        await desk.kept(seen)
        (note,) = desk.journal.notes()
        assert (note.text, note.tags) == ("Ask them #lead on Monday", ("lead",))
        await send(seen, b"i\r")
        await desk.kept(seen)
        assert desk.journal.notes()[0].text == "Ask them #lead on Monday"


async def test_a_draft_is_offered_by_the_next_run(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await send(seen, b"ihalf written")
        seen.app.exit()
    async with desk.opened(path) as seen:
        assert "You were writing a note" in seen.text
        await send(seen, b"i and more\r")
        await desk.kept(seen)
        assert [note.text for note in desk.journal.notes()] == ["half written and more"]
    assert not list((desk.data or path).rglob("drafts/*"))


async def test_a_note_that_was_changed_on_another_screen_keeps_both_texts(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await send(seen, b"ifirst\r")
        await desk.kept(seen)
        await send(seen, b"i and mine")
        (note,) = desk.journal.notes()
        from msgspec.structs import replace

        desk.journal.change_note(replace(note, text="first, and theirs", modified=note.modified + 5)).result(10)
        await send(seen, b"\r")
        assert "changed on another screen" in seen.text or "both texts" in seen.text
        await send(seen, b"\r")
        await desk.kept(seen)
        text = desk.journal.notes()[0].text
        assert "and mine" in text
        assert "and theirs" in text


async def test_a_note_that_was_deleted_on_another_screen_is_not_lost(desk: Desk) -> None:
    path = desk.write("coast.yaml", report())
    async with desk.opened(path) as seen:
        await send(seen, b"ifirst\r")
        await desk.kept(seen)
        await send(seen, b"i and mine")
        (note,) = desk.journal.notes()
        desk.journal.delete_note(note.id).result(10)
        await send(seen, b"\r")
        await send(seen, b"\r")
        await desk.kept(seen)
        assert [note.text for note in desk.journal.notes()] == ["first and mine"]


async def test_a_question_mark_asks_for_help_where_nothing_is_typed_and_is_a_letter_behind_text(library: Path) -> None:
    async with opened(library) as seen:
        keyboard = Keyboard(seen.app, seen.pilot)
        await keyboard.send(b"s?")
        assert "What a query can ask for" in seen.text
        await keyboard.send(b"\x1bwhy?")
        assert "why?" in seen.text
        await keyboard.send(b"\x1bOP")
        assert "Keys" in seen.text


async def test_ctrl_c_leaves_a_prompt_or_a_selection_and_else_says_how_to_leave(library: Path, copied: list[str]) -> None:
    async with opened(library / "talks.yaml") as seen:
        await send(seen, b"\x03")
        assert "q leaves" in seen.status
        await send(seen, b"/joint\x03")
        assert not seen.screen.prompting
        await send(seen, b"vj\x03")
        assert not seen.reader.selection.active
        assert copied == []


async def test_ctrl_q_does_nothing(library: Path) -> None:
    async with opened(library) as seen:
        await send(seen, b"\x11\x11")
        assert seen.app.is_running
        assert seen.app.return_code is None


STATES = {
    "list": b"",
    "filter": b"/",
    "page": b"\r",
    "section list": b"\r\t",
    "find": b"\r/",
    "note": b"\ri",
    "search": b"s",
    "quick open": b"o",
    "help": b"?",
    "palette": b"\x10",
    "themes": b"T",
    "notes": b"\rix\rM",
}


@pytest.mark.parametrize("state", STATES)
async def test_every_key_is_in_the_table_or_on_a_small_sheet_of_the_programs_own(desk: Desk, state: str) -> None:
    """No key of the framework's widgets works that is nowhere told."""
    desk.write("coast.yaml", report())
    desk.write("plain.yaml", report(front="title: Plain\nsections:\n"))
    ids = {action.id for action in ACTIONS}
    async with desk.opened() as seen:
        await send(seen, STATES[state])
        strange = [
            (key, active.binding.action)
            for key, active in seen.app.active_bindings.items()
            if active.binding.id not in ids and not is_declared(active.node, active.binding)
        ]
        assert strange == []


def is_declared(node: object, binding: Binding) -> bool:
    """Whether a class of the program's own lists a key itself."""
    own = type(node)
    listed = [known for known in vars(own).get("BINDINGS", ()) if isinstance(known, Binding)]
    return own.__module__.startswith("tui.") and any(binding.key in known.key.split(",") for known in listed)
