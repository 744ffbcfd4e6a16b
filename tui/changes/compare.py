"""Comparing two editions of a briefing: what somebody read, and what there is now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from tui.changes.document_edition import STRUCTURED
from tui.changes.edition import Edition, KeptSection, compared, digested, digested_text
from tui.changes.items import compare_items, item_names
from tui.changes.older import present, renewed
from tui.changes.pairing import SHORTEST_MOVED, Alignment, BlockGroup, align_blocks, moves
from tui.changes.results import BlockChange, Changes, SectionChange
from tui.changes.words import Profiles
from tui.model.apparatus import FRONT, NOT_KEPT
from tui.model.digests import text_digest
from tui.model.handling import Marking, strictest

AROUND = 1
"""Unchanged blocks kept on either side of a changed one."""


def compare(before: Edition, after: Edition, *, secret: bytes = b"") -> Changes:
    """What changed from one edition to another.

    Sections whose text was never read say nothing but their title; they are counted in `Changes.unread`.
    Items and the briefing's own fields are compared whether they were read or not.

    Args:
        before: as it was read; sections may be `digested`.
        after: as it is; none of its sections is. `document_edition.edition_to_compare` makes just what is needed.
        secret: the journal's, where sections of `before` are digested.
    """
    profiles = Profiles()
    # What the program said of the file is kept of whoever read it there, and is nothing of the author's.
    before = replace(before, sections=tuple(section for section in before.sections if section.id not in NOT_KEPT))
    before = renewed(present(before, after), after)
    comparison = _Comparison(before, after, secret, profiles)
    items = compare_items(before, after, secret, profiles)
    sections = comparison.sections()
    touched = {*(section.id for section in sections), *(item.section for item in items)}
    return Changes(
        tuple(sections),
        tuple(items),
        tuple(comparison.unread),
        comparison.read,
        item_names((after, before), items),
        _titles(touched, before, after),
        _handlings(touched, before, after),
        before.number,
        after.number,
    )


def _titles(touched: set[str], before: Edition, after: Edition) -> tuple[tuple[str, str], ...]:
    known = {section.id: section.title for edition in (before, after) for section in edition.sections if not section.digested}
    return tuple((name, title) for name, title in known.items() if name in touched)


def _handlings(touched: set[str], before: Edition, after: Edition) -> tuple[tuple[str, Marking], ...]:
    """The markings of sections that are not the briefing's own; for what was there before, the old one counts as well."""
    own = next((section.marking for section in after.sections if section.id == FRONT), Marking())
    found: dict[str, list[Marking]] = {}
    for edition in (after, before):
        for section in edition.sections:
            if section.id in touched and not section.digested:
                found.setdefault(section.id, []).append(section.marking)
    strict = {name: strictest(markings) for name, markings in found.items()}
    return tuple((name, marking) for name, marking in strict.items() if marking != own)


class _Pair(NamedTuple):
    """Two sections and the groups of their blocks; the groups are None where a text is not known."""

    old: int
    new: int
    groups: list[BlockGroup] | None


