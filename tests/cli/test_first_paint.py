"""The first screen is painted once, however long it takes until all of it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

MOST = 12_000
"""Bytes of a first screen."""

TEXT = "The pilots wait at the breakwater for the evening tide."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(12):
        body = "\n\n  ".join([TEXT.replace("pilots", f"pilots of {number}"), *(f"Paragraph {n} of it." for n in range(30))])
        (tmp_path / f"{number}.yaml").write_text(f"title: Tide {number}\nbody: |\n  {body}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("arguments", "seen"), [(("3.yaml",), "pilots of 3"), ((".",), "Tide 7")], ids=["briefing", "library"])
def test_what_a_start_shows_is_sent_once(folder: Path, opened: list[Terminal], arguments: tuple[str, ...], seen: str) -> None:
    terminal = Terminal(*arguments, "--no-journal", cwd=folder)
    opened.append(terminal)
    terminal.wait_for(seen)
    # Whatever else the start brings has come once it answers a key, which opens a prompt on the bottom line alone.
    terminal.press("/")
    terminal.wait_for("ords to find" if seen.startswith("pilots") else "tag:")
    assert terminal.output.count(seen.encode()) == 1
    assert len(terminal.output) <= MOST


def test_a_window_made_larger_in_the_first_moment_is_painted_whole(folder: Path, opened: list[Terminal]) -> None:
    terminal = Terminal("3.yaml", "--no-journal", cwd=folder)
    opened.append(terminal)
    terminal.wait_for("pilots of 3")
    before = len(terminal.output)
    terminal.resize(100, 36)
    terminal.wait_for("pilots of 3", after=before)
    terminal.wait_for("Paragraph 8 of it.", after=before)


def test_a_screen_painted_anew_by_key_is_sent_whole(folder: Path, opened: list[Terminal]) -> None:
    """Another program may have written over it."""
    terminal = Terminal("3.yaml", "--no-journal", cwd=folder)
    opened.append(terminal)
    terminal.wait_for("pilots of 3")
    before = len(terminal.output)
    terminal.press("\x0c")
    terminal.wait_for("pilots of 3", after=before)
