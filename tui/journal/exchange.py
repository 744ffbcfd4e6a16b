"""Handing a journal out and taking one in, line by line."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec

from tui.changes.edition import Edition, KeptSection, overridden
from tui.journal.lines import (
    DECODER,
    FORMAT,
    BriefingLine,
    EditionLine,
    Head,
    Line,
    MarkLine,
    NoteLine,
    VisitLine,
    edition_line,
)
from tui.journal.numbers import odd_number
from tui.journal.records import Note
from tui.journal.redaction import Redaction
from tui.journal.rows import RowChanges, keep_deed, number_of
from tui.journal.stored_rows import RowSource
from tui.journal.tables import UNREADABLE, Image, Patch, decoded
from tui.model.apparatus import is_to_read
from tui.model.digests import is_digest
from tui.model.handling import Marking, strictest
from tui.model.text import cleaned, json_harmless_bytes


class Imported(NamedTuple):
    """What came of an import."""

    briefings: int
    notes: int
    """Notes that were added or replaced by newer ones."""
    marks: int
    problems: tuple[str, ...]
    """A sentence for each line that was left out, with its number."""


def exported(rows: RowSource, secret: bytes) -> Iterator[bytes]:
    """All of a journal, one line of JSON at a time; the same journal always gives the same lines."""
    encode = msgspec.json.Encoder(order="deterministic").encode

    def line(value: Line) -> bytes:
        return json_harmless_bytes(encode(value)) + b"\n"

    yield line(Head(FORMAT, secret))
    former: dict[str, list[str]] = {}
    for key, old in rows.ask("SELECT e.key, a.key FROM aliases a JOIN entries e USING (n) ORDER BY a.key"):
        former.setdefault(key, []).append(old)
    reads: dict[str, dict[str, float]] = {}
    for (key, section), row in rows.of("reads").items():
        reads.setdefault(key, {})[section] = row["at"]
    apart = ("key", "read", "formerly", "closed")
    names = [field.name for field in msgspec.structs.fields(BriefingLine) if field.name not in apart]
    closed: dict[str, dict[str, float]] = {}
    for (key, item), row in rows.of("closed").items():
        closed.setdefault(key, {})[item] = row["at"]
    keys = []
    for (key,), row in sorted(rows.of("entries").items()):
        keys.append(key)
        values = {name: row[name] for name in names if row.get(name) is not None}
        values["path"] = _printable(values.get("path", ""))
        own = closed.get(key, {})
        yield line(BriefingLine(key, read=reads.get(key, {}), formerly=tuple(former.get(key, ())), closed=own, **values))
    for key in keys:
        for row in rows.of("bases", key).values():
            kept = [(section["data"], section["after"]) for section in rows.of("kept", key).values()]
            yield line(edition_line(key, overridden(row["data"], kept)))
        for (_, until), row in sorted(rows.of("readings", key).items()):
            yield line(edition_line(key, row["data"], until))
    for (note_id,), row in sorted(rows.of("notes").items()):
        yield line(NoteLine(note_id, *(row[name] for name in NoteLine.__struct_fields__[1:])))
    for (letter,), row in sorted(rows.of("marks").items()):
        yield line(MarkLine(letter, row["key"], row["place"], row["at"]))
    for (moment,), row in sorted(rows.of("visits").items()):
        yield line(VisitLine(moment, row["key"], row["place"], row["at"]))


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def parse_export(data: Iterable[bytes]) -> tuple[list[Line], list[str]]:
    """The lines of an export, and a sentence for each that cannot be used."""
    lines: list[Line] = []
    problems: list[str] = []
    for number, text in enumerate(data, 1):
        if not text.strip():
            continue
        try:
            found = DECODER.decode(_cleaned(text))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            problems.append(f"line {number} is left out: {error}")
            continue
        if isinstance(found, Head) and found.format > FORMAT:
            problems.append(f"line {number}: a newer version of this program wrote the file; what is not understood is left out")
        if not isinstance(found, Head) and not found.key:
            problems.append(f"line {number} is left out: it names no briefing")
            continue
        if odd := odd_number(found):
            problems.append(f"line {number} is left out: {odd}")
            continue
        lines.append(found)
    return lines, problems


_KEPT = ("key", "path", "formerly")
"""Fields that say which file it is: they are compared with the names of files, and cleaned wherever they are shown."""

_MAY_BE_DIRTY = re.compile(rb"[^\x20-\x7e\r\n]|\\[ubfr]")


def _cleaned(line: bytes) -> bytes:
    """A line of JSON with the text in it cleaned as that of files is."""
    if _MAY_BE_DIRTY.search(line) is None:
        return line
    found = msgspec.json.decode(line)
    if not isinstance(found, dict):
        return line
    return msgspec.json.encode({name: value if name in _KEPT else _cleaned_value(value) for name, value in found.items()})


def _cleaned_value(value: Any) -> Any:
    """Texts cleaned, at any depth; the parser of JSON has a limit to that."""
    if isinstance(value, str):
        return cleaned(value.replace("\r\n", "\n"))
    if isinstance(value, list):
        return [_cleaned_value(one) for one in value]
    if isinstance(value, dict):
        return {cleaned(name): _cleaned_value(one) for name, one in value.items()}
    return value


class Merging:
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
        for section, at in line.read.items():
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
        edition = self._redaction.edition(Edition(usable, line.title, line.number, line.digest))
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
        about = line.key, entry.get("id", ""), "", entry.get("title", ""), line.section_title
        note = Note(line.id, *about, line.anchor, line.text, line.tags, line.marking, line.citation, line.created, line.modified)
        self._applying.apply(self._redaction.note(note, strictest([line.marking, entry.get("marking", Marking())])))
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
