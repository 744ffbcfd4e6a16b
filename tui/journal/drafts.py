"""Notes that are being written: kept beside the journal until they are in it, whatever ends the program.

A draft is a file of its own, so that two programs do not overwrite each other's. It holds the reader's own words, the id of
the note or the key of the briefing, and no text of any briefing: it may be kept whatever the marking.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from tui.model.decoders import json_decoder_of
from tui.model.digests import sha256
from tui.store.private_files import make_private_folder, replace_private

FOLDER = "drafts"
LARGEST = 4_000_000
"""Bytes of a file that is taken for a draft."""


class Draft(msgspec.Struct, frozen=True):
    """What somebody was writing."""

    about: str
    """The id of the note that is being changed; of a new one, the key of its briefing."""
    key: str
    """Of the briefing."""
    text: str
    base: str = ""
    """What the note said when the writing began."""
    at: float = 0.0
    """Seconds since 1970."""
    writer: int = 0
    """The process that is writing it."""


class Drafts:
    """The drafts of this program and those that earlier runs have left."""

    def __init__(self, folder: Path | None, now: Callable[[], float] = time.time) -> None:
        """`folder` is the journal's; None where nothing can be kept."""
        self._folder = folder / FOLDER if folder is not None else None
        self._now = now
        self._own: dict[str, Draft] = {}
        self._files: dict[str, list[Path]] = {}
        """By what they are about: files of ended runs that were taken over."""
        self._released = False
        self.unsaved: dict[str, Draft] = {}
        """Those that are only in memory."""
        self._handed_over: set[str] = set()
        """By what they are about: those that the journal has, which tells itself what it could not save."""

    def keep(self, about: str, key: str, text: str, base: str = "") -> bool:
        """Keep what is written so far. Returns whether it is on the disk."""
        before = self._own.get(about)
        if before is not None and (before.text, before.base) == (text, base) and about not in self.unsaved:
            return True
        draft = Draft(about, key, text, base, self._now(), 0 if self._released else os.getpid())
        self._own[about] = draft
        if not (self._released and about in self._handed_over):
            self._handed_over.discard(about)
            self.unsaved[about] = draft
        if self._folder is None or not about:
            return False
        path = self._path(about)
        try:
            make_private_folder(self._folder.parent)
            make_private_folder(self._folder)
            replace_private(path, msgspec.json.encode(_storable(draft)))
        except OSError:
            return False
        self.unsaved.pop(about, None)
        self._drop_files(about)
        return True

    def hand_over(self, about: str) -> None:
        """The journal has it, in memory at least: it stays a draft until that has saved it, and is told of by the journal alone."""
        self._handed_over.add(about)
        self.unsaved.pop(about, None)

    def of(self, about: str) -> Draft | None:
        """The newest draft of a note, or of a new one on a briefing."""
        if about in self._own:
            return self._own[about]
        found = [(draft, path) for draft, path in self._left() if draft.about == about]
        if not found:
            return None
        self._files[about] = [path for _, path in found[:1]]
        return found[0][0]

    def left(self) -> list[Draft]:
        """What earlier runs have left, the newest first."""
        return [draft for draft, _ in self._left()]

    def release(self) -> None:
        """Nobody writes here any more: the next program may take them, also while this one is still ending."""
        self._released = True
        for draft in list(self._own.values()):
            del self._own[draft.about]
            self.keep(draft.about, draft.key, draft.text, draft.base)

    def drop(self, about: str) -> None:
        """It is in the journal now, or not wanted."""
        self._own.pop(about, None)
        self.unsaved.pop(about, None)
        self._drop_files(about)
        if self._folder is not None:
            with suppress(OSError):
                self._path(about).unlink()

    def _drop_files(self, about: str) -> None:
        for path in self._files.pop(about, ()):
            with suppress(OSError):
                path.unlink()

    def _path(self, about: str) -> Path:
        assert self._folder is not None
        name = sha256(about.encode("utf-8", "backslashreplace")).hexdigest()[:24]
        return self._folder / f"{name}-{os.getpid()}.json"

    def _left(self) -> list[tuple[Draft, Path]]:
        return [(draft, path) for draft, path in drafts_in(self._folder) if not _is_alive(draft.writer)]


def drafts_in(folder: Path | None) -> list[tuple[Draft, Path]]:
    """The drafts of a folder with their files, the newest first; what cannot be read is left out."""
    found = []
    for path in _files_in(folder):
        with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
            if path.stat().st_size <= LARGEST:
                found.append((json_decoder_of(Draft).decode(path.read_bytes()), path))
    return sorted(found, key=lambda one: -one[0].at)


def forget_drafts(data: Path, keys: set[str]) -> int:
    """Delete the drafts of briefings, and what was half made of any. Returns how many.

    Args:
        data: the journal's folder.
        keys: of the briefings, former ones too.
    """
    count = 0
    folder = data / FOLDER
    for draft, path in drafts_in(folder):
        if draft.key in keys:
            with suppress(OSError):
                path.unlink()
                count += 1
    for path in _files_in(folder, ".new"):
        with suppress(OSError):
            path.unlink()
    return count


def _files_in(folder: Path | None, suffix: str = ".json") -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == suffix) if folder is not None else []
    except OSError:
        return []


def _is_alive(process: int) -> bool:
    """Whether another program is still writing it."""
    if process == os.getpid() or process <= 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _storable(draft: Draft) -> Draft:
    """The same without lone surrogates."""
    texts = {name: getattr(draft, name).encode("utf-8", "backslashreplace").decode() for name in ("about", "key", "text", "base")}
    return msgspec.structs.replace(draft, **texts)
