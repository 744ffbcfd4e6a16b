"""The bytes of files and pipes, and a sentence where there are none to be had."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from tui.model.text import cleaned
from tui.store.source_text import MOST_BYTES

_CHUNK = 1 << 20
"""Bytes that are asked of a pipe at once."""

_PATIENCE = 2_000
"""Milliseconds to wait for somebody who writes to a pipe."""


class CannotRead(OSError):
    """A file that is not there or cannot be read; the message is a sentence for people."""


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file, one more than `MOST_BYTES` at most.

    Raises:
        CannotRead: it is not there, no file, or not readable.
    """
    try:
        # What is no file must not be opened: that of a pipe would wait for somebody to write to it.
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise CannotRead(f"{_kind_in_words(status.st_mode)}: {_named(Path(path))}.")
        with open(path, "rb", buffering=0) as file:
            # Asking for more than there is would have the system set so much memory aside; files of /proc say 0.
            data = file.read(min(status.st_size or MOST_BYTES, MOST_BYTES) + 1)
            if len(data) == status.st_size:
                return data
            # It is one of /proc, or is being changed.
            chunks, left = [data], MOST_BYTES + 1 - len(data)
            while left > 0 and (chunk := file.read(min(left, _CHUNK))):
                chunks.append(chunk)
                left -= len(chunk)
            return b"".join(chunks)
    except CannotRead:
        raise
    except (OSError, ValueError) as error:
        raise cannot_read(Path(path), error) from None


def digest_of(data: bytes | str) -> bytes:
    """The digest of a file's bytes (`Briefing.digest`)."""
    from tui.model.digests import blake2b

    return blake2b(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def read_pipe(path: Path) -> bytes:
    """What is written to a named pipe (FIFO) or to `/dev/fd/63` until its end, one more than `MOST_BYTES` at most.

    Raises:
        CannotRead: it is not readable, or nobody writes to it.
    """
    import select

    try:
        pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with open(pipe, "rb", buffering=0) as file:
            chunk = file.read(_CHUNK)
            if chunk == b"":
                # Nobody has the other end open, or not yet.
                waiting = select.poll()
                waiting.register(pipe, select.POLLIN)
                if not waiting.poll(_PATIENCE):
                    raise CannotRead(f"Nobody writes to this pipe: {_named(path)}.")
            os.set_blocking(pipe, True)
            chunks, left = [chunk or b""], MOST_BYTES + 1 - len(chunk or b"")
            while left > 0 and (chunk := file.read(min(left, _CHUNK))):
                chunks.append(chunk)
                left -= len(chunk)
            return b"".join(chunks)
    except CannotRead:
        raise
    except (OSError, ValueError) as error:
        raise cannot_read(path, error) from None


def why_unreadable(path: Path) -> str:
    """The sentence for a file or folder that cannot be read; "" where it can. Nothing is read."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        return str(cannot_read(path, error))
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        return f"{_kind_in_words(mode)}: {_named(path)}."
    return "" if os.access(path, os.R_OK) else str(cannot_read(path, PermissionError()))


def _named(path: Path) -> str:
    return f"“{cleaned(os.fspath(path))}”"


def cannot_read(path: Path, error: OSError | ValueError) -> CannotRead:
    """The sentence for what the system says of a path: the reason first, since a status line cuts the end."""
    if isinstance(error, FileNotFoundError):
        looped = os.path.lexists(path)
        return CannotRead(f"This link leads nowhere: {_named(path)}." if looped else f"There is no file {_named(path)}.")
    if isinstance(error, PermissionError):
        return CannotRead(f"You have no permission to read {_named(path)}.")
    if getattr(error, "errno", None) == errno.ELOOP:
        return CannotRead(f"This link leads to itself: {_named(path)}.")
    reason = getattr(error, "strerror", None) or str(error)
    return CannotRead(f"It cannot be read: {cleaned(str(reason))}: {_named(path)}.")


def _kind_in_words(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "This is a folder, not a file"
    return "This is a device, not a file" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "This is not a regular file"
