"""Folders and files of briefings, read together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import force_setattr

from tui.model.briefing import Briefing
from tui.model.problem import Problem
from tui.model.text import cleaned
from tui.store.listing import Listing
from tui.store.read import SUFFIXES, CannotRead, read_bytes, read_file

SHARED = "library.yaml"
"""What the briefings of a library share; no briefing itself."""

_PASSED_OVER = frozenset(("node_modules", "__pycache__"))
_KEYS = re.compile(rb"""^[ \t{]*["']?(?:title|sections|body)["']?[ \t]*:""", re.M)


class FoundFile(NamedTuple):
    """A file of a library that may be a briefing."""

    path: Path
    root: Path
    """The folder from which its id is made: the one that was named."""
    named: bool
    """Whether it was named itself, and not found in a folder."""


def _not_there(path: str | os.PathLike[str]) -> Problem:
    shown = cleaned(os.fspath(path))
    return Problem("error", "no-such-file", f"There is no file or folder “{shown}”.", suggestion="check the spelling", path=shown)


def _unreadable(path: str | os.PathLike[str], error: OSError) -> Problem:
    shown = cleaned(os.fspath(path))
    reason = cleaned(error.strerror or "it cannot be opened")
    return Problem("warning", "cannot-read", f"The folder “{shown}” cannot be read: {reason}.", path=shown)


def files(paths: Iterable[str | os.PathLike[str]], problems: list[Problem]) -> Iterator[FoundFile]:
    """The files of a library, those of a folder in order of name, files before folders; each once.

    Hidden folders and files and those of package managers are passed over. A symbolic link is
    followed where it leads to something inside the folder that was named.

    Args:
        paths: files and folders.
        problems: where paths that are not there and folders that cannot be read are reported.
    """
    seen: set[tuple[int, int]] = set()
    for named in paths:
        path = Path(named)
        try:
            status = path.stat()
        except (OSError, ValueError):
            problems.append(_not_there(named))
            continue
        if path.is_dir():
            yield from _below(path, seen, problems)
        elif (status.st_dev, status.st_ino) not in seen:
            seen.add((status.st_dev, status.st_ino))
            yield FoundFile(path, path.parent, True)


def _below(root: Path, seen: set[tuple[int, int]], problems: list[Problem]) -> Iterator[FoundFile]:
    inside = root.resolve()
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
            status = folder.stat()
        except OSError as error:
            problems.append(_unreadable(folder, error))
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        folders: list[Path] = []
        for entry in entries:
            if entry.name.startswith(".") or entry.name in _PASSED_OVER:
                continue
            try:
                if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(inside):
                    continue
                if entry.is_dir():
                    folders.append(Path(entry.path))
                elif entry.is_file() and entry.name.lower().endswith(SUFFIXES):
                    own = entry.stat()
                    if (own.st_dev, own.st_ino) not in seen:
                        seen.add((own.st_dev, own.st_ino))
                        yield FoundFile(Path(entry.path), root, False)
            except (OSError, RuntimeError):
                continue
        waiting.extend(reversed(folders))


def may_be_briefing(name: str, data: bytes) -> bool:
    """Whether a file found in a folder may be a briefing: YAML and JSON need a title, sections or a body."""
    if not name.lower().endswith((".yaml", ".yml", ".json")):
        return True
    return b"\x00" in data[:4] or _KEYS.search(data) is not None


def is_briefing(briefing: Briefing) -> bool:
    """Whether what was read from a file found in a folder is a briefing, and not merely YAML with a key like one's."""
    named = any(problem.code in ("missing-title", "not-a-mapping", "empty") for problem in briefing.problems)
    return not named or bool(briefing.sections or briefing.body)


def briefings(paths: Iterable[str | os.PathLike[str]]) -> Listing:
    """Read every briefing of these files and folders.

    A file that is named opens whatever it holds. In a folder, YAML and JSON without title,
    sections or body is only counted.
    """
    problems: list[Problem] = []
    read: list[Briefing] = []
    shared: list[str] = []
    others = 0
    for found in files(paths, problems):
        try:
            if found.path.name == SHARED and not found.named:
                shared += [item.id for item in read_file(found.path).items()]
                continue
            if not found.named and not may_be_briefing(found.path.name, read_bytes(found.path)):
                others += 1
                continue
            briefing = read_file(found.path, root=found.root)
        except CannotRead as error:
            shown = cleaned(str(found.path))
            problems.append(Problem("error", "cannot-read", str(error), path=shown))
            continue
        if found.named or is_briefing(briefing):
            read.append(briefing)
        else:
            others += 1
    _report_shared_ids(read)
    return Listing(tuple(read), others, tuple(problems), tuple(shared))


def _report_shared_ids(read: list[Briefing]) -> None:
    first: dict[str, Briefing] = {}
    for briefing in read:
        other = first.setdefault(briefing.id, briefing)
        if other is briefing:
            continue
        for one, two in ((briefing, other), (other, briefing)):
            message = f"The id “{one.id}” is claimed by “{two.path}” too."
            problem = Problem("warning", "duplicate-id", message, suggestion="give one of the two another “id”", path=one.path)
            force_setattr(one, "problems", (problem, *one.problems))
