"""What was typed in prompts, kept from one run to the next: every prompt recalls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tui.journal.location import data_folder
from tui.reading.places import HISTORY, keep_typed

if TYPE_CHECKING:
    from tui.store.config import Config

FILE, LOCK = "typed.json", "typed.lock"

LONGEST = 400
"""Characters of a text that is kept; what is longer was pasted."""

LARGEST = 200_000
"""Bytes of the file that are read."""


def typed_before(environ: Mapping[str, str], config: Config) -> list[str]:
    """What was typed in earlier runs, oldest first; whatever is wrong with the file, what can be read of it.

    Words that one looks for are often words of what one reads: where a ceiling is set nothing is kept, and what was is removed.
    """
    if config.doubt:
        return []
    if not config.keeps_all:
        with suppress(OSError):
            forget_typed(environ)
        return []
    folder = data_folder(environ)
    return _held(folder) if folder is not None else []


def keep_typed_texts(environ: Mapping[str, str], config: Config, before: Sequence[str], typed: Sequence[str]) -> None:
    """Keep what was typed, behind what other programs have kept meanwhile; never fails.

    Args:
        environ: says where.
        config: says whether anything may be kept.
        before: what `typed_before` gave.
        typed: all that can be recalled now, oldest first.
    """
    folder = data_folder(environ)
    new = _new(before, typed)
    if folder is None or config.doubt or not config.keeps_all or not new:
        return
    import json

    from tui.store.private_files import locked, make_private_folder, replace_private

    with suppress(OSError, ValueError):
        make_private_folder(folder)
        with locked(folder / LOCK):
            kept = _held(folder)
            for text in new:
                keep_typed(kept, text)
            replace_private(folder / FILE, json.dumps(kept).encode())


def forget_typed(environ: Mapping[str, str]) -> None:
    """Remove all of it: there may be words in it of what is to be forgotten. Raises OSError."""
    folder = data_folder(environ)
    if folder is not None:
        Path(folder, FILE).unlink(missing_ok=True)


def _new(before: Sequence[str], typed: Sequence[str]) -> list[str]:
    """What was typed since: what stands behind those that are still in their order; one that was typed again is at the end."""
    first = 0
    for text in before:
        first += first < len(typed) and typed[first] == text
    return [text for text in typed[first:] if len(text) <= LONGEST]


def _held(folder: Path) -> list[str]:
    try:
        with open(folder / FILE, "rb") as file:
            held = _decoded(file.read(LARGEST))
    except (OSError, ValueError, RecursionError):
        return []
    texts = [text for text in held if isinstance(text, str) and text.strip()] if isinstance(held, list) else []
    return [text for text in texts if len(text) <= LONGEST][-HISTORY:]


def _decoded(data: bytes) -> object:
    """What is in the file. A start has no other use for `json`: it is asked only where a half of a pair was typed."""
    try:
        return msgspec.json.decode(data)
    except msgspec.DecodeError:
        import json

        found: object = json.loads(data)
        return found
