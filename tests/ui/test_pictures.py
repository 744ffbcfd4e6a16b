"""How the screens look: pictures that change only when somebody means it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.desk import DAY, FRONT, Desk, report, short
from tests.ui.screens import app_on
from tui.ui.screens.library import PREVIEW_AFTER

SIZES = [(40, 12), (80, 24), (120, 40), (200, 50)]
Compare = Any
"""The fixture of pytest-textual-snapshot; it has no type."""


def names(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


async def settled(pilot: Pilot[None]) -> None:
    """Wait until what was begun is done and painted, in however many turns of the loop this Python takes for it."""
    for _ in range(4):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.05)


@pytest.mark.parametrize("size", SIZES, ids=names)
def test_the_library_looks_like_this(snap_compare: Compare, library: Path, size: tuple[int, int]) -> None:
    async def bottom_line(pilot: Pilot[None]) -> None:
        await pilot.pause(2 * PREVIEW_AFTER)

    assert snap_compare(app_on(library), terminal_size=size, run_before=bottom_line)


@pytest.mark.parametrize("size", SIZES, ids=names)
def test_the_reader_looks_like_this(snap_compare: Compare, library: Path, size: tuple[int, int]) -> None:
    async def find(pilot: Pilot[None]) -> None:
        from tui.ui.screens.reader import ReaderScreen

        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ReaderScreen)
        assert screen.reader is not None
        screen.reader.find.begin()
        screen.reader.find.type("headquarters")
        screen.reader.find.accept()
        screen.repaint()
        await settled(pilot)

    assert snap_compare(app_on(library / "talks.yaml"), terminal_size=size, run_before=find)


def came_back(desk: Desk) -> Path:
    """A library in which one briefing was read and noted on, and has changed the day after; another was begun."""
    from tests.reading.briefings import spot_of
    from tui.changes.document_edition import edition_of, outline, section_of
    from tui.document.compose import compose
    from tui.journal.records import identity_of
    from tui.reading.notes.margin import Margin
    from tui.reading.reader import Reader
    from tui.store.read import read_file

    first = desk.write("coast.yaml", report("The ferry leaves at dawn with the mail for the northern islands."))
    begun = desk.write(
        "hills.yaml", short("Hills", "2024-07-02", "Text.") + "actions: {text: Answer the letter., due: 2024-07-27}\n"
    )
    desk.write(
        "plain.yaml", short("Plain", "2024-07-01").replace("title: Plain", "title: Plain and what lies on it, in some words")
    )
    for path in (first, begun):
        briefing = read_file(path)
        document = compose(briefing)
        identity = identity_of(briefing)
        if path == first:
            desk.journal.set_done([(identity, edition_of(document))], True, "done").result(20)
            reader = Reader(briefing, document, clock=lambda: 0.0)
            margin = Margin(reader, desk.journal, identity, lambda: desk.now)
            for words, text in (("The ferry leaves", "Ask for the [new] timetable. #ferry #ask"), ("Paragraph 2 of River", "")):
                passage = margin.passage([spot_of(document, words)])
                assert passage is not None
                margin.write(passage, text, ("ferry", "ask") if text else ()).result(20)
        else:
            desk.journal.read(identity, outline(document), [section_of(document, 0)]).result(20)
    desk.now += DAY
    text = report("The ferry leaves at noon with the mail for the northern islands.", front=FRONT.replace("likely", "unlikely"))
    return desk.write("coast.yaml", text)


SCENES = {
    "queue": (False, ()),
    "changed": (True, ()),
    "changes": (True, ("D",)),
    "notes": (True, ("M",)),
    "editor": (True, ("asterisk", "i", *" and more")),
}
"""Whether it begins with the briefing instead of the library, and keys."""


@pytest.mark.parametrize("size", SIZES, ids=names)
@pytest.mark.parametrize("scene", SCENES)
def test_coming_back_looks_like_this(
    snap_compare: Compare, desk: Desk, monkeypatch: pytest.MonkeyPatch, scene: str, size: tuple[int, int]
) -> None:
    alone, keys = SCENES[scene]
    # No cursor that blinks.
    monkeypatch.setattr("textual.widgets.TextArea.cursor_blink", False)
    path = came_back(desk)

    async def press(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await pilot.press(*keys)
        await pilot.pause(2 * PREVIEW_AFTER)

    assert snap_compare(desk.app(path if alone else None), terminal_size=size, run_before=press)


def test_the_light_theme_looks_like_this(snap_compare: Compare, library: Path) -> None:
    async def light(pilot: Pilot[None]) -> None:
        pilot.app.theme = "briefing-light"
        await settled(pilot)

    assert snap_compare(app_on(library / "talks.yaml"), terminal_size=(80, 24), run_before=light)
