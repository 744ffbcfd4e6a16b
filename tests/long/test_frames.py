"""Thousands of frames at random, on terminals of every kind and size: the difference leads where painting everything leads."""

from __future__ import annotations

import pytest

from tests.terminal.test_canvas import KINDS, campaign


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("odd", [False, True], ids=["certain", "disputed"])
@pytest.mark.parametrize("seed", range(100, 125))
def test_the_difference_leads_to_the_screen_that_painting_everything_leads_to(name: str, odd: bool, seed: int) -> None:
    campaign(seed, 40, KINDS[name], odd=odd)
