"""Find as somebody types: from each letter to the settled frame with the matches in it, and the engine alone."""

from __future__ import annotations

import time

from tests.benchmarks.generate import SOUGHT
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs, percentile
from tests.benchmarks.terminal import Terminal

SILENCE = 0.08
"""Seconds without output: the letter itself may be painted in a frame of its own, well before the matches."""

WORDS = (SOUGHT, "harbour authority", "consent")


def measure(setting: Setting) -> list[Row]:
    """Letter by letter in 5 MB, each letter then in 3 KB."""
    ours: list[float] = []
    small: list[float] = []
    with setting.ready(setting.reader("5 MB")) as large_reader, setting.ready(setting.reader("3 KB")) as small_reader:
        for _ in range(max(3, setting.runs // 5)):
            for word in WORDS:
                for reader in (large_reader, small_reader):
                    reader.press(b"/", quiet=0.3)
                for letter in word.encode():
                    ours.append(_typed(large_reader, letter))
                    small.append(_typed(small_reader, letter))
                for reader in (large_reader, small_reader):
                    reader.press(b"\x1b", quiet=0.3)
    engine = _engine(setting)
    return [
        pairs("find, a letter, 5 MB", "ms", ours, small, "3 KB"),
        pairs("find, a letter, 5 MB", "ms", ours, small, "3 KB", Target(30, absolute=True), p95=True),
        Row("find, engine alone, 5 MB, p95", percentile(engine, 95), "ms", target=Target(30, absolute=True)),
    ]


def _typed(reader: Terminal, letter: int) -> float:
    return reader.press(bytes([letter]), quiet=SILENCE).seconds


def _engine(setting: Setting) -> list[float]:
    """Seconds that finding takes for each letter, on a document that has been read, without a screen."""
    from tui.document.compose import compose
    from tui.reading.reader import Reader
    from tui.store.read import read_file

    briefing = read_file(setting.briefing("5 MB"))
    reader = Reader(briefing, compose(briefing), clock=time.monotonic)
    while not reader.read_ahead_done:
        reader.read_ahead(1.0)
    took: list[float] = []
    for word in WORDS:
        reader.find.begin()
        for end in range(1, len(word) + 1):
            started = time.perf_counter()
            reader.find.type(word[:end])
            while not reader.find.complete:
                reader.find.advance()
            took.append(time.perf_counter() - started)
        reader.find.cancel()
    return took
