"""Editions that an older version of the program composed: only words count, wherever they stand and however they are shown.

What a file says has not changed because escapes are decoded now, a heading is no title any more, a key is known, or an image no
longer sticks to the word before it. So whatever holds the same letters and digits in both editions is taken as it is now; what
is left has changed. It is less exact than a comparison of two editions of one version, and is needed once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape

from msgspec.structs import replace

from tui.changes.document_edition import STRUCTURED
from tui.changes.edition import COMPOSED, Edition, KeptBlock, KeptItem, KeptSection, spliced
from tui.model.apparatus import FRONT
from tui.model.text import fold

MARKUP = re.compile(r"<!?/?[a-z][^<>]{0,200}>", re.IGNORECASE)
"""A tag or comment, which an older version may have kept or left out."""
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|[nrt])")
_NOTHING = re.compile(r"(?<!\w)(?:null|~)(?!\w)", re.IGNORECASE)
_SHORT = 12
"""Letters of a text that may stand anywhere by chance: such a one must be made of whole words that were there."""

_MOST_MERGED = 100
"""Titles of unread sections that are looked for in other sections."""


def letters(text: str) -> str:
    """The letters and digits of a text, folded, escapes and references decoded, tags left out."""
    return "".join(filter(str.isalnum, fold(without_markup(text))))


def without_markup(text: str) -> str:
    """A text that an older version kept as it was typed, escapes and references decoded, tags left out."""
    text = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)) if match[1] or match[2] else " ", text)
    return MARKUP.sub(" ", unescape(text) if "&" in text else text)


def is_older(edition: Edition) -> bool:
    """Whether any text of an edition was composed by an older version."""
    return any(
        section.version < COMPOSED and (section.blocks or section.items) and not section.digested for section in edition.sections
    )


def renewed(before: Edition, after: Edition) -> Edition:
    """An edition as it was read, composed as far as possible as it would be now.

    Args:
        before: as it was read, by any version.
        after: as it is, by this one.
    """
    if not is_older(before):
        return before
    return _Renewing(before, after).edition()


class _Words:
    """All the words of some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        known = list(texts)
        spelled = list(map(letters, known))
        self._whole = set(spelled)
        self._joined = "".join(spelled)
        self._single = {word for text in known for word in _words(text)}

    def hold(self, text: str) -> bool:
        """Whether a text stands among them."""
        wanted = letters(text)
        return wanted in self._whole or (wanted in self._joined and (len(wanted) >= _SHORT or self.hold_each(text)))

    def hold_each(self, text: str) -> bool:
        """Whether each word of a text stands among them."""
        return self._single.issuperset(_words(text))


def _words(text: str) -> Iterator[str]:
    return filter(None, map(letters, re.split(r"[\W_]+(?<![-./:])", without_markup(text))))


