"""Leaving: what saves is waited for, what only reads is not."""

from __future__ import annotations

import asyncio
import threading
import time

from tui.ui.app import Threads


def ended(save: bool) -> tuple[bool, bool]:
    """Whether a loop that ends while a thread is busy ends before it, and whether what the thread did was done by then."""
    go, done = threading.Event(), threading.Event()
    began = threading.Event()
    threads = Threads()
    threads.save = save

    def work() -> None:
        began.set()
        go.wait(10)
        done.set()

    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(threads)
        loop.run_in_executor(None, work)
        await asyncio.to_thread(began.wait, 10)
        if save:
            # It goes on once the loop is ending.
            threading.Timer(0.05, go.set).start()

    asyncio.run(run())
    was_done = done.is_set()
    go.set()
    done.wait(10)
    return not was_done, done.is_set()


def test_what_saves_something_is_done_before_the_end() -> None:
    assert ended(save=True) == (False, True)


def test_what_reads_is_not_waited_for() -> None:
    started = time.monotonic()
    assert ended(save=False) == (True, True)
    assert time.monotonic() - started < 9
