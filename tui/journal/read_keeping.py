"""Keeping what is read: places, sections, and what is done with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from typing import Any

from msgspec.structs import replace

from tui.journal.editions import baseline, before_each
from tui.journal.noting import Noting
from tui.journal.records import Identity
from tui.journal.tables import Patch
from tui.journal.tasks import Task
from tui.model.edition import Edition, KeptSection, counts
from tui.model.handling import Marking
from tui.model.place import Place


class ReadKeeping(Noting):
    """What one read and where one stopped."""

    def __init__(self) -> None:
        super().__init__()
        self._tightened: dict[str, frozenset[str]] = {}
        """Sections that were seen to be kept as digests, of the briefings of this session."""

    def opened(self, identity: Identity) -> None:
        """A briefing was opened."""
        key = self.key_of(identity, make=True)
        if key:
            self._writer.add(Task([self._rows.entry(key, identity, opened_at=self._now())]))

    def keep_place(self, identity: Identity, place: Place) -> None:
        """Keep where one stands in a briefing. Of many in a row the last is kept."""
        key = self.key_of(identity, make=True)
        if key:
            self._writer.add(Task([self._rows.entry(key, identity, place=self._rows.place(place, identity.marking))], place_of=key))

    def read(self, identity: Identity, now_edition: Edition, sections: Sequence[KeptSection], *, said: str = "") -> Future[None]:
        """Keep that sections were read, and what they say.

        Args:
            identity: the briefing's.
            now_edition: the briefing as it is now; its prose may be left out.
            sections: those that were read, with their text.
            said: the deed in words, where it can be undone; "" for reading itself.
        """
        key = self.key_of(identity, make=True)
        if not key:
            return self._nothing()
        now = self._now()
        self._tighten(key, identity, now_edition)
        patches = [
            self._rows.entry(key, identity, digest=now_edition.digest, sections=_to_read(now_edition)),
            Patch("bases", (key,), {"data": self._rows.edition(baseline(now_edition))}, new=True),
        ]
        before, hidden = before_each(now_edition), self._rows.hidden(now_edition.sections)
        for section in sections:
            kept = self._rows.section(replace(section, read_at=section.read_at or now), hidden)
            after = self._rows.hidden_id(before.get(section.id, ""), hidden)
            patches.append(Patch("reads", (key, kept.id), {"at": now, "counts": int(counts(kept.id))}))
            patches.append(Patch("kept", (key, kept.id), {"data": kept, "after": after}))
        return self._do(patches, "read", self._rows.said(said, identity.title, identity.marking))

    def set_done(self, items: Sequence[tuple[Identity, Edition | None]], done: bool, said: str) -> Future[None]:
        """Mark briefings done, or not done.

        Args:
            items: identities, each with the whole edition as it is now where what it says is to be kept as read.
            done: whether they are done.
            said: the deed in words.
        """
        now = self._now()
        patches: list[Patch] = []
        keys = self._keys.of_all([identity for identity, _ in items], make=True)
        for (identity, edition), key in zip(items, keys, strict=True):
            if not key:
                continue
            said = self._rows.said(said, identity.title, identity.marking)
            values: dict[str, Any] = {"done_at": now if done else 0.0}
            if done and edition is not None:
                self._tighten(key, identity, edition)
                read = [replace(section, read_at=section.read_at or now) for section in edition.sections]
                whole = self._rows.edition(replace(edition, sections=tuple(read)))
                values |= {"digest": edition.digest, "sections": _to_read(edition)}
                patches.append(Patch("kept", (key,)))
                patches.append(Patch("bases", (key,), {"data": whole}))
                for section in whole.sections:
                    patches.append(Patch("reads", (key, section.id), {"at": now, "counts": int(counts(section.id))}, new=True))
            elif done and identity.digest:
                values["digest"] = identity.digest
            patches.append(self._rows.entry(key, identity, **values))
        return self._do(patches, "done", said)

    def set_unread(self, identities: Iterable[Identity], said: str) -> Future[None]:
        """Mark briefings as not read at all. What they said when they were read is kept."""
        patches: list[Patch] = []
        asked = list(identities)
        for identity, key in zip(asked, self._keys.of_all(asked), strict=True):
            if key:
                said = self._rows.said(said, identity.title, identity.marking)
                patches += [Patch("reads", (key,)), Patch("entries", (key,), {"done_at": 0.0})]
        return self._do(patches, "unread", said)

    def adopt(self, identity: Identity, digest: bytes) -> None:
        """Take a file for the one last read, since nothing that is shown differs."""
        key = self.key_of(identity)
        if key:
            self._writer.add(Task([self._rows.entry(key, identity, digest=digest)]))

    def keep_verdict(self, key: str, digest: bytes, data: bytes) -> None:
        """Keep what came out of comparing what was read with the file of that digest; not where it may hold too strict text."""
        rows = self.of("entries", key)
        marking = next((row.get("marking", Marking()) for row in rows.values()), Marking())
        if rows and self._rows.keep.allows(marking):
            self._writer.add(Task([Patch("verdicts", (key,), {"digest": digest, "data": data})]))

    def _tighten(self, key: str, identity: Identity, edition: Edition) -> None:
        """See once a session that nothing is kept of a briefing which became too strict since it was kept."""
        keep = self._rows.keep
        strict = frozenset(section.id for section in edition.sections if not keep.allows(section.marking))
        if not strict and keep.allows(identity.marking):
            return
        if self._tightened.get(key) != strict and self._database is not None:
            from tui.journal.tightening import Tightening

            self._tightened[key] = strict
            backups, marking = self._database.backups, identity.marking
            self._writer.add(Task(call=lambda db: Tightening(db, self._rows, backups).briefing(key, marking, strict), alone=True))


def _to_read(edition: Edition) -> int:
    return sum(counts(section.id) for section in edition.sections)
