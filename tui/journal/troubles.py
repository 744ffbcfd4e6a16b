"""What is wrong with the journal: errors of its file told apart, in sentences for the person, and what is lost unsaved."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tui.journal.tables import Patch
from tui.model.counted import counted

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_FULL = (sqlite3.SQLITE_FULL,)
_REFUSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM)
_WAIT = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class JournalDamaged(Exception):
    """The file is no journal, or no longer a whole one."""


def is_damaged_text(error: BaseException) -> bool:
    """Whether an error says that a text is no UTF-8; all else in the file may be whole."""
    return isinstance(error, sqlite3.OperationalError) and "Could not decode to UTF-8" in str(error)


def any_text(data: bytes) -> str:
    """A text of the database, also a damaged one: a `text_factory`, slower than the usual one."""
    return data.decode("utf-8", "replace")


def is_damage(error: BaseException) -> bool:
    """Whether an error says that the file is damaged."""
    return isinstance(error, JournalDamaged) or (isinstance(error, sqlite3.Error) and _code(error) in _DAMAGE)


def is_busy(error: BaseException) -> bool:
    """Whether an error says that another process is writing."""
    return isinstance(error, sqlite3.Error) and _code(error) in _WAIT


def is_refused(error: BaseException) -> bool:
    """Whether an error says that nothing can be written there: no permission, no room, no locks."""
    return isinstance(error, OSError) or (isinstance(error, sqlite3.Error) and _code(error) in _REFUSED)


def reason_of(error: BaseException) -> str:
    """Why nothing can be saved, in words."""
    if isinstance(error, sqlite3.Error) and _code(error) in _FULL:
        return "the disk is full"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error)


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


_NOT_SAVED = "Your places, notes and read marks are not being saved: "

_DAMAGED = {"notes": "the passage of a note", "kept": "a section", "bases": "what was read first"}


class Troubles:
    """The sentences, each said once."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self.sentences: tuple[str, ...] = ()

    def tell(self, sentence: str) -> None:
        """Say something."""
        if sentence not in self.sentences:
            self.sentences += (sentence,)

    def not_saved(self, reason: str, better: str) -> None:
        """Say that nothing is saved, and why; or where there is no reason any more, that it is better."""
        kept = tuple(sentence for sentence in self.sentences if not sentence.startswith(_NOT_SAVED))
        self.sentences = (*kept, f"{_NOT_SAVED}{reason}.") if reason else (*kept, better)

    def damaged_row(self, table: str, row: Mapping[str, Any]) -> None:
        """A row cannot be read, or only in part."""
        what = _DAMAGED.get(table, "something")
        about = str(row.get("title") or row.get("key") or row.get("n"))
        where = f" ({row['section']})" if table == "kept" else ""
        self.tell(f"What is kept of “{about}”{where} is damaged: {what} cannot be read any more. All else can.")

    def damaged_text(self) -> None:
        """A text is no UTF-8; what cannot be read of it is shown as U+FFFD."""
        self.tell("Some text in the journal is damaged; what cannot be read of it is shown as “\ufffd”. All else can be read.")


class Unsaved(NamedTuple):
    """What is kept in memory alone."""

    notes: Sequence[str]
    """The comments of notes; "" for a highlight."""
    others: int
    """Marks, read marks, deletions."""
    reason: str
    """Why, in words."""

    @property
    def sentences(self) -> Sequence[str]:
        """What to say when the program ends; nothing where nothing is lost."""
        if not (self.notes or self.others):
            return ()
        count = len(self.notes)
        lost = [counted(count, "note")] if count else []
        if self.others:
            lost.append(f"{counted(self.others, 'place')}, read marks or other marks")
        reason = self.reason or "there was no time for it"
        said = f"{' and '.join(lost)} could not be saved: {reason}."
        return (f"{said} Here is what you wrote:", *self.notes) if any(self.notes) else (said,)


def unsaved(pending: Sequence[Patch], reason: str) -> Unsaved:
    """What is lost where these changes are not saved."""
    notes: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    others = set()
    for patch in pending:
        if patch.table == "notes" and patch.values is not None:
            notes[patch.key] = {**notes.get(patch.key, {}), **patch.values}
        elif patch.table == "notes":
            if notes.pop(patch.key, None) is None:
                others.add((patch.table, patch.key))
        elif patch.table in ("marks", "reads") or "done_at" in (patch.values or {}) or "place" in (patch.values or {}):
            others.add((patch.table, patch.key))
    return Unsaved([str(note.get("text", "")) for note in notes.values()], len(others), reason)
