"""Processes that read for this one: forked, so only where there are no threads. They end with it, however it ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.model.garbage import call_c_library

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

WORTH_IT = 150
"""Files from which on other processes are started."""

SET_PARENT_DEATH_SIGNAL = 1
"""Of `prctl(2)`."""


def can_fork() -> bool:
    """Whether the system can."""
    return hasattr(os, "fork")


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def forked(work: Callable[[], None], keep: int) -> int:
    """Have something done in a process of its own, which keeps nothing open but its standard streams and one descriptor.

    It must not hold a lock of this one a moment longer, and it notices the end of this one by the end of its pipe, of which
    no sibling may hold the other end.

    Args:
        work: what is done; an error in it ends the process, without a word.
        keep: the descriptor that it needs.

    Returns:
        The number of the process, which somebody must wait for.

    Raises:
        OSError: there can be no more processes.
    """
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        _end_with(parent)
        os.closerange(3, keep)
        os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        work()
        status = 0
    except (EOFError, BrokenPipeError):
        status = 0
    except BaseException:
        # Whatever it was, the one that waits for the answer meets it too, or does without.
        pass
    finally:
        os._exit(status)


def _end_with(parent: int) -> None:
    """Have the system end this process when its parent ends: an expression that takes long would not let it see the end of a pipe.

    Where the system is not Linux it sees that when it is done.
    """
    if call_c_library("prctl", SET_PARENT_DEATH_SIGNAL, int(signal.SIGKILL)) and os.getppid() != parent:
        os._exit(0)


class Worker:
    """A process that reads and answers over a connection, until one of the two ends."""

    def __init__(self, work: Callable[[Connection], None]) -> None:
        """Start it. Raises OSError where there can be no more processes."""
        from multiprocessing.connection import Pipe

        self.connection, theirs = Pipe()
        with theirs:
            self._child = forked(lambda: work(theirs), theirs.fileno())

    def end(self) -> None:
        """End it, whatever it does, and wait until it is gone."""
        self.connection.close()
        try:
            os.kill(self._child, signal.SIGTERM)
            os.waitpid(self._child, 0)
        except (ProcessLookupError, ChildProcessError):
            return