class _Renewing:
    """Two editions, and all the words of each."""

    def __init__(self, before: Edition, after: Edition) -> None:
        self._before = before
        self._after = after
        self._was = _Words(_texts(before))
        self._now = _Words(_texts(after))
        self._read = {section.id: section for section in before.sections}
        now = {item.id for item in _others(after)}
        gone = [item for item in _others(before) if item.id not in now]
        self._gone = {_key(item) for item in gone}
        """Keys that were unknown, and are known now or not there any more."""
        blocks = [block.text for section in before.sections for block in section.blocks or ()]
        self._unread_front = [text for text in blocks if not self._now.hold(text)]
        """Texts that are fields now, as front matter that was not read."""
        self._fields = _Words(
            (*(text for item in _others(before) for text in item.fields.values()), *self._unread_front)
            if not any(section.digested for section in before.sections)
            else ()
        )
        """The words of what may be fields now."""
        front = [item for section in after.sections for item in section.items if item.kind == "briefing"]
        self._front = _Words(text for item in front for pair in item.fields.items() for text in pair)
        self._keys = {key for section in after.sections for item in section.items if item.kind != "other" for key in item.fields}
        ids = {section.id for section in after.sections}
        unread = [one for one in before.sections if one.blocks is None and not one.digested and one.id not in STRUCTURED]
        self._partly = bool(unread)
        self._merged = [letters(one.title) for one in unread if one.id not in ids and self._now.hold(one.title)][:_MOST_MERGED]
        """Titles of unread sections whose text stands in another one now."""

    def edition(self) -> Edition:
        """The older edition, composed anew."""
        sections = []
        for section in self._after.sections:
            old = self._read.get(section.id)
            found = self._section(old, section) if old is not None else self._come(section)
            sections += [found] if found is not None else []
        known = {section.id for section in self._after.sections}
        for old in self._before.sections:
            if old.id not in known and (left := self._left(old)) is not None:
                sections.append(left)
        return replace(self._before, sections=tuple(sections))

    def _come(self, new: KeptSection) -> KeptSection | None:
        """A section that was none, as far as it was read; None where nothing of it was."""
        items = tuple(item for item in new.items if self._was_field(item))
        blocks = tuple(block for block in new.blocks or () if self._is_old(block))
        if new.id.startswith("~"):
            return replace(new, items=items, blocks=blocks if new.blocks is not None else None) if items or blocks else None
        if not self._was.hold(new.title):
            return None
        if new.blocks and not blocks:
            return replace(new, blocks=None, digest=b"", read_at=0.0) if self._partly else None
        return replace(new, blocks=blocks if new.blocks is not None else None)

    def _left(self, old: KeptSection) -> KeptSection | None:
        """A section that is none now, as far as it is gone; None where all of it stands elsewhere."""
        if old.digested:
            return old
        items = tuple(item for item in old.items if not self._is_elsewhere(item))
        if old.id in STRUCTURED and not old.blocks:
            return replace(old, items=items) if items else None
        blocks = tuple(block for block in old.blocks or () if not self._is_there(block))
        if old.blocks and not blocks:
            return None
        if not blocks and self._now.hold(old.title):
            return None
        return replace(old, items=items, blocks=blocks if old.blocks is not None else None)

    def _is_old(self, block: KeptBlock) -> bool:
        if self._was.hold(block.text):
            return True
        text = letters(block.text) if self._merged else ""
        return any(title in text for title in self._merged)

    def _is_there(self, block: KeptBlock) -> bool:
        return self._now.hold(block.text) or (block.text in self._unread_front and self._front.hold_each(block.text))

    def _section(self, old: KeptSection, new: KeptSection) -> KeptSection:
        if old.digested or old.version >= COMPOSED:
            return old
        title = new.title if letters(old.title) == letters(new.title) else old.title
        ids = {section.id for section in self._after.sections}
        parent = new.parent if new.parent not in self._read or old.parent not in ids else old.parent
        old = replace(old, title=title, parent=parent, items=self._items(old.items, new.items))
        if not old.blocks or new.blocks is None:
            return old
        blocks = [block for block in new.blocks if self._is_old(block)]
        found = 0
        inserted = 0
        for block in old.blocks:
            if self._is_there(block):
                found += 1
            else:
                blocks.insert(min(found + inserted, len(blocks)), block)
                inserted += 1
        return replace(old, blocks=tuple(blocks))

    def _items(self, old: Sequence[KeptItem], new: Sequence[KeptItem]) -> tuple[KeptItem, ...]:
        now = {_name(item): item for item in new}
        was = set(map(_name, old))
        kept = [self._item(item, now.get(_name(item))) for item in old if _name(item) in now or not self._is_elsewhere(item)]
        return (*kept, *(item for item in new if _name(item) not in was and self._was_field(item)))

    def _item(self, old: KeptItem, new: KeptItem | None) -> KeptItem:
        if new is None:
            return old
        fields = {key: self._value(old.kind, key, value, new.fields.get(key, "")) for key, value in old.fields.items()}
        fields |= {key: value for key, value in new.fields.items() if key not in fields and self._is_field(key, value)}
        return replace(old, fields=fields, name=new.name if letters(old.name) == letters(new.name) else old.name)

    def _is_field(self, key: str, value: str) -> bool:
        """Whether a field stood among the unknown ones, or in front matter that was not read."""
        return key in self._gone or self._fields.hold(value)

    def _was_field(self, item: KeptItem) -> bool:
        return bool(item.fields) and all(self._is_field(key, value) for key, value in item.fields.items())

    def _is_elsewhere(self, item: KeptItem) -> bool:
        """Whether an unknown field is a known one now."""
        if item.kind != "other":
            return False
        return _key(item) in self._keys or all(map(self._now.hold, item.fields.values()))

    def _value(self, kind: str, key: str, old: str, new: str) -> str:
        if old == new or letters(old) == letters(new):
            return new
        if kind == "other":
            return new if _bare(old) == _bare(new) or ("#" in old and _is_within(new, old)) else old
        # A heading that was taken for the title stands in the text still.
        return new if kind == "briefing" and key == "title" and self._now.hold(old) else old


