"""How far a refresh is, for people and for the programs that follow it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from tui.catalog.location import PROGRESS
from tui.model.decoders import json_decoder_of
from tui.store.private_files import open_private

Phase = Literal["looking", "reading", "preparing", "tidying", "waiting", "done"]
"""Walking the folders; reading what changed; composing pages ahead; removing the text of what is gone; another process is at it."""


class Progress(msgspec.Struct, frozen=True):
    """A moment of a refresh."""

    phase: Phase
    done: int = 0
    """Files."""
    total: int = 0
    """Files to read; 0 while they are being counted."""
    rate: float = 0.0
    """Files a second."""
    eta: float | None = None
    """Seconds that are left, as far as can be told."""
    new: int = 0
    changed: int = 0
    removed: int = 0
    renamed: int = 0


Report: TypeAlias = Callable[[Progress], None]


LENGTH = 512
"""Bytes of the file with the progress: the same ones are written again, since to replace a file takes milliseconds."""


def write_progress(folder: Path, progress: Progress) -> None:
    """Leave the progress where other processes find it; nothing depends on it."""
    try:
        descriptor = open_private(folder / PROGRESS)
    except OSError:
        return
    try:
        os.write(descriptor, msgspec.json.encode(progress).ljust(LENGTH))
    except OSError:
        return
    finally:
        os.close(descriptor)


def read_progress(folder: Path) -> Progress | None:
    """The progress of whoever refreshes the catalog; None where nothing is known."""
    try:
        return json_decoder_of(Progress).decode((folder / PROGRESS).read_bytes())
    except (OSError, msgspec.DecodeError):
        return None
