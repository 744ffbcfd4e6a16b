"""Standard input and pipes: what can be read only once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, BinaryIO

from tui.cli.exit_status import CANNOT_READ, Stop

if TYPE_CHECKING:
    from tui.model.briefing import Briefing
    from tui.model.handling import Ceiling

STDIN = "-"
"""What one writes for it in place of a path."""


def standard_input() -> BinaryIO:
    """Standard input as bytes.

    Raises:
        Stop: nothing can be read from it.
    """
    stream = sys.stdin.buffer
    try:
        if peek := getattr(stream, "peek", None):
            peek(1)
    except (OSError, ValueError) as error:
        import errno

        closed = getattr(error, "errno", None) == errno.EBADF
        reason = "it is closed" if closed else getattr(error, "strerror", None) or str(error)
        raise Stop(f"standard input cannot be read: {reason}", CANNOT_READ) from None
    return stream


def read_once(path: str, ceiling: Ceiling) -> Briefing:
    """What stands on standard input, or is written to a pipe; it belongs to no file, since it cannot be read again.

    Args:
        path: `STDIN`, or that of the pipe.
        ceiling: what may be shown.

    Raises:
        Stop: it may not be shown, or cannot be read.
    """
    from pathlib import Path

    from msgspec.structs import replace

    from tui.store.outer_references import among
    from tui.store.read import kind_of, read_text
    from tui.store.source_text import MOST_BYTES
    from tui.store.withholding import within

    if path == STDIN:
        briefing = within(read_text(standard_input().read(MOST_BYTES + 1), name=STDIN), ceiling)
    else:
        from tui.store.file_bytes import read_pipe

        briefing = within(replace(read_text(read_pipe(Path(path)), name=path, kind=kind_of(path)), path=""), ceiling)
    if briefing is None:
        what = "Standard input" if path == STDIN else f"“{path}”"
        raise Stop(f"{what} is {ceiling.excess}, and left out.", CANNOT_READ)
    return briefing if ceiling.allows_everything else among(briefing, ())
