"""`briefing index`: make the catalog of a library, or bring it up to date."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tui.cli.options import library_option

if TYPE_CHECKING:
    from tui.catalog.progress import Progress


@click.command("index")
@library_option
@click.option("--rebuild", is_flag=True, help="Begin with nothing instead of reading only what changed.")
@click.option("--progress-json", is_flag=True, help="Say on stderr how far it is as JSON, one object a line.")
@click.option("--processes", type=click.IntRange(1, 64), default=None, help="How many processes read files. Default: all cores.")
def command(library: tuple[str, ...], rebuild: bool, progress_json: bool, processes: int | None) -> int:
    """Make the catalog of a library, or bring it up to date: what lists and searches are answered from.

    Only files that are new or changed are read. It can be interrupted at any time: what is done is kept.
    The catalog is a cache: it can be deleted at any time.
    """
    from tui.catalog.lock import LockBusy
    from tui.catalog.refresh import follow, refresh
    from tui.cli.guard import CANNOT_READ, INTERRUPTED, OK, complain
    from tui.cli.shelf import FileShelf

    shelf = FileShelf(library)
    if shelf.note:
        complain(shelf.note)
    refused = shelf.unreadable()
    for sentence in refused:
        complain(sentence)
    _be_modest()
    teller = _json if progress_json else _Teller()
    cores = processes or os.cpu_count() or 1
    outcome = None
    try:
        while outcome is None:
            try:
                with _stopping() as stopped:
                    outcome = refresh(shelf.paths, teller, rebuild=rebuild, processes=cores, stop=stopped)
            except LockBusy:
                complain("another process is refreshing this library; here is how far it is")
                # What changed after it looked is left for this one.
                follow(shelf.paths, teller)
                rebuild = False
    finally:
        if isinstance(teller, _Teller):
            teller.end()
    if outcome.stopped:
        complain("interrupted; what was read is kept, and the rest is read next time")
        return INTERRUPTED
    if not progress_json:
        counts = f"{outcome.new:,} new, {outcome.changed:,} changed, {outcome.removed:,} removed"
        complain(f"{outcome.files:,} file{'' if outcome.files == 1 else 's'}: {counts}")
    return CANNOT_READ if refused else OK


def _be_modest() -> None:
    """Let whoever waits for the screen go first."""
    try:
        os.nice(5)
    except (AttributeError, OSError):
        return


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
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


def _json(progress: Progress) -> None:
    import msgspec

    try:
        sys.stderr.buffer.write(msgspec.json.encode(progress) + b"\n")
        sys.stderr.buffer.flush()
    except (BrokenPipeError, ValueError):
        # Whoever started this has left; the work is worth finishing.
        return


class _Teller:
    """Progress for people: one line that is written over, on a terminal; nothing in a file."""

    def __init__(self) -> None:
        self._written = 0

    def __call__(self, progress: Progress) -> None:
        if sys.stderr.isatty():
            self._write(said(progress))

    def end(self) -> None:
        """Leave an empty line."""
        if self._written:
            self._write("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _write(self, line: str) -> None:
        sys.stderr.write("\r" + line.ljust(self._written))
        sys.stderr.flush()
        self._written = len(line)


def said(progress: Progress) -> str:
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
