"""What ids stand for: words for links, one line to peek at, the place to go to.

A target is looked for among this briefing's items, then among briefing ids; names, short names and
aliases are found after ids. Sections are targets only with `#`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from tui.document.block import DocumentSection
from tui.model.apparatus import APPARATUS, TOP
from tui.model.briefing import Action, Actor, Agreement, Briefing, Event, Fact, Item, Judgment, Source, Term
from tui.model.late_pattern import late_pattern
from tui.model.names import name_key, name_keys
from tui.model.scales import CREDIBILITY, RELIABILITY
from tui.model.text import slug

SECTIONS: Mapping[type[Item], str] = {piece.holds: piece.id for piece in APPARATUS if piece.holds is not None}
"""In which section of the document a kind of item stands."""


class Target(NamedTuple):
    """Where a link leads."""

    section: str
    """Id of a section of the document; "" for a briefing's beginning."""
    item: str = ""
    """Id of an item in that section, the `about` of its blocks; "" for the section itself."""


class Names:
    """Names of everything a briefing can link to. Indexes are made when first needed."""

    def __init__(
        self, briefing: Briefing, library: Mapping[str, str] | None = None, sections: Sequence[DocumentSection] = ()
    ) -> None:
        """Look up in one briefing.

        Args:
            briefing: whose items are looked up first.
            library: titles of the other briefings, by id.
            sections: of the composed document, for `#` targets.
        """
        self._briefing = briefing
        self._library = library or {}
        self._sections = sections
        self._indexed = 0
        """How many of the sections have been indexed; a document that is being composed gets more."""
        self._ids: dict[str, DocumentSection] = {}
        self._slugs: dict[str, DocumentSection] = {}

    def item(self, target: str) -> Item | None:
        """The item a target names, the first where several do; None when none does."""
        found = self._items(target)
        return found[0] if found else None

    def actor(self, text: str) -> str:
        """The id of the actor that a field names by id, name, short name or alias; else the text itself."""
        if text in self._actors:
            return text
        for item in self._named.get(name_key(text), ()):
            if isinstance(item, Actor):
                return item.id
        return text.strip()

    def label(self, target: str) -> str | None:
        """The shortest name a reader knows it by; None when the target leads nowhere."""
        bare, section = _parts(target)
        if section is not None:
            if bare and not self._is_here(bare):
                title = self._library.get(bare)
                return f"{title} § {section}" if title else None
            found = self._section(section)
            return found.title if found else None
        item = self.item(target)
        if item is not None:
            return item_label(item)
        if self._is_here(bare):
            return self._briefing.title
        return self._library.get(bare)

    def peek(self, target: str) -> str | None:
        """What it is, in one line; None when the target leads nowhere."""
        item = self.item(target)
        if item is not None:
            return _one_line(item_line(item))
        label = self.label(target)
        return _one_line(label) if label is not None else None

    def place(self, target: str) -> Target | None:
        """Where in this briefing the target leads; None when it leads elsewhere or nowhere."""
        bare, section = _parts(target)
        if section is not None:
            found = self._section(section) if not bare or self._is_here(bare) else None
            return Target(found.id) if found else None
        item = self.item(target)
        if item is not None:
            return Target(SECTIONS[type(item)], item.id)
        return Target(TOP) if self._is_here(bare) else None

    def elsewhere(self, target: str) -> tuple[str, str] | None:
        """The other briefing of the library that the target leads to, and the section in it or ""; None when it is here."""
        bare, section = _parts(target)
        if bare not in self._library or self._is_here(bare) or (section is None and self.item(target)):
            return None
        return bare, section or ""

    def _is_here(self, briefing_id: str) -> bool:
        return bool(briefing_id) and (briefing_id == self._briefing.id or briefing_id in self._briefing.formerly)

    def _items(self, target: str) -> list[Item]:
        bare, section = _parts(target)
        if section is not None or not bare:
            return []
        found = self._by_id.get(bare) or self._named.get(name_key(bare), [])
        if target.startswith("@"):
            return [item for item in found if isinstance(item, Source)] or found
        return found

    @cached_property
    def _actors(self) -> frozenset[str]:
        return frozenset(actor.id for actor in self._briefing.actors)

    @cached_property
    def _by_id(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self._briefing.items():
            if item.id:
                found.setdefault(item.id, []).append(item)
        return found

    @cached_property
    def _named(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self._briefing.items():
            for key in name_keys(item):
                found.setdefault(key, []).append(item)
        return found

    def _section(self, section_id: str) -> DocumentSection | None:
        for section in self._sections[self._indexed :]:
            for own in (section.id, *section.formerly):
                self._ids.setdefault(own, section)
            for key in (section.id, slug(section.title)):
                self._slugs.setdefault(key, section)
        self._indexed = len(self._sections)
        return self._ids.get(section_id) or self._slugs.get(slug(section_id))


def _parts(target: str) -> tuple[str, str | None]:
    """The id and the section of a target in any of its spellings: `[[x#y|label]]`, `x#y`, `@x`, `x`."""
    inner = target.strip()
    if inner.startswith("[[") and inner.endswith("]]"):
        inner = inner[2:-2].split("|", 1)[0].strip()
    bare, hash_sign, section = inner.partition("#")
    return bare.strip().removeprefix("@"), section.strip() if hash_sign else None


_SPACES = late_pattern(r"\s+")


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _plain(markdown: str) -> str:
    from tui.document.inline import parse_inline

    return parse_inline(_one_line(markdown))[0]


def item_label(item: Item) -> str:
    """The shortest name of an item; for those without a name, their text."""
    if isinstance(item, Actor):
        return item.label
    if isinstance(item, Term):
        return item.term or item.short or item.id
    if isinstance(item, Agreement):
        return item.short or item.name or item.id
    if isinstance(item, Event | Source):
        return item.title or item.id
    if isinstance(item, Action | Judgment | Fact):
        return _plain(item.text.text) or item.id
    return item.id


def grade_words(reliability: str, credibility: str) -> str:
    """An Admiralty grade in words: `usually reliable, probably true`; "" without a grade."""
    return ", ".join(words for words in (RELIABILITY.get(reliability, ""), CREDIBILITY.get(credibility, "")) if words)


def item_line(item: Item) -> str:
    """An item in one line, for a reader who wants to know what a link means and read on."""
    match item:
        case Term():
            names = ", ".join(name for name in (item.short, item.expansion) if name)
            return f"{item.term}{f' ({names})' if names else ''}: {_plain(item.meaning.text)}".rstrip(": ")
        case Actor():
            name = f"{item.short}: {item.name}" if item.short and item.name and item.short != item.name else item.label
            return ", ".join(part for part in (name, item.type or "", item.rank, item.role) if part)
        case Source():
            grade = f"{item.grade}: {grade_words(item.reliability, item.credibility)}" if item.grade else ""
            date = item.date.display if item.date else ""
            status = "" if item.status in (None, "active") else str(item.status)
            parts = (item.title or item.id, item.publisher, ", ".join(item.author), date, item.type, grade, status)
            return " · ".join(part for part in parts if part)
        case Event():
            date = item.date.display if item.date else item.when
            status = f" ({item.status})" if item.status and item.status != "happened" else ""
            place = f", {item.place}" if item.place else ""
            return (f"{date}: " if date else "") + f"{item.title or item.id}{status}{place}"
        case Judgment():
            likelihood = f"{item.likelihood.word}, {item.likelihood.range}" if item.likelihood else ""
            confidence = f"{item.confidence} confidence" if item.confidence else ""
            return " · ".join(part for part in (item_label(item), likelihood, confidence) if part)
        case Fact():
            said = f"said by {item.said_by}" if item.said_by else ""
            return " · ".join(part for part in (item_label(item), item.value, item.status or "", said) if part)
        case Agreement():
            signed = f"signed {item.signed.display}" if item.signed else ""
            return " · ".join(part for part in (item.name or item_label(item), item.status or "", signed) if part)
        case Action():
            due = f"due {item.due.display}" if item.due else ""
            return " · ".join(part for part in (item_label(item), item.owner, due, item.status or "") if part)
    return item_label(item)
