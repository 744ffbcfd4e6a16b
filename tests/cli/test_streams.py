"""Standard streams that are closed, full, or that nobody reads; and interrupts at any time: a sentence and a status."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.shell import environment
from tests.cli.terminal import Terminal

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a command line in which `briefing` is the program."""
    line = command.replace("briefing", f"{shlex.quote(sys.executable)} -m tui")
    return subprocess.run(["sh", "-c", line], cwd=cwd, env=environment(), capture_output=True, timeout=60, check=False)


CLOSED = b"briefing: nothing can be written to standard output: it is closed\n"
FULL = b"briefing: nothing can be written to standard output: No space left on device\n"


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("briefing --version >&-", 3, CLOSED),
        ("briefing --version >/dev/full", 3, FULL),
        ("briefing --version <&- >&- 2>&-", 3, b""),
        ("briefing --version <&- 2>&-", 0, b""),
        ("briefing --help >&-", 3, CLOSED),
        ("briefing list -L . >&-", 3, CLOSED),
        ("briefing list -L . --json >/dev/full", 3, FULL),
        ("briefing list -L . <&- 2>&-", 0, b""),
        ("briefing show talks -L . >/dev/full", 3, FULL),
        ("briefing show talks -L . --json >&-", 3, CLOSED),
        ("briefing index -L . 2>&-", 0, b""),
        ("briefing journal export >/dev/full", 3, FULL),
        ("briefing show - <&-", 3, b"briefing: standard input cannot be read: it is closed\n"),
        ("briefing journal import - <&-", 3, b"briefing: standard input cannot be read: it is closed\n"),
        ("briefing nowhere 2>/dev/full", 3, b""),
        ("briefing list --bogus 2>&-", 2, b""),
    ],
)
def test_a_stream_that_takes_or_gives_nothing_ends_in_a_sentence(library: Path, command: str, status: int, said: bytes) -> None:
    done = shell(command, library)
    assert done.returncode == status
    assert done.stderr.replace(b"briefing: 1 other file left out, which are no briefings\n", b"") == said


@pytest.mark.parametrize("command", ["briefing list -L .", "briefing schema", "briefing --help", "briefing show talks -L . --json"])
def test_nobody_minds_a_reader_who_leaves(library: Path, command: str) -> None:
    done = shell(f"{command} | true; {command} | head -1 >/dev/null", library)
    assert b"Traceback" not in done.stderr
    assert b"printed" not in done.stderr
    assert b"written" not in done.stderr


def test_files_of_the_library_are_not_written_to_where_standard_error_is_closed(library: Path) -> None:
    before = {path: path.read_bytes() for path in library.rglob("*") if path.is_file()}
    shell("briefing check . <&- 2>&-; briefing list -L . <&- >&- 2>&-; briefing nowhere <&- >&- 2>&-", library)
    assert {path: path.read_bytes() for path in library.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
def test_a_screen_takes_keys_whatever_was_closed(library: Path, opened: list[Terminal], closed: str) -> None:
    line = f"exec {shlex.quote(sys.executable)} -m tui talks.yaml {closed}"
    terminal = Terminal(cwd=library, command=["sh", "-c", line])
    opened.append(terminal)
    terminal.wait_for("Talks in Tokyo")
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored == []


def test_an_interrupt_amid_an_import_ends_the_program_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "victim.py").write_text("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(30)\n")
    code = "import signal\nfrom tui.__main__ import interrupted\nsignal.signal(signal.SIGINT, interrupted)\nimport victim\n"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(PYTHONPATH=f"{environment()['PYTHONPATH']}{os.pathsep}{tmp_path}"),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.parametrize("after", [0.25, 0.4, 0.6, 0.9])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_while_the_program_starts_leaves_no_trace(
    library: Path, opened: list[Terminal], number: signal.Signals, after: float
) -> None:
    terminal = Terminal(".", cwd=library, fresh=True)
    opened.append(terminal)
    time.sleep(after)
    terminal.process.send_signal(number)
    if not terminal.ends_within(0.5):
        terminal.press("q")
    terminal.end()
    assert terminal.restored == []
    assert b"error of the program" not in terminal.output
