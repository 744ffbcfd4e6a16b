"""What the tests of the screen share."""

from __future__ import annotations

import os

os.environ["TEXTUAL_ANIMATIONS"] = "none"

from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.ui.stylesheets  # noqa: F401 - styles are parsed once
from tests.ui.desk import Desk
from tests.ui.screens import FORUM, TALKS


@pytest.fixture(autouse=True)
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was copied; the machine's own clipboard is never touched, and no file is written for others where tests are run."""
    from tui.ui import outside

    monkeypatch.chdir(tmp_path)

    texts: list[str] = []

    def copy(text: str, **_: object) -> str:
        texts.append(outside.copied(text))
        return "to the clipboard (of the test)"

    monkeypatch.setattr(outside, "copy", copy)
    for name in ("BRIEFING_THEME", "NO_COLOR", "DISPLAY", "WAYLAND_DISPLAY", "TMUX", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    return texts


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two briefings, named `library` whatever the test's folder is called."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (folder / "forum.yaml").write_text(FORUM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Path("library")


@pytest.fixture
def desk(tmp_path: Path, utc: None) -> Iterator[Desk]:
    """A reader with an empty library and no journal yet, in one time zone wherever the test runs."""
    desk = Desk(tmp_path)
    yield desk
    desk.journal.close()
