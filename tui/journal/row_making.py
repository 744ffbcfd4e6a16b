"""Rows of the journal from what the program knows, without the text that must not be kept."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any

from msgspec.structs import replace

from tui.changes.edition import Edition, KeptSection
from tui.journal.keep import Keep
from tui.journal.records import Identity, Note
from tui.journal.tables import Patch
from tui.model.digests import id_digest, is_digest, text_digest
from tui.model.handling import Marking
from tui.model.place import Anchor, Place


class RowMaking:
    """Makes rows as they may be kept: of what is marked more strictly than `keep` allows, digests stand for the text."""

    def __init__(self, keep: Keep, secret: bytes, real: Callable[[str], str]) -> None:
        """`real` takes symbolic links out of a path."""
        self.keep = keep
        self.secret = secret
        self.real = real
        self._shown: dict[str, str] = {}
        self._last_moment = 0

    # ids of sections, of which the journal may hold only digests

    def learn(self, sections: Iterable[str]) -> None:
        """Take note of the ids of sections, so that they are told again where only their digests are kept."""
        for section in sections:
            self._shown[id_digest(section, self.secret)] = section

    def shown(self, section: str) -> str:
        """The id of a section from its digest, where it is known; any other id as it is."""
        return self._shown.get(section, section)

    def hidden(self, sections: Iterable[KeptSection]) -> set[str]:
        """The digests of the ids of those sections that may not be kept."""
        strict = [section for section in sections if section.digested or not self.keep.allows(section.marking)]
        return {section.id if section.digested else id_digest(section.id, self.secret) for section in strict}

    def hidden_id(self, section: str, hidden: Container[str]) -> str:
        """The digest of the id of a section where it is among those of hidden ones; else the id."""
        digest = id_digest(section, self.secret)
        if digest not in hidden:
            return section
        self.learn((section,))
        return digest

    # rows

    def entry(self, key: str, identity: Identity, **values: Any) -> Patch:
        """What is known of a briefing."""
        about: dict[str, Any] = {"id": identity.id, "path": self.real(identity.path), "marking": self.marking(identity.marking)}
        about["title"] = identity.title if self.keep.allows(identity.marking) else ""
        about["title_digest"] = text_digest(identity.title, self.secret)
        about["file_digest"] = identity.digest
        return Patch("entries", (key,), {**about, **values})

    def place(self, place: Place, marking: Marking) -> Place:
        """A place."""
        if self.keep.allows(marking) or is_hidden(place):
            return place
        self.learn((place.section,))
        return replace(place, section=id_digest(place.section, self.secret), quote=text_digest(place.quote, self.secret))

    def section(self, section: KeptSection, hidden: Container[str]) -> KeptSection:
        """A section as it was read; one that may be kept does not name one that may not (`hidden`)."""
        if self.keep.allows(section.marking):
            parent = self.hidden_id(section.parent, hidden)
            return section if section.digested or parent == section.parent else replace(section, parent=parent)
        from tui.changes.edition import digested

        self.learn((section.id, section.parent))
        return digested(section, self.secret)

    def edition(self, edition: Edition) -> Edition:
        """A briefing as it was read; its title goes by its strictest section."""
        hidden = self.hidden(edition.sections)
        sections = tuple(self.section(section, hidden) for section in edition.sections)
        strict = any(section.digested for section in sections)
        return replace(edition, sections=sections, title="" if strict else edition.title)

    def note(self, note: Note, briefing: Marking) -> Patch:
        """A note; the comment is the reader's own, and stays. `briefing` is the marking of all that it is in."""
        anchor, section_title, citation = note.anchor, note.section_title, note.citation
        if not self.keep.allows(note.marking):
            section_title = citation = ""
            anchor = self.anchor(anchor)
        elif not self.keep.allows(briefing):
            section_title = "" if section_title == note.title else section_title
            citation = citation_without_title(section_title, note.briefing_id) if citation else ""
        values = {"key": note.key, "anchor": anchor, "section_title": section_title, "text": note.text, "tags": note.tags}
        values |= {"marking": self.marking(note.marking), "citation": citation, "created": note.created, "modified": note.modified}
        return Patch("notes", (note.id,), values)

    def anchor(self, anchor: Anchor) -> Anchor:
        """An anchor with digests in the place of its texts."""
        if anchor.digested:
            # The id of the section is told as it is to whoever knows it, and so may come back.
            digest = id_digest(anchor.section, self.secret)
            told = digest in self._shown or not is_digest(anchor.section)
            return replace(anchor, section=digest) if told else anchor
        self.learn((anchor.section,))
        texts = {name: text_digest(getattr(anchor, name), self.secret) for name in ("exact", "prefix", "suffix", "about", "whole")}
        return replace(anchor, section=id_digest(anchor.section, self.secret), digested=True, **texts)

    def marking(self, marking: Marking) -> Marking:
        """A marking; restrictions in words are text of the briefing's as well."""
        return marking if self.keep.allows(marking) else Marking(marking.tlp)

    def said(self, said: str, title: str, marking: Marking) -> str:
        """A deed in words."""
        return said if not title or self.keep.allows(marking) else said.replace(title, "a briefing")

    def closed_item(self, stamp: str, marking: Marking) -> str:
        """What is kept of an action that the reader closed: its stamp, or a digest of that where it is marked too strictly."""
        return stamp if self.keep.allows(marking) or is_digest(stamp) else text_digest(stamp, self.secret)

    def moment(self, now: float) -> int:
        """Microseconds, never the same twice."""
        self._last_moment = max(int(now * 1_000_000), self._last_moment + 1)
        return self._last_moment


def citation_without_title(section_title: str, briefing_id: str) -> str:
    """A citation of a section whose briefing may not be named: `§ A joint headquarters (us-japan-command)`."""
    parts = (f"§ {section_title}" if section_title else "", f"({briefing_id})" if briefing_id else "")
    return " ".join(filter(None, parts))


def is_hidden(place: Place) -> bool:
    """Whether a place holds digests already."""
    return is_digest(place.quote) and is_digest(place.section)
