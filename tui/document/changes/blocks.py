"""Aligning blocks of prose: equal ones first, then those that are alike, then those that were split or joined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.document.changes.align import matching, rising
from tui.document.changes.words import likeness, profile

ALIKE = 0.4
"""`likeness` from which two blocks in corresponding places are one that was changed."""

MOVED = 0.75
"""`likeness` from which a block elsewhere is one that was moved and changed."""

SHORTEST_MOVED = 20
"""Characters of the shortest block that is recognised elsewhere: a shorter one may be anybody's."""

_GAIN = 0.03
"""How much liker several blocks must be to one than a single one of them is, to be taken for its parts."""

_GRID = 2_500
"""Pairs of blocks up to which all are compared with all."""

_RARE = 8
"""How often a word may occur to lead from one block to another, where there are too many to compare all."""

_MOST = 400
"""How many blocks on each side are looked through for those that were moved and changed."""


class Group(NamedTuple):
    """Old blocks `[low, high)` that became new blocks `[start, end)`; one side may be empty."""

    low: int
    high: int
    start: int
    end: int
    equal: bool = False


class Profiles:
    """Profiles of texts, each made once."""

    def __init__(self) -> None:
        self._made: dict[str, Counter[str]] = {}

    def of(self, text: str) -> Counter[str]:
        """The profile of a text."""
        made = self._made.get(text)
        if made is None:
            made = self._made[text] = profile(text)
        return made

    def of_all(self, texts: Iterable[str]) -> Counter[str]:
        """The profile of several texts together."""
        whole: Counter[str] = Counter()
        for text in texts:
            whole.update(self.of(text))
        return whole

    def likeness(self, one: str, other: str) -> float:
        """As `words.likeness`, of texts."""
        return likeness(self.of(one), self.of(other))


def align_blocks(before: Sequence[str], after: Sequence[str], profiles: Profiles, *, known: bool = True) -> list[Group]:
    """Groups that cover all blocks of both, both sides rising.

    Args:
        before: texts of the old blocks.
        after: texts of the new ones.
        profiles: where profiles are kept.
        known: whether the texts are texts; digests are alike only where they are equal.
    """
    groups: list[Group] = []
    here = there = 0
    for i, j in [*matching(before, after), (len(before), len(after))]:
        if i > here or j > there:
            groups += _gap(before, after, (here, i, there, j), profiles) if known else [Group(here, i, there, j)]
        if i < len(before):
            groups.append(Group(i, i + 1, j, j + 1, equal=True))
        here, there = i + 1, j + 1
    return groups


def _gap(before: Sequence[str], after: Sequence[str], edges: tuple[int, int, int, int], profiles: Profiles) -> list[Group]:
    low, high, start, end = edges
    if low == high or start == end:
        return _apart(edges)
    pairs = _pairs(before, after, edges, profiles)
    groups: list[Group] = []
    for i, j in [*pairs, (high, end)]:
        groups += _apart((low, i, start, j))
        if i < high:
            groups.append(Group(i, i + 1, j, j + 1))
        low, start = i + 1, j + 1
    return _with_parts(groups, before, after, profiles) if pairs else groups


def _apart(edges: tuple[int, int, int, int]) -> list[Group]:
    """Blocks that correspond to none: each alone, the old ones first."""
    low, high, start, end = edges
    return [*(Group(i, i + 1, start, start) for i in range(low, high)), *(Group(high, high, j, j + 1) for j in range(start, end))]


def _pairs(
    before: Sequence[str], after: Sequence[str], edges: tuple[int, int, int, int], profiles: Profiles
) -> list[tuple[int, int]]:
    low, high, start, end = edges
    if (high - low) * (end - start) <= _GRID:
        return _best_in_order(
            [[profiles.likeness(before[i], after[j]) for j in range(start, end)] for i in range(low, high)], low, start
        )
    return _by_rare_words(before, after, edges, profiles)


