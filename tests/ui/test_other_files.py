"""The files of a library that are no briefings, on the screen: a key lists them, Enter shows what stands in one."""

from __future__ import annotations

from pathlib import Path

from tests.ui.screens import opened
from tui.ui.pages.other_files import OtherFilesPage
from tui.ui.screens.library import LibraryScreen

OTHERS = {
    "ci.yml": b"jobs:\n  build: Narwhal\n",
    "empty.md": b"",
    "bad.yaml": b"name: x\n- \x1b[31my\xff\n",
    "a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
}


def folder(tmp_path: Path) -> Path:
    (tmp_path / "briefing.yaml").write_text("title: A\nbody: Text\n")
    for name, data in OTHERS.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


async def test_a_key_lists_them_with_the_reason_and_enter_shows_what_stands_in_one(tmp_path: Path) -> None:
    async with opened(folder(tmp_path)) as seen:
        await seen.press("library.others")
        await seen.settle()
        assert isinstance(seen.composed, OtherFilesPage)
        assert "4 files are no briefings" in seen.text
        assert "It sets up a program" in seen.text
        while "jobs" not in seen.text or isinstance(seen.composed, OtherFilesPage):
            await seen.press("link.follow")
            if seen.reader.briefing.path.endswith("ci.yml"):
                break
            await seen.press("app.leave", "move.next-block")
        assert "Narwhal" in seen.text
        await seen.press("app.leave", "app.leave")
        assert isinstance(seen.app.screen, LibraryScreen)


async def test_one_that_has_gone_meanwhile_is_a_sentence(tmp_path: Path) -> None:
    async with opened(folder(tmp_path)) as seen:
        await seen.press("library.others")
        await seen.settle()
        for name in OTHERS:
            (tmp_path / name).unlink()
        await seen.press("link.follow")
        assert isinstance(seen.composed, OtherFilesPage)
        assert "cannot be opened" in seen.status


async def test_one_without_text_and_one_with_signs_for_the_terminal_open_harmless(tmp_path: Path) -> None:
    async with opened(folder(tmp_path)) as seen:
        await seen.press("library.others")
        await seen.settle()
        read = set()
        for _ in OTHERS:
            await seen.press("link.follow")
            read.add(Path(seen.reader.briefing.path).name)
            assert "\x1b" not in seen.text
            await seen.press("app.leave", "move.next-block")
        assert read == set(OTHERS)


async def test_where_all_files_are_briefings_the_key_says_so(tmp_path: Path) -> None:
    (tmp_path / "briefing.yaml").write_text("title: A\nbody: Text\n")
    async with opened(tmp_path) as seen:
        await seen.press("library.others")
        assert "There are no other files here" in seen.status
        assert isinstance(seen.app.screen, LibraryScreen)
