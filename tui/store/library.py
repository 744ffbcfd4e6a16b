"""Folders and files of briefings, read together."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import force_setattr

from tui.model.briefing import Briefing
from tui.model.problem import Problem
from tui.model.text import cleaned
from tui.store.listing import Listing
from tui.store.read import CannotRead, read_bytes, read_file
from tui.store.walk import walk

SHARED = "library.yaml"
"""What the briefings of a library share; no briefing itself."""

_KEYS = re.compile(rb"""^[ \t{]*["']?(?:title|sections|body)["']?[ \t]*:""", re.M)


class FoundFile(NamedTuple):
    """A file of a library that may be a briefing."""

    path: Path
    root: Path
    """The folder from which its id is made: the one that was named."""
    named: bool
    """Whether it was named itself, and not found in a folder."""


def files(paths: Iterable[str | os.PathLike[str]], problems: list[Problem]) -> Iterator[FoundFile]:
    """The files of a library as `tui.store.walk` finds them, under the paths by which it was named.

    Those of a folder come in order of name, files before folders; each comes once.

    Args:
        paths: files and folders.
        problems: where paths that are not there and folders that cannot be read are reported.
    """
    named = [Path(path) for path in paths]
    roots = [os.path.abspath(path) for path in named]
    for folder in walk(named, problems):
        root = named[folder.root]
        if folder.named:
            yield FoundFile(root, root.parent, True)
            continue
        here = root if folder.path == roots[folder.root] else root / os.path.relpath(folder.path, roots[folder.root])
        for name, _, _ in folder.files:
            yield FoundFile(here / name, root, False)


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
    sections or body is only counted. What a folder's `library.yaml` shares is given to its briefings.
    """
    problems: list[Problem] = []
    read: list[Briefing] = []
    shared: list[str] = []
    others = 0
    given: dict[Path, Callable[[Briefing], Briefing]] = {}
    for found in files(paths, problems):
        held = read_found(found)
        if held is None:
            others += 1
        elif isinstance(held, Briefing):
            if not found.named and found.root not in given:
                given[found.root] = _sharing(found.root)
            read.append(held if found.named else given[found.root](held))
        elif isinstance(held, Problem):
            problems.append(held)
        else:
            shared += held
    for briefing, claimed in zip(read, claimed_twice([(briefing.id, briefing.path) for briefing in read]), strict=True):
        with_problems(briefing, claimed)
    return Listing(tuple(read), others, tuple(problems), tuple(shared))


def _sharing(root: Path) -> Callable[[Briefing], Briefing]:
    """What gives a briefing of a folder the values and entries that its `library.yaml` shares."""
    file = root / SHARED
    if not file.is_file():
        return lambda briefing: briefing
    from tui.store.shared import NOTHING, shared_of, with_shared

    try:
        shared = shared_of(read_bytes(file))
    except CannotRead:
        shared = NOTHING
    return lambda briefing: with_shared(briefing, shared)


def read_found(found: FoundFile) -> Briefing | Problem | list[str] | None:
    """What a file of a library holds.

    Returns:
        A briefing; the problem where it cannot be read; the ids that a `library.yaml` shares; None for any other file.
    """
    try:
        if found.path.name == SHARED and not found.named:
            return [item.id for item in read_file(found.path).items()]
        if not found.named and not may_be_briefing(found.path.name, read_bytes(found.path)):
            return None
        briefing = read_file(found.path, root=found.root)
    except CannotRead as error:
        return Problem("error", "cannot-read", str(error), path=cleaned(str(found.path)))
    return briefing if found.named or is_briefing(briefing) else None


def claimed_twice(named: Sequence[tuple[str, str]]) -> list[tuple[Problem, ...]]:
    """For each briefing of a library, given as id and path, the problems where another one claims its id."""
    first: dict[str, int] = {}
    found: list[tuple[Problem, ...]] = [()] * len(named)
    for number, (id, path) in enumerate(named):
        other = first.setdefault(id, number)
        if other == number:
            continue
        for one, two in ((number, named[other][1]), (other, path)):
            message = f"The id “{id}” is claimed by “{two}” too."
            advice = "give one of the two another “id”"
            found[one] = (Problem("warning", "duplicate-id", message, suggestion=advice, path=named[one][1]), *found[one])
    return found


def with_problems(briefing: Briefing, problems: tuple[Problem, ...]) -> None:
    """Add problems to a briefing that has just been read, before its own."""
    if problems:
        force_setattr(briefing, "problems", (*problems, *briefing.problems))
