"""`briefing index`: what it says, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache, random_briefing, write
from tests.cli.shell import ROOT, Run
from tui.catalog.catalog import Catalog
from tui.catalog.location import location_of
from tui.catalog.lock import WriteLock
from tui.catalog.progress import Progress
from tui.cli.refreshing import progress_line


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private_cache(monkeypatch, tmp_path)


def test_index_says_on_stderr_what_it_did_and_prints_nothing(run: Run, library: Path) -> None:
    done = run("index", "-L", library)
    assert (done.status, done.out) == (0, "")
    assert "4 files: 4 new, 0 changed, 0 removed" in done.err
    assert Catalog([library]).count() == 3
    assert "4 files: 0 new, 0 changed, 0 removed" in run("index", "-L", library).err
    assert "4 files: 4 new" in run("index", "-L", library, "--rebuild").err


def test_progress_is_json_lines_for_programs(library: Path) -> None:
    command = [sys.executable, "-m", "tui", "index", "-L", str(library), "--progress-json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.stdout == ""
    assert told[0]["phase"] == "looking"
    assert (told[-1]["phase"], told[-1]["done"], told[-1]["total"]) == ("done", 4, 4)
    assert set(told[0]) == {"phase", "done", "total", "rate", "eta", "new", "changed", "removed", "renamed"}


def test_a_path_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    done = run("index", "-L", tmp_path / "nothing")
    assert done.status == 3
    assert "There is no file or folder" in done.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_index_keeps_what_it_read_and_leaves_no_process(library: Path, number: signal.Signals) -> None:
    import random

    rng = random.Random(6)
    for name in range(1_500):
        write(library, f"many/{name}.json", random_briefing(rng))
    command = [sys.executable, "-m", "tui", "index", "-L", str(library), "--progress-json", "--processes", "2"]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert child.stderr is not None
    for line in child.stderr:
        told = json.loads(line)
        # The first files may be those that are no briefings, of which there is nothing to keep.
        if told["phase"] == "reading" and told["done"] > 5:
            break
    child.send_signal(number)
    rest = child.stderr.read()
    assert child.wait(60) == 130
    assert "what was read is kept" in rest
    catalog = Catalog([library])
    assert 0 < catalog.count() < 1_503


def test_a_second_index_waits_for_the_first(library: Path) -> None:
    folder = location_of([library])
    folder.mkdir(parents=True)
    with WriteLock(folder):
        command = [sys.executable, "-m", "tui", "index", "-L", str(library)]
        child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        assert child.stderr is not None
        line = child.stderr.readline()
        assert "another process is refreshing" in line
        time.sleep(0.05)
        assert child.poll() is None
    assert child.wait(60) == 0
    child.stderr.close()


def test_progress_is_said_in_words() -> None:
    line = progress_line(Progress("reading", 500, 2_000, 250.0, 6.0))
    assert line == "Reading: 500 of 2,000 (25%), 250 a second, 6 s left"
    assert progress_line(Progress("reading", 1, 90_000, 100.0, 900.0)).endswith("15 min 0 s left")
    for phase in ("looking", "preparing", "tidying", "waiting", "done"):
        assert progress_line(Progress(phase))