class _Comparison:
    """The sections of two editions, side by side."""

    def __init__(self, before: Edition, after: Edition, secret: bytes, profiles: Profiles) -> None:
        self.before = before.sections
        self.after = after.sections
        self.unread: list[str] = []
        self.read = 0
        self._secret = secret
        self._profiles = profiles
        self._aligned = Alignment(self.before, self.after, secret)
        self._gone = self._aligned.gone()
        self._now: dict[int, tuple[str, ...]] = {}
        """Texts of a new section in the form in which the old one has them."""
        fronts = [next((one for one in sections if one.id == FRONT), None) for sections in (self.before, self.after)]
        self._front = tuple(front.marking if front else Marking() for front in fronts)
        self._front_at = fronts[0].read_at if fronts[0] else 0.0
        self._pairs = [pair for new in range(len(self.after)) if (pair := self._paired(new)) is not None]
        self._origin: dict[tuple[int, int], tuple[int, int]] = {}
        """New block (section, index) -> the old block that was moved there."""
        self._left: set[tuple[int, int]] = set()
        """Old blocks that were moved elsewhere."""
        self._find_moves()

    # text

    def _paired(self, new: int) -> _Pair | None:
        """The groups of a section that was there, noting whether it was read."""
        after = self.after[new]
        old = self._aligned.old_of.get(new)
        if old is None:
            return None
        before = self.before[old]
        if after.id in STRUCTURED:
            if before.blocks is None or after.blocks is None:
                return _Pair(old, new, [])
        elif before.blocks is None and not (before.digest and before.read_at):
            self.unread.append(after.id)
            return _Pair(old, new, [])
        else:
            self.read += 1
        if before.blocks is None or after.blocks is None:
            return _Pair(old, new, None if after.blocks is not None else [])
        self._now[new] = self._hidden_texts(before, after) if before.digested else tuple(map(compared, after.blocks))
        was = list(map(compared, before.blocks))
        return _Pair(old, new, align_blocks(was, self._now[new], self._profiles, known=not before.digested))

    def _hidden_texts(self, before: KeptSection, after: KeptSection) -> tuple[str, ...]:
        """The digests of the texts of a section, in the form in which the old one has them."""
        known = {block.text for block in before.blocks or ()}
        found = []
        for block in after.blocks or ():
            # A version that did not know which words were whose made them of all that was shown.
            forms = [text_digest(text, self._secret) for text in dict.fromkeys((digested_text(block), compared(block)))]
            found.append(next((form for form in forms if form in known), forms[0]))
        return tuple(found)

    def _find_moves(self) -> None:
        """Find blocks that left one place and came up in another, in the same section or not."""
        gone, come = [], []
        for pair in self._pairs:
            for group in pair.groups or ():
                if group.start == group.end and not self.before[pair.old].digested:
                    gone += [(pair.old, index) for index in range(group.low, group.high)]
                elif group.low == group.high:
                    come += [(pair.new, index) for index in range(group.start, group.end)]
        for old in self._gone:
            if not self.before[old].digested:
                gone += [(old, index) for index in range(len(self.before[old].blocks or ()))]
        for new, section in enumerate(self.after):
            if new not in self._aligned.old_of:
                come += [(new, index) for index in range(len(section.blocks or ()))]
        for pair in self._pairs:
            self._match(
                [where for where in gone if where[0] == pair.old], [where for where in come if where[0] == pair.new], shortest=1
            )
        self._match([where for where in gone if where not in self._left], [where for where in come if where not in self._origin])

    def _match(self, gone: list[tuple[int, int]], come: list[tuple[int, int]], *, shortest: int = SHORTEST_MOVED) -> None:
        if not gone or not come:
            return
        was = [compared((self.before[section].blocks or ())[index]) for section, index in gone]
        now = [compared((self.after[section].blocks or ())[index]) for section, index in come]
        for i, j in moves(was, now, self._profiles, shortest):
            self._origin[come[j]] = gone[i]
            self._left.add(gone[i])

    @staticmethod
    def _text(sections: Sequence[KeptSection], section: int, index: int) -> str:
        return (sections[section].blocks or ())[index].text

    # results

    def sections(self) -> list[SectionChange]:
        """The changed sections in the order of the new edition, removed ones where they stood."""
        moved = self._aligned.moved()
        pairs = {pair.new: pair for pair in self._pairs}
        found: list[tuple[tuple[int, int], SectionChange]] = []
        for new in range(len(self.after)):
            change = self._changed(pairs[new], moved) if new in pairs else self._added(new)
            if change is not None:
                found.append(((new, 0), change))
        found += [(self._stood(old), self._removed(old)) for old in self._gone]
        found.sort(key=lambda entry: entry[0])
        return [change for _, change in found]

    def _stood(self, old: int) -> tuple[int, int]:
        """Behind which new section an old one stood."""
        for index in range(old - 1, -1, -1):
            if index in self._aligned.new_of:
                return self._aligned.new_of[index], 1 + old
        return -1, old

    def _added(self, new: int) -> SectionChange | None:
        section = self.after[new]
        if section.id in STRUCTURED:
            return None
        blocks = tuple(self._new_block(new, index) for index in range(len(section.blocks or ())))
        return SectionChange("added", section.id, section.title, blocks=blocks, total=len(blocks))

    def _removed(self, old: int) -> SectionChange:
        section = self.before[old]
        blocks = () if section.digested else self._old_blocks(old, range(len(section.blocks or ())), 0)
        title = "" if section.digested else section.title
        return SectionChange(
            "removed", "" if section.digested else section.id, title, blocks=tuple(blocks), known=not section.digested
        )

    def _changed(self, pair: _Pair, moved: dict[int, bool]) -> SectionChange | None:
        before, after = self.before[pair.old], self.after[pair.new]
        blocks = self._block_changes(pair)
        known = pair.groups is not None or self._same_digest(before, after)
        was_title = self._hidden(after.title) if before.digested and not after.id.startswith("~") else after.title
        renamed = before.title != was_title
        markings = self._markings(before, after)
        if not (blocks or renamed or markings or pair.new in moved or not known):
            return None
        was, now = markings or (Marking(), Marking())
        return SectionChange(
            "changed",
            after.id,
            after.title,
            was_title=before.title if renamed and not before.digested else "",
            renamed=renamed,
            moved=pair.new in moved,
            under=self._title_of(after.parent) if moved.get(pair.new) else "",
            was_marking=was,
            marking=now,
            blocks=tuple(blocks),
            around=tuple(self._around(pair, blocks)),
            total=len(after.blocks or ()),
            known=known,
        )

    def _hidden(self, text: str) -> str:
        return text_digest(text, self._secret)

    def _title_of(self, section_id: str) -> str:
        return next((section.title for section in self.after if section.id == section_id), "")

    def _same_digest(self, before: KeptSection, after: KeptSection) -> bool:
        return before.digest == (digested(after, self._secret) if before.digested else after).digest

    def _markings(self, before: KeptSection, after: KeptSection) -> tuple[Marking, Marking] | None:
        """The old and the new marking of a section, where they differ and the briefing's own does not say so already."""
        old, new = before.marking, after.marking
        if old == (replace(new, text=self._hidden(new.text)) if before.digested else new):
            return None
        if new == self._front[1] and self._front_at > before.read_at:
            # The briefing's own marking is known as it was later than this section's.
            return None
        own = (old, new) == self._front or (before.digested and old.tlp == self._front[0].tlp and new == self._front[1])
        return None if own else (replace(old, text="") if before.digested else old, new)

    def _block_changes(self, pair: _Pair) -> list[BlockChange]:
        changes: list[BlockChange] = []
        known = not self.before[pair.old].digested
        after = self.after[pair.new].blocks or ()
        for group in pair.groups or ():
            if group.equal:
                continue
            if group.start == group.end:
                changes += self._old_blocks(pair.old, range(group.low, group.high), group.start)
            elif group.low == group.high:
                changes += [self._new_block(pair.new, index) for index in range(group.start, group.end)]
            elif known:
                old = "\n".join(self._text(self.before, pair.old, index) for index in range(group.low, group.high))
                new = "\n".join(block.text for block in after[group.start : group.end])
                count = group.end - group.start
                changes.append(BlockChange("changed", group.start, old, new, count, after[group.start].kind))
            else:
                changes += [
                    BlockChange("changed", index, "", after[index].text, 1, after[index].kind, known=False)
                    for index in range(group.start, group.end)
                ]
        return changes

    def _old_blocks(self, old: int, indexes: range, at: int) -> list[BlockChange]:
        """Removed blocks; those that came up elsewhere are told there."""
        if self.before[old].digested:
            return [BlockChange("removed", at, "", "", 0, known=False) for _ in indexes]
        blocks = self.before[old].blocks or ()
        return [
            BlockChange("removed", at, blocks[index].text, "", 0, blocks[index].kind)
            for index in indexes
            if (old, index) not in self._left
        ]

    def _new_block(self, new: int, index: int) -> BlockChange:
        block = (self.after[new].blocks or ())[index]
        where = self._origin.get((new, index))
        if where is None:
            return BlockChange("added", index, "", block.text, 1, block.kind)
        section, old = where
        now = self._aligned.new_of.get(section)
        origin = self.after[now].id if now is not None else self.before[section].id
        return BlockChange("moved", index, self._text(self.before, section, old), block.text, 1, block.kind, origin)

    def _around(self, pair: _Pair, blocks: Sequence[BlockChange]) -> list[tuple[int, str]]:
        """The unchanged blocks beside the changed ones."""
        after = self.after[pair.new].blocks or ()
        changed = {index for change in blocks for index in range(change.at, change.at + change.count)}
        beside = {
            index
            for change in blocks
            for index in (
                *range(change.at - AROUND, change.at),
                *range(change.at + change.count, change.at + change.count + AROUND),
            )
            if 0 <= index < len(after)
        }
        return [(index, after[index].text) for index in sorted(beside - changed)]
