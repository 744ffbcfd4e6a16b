"""Questions to the journal: answered from the database and from what is still on its way there."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from msgspec.structs import replace

from tui.journal.database import Database, is_busy, is_damage
from tui.journal.editions import overridden, renamed
from tui.journal.records import Deed, Mark, Note, Seen, Standing, Visited
from tui.journal.tables import TABLES, Patch, decoded
from tui.journal.writing import Writer
from tui.model.digests import HIDDEN, hidden_id
from tui.model.edition import Edition, KeptSection

Rows = dict[tuple[Any, ...], dict[str, Any]]
"""Key -> column -> value, in order."""

_NUMBER = "ifnull((SELECT n FROM entries WHERE key = ?1), (SELECT n FROM aliases WHERE key = ?1))"

_SETTLING = 2.0
"""Seconds to wait for what is being written where the answer must hold it."""


class Asking:
    """What can be asked of a journal. Every answer is that of this moment, with what is not saved yet."""

    _database: Database | None
    _writer: Writer
    secret: bytes
    """Of this journal, for digests of what must not be kept."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._reader: sqlite3.Connection | None = None
        self._inode = 0
        self._shown: dict[str, str] = {}
        """Digest of a section's id -> the id, of those that were seen."""
        self._counted = 0
        self._data_version = 0

    # briefings

    def standing(self, key: str, sections: Iterable[str] = ()) -> Standing | None:
        """Where one stands with a briefing; None where the journal knows nothing of it.

        Args:
            key: the briefing's.
            sections: ids of its present sections, so that those are told which are kept as digests only.
        """
        rows = self._of("entries", key)
        if not rows:
            return None
        (entry,) = rows.values()
        read = {section: row["at"] for (_, section), row in self._of("reads", key).items()}
        place = entry.get("place")
        if any(section.startswith(HIDDEN) for section in [*read, place.section if place else ""]):
            self._learn(sections)
            read = {self._shown.get(section, section): at for section, at in read.items()}
            place = place and replace(place, section=self._shown.get(place.section, place.section))
        return Standing(
            key,
            entry.get("title", ""),
            entry.get("opened_at", 0.0),
            place,
            read,
            entry.get("sections", 0),
            entry.get("done_at", 0.0),
            entry.get("digest", b""),
            entry.get("path", ""),
        )

    def standings(self, keys: Iterable[str] | None = None) -> Mapping[str, Standing]:
        """Where one stands with many briefings, without what was read of each; all of them where no keys are given."""
        if keys is not None:
            found = {key: self.standing(key) for key in keys}
            return {key: standing for key, standing in found.items() if standing is not None}
        known = {}
        for (key,), row in self._of("entries").items():
            place = row.get("place")
            done_at, digest = row.get("done_at", 0.0), row.get("digest", b"")
            counts: tuple[Any, ...] = (row.get("sections", 0), done_at, digest, row.get("path", ""))
            known[key] = Standing(key, row.get("title", ""), row.get("opened_at", 0.0), place, {}, *counts)
        return known

    def seen(self) -> Mapping[str, Seen]:
        """For lists: what was done with every briefing."""
        answer: dict[str, Seen] = {
            row[0]: row[1:] for row in self._ask("SELECT key, digest, done_at, read, sections, opened_at FROM entries")
        }
        for key in {patch.key[0] for patch in self._writer.pending() if patch.table in ("entries", "reads")}:
            standing = self.standing(key)
            if standing is not None:
                read = sum(section != "~front" for section in standing.read)
                answer[key] = (standing.digest, standing.done_at, read, standing.sections, standing.opened_at)
        return answer

    def read_between(self, lower: float, upper: float) -> set[str]:
        """Keys of the briefings of which something was read, or that were done, from one moment to before another."""
        keys = {
            key
            for (key,) in self._ask(
                "SELECT key FROM entries WHERE n IN (SELECT n FROM reads WHERE at >= ?1 AND at < ?2) "
                "UNION SELECT key FROM entries WHERE done_at > 0 AND done_at >= ?1 AND done_at < ?2",
                lower,
                upper,
            )
        }
        for key in {patch.key[0] for patch in self._writer.pending() if patch.table in ("entries", "reads")}:
            standing = self.standing(key)
            moments = [] if standing is None else [*standing.read.values(), *([standing.done_at] if standing.done_at else [])]
            (keys.add if any(lower <= moment < upper for moment in moments) else keys.discard)(key)
        return keys

    def edition(self, key: str, sections: Iterable[str] = ()) -> Edition | None:
        """A briefing as it was last read, section by section; None where nothing of it was.

        Args:
            key: the briefing's.
            sections: ids of its present sections, so that those are told which are kept as digests only.
        """
        bases = self._of("bases", key)
        if not bases:
            return None
        (base,) = bases.values()
        kept = [(row["data"], row.get("after", "")) for row in self._of("kept", key).values()]
        edition = overridden(base["data"], kept)
        if any(section.digested for section in edition.sections):
            self._learn(sections)
            edition = renamed(edition, self._shown)
        return edition

    def kept_sections(self) -> Iterator[tuple[str, KeptSection]]:
        """The text of everything that was read, as it was read: keys and sections. Sections kept as digests are left out."""
        for key in list(self.seen()):
            edition = self.edition(key)
            for section in edition.sections if edition is not None else ():
                if not section.digested and (section.read_at or section.items):
                    yield key, section

    def verdict(self, key: str, digest: bytes) -> bytes | None:
        """What came out of comparing what was read with the file of that digest; None where that is not known."""
        for row in self._of("verdicts", key).values():
            if row["digest"] == digest:
                return bytes(row["data"])
        return None

    # notes, marks, places

    def notes(self, key: str | None = None) -> list[Note]:
        """The notes of one briefing, or all of them, oldest first."""
        found = []
        for (note_id,), row in self._of("notes", key).items():
            about = self._about(row)
            anchor, section, text, tags = row["anchor"], row["section_title"], row["text"], row["tags"]
            times = row["created"], row["modified"]
            found.append(Note(note_id, *about, section, anchor, text, tags, row["marking"], row["citation"], *times))
        return sorted(found, key=lambda note: (note.created, note.id))

    def marks(self) -> Mapping[str, Mark]:
        """The marks by their letters."""
        found = ((letter, row) for (letter,), row in self._of("marks").items())
        return {letter: Mark(letter, *self._about(row), row["place"], row["at"]) for letter, row in sorted(found)}

    def visits(self) -> list[Visited]:
        """Recent places, newest last."""
        return [Visited(*self._about(row), row["place"], row["at"]) for _, row in sorted(self._of("visits").items())]

    def keys_with_notes(self) -> set[str]:
        """Keys of the briefings that have a note."""
        return self._keys_with("notes")

    def keys_with_marks(self) -> set[str]:
        """Keys of the briefings that have a mark."""
        return self._keys_with("marks")

    # deeds

    def deeds(self, limit: int = 20) -> list[Deed]:
        """What can be undone, newest first."""
        from tui.journal.applying import deed_of

        self._writer.settle(_SETTLING)
        stored = self._ask("SELECT d, kind, said, at FROM deeds ORDER BY d DESC LIMIT ?", limit)
        return [*self._writer.unsaved_deeds(), *map(deed_of, stored)][:limit]

    def version(self) -> int:
        """A number that grows with every change, by this or another process. Costs some microseconds."""
        with self._lock:
            found = self._ask("PRAGMA data_version")
            if found and found[0][0] != self._data_version:
                self._data_version = found[0][0]
                self._counted += 1
            return self._counted + self._writer.changes

    # rows

    def _learn(self, sections: Iterable[str]) -> None:
        """Take note of the ids of sections, of which the journal may hold only digests."""
        for section in sections:
            self._shown[hidden_id(section, self.secret)] = section

    def _keys_with(self, table: str) -> set[str]:
        if any(patch.table == table for patch in self._writer.pending()):
            return {row["key"] for row in self._of(table).values()}
        return {key for (key,) in self._ask(f"SELECT key FROM entries WHERE n IN (SELECT n FROM {table})")}

    def _about(self, row: Mapping[str, Any]) -> tuple[str, str, str, str]:
        """Key, id, path and title of the briefing that a row belongs to."""
        if "briefing_id" in row:
            return row["key"], row["briefing_id"], os.fsdecode(row["path"]), row["title"]
        entry = next(iter(self._of("entries", row["key"]).values()), {})
        return row["key"], entry.get("id", ""), entry.get("path", ""), entry.get("title", "")

    def _of(self, table: str, key: str | None = None) -> Rows:
        """The rows of a table, of one briefing or all."""
        pending = self._writer.pending()
        rows = self._stored(table, key)
        names = TABLES[table].key
        for patch in pending:
            if patch.table == table:
                _lay(rows, patch, names, key)
        if key is not None and names[0] != "key":
            rows = {found: row for found, row in rows.items() if row.get("key") == key}
        return rows

    def _stored(self, table: str, key: str | None) -> Rows:
        names = TABLES[table].key
        if table == "entries":
            select = "SELECT e.* FROM entries e"
        elif "key" in names:
            select = f"SELECT e.key, t.* FROM {table} t JOIN entries e USING (n)"
        else:
            select = f"SELECT t.*, e.key, e.id AS briefing_id, e.path, e.title FROM {table} t JOIN entries e USING (n)"
        where, values = "", []
        if key is not None:
            where, values = f" WHERE e.n = {_NUMBER}", [key]
        columns: list[str] = []
        found: Rows = {}
        for row in self._ask(select + where, *values, columns=columns):
            values_of = dict(zip(columns, row, strict=True))
            if key is not None:
                values_of["key"] = key
            place = tuple(values_of[name] for name in names)
            try:
                found[place] = {name: decoded(table, name, value) for name, value in values_of.items()}
            except (msgspec.DecodeError, ValueError, OSError):
                # A row that a bug or another program wrote; the rest is as good as before.
                continue
        return found

    def _ask(self, sql: str, *values: Any, columns: list[str] | None = None) -> Sequence[Any]:
        """Rows from the database; none where there is no database. A damaged one is set aside, and its backup asked."""
        with self._lock:
            for attempt in (1, 2):
                try:
                    db = self._connected()
                    if db is None:
                        return []
                    cursor = db.execute(sql, values)
                    if columns is not None:
                        columns[:] = [column[0] for column in cursor.description]
                    return cursor.fetchall()
                except (sqlite3.Error, OSError) as error:
                    if attempt == 2 or is_busy(error):
                        break
                    self._let_go()
                    if is_damage(error) and self._database is not None:
                        with suppress(sqlite3.Error, OSError):
                            self._database.repair()
        return []

    def _connected(self) -> sqlite3.Connection | None:
        if self._reader is None and self._database is not None:
            self._reader = self._database.reader()
            if self._reader is not None:
                self._inode = os.stat(self._database.path).st_ino
        elif self._database is not None:
            try:
                same = os.stat(self._database.path).st_ino == self._inode
            except OSError:
                same = False
            if not same:
                self._let_go()
                self._reader = self._database.reader()
                self._inode = os.stat(self._database.path).st_ino if self._reader is not None else 0
        return self._reader

    def _let_go(self) -> None:
        if self._reader is not None:
            with suppress(sqlite3.Error):
                self._reader.close()
            self._reader = None


def _lay(rows: Rows, patch: Patch, names: Sequence[str], key: str | None) -> None:
    """Lay a change that is not saved yet over what is saved."""
    if key is not None and names[0] == "key" and patch.key[0] != key:
        return
    if patch.values is None:
        for found in [found for found in rows if found[: len(patch.key)] == patch.key]:
            del rows[found]
        return
    before = rows.get(patch.key)
    if before is None:
        rows[patch.key] = {**dict(zip(names, patch.key, strict=True)), **patch.values}
    elif not patch.new:
        rows[patch.key] = {**before, **patch.values}
