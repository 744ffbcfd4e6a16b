"""How every command ends: with a status and, where something went wrong, a sentence."""

from __future__ import annotations

import os
from collections.abc import Callable

from tui.cli.output import CannotPrint, ReaderLeft, carry_any_text, err, flush

OK, FOUND, USAGE, CANNOT_READ, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit statuses: ok; problems found or nothing found; wrong usage; cannot read; interrupted."""


LONG = 200
"""Characters of an error in a sentence."""


class Stop(Exception):
    """Ends a command with a sentence on stderr and a status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


def complain(sentence: str) -> None:
    """Say something to the person, on stderr, in one line and without control characters."""
    from tui.model.text import one_line

    err(f"briefing: {one_line(sentence)}")


def guarded(command: Callable[[], int | None]) -> int:
    """Run a command and turn whatever happens into an exit status.

    An error of the program itself is one sentence too; `BRIEFING_DEBUG=1` shows where it was.
    """
    carry_any_text()
    try:
        status = _ended(command)
        flush()
    except ReaderLeft:
        return OK
    except CannotPrint as failure:
        complain(str(failure))
        return CANNOT_READ
    return status


def _ended(command: Callable[[], int | None]) -> int:
    """The exit status of a command, what went wrong said."""
    try:
        return command() or OK
    except Stop as stop:
        complain(str(stop))
        return stop.status
    except CannotPrint:
        raise
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # Where it came of printing, what could not be printed is still there, and says so itself.
        flush()
        complain(error.strerror or str(error))
        return CANNOT_READ
    except Exception as error:
        if os.environ.get("BRIEFING_DEBUG"):
            raise
        complain(_told(_own(error)))
        return FOUND


def _own(error: Exception) -> BaseException:
    """What lies behind an error that only says that the screen, or a worker of it, has ended."""
    cause: BaseException = error
    if type(error).__name__ == "Failed" and error.__cause__ is not None:
        cause = error.__cause__
    behind = getattr(cause, "error", None)
    return behind if isinstance(behind, BaseException) else cause


def _told(error: BaseException) -> str:
    """An error of the program, in a sentence that says where its report is."""
    from tui.cli.report import kept_report, where

    at, path = where(error), kept_report(error, os.environ)
    said = f"{type(error).__name__}: {error}"
    if len(said) > LONG:
        said = said[: LONG - 1] + "…"
    kept = f"a report without any text of briefings is in {path}" if path is not None else "BRIEFING_DEBUG=1 shows where"
    return f"this is an error of the program: {said}{f' in {at}' if at else ''} ({kept})"
