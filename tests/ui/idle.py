"""When the program has nothing more to do: the framework's own wait sleeps for 40 ms with each key, and goes by time alone."""

from __future__ import annotations

import asyncio
import os
import threading
from time import monotonic, process_time

import textual.app
import textual.pilot

STEP = 0.002
"""Seconds between two looks."""

BUSY = STEP / 5
"""Seconds of processor time between two looks from which on something is being done."""

SOON = 0.02
"""Seconds: what is due so soon is waited for."""

TASKS = "/proc/self/task"


def _loop_is_busy(loop: asyncio.AbstractEventLoop, until: float) -> bool:
    ready, scheduled = loop._ready, loop._scheduled  # type: ignore[attr-defined]
    return bool(ready) or any(timer.when() < until and not timer.cancelled() for timer in scheduled)


def _another_thread_is_busy() -> bool:
    """Whether a thread runs, would run if a processor were free, or waits for a disk; False where the system does not say."""
    own = str(threading.get_native_id())
    try:
        tasks = [task for task in os.listdir(TASKS) if task != own]
    except OSError:
        return False
    for task in tasks:
        try:
            with open(f"{TASKS}/{task}/stat", "rb") as stat:
                state = stat.read().rpartition(b")")[2].split()[0]
        except OSError:
            continue
        if state in (b"R", b"D"):
            return True
    return False


async def until_idle(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until neither the loop nor a thread has anything to do now or soon, and for so many seconds at most."""
    loop = asyncio.get_running_loop()
    begun = monotonic()
    soon = loop.time() + max(SOON, min_sleep)
    while monotonic() < begun + max_sleep:
        before = process_time()
        await asyncio.sleep(STEP)
        if process_time() - before < BUSY and not _loop_is_busy(loop, soon) and not _another_thread_is_busy():
            break


for _module in (textual.app, textual.pilot):
    setattr(_module, "wait_for_idle", until_idle)  # noqa: B010
