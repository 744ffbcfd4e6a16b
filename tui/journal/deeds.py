"""What the reader did, kept as it happens: what is read, where one stopped, what is done with; marks, the way back, notes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

from msgspec.structs import replace

from tui.changes.edition import Edition, KeptSection, baseline, before_each
from tui.journal.enforcement import Enforcement
from tui.journal.identities import Keys
from tui.journal.reader import JournalReader
from tui.journal.records import DeedKind, Identity, Note, NotSaved
from tui.journal.redaction import Redaction, TooStrict
from tui.journal.stored_rows import CurrentRows
from tui.journal.tables import Patch
from tui.journal.tasks import Task
from tui.journal.writer import Writer
from tui.model.apparatus import is_to_read
from tui.model.digests import text_digest
from tui.model.handling import Marking, strictest
from tui.model.place import Place


class Deeds:
    """Has rows written, as deeds that can be undone or without."""

    def __init__(self, writer: Writer, keys: Keys, redaction: Redaction, rows: CurrentRows, now: Callable[[], float]) -> None:
        """Nothing is done yet; `now` tells seconds since 1970."""
        self.writer = writer
        self.keys = keys
        self.redaction = redaction
        self.rows = rows
        self.now = now
        self.count = 0
        """Deeds that an undo takes back, of this run, less those that were undone."""

    def key_of(self, identity: Identity) -> str:
        """The key of a briefing, given to it where it has none yet; "" for a text without file and id."""
        return self.keys.of(identity, make=True)

    def add(self, patches: Sequence[Patch]) -> None:
        """Have rows written that no undo takes back."""
        self.writer.add(Task(patches))

    def do(self, patches: Sequence[Patch], kind: DeedKind, said: str) -> Future[None]:
        """Have rows written as one deed; `said` is the deed in words."""
        self.count += 1
        return self.writer.add(Task(patches, kind=kind, said=said, at=self.now()))

    @staticmethod
    def nothing() -> Future[None]:
        """Of what nothing can be kept."""
        done: Future[None] = Future()
        done.set_exception(NotSaved("Nothing is kept of a text that has neither a file nor an id."))
        return done


MOST_READINGS = 10
"""Earlier readings of a briefing that are kept."""


class _Whole(NamedTuple):
    """What is kept of a whole briefing with each section of it that is read: there may be tens of thousands."""

    edition: Edition
    """As it is now."""
    secret: bytes
    """For the digests in what follows."""
    strict: TooStrict
    to_read: int
    base: Edition
    before: Mapping[str, str]
    hidden: Collection[str]

    @classmethod
    def of(cls, edition: Edition, redaction: Redaction) -> _Whole:
        """That of an edition."""
        return cls(
            edition,
            redaction.secret,
            redaction.too_strict(edition),
            _to_read(edition),
            redaction.edition(baseline(edition)),
            before_each(edition),
            redaction.hidden(edition.sections),
        )


class ReadingDeeds:
    """What one read and where one stopped."""

    def __init__(self, deeds: Deeds, reader: JournalReader, enforcement: Enforcement) -> None:
        """Nothing was read yet.

        Args:
            deeds: has rows written.
            reader: tells what was read before.
            enforcement: takes out what may not be kept any longer.
        """
        self._deeds = deeds
        self._redaction = deeds.redaction
        self._reader = reader
        self._enforcement = enforcement
        self._whole: _Whole | None = None
        """Of the briefing that was read last."""

    def opened(self, identity: Identity, outline: Callable[[], Edition] | None = None) -> None:
        """A briefing was opened.

        Args:
            identity: the briefing's.
            outline: gives it as it is now; asked for only where something of it is marked too strictly to be kept.
        """
        key = self._deeds.key_of(identity)
        if key:
            if outline is not None and not self._redaction.keep.allows(identity.marking):
                self._enforcement.briefing(key, identity, self._redaction.too_strict(outline()))
            self._deeds.add([self._redaction.entry(key, identity, opened_at=self._deeds.now())])

    def keep_place(self, identity: Identity, place: Place, *, begun: bool = False) -> None:
        """Keep where one stands in a briefing. Of many in a row the last is kept.

        Args:
            identity: the briefing's.
            place: where one stands.
            begun: whether that is beyond the first page, now or before.
        """
        key = self._deeds.key_of(identity)
        if key:
            values: dict[str, Any] = {"place": self._redaction.place(place, identity.marking)} | ({"begun": 1} if begun else {})
            self._deeds.writer.add(Task([self._redaction.entry(key, identity, **values)], place_of=key))

    def read(self, identity: Identity, now_edition: Edition, sections: Sequence[KeptSection], *, said: str = "") -> Future[None]:
        """Keep that sections were read, and what they say.

        Args:
            identity: the briefing's.
            now_edition: the briefing as it is now; its prose may be left out.
            sections: those that were read, with their text.
            said: the deed in words, where it can be undone; "" for reading itself.
        """
        key = self._deeds.key_of(identity)
        if not key:
            return self._deeds.nothing()
        now = self._deeds.now()
        whole = self._whole
        if whole is None or whole.edition is not now_edition or whole.secret != self._redaction.secret:
            whole = self._whole = _Whole.of(now_edition, self._redaction)
        self._enforcement.briefing(key, identity, whole.strict)
        patches = [
            *self._set_aside(key, identity.marking, now_edition, now),
            self._redaction.entry(key, identity, digest=now_edition.digest, sections=whole.to_read),
            Patch("bases", (key,), {"data": whole.base}, new=True),
        ]
        for section in sections:
            kept = self._redaction.section(replace(section, read_at=section.read_at or now), whole.hidden)
            after = self._redaction.hidden_id(whole.before.get(section.id, ""), whole.hidden)
            patches.append(Patch("reads", (key, kept.id), {"at": now, "counts": int(is_to_read(kept.id))}))
            patches.append(Patch("kept", (key, kept.id), {"data": kept, "after": after}))
        return self._deeds.do(patches, "read", self._redaction.said(said, identity.title, identity.marking))

    def set_done(self, items: Sequence[tuple[Identity, Edition | None]], done: bool, said: str) -> Future[None]:
        """Mark briefings done, or not done. What was not read of one that is done is still not said to have been read.

        Args:
            items: identities, each with the whole edition as it is now where that is what later changes are told from.
            done: whether they are done.
            said: the deed in words.
        """
        now = self._deeds.now()
        patches: list[Patch] = []
        keys = self._deeds.keys.of_all([identity for identity, _ in items], make=True)
        for (identity, edition), key in zip(items, keys, strict=True):
            if not key:
                continue
            said = self._redaction.said(said, identity.title, identity.marking)
            values: dict[str, Any] = {"done_at": now if done else 0.0}
            if done and edition is not None:
                self._enforcement.briefing(key, identity, self._redaction.too_strict(edition))
                values |= {"digest": edition.digest, "sections": _to_read(edition)}
                patches += self._set_aside(key, identity.marking, edition, now)
                patches.append(Patch("kept", (key,)))
                patches.append(Patch("bases", (key,), {"data": self._as_read(key, self._redaction.edition(edition), now)}))
            elif done and identity.digest:
                values["digest"] = identity.digest
            patches.append(self._redaction.entry(key, identity, **values))
        return self._deeds.do(patches, "done", said)

    def _as_read(self, key: str, edition: Edition, now: float) -> Edition:
        """An edition with the moments at which those sections were read that are as they were then; of the others, now."""
        read = {(section.id, section.digest): section.read_at for section in self._edition_of(key) if section.digest}
        known = (replace(section, read_at=read.get((section.id, section.digest)) or now) for section in edition.sections)
        return replace(edition, sections=tuple(known))

    def _edition_of(self, key: str) -> Sequence[KeptSection]:
        edition = self._reader.edition(key)
        return edition.sections if edition is not None else ()

    def _set_aside(self, key: str, marking: Marking, now_edition: Edition, now: float) -> list[Patch]:
        """Keep a briefing as it was read so far, where it is read from another file from now on; the last readings are kept.

        What may not be kept by the `marking` that it has now, and those in `now_edition`, is not written once more.
        Of too many, the one goes that lies closest before the next one: those far back are worth more.
        """
        rows = self._deeds.rows.of("entries", key)
        last = next((row.get("digest", b"") for row in rows.values()), b"")
        edition = self._reader.edition(key) if last and last != now_edition.digest else None
        if edition is None or not any(section.read_at for section in edition.sections):
            return []
        moments = sorted(at for _, at in self._deeds.rows.of("readings", key))
        kept = self._redaction.earlier(edition, marking, self._redaction.too_strict(now_edition))
        patches = [Patch("readings", (key, now), {"data": kept}, new=True)]
        if len(moments) >= MOST_READINGS:
            gaps = zip([*moments[1:], now], moments, strict=True)
            patches.append(Patch("readings", (key, min((after - at, at) for after, at in gaps)[1])))
        return patches

    def spend(self, identity: Identity, outline: Edition, spent: Mapping[str, Sequence[int]]) -> None:
        """Keep how much time was spent on sections that are not read yet.

        Args:
            identity: the briefing's.
            outline: the briefing as it is now; its prose may be left out.
            spent: ids of sections, as in the edition, each with the time (`tui.reading.attention.Spent`); empty for none any more.
        """
        key = self._deeds.key_of(identity)
        if key and spent:
            hidden = self._redaction.hidden(outline.sections)
            patches = [self._redaction.entry(key, identity)]
            for section, ticks in spent.items():
                values = {"data": tuple(ticks)} if ticks else None
                patches.append(Patch("spent", (key, self._redaction.hidden_id(section, hidden)), values))
            self._deeds.add(patches)

    def close_actions(self, identity: Identity, stamps: Iterable[str], closed: bool, said: str) -> Future[None]:
        """Keep that actions ask nothing of the reader any more, or that they do again; of mentions, that they were put aside.

        Args:
            identity: of their briefing.
            stamps: of the actions (`tui.model.actions.action_stamp`): another text or date is another action. Of mentions those
                of `tui.reading.library_pages.mentions.aside_stamp`.
            closed: whether they are closed.
            said: the deed in words.
        """
        key = self._deeds.key_of(identity)
        if not key:
            return self._deeds.nothing()
        now = self._deeds.now()
        patches = [self._redaction.entry(key, identity)]
        for stamp in dict.fromkeys(stamps):
            hidden = text_digest(stamp, self._redaction.secret)
            if closed:
                patches.append(Patch("closed", (key, self._redaction.closed_item(stamp, identity.marking)), {"at": now}))
            else:
                patches += [Patch("closed", (key, item)) for item in (stamp, hidden)]
        return self._deeds.do(patches, "close", self._redaction.said(said, identity.title, identity.marking))

    def forget_closed(self, key: str, stamps: Iterable[str]) -> None:
        """Actions that the reader closed are done by the briefing's file: where that opens them again, they ask again.

        Args:
            key: of their briefing.
            stamps: of the actions (`tui.model.actions.action_stamp`).
        """
        both = [item for stamp in stamps for item in (stamp, text_digest(stamp, self._redaction.secret))]
        self._deeds.add([Patch("closed", (key, item)) for item in both if (key, item) in self._deeds.rows.of("closed", key)])

    def set_unread(self, identities: Iterable[Identity], said: str) -> Future[None]:
        """Mark briefings as not read at all. What they said when they were read is kept, and which actions were closed."""
        patches: list[Patch] = []
        asked = list(identities)
        for identity, key in zip(asked, self._deeds.keys.of_all(asked), strict=True):
            if key:
                said = self._redaction.said(said, identity.title, identity.marking)
                patches += [Patch("reads", (key,)), Patch("spent", (key,)), Patch("entries", (key,), {"done_at": 0.0, "begun": 0})]
        return self._deeds.do(patches, "unread", said)

    def adopt(self, identity: Identity, digest: bytes) -> None:
        """Take a file for the one last read, since nothing that is shown differs."""
        key = self._deeds.keys.of(identity, make=False)
        if key:
            self._deeds.add([self._redaction.entry(key, identity, digest=digest)])

    def keep_change_summary(self, key: str, digest: bytes, data: bytes) -> None:
        """Keep what came out of comparing what was read with the file of that digest; not where it may hold too strict text."""
        rows = self._deeds.rows.of("entries", key)
        marking = next((row.get("marking", Marking()) for row in rows.values()), Marking())
        if rows and self._redaction.keep.allows(marking):
            self._deeds.add([Patch("verdicts", (key,), {"digest": digest, "data": data})])


def _to_read(edition: Edition) -> int:
    return sum(is_to_read(section.id) for section in edition.sections)


class NoteDeeds:
    """Marks, visits and notes."""

    def __init__(self, deeds: Deeds) -> None:
        """Nothing is done yet."""
        self._deeds = deeds
        self._redaction = deeds.redaction

    def mark(self, letter: str, identity: Identity, place: Place, said: str = "") -> Future[None]:
        """Set a mark. The letter's former one is given up, and comes back by an undo."""
        key = self._deeds.key_of(identity)
        if not key:
            return self._deeds.nothing()
        values = {"key": key, "place": self._redaction.place(place, identity.marking), "at": self._deeds.now()}
        patches = [self._redaction.entry(key, identity), Patch("marks", (letter,), values)]
        return self._deeds.do(patches, "mark", self._redaction.said(said or f"set mark {letter}", identity.title, identity.marking))

    def visit(self, identity: Identity, place: Place) -> None:
        """Remember a place for the way back."""
        key = self._deeds.key_of(identity)
        if key:
            now = self._deeds.now()
            values = {"key": key, "place": self._redaction.place(place, identity.marking), "at": now}
            self._deeds.add([self._redaction.entry(key, identity), Patch("visits", (self._redaction.moment(now),), values)])

    def add_note(self, note: Note, said: str = "", *, marking: Marking | None = None) -> Future[None]:
        """Keep a note. Its `key` is that of `key_of`; text that is marked too strictly stays out, all but the comment."""
        return self.add_notes([note], said, marking=marking)

    def add_notes(self, notes: Sequence[Note], said: str = "", *, marking: Marking | None = None) -> Future[None]:
        """Keep notes like `add_note`, all of them or none: it is one deed, which one undo takes back.

        Args:
            notes: may be of several briefings.
            said: the deed in words; "" for how many they are.
            marking: of the briefings (`Identity.marking`), whose titles go by it; None where it is known from their entries.
        """
        said = said or ("wrote a note" if len(notes) == 1 else f"wrote {len(notes)} notes")
        patches: list[Patch] = []
        for note in notes:
            whole = self._whole(note, marking)
            said = self._redaction.said(said, note.title, whole)
            entry = {"id": note.briefing_id, "path": note.path, "marking": self._redaction.marking(whole)}
            entry["title"] = note.title if self._redaction.keep.allows(whole) else ""
            patches += [Patch("entries", (note.key,), entry, new=True), self._redaction.note(note, whole)]
        return self._deeds.do(patches, "note", said)

    def change_note(self, note: Note) -> Future[None]:
        """Keep a note as it is now."""
        whole = self._whole(note)
        return self._deeds.do(
            [self._redaction.note(note, whole)], "edit-note", self._redaction.said("changed a note", note.title, whole)
        )

    def delete_note(self, note_id: str) -> Future[None]:
        """Delete a note; an undo brings it back."""
        return self._deeds.do([Patch("notes", (note_id,))], "delete-note", "deleted a note")

    def _whole(self, note: Note, marking: Marking | None = None) -> Marking:
        """The marking of the briefing of a note, as far as it is known."""
        known = [row.get("marking", Marking()) for row in self._deeds.rows.of("entries", note.key).values()]
        return strictest([note.marking, *known, *([marking] if marking is not None else [])])
