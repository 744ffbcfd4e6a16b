"""Making many things that all live on: the collector would look through them again and again, and find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_M_ARENA_MAX = -8
"""Of `mallopt`, in glibc's `malloc.h`."""


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Collect no garbage within; for what makes many things and no circles of them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def collect_from_now_on() -> None:
    """Collect garbage again behind a start that did not, and leave what that has made alone: it lives as long as the program.

    Where garbage has been collected all the time, nothing changes: others live in the process, and their garbage must not stay.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def share_what_is_freed() -> None:
    """Let all threads take memory from the same heap, so that the next one uses what another has freed; where the system is glibc.

    Else each thread that begins while others work gets a heap of its own, which keeps what it once needed. It takes some
    milliseconds: nothing that anybody waits for should ask for it.
    """
    import ctypes

    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
