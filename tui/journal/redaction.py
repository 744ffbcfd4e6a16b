"""What may be kept of what one reads: digests stand for the text of what is marked more strictly than the ceiling allows.

`keep_text_up_to` and `keep_unmarked_text` set the ceiling. Where it, or a marking, became stricter, what is kept already is
taken out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from tui.changes.edition import Edition, KeptSection
from tui.journal.forget import erase, forget_deeds, note_erasing
from tui.journal.records import Identity, Note
from tui.journal.rows import count_change, number_of
from tui.journal.tables import TABLES, UNREADABLE, Patch, decoded, encoded
from tui.model.digests import LearntIds, id_digest, is_digest, text_digest
from tui.model.handling import Ceiling, Marking
from tui.model.place import Anchor, Place


class Keep(Ceiling, frozen=True):
    """Up to which marking the journal keeps texts; of what is stricter there are only digests."""

    doubt: str = ""
    """Why the configuration could not be read whole, in a sentence; "" where it could."""


KEEP_ALL = Keep()


class TooStrict(NamedTuple):
    """What of a briefing, as it is now, is marked too strictly to be kept."""

    sections: frozenset[str]
    """Ids of sections."""
    everything: bool
    """Whether there is no section that may be kept: then nothing may that it said before and says no more."""


NOTHING_MORE = TooStrict(frozenset(), False)
"""Only what was marked too strictly when it was kept."""


class Redaction:
    """Makes rows as they may be kept: of what is marked more strictly than `keep` allows, digests stand for the text."""

    def __init__(self, keep: Keep, secret: bytes, real: Callable[[str], str]) -> None:
        """`real` takes symbolic links out of a path."""
        self.keep = keep
        self._secret = secret
        self.real = real
        self._ids = LearntIds(secret)
        self._last_moment = 0

    @property
    def secret(self) -> bytes:
        """For digests."""
        return self._secret

    @secret.setter
    def secret(self, secret: bytes) -> None:
        # Ids may have been learnt before the journal's own is known.
        self._ids.secret = self._secret = secret

    # ids of sections, of which the journal may hold only digests

    def learn(self, sections: Iterable[str]) -> None:
        """Take note of the ids of sections, so that they are told again where only their digests are kept."""
        self._ids.learn(sections)

    def shown(self, section: str) -> str:
        """The id of a section from its digest, where it is known; any other id as it is."""
        return (self._ids.of(section) if is_digest(section) else None) or section

    def hidden(self, sections: Iterable[KeptSection]) -> set[str]:
        """The digests of the ids of those sections that may not be kept."""
        strict = [section for section in sections if section.digested or not self.keep.allows(section.marking)]
        return {section.id if section.digested else id_digest(section.id, self.secret) for section in strict}

    def hidden_id(self, section: str, hidden: Collection[str]) -> str:
        """The digest of the id of a section where it is among those of hidden ones; else the id."""
        if not hidden:
            return section
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

    def section(self, section: KeptSection, hidden: Collection[str]) -> KeptSection:
        """A section as it was read; one that may be kept does not name one that may not (`hidden`)."""
        if self.keep.allows(section.marking):
            parent = self.hidden_id(section.parent, hidden)
            return section if section.digested or parent == section.parent else replace(section, parent=parent)
        from tui.changes.edition import digested

        # A digest is no id: learnt as one, it would be digested once more in the anchors of notes.
        self.learn([name for name in (section.id, section.parent) if not (section.digested or is_digest(name))])
        return digested(section, self.secret)

    def edition(self, edition: Edition) -> Edition:
        """A briefing as it was read; its title goes by its strictest section."""
        hidden = self.hidden(edition.sections)
        sections = tuple(self.section(section, hidden) for section in edition.sections)
        strict = any(section.digested for section in sections)
        return replace(edition, sections=sections, title="" if strict else edition.title)

    def too_strict(self, edition: Edition) -> TooStrict:
        """What of a briefing may not be kept."""
        strict = frozenset(section.id for section in edition.sections if not self.keep.allows(section.marking))
        return TooStrict(strict, bool(strict) and len(strict) == len(edition.sections))

    def earlier(self, edition: Edition, marking: Marking, strict: TooStrict) -> Edition:
        """A briefing as it was read, of which more has become `strict` since; `marking` is its own now."""
        sections = (
            replace(section, marking=marking) if strict.everything or section.id in strict.sections else section
            for section in edition.sections
        )
        return self.edition(replace(edition, sections=tuple(sections)))

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
            told = not is_digest(anchor.section) or self._ids.of(digest) is not None
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


_DAMAGED: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("kept", "data", None),
    ("bases", "data", None),
    ("readings", "data", None),
    ("visits", "place", None),
    ("entries", "place", {"place": None}),
    ("notes", "anchor", {"anchor": Anchor("", "", digested=True)}),
    ("notes", "marking", {"marking": Marking("RED")}),
)
"""Columns that hold text or say what may be kept of it: table, column, and what takes the place of a damaged one; None where
the row goes."""


class LaterRedaction:
    """Puts digests in the place of texts that are kept already."""

    def __init__(self, db: sqlite3.Connection, redaction: Redaction, folder: Path) -> None:
        """The writing connection, outside a transaction, and the journal's folder, whose copies may go."""
        self._db = db
        self._redaction = redaction
        self._folder = folder

    def briefing(self, key: str, marking: Marking, strict: TooStrict) -> bool:
        """Tighten what is kept of one briefing.

        Args:
            key: the briefing's.
            marking: its own now, the strictest inside.
            strict: what of it may not be kept.

        Returns:
            Whether anything was kept that may not be.
        """
        n = number_of(self._db, key)
        return bool(n) and self._changed([(n, marking)], strict)

    def all(self, setting: str) -> bool:
        """Tighten everything, by the markings that things had when they were kept; `setting` is remembered as done."""
        rows = self._db.execute("SELECT n, marking FROM entries").fetchall()
        changed = self._changed([(n, _marking(marking)) for n, marking in rows], NOTHING_MORE)
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('keep', ?)", (setting,))
        return changed

    def _changed(self, entries: list[tuple[int, Marking]], strict: TooStrict) -> bool:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            titles = dict(self._db.execute("SELECT n, title FROM entries").fetchall())
            changed = [n for n, marking in entries if self._entry(n, marking, strict)]
            for n in changed:
                forget_deeds(self._db, n, titles[n])
                self._db.execute("DELETE FROM verdicts WHERE n = ?", (n,))
            if changed:
                note_erasing(self._db)
            count_change(self._db)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        erase(self._db, self._folder)
        return bool(changed)

    def _entry(self, n: int, marking: Marking, strict: TooStrict) -> bool:
        changed = self._drop_unreadable(n)
        found = self._kept(n)
        sections = {
            *strict.sections,
            *(one.id for one in found if not one.digested and not self._redaction.keep.allows(one.marking)),
        }
        if strict.everything:
            sections |= self._all_sections(n, found)
        hidden = self._redaction.hidden(found) | {id_digest(section, self._redaction.secret) for section in sections}
        if not self._redaction.keep.allows(marking):
            changed |= bool(self._db.execute("UPDATE entries SET title = '' WHERE n = ? AND title <> ''", (n,)).rowcount)
            for table in ("entries", "marks", "visits"):
                changed |= self._each(table, n, "place", lambda place: place and self._redaction.place(place, marking))
        changed |= self._each(
            "kept", n, "data", lambda kept: self._redaction.section(self._marked(kept, marking, sections), hidden)
        )
        for table in ("bases", "readings"):
            changed |= self._each(
                table,
                n,
                "data",
                lambda base: self._redaction.earlier(base, marking, TooStrict(frozenset(sections), strict.everything)),
            )
        for (section,) in self._db.execute("SELECT section FROM kept WHERE n = ?", (n,)).fetchall():
            if section in sections:
                self._rename("kept", n, section)
        changed |= self._each("kept", n, "after", lambda after: self._redaction.hidden_id(after, hidden))
        for table in ("reads", "spent"):
            for (section,) in self._db.execute(f"SELECT section FROM {table} WHERE n = ?", (n,)).fetchall():
                if section in sections:
                    changed |= self._rename(table, n, section)
        if not self._redaction.keep.allows(marking):
            for (item,) in self._db.execute("SELECT item FROM closed WHERE n = ?", (n,)).fetchall():
                hidden_item = self._redaction.closed_item(item, marking)
                if hidden_item != item:
                    self._db.execute("UPDATE OR REPLACE closed SET item = ? WHERE n = ? AND item = ?", (hidden_item, n, item))
                    changed = True
        return changed | self._notes(n, marking, sections)

    def _drop_unreadable(self, n: int) -> bool:
        """Remove what is damaged: it cannot be told what may be kept of it. Returns whether there was anything."""
        changed = False
        for table, column, instead in _DAMAGED:
            for place, raw in self._db.execute(f"SELECT rowid, {column} FROM {table} WHERE n = ?", (n,)).fetchall():
                try:
                    decoded(table, column, raw)
                except UNREADABLE:
                    changed = True
                    if instead is None:
                        self._db.execute(f"DELETE FROM {table} WHERE rowid = ?", (place,))
                    else:
                        self._db.execute(
                            f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (encoded(table, instead)[column], place)
                        )
        return changed

    def _kept(self, n: int) -> list[KeptSection]:
        """All that is kept of the sections of a briefing."""
        kept = [data for (data,) in self._db.execute("SELECT data FROM kept WHERE n = ?", (n,))]
        found: list[KeptSection] = [decoded("kept", "data", data) for data in kept]
        for table in ("bases", "readings"):
            for (data,) in self._db.execute(f"SELECT data FROM {table} WHERE n = ?", (n,)):
                found += decoded(table, "data", data).sections
        return found

    def _all_sections(self, n: int, kept: Iterable[KeptSection]) -> set[str]:
        """Ids of all sections of which anything is kept, of those also that the briefing has no more."""
        found = {section.id for section in kept if not section.digested}
        for table in ("kept", "reads", "spent"):
            found |= {section for (section,) in self._db.execute(f"SELECT section FROM {table} WHERE n = ?", (n,))}
        found |= {
            decoded("notes", "anchor", anchor).section
            for (anchor,) in self._db.execute("SELECT anchor FROM notes WHERE n = ?", (n,))
        }
        return {section for section in found if not is_digest(section)}

    @staticmethod
    def _marked(section: KeptSection, marking: Marking, sections: Collection[str]) -> KeptSection:
        return replace(section, marking=marking) if section.id in sections else section

    def _notes(self, n: int, marking: Marking, sections: Collection[str]) -> bool:
        changed = False
        named = self._redaction.keep.allows(marking)
        briefing_id = str(self._db.execute("SELECT id FROM entries WHERE n = ?", (n,)).fetchone()[0])
        columns = "id, anchor, marking, section_title, citation"
        for note_id, anchor, own, title, citation in self._db.execute(f"SELECT {columns} FROM notes WHERE n = ?", (n,)).fetchall():
            held = decoded("notes", "anchor", anchor)
            strict = not self._redaction.keep.allows(decoded("notes", "marking", own)) or held.section in sections
            hidden = self._redaction.anchor(held) if strict else held
            if strict and (hidden != held or title or citation):
                values = encoded("notes", {"anchor": hidden})
                if held.section in sections:
                    values |= encoded("notes", {"marking": self._redaction.marking(marking)})
                names = ", ".join(f"{name} = ?" for name in values)
                self._db.execute(
                    f"UPDATE notes SET {names}, section_title = '', citation = '' WHERE id = ?", (*values.values(), note_id)
                )
                changed = True
            elif not (strict or named) and citation:
                shorter = citation_without_title(title, briefing_id)
                self._db.execute("UPDATE notes SET citation = ? WHERE id = ?", (shorter, note_id))
                changed |= shorter != citation
        return changed

    def _each(self, table: str, n: int, column: str, tightened: Callable[[Any], Any]) -> bool:
        """Tighten a column of all rows of a briefing. Returns whether any row changed."""
        key = "rowid" if table in ("kept", "bases", "readings", "entries", "visits") else TABLES[table].key[0]
        changed = False
        for place, raw in self._db.execute(f"SELECT {key}, {column} FROM {table} WHERE n = ?", (n,)).fetchall():
            try:
                held = decoded(table, column, raw)
            except UNREADABLE:
                changed = True
                self._db.execute(f"DELETE FROM {table} WHERE {key} = ?", (place,))
                continue
            wanted = tightened(held)
            if wanted != held:
                changed = True
                value = encoded(table, {column: wanted})[column]
                self._db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (value, place))
        return changed

    def _rename(self, table: str, n: int, section: str) -> bool:
        hidden = id_digest(section, self._redaction.secret)
        if hidden != section:
            self._db.execute(f"UPDATE OR REPLACE {table} SET section = ? WHERE n = ? AND section = ?", (hidden, n, section))
        return hidden != section


def _marking(data: bytes) -> Marking:
    """A marking; the strictest where it is damaged."""
    try:
        found: Marking = decoded("entries", "marking", data)
    except UNREADABLE:
        return Marking("RED")
    return found
