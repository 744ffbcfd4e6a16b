"""Editions that an older version of the program composed: only words count, wherever they stand and however they are shown.

What a file says has not changed because escapes are decoded now, a heading is no title any more, or an image no longer
sticks to the word before it. So whatever holds the same letters and digits in both editions is taken as it is now; what is
left has changed. It is less exact than a comparison of two editions of one version, and is needed once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tui.model.edition import COMPOSED, FRONT, Edition, KeptBlock, KeptItem, KeptSection
from tui.model.text import fold

_MARKUP = re.compile(r"<!?/?[a-z][^<>]{0,200}>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|[nrt])")

_EMPTY = re.compile(r"(?<=[:-])\s(?:null|~)(?=\s|$)", re.IGNORECASE)
"""A value that says nothing, as it stands in a file."""


def letters(text: str) -> str:
    """The letters and digits of a text, folded, escapes decoded, tags and values that say nothing left out."""
    text = _EMPTY.sub("", text)
    text = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)) if match[1] or match[2] else " ", _MARKUP.sub(" ", text))
    return "".join(filter(str.isalnum, fold(text)))


def is_older(edition: Edition) -> bool:
    """Whether any text of an edition was composed by an older version."""
    return any(section.version < COMPOSED and section.blocks and not section.digested for section in edition.sections)


def renewed(before: Edition, after: Edition) -> Edition:
    """An edition as it was read, composed as far as possible as it would be now.

    Args:
        before: as it was read, by any version.
        after: as it is, by this one.
    """
    if not is_older(before):
        return before
    return _Renewing(before, after).edition()


class _Renewing:
    """Two editions, and all the words of each."""

    def __init__(self, before: Edition, after: Edition) -> None:
        self._before = before
        self._after = after
        self._was = _words(before)
        self._now = _words(after)
        self._read = {section.id: section for section in before.sections}

    def edition(self) -> Edition:
        """The older edition, composed anew."""
        sections = []
        seen = set()
        for section in self._after.sections:
            old = self._read.get(section.id)
            seen.add(section.id)
            if old is not None:
                sections.append(self._section(old, section))
            elif section.blocks and letters(section.title) in self._was:
                same = [block for block in section.blocks if self._is_old(block)]
                sections += [replace(section, blocks=tuple(same))] if same else []
        for old in self._before.sections:
            if old.id not in seen:
                left = tuple(block for block in old.blocks or () if not self._is_there(block))
                if left or old.digested or not old.blocks or letters(old.title) not in self._now:
                    sections.append(replace(old, blocks=left) if old.blocks and not old.digested else old)
        return replace(self._before, sections=tuple(sections))

    def _is_old(self, block: KeptBlock) -> bool:
        return letters(block.text) in self._was

    def _is_there(self, block: KeptBlock) -> bool:
        return letters(block.text) in self._now

    def _section(self, old: KeptSection, new: KeptSection) -> KeptSection:
        if old.digested or old.version >= COMPOSED:
            return old
        title = new.title if letters(old.title) == letters(new.title) else old.title
        items = self._items(old.items, new.items)
        if not old.blocks or new.blocks is None:
            return replace(old, title=title, items=items)
        blocks = [block for block in new.blocks if self._is_old(block)]
        found = 0
        inserted = 0
        for block in old.blocks:
            if self._is_there(block):
                found += 1
            else:
                blocks.insert(min(found + inserted, len(blocks)), block)
                inserted += 1
        return replace(old, title=title, items=items, blocks=tuple(blocks))

    def _items(self, old: Sequence[KeptItem], new: Sequence[KeptItem]) -> tuple[KeptItem, ...]:
        now: Mapping[tuple[str, str], KeptItem] = {(item.kind, item.id or item.name): item for item in new}
        named = ((item, now.get((item.kind, item.id or item.name))) for item in old)
        briefing = next((item for item in new if item.kind == "briefing"), None)
        return tuple(self._item(item, briefing if item.kind == "briefing" else other) for item, other in named)

    def _item(self, old: KeptItem, new: KeptItem | None) -> KeptItem:
        if new is None:
            return old
        fields = {key: self._value(old.kind, key, value, new.fields.get(key, "")) for key, value in old.fields.items()}
        return replace(old, fields=fields, name=new.name if letters(old.name) == letters(new.name) else old.name)

    def _value(self, kind: str, key: str, old: str, new: str) -> str:
        if old == new or letters(old) == letters(new):
            return new
        # A heading that was taken for the title stands in the text still.
        return new if kind == "briefing" and key == "title" and letters(old) in self._now else old


def _words(edition: Edition) -> str:
    texts = []
    for section in edition.sections:
        if section.id != FRONT and not section.digested:
            texts.append(section.title)
            texts += [block.text for block in section.blocks or ()]
    return "".join(map(letters, texts))
