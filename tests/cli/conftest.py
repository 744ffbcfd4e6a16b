"""What the tests of the commands share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.shell import Run, runner

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal

TALKS = """\
title: Talks in Tokyo
id: talks
formerly: tokyo-talks
date: 2024-07-28
updated: 2024-07-30
kind: assessment
tlp: GREEN
tags: [japan, command]
bluf: Ministers met.
sections:
  - title: A joint headquarters
    body: Washington will set up a headquarters.
  - title: Deterrence
    body: See [[forum]].
facts:
  - {text: A secret fact., tlp: AMBER}
"""
FORUM = """\
title: The forum
id: forum
date: 2024-06
body: Café industry.
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the program in this process, in an empty folder."""
    monkeypatch.delenv("BRIEFING_PATH", raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return runner(capsys, monkeypatch)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two good briefings, a broken one, and a file that is none."""
    folder = tmp_path / "library"
    (folder / "below").mkdir(parents=True)
    (folder / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (folder / "below" / "forum.yaml").write_text(FORUM, encoding="utf-8")
    (folder / "broken.yaml").write_text("title: Broken\ndate: 2024-13\ntitel: x\n", encoding="utf-8")
    (folder / "settings.yaml").write_text("colour: blue\n", encoding="utf-8")
    return folder


@pytest.fixture
def opened() -> Iterator[list[Terminal]]:
    """Terminals that a test has opened; they are closed behind it."""
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.close()
