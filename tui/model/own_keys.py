"""What a configuration says of keys, as written: which action is to have which, and on which line that stands."""

from __future__ import annotations

from typing import NamedTuple

PRESETS = ("default", "vim", "less", "emacs")
"""Names of the tables of keys that one can change; the first is the usual one."""


class Written(NamedTuple):
    """A text of the configuration and its place."""

    text: str
    line: int = 1
    """From 1."""
    column: int = 1
    """From 1, in code points."""


class KeyLine(NamedTuple):
    """The keys that one action is to have."""

    action: Written
    keys: tuple[Written, ...]
    """Each one key, or several that are typed one after the other; none where the action is to have no key."""


class OwnKeys(NamedTuple):
    """The person's own keys."""

    preset: Written | None = None
    """The name of the table that they change; None for the usual one."""
    lines: tuple[KeyLine, ...] = ()
    """In the order of the file."""