def _name(item: KeptItem) -> tuple[str, str]:
    return ("briefing", "") if item.kind == "briefing" else (item.kind, item.id or item.name)


def _key(item: KeptItem) -> str:
    return item.id.rpartition(".")[2].casefold().replace(" ", "_")


def _bare(text: str) -> str:
    return letters(_NOTHING.sub(" ", text))


def _is_within(text: str, commented: str) -> bool:
    """Whether a value is one that was shown together with the comments in it."""
    words = _words(commented)
    return all(word in words for word in _words(text))


def _others(edition: Edition) -> Iterator[KeptItem]:
    return (item for section in edition.sections if not section.digested for item in section.items if item.kind == "other")


def _texts(edition: Edition) -> Iterator[str]:
    yield edition.title
    for section in edition.sections:
        if not section.digested:
            if section.id != FRONT:
                yield section.title
            yield from (block.text for block in section.blocks or ())
            yield from (text for item in section.items for text in item.fields.values())


def present(before: Edition, after: Edition) -> Edition:
    """An edition as it was read, with the words for its links that another one has now."""
    names: dict[str, str] = {}
    linking: dict[str, list[KeptBlock]] = {}
    for section in after.sections:
        for block in section.blocks or ():
            for start, end, target in block.links or ():
                names[target] = block.text[start:end]
            if block.links:
                linking.setdefault(section.id, []).append(block)
    if not names:
        return before
    return replace(before, sections=tuple(_present(section, names, linking.get(section.id, ())) for section in before.sections))


def _present(section: KeptSection, names: Mapping[str, str], linking: Sequence[KeptBlock]) -> KeptSection:
    if section.digested or not section.blocks:
        return section
    return replace(section, blocks=tuple(_renamed(block, names, linking) for block in section.blocks))


def _renamed(block: KeptBlock, names: Mapping[str, str], linking: Sequence[KeptBlock]) -> KeptBlock:
    if block.links:
        words = [(start, end, names.get(target, block.text[start:end])) for start, end, target in block.links]
        return replace(block, text=spliced(block.text, words), links=None)
    if block.links is None:
        # It was kept by a version that did not know which words were whose.
        same = next((other for other in linking if _is_same(block.text, other)), None)
        return block if same is None else replace(block, text=same.text)
    return block


def _is_same(text: str, other: KeptBlock) -> bool:
    """Whether a text is that of a block, whatever stands in the place of the block's links."""
    pieces = list(_between(other))
    if not text.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        found = text.find(piece, at + 1)
        if found < 0:
            return False
        at = found + len(piece)
    return text.endswith(pieces[-1]) and len(text) - len(pieces[-1]) > at


def _between(block: KeptBlock) -> Iterator[str]:
    at = 0
    for start, end, _ in block.links or ():
        yield block.text[at:start]
        at = end
    yield block.text[at:]
