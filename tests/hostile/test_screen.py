"""Hostile text through every door of the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.hostile.strings import TABLE, Hostile, briefing_with, harm_in, shown, words
from tests.ui.conftest import copied
from tests.ui.screens import Seen, opened
from tui.model.text import cleaned
from tui.ui.content import content, row_text
from tui.ui.screens.library import LibraryScreen

__all__ = ["copied"]

SIZE = (150, 110)


def check(seen: Seen) -> None:
    """Nothing harmful is on the screen, no segment carries a link of the terminal, and the program runs."""
    assert seen.app.is_running
    for strip in seen.app.screen._compositor.render_strips():
        for segment in strip:
            assert harm_in(segment.text) == []
            assert "\n" not in segment.text
            assert segment.style is None or segment.style.link is None


MARKUP = 6
"""Texts at the head of the table that are markup to the framework: one that it refuses would hide what it makes of another."""


def beside_each_other() -> tuple[Hostile, ...]:
    """The table; of what is no markup a long and a short text stand in one, where each does its harm as it does alone."""
    others = sorted(TABLE[MARKUP:], key=lambda hostile: len(hostile.text))
    half = len(others) // 2
    pairs = zip(others[:half], reversed(others[half:]), strict=True)
    return (*TABLE[:MARKUP], *(Hostile(f"{one.name}, {other.name}", f"{one.text} {other.text}") for one, other in pairs))


def some_at_once(count: int = 7) -> list[tuple[Hostile, ...]]:
    """All of them, some at a time, for which the program is started once."""
    texts = beside_each_other()
    return [texts[first : first + count] for first in range(0, len(texts), count)]


@pytest.mark.parametrize("texts", some_at_once(), ids=lambda texts: f"{texts[0].name} to {texts[-1].name}")
async def test_it_is_harmless_through_every_door_and_shown_as_it_is_written(
    tmp_path: Path, texts: tuple[Hostile, ...], copied: list[str]
) -> None:
    paths = {hostile: tmp_path / f"x{number}.yaml" for number, hostile in enumerate(texts)}
    for hostile, path in paths.items():
        path.write_text(briefing_with(hostile.text), encoding="utf-8")
    (tmp_path / "y.yaml").write_text("title: Another\n", encoding="utf-8")
    async with opened(tmp_path, SIZE) as seen:
        for hostile, path in paths.items():
            try:
                await through_every_door(seen, hostile, path, copied)
            except BaseException as error:
                error.add_note(f"with the text {hostile!r}")
                raise


async def through_every_door(seen: Seen, hostile: Hostile, path: Path, copied: list[str]) -> None:
    """In the list, in the filter, and in the briefing; and back in the list."""
    assert isinstance(seen.app.screen, LibraryScreen)
    literal = row_text(words("title", hostile.text))
    assert literal in seen.text
    await seen.press("library.filter")
    await seen.type(cleaned(hostile.text))
    check(seen)
    await seen.keys("escape")
    check(seen)
    (number,) = (number for number, row in enumerate(seen.app.screen.listing.rows) if row.path == str(path))
    seen.app.screen.list.go(number)
    await seen.pilot.pause()
    check(seen)
    assert literal in seen.text
    await seen.press("library.open")
    check(seen)
    assert literal in seen.lines[0]
    await every_page(seen)
    await finding(seen, hostile)
    await following(seen, hostile)
    await saying_and_copying(seen, hostile, copied)
    await seen.press("app.leave")
    assert isinstance(seen.app.screen, LibraryScreen)
    check(seen)


async def every_page(seen: Seen) -> None:
    """The whole document, page by page, and what can be peeked at on each."""
    while True:
        await seen.press("link.peek")
        await seen.settle()
        check(seen)
        await seen.keys("escape")
        if not seen.reader.view.page(1):
            break
        seen.screen.repaint()


async def finding(seen: Seen, hostile: Hostile) -> None:
    """The prompt, and what it found, alone and among the rest."""
    await seen.press("find.open")
    await seen.type(cleaned(hostile.text))
    check(seen)
    assert seen.reader.find.total > 3
    await seen.keys("enter")
    check(seen)
    await seen.screen.find.only_matching()
    await seen.pilot.pause()
    check(seen)
    seen.screen.action_cancel()


async def following(seen: Seen, hostile: Hostile) -> None:
    """Labels over links, and links that lead nowhere or to an address."""
    seen.screen.links.label()
    await seen.pilot.pause()
    check(seen)
    seen.screen.links.stop()
    for target in (f"[[{hostile.text}]]", f"@{hostile.text}", f"https://example.org/{hostile.text}"):
        seen.screen.links.follow(target)
        await seen.pilot.pause()
        check(seen)
        seen.screen.links.stop()


async def saying_and_copying(seen: Seen, hostile: Hostile, copied: list[str]) -> None:
    """Notices, tooltips, and text and citation as they leave the program."""
    seen.screen.say(hostile.text, problem=True)
    seen.screen.page.tooltip = content(hostile.text)
    await seen.pilot.hover("#page", offset=(5, 5))
    check(seen)
    assert row_text(hostile.text) in seen.lines[-1]
    seen.screen.copies.citation()
    seen.screen.copies.text()
    await seen.pilot.pause()
    check(seen)
    assert all(harm_in(text) == [] for text in copied)
    assert shown(words("title", hostile.text)) in shown(copied[-2])


@pytest.mark.parametrize("hostile", [h for h in TABLE if harm_in(h.text)][:3], ids=lambda hostile: hostile.name)
async def test_what_is_pasted_into_a_prompt_is_cleaned(tmp_path: Path, hostile: Hostile) -> None:
    (tmp_path / "x.yaml").write_text(briefing_with(hostile.text), encoding="utf-8")
    async with opened(tmp_path / "x.yaml", SIZE) as seen:
        await seen.press("find.open")
        assert seen.app.focused is not None
        seen.app.focused.post_message(events.Paste(hostile.text))
        await seen.pilot.pause()
        check(seen)
        assert seen.reader.find.total > 3


@pytest.mark.parametrize("text", ["[/oops]", "[@click=app.quit]x[/]", "\\[b]", "[[["])
async def test_the_palette_takes_any_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yaml").write_text("title: X\n", encoding="utf-8")
    async with opened(tmp_path / "x.yaml", (100, 30)) as seen:
        await seen.press("app.palette")
        await seen.type(text)
        await seen.pilot.pause(0.1)
        check(seen)
        assert text in seen.text


async def test_a_file_name_is_harmless_in_the_header_and_in_what_is_said(tmp_path: Path, copied: list[str]) -> None:
    folder = tmp_path / "[\x1b]0;owned\x07[bold]\u202e\n"
    folder.mkdir()
    (folder / "[x].yaml").write_text("date: nope\n", encoding="utf-8")
    (folder / "two.md").write_text("# Two\n", encoding="utf-8")
    async with opened(folder, (150, 20)) as seen:
        check(seen)
        assert "[␛]0;owned␇[bold]" in seen.lines[0] or "…" in seen.lines[0]
        await seen.press("library.last", "library.open")
        check(seen)
        (folder / "[x].yaml").unlink()
        (folder / "two.md").unlink()
        await seen.press("file.reload")
        check(seen)
        # The page looks at its file of itself as well, and may have been first.
        assert "There is no file" in seen.status or "The file is gone" in seen.status


async def test_a_line_of_a_megabyte_and_a_thousand_marks_open(tmp_path: Path) -> None:
    text = "title: Long\nbody: |\n  " + "x" * 1_000_000 + "\n\n  " + "a" + "\u0301" * 2000 + "\n"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    async with opened(tmp_path / "x.yaml", (80, 24)) as seen:
        check(seen)
        await seen.press("move.page-down", "move.bottom")
        check(seen)


async def test_an_empty_file_opens(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("", encoding="utf-8")
    async with opened(tmp_path / "x.yaml") as seen:
        assert "x.yaml" in seen.lines[0]
        await seen.press("find.open")
        await seen.type("x")
        check(seen)
