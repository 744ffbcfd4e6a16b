"""The file in which a note goes to the reader's own editor: private, gone afterwards, and at the latest at the next start."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tui.store.private_files import locked, make_private_folder, user_folder, write_private

PREFIX = "editing-"
"""Begins the names of the folders, one for each file, in which the editor may put its own as well."""

NAME = "note.md"
_LOCK = "lock"

_A_DAY = 86_400.0


def folders(environ: Mapping[str, str]) -> list[Path]:
    """Where such files are put, the best place first: what the system empties at the end of a session, else beside other state."""
    found = []
    given = environ.get("XDG_RUNTIME_DIR", "")
    with suppress(OSError, ValueError):
        status = os.stat(given)
        # The specification wants it to be the user's, and closed to all others.
        if os.path.isabs(given) and stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077:
            found.append(Path(given) / "briefing")
    state = user_folder(environ, "state")
    return [*found, state] if state is not None else found


@contextmanager
def editor_file(environ: Mapping[str, str], text: str) -> Iterator[Path]:
    """A private file with a text, for the time that an editor has it.

    Raises:
        OSError: it can be put nowhere; the message is a sentence.
    """
    folder, file = _made(environ, text)
    try:
        with locked(folder / _LOCK, wait=False):
            yield file
    finally:
        _remove(folder)


def remove_left(environ: Mapping[str, str]) -> None:
    """Remove what killed programs have left; what is being edited at this moment stays."""
    for above in folders(environ):
        try:
            with os.scandir(above) as entries:
                left = [
                    Path(entry.path) for entry in entries if entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False)
                ]
        except OSError:
            continue
        for folder in left:
            with suppress(OSError):
                with locked(folder / _LOCK, wait=False) as mine:
                    # Where nothing can be locked, nobody edits for longer than a day.
                    gone = mine or time.time() - folder.stat().st_mtime > _A_DAY
                if gone:
                    _remove(folder)


def _made(environ: Mapping[str, str], text: str) -> tuple[Path, Path]:
    reason = "there is no home folder"
    for above in folders(environ):
        folder = None
        try:
            make_private_folder(above)
            folder = above / f"{PREFIX}{os.urandom(8).hex()}"
            folder.mkdir(mode=0o700)
            file = folder / NAME
            write_private(file, text.encode("utf-8", "replace"), new=True)
        except OSError as error:
            reason = error.strerror or str(error)
            if folder is not None:
                _remove(folder)
        else:
            return folder, file
    raise OSError(f"The note cannot be handed to an editor, since there is no place for its file: {reason}")


def _remove(folder: Path) -> None:
    # Most starts remove nothing, and need not wait for this import.
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
