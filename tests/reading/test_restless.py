"""Files change, catalogs are swapped and somebody reads, in random order: what is shown, counted and marked stays true."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.catalog.libraries import private_cache
from tests.reading.restless import Restless


@pytest.mark.parametrize("catalog", [True, False], ids=["from a catalog", "from memory"])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_shown_counted_and_marked_is_true_whatever_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, catalog: bool
) -> None:
    private_cache(monkeypatch, tmp_path)
    with closing(Restless(tmp_path, seed, catalog=catalog)) as reading:
        reading.live(25)
