"""Bringing the lines of an export into a journal that may know more than they do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from tui.changes.edition import Edition, KeptSection, overridden
from tui.journal.export import BriefingLine, EditionLine, Head, Line, MarkLine, NoteLine
from tui.journal.records import Note
from tui.journal.redaction import NOTHING_MORE, Redaction, TooStrict
from tui.journal.rows import RowChanges, keep_deed, number_of
from tui.journal.tables import UNREADABLE, Image, Patch, decoded
from tui.model.apparatus import is_to_read
from tui.model.digests import id_digest, is_digest
from tui.model.handling import Marking, strictest


class Imported(NamedTuple):
    """What came of an import."""

    briefings: int
    notes: int
    """Notes that were added or replaced by newer ones."""
    marks: int
    problems: tuple[str, ...]
    """A sentence for each line that was left out, with its number."""


class JournalMerge:
    """Brings lines into a journal: of two versions of a thing the newer one stays."""

    def __init__(self, db: sqlite3.Connection, redaction: Redaction) -> None:
        """Inside a transaction; `redaction` keeps out what is marked too strictly."""
        self._db = db
        self._redaction = redaction
        self._images: list[Image] = []
        self._applying = RowChanges(db, self._images)
        self._foreign = False
        """Whether the digests in the lines say nothing here."""
        self._counts = {BriefingLine: 0, NoteLine: 0, MarkLine: 0}

    def merge(self, lines: Iterable[Line], said: str, at: float) -> tuple[int, int, int]:
        """Bring lines in, as one deed, where `said` says it. Returns how many briefings, notes and marks changed."""
        for line in lines:
            if isinstance(line, Head):
                self._head(line)
            elif isinstance(line, BriefingLine):
                self._briefing(line)
            elif isinstance(line, EditionLine):
                self._edition(line)
            elif isinstance(line, NoteLine):
                self._note(line)
            elif isinstance(line, MarkLine):
                self._mark(line)
            else:
                values = {"key": line.key, "place": self._redaction.place(line.place, self._marking(line.key)), "at": line.at}
                self._applying.apply(Patch("visits", (line.v,), values, new=True))
        if self._images and said:
            keep_deed(self._db, "import", said, at, self._images)
        return self._counts[BriefingLine], self._counts[NoteLine], self._counts[MarkLine]

    def _head(self, line: Head) -> None:
        if line.secret == self._redaction.secret or not 16 <= len(line.secret) <= 64:
            return
        if self._db.execute("SELECT 1 FROM entries LIMIT 1").fetchone():
            self._foreign = True
            return
        self._db.execute("UPDATE meta SET value = ? WHERE name = 'secret'", (line.secret,))
        self._redaction.secret = line.secret

    def _briefing(self, line: BriefingLine) -> None:
        here = self._entry(line.key)
        # What is stricter here may be so since a newer version of the file that the line knows nothing of.
        marking = strictest([line.marking, here.get("marking", Marking())])
        allowed = self._redaction.keep.allows(marking)
        later = not here or line.opened_at > here["opened_at"]
        values: dict[str, Any] = {"opened_at": line.opened_at} if later else {}
        reads = {row["section"]: row["at"] for row in self._all("reads", line.key)}
        newest = max([here.get("opened_at", 0.0), here.get("done_at", 0.0), *reads.values()])
        if not here or line.newest > newest:
            values |= {"done_at": line.done_at, "digest": line.digest, "sections": line.sections, "file_digest": line.file_digest}
            values |= {"begun": int(bool(line.begun))}
            values |= {"title": line.title if allowed else "", "marking": self._redaction.marking(line.marking)}
            values["place"] = None if line.place is None else self._redaction.place(line.place, marking)
        if not here:
            values |= {"id": line.id, "path": line.path, "title_digest": "" if self._foreign else line.title_digest}
        before = len(self._images)
        if values:
            self._applying.apply(Patch("entries", (line.key,), values))
        _, strict = self._strict_here(line.key, line.read)
        for named, at in line.read.items():
            hides = named in strict.sections or (strict.everything and not is_digest(named))
            section = id_digest(named, self._redaction.secret) if hides else named
            if at > reads.get(section, 0.0):
                self._applying.apply(Patch("reads", (line.key, section), {"at": at, "counts": int(is_to_read(section))}))
        for item, at in line.closed.items():
            if not (self._foreign and is_digest(item)):
                self._applying.apply(Patch("closed", (line.key, self._redaction.closed_item(item, marking)), {"at": at}, new=True))
        for former in line.formerly:
            if not number_of(self._db, former):
                self._db.execute("INSERT INTO aliases VALUES (?, ?)", (former, self._applying.number(line.key)))
        self._counts[BriefingLine] += len(self._images) > before

    def _edition(self, line: EditionLine) -> None:
        usable = tuple(map(self._usable, line.edition.sections))
        marking, strict = self._strict_here(line.key, [section.id for section in usable])
        edition = self._redaction.earlier(Edition(usable, line.title, line.number, line.digest), marking, strict)
        if line.until:
            self._applying.apply(Patch("readings", (line.key, line.until), {"data": edition}, new=True))
            return
        bases = self._all("bases", line.key)
        if not bases:
            self._applying.apply(Patch("bases", (line.key,), {"data": edition}))
            return
        here = overridden(bases[0]["data"], [(row["data"], row["after"]) for row in self._all("kept", line.key)])
        read = {section.id: section.read_at for section in here.sections}
        before = ""
        for kept in edition.sections:
            if kept.read_at > read.get(kept.id, 0.0):
                self._applying.apply(Patch("kept", (line.key, kept.id), {"data": kept, "after": before}))
            before = kept.id

    def _strict_here(self, key: str, sections: Iterable[str]) -> tuple[Marking, TooStrict]:
        """The marking of a briefing, and which of some sections are kept as digests here: a line may be older than that."""
        marking = self._marking(key)
        bases = self._all("bases", key)
        if not bases or self._redaction.keep.allows(marking):
            return marking, NOTHING_MORE
        kept = [(row["data"], row["after"]) for row in self._all("kept", key)]
        here = overridden(bases[0]["data"], kept).sections
        hidden = {section.id for section in here if section.digested}
        strict = frozenset(section for section in sections if id_digest(section, self._redaction.secret) in hidden)
        return marking, TooStrict(strict, bool(hidden) and len(hidden) == len(here))

    def _usable(self, section: KeptSection) -> KeptSection:
        """A section whose digests were made with another secret is as good as unread."""
        if not (section.digested and self._foreign):
            return section
        return KeptSection(section.id, "", section.parent, marking=section.marking)

    def _note(self, line: NoteLine) -> None:
        here = self._db.execute("SELECT modified FROM notes WHERE id = ?", (line.id,)).fetchone()
        if here and here[0] >= line.modified:
            return
        entry = self._entry(line.key)
        marking, strict = self._strict_here(line.key, [line.anchor.section])
        own = strictest([line.marking, marking]) if strict.everything or strict.sections else line.marking
        about = line.key, entry.get("id", ""), "", entry.get("title", ""), line.section_title
        note = Note(line.id, *about, line.anchor, line.text, line.tags, own, line.citation, line.created, line.modified)
        self._applying.apply(self._redaction.note(note, strictest([own, entry.get("marking", Marking())])))
        self._counts[NoteLine] += 1

    def _mark(self, line: MarkLine) -> None:
        here = self._db.execute("SELECT at FROM marks WHERE letter = ?", (line.letter,)).fetchone()
        if here and here[0] >= line.at:
            return
        values = {"key": line.key, "place": self._redaction.place(line.place, self._marking(line.key)), "at": line.at}
        self._applying.apply(Patch("marks", (line.letter,), values))
        self._counts[MarkLine] += 1

    def _marking(self, key: str) -> Marking:
        found: Marking = self._entry(key).get("marking", Marking())
        return found

    def _entry(self, key: str) -> dict[str, Any]:
        found = self._all("entries", key)
        return found[0] if found else {}

    def _all(self, table: str, key: str) -> list[dict[str, Any]]:
        cursor = self._db.execute(f"SELECT * FROM {table} WHERE n = ?", (number_of(self._db, key),))
        names = [column[0] for column in cursor.description]
        found = []
        for row in cursor.fetchall():
            # What is damaged is as good as not there, and the line takes its place.
            with suppress(*UNREADABLE):
                found.append({name: decoded(table, name, value) for name, value in zip(names, row, strict=True)})
        return found
