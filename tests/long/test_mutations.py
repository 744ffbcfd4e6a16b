"""50,000 damaged files of each kind: each opens within a second and 100 MB, whatever stands in it.

`LONG=1` runs all of them; without it, a twentieth.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.store.mutations import HALF_TYPED, dearest, most_memory, mutated, seeds_in
from tui.cli.inputs import samples
from tui.store.read import Kind

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
COUNT = 50_000 if os.environ.get("LONG") else 2_500


@pytest.mark.parametrize(("kind", "endings"), [("yaml", (".yaml", ".yml", ".json")), ("json", (".json",)), ("md", (".md",))])
def test_a_damaged_file_takes_no_second_and_little_memory(kind: Kind, endings: tuple[str, ...]) -> None:
    folders = [folder for folder in (samples(), CORPORA) if folder.is_dir()]
    seeds = [*HALF_TYPED, *seeds_in(folders, endings)]
    dearest(mutated(seeds, 20, 0), kind)
    before = most_memory()
    worst = dearest(mutated(seeds, COUNT if kind != "md" else COUNT // 5, 1), kind)
    assert worst.seconds < 1, worst.text
    assert most_memory() - before < 100_000_000
