"""From `q` to the end of the process: when the shell's prompt comes back."""

from __future__ import annotations

import shutil

from tests.benchmarks.first_paint import FRAME
from tests.benchmarks.generate import WORD
from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs


def measure(setting: Setting) -> list[Row]:
    """The reader, `less` where there is one, and the reader while it is still reading a large file.

    The bare app would flatter: it waits for its own threads of the terminal for some tenths of a second.
    """
    less = ["env", "LESS=", "LESSHISTFILE=-", "less", str(setting.text("3 KB"))] if shutil.which("less") else setting.bare()
    bare: list[float] = []
    ours: list[float] = []
    nothing: list[float] = []
    reading: list[float] = []
    word = WORD.encode()
    for _ in range(setting.runs):
        bare.append(_seconds(setting, less, word))
        ours.append(_seconds(setting, setting.reader("3 KB"), word))
        nothing.append(_seconds(setting, [*setting.program, "read", "--no-journal", str(setting.briefing("3 KB"))], word))
    for _ in range(max(3, setting.runs // 4)):
        reading.append(_seconds(setting, setting.reader("5 MB"), *FRAME, still=False))
    return [
        pairs("q to the prompt, nothing to be saved", "ms", nothing, bare, "less", Target(20, absolute=True)),
        pairs("q to the prompt, what was read to be saved", "ms", ours, bare, "less"),
        pairs("q while 5 MB are being read", "ms", reading, bare[: len(reading)], "less", Target(300, absolute=True)),
    ]


def _seconds(setting: Setting, command: list[str], *painted: bytes, still: bool = True) -> float:
    with setting.open(command) as terminal:
        terminal.first(*painted)
        if still:
            terminal.rest()
        return terminal.wait_for_end(terminal.send(b"q"))
