"""Names of files that are handed out, and writing them where nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path

from tui.export.printout import Printout
from tui.model.text import slug
from tui.store.private_files import replace_private, write_private

LONGEST_ID, LONGEST_PART = 120, 60
"""Characters that the ids of a briefing and of a section take of a name at the most."""


def file_name(printout: Printout) -> str:
    """A name made of ids alone, where there are any: of titles little goes well into a file system."""
    if printout.is_book:
        return name_of_book(printout.as_of)
    return id_name(printout.documents[0].briefing.id or printout.title, printout.parts)


def name_of_book(as_of: str) -> str:
    """The name of a book of a day."""
    return f"briefing-book-{slug(as_of)}"


def id_name(id: str, parts: Iterable[str] = ()) -> str:
    """The name of a briefing, or of some sections of it, by their ids."""
    part = "".join(f"-{slug(one)}" for one in parts)
    return (slug(id) or "briefing")[:LONGEST_ID] + part[:LONGEST_PART]


def path_typed(typed: str, default: str) -> Path:
    """The file that somebody means who typed a path: of a folder, one in it."""
    path = Path(typed)
    if typed.startswith("~"):
        try:
            path = path.expanduser()
        except RuntimeError:
            # There is no home.
            path = Path(typed)
    return path / default if typed.endswith("/") or path.is_dir() else path


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all, for the user alone.

    Raises:
        FileExistsError: it is there.
        OSError: it cannot be written.
    """
    # Whoever comes first has the name.
    write_private(path, b"", new=True)
    try:
        replace_private(path, data)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise


def write_over(path: Path, data: bytes, printout: Printout) -> None:
    """Write a file in the place of one that is there, whole or not at all, for the user alone.

    Args:
        path: the file.
        data: what it is to hold.
        printout: what that was made of.

    Raises:
        OSError: it cannot be written, what is there is no file, since a device would be one from then on, or it is a file
            of which the printout was made.
    """
    if path.exists() and not path.is_file():
        raise OSError("there is something that is no file")
    for document in printout.documents:
        made_of = Path(document.briefing.real_path.partition("::")[0])
        if path.exists() and made_of.is_file() and path.samefile(made_of):
            raise OSError("it is the file of what is to be written, and briefings are never written into")
    replace_private(path, data)


def write_beside(folder: Path, name: str, suffix: str, data: bytes) -> Path:
    """Write a file under the first free name: `name`, else `name-2` and so on. Returns its path. Raises OSError."""
    for number in count(1):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}{suffix}"
        with suppress(FileExistsError):
            write_new(path, data)
            return path
    raise AssertionError
