"""Writing what is read for others, from the screen."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.ui.screens import Seen, opened


async def write(seen: Seen, words: str) -> None:
    await seen.press("copy.export")
    await seen.keys(*words)
    await seen.settle()
    await seen.keys("enter")
    await seen.settle()
    for _ in range(200):
        if "ritten here" in seen.status:
            return
        await seen.pilot.pause(0.02)


async def test_what_is_read_is_written_into_the_folder_one_is_in(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    path = library.resolve() / "talks.yaml"
    monkeypatch.chdir(here)
    async with opened(path) as seen:
        await write(seen, "html")
        assert "Written here: talks.html (" in seen.status
        marking = seen.reader.marking.label
        await write(seen, "html")
        assert "Written here: talks-2.html (" in seen.status
    assert {path.name for path in here.iterdir()} == {"talks.html", "talks-2.html"}
    assert stat.S_IMODE((here / "talks.html").stat().st_mode) == 0o600
    assert marking in (here / "talks.html").read_text(encoding="utf-8")


async def test_a_folder_that_takes_no_file_is_said(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tui.export.files.write_new", _refuse)
    async with opened(library / "talks.yaml") as seen:
        await seen.press("copy.export")
        await seen.keys(*"txt")
        await seen.settle()
        await seen.keys("enter")
        for _ in range(200):
            if "cannot be written here" in seen.status:
                break
            await seen.pilot.pause(0.02)
        assert "It cannot be written here: No space left on device" in seen.status


async def test_a_library_that_fails_over_a_page_is_said(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tui.export.files.write_new", _fail)
    async with opened(library / "talks.yaml") as seen:
        await seen.press("copy.export")
        await seen.keys(*"txt")
        await seen.settle()
        await seen.keys("enter")
        for _ in range(200):
            if "cannot be written here" in seen.status:
                break
            await seen.pilot.pause(0.02)
        assert "It cannot be written here: RuntimeError: no such font" in seen.status


def _fail(path: Path, data: bytes) -> None:
    raise RuntimeError("no such font")


def _refuse(path: Path, data: bytes) -> None:
    raise OSError(28, "No space left on device")
