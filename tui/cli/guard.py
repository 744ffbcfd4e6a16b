"""How every command ends: with a status and, where something went wrong, a sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

OK, FOUND, USAGE, CANNOT_READ, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit statuses: ok; problems found or nothing found; wrong usage; cannot read; interrupted."""


class Stop(Exception):
    """Ends a command with a sentence on stderr and a status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class ReaderLeft(Exception):
    """Whoever read our output has left: `briefing show x | head -1`."""


def complain(sentence: str) -> None:
    """Say something to the person, on stderr, in one line and without control characters."""
    from tui.model.text import cleaned

    text = " ".join(cleaned(sentence).split())
    print(f"briefing: {text}", file=sys.stderr)  # noqa: T201


def guarded(command: Callable[[], int | None]) -> int:
    """Run a command and turn whatever happens into an exit status.

    An error of the program itself is one sentence too; `BRIEFING_DEBUG=1` shows where it was.
    """
    for stream in (sys.stdout, sys.stderr):
        # Any text can be printed in any locale; what the locale lacks becomes a question mark.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        status = command() or OK
        sys.stdout.flush()
    except Stop as stop:
        complain(str(stop))
        return stop.status
    except (BrokenPipeError, ReaderLeft):
        # The reader of our output has left; Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        complain(error.strerror or str(error))
        return CANNOT_READ
    except Exception as error:
        if os.environ.get("BRIEFING_DEBUG"):
            raise
        complain(f"this is an error of the program: {type(error).__name__}: {error} (BRIEFING_DEBUG=1 shows where)")
        return FOUND
    return status
