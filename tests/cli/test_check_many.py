"""`check` of more files than one process takes on: what a person at the shell sees."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.shell import environment, process
from tui.store.check_library import check_library

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
FILES = 300


def filled(folder: Path, paragraphs: int = 1) -> Path:
    """Files of every sort, some broken, some with the id of others, some no briefings."""
    for number in range(FILES):
        below = folder / f"f{number % 4}"
        below.mkdir(parents=True, exist_ok=True)
        text = f"title: Number {number}\nid: n{number % 280}\nrelated: [n{number + 1}, nobody]\nbody: |\n"
        text += f"  It is likely that [[n{number * 7 % 350}]] and [[shared-actor]] agree.\n\n" * paragraphs
        if number % 10 == 3:
            text += "titel: x\ndate: 2024-13\n"
        if number % 17 == 5:
            text = "title: [unclosed\nbody: {"
        if number % 13 == 7:
            text = "colour: blue\n"
        (below / f"{number:03}.yaml").write_text(text, encoding="utf-8")
    (folder / "library.yaml").write_text("actors: {shared-actor: {name: Shared}}\n", encoding="utf-8")
    (folder / "f2" / "empty.md").write_text("", encoding="utf-8")
    return folder


def test_many_files_are_reported_as_one_process_finds_them(tmp_path: Path) -> None:
    filled(tmp_path / "library")
    alone = check_library([tmp_path / "library"])
    wanted = [*alone.problems, *alone.of_briefings]
    assert Counter(problem.code for problem in wanted).keys() > {
        "duplicate-id",
        "dead-reference",
        "bad-date",
        "unknown-key",
        "bracket-start",
    }
    done = process("check", tmp_path / "library", "--json", cwd=tmp_path)
    names = ("path", "line", "column", "severity", "code", "message", "suggestion")
    assert [json.loads(row) for row in done.out.splitlines()] == [{name: getattr(one, name) for name in names} for one in wanted]
    assert done.status == 1
    assert done.err.startswith(f"briefing: {alone.briefings} briefings: ")


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            # Its name, in parentheses, may hold anything; its state and its parent follow.
            own_parent = int(status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            continue
        if own_parent == parent:
            found.append(int(status.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("stopped", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupt_ends_all_processes_without_a_traceback(tmp_path: Path, stopped: signal.Signals) -> None:
    filled(tmp_path / "library", 2_000)
    running = subprocess.Popen(
        [sys.executable, "-m", "tui", "check", str(tmp_path / "library")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    wanted = os.cpu_count() or 1
    began = time.monotonic()
    while len(started := children(running.pid)) < wanted and time.monotonic() - began < 20 and running.poll() is None:
        time.sleep(0.02)
    if wanted < 2 or not started:
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate(timeout=20)
        pytest.skip("no other processes are started here")
    try:
        if stopped == signal.SIGINT:
            # As the terminal does: to every process of the group.
            os.killpg(running.pid, signal.SIGINT)
        else:
            os.kill(running.pid, signal.SIGKILL)
        # The pipes end only when the last of the processes has.
        out, err = running.communicate(timeout=40)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        raise
    assert running.returncode == (130 if stopped == signal.SIGINT else -signal.SIGKILL)
    assert (out, err.strip()) == (b"", b"")
