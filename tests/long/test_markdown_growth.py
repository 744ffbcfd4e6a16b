"""Markdown at full size: every kind that is made to hurt, and fifty thousand mutations."""

from __future__ import annotations

import os
import resource

import pytest

from tests.document.growth import HURTING, MOST_SECONDS, cost, mutations

WHOLE = bool(os.environ.get("LONG"))
MUTATIONS = 50_000 if WHOLE else 2_000
FIRST = int(os.environ.get("LONG_SEED", "0"))
SIZES = [40_000, 500_000] if WHOLE else [20_000]
MOST_MEGABYTES = 100


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", HURTING)
def test_twice_the_text_takes_about_twice_as_long(kind: str, size: int) -> None:
    make = HURTING[kind]
    cost(make(500))
    for _ in range(3):
        small, large = cost(make(size)), cost(make(2 * size))
        if large < 2.6 * max(small, 0.1):
            return
    pytest.fail(f"{size:,} characters took {small:.2f} s, twice as many {large:.2f} s")


def test_no_mutation_takes_a_second_or_a_hundred_megabytes() -> None:
    cost(next(mutations([FIRST])))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number, mutation in enumerate(mutations(range(FIRST, FIRST + MUTATIONS))):
        spent = cost(mutation)
        assert spent < MOST_SECONDS, (FIRST + number, spent)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEGABYTES * 1024, FIRST + number
