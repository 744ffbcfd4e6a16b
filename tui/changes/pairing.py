"""Which section of an edition is which of another, and which block: by ids, titles, and likeness of text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from tui.changes.align import matching, rising
from tui.changes.document_edition import STRUCTURED
from tui.changes.edition import KeptSection, compared
from tui.changes.words import Profiles, likeness, pairs_profile
from tui.model.digests import id_digest
from tui.model.text import fold

SECTIONS_ALIKE = 0.3
"""`likeness` of the pairs of words of all their text from which two sections are one that was renamed.

Two sections of one text have some 0.05 in common; their single words have 0.5."""

_SECTION_GRID = 2_500
"""Pairs of sections without a partner up to which their texts are compared."""

_MOST_LATER = 50
"""Sections that are looked at for the successor of one that is gone."""

_ENOUGH = 20
"""Characters of text that make a section known again whatever its title."""


class Alignment:
    """Pairs of sections of two editions, and what follows from them."""

    def __init__(self, before: Sequence[KeptSection], after: Sequence[KeptSection], secret: bytes) -> None:
        self.before = before
        self.after = after
        self.old_of: dict[int, int] = {}
        """Index of a new section -> of the old one it was."""
        self.new_of: dict[int, int] = {}
        self._secret = secret if any(section.digested for section in before) else b""
        self._align()

    def spellings(self, section_id: str) -> tuple[str, ...]:
        """The id, and what stands for it in a section that is digested."""
        if not self._secret or section_id.startswith("~"):
            return (section_id,)
        return (section_id, id_digest(section_id, self._secret))

    def moved(self) -> dict[int, bool]:
        """New sections that stand elsewhere -> whether that is in another section."""
        found: dict[int, bool] = {}
        siblings: dict[str, list[tuple[int, int]]] = {}
        for new, old in self.old_of.items():
            if self.after[new].id in STRUCTURED or self.after[new].id.startswith("~"):
                continue
            parent = self._parent_now(old)
            if parent is None or parent != self.after[new].parent:
                found[new] = True
            else:
                siblings.setdefault(parent, []).append((old, new))
        for pairs in siblings.values():
            still = {new for _, new in rising(pairs)}
            found.update({new: False for _, new in pairs if new not in still})
        return found

    def gone(self) -> list[int]:
        """Old sections that were read and are there no more.

        Left out is one whose successor was read later than it was: an edition that is read section by section holds
        both, under the old name and under the new one.
        """
        left = [old for old, section in enumerate(self.before) if old not in self.new_of and section.id not in STRUCTURED]
        return [old for old in left if _was_read(self.before[old]) and not self._has_successor(old)]

    def _has_successor(self, old: int) -> bool:
        section = self.before[old]
        later = [self.before[other] for other in self.new_of if self.before[other].read_at > section.read_at]
        later = [other for other in later if other.digested == section.digested and not other.id.startswith("~")]
        if any(section.id in other.formerly for other in later):
            return True
        if section.digested or not section.blocks:
            return any(section.blocks and other.blocks == section.blocks for other in later)
        profile = pairs_profile(_texts(section))
        return any(likeness(profile, pairs_profile(_texts(other))) >= SECTIONS_ALIKE for other in later[:_MOST_LATER])

    def _parent_now(self, old: int) -> str | None:
        """The new id of the section that an old one was in; None where that is gone."""
        parent = self.before[old].parent
        if not parent:
            return ""
        for index, section in enumerate(self.before):
            if section.id == parent or (self._secret and not section.digested and parent in self.spellings(section.id)):
                return self.after[self.new_of[index]].id if index in self.new_of else None
        return None

    def _align(self) -> None:
        by_id = {section.id: index for index, section in reversed(list(enumerate(self.before)))}

        def of_id(section: KeptSection) -> Iterable[int]:
            return (by_id[name] for name in self.spellings(section.id) if name in by_id)

        self._take(of_id, only_equal=True)
        self._take_once(lambda section: (section.title, texts) if (texts := _texts(section)) else None)
        self._take(of_id)
        self._take(lambda section: (by_id[name] for old in section.formerly for name in self.spellings(old) if name in by_id))
        self._take_once(lambda section: texts if sum(map(len, texts := _texts(section))) >= _ENOUGH else None)
        self._take_once(lambda section: fold(section.title) if section.title and not section.id.startswith("~") else None)
        self._take_alike()

    def _pair(self, old: int, new: int) -> None:
        self.old_of[new], self.new_of[old] = old, new

    def _take(self, find: Callable[[KeptSection], Iterable[int]], *, only_equal: bool = False) -> None:
        for new, section in enumerate(self.after):
            if new in self.old_of:
                continue
            for old in find(section):
                if old not in self.new_of and not (only_equal and _texts(self.before[old]) != _texts(section)):
                    self._pair(old, new)
                    break

    def _take_once(self, key: Callable[[KeptSection], Hashable]) -> None:
        """Pair what is named by a key that occurs once among what is left of each."""
        olds = self._by_key(self.before, self.new_of, key)
        news = self._by_key(self.after, self.old_of, key)
        for name, indexes in news.items():
            others = olds.get(name, ())
            if len(indexes) == 1 and len(others) == 1:
                self._pair(others[0], indexes[0])

    @staticmethod
    def _by_key(
        sections: Sequence[KeptSection], taken: dict[int, int], key: Callable[[KeptSection], Hashable]
    ) -> dict[Hashable, list[int]]:
        found: dict[Hashable, list[int]] = {}
        for index, section in enumerate(sections):
            if index not in taken and (name := key(section)) is not None:
                found.setdefault(name, []).append(index)
        return found

    def _take_alike(self) -> None:
        olds = [n for n, section in enumerate(self.before) if n not in self.new_of and section.blocks and not section.digested]
        news = [n for n, section in enumerate(self.after) if n not in self.old_of and section.blocks]
        if not olds or not news or len(olds) * len(news) > _SECTION_GRID:
            return
        totals = {new: pairs_profile(_texts(self.after[new])) for new in news}
        scored = []
        for old in olds:
            whole = pairs_profile(_texts(self.before[old]))
            for new in news:
                score = likeness(whole, totals[new])
                if score >= SECTIONS_ALIKE:
                    scored.append((score, -old, -new))
        for _, old, new in sorted(scored, reverse=True):
            if -old not in self.new_of and -new not in self.old_of:
                self._pair(-old, -new)


def _was_read(section: KeptSection) -> bool:
    return section.blocks is not None or bool(section.digest and section.read_at)


def _texts(section: KeptSection) -> tuple[str, ...]:
    return tuple(map(compared, section.blocks or ()))


# blocks

BLOCKS_ALIKE = 0.4
"""`likeness` from which two blocks in corresponding places are one that was changed."""

MOVED = 0.75
"""`likeness` from which a block elsewhere is one that was moved and changed."""

SHORTEST_MOVED = 20
"""Characters of the shortest block that is recognised elsewhere: a shorter one may be anybody's."""

