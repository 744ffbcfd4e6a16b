"""A megabyte of one thing, of every kind: read and checked in seconds, in some hundred megabytes."""

from __future__ import annotations

import pytest

from tests.store.bombs import BOMBS
from tests.store.mutations import dearest, most_memory


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_megabyte_of_one_thing_takes_seconds(name: str) -> None:
    kind, text = BOMBS[name]
    before = most_memory()
    assert dearest([text], kind).seconds < 20
    assert most_memory() - before < 500_000_000
