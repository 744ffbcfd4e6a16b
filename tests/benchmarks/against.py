"""Two commits side by side: the same measurements of both in turn, round after round."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.table import Row

ROOT = Path(__file__).parents[2]

ROUNDS = 5
"""How often each commit is measured."""


def compared(names: Sequence[str], revision: str, runs: int) -> list[Row]:
    """The rows of this tree with those of another commit as their baseline: medians of the rounds, and of the ratios in each.

    Both are measured by the benchmarks of this tree, so that they are asked the same; what the other commit does not know is
    left out, and said on stderr.

    Args:
        names: groups of measurements.
        revision: the other commit.
        runs: how often each round measures.

    Raises:
        subprocess.CalledProcessError: there is no such commit.
    """
    ours: dict[str, list[Row]] = defaultdict(list)
    theirs: dict[str, list[Row]] = defaultdict(list)
    with _checked_out(revision) as other:
        for _ in range(ROUNDS):
            for tree, rows in ((ROOT, ours), (other, theirs)):
                for row in _measured(tree, names, runs):
                    # A row of one name may stand against two baselines; ours is the same in both.
                    rows[row.what].append(row)
    found = []
    for what, of_this in ours.items():
        pairs = [(one.ours, before.ours) for one, before in zip(of_this, theirs.get(what, ()), strict=False)]
        if pairs:
            mine, before = (median(column) for column in zip(*pairs, strict=True))
            ratio = median(one / two for one, two in pairs) if all(two for _, two in pairs) else None
            found.append(Row(what, mine, of_this[0].unit, before, revision, ratio))
    return found


@contextmanager
def _checked_out(revision: str) -> Iterator[Path]:
    """A folder with the program of another commit, and the benchmarks of this tree."""
    with tempfile.TemporaryDirectory(prefix="briefing-against-", ignore_cleanup_errors=True) as folder:
        tree, both = Path(folder) / "tree", Path(folder) / "both"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), revision], check=True)
        try:
            both.mkdir()
            for name, place in (("tui", tree), ("briefings", tree), ("tests", ROOT)):
                (both / name).symlink_to(place / name, target_is_directory=True)
            yield both
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=False)


def _measured(tree: Path, names: Sequence[str], runs: int) -> list[Row]:
    command = [sys.executable, "-P", "-m", "tests.benchmarks", *names, "--runs", str(runs), "--json"]
    # What a tree has goes before what is installed.
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, cwd=tree, env=environment, check=False, stdout=subprocess.PIPE, text=True)
    return [Row(*json.loads(line)[:3]) for line in done.stdout.splitlines() if line.startswith("[")]
