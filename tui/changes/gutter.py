"""Where changes stand in a document: for marks in the gutter, and to step from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tui.changes.document_edition import shown_blocks
from tui.changes.edition import document_id
from tui.changes.results import Changes, ItemChange, SectionChange
from tui.document.apparatus.about import ON_TITLE, stands_in
from tui.document.document import Document
from tui.model.apparatus import ABOUT


class ChangeMark(NamedTuple):
    """A block that is not as it was, or before which something was removed."""

    part: int
    block: int
    kind: str
    """`added`, `removed` (before the block), `changed` or `moved`."""
    number: int
    """Blocks of one change have the same; from 0 in each section."""


def _sections_of(item: ItemChange, *, has_about: bool) -> Iterator[str]:
    """Ids of the sections of a document in which a changed thing is seen: the briefing's own fields in two."""
    if item.what != "briefing":
        yield document_id(item.section)
        return
    changed = {field.key for field in item.fields}
    if not has_about or not changed.isdisjoint(ON_TITLE):
        yield document_id(item.section)
    if has_about and not changed <= ON_TITLE:
        yield ABOUT


class Gutter:
    """The changes in a document, found section by section as they are asked for."""

    def __init__(self, changes: Changes, document: Document) -> None:
        """Find nothing yet: only the sections that hold a change are noted, and no part is made."""
        self._document = document
        self._texts: dict[int, SectionChange] = {}
        self._items: dict[int, list[ItemChange]] = {}
        self._found: dict[int, tuple[ChangeMark, ...]] = {}
        self._kinds: dict[int, dict[tuple[int, int], str]] = {}
        self._begin: dict[int, list[ChangeMark]] = {}
        indexes = {section.id: section.index for section in document.sections}
        for change in changes.sections:
            index = indexes.get(document_id(change.id), -1) if change.kind != "removed" else -1
            if index >= 0:
                self._texts[index] = change
        for item in changes.items:
            for section in _sections_of(item, has_about=ABOUT in indexes):
                index = indexes.get(section, -1)
                if index >= 0 and item.kind != "removed":
                    self._items.setdefault(index, []).append(item)
        self.sections = sorted(self._texts.keys() | self._items.keys())
        """Indexes of the document's sections that hold a change."""

    def of(self, section: int) -> tuple[ChangeMark, ...]:
        """The marks of a section by its index, in order; makes its parts if it holds a change."""
        found = self._found.get(section)
        if found is None:
            found = self._found[section] = tuple(sorted(set(self._find(section))))
        return found

    def kind_at(self, part: int, block: int) -> str:
        """What a block's mark in the gutter says; "" for a block that is as it was."""
        section = self._document.parts[part].section
        if section not in self._texts and section not in self._items:
            return ""
        kinds = self._kinds.get(section)
        if kinds is None:
            kinds = self._kinds[section] = {(mark.part, mark.block): mark.kind for mark in reversed(self.of(section))}
        return kinds.get((part, block), "")

    def after(self, part: int, block: int) -> ChangeMark | None:
        """The beginning of the next change behind a block; None when there is none."""
        for section in self.sections:
            if section >= self._document.parts[part].section:
                for mark in self._starts(section):
                    if (mark.part, mark.block) > (part, block):
                        return mark
        return None

    def before(self, part: int, block: int) -> ChangeMark | None:
        """The beginning of the last change before a block; None when there is none."""
        for section in reversed(self.sections):
            if section <= self._document.parts[part].section:
                for mark in reversed(self._starts(section)):
                    if (mark.part, mark.block) < (part, block):
                        return mark
        return None

    def _starts(self, section: int) -> list[ChangeMark]:
        """The first block of each change, in order; changes that share a block are one."""
        found = self._begin.get(section)
        if found is None:
            starts: dict[int, ChangeMark] = {}
            for mark in self.of(section):
                starts.setdefault(mark.number, mark)
            alone = {(mark.part, mark.block): mark for mark in sorted(starts.values(), reverse=True)}
            found = self._begin[section] = list(alone.values())[::-1]
        return found

    def _find(self, section: int) -> Iterator[ChangeMark]:
        change = self._texts.get(section)
        number = 0
        if change is not None:
            for number, part, block, kind in self._in_text(section, change):
                yield ChangeMark(part, block, kind, number)
        for item in self._items.get(section, ()):
            number += 1
            for part, block in self._of_item(section, item):
                yield ChangeMark(part, block, item.kind, number)

    def _in_text(self, section: int, change: SectionChange) -> Iterator[tuple[int, int, int, str]]:
        heading = self._document.first_part(section)
        if change.kind == "added":
            yield 0, heading, 0, "added"
            for shown in shown_blocks(self._document, section):
                yield 0, shown.part, shown.block, "added"
            return
        if change.renamed or change.moved or not change.known or change.was_marking != change.marking:
            yield 0, heading, 0, "moved" if change.moved and change.known else "changed"
        if not change.blocks:
            return
        places = [(shown.part, shown.block) for shown in shown_blocks(self._document, section)]
        for number, block in enumerate(change.blocks, 1):
            for at in range(block.at, block.at + max(1, block.count)):
                part, index = places[at] if at < len(places) else places[-1] if places else (heading, 0)
                yield number, part, index, block.kind

    def _of_briefing(self, section: int, item: ItemChange) -> Iterator[tuple[int, int]]:
        """The title for what is told there, else the rows of the changed fields, or their heading where those are gone."""
        first = self._document.first_part(section)
        if self._document.sections[section].id != ABOUT:
            yield first, 0
            return
        changed = {field.key for field in item.fields}
        rows = [
            number for number, block in enumerate(self._document.parts[first].blocks) if not changed.isdisjoint(stands_in(block))
        ]
        yield from ((first, number) for number in rows or (0,))

    def _of_item(self, section: int, item: ItemChange) -> Iterator[tuple[int, int]]:
        """The blocks of an item: those about it, else the first that names it, else the section's heading."""
        first = self._document.first_part(section)
        if item.what == "briefing":
            yield from self._of_briefing(section, item)
            return
        named = item.name.rstrip("…").partition(" → ")[0]
        found: tuple[int, int] | None = None
        for part in range(first, len(self._document.parts)):
            if self._document.parts[part].section != section:
                break
            for number, block in enumerate(self._document.parts[part].blocks):
                if item.id and block.about == item.id:
                    yield part, number
                    found = part, number
                elif found is None and not item.id and named and named in block.text and block.kind != "heading":
                    found = part, number
                    yield found
        if found is None:
            yield first, 0
