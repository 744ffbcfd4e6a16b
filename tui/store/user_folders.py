"""The user's own folders, by the XDG Base Directory Specification; there may be none."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

NOWHERE = Path(os.devnull) / "briefing"
"""Stands for a folder that cannot be had: nothing is there, and nothing can be made there."""

Kind = Literal["config", "data", "cache", "state"]

_BELOW_HOME: Mapping[Kind, tuple[str, str]] = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def home(environ: Mapping[str, str]) -> str:
    """The absolute path of the user's home; "" where there is none.

    Where `HOME` is not set, the system's list of users says it. A value that is no absolute path names no home: anything
    below it would be written wherever one happens to stand.
    """
    given = environ.get("HOME")
    if given is not None:
        return given if os.path.isabs(given) else ""
    try:
        import pwd

        found = pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError, OSError):
        return ""
    return found if os.path.isabs(found) else ""


def user_folder(environ: Mapping[str, str], kind: Kind) -> Path | None:
    """The user's folder for files of this program; None where there is no home.

    The variables of the specification are honoured on every system, and paths in them that are not absolute are
    ignored, as it says.
    """
    variable, below = _BELOW_HOME[kind]
    given = environ.get(variable, "")
    if given and os.path.isabs(given):
        return Path(given) / "briefing"
    above = home(environ)
    if not above:
        return None
    if sys.platform == "linux":
        # What platformdirs answers there, without the time that importing it takes.
        return Path(above, below, "briefing")
    import platformdirs

    try:
        found: Path = getattr(platformdirs, f"user_{kind}_path")("briefing", appauthor=False)
    except (RuntimeError, KeyError, OSError):
        return None
    return found if found.is_absolute() else None


def make_user_folder(folder: Path) -> None:
    """Make a folder that is not there, and what is missing above it, so that only the user can enter, whatever the umask.

    The specification wants that of all of them. Raises OSError where it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        if folder.parent == folder:
            raise
        make_user_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def at_home(text: str, environ: Mapping[str, str]) -> Path:
    """A path as somebody wrote it, with `~` for a home; where there is none, it is taken as it stands."""
    above = home(environ)
    if above and (text == "~" or text.startswith("~/")):
        return Path(above, text[2:])
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
