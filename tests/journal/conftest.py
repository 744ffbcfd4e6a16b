"""Journals of a nobody, and briefings to keep in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tui.journal.journal import Journal
from tui.journal.redaction import KEEP_ALL, Keep


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.at = 1_720_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    """3 July 2024, 09:46:40 UTC."""
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the journal is kept; not there yet."""
    return tmp_path / "data" / "briefing"


Open = Callable[..., Journal]


@pytest.fixture
def open_journal(folder: Path, clock: Clock) -> Iterator[Open]:
    """Opens journals of one folder; all are closed at the end."""
    opened: list[Journal] = []

    def open_one(keep: Keep = KEEP_ALL, at: Path | None = folder) -> Journal:
        journal = Journal(at, now=clock, keep=keep)
        opened.append(journal)
        return journal

    yield open_one
    for journal in opened:
        journal.close()


@pytest.fixture
def journal(open_journal: Open) -> Journal:
    """An empty journal."""
    return open_journal()
