"""The user's own folders, by the XDG Base Directory Specification, and files in them that nobody else can read."""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
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


def make_private_folder(folder: Path) -> None:
    """Make a folder that only the user can enter, and what is missing above it, whatever the umask; an existing one is made so.

    The specification wants that of all of them. Raises OSError where it is not possible.
    """
    _make(folder)
    close_to_others(folder)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        if folder.parent == folder:
            raise
        _make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def close_to_others(path: str | os.PathLike[str]) -> None:
    """Take from all others the right to enter a folder or to read a file. Raises OSError where that is not possible."""
    mode = os.stat(path).st_mode
    if mode & 0o077:
        os.chmod(path, 0o700 if stat.S_ISDIR(mode) else 0o600)


def open_private(path: str | os.PathLike[str], *, new: bool = False, emptied: bool = False) -> int:
    """The descriptor of a file that only the user can read, for reading and writing; it is made where there is none.

    Args:
        path: of the file.
        new: whether there must be none.
        emptied: whether what it holds goes.

    Raises:
        FileExistsError: there is one, where it must be new.
        OSError: it cannot be made or opened.
    """
    flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | (os.O_EXCL if new else 0) | (os.O_TRUNC if emptied else 0)
    return os.open(path, flags, 0o600)


def make_private_file(path: str | os.PathLike[str], *, new: bool = True) -> None:
    """Make an empty file that only the user can read. Raises FileExistsError where there is one and it must be new, OSError."""
    os.close(open_private(path, new=new))


def write_private(path: str | os.PathLike[str], data: bytes, *, new: bool = False) -> None:
    """Write a file that only the user can read, in place of what it held. Raises FileExistsError, OSError."""
    with open(open_private(path, new=new, emptied=True), "wb") as file:
        file.write(data)


def replace_private(path: Path, data: bytes) -> None:
    """Write such a file whole or not at all: others see what it held before or what it holds now. Raises OSError."""
    made = path.with_name(f"{path.name}.{unique_suffix()}.new")
    try:
        write_private(made, data, new=True)
        os.replace(made, path)
    except OSError:
        with suppress(OSError):
            made.unlink()
        raise


def remove_frames(environ: Mapping[str, str]) -> None:
    """Remove all screens that were kept (`tui.cli.kept_frames`): what they show may not be kept any more. Raises OSError."""
    folder = user_folder(environ, "cache")
    if folder is not None:
        with suppress(FileNotFoundError):
            for entry in list(os.scandir(folder / "frames")):
                if entry.name != "forgotten":
                    os.unlink(entry.path)


def unique_suffix() -> str:
    """A part of a file's name that no other thread or process uses at the same time."""
    return f"{os.getpid()}-{threading.get_ident()}"


_FAR = 1 << 30
"""Where Windows locks a byte: behind all that anybody reads or writes."""


def locked_file(path: str | os.PathLike[str], *, wait: bool = False) -> int:
    """Lock a file for this process, until its descriptor is closed or the process ends, however that ends.

    Args:
        path: of the file; it is made where there is none.
        wait: whether to wait for another process that has it.

    Returns:
        The descriptor; -1 where it cannot be locked now and one does not wait.

    Raises:
        OSError: it cannot be made, or, where one waits, not be locked.
    """
    file = open_private(path)
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, _FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(file)
        if wait:
            raise
        return -1
    return file


@contextmanager
def locked(path: str | os.PathLike[str], *, wait: bool = True) -> Iterator[bool]:
    """A file held by one process at a time; arguments and errors as of `locked_file`.

    Yields:
        Whether it is held: not where another process has it and one does not wait, or where nothing can be locked there
        and one does not wait.
    """
    file = locked_file(path, wait=wait)
    try:
        yield file >= 0
    finally:
        if file >= 0:
            os.close(file)


def at_home(text: str, environ: Mapping[str, str]) -> Path:
    """A path as somebody wrote it, with `~` for a home; where there is none, it is taken as it stands."""
    above = home(environ)
    if above and (text == "~" or text.startswith("~/")):
        return Path(above, text[2:])
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
