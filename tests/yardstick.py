"""What something costs, measured beside a fixed piece of work in the same run: a busy or slow machine slows both."""

from __future__ import annotations

import time
from collections.abc import Callable


def _fixed() -> float:
    """Seconds of the processor that a fixed piece of work takes: some 20 ms where this was written."""
    started = time.process_time()
    words: dict[str, int] = {}
    for number in range(120_000):
        word = f"w{number % 977}"
        words[word] = words.get(word, 0) + len(word)
    return time.process_time() - started


def cost_of(work: Callable[[], object]) -> float:
    """How many times as long as a fixed piece of work something takes; that is done before and after it, the slower one counts."""
    before = _fixed()
    started = time.process_time()
    work()
    seconds = time.process_time() - started
    return seconds / max(before, _fixed())
