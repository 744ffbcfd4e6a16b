"""What a stranger's Markdown costs: time in proportion to its size."""

from __future__ import annotations

import pytest

from tests.document.growth import HURTING, MOST_SECONDS, cost, mutations

SMALL, LARGE = 1_500, 6_000
"""Characters; what costs the square of the size takes 16 times as long for the larger."""


@pytest.mark.parametrize("kind", HURTING)
def test_four_times_the_text_takes_about_four_times_as_long(kind: str) -> None:
    make = HURTING[kind]
    cost(make(500))
    for _ in range(3):
        small, large = cost(make(SMALL)), cost(make(LARGE))
        if large < 8 * max(small, 0.01):
            return
    pytest.fail(f"{SMALL} characters took {small:.2f} s, {LARGE} took {large:.2f} s")


def test_mutated_markdown_costs_little() -> None:
    for mutation in mutations(range(40)):
        assert cost(mutation) < MOST_SECONDS, mutation
