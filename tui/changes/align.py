"""Aligning two sequences: what is in both, in order, in bounded time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from typing import TypeVar

Element = TypeVar("Element", bound=Hashable)

SMALL = 4_096
"""Product of two lengths up to which `difflib` compares everything with everything."""


def matching(before: Sequence[Element], after: Sequence[Element]) -> list[tuple[int, int]]:
    """Index pairs of equal elements, both indexes rising.

    Equal ends first, then what occurs once on both sides (patience), then, between those, `difflib` where
    that is small. Takes about linear time; in long stretches where nothing occurs only once, nothing matches.
    """
    found: list[tuple[int, int]] = []
    waiting = [(0, len(before), 0, len(after))]
    while waiting:
        low, high, start, end = waiting.pop()
        while low < high and start < end and before[low] == after[start]:
            found.append((low, start))
            low, start = low + 1, start + 1
        while low < high and start < end and before[high - 1] == after[end - 1]:
            high, end = high - 1, end - 1
            found.append((high, end))
        if low == high or start == end:
            continue
        if (high - low) * (end - start) <= SMALL:
            found += _every(before, after, low, high, start, end)
            continue
        anchors = _once(before, after, low, high, start, end)
        for here, there in anchors:
            found.append((here, there))
            waiting.append((low, here, start, there))
            low, start = here + 1, there + 1
        if anchors:
            waiting.append((low, high, start, end))
    found.sort()
    return found


def _every(before: Sequence[Element], after: Sequence[Element], low: int, high: int, start: int, end: int) -> list[tuple[int, int]]:
    if high - low == 1 or end - start == 1:
        return _one(before, after, low, high, start, end)
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, before[low:high], after[start:end], autojunk=False).get_matching_blocks()
    return [(low + i + n, start + j + n) for i, j, size in blocks for n in range(size)]


def _one(before: Sequence[Element], after: Sequence[Element], low: int, high: int, start: int, end: int) -> list[tuple[int, int]]:
    for here in range(low, high):
        for there in range(start, end):
            if before[here] == after[there]:
                return [(here, there)]
    return []


def _once(before: Sequence[Element], after: Sequence[Element], low: int, high: int, start: int, end: int) -> list[tuple[int, int]]:
    """Pairs of elements that occur once in both ranges: the longest run of them that is in order on both sides."""
    places: dict[Element, int] = {}
    for index in range(low, high):
        places[before[index]] = -1 if before[index] in places else index
    others: dict[Element, int] = {}
    for index in range(start, end):
        element = after[index]
        if places.get(element, -1) >= 0:
            others[element] = -1 if element in others else index
    pairs = [(places[element], index) for element, index in others.items() if index >= 0]
    return rising(pairs)


def rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs in which both numbers rise. Second numbers must differ from each other."""
    pairs = sorted(pairs)
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, (_, value) in enumerate(pairs):
        at = bisect_left(tails, value)
        previous.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(value)
            ends.append(index)
        else:
            tails[at], ends[at] = value, index
    chosen: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = previous[index]
    return chosen[::-1]
