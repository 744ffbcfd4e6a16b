"""Bytes sent to the terminal per page and per line, against `less` on the same text: what counts over ssh."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from tests.benchmarks.setting import Setting
from tests.benchmarks.table import Row, Target, pairs
from tests.benchmarks.terminal import Terminal

TMUX = "set -g status off\nset -g default-terminal screen-256color\nset -s escape-time 0\n"

HOME = b"\x1b[H"

SILENCE = 0.06
"""Seconds without output: longer than for time, since tmux passes a frame on in several pieces."""


def measure(setting: Setting) -> list[Row]:
    """Directly, and through tmux where it is installed."""
    if shutil.which("less") is None:
        return []
    less = ["env", "LESS=", "LESSHISTFILE=-", "less", str(setting.text("5 MB"))]
    reader = setting.reader("5 MB")
    rows = []
    for has_margins in (True, False):
        with setting.ready(reader, has_margins=has_margins) as ours, setting.ready(less) as theirs:
            rows += _compared(setting, ours, theirs, "" if has_margins else ", no margins", 300 if has_margins else 1200)
    with setting.ready([*setting.program, str(setting.thousand)]) as listed:
        # What was selected first stays so while newer ones come in above it: from the top the list stands still.
        listed.press(HOME, quiet=0.2)
        each = [_rows_and_preview(listed, b"j") for _ in range(setting.runs)]
        rows.append(Row("sent per j in a list, rows", median(rows_ for rows_, _ in each), "B", target=Target(200, absolute=True)))
        rows.append(Row("sent per j in a list, bottom line", median(below for _, below in each), "B"))
    if shutil.which("tmux") is None:
        return rows
    with _in_tmux(setting, "ours", reader) as ours, _in_tmux(setting, "less", less) as theirs:
        rows += _compared(setting, ours, theirs, ", in tmux", 1200)
    return rows


def _compared(setting: Setting, ours: Terminal, theirs: Terminal, where: str, line_limit: int) -> list[Row]:
    page, less_page = _sent(ours, b" ", setting.runs), _sent(theirs, b" ", setting.runs)
    line, less_line = _sent(ours, b"j", setting.runs), _sent(theirs, b"j", setting.runs)
    return [
        pairs(f"sent per page{where}", "B", page, less_page, "less, page", Target(1.35)),
        pairs(f"sent per j{where}", "B", line, less_line, "less, j", Target(line_limit, absolute=True)),
    ]


def _sent(terminal: Terminal, key: bytes, times: int) -> list[float]:
    return [float(terminal.press(key, quiet=SILENCE).sent) for _ in range(times)]


def _rows_and_preview(terminal: Terminal, key: bytes) -> tuple[float, float]:
    """Bytes of the two rows that a key changes in a list, which come first, and of what is said of the briefing, which follows."""
    rows, *below = terminal.chunks(terminal.send(key), quiet=0.2)
    return float(len(rows[1])), float(sum(len(data) for _, data in below))


@contextmanager
def _in_tmux(setting: Setting, name: str, command: list[str]) -> Iterator[Terminal]:
    """A command in the only window of a tmux server of its own; what is read is what tmux sends to the outer terminal."""
    configuration = setting.folder / "tmux.conf"
    configuration.write_text(TMUX, "ascii")
    server = ["tmux", "-S", str(setting.folder / f"tmux-{name}")]
    try:
        with setting.ready([*server, "-f", str(configuration), "new-session", shlex.join(command)]) as terminal:
            yield terminal
    finally:
        subprocess.run([*server, "kill-server"], check=False, capture_output=True)
