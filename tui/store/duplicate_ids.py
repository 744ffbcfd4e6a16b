"""Ids that several briefings of a library claim: all of them open, and each says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tui.model.problem import Problem

DUPLICATE_ID = "duplicate-id"


def claim_problem(id: str, path: str, others: Sequence[str]) -> Problem:
    """The problem of a briefing whose id others claim.

    Args:
        id: which.
        path: of the briefing's file.
        others: paths of the files of the others, at least one.
    """
    more = f" and {len(others) - 1:,} more" if len(others) > 1 else ""
    message = f"The id “{id}” is claimed by “{others[0]}”{more} too."
    return Problem("warning", DUPLICATE_ID, message, suggestion="give each of them another “id”", path=path)


def claimed_twice(named: Sequence[tuple[str, str]]) -> list[tuple[Problem, ...]]:
    """For each briefing of a library, given as id and path, the problem where another one claims its id."""
    claims: dict[str, list[int]] = defaultdict(list)
    for number, (id, _) in enumerate(named):
        claims[id].append(number)
    found: list[tuple[Problem, ...]] = [()] * len(named)
    for id, numbers in claims.items():
        if len(numbers) > 1:
            paths = [named[number][1] for number in numbers]
            for place, number in enumerate(numbers):
                # One other is named, all are counted: thousands of copies must not tell of each other.
                others = [paths[1 if place == 0 else 0], *paths[2:]]
                found[number] = (claim_problem(id, paths[place], others),)
    return found


def clashes(named: Sequence[tuple[str, str]]) -> list[tuple[Problem, ...]]:
    """As `claimed_twice`, but one problem for each id, at the first briefing that claims it: for reports on a whole library."""
    first: set[str] = set()
    found: list[tuple[Problem, ...]] = []
    for (id, _), problems in zip(named, claimed_twice(named), strict=True):
        found.append(() if id in first else problems)
        first.add(id)
    return found
