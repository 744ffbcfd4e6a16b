"""How far a refresh is, for people and for the programs that follow it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from tui.catalog.location import PROGRESS

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


Report: TypeAlias = Callable[[Progress], None]


def write_progress(folder: Path, progress: Progress) -> None:
    """Leave the progress where other processes find it; nothing depends on it."""
    try:
        path = folder / PROGRESS
        beside = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(progress))
        beside.replace(path)
    except OSError:
        return


def read_progress(folder: Path) -> Progress | None:
    """The progress of whoever refreshes the catalog; None where nothing is known."""
    try:
        return msgspec.json.decode((folder / PROGRESS).read_bytes(), type=Progress)
    except (OSError, msgspec.DecodeError):
        return None
