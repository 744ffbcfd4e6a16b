"""A refresh that is killed at any moment: the next one ends with the hits of a catalog that was made at once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache, random_briefing, random_query, write
from tui.catalog.catalog import Catalog
from tui.catalog.lock import LockBusy
from tui.catalog.refresh import refresh
from tui.search.parse import parse

KILLS = 30 if os.environ.get("LONG") else 3
"""How many refreshes are killed; 30 take half a minute."""

PROJECT = Path(__file__).parents[2]

# A process of its own that forks a child for every refresh, so that the kills do not wait for imports.
FORKING = """
import os, sys
import tantivy, yaml
from tui.catalog import parsing, prepared_pages, query_compiler, refresh, searching, update
update.FIRST_COMMIT = update.COMMIT_EVERY = 0.005
parsing.WORTH_IT, parsing.TASKS_AT_ONCE = 1, 3
for line in sys.stdin:
    processes, path = line.rstrip().split(" ", 1)
    child = os.fork()
    if not child:
        refresh.refresh([path], processes=int(processes), prepare=False)
        os._exit(0)
    print(child, flush=True)
    sys.stdin.readline()
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture
def forking(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The process that forks."""
    environ = {**os.environ, "PYTHONPATH": str(PROJECT), "XDG_CACHE_HOME": str(tmp_path / "kept" / "cache")}
    child = subprocess.Popen([sys.executable, "-c", FORKING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ)
    yield child
    child.kill()
    child.communicate()


def hits(folder: Path, texts: list[str]) -> list[tuple[str, list[tuple[str, str]], int | None]]:
    """What each query finds: the sections, by path and id, and how many briefings."""
    catalog = Catalog([folder])
    try:
        answers: list[tuple[str, list[tuple[str, str]], int | None]] = []
        for text in texts:
            results = catalog.search(parse(text), limit=100_000)
            answers.append((text, sorted((hit.row.path, hit.section) for hit in results.hits), catalog.count_matching(parse(text))))
        return answers
    finally:
        catalog.close()


def refresh_once_it_is_free(folder: Path) -> None:
    """Refresh it; a process that the killed one had forked in its last moment holds its lock until it has begun to run."""
    until = time.monotonic() + 20
    while True:
        try:
            refresh([folder], prepare=False)
            return
        except LockBusy:
            assert time.monotonic() < until, "the lock does not go with the process"
            time.sleep(0.01)


def _change(rng: random.Random, folder: Path) -> None:
    """Some files are written, new or not, and some go."""
    for _ in range(rng.randrange(1, 30)):
        write(folder, f"{rng.randrange(4)}/{rng.randrange(60)}.json", random_briefing(rng), age=rng.uniform(10, 1_000))
    for path in rng.sample(sorted(folder.rglob("*.json")), 5):
        path.unlink()


def test_a_killed_refresh_leaves_nothing_that_the_next_one_does_not_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forking: subprocess.Popen[str]
) -> None:
    assert forking.stdin is not None
    assert forking.stdout is not None
    seed = int(os.environ.get("BRIEFING_TEST_SEED", "11"))
    rng = random.Random(seed)
    folder = tmp_path / "library"
    for number in range(120):
        write(folder, f"{number % 4}/{number % 60}.json", random_briefing(rng))
    texts = [random_query(rng) for _ in range(40)] + ["-nothing", "title:*"]
    killed = whole = 0
    # A refresh of that many changes takes about so many seconds here.
    length = 0.3
    while killed < KILLS:
        private_cache(monkeypatch, tmp_path / "kept")
        _change(rng, folder)
        forking.stdin.write(f"{rng.choice((1, 2))} {folder}\n")
        forking.stdin.flush()
        child = int(forking.stdout.readline())
        started = time.perf_counter()
        time.sleep(rng.uniform(0, length))
        # It is there until the forking process is told to look after it.
        os.kill(child, signal.SIGKILL)
        forking.stdin.write("\n")
        forking.stdin.flush()
        if int(forking.stdout.readline()) == 0:
            whole += 1
            length = time.perf_counter() - started
            assert whole < 10 * KILLS, "the refreshes end before they are killed"
            continue
        killed += 1
        length *= 1.1
        refresh_once_it_is_free(folder)
        mended = hits(folder, texts)
        private_cache(monkeypatch, tmp_path / f"fresh{killed}")
        refresh([folder], prepare=False)
        for one, other in zip(mended, hits(folder, texts), strict=True):
            assert one == other, f"seed {seed}, kill {killed}"
