"""Files change, catalogs are swapped and somebody reads, in random order: what is shown, counted and marked stays true."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache
from tests.reading.restless import Kept, Restless


@pytest.mark.parametrize("kept", ["on disk", "in memory", "in memory at first"])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_shown_counted_and_marked_is_true_whatever_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, kept: Kept
) -> None:
    private_cache(monkeypatch, tmp_path)
    with closing(Restless(tmp_path, seed, kept=kept)) as reading:
        reading.live(25)
