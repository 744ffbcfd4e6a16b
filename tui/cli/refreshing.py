"""Saying how far a refresh of the catalog is, and stopping it when somebody asks."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui.cli.output import err_is_terminal, err_over

if TYPE_CHECKING:
    from tui.catalog.progress import Progress


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Whether somebody has asked to stop, with Ctrl+C or a signal to end."""
    asked = False

    def ask(number: int, frame: object) -> None:
        nonlocal asked
        asked = True

    kept = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


class Teller:
    """Progress for people: one line that is written over, on a terminal; nothing in a file."""

    def __init__(self) -> None:
        self._written = 0

    def __call__(self, progress: Progress) -> None:
        if err_is_terminal():
            self._write(progress_line(progress))

    def say(self, line: str) -> None:
        """Say how far something else is."""
        if err_is_terminal():
            self._write(line)

    def end(self) -> None:
        """Leave an empty line."""
        if self._written:
            self._write("")
            err_over("")
            self._written = 0

    def _write(self, line: str) -> None:
        err_over(line.ljust(self._written))
        self._written = len(line)


def progress_line(progress: Progress) -> str:
    """How far it is, in one line."""
    if progress.phase == "looking":
        return "Looking for files that changed"
    if progress.phase == "tidying":
        return "Removing the words of what is gone"
    if progress.phase == "waiting":
        return "Another process is refreshing this library"
    what = {"reading": "Reading", "preparing": "Preparing pages", "done": "Done"}[progress.phase]
    line = f"{what}: {progress.done:,} of {progress.total:,}"
    if progress.total:
        line += f" ({100 * progress.done // progress.total}%)"
    if progress.rate:
        line += f", {progress.rate:,.0f} a second"
    if progress.eta is not None and progress.eta >= 1:
        line += f", {_time(progress.eta)} left"
    return line


def _time(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
