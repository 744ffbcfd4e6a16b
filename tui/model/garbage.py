"""Making many things that all live on: the collector would look through them again and again, and find nothing."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

_M_ARENA_MAX, _M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD = -8, -3, -1
"""Of `mallopt`, in glibc's `malloc.h`."""

_LARGE = 128 * 1024
"""Bytes that are given back at once; without being told, the system takes ever more for usual."""

_OPTIONS = ((_M_ARENA_MAX, 1), (_M_MMAP_THRESHOLD, _LARGE), (_M_TRIM_THRESHOLD, 2 * _LARGE))

OFTEN = 3
"""Times that younger garbage is collected between two collections of all; the usual ten let closed screens pile up."""

LONG = 0.03
"""Seconds of work that a collection may take in a moment in which nobody waits."""


class CollectionAtRest:
    """Collects garbage where nobody waits for anything: a closed screen is thousands of things that hold each other.

    Else it would be collected in the midst of keys, and what is made until then would stand beside it.
    """

    def __init__(self) -> None:
        """Nothing was collected yet."""
        self._took = 0.0

    def collect(self) -> None:
        """Collect all, unless it took long the last time, or garbage is not collected at all."""
        if gc.isenabled() and self._took < LONG:
            started = time.thread_time()
            gc.collect()
            return_free_memory()
            self._took = time.thread_time() - started


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
        return_free_memory()
        gc.freeze()
        gc.set_threshold(*gc.get_threshold()[:2], OFTEN)
        gc.enable()


def share_what_is_freed() -> None:
    """Let all threads take memory from the same heap, and give back what is large once it is free; where the system is glibc.

    Else each thread that begins while others work gets a heap of its own, which keeps what it once needed; those that run have one
    already. It takes half a millisecond.
    """
    for option, value in _OPTIONS:
        call_c_library("mallopt", option, value)


def return_free_memory() -> None:
    """Give back to the system what was freed between things that live on; where it is glibc. It takes a tenth of a millisecond."""
    call_c_library("malloc_trim", 0)


def call_c_library(name: str, *arguments: int) -> bool:
    """Call a function of the C library; where there is none of the name nothing happens.

    To import `ctypes` for it would take ten milliseconds.

    Args:
        name: of the function.
        arguments: what it takes.

    Returns:
        Whether there is such a function.
    """
    try:
        import _ctypes

        function = _ctypes.dlsym(_ctypes.dlopen(None, 0), name)  # type: ignore[arg-type]
        _ctypes.call_cdeclfunction(function, arguments)
    except (ImportError, AttributeError, OSError):
        return False
    return True
