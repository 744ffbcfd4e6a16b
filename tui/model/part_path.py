"""Briefings that stand in a file with others: `inbox.mbox::status-report`, the file, and which of its briefings is meant."""

from __future__ import annotations

SIGN = "::"
"""Between the path of a file and the key of a briefing in it. No key holds it."""

OWN_SOURCE = "this-file"
"""The id of the source that every briefing from a file of another format has: the file itself."""


def part_path(file: str, key: str) -> str:
    """The path of a briefing in a file; the file's own where the key is "", since then the file is that briefing."""
    return f"{file}{SIGN}{key}" if key else file


def part_of(path: str) -> tuple[str, str]:
    """The file that a path leads to, and the key of the briefing in it, "" where the path names none.

    It is read off the path alone: a file whose own name holds the sign is taken for one with a part, so whoever asks the
    system asks for the whole path first.
    """
    file, sign, key = path.rpartition(SIGN)
    return (file, key) if sign and file and key and "/" not in key else (path, "")
