"""What something costs, measured beside a fixed piece of work in the same run: a busy or slow machine slows both."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

SHARE = 1 if os.environ.get("LONG") else 4
"""Of texts that are made to be slow, one in so many parts is read: all of them in `.ci/long`."""


def _fixed() -> float:
    """Seconds of the processor that a fixed piece of work takes: some 20 ms where this was written."""
    started = time.process_time()
    words: dict[str, int] = {}
    for number in range(120_000):
        word = f"w{number % 977}"
        words[word] = words.get(word, 0) + len(word)
    return time.process_time() - started


def part_of(text: str) -> str:
    """The part of a text that is read, from its beginning and with its end."""
    return text if SHARE == 1 else text[: len(text) // SHARE - 8] + text[-8:]


QUICK = 10
"""Times the fixed work: what takes no longer cannot have been made to look quick, and is not measured again."""

_latest = (float("-inf"), 0.0)
"""When the fixed work was done last, in seconds of the processor, and how long it took."""


def _yardstick() -> float:
    """What the fixed work takes now; what it took within the last half second of work is not asked again."""
    global _latest
    if time.process_time() - _latest[0] > 0.5:
        took = _fixed()
        _latest = (time.process_time(), took)
    return _latest[1]


def cost_of(work: Callable[[], object]) -> float:
    """How many times as long as a fixed piece of work something takes.

    That is done before it, and where it took long after it as well; the slower one counts.
    """
    global _latest
    before = _yardstick()
    started = time.process_time()
    work()
    seconds = time.process_time() - started
    if seconds < QUICK * before:
        return seconds / before
    after = _fixed()
    _latest = (time.process_time(), after)
    return seconds / max(before, after)
