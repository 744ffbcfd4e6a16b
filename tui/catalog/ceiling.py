"""What a catalog may hold: the ceiling that `cache_text_up_to` sets.

A library that holds anything stricter has no catalog at all, since its lists, its index and its pages would hold the
words. Which file forbids it is remembered, so that the library is not read to its end to find that out again.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from tui.catalog.location import DATABASE, WITHHELD, cache_folder, catalogs, clear, is_current, keep
from tui.catalog.lock import LockBusy, WriteLock
from tui.catalog.tables import Damaged, Row, connect, meta
from tui.model.decoders import decoder_of, json_decoder_of
from tui.model.handling import Ceiling, Marking
from tui.model.text import cleaned

ENFORCED = "ceiling"
"""File beside all catalogs: the ceiling that they were last gone through for."""


class Withheld(OSError):
    """A library has something in it that its catalog may not hold, and so has none; the message is a sentence."""

    def __init__(self, path: str, marking: str, ceiling: Ceiling) -> None:
        """Say which file forbids it.

        Args:
            path: the file.
            marking: its marking in words; "" where it has none.
            ceiling: what is allowed.
        """
        marked = f"is marked {marking}" if marking else "is not marked"
        super().__init__(f"“{cleaned(path)}” {marked}, and `cache_text_up_to` is {ceiling.up_to}")
        self.path = path
        self.marking = marking


class _Withheld(msgspec.Struct):
    path: bytes
    marking: str
    setting: str
    stamp: tuple[int, int, int, int]


def see_that_it_is_allowed(ceiling: Ceiling, row: bytes, path: str) -> None:
    """Raise Withheld where a briefing may not be in a catalog, from its `Row` as msgpack."""
    if not ceiling.allows_everything:
        marking = decoder_of(Row).decode(row).marking
        if not ceiling.allows(marking):
            raise Withheld(path, str(Marking(marking.tlp)), ceiling)


def remember(folder: Path, error: Withheld, ceiling: Ceiling) -> None:
    """Remember which file forbids a catalog."""
    with suppress(OSError):
        data = msgspec.json.encode(_Withheld(os.fsencode(error.path), error.marking, _setting(ceiling), _stamp(error.path)))
        keep(folder / WITHHELD, data)


def see_that_nothing_forbids_it(folder: Path, ceiling: Ceiling) -> None:
    """Raise Withheld where a file that forbade a catalog is still as it was."""
    try:
        known = json_decoder_of(_Withheld).decode((folder / WITHHELD).read_bytes())
        path = os.fsdecode(known.path)
        if known.setting == _setting(ceiling) and known.stamp == _stamp(path):
            raise Withheld(path, known.marking, ceiling)
    except FileNotFoundError:
        return
    except (msgspec.DecodeError, OSError) as error:
        if isinstance(error, Withheld):
            raise
    (folder / WITHHELD).unlink(missing_ok=True)


def enforce(ceiling: Ceiling) -> None:
    """Remove all catalogs that hold more than is allowed now. Takes no time where that was seen to before.

    Nothing is removed where it is not certain what is allowed. A catalog that another process is writing to is gone
    through the next time.
    """
    if not ceiling.certain:
        return
    marker = cache_folder() / ENFORCED
    try:
        known = marker.read_text("utf-8")
    except (OSError, ValueError):
        known = _setting(Ceiling())
    if known == _setting(ceiling):
        return
    done = True
    for folder in catalogs() if not ceiling.allows_everything else ():
        try:
            with WriteLock(folder):
                if _holds_more(folder, ceiling):
                    clear(folder)
        except (LockBusy, OSError):
            done = False
    if done:
        with suppress(OSError):
            keep(marker, _setting(ceiling).encode())


def _holds_more(folder: Path, ceiling: Ceiling) -> bool:
    """Whether a catalog holds, or may hold, what is not allowed."""
    if not (folder / DATABASE).exists():
        return True
    if not is_current(folder):
        return True
    try:
        with closing(connect(folder)) as db:
            # Files of the index may still hold the words of what was removed or marked otherwise.
            if meta(db, "leftovers"):
                return True
            decode = decoder_of(Row).decode
            return any(not ceiling.allows(decode(row).marking) for (row,) in db.execute("SELECT row FROM briefings"))
    except (Damaged, sqlite3.Error, msgspec.DecodeError, OSError):
        return True


def _setting(ceiling: Ceiling) -> str:
    return "" if ceiling.allows_everything else f"{ceiling.up_to} {ceiling.unmarked}"


def _stamp(path: str) -> tuple[int, int, int, int]:
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
