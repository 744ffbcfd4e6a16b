"""The tray: what one puts aside for a briefing of one's own, kept as references alone.

It holds no word of a briefing, only where the words stand: the id and the path of the briefing, and keyed digests of the section,
the thing and the blocks. What they say is read anew whenever it is shown, under the ceiling that holds then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tui.model.decoders import json_decoder_of
from tui.model.digests import text_digest
from tui.store.private_files import locked, make_private_folder, replace_private

FILE, LOCK = "tray.json", "tray.lock"

LARGEST = 16_000_000
"""Bytes of a file that is taken for a tray."""


class TrayReference(msgspec.Struct, frozen=True):
    """Something in the tray: a thing of a briefing, or some blocks of a section."""

    id: str
    briefing: str
    """Id of the briefing."""
    path: str
    """Where its file was."""
    section: str
    """Digest of the id of the section."""
    item: str = ""
    """Digest of the id of the thing; "" for a passage."""
    blocks: tuple[tuple[int, str], ...] = ()
    """Of a passage: the place of each block in its section, from 0, and a digest of its text."""
    note: str = ""
    """One's own words."""
    at: float = 0.0
    """Seconds since 1970."""


class _Kept(msgspec.Struct):
    secret: str
    references: list[TrayReference]


class Tray:
    """What is in the tray, in its order; several programs may have it open. An OSError says why it cannot be."""

    def __init__(self, folder: Path | None) -> None:
        """`folder` is the journal's; None where nothing can be kept."""
        self._folder = folder
        self._secret: tuple[tuple[int, ...], str] = ((), "")
        """What digests are made with, as long as the file is the same."""

    def references(self) -> list[TrayReference]:
        """What is in it. Raises OSError where it cannot be read."""
        return self._read().references

    def digest(self, text: str) -> str:
        """What stands for a text here. Raises OSError."""
        now = self._stamp()
        if not now or self._secret[0] != now:
            kept = self._read()
            if not kept.secret:
                kept = self._change(lambda references: references)
            self._secret = self._stamp(), kept.secret
        return text_digest(text, bytes.fromhex(self._secret[1]))

    def _stamp(self) -> tuple[int, ...]:
        try:
            state = os.stat(self._folder / FILE) if self._folder is not None else None
        except OSError:
            return ()
        return (state.st_ino, state.st_size, state.st_mtime_ns) if state is not None else ()

    def add(self, references: Sequence[TrayReference]) -> int:
        """Put something behind what is there; what is in it already stays where it is. Returns how many came. Raises OSError."""
        came = 0

        def added(known: list[TrayReference]) -> list[TrayReference]:
            nonlocal came
            there = {_place_of(one) for one in known}
            new = [one for one in references if _place_of(one) not in there]
            came = len(new)
            return [*known, *new]

        self._change(added)
        return came

    def remove(self, *ids: str) -> None:
        """Take something out. Raises OSError."""
        gone = frozenset(ids)
        self._change(lambda known: [one for one in known if one.id not in gone])

    def put_back(self, reference: TrayReference, place: int) -> None:
        """Put what was taken out where it was, where it is not there by now. Raises OSError."""

        def put(known: list[TrayReference]) -> list[TrayReference]:
            if reference.id not in {one.id for one in known}:
                known.insert(place, reference)
            return known

        self._change(put)

    def move(self, id: str, steps: int) -> None:
        """Move something by some places, at most to an end. Raises OSError."""

        def moved(known: list[TrayReference]) -> list[TrayReference]:
            at = next((place for place, one in enumerate(known) if one.id == id), -1)
            if at >= 0:
                one = known.pop(at)
                known.insert(max(0, min(len(known), at + steps)), one)
            return known

        self._change(moved)

    def write_note(self, id: str, note: str) -> None:
        """Write one's own words beside something. Raises OSError."""
        self._change(lambda known: [replace(one, note=note) if one.id == id else one for one in known])

    def _read(self) -> _Kept:
        if self._folder is None:
            return _Kept("", [])
        path = self._folder / FILE
        try:
            if path.stat().st_size > LARGEST:
                raise OSError(f"Your tray in {path} is too large to be read.")
            data = path.read_bytes()
        except FileNotFoundError:
            return _Kept("", [])
        try:
            kept: _Kept = json_decoder_of(_Kept).decode(data)
            bytes.fromhex(kept.secret)
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError):
            raise OSError(f"Your tray in {path} is damaged, and is left as it is: move it away to begin another.") from None
        return kept

    def _change(self, change: Callable[[list[TrayReference]], list[TrayReference]]) -> _Kept:
        if self._folder is None:
            raise OSError("There is no home folder to keep a tray in; XDG_DATA_HOME can name another.")
        try:
            make_private_folder(self._folder)
            with locked(self._folder / LOCK):
                kept = self._read()
                secret = kept.secret or os.urandom(16).hex()
                changed = _Kept(secret, change(list(kept.references)))
                replace_private(self._folder / FILE, msgspec.json.encode(_storable(changed)))
                return changed
        except OSError as error:
            if error.errno is None:
                raise
            raise OSError(f"Your tray cannot be kept in {self._folder}: {error.strerror}.") from None


def new_id() -> str:
    """An id that nothing else in a tray has."""
    return os.urandom(8).hex()


def forget_in_tray(folder: Path | None, names: Collection[str], path: str) -> int:
    """Take out all that is of one briefing. Returns how many.

    Args:
        folder: the journal's; None where nothing can be kept.
        names: ids of the briefing, or paths of its file.
        path: where its file was last; "" where that is not known.

    Raises:
        OSError: the tray cannot be read or written; the message is a sentence.
    """
    tray, files = Tray(folder), {os.path.realpath(name) for name in (*names, path) if name}
    gone = [one for one in tray.references() if one.briefing in names or (one.path and os.path.realpath(one.path) in files)]
    if gone:
        tray.remove(*[one.id for one in gone])
    return len(gone)


def _place_of(one: TrayReference) -> tuple[object, ...]:
    return one.briefing, os.path.realpath(one.path) if one.path else "", one.section, one.item, one.blocks


def _storable(kept: _Kept) -> _Kept:
    """The same without lone surrogates, which JSON cannot hold: such a path is found by the id of its briefing."""

    def storable(text: str) -> str:
        return text.encode("utf-8", "backslashreplace").decode()

    texts = ("briefing", "path", "note")
    return _Kept(kept.secret, [replace(one, **{name: storable(getattr(one, name)) for name in texts}) for one in kept.references])
