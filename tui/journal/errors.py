"""What can go wrong with the journal's file, told apart."""

from __future__ import annotations

import sqlite3

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
