"""Questions to the journal: answered from the database and from what is still on its way there."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from tui.changes.edition import Edition, KeptSection, overridden
from tui.journal.numbers import LATEST
from tui.journal.records import Deed, Earlier, Mark, Note, Seen, Standing, Visited, path_key
from tui.journal.redaction import Redaction
from tui.journal.stored_rows import CurrentRows, StoredRows
from tui.journal.writer import Writer
from tui.model.apparatus import is_to_read
from tui.model.digests import blake2b, text_digest
from tui.model.handling import Marking
from tui.model.place import Anchor, Place

_SEEN = (
    f"SELECT key, digest, max(0.0, min(done_at, {LATEST})), read, sections, max(0.0, min(opened_at, {LATEST})), begun FROM entries"
)

_SETTLING = 2.0
"""Seconds to wait for what is being written where the answer must hold it."""


class JournalReader:
    """What can be asked of a journal. Every answer is that of this moment, with what is not saved yet."""

    def __init__(self, stored: StoredRows, writer: Writer, redaction: Redaction) -> None:
        """Nothing is asked yet.

        Args:
            stored: the rows of the database.
            writer: knows what is on its way there.
            redaction: knows ids of which only digests are kept.
        """
        self._stored = stored
        self._writer = writer
        self._redaction = redaction
        self.rows = CurrentRows(stored, writer.pending)
        self._counted = 0
        self._seen_version = 0, 0

    # briefings

    def learn(self, sections: Iterable[str]) -> None:
        """Take note of the ids of a briefing's sections, so that they are told again where only their digests are kept."""
        self._redaction.learn(sections)

    def standing(self, key: str) -> Standing | None:
        """Where one stands with a briefing; None where the journal knows nothing of it."""
        rows = self.rows.of("entries", key)
        if not rows:
            return None
        (entry,) = rows.values()
        read = {self._redaction.shown(section): row["at"] for (_, section), row in self.rows.of("reads", key).items()}
        place = entry.get("place")
        return Standing(
            key,
            entry.get("title", ""),
            entry.get("opened_at", 0.0),
            place and self._placed(place),
            read,
            entry.get("sections", 0),
            entry.get("done_at", 0.0),
            entry.get("digest", b""),
            entry.get("path", ""),
            bool(entry.get("begun", 0)),
        )

    def standings(self, keys: Iterable[str] | None = None) -> Mapping[str, Standing]:
        """Where one stands with many briefings, without what was read of each; all of them where no keys are given."""
        if keys is not None:
            found = {key: self.standing(key) for key in keys}
            return {key: standing for key, standing in found.items() if standing is not None}
        known = {}
        for (key,), row in self.rows.of("entries").items():
            place = row.get("place")
            done_at, digest = row.get("done_at", 0.0), row.get("digest", b"")
            counts: tuple[Any, ...] = (row.get("sections", 0), done_at, digest, row.get("path", ""))
            known[key] = Standing(key, row.get("title", ""), row.get("opened_at", 0.0), place, {}, *counts)
        return known

    def about(self, key: str) -> tuple[str, str, str, str]:
        """A key with the id, the path and the title of its briefing, as far as they are known and kept; else ""."""
        return self._about({"key": key})

    def seen(self) -> Mapping[str, Seen]:
        """For lists: what was done with every briefing."""
        answer: dict[str, Seen] = {row[0]: row[1:] for row in self.rows.ask(_SEEN)}
        for key in {patch.key[0] for patch in self._writer.pending() if patch.table in ("entries", "reads")}:
            standing = self.standing(key)
            if standing is not None:
                read = sum(map(is_to_read, standing.read))
                begun = int(standing.begun)
                answer[key] = (standing.digest, standing.done_at, read, standing.sections, standing.opened_at, begun)
        return answer

    def read_between(self, lower: float, upper: float) -> set[str]:
        """Keys of the briefings of which something was read, or that were done, from one moment to before another."""
        keys = {
            key
            for (key,) in self.rows.ask(
                "SELECT key FROM entries WHERE n IN (SELECT n FROM reads WHERE at >= ? AND at < ?) "
                "UNION SELECT key FROM entries WHERE done_at > 0 AND done_at >= ? AND done_at < ?",
                *(lower, upper) * 2,
            )
        }
        for key in {patch.key[0] for patch in self._writer.pending() if patch.table in ("entries", "reads")}:
            standing = self.standing(key)
            moments = [] if standing is None else [*standing.read.values(), *([standing.done_at] if standing.done_at else [])]
            (keys.add if any(lower <= moment < upper for moment in moments) else keys.discard)(key)
        return keys

    def edition(self, key: str) -> Edition | None:
        """A briefing as it was last read, section by section; None where nothing of it was.

        Of sections that are marked too strictly, even the ids are digests (`secret`).
        """
        bases = self.rows.of("bases", key)
        if not bases:
            return None
        (base,) = bases.values()
        kept = [(row["data"], row.get("after", "")) for row in self.rows.of("kept", key).values()]
        return overridden(base["data"], kept)

    def marking_read(self, key: str) -> Marking:
        """The strictest marking of a briefing and all that was in it when it was last read; unmarked where that is not known."""
        found: Marking = next(iter(self.rows.of("entries", key).values()), {}).get("marking", Marking())
        return found

    def earlier(self, key: str) -> list[Earlier]:
        """A briefing as it was read before the last reading, the newest first."""
        found = [Earlier(row["data"], at) for (_, at), row in self.rows.of("readings", key).items()]
        return sorted(found, key=lambda one: -one.until)

    def spent(self, key: str) -> Mapping[str, tuple[int, ...]]:
        """The time that was spent on the sections of a briefing which were not read yet (`tui.reading.attention.Spent`)."""
        return {self._redaction.shown(section): row["data"] for (_, section), row in self.rows.of("spent", key).items()}

    def closed(self) -> Mapping[str, frozenset[str]]:
        """For lists: the actions that the reader closed, by the keys of their briefings; see `is_closed`."""
        found: dict[str, set[str]] = {}
        for key, item in self.rows.of("closed"):
            found.setdefault(key, set()).add(item)
        return {key: frozenset(items) for key, items in found.items()}

    def is_closed(self, stamp: str, items: Container[str]) -> bool:
        """Whether an action is among those that were closed.

        Args:
            stamp: the action's (`tui.model.actions.action_stamp`).
            items: of its briefing, by `closed`.
        """
        return stamp in items or text_digest(stamp, self._redaction.secret) in items

    def kept_sections(self) -> Iterator[tuple[str, KeptSection]]:
        """The text of all that was read, or that one was done with, as it was then: keys and sections; none kept as digests."""
        for key in list(self.seen()):
            edition = self.edition(key)
            for section in edition.sections if edition is not None else ():
                if not section.digested and (section.read_at or section.items):
                    yield key, section

    def change_summary(self, key: str, digest: bytes) -> bytes | None:
        """What came out of comparing what was read with the file of that digest; None where that is not known."""
        for row in self.rows.of("verdicts", key).values():
            if row["digest"] == digest:
                return bytes(row["data"])
        return None

    def change_summaries(self) -> Mapping[str, tuple[bytes, bytes]]:
        """For lists: the last summary of changes of every briefing that has one: digest of its file, the summary."""
        answer = {
            key: (bytes(digest), bytes(data))
            for key, digest, data in self.rows.ask("SELECT key, v.digest, data FROM verdicts v JOIN entries USING (n)")
        }
        for patch in self._writer.pending():
            if patch.table == "verdicts" and patch.values is not None:
                answer[patch.key[0]] = patch.values["digest"], patch.values["data"]
        return answer

    def stamp(self) -> bytes:
        """What lists depend on, in few bytes that are the same in every process: another stamp, another list."""
        found = [
            *self.rows.ask("SELECT name, value FROM meta WHERE name IN ('secret', 'changes')"),
            *self.rows.ask("SELECT count(*) FROM entries"),
        ]
        waiting = [patch for patch in self._writer.pending() if patch.table in ("entries", "reads", "verdicts", "closed")]
        said = repr((found, len(waiting), self._writer.changes if waiting else 0))
        return blake2b(said.encode(), digest_size=16).digest()

    def keys_named(self, name: str) -> list[str]:
        """The keys of the briefings that somebody means by an id or by the path of a file."""
        path = os.path.realpath(name)
        exact = [key for key in (name, name.replace("@", "@@"), path_key(path)) if self.standing(key) is not None]
        if exact and exact[0] == name and not self.rows.ask("SELECT 1 FROM entries WHERE id = ? AND key <> ?", name, name):
            return [name]
        rows = self.rows.ask("SELECT key FROM entries WHERE path = ? ORDER BY key", os.fsencode(path))
        rows = rows or self.rows.ask("SELECT key FROM entries WHERE id = ? OR key = ? ORDER BY key", name, name)
        return [key for (key,) in rows] or exact[:1]

    # notes, marks, places

    def notes(self, key: str | None = None) -> list[Note]:
        """The notes of one briefing, or all of them, oldest first."""
        found = []
        for (note_id,), row in self.rows.of("notes", key).items():
            about = self._about(row)
            anchor, section, text, tags = self._anchored(row["anchor"]), row["section_title"], row["text"], row["tags"]
            times = row["created"], row["modified"]
            found.append(Note(note_id, *about, section, anchor, text, tags, row["marking"], row["citation"], *times))
        return sorted(found, key=lambda note: (note.created, note.id))

    def marks(self) -> Mapping[str, Mark]:
        """The marks by their letters."""
        found = ((letter, row) for (letter,), row in self.rows.of("marks").items())
        return {letter: Mark(letter, *self._about(row), self._placed(row["place"]), row["at"]) for letter, row in sorted(found)}

    def visits(self) -> list[Visited]:
        """Recent places, newest last."""
        return [
            Visited(*self._about(row), self._placed(row["place"]), row["at"]) for _, row in sorted(self.rows.of("visits").items())
        ]

    def keys_with_notes(self) -> set[str]:
        """Keys of the briefings that have a note."""
        return self._keys_with("notes")

    def keys_with_marks(self) -> set[str]:
        """Keys of the briefings that have a mark."""
        return self._keys_with("marks")

    # deeds

    def deeds(self, limit: int = 20) -> list[Deed]:
        """What can be undone, newest first."""
        from tui.journal.rows import deed_of

        self._writer.settle(_SETTLING)
        stored = self.rows.ask("SELECT d, kind, said, at FROM deeds ORDER BY d DESC LIMIT ?", limit)
        return [*self._writer.unsaved_deeds(), *map(deed_of, stored)][:limit]

    def version(self) -> int:
        """A number that grows with every change, by this or another process. Costs some microseconds."""
        with self._stored.lock:
            found = self.rows.ask("PRAGMA data_version")
            version = self._stored.times_opened, found[0][0] if found else 0
            if found and version != self._seen_version:
                self._seen_version = version
                self._counted += 1
            return self._counted + self._writer.changes

    # rows

    def _anchored(self, anchor: Anchor) -> Anchor:
        section = self._redaction.shown(anchor.section)
        return anchor if section == anchor.section else replace(anchor, section=section)

    def _placed(self, place: Place) -> Place:
        section = self._redaction.shown(place.section)
        return place if section == place.section else replace(place, section=section)

    def _keys_with(self, table: str) -> set[str]:
        if any(patch.table == table for patch in self._writer.pending()):
            return {row["key"] for row in self.rows.of(table).values()}
        return {key for (key,) in self.rows.ask(f"SELECT key FROM entries WHERE n IN (SELECT n FROM {table})")}

    def _about(self, row: Mapping[str, Any]) -> tuple[str, str, str, str]:
        """Key, id, path and title of the briefing that a row belongs to."""
        if "briefing_id" in row:
            return row["key"], row["briefing_id"], os.fsdecode(row["path"]), row["title"]
        entry = next(iter(self.rows.of("entries", row["key"]).values()), {})
        return row["key"], entry.get("id", ""), entry.get("path", ""), entry.get("title", "")