def _best_in_order(grid: list[list[float]], low: int, start: int) -> list[tuple[int, int]]:
    """The pairs in order that are most alike in all."""
    rows, columns = len(grid), len(grid[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        row, below, alike = best[i], best[i + 1], grid[i]
        for j in range(columns - 1, -1, -1):
            paired = alike[j] + below[j + 1] if alike[j] >= ALIKE else 0.0
            row[j] = max(below[j], row[j + 1], paired)
    pairs = []
    i = j = 0
    while i < rows and j < columns:
        if grid[i][j] >= ALIKE and best[i][j] == grid[i][j] + best[i + 1][j + 1]:
            pairs.append((low + i, start + j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _by_rare_words(
    before: Sequence[str], after: Sequence[str], edges: tuple[int, int, int, int], profiles: Profiles
) -> list[tuple[int, int]]:
    low, high, start, end = edges
    index = _index(before, low, high, profiles)
    pairs = []
    for j in range(start, end):
        found = _likest(after[j], profiles, index)
        if found is not None and profiles.likeness(before[found], after[j]) >= ALIKE:
            pairs.append((found, j))
    once = dict(reversed(pairs))
    return rising(list(once.items()))


def _index(texts: Sequence[str], low: int, high: int, profiles: Profiles) -> dict[str, list[int]]:
    """In which texts each word stands that stands in few."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for i in range(low, high):
        for word in profiles.of(texts[i]):
            places[word].append(i)
    return {word: found for word, found in places.items() if len(found) <= _RARE}


def _likest(text: str, profiles: Profiles, index: dict[str, list[int]]) -> int | None:
    """The text that shares most rare words with this one."""
    votes: Counter[int] = Counter()
    for word in profiles.of(text):
        for i in index.get(word, ()):
            votes[i] += 1
    return votes.most_common(1)[0][0] if votes else None


def _with_parts(groups: list[Group], before: Sequence[str], after: Sequence[str], profiles: Profiles) -> list[Group]:
    """Take single blocks beside a changed one into it, where they are parts of it: it was split, or joined from several."""
    groups = list(groups)
    index = 0
    while index < len(groups):
        group = groups[index]
        if group.low < group.high and group.start < group.end:
            for beside in (index + 1, index - 1):
                if 0 <= beside < len(groups) and (wider := _joined(group, groups[beside], before, after, profiles)):
                    groups[min(index, beside) : max(index, beside) + 1] = [wider]
                    index = min(index, beside) - 1
                    break
        index += 1
    return groups


def _joined(group: Group, beside: Group, before: Sequence[str], after: Sequence[str], profiles: Profiles) -> Group | None:
    if (beside.low < beside.high) == (beside.start < beside.end):
        return None
    wider = Group(
        min(group.low, beside.low), max(group.high, beside.high), min(group.start, beside.start), max(group.end, beside.end)
    )
    apart = _likeness(group, before, after, profiles)
    return wider if _likeness(wider, before, after, profiles) > apart + _GAIN else None


def _likeness(group: Group, before: Sequence[str], after: Sequence[str], profiles: Profiles) -> float:
    return likeness(profiles.of_all(before[group.low : group.high]), profiles.of_all(after[group.start : group.end]))


def moves(gone: Sequence[str], come: Sequence[str], profiles: Profiles, shortest: int = SHORTEST_MOVED) -> list[tuple[int, int]]:
    """Which of the blocks that are gone came up elsewhere: index pairs.

    Equal ones of `shortest` characters or more that occur once on both sides; then those that are very much alike.
    """
    places: dict[str, int] = {}
    for i, text in enumerate(gone):
        places[text] = -1 if text in places else i
    twice = {text for text, count in Counter(come).items() if count > 1}
    found = [
        (places[text], j)
        for j, text in enumerate(come)
        if len(text) >= shortest and text not in twice and places.get(text, -1) >= 0
    ]
    taken, used = {i for i, _ in found}, {j for _, j in found}
    left = [i for i, text in enumerate(gone) if i not in taken and len(text) >= 2 * SHORTEST_MOVED]
    right = [j for j, text in enumerate(come) if j not in used and len(text) >= 2 * SHORTEST_MOVED]
    if left and right and len(left) <= _MOST and len(right) <= _MOST:
        found += _likest_pairs(left, right, gone, come, profiles)
    return found


def _likest_pairs(
    left: Sequence[int], right: Sequence[int], gone: Sequence[str], come: Sequence[str], profiles: Profiles
) -> list[tuple[int, int]]:
    index = _index([gone[i] for i in left], 0, len(left), profiles)
    scored = []
    for j in right:
        at = _likest(come[j], profiles, index)
        if at is not None:
            score = profiles.likeness(gone[left[at]], come[j])
            if score >= MOVED:
                scored.append((score, left[at], j))
    pairs = []
    taken: set[int] = set()
    for _, i, j in sorted(scored, reverse=True):
        if i not in taken:
            taken.add(i)
            pairs.append((i, j))
    return pairs
