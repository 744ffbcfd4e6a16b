"""Processes that read one file are forked by one that has the readers imported, which is most of what such a file costs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import tui
from tests.cli.prepared import READERS, begin
from tui.store.formats import confined

begun_by_the_system = confined._status_of
"""What the program has there, for a test that is about the process."""

_usual = (confined.CHILD, confined.MOST_MEMORY, confined.MOST_WRITTEN, confined.SECONDS)
_seen: set[str] = set()


def forked(code: str, data: bytes, output: int, folder: str, modules: tuple[str, ...], seconds: int) -> int:
    """Run some code in a process that has modules imported already.

    Args:
        code: what it runs.
        data: its standard input.
        output: the file that is its standard output.
        folder: where it is run.
        modules: what it has imported.
        seconds: how long it may take.

    Returns:
        Its exit status; below 0 the signal that ended it.
    """
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(tui.__file__).parent.parent), "HOME": folder, "TMPDIR": folder}
    with tempfile.TemporaryFile() as given, open(os.devnull, "wb") as nowhere:
        given.write(data)
        given.seek(0)
        streams = [given.fileno(), output, nowhere.fileno()]
        child = begin([sys.executable, "-c", code], streams, Path(folder), environ, modules)
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            return -signal.SIGALRM
        finally:
            child.kill()


def _status_of(command: list[str], data: bytes, output: int, folder: str) -> int:
    """As the program has it where the limits are other ones, and for the first file of each format; forked for all others."""
    reader = re.findall(r"\), '(\w+)', (?:True|False), \(", command[-1])
    is_usual = _usual == (confined.CHILD, confined.MOST_MEMORY, confined.MOST_WRITTEN, confined.SECONDS)
    if not is_usual or not _seen.issuperset(reader):
        _seen.update(reader)
        return begun_by_the_system(command, data, output, folder)
    return forked(command[-1], data, output, folder, READERS, confined.SECONDS)


setattr(confined, "_status_of", _status_of)  # noqa: B010
