"""Sees that nothing stays in the journal which may not: what was forgotten, and what may not be kept any longer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.journal.database import Database
from tui.journal.forget import NOTE, erase
from tui.journal.records import Identity
from tui.journal.redaction import LaterRedaction, Redaction, TooStrict
from tui.journal.tasks import Task
from tui.journal.writer import Writer

RULES = 2
"""Version of what is taken out of a journal for a configuration: where it has grown, a journal is gone through again."""


class Enforcement:
    """Has the writer take out what may not stay."""

    def __init__(self, database: Database | None, writer: Writer, redaction: Redaction) -> None:
        """Nothing is taken out yet."""
        self._database = database
        self._writer = writer
        self._redaction = redaction
        self._tightened: dict[str, TooStrict] = {}
        """What was seen to be kept as digests, of the briefings of this session."""

    def begin(self, meta: Mapping[str, Any]) -> None:
        """See to a journal that was opened.

        Args:
            meta: its rows of `meta`: what may be kept as it was last gone through, and whether a program was killed while it
                erased what it had removed.
        """
        database, keep = self._database, self._redaction.keep
        if database is None:
            return
        if NOTE in meta:
            self._writer.add(Task(call=lambda db: erase(db, database.folder), alone=True))
        setting = str(meta.get("keep", ""))
        due = setting != self._setting and (setting or not keep.allows_everything)
        if keep.certain and due and meta:
            self._writer.add(self._everything(database))

    def replaced(self) -> None:
        """See to a file that another program has put in the journal's place; what else is due is done with it."""
        if self._database is not None:
            strict = self._redaction.keep.certain and not self._redaction.keep.allows_everything
            self._writer.add(self._everything(self._database) if strict else Task())

    def briefing(self, key: str, identity: Identity, strict: TooStrict) -> None:
        """See once a session that nothing is kept of a briefing which became too `strict` since it was kept."""
        database, keep = self._database, self._redaction.keep
        if database is None or (not strict.sections and keep.allows(identity.marking)) or self._tightened.get(key) == strict:
            return
        self._tightened[key] = strict
        marking = identity.marking
        folder = database.folder
        self._writer.add(
            Task(call=lambda db: LaterRedaction(db, self._redaction, folder).briefing(key, marking, strict), alone=True, again=True)
        )

    def _everything(self, database: Database) -> Task:
        folder, setting = database.folder, self._setting
        return Task(call=lambda db: LaterRedaction(db, self._redaction, folder).all(setting), alone=True)

    @property
    def _setting(self) -> str:
        return f"{self._redaction.keep.up_to or 'RED'} {self._redaction.keep.unmarked} {RULES}"
