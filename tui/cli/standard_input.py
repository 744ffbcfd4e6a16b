"""Standard input as commands read it."""

from __future__ import annotations

import sys
from typing import BinaryIO


def standard_input() -> BinaryIO:
    """Standard input as bytes.

    Raises:
        Stop: nothing can be read from it.
    """
    from tui.cli.exit_status import CANNOT_READ, Stop

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