_GAIN = 0.03
"""How much liker several blocks must be to one than a single one of them is, to be taken for its parts."""

_BLOCK_GRID = 2_500
"""Pairs of blocks up to which all are compared with all."""

_RARE = 8
"""How often a word may occur to lead from one block to another, where there are too many to compare all."""

_MOST = 400
"""How many blocks on each side are looked through for those that were moved and changed."""


class BlockGroup(NamedTuple):
    """Old blocks `[low, high)` that became new blocks `[start, end)`; one side may be empty."""

    low: int
    high: int
    start: int
    end: int
    equal: bool = False


def align_blocks(before: Sequence[str], after: Sequence[str], profiles: Profiles, *, known: bool = True) -> list[BlockGroup]:
    """Groups that cover all blocks of both, both sides rising.

    Args:
        before: texts of the old blocks.
        after: texts of the new ones.
        profiles: where profiles are kept.
        known: whether the texts are texts; digests are alike only where they are equal.
    """
    groups: list[BlockGroup] = []
    here = there = 0
    for i, j in [*matching(before, after), (len(before), len(after))]:
        if i > here or j > there:
            groups += _gap(before, after, (here, i, there, j), profiles) if known else [BlockGroup(here, i, there, j)]
        if i < len(before):
            groups.append(BlockGroup(i, i + 1, j, j + 1, equal=True))
        here, there = i + 1, j + 1
    return groups


def _gap(before: Sequence[str], after: Sequence[str], edges: tuple[int, int, int, int], profiles: Profiles) -> list[BlockGroup]:
    low, high, start, end = edges
    if low == high or start == end:
        return _apart(edges)
    pairs = _pairs(before, after, edges, profiles)
    groups: list[BlockGroup] = []
    for i, j in [*pairs, (high, end)]:
        groups += _apart((low, i, start, j))
        if i < high:
            groups.append(BlockGroup(i, i + 1, j, j + 1))
        low, start = i + 1, j + 1
    return _with_parts(groups, before, after, profiles) if pairs else groups


def _apart(edges: tuple[int, int, int, int]) -> list[BlockGroup]:
    """Blocks that correspond to none: each alone, the old ones first."""
    low, high, start, end = edges
    return [
        *(BlockGroup(i, i + 1, start, start) for i in range(low, high)),
        *(BlockGroup(high, high, j, j + 1) for j in range(start, end)),
    ]


def _pairs(
    before: Sequence[str], after: Sequence[str], edges: tuple[int, int, int, int], profiles: Profiles
) -> list[tuple[int, int]]:
    low, high, start, end = edges
    if (high - low) * (end - start) <= _BLOCK_GRID:
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
            paired = alike[j] + below[j + 1] if alike[j] >= BLOCKS_ALIKE else 0.0
            row[j] = max(below[j], row[j + 1], paired)
    pairs = []
    i = j = 0
    while i < rows and j < columns:
        if grid[i][j] >= BLOCKS_ALIKE and best[i][j] == grid[i][j] + best[i + 1][j + 1]:
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
        if found is not None and profiles.likeness(before[found], after[j]) >= BLOCKS_ALIKE:
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


def _with_parts(groups: list[BlockGroup], before: Sequence[str], after: Sequence[str], profiles: Profiles) -> list[BlockGroup]:
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


def _joined(
    group: BlockGroup, beside: BlockGroup, before: Sequence[str], after: Sequence[str], profiles: Profiles
) -> BlockGroup | None:
    if (beside.low < beside.high) == (beside.start < beside.end):
        return None
    wider = BlockGroup(
        min(group.low, beside.low), max(group.high, beside.high), min(group.start, beside.start), max(group.end, beside.end)
    )
    apart = _likeness(group, before, after, profiles)
    return wider if _likeness(wider, before, after, profiles) > apart + _GAIN else None


def _likeness(group: BlockGroup, before: Sequence[str], after: Sequence[str], profiles: Profiles) -> float:
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
