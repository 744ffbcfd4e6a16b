"""Some hundred libraries whose files change at any moment while somebody reads in them."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache
from tests.reading.restless import Restless

SEEDS = range(1_000, 1_400 if os.environ.get("LONG") else 1_010)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_shown_counted_and_marked_is_true_whatever_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    private_cache(monkeypatch, tmp_path)
    with closing(
        Restless(tmp_path, seed, kept=("on disk", "in memory", "in memory at first")[seed % 3], count=3 + seed % 12)
    ) as reading:
        reading.live(60)
