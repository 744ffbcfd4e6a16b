"""A file that is to be read."""

from __future__ import annotations

import msgspec


class Job(msgspec.Struct, array_like=True):
    """A file to read."""

    number: int
    """Of the job, to tell answers apart."""
    root: int
    folder: bytes
    name: bytes
    named: bool
    """Whether it was named itself, so that it is a briefing whatever it holds."""
    n: int = 0
    """The file's number in the catalog; 0 where it is new."""
    known: bytes = b""
    """The digest of what the catalog holds of it; the file is not parsed if it is the same."""
