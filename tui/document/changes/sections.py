"""Which section of an edition is which of another: by id, former id, title, and likeness of text."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

from tui.document.changes.align import rising
from tui.document.changes.editions import STRUCTURED, compared
from tui.document.changes.words import likeness, pairs_profile
from tui.model.digests import id_digest
from tui.model.edition import KeptSection
from tui.model.text import fold

ALIKE = 0.3
"""`likeness` of the pairs of words of all their text from which two sections are one that was renamed.

Two sections of one text have some 0.05 in common; their single words have 0.5."""

_GRID = 2_500
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
        return any(likeness(profile, pairs_profile(_texts(other))) >= ALIKE for other in later[:_MOST_LATER])

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
        if not olds or not news or len(olds) * len(news) > _GRID:
            return
        totals = {new: pairs_profile(_texts(self.after[new])) for new in news}
        scored = []
        for old in olds:
            whole = pairs_profile(_texts(self.before[old]))
            for new in news:
                score = likeness(whole, totals[new])
                if score >= ALIKE:
                    scored.append((score, -old, -new))
        for _, old, new in sorted(scored, reverse=True):
            if -old not in self.new_of and -new not in self.old_of:
                self._pair(-old, -new)


def _was_read(section: KeptSection) -> bool:
    return section.blocks is not None or bool(section.digest and section.read_at)


def _texts(section: KeptSection) -> tuple[str, ...]:
    return tuple(map(compared, section.blocks or ()))
